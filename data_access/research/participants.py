"""Records of research sessions: participants by code, their consents, bands, tasks and rankings. Researchers only.

Free text that looks as if it could identify a person is refused (data_access/personal_details.py). From the
audit only the screens opened and the times are read, never names.
"""

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, Row, delete, insert, select, update

from config import clock
from data_access.accounts import sessions
from data_access.accounts.sessions import Actor
from data_access.audit import chain
from data_access.audit.chain import Action, Entry
from data_access.errors import NotFound
from data_access.people import access
from data_access.people.access import Reading
from data_access.personal_details import participant_code, why_not_kept
from data_access.research import setup
from data_access.research.research_values import (
    CONSENTS,
    EXPERIENCE,
    HARMS,
    OUTCOMES,
    ROLES,
    LeftOut,
    Note,
    NoteChange,
    Opened,
    Participant,
    RunningSession,
    Task,
)
from data_access.storage.app_tables import account, audit_event, worker_session
from data_access.storage.database import database_of
from data_access.storage.research_tables import (
    research_draft,
    research_finding,
    research_note,
    research_note_change,
    research_record,
    research_record_session,
    research_setup,
    research_task,
)

ASKED_FOR = "records of research sessions"
SEEN = (
    Action.SEARCHED, Action.SHOWN_INDIVIDUALS, Action.VIEWED_PERSON, Action.VIEWED_SERVICE, Action.LISTED_CONTACTS,
    Action.COPIED_CONTACTS, Action.COPIED_FOR_CASE_FILE, Action.REPORTED_RECORD, Action.REFUSED,
    Action.VARIED_SERVICE,
)  # fmt: skip
"""The actions in the participant's session that their record shows."""


def list_running_sessions(actor: Actor) -> list[RunningSession]:
    """The sessions set up for a participant now, this one first. Like everything here it raises NotSignedIn, WrongRole
    or OnlyInvented (recorded), NoExtract or Unavailable."""
    with access.researching(actor, ASKED_FOR) as read:
        running = (worker_session.c.session_id == research_setup.c.session_id) & worker_session.c.ended_at.is_(None)
        set_up = (
            select(worker_session, account.c.display_name, research_setup.c.scenario, research_setup.c.journey)
            .join(account)
            .join(research_setup, running)
            .where(worker_session.c.last_seen_at > clock.now() - sessions.IDLE_LIMIT)
        )
        rows = read.connection.execute(set_up.order_by(account.c.display_name)).all()
    rows = sorted(rows, key=lambda row: row.session_id != actor.session_id)
    return [RunningSession(row.session_id, row.display_name, row.scenario, row.journey) for row in rows]


def start(
    actor: Actor,
    *,
    code: str,
    consents: Mapping[str, bool],
    session_id: str,
    role: str | None = None,
    experience: str | None = None,
) -> int:
    """Start a participant's record and return its number; recorded without the code.

    `role` is one of ROLES and `experience` one of EXPERIENCE, None if not asked. Raises ValueError if one is not, or if
    it is not a code, NotFound if that session is no longer set up.
    """
    tidy_code = participant_code(code)
    if tidy_code is None or role not in (None, *ROLES) or experience not in (None, *EXPERIENCE):
        raise ValueError("not a participant's code, or no such role or experience")
    running = {one.session_id: one for one in list_running_sessions(actor)}
    if session_id not in running:
        raise NotFound
    row = {
        "participant": tidy_code, "journey": running[session_id].journey, "scenario": running[session_id].scenario,
        "session_id": session_id, "started_at": clock.now(), "role": role, "experience": experience,
    } | {f"consent_{name}": bool(consents.get(name)) for name in CONSENTS}  # fmt: skip
    with database_of(actor.council).writing() as connection:
        new_record = insert(research_record).values(row).returning(research_record.c.number)
        number = connection.execute(new_record).scalar_one()
        entry = Entry(Action.STARTED_RESEARCH, about={"number": number})
        chain.append_within(connection, actor.who, [entry])
    return number


def list_participants(actor: Actor) -> list[Participant]:
    """Every record, newest first, without its tasks, notes and screens opened."""
    with access.researching(actor, ASKED_FOR) as read:
        rows = read.connection.execute(select(research_record).order_by(research_record.c.number.desc())).all()
        names = _display_names(read.connection)
    return [_participant(row, names) for row in rows]


def get_participant(actor: Actor, number: int, *, taken_away: bool = False) -> Participant:
    """One complete record; `taken_away` records in the audit that it was downloaded. Also raises NotFound."""
    with access.researching(actor, ASKED_FOR) as read:
        found = _get(read, number)
    if taken_away:
        entry = Entry(Action.EXPORTED_RESEARCH, about={"number": number})
        chain.append(database_of(actor.council), actor.who, [entry])
    return found


def start_task(actor: Actor, number: int, title: str) -> None:
    """Start a task; one still running ends as "not_done". Raises ValueError, NotFound."""
    check_text(title)
    with changing(actor, number) as connection:
        _stop_running(connection, number, "not_done")
        row = {"record": number, "title": title.strip(), "started_at": clock.now()}
        connection.execute(insert(research_task).values(row))


def stop_task(actor: Actor, number: int, outcome: str) -> None:
    """End the running task with one of OUTCOMES. Raises ValueError, NotFound."""
    if outcome not in OUTCOMES:
        raise ValueError("no such outcome")
    with changing(actor, number) as connection:
        _stop_running(connection, number, outcome)


def rank(actor: Actor, number: int, order: tuple[str, ...]) -> None:
    """Save the participant's ranking of HARMS, the worst first. Raises ValueError unless it has each once; NotFound."""
    if sorted(order) != sorted(HARMS):
        raise ValueError("each once")
    with changing(actor, number) as connection:
        this_one = research_record.c.number == number
        connection.execute(update(research_record).where(this_one).values(ranking=json.dumps(order)))


def end(actor: Actor, number: int) -> None:
    """End the session: screens opened afterwards are not in the record. Raises NotFound."""
    with changing(actor, number) as connection:
        _stop_running(connection, number, "not_done")
        running = (research_record.c.number == number) & research_record.c.ended_at.is_(None)
        connection.execute(update(research_record).where(running).values(ended_at=clock.now()))


def leave_out(actor: Actor, number: int, why: str) -> None:
    """Leave a record out of the results and findings, and keep who did so, when and why. Raises ValueError without a
    reason or for one that may not be kept, NotFound."""
    if not why.strip():
        raise ValueError("Enter why this record is left out")
    check_text(why)
    _set_left_out(actor, number, at=clock.now(), by=actor.username, why=why.strip())


def take_in_again(actor: Actor, number: int) -> None:
    """Count a record that was left out. Raises NotFound."""
    _set_left_out(actor, number, at=None, by=None, why=None)


def _set_left_out(actor: Actor, number: int, *, at: datetime | None, by: str | None, why: str | None) -> None:
    with changing(actor, number) as connection:
        values = {"left_out_at": at, "left_out_by": by, "left_out_why": why}
        connection.execute(update(research_record).where(research_record.c.number == number).values(values))


def delete_participant(actor: Actor, number: int) -> None:
    """Delete a record with everything in it, and findings with no other notes; recorded. Raises NotFound."""
    with changing(actor, number) as connection:
        notes = select(research_note.c.number).where(research_note.c.record == number)
        connection.execute(delete(research_note_change).where(research_note_change.c.note.in_(notes)))
        for table in (research_note, research_task, research_draft, research_record_session):
            connection.execute(delete(table).where(table.c.record == number))
        connection.execute(delete(research_record).where(research_record.c.number == number))
        delete_unsupported(connection)
        entry = Entry(Action.DELETED_RESEARCH, about={"number": number})
        chain.append_within(connection, actor.who, [entry])


def delete_unsupported(connection: Connection) -> None:
    """Delete findings that no note supports any more."""
    supported = select(research_note.c.finding).where(research_note.c.finding.is_not(None))
    connection.execute(delete(research_finding).where(research_finding.c.number.not_in(supported)))


def check_text(text: str) -> None:
    """Raise ValueError with the reason if the text may not be kept."""
    why = why_not_kept(text)
    if why:
        raise ValueError(why)


@contextmanager
def changing(actor: Actor, number: int) -> Generator[Connection]:
    """A transaction on a record, for a researcher. Raises NotFound if there is no such record."""
    with access.researching(actor, ASKED_FOR) as read:
        _get_row(read.connection, number)
    with read.database.writing() as connection:
        yield connection


def _get_row(connection: Connection, number: int) -> Row:
    row = connection.execute(select(research_record).where(research_record.c.number == number)).one_or_none()
    if row is None:
        raise NotFound
    return row


def _get(read: Reading, number: int) -> Participant:
    connection, row = read.connection, _get_row(read.connection, number)
    tasks = select(research_task).where(research_task.c.record == number).order_by(research_task.c.number)
    names = _display_names(connection)
    return _participant(
        row,
        names,
        tasks=tuple(
            Task(one.number, one.title, one.started_at, one.stopped_at, one.outcome)
            for one in connection.execute(tasks)
        ),
        notes=_notes(connection, number, names),
        opened=_opened(read, row),
    )


def _notes(connection: Connection, number: int, names: Mapping[str, str]) -> tuple[Note, ...]:
    notes = select(research_note).where(research_note.c.record == number).order_by(research_note.c.number)
    of_record = select(research_note_change).join(research_note, research_note.c.number == research_note_change.c.note)
    of_record = of_record.where(research_note.c.record == number)
    rows = connection.execute(of_record.order_by(research_note_change.c.note, research_note_change.c.number)).all()
    changes = {
        note: tuple(
            NoteChange(one.changed_at, names.get(one.changed_by, one.changed_by), one.component, one.kind, one.words)
            for one in group
        )
        for note, group in groupby(rows, key=lambda one: one.note)
    }
    return tuple(
        Note(one.number, one.noted_at, one.component, one.kind, one.words, one.finding, changes.get(one.number, ()))
        for one in connection.execute(notes)
    )


def _opened(read: Reading, row: Row) -> tuple[Opened, ...]:
    """What was opened in every session of the record. Of people only the relationship to the child leaves here."""
    went_on = select(research_record_session.c.session_id).where(research_record_session.c.record == row.number)
    seen = select(audit_event.c.at, audit_event.c.action, audit_event.c.service_id, audit_event.c.record).where(
        audit_event.c.session_id.in_([row.session_id, *read.connection.scalars(went_on)]),
        audit_event.c.action.in_([action.value for action in SEEN]),
        audit_event.c.at.between(row.started_at, row.ended_at or clock.now()),
    )
    to_child = setup.relationships(read, row.scenario)
    return tuple(_opened_one(one, to_child) for one in read.connection.execute(seen.order_by(audit_event.c.seq)))


def _opened_one(row: Row, to_child: Mapping[str, str]) -> Opened:
    signed = json.loads(row.record)
    about, people = signed.get("about") or {}, signed.get("people") or []
    if row.action == Action.VARIED_SERVICE.value:
        variation = "" if about["variation"] == setup.AS_IT_IS else about["variation"]
        return Opened(row.at, row.action, row.service_id, about["whom"], ((row.service_id, variation),))
    whom = to_child.get(people[0]["person_id"], "") if len(people) == 1 else ""
    return Opened(row.at, row.action, row.service_id, whom, tuple((about.get("variations") or {}).items()))


def _display_names(connection: Connection) -> dict[str, str]:
    """The names of the accounts that may change a record. They are shown to researchers and are in no file."""
    named = select(account.c.username, account.c.display_name).where(account.c.role.in_(access.MAY_RESEARCH))
    return dict(connection.execute(named).all())


def _participant(row: Row, names: Mapping[str, str], **inside: tuple) -> Participant:
    by = row.left_out_by or ""
    return Participant(
        row.number,
        row.participant,
        row.journey,
        row.scenario,
        tuple(name for name in CONSENTS if getattr(row, f"consent_{name}")),
        row.started_at,
        row.ended_at,
        tuple(json.loads(row.ranking)) if row.ranking else (),
        row.role,
        row.experience,
        LeftOut(row.left_out_at, names.get(by, by), row.left_out_why) if row.left_out_at else None,
        **inside,
    )


def _stop_running(connection: Connection, number: int, outcome: str) -> None:
    running = (research_task.c.record == number) & research_task.c.stopped_at.is_(None)
    connection.execute(update(research_task).where(running).values(stopped_at=clock.now(), outcome=outcome))
