"""Search by name, date of birth or case ID. Every search is recorded before it returns.

A search by name takes three steps, none of which scans the table of people:

1. **Names.** The keys of the typed name find a few hundred of the council's names; the similar ones are kept.
2. **People.** Each pair of a similar family name and a similar first name is looked up in `name_pair`. If a date of
   birth was typed, everyone born on that day is considered too: their family name may have changed.
3. **Groups.** People with the typed name and date of birth are *matches*; the nearest of the others are *similar*.

The condition on who may be found (`access.is_findable`) is part of every statement that reads people.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import ColumnElement, Row, select

from data_access.accounts.sessions import Actor
from data_access.audit.chain import Action, Entry, Subject
from data_access.errors import NotEnoughToSearch
from data_access.people import access
from data_access.people.access import Reading
from data_access.people.finding import case_ids
from data_access.people.finding.birth_dates import TypedBirthDate
from data_access.people.finding.findable_people import Born, count_people, list_people
from data_access.people.finding.loose_names import find_loosely
from data_access.people.finding.name_index import PairRange
from data_access.people.finding.other_names import names_held, with_known_as
from data_access.people.finding.similar_names import SimilarNames, find_similar_names, pair_ranges
from data_access.people.person_ids import person_id_for
from data_access.people.person_page import subject_of_individual, youngest_first
from data_access.storage.extract_tables import person
from data_access.values import Grounds, LooksLike, SearchAnswer, SearchTerms
from matching import names, not_names
from matching.name_costs import OTHER, Costs
from matching.typed_names import HeldName, NamesBeside, TypedName

LONGEST_CASE_ID = 40

NEAR = 0.14
"""Highest cost of a name that could easily be the same: one typing error, another spelling, a short form."""
FARTHEST = 0.28
"""Highest cost of a name that is ever shown: an error in each name, or two in one. Tried only if no name is near."""
HANDFUL = 8
"""The most similar people shown, unless more are equally near."""

_BELONGS_IN = {not_names.CASE_ID: "case_id", not_names.DATE: "date_of_birth", not_names.NAME: "family_name"}

MOST_RANGES = 500
"""At most so many names are looked up at once: the first of those that fit a star may be too many already."""
MOST_COUNTED = 1_000
"""People are counted no further than this: it helps no one to know that there are 12,402 Smiths."""

NEAR_DATE = 0.05
"""Cost of a date of birth close to the one typed (`birth_dates.py`), or of an unknown one."""
OTHER_DATE = 0.12
"""Cost of any other date of birth. Only a first and family name that together cost at most NEAR are shown at all."""


class _Found(NamedTuple):
    """A person, and how far they are from the search terms; 0 is a match."""

    cost: float
    row: Row


def search_people(
    actor: Actor, terms: SearchTerms, *, grounds: Grounds, shown: SearchAnswer | None = None
) -> SearchAnswer:
    """Find individuals (journey 1) or children (journey 2) by name, case ID or both (audit levels 1 and 2).

    A case ID leads straight to its person. If a name is typed too, it must fit. The council's `search.by` is enforced.
    What is no name (a postcode, a date) is looked up nowhere: the answer says what it looks like.
    `shown` is what the page shows already: the search is made again, but recorded only if the answer differs.
    Raises NotEnoughToSearch, NotPermitted, NotSignedIn, NoExtract or Unavailable.
    """
    typed = TypedName.of(terms.first_name, terms.family_name)
    other = None if terms.case_id else what_it_looks_like(terms)
    if other is None:
        _check_enough_to_search(terms, typed)
    with access.reading(actor, grounds, is_shown=shown is not None) as read:
        council = read.council
        by_name = typed.first or typed.family or terms.date_of_birth or other
        if (terms.case_id and not council.searches_by_case_id) or (by_name and not council.searches_by_name):
            access.refuse(read, access.NOT_THIS_WAY)
        search = _search_by_case_id if terms.case_id else _search_by_name
        answer = search(read, terms, typed) if other is None else SearchAnswer(looks_like=other)
        answer = replace(
            answer,
            matches=with_known_as(read, answer.matches),
            similar=with_known_as(read, answer.similar),
            only_children_loaded=_only_children_loaded(read),
        )
        listed = [individual.person_id for individual in answer.matches + answer.similar]
        covered = access.listed_under_cover(read, listed)
        about = _whose_case_id(read, terms)
    return access.record_unless_shown(read, answer, shown, *_entries(terms, answer, covered, about))


def is_enough_to_search(terms: SearchTerms) -> bool:
    """Whether there is a family name, a first name with a date of birth, a full name in either box, or a case ID."""
    return _is_enough_to_search(terms, TypedName.of(terms.first_name, terms.family_name))


def _is_enough_to_search(terms: SearchTerms, typed: TypedName) -> bool:
    return bool(terms.case_id or typed.family or (typed.first and (terms.date_of_birth or typed.in_one_box)))


def _check_enough_to_search(terms: SearchTerms, typed: TypedName) -> None:
    too_long = max(len(terms.first_name), len(terms.family_name)) > names.LONGEST_NAME
    if too_long or len(terms.case_id) > LONGEST_CASE_ID or not _is_enough_to_search(terms, typed):
        raise NotEnoughToSearch


def what_it_looks_like(terms: SearchTerms) -> LooksLike | None:
    """What was typed in a name's box, or in the case ID's, and belongs elsewhere; None if it may be right there.

    Reads nothing: only what was typed decides.
    """
    both = terms.first_name and terms.family_name
    together = not_names.looks_like_in_two(terms.first_name, terms.family_name) if both else None
    if together:
        return LooksLike(together, "first_name", _BELONGS_IN.get(together))
    for typed_in, text in (("first_name", terms.first_name), ("family_name", terms.family_name)):
        what = not_names.looks_like(text)
        if what:
            return LooksLike(what, typed_in, _BELONGS_IN.get(what))
    return None


def _as_no_case_id(case_id: str) -> LooksLike | None:
    """The same for a case ID that no one has."""
    what = not_names.looks_like(case_id)
    if what is None and not any(letter.isdigit() for letter in case_id) and names.tokens(case_id):
        what = not_names.NAME
    if what in (None, not_names.CASE_ID, not_names.POSTCODE):
        return None
    return LooksLike(what, "case_id", _BELONGS_IN.get(what))


def _only_children_loaded(read: Reading) -> bool:
    searches_for_anyone = read.council.journey == 1 and read.setup is None
    return searches_for_anyone and read.facts.journey == 2


def _search_by_case_id(read: Reading, terms: SearchTerms, typed: TypedName) -> SearchAnswer:
    # No database stores the NUL character, and PostgreSQL refuses a query that contains it.
    case_id = terms.case_id.replace("\0", "")
    row = _findable(read, person.c.cms_id == case_id)
    if row is None:
        return _offered_by_case_id(read, case_id)
    others = [name for name, _ in names_held(read, [row.number]).get(row.number, ())]
    held = [HeldName.of(row.first_name, row.family_name), *others]
    fits_name = any(NamesBeside(typed, typed.costs(one)).cost(one) <= FARTHEST for one in held)
    fits_date = terms.date_of_birth in (None, row.date_of_birth)
    if not (fits_name and fits_date):
        return SearchAnswer(case_id_of_another=True)
    return SearchAnswer(direct=row.person_id)


def _whose_case_id(read: Reading, terms: SearchTerms) -> list[Subject]:
    """Whose case ID was typed, also where the search does not lead to them: the audit finds the search under them.

    No one for a restricted person: the record then reads like that of a case ID that no one has.
    """
    case_id = terms.case_id.replace("\0", "")
    if not case_id:
        return []
    its_own = select(person).where(person.c.cms_id == case_id, access.is_not_restricted(read))
    row = read.connection.execute(its_own).one_or_none()
    return [access.subject_of(row)] if row else []


def _offered_by_case_id(read: Reading, case_id: str) -> SearchAnswer:
    """Whoever has this case ID written in another way; no one if it is taken exactly as typed, also by someone who may
    not be found, or was restricted before they left the extract."""
    taken = case_ids.is_in_use(read.connection, case_id)
    taken = taken or access.is_restricted_for(read, person_id_for(read.council, cms_id=case_id))
    number = None if taken else case_ids.find_by_loose_form(read.connection, case_id)
    row = None if number is None else _findable(read, person.c.number == number)
    if row is None:
        return SearchAnswer(looks_like=_as_no_case_id(case_id))
    return SearchAnswer(similar=youngest_first([row]), by_loose_case_id=True)


def _findable(read: Reading, which: ColumnElement[bool]) -> Row | None:
    found = select(person).where(which, access.is_findable(access.may_find(read)))
    return read.connection.execute(found, access.search_parameters(read)).one_or_none()


def _search_by_name(read: Reading, terms: SearchTerms, typed: TypedName) -> SearchAnswer:
    alike = find_similar_names(read.connection, typed)
    born = TypedBirthDate(terms.date_of_birth)
    rows = _by_number(list_people(read, born, Born.THAT_DAY)) if born.day else {}
    reaches = pair_ranges(read.connection, read.facts.pairs, typed, alike, FARTHEST)
    found: dict[int, _Found] = {}
    for nearest, farthest in ((-1.0, NEAR), (NEAR, FARTHEST)):
        try:
            rows |= _people_named(read, born, [one for one in reaches if nearest < one[0] <= farthest])
        except _TooMany as too_many:
            if not _near_enough(found):
                return SearchAnswer(too_many=too_many.number, more_than=too_many.more_than)
            break
        new = {number: row for number, row in rows.items() if number not in found}
        found |= _scored(read, born, typed, new, alike.costs)
        if _is_enough(found):
            break
    if not any(one.cost <= NEAR for one in found.values()):
        found |= _with_loose_names(read, born, typed, alike, rows)
    return _grouped(_near_enough(found), limit=read.council.search.most_individuals)


def _with_loose_names(
    read: Reading, born: TypedBirthDate, typed: TypedName, alike: SimilarNames, rows: dict[int, Row]
) -> dict[int, _Found]:
    """Who has a right name beside one that resembles the other. Of those read before, too, a name may resemble it."""
    reaches, costs = find_loosely(read.connection, read.facts, typed, alike)
    if not reaches:
        return {}
    try:
        rows = rows | _people_named(read, born, reaches)
    except _TooMany:
        return {}
    return _scored(read, born, typed, rows, {**costs, **alike.costs})


def _scored(
    read: Reading, born: TypedBirthDate, typed: TypedName, rows: dict[int, Row], costs: Costs
) -> dict[int, _Found]:
    """Each person by the nearest of their names."""
    beside = NamesBeside(typed, costs)

    @cache
    def name_cost(held: HeldName, is_born_that_day: bool) -> float:
        """Once for everyone of the same name: most people listed have one with others."""
        return beside.cost_born_that_day(held) if is_born_that_day else beside.cost(held)

    others, found = names_held(read, rows), {}
    for number, row in rows.items():
        is_born_that_day = born.day is not None and row.date_of_birth == born.day
        legal = HeldName.of(row.first_name, row.family_name)
        cost = _cost(born, typed, row, name_cost(legal, is_born_that_day))
        for name, least in others.get(number, ()):
            cost = min(cost, max(_cost(born, typed, row, name_cost(name, is_born_that_day)), least))
        found[number] = _Found(cost, row)
    return found


def _near_enough(found: dict[int, _Found]) -> list[_Found]:
    return [one for one in found.values() if one.cost < OTHER]


def _is_enough(found: dict[int, _Found]) -> bool:
    """Whether names further away need not be looked up: there is a match, or a handful of near names."""
    costs = [one.cost for one in found.values()]
    return 0 in costs or sum(cost <= NEAR for cost in costs) >= HANDFUL


def _people_named(read: Reading, born: TypedBirthDate, reaches: list[PairRange]) -> dict[int, Row]:
    """Step 2: the people with these names, nearest first, up to the number that may be listed. Raises _TooMany."""
    if not reaches:
        return {}
    limit = read.council.search.most_individuals
    if len(reaches) > MOST_RANGES:
        return _people_of_many_names(read, born, reaches, limit)
    rows = list_people(read, born, Born.ANY_DAY, reaches, most=limit + 1)
    if len(rows) > limit and born.day:
        # Only now: a query with a list of dates takes longer than reading a few people.
        rows = list_people(read, born, Born.ABOUT, reaches, most=limit + 1)
    return _by_number(rows) if len(rows) <= limit else _nearest_people_named(read, born, reaches, limit)


def _people_of_many_names(read: Reading, born: TypedBirthDate, reaches: list[PairRange], limit: int) -> dict[int, Row]:
    """The same for names that begin or end as typed: all are equally near, so no one is counted over the limit. Raises
    _TooMany."""
    found: dict[int, Row] = {}
    for start in range(0, len(reaches), MOST_RANGES):
        at_once = reaches[start : start + MOST_RANGES]
        found |= _by_number(list_people(read, born, Born.ABOUT, at_once, most=2 * limit + 1))
        if len(found) > limit:
            raise _TooMany(limit + 1, more_than=True)
    return found


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
    """There are more people with the nearest names than may be listed; `number` is how many, or at least how many."""

    def __init__(self, number: int, *, more_than: bool = False) -> None:
        self.number = number
        self.more_than = more_than
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


def _by_number(rows: Sequence[Row]) -> dict[int, Row]:
    return {row.number: row for row in rows}


def _cost(born: TypedBirthDate, typed: TypedName, row: Row, name: float) -> float:
    """How far a person is from the search terms by one of their names, which costs `name`: 0 is a match; a person at
    OTHER is not shown."""
    if born.day is not None and row.date_of_birth == born.day:
        return name
    if name > FARTHEST:
        return OTHER
    if born.day is None:
        return name
    if born.allows(row.date_of_birth):
        return name + NEAR_DATE
    return name + OTHER_DATE if name <= NEAR and typed.first and typed.family else OTHER


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


def _entries(terms: SearchTerms, answer: SearchAnswer, covered: set[str], about: list[Subject]) -> list[Entry]:
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
    if answer.more_than:
        found["more_than"] = True
    if answer.looks_like:
        found["looks_like"] = answer.looks_like.what
    entries = [Entry(Action.SEARCHED, about, about={"terms": terms_typed, "found": found})]
    shown = [subject_of_individual(individual) for individual in answer.matches + answer.similar]
    if shown:
        entries.append(Entry(Action.SHOWN_INDIVIDUALS, shown))
    if covered:
        entries.append(Entry(Action.LISTED_UNDER_COVER, [one for one in shown if one.person_id in covered]))
    return entries
