"""Usage figures as frozen dataclasses, and which counts are hidden. `usage_figures` counts them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

MOST_HIDDEN = 4
"""Counts from 1 to this are hidden: someone who knows the families could recognise them."""
SHOWN, CROWD, OF_ANOTHER, NOBODY = "people shown", "too many to show", "case ID of another name", "nobody found"
OUTCOMES = (SHOWN, CROWD, OF_ANOTHER, NOBODY)
OUT_OF_DATE = "may be out of date"
FLAGS = ("records found", "no records found", OUT_OF_DATE, "not checked", "not shown at this age")
"""The flags of a service on a person's page, in the audit's words. One that said that it may be out of date counts as
that alone, with or without records."""
COUNTED_AS = {"no records in the window": "no records found"}
"""Flags of the audit that are counted with another."""
ONLY_SMALL_TEAMS = ""

Hidden = int | None
"""A count, None if it is hidden."""


@dataclass(frozen=True)
class TeamLogins:
    """Sign-ins of a team's present members. `name` is ONLY_SMALL_TEAMS for small teams and workers without a team."""

    name: str
    logins: int


@dataclass(frozen=True)
class Times:
    """Seconds from a search to the first section opened after it: the number of searches, and the quartiles."""

    searches: int
    first_quarter: int
    median: int
    third_quarter: int


@dataclass(frozen=True)
class Figures:
    """The figures for the days from `first_day` to `last_day` (London, both included).

    `outcomes` has a count for each of OUTCOMES, `opened` for each service, and `flags` for each service and each of
    FLAGS. `times` is None if there were too few.
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


def hide_small_counts(counts: Mapping[str, int]) -> dict[str, Hidden]:
    """Counts from 1 to MOST_HIDDEN become None. If only one is hidden, the smallest of the larger counts is hidden too,
    or the hidden one could be found by subtracting the others from the total.

    >>> hide_small_counts({"a": 40, "b": 3, "c": 9, "d": 0})
    {'a': 40, 'b': None, 'c': None, 'd': 0}
    """
    few = {name for name, count in counts.items() if 0 < count <= MOST_HIDDEN}
    others = [name for name, count in counts.items() if count > MOST_HIDDEN]
    if len(few) == 1 and others:
        few.add(min(others, key=lambda name: counts[name]))
    return {name: None if name in few else count for name, count in counts.items()}
