"""Which pairs of similar names are on record.

Two common names have hundreds of similar ones each, and hardly any of their combinations belongs to anyone. So the
combinations are never made: what stands beside each name on record is read instead, from the pairs of the extract.
"""

import numpy as np

from data_access.people.finding.name_index import FIRST_NAMES, GIVEN

Near = tuple[np.ndarray, np.ndarray]
"""Costs, and the numbers of the tokens like a typed one or of pairs of tokens."""
NONE: Near = (np.array([], dtype=float), np.array([], dtype=np.int64))


def family_and_first(held: np.ndarray, family: Near, first: Near, farthest: float) -> Near:
    """The pairs in `held`, which has every pair of the extract in order, of one of these family names and one of these
    first names; each costs both together, at most `farthest`."""
    return _beside(held, family[1] * FIRST_NAMES, family, first, farthest)


def two_first_names(held: np.ndarray, one: Near, other: Near, farthest: float) -> Near:
    """The same for two first names of one person (`name_index.given`)."""
    return _beside(held, GIVEN + one[1] * FIRST_NAMES, one, other, farthest)


def two_family_names(held: np.ndarray, one: Near, other: Near, farthest: float) -> Near:
    """The same for two family names of one person (`name_index.halves`)."""
    # These pairs are negative: what stands beside a name comes before its own number.
    return _beside(held, 1 - (one[1] + 1) * FIRST_NAMES, one, other, farthest)


def on_record(held: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Which of these few pairs are in `held`."""
    if not len(held):
        return np.zeros(len(pairs), dtype=bool)
    return held[np.minimum(np.searchsorted(held, pairs), len(held) - 1)] == pairs


def _beside(held: np.ndarray, begins: np.ndarray, one: Near, other: Near, farthest: float) -> Near:
    """The pairs of one of `one`, whose pairs begin at these numbers, and one of `other`."""
    first, last = np.searchsorted(held, begins), np.searchsorted(held, begins + FIRST_NAMES)
    number = last - first
    places = np.arange(number.sum()) + np.repeat(first - (np.cumsum(number) - number), number)
    pairs = held[places]
    costs = np.repeat(one[0], number) + _costs_of(np.abs(pairs) % FIRST_NAMES, other)
    is_near = costs <= farthest + 0.001
    return costs[is_near], pairs[is_near]


def _costs_of(numbers: np.ndarray, near: Near) -> np.ndarray:
    """The cost of each of these tokens, infinite for those that are not near."""
    costs, known = near
    if not len(known):
        return np.full(len(numbers), np.inf)
    order = np.argsort(known)
    places = order[np.minimum(np.searchsorted(known[order], numbers), len(known) - 1)]
    return np.where(known[places] == numbers, costs[places], np.inf)
