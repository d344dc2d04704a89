"""Whether a text says that something is not held: in any field, in a name, in a date, in an address.

Pure functions on single texts; `not_known.py` applies them to the columns of a file.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache
from itertools import filterfalse

from config import clock
from config.not_known import (
    BABY,
    BESIDE_BABY,
    CHILD,
    NO_ADDRESS,
    NO_DAYS,
    NO_HOME,
    NO_NAME,
    NOT_SURE,
    UNTOLD,
    Day,
    NotKnown,
    letters_and_digits,
)
from extracts.dates import day_as_written

# What a spreadsheet shows when a formula went wrong.
_SHEET_ERROR = re.compile(r"#\s*(n/?a|null|ref|value|name|div/0|num|spill|calc|getting_data)\s*[!?]?")
# How databases write NULL into a file: \N.
_NULL = re.compile(r"\\+n")
_NUMBER = re.compile(r"[1-9]")
_FILLER = re.compile(r"x{2,}|z{3,}")
# Letters and digits that cannot be seen: the category says so for the others.
_INVISIBLE = "\u115f\u1160\u3164\uffa0\u2800"

TITLES = frozenset((
    "mr", "mrs", "miss", "ms", "mx", "mister", "missus", "dr", "doctor", "prof", "professor", "rev", "reverend",
    "revd", "sir", "dame", "lord", "lady", "master", "madam", "madame", "mme", "and",
    # What somebody is, where no one knew or asked their name.
    "male", "female", "boy", "girl", "gentleman", "mum", "mummy", "dad", "daddy", "mother", "father", "wife", "husband",
    "client", "tenant", "occupier", "occupant", "householder",
))  # fmt: skip
"""Titles and other words that stand where a first name should."""
_FAMILY_TITLES = frozenset(("mr", "mrs", "ms"))
# Words of the list that are also names. As a family name they are one beside a real first name.
_FAMILY_NAMES = frozenset((
    "null", "na", "nan", "nil", "none", "nat", "blank", "empty", "missing", "void", "unk", "tba",
))  # fmt: skip
_ABBREVIATED = re.compile(r"[nu] ?/ ?[a-z]+")
_FIRST_NAMES = frozenset(("na", "nan", "nil", "nat", "nk"))

_STREET = (
    r"(road|rd|street|st|lane|ln|avenue|ave|close|cl|drive|dr|way|court|ct|place|pl|terrace|gardens|crescent|walk|mews"
    r"|grove|hill|view|cottages?|row|square|green|park|yard|croft|rise|fields?|farm|gate|bank|brow|fold|drove)"
)
_UNTOLD = "|".join(UNTOLD)
_PLACES = "|".join(place.replace(" ", "[ -]").replace("'", "['\u2019]?") for place in NO_HOME)
_NO_HOME = re.compile(
    "|".join(
        (
            r"\bno (fixed|settled|permanent|known|current) (abode|address|residence|home)\b",
            r"\bn[./ ]?f[./ ]?a\b",
            r"\bhomeless\b|\brough sleep|\bsleeping rough|\bsofa[ -]?surf",
            # No post town has these letters.
            r"\bzz99\b|\b(zz|xx)\d{1,2} ?\d[a-z]{2}\b",
            rf"\b(address|whereabouts|location):? (is )?({_UNTOLD})\b|\b({_UNTOLD}) (address|whereabouts|location)\b",
            rf"^({_UNTOLD}|{'|'.join(NO_ADDRESS)})\W*$",
            r"\bgone away\b|\bmoved (away|out|on)\b|\bleft (the )?(country|uk|area)\b|\bsafe house\b(?! \w)",
            r"\b(temp|temporary|emergency|secure|interim|bail) (accommodation|housing|placement|address)\b",
            r"\b(maternity|labour|delivery|children'?s|hospital) (ward|suite)\b|\bward \d+\b|\ba ?& ?e\b",
            r"\bc ?[/\\.] ?o\b|\bcare of\b",
            r"\bh\.? ?m\.? ?(p|prison|yoi|ypi)\b|\byoi\b|\bin prison\b|\bin custody\b|\b(police|youth) custody\b",
            r"\bp\.? ?o\.? ?box\b|\bpost(al)? (office )?box\b(?! cottage)",
            rf"\b({_PLACES})s?\b(?! {_STREET}\b)",
        )
    )
)


def plain(text: str) -> str:
    """A text without capitals, invisible characters and full-width forms, and with single spaces.

    >>> plain(" Not\\u200b \\uff2b nown ")
    'not k nown'
    """
    if text.isascii():
        return " ".join(text.split()).casefold()
    seen = (letter for letter in unicodedata.normalize("NFKC", text) if letter not in _INVISIBLE)
    kept = "".join(letter for letter in seen if letter.isspace() or unicodedata.category(letter) not in ("Cf", "Cc"))
    return " ".join(kept.split()).casefold()


def says_not_held(text: str, words: frozenset[str]) -> bool:
    """Whether a text is one of the words for "not held" (`NotKnown.not_held`), or has neither letter nor digit.

    >>> says_not_held("(N/K)", frozenset({"nk"})), says_not_held("Nik", frozenset({"nk"}))
    (True, False)
    """
    return bool(saying_not_held((text,), words))


def saying_not_held(texts: Iterable[str], words: frozenset[str]) -> set[str]:
    """Those of the texts of which `says_not_held` is true."""
    # Keys, dates and addresses have numbers, and hardly any council a word with one: they need no closer look.
    near = texts if _have_number(words) else filterfalse(_NUMBER.search, texts)
    return {text for text in near if _says_not_held(text, words)}


@lru_cache(maxsize=64)
def _have_number(words: frozenset[str]) -> bool:
    return any(map(_NUMBER.search, words))


@lru_cache(maxsize=100_000)
def _says_not_held(text: str, words: frozenset[str]) -> bool:
    said = plain(text)
    key = letters_and_digits(said)
    return (
        not key or key in words or bool(_SHEET_ERROR.fullmatch(said) or _NULL.fullmatch(said) or _FILLER.fullmatch(key))
    )


def says_not_sure(text: str) -> bool:
    """Whether a text says that someone does not know.

    >>> says_not_sure("Not  known"), says_not_sure("NULL"), says_not_sure("None")
    (True, False, False)
    """
    return letters_and_digits(plain(text)) in NOT_SURE


def is_title(first_name: str) -> bool:
    """Whether a first name consists of titles: Mr, Mr & Mrs, Dr."""
    return _all_among(first_name, TITLES)


def without_title(name: str) -> str:
    """A whole name without the titles before it, where two words or more are left.

    >>> without_title("Mrs Danielle Duckworth"), without_title("Mr & Mrs A Lowe"), without_title("Mr Lowe")
    ('Danielle Duckworth', 'A Lowe', 'Mr Lowe')
    """
    words = name.split()
    while len(words) > 2 and (is_title(words[0]) or words[0] in ("&", "and")):
        del words[0]
    return " ".join(words)


def is_new_baby(first_name: str, family_name: str) -> bool:
    """Whether a first name stands for a child who has none yet: Baby, Unborn, Twin 1, Baby Smith, Baby of Ann."""
    parts = _words(first_name)
    if parts[:2] == ["b", "o"] and len(parts) > 2:
        return True
    if not _says_baby(parts):
        return False
    if "of" in parts:
        return True
    may_be = BABY.union(BESIDE_BABY, _words(family_name))
    return all(part.isdigit() or part in may_be for part in parts)


def may_have_no_name_yet(born: date | None, today: date) -> bool:
    """Whether someone born then is unborn or under one. Without a date of birth they may be."""
    return born is None or born > clock.years_before(today, 1)


def may_be_placeholder(name: str, words: frozenset[str]) -> bool:
    """Whether a first or family name must be looked at closely (`names_as_known`); all others are names."""
    if not _has_letter(name) or says_not_held(name, words):
        return True
    parts = _words(name)
    return parts[:2] == ["b", "o"] or _says_baby(parts) or _stands_for_no_name(name, words) or parts[0] in TITLES


def _stands_for_no_name(name: str, words: frozenset[str]) -> bool:
    """Whether only words that are no name stand in its place: Mr & Mrs, The Occupier, Unknown Male, Name withheld, n/r.

    `words` are those that say "not held".
    """
    said, parts = plain(name), _words(name)
    if letters_and_digits(said) in NO_NAME or _ABBREVIATED.fullmatch(said):
        return True
    beside = [part for part in parts if part not in TITLES and part not in words]
    return len(beside) < len(parts) and all(part in BABY or part in BESIDE_BABY or part.isdigit() for part in beside)


def _says_baby(parts: list[str]) -> bool:
    return not BABY.isdisjoint([*parts, "".join(parts)]) or (not CHILD.isdisjoint(parts[:1]) and parts[-1].isdigit())


def names_as_known(
    first_name: str, family_name: str, born: date | None, words: frozenset[str], *, today: date
) -> tuple[str, str, bool, bool]:
    """The names as they are kept, "" where they are not held, and whether each is known well enough to compare.

    What only looks like a name is kept but not compared: a title, a baby without a name, a word that may be a name.

    >>> names_as_known("Grace", "Null", None, frozenset({"null"}), today=date(2026, 1, 1))
    ('Grace', 'Null', True, True)
    """
    is_baby = is_new_baby(first_name, family_name) and may_have_no_name_yet(born, today)
    said_nothing = says_not_held(first_name, words)
    is_real = not (said_nothing or is_baby or _stands_for_no_name(first_name, words)) and _has_letter(first_name)
    first, family = first_name, family_name
    if said_nothing and not (_looks_like_a_name(first, _FIRST_NAMES) and not says_not_held(family, words)):
        first = ""
    is_family = not (_all_among(family, _FAMILY_TITLES) or letters_and_digits(plain(family)) in NO_NAME)
    is_family = is_family and not (not is_real and _is_only_baby(family, born, today))
    if says_not_held(family, words):
        may_be_name = is_real and letters_and_digits(plain(family)) in _FAMILY_NAMES and family.isalpha()
        family, is_family = (family, _same_case(first, family)) if may_be_name else ("", False)
    return first, family, is_real and bool(first), is_family and _has_letter(family)


def names_are_known(first_name: str, family_name: str, born: date | None, not_known: NotKnown, *, today: date) -> bool:
    """Whether both names, as they are kept, can be looked for."""
    return all(names_as_known(first_name, family_name, born, not_known.not_held, today=today)[2:])


def is_no_date(text: str, formats: Iterable[str], days: Collection[Day]) -> bool:
    """Whether a date as written is one of `days` or the empty date of a database: 00/00/0000, 31/12/9999."""
    written = day_as_written(text, tuple(formats))
    return written in days or written in NO_DAYS or _loose_day(text) in NO_DAYS


def is_no_home(address: str, own: Collection[str]) -> bool:
    """Whether an address is no one's home: none at all or none that is told, in care of someone, a prison, a hospital,
    a children's home, a post box, or one of the council's `own`.

    >>> is_no_home("c/o 3 Mill Road", ()), is_no_home("3 Hospital Road", ())
    (True, False)
    """
    said = plain(address)
    return bool(_NO_HOME.search(said)) or any(_is_within(place, said) for place in own)


def without_empty_lines(address: str, words: frozenset[str]) -> str:
    """The address without the lines that say nothing: "NULL, Mill Road, -" is Mill Road."""
    lines = re.split(r"[,\n]", address)
    held = [line for line in lines if not _is_empty_line(line, words)]
    return address if len(held) == len(lines) else ", ".join(line.strip() for line in held)


def _is_empty_line(line: str, words: frozenset[str]) -> bool:
    # A line with a number is a line of an address; most are known by that, without a closer look.
    return not _NUMBER.search(line) and (says_not_held(line, words) or line.strip() == "0")


def _is_within(place: str, address: str) -> bool:
    return f" {' '.join(_words(place))} " in f" {' '.join(_words(address))} "


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", plain(text))


def _all_among(name: str, known: Collection[str]) -> bool:
    parts = _words(name)
    return bool(parts) and all(part in known for part in parts)


def _is_only_baby(family_name: str, born: date | None, today: date) -> bool:
    """Whether a family name is Baby and the like, of a child who may have no name yet."""
    return is_new_baby(family_name, "") and may_have_no_name_yet(born, today)


def _looks_like_a_name(text: str, names: Collection[str]) -> bool:
    """Whether one of these is written as a name is: Nil, and neither NIL nor nil."""
    return text.isalpha() and text.istitle() and text.casefold() in names


def _same_case(first_name: str, family_name: str) -> bool:
    """Whether both are written alike: NULL in capitals beside Grace is a database's word and no name."""
    return family_name.istitle() or family_name.isupper() == first_name.isupper()


def _has_letter(name: str) -> bool:
    return any(letter.isalpha() for letter in name)


def _loose_day(text: str) -> Day | None:
    """Year, month and day of a date in figures, the year first or last; a time after them is left out."""
    found = re.match(r"(\d{1,9})[-/. ](\d{1,2})[-/. ](\d{1,9})(?=$|[T ])", plain(text).upper())
    if found is None:
        return None
    one, month, other = (int(part) for part in found.groups())
    return (one, month, other) if len(found.group(1)) == 4 else (other, month, one)
