"""Usage figures, taken only from the audit: sign-ins, searches, outcomes, sections opened and time taken.

Councils promised their staff that the tool would not count one worker's work, so there are no figures about a worker or
for a team of MOST_HIDDEN workers or fewer. To protect families, a count of MOST_HIDDEN pages or fewer is not shown.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import Connection, func, select

from config.progress import Tick, quiet
from data_access.accounts.roles import May, roles_with
from data_access.accounts.sessions import Actor
from data_access.audit import chain
from data_access.audit.chain import Action, Entry
from data_access.oversight.audit_list import days_conditions
from data_access.oversight.daily_counts import FLAGGED, LOGINS, OPENED, SEARCHES, TOOK, Counts, count_days, signed_in
from data_access.oversight.usage_values import (
    FLAGS,
    MOST_HIDDEN,
    ONLY_SMALL_TEAMS,
    OUTCOMES,
    Figures,
    TeamLogins,
    Times,
    hide_small_counts,
)
from data_access.people import access
from data_access.storage.app_tables import account_standing, audit_event
from data_access.storage.database import database_of

ASKED_FOR = "figures of use"
MAY_SEE_FIGURES = roles_with(May.FIGURES)


def get_figures(
    actor: Actor, first_day: date, last_day: date, *, taken_away: bool = False, tick: Tick = quiet
) -> Figures:
    """The figures for these days; recorded before they return. `taken_away` records that they were downloaded.

    Days that were never counted are counted first, once: seconds for each million records. `tick` reports progress.

    Raises NotSignedIn, WrongRole (recorded) or Unavailable.
    """
    access.require_role(actor, MAY_SEE_FIGURES, ASKED_FOR)
    database = database_of(actor.council)
    services = [service.id for service in actor.council.services]
    days = count_days(database, first_day, last_day, tick=tick)
    counts: Counts = Counter()
    for day in days.values():
        counts.update(day.counts)
    with database.reading_app() as connection:
        workers = _logins_by_worker(connection, first_day, last_day)
    figures = Figures(
        first_day,
        last_day,
        logins=counts[LOGINS,],
        logins_by_day=tuple((day, days[day].counts[LOGINS,]) for day in sorted(days) if days[day].counts[LOGINS,]),
        logins_by_team=_by_team(workers),
        searches=sum(counts[SEARCHES, outcome] for outcome in OUTCOMES),
        outcomes=hide_small_counts({outcome: counts[SEARCHES, outcome] for outcome in OUTCOMES}),
        opened=hide_small_counts({service: counts[OPENED, service] for service in services}),
        flags={
            service: hide_small_counts({flag: counts[FLAGGED, service, flag] for flag in FLAGS}) for service in services
        },
        times=_times({int(key[1]): number for key, number in counts.items() if key[0] == TOOK}),
    )
    about = {"first_day": first_day.isoformat(), "last_day": last_day.isoformat(), "taken_away": taken_away}
    chain.append(database, actor.who, [Entry(Action.READ_FIGURES, about=about)])
    return figures


def _logins_by_worker(connection: Connection, first_day: date, last_day: date) -> list[tuple[str, str, int]]:
    """(username, team or "", sign-ins). Read from the audit each time: saved daily counts have no workers."""
    with_team = audit_event.outerjoin(account_standing, account_standing.c.username == audit_event.c.username)
    team = func.coalesce(account_standing.c.team, "").label("team")
    logins = select(audit_event.c.username, team, func.count()).select_from(with_team)
    logins = logins.where(*signed_in(connection), *days_conditions(audit_event.c.at, first_day, last_day))
    return [tuple(row) for row in connection.execute(logins.group_by(audit_event.c.username, "team"))]


def _by_team(workers: Iterable[tuple[str, str, int]]) -> tuple[TeamLogins, ...]:
    """Teams with more than MOST_HIDDEN workers who signed in, sorted by name; all the others together at the end.

    If those others are MOST_HIDDEN workers or fewer, the smallest of the teams is added to them.
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
