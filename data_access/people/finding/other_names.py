"""People's names beside the legal one. A search finds by all of them; only a preferred one ever leaves this module.

A person found by a former name is never a match, only similar, among others and in the order of their ages: the list
must not say who bore the name that was typed.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from itertools import groupby

from sqlalchemy import select

from config.service import PREFERRED
from data_access.people.access import Reading
from data_access.storage.extract_tables import other_name, person
from data_access.storage.list_parameters import is_one_of
from data_access.values import Individual
from matching.typed_names import HeldName

FORMER_NAME = 0.04
"""The least cost of a former name, as of a form of the same name: similar, never a match."""

_OF_NUMBERS = (
    select(other_name)
    .where(is_one_of(other_name.c.person_number, "numbers"))
    .order_by(other_name.c.person_number, other_name.c.position)
)
_PREFERRED = (
    select(person.c.person_id, other_name.c.first_name, other_name.c.family_name)
    .join(person, person.c.number == other_name.c.person_number)
    .where(is_one_of(person.c.person_id, "person_ids"), other_name.c.kind == PREFERRED)
    .order_by(other_name.c.position.desc())
)

Held = tuple[HeldName, float]
"""A name, and the least that it costs."""


def names_held(read: Reading, numbers: Collection[int]) -> Mapping[int, list[Held]]:
    """The other names of people, by their number; nothing for those who have none."""
    if not read.facts.has_other_names:
        return {}
    rows = read.connection.execute(_OF_NUMBERS, {"numbers": sorted(numbers)})
    return {
        number: [
            (HeldName.of(row.first_name, row.family_name), 0.0 if row.kind == PREFERRED else FORMER_NAME)
            for row in of_one
        ]
        for number, of_one in groupby(rows, lambda row: row.person_number)
    }


def known_as(read: Reading, person_ids: Iterable[str]) -> dict[str, str]:
    """What people prefer to be called, whole, by person ID; nothing for those of whom it is not held."""
    wanted = sorted(set(person_ids))
    if not read.facts.has_other_names or not wanted:
        return {}
    rows = read.connection.execute(_PREFERRED, {"person_ids": wanted})
    return {row.person_id: " ".join(part for part in (row.first_name, row.family_name) if part) for row in rows}


def with_known_as(read: Reading, individuals: tuple[Individual, ...]) -> tuple[Individual, ...]:
    """The same individuals, with what each prefers to be called."""
    preferred = known_as(read, (one.person_id for one in individuals))
    return tuple(replace(one, known_as=preferred.get(one.person_id, "")) for one in individuals)
