"""Reports of records that are not right, which no data officer has decided within a working day: for the manager."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from config import clock
from data_access.accounts.sessions import Actor
from data_access.oversight.audit_list import ASKED_FOR
from data_access.oversight.audit_restricted import hidden_from
from data_access.people import access
from data_access.storage.app_tables import problem_report, wrong_record
from data_access.storage.database import database_of


@dataclass(frozen=True)
class OverdueReports:
    """How many reports have waited for more than a working day, and when the oldest was made."""

    number: int
    oldest: datetime


def find_overdue(actor: Actor) -> OverdueReports | None:
    """The reports to review that are older than a working day; None if there are none. Counts, and no one's details.

    Not of a restricted person, whose report no data officer can open: one that never ends would say that there is one.

    Raises NotSignedIn, WrongRole (recorded) or Unavailable.
    """
    access.require_role(actor, access.MAY_AUDIT, ASKED_FOR)
    undecided = problem_report.c.settled_at.is_(None), ~problem_report.c.number.in_(select(wrong_record.c.number))
    hidden = hidden_from(actor).ids
    with database_of(actor.council).reading_app() as connection:
        rows = connection.execute(select(problem_report.c.person_id, problem_report.c.reported_at).where(*undecided))
        reported = [row.reported_at for row in rows if row.person_id not in hidden]
    now = clock.now()
    overdue = [moment for moment in reported if clock.a_working_day_after(moment) < now]
    return OverdueReports(len(overdue), min(overdue)) if overdue else None
