"""Usage figures and outcomes of spot checks as frozen dataclasses. `usage_figures` and `outcomes_by_team` count them,
`hidden_counts` decides what is hidden."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from data_access.oversight.hidden_counts import Count
from data_access.oversight.periods import Period

SHOWN, CROWD, OF_ANOTHER, NOBODY = "people shown", "too many to show", "case ID of another name", "nobody found"
OUTCOMES = (SHOWN, CROWD, OF_ANOTHER, NOBODY)
OUT_OF_DATE = "may be out of date"
FLAGS = ("records found", "no records found", OUT_OF_DATE, "not checked", "not shown at this age")
"""The flags of a service on a person's page, in the audit's words. One that said that it may be out of date counts as
that alone, with or without records."""
COUNTED_AS = {"no records in the window": "no records found"}
"""Flags of the audit that are counted with another."""
ONLY_SMALL_TEAMS = ""


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
    """The figures for a period. Those of a month add up what its weeks show.

    `logins_by_week` has the Mondays of the weeks that are told of; `left_out` those in which MOST_HIDDEN workers or
    fewer signed in, of which nothing is told. `outcomes` has a count for each of OUTCOMES, `opened` for each service,
    and `flags` for each service and each of FLAGS. `times` is None if there were too few.
    """

    period: Period
    left_out: tuple[date, ...]
    logins_by_week: tuple[tuple[date, int], ...]
    logins_by_team: tuple[TeamLogins, ...]
    searches: Count
    outcomes: Mapping[str, Count]
    opened: Mapping[str, Count]
    flags: Mapping[str, Mapping[str, Count]]
    times: Times | None

    @property
    def logins(self) -> int:
        return sum(number for _, number in self.logins_by_week)


@dataclass(frozen=True)
class TeamOutcomes:
    """What came of the accesses of a team in the spot checks of one quarter. `quarter` is its first day (London).

    `team` is ONLY_SMALL_TEAMS for small teams and workers without a team together. `outcomes` has a count for each of
    spot_checks.OUTCOMES. Accesses that are still to check are in no count, nor are those whose record was deleted.
    """

    quarter: date
    team: str
    outcomes: Mapping[str, Count]
    checked: Count
