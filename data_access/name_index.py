"""The name index of an extract: which names there are, the keys they are found by, and who bears them.

A council has a thousand times fewer names than people, so a search compares names first and only then asks who bears
one of the few that are alike. Three tables, made when an extract is built:

* `name_token`: each different token, numbered in alphabetical order, so that what begins alike lies side by side;
* `name_key`: each token under its keys (`names.keys`);
* `name_pair`: each person under every pair of a family-name token and a first-name token, as one number (`pair`), so
  that a person is found by both names at once and no common name alone brings a crowd; and under every pair of two
  halves of a double-barrelled family name (`halves`).

`names_alike` asks the first two, `reaches_of` says which pairs may be meant, `bears` is the look into the third.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from sqlalchemy import ColumnElement, Connection, Select, Text, bindparam, func, literal, select, union_all
from sqlalchemy.types import UserDefinedType

from data_access import names
from data_access.extract_tables import name_key, name_pair, name_token
from data_access.names import Token, TypedName

# Which part of the name typed a name of the council may be.
FIRST, FAMILY = "first", "family"
# Sorts after every letter and digit, and as a beginning of names is the beginning of none.
AFTER_LETTERS = NO_NAME = "~"
# No pair has this number: as halves it would be of no name at all and the first in order.
NOBODY = -1
# Where more could be meant, both names are common and at best badly wrong: the nearest are looked up.
MOST_PAIRS = 2_500
# First-name tokens are numbered below this; SQLite and PostgreSQL both hold 63 bits.
FIRST_NAMES = 1 << 24


def pair(family: int, first: int) -> int:
    """The two token numbers as one; 0 stands for a part the person does not have."""
    return family * FIRST_NAMES + first


def halves(one: int, other: int) -> int:
    """Two family-name tokens of one person as one number: below 0, so that none is mistaken for a `pair`."""
    return -pair(one, other)


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
        found = set()
        for person, first_tokens, family_tokens in self._people:
            families = [numbers[token] for token in family_tokens] or none
            firsts = [numbers[token] for token in first_tokens] or none
            found.update((pair(family, first), person) for family in families for first in firsts)
            found.update((halves(one, other), person) for one, other in permutations(families, 2))
        return sorted(found)


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
    candidates: dict[str, dict[Token, int]] = {FIRST: {}, FAMILY: {}}
    for which, number, text, heard, stem in connection.execute(_CANDIDATES, _wanted(typed)).all():
        candidates[which][Token(text, heard, stem)] = number
    first_costs, first = _nearest(_parts(typed.first), candidates[FIRST])
    family_costs, family = _nearest(_parts(typed.family), candidates[FAMILY])
    halves = [_nearest([part], candidates[FAMILY])[1] for part in typed.family] if len(typed.family) > 1 else []
    run_together = candidates[FAMILY].get(names.run_together(typed.family)) if typed.family else None
    return Alike(first, family, halves, first_costs | family_costs, run_together)


def _nearest(
    parts: list[Token], candidates: dict[Token, int]
) -> tuple[dict[tuple[str, str], float], list[tuple[float, int]]]:
    """The costs of the candidates that are alike to any of the parts, and their numbers, nearest first."""
    costs = names.alike(parts, list(candidates))
    numbers = {token.text: number for token, number in candidates.items()}
    near: dict[int, float] = {}
    for (_, text), cost in costs.items():
        number = numbers[text]
        near[number] = min(cost, near.get(number, cost))
    return costs, sorted((round(cost, 2), number) for number, cost in near.items())


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
    first, *middle = _parts(typed.first) or [None]
    first_keys = names.wanted(first.text, first_name=True) if first else set()
    first_keys.update(key for one in middle for key in names.spelt(one.text))
    family_keys = {key for one in _parts(typed.family) for key in names.wanted(one.text, first_name=False)}
    begins, made_from = names.beginnings(first.text) if first else ("", "")
    return {
        "first_keys": sorted(first_keys),
        "family_keys": sorted(family_keys),
        "begins": begins or NO_NAME,
        "made_from": made_from or NO_NAME,
    }


def reaches_of(connection: Connection, typed: TypedName, alike: Alike, farthest: float) -> list[Reach]:
    """Step 2: the pairs of names that may still be the person, either way round; whole family names where no first
    name was typed."""
    if typed.first:
        return _reaches_of_both(connection, typed, alike, farthest)
    return _bearing(alike.family, farthest)


def _reaches_of_both(connection: Connection, typed: TypedName, alike: Alike, farthest: float) -> list[Reach]:
    reaches: list[Reach] = []
    if typed.has_initial:
        low, high = _numbers_beginning_with(connection, typed.first[0].text)
        reaches = [(cost, pair(number, low), pair(number, high)) for cost, number in alike.family]
    either_way = ((0.0, alike.family, alike.first), (names.SWAPPED, alike.first, alike.family))
    for turned, families, firsts in either_way:
        costs = [cost for cost, _ in firsts]
        for family_cost, family in families:
            base, so_far = pair(family, 0), family_cost + turned
            near = firsts[: bisect_right(costs, round(farthest - so_far, 2))]
            reaches += [(so_far + cost, base + first, base + first) for cost, first in near]
    return sorted(reaches)[:MOST_PAIRS]


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

    def literal_processor(self, dialect):
        def written(reaches: list[Reach]) -> str:
            exact = ",".join([f"{low:d}" for _, low, high in reaches if low == high])
            spans = [f"pair BETWEEN {low:d} AND {high:d}" for _, low, high in reaches if low != high]
            return f"({' OR '.join([f'pair IN ({exact or NOBODY})', *spans])})"

        return written


def bears(reaches: str) -> Select:
    """Who bears the names within the reaches given as the parameter `reaches`; somebody may be there twice."""
    return select(*name_pair.c).where(bindparam(reaches, literal_execute=True, type_=_Within()))
