"""What workers reported as not right, for the data officer to settle. Until then the record is hidden."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from config.council import Council
from data_access import clock
from data_access.app_tables import problem_report, wrong_record
from data_access.audit import Action, Entry, Who, append_within
from data_access.database import database_of
from data_access.errors import NotFound


@dataclass(frozen=True)
class ProblemReport:
    """One open report. It names the person by id only; the audit says who was meant."""

    number: int
    person_id: str
    service_id: str
    record_id: str
    reported_by: str
    reported_at: datetime


def list_open_reports(council: Council) -> list[ProblemReport]:
    """The reports nobody has settled, oldest first."""
    columns = [problem_report.c[name] for name in ProblemReport.__dataclass_fields__]
    still_open = select(*columns).where(problem_report.c.settled_at.is_(None)).order_by(problem_report.c.number)
    with database_of(council).reading_app() as connection:
        return [ProblemReport(*row) for row in connection.execute(still_open)]


def settle_report(council: Council, number: int, *, settled_by: str, outcome: str) -> None:
    """Settle a report; the record shows again, as the extract in use has it. Recorded. Raises NotFound."""
    with database_of(council).writing() as connection:
        this_one = (problem_report.c.number == number) & problem_report.c.settled_at.is_(None)
        row = connection.execute(select(problem_report).where(this_one)).one_or_none()
        if row is None:
            raise NotFound
        settled = {"settled_by": settled_by, "settled_at": clock.now(), "outcome": outcome}
        connection.execute(delete(wrong_record).where(wrong_record.c.number == number))
        connection.execute(update(problem_report).where(this_one).values(settled))
        about = {"report": number, "person_id": row.person_id, "outcome": outcome}
        append_within(connection, Who(settled_by, "system"), [Entry(Action.SETTLED_REPORT, (), row.service_id, about)])
