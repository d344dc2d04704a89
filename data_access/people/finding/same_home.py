"""Who may be the same human being as someone in the same home: a second record, by name and date of birth nearly alike.

A household has few people, so that this may be less strict than what a load looks for among everybody: twins, brothers
and a father of the same name are told apart, a short form, a second name or a slip in the date of birth are not.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import date

from sqlalchemy import Connection, Row, select

from data_access.people.person_ids import waiting_for
from data_access.people.person_keys import batches, name_parts
from data_access.storage.extract_tables import person
from matching.homes import Home, home_of, is_one_home, postcode_of
from matching.name_costs import costs
from matching.names import Token, Tokens, tokens
from matching.typed_names import SURE

_YEARS = 10
"""So far from the year on record a mistyped year is looked for."""
_MOST = 20
"""More who are alike at one address are no household: an office, or a hostel with nobody's date of birth."""
_COLUMNS = [person.c[name] for name in ("person_id", "first_name", "family_name", "date_of_birth", "address")]


def alike_at_home(connection: Connection, person_ids: Collection[str]) -> set[tuple[str, str]]:
    """(one of these IDs, the ID of someone in the same home who may be the same person) in the extract that is read.

    Without records that wait for them: these are hidden with them as they are.
    """
    own = [row for row in _rows(connection, "person_id", sorted(person_ids)) if home_of(row.address).house]
    if not own:
        return set()
    at_home: dict[str, list[tuple[Row, Home]]] = {}
    for row in own:
        home = home_of(row.address)
        for place in filter(None, (home.postcode, home.line)):
            at_home.setdefault(place, []).append((row, home))
    found, postcodes = set[tuple[str, str]](), {home.postcode for homes in at_home.values() for _, home in homes}
    for other in _others(connection, [row.date_of_birth for row in own]):
        postcode = postcode_of(other.address)
        if postcode and postcode not in postcodes and "" not in postcodes:
            # Most people: an address in parts takes long.
            continue
        home = home_of(other.address)
        for row, own_home in (pair for place in (home.postcode, home.line) for pair in at_home.get(place, ())):
            if other.person_id != row.person_id and is_one_home(home, own_home) and _may_be_one(row, other):
                found.add((row.person_id, other.person_id))
    found -= {(one, own_id) for own_id, one in waiting_for(connection, person_ids)}
    many = Counter(one for one, _ in found)
    return {(one, other) for one, other in found if many[one] <= _MOST}


def _others(connection: Connection, births: list[date | None]) -> Iterator[Row]:
    """Everyone whose date of birth may be one of these."""
    if None in births:
        yield from connection.execute(select(*_COLUMNS), execution_options={"yield_per": 10_000})
    else:
        yield from _rows(connection, "date_of_birth", sorted({day for born in births if born for day in _near(born)}))
        yield from connection.execute(select(*_COLUMNS).where(person.c.date_of_birth.is_(None)))


def _rows(connection: Connection, name: str, values: list) -> Iterator[Row]:
    for some in batches(values):
        yield from connection.execute(select(*_COLUMNS).where(person.c[name].in_(some)))


def _may_be_one(one: Row, other: Row) -> bool:
    given, family = (_cost(getattr(one, name), getattr(other, name)) for name in ("first_name", "family_name"))
    whole = [name_parts(f"{row.first_name} {row.family_name}") for row in (one, other)]
    born = one.date_of_birth, other.date_of_birth
    if all(born) and born[0] == born[1]:
        return whole[0] == whole[1] or (given <= SURE if given is not None else family is not None and family <= SURE)
    are_near = not all(born) or born[1] in _near(born[0])
    return are_near and (whole[0] == whole[1] or (given is not None and max(given, family or 0) <= SURE))


def _cost(one: str, other: str) -> float | None:
    """How unlike two first names or two family names are, by the parts that are most alike; None if one is missing."""
    parts, others = ([Token.of(part) for part in tokens(name)] for name in (one, other))
    return float(costs(parts, Tokens.of(others)).min()) if parts and others else None


def _near(born: date) -> set[date]:
    """The dates of birth that differ from this one in the year, the month or the day alone, or with the two swapped."""
    parts = [(born.year + years, born.month, born.day) for years in range(-_YEARS, _YEARS + 1)]
    parts += [(born.year, month, born.day) for month in range(1, 13)]
    parts += [(born.year, born.month, day) for day in range(1, 32)] + [(born.year, born.day, born.month)]
    found = set()
    for some in parts:
        with suppress(ValueError):
            found.add(date(*some))
    return found
