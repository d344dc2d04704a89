"""The name index of an extract: which names there are, the keys they are found by, and who bears them.

A council has a thousand times fewer names than people, so a search compares names first and only then asks who bears
one of the few that are alike. Three tables, made when an extract is built:

* `name_token`: each different token, numbered in alphabetical order, so that what begins alike lies side by side;
* `name_key`: each token under its keys (`names.keys`);
* `name_pair`: each person under every pair of a family-name token and a first-name token, as one number (`pair`), so
  that a person is found by both names at once and no common name alone brings a crowd.

`names_alike` asks the first two, `reaches_of` says which pairs may be meant, `bears` is the look into the third.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    Text,
    bindparam,
    func,
    literal,
    select,
    union_all,
)

from data_access import names
from data_access.extract_tables import name_key, name_pair, name_token
from data_access.names import Token, TypedName

# Which part of the name typed a name of the council may be.
FIRST, FAMILY = "first", "family"
# Sorts after every letter and digit, and as a beginning of names is the beginning of none.
AFTER_LETTERS = NO_NAME = "~"
# First-name tokens are numbered below this; SQLite and PostgreSQL both hold 63 bits.
FIRST_NAMES = 1 << 24


def pair(family: int, first: int) -> int:
    """The two token numbers as one; 0 stands for a part the person does not have."""
    return family * FIRST_NAMES + first


class NameIndex:
    """The rows of the three tables for all people of an extract, given as (number, first name, family name)."""

    def __init__(self, people: Iterable[tuple[int, str, str]]):
        # The same name is cut up once: there are far fewer names than people.
        cut: dict[str, tuple[str, ...]] = {}

        def tokens(name: str) -> tuple[str, ...]:
            if name not in cut:
                cut[name] = names.tokens(name)
            return cut[name]

        self._people = [(number, tokens(first), tokens(family)) for number, first, family in people]
        texts = sorted({token for parts in cut.values() for token in parts})
        self._numbers = {text: number for number, text in enumerate(texts, start=1)}

    def tokens(self) -> Iterator[tuple[int, str, str, str]]:
        """(number, token, how it is heard, its stem), in order."""
        for text, number in self._numbers.items():
            yield number, text, names.heard(text), names.stem(text)

    def keys(self) -> list[tuple[str, int]]:
        """(key, token number), in the order of the index."""
        return sorted((key, number) for text, number in self._numbers.items() for key in names.keys(text))

    def pairs(self) -> list[tuple[int, int]]:
        """(pair, person number), in the order of the index."""
        numbers = self._numbers
        none = (0,)
        found = {
            (pair(family, first), person)
            for person, first_tokens, family_tokens in self._people
            for family in [numbers[token] for token in family_tokens] or none
            for first in [numbers[token] for token in first_tokens] or none
        }
        return sorted(found)


class Reach(NamedTuple):
    """People to look at: those whose `pair` is between `low` and `high`, and the least their name can cost."""

    cost: float
    low: int
    high: int


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
    candidates: dict[str, dict[Token, int]] = {FIRST: {}, FAMILY: {}}
    for which, number, *token in connection.execute(_CANDIDATES, _wanted(typed)).all():
        candidates[which][Token(*token)] = number
    costs: dict[tuple[str, str], float] = {}

    def nearest(parts: Iterable[Token], which: str) -> list[tuple[float, int]]:
        near: dict[int, float] = {}
        for part in parts:
            for token, number in candidates[which].items():
                cost = names.cost(part, token)
                if cost <= names.ALIKE:
                    costs[part.text, token.text] = cost
                    near[number] = min(cost, near.get(number, cost))
        return sorted((round(cost, 2), number) for number, cost in near.items())

    first, family = nearest(_parts(typed.first), FIRST), nearest(_parts(typed.family), FAMILY)
    halves = [nearest([part], FAMILY) for part in typed.family] if len(typed.family) > 1 else []
    run_together = candidates[FAMILY].get(names.run_together(typed.family)) if typed.family else None
    return Alike(first, family, halves, costs, run_together)


def _names_where(which: str, condition: ColumnElement[bool]) -> Select:
    return select(literal(which), *name_token.c).where(condition)


def _has_key(keys: str) -> ColumnElement[bool]:
    by_key = select(name_key.c.token_number).where(name_key.c.key.in_(bindparam(keys, expanding=True)))
    return name_token.c.number.in_(by_key)


def _begins_with(text: str) -> ColumnElement[bool]:
    beginning = bindparam(text, type_=Text)
    return name_token.c.token.between(beginning, beginning + AFTER_LETTERS)


# Written once: putting it together anew would take longer than the database takes to answer it.
_CANDIDATES = union_all(
    _names_where(FIRST, _has_key("first_keys")),
    _names_where(FAMILY, _has_key("family_keys")),
    _names_where(FIRST, _begins_with("begins")),
    _names_where(FIRST, _begins_with("made_from")),
)


def _wanted(typed: TypedName) -> dict[str, str | list[str]]:
    """What `_CANDIDATES` asks for. A first name of one or two letters is the beginning of too many."""
    wanted = {
        f"{which}_keys": sorted({key for one in _parts(part) for key in names.wanted(one.text, which == FIRST)})
        for which, part in ((FIRST, typed.first), (FAMILY, typed.family))
    }
    begins, made_from = names.beginnings(typed.first[0].text) if typed.first else ("", "")
    return {**wanted, "begins": begins or NO_NAME, "made_from": made_from or NO_NAME}


def reaches_of(connection: Connection, typed: TypedName, alike: Alike, farthest: float) -> list[Reach]:
    """Step 2: the pairs of names that may still be the person, either way round; whole family names where no first
    name was typed."""
    if not typed.first:
        return bearing(alike.family, farthest)
    reaches = []
    if typed.has_initial:
        low, high = _numbers_beginning_with(connection, typed.first[0].text)
        reaches = [Reach(cost, pair(number, low), pair(number, high)) for cost, number in alike.family]
    for turned, families, firsts in ((0.0, alike.family, alike.first), (names.SWAPPED, alike.first, alike.family)):
        for family_cost, family_number in families:
            for first_cost, first_number in firsts:
                cost = round(family_cost + first_cost + turned, 2)
                if cost > farthest:
                    break
                both = pair(family_number, first_number)
                reaches.append(Reach(cost, both, both))
    return reaches


def _numbers_beginning_with(connection: Connection, letter: str) -> tuple[int, int]:
    """The first and the last number of the names that begin so: they are numbered in their order."""
    ends = select(func.min(name_token.c.number), func.max(name_token.c.number)).where(_begins_with("letter"))
    low, high = connection.execute(ends, {"letter": letter}).one()
    return low or 0, high or 0


def _parts(typed: Sequence[Token]) -> set[Token]:
    """The tokens typed, and all of them run together: Mary, Anne and Maryanne."""
    return {*typed, names.run_together(typed)} if typed else set()


def bearing(families: list[tuple[float, int]], farthest: float) -> list[Reach]:
    """Everybody of these family names, whatever their first name."""
    near = [(cost, number) for cost, number in families if cost <= farthest]
    return [Reach(cost, pair(number, 0), pair(number + 1, 0) - 1) for cost, number in near]


def bears(reaches: list[Reach]) -> CompoundSelect:
    """Who bears the names: one look into the index after another, so that a LIMIT ends it."""
    exact = [reach.low for reach in reaches if reach.low == reach.high]
    spans = [name_pair.c.pair.between(reach.low, reach.high) for reach in reaches if reach.low != reach.high]
    # Numbers of ours, written into the statement: hundreds of parameters would take longer than the search.
    numbers = bindparam("pairs", exact, expanding=True, literal_execute=True, unique=True)
    return union_all(*(select(*name_pair.c).where(where) for where in (name_pair.c.pair.in_(numbers), *spans)))
