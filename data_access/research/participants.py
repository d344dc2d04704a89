"""Records of research sessions: participants by code, their consents, tasks, notes and findings. Researchers only.

Free text that looks as if it could identify a person is refused (data_access/personal_details.py). From the
audit only the screens opened and the times are read, never names.
"""

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from config import clock
from data_access.accounts import sessions
from data_access.accounts.sessions import Actor
from data_access.audit import chain
from data_access.audit.chain import Action, Entry
from data_access.errors import NotFound
from data_access.people import access
from data_access.personal_details import participant_code, why_not_kept
from data_access.research.research_values import (
    COMPONENTS,
    CONSENTS,
    HARMS,
    NOTE,
    OUTCOMES,
    QUOTE,
    Finding,
    Note,
    Opened,
    Participant,
    RunningSession,
    Task,
)
from data_access.storage.app_tables import account, audit_event, worker_session
from data_access.storage.database import database_of
from data_access.storage.research_tables import (
    research_finding,
    research_note,
    research_record,
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


def start(actor: Actor, *, code: str, consents: Mapping[str, bool], session_id: str) -> int:
    """Start a participant's record and return its number; recorded without the code.

    Raises ValueError if it is not a code, NotFound if that session is no longer set up.
    """
    tidy_code = participant_code(code)
    if tidy_code is None:
        raise ValueError("not a participant's code")
    running = {one.session_id: one for one in list_running_sessions(actor)}
    if session_id not in running:
        raise NotFound
    row = {
        "participant": tidy_code, "journey": running[session_id].journey, "scenario": running[session_id].scenario,
        "session_id": session_id, "started_at": clock.now(),
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
    return [_participant(row) for row in rows]


def get_participant(actor: Actor, number: int, *, taken_away: bool = False) -> Participant:
    """One complete record; `taken_away` records in the audit that it was downloaded. Also raises NotFound."""
    with access.researching(actor, ASKED_FOR) as read:
        found = _get(read.connection, number)
    if taken_away:
        entry = Entry(Action.EXPORTED_RESEARCH, about={"number": number})
        chain.append(database_of(actor.council), actor.who, [entry])
    return found


def start_task(actor: Actor, number: int, title: str) -> None:
    """Start a task; one still running ends as "not_done". Raises ValueError, NotFound."""
    _check_text(title)
    with _changing(actor, number) as connection:
        _stop_running(connection, number, "not_done")
        row = {"record": number, "title": title.strip(), "started_at": clock.now()}
        connection.execute(insert(research_task).values(row))


def stop_task(actor: Actor, number: int, outcome: str) -> None:
    """End the running task with one of OUTCOMES. Raises ValueError, NotFound."""
    if outcome not in OUTCOMES:
        raise ValueError("no such outcome")
    with _changing(actor, number) as connection:
        _stop_running(connection, number, outcome)


def add_note(
    actor: Actor, number: int, *, component: str, kind: str, words: str, finding: int | None = None, new: str = ""
) -> None:
    """Save a note or quote, for an existing finding or a `new` one. Raises ValueError with the reason, NotFound."""
    if component not in COMPONENTS or kind not in (NOTE, QUOTE) or not words.strip():
        raise ValueError("no such component or kind, or no words")
    for text in (words, new):
        _check_text(text)
    with _changing(actor, number) as connection:
        agreed = _get(connection, number).consents
        if "notes" not in agreed or (kind == QUOTE and "quotes" not in agreed):
            raise ValueError("the participant did not agree to that")
        if new.strip():
            row = {"component": component, "words": new.strip(), "action": ""}
            new_finding = insert(research_finding).values(row).returning(research_finding.c.number)
            finding = connection.execute(new_finding).scalar_one()
        elif finding is not None:
            this_one = select(research_finding.c.number).where(research_finding.c.number == finding)
            if connection.scalar(this_one) is None:
                raise NotFound
        row = {"record": number, "noted_at": clock.now(), "component": component, "kind": kind,
               "words": words.strip(), "finding": finding}  # fmt: skip
        connection.execute(insert(research_note).values(row))


def rank(actor: Actor, number: int, order: tuple[str, ...]) -> None:
    """Save the participant's ranking of HARMS, the worst first. Raises ValueError unless it has each once; NotFound."""
    if sorted(order) != sorted(HARMS):
        raise ValueError("each once")
    with _changing(actor, number) as connection:
        this_one = research_record.c.number == number
        connection.execute(update(research_record).where(this_one).values(ranking=json.dumps(order)))


def end(actor: Actor, number: int) -> None:
    """End the session: screens opened afterwards are not in the record. Raises NotFound."""
    with _changing(actor, number) as connection:
        _stop_running(connection, number, "not_done")
        running = (research_record.c.number == number) & research_record.c.ended_at.is_(None)
        connection.execute(update(research_record).where(running).values(ended_at=clock.now()))


def delete_participant(actor: Actor, number: int) -> None:
    """Delete a record with everything in it, and findings with no other notes; recorded. Raises NotFound."""
    with _changing(actor, number) as connection:
        for table in (research_note, research_task):
            connection.execute(delete(table).where(table.c.record == number))
        connection.execute(delete(research_record).where(research_record.c.number == number))
        supported = select(research_note.c.finding).where(research_note.c.finding.is_not(None))
        connection.execute(delete(research_finding).where(research_finding.c.number.not_in(supported)))
        entry = Entry(Action.DELETED_RESEARCH, about={"number": number})
        chain.append_within(connection, actor.who, [entry])


def list_findings(actor: Actor) -> list[Finding]:
    """Findings from all records, sorted by component and then by number of participants."""
    with access.researching(actor, ASKED_FOR) as read:
        all_participants = read.connection.scalar(select(func.count(func.distinct(research_record.c.participant)))) or 0
        counted = (
            select(research_finding, func.count(func.distinct(research_record.c.participant)).label("participants"))
            .join(research_note, research_note.c.finding == research_finding.c.number)
            .join(research_record, research_record.c.number == research_note.c.record)
            .group_by(*research_finding.c)
        )
        rows = read.connection.execute(counted).all()
    found = [
        Finding(row.number, row.component, row.words, row.action, row.participants, all_participants) for row in rows
    ]
    return sorted(found, key=lambda one: (COMPONENTS.index(one.component), -one.participants, one.number))


def set_action(actor: Actor, finding: int, action: str) -> None:
    """Save the action for a finding; "" for none yet. Raises ValueError, NotFound."""
    _check_text(action)
    with access.researching(actor, ASKED_FOR) as read:
        pass
    with read.database.writing() as connection:
        this_one = research_finding.c.number == finding
        if not connection.execute(update(research_finding).where(this_one).values(action=action.strip())).rowcount:
            raise NotFound


def _check_text(text: str) -> None:
    why = why_not_kept(text)
    if why:
        raise ValueError(why)


@contextmanager
def _changing(actor: Actor, number: int) -> Generator[Connection]:
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


def _get(connection: Connection, number: int) -> Participant:
    row = _get_row(connection, number)
    tasks = select(research_task).where(research_task.c.record == number).order_by(research_task.c.number)
    notes = select(research_note).where(research_note.c.record == number).order_by(research_note.c.number)
    seen = (
        select(audit_event.c.at, audit_event.c.action, audit_event.c.service_id)
        .where(
            audit_event.c.session_id == row.session_id,
            audit_event.c.action.in_([action.value for action in SEEN]),
            audit_event.c.at.between(row.started_at, row.ended_at or clock.now()),
        )
        .order_by(audit_event.c.seq)
    )
    return _participant(
        row,
        tasks=tuple(
            Task(one.number, one.title, one.started_at, one.stopped_at, one.outcome)
            for one in connection.execute(tasks)
        ),
        notes=tuple(
            Note(one.number, one.noted_at, one.component, one.kind, one.words, one.finding)
            for one in connection.execute(notes)
        ),
        opened=tuple(Opened(*one) for one in connection.execute(seen)),
    )


def _participant(row: Row, **inside: tuple) -> Participant:
    return Participant(
        row.number,
        row.participant,
        row.journey,
        row.scenario,
        tuple(name for name in CONSENTS if getattr(row, f"consent_{name}")),
        row.started_at,
        row.ended_at,
        tuple(json.loads(row.ranking)) if row.ranking else (),
        **inside,
    )


def _stop_running(connection: Connection, number: int, outcome: str) -> None:
    running = (research_task.c.record == number) & research_task.c.stopped_at.is_(None)
    connection.execute(update(research_task).where(running).values(stopped_at=clock.now(), outcome=outcome))
