"""Persons nobody may see (adoption, refuge, a relative of staff): marks in the app half that every read obeys."""

from sqlalchemy import delete, insert, or_, select

from config.council import Council
from data_access import clock, merged_people
from data_access.app_tables import restricted_person
from data_access.audit import Action, Entry, Who, append_within
from data_access.database import database_of
from data_access.errors import NotFound
from data_access.extract_tables import person
from data_access.identity import person_id_for


def restrict_person(council: Council, which: str, *, reason: str, by: str) -> None:
    """Mark the person of that case ID or person id; recorded. Marking twice keeps the newer reason. Raises NotFound.

    The mark also stands on every record linked to them, and stays there should the link be undone.
    """
    person_id, own_ids = _person_ids(council, which)
    mark = {"reason": reason, "marked_by": by, "marked_at": clock.now()}
    ids = [person_id, *own_ids]
    with database_of(council).writing() as connection:
        connection.execute(delete(restricted_person).where(restricted_person.c.person_id.in_(ids)))
        connection.execute(insert(restricted_person), [{"person_id": one, **mark} for one in ids])
        merged_people.keep_aliases(connection, person_id, own_ids)
        about = {"person_id": person_id, "reason": reason}
        append_within(connection, Who(by, "system"), [Entry(Action.RESTRICTED_PERSON, about=about)])


def unrestrict_person(council: Council, which: str, *, by: str) -> None:
    """Take the mark back, also of somebody who has left the extract; recorded. Raises NotFound for no such mark."""
    with database_of(council).writing() as connection:
        ids = (which, person_id_for(council, cms_id=which))
        marked = connection.scalar(select(restricted_person.c.person_id).where(restricted_person.c.person_id.in_(ids)))
        if marked is None:
            raise NotFound
        # Of the records linked to the person too, or the next load would bring the mark back from them.
        same = merged_people.same_person(connection, marked)
        connection.execute(delete(restricted_person).where(restricted_person.c.person_id.in_(same)))
        about = {"person_id": marked}
        append_within(connection, Who(by, "system"), [Entry(Action.UNRESTRICTED_PERSON, about=about)])


def _person_ids(council: Council, which: str) -> tuple[str, list[str]]:
    """The person's id, and those that the records linked to them would have by themselves."""
    with database_of(council).reading() as (connection, _):
        either = or_(person.c.cms_id == which, person.c.person_id == which)
        found = connection.scalar(select(person.c.person_id).where(either))
        if found is None:
            raise NotFound
        return found, merged_people.own_ids(connection, found)
