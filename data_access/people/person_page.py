"""One person's page, and how people are listed. Opening a page is recorded before it returns."""

import re
from collections.abc import Iterable, Mapping

from sqlalchemy import Row, select

from data_access.accounts.sessions import Actor
from data_access.audit.chain import Action, Entry, Subject
from data_access.people import access, services
from data_access.people.access import Reading
from data_access.people.match_decisions import undone_links
from data_access.storage.extract_tables import person, relationship, source, source_person
from data_access.values import (
    Answer,
    BasicDetails,
    Grounds,
    HeldBySource,
    Individual,
    LinkedIndividual,
    PersonPage,
    RecordsFound,
)
from matching.similarity import folded


def get_person(actor: Actor, person_id: str, *, grounds: Grounds) -> PersonPage:
    """Basic details and the services' flags (audit level 3); in journey 2 a child's linked individuals too (level 2).

    Raises NotPermitted (recorded), NotFound, NotSignedIn, NoExtract or Unavailable.
    """
    with access.reading(actor, grounds) as read:
        row = access.open_person(read, person_id)
        answers = services.answers_for(read, row)
        page = PersonPage(
            details=_basic_details(read, row, answers),
            answers=answers,
            linked=_linked_individuals(read, person_id),
            via=_via(read, person_id),
        )
        covered = grounds.child_id is None and read.council.journey == 2 and access.states_cover(read, person_id)
    subject = access.subject_of(row)
    flags = {service: services.answer_words(answer) for service, answer in page.answers.items()}
    entries = [Entry(Action.STATED_COVER, [subject], about={"cover": grounds.cover})] if covered else []
    entries.append(Entry(Action.VIEWED_PERSON, [subject], about={"flags": flags}))
    if page.linked:
        about = {"linked_to": person_id}
        linked = [subject_of_individual(link.individual) for link in page.linked]
        entries.append(Entry(Action.SHOWN_INDIVIDUALS, linked, about=about))
    access.record(read, *entries)
    return page


def youngest_first(rows: list[Row]) -> tuple[Individual, ...]:
    """Youngest first, unknown date of birth last (report, "Selecting", action 4); then by name and id, always alike."""

    def order(row: Row) -> tuple:
        born = row.date_of_birth
        return (born is None, -born.toordinal() if born else 0, row.family_name, row.first_name, row.person_id)

    return tuple(_individual(row) for row in sorted(rows, key=order))


def _individual(row: Row) -> Individual:
    first_line = re.split(r"[,\n]", row.address, maxsplit=1)[0].strip()
    return Individual(row.person_id, row.cms_id, row.first_name, row.family_name, row.date_of_birth, first_line)


def subject_of_individual(individual: Individual) -> Subject:
    """An individual as the audit names them."""
    name = f"{individual.first_name} {individual.family_name}".strip()
    return Subject(individual.person_id, individual.cms_id, name, individual.date_of_birth)


def _basic_details(read: Reading, row: Row, answers: Mapping[str, Answer]) -> BasicDetails:
    """What a service says of the person is shown where its records are: an address held by the police tells as much as
    a flag, so none comes from a service outside the ages or from a record that is hidden."""
    shown = {"cms"} | {service_id for service_id, answer in answers.items() if isinstance(answer, RecordsFound)}
    mine = select(source_person, source.c.system_name).where(source_person.c.person_id == row.person_id)
    held = mine.outerjoin(source, source.c.source_id == source_person.c.source_id).order_by(source_person.c.position)
    undone = undone_links(read.connection, row.person_id)
    everything = read.connection.execute(held).all()
    says_now = [says for says in everything if (says.source_id, says.source_key) not in undone]
    heard = [says for says in says_now if says.source_id in shown]
    # It may be known only from a record whose link was undone, or in research from a service that tells nothing.
    known_from = {says.address for says in (heard if read.setup else says_now)}
    address = row.address if not (undone or read.setup) or row.address in known_from else ""
    addresses: dict[str, tuple[str, dict[str, None]]] = {}
    dates: dict[str, HeldBySource] = {}
    for says in heard:
        words = _source_words(read, says)
        if says.address_is_current and says.address:
            addresses.setdefault(folded(says.address), (says.address, {}))[1][words] = None
        if says.date_of_birth and says.date_of_birth != row.date_of_birth:
            iso = says.date_of_birth.isoformat()
            dates.setdefault(f"{words}{iso}", HeldBySource(words, iso))
    _, held_by = addresses.pop(folded(address), ("", {}))
    return BasicDetails(
        person_id=row.person_id,
        cms_id=row.cms_id,
        first_name=row.first_name,
        family_name=row.family_name,
        date_of_birth=row.date_of_birth,
        gender=row.gender,
        address=address,
        address_source="" if read.council.cms.name in held_by else _joined(held_by),
        other_addresses=tuple(HeldBySource(_joined(sources), other) for other, sources in addresses.values()),
        other_dates_of_birth=tuple(dates.values()),
    )


def _joined(sources: Iterable[str]) -> str:
    """ "Housing (Northgate), Police (NPIRS) and LiquidLogic"."""
    *before, last = list(sources) or [""]
    return f"{', '.join(before)} and {last}" if before else last


def _source_words(read: Reading, says: Row) -> str:
    """ "Housing (Northgate)", or the CMS by its own name."""
    if says.source_id == "cms":
        return read.council.cms.name
    title = next((service.title for service in read.council.services if service.id == says.source_id), says.source_id)
    return f"{title} ({says.system_name})" if says.system_name else title


def _linked_individuals(read: Reading, person_id: str) -> tuple[LinkedIndividual, ...] | None:
    """Those linked to this child in the CMS, youngest first; None in journey 1 and on a linked individual's page."""
    if read.council.journey == 1 or read.grounds.child_id is not None:
        return None
    links = (
        select(relationship.c.relationship, person)
        .join(person, person.c.person_id == relationship.c.person_id)
        .where(relationship.c.child_id == person_id, access.is_shown_relationship(read))
        .where(access.is_not_restricted())
    )
    rows = list(read.connection.execute(links))
    places = {individual.person_id: place for place, individual in enumerate(youngest_first(rows))}
    ordered = sorted(rows, key=lambda row: (places[row.person_id], row.relationship))
    return tuple(LinkedIndividual(row.relationship, _individual(row)) for row in ordered)


def _via(read: Reading, person_id: str) -> tuple[Individual, str] | None:
    """The child whose page led here and what this person is to them; None otherwise."""
    child_id = read.grounds.child_id
    if read.council.journey == 1 or child_id is None:
        return None
    child = read.connection.execute(select(person).where(person.c.person_id == child_id)).one()
    return _individual(child), access.find_relationship(read, child_id, person_id) or ""
