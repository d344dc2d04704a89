""" "This is not right": a worker reports a record, says what is wrong, and may take it back in the same session."""

from sqlalchemy import delete, insert, select, update

from config import clock
from data_access.accounts.sessions import Actor, require_session
from data_access.audit.chain import Action, Entry, append_within
from data_access.audit.name_index import names_in_session
from data_access.errors import NotFound
from data_access.people import access, person_ids
from data_access.people.access import Reading
from data_access.people.report_states import WITHDRAWN, session_start
from data_access.people.services import answers_for
from data_access.personal_details import why_refused_among
from data_access.storage.app_tables import problem_report, wrong_record
from data_access.storage.database import database_of
from data_access.storage.research_tables import research_reported
from data_access.values import Grounds, RecordsFound, ReportKind


def why_note_refused(actor: Actor, said: str) -> str | None:
    """Why this note may not be saved, as a sentence that repeats none of it; None if it may.

    It may name no one this session searched for or was shown. Raises NotSignedIn or Unavailable.
    """
    if not said.strip():
        return None
    with database_of(actor.council).reading_app() as connection:
        require_session(connection, actor)
        return why_refused_among(said, names_in_session(connection, actor.session_id))


def report_record(
    actor: Actor,
    person_id: str,
    service_id: str,
    record_id: str,
    *,
    grounds: Grounds,
    kind: ReportKind = ReportKind.ANOTHER_PERSON,
    said: str = "",
) -> int | None:
    """Report a record as "not right"; recorded. Returns the report's number, None in a research session.

    Where the kind hides, the service shows "Could not be checked" until a data officer settles the report; otherwise
    the record stays, and says that it was reported. `said` is the worker's note, "" for none.
    Raises ValueError if the note may not be saved, NotPermitted, NotFound, NotSignedIn, NoExtract or Unavailable.
    """
    said = " ".join(said.split())
    refused = why_note_refused(actor, said)
    if refused:
        raise ValueError(refused)
    with access.reading(actor, grounds) as read:
        row = access.open_person(read, person_id)
        answer = answers_for(read, row, only=service_id).get(service_id)
        shown = [record.record_id for record in (isinstance(answer, RecordsFound) and answer.records) or ()]
        if record_id not in shown:
            raise NotFound
    subject = access.subject_of(row)
    about = {"record": record_id, "kind": kind.value, "said": said}
    with read.database.writing() as connection:
        number = None
        if read.setup is None:
            report = {"person_id": person_id, "service_id": service_id, "record_id": record_id, "kind": kind.value,
                      "said": said, "reported_by": actor.username, "reported_at": clock.now()}  # fmt: skip
            made = insert(problem_report).values(report).returning(problem_report.c.number)
            number = connection.scalar(made)
            about["report"] = number
        elif kind.hides:
            key = {"session_id": actor.session_id, "person_id": person_id, "service_id": service_id}
            connection.execute(insert(research_reported).values(key))
        entry = Entry(Action.REPORTED_RECORD, [subject], service_id, about)
        append_within(connection, actor.who, [entry], grounds=grounds, extract=read.extract)
    return number


def undo_report(actor: Actor, person_id: str, service_id: str, number: int | None, *, grounds: Grounds) -> None:
    """Take back a report that the worker made in this session, and that no data officer has decided; recorded.

    `number` is what `report_record` returned. Raises NotFound if there is no such report, and as `report_record` does.
    """
    with access.reading(actor, grounds) as read:
        row = access.open_person(read, person_id)
        ids = person_ids.ids_of(read.connection, person_id)
    about = {"report": number, "person_id": person_id}
    entry = Entry(Action.WITHDREW_REPORT, [access.subject_of(row)], service_id, about)
    with read.database.writing() as connection:
        if read.setup is None:
            since = session_start(connection, actor)
            own = problem_report.c.reported_by == actor.username, problem_report.c.reported_at >= since
            about_them = problem_report.c.person_id.in_(ids), problem_report.c.service_id == service_id
            this_one = problem_report.c.number == number, *about_them, *own
            undecided = (
                problem_report.c.settled_at.is_(None),
                ~problem_report.c.number.in_(select(wrong_record.c.number)),
            )
            settled = {"settled_by": actor.username, "settled_at": clock.now(), "outcome": WITHDRAWN}
            done = connection.execute(update(problem_report).where(*this_one, *undecided).values(settled))
        else:
            done = connection.execute(delete(research_reported).where(*_of_research(read, person_id, service_id)))
        if not done.rowcount:
            raise NotFound
        append_within(connection, actor.who, [entry], grounds=grounds, extract=read.extract)


def _of_research(read: Reading, person_id: str, service_id: str) -> tuple:
    """The condition on what a research session hid."""
    return (
        research_reported.c.session_id == read.actor.session_id,
        research_reported.c.person_id == person_id,
        research_reported.c.service_id == service_id,
    )
