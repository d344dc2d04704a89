"""The name index of an extract: all its names, the keys they are found by, and the people who have them.

A council has a thousand times fewer names than people, so a search compares names first and looks up people only for
the few similar names. These tables are filled when an extract is built:

* `name_token`: each different token, numbered in alphabetical order, so that names with the same beginning are next to
  each other;
* `name_key`: for each key (`names.keys`) the tokens that have it, one to a line: the fields of a `Token`, none of which
  contains a space;
* `name_pair`: each person under every pair of a family-name token and a first-name token, as one number (`pair`): both
  names are looked up together, so a common name does not return too many people. Also under every two halves of a
  double-barrelled family name (`halves`);
* `name_pairs`: the pair numbers only, kept in memory, because most pairs a search considers belong to no one.

`find_similar_names` reads the first two, `pair_ranges` chooses the pairs to look up, and `bears` reads the third.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, Dialect, Select, Text, bindparam, func, literal, select, union_all
from sqlalchemy.types import UserDefinedType

from data_access.storage.extract_tables import name_key, name_pair, name_token
from matching import names
from matching.names import Token, TypedName

# Used in place of a key for first names that begin with the letters typed. Every real key starts with a sign.
BEGINNING = ""
# Sorts after every letter and digit. No name begins with it.
AFTER_LETTERS = NO_NAME = "~"
# No pair has this number.
NOBODY = -1
# The most pairs looked up, nearest first. There are more only if both names are common and badly mistyped.
MOST_PAIRS = 1_000
# First-name tokens are numbered below this; SQLite and PostgreSQL both hold 63 bits.
FIRST_NAMES = 1 << 24
PAIRS_AT_ONCE = 50_000
PAIR = np.dtype("<i8")
"""How a pair is kept in `name_pairs`."""


def pair(family: int, first: int) -> int:
    """The two token numbers as one; 0 is used for a part the person does not have."""
    return family * FIRST_NAMES + first


def halves(one: int, other: int) -> int:
    """Two family-name tokens of one person as one number; negative, so it is never mistaken for a `pair`."""
    return -pair(one, other)


class NameIndex:
    """The rows of these tables for everyone in an extract, given as (number, first name, family name)."""

    def __init__(self, people: Iterable[tuple[int, str, str]]) -> None:
        # Each name is split into tokens once: there are far fewer names than people.
        places: dict[str, int] = {}
        # A flat array: as tuples, the people would take more memory than anything else in a load.
        self._people = array("q")
        for number, first, family in people:
            name_places = (places.setdefault(name, len(places)) for name in (first, family))
            self._people.extend((number, *name_places))
        self._parts = [names.tokens(name) for name in places]
        texts = sorted({token for parts in self._parts for token in parts})
        self._numbers = {text: number for number, text in enumerate(texts, start=1)}
        self._lines = {text: " ".join(Token.of(text, number)) for text, number in self._numbers.items()}

    def tokens(self) -> Iterator[tuple[int, str, str]]:
        """(number, token, line in `name_key`), in order."""
        for text, number in self._numbers.items():
            yield number, text, self._lines[text]

    def keys(self) -> Iterator[tuple[str, str]]:
        """(key, the lines of its tokens), in the order of the index."""
        lines_of_key: dict[str, list[str]] = defaultdict(list)
        for text, line in self._lines.items():
            for key in names.keys(text):
                lines_of_key[key].append(line)
        for key in sorted(lines_of_key):
            yield key, "\n".join(lines_of_key[key])

    def pairs(self) -> Iterator[tuple[int, int]]:
        """(pair, person number), in the order of the index."""
        table = self._pairs
        for start in range(0, len(table), PAIRS_AT_ONCE):
            yield from ((one, number) for one, number in table[start : start + PAIRS_AT_ONCE].tolist())

    def all_pairs(self) -> Iterator[tuple[int, bytes]]:
        """The one row of `name_pairs`."""
        yield 1, np.unique(self._pairs[:, 0]).astype(PAIR).tobytes()

    @cached_property
    def _pairs(self) -> np.ndarray:
        """One row (pair, person number) for each person and each of their pairs."""
        numbers = [[self._numbers[token] for token in parts] or [0] for parts in self._parts]
        found = array("q")
        for person, first, family in zip(*(self._people[place::3] for place in range(3)), strict=True):
            families = numbers[family]
            for one in families:
                for other in numbers[first]:
                    found.extend((pair(one, other), person))
            for one, other in permutations(families, 2):
                found.extend((halves(one, other), person))
        return np.unique(np.frombuffer(found, dtype=np.int64).reshape(-1, 2), axis=0)


PairRange = tuple[float, int, int]
"""Names to look up: their lowest possible cost, and the lowest and highest `pair`. A plain tuple, because one search
makes thousands."""


@dataclass(frozen=True)
class SimilarNames:
    """The council's names that are similar to the typed first name or family name: (cost, number), nearest first.

    `halves` has the similar names for each part of the family name. `run_together` is the number of the name made by
    writing all the parts as one word; None if the council has no such name.
    """

    first: list[tuple[float, int]]
    family: list[tuple[float, int]]
    halves: list[list[tuple[float, int]]]
    costs: names.Costs
    run_together: int | None


def find_similar_names(connection: Connection, typed: TypedName) -> SimilarNames:
    """Step 1: the similar names, out of those that share a key with a typed name or begin with the first name."""
    wanted = _wanted(typed)
    first_lines: set[str] = set()
    family_lines: set[str] = set()
    for key, lines in connection.execute(_CANDIDATES, wanted.parameters).all():
        found = lines.split("\n")
        if key in wanted.first_keys:
            first_lines.update(found)
        if key in wanted.family_keys:
            family_lines.update(found)
    firsts, families = ([Token._make(line.split(" ")) for line in lines] for lines in (first_lines, family_lines))
    first_costs = names.alike(_parts(typed.first), firsts)
    family_costs = names.alike(_parts(typed.family), families)
    halves = [_nearest(family_costs, families, of=part) for part in typed.family] if len(typed.family) > 1 else []
    together = names.run_together(typed.family).text if typed.family else ""
    run_together = next((int(token.number) for token in families if token.text == together), None)
    first, family = _nearest(first_costs, firsts), _nearest(family_costs, families)
    return SimilarNames(first, family, halves, first_costs | family_costs, run_together)


def _nearest(costs: names.Costs, candidates: list[Token], of: Token | None = None) -> list[tuple[float, int]]:
    """(cost, number) of the similar candidates, nearest first; with `of`, only those similar to that token."""
    near: dict[str, float] = {}
    for (typed, text), cost in costs.items():
        if of is None or typed == of.text:
            near[text] = min(cost, near.get(text, cost))
    return sorted((round(near[one.text], 2), int(one.number)) for one in candidates if one.text in near)


@dataclass(frozen=True)
class _Wanted:
    """The parameters of `_CANDIDATES`: keys, and the beginnings of tokens ("" if there are none)."""

    first_keys: set[str]
    family_keys: set[str]
    begins: str
    made_from: str

    @property
    def parameters(self) -> dict[str, str | list[str]]:
        keys = sorted(self.first_keys | self.family_keys)
        return {"keys": keys, "begins": self.begins or NO_NAME, "made_from": self.made_from or NO_NAME}


def _wanted(typed: TypedName) -> _Wanted:
    """The keys and beginnings to look up. One or two letters are not used as a beginning: too many names have it."""
    firsts = _parts(typed.first)
    first = firsts[0] if firsts else None
    first_keys = names.wanted(first.text, first_name=True) if first else set()
    first_keys.update(key for one in firsts[1:] for key in names.spelt(one.text))
    family_keys = {key for one in _parts(typed.family) for key in names.wanted(one.text, first_name=False)}
    return _Wanted(first_keys | {BEGINNING}, family_keys, *(names.beginnings(first.text) if first else ("", "")))


def _begins_with(text: str) -> ColumnElement[bool]:
    beginning = bindparam(text, type_=Text)
    return name_token.c.token.between(beginning, beginning + AFTER_LETTERS)


def _names_beginning_with(text: str) -> Select:
    return select(literal(BEGINNING), name_token.c.line).where(_begins_with(text))


# Built once: building it takes longer than the database takes to answer it.
_CANDIDATES = union_all(
    select(*name_key.c).where(name_key.c.key.in_(bindparam("keys", expanding=True))),
    _names_beginning_with("begins"),
    _names_beginning_with("made_from"),
)


def pair_ranges(
    connection: Connection, held: np.ndarray, typed: TypedName, alike: SimilarNames, farthest: float
) -> list[PairRange]:
    """Step 2: the pairs of names to look up, either way round; whole family names if no first name was typed.
    `held` has every pair in the extract."""
    if typed.first:
        return _reaches_of_pairs(connection, held, typed, alike, farthest)
    return _whole_family_names(alike.family, farthest)


def _reaches_of_pairs(
    connection: Connection, held: np.ndarray, typed: TypedName, alike: SimilarNames, farthest: float
) -> list[PairRange]:
    found = [
        _close_pairs(alike.family, alike.first, 0.0, farthest),
        _close_pairs(alike.first, alike.family, names.SWAPPED, farthest),
    ]
    costs, pairs = (np.concatenate(parts) for parts in zip(*found, strict=True))
    nearest = np.lexsort((pairs, costs))[:MOST_PAIRS]
    nearest = nearest[_is_held(held, pairs[nearest])]
    reaches = [(cost, one, one) for cost, one in zip(costs[nearest].tolist(), pairs[nearest].tolist(), strict=True)]
    if typed.has_initial:
        low, high = _numbers_beginning_with(connection, typed.first[0].text)
        reaches += [(cost, pair(number, low), pair(number, high)) for cost, number in alike.family]
    return sorted(reaches)[:MOST_PAIRS]


def _close_pairs(
    families: list[tuple[float, int]], firsts: list[tuple[float, int]], extra_cost: float, farthest: float
) -> tuple[np.ndarray, np.ndarray]:
    """The costs and numbers of the pairs of these names that cost no more than `farthest`. `extra_cost` is added to
    each pair: names typed the wrong way round cost more."""
    family_costs, family_numbers = _columns(families)
    first_costs, first_numbers = _columns(firsts)
    # Rounded to two places, as each cost is: sums of floats are not exact.
    costs = np.round(family_costs[:, None] + first_costs + extra_cost, 2)
    rows, columns = np.nonzero(costs <= farthest)
    return costs[rows, columns], family_numbers[rows] * FIRST_NAMES + first_numbers[columns]


def _is_held(held: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Which of these pairs are in the extract."""
    places = np.searchsorted(held, pairs)
    return held[np.minimum(places, len(held) - 1)] == pairs if len(held) else np.zeros(len(pairs), dtype=bool)


def _columns(near: list[tuple[float, int]]) -> tuple[np.ndarray, np.ndarray]:
    costs, numbers = zip(*near, strict=True) if near else ((), ())
    return np.array(costs, dtype=float), np.array(numbers, dtype=np.int64)


def pair_ranges_of_halves(alike: SimilarNames, farthest: float) -> list[PairRange]:
    """For a double-barrelled name typed alone, both halves must be found: too many people have only one of them."""
    ones, others = ([half for half in near if half[0] <= farthest] for near in alike.halves[:2])
    both = [(max(one[0], other[0]), halves(one[1], other[1])) for one in ones for other in others]
    run_together = [(0.0, alike.run_together)] if alike.run_together else []
    return [(cost, number, number) for cost, number in both] + _whole_family_names(run_together, farthest)


def _numbers_beginning_with(connection: Connection, letter: str) -> tuple[int, int]:
    """The first and last number of the names that begin with this letter; names are numbered alphabetically."""
    ends = select(func.min(name_token.c.number), func.max(name_token.c.number)).where(_begins_with("letter"))
    low, high = connection.execute(ends, {"letter": letter}).one()
    return low or 0, high or 0


def _parts(typed: Sequence[Token]) -> list[Token]:
    """The typed tokens, and all of them as one word: Mary, Anne and Maryanne."""
    return [*typed, names.run_together(typed)] if len(typed) > 1 else list(typed)


def _whole_family_names(families: list[tuple[float, int]], farthest: float) -> list[PairRange]:
    """Everyone with these family names, whatever their first name."""
    near = [(cost, number) for cost, number in families if cost <= farthest]
    return [(cost, pair(number, 0), pair(number + 1, 0) - 1) for cost, number in near]


class _Within(UserDefinedType):
    """A condition on `pair` for these reaches, written into the statement.

    They are our own numbers, often hundreds: passing them as parameters would take longer than looking them up.
    """

    cache_ok = True

    def literal_processor(self, dialect: Dialect) -> Any:
        def written(reaches: list[PairRange]) -> str:
            exact = ",".join([f"{low:d}" for _, low, high in reaches if low == high])
            spans = [f"pair BETWEEN {low:d} AND {high:d}" for _, low, high in reaches if low != high]
            return f"({' OR '.join([f'pair IN ({exact or NOBODY})', *spans])})"

        return written


def bears(reaches: str) -> Select:
    """The people whose names are within the reaches in parameter `reaches`; a person may be listed twice."""
    return select(*name_pair.c).where(bindparam(reaches, literal_execute=True, type_=_Within()))
