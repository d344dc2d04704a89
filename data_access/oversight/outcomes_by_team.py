"""The outcomes of spot checks over time, by team: counts that single out no worker.

Councils promised their staff that the tool would not measure their work. So a team is told by name only where accesses
of more than MOST_HIDDEN of its workers were checked, and small counts are hidden, as in the usage figures.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from config import clock
from data_access.accounts.sessions import Actor
from data_access.audit import chain
from data_access.audit.chain import Action, Entry
from data_access.oversight.hidden_counts import MOST_HIDDEN, hide_small_counts, teams_by_name, total_of
from data_access.oversight.spot_checks import ASKED_FOR, OUTCOMES
from data_access.oversight.usage_values import ONLY_SMALL_TEAMS, TeamOutcomes
from data_access.people import access
from data_access.storage.app_tables import account_standing, audit_event
from data_access.storage.audit_tables import spot_check, spot_check_access
from data_access.storage.database import database_of

QUARTERS = 8
"""How far back: two years."""


@dataclass(frozen=True)
class _Checked:
    """One access with an outcome."""

    quarter: date
    username: str
    team: str
    outcome: str


def get_outcomes(actor: Actor) -> tuple[TeamOutcomes, ...]:
    """The outcomes of the last QUARTERS quarters, by team and the latest first; recorded if there are any.

    Nothing is told of a quarter in which accesses of MOST_HIDDEN workers or fewer were checked. Teams are those that
    workers are in now. Raises NotSignedIn, WrongRole (recorded) or Unavailable.
    """
    access.require_role(actor, access.MAY_AUDIT, ASKED_FOR)
    database = database_of(actor.council)
    columns = (spot_check.c.drawn_at, audit_event.c.username, func.coalesce(account_standing.c.team, "").label("team"))
    checked = (
        select(*columns, spot_check_access.c.outcome)
        .join(spot_check_access, spot_check_access.c.number == spot_check.c.number)
        .join(audit_event, audit_event.c.seq == spot_check_access.c.seq)
        .outerjoin(account_standing, account_standing.c.username == audit_event.c.username)
        .where(spot_check_access.c.outcome.is_not(None))
    )
    with database.reading_app() as connection:
        rows = [_Checked(quarter_of(row[0].astimezone(clock.LONDON).date()), *row[1:])
                for row in connection.execute(checked)]  # fmt: skip
    quarters = sorted({row.quarter for row in rows}, reverse=True)[:QUARTERS]
    told = [one for quarter in quarters for one in _of_quarter(quarter, [r for r in rows if r.quarter == quarter])]
    if told:
        chain.append(database, actor.who, [Entry(Action.READ_FIGURES, about={"spot_checks": len(quarters)})])
    # Those told of together are last.
    return tuple(sorted(told, key=lambda one: (one.team == ONLY_SMALL_TEAMS, one.team)))


def quarter_of(day: date) -> date:
    """The first day of a day's quarter.

    >>> quarter_of(date(2026, 11, 29))
    datetime.date(2026, 10, 1)
    """
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def _of_quarter(quarter: date, rows: Iterable[_Checked]) -> list[TeamOutcomes]:
    rows = list(rows)
    members = Counter(team for _, team in {(row.username, row.team) for row in rows})
    if members.total() <= MOST_HIDDEN:
        return []
    by_name = teams_by_name(members)
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        team = row.team if row.team in by_name else ONLY_SMALL_TEAMS
        counts.setdefault(team, Counter(dict.fromkeys(OUTCOMES, 0)))[row.outcome] += 1
    return [TeamOutcomes(quarter, team, hide_small_counts(each), total_of(each)) for team, each in counts.items()]
