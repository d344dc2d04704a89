"""The first two steps of a search by name: the council's names like the typed one, and the pairs to look up."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, combinations

import numpy as np
from sqlalchemy import ColumnElement, Connection, Select, Text, bindparam, literal, select, union_all

from data_access.people.finding.held_pairs import (
    NONE,
    Near,
    Sought,
    family_and_first,
    find_pairs,
    on_record,
    two_family_names,
    two_first_names,
)
from data_access.people.finding.name_index import BACKWARDS, FIRST_NAMES, PairRange, pair
from data_access.storage.extract_tables import name_key, name_token
from data_access.storage.list_parameters import is_one_of
from matching import name_costs, names
from matching.names import Token, Tokens
from matching.typed_names import (
    ANOTHER_BABY,
    CROSSED,
    NOT_ON_RECORD,
    NOT_THERE,
    SWAPPED,
    TypedName,
    run_together,
)

# Used in place of a key for first names that begin with the letters typed. Every real key starts with a sign.
BEGINNING = ""
# Sorts after every letter and digit. No name begins with it.
AFTER_LETTERS = NO_NAME = "~"
# The most pairs looked up, nearest first. There are more only if both names are common and badly mistyped.
MOST_PAIRS = 1_000
HALF_ALONE = 0.15
"""Cost of only one half of a double-barrelled name typed alone: too many people have it to be among the nearest."""


@dataclass(frozen=True)
class SimilarNames:
    """The council's names like each typed part: `near` by its text, and `costs` for scoring people.

    `first` and `family` have the texts to look up in each box: the parts and, of several, all as one word.
    `spans` has the first and last number of the tokens that begin with a part typed with a star after it.
    """

    first: list[str]
    family: list[str]
    near: dict[str, Near]
    costs: name_costs.Costs
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)


def find_similar_names(connection: Connection, typed: TypedName) -> SimilarNames:
    """Step 1: the similar names, out of those that share a key with a typed name or begin with the first name."""
    firsts, families = _parts(typed, typed.first), _parts(typed, typed.family)
    if typed.in_one_box:
        firsts = families = _parts(typed, typed.tokens)
    wanted = _Wanted.of(firsts, families)
    first_lines: set[str] = set()
    family_lines: set[str] = set()
    for key, lines in connection.execute(_CANDIDATES, wanted.parameters).all():
        found = lines.split("\n")
        if key in wanted.first_keys:
            first_lines.update(found)
        if key in wanted.family_keys:
            family_lines.update(found)
    costs: dict[tuple[str, str], float] = {}
    near: dict[str, Near] = {}
    groups = [(firsts, first_lines | family_lines)] if typed.in_one_box else [
        (firsts, first_lines), (families, family_lines)
    ]  # fmt: skip
    for parts, lines in groups:
        candidates = Tokens.of([line.split(" ") for line in lines])
        alike = name_costs.alike(parts, candidates)
        near |= _nearest(alike, candidates, parts)
        costs |= alike
    found = SimilarNames([one.text for one in firsts], [one.text for one in families], near, costs)
    return _with_wildcards(connection, typed, found) if typed.begins or typed.ends else found


def _parts(typed: TypedName, box: tuple[Token, ...]) -> list[Token]:
    """The typed tokens of a box, and all of them as one word: Mary, Anne and Maryanne."""
    kept = [one for one in box if one in typed.tokens]
    return [*kept, run_together(kept)] if len(kept) > 1 else kept


def _nearest(alike: name_costs.Costs, candidates: Tokens, parts: list[Token]) -> dict[str, Near]:
    numbers = dict(zip(candidates.parts, candidates.numbers, strict=True))
    by_part: dict[str, tuple[list[float], list[int]]] = {one.text: ([], []) for one in parts}
    for (text, held), cost in alike.items():
        costs, found = by_part[text]
        costs.append(round(cost, 2))
        found.append(int(numbers[held]))
    return {
        text: _in_order(np.array(costs, dtype=float), np.array(found, dtype=np.int64))
        for text, (costs, found) in by_part.items()
    }


def _in_order(costs: np.ndarray, numbers: np.ndarray) -> Near:
    order = np.argsort(numbers)
    return costs[order], numbers[order]


@dataclass(frozen=True)
class _Wanted:
    """The parameters of `_CANDIDATES`: keys, and the beginnings of tokens ("" if there are none)."""

    first_keys: set[str]
    family_keys: set[str]
    begins: str
    made_from: str

    @classmethod
    def of(cls, firsts: list[Token], families: list[Token]) -> "_Wanted":
        """One or two letters are not used as a beginning: too many names have it."""
        first_keys = names.wanted(firsts[0], first_name=True) if firsts else set()
        first_keys.update(key for one in firsts[1:] for key in names.wanted(one, first_name=False))
        family_keys = {key for one in families for key in names.wanted(one, first_name=False)}
        beginnings = names.beginnings(firsts[0].text) if firsts else ("", "")
        return cls(first_keys | {BEGINNING}, family_keys, *beginnings)

    @property
    def parameters(self) -> dict[str, str | list[str]]:
        keys = sorted(self.first_keys | self.family_keys)
        return {"keys": keys, "begins": self.begins or NO_NAME, "made_from": self.made_from or NO_NAME}


def _begins_with(text: str) -> ColumnElement[bool]:
    beginning = bindparam(text, type_=Text)
    return name_token.c.token.between(beginning, beginning + AFTER_LETTERS)


def _names_beginning_with(text: str) -> Select:
    return select(literal(BEGINNING), name_token.c.line).where(_begins_with(text), name_token.c.line != "")


# Built once: building it takes longer than the database takes to answer it.
_CANDIDATES = union_all(
    select(*name_key.c).where(is_one_of(name_key.c.key, "keys")),
    _names_beginning_with("begins"),
    _names_beginning_with("made_from"),
)
# Names are numbered in the order of their text: PostgreSQL finds each end with one look at the index of the text, but
# the lowest and highest number only by reading numbers one after another.
_BEGINNING = select(name_token.c.number).where(_begins_with("letters")).limit(1)
_SPAN = select(
    _BEGINNING.order_by(name_token.c.token).scalar_subquery(),
    _BEGINNING.order_by(name_token.c.token.desc()).scalar_subquery(),
)
_ENDING = select(name_key.c.lines).where(
    name_key.c.key.between(bindparam("letters", type_=Text), bindparam("letters", type_=Text) + AFTER_LETTERS)
)


def _with_wildcards(connection: Connection, typed: TypedName, found: SimilarNames) -> SimilarNames:
    """The same with every name that begins or ends as typed with a star; each of them is a match."""
    near, spans = dict(found.near), {}
    for text in typed.begins & near.keys():
        low, high = _numbers_beginning_with(connection, text)
        spans[text] = (low, high)
        near[text] = _nearer(np.arange(low, high + 1, dtype=np.int64) if high else NONE[1], near[text])
    for text in typed.ends & near.keys():
        lines = connection.scalars(_ENDING, {"letters": f"{BACKWARDS}{text[::-1]}"})
        near[text] = _nearer(np.array([int(line.split(" ")[3]) for line in lines], dtype=np.int64), near[text])
    return SimilarNames(found.first, found.family, near, found.costs, spans)


def _nearer(matches: np.ndarray, others: Near) -> Near:
    costs, numbers = others
    rest = ~np.isin(numbers, matches)
    costs = np.concatenate((np.zeros(len(matches)), costs[rest]))
    return _in_order(costs, np.concatenate((matches, numbers[rest])))


def pair_ranges(
    connection: Connection, held: np.ndarray, typed: TypedName, alike: SimilarNames, farthest: float
) -> list[PairRange]:
    """Step 2: the pairs of names to look up, nearest first. `held` has every pair in the extract."""
    sought = list(_of_two_parts(typed, alike))
    found = [find_pairs(held, sought, farthest) if sought else NONE, *_of_one_part(held, typed, alike)]
    costs, pairs = (np.concatenate(parts) for parts in zip(*found, strict=True))
    costs = np.round(costs, 2)
    costs, pairs = costs[costs <= farthest], pairs[costs <= farthest]
    # With a star every name that fits is looked up: none is further away than another.
    most = None if typed.begins or typed.ends else MOST_PAIRS
    nearest = np.lexsort((pairs, costs))[:most]
    reaches = [(cost, one, one) for cost, one in zip(costs[nearest].tolist(), pairs[nearest].tolist(), strict=True)]
    if typed.has_initial and typed.family:
        low, high = _numbers_beginning_with(connection, typed.first[0].text)
        reaches += [(cost, pair(number, low), pair(number, high)) for cost, number in _listed(alike.near, typed.family)]
    if not typed.first:
        reaches += _whole_family_names(typed, alike)
    return sorted(reach for reach in reaches if reach[0] <= farthest)


def _of_two_parts(typed: TypedName, alike: SimilarNames) -> Iterator[Sought]:
    """Pairs of tokens like two typed parts, in every place they may have on record."""

    def in_every_place(one: str, other: str, as_typed: float, given: float, family: float) -> Iterator[Sought]:
        """A first name and a family name either way round, two first names, or two family names."""
        near = alike.near[other], alike.near[one]
        yield family_and_first(*near, as_typed)
        yield family_and_first(*near[::-1], as_typed + SWAPPED)
        yield two_first_names(*near, given)
        yield two_family_names(*near, family)

    if typed.in_one_box:
        parts = [one.text for one in typed.tokens]
        crossed = (0.0, CROSSED) if typed.first else (CROSSED, 0.0)
        for one, other in combinations(parts, 2):
            yield from in_every_place(one, other, 0.0, *crossed)
        return
    for one in alike.first:
        for other in alike.family:
            yield from in_every_place(one, other, 0.0, CROSSED, CROSSED)
    firsts, families = ([one.text for one in box if one in typed.tokens] for box in (typed.first, typed.family))
    more = CROSSED + NOT_THERE
    for one, other in chain(combinations(firsts, 2), combinations(families, 2)):
        yield from in_every_place(one, other, more, more, more)


def _of_one_part(held: np.ndarray, typed: TypedName, alike: SimilarNames) -> Iterator[Near]:
    """People of whom only one of the typed names is on record, or whose first name is not given yet."""
    alone = NOT_ON_RECORD if len(typed.tokens) > 1 else 0.0
    for text in {*alike.first, *alike.family}:
        costs, numbers = alike.near[text]
        firsts, families = on_record(held, numbers), on_record(held, numbers * FIRST_NAMES)
        yield costs[firsts] + (SWAPPED if not alone and not typed.first else alone), numbers[firsts]
        if text in alike.family or typed.in_one_box:
            more = min(alone, ANOTHER_BABY) if typed.is_baby else alone
            yield costs[families] + more, numbers[families] * FIRST_NAMES


def _numbers_beginning_with(connection: Connection, letters: str) -> tuple[int, int]:
    """The first and last number of the names that begin with these letters; names are numbered alphabetically."""
    low, high = connection.execute(_SPAN, {"letters": letters}).one()
    return low or 0, high or 0


def _listed(near: dict[str, Near], tokens: tuple[Token, ...]) -> list[tuple[float, int]]:
    """(cost, number) of the tokens like any of these, nearest first."""
    found = [near[one.text] for one in tokens if one.text in near]
    return sorted(one for costs, numbers in found for one in zip(costs.tolist(), numbers.tolist(), strict=True))


def _whole_family_names(typed: TypedName, alike: SimilarNames) -> list[PairRange]:
    """Everyone with the family name typed alone, whatever their first name; of several parts, with all of them as one
    word, and at HALF_ALONE with one."""
    if len(alike.family) == 1 and alike.family[0] in alike.spans:
        low, high = alike.spans[alike.family[0]]
        return [(0.0, pair(low, 0), pair(high + 1, 0) - 1)] if high else []
    found = []
    for text in alike.family:
        half = HALF_ALONE if len(typed.tokens) > 1 and text != alike.family[-1] else 0.0
        costs, numbers = alike.near[text]
        found += [(round(cost + half, 2), one) for cost, one in zip(costs.tolist(), numbers.tolist(), strict=True)]
    return [(cost, pair(number, 0), pair(number + 1, 0) - 1) for cost, number in found]
