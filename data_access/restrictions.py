"""Persons nobody may see (adoption, refuge, a relative of staff): marks in the app half that every read obeys."""

from sqlalchemy import delete, insert, or_, select

from config.council import Council
from data_access import clock
from data_access.app_tables import restricted_person
from data_access.audit import Action, Entry, Who, append_within
from data_access.database import database_of
from data_access.errors import NotFound
from data_access.extract_tables import person
from data_access.identity import person_id_for


def restrict_person(council: Council, which: str, *, reason: str, by: str) -> None:
    """Mark the person of that case ID or person id; recorded. Marking twice keeps the newer reason. Raises NotFound."""
    person_id = _person_id(council, which)
    mark = {"person_id": person_id, "reason": reason, "marked_by": by, "marked_at": clock.now()}
    with database_of(council).writing() as connection:
        connection.execute(delete(restricted_person).where(restricted_person.c.person_id == person_id))
        connection.execute(insert(restricted_person).values(mark))
        about = {"person_id": person_id, "reason": reason}
        append_within(connection, Who(by, "system"), [Entry(Action.RESTRICTED_PERSON, about=about)])


def unrestrict_person(council: Council, which: str, *, by: str) -> None:
    """Take the mark back, also of somebody who has left the extract; recorded. Raises NotFound for no such mark."""
    with database_of(council).writing() as connection:
        ids = (which, person_id_for(council, cms_id=which))
        marked = connection.scalar(select(restricted_person.c.person_id).where(restricted_person.c.person_id.in_(ids)))
        if marked is None:
            raise NotFound
        connection.execute(delete(restricted_person).where(restricted_person.c.person_id == marked))
        about = {"person_id": marked}
        append_within(connection, Who(by, "system"), [Entry(Action.UNRESTRICTED_PERSON, about=about)])


def _person_id(council: Council, which: str) -> str:
    with database_of(council).reading() as (connection, _):
        either = or_(person.c.cms_id == which, person.c.person_id == which)
        found = connection.scalar(select(person.c.person_id).where(either))
    if found is None:
        raise NotFound
    return found
