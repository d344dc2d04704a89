"""Persons nobody may see (adoption, refuge, a relative of staff): marks in the app half that every read obeys."""

from sqlalchemy import delete, insert, select

from config.council import Council
from data_access import clock
from data_access.app_tables import restricted_person
from data_access.audit import Action, Entry, Who, append_within
from data_access.database import database_of
from data_access.errors import NotFound
from data_access.extract_tables import person


def restrict_person(council: Council, case_id: str, *, reason: str, by: str) -> None:
    """Mark the person of that case ID; recorded. Marking twice keeps the newer reason. Raises NotFound."""
    person_id = _person_id(council, case_id)
    mark = {"person_id": person_id, "reason": reason, "marked_by": by, "marked_at": clock.now()}
    with database_of(council).writing() as connection:
        connection.execute(delete(restricted_person).where(restricted_person.c.person_id == person_id))
        connection.execute(insert(restricted_person).values(mark))
        about = {"person_id": person_id, "reason": reason}
        append_within(connection, Who(by, "system"), [Entry(Action.RESTRICTED_PERSON, about=about)])


def unrestrict_person(council: Council, case_id: str, *, by: str) -> None:
    """Take the mark back; recorded. Raises NotFound."""
    person_id = _person_id(council, case_id)
    with database_of(council).writing() as connection:
        mark = restricted_person.c.person_id == person_id
        if not connection.execute(delete(restricted_person).where(mark)).rowcount:
            raise NotFound
        about = {"person_id": person_id}
        append_within(connection, Who(by, "system"), [Entry(Action.UNRESTRICTED_PERSON, about=about)])


def _person_id(council: Council, case_id: str) -> str:
    with database_of(council).reading() as (connection, _):
        found = connection.scalar(select(person.c.person_id).where(person.c.cms_id == case_id))
    if found is None:
        raise NotFound
    return found
