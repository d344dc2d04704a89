"""Search by name, date of birth or case ID. Every search is recorded before it returns.

A search by name takes three steps, none of which scans the table of people:

1. **Names.** The keys of the typed name find a few hundred of the council's names; the similar ones are kept.
2. **People.** Each pair of a similar family name and a similar first name is looked up in `name_pair`. If a date of
   birth was typed, everyone born on that day is considered too: their family name may have changed.
3. **Groups.** People with the typed name and date of birth are *matches*; the nearest of the others are *similar*.

The condition on who may be found (`access.is_findable`) is part of every statement that reads people.
"""

from dataclasses import dataclass, replace
from itertools import groupby

from sqlalchemy import Row, select

from data_access.accounts.sessions import Actor
from data_access.audit.chain import Action, Entry
from data_access.errors import NotEnoughToSearch
from data_access.people import access
from data_access.people.access import Reading
from data_access.people.birth_dates import TypedBirthDate
from data_access.people.findable_people import Born, count_people, list_people
from data_access.people.name_index import (
    PairRange,
    SimilarNames,
    find_similar_names,
    pair_ranges,
    pair_ranges_of_halves,
)
from data_access.people.person_page import subject_of_individual, youngest_first
from data_access.storage.extract_tables import person
from data_access.values import Grounds, SearchAnswer, SearchTerms
from matching import names
from matching.names import OTHER, Token, TypedName

LONGEST_CASE_ID = 40

NEAR = 0.14
"""Highest cost of a name that could easily be the same: one typing error, another spelling, a short form."""
FARTHEST = 0.28
"""Highest cost of a name that is ever shown: an error in each name, or two in one. Tried only if no name is near."""
HANDFUL = 5
"""The most similar people shown, unless more are equally near."""

MOST_COUNTED = 1_000
"""People are counted no further than this: it helps no one to know that there are 12,402 Smiths."""

NEAR_DATE = 0.05
"""Cost of a date of birth close to the one typed (`birth_dates.py`), or of an unknown one."""


@dataclass(frozen=True)
class _Found:
    """A person, and how far they are from the search terms; 0 is a match."""

    cost: float
    row: Row


def search_people(
    actor: Actor, terms: SearchTerms, *, grounds: Grounds, shown: SearchAnswer | None = None
) -> SearchAnswer:
    """Find individuals (journey 1) or children (journey 2) by name, case ID or both (audit levels 1 and 2).

    A case ID leads straight to its person. If a name is typed too, it must fit. The council's `search.by` is enforced.
    `shown` is what the page shows already: the search is made again, but recorded only if the answer differs.
    Raises NotEnoughToSearch, NotPermitted, NotSignedIn, NoExtract or Unavailable.
    """
    typed = _typed(terms)
    check_enough_to_search(terms, typed)
    with access.reading(actor, grounds, is_shown=shown is not None) as read:
        council = read.council
        by_name = typed.first or typed.family or terms.date_of_birth
        if (terms.case_id and not council.searches_by_case_id) or (by_name and not council.searches_by_name):
            access.refuse(read, access.NOT_THIS_WAY)
        search = _search_by_case_id if terms.case_id else _search_by_name
        answer = replace(search(read, terms, typed), only_children_loaded=_only_children_loaded(read))
        listed = [individual.person_id for individual in answer.matches + answer.similar]
        covered = access.listed_under_cover(read, listed)
    return access.record_unless_shown(read, answer, shown, *_entries(terms, answer, covered))


def check_enough_to_search(terms: SearchTerms, typed: TypedName) -> None:
    """Require a family name, a first name with a date of birth, or a case ID. Raises NotEnoughToSearch."""
    too_long = max(len(terms.first_name), len(terms.family_name)) > names.LONGEST_NAME
    enough = terms.case_id or typed.family or (typed.first and terms.date_of_birth)
    if too_long or len(terms.case_id) > LONGEST_CASE_ID or not enough:
        raise NotEnoughToSearch


def _typed(terms: SearchTerms) -> TypedName:
    first, family = names.tokens(terms.first_name), names.tokens(terms.family_name)
    return TypedName(tuple(map(Token.of, first)), tuple(map(Token.of, family)))


def _only_children_loaded(read: Reading) -> bool:
    searches_for_anyone = read.council.journey == 1 and read.setup is None
    return searches_for_anyone and read.facts.journey == 2


def _search_by_case_id(read: Reading, terms: SearchTerms, typed: TypedName) -> SearchAnswer:
    # No database stores the NUL character, and PostgreSQL refuses a query that contains it.
    case_id = terms.case_id.replace("\0", "")
    by_case_id = select(person).where(person.c.cms_id == case_id, access.is_findable(access.may_find(read)))
    row = read.connection.execute(by_case_id, access.search_parameters(read)).one_or_none()
    if row is None:
        return SearchAnswer()
    first, family = names.tokens(row.first_name), names.tokens(row.family_name)
    fits_name = typed.cost(first, family, typed.costs((*first, *family))) <= FARTHEST
    fits_date = terms.date_of_birth in (None, row.date_of_birth)
    if not (fits_name and fits_date):
        return SearchAnswer(case_id_of_another=True)
    return SearchAnswer(direct=row.person_id)


def _search_by_name(read: Reading, terms: SearchTerms, typed: TypedName) -> SearchAnswer:
    alike = find_similar_names(read.connection, typed)
    born = TypedBirthDate(terms.date_of_birth)
    rows = _by_number(list_people(read, born, Born.THAT_DAY)) if born.day else {}
    found: list[_Found] = []
    for farthest in (NEAR, FARTHEST):
        try:
            rows |= _people_named(read, born, _reaches(read, typed, alike, farthest))
        except _TooMany as too_many:
            return SearchAnswer(too_many=too_many.number)
        found = [_Found(_cost(born, typed, row, alike.costs), row) for row in rows.values()]
        found = [one for one in found if one.cost < OTHER]
        if found:
            break
        # None of these people fits, so they are not scored again.
        rows = {}
    return _grouped(found, limit=read.council.search.most_individuals)


def _reaches(read: Reading, typed: TypedName, alike: SimilarNames, farthest: float) -> list[PairRange]:
    """The names to look up: the near ones first, and those further away only if no one has a near one."""
    if not typed.family:
        return []
    both_halves = len(typed.family) > 1 and not typed.first
    if both_halves and farthest == NEAR:
        # For a double-barrelled name typed alone, too many people have one of the halves.
        return pair_ranges_of_halves(alike, NEAR)
    reaches = pair_ranges(read.connection, read.facts.pairs, typed, alike, farthest)
    already_tried = farthest > NEAR and not both_halves
    return [reach for reach in reaches if reach[0] > NEAR] if already_tried else reaches


def _people_named(read: Reading, born: TypedBirthDate, reaches: list[PairRange]) -> dict[int, Row]:
    """Step 2: the people with these names, nearest first, up to the number that may be listed. Raises _TooMany."""
    if not reaches:
        return {}
    limit = read.council.search.most_individuals
    rows = list_people(read, born, Born.ANY_DAY, reaches, most=limit + 1)
    if len(rows) > limit and born.day:
        # Only now: a query with a list of dates takes longer than reading a few people.
        rows = list_people(read, born, Born.ABOUT, reaches, most=limit + 1)
    return _by_number(rows) if len(rows) <= limit else _nearest_people_named(read, born, reaches, limit)


def _nearest_people_named(read: Reading, born: TypedBirthDate, reaches: list[PairRange], limit: int) -> dict[int, Row]:
    """People with the nearest names, one group of equal cost after another, until there are enough. Raises _TooMany."""
    found: dict[int, Row] = {}
    for cost, tier in groupby(sorted(reaches), key=lambda reach: round(reach[0], 2)):
        if not found:
            found = _list_unless_too_many(read, born, list(tier), limit)
            continue
        # A person with two names may be in the rows twice, so people are counted, not rows.
        room = limit - len(found)
        more = list_people(read, born, Born.ABOUT, list(tier), most=room + 1)
        if len(more) > room:
            break
        found |= _by_number(more)
        if cost > 0 and len(found) >= HANDFUL:
            break
    return found


class _TooMany(Exception):
    """There are more people with the nearest names than may be listed; `number` is how many."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__()


def _list_unless_too_many(read: Reading, born: TypedBirthDate, reaches: list[PairRange], limit: int) -> dict[int, Row]:
    """Everyone with these names born on or near the date typed. Raises _TooMany."""
    rows = list_people(read, born, Born.ABOUT, reaches, most=limit + 1)
    if len(rows) > limit:
        number = count_people(read, born, Born.ABOUT, reaches, most=MOST_COUNTED + 1)
        if number > limit:
            raise _TooMany(number)
        rows = list_people(read, born, Born.ABOUT, reaches)
    return _by_number(rows)


def _by_number(rows: list[Row]) -> dict[int, Row]:
    return {row.number: row for row in rows}


def _cost(born: TypedBirthDate, typed: TypedName, row: Row, costs: names.Costs) -> float:
    """How far a person is from the search terms: 0 is a match; a person at OTHER is not shown."""
    first, family = names.tokens(row.first_name), names.tokens(row.family_name)
    if born.day is not None and row.date_of_birth == born.day:
        return typed.cost_born_that_day(first, family, costs)
    name = typed.cost(first, family, costs)
    if name > FARTHEST or not born.allows(row.date_of_birth):
        return OTHER
    return name if born.day is None else name + NEAR_DATE


def _grouped(found: list[_Found], *, limit: int) -> SearchAnswer:
    """Step 3: the matches, then the nearest others. Over the council's limit, only the number is given."""
    matches = [one.row for one in found if one.cost == 0]
    if len(matches) > limit:
        return SearchAnswer(too_many=len(matches))
    others = sorted((one for one in found if 0 < one.cost <= (NEAR if matches else OTHER)), key=_distance)
    similar: list[Row] = []
    for _, tier in groupby(others, key=_distance):
        equally_near = [one.row for one in tier]
        if similar and len(similar) + len(equally_near) > HANDFUL:
            break
        if len(matches) + len(equally_near) > limit:
            return SearchAnswer(matches=youngest_first(matches), too_many=None if matches else len(equally_near))
        similar += equally_near
    return SearchAnswer(matches=youngest_first(matches), similar=youngest_first(similar))


def _distance(one: _Found) -> float:
    return round(one.cost, 2)


def _entries(terms: SearchTerms, answer: SearchAnswer, covered: set[str]) -> list[Entry]:
    terms_typed = {
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
    entries = [Entry(Action.SEARCHED, about={"terms": terms_typed, "found": found})]
    shown = [subject_of_individual(individual) for individual in answer.matches + answer.similar]
    if shown:
        entries.append(Entry(Action.SHOWN_INDIVIDUALS, shown))
    if covered:
        entries.append(Entry(Action.LISTED_UNDER_COVER, [one for one in shown if one.person_id in covered]))
    return entries
