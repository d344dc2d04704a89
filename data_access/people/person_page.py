"""A person's page, and the order in which people are listed. Opening a page is recorded before it returns."""

import re
from collections.abc import Iterable, Mapping

from sqlalchemy import Row, bindparam, select

from config.relationships import Kind, family_rank
from data_access.accounts.sessions import Actor
from data_access.audit.chain import Action, Entry, Subject
from data_access.people import access, many_people, services
from data_access.people.access import Reading
from data_access.people.finding.other_names import known_as, with_known_as
from data_access.people.research_setup import variations_of
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
from matching.names import folded


def get_person(actor: Actor, person_id: str, *, grounds: Grounds, shown: PersonPage | None = None) -> PersonPage:
    """Basic details and each service's answer (audit level 3); in journey 2 a child's linked individuals too (level 2).

    `shown` is what the page shows already: it is read and allowed again, but recorded only if it differs.
    Raises WhyManyNeeded (nothing is recorded yet), NotPermitted (recorded), NotFound, NotSignedIn, NoExtract or
    Unavailable.
    """
    with access.reading(actor, grounds, is_shown=shown is not None) as read:
        row = access.open_person(read, person_id, is_page=True)
        undone = services.undone_for(read, person_id)
        answers = services.answers_for(read, row, undone=undone)
        page = PersonPage(
            details=_basic_details(read, row, answers, undone),
            answers=answers,
            linked=_linked_individuals(read, person_id),
            not_set_up=_count_not_set_up(read, person_id),
            via=_via(read, person_id),
        )
        many = many_people.flags_of_opening(read, person_id)
        if many and shown is None:
            many_people.require_why(read)
        covered = grounds.child_id is None and read.council.journey == 2 and access.relies_on_cover(read, person_id)
    subject = access.subject_of(row)
    flags = {service: services.answer_words(answer) for service, answer in page.answers.items()}
    entries = [Entry(Action.STATED_COVER, [subject], about={"cover": grounds.cover})] if covered else []
    about = {"flags": flags, "out_of_date": services.out_of_date(page.answers)}
    varied = variations_of(read.setup, person_id)
    if varied:
        about["variations"] = varied
    entries.append(Entry(Action.VIEWED_PERSON, [subject], about=about, flags=many))
    if page.linked:
        about = {"linked_to": person_id}
        linked = [subject_of_individual(link.individual) for link in page.linked]
        entries.append(Entry(Action.SHOWN_INDIVIDUALS, linked, about=about))
    return access.record_unless_shown(read, page, shown, *entries)


def youngest_first(rows: list[Row]) -> tuple[Individual, ...]:
    """Youngest first, unknown date of birth last (report, "Selecting", action 4); then by name and ID, so that the
    order is always the same."""

    def sort_key(row: Row) -> tuple:
        born = row.date_of_birth
        return (born is None, -born.toordinal() if born else 0, row.family_name, row.first_name, row.person_id)

    return tuple(individual_of(row) for row in sorted(rows, key=sort_key))


def individual_of(row: Row) -> Individual:
    """A row of `person` as a line of a list."""
    line = line_to_choose_by(row.address)
    return Individual(row.person_id, row.cms_id, row.first_name, row.family_name, row.date_of_birth, line)


_NUMBERED_STREET = re.compile(r"\d+\s?[a-z]?(\s?[-/]\s?\d+\s?[a-z]?)?\s+[a-z]{2}", re.IGNORECASE)
_PART_OF_BUILDING = re.compile(r"(flat|apartment|apt|room|unit|floor|block|suite|studio|maisonette)\b", re.IGNORECASE)


def line_to_choose_by(address: str) -> str:
    """As much of an address as tells one from another in a list: up to the street with its number; without a number,
    the first two parts. No more: what a list shows of people who were not meant is to be little.

    >>> line_to_choose_by("Flat 29, 14 Tollbar Street, Stockport SK1 3NN")
    'Flat 29, 14 Tollbar Street'
    >>> line_to_choose_by("The Old Rectory, Church Lane, Romiley")
    'The Old Rectory, Church Lane'
    """
    parts = [part.strip() for part in re.split(r"[,\n]", address) if part.strip()]
    for place, part in enumerate(parts[:4], 1):
        if _NUMBERED_STREET.match(part) and not _PART_OF_BUILDING.search(part):
            return ", ".join(parts[:place])
    return ", ".join(parts[:2])


def subject_of_individual(individual: Individual) -> Subject:
    """An individual as the audit records them."""
    name = f"{individual.first_name} {individual.family_name}".strip()
    return Subject(individual.person_id, individual.cms_id, name, individual.date_of_birth)


# Built once: asked with each page of a person.
_HELD_BY_SOURCES = (
    select(source_person, source.c.system_name)
    .outerjoin(source, source.c.source_id == source_person.c.source_id)
    .where(source_person.c.person_id == bindparam("one"))
    .order_by(source_person.c.position)
)


def _basic_details(
    read: Reading, row: Row, answers: Mapping[str, Answer], undone: set[tuple[str, str]]
) -> BasicDetails:
    """Details from a service are used only if its records may be shown. An address held by the police says as much as
    a flag, so nothing comes from a service outside the person's age or from a hidden record."""
    shown = {"cms"} | {service_id for service_id, answer in answers.items() if isinstance(answer, RecordsFound)}
    rows = read.connection.execute(_HELD_BY_SOURCES, {"one": row.person_id}).all()
    linked = [held for held in rows if (held.source_id, held.source_key) not in undone]
    may_show = [held for held in linked if held.source_id in shown]
    # The only source of the address may be a record whose link was undone or, in research, a service that shows none.
    known_addresses = {held.address for held in (may_show if read.setup else linked)}
    address = row.address if not (undone or read.setup) or row.address in known_addresses else ""
    addresses: dict[str, tuple[str, dict[str, None]]] = {}
    dates: dict[str, HeldBySource] = {}
    for held in may_show:
        source_name = _source_name(read, held)
        if held.address_is_current and held.address:
            addresses.setdefault(folded(held.address), (held.address, {}))[1][source_name] = None
        if held.date_of_birth and held.date_of_birth != row.date_of_birth:
            iso = held.date_of_birth.isoformat()
            dates.setdefault(f"{source_name}{iso}", HeldBySource(source_name, iso))
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
        known_as=known_as(read, [row.person_id]).get(row.person_id, ""),
    )


def _joined(sources: Iterable[str]) -> str:
    """ "Housing (Northgate), Police (NPIRS) and LiquidLogic"."""
    *before, last = list(sources) or [""]
    return f"{', '.join(before)} and {last}" if before else last


def _source_name(read: Reading, held: Row) -> str:
    """ "Housing (Northgate)"; for the CMS, its own name."""
    if held.source_id == "cms":
        return read.council.cms.name
    title = next((service.title for service in read.council.services if service.id == held.source_id), held.source_id)
    return f"{title} ({held.system_name})" if held.system_name else title


def _linked_individuals(read: Reading, person_id: str) -> tuple[LinkedIndividual, ...] | None:
    """People linked to this child in the CMS: parents, then siblings, then others, each youngest first; None in journey
    1 and on a linked individual's page."""
    if read.council.journey == 1 or read.grounds.child_id is not None:
        return None
    rows = linked_rows(read, person_id)
    individuals = with_known_as(read, tuple(individual_of(row) for row in rows))
    return tuple(LinkedIndividual(row.relationship, one) for row, one in zip(rows, individuals, strict=True))


def linked_rows(read: Reading, child_id: str) -> list[Row]:
    """The rows of `person` of those linked to this child whom the council shows, with the relationship: parents, then
    siblings, then others, each youngest first. No restricted person is among them."""
    links = (
        select(relationship.c.relationship, person)
        .join(person, person.c.person_id == relationship.c.person_id)
        .where(relationship.c.child_id == child_id, access.is_shown_relationship(read))
        .where(access.is_not_restricted(read))
    )
    rows = list(read.connection.execute(links))
    places = {individual.person_id: place for place, individual in enumerate(youngest_first(rows))}
    return sorted(rows, key=lambda row: (family_rank(row.relationship), places[row.person_id], row.relationship))


def _count_not_set_up(read: Reading, person_id: str) -> int:
    """How many people are linked to this child only by relationships that the council has not set up.

    Journey 2 does not hold them; only the link is kept. Restricted people are not counted.
    """
    if read.council.journey == 1 or read.grounds.child_id is not None:
        return 0
    of_child = relationship.c.child_id == person_id
    linked = select(relationship.c.person_id).where(of_child)
    set_up = linked.where(~access.is_shown_relationship(read, Kind.NOT_SET_UP))
    others = linked.where(relationship.c.person_id.not_in(set_up.scalar_subquery()))
    if not read.is_apart:
        others = others.where(access.is_unrestricted(relationship.c.person_id))
    return len(set(read.connection.scalars(others)))


def _via(read: Reading, person_id: str) -> tuple[Individual, str] | None:
    """The child whose page led here, and this person's relationship to the child; None if no child's page did."""
    child_id = read.grounds.child_id
    if read.council.journey == 1 or child_id is None:
        return None
    child = read.connection.execute(select(person).where(person.c.person_id == child_id)).one()
    return individual_of(child), access.find_relationship(read, child_id, person_id) or ""
