"""The audit as managers read it: filtered, newest first, a page at a time. Each reading is itself recorded first."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Connection, Row, Select, literal, or_, select, tuple_

from config import clock
from data_access.accounts.sessions import Actor
from data_access.audit import chain
from data_access.audit.chain import Action, Entry, Subject, name_key
from data_access.audit.flags import SAME_FAMILY_NAME
from data_access.errors import NotFound
from data_access.oversight.audit_records import AuditFilters, AuditPage, AuditRecord, NamedPerson, Place
from data_access.oversight.audit_restricted import Hidden, hidden_from, hide, names_no_one_hidden
from data_access.people import access, person_ids
from data_access.people.person_ids import former_person_id, person_id_for
from data_access.storage.app_tables import UtcDateTime, account, audit_event, audit_subject
from data_access.storage.audit_tables import audit_flag, audit_person
from data_access.storage.database import database_of
from data_access.values import Grounds

A_PAGE = 50
MOST_PEOPLE = 50
ASKED_FOR = "the audit"


def list_records(actor: Actor, filters: AuditFilters, *, before: Place | None = None) -> AuditPage:
    """A page of the matching records, newest first, from the start or before a place; recorded before it returns.

    Raises NotSignedIn, WrongRole (recorded) or Unavailable.
    """
    access.require_role(actor, access.MAY_READ_AUDIT, ASKED_FOR)
    database, hidden = database_of(actor.council), hidden_from(actor)
    with database.reading_app() as connection:
        rows = connection.execute(matching(connection, filters, hidden, before=before).limit(A_PAGE + 1)).all()
        page = AuditPage(list_of(connection, rows[:A_PAGE], hidden, filters), has_older=len(rows) > A_PAGE)
        asked_for = subjects_of(connection, filters, hidden)
    shown = [record.seq for record in page.records]
    about = {"filters": filter_words(filters), "records": len(shown), "first": shown[:1], "last": shown[-1:]}
    subjects = distinct(asked_for + named_in(page.records))
    chain.append(database, actor.who, [Entry(Action.READ_AUDIT, subjects, about=about)])
    return page


def get_record(actor: Actor, seq: int) -> AuditRecord:
    """One record; recorded before it returns. Raises NotFound, and as `list_records` does."""
    access.require_role(actor, access.MAY_READ_AUDIT, ASKED_FOR)
    database = database_of(actor.council)
    with database.reading_app() as connection:
        rows = connection.execute(select(*_COLUMNS).where(audit_event.c.seq == seq)).all()
        if not rows:
            raise NotFound
        [record] = read_records(connection, rows, hidden_from(actor))
    chain.append(database, actor.who, [Entry(Action.READ_AUDIT, named_in([record]), about={"record": seq})])
    return record


def find_people(actor: Actor, typed: str) -> tuple[NamedPerson, ...]:
    """The people in any record with this case ID, person ID or full name; recorded before it returns.

    Includes people who have left the extract, and restricted people for a data officer only: for a manager, there is no
    such person. At most MOST_PEOPLE, sorted by name; empty if there are none. Raises as `list_records` does.
    """
    access.require_role(actor, access.MAY_READ_AUDIT, ASKED_FOR)
    database, typed = database_of(actor.council), typed.strip().replace("\0", "")
    ids = [audit_person.c.person_id == typed, audit_person.c.cms_id == typed]
    ids += [audit_person.c.person_id == made(actor.council, cms_id=typed) for made in (person_id_for, former_person_id)]
    key = name_key(typed)
    people = select(*_PERSON).where(or_(*ids, *([audit_person.c.name_key == key] if key else [])))
    hidden = hidden_from(actor)
    people = people.where(audit_person.c.person_id.not_in(hidden.ids))
    with database.reading_app() as connection:
        rows = connection.execute(people.order_by(audit_person.c.name, audit_person.c.person_id).limit(500)).all()
    found = list({row.person_id: NamedPerson(**row._mapping) for row in rows}.values())[:MOST_PEOPLE]
    subjects = [Subject(one.person_id, one.cms_id, one.name, one.date_of_birth) for one in found]
    chain.append(database, actor.who, [Entry(Action.READ_AUDIT, subjects, about={"person_asked_for": typed})])
    return tuple(found)


def list_workers(actor: Actor) -> dict[str, str]:
    """The name for each username, sorted by name. Raises as `list_records` does."""
    access.require_role(actor, access.MAY_READ_AUDIT, ASKED_FOR)
    with database_of(actor.council).reading_app() as connection:
        rows = connection.execute(select(account.c.username, account.c.display_name).order_by(account.c.display_name))
        return {row.username: row.display_name for row in rows}


def matching(connection: Connection, filters: AuditFilters, hidden: Hidden, *, before: Place | None = None) -> Select:
    """The matching records, newest first. Each filter has an index in that order, or few rows.

    A person who is hidden from the reader is in no record, as if there were no such person.
    """
    conditions = days_conditions(audit_event.c.at, filters.first_day, filters.last_day)
    if filters.username:
        conditions.append(audit_event.c.username == filters.username)
    if filters.action:
        conditions.append(audit_event.c.action == filters.action)
    if before is not None:
        place = tuple_(literal(before[0], UtcDateTime()), literal(before[1]))
        conditions.append(tuple_(audit_event.c.at, audit_event.c.seq) < place)
    hiding = []
    if filters.flag == SAME_FAMILY_NAME and hidden.ids:
        hiding = [names_no_one_hidden(hidden)]
    conditions += hiding
    if filters.person_id:
        return _of_person(connection, filters, conditions, before, hidden)
    if filters.flag:
        return _flagged(filters, before, hiding)
    newest = (audit_event.c.at.desc(), audit_event.c.seq.desc())
    return select(*_COLUMNS).where(*conditions).order_by(*newest)


def read_records(connection: Connection, rows: Sequence[Row], hidden: Hidden) -> tuple[AuditRecord, ...]:
    """Rows of `matching` as records: the signed text with the workers' names, as far as the reader may see it."""
    signed_texts = hide(connection, hidden, [json.loads(row.record) for row in rows])
    all_signed = [(row.at, signed) for row, signed in zip(rows, signed_texts, strict=True)]
    usernames = {signed["username"] for _, signed in all_signed}
    accounts = select(account.c.username, account.c.display_name).where(account.c.username.in_(usernames))
    names = {row.username: row.display_name for row in connection.execute(accounts)}
    return tuple(_record(at, signed, names.get(signed["username"], "")) for at, signed in all_signed)


def list_of(
    connection: Connection, rows: Sequence[Row], hidden: Hidden, filters: AuditFilters
) -> tuple[AuditRecord, ...]:
    """Rows of `matching` as records of a list.

    There, a record of reading the audit names only who was asked for, now or then. Otherwise each reading of the list
    would name everyone that all earlier readings named.
    """
    asked_for = person_ids.same_person(connection, filters.person_id) if filters.person_id else set()
    return tuple(_in_list(record, asked_for) for record in read_records(connection, rows, hidden))


def _in_list(record: AuditRecord, asked_for: set[str]) -> AuditRecord:
    if record.action not in _READINGS or "person_asked_for" in record.about:
        return record
    of_filter = {record.about.get("filters", {}).get("person_id")}
    return replace(record, people=tuple(one for one in record.people if one.person_id in asked_for | of_filter))


def named_in(records: Iterable[AuditRecord]) -> list[Subject]:
    """Everyone the reader sees named in these records, once, for the audit record of this reading."""
    seen = (one for record in records for one in record.people if not one.is_hidden)
    return distinct(Subject(one.person_id, one.cms_id, one.name, one.date_of_birth) for one in seen)


def distinct(subjects: Iterable[Subject]) -> list[Subject]:
    """Each subject once."""
    return list(dict.fromkeys(subjects))


def subjects_of(connection: Connection, filters: AuditFilters, hidden: Hidden) -> list[Subject]:
    """The person in the filter, for the audit record of this reading."""
    if not filters.person_id or filters.person_id in hidden.ids:
        return []
    row = connection.execute(select(*_PERSON).where(audit_person.c.person_id == filters.person_id).limit(1)).first()
    return [Subject(**row._mapping)] if row else []


def filter_words(filters: AuditFilters) -> dict[str, str]:
    """The filters that were set, for the audit record."""
    return {name: str(value) for name, value in vars(filters).items() if value}


def days_conditions(at: ColumnElement, first_day: date | None, last_day: date | None) -> list[ColumnElement[bool]]:
    """The conditions on a column of times for whole days in London, both included; None means no limit."""
    conditions = [at >= _midnight(first_day)] if first_day else []
    return conditions + ([at < _midnight(last_day + timedelta(days=1))] if last_day else [])


_READINGS = (Action.READ_AUDIT.value, Action.EXPORTED_AUDIT.value)
_COLUMNS = (audit_event.c.seq, audit_event.c.at, audit_event.c.record)
_PERSON = [audit_person.c[name] for name in NamedPerson.__dataclass_fields__]


def _of_person(
    connection: Connection, filters: AuditFilters, conditions: list, before: Place | None, hidden: Hidden
) -> Select:
    """One person's records. Without another filter the newest are found by record number alone, so it is fast even if
    there are many.

    With another filter, MATERIALIZED makes both databases go through all of the person's records first, and read the
    text of only those on the page.
    """
    ids = sorted(person_ids.same_person(connection, filters.person_id))
    if not hidden.ids.isdisjoint(ids):
        ids = []
    of_person = audit_subject.c.person_id.in_(ids)
    if len(ids) == 1 and filters == AuditFilters(person_id=filters.person_id):
        earlier = [audit_subject.c.seq < before[1]] if before else []
        joined = select(*_COLUMNS).select_from(audit_subject)
        joined = joined.join(audit_event, audit_event.c.seq == audit_subject.c.seq)
        # "=" and not "IN" for one ID: then the index is in the order of the page.
        of_person = audit_subject.c.person_id == ids[0]
        return joined.where(of_person, *earlier).order_by(audit_subject.c.seq.desc())
    if filters.flag:
        flagged = select(audit_flag.c.seq).where(audit_flag.c.flag == filters.flag)
        conditions = [*conditions, audit_event.c.seq.in_(flagged)]
    named = select(audit_subject.c.seq).where(of_person).distinct().cte("named").prefix_with("MATERIALIZED")
    joined = select(audit_event.c.seq, audit_event.c.at).select_from(named)
    joined = joined.join(audit_event, audit_event.c.seq == named.c.seq)
    found = joined.where(*conditions).cte("found").prefix_with("MATERIALIZED")
    page = select(*_COLUMNS).select_from(found).join(audit_event, audit_event.c.seq == found.c.seq)
    return page.order_by(found.c.at.desc(), found.c.seq.desc())


def _flagged(filters: AuditFilters, before: Place | None, hiding: list[ColumnElement[bool]]) -> Select:
    """Records with a flag. Each flag has its own time and worker, so its index alone finds the page."""
    days = days_conditions(audit_flag.c.at, filters.first_day, filters.last_day)
    conditions = [audit_flag.c.flag == filters.flag, *days, *hiding]
    if filters.username:
        conditions.append(audit_flag.c.username == filters.username)
    if before is not None:
        place = tuple_(literal(before[0], UtcDateTime()), literal(before[1]))
        conditions.append(tuple_(audit_flag.c.at, audit_flag.c.seq) < place)
    if filters.action:
        conditions.append(audit_event.c.action == filters.action)
    joined = select(*_COLUMNS).select_from(audit_flag).join(audit_event, audit_event.c.seq == audit_flag.c.seq)
    return joined.where(*conditions).order_by(audit_flag.c.at.desc(), audit_flag.c.seq.desc())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.LONDON)


def _record(at: datetime, signed: dict, display_name: str) -> AuditRecord:
    people = tuple(
        NamedPerson(one["person_id"], one["cms_id"], one["name"], _day(one["date_of_birth"]))
        for one in signed["people"]
    )
    return AuditRecord(
        seq=signed["seq"],
        at=at,
        display_name=display_name,
        people=people,
        grounds=Grounds(**signed["grounds"]),
        flags=tuple(signed.get("flags", ())),
        **{name: signed[name] for name in ("username", "role", "session_id", "address", "action", "service_id")},
        **{name: signed[name] for name in ("about", "extract")},
    )


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
