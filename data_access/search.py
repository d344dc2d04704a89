"""How people are found: by name, by date of birth, by case ID. Every search is recorded before it returns.

A search by name takes three steps, none of which reads the table of people from end to end:

1. **Names.** The keys of what was typed fetch a few hundred of the council's names; those alike (`names.cost`) stay.
2. **People.** Each pair of a family name and a first name that may still be the person is looked up in `name_pair`;
   with a date of birth, those born on that very day are looked at too, whatever their family name is now.
3. **Groups.** Whoever has the name and the date of birth as typed is a *match*; the nearest others are *similar*.

The condition on who may be found at all (`access.is_searchable`) is part of every statement that reads people.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import ColumnElement, Row, and_, bindparam, false, func, or_, select, true, union_all

from data_access import access, names
from data_access.access import Reading
from data_access.accounts import Actor
from data_access.answers import Grounds, SearchAnswer, SearchTerms
from data_access.audit import Action, Entry
from data_access.errors import NotEnoughToSearch
from data_access.extract_tables import extract_info, name_key, name_pair, name_token, person
from data_access.name_index import pair
from data_access.names import OTHER, Token, TypedName
from data_access.people import subject_of_individual, youngest_first

LONGEST_CASE_ID = 40

NEAR = 0.14
"""What could easily be the same name: one typing error, another spelling, a short form. Looked for first."""
FARTHEST = 0.28
"""Looked for only where nobody is near: an error in each name, two in one. A name of a higher cost is never shown."""
HANDFUL = 5
"""At most so many similar names are shown, unless more are equally near."""
MOST_ROWS = 100
"""People read and compared at once. A name that more bear is first counted, nearest names first."""

NEAR_DATE = 0.05
"""Cost of a date of birth that is nearly the one typed (`near_dates`), or of one that is not known."""


class _Reach(NamedTuple):
    """People to look at: those whose `pair` is between `low` and `high`, and the least their name can cost."""

    cost: float
    low: int
    high: int


@dataclass(frozen=True)
class _Found:
    """A person, and how far they are from what was typed; 0 is a match."""

    cost: float
    row: Row


def search_people(actor: Actor, terms: SearchTerms, *, grounds: Grounds) -> SearchAnswer:
    """Find individuals (journey 1) or children (journey 2) by name, case ID or both (audit levels 1 and 2).

    A case ID leads straight to its person. With both given, both must fit. The council's `search.by` is enforced.
    Raises NotEnoughToSearch, NotPermitted, NotSignedIn, NoExtract or Unavailable.
    """
    typed = _typed(terms)
    check_enough_to_search(terms, typed)
    with access.reading(actor, grounds) as read:
        council = read.council
        by_name = typed.first or typed.family or terms.date_of_birth
        if (terms.case_id and not council.searches_by_case_id) or (by_name and not council.searches_by_name):
            access.refuse(read, access.NOT_THIS_WAY)
        search = _search_by_case_id if terms.case_id else _search_by_name
        answer = replace(search(read, terms, typed), only_children_loaded=_only_children_loaded(read))
    access.record(read, *_entries(terms, answer))
    return answer


def check_enough_to_search(terms: SearchTerms, typed: TypedName) -> None:
    """A family name is needed, or a first name with a date of birth, or a case ID. Raises NotEnoughToSearch."""
    too_long = max(len(terms.first_name), len(terms.family_name)) > names.LONGEST_NAME
    enough = terms.case_id or typed.family or (typed.first and terms.date_of_birth)
    if too_long or len(terms.case_id) > LONGEST_CASE_ID or not enough:
        raise NotEnoughToSearch


def _typed(terms: SearchTerms) -> TypedName:
    first, family = names.tokens(terms.first_name), names.tokens(terms.family_name)
    return TypedName(tuple(map(Token.of, first)), tuple(map(Token.of, family)))


def _only_children_loaded(read: Reading) -> bool:
    return read.council.journey == 1 and read.connection.scalar(select(extract_info.c.journey)) == 2


def _search_by_case_id(read: Reading, terms: SearchTerms, typed: TypedName) -> SearchAnswer:
    row = read.connection.execute(
        select(person).where(person.c.cms_id == terms.case_id, access.is_searchable(read))
    ).one_or_none()
    if row is None:
        return SearchAnswer()
    fits_name = typed.cost(*_tokens_of(row, {})) <= FARTHEST
    fits_date = terms.date_of_birth in (None, row.date_of_birth)
    if not (fits_name and fits_date):
        return SearchAnswer(case_id_of_another=True)
    return SearchAnswer(direct=row.person_id)


def _search_by_name(read: Reading, terms: SearchTerms, typed: TypedName) -> SearchAnswer:
    limit = read.council.search.most_individuals
    alike = _names_alike(read, typed)
    heard = {token.text: token for token in alike}
    born = _Born.of(terms.date_of_birth)
    that_day = _people(read, person.c.date_of_birth == born.day) if born.day else {}
    found: list[_Found] = []
    for farthest in (NEAR, FARTHEST):
        rows, too_many = _bearers(read, born, _tiers(read, typed, alike, farthest), limit)
        if too_many is not None:
            return SearchAnswer(too_many=too_many)
        found = [_Found(_cost(born, typed, row, heard), row) for row in (rows | that_day).values()]
        if any(one.cost <= farthest for one in found):
            break
    return _grouped([one for one in found if one.cost < OTHER], limit=limit)


def _names_alike(read: Reading, typed: TypedName) -> dict[Token, int]:
    """Step 1: every name of the council that shares a key with a typed one, or begins with a first name, by number."""
    parts = {part for typed_part in (typed.first, typed.family) if typed_part for part in _parts(typed_part)}
    keys = {key for part in parts for key in names.wanted(part.text)}
    columns = (name_token.c.token, name_token.c.heard, name_token.c.stem, name_token.c.number)
    by_key = name_token.join(name_key, name_key.c.token_number == name_token.c.number)
    wanted = [select(*columns).select_from(by_key).where(name_key.c.key.in_(sorted(keys)))]
    begun = {text for part in typed.first for text in names.beginnings(part.text)}
    wanted += [select(*columns).where(_begins_with(text)) for text in sorted(begun)]
    rows = read.connection.execute(union_all(*wanted))
    return {Token(text, heard, stem): number for text, heard, stem, number in rows}


def _begins_with(text: str) -> ColumnElement[bool]:
    return and_(name_token.c.token > text, name_token.c.token < f"{text}{{")


def _tiers(read: Reading, typed: TypedName, alike: dict[Token, int], farthest: float) -> list[ColumnElement[bool]]:
    """Step 2: conditions on `person`: the first for everybody within reach, then for each distance, nearest first."""
    if not typed.family:
        return [false()]
    if typed.first:
        reaches = _reaches(read, typed, alike, farthest)
    elif len(typed.family) == 1 or farthest > NEAR:
        reaches = _bearing(_nearest(_parts(typed.family), alike), farthest)
    else:
        # Both halves of a double-barrelled name: either alone, or what the whole begins with, would bring a crowd.
        halves = [_within(_bearing(_nearest([part], alike), farthest)) for part in typed.family]
        together = _within(_bearing(_nearest([names.run_together(typed.family)], alike), names.PREFIXED))
        return [or_(and_(*halves), together)] * 2
    by_distance = groupby(reaches, key=lambda reach: reach.cost)
    return [_within(reaches), *(_within(list(tier)) for _, tier in by_distance)]


def _bearing(families: list[tuple[float, int]], farthest: float) -> list[_Reach]:
    """Everybody of these family names, whatever their first name."""
    near = [(round(cost, 2), number) for cost, number in families if cost <= farthest]
    return [_Reach(cost, pair(number, 0), pair(number + 1, 0) - 1) for cost, number in near]


def _reaches(read: Reading, typed: TypedName, alike: dict[Token, int], farthest: float) -> list[_Reach]:
    """The pairs of names that may still be the person, nearest first, either way round."""
    first, family = _nearest(_parts(typed.first), alike), _nearest(_parts(typed.family), alike)
    reaches = []
    if typed.has_initial:
        low, high = _numbers_beginning_with(read, typed.first[0].text)
        reaches = [_Reach(round(cost, 2), pair(number, low), pair(number, high)) for cost, number in family]
    for turned, families, firsts in ((0.0, family, first), (names.SWAPPED, first, family)):
        for family_cost, family_number in families:
            for first_cost, first_number in firsts:
                cost = family_cost + first_cost + turned
                if cost > farthest:
                    break
                both = pair(family_number, first_number)
                reaches.append(_Reach(round(cost, 2), both, both))
    return sorted(reaches)


def _numbers_beginning_with(read: Reading, letter: str) -> tuple[int, int]:
    """The first and the last number of the names that begin so: they are numbered in their order."""
    begins = or_(name_token.c.token == letter, _begins_with(letter))
    ends = select(func.min(name_token.c.number), func.max(name_token.c.number)).where(begins)
    low, high = read.connection.execute(ends).one()
    return low or 0, high or 0


def _nearest(parts: Iterable[Token], alike: dict[Token, int]) -> list[tuple[float, int]]:
    """The cost and number of each name alike to one of the parts typed, nearest first."""
    near = ((min(names.cost(part, token) for part in parts), number) for token, number in alike.items())
    return sorted((cost, number) for cost, number in near if cost <= names.ALIKE)


def _parts(typed: Sequence[Token]) -> set[Token]:
    """The tokens typed, and all of them run together: Mary, Anne and Maryanne."""
    return {*typed, names.run_together(typed)}


def _bearers(
    read: Reading, born: "_Born", tiers: list[ColumnElement[bool]], limit: int
) -> tuple[dict[int, Row], int | None]:
    """The people of all tiers, or how many they are when even the nearest are too many to list.

    Where they are more than MOST_ROWS, they are counted, and read as far as they can be listed.
    """
    everybody, *by_distance = tiers
    rows = _people(read, and_(everybody, born.about()), most=MOST_ROWS + 1)
    if len(rows) <= MOST_ROWS:
        return rows, None
    rows = {}
    for tier in by_distance:
        number = _count(read, and_(tier, born.about()))
        if len(rows) + number > limit:
            return rows, None if rows else number
        rows |= _people(read, and_(tier, born.about()))
    return rows, None


def _within(reaches: list[_Reach]) -> ColumnElement[bool]:
    exact = [reach.low for reach in reaches if reach.low == reach.high]
    spans = [name_pair.c.pair.between(reach.low, reach.high) for reach in reaches if reach.low != reach.high]
    # Numbers of ours, written into the statement: hundreds of parameters would take longer than the search.
    numbers = bindparam("pairs", exact, expanding=True, literal_execute=True, unique=True)
    within = select(name_pair.c.person_number).where(or_(name_pair.c.pair.in_(numbers), *spans))
    return person.c.number.in_(within)


def _people(read: Reading, which: ColumnElement[bool], *, most: int | None = None) -> dict[int, Row]:
    """The people this worker may find, by their number in the extract."""
    found = select(person).where(which, access.is_searchable(read)).limit(most)
    return {row.number: row for row in read.connection.execute(found)}


def _count(read: Reading, which: ColumnElement[bool]) -> int:
    return read.connection.scalar(select(func.count()).select_from(person).where(which, access.is_searchable(read)))


def _cost(born: "_Born", typed: TypedName, row: Row, heard: dict[str, Token]) -> float:
    """How far a person is from what was typed: 0 is a match, OTHER is nobody to show."""
    first, family = _tokens_of(row, heard)
    if born.day is not None and row.date_of_birth == born.day:
        return typed.cost_born_that_day(first, family)
    name = typed.cost(first, family)
    if name > FARTHEST or not (born.day is None or row.date_of_birth is None or row.date_of_birth in born.near):
        return OTHER
    return name if born.day is None else name + NEAR_DATE


def _tokens_of(row: Row, heard: dict[str, Token]) -> tuple[list[Token], list[Token]]:
    """The person's names as tokens; how most of them are heard is known from the index."""
    return tuple(
        [heard.get(text) or Token.of(text) for text in names.tokens(name)] for name in (row.first_name, row.family_name)
    )


@dataclass(frozen=True)
class _Born:
    """The date of birth typed, None where none was, and the dates that may be a slip for it."""

    day: date | None
    near: frozenset[date]

    @classmethod
    def of(cls, day: date | None) -> "_Born":
        return cls(day, near_dates(day) if day else frozenset())

    def about(self) -> ColumnElement[bool]:
        """The condition on `person`: born that day or near it, or nobody knows when."""
        if self.day is None:
            return true()
        return or_(person.c.date_of_birth.is_(None), person.c.date_of_birth.in_(sorted({self.day, *self.near})))


def near_dates(born: date) -> frozenset[date]:
    """The dates that may be a slip for this one: day and month swapped, the day or the month wrong, a year off, or one
    digit of the year wrong or two of them swapped.

    >>> date(2012, 5, 12) in near_dates(date(2012, 12, 5)), date(1987, 5, 12) in near_dates(date(1978, 5, 12))
    (True, True)
    """
    digits = f"{born.year:04}"
    years = {born.year - 1, born.year + 1}
    years |= {int(digits[:place] + other + digits[place + 1 :]) for place in range(4) for other in "0123456789"}
    years |= {int(digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]) for place in range(3)}
    parts = {(born.year, born.day, born.month)}
    parts |= {(born.year, born.month, day) for day in range(1, 32)}
    parts |= {(born.year, month, born.day) for month in range(1, 13)}
    parts |= {(year, born.month, born.day) for year in years if 1880 <= year <= 2200}
    return frozenset(day for day in map(_date_or_none, parts) if day is not None and day != born)


def _date_or_none(parts: tuple[int, int, int]) -> date | None:
    try:
        return date(*parts)
    except ValueError:
        return None


def _grouped(found: list[_Found], *, limit: int) -> SearchAnswer:
    """Step 3: the matches, and below them the nearest of the others; over the council's limit only how many."""
    matches = [one.row for one in found if one.cost == 0]
    if len(matches) > limit:
        return SearchAnswer(too_many=len(matches))
    others = sorted((one for one in found if 0 < one.cost <= (NEAR if matches else OTHER)), key=_far)
    similar: list[Row] = []
    for _, tier in groupby(others, key=_far):
        equally_near = [one.row for one in tier]
        if similar and len(similar) + len(equally_near) > HANDFUL:
            break
        if len(matches) + len(equally_near) > limit:
            return SearchAnswer(matches=youngest_first(matches), too_many=None if matches else len(equally_near))
        similar += equally_near
    return SearchAnswer(matches=youngest_first(matches), similar=youngest_first(similar))


def _far(one: _Found) -> float:
    return round(one.cost, 2)


def _entries(terms: SearchTerms, answer: SearchAnswer) -> list[Entry]:
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
    shown = [subject_of_individual(individual) for individual in answer.matches + answer.similar]
    if shown:
        entries.append(Entry(Action.SHOWN_INDIVIDUALS, shown))
    return entries
