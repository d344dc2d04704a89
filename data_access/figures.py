"""Figures of use, from the audit alone: sign-ins, searches, what was found and opened, and how soon. Never of a worker.

Councils promised their staff that the tool would not count their work, and families theirs: a figure on a team of fewer
than MOST_HIDDEN + 1 workers is not made, and a count of fewer families' pages than that is not told.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Integer,
    Text,
    cast,
    extract,
    func,
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
        counts: Counter = Counter()
        for found, number in self._told("found", Action.SEARCHED):
            counts[_outcome(found)] += number
        return counts

    def opened(self) -> Counter:
        """Sections opened, by service."""
        return self._counts(audit_event.c.service_id, audit_event.c.action == Action.VIEWED_SERVICE.value)

    def flags(self, services: list[str]) -> dict[str, dict[str, int]]:
        """Service to flag to the number of people's pages that showed it."""
        counts = {service: dict.fromkeys(FLAGS, 0) for service in services}
        for flags, number in self._told("flags", Action.VIEWED_PERSON):
            for service in services:
                if flags.get(service) in FLAGS:
                    counts[service][flags[service]] += number
        return counts

    def _told(self, part: str, action: Action) -> Iterator[tuple[dict, int]]:
        """What a part of the records of an action says, and how many say so. There are few such answers.

        The part is read in one piece: databases read the whole record again for each value that is asked of it.
        """
        for said, number in self._counts(
            self._said["about", part].as_string(), audit_event.c.action == action.value
        ).items():
            yield json.loads(said or "{}"), number

    def seconds_to_section(self) -> Counter:
        """Whole seconds from each search to the first section opened after it in the session, before another search."""
        actions = (Action.SEARCHED.value, Action.VIEWED_SERVICE.value)
        later = {"partition_by": audit_event.c.session_id, "order_by": audit_event.c.seq}
        each = (
            select(
                audit_event.c.action,
                audit_event.c.at,
                func.lead(audit_event.c.action).over(**later).label("next_action"),
                func.lead(audit_event.c.at).over(**later).label("next_at"),
            )
            .where(audit_event.c.action.in_(actions), *self._days)
            .subquery()
        )
        searched_then_opened = (each.c.action == actions[0]) & (each.c.next_action == actions[1])
        searched, opened = (cast(extract("epoch", at), Integer) for at in (each.c.at, each.c.next_at))
        took = (opened - searched).label("took")
        asked = select(took, func.count()).where(searched_then_opened).group_by("took")
        return Counter(dict(map(tuple, self._connection.execute(asked))))


def _outcome(found: Mapping) -> str:
    """What came of a search, from what its record says was found."""
    if (found.get("matches") or 0) > 0 or (found.get("similar") or 0) > 0 or found.get("direct"):
        return SHOWN
    if found.get("too_many") is not None:
        return CROWD
    return OF_ANOTHER if found.get("case_id_of_another") else NOBODY


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
