"""What a column holds, whatever its name: dates and in which format, phone numbers, emails, postcodes, codes.

Only counts and formats leave this module, and codes that synonyms.csv knows; never what a person's field says.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from os.path import commonprefix

import pandas as pd

from config.extract import EXCEL_DAY
from config.not_known import NotKnown
from extracts.dates import LATEST, date_or_none
from extracts.drafting.headers import listed, pairs, words_in_titles, words_of_kind
from extracts.placeholders import is_no_date, says_not_held

ENOUGH = 0.8
"""A column is of a kind if so much of what it holds is."""
_LEAST, _TIMES = 10, 3
"""Of at least so many values, an officer's is there so many times on average."""
_MOST_LOOKED_AT = 5_000
"""Of a column with more different values than this, so many are enough to tell a phone number from a postcode."""
_MANY = 20_000
"""In a column of more different values, only those that are repeated are looked at for saying "not known"."""
_DAY = re.compile(
    r"(?P<one>\d{1,4}|[A-Za-z]{3,9})(?P<sep>[-/.]| +|, ?)(?P<two>\d{1,2}|[A-Za-z]{3,9})(?P<sep2>[-/.]| +|, ?)"
    r"(?P<three>\d{4}|\d{2})"
    r"(?:(?P<gap>T| )(?P<time>\d{1,2}:\d{2}(?P<seconds>:\d{2}(?:\.\d+)?)?)"
    r"(?: ?[AaPp]\.?[Mm]\.?)?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?)?"
)
_COMPACT = {
    "yyyymmdd": re.compile(r"(18|19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"),
    "ddmmyyyy": re.compile(r"(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])(18|19|20)\d{2}"),
    "ddMonyyyy": re.compile(r"\d{2}[A-Za-z]{3}(?:18|19|20)\d{2}"),
}
_LONGEST_BEGINNING = 5
_SECTION = re.compile(r"s?\d+")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?|[3-9]\d{3}")
_YEAR = re.compile(r"(18|19|20)\d{2}")
_WORDS = NotKnown().not_held
_KINDS = {
    # A day has eight figures: 12-05-2012.
    "phone": re.compile(r"(?=(?:\D*\d){9})\+?[\d() -]{9,16}(?: ?(?:ext|x)\.? ?\d+)?"),
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    "postcode": re.compile(r"[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}"),
    "number": re.compile(r"[+-]?£?(?:\d+|\d{1,3}(?:,\d{3})+)(?:[.,]\d+)?"),
    "scientific": re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d{1,2}"),
}


@dataclass(frozen=True)
class Held:
    """A column's values that are not placeholders: each with how often it is there. `rows` counts all lines."""

    counts: Mapping[str, int]
    rows: int

    @property
    def filled(self) -> int:
        return sum(self.counts.values())

    @property
    def is_repeated(self) -> bool:
        """Whether its names, phone numbers or email addresses are there as often as an officer's, not once as a
        person's."""
        return self.filled >= _LEAST and len(set(map(_plain, self.counts))) * _TIMES <= self.filled

    def share(self, kind: str) -> float:
        """How much of what is held is of a kind: `phone`, `email`, `postcode`, `number`, `scientific`."""
        sample = list(self.counts)[:_MOST_LOOKED_AT]
        return sum(map(bool, map(_KINDS[kind].fullmatch, sample))) / len(sample) if sample else 0.0

    def share_with(self, mark: str) -> float:
        """How much of what is held has this text in it."""
        return sum(mark in value for value in self.counts) / len(self.counts) if self.counts else 0.0


def held_in(column: pd.Series) -> Held:
    """What a column holds, without what says that nothing is known."""
    counts = Counter(filter(None, column.tolist()))
    many = len(counts) > _MANY
    kept = {
        value: number for value, number in counts.items() if (many and number == 1) or not says_not_held(value, _WORDS)
    }
    return Held(kept, len(column))


@dataclass(frozen=True)
class Dates:
    """How the dates of a column are written.

    `formats` are those needed, most used first; `unread` counts the values that fit none, `ambiguous` is whether every
    date could be day-first or month-first (day-first is taken), `mixed` whether some can only be the one and some only
    the other. `years` counts years alone, `short` dates with two figures for the year.
    """

    formats: tuple[str, ...]
    read: int
    unread: int
    ambiguous: bool = False
    mixed: bool = False
    years: int = 0
    short: int = 0
    day_first: bool = False
    """Whether some date can only be day-first, as `month_first` says the reverse."""
    month_first: bool = False


def dates_in(held: Held, *, named_date: bool, latest: date = LATEST) -> Dates:
    """How a column's dates are written, decided over all of them. `named_date`: its name says that it holds dates, so
    numbers are days as Excel counts them, or years. A date after `latest` is none that can be read."""
    shapes: Counter[str] = Counter()
    reverse = straight = years = short = 0
    for value, number in held.counts.items():
        shape, first_over_12, second_over_12 = _shape_of(value, named_date=named_date)
        shapes[shape] += number
        straight += first_over_12 * number
        reverse += second_over_12 * number
        years += number * (shape == "yyyy")
        short += number * (shape == "short")
    month_first = reverse > straight
    formats = [
        (month_first and turned(shape)) or shape for shape, _ in shapes.most_common() if shape and shape != "short"
    ]
    numeric = any(map(turned, shapes))
    read = no_dates = 0
    for value, number in held.counts.items() if formats else ():
        if date_or_none(value, tuple(formats), latest):
            read += number
        elif is_no_date(value, tuple(formats), NotKnown().days):
            no_dates += number
    return Dates(
        tuple(formats), read, held.filled - read - no_dates, numeric and not reverse and not straight,
        bool(reverse and straight), years, short, bool(straight), bool(reverse),
    )  # fmt: skip


def turned(shape: str) -> str:
    """A format with day and month the other way round; "" for one whose order is not in doubt.

    >>> turned("dd/mm/yyyy hh:mm"), turned("mm/dd/yyyy"), turned("yyyy-mm-dd")
    ('mm/dd/yyyy hh:mm', 'dd/mm/yyyy', '')
    """
    found = re.match(r"(dd|mm)([^a-z]{1,2})(dd|mm)", shape)
    return f"{found[3]}{found[2]}{found[1]}{shape[found.end() :]}" if found and found[1] != found[3] else ""


def _shape_of(value: str, *, named_date: bool) -> tuple[str, bool, bool]:
    """The format a value is written in, "" for none, and whether its first, or second, number cannot be a month.

    >>> _shape_of("3-Apr-1988 14:05", named_date=True), _shape_of("13/04/1988", named_date=False)
    (('dd-Mon-yyyy hh:mm', False, False), ('dd/mm/yyyy', True, False))
    """
    if compact := next((shape for shape, written in _COMPACT.items() if written.fullmatch(value)), ""):
        return compact, False, False
    if named_date and _SERIAL.fullmatch(value):
        return EXCEL_DAY, False, False
    if named_date and _YEAR.fullmatch(value):
        return "yyyy", False, False
    found = _DAY.fullmatch(value)
    if found is None:
        return "", False, False
    one, two, three = found["one"], found["two"], found["three"]
    tail = _time_format(found)
    sep, sep2 = (" " if found[part].isspace() else found[part] for part in ("sep", "sep2"))
    if len(one) == 4 and one.isdigit():
        middle = "mm" if two.isdigit() else _month_token(two)
        return (f"yyyy{sep}{middle}{sep2}dd{tail}", False, False) if len(three) == 2 else ("", False, False)
    if len(three) == 2:
        return "short", False, False
    if one.isalpha():
        return (f"{_month_token(one)}{sep}dd{sep2}yyyy{tail}", False, False) if two.isdigit() else ("", False, False)
    if two.isalpha():
        return f"dd{sep}{_month_token(two)}{sep2}yyyy{tail}", False, False
    return f"dd{sep}mm{sep2}yyyy{tail}", int(one) > 12 >= int(two), int(two) > 12 >= int(one)


def _month_token(name: str) -> str:
    return "Mon" if len(name) == 3 or name.casefold() == "sept" else "Month"


def _time_format(found: re.Match[str]) -> str:
    if not found["time"]:
        return ""
    return f"{found['gap']}{'hh:mm:ss' if found['seconds'] else 'hh:mm'}"


@dataclass(frozen=True)
class Codes:
    """What a column's codes mean, in the council's own writing, and those that are not known.

    `meanings` has only what is not already our word. `left_out` are codes of what is no record (planned, cancelled).
    `unknown` counts the different codes without a meaning, `unknown_lines` their lines.
    """

    meanings: Mapping[str, str]
    left_out: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    unknown_lines: int = 0
    known: int = 0

    def says(self, code: str) -> str:
        """What one of the column's codes means, whatever its capitals; one without a meaning is itself."""
        return next((meant for one, meant in self.meanings.items() if one.casefold() == code.casefold()), code)


_BESIDE_A_CODE = re.compile(
    r"(?<=^\w)-(?=\w)|(?<=^\w\w)-(?=\w)|\s+[-\u2013\u2014]\s*|\s*[:=|/(\[]\s*|[)\]]\s*|(?<=\d)[.)]\s+|(?<=^\d)\s+"
    r"|(?:(?<=^[A-Z])|(?<=^[A-Z]{2})|(?<=^[A-Z]{3}))\s+(?=[A-Z][a-z])"
)
# "No" is a word: it may turn the others' meaning round.
_SHORT_CODE = re.compile(r"(?!(?:no|not|non)$)[^\W_]{1,3}", re.IGNORECASE)
_NHS_GENDERS = {"1": "Male", "2": "Female", "0": "Unknown", "9": "Unknown"}


def codes_in(held: Held, kind: str, allowed: Iterable[str], names: Set[str] = frozenset()) -> Codes:
    """What a column's codes mean. `kind` is the field's id or its type in synonyms.csv, `allowed` are its values. No
    code is known that `may_name` somebody."""
    table = _meanings_of(kind, held)
    ours = {value.casefold(): value for value in allowed}
    meanings: dict[str, str] = {}
    left_out: list[str] = []
    unknown: list[str] = []
    lines = understood = 0
    # A code that all begin with says nothing, GEN-F and GEN-M; a word may turn their meaning round: "No longer open".
    of_all = re.match(r"[A-Z0-9]{1,4}[-_:./]", commonprefix(list(held.counts))) if len(held.counts) > 1 else None
    begins = of_all[0] if of_all else ""
    for code, number in held.counts.items():
        meaning = _meaning_of(code.removeprefix(begins), ours, table)
        if meaning is None or may_name(code, names, table) or (meaning != "-" and meaning.casefold() not in ours):
            unknown.append(code)
            lines += number
            continue
        understood += number
        if meaning == "-":
            left_out.append(code)
        elif code != meaning:
            meanings[code] = meaning
    return Codes(once(meanings), tuple(once(dict.fromkeys(left_out, ""))), tuple(unknown), lines, understood)


def may_name(text: str, names: Set[str], known: Collection[str] = ()) -> bool:
    """Whether a text has a word of these names, which are in small letters. A letter alone is none, nor is a word that
    is `known`: Unborn, as the first name of many."""
    return any(word in names and word not in known for word in re.findall(r"[^\W\d_]{2,}", text.casefold()))


def _meaning_of(code: str, ours: Mapping[str, str], table: Mapping[str, str]) -> str | None:
    """What a code means: itself, else its parts that are known, if they agree."""
    for texts in ((code,), (without_words(code, "neutral"),), words_beside(code)):
        found = {ours.get(text.casefold()) or table.get(_plain(text)) or
                 table.get(_plain(without_words(text, "neutral"))) for text in texts} - {None}  # fmt: skip
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def words_beside(code: str) -> tuple[str, ...]:
    """The parts of a code that are words, where it has several parts.

    >>> words_beside("C - Current (single)"), words_beside("Male (M)"), words_beside("M-Male"), words_beside("On hold")
    (('Current', 'single'), ('Male',), ('Male',), ())
    """
    parts = [part.strip() for part in _BESIDE_A_CODE.split(code) if part.strip()]
    return tuple(part for part in parts if not _SHORT_CODE.fullmatch(part)) if len(parts) > 1 else ()


def without_words(code: str, sort: str) -> str:
    """A code without the words of a sort: "Plan open" is open without those that are `neutral`."""
    return " ".join(word for word in re.findall(r"[^\W_]+", code) if word.casefold() not in listed("word", sort))


def once(codes: Mapping[str, str]) -> dict[str, str]:
    """Each code once, whatever its capitals."""
    seen: dict[str, str] = {}
    kept: dict[str, str] = {}
    for code, meaning in codes.items():
        if seen.setdefault(code.casefold(), code) == code:
            kept[code] = meaning
    return kept


def _plain(code: str) -> str:
    return "".join(re.findall(r"[^\W_]+", code.casefold()))


@lru_cache(maxsize=64)
def _listed_meanings(kind: str) -> dict[str, str]:
    """The table's meanings of a kind's codes."""
    told = ((code, *one.partition("=")) for code, several in words_of_kind("value").items() for one in several)
    return {code: meaning for code, ours, _, meaning in told if ours == kind}


def _meanings_of(kind: str, held: Held) -> dict[str, str]:
    """The same, and of letters that are ambiguous those that go together here."""
    found = dict(_listed_meanings(kind))
    if kind == "type_of_offence":
        found = {_plain(code): meant for code in held.counts if (meant := _of_title(code))} | found
    codes = {_plain(code) for code in held.counts}
    if kind == "gender" and {"1", "2"} <= codes and all(map(str.isdigit, codes)):
        return found | _NHS_GENDERS
    for ours, pair in pairs():
        if ours == kind and len(codes & set(pair)) == 2:
            found |= pair
    return found


def _of_title(code: str) -> str | None:
    """What sort of offence a title in the words of the law is, by the most words that it begins with.

    None where any of its words is in no title that the table knows: it may be somebody's name, whom the text is about.
    """
    words, titles = re.findall(r"[^\W_]+", code.casefold()), words_of_kind("title")
    if not words_in_titles().issuperset(word for word in words if not _SECTION.fullmatch(word)):
        return None
    sizes = range(min(len(words), _LONGEST_BEGINNING), 0, -1)
    return next((titles[begun][0] for size in sizes if (begun := "".join(words[:size])) in titles), None)
