"""What the name of a column says: the words of synonyms.csv, compared without capitals, spaces and prefixes."""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz, process

TABLE = Path(__file__).with_name("synonyms.csv")
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_]+")
_IN_BRACKETS = re.compile(r"\s*\(([^()]*)\)(?=\s*(?:\([^()]*\)\s*)*$)")
_MOST_CUT = 4
"""So many words are taken off the beginning or the end of a name."""
_NEARLY_EVERY = 0.6
_CODED, _CUT_OFF = re.compile(r"_x([0-9A-Fa-f]{4})_"), re.compile(r"_x[0-9A-Fa-f]{0,4}$")
_SHORTEST_GLUED = 6
_SENTENCE = 5
"""A name of so many words is a sentence, of which the last words may say what it asks for."""
SURE = 0.9
"""How well a name fits that is one of those known, or has all of its words."""
BY_A_WORD = 0.6
"""How well a name fits of which one word only is known."""
_TURNS_ROUND = {"number", "none", "without", "ex", "except", "exempt", "excl", "exclude", "excludes", "excluded",
                "excluding", "nfa", "nil", "unrelated", "cleared", "outside"}  # fmt: skip
"""Beside one of these words a Yes may mean that there is none: no safeguarding offence, which is read as a number."""
_SORTS = ("safeguarding_offences", "non_safeguarding_offences")
_ALIKE, _SHORTEST = 90, 7
"""A name with a slip of the pen is taken for the right one if it is so much alike, and not short."""


@dataclass(frozen=True)
class Meaning:
    """What a name may stand for, and how well it fits: 1 for the very words, less for words taken off or mistyped."""

    ours: str
    fit: float


@lru_cache(maxsize=1)
def _rows() -> tuple[tuple[str, str, str], ...]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple((row["kind"], row["ours"], row["theirs"]) for row in csv.DictReader(file))


@lru_cache(maxsize=32)
def words_of_kind(kind: str) -> dict[str, tuple[str, ...]]:
    """The table's lines of one kind: for each word, joined, what it stands for."""
    found: dict[str, tuple[str, ...]] = {}
    for one, ours, theirs in _rows():
        if one == kind:
            key = "".join(_with_contact(name_words(theirs)) if kind == "column" else _plain_words(theirs))
            found[key] = (*found.get(key, ()), ours)
    return found


@lru_cache(maxsize=32)
def listed(kind: str, ours: str) -> frozenset[str]:
    """The words that stand for one thing, joined: the prefixes, the footers."""
    return frozenset("".join(_plain_words(theirs)) for one, name, theirs in _rows() if (one, name) == (kind, ours))


@lru_cache(maxsize=1)
def words_in_titles() -> frozenset[str]:
    """Every word of the table's titles of offences, and those that may follow them: from, motor, dwelling."""
    rows = [theirs for kind, ours, theirs in _rows() if kind == "title" or (kind, ours) == ("word", "in a title")]
    return frozenset(word for theirs in rows for word in _plain_words(theirs))


@lru_cache(maxsize=1)
def our_names() -> frozenset[str]:
    """The names that our own files have (docs/extract-files.md)."""
    return frozenset(ours for kind, ours, _ in _rows() if kind == "column")


@lru_cache(maxsize=1)
def pairs() -> tuple[tuple[str, dict[str, str]], ...]:
    """Letters that mean something only beside each other: O and C are open and closed, C and H current and historic."""
    found = []
    for kind, ours, theirs in _rows():
        if kind == "pair":
            found.append((ours, dict(part.split("=") for part in re.split(r" (?=\w=)", theirs))))
    return tuple(found)


def _plain_words(text: str) -> list[str]:
    letters = (
        one for one in unicodedata.normalize("NFKD", text) if one not in "'\u2019" and not unicodedata.combining(one)
    )
    return [word.casefold() for word in _WORDS.findall("".join(letters))]


@lru_cache(maxsize=10_000)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a name, with the short forms of the table written out.

    >>> name_words("cliFName_2"), name_words("D.O.B")
    (('cli', 'first', 'name', '2'), ('date', 'of', 'birth'))
    """
    short = words_of_kind("short")
    words = [part for word in _plain_words(_without_codes(name)) for part in _glued(word)]
    # Initials with points between them are one word.
    if len(words) > 1 and all(len(word) == 1 and word.isalpha() for word in words):
        words = ["".join(words)]
    # "cliFName": a capital letter alone belongs to the word after it.
    joined: list[str] = []
    for word in words:
        if joined and len(joined[-1]) == 1 and f"{joined[-1]}{word}" in short:
            joined[-1] += word
        else:
            joined.append(word)
    whole: list[str] = []
    for place, word in enumerate(joined):
        if 0 < place < len(joined) - 1 and word in listed("word", "article"):
            continue
        whole += short[word][0].split() if word in short else [_without_vowels().get(word, word)]
    return tuple(whole)


def _without_codes(name: str) -> str:
    """A name without the codes that SharePoint writes for marks, of which the last may be cut off: Case_x0020_No."""
    whole = _CODED.sub(lambda found: chr(int(found[1], 16)), name)
    return _CUT_OFF.sub("", whole)


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    kinds = ("column", "file", "word", "short")
    words = {word for kind, _, theirs in _rows() if kind in kinds for word in _plain_words(theirs)}
    words |= {word for kind, ours, _ in _rows() if kind == "short" for word in _plain_words(ours)}
    return frozenset(word for word in words if len(word) > 2)


@lru_cache(maxsize=10_000)
def _glued(word: str) -> tuple[str, ...]:
    """The words of which one is made that is none itself, the fewest: personidentifier is person and identifier."""
    known = _vocabulary()
    if len(word) < _SHORTEST_GLUED or word in known:
        return (word,)
    best: dict[int, tuple[str, ...]] = {0: ()}
    for end in range(3, len(word) + 1):
        parts = [(*begun, word[at:end]) for at, begun in best.items() if word[at:end] in known]
        if parts:
            best[end] = min(parts, key=len)
    return best.get(len(word), (word,))


@lru_cache(maxsize=1)
def _without_vowels() -> dict[str, str]:
    """Each word of the columns' names by its consonants, where no other has the same: prsn is person."""
    found: dict[str, set[str]] = {}
    for kind, _, theirs in _rows():
        for word in _plain_words(theirs) if kind == "column" else ():
            consonants = word[0] + re.sub("[aeiou]", "", word[1:])
            if 3 <= len(consonants) < len(word):
                found.setdefault(consonants, set()).add(word)
    return {short: words.pop() for short, words in found.items() if len(words) == 1}


Words = tuple[str, ...]


def prefixes_of(header: Iterable[str]) -> tuple[Words, ...]:
    """The words that a file puts before everything about its person, and those before nearly every name, longer first.

    A file with one date of birth has it for its person: what is before that is before their names too.

    >>> prefixes_of(["PAR_PER_SURNAME", "PAR_PER_DATE_OF_BIRTH", "OFF_NAME"])
    (('par', 'per'),)
    """
    names = [words for name in header if (words := name_words(name))]
    known = words_of_kind("column")
    parted = [(words[:at], known.get("".join(words[at:]), ())) for words in names for at in range(len(words))]
    found = {before for before, ours in parted if "date_of_birth" in ours}
    found = {words for words in found if listed("word", "not_ours").isdisjoint(words)}
    shortest = {words for words in found if not any(words[: len(one)] == one for one in found - {words})}
    person = shortest if len(shortest) == 1 else set()
    first = Counter(words[0] for words in names)
    usual = {(word,) for word, number in first.items() if number > 3 and number >= _NEARLY_EVERY * len(names)}
    return tuple(sorted((person | usual) - {()}, key=len, reverse=True))


@lru_cache(maxsize=10_000)
def meanings(name: str, prefixes: tuple[Words, ...] = ()) -> tuple[Meaning, ...]:
    """What the name of a column may stand for, the best fit first. `prefixes` are its file's (`prefixes_of`)."""
    found = next(filter(None, (_meanings_of(words, prefixes) for words in _readings(name))), {})
    if 1.0 in found.values():
        # The very words leave no room for what they mean without their beginning: school name, name.
        found = {ours: fit for ours, fit in found.items() if fit == 1.0}
    if not _TURNS_ROUND.isdisjoint(name_words(name)):
        found = {ours: fit for ours, fit in found.items() if ours not in _SORTS}
    return tuple(Meaning(ours, fit) for ours, fit in sorted(found.items(), key=lambda one: -one[1]))


def _readings(name: str) -> Iterator[Words]:
    """The words of a name, then those of each of two languages ("Surname / Cyfenw"); where it ends in brackets, whose
    it is before what it is, and what it is alone: Email (Officer) (User), D.O.B. (if known). Of a question its last
    words: What is the child's surname?"""
    yield name_words(name)
    if len(halves := name.split(" / ")) > 1:
        yield from map(name_words, halves)
    if is_somebody_elses(name):
        return
    if bare := _IN_BRACKETS.sub("", name).strip():
        yield from (name_words(f"{whose} {bare}") for whose in _IN_BRACKETS.findall(name)[:1])
        yield name_words(bare)
    for half in halves:
        words = name_words(_IN_BRACKETS.sub("", half))
        if len(words) >= _SENTENCE or half.rstrip().endswith("?"):
            yield from (words[-size:] for size in (3, 2, 1))


def _meanings_of(words: Words, prefixes: tuple[Words, ...]) -> dict[str, float]:
    before = next((one for one in prefixes if words[: len(one)] == one and words != one), ())
    words = _with_contact(words[len(before) :])
    known = words_of_kind("column")
    found: dict[str, float] = {}
    for fit, key in _forms(words):
        for ours in known.get(key, ()):
            found.setdefault(ours, fit)
    if not found:
        # The system's name before it adds nothing: Niche person ID, record end date.
        found = dict.fromkeys({"key", "end_date"}.intersection(known.get("".join(words[-2:]), ())), 0.75)
    if not found and not _is_not_ours(words):
        found = _nearly("".join(words), known) or _by_words({*words})
    if _is_not_ours(words):
        # The mother's name, the date of death: columns of our own words are still theirs.
        found = {ours: fit for ours, fit in found.items() if ours in ("former_name", "linked_key", "relationship")}
    return found


_NAMES = (("first_name", "forename", "given"), ("family_name", "surname", "family"))
"""What each part of a name is called: in one word that is enough, and in one beside "name"."""


def _by_words(words: set[str]) -> dict[str, float]:
    """What a longer name stands for that has certain words in it, whatever else it has: Surname on our system."""
    if named := [ours for ours, alone, beside in _NAMES if _has_part(words, alone, beside)]:
        is_theirs = len(named) == 1 and words.isdisjoint(listed("word", "other name"))
        return dict.fromkeys(named, BY_A_WORD) if is_theirs else {}
    if _are_of_a_birth(words):
        return {"date_of_birth": BY_A_WORD}
    if not words & listed("word", "offence"):
        return {"address_part": BY_A_WORD} if words & listed("word", "address line") else {}
    # Before the other sort: non-safeguarding offences have both words.
    if words & {"other", "non", "not"}:
        return {"non_safeguarding_offences": BY_A_WORD}
    return {"safeguarding_offences": BY_A_WORD} if words & listed("word", "safeguarding") else {}


def _are_of_a_birth(words: set[str]) -> bool:
    return bool(words & {"birth", "born"}) and words.isdisjoint(listed("word", "no birth date"))


def is_birth(name: str) -> bool:
    """Whether a column has dates of birth by its name, whosever they are."""
    return _are_of_a_birth({*name_words(name)})


def _has_part(words: set[str], alone: str, beside: str) -> bool:
    is_beside_name = words & {"name", "names"} and words & listed("word", beside)
    return bool(words & listed("word", alone) or is_beside_name)


def _with_contact(words: tuple[str, ...]) -> tuple[str, ...]:
    """With "contact" in the place of officer, social worker, key worker and whoever else is to be called."""
    professional = listed("word", "professional")
    plain: list[str] = []
    at = 0
    while at < len(words):
        sizes = (size for size in (3, 2, 1) if at + size <= len(words))
        length = next((size for size in sizes if "".join(words[at : at + size]) in professional), 0)
        if length:
            plain.append("contact")
            at += length
        else:
            plain.append(words[at])
            at += 1
    return tuple(word for place, word in enumerate(plain) if place == 0 or word != plain[place - 1])


def _forms(words: tuple[str, ...]) -> list[tuple[float, str]]:
    """The name whole, then without words at its beginning and its end that add nothing, and without a number."""
    before, after = listed("word", "prefix"), listed("word", "suffix")
    forms = [(1.0, "".join(words))]
    starts = [
        at for at in range(min(_MOST_CUT, len(words))) if all(one in before for one in _grouped(words[:at], before))
    ]
    if "contact" in words[1:_MOST_CUT]:
        # Whose officer it is adds nothing: the youth worker's phone.
        starts.append(words.index("contact", 1))
    for start in starts:
        for end in range(len(words), max(start, len(words) - _MOST_CUT), -1):
            cut = words[end:]
            if all(word.isdigit() or word in after for word in _grouped(cut, after)):
                forms.append((1.0 - 0.05 * (start + len(cut)), "".join(words[start:end])))
    named = words[:-1] if words[-1:] and words[-1].isdigit() else words
    if len(named) > 1:
        # What it is before whose or which: NAME_LAST, DATE_START, NAME_GIVEN_1.
        forms.append((0.9, "".join([*named[1:], named[0]])))
        # And whose it is after it: cyfenwDisgybl, the pupil's surname.
        forms += [(0.85, named[0])] if set(named[1:]) <= listed("word", "whose") else []
    if len(words) == 1:
        # Written as one word: clientsurname.
        forms += [(0.85, words[0].removeprefix(one)) for one in before if len(one) > 2 and words[0].startswith(one)]
    return sorted(forms, key=lambda form: -form[0])


def _grouped(words: tuple[str, ...], known: frozenset[str]) -> list[str]:
    """The words, two as one where the table has them so: "service user"."""
    whole = "".join(words)
    return [whole] if whole in known else list(words)


def _nearly(key: str, known: dict[str, tuple[str, ...]]) -> dict[str, float]:
    if len(key) < _SHORTEST:
        return {}
    best, alike, _ = process.extractOne(key, known.keys(), scorer=fuzz.ratio)
    return dict.fromkeys(known[best], 0.7) if alike >= _ALIKE and len(best) >= _SHORTEST else {}


def is_somebody_elses(name: str) -> bool:
    """Whether a column is about a parent, a GP or the like, by its name."""
    return _is_not_ours(name_words(name))


def perpetrators(header: Iterable[str]) -> frozenset[str]:
    """The columns about perpetrators, where others have a victim's name or date of birth: then they are somebody else.
    In a list of perpetrators alone they are whom it is about. One of ours is about the person: ASB perpetrator."""
    words = {name: name_words(name) for name in header}
    victims = [name for name in words if not listed("word", "harmed").isdisjoint(words[name])]
    if not any(len(words[name]) == 1 or is_birth(name) or has_somebodys_name(name) for name in victims):
        return frozenset()
    about = {name for name in words if not listed("word", "perpetrator").isdisjoint(words[name])}
    return frozenset(name for name in about if "".join(words[name]) not in words_of_kind("column"))


def has_somebodys_name(name: str) -> bool:
    """Whether a column has names of people, whoever they are: next of kin, a referrer, but not the name of a school."""
    words = {*name_words(name)}
    return bool(words & listed("word", "name")) and words.isdisjoint(listed("word", "organisation"))


def _is_not_ours(words: tuple[str, ...]) -> bool:
    is_other = not listed("word", "not_ours").isdisjoint(together(words, 3))
    return is_other and "".join(words) not in words_of_kind("column")


def together(words: Words, most: int) -> list[str]:
    """The words, and up to so many that stand together as one, as `listed` has them.

    >>> together(("next", "of", "kin"), 3)
    ['next', 'of', 'kin', 'nextof', 'ofkin', 'nextofkin']
    """
    return ["".join(words[at : at + size]) for size in range(1, most + 1) for at in range(len(words) - size + 1)]


def words_shared(name: str, born: str | None) -> int:
    """How many words the name of a column shares with that of a date of birth: those for the one whom both are about.

    >>> words_shared("Name of child", "Child DOB"), words_shared("Name of tenant", "Date of birth")
    (1, 0)
    """
    words = [{word.removesuffix("s") for word in name_words(one)} for one in (name, born or "")]
    return len(words[0] & words[1] - {"date", "of", "birth"})


def file_meanings(name: str) -> dict[str, int]:
    """Which files of an extract a file's name speaks of, with the number of words that say so."""
    words = name_words(Path(name).name.split(".")[0])
    found: dict[str, int] = {}
    for size in (4, 3, 2, 1):
        for at in range(len(words) - size + 1):
            for ours in words_of_kind("file").get("".join(words[at : at + size]), ()):
                found[ours] = max(found.get(ours, 0), size)
    return found


def of_another_service(file_name: str) -> bool:
    """Whether a file's name speaks of a service that is none of the common data model's: SEND, probation, CAMHS."""
    words = name_words(Path(file_name).name.split(".")[0])
    return not listed("word", "other_service").isdisjoint(together(words, 2))


def hinted(header: Iterable[str]) -> dict[str, int]:
    """Which services the names of columns speak of, and how many of them do: tenancies of housing, pupils of school."""
    found: Counter[str] = Counter()
    for name in header:
        plain = "".join(name_words(name))
        found.update({ours for part, several in words_of_kind("hint").items() if part in plain for ours in several})
    return found
