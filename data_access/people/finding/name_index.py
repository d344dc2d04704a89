"""The name index of an extract: all its names, the keys they are found by, and the people who have them.

A council has a thousand times fewer names than people, so a search compares names first and looks up people only for
the few similar names. These tables are filled when an extract is built:

* `name_token`: each different token, numbered in alphabetical order, so that names with the same beginning are next to
  each other;
* `name_key`: for each key (`names.keys`) the tokens that have it, one to a line: the fields of a `Token`, none of which
  contains a space. The other forms of a token (`name_parts.forms`) are there too. Besides, each token spelt backwards,
  for names that end with what was typed, and the case IDs that are found without capitals, spaces and leading zeros;
* `name_pair`: each person under every pair of a family-name token and a first-name token, as one number (`pair`): both
  names are looked up together, so a common name does not return too many people. Also under every two parts of their
  family name (`halves`), every two of their first names (`given`), and with 0 for a name that is not on record;
* `name_pairs`: the pair numbers only, kept in memory, because most pairs a search considers belong to no one.

`similar_names.py` reads the first two and chooses the pairs to look up; `bears` reads the third.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Dialect, Select, Text, TypeDecorator, bindparam, func, select
from sqlalchemy.types import UserDefinedType

from data_access.people.finding.case_ids import keys_of_case_ids
from data_access.storage.extract_tables import name_pair
from data_access.storage.list_parameters import is_one_of
from matching import name_parts, names
from matching.names import Token

BACKWARDS = "%"
"""What the key of a token spelt backwards begins with."""
# No pair has this number.
NOBODY = -1
# First-name tokens are numbered below this; SQLite and PostgreSQL both hold 63 bits.
FIRST_NAMES = 1 << 24
# Higher than any pair of a family name and a first name.
GIVEN = 1 << 50
PAIRS_AT_ONCE = 50_000
PAIR = np.dtype("<i8")
"""How a pair is kept in `name_pairs`."""


def pair(family: int, first: int) -> int:
    """The two token numbers as one; 0 is used for a part the person does not have."""
    return family * FIRST_NAMES + first


def halves(one: int, other: int) -> int:
    """Two family-name tokens of one person as one number; negative, so it is never mistaken for a `pair`."""
    return -pair(one, other)


def given(one: int, other: int) -> int:
    """Two first-name tokens of one person as one number, higher than any `pair`."""
    return GIVEN + pair(one, other)


CaseIds = Callable[[], Iterable[tuple[int, str]]]


class NameIndex:
    """The rows of these tables for everyone in an extract, given by their numbers and (first name, family name).

    `case_ids` returns the number and case ID of each person who has one; it is called twice.
    """

    def __init__(self, numbers: np.ndarray, people: Iterable[tuple[str, str]], case_ids: CaseIds = tuple) -> None:
        # Each name is split into parts once: there are far fewer names than people.
        places: dict[str, int] = {}
        every_place = (places.setdefault(name, len(places)) for both in people for name in both)
        self._people = numbers
        self._first, self._family = np.fromiter(every_place, np.int64, 2 * len(numbers)).reshape(-1, 2).T
        """The place of everyone's first and family name in `_parts`."""
        self._parts = [name_parts.parts(name) for name in places]
        texts = sorted({token for parts in self._parts for token in (*_as_first(parts), *_as_family(parts))})
        self._numbers = {text: number for number, text in enumerate(texts, start=1)}
        families = {*self._family.tolist()}
        parts_of_names = (_as_family(one) if place in families else one for place, one in enumerate(self._parts))
        self._stand_alone = {part for parts in parts_of_names for part in parts}
        """All tokens but several first names as one word."""
        # Each is read once, and as a line it takes less memory than as a token.
        self._lines = [" ".join(Token.of(text, number)) for text, number in self._numbers.items()]
        self._case_ids = case_ids

    def tokens(self) -> Iterator[tuple[int, str, str]]:
        """(number, token, line in `name_key`), in order.

        The line is "" for several first names as one word: whoever types the beginning of Maryanne finds Mary.
        """
        for (text, number), line in zip(self._numbers.items(), self._lines, strict=True):
            yield number, text, line if text in self._stand_alone else ""

    def keys(self) -> Iterator[tuple[str, str]]:
        """(key, the lines of its tokens), in the order of the index."""
        yield from keys_of_case_ids(self._case_ids)
        lines: dict[str, str] = {}
        for line in self._lines:
            token = Token._make(line.split(" "))
            lines[f"{BACKWARDS}{token.text[::-1]}"] = line
            for one in (token, *token.other_forms()):
                of_form = " ".join(one)
                # Most keys have one line: a list for each would take as long as all the rest.
                for key in names.keys(one, slips=token.text in self._stand_alone):
                    lines[key] = f"{lines[key]}\n{of_form}" if key in lines else of_form
        for key in sorted(lines):
            yield key, lines[key]

    def pairs(self) -> Iterator[tuple[int, int]]:
        """(pair, person number), in the order of the index."""
        table = self._pairs
        for start in range(0, len(table), PAIRS_AT_ONCE):
            yield from ((one, number) for one, number in table[start : start + PAIRS_AT_ONCE].tolist())

    def all_pairs(self) -> Iterator[tuple[int, bytes]]:
        """The one row of `name_pairs`."""
        ordered = self._pairs[:, 0]
        yield 1, ordered[_is_first(ordered)].astype(PAIR).tobytes()

    @cached_property
    def _pairs(self) -> np.ndarray:
        """One row (pair, person number) for each person and each of their pairs."""
        # Each list of lists is freed as soon as it is read: together they would take more memory than all pairs.
        first = _Lists.of([self._as_first_numbers(parts) for parts in self._parts], self._first)
        family = _Lists.of([self._numbers_of(_as_family(parts)) or [0] for parts in self._parts], self._family)
        found = [(pair(one, other), people) for people, one, other in _products(family, first)]
        for make, places in ((halves, self._family), (given, self._first)):
            own = _Lists.of([self._numbers_of(parts) for parts in self._parts], places)
            found += [(make(one, other), people) for people, one, other in _products(own, own, with_itself=False)]
        # A load in journey 2 may keep no one.
        found = found or [(np.empty(0, np.int64), np.empty(0, np.int64))]
        pairs, people = (np.concatenate(column) for column in zip(*found, strict=True))
        del found
        people = self._people[people]
        order = np.lexsort((people, pairs))
        pairs, people = pairs[order], people[order]
        is_new = _is_first(pairs) | _is_first(people)
        return np.stack([pairs[is_new], people[is_new]], axis=1)

    def _as_first_numbers(self, parts: tuple[str, ...]) -> list[int]:
        """No name, or only "Baby", is 0: the person is found by the other name alone."""
        numbers = self._numbers_of(_as_first(parts))
        return [*numbers, 0] if not numbers or name_parts.is_baby(parts) else numbers

    def _numbers_of(self, parts: Iterable[str]) -> list[int]:
        return [self._numbers[part] for part in dict.fromkeys(parts)]


def _as_first(parts: tuple[str, ...]) -> tuple[str, ...]:
    """What a first name is found by: also by its initials, if there are several."""
    together = name_parts.stored_parts(parts)
    return (*together, name_parts.initials(parts)) if len(parts) > 1 else together


def _as_family(parts: tuple[str, ...]) -> tuple[str, ...]:
    return name_parts.stored_parts(parts)


class _Lists(NamedTuple):
    """A list of numbers for each person: where it begins in `numbers`, and how long it is."""

    numbers: np.ndarray
    starts: np.ndarray
    lengths: np.ndarray

    @classmethod
    def of(cls, lists: list[list[int]], places: np.ndarray) -> "_Lists":
        """`places` has the place of each person's list."""
        lengths = np.array([len(one) for one in lists], dtype=np.int64)
        numbers = np.array([number for one in lists for number in one], dtype=np.int64)
        return cls(numbers, (np.cumsum(lengths) - lengths)[places], lengths[places])

    def nth(self, people: np.ndarray, place: int) -> np.ndarray:
        """The number at this place in the lists of these people."""
        return self.numbers[self.starts[people] + place]


def _products(one: _Lists, other: _Lists, *, with_itself: bool = True) -> Iterator[tuple[np.ndarray, Any, Any]]:
    """(people, a number of theirs in `one`, a number in `other`), as arrays, for each two places in the lists and all
    whose lists are so long. `with_itself` is whether a place is combined with the same one."""
    for place in range(max(one.lengths, default=0)):
        people = np.flatnonzero(one.lengths > place)
        for other_place in range(max(other.lengths[people])):
            if with_itself or place != other_place:
                some = people[other.lengths[people] > other_place]
                yield some, one.nth(some, place), other.nth(some, other_place)


def _is_first(ordered: np.ndarray) -> np.ndarray:
    """Which values differ from the one before. (`np.unique` makes a hash table of them, which takes far longer.)"""
    is_first = np.ones(len(ordered), dtype=bool)
    is_first[1:] = ordered[1:] != ordered[:-1]
    return is_first


PairRange = tuple[float, int, int]
"""Names to look up: their lowest possible cost, and the lowest and highest `pair`. A plain tuple, because one search
makes thousands."""


class _Within(UserDefinedType):
    """A condition on `pair` for these reaches, written into the statement: the server then knows how many people to
    expect, which for a range of pairs may be one or thousands.
    """

    cache_ok = True

    def literal_processor(self, dialect: Dialect) -> Any:
        def written(reaches: list[PairRange]) -> str:
            exact = ",".join([f"{low:d}" for _, low, high in reaches if low == high])
            spans = [f"pair BETWEEN {low:d} AND {high:d}" for _, low, high in reaches if low != high]
            return f"({' OR '.join([f'pair IN ({exact or NOBODY})', *spans])})"

        return written


class _Written(TypeDecorator[list[PairRange]]):
    """The same reaches as the text of one list, for SQLite to look up one after another.

    Given many conditions on `pair` joined by "or", SQLite expects a crowd and first reads the whole table of people.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: list[PairRange] | None, dialect: Dialect) -> str:
        return json.dumps([(low, high) for _, low, high in value or ()])


def has_ranges(reaches: list[PairRange]) -> bool:
    """Whether any of the reaches is more than one pair."""
    return any(low != high for _, low, high in reaches)


def bears(reaches: str, *, with_ranges: bool, is_sqlite: bool) -> Select:
    """The people whose names are within the reaches in parameter `reaches` (`looked_up`); a person may be listed twice.

    `with_ranges` is whether any of them is a range (`has_ranges`).
    """
    found = select(*name_pair.c)
    if not with_ranges:
        return found.where(is_one_of(name_pair.c.pair, reaches))
    if not is_sqlite:
        return found.where(bindparam(reaches, literal_execute=True, type_=_Within()))
    reach = func.json_each(bindparam(reaches, type_=_Written())).table_valued("value")
    low, high = (func.json_extract(reach.c.value, place) for place in ("$[0]", "$[1]"))
    return found.select_from(reach).join(name_pair, name_pair.c.pair.between(low, high))


def looked_up(reaches: list[PairRange]) -> list[PairRange] | list[int]:
    """The reaches as the parameter of `bears`: if none of them is a range, the pairs alone, which takes less time."""
    return reaches if has_ranges(reaches) else [low for _, low, _ in reaches]
