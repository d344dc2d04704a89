"""Restricted people (adoption, refuge, a relative of staff), kept in the app half. Every read leaves them out."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, delete, insert, or_, select

from config import clock
from config.council import Council
from data_access.accounts.sessions import Actor
from data_access.audit import chain
from data_access.audit.chain import Action, Entry, Who, append_within
from data_access.errors import NoExtract, NotFound
from data_access.people import access, person_ids
from data_access.people.person_ids import person_id_for
from data_access.storage.app_tables import person_alias, restricted_person
from data_access.storage.database import database_of
from data_access.storage.extract_tables import person
from matching import names

REASONS = (
    "Adoption",
    "Refuge or a threat to life",
    "Protected or changed identity",
    "Relative of staff",
    "Order of a court",
    "Another reason",
)
"""The reasons a data officer chooses from. Council IT may give any other reason."""
LONGEST_NOTE = 500
ASKED_FOR = "people nobody may see"
NOT_TOGETHER = "the case ID and the family name do not belong together"


@dataclass(frozen=True)
class RestrictedPerson:
    """A restriction in the list, without a name. `cms_id` is None if the person has none or has left the extract."""

    person_id: str
    cms_id: str | None
    reason: str
    marked_by: str
    marked_at: datetime


def restrict_person(council: Council, which: str, *, reason: str, by: str, note: str = "") -> None:
    """Restrict the person with that case ID or person ID; recorded. A second restriction replaces the reason. Raises
    NotFound.

    Every record linked to the person is restricted too, and stays restricted if the link is undone.
    """
    _restrict(council, _person(council, which), reason, note, Who(by, "system"))


def unrestrict_person(council: Council, which: str, *, by: str, note: str = "") -> None:
    """Remove the restriction, even if the person has left the extract; recorded. Raises NotFound if there is none."""
    _remove_restriction(council, which, note, Who(by, "system"))


def list_marks(council: Council) -> list[RestrictedPerson]:
    """All restricted people, newest first. A person with linked records is listed once. Raises Unavailable."""
    database = database_of(council)
    with database.reading_app() as connection:
        rows = connection.execute(select(restricted_person).order_by(restricted_person.c.marked_at.desc())).all()
        new_ids = dict(connection.execute(select(person_alias.c.old_id, person_alias.c.new_id)).all())
    ids = {row.person_id for row in rows}
    rows = [row for row in rows if new_ids.get(row.person_id) not in ids]
    case_ids = _case_ids(council, [row.person_id for row in rows])
    return [
        RestrictedPerson(one.person_id, case_ids.get(one.person_id), one.reason, one.marked_by, one.marked_at)
        for one in rows
    ]


def restrict_as_officer(actor: Actor, which: str, *, family_name: str, reason: str, note: str) -> None:
    """Restrict a person, as a data officer. The family name must match, so that a mistyped number does not hide someone
    else.

    Raises NotFound, NotPermitted (recorded) if the number and name do not match, ValueError for an unknown reason,
    NotSignedIn, WrongRole (recorded), NoExtract or Unavailable.
    """
    access.require_role(actor, access.MAY_REVIEW, ASKED_FOR)
    if reason not in REASONS:
        raise ValueError(f"The reason must be one of: {', '.join(REASONS)}.")
    row = _person(actor.council, which)
    if not set(names.tokens(family_name)) & set(names.tokens(row.family_name)):
        with access.reviewing(actor, ASKED_FOR) as read:
            access.refuse(read, NOT_TOGETHER)
    _restrict(actor.council, row, reason, note, actor.who)


def remove_restriction(actor: Actor, person_id: str, *, note: str) -> None:
    """Remove a restriction, as a data officer; recorded. Raises NotFound if it has gone, and as `list_restricted`
    does."""
    access.require_role(actor, access.MAY_REVIEW, ASKED_FOR)
    _remove_restriction(actor.council, person_id, note, actor.who)


def list_restricted(actor: Actor) -> list[RestrictedPerson]:
    """The list for a data officer, recorded before it returns. Raises NotSignedIn, WrongRole or Unavailable."""
    access.require_role(actor, access.MAY_REVIEW, ASKED_FOR)
    people = list_marks(actor.council)
    entry = Entry(Action.LISTED_RESTRICTED, about={"number": len(people)})
    chain.append(database_of(actor.council), actor.who, [entry])
    return people


def _restrict(council: Council, row: Row, reason: str, note: str, who: Who) -> None:
    restriction = {"reason": reason, "marked_by": who.username, "marked_at": clock.now()}
    with database_of(council).reading() as (connection, extract):
        own_ids = person_ids.own_ids(connection, row.person_id)
    ids = [row.person_id, *own_ids]
    with database_of(council).writing() as connection:
        connection.execute(delete(restricted_person).where(restricted_person.c.person_id.in_(ids)))
        connection.execute(insert(restricted_person), [{"person_id": one, **restriction} for one in ids])
        person_ids.keep_aliases(connection, row.person_id, own_ids)
        about = {"person_id": row.person_id, "reason": reason} | _note_for_audit(note)
        entry = Entry(Action.RESTRICTED_PERSON, [access.subject_of(row)], about=about)
        append_within(connection, who, [entry], extract=extract)


def _remove_restriction(council: Council, which: str, note: str, who: Who) -> None:
    with database_of(council).writing() as connection:
        ids = (which, person_id_for(council, cms_id=which))
        found = select(restricted_person.c.person_id).where(restricted_person.c.person_id.in_(ids))
        restricted_id = connection.scalar(found)
        if restricted_id is None:
            raise NotFound
        # The person's linked records too, or the next load would copy the restriction back from them.
        same = person_ids.same_person(connection, restricted_id)
        connection.execute(delete(restricted_person).where(restricted_person.c.person_id.in_(same)))
        about = {"person_id": restricted_id} | _note_for_audit(note)
        append_within(connection, who, [Entry(Action.UNRESTRICTED_PERSON, about=about)])


def _note_for_audit(note: str) -> dict[str, str]:
    tidy_note = " ".join(note.split())[:LONGEST_NOTE]
    return {"note": tidy_note} if tidy_note else {}


def _person(council: Council, which: str) -> Row:
    """The person with that case ID or person ID in the extract in use. Raises NotFound."""
    # No database stores the NUL character, and PostgreSQL refuses a query that contains it.
    which = which.strip().replace("\0", "")
    with database_of(council).reading() as (connection, _):
        either = or_(person.c.cms_id == which, person.c.person_id == which)
        found = connection.execute(select(person).where(either)).first() if which else None
    if found is None:
        raise NotFound
    return found


def _case_ids(council: Council, ids: list[str]) -> dict[str, str | None]:
    """The case ID, or None, for each of these IDs; empty before the first load."""
    try:
        with database_of(council).reading() as (connection, _):
            return {one: _case_id(connection, one) for one in ids}
    except NoExtract:
        return {}


def _case_id(connection: Connection, person_id: str) -> str | None:
    return connection.scalar(select(person.c.cms_id).where(person.c.person_id == person_id))
