"""Tells whether a text that may go into a report to one person says something of someone else.

It rather leaves out too much: what is left out here, the officer can still ask the service for.
"""

import re
from collections.abc import Iterable

from sqlalchemy import or_, select

from data_access.people import access, person_ids
from data_access.people.access import Reading
from data_access.review.subject_report_values import Value
from data_access.storage.app_tables import restricted_person
from data_access.storage.extract_tables import person, relationship, source_person
from matching.homes import may_be_one_home
from matching.names import tokens

_CARE_OF = re.compile(r"\bc\s*[/\\.]\s*o\b|\bcare of\b", re.IGNORECASE)
# "Dr" only in front: in an address it is short for Drive.
_TITLED = re.compile(r"\b(mr|mrs|ms|miss|mx|prof|rev|pc|dc|sgt)\b\.?\s+[a-z]|^\s*dr\b\.?\s+[a-z]", re.IGNORECASE)
STEPS = 2
"""From the person to those linked to them, and from these to those linked to them."""


def names_someone(text: str, names: Iterable[frozenset[str]]) -> bool:
    """Whether the text says "care of", has a title before a name, or has every part of one of these names.

    >>> names_someone("c/o P Lee, 9 Fern Close", []), names_someone("Mrs Lee, 9 Fern Close", [])
    (True, True)
    >>> names_someone("9 Lee Drive", [frozenset(("paula", "lee"))]), names_someone("12 Hollow Dr, Romiley", [])
    (False, False)
    """
    words = set(tokens(text))
    return bool(_CARE_OF.search(text) or _TITLED.search(text)) or any(name and name <= words for name in names)


class ThirdParties:
    """Everyone else of the family of one person, and the homes of restricted people."""

    def __init__(self, read: Reading, person_id: str) -> None:
        own, self._family = _names_of_family(read, person_id)
        # "Ann Williams" is in "Mary Ann Williams", who is someone else.
        self._not_in_own = [name for name in self._family if not name <= own]
        self._homes = homes_of_restricted(read)

    def are_named(self, text: str, *others: str) -> bool:
        """Whether the text names someone of the family, one of `others`, or anyone with a title."""
        return names_someone(text, [*self._family, *(frozenset(tokens(other)) for other in others)])

    def are_in(self, label: str, value: Value) -> bool:
        """Whether a detail of the person names someone else or is an address that a restricted person has too."""
        if not isinstance(value, str):
            return False
        if label == "Name":
            return names_someone(value, self._not_in_own)
        is_their_home = label == "Address" and any(may_be_one_home(value, home) for home in self._homes)
        return is_their_home or self.are_named(value)


def _names_of_family(read: Reading, person_id: str) -> tuple[frozenset[str], list[frozenset[str]]]:
    """The parts of the person's own name, and of the names of everyone linked to them within STEPS; restricted people
    too: only to leave them out."""
    ids = {person_id}
    for _ in range(STEPS):
        link = or_(relationship.c.child_id.in_(ids), relationship.c.person_id.in_(ids))
        pairs = read.connection.execute(select(relationship.c.child_id, relationship.c.person_id).where(link))
        ids |= {one for pair in pairs for one in pair}
    columns = (person.c.person_id, person.c.first_name, person.c.family_name)
    rows = read.connection.execute(select(*columns).where(person.c.person_id.in_(ids)))
    names = {row.person_id: frozenset(tokens(f"{row.first_name} {row.family_name}")) for row in rows}
    own = names.pop(person_id, frozenset())
    return own, [name for name in names.values() if name]


def homes_of_restricted(read: Reading) -> set[str]:
    """Every address held on a restricted person, or in a record that may be one's."""
    restricted = set(read.connection.scalars(select(restricted_person.c.person_id)))
    ids = {other for one in restricted for other in person_ids.same_person(read.connection, one)}
    ids |= set(read.connection.scalars(access.hidden_ids()))
    found = set(read.connection.scalars(select(source_person.c.address).where(source_person.c.person_id.in_(ids))))
    found |= set(read.connection.scalars(select(person.c.address).where(person.c.person_id.in_(ids))))
    return found - {""}
