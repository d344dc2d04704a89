"""Who to call for a strategy meeting: the contacts in sections opened in this session, and the services that gave none.

A name comes only from a section that was opened. Where the page of someone opened in this session says that a service
could not be checked, may be out of date or has no records, the service itself is to be called. Everything is read again
under the current rules, and is left out if it may no longer be opened. Listing and copying are recorded.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy import select

from data_access.accounts.sessions import Actor
from data_access.audit.chain import Action, Entry, Subject
from data_access.errors import NotFound, NotPermitted
from data_access.people import access, services
from data_access.storage.app_tables import audit_event
from data_access.values import Answer, Grounds, NoRecordsFound, NotChecked, RecordsFound

Value = str | date | bool | None
Section = tuple[str, str, Grounds]
"""A person ID, a service ID, and the grounds on which the section was opened."""
View = tuple[str, Grounds]
"""A person ID, and the grounds on which the person's page was opened."""


@dataclass(frozen=True)
class Contact:
    """Who to call about one person at one service. `values` has only the service's contact fields; `subject` is the
    person they work with.

    `answer` is None for the contact in a record. Otherwise it is why the service itself is to be called, without
    records, and `values` is empty. `is_doubted`: it was reported as wrong, and the service itself is to be called.
    """

    service_id: str
    subject: Subject
    values: dict[str, Value]
    answer: Answer | None = None
    is_doubted: bool = False


def list_contacts(actor: Actor, *, grounds: Grounds, shown: tuple[Contact, ...] | None = None) -> tuple[Contact, ...]:
    """Who to call about one family: the contacts in the sections opened in this session, and each service that a page
    opened in it gives no sure answer of. By person in the order they were opened, then in the council's order of
    services.

    A family is a case reference. Where the council asks for none, it is the child in `grounds.child_id`, with everyone
    opened from the child's page, or in journey 1 the person with that ID alone; without an ID, whoever was opened last.
    `shown` is what the page shows already: it is read and allowed again, but recorded only if it differs.
    Raises NotPermitted if the grounds are missing, NotSignedIn, NoExtract or Unavailable.
    """
    is_shown = shown is not None
    with access.reading(actor, grounds, is_shown=is_shown) as read:
        every = _opened(read)
    opened: list[Section] = [(person_id, service_id, given) for person_id, service_id, given in every if service_id]
    viewed: list[View] = [(person_id, given) for person_id, service_id, given in every if not service_id]
    found: list[Contact] = []
    gone: set[View] = set()
    for view, read_contacts in [
        *(((section[0], section[2]), partial(_contacts, actor, section, is_shown=is_shown)) for section in opened),
        *((view, partial(_to_ask, actor, view, found, is_shown=is_shown)) for view in viewed),
    ]:
        if view in gone:
            continue
        try:
            found += [contact for contact in read_contacts() if contact not in found]
        except (NotFound, NotPermitted):
            # No longer in the extract, or no longer open to this worker. The refusal itself has been recorded.
            gone.add(view)
    ordered = _in_order(actor, [person_id for person_id, _ in viewed] + [section[0] for section in opened], found)
    return access.record_unless_shown(read, ordered, shown, _entry(Action.LISTED_CONTACTS, ordered))


def _in_order(actor: Actor, person_ids: Sequence[str], found: Sequence[Contact]) -> tuple[Contact, ...]:
    people = {person_id: place for place, person_id in reversed(list(enumerate(person_ids)))}
    places = {service.id: place for place, service in enumerate(actor.council.services)}
    return tuple(
        sorted(found, key=lambda one: (people.get(one.subject.person_id, len(people)), places[one.service_id]))
    )


def record_copy(actor: Actor, contacts: Sequence[Contact], *, grounds: Grounds) -> None:
    """Record that these contacts were copied. Raises as `list_contacts` does, and NotPermitted (recorded) if they are
    about anyone of whom neither a service was opened nor the contacts were listed in this session."""
    with access.reading(actor, grounds) as read:
        shown = (Action.VIEWED_SERVICE, Action.LISTED_CONTACTS)
        for person_id in {one.subject.person_id for one in contacts}:
            if not any(access.session_has(read, action, person_id) for action in shown):
                access.refuse(read, access.NOT_OPEN)
        access.record(read, _entry(Action.COPIED_CONTACTS, contacts))


def _opened(read: access.Reading) -> list[tuple[str, str | None, Grounds]]:
    """What was opened in this session of the family asked for, in order, each once: a person ID, a service ID (None for
    the person's page), and the grounds."""
    actions = (Action.VIEWED_PERSON.value, Action.VIEWED_SERVICE.value)
    views = access.is_of_this_session(read) & audit_event.c.action.in_(actions)
    records = read.connection.scalars(select(audit_event.c.record).where(views).order_by(audit_event.c.seq))
    opened: dict[tuple[str, str | None, Grounds], str] = {}
    newest = ""
    for record in map(json.loads, records):
        grounds, person_id = Grounds(**record["grounds"]), record["people"][0]["person_id"]
        if grounds.case_reference == read.grounds.case_reference:
            newest = grounds.case_reference or grounds.child_id or person_id
            opened[person_id, record["service_id"], grounds] = newest
    asked_for = read.grounds.case_reference or read.grounds.child_id or newest
    return [one for one, family in opened.items() if family == asked_for]


def _contacts(actor: Actor, section: Section, *, is_shown: bool) -> list[Contact]:
    person_id, service_id, grounds = section
    with access.reading(actor, grounds, is_shown=is_shown) as read:
        row = access.open_person(read, person_id)
        answer = services.answers_for(read, row, only=service_id).get(service_id)
        fields = read.council.service(service_id).contact.field_ids
    if not isinstance(answer, RecordsFound):
        return []
    values = [{name: record.values.get(name) for name in fields} for record in answer.records or ()]
    subject, doubted = access.subject_of(row), answer.is_contact_doubted
    return [Contact(service_id, subject, one, is_doubted=doubted) for one in values]


def _to_ask(actor: Actor, view: View, found: Sequence[Contact], *, is_shown: bool) -> list[Contact]:
    """The services to call about someone because their page gives no sure answer, but for those with a contact."""
    person_id, grounds = view
    with access.reading(actor, grounds, is_shown=is_shown) as read:
        row = access.open_person(read, person_id)
        answers = services.answers_for(read, row)
    subject = access.subject_of(row)
    named = {contact.service_id for contact in found if contact.subject.person_id == person_id}
    return [
        Contact(service_id, subject, {}, answer)
        for service_id, answer in answers.items()
        if service_id not in named and _is_to_ask(answer)
    ]


def _is_to_ask(answer: Answer) -> bool:
    """Whether only the service itself can say: it could not be checked, has no records, or may be out of date."""
    return isinstance(answer, NotChecked | NoRecordsFound) or services.may_be_out_of_date(answer)


def _entry(action: Action, contacts: Sequence[Contact]) -> Entry:
    subjects = {contact.subject.person_id: contact.subject for contact in contacts}
    return Entry(action, list(subjects.values()), about={"services": sorted({one.service_id for one in contacts})})
