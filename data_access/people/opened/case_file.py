"""Copy for the case file: what was looked up about one person, and each service's answer and contact, to paste there.

Nothing in it is an address, an offence or another person. A contact's name comes only from a section opened in this
session. It is read again under the current rules when it is asked for, and recorded before it is returned.
"""

from collections.abc import Iterable

from sqlalchemy import select

from config import clock
from config.service import Service
from data_access.accounts.sessions import Actor
from data_access.audit.chain import Action, Entry
from data_access.people import access, services
from data_access.people.access import Reading
from data_access.storage.app_tables import audit_event, audit_subject
from data_access.values import Answer, CaseFileCopy, ContactValues, Grounds, RecordsFound


def copy_for_case_file(actor: Actor, person_id: str, *, grounds: Grounds) -> CaseFileCopy:
    """What may be copied about this person now, recorded as copied before it is returned.

    Raises NotPermitted (recorded) also where the person's page was not opened in this session, NotFound, NotSignedIn,
    NoExtract or Unavailable.
    """
    with access.reading(actor, grounds) as read:
        row = access.open_person(read, person_id)
        subject = access.subject_of(row)
        if not access.session_has(read, Action.VIEWED_PERSON, person_id):
            access.refuse(read, access.NOT_OPEN, subject)
        answers = services.answers_for(read, row)
        opened = _opened_sections(read, person_id)
        contacts = {
            service.id: _contacts(service, services.answers_for(read, row, only=service.id)[service.id])
            for service in read.council.services
            if service.id in opened and isinstance(answers[service.id], RecordsFound)
        }
    copied = CaseFileCopy(
        first_name=row.first_name,
        family_name=row.family_name,
        date_of_birth=row.date_of_birth,
        cms_id=row.cms_id,
        reason=grounds.reason,
        read_at=clock.now(),
        answers=answers,
        contacts=contacts,
    )
    about = {
        "flags": {service_id: services.answer_words(answer) for service_id, answer in answers.items()},
        "out_of_date": services.out_of_date(answers),
        "services": list(contacts),
    }
    access.record(read, Entry(Action.COPIED_FOR_CASE_FILE, [subject], about=about))
    return copied


def _contacts(service: Service, answer: Answer) -> tuple[ContactValues, ...]:
    """The contact fields of each record, and no other field."""
    records: Iterable = answer.records or () if isinstance(answer, RecordsFound) else ()
    return tuple({name: record.values.get(name) for name in service.contact.field_ids} for record in records)


def _opened_sections(read: Reading, person_id: str) -> set[str]:
    """The IDs of the services whose details about this person were opened in this session, as the audit has it."""
    of_person = access.is_of_this_session(read) & (audit_subject.c.person_id == person_id)
    viewed = audit_event.c.action == Action.VIEWED_SERVICE.value
    sections = select(audit_event.c.service_id).join(audit_subject)
    return {service_id for service_id in read.connection.scalars(sections.where(of_person, viewed)) if service_id}
