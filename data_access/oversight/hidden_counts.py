"""Which counts are hidden, so that nobody can be recognised by them, nor worked out from the others.

Each week is decided by itself, once and for good. A month only adds up what its weeks show, so it says nothing that the
weeks do not.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

MOST_HIDDEN = 4
"""Counts up to this are hidden: someone who knows the families or the workers could recognise them."""


class Count(NamedTuple):
    """A count as it may be shown: `shown`, or if it is not exact, that much or more."""

    shown: int
    is_exact: bool = True


HIDDEN = Count(0, is_exact=False)


def add_up(counts: Iterable[Count]) -> Count:
    """The sum; it is exact only if each of them is."""
    counts = list(counts)
    return Count(sum(count.shown for count in counts), all(count.is_exact for count in counts))


def hide_small_counts(counts: Mapping[str, int]) -> dict[str, Count]:
    """Counts of MOST_HIDDEN or fewer are hidden, zeros too, and with them the next larger ones until none of those
    hidden can be worked out from the total. Where all the small ones are zero, nothing is hidden.

    >>> hide_small_counts({"a": 40, "b": 3, "c": 9})["b"], hide_small_counts({"a": 40, "b": 3, "c": 9})["c"]
    (Count(shown=0, is_exact=False), Count(shown=0, is_exact=False))
    """
    hidden = _hidden(counts)
    return {name: HIDDEN if name in hidden else Count(count) for name, count in counts.items()}


def total_of(counts: Mapping[str, int]) -> Count:
    """The total of these counts; hidden if each of them is."""
    return HIDDEN if counts and len(_hidden(counts)) == len(counts) else Count(sum(counts.values()))


def teams_by_name(members: Mapping[str, int]) -> list[str]:
    """The teams that may be told by name, sorted: those with more than MOST_HIDDEN members. `members` has the number of
    each team, and of "" the workers without one.

    The others are told together. If they are MOST_HIDDEN workers or fewer, the smallest of the teams is added to them.

    >>> teams_by_name({"Duty": 9, "North": 6, "South": 2}), teams_by_name({"Duty": 9, "North": 6})
    (['Duty'], ['Duty', 'North'])
    """
    large = [team for team in sorted(members) if team and members[team] > MOST_HIDDEN]
    while large and 0 < sum(members.values()) - sum(members[team] for team in large) <= MOST_HIDDEN:
        large.remove(min(large, key=lambda team: members[team]))
    return large


def _hidden(counts: Mapping[str, int]) -> set[str]:
    hidden = {name for name, count in counts.items() if count <= MOST_HIDDEN}
    if not any(counts[name] for name in hidden):
        return set()
    # Equal counts are hidden together, or the rule itself would tell which of them was the small one.
    for next_larger in sorted({count for name, count in counts.items() if name not in hidden}):
        if _may_be_several([counts[name] for name in hidden]):
            break
        hidden |= {name for name, count in counts.items() if count == next_larger}
    return hidden


def _may_be_several(hidden: Sequence[int]) -> bool:
    """Whether the sum of the hidden counts leaves open what each of them is."""
    most = MOST_HIDDEN * len(hidden)
    return len(hidden) > 1 and (max(hidden) > MOST_HIDDEN or 0 < sum(hidden) < most)
