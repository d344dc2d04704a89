"""Which column names a person: the key of the file of people, one that other files share with it, or a file's own."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from extracts.drafting.columns import FileDraft
from extracts.drafting.headers import SURE, listed, name_words, together
from extracts.drafting.looking import LookedAt
from extracts.keys import KeyBook, range_of

_SHARED, _SHARED_UNNAMED, _LEAST_UNNAMED = 0.5, 0.95, 10
"""How much of a column must be keys of people: where its name says that it is a key, and where it does not."""
_SAMPLE = 2_000
_MOST_LINES_A_KEY, _SHORTEST = 5, 4
"""People have no more lines each, on average: a column with more is one of codes. A few short texts are codes too."""
_NEARLY_ALL = 0.9
_LOGIN = re.compile(r"[\w-]+\\[\w.-]+|[a-z]+[._][a-z]+\d*|[a-z]{3,}\d{1,4}")
_KEYS = ("key", "cms_id", "case_id", "child_key", "linked_key")


@dataclass
class People:
    """The keys of the file of people, each with the family name in small letters, "" where that is not in a column."""

    names: dict[str, str]
    children: frozenset[str] = frozenset()
    """The keys of those who are under 18 today."""
    births: frozenset[date] = frozenset()
    case_ids: frozenset[str] = frozenset()

    def find(self, key: str) -> list[str]:
        """The keys that this one may stand for in any way of writing."""
        return self._book.find(key)

    @cached_property
    def _book(self) -> KeyBook:
        return KeyBook(self.names)


@dataclass(frozen=True)
class Shared:
    """How far a column's keys are those of the people. The first two are shares of its different values."""

    column: str
    as_written: float
    in_any_writing: float
    unmatched: int
    """How many different keys fit no one, in the sample looked at."""


def named_keys(looked: LookedAt) -> list[str]:
    """The columns whose names say that they are keys, the surest first."""
    found = []
    for place, name in enumerate(looked.header):
        fit = max((one.fit for one in looked.meanings(name) if one.ours in _KEYS), default=0.0)
        if fit:
            found.append((-fit, place, name))
    return [name for _, _, name in sorted(found)]


def people_key(draft: FileDraft, others: Iterable[LookedAt]) -> str | None:
    """The column of the file of people that is the key: unique, and the one that the other files have."""
    named = named_keys(draft.looked)
    if "person_key" in named:
        return "person_key"
    unnamed = [name for name in draft.free if name not in named and not draft.looked.meanings(name)]
    others = list(others)
    unique = [name for name in (*named, *unnamed) if name in draft.free and is_unique(draft, name)]
    if unique:
        shared = {name: shared_with(draft, name, others) for name in unique}
        counted = {name: numbers_lines(draft.looked, name) for name in unique}
        return max(unique, key=lambda name: (shared[name], not counted[name], -unique.index(name)))
    filled = [name for name in named if name in draft.free and draft.keys(name)]
    return max(filled, key=lambda name: len(draft.keys(name)), default=None)


def is_unique(draft: FileDraft, name: str) -> bool:
    """Whether every line has a key of its own."""
    return 0 < len(draft.keys(name)) == draft.looked.rows


def case_id_column(draft: FileDraft, key: str) -> str:
    """The column with the case ID: one that is called so and has each once, or else the key."""
    for name in draft.looked.header:
        is_case_id = any(one.ours == "cms_id" and one.fit >= SURE for one in draft.looked.meanings(name))
        if is_case_id and name in (*draft.free, key):
            keys = draft.keys(name)
            if keys and max(keys.values()) == 1:
                return name
    return key


def shared_with(draft: FileDraft, name: str, others: list[LookedAt]) -> float:
    """In how many other files a column has these keys; the numbers of its own lines count little."""
    keys = set(draft.keys(name))
    total = sum(max((_within(other, column, keys) for column in other.header), default=0.0) for other in others)
    return total / 2 if numbers_lines(draft.looked, name) else total


def _within(one: LookedAt, column: str, keys: set[str]) -> float:
    """How much of what a column holds are these keys; 0 where it counts lines, or has no more than a few codes."""
    sample = one.table[column].head(_SAMPLE)
    values = set(sample) - {""}
    few = len(values) * _MOST_LINES_A_KEY < len(sample)
    small = len(values) < _LEAST_UNNAMED and all(len(value) < _SHORTEST for value in values)
    return 0.0 if few or small or numbers_lines(one, column) else len(values & keys) / len(values)


def shared_key(draft: FileDraft, people: People) -> Shared | None:
    """The column of a file that has the keys of the people; None if there is none."""
    named = named_keys(draft.looked)
    if named and not draft.looked.rows:
        # Nothing to go by but its name, and nothing that could be wrong.
        return Shared(named[0], 1.0, 1.0, 0)
    lines = [name for name in named if numbers_lines(draft.looked, name)]
    others = [name for name in (*named, *(one for one in draft.free if one not in named)) if name not in lines]
    # The numbers of its lines are keys only for want of others.
    return _best_shared(draft, others, named, people) or _best_shared(draft, lines, named, people)


def _best_shared(draft: FileDraft, names: list[str], named: list[str], people: People) -> Shared | None:
    best: Shared | None = None
    for name in names:
        if name not in draft.free:
            continue
        found = _shared(draft, name, people)
        least = _SHARED if name in named else _SHARED_UNNAMED
        enough = name in named or len(draft.keys(name)) >= _LEAST_UNNAMED
        is_better = best is None or found.in_any_writing > best.in_any_writing
        if found.in_any_writing >= least and enough and is_better and _is_same_people(draft, name, people):
            best = found
    return best


def _shared(draft: FileDraft, name: str, people: People) -> Shared:
    keys = list(draft.keys(name))
    if not keys:
        return Shared(name, 0.0, 0.0, 0)
    others = [key for key in keys if key not in people.names]
    sample = others[:_SAMPLE]
    fitting = sum(len(people.find(key)) == 1 for key in sample)
    scale = len(others) / len(sample) if sample else 0
    written = 1 - len(others) / len(keys)
    return Shared(name, written, written + fitting * scale / len(keys), len(sample) - fitting)


def _is_same_people(draft: FileDraft, name: str, people: People) -> bool:
    """Whether lines with a key of the people have their family names too; numbers alone may be equal by chance."""
    family = draft.columns.get("family_name")
    if family is None or not any(people.names.values()):
        return True
    pairs = zip(draft.looked.table[name].head(_SAMPLE), draft.looked.table[family].head(_SAMPLE), strict=True)
    same = met = 0
    for key, written in pairs:
        fitting = [key] if key in people.names else people.find(key) if key else []
        if len(fitting) == 1 and written and people.names[fitting[0]]:
            met += 1
            same += people.names[fitting[0]] == written.casefold()
    return not met or same * 2 >= met


def own_key(draft: FileDraft) -> str | None:
    """A column with a source's own key of a person: in every line, and one key for one person; None without one.

    Of several the one with the fewest keys, where dates of birth tell people apart: a person may have several cases,
    and a key for each; and a person's before a tenancy's. The number of an offence is nobody's.
    """
    fitting = []
    named = named_keys(draft.looked)
    may_be = [name for name in draft.free if not _numbers_a(name, "deed")]
    things = [name for name in named if _numbers_a(name, "thing")]
    numbered = [name for name in may_be if name not in named and _is_numbered(draft, name)]
    persons = [name for name in named if name in may_be and name not in things]
    for name in persons or [*numbered, *(name for name in things if name in may_be)]:
        keys = draft.keys(name)
        damaged = any(range_of(key) for key in list(keys)[:_SAMPLE])
        if sum(keys.values()) == draft.looked.rows > 0 and not damaged and _names_one_person_each(draft, name):
            fitting.append(name)
    fitting = [name for name in fitting if name not in things] or fitting
    if "date_of_birth" not in draft.columns:
        return fitting[0] if fitting else None
    return min(fitting, key=lambda name: len(draft.keys(name)), default=None)


def _numbers_a(name: str, sort: str) -> bool:
    """Whether a column numbers what people have, and not people, by its name: tenancies, offences."""
    return not listed("word", sort).isdisjoint(name_words(name))


def _is_numbered(draft: FileDraft, name: str) -> bool:
    """Whether a column's name ends as those of keys do (ref, no, URN), and there is a number in all of them."""
    words = name_words(name)
    is_key = bool(words) and words[-1] in listed("word", "identifier") and not draft.looked.meanings(name)
    return is_key and all(any(map(str.isdigit, key)) for key in draft.keys(name))


def _names_one_person_each(draft: FileDraft, name: str) -> bool:
    """Whether lines with the same key have the same date of birth, and people are not repeated under new numbers."""
    born, family = draft.columns.get("date_of_birth"), draft.columns.get("family_name")
    if born is None:
        return True
    table = draft.looked.table
    known = table[table[born] != ""]
    if known.drop_duplicates([name, born])[name].duplicated().any():
        return False
    if family is None:
        return True
    persons = known.assign(**{family: known[family].str.casefold()}).drop_duplicates([name, born, family])
    repeated = persons.duplicated([born, family], keep=False).sum()
    return bool(repeated * 5 <= max(len(persons), 1))


def telling_keys(people: LookedAt) -> list[set[str]]:
    """The keys in each column that tells the people of a file apart, and is no name or the like."""
    named = named_keys(people)
    may_be = [name for name in people.header if name in named or not people.meanings(name)]
    return [set(people.table[name]) for name in may_be if people.table[name].is_unique]


def keys_shared(one: LookedAt, people: list[set[str]]) -> list[str]:
    """The columns of a file whose values are nearly all `telling_keys` of the people."""
    return [name for name in one.header if any(_within(one, name, keys) >= _NEARLY_ALL for keys in people)]


def numbers_lines(one: LookedAt, name: str) -> bool:
    """Whether a column counts the file's own lines from 0 or 1: no key of anybody, though it has numbers of some."""
    held = one.table[name].head(_SAMPLE).tolist()
    return len(held) > 1 and any(held == list(map(str, range(first, first + len(held)))) for first in (0, 1))


def has_logins(one: LookedAt, name: str) -> bool:
    """Whether a column has the workers' user names, by its name."""
    words = name_words(name)
    if listed("word", "login").isdisjoint(together(words, 2)):
        return False
    is_workers = one.says(name, "worker") or not listed("word", "professional").isdisjoint(words)
    return is_workers or one.table[name].nunique() < one.rows


def login_column(one: LookedAt) -> str | None:
    """The column with workers' user names: said so by its name, or by what it holds, several times over."""
    named = next((name for name in one.header if has_logins(one, name)), None)
    return named or next((name for name in one.header if _holds_logins(one.table[name].head(_SAMPLE))), None)


def _holds_logins(column: pd.Series) -> bool:
    values = set(column) - {""}
    return bool(values) and all(map(_LOGIN.fullmatch, values)) and len(values) < len(column)
