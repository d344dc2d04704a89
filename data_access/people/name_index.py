"""The name index of an extract: which names there are, the keys they are found by, and who bears them.

A council has a thousand times fewer names than people, so a search compares names first and only then asks who bears
one of the few that are alike. Three tables, made when an extract is built:

* `name_token`: each different token, numbered in alphabetical order, so that what begins alike lies side by side;
* `name_key`: under each key (`names.keys`) the tokens that have it, a line each: the fields of a `Token`, none of
  which has a space in it;
* `name_pair`: each person under every pair of a family-name token and a first-name token, as one number (`pair`), so
  that a person is found by both names at once and no common name alone brings a crowd; and under every pair of two
  halves of a double-barrelled family name (`halves`);
* `name_pairs`: those pairs alone, which a process keeps: of those a search thinks of, most are nobody's.

`names_alike` asks the first two, `reaches_of` says which pairs may be meant, `bears` is the look into the third.
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

# In place of a key: of first names that begin with what was typed. Every key has a sign before its letters.
BEGINNING = ""
# Sorts after every letter and digit, and as a beginning of names is the beginning of none.
AFTER_LETTERS = NO_NAME = "~"
# No pair has this number: as halves it would be of no name at all and the first in order.
NOBODY = -1
# Where more could be meant, both names are common and at best badly wrong: the nearest are looked up.
MOST_PAIRS = 1_000
# First-name tokens are numbered below this; SQLite and PostgreSQL both hold 63 bits.
FIRST_NAMES = 1 << 24
PAIRS_AT_ONCE = 50_000
PAIR = np.dtype("<i8")
"""How a pair is kept in `name_pairs`."""


def pair(family: int, first: int) -> int:
    """The two token numbers as one; 0 stands for a part the person does not have."""
    return family * FIRST_NAMES + first


def halves(one: int, other: int) -> int:
    """Two family-name tokens of one person as one number: below 0, so that none is mistaken for a `pair`."""
    return -pair(one, other)


class NameIndex:
    """The rows of the three tables for all people of an extract, given as (number, first name, family name)."""

    def __init__(self, people: Iterable[tuple[int, str, str]]) -> None:
        # The same name is cut up once: there are far fewer names than people.
        places: dict[str, int] = {}
        # Numbers side by side: as tuples the people would be the largest thing in a load's memory.
        self._people = array("q")
        for number, first, family in people:
            named = (places.setdefault(name, len(places)) for name in (first, family))
            self._people.extend((number, *named))
        self._parts = [names.tokens(name) for name in places]
        texts = sorted({token for parts in self._parts for token in parts})
        self._numbers = {text: number for number, text in enumerate(texts, start=1)}
        self._lines = {text: " ".join(Token.of(text, number)) for text, number in self._numbers.items()}

    def tokens(self) -> Iterator[tuple[int, str, str]]:
        """(number, token, its line), in order."""
        for text, number in self._numbers.items():
            yield number, text, self._lines[text]

    def keys(self) -> Iterator[tuple[str, str]]:
        """(key, the lines of its tokens), in the order of the index."""
        held: dict[str, list[str]] = defaultdict(list)
        for text, line in self._lines.items():
            for key in names.keys(text):
                held[key].append(line)
        for key in sorted(held):
            yield key, "\n".join(held[key])

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
        """A row for each person under each pair: the pair, the person's number."""
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


Reach = tuple[float, int, int]
"""People to look at: the least their name can cost, and the lowest and the highest `pair` they may have. No class of
its own: a search makes thousands."""


@dataclass(frozen=True)
class Alike:
    """The council's names alike to a typed first name, or to a typed family name: (cost, number), nearest first.

    `halves` has those of each part of the family name by itself; `run_together` is the number of the name that all
    of them run together are, None where the council has no such name.
    """

    first: list[tuple[float, int]]
    family: list[tuple[float, int]]
    halves: list[list[tuple[float, int]]]
    costs: names.Costs
    run_together: int | None


def names_alike(connection: Connection, typed: TypedName) -> Alike:
    """Step 1: of the names that share a key with a typed one, or begin with a first name, those that are alike."""
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
    return Alike(first, family, halves, first_costs | family_costs, run_together)


def _nearest(costs: names.Costs, candidates: list[Token], of: Token | None = None) -> list[tuple[float, int]]:
    """The costs and the numbers of the candidates that are alike, to that token where one is given; nearest first."""
    near: dict[str, float] = {}
    for (typed, text), cost in costs.items():
        if of is None or typed == of.text:
            near[text] = min(cost, near.get(text, cost))
    return sorted((round(near[one.text], 2), int(one.number)) for one in candidates if one.text in near)


@dataclass(frozen=True)
class _Wanted:
    """What `_CANDIDATES` is asked for: keys, and what a token may begin with ("" is the beginning of none)."""

    first_keys: set[str]
    family_keys: set[str]
    begins: str
    made_from: str

    @property
    def parameters(self) -> dict[str, str | list[str]]:
        keys = sorted(self.first_keys | self.family_keys)
        return {"keys": keys, "begins": self.begins or NO_NAME, "made_from": self.made_from or NO_NAME}


def _wanted(typed: TypedName) -> _Wanted:
    """A first name of one or two letters is the beginning of too many."""
    firsts = _parts(typed.first)
    first = firsts[0] if firsts else None
    first_keys = names.wanted(first.text, first_name=True) if first else set()
    first_keys.update(key for one in firsts[1:] for key in names.spelt(one.text))
    family_keys = {key for one in _parts(typed.family) for key in names.wanted(one.text, first_name=False)}
    return _Wanted(first_keys | {BEGINNING}, family_keys, *(names.beginnings(first.text) if first else ("", "")))


def _begins_with(text: str) -> ColumnElement[bool]:
    beginning = bindparam(text, type_=Text)
    return name_token.c.token.between(beginning, beginning + AFTER_LETTERS)


def _that_begin_with(text: str) -> Select:
    return select(literal(BEGINNING), name_token.c.line).where(_begins_with(text))


# Written once: putting it together anew would take longer than the database takes to answer it.
_CANDIDATES = union_all(
    select(*name_key.c).where(name_key.c.key.in_(bindparam("keys", expanding=True))),
    _that_begin_with("begins"),
    _that_begin_with("made_from"),
)


def reaches_of(
    connection: Connection, held: np.ndarray, typed: TypedName, alike: Alike, farthest: float
) -> list[Reach]:
    """Step 2: the pairs of names that may still be the person, either way round; whole family names where no first
    name was typed. `held` are all the pairs anybody has."""
    if typed.first:
        return _reaches_of_both(connection, held, typed, alike, farthest)
    return _bearing(alike.family, farthest)


def _reaches_of_both(
    connection: Connection, held: np.ndarray, typed: TypedName, alike: Alike, farthest: float
) -> list[Reach]:
    found = [_both(alike.family, alike.first, 0.0, farthest), _both(alike.first, alike.family, names.SWAPPED, farthest)]
    costs, pairs = (np.concatenate(parts) for parts in zip(*found, strict=True))
    nearest = np.lexsort((pairs, costs))[:MOST_PAIRS]
    nearest = nearest[_is_held(held, pairs[nearest])]
    reaches = [(cost, one, one) for cost, one in zip(costs[nearest].tolist(), pairs[nearest].tolist(), strict=True)]
    if typed.has_initial:
        low, high = _numbers_beginning_with(connection, typed.first[0].text)
        reaches += [(cost, pair(number, low), pair(number, high)) for cost, number in alike.family]
    return sorted(reaches)[:MOST_PAIRS]


def _both(
    families: list[tuple[float, int]], firsts: list[tuple[float, int]], turned: float, farthest: float
) -> tuple[np.ndarray, np.ndarray]:
    """The costs and the numbers of the pairs of these names that cost no more than `farthest`, `turned` included."""
    family_costs, family_numbers = _columns(families)
    first_costs, first_numbers = _columns(firsts)
    # To the hundredth, as each of them is: sums of floats are not exact.
    costs = np.round(family_costs[:, None] + first_costs + turned, 2)
    rows, columns = np.nonzero(costs <= farthest)
    return costs[rows, columns], family_numbers[rows] * FIRST_NAMES + first_numbers[columns]


def _is_held(held: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Which of these pairs anybody has."""
    places = np.searchsorted(held, pairs)
    return held[np.minimum(places, len(held) - 1)] == pairs if len(held) else np.zeros(len(pairs), dtype=bool)


def _columns(near: list[tuple[float, int]]) -> tuple[np.ndarray, np.ndarray]:
    costs, numbers = zip(*near, strict=True) if near else ((), ())
    return np.array(costs, dtype=float), np.array(numbers, dtype=np.int64)


def reaches_of_halves(alike: Alike, farthest: float) -> list[Reach]:
    """Of a double-barrelled name typed alone two halves must be there: either alone would bring a crowd."""
    ones, others = ([half for half in near if half[0] <= farthest] for near in alike.halves[:2])
    both = [(max(one[0], other[0]), halves(one[1], other[1])) for one in ones for other in others]
    run_together = [(0.0, alike.run_together)] if alike.run_together else []
    return [(cost, number, number) for cost, number in both] + _bearing(run_together, farthest)


def _numbers_beginning_with(connection: Connection, letter: str) -> tuple[int, int]:
    """The first and the last number of the names that begin so: they are numbered in their order."""
    ends = select(func.min(name_token.c.number), func.max(name_token.c.number)).where(_begins_with("letter"))
    low, high = connection.execute(ends, {"letter": letter}).one()
    return low or 0, high or 0


def _parts(typed: Sequence[Token]) -> list[Token]:
    """The tokens typed, and all of them run together: Mary, Anne and Maryanne."""
    return [*typed, names.run_together(typed)] if len(typed) > 1 else list(typed)


def _bearing(families: list[tuple[float, int]], farthest: float) -> list[Reach]:
    """Everybody of these family names, whatever their first name."""
    near = [(cost, number) for cost, number in families if cost <= farthest]
    return [(cost, pair(number, 0), pair(number + 1, 0) - 1) for cost, number in near]


class _Within(UserDefinedType):
    """Reaches as the condition on `pair` that they are, written into the statement.

    They are numbers of ours, and often hundreds: as parameters they would take longer to hand over than to look up.
    """

    cache_ok = True

    def literal_processor(self, dialect: Dialect) -> Any:
        def written(reaches: list[Reach]) -> str:
            exact = ",".join([f"{low:d}" for _, low, high in reaches if low == high])
            spans = [f"pair BETWEEN {low:d} AND {high:d}" for _, low, high in reaches if low != high]
            return f"({' OR '.join([f'pair IN ({exact or NOBODY})', *spans])})"

        return written


def bears(reaches: str) -> Select:
    """Who bears the names within the reaches given as the parameter `reaches`; somebody may be there twice."""
    return select(*name_pair.c).where(bindparam(reaches, literal_execute=True, type_=_Within()))
