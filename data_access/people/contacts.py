"""The professionals to contact for a strategy meeting, taken only from sections opened in this session.

Each section is read again under the current rules, and is left out if it may no longer be opened. Listing and copying
are recorded (PRODUCT.md, "Contacts").
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from data_access.accounts.sessions import Actor
from data_access.audit.chain import Action, Entry, Subject
from data_access.errors import NotFound, NotPermitted
from data_access.people import access, services
from data_access.storage.app_tables import audit_event
from data_access.values import Grounds, RecordsFound

Value = str | date | bool | None
Section = tuple[str, str, Grounds]
"""A person ID, a service ID, and the grounds on which the section was opened."""


@dataclass(frozen=True)
class Contact:
    """The contact in one record. `values` has only the service's contact fields; `subject` is the person they work
    with."""

    service_id: str
    subject: Subject
    values: dict[str, Value]


def list_contacts(actor: Actor, *, grounds: Grounds, shown: tuple[Contact, ...] | None = None) -> tuple[Contact, ...]:
    """The contacts in the sections opened in this session for one family, in the order they were opened.

    A family is a case reference. Where the council asks for none, it is the child in `grounds.child_id`, with everyone
    opened from the child's page, or in journey 1 the person with that ID alone; without an ID, whoever was opened last.
    `shown` is what the page shows already: it is read and allowed again, but recorded only if it differs.
    Raises NotPermitted if the grounds are missing, NotSignedIn, NoExtract or Unavailable.
    """
    is_shown = shown is not None
    with access.reading(actor, grounds, is_shown=is_shown) as read:
        opened = _opened_sections(read)
    found: list[Contact] = []
    for section in opened:
        try:
            found += [contact for contact in _contacts(actor, section, is_shown=is_shown) if contact not in found]
        except (NotFound, NotPermitted):
            # No longer in the extract, or no longer open to this worker. The refusal itself has been recorded.
            continue
    return access.record_unless_shown(read, tuple(found), shown, _entry(Action.LISTED_CONTACTS, found))


def record_copy(actor: Actor, contacts: Sequence[Contact], *, grounds: Grounds) -> None:
    """Record that these contacts were copied. Raises as `list_contacts` does."""
    with access.reading(actor, grounds) as read:
        access.record(read, _entry(Action.COPIED_CONTACTS, contacts))


def _opened_sections(read: access.Reading) -> list[Section]:
    views = access.is_of_this_session(read) & (audit_event.c.action == Action.VIEWED_SERVICE.value)
    records = read.connection.scalars(select(audit_event.c.record).where(views).order_by(audit_event.c.seq))
    opened: dict[Section, str] = {}
    newest = ""
    for record in map(json.loads, records):
        grounds, person_id = Grounds(**record["grounds"]), record["people"][0]["person_id"]
        if grounds.case_reference == read.grounds.case_reference:
            family = grounds.case_reference or grounds.child_id or person_id
            opened[person_id, record["service_id"], grounds] = family
            newest = family
    asked_for = read.grounds.case_reference or read.grounds.child_id or newest
    return [section for section, family in opened.items() if family == asked_for]


def _contacts(actor: Actor, section: Section, *, is_shown: bool) -> list[Contact]:
    person_id, service_id, grounds = section
    with access.reading(actor, grounds, is_shown=is_shown) as read:
        row = access.open_person(read, person_id)
        answer = services.answers_for(read, row, only=service_id).get(service_id)
        fields = read.council.service(service_id).contact.field_ids
    if not isinstance(answer, RecordsFound):
        return []
    values = [{name: record.values.get(name) for name in fields} for record in answer.records or ()]
    return [Contact(service_id, access.subject_of(row), one) for one in values]


def _entry(action: Action, contacts: Sequence[Contact]) -> Entry:
    subjects = {contact.subject.person_id: contact.subject for contact in contacts}
    return Entry(action, list(subjects.values()), about={"services": sorted({one.service_id for one in contacts})})
