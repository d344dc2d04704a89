"""Someone who is no longer in the files: found by what is still kept of them, and what that is.

The audit names them as they were shown then; a restriction, report or decision keeps their keys, names only as hashes.
"""

from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select

from data_access.audit.chain import Subject, name_key
from data_access.errors import DataAccessError, NotFound
from data_access.people import access
from data_access.people.access import Reading
from data_access.people.person_ids import former_person_id, person_id_for
from data_access.people.person_keys import CASE_ID, NAME_AND_BIRTH, PART, Hashing
from data_access.people.restricting.restrictions import NOT_TOGETHER
from data_access.review.known_as import ids_of_one, marks_of
from data_access.review.subject_report_values import Held, Kept, Line, Part
from data_access.storage.app_tables import (
    audit_event,
    audit_subject,
    match_decision,
    person_alias,
    person_key,
    problem_report,
)
from data_access.storage.audit_tables import audit_person


class SeveralFit(DataAccessError):
    """More than one person was known by what was typed."""


def by_number(read: Reading, which: str, family_name: str) -> str:
    """The ID of the only person who has had this case ID or person ID, if the family name is a part of theirs.

    Raises NotFound, SeveralFit, or NotPermitted (recorded) if the number and the name do not belong together.
    """
    which, connection = which.strip().replace("\0", ""), read.connection
    made = [make(read.council, cms_id=which) for make in (person_id_for, former_person_id)]
    named = or_(audit_person.c.cms_id == which, audit_person.c.person_id.in_([which, *made]))
    had = (person_key.c.kind == CASE_ID) & (person_key.c.value == which) | (person_key.c.person_id == which)
    ids = _ids(connection, named, had) if which else set()
    if not ids:
        raise NotFound
    typed = {mark for mark in Hashing().details(family_name, None) if mark[0] == PART}
    theirs = {one for one, marks in marks_of(connection, ids).items() if marks & typed}
    if not theirs:
        access.refuse(read, NOT_TOGETHER)
    return _only(connection, theirs)


def by_name_and_birth(read: Reading, name: str, born: date) -> str:
    """The ID of the only person known by this whole name and date of birth. Raises NotFound or SeveralFit."""
    named = (audit_person.c.name_key == name_key(name)) & (audit_person.c.date_of_birth == born)
    mark = Hashing().name_and_birth(name, born)
    if mark is None:
        raise NotFound
    had = (person_key.c.kind == NAME_AND_BIRTH) & (person_key.c.value == mark[1])
    return _only(read.connection, _ids(read.connection, named, had))


def subject_of(connection: Connection, person_id: str) -> Subject:
    """The person as the audit last named them, without a name if only their keys are kept. Raises NotFound if nothing
    is kept."""
    ids = ids_of_one(connection, person_id)
    rows = _named(connection, ids)
    if rows:
        return Subject(person_id, *max(rows, key=lambda row: row.since_seq)[1:4])
    case_ids = select(person_key.c.value).where(person_key.c.person_id.in_(ids), person_key.c.kind == CASE_ID)
    if connection.scalar(select(person_key.c.person_id).where(person_key.c.person_id.in_(ids)).limit(1)) is None:
        raise NotFound
    return Subject(person_id, connection.scalar(case_ids.order_by(person_key.c.value)), "", None)


def details(read: Reading, person_id: str) -> Iterator[Line]:
    """Names, dates of birth and case IDs as the audit has them."""
    for row in _named(read.connection, ids_of_one(read.connection, person_id)):
        for label, value in (("Name", row.name), ("Date of birth", row.date_of_birth), ("Case ID", row.cms_id)):
            if value:
                yield Line(Part.DETAILS, "", label, value)


def kept(read: Reading, person_id: str, *, with_audit: bool) -> Iterator[Line]:
    """What is kept about the person, since when and until when. Of the audit only if `with_audit`."""
    connection, ids = read.connection, ids_of_one(read.connection, person_id)
    columns = {
        Held.OBJECTIONS: (problem_report.c.person_id, problem_report.c.reported_at),
        Held.DECISIONS: (match_decision.c.person_id, match_decision.c.decided_at),
    }
    for held, (whose, at) in columns.items():
        since = connection.scalar(select(func.min(at)).where(whose.in_(ids)))
        if since is not None:
            yield Line(Part.KEPT, "", "Kept", Kept(held, since))
    if connection.scalar(select(person_key.c.person_id).where(person_key.c.person_id.in_(ids)).limit(1)) is not None:
        yield Line(Part.KEPT, "", "Kept", Kept(Held.KEYS))
    if with_audit:
        of_person = select(audit_subject.c.seq).where(audit_subject.c.person_id.in_(ids))
        since = connection.scalar(select(func.min(audit_event.c.at)).where(audit_event.c.seq.in_(of_person)))
        if since is not None:
            yield Line(Part.KEPT, "", "Kept", Kept(Held.AUDIT, since, read.council.notices.records_kept or ""))


def _ids(connection: Connection, named: ColumnElement[bool], had: ColumnElement[bool]) -> set[str]:
    found = connection.scalars(select(audit_person.c.person_id).where(named)).all()
    return {*found, *connection.scalars(select(person_key.c.person_id).where(had))}


def _only(connection: Connection, ids: Collection[str]) -> str:
    """The ID that counts of one person; the others are earlier ones."""
    if not ids:
        raise NotFound
    first = ids_of_one(connection, min(ids))
    if set(ids) - first:
        raise SeveralFit
    pairs = person_alias.c.old_id.in_(first), person_alias.c.new_id.in_(first)
    return min(first - set(connection.scalars(select(person_alias.c.old_id).where(*pairs))) or first)


def _named(connection: Connection, ids: Collection[str]) -> list[Row]:
    columns = (audit_person.c[name] for name in ("person_id", "cms_id", "name", "date_of_birth", "since_seq"))
    return list(connection.execute(select(*columns).where(audit_person.c.person_id.in_(ids))))
