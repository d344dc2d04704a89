"""The last thing a search by name tries: one name is right, the other only resembles one on record.

Two names may share no key at all (Kalderash, Căldăraru). But who has the right family name has one of a few first
names, and those few can all be compared; and the other way round. Tried only if no name is near.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist
from sqlalchemy import Connection, select

from data_access.people.extract_facts import ExtractFacts
from data_access.people.finding.held_pairs import Near
from data_access.people.finding.name_index import PairRange, pair
from data_access.people.finding.similar_names import SimilarNames
from data_access.storage.extract_tables import name_token
from data_access.storage.list_parameters import is_one_of
from matching.name_costs import Costs
from matching.names import Token
from matching.typed_names import TypedName

RIGHT = 0.06
"""Highest cost of the name that must be right: it, or another spelling of it."""
MOST_RIGHT = 2
"""So many of the names that may be right are tried, nearest first: a search must stay quick."""
MOST_COMPARED = 300
"""With more different names beside the right one, it is too common to tell anything."""
RESEMBLES = 0.4
"""Highest share of letters or sounds in which the other name may differ: one pair of names in fifty is as alike."""
LOOSE = 0.16
EACH_SHARE = 0.12
"""The other name costs LOOSE, and a share of EACH_SHARE for what differs: more than any name that is near."""
SHORTEST = 3
SHORTEST_ENDING = 4
ENDING = 0.2
"""Cost of a name that is only the end of the other: Pina and Giuseppina."""

_TOKENS = select(name_token.c.number, name_token.c.token, name_token.c.line).where(
    is_one_of(name_token.c.number, "numbers")
)


def find_loosely(
    connection: Connection, facts: ExtractFacts, typed: TypedName, alike: SimilarNames
) -> tuple[list[PairRange], Costs]:
    """Pairs of a right name and one that resembles the other, nearest first, and the costs of the latter."""
    tried = [one for one in _tried(facts, typed, alike) if 0 < len(one.partners) <= MOST_COMPARED]
    numbers = np.unique(np.concatenate([one.partners for one in tried])) if tried else np.array([], dtype=np.int64)
    held = connection.execute(_TOKENS, {"numbers": numbers.tolist()}).all() if len(numbers) else []
    tokens = {number: Token._make(line.split(" ")) if line else Token.of(text, number) for number, text, line in held}
    found: set[PairRange] = set()
    costs: dict[tuple[str, str], float] = {}
    for one in tried:
        for cost, held in _resembling(one.other, [tokens[number] for number in one.partners.tolist()]):
            costs[one.other.text, held.text] = cost
            number = one.pair_with(int(held.number))
            found.add((cost, number, number))
    return sorted(found), costs


@dataclass(frozen=True)
class _Tried:
    """A name that is right, by its number, the other one typed, and the numbers of the names on record beside it."""

    right: int
    is_first: bool
    other: Token
    partners: np.ndarray

    def pair_with(self, partner: int) -> int:
        return pair(partner, self.right) if self.is_first else pair(self.right, partner)


def _tried(facts: ExtractFacts, typed: TypedName, alike: SimilarNames) -> Iterator[_Tried]:
    for first, family in _both_names(typed):
        for number in _right(alike.near.get(family.text)):
            yield _Tried(number, False, first, facts.first_names_of(number))
        for number in _right(alike.near.get(first.text)):
            yield _Tried(number, True, family, facts.family_names_of(number))


def _both_names(typed: TypedName) -> list[tuple[Token, Token]]:
    """Each first name typed with each family name; of a full name in one box, the first part and the last."""
    if typed.in_one_box:
        return [(typed.tokens[0], typed.tokens[-1])]
    return [(first, family) for first in typed.first[:2] for family in typed.family[:2]]


def _right(near: Near | None) -> list[int]:
    if near is None:
        return []
    costs, numbers = near
    return numbers[np.lexsort((numbers, costs))][: np.count_nonzero(costs <= RIGHT)][:MOST_RIGHT].tolist()


def _resembling(typed: Token, held: list[Token]) -> Iterator[tuple[float, Token]]:
    """Those of these names that resemble the typed one, with their costs."""
    if len(typed.text) < SHORTEST:
        return
    letters = cdist([typed.text], [one.text for one in held], scorer=OSA.normalized_distance)
    sounds = cdist([typed.heard], [one.heard for one in held], scorer=OSA.normalized_distance)
    for share, one in zip(np.minimum(letters, sounds)[0].tolist(), held, strict=True):
        if share <= RESEMBLES and len(one.text) >= SHORTEST:
            yield round(LOOSE + EACH_SHARE * share, 2), one
        elif _is_ending(typed.text, one.text):
            yield ENDING, one


def _is_ending(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= SHORTEST_ENDING and (longer.endswith(shorter) or longer.startswith(shorter))
