"""Which pairs of similar names are on record.

Two common names have hundreds of similar ones each, and hardly any of their combinations belongs to anyone. So the
combinations are never made: what stands beside each name on record is read instead, from the pairs of the extract.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from data_access.people.finding.name_index import FIRST_NAMES, GIVEN

Near = tuple[np.ndarray, np.ndarray]
"""Costs, and the numbers of the tokens like a typed one, in the order of the numbers; or of pairs of tokens, in any."""
NONE: Near = (np.array([], dtype=float), np.array([], dtype=np.int64))


class Sought(NamedTuple):
    """Pairs of one name out of some, and one of those in `other`. `begins` has the number at which the pairs of each
    name begin, `costs` what it costs."""

    begins: np.ndarray
    costs: np.ndarray
    other: Near


def family_and_first(family: Near, first: Near, more: float) -> Sought:
    """Pairs of one of these family names and one of these first names; each costs both together and `more`."""
    return Sought(family[1] * FIRST_NAMES, family[0] + more, first)


def two_first_names(one: Near, other: Near, more: float) -> Sought:
    """The same for two first names of one person (`name_index.given`)."""
    return Sought(GIVEN + one[1] * FIRST_NAMES, one[0] + more, other)


def two_family_names(one: Near, other: Near, more: float) -> Sought:
    """The same for two family names of one person (`name_index.halves`)."""
    # These pairs are negative: what stands beside a name comes before its own number.
    return Sought(1 - (one[1] + 1) * FIRST_NAMES, one[0] + more, other)


def find_pairs(held: np.ndarray, sought: Sequence[Sought], farthest: float) -> Near:
    """The pairs sought that are in `held`, which has every pair of the extract in order; each costs at most `farthest`.

    All together: each step takes about as long for one kind of pairs as for all of them.
    """
    begins = np.concatenate([one.begins for one in sought])
    first, last = np.searchsorted(held, begins), np.searchsorted(held, begins + FIRST_NAMES)
    number = last - first
    places = np.arange(number.sum()) + np.repeat(first - (np.cumsum(number) - number), number)
    pairs = held[places]
    costs, near = _costs_beside(sought, number, np.abs(pairs) & (FIRST_NAMES - 1))
    both = np.repeat(np.concatenate([one.costs for one in sought]), number)[near] + costs
    is_near = both <= farthest + 0.001
    return both[is_near], pairs[near][is_near]


def _costs_beside(sought: Sequence[Sought], number: np.ndarray, names: np.ndarray) -> Near:
    """Which of `names` are in the `other` of what they were found for, and what they cost there. Beside each name in
    `sought` there are so many (`number`)."""
    others = list({id(one.other): one.other for one in sought}.values())
    each = max([names.max(initial=0), *(numbers.max(initial=0) for _, numbers in others)]) + 1
    known = np.concatenate([numbers + place * each for place, (_, numbers) in enumerate(others)])
    place_of = {id(other): place for place, other in enumerate(others)}
    of_sought = np.repeat([place_of[id(one.other)] for one in sought], [len(one.begins) for one in sought])
    names = names + np.repeat(of_sought, number) * each
    # A common name has thousands of others beside it, of which few are like the one typed.
    near = np.flatnonzero(np.isin(names, known, kind="table"))
    costs = np.concatenate([costs for costs, _ in others])
    return costs[np.searchsorted(known, names[near])], near


def on_record(held: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Which of these few pairs are in `held`."""
    if not len(held):
        return np.zeros(len(pairs), dtype=bool)
    return held[np.minimum(np.searchsorted(held, pairs), len(held) - 1)] == pairs
