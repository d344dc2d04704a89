"""The people a worker may find, looked up by name and date of birth.

Building a statement takes longer than the database takes to answer it. So there is one cached statement for each kind
of question; the names, the dates and the worker are its parameters.
"""

from enum import Enum
from functools import cache

from sqlalchemy import BigInteger, Date, Row, Select, bindparam, func, or_, select, true

from data_access.people import access
from data_access.people.access import MayFind, Reading
from data_access.people.finding.birth_dates import TypedBirthDate
from data_access.people.finding.name_index import PairRange, bears
from data_access.storage.extract_tables import person

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
        person.c.date_of_birth.in_(bindparam("born_about", type_=Date, expanding=True)),
    ),
    Born.THAT_DAY: person.c.date_of_birth == bindparam("born_that_day", type_=Date),
}


def list_people(
    read: Reading, born: TypedBirthDate, which: Born, reaches: list[PairRange] | None = None, *, most: int = EVERYBODY
) -> list[Row]:
    """Rows of `person` that this worker may find, by date of birth and, if given, by names within the reaches. A person
    may be listed twice."""
    statement = _select_people(access.may_find(read), _kind_of_date(born, which), reaches is not None, _is_sqlite(read))
    return list(read.connection.execute(statement, _parameters(read, born, reaches, most)))


def count_people(read: Reading, born: TypedBirthDate, which: Born, reaches: list[PairRange], *, most: int) -> int:
    """How many different people `list_people` would find, counted no further than `most`."""
    statement = _count_people(access.may_find(read), _kind_of_date(born, which), _is_sqlite(read))
    return read.connection.scalar(statement, _parameters(read, born, reaches, most)) or 0


def _is_sqlite(read: Reading) -> bool:
    return read.connection.dialect.name == "sqlite"


def _kind_of_date(born: TypedBirthDate, which: Born) -> Born:
    return which if born.day else Born.ANY_DAY


def _parameters(read: Reading, born: TypedBirthDate, reaches: list[PairRange] | None, most: int) -> dict[str, object]:
    days = {"born_that_day": born.day, "born_about": born.days} if born.day else {}
    return {**access.search_parameters(read), **days, "reaches": reaches, "most": most}


@cache
def _select_people(may: MayFind, which: Born, by_name: bool, is_sqlite: bool) -> Select:
    found = select(person)
    if by_name:
        people_named = bears("reaches", is_sqlite=is_sqlite).subquery()
        found = found.select_from(people_named).join(person, person.c.number == people_named.c.person_number)
    return found.where(_BORN[which], access.is_findable(may)).limit(bindparam("most", type_=BigInteger))


@cache
def _count_people(may: MayFind, which: Born, is_sqlite: bool) -> Select:
    found = _select_people(may, which, True, is_sqlite).with_only_columns(person.c.number).distinct()
    return select(func.count()).select_from(found.subquery())
