"""The IDs that are certainly one person's, for what is told of them.

A load also notes as another ID of a person that of whoever has one of their keys: that protects both. Where a number
was given to someone else, nothing of the one may be told to the other.
"""

from collections.abc import Collection

from sqlalchemy import Connection, select

from data_access.people import person_ids, person_keys
from data_access.people.person_keys import BIRTH, NAME, Hashing, Mark, Marks
from data_access.storage.app_tables import person_key


def ids_of_one(connection: Connection, person_id: str) -> set[str]:
    """The person's ID, those of records linked to them, and those of a key of theirs where the whole name confirms it
    and no date of birth denies it. A common date of birth alone confirms nothing: twins have one."""
    linked = person_ids.same_person(connection, person_id, by_key=False)
    others = person_ids.same_person(connection, person_id) - linked
    if not others:
        return linked
    marks = marks_of(connection, others | {person_id})
    own = marks.get(person_id, set())
    return linked | {one for one in others if _agree(own, marks.get(one, set()))}


def _agree(one: set[Mark], other: set[Mark]) -> bool:
    kinds, same = {kind for kind, _ in one} & {kind for kind, _ in other}, {kind for kind, _ in one & other}
    return NAME in same and (BIRTH in same or BIRTH not in kinds)


def marks_of(connection: Connection, ids: Collection[str]) -> Marks:
    """What these IDs are known by: in the extract in use, in the audit, and in what is kept with a restriction, report
    or decision."""
    hashing = Hashing()
    found = {one: set(marks) for one, marks in person_keys.read_from_audit(connection, ids, hashing).items()}
    kept = connection.execute(select(person_key).where(person_key.c.person_id.in_(ids)))
    for person_id, kind, value in kept:
        found.setdefault(person_id, set()).add((kind, value))
    for person_id, marks in person_keys.read_from_extract(connection, ids, hashing).items():
        found.setdefault(person_id, set()).update(marks)
    return found
