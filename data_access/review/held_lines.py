"""What is held on one person, line by line, for a report to that person: nothing of anyone else, and no free text.

Only what their page may show is read: the same ages, windows, reports and undone links count. A value that may name
someone else is left out here, so that no one can tick it by mistake: named workers and their numbers, free text, an
address in another person's care, and an address that a restricted person has too.
"""

import re
from collections.abc import Iterator, Sequence

from sqlalchemy import Row, or_, select

from config.service import Service, ServiceField
from data_access.people import person_ids
from data_access.people.access import Reading
from data_access.people.match_decisions import undone_links
from data_access.people.services import answers_for
from data_access.review.subject_report_values import Answered, Line, Origin, Part, Value
from data_access.storage.app_tables import restricted_person
from data_access.storage.extract_tables import person, relationship, source, source_person, waiting
from data_access.values import NoRecordsFound, NotShownAtThisAge, Record, RecordsFound
from matching.homes import may_be_one_home
from matching.names import tokens

CMS = "cms"
SAYS_BY_ITSELF = ("involvement", "case_state", "choice", "yes_no", "date")
"""The types of field whose values the council's settings list, or that are days: they cannot name anyone."""
_CARE_OF = re.compile(r"\bc\s*[/\\.]\s*o\b|\bcare of\b", re.IGNORECASE)


def held_lines(read: Reading, row: Row) -> tuple[Line, ...]:
    """The details and records held on the person of this row of `person`, who is not restricted."""
    screen = _Screen(read, row.person_id)
    services = read.council.services
    answers = {service.id: answers_for(read, row, only=service.id)[service.id] for service in services}
    shown = {CMS} | {service_id for service_id, answer in answers.items() if isinstance(answer, RecordsFound)}
    lines = list(_details(read, row.person_id, shown, screen))
    origins = {one.source_id: one for one in read.connection.execute(select(source))}
    for service in services:
        lines += _of_service(read, service, answers[service.id], origins.get(service.id), screen)
    return tuple(lines)


def _details(read: Reading, person_id: str, shown: set[str], screen: "_Screen") -> Iterator[Line]:
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
            if value and not screen.is_of_another(label, value):
                yield Line(Part.DETAILS, title, label, value)


def _of_service(
    read: Reading, service: Service, answer: object, origin: Row | None, screen: "_Screen"
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


def _of_record(service: Service, record: Record, number: int, screen: "_Screen") -> Iterator[Line]:
    contact = service.contact
    contact_name = record.values.get(contact.name) if contact.name else None
    for field in service.fields:
        value = record.values.get(field.id)
        if value is None or value == "":
            continue
        is_place = field.id == contact.organisation and not screen.names_another(str(value), str(contact_name or ""))
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


class _Screen:
    """Tells whether a text names someone of the family, and whether an address is a restricted person's home."""

    def __init__(self, read: Reading, person_id: str) -> None:
        self._family = _names_of_family(read, person_id)
        self._homes = _homes_of_restricted(read)

    def names_another(self, text: str, *others: str) -> bool:
        """Whether the text has the whole name of someone of the family or of `others`, or says "care of"."""
        words = set(tokens(text))
        named = [*self._family, *(set(tokens(other)) for other in others)]
        return bool(_CARE_OF.search(text)) or any(name and name <= words for name in named)

    def is_of_another(self, label: str, value: Value) -> bool:
        """Whether a detail names someone else or is an address that a restricted person has too."""
        text = value if isinstance(value, str) else ""
        is_their_home = label == "Address" and any(may_be_one_home(text, home) for home in self._homes)
        return is_their_home or self.names_another(text)


def _names_of_family(read: Reading, person_id: str) -> list[set[str]]:
    """The names of everyone linked to the person or, by a child, to someone linked to them; restricted people too: only
    to leave them out."""
    ids = {person_id}
    for _ in range(2):
        link = or_(relationship.c.child_id.in_(ids), relationship.c.person_id.in_(ids))
        pairs = read.connection.execute(select(relationship.c.child_id, relationship.c.person_id).where(link))
        ids |= {one for pair in pairs for one in pair}
    columns = (person.c.person_id, person.c.first_name, person.c.family_name)
    rows = read.connection.execute(select(*columns).where(person.c.person_id.in_(ids))).all()
    names = {row.person_id: set(tokens(f"{row.first_name} {row.family_name}")) for row in rows}
    own = names.pop(person_id, set())
    return [name for name in names.values() if name != own]


def _homes_of_restricted(read: Reading) -> set[str]:
    """Every address held on a restricted person, or in a record that may be one's."""
    restricted = set(read.connection.scalars(select(restricted_person.c.person_id)))
    may_be = select(waiting.c.own_id).where(waiting.c.person_id.in_(restricted))
    ids = {other for one in restricted for other in person_ids.same_person(read.connection, one)}
    ids |= set(read.connection.scalars(may_be))
    found = set(read.connection.scalars(select(source_person.c.address).where(source_person.c.person_id.in_(ids))))
    found |= set(read.connection.scalars(select(person.c.address).where(person.c.person_id.in_(ids))))
    return found - {""}
