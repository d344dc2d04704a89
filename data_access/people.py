"""Searching for people, and one person's page. Every call is recorded before it returns."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import Row, and_, func, or_, select

from data_access import access, names, services
from data_access.access import Reading
from data_access.accounts import Actor
from data_access.answers import (
    BasicDetails,
    Grounds,
    HeldBySource,
    Individual,
    LinkedIndividual,
    PersonPage,
    SearchAnswer,
    SearchTerms,
)
from data_access.audit import Action, Entry
from data_access.errors import NotEnoughToSearch
from data_access.extract_tables import extract_info, name_key, person, relationship, source, source_person
from data_access.names import Closeness, TypedName

# Nobody is helped by more candidates than this, and scoring them would only take time.
MOST_CANDIDATES = 2_000
LONGEST_CASE_ID = 40


def search_people(actor: Actor, terms: SearchTerms, *, grounds: Grounds) -> SearchAnswer:
    """Find individuals (journey 1) or children (journey 2) by name, case ID or both (audit levels 1 and 2).

    A case ID leads straight to its person. With both given, both must fit. The council's `search.by` is enforced.
    Raises NotEnoughToSearch, NotPermitted, NotSignedIn, NoExtract or Unavailable.
    """
    typed = TypedName(names.tokens(terms.first_name), names.tokens(terms.family_name))
    check_enough_to_search(terms, typed)
    with access.reading(actor, grounds) as read:
        council = read.council
        by_name = typed.first or typed.family or terms.date_of_birth
        if (terms.case_id and not council.searches_by_case_id) or (by_name and not council.searches_by_name):
            access.refuse(read, access.NOT_THIS_WAY)
        search = _search_by_case_id if terms.case_id else _search_by_name
        answer = replace(search(read, terms, typed), only_children_loaded=_only_children_loaded(read))
    access.record(read, *_search_entries(terms, answer))
    return answer


def check_enough_to_search(terms: SearchTerms, typed: TypedName) -> None:
    """A family name is needed, or a first name with a date of birth, or a case ID. Raises NotEnoughToSearch."""
    too_long = max(len(terms.first_name), len(terms.family_name)) > names.LONGEST_NAME
    enough = terms.case_id or typed.family or (typed.first and terms.date_of_birth)
    if too_long or len(terms.case_id) > LONGEST_CASE_ID or not enough:
        raise NotEnoughToSearch


def get_person(actor: Actor, person_id: str, *, grounds: Grounds) -> PersonPage:
    """Basic details and the services' flags (audit level 3); in journey 2 a child's linked individuals too (level 2).

    Raises NotPermitted (recorded), NotFound, NotSignedIn, NoExtract or Unavailable.
    """
    with access.reading(actor, grounds) as read:
        row = access.open_person(read, person_id)
        page = PersonPage(
            details=_basic_details(read, row),
            answers=services.answers_for(read, row),
            linked=_linked_individuals(read, person_id),
            via=_via(read, person_id),
        )
        covered = grounds.child_id is None and read.council.journey == 2 and access.states_cover(read, person_id)
    subject = access.subject_of(row)
    flags = {service: services.ANSWER_WORDS[type(answer)] for service, answer in page.answers.items()}
    entries = [Entry(Action.STATED_COVER, [subject], about={"cover": grounds.cover})] if covered else []
    entries.append(Entry(Action.VIEWED_PERSON, [subject], about={"flags": flags}))
    if page.linked:
        about = {"linked_to": person_id}
        linked = [_subject(link.individual) for link in page.linked]
        entries.append(Entry(Action.SHOWN_INDIVIDUALS, linked, about=about))
    access.record(read, *entries)
    return page


def _only_children_loaded(read: Reading) -> bool:
    built_for = read.connection.scalar(select(extract_info.c.journey))
    return built_for == 2 and read.council.journey == 1


def _search_by_case_id(read: Reading, terms: SearchTerms, typed: TypedName) -> SearchAnswer:
    row = read.connection.execute(
        select(person).where(person.c.cms_id == terms.case_id, access.is_searchable(read))
    ).one_or_none()
    if row is None:
        return SearchAnswer()
    fits_name = typed.closeness(row.first_name, row.family_name) is not Closeness.OTHER
    fits_date = terms.date_of_birth in (None, row.date_of_birth)
    if not (fits_name and fits_date):
        return SearchAnswer(case_id_of_another=True)
    return SearchAnswer(direct=row.person_id)


def _search_by_name(read: Reading, terms: SearchTerms, typed: TypedName) -> SearchAnswer:
    wanted = and_(person.c.person_id.in_(_candidates(typed)), access.is_searchable(read))
    if not typed.family:
        wanted = and_(wanted, person.c.date_of_birth == terms.date_of_birth)
    number = read.connection.scalar(select(func.count()).select_from(person).where(wanted))
    if number > MOST_CANDIDATES:
        return SearchAnswer(too_many=number)
    matches: list[Row] = []
    similar: list[Row] = []
    for row in read.connection.execute(select(person).where(wanted)):
        closeness = typed.closeness(row.first_name, row.family_name)
        nearness = _date_nearness(terms.date_of_birth, row.date_of_birth)
        if closeness is Closeness.OTHER or nearness is Closeness.OTHER:
            continue
        both_match = closeness is Closeness.MATCH and nearness is Closeness.MATCH
        (matches if both_match else similar).append(row)
    limit = read.council.search.most_individuals
    if len(matches) > limit or (not matches and len(similar) > limit):
        return SearchAnswer(too_many=len(matches) or len(similar))
    shown_similar = similar if len(matches) + len(similar) <= limit else []
    return SearchAnswer(matches=_youngest_first(matches), similar=_youngest_first(shown_similar))


def _candidates(typed: TypedName):
    """The ids of people whose name has these sounds, either way round; of all first names where none was typed."""

    def having(kind: str, parts: Iterable[str]):
        sounds = {names.sound(token) for token in parts}
        return select(name_key.c.person_id).where(name_key.c.kind == kind, name_key.c.key.in_(sounds))

    if not typed.first:
        return having("family", typed.family).union(having("first", typed.family))
    if not typed.family:
        return having("first", typed.first)
    # A slip in one of the two names must not lose the person, so either sound is enough to be looked at.
    same_initial = or_(*[person.c.first_name.istartswith(token[0], autoescape=True) for token in typed.first])
    by_family = select(person.c.person_id).where(person.c.person_id.in_(having("family", typed.family)), same_initial)
    first_ids = having("first", typed.first)
    initials = or_(*[person.c.family_name.istartswith(token[0], autoescape=True) for token in typed.family])
    by_first = select(person.c.person_id).where(person.c.person_id.in_(first_ids), initials)
    swapped = having("first", typed.family).intersect(having("family", typed.first))
    return by_family.union(by_first, select(swapped.subquery().c.person_id))


def _date_nearness(typed: date | None, held: date | None) -> Closeness:
    """A right date matches; an unknown one, or one with two of its three parts right, is similar."""
    if typed is None or typed == held:
        return Closeness.MATCH
    if held is None:
        return Closeness.SIMILAR
    swapped = (typed.day, typed.month, typed.year) == (held.month, held.day, held.year)
    same = (typed.day == held.day) + (typed.month == held.month) + (typed.year == held.year)
    return Closeness.SIMILAR if swapped or same == 2 else Closeness.OTHER


def _youngest_first(rows: list[Row]) -> tuple[Individual, ...]:
    """Youngest first, unknown date of birth last (report, "Selecting", action 4); then by name and id, always alike."""

    def order(row: Row):
        born = row.date_of_birth
        return (born is None, -born.toordinal() if born else 0, row.family_name, row.first_name, row.person_id)

    return tuple(_individual(row) for row in sorted(rows, key=order))


def _individual(row: Row) -> Individual:
    first_line = re.split(r"[,\n]", row.address, maxsplit=1)[0].strip()
    return Individual(row.person_id, row.cms_id, row.first_name, row.family_name, row.date_of_birth, first_line)


def _subject(individual: Individual) -> access.Subject:
    name = f"{individual.first_name} {individual.family_name}".strip()
    return access.Subject(individual.person_id, individual.cms_id, name, individual.date_of_birth)


def _search_entries(terms: SearchTerms, answer: SearchAnswer) -> list[Entry]:
    asked = {
        "first_name": terms.first_name,
        "family_name": terms.family_name,
        "date_of_birth": terms.date_of_birth and terms.date_of_birth.isoformat(),
        "case_id": terms.case_id,
    }
    found = {
        "matches": len(answer.matches),
        "similar": len(answer.similar),
        "too_many": answer.too_many,
        "direct": answer.direct is not None,
        "case_id_of_another": answer.case_id_of_another,
    }
    entries = [Entry(Action.SEARCHED, about={"terms": asked, "found": found})]
    shown = [_subject(individual) for individual in answer.matches + answer.similar]
    if shown:
        entries.append(Entry(Action.SHOWN_INDIVIDUALS, shown))
    return entries


def _basic_details(read: Reading, row: Row) -> BasicDetails:
    mine = select(source_person, source.c.system_name).where(source_person.c.person_id == row.person_id)
    held = mine.outerjoin(source, source.c.source_id == source_person.c.source_id).order_by(source_person.c.position)
    addresses: dict[str, HeldBySource] = {}
    dates: dict[str, HeldBySource] = {}
    for says in read.connection.execute(held):
        words = _source_words(read, says)
        if says.address_is_current and says.address and says.address != row.address:
            addresses.setdefault(says.address, HeldBySource(words, says.address))
        if says.date_of_birth and says.date_of_birth != row.date_of_birth:
            iso = says.date_of_birth.isoformat()
            dates.setdefault(f"{words}{iso}", HeldBySource(words, iso))
    return BasicDetails(
        person_id=row.person_id,
        cms_id=row.cms_id,
        first_name=row.first_name,
        family_name=row.family_name,
        date_of_birth=row.date_of_birth,
        gender=row.gender,
        address=row.address,
        other_addresses=tuple(addresses.values()),
        other_dates_of_birth=tuple(dates.values()),
    )


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
    places = {individual.person_id: place for place, individual in enumerate(_youngest_first(rows))}
    ordered = sorted(rows, key=lambda row: (places[row.person_id], row.relationship))
    return tuple(LinkedIndividual(row.relationship, _individual(row)) for row in ordered)


def _via(read: Reading, person_id: str) -> tuple[Individual, str] | None:
    """The child whose page led here and what this person is to them; None otherwise."""
    child_id = read.grounds.child_id
    if read.council.journey == 1 or child_id is None:
        return None
    child = read.connection.execute(select(person).where(person.c.person_id == child_id)).one()
    return _individual(child), access.find_relationship(read, child_id, person_id) or ""
