"""The last thing a search by name tries: one name is right, the other only resembles one on record.

Two names may share no key at all (Kalderash, Căldăraru). But who has the right family name has one of a few first
names, and those few can all be compared; and the other way round. Tried only if no name is near.
"""

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist
from sqlalchemy import Connection, bindparam, select

from data_access.people.extract_facts import ExtractFacts
from data_access.people.finding.name_index import FIRST_NAMES, PairRange
from data_access.people.finding.similar_names import Near, SimilarNames
from data_access.storage.extract_tables import name_token
from matching.name_costs import Costs
from matching.names import Token
from matching.typed_names import TypedName

RIGHT = 0.06
"""Highest cost of the name that must be right: it, or another spelling of it."""
MOST_RIGHT = 5
"""So many of the names that may be right are tried, nearest first."""
MOST_COMPARED = 400
"""With more different names beside the right one, it is too common to tell anything."""
RESEMBLES = 0.4
"""Highest share of letters or sounds in which the other name may differ: one pair of names in fifty is as alike."""
LOOSE = 0.16
EACH_SHARE = 0.12
"""The other name costs LOOSE, and a share of EACH_SHARE for what differs: more than any name that is near."""
SHORTEST_ENDING = 4
ENDING = 0.2
"""Cost of a name that is only the end of the other: Pina and Giuseppina."""

_TOKENS = select(name_token.c.number, name_token.c.line).where(
    name_token.c.number.in_(bindparam("numbers", expanding=True))
)


def find_loosely(
    connection: Connection, facts: ExtractFacts, typed: TypedName, alike: SimilarNames
) -> tuple[list[PairRange], Costs]:
    """Pairs of a right name and one that resembles the other, nearest first, and the costs of the latter."""
    found: list[PairRange] = []
    costs: dict[tuple[str, str], float] = {}
    for first, family in _both_names(typed):
        for right, other, by_first in ((family, first, False), (first, family, True)):
            for number in _right(alike.near.get(right.text)):
                partners = facts.first_names_of(number) if not by_first else facts.family_names_of(number)
                for cost, partner, text in _resembling(connection, other, partners):
                    costs[other.text, text] = cost
                    pair = (partner * FIRST_NAMES + number) if by_first else (number * FIRST_NAMES + partner)
                    found.append((cost, pair, pair))
    return sorted(set(found)), costs


def _both_names(typed: TypedName) -> list[tuple[Token, Token]]:
    """Each first name typed with each family name; of a full name in one box, the first part and the last."""
    if typed.in_one_box:
        return [(typed.tokens[0], typed.tokens[-1])]
    return [(first, family) for first in typed.first[:2] for family in typed.family[:2]]


def _right(near: Near | None) -> list[int]:
    if near is None:
        return []
    costs, numbers = near
    return numbers[costs <= RIGHT][:MOST_RIGHT].tolist()


def _resembling(connection: Connection, typed: Token, partners: np.ndarray) -> list[tuple[float, int, str]]:
    """(cost, number, text) of those of these names that resemble the typed one."""
    if not 0 < len(partners) <= MOST_COMPARED or len(typed.text) < 3:
        return []
    rows = connection.execute(_TOKENS, {"numbers": partners.tolist()}).all()
    held = [Token(*row.line.split(" ")) for row in rows]
    if not held:
        return []
    letters = cdist([typed.text], [one.text for one in held], scorer=OSA.normalized_distance)
    sounds = cdist([typed.heard], [one.heard for one in held], scorer=OSA.normalized_distance)
    unlike = np.minimum(letters, sounds)[0].tolist()
    return [
        (round(LOOSE + EACH_SHARE * share, 2) if share <= RESEMBLES else ENDING, int(one.number), one.text)
        for share, one in zip(unlike, held, strict=True)
        if len(one.text) > 2 and (share <= RESEMBLES or _is_ending(typed.text, one.text))
    ]


def _is_ending(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= SHORTEST_ENDING and (longer.endswith(shorter) or longer.startswith(shorter))
