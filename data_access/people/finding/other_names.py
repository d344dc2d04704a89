"""People's names beside the legal one. A search finds by all of them; only a preferred one ever leaves this module.

A person found by a former name is never a match, only similar, among others and in the order of their ages: the list
must not say who bore the name that was typed.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from itertools import groupby

from sqlalchemy import bindparam, select

from config.service import PREFERRED
from data_access.people.access import Reading
from data_access.storage.extract_tables import other_name, person
from data_access.values import Individual
from matching.typed_names import HeldName

FORMER_NAME = 0.04
"""The least cost of a former name, as of a form of the same name: similar, never a match."""
AT_ONCE = 5_000

_OF_NUMBERS = (
    select(other_name)
    .where(other_name.c.person_number.in_(bindparam("numbers", expanding=True)))
    .order_by(other_name.c.person_number, other_name.c.position)
)
_PREFERRED = (
    select(person.c.person_id, other_name.c.first_name, other_name.c.family_name)
    .join(person, person.c.number == other_name.c.person_number)
    .where(person.c.person_id.in_(bindparam("person_ids", expanding=True)), other_name.c.kind == PREFERRED)
    .order_by(other_name.c.position.desc())
)

Held = tuple[HeldName, float]
"""A name, and the least that it costs."""


def names_held(read: Reading, numbers: Collection[int]) -> Mapping[int, list[Held]]:
    """The other names of people, by their number; nothing for those who have none."""
    if not read.facts.has_other_names:
        return {}
    wanted, found = sorted(numbers), dict[int, list[Held]]()
    for start in range(0, len(wanted), AT_ONCE):
        rows = read.connection.execute(_OF_NUMBERS, {"numbers": wanted[start : start + AT_ONCE]})
        for number, of_one in groupby(rows, lambda row: row.person_number):
            found[number] = [
                (HeldName.of(row.first_name, row.family_name), 0.0 if row.kind == PREFERRED else FORMER_NAME)
                for row in of_one
            ]
    return found


def preferred_names(read: Reading, person_ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The preferred first and family name of those of these people who have one, by person ID."""
    wanted = sorted(set(person_ids))
    if not read.facts.has_other_names or not wanted:
        return {}
    rows = read.connection.execute(_PREFERRED, {"person_ids": wanted})
    return {row.person_id: (row.first_name, row.family_name) for row in rows}


def known_as(read: Reading, person_id: str) -> str:
    """What someone prefers to be called, whole; "" if that is not held."""
    return _whole(preferred_names(read, [person_id]).get(person_id))


def with_known_as(read: Reading, individuals: tuple[Individual, ...]) -> tuple[Individual, ...]:
    """The same individuals, with what each prefers to be called."""
    preferred = preferred_names(read, [one.person_id for one in individuals])
    if not preferred:
        return individuals
    return tuple(replace(one, known_as=_whole(preferred.get(one.person_id))) for one in individuals)


def _whole(name: tuple[str, str] | None) -> str:
    return " ".join(part for part in name or () if part)
