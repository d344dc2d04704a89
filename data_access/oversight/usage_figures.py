"""Usage figures, taken only from the audit: sign-ins, searches, outcomes, sections opened and time taken.

Councils promised their staff that the tool would not count one worker's work, so nothing is told of a week in which
MOST_HIDDEN workers or fewer signed in, nor of a team of so few. To protect families, small counts are not shown.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from config import clock
from config.progress import Tick, quiet
from data_access.accounts.roles import May, roles_with
from data_access.accounts.sessions import Actor
from data_access.audit import chain
from data_access.audit.chain import Action, Entry
from data_access.errors import NotFound
from data_access.oversight.audit_filters import days_conditions
from data_access.oversight.daily_counts import (
    FLAGGED,
    LOGINS,
    OPENED,
    SEARCHES,
    TOOK,
    Counts,
    DayFigures,
    count_days,
    signed_in,
)
from data_access.oversight.hidden_counts import MOST_HIDDEN, Count, add_up, hide_small_counts, teams_by_name, total_of
from data_access.oversight.periods import WEEK, Period, finished_periods
from data_access.oversight.usage_values import FLAGS, ONLY_SMALL_TEAMS, OUTCOMES, Figures, TeamLogins, Times
from data_access.people import access
from data_access.storage.app_tables import account_standing, audit_event
from data_access.storage.database import database_of

ASKED_FOR = "figures of use"
MAY_SEE_FIGURES = roles_with(May.FIGURES)


def list_periods(actor: Actor) -> list[Period]:
    """The finished weeks and months since the first record, the latest first. Only dates are read, nothing is recorded.

    Raises NotSignedIn, WrongRole (recorded) or Unavailable.
    """
    access.require_role(actor, MAY_SEE_FIGURES, ASKED_FOR)
    with database_of(actor.council).reading_app() as connection:
        begun = connection.scalar(select(func.min(audit_event.c.at)))
    return [] if begun is None else finished_periods(begun.astimezone(clock.LONDON).date(), clock.today())


def get_figures(actor: Actor, period: Period, *, taken_away: bool = False, tick: Tick = quiet) -> Figures:
    """The figures for one of `list_periods`; recorded before they return. `taken_away` records that they were
    downloaded.

    Days that were never counted are counted first, once: seconds for each million records. `tick` reports progress.

    Raises NotFound for any other days, NotSignedIn, WrongRole (recorded) or Unavailable.
    """
    if period not in list_periods(actor):
        raise NotFound
    database = database_of(actor.council)
    days = count_days(database, period.first_day, period.last_day, tick=tick)
    with database.reading_app() as connection:
        every = [_Week.of(connection, monday, days) for monday in period.weeks]
    figures = _figures(period, every, [service.id for service in actor.council.services])
    about = {"first_day": period.first_day.isoformat(), "last_day": period.last_day.isoformat()}
    chain.append(database, actor.who, [Entry(Action.READ_FIGURES, about=about | {"taken_away": taken_away})])
    return figures


@dataclass(frozen=True)
class _Week:
    """What is counted of one week; `workers` has (username, team or "", sign-ins)."""

    monday: date
    counts: Counts
    workers: list[tuple[str, str, int]]

    @classmethod
    def of(cls, connection: Connection, monday: date, days: Mapping[date, DayFigures]) -> "_Week":
        counts: Counts = Counter()
        for number in range(WEEK.days):
            day = monday + timedelta(days=number)
            if day in days:
                counts.update(days[day].counts)
        sunday = monday + WEEK - timedelta(days=1)
        return cls(monday, counts, _logins_by_worker(connection, monday, sunday))

    def of_kind(self, names: Iterable[str], *kind: str) -> dict[str, int]:
        return {name: self.counts[*kind, name] for name in names}


def _figures(period: Period, every: Sequence[_Week], services: Sequence[str]) -> Figures:
    weeks = [week for week in every if len(week.workers) > MOST_HIDDEN]
    seconds: Counter[int] = Counter()
    for week in weeks:
        seconds.update({int(key[1]): number for key, number in week.counts.items() if key[0] == TOOK})

    def shown(names: Sequence[str], *kind: str) -> dict[str, Count]:
        by_week = [hide_small_counts(week.of_kind(names, *kind)) for week in weeks]
        return {name: add_up(week[name] for week in by_week) for name in names}

    outcomes = shown(OUTCOMES, SEARCHES)
    totals = [total_of(week.of_kind(OUTCOMES, SEARCHES)) for week in weeks]
    return Figures(
        period,
        left_out=tuple(week.monday for week in every if 0 < len(week.workers) <= MOST_HIDDEN),
        logins_by_week=tuple((week.monday, week.counts[LOGINS,]) for week in weeks),
        logins_by_team=_by_team([week.workers for week in weeks]),
        searches=add_up(totals),
        outcomes=outcomes,
        opened=shown(services, OPENED),
        flags={service: shown(FLAGS, FLAGGED, service) for service in services},
        times=_times(seconds),
    )


def _logins_by_worker(connection: Connection, first_day: date, last_day: date) -> list[tuple[str, str, int]]:
    """(username, team or "", sign-ins). Read from the audit each time: saved daily counts have no workers."""
    with_team = audit_event.outerjoin(account_standing, account_standing.c.username == audit_event.c.username)
    team = func.coalesce(account_standing.c.team, "").label("team")
    logins = select(audit_event.c.username, team, func.count()).select_from(with_team)
    logins = logins.where(*signed_in(connection), *days_conditions(audit_event.c.at, first_day, last_day))
    return [tuple(row) for row in connection.execute(logins.group_by(audit_event.c.username, "team"))]


def _by_team(weeks: Iterable[list[tuple[str, str, int]]]) -> tuple[TeamLogins, ...]:
    """The sign-ins of each team, by name in the weeks in which enough of its workers signed in; the others together at
    the end."""
    logins: Counter[str] = Counter()
    for workers in weeks:
        told = teams_by_name(Counter(team for _, team, _ in workers))
        for _, team, number in workers:
            logins[team if team in told else ONLY_SMALL_TEAMS] += number
    together = logins.pop(ONLY_SMALL_TEAMS, 0)
    by_name = tuple(TeamLogins(name, logins[name]) for name in sorted(logins))
    return (*by_name, TeamLogins(ONLY_SMALL_TEAMS, together)) if together else by_name


def _times(seconds: Mapping[int, int]) -> Times | None:
    number = sum(seconds.values())
    if number <= MOST_HIDDEN:
        return None
    in_order = sorted(Counter(seconds).elements())
    quarter, median, three_quarters = (in_order[int(number * share)] for share in (0.25, 0.5, 0.75))
    return Times(number, quarter, median, three_quarters)
