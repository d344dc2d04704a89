"""The people a worker may find, looked up by name and date of birth.

Building a statement takes longer than the database takes to answer it. So there is one cached statement for each kind
of question; the names, the dates and the worker are its parameters.
"""

from collections.abc import Sequence
from enum import Enum
from functools import cache
from typing import NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Date, Row, Select, Subquery, and_, bindparam, func, or_, select, true

from data_access.people import access
from data_access.people.access import MayFind, Reading
from data_access.people.finding.birth_dates import TypedBirthDate
from data_access.people.finding.name_index import PairRange, bears, has_ranges, looked_up
from data_access.storage.extract_tables import person
from data_access.storage.list_parameters import is_one_of

EVERYBODY = 1 << 40
"""A limit that is never reached."""


class Born(Enum):
    """Which dates of birth to look for, compared with the one typed."""

    ANY_DAY = "any day"
    ABOUT = "nearly then, or unknown"
    THAT_DAY = "that very day"


_BORN = {
    Born.ANY_DAY: true(),
    Born.ABOUT: or_(
        person.c.date_of_birth.is_(None),
        is_one_of(person.c.date_of_birth, "born_about"),
    ),
    Born.THAT_DAY: person.c.date_of_birth == bindparam("born_that_day", type_=Date),
}


def list_people(
    read: Reading, born: TypedBirthDate, which: Born, reaches: list[PairRange] | None = None, *, most: int = EVERYBODY
) -> Sequence[Row]:
    """Rows of `person` that this worker may find, by date of birth and, if given, by names within the reaches. A person
    may be listed twice."""
    kind = _Kind.of(read, born, which, reaches)
    return read.connection.execute(_select_people(kind), _parameters(read, born, reaches, most)).all()


def count_people(read: Reading, born: TypedBirthDate, which: Born, reaches: list[PairRange], *, most: int) -> int:
    """How many different people `list_people` would find, counted no further than `most`."""
    kind = _Kind.of(read, born, which, reaches)
    return read.connection.scalar(_count_people(kind), _parameters(read, born, reaches, most)) or 0


class _Kind(NamedTuple):
    """What a statement depends on; everything else is a parameter."""

    may: MayFind
    born: Born
    by_name: bool
    with_ranges: bool
    is_sqlite: bool

    @classmethod
    def of(cls, read: Reading, born: TypedBirthDate, which: Born, reaches: list[PairRange] | None) -> "_Kind":
        return cls(
            access.may_find(read),
            which if born.day else Born.ANY_DAY,
            reaches is not None,
            has_ranges(reaches or []),
            read.connection.dialect.name == "sqlite",
        )

    def named(self) -> Subquery:
        """The people with the names looked up."""
        return bears("reaches", with_ranges=self.with_ranges, is_sqlite=self.is_sqlite).subquery()

    def is_found(self) -> ColumnElement[bool]:
        return and_(_BORN[self.born], access.is_findable(self.may))


def _parameters(read: Reading, born: TypedBirthDate, reaches: list[PairRange] | None, most: int) -> dict[str, object]:
    days = {"born_that_day": born.day, "born_about": born.days} if born.day else {}
    return {**access.search_parameters(read), **days, "reaches": looked_up(reaches or []), "most": most}


@cache
def _select_people(kind: _Kind) -> Select:
    found = select(person)
    if kind.by_name:
        named = kind.named()
        found = found.select_from(named).join(person, person.c.number == named.c.person_number)
    return found.where(kind.is_found()).limit(bindparam("most", type_=BigInteger))


@cache
def _count_people(kind: _Kind) -> Select:
    # Each person once before their rows are read: then no more rows are read than are counted.
    named = select(kind.named().c.person_number).distinct().subquery()
    found = select(person.c.number).select_from(named).join(person, person.c.number == named.c.person_number)
    return select(func.count()).select_from(
        found.where(kind.is_found()).limit(bindparam("most", type_=BigInteger)).subquery()
    )
