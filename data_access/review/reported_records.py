"""Records that workers reported as "not right", for a data officer to settle. Opening and settling are recorded.

While a report that hides is open, the service shows "Could not be checked" for that person. If the record is right, it
is shown again immediately. If it is wrong, it stays hidden, also after the next load, until the officer reopens the
report. Where only the contact or a detail is wrong the record stays, and says so.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from config import clock
from config.council import Council
from config.service import Service
from data_access.accounts.sessions import Actor
from data_access.audit.chain import Action, Entry, Who, append_within
from data_access.errors import NotFound
from data_access.people import access, person_ids
from data_access.people.access import Reading
from data_access.people.match_decisions import undone_links
from data_access.people.services import read_record
from data_access.review.known_as import ids_of_one
from data_access.storage.app_tables import problem_report, wrong_record
from data_access.storage.database import database_of
from data_access.storage.extract_tables import involvement, link, person, source_person
from data_access.values import Record, ReportKind, SourcePerson

RIGHT = "The record is right"
LONGEST_NOTE = 500
SETTLED_SHOWN = timedelta(days=30)
ASKED_FOR = "reported records"


@dataclass(frozen=True)
class ReportLine:
    """One report in the officer's list. It has no names; `number` opens it.

    `marked_at` is when it was marked as wrong, `settled_at` when it was settled as right; both are None before review.
    """

    number: int
    service_id: str
    reported_at: datetime
    marked_at: datetime | None = None
    settled_at: datetime | None = None
    by: str = ""
    note: str = ""
    kind: ReportKind = ReportKind.ANOTHER_PERSON
    said: str = ""
    """What the worker wrote, "" for nothing."""

    @property
    def changed_at(self) -> datetime:
        """When it was settled; if not yet, when it was marked as wrong; if not that either, when it was reported."""
        return self.settled_at or self.marked_at or self.reported_at


@dataclass(frozen=True)
class ProblemReport:
    """One open report. It has only the person's ID; the audit has the name."""

    number: int
    person_id: str
    service_id: str
    record_id: str
    reported_by: str
    reported_at: datetime


@dataclass(frozen=True)
class ReportedRecord:
    """One report, opened. `cms` is None if the person has left the extract, `said` if the source has no details.

    `records` has the service's records of the person now, which may not be the reported ones. `links` has the source's
    keys of records that were matched to this person without a shared key; those links can be undone.
    """

    line: ReportLine
    reported_by: str
    cms: SourcePerson | None
    said: SourcePerson | None
    records: tuple[Record, ...]
    person_id: str
    links: tuple[str, ...] = ()


def list_reports(actor: Actor) -> list[ReportLine]:
    """Reports to review or marked as wrong, oldest first, then those settled in the last 30 days, newest first.

    Raises NotSignedIn, WrongRole (recorded) or Unavailable. Holds no personal data.
    """
    access.require_role(actor, access.MAY_REVIEW, ASKED_FOR)
    with database_of(actor.council).reading_app() as connection:
        rows = list(connection.execute(_reports()))
    lines = [_line(row) for row in rows]
    settled = sorted((line for line in lines if line.settled_at), key=lambda line: line.changed_at, reverse=True)
    return [line for line in lines if not line.settled_at] + settled


def get_report(actor: Actor, number: int, *, shown: ReportedRecord | None = None) -> ReportedRecord:
    """A report, with the details of the person in the CMS and in the source; recorded before it is returned.

    `shown` is what the page shows already: it is read and allowed again, but recorded only if it differs.

    Raises NotFound, NotPermitted for a restricted person (recorded), NotSignedIn, WrongRole, NoExtract or Unavailable.
    """
    with access.reviewing(actor, ASKED_FOR) as read:
        row = read.connection.execute(_reports().where(problem_report.c.number == number)).one_or_none()
        if row is None:
            raise NotFound
        person_row = _current_person(read, row.person_id)
        person_id = person_row.person_id if person_row is not None else row.person_id
        found = ReportedRecord(
            _line(row),
            row.reported_by,
            _cms_details(person_row) if person_row is not None else None,
            _source_details(read, person_id, row.service_id),
            _records(read, person_id, row.service_id),
            person_id,
            _links(read, person_id, row.service_id),
        )
    subjects = [access.subject_of(person_row)] if person_row is not None else []
    entry = Entry(Action.VIEWED_REPORT, subjects, row.service_id, {"report": number})
    return access.record_unless_shown(read, found, shown, entry)


def settle_as_right(actor: Actor, number: int, *, note: str) -> None:
    """Show the record again immediately, also if it was marked as wrong. Recorded.

    Raises NotFound if someone else has settled it, NotSignedIn, WrongRole or Unavailable.
    """
    access.require_role(actor, access.MAY_REVIEW, ASKED_FOR)
    with database_of(actor.council).writing() as connection:
        row = _open_report(connection, number)
        _settle(connection, number, by=actor.username, outcome=_tidy(note) or RIGHT)
        _record_decision(connection, actor, Action.SETTLED_REPORT, row, note)


def mark_as_wrong(actor: Actor, number: int, *, note: str) -> None:
    """Keep the record hidden; the report no longer needs review. Recorded. Raises as `settle_as_right` does."""
    access.require_role(actor, access.MAY_REVIEW, ASKED_FOR)
    with database_of(actor.council).writing() as connection:
        row = _open_report(connection, number)
        if row.marked_at is not None:
            raise NotFound
        mark = {"number": number, "note": _tidy(note), "marked_by": actor.username, "marked_at": clock.now()}
        connection.execute(insert(wrong_record).values(mark))
        _record_decision(connection, actor, Action.MARKED_RECORD_WRONG, row, note)


def reopen(actor: Actor, number: int) -> None:
    """Undo a decision: the report is to be reviewed again and the record is hidden. Recorded.

    Raises NotFound if there is no decision to undo, NotSignedIn, WrongRole or Unavailable.
    """
    access.require_role(actor, access.MAY_REVIEW, ASKED_FOR)
    with database_of(actor.council).writing() as connection:
        row = connection.execute(_reports().where(problem_report.c.number == number)).one_or_none()
        if row is None or (row.settled_at is None and row.marked_at is None):
            raise NotFound
        connection.execute(delete(wrong_record).where(wrong_record.c.number == number))
        unsettled = {"settled_by": None, "settled_at": None, "outcome": None}
        connection.execute(update(problem_report).where(problem_report.c.number == number).values(unsettled))
        _record_decision(connection, actor, Action.REOPENED_REPORT, row, "")


def list_open_reports(council: Council) -> list[ProblemReport]:
    """The reports that have not been settled, oldest first."""
    columns = [problem_report.c[name] for name in ProblemReport.__dataclass_fields__]
    still_open = select(*columns).where(problem_report.c.settled_at.is_(None)).order_by(problem_report.c.number)
    with database_of(council).reading_app() as connection:
        return [ProblemReport(**row._mapping) for row in connection.execute(still_open)]


def settle_report(council: Council, number: int, *, settled_by: str, outcome: str) -> None:
    """Settle a report, as council IT; the record is shown again. Recorded. Raises NotFound."""
    with database_of(council).writing() as connection:
        row = _open_report(connection, number)
        _settle(connection, number, by=settled_by, outcome=outcome)
        about = {"report": number, "person_id": row.person_id, "outcome": outcome}
        append_within(connection, Who(settled_by, "system"), [Entry(Action.SETTLED_REPORT, (), row.service_id, about)])


def _reports() -> Select:
    """Every report that is to review, is marked as wrong or was settled recently, oldest first."""
    wrong_columns = [wrong_record.c[name] for name in ("marked_at", "marked_by", "note")]
    recently = problem_report.c.settled_at > clock.now() - SETTLED_SHOWN
    return (
        select(problem_report, *wrong_columns)
        .outerjoin(wrong_record)
        .where(problem_report.c.settled_at.is_(None) | recently)
        .order_by(problem_report.c.number)
    )


def _open_report(connection: Connection, number: int) -> Row:
    still_open = _reports().where(problem_report.c.number == number, problem_report.c.settled_at.is_(None))
    row = connection.execute(still_open).one_or_none()
    if row is None:
        raise NotFound
    return row


def _settle(connection: Connection, number: int, *, by: str, outcome: str) -> None:
    connection.execute(delete(wrong_record).where(wrong_record.c.number == number))
    settled = {"settled_by": by, "settled_at": clock.now(), "outcome": outcome}
    connection.execute(update(problem_report).where(problem_report.c.number == number).values(settled))


def _record_decision(connection: Connection, actor: Actor, action: Action, row: Row, note: str) -> None:
    about = {"report": row.number, "person_id": row.person_id, "note": _tidy(note)}
    append_within(connection, actor.who, [Entry(action, (), row.service_id, about)])


def _tidy(note: str) -> str:
    return " ".join(note.split())[:LONGEST_NOTE]


def _line(row: Row) -> ReportLine:
    by, note = (row.settled_by, row.outcome) if row.settled_at else (row.marked_by, row.note)
    decided = by or "", note or "", ReportKind(row.kind), row.said
    return ReportLine(row.number, row.service_id, row.reported_at, row.marked_at, row.settled_at, *decided)


def _current_person(read: Reading, person_id: str) -> Row | None:
    """The person in the report, under any ID of theirs; no one else who has had a key of theirs. Refuses a restricted
    one, also where it may only be the same person."""
    ids = person_ids.same_person(read.connection, person_id)
    rows = list(read.connection.execute(select(person).where(person.c.person_id.in_(ids))))
    for row in rows:
        access.refuse_restricted(read, row)
    own = ids_of_one(read.connection, person_id)
    rows = sorted((row for row in rows if row.person_id in own), key=lambda row: row.person_id != person_id)
    return rows[0] if rows else None


def _links(read: Reading, person_id: str, service_id: str) -> tuple[str, ...]:
    linked = select(link.c.source_key).where(link.c.person_id == person_id, link.c.source_id == service_id)
    keys = read.connection.scalars(linked.order_by(link.c.source_key))
    undone = undone_links(read.connection, person_id)
    return tuple(key for key in keys if (service_id, key) not in undone)


def _cms_details(row: Row) -> SourcePerson:
    addresses = (row.address,) if row.address else ()
    return SourcePerson(row.cms_id or "", row.first_name, row.family_name, row.date_of_birth, row.gender, addresses)


def _source_details(read: Reading, person_id: str, service_id: str) -> SourcePerson | None:
    """The first value the source holds for each detail, and all its addresses; None if it has no details."""
    from_source = (source_person.c.person_id == person_id) & (source_person.c.source_id == service_id)
    rows = list(read.connection.execute(select(source_person).where(from_source).order_by(source_person.c.position)))
    if not rows:
        return None
    first = {name: next((row._mapping[name] for row in rows if row._mapping[name]), rows[0]._mapping[name])
             for name in ("source_key", "first_name", "family_name", "date_of_birth", "gender")}  # fmt: skip
    addresses = tuple(dict.fromkeys(row.address for row in rows if row.address))
    return SourcePerson(*first.values(), addresses)


def _records(read: Reading, person_id: str, service_id: str) -> tuple[Record, ...]:
    services: dict[str, Service] = {service.id: service for service in read.council.services}
    if service_id not in services:
        return ()
    of_person = (involvement.c.person_id == person_id) & (involvement.c.service_id == service_id)
    rows = read.connection.execute(select(involvement).where(of_person).order_by(involvement.c.position))
    try:
        found = [read_record(services[service_id], row) for row in rows if not row.match_pending]
    except (ValueError, KeyError, TypeError, AttributeError):
        return ()  # loaded with other settings; the report can still be settled
    return tuple(record for record in found if record is not None)
