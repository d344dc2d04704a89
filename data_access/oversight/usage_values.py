"""Figures of use as plain values: what is told, and what is hidden. Counted in figures.py."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

MOST_HIDDEN = 4
"""Counts of 1 to this are hidden: who knows the families would know them again."""
SHOWN, CROWD, OF_ANOTHER, NOBODY = "people shown", "too many to show", "case ID of another name", "nobody found"
OUTCOMES = (SHOWN, CROWD, OF_ANOTHER, NOBODY)
FLAGS = ("records found", "no records found", "not checked", "not shown at this age")
"""What a service's flag on a person's page said, as the audit has it."""
ONLY_SMALL_TEAMS = ""

Hidden = int | None
"""A count, None where it is hidden."""


@dataclass(frozen=True)
class TeamLogins:
    """Sign-ins of a team as it is now. `name` is ONLY_SMALL_TEAMS for teams of few workers and workers without one."""

    name: str
    logins: int


@dataclass(frozen=True)
class Times:
    """Seconds from a search to the first section opened after it: of how many searches, and the quartiles."""

    searches: int
    first_quarter: int
    median: int
    third_quarter: int


@dataclass(frozen=True)
class Figures:
    """What is told of the days from `first_day` to `last_day` (London, both included).

    `outcomes` has every one of OUTCOMES; `opened` and `flags` every service of the council, `flags` with every one of
    FLAGS. `times` is None where there were too few.
    """

    first_day: date
    last_day: date
    logins: int
    logins_by_day: tuple[tuple[date, int], ...]
    logins_by_team: tuple[TeamLogins, ...]
    searches: int
    outcomes: Mapping[str, Hidden]
    opened: Mapping[str, Hidden]
    flags: Mapping[str, Mapping[str, Hidden]]
    times: Times | None


def hide_few(counts: Mapping[str, int]) -> dict[str, Hidden]:
    """Counts of 1 to MOST_HIDDEN become None; where that is one only, the smallest of the others goes with it.

    Else it could be found by taking the others from a total.

    >>> hide_few({"a": 40, "b": 3, "c": 9, "d": 0})
    {'a': 40, 'b': None, 'c': None, 'd': 0}
    """
    few = {name for name, count in counts.items() if 0 < count <= MOST_HIDDEN}
    others = [name for name, count in counts.items() if count > MOST_HIDDEN]
    if len(few) == 1 and others:
        few.add(min(others, key=lambda name: counts[name]))
    return {name: None if name in few else count for name, count in counts.items()}
