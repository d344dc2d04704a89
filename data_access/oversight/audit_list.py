"""The audit as managers read it: filtered, newest first, a page at a time. Each reading is itself recorded first."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection, Row, or_, select

from data_access.accounts.sessions import Actor
from data_access.audit import chain
from data_access.audit.chain import Action, Entry, Subject, name_key
from data_access.errors import NotFound
from data_access.oversight.audit_filters import COLUMNS, Start, check_reason, counts_words, matching
from data_access.oversight.audit_records import AuditFilters, AuditPage, AuditRecord, NamedPerson, Place
from data_access.oversight.audit_restricted import Hidden, hidden_from, hide
from data_access.people import access, person_ids
from data_access.people.person_ids import former_person_id, person_id_for
from data_access.storage.app_tables import account, audit_event
from data_access.storage.audit_tables import audit_person
from data_access.storage.database import database_of
from data_access.values import Grounds
from matching.names import tokens

A_PAGE = 50
MOST_PEOPLE = 50
ASKED_FOR = "the audit"


def list_records(actor: Actor, filters: AuditFilters, *, before: Place | None = None) -> AuditPage:
    """A page of the matching records, newest first, from the start or before a place; recorded before it returns.

    Raises ValueError without a reason for a worker's records, NotSignedIn, WrongRole (recorded) or Unavailable.
    """
    access.require_role(actor, access.MAY_READ_AUDIT, ASKED_FOR)
    check_reason(filters)
    database, hidden = database_of(actor.council), hidden_from(actor)
    with database.reading_app() as connection:
        rows = connection.execute(matching(connection, filters, hidden, start=Start(before), most=A_PAGE + 1)).all()
        page = AuditPage(list_of(connection, rows[:A_PAGE], hidden, filters), has_older=len(rows) > A_PAGE)
        asked_for = subjects_of(connection, filters, hidden)
    about = counts_words(filters, [record.seq for record in page.records])
    subjects = distinct(asked_for + named_in(page.records))
    chain.append(database, actor.who, [Entry(Action.READ_AUDIT, subjects, about=about)])
    return page


def get_record(actor: Actor, seq: int) -> AuditRecord:
    """One record; recorded before it returns. Raises NotFound, and as `list_records` does."""
    access.require_role(actor, access.MAY_READ_AUDIT, ASKED_FOR)
    database = database_of(actor.council)
    with database.reading_app() as connection:
        rows = connection.execute(select(*COLUMNS).where(audit_event.c.seq == seq)).all()
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


def find_workers(actor: Actor, typed: str) -> dict[str, str]:
    """The name for each user name that was meant, sorted by name; empty if there is no such account.

    Every word typed must be in the name or the user name of the account. A complete user name is that one alone, also
    where only the audit still has it; then its name is "". Raises as `list_records` does.
    """
    access.require_role(actor, access.MAY_READ_AUDIT, ASKED_FOR)
    typed = typed.strip().replace("\0", "")
    with database_of(actor.council).reading_app() as connection:
        names = dict(connection.execute(select(account.c.username, account.c.display_name)).all())
        if typed.casefold() in names:
            return {typed.casefold(): names[typed.casefold()]}
        found = {one: name for one, name in names.items() if _is_meant(typed, f"{name} {one}")}
        for username in () if found else (typed, typed.casefold()):
            gone = select(audit_event.c.seq).where(audit_event.c.username == username).limit(1)
            if connection.scalar(gone) is not None:
                return {username: ""}
    return dict(sorted(found.items(), key=lambda one: (one[1].casefold(), one[0])))


def _is_meant(typed: str, name: str) -> bool:
    """Whether every word typed is a part of the name, however it is written.

    >>> _is_meant("helen", "Zo\u00eb Helen-Marks zoe.marks"), _is_meant("ZOE mar", "Zo\u00eb Helen-Marks zoe.marks")
    (True, True)
    """
    words, parts = tokens(typed), " ".join(tokens(name))
    return bool(words) and all(word in parts for word in words)


def read_records(
    connection: Connection, rows: Sequence[Row], hidden: Hidden, asked_for: Collection[str] = ()
) -> tuple[AuditRecord, ...]:
    """Rows of `matching` as records: the signed text with the workers' names, as far as the reader may see it."""
    signed_texts = hide(connection, hidden, [json.loads(row.record) for row in rows], asked_for)
    all_signed = [(row.at, signed) for row, signed in zip(rows, signed_texts, strict=True)]
    names = names_of(connection, (signed["username"] for _, signed in all_signed))
    return tuple(_record(at, signed, names.get(signed["username"], "")) for at, signed in all_signed)


def names_of(connection: Connection, usernames: Iterable[str]) -> dict[str, str]:
    """The workers' names now, by user name; without those that have no account any more."""
    accounts = select(account.c.username, account.c.display_name).where(account.c.username.in_(set(usernames)))
    return dict(connection.execute(accounts).all())


def list_of(
    connection: Connection, rows: Sequence[Row], hidden: Hidden, filters: AuditFilters
) -> tuple[AuditRecord, ...]:
    """Rows of `matching` as records of a list.

    There, a record of reading the audit names only who was asked for, now or then. Otherwise each reading of the list
    would name everyone that all earlier readings named.
    """
    asked_for = person_ids.same_person(connection, filters.person_id) if filters.person_id else set()
    return tuple(_in_list(record, asked_for) for record in read_records(connection, rows, hidden, asked_for))


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


_READINGS = (Action.READ_AUDIT.value, Action.EXPORTED_AUDIT.value)
_PERSON = [audit_person.c[name] for name in NamedPerson.__dataclass_fields__]


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
