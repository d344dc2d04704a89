"""Figures of use, from the audit alone: sign-ins, searches, what was found and opened, and how soon. Never of a worker.

Councils promised their staff that the tool would not count their work, and families theirs: a figure on a team of fewer
than MOST_HIDDEN + 1 workers is not made, and a count of fewer families' pages than that is not told.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Integer,
    Text,
    case,
    cast,
    extract,
    func,
    or_,
    select,
    type_coerce,
)

from data_access import access, audit, clock
from data_access.app_tables import account_standing, audit_event
from data_access.audit import Action, Entry
from data_access.audit_log import days_conditions
from data_access.database import database_of
from data_access.figures_told import (
    CROWD,
    FLAGS,
    MOST_HIDDEN,
    NOBODY,
    OF_ANOTHER,
    ONLY_SMALL_TEAMS,
    OUTCOMES,
    SHOWN,
    Figures,
    TeamLogins,
    Times,
    hide_few,
)
from data_access.roles import May, roles_that
from data_access.sessions import Actor

ASKED_FOR = "figures of use"
MAY_SEE_FIGURES = roles_that(May.FIGURES)


def get_figures(actor: Actor, first_day: date, last_day: date, *, taken_away: bool = False) -> Figures:
    """The figures of these days; recorded before they return, as a file where they are `taken_away` in one.

    Raises NotSignedIn, WrongRole (recorded) or Unavailable.
    """
    access.require_role(actor, MAY_SEE_FIGURES, ASKED_FOR)
    database = database_of(actor.council)
    services = [service.id for service in actor.council.services]
    days = days_conditions(audit_event.c.at, first_day, last_day)
    with database.reading_app() as connection:
        asked = _Asked(connection, days)
        hours, outcomes, opened = asked.logins_by_hour(), asked.outcomes(), asked.opened()
        figures = Figures(
            first_day,
            last_day,
            logins=sum(hours.values()),
            logins_by_day=_by_day(hours),
            logins_by_team=_by_team(asked.logins_by_worker()),
            searches=sum(outcomes.values()),
            outcomes=hide_few({outcome: outcomes[outcome] for outcome in OUTCOMES}),
            opened=hide_few({service: opened[service] for service in services}),
            flags={service: hide_few(counts) for service, counts in asked.flags(services).items()},
            times=_times(asked.seconds_to_section()),
        )
    about = {"first_day": first_day.isoformat(), "last_day": last_day.isoformat(), "taken_away": taken_away}
    audit.append(database, actor.who, [Entry(Action.READ_FIGURES, about=about)])
    return figures


class _Asked:
    """The statements, each over the records of some days."""

    def __init__(self, connection: Connection, days: list[ColumnElement[bool]]):
        self._connection, self._days = connection, days
        # SQLite reads JSON from a text as it is, PostgreSQL must be told that it is JSON.
        is_sqlite = connection.dialect.name == "sqlite"
        self._said = (type_coerce if is_sqlite else cast)(audit_event.c.record, JSON)
        in_utc = audit_event.c.at if is_sqlite else func.timezone("UTC", audit_event.c.at)
        self._hour = func.substr(cast(in_utc, Text), 1, 13)

    def _counts(self, column: ColumnElement, *conditions: ColumnElement[bool]) -> Counter:
        asked = select(column.label("asked"), func.count()).where(*conditions, *self._days).group_by("asked")
        return Counter(dict(map(tuple, self._connection.execute(asked))))

    def _signed_in(self) -> tuple[ColumnElement[bool], ...]:
        """Sign-ins of those who may search: the others' work is another."""
        role = self._said["role"].as_string()
        return audit_event.c.action == Action.SIGNED_IN.value, role.in_(access.MAY_SEARCH)

    def logins_by_hour(self) -> Counter:
        """Sign-ins by hour in UTC, written 2026-11-24 09."""
        return self._counts(self._hour, *self._signed_in())

    def logins_by_worker(self) -> list[tuple[str, str, int]]:
        """(user name, team or "", sign-ins)."""
        named = audit_event.outerjoin(account_standing, account_standing.c.username == audit_event.c.username)
        team = func.coalesce(account_standing.c.team, "").label("team")
        asked = select(audit_event.c.username, team, func.count()).select_from(named)
        asked = asked.where(*self._signed_in(), *self._days).group_by(audit_event.c.username, "team")
        return [tuple(row) for row in self._connection.execute(asked)]

    def outcomes(self) -> Counter:
        """Searches by what came of them: one of OUTCOMES."""
        # By one path, not step by step: SQLite would write and read the record anew for each step.
        names, flags = ("matches", "similar", "too_many"), ("direct", "case_id_of_another")
        each = (
            select(
                *(self._said["about", "found", name].as_integer().label(name) for name in names),
                *(self._said["about", "found", name].as_boolean().label(name) for name in flags),
            )
            .where(audit_event.c.action == Action.SEARCHED.value, *self._days)
            .subquery()
        )
        outcome = case(
            (or_(each.c.matches > 0, each.c.similar > 0, each.c.direct.is_(True)), SHOWN),
            (each.c.too_many.is_not(None), CROWD),
            (each.c.case_id_of_another.is_(True), OF_ANOTHER),
            else_=NOBODY,
        )
        asked = select(outcome.label("outcome"), func.count()).group_by("outcome")
        return Counter(dict(map(tuple, self._connection.execute(asked))))

    def opened(self) -> Counter:
        """Sections opened, by service."""
        return self._counts(audit_event.c.service_id, audit_event.c.action == Action.VIEWED_SERVICE.value)

    def flags(self, services: list[str]) -> dict[str, dict[str, int]]:
        """Service to flag to the number of people's pages that showed it."""
        each = (
            select(*(self._said["about", "flags", service].as_string().label(service) for service in services))
            .where(audit_event.c.action == Action.VIEWED_PERSON.value, *self._days)
            .subquery()
        )
        asked = select(*each.c, func.count()).group_by(*each.c)
        counts = {service: dict.fromkeys(FLAGS, 0) for service in services}
        for *flags, number in self._connection.execute(asked):
            for service, flag in zip(services, flags, strict=True):
                if flag in FLAGS:
                    counts[service][flag] += number
        return counts

    def seconds_to_section(self) -> Counter:
        """Whole seconds from each search to the first section opened after it in the session, before another search."""
        actions = (Action.SEARCHED.value, Action.VIEWED_SERVICE.value)
        second = cast(extract("epoch", audit_event.c.at), Integer)
        later = {"partition_by": audit_event.c.session_id, "order_by": audit_event.c.seq}
        each = (
            select(
                audit_event.c.action,
                second.label("second"),
                func.lead(audit_event.c.action).over(**later).label("next_action"),
                func.lead(second).over(**later).label("next_second"),
            )
            .where(audit_event.c.action.in_(actions), *self._days)
            .subquery()
        )
        searched_then_opened = (each.c.action == actions[0]) & (each.c.next_action == actions[1])
        took = (each.c.next_second - each.c.second).label("took")
        asked = select(took, func.count()).where(searched_then_opened).group_by("took")
        return Counter(dict(map(tuple, self._connection.execute(asked))))


def _by_day(hours: Mapping[str, int]) -> tuple[tuple[date, int], ...]:
    days: Counter = Counter()
    for hour, number in hours.items():
        at = datetime.strptime(hour, "%Y-%m-%d %H").replace(tzinfo=UTC)
        days[at.astimezone(clock.LONDON).date()] += number
    return tuple(sorted(days.items()))


def _by_team(workers: Iterable[tuple[str, str, int]]) -> tuple[TeamLogins, ...]:
    """Teams of more than MOST_HIDDEN workers who signed in, by name; the others together, at the end.

    Where those others are few workers themselves, the smallest team joins them.
    """
    logins: Counter = Counter()
    members: Counter = Counter()
    for _, team, number in workers:
        logins[team] += number
        members[team] += 1
    large = [team for team in sorted(logins) if team and members[team] > MOST_HIDDEN]
    while large and 0 < sum(members.values()) - sum(members[team] for team in large) <= MOST_HIDDEN:
        large.remove(min(large, key=lambda team: members[team]))
    others = sum(logins.values()) - sum(logins[team] for team in large)
    together = (TeamLogins(ONLY_SMALL_TEAMS, others),) if others else ()
    return tuple(TeamLogins(team, logins[team]) for team in large) + together


def _times(seconds: Mapping[int, int]) -> Times | None:
    number = sum(seconds.values())
    if number <= MOST_HIDDEN:
        return None
    in_order = sorted(Counter(seconds).elements())
    quarter, median, three_quarters = (in_order[int(number * share)] for share in (0.25, 0.5, 0.75))
    return Times(number, quarter, median, three_quarters)
