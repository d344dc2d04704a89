"""What is held on one person, line by line, for a report to that person: nothing of anyone else, and no free text.

Only what their page may show is read: the same ages, windows, reports and undone links count. A value that may name
someone else is left out here, so that no one can tick it by mistake: named workers and their numbers, free text, an
address in another person's care, and an address that a restricted person has too.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Row, select

from config.service import Service, ServiceField
from data_access.people.access import Reading
from data_access.people.match_decisions import undone_links
from data_access.people.services import answers_for
from data_access.review.subject_report_values import Answered, Line, Origin, Part, Value
from data_access.review.third_parties import ThirdParties
from data_access.storage.extract_tables import source, source_person
from data_access.values import NoRecordsFound, NotShownAtThisAge, Record, RecordsFound

CMS = "cms"
SAYS_BY_ITSELF = ("involvement", "case_state", "choice", "yes_no", "date")
"""The types of field whose values the council's settings list, or that are days: they cannot name anyone."""


def held_lines(read: Reading, row: Row) -> tuple[Line, ...]:
    """The details and records held on the person of this row of `person`, who is not restricted."""
    screen = ThirdParties(read, row.person_id)
    services = read.council.services
    answers = {service.id: answers_for(read, row, only=service.id)[service.id] for service in services}
    shown = {CMS} | {service_id for service_id, answer in answers.items() if isinstance(answer, RecordsFound)}
    lines = list(_details(read, row.person_id, shown, screen))
    origins = {one.source_id: one for one in read.connection.execute(select(source))}
    for service in services:
        lines += _of_service(read, service, answers[service.id], origins.get(service.id), screen)
    return tuple(lines)


def _details(read: Reading, person_id: str, shown: set[str], screen: ThirdParties) -> Iterator[Line]:
    """Name, date of birth, gender and addresses, each as the CMS or a service whose records may be shown has it."""
    undone = undone_links(read.connection, person_id)
    of_person = select(source_person).where(source_person.c.person_id == person_id)
    rows = [
        one
        for one in read.connection.execute(of_person.order_by(source_person.c.position))
        if one.source_id in shown and (one.source_id, one.source_key) not in undone
    ]
    for place, one in enumerate(sorted(rows, key=lambda one: one.source_id != CMS)):
        title = read.council.cms.name if one.source_id == CMS else read.council.service(one.source_id).title
        # A tenancy may be in two names. The name that was asked for is the first.
        name = f"{one.first_name} {one.family_name}".strip() if place == 0 else ""
        held: list[tuple[str, Value | None]] = [
            ("Name", name), ("Date of birth", one.date_of_birth), ("Gender", one.gender), ("Address", one.address),
        ]  # fmt: skip
        for label, value in held:
            if value and not screen.are_in(label, value):
                yield Line(Part.DETAILS, title, label, value)


def _of_service(
    read: Reading, service: Service, answer: object, origin: Row | None, screen: ThirdParties
) -> Iterator[Line]:
    """Where the service's information comes from, and its records or why there are none to list."""
    is_asked = not isinstance(answer, NotShownAtThisAge)
    if is_asked and origin is not None and origin.readable:
        file = read.council.extract.file(service.id).file
        came = Origin(
            file,
            origin.system_name,
            origin.current_as_of,
            origin.coverage_start_date,
            origin.coverage_end_date,
        )
        yield Line(Part.SERVICES, service.title, "Where it comes from", came)
    if isinstance(answer, RecordsFound):
        for number, record in enumerate(answer.records or (), 1):
            yield from _of_record(service, record, number, screen)
        return
    # Why a service could not be checked may be someone else's record.
    answered = {NoRecordsFound: Answered.NO_RECORDS, NotShownAtThisAge: Answered.NOT_ASKED}
    yield Line(Part.SERVICES, service.title, "Records", answered.get(type(answer), Answered.NOT_CHECKED))


def _of_record(service: Service, record: Record, number: int, screen: ThirdParties) -> Iterator[Line]:
    contact = service.contact
    contact_name = record.values.get(contact.name) if contact.name else None
    for field in service.fields:
        value = record.values.get(field.id)
        if value is None or value == "":
            continue
        is_place = field.id == contact.organisation and not screen.are_named(str(value), str(contact_name or ""))
        if field.type in SAYS_BY_ITSELF or is_place:
            yield Line(Part.SERVICES, service.title, field.label, value, number)
    for place, entry in enumerate(record.entries, 1):
        yield from _of_entry(service, entry, number, place)


def _of_entry(service: Service, entry: dict, number: int, place: int) -> Iterator[Line]:
    fields: Sequence[ServiceField] = service.group.fields if service.group else ()
    for field in fields:
        value = entry.get(field.id)
        if field.type in SAYS_BY_ITSELF and value is not None and value != "":
            yield Line(Part.SERVICES, service.title, f"{field.label}, entry {place}", value, number)
