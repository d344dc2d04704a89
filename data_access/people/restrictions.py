"""Persons nobody may see (adoption, refuge, a relative of staff): marks in the app half that every read obeys."""

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
"""What the data officer chooses from. Council IT may give a reason in other words."""
LONGEST_NOTE = 500
ASKED_FOR = "people nobody may see"
NOT_TOGETHER = "the case ID and the family name do not belong together"


@dataclass(frozen=True)
class RestrictedPerson:
    """A mark in the list. Names nobody: `cms_id` is None for somebody without one, or who has left the extract."""

    person_id: str
    cms_id: str | None
    reason: str
    marked_by: str
    marked_at: datetime


def restrict_person(council: Council, which: str, *, reason: str, by: str, note: str = "") -> None:
    """Mark the person of that case ID or person id; recorded. Marking twice keeps the newer reason. Raises NotFound.

    The mark also stands on every record linked to them, and stays there should the link be undone.
    """
    _mark(council, _person(council, which), reason, note, Who(by, "system"))


def unrestrict_person(council: Council, which: str, *, by: str, note: str = "") -> None:
    """Take the mark back, also of somebody who has left the extract; recorded. Raises NotFound for no such mark."""
    _unmark(council, which, note, Who(by, "system"))


def list_marks(council: Council) -> list[RestrictedPerson]:
    """Whoever is marked, newest first. A person with records linked to them is there once. Raises Unavailable."""
    database = database_of(council)
    with database.reading_app() as connection:
        marks = connection.execute(select(restricted_person).order_by(restricted_person.c.marked_at.desc())).all()
        now = dict(connection.execute(select(person_alias.c.old_id, person_alias.c.new_id)).all())
    ids = {mark.person_id for mark in marks}
    marks = [mark for mark in marks if now.get(mark.person_id) not in ids]
    case_ids = _case_ids(council, [mark.person_id for mark in marks])
    return [
        RestrictedPerson(one.person_id, case_ids.get(one.person_id), one.reason, one.marked_by, one.marked_at)
        for one in marks
    ]


def mark_person(actor: Actor, which: str, *, family_name: str, reason: str, note: str) -> None:
    """The same by a data officer. The family name must be theirs: a number typed wrongly would hide somebody else.

    Raises NotFound, NotPermitted (recorded) where number and name do not belong together, ValueError for a reason there
    is not, NotSignedIn, WrongRole (recorded), NoExtract or Unavailable.
    """
    access.require_role(actor, access.MAY_REVIEW, ASKED_FOR)
    if reason not in REASONS:
        raise ValueError(f"The reason must be one of: {', '.join(REASONS)}.")
    row = _person(actor.council, which)
    if not set(names.tokens(family_name)) & set(names.tokens(row.family_name)):
        with access.reviewing(actor, ASKED_FOR) as read:
            access.refuse(read, NOT_TOGETHER)
    _mark(actor.council, row, reason, note, actor.who)


def unmark_person(actor: Actor, person_id: str, *, note: str) -> None:
    """Take a mark back; recorded. Raises NotFound where it is not there any more, and as `list_restricted` does."""
    access.require_role(actor, access.MAY_REVIEW, ASKED_FOR)
    _unmark(actor.council, person_id, note, actor.who)


def list_restricted(actor: Actor) -> list[RestrictedPerson]:
    """The list for a data officer, recorded before it returns. Raises NotSignedIn, WrongRole or Unavailable."""
    access.require_role(actor, access.MAY_REVIEW, ASKED_FOR)
    marks = list_marks(actor.council)
    entry = Entry(Action.LISTED_RESTRICTED, about={"number": len(marks)})
    chain.append(database_of(actor.council), actor.who, [entry])
    return marks


def _mark(council: Council, row: Row, reason: str, note: str, who: Who) -> None:
    mark = {"reason": reason, "marked_by": who.username, "marked_at": clock.now()}
    with database_of(council).reading() as (connection, extract):
        own_ids = person_ids.own_ids(connection, row.person_id)
    ids = [row.person_id, *own_ids]
    with database_of(council).writing() as connection:
        connection.execute(delete(restricted_person).where(restricted_person.c.person_id.in_(ids)))
        connection.execute(insert(restricted_person), [{"person_id": one, **mark} for one in ids])
        person_ids.keep_aliases(connection, row.person_id, own_ids)
        about = {"person_id": row.person_id, "reason": reason} | _noted(note)
        entry = Entry(Action.RESTRICTED_PERSON, [access.subject_of(row)], about=about)
        append_within(connection, who, [entry], extract=extract)


def _unmark(council: Council, which: str, note: str, who: Who) -> None:
    with database_of(council).writing() as connection:
        ids = (which, person_id_for(council, cms_id=which))
        marked = connection.scalar(select(restricted_person.c.person_id).where(restricted_person.c.person_id.in_(ids)))
        if marked is None:
            raise NotFound
        # Of the records linked to the person too, or the next load would bring the mark back from them.
        same = person_ids.same_person(connection, marked)
        connection.execute(delete(restricted_person).where(restricted_person.c.person_id.in_(same)))
        about = {"person_id": marked} | _noted(note)
        append_within(connection, who, [Entry(Action.UNRESTRICTED_PERSON, about=about)])


def _noted(note: str) -> dict[str, str]:
    words = " ".join(note.split())[:LONGEST_NOTE]
    return {"note": words} if words else {}


def _person(council: Council, which: str) -> Row:
    """The person of that case ID or person id in the extract in use. Raises NotFound."""
    # No database holds the NUL character, and PostgreSQL refuses to be asked for it.
    which = which.strip().replace("\0", "")
    with database_of(council).reading() as (connection, _):
        either = or_(person.c.cms_id == which, person.c.person_id == which)
        found = connection.execute(select(person).where(either)).first() if which else None
    if found is None:
        raise NotFound
    return found


def _case_ids(council: Council, ids: list[str]) -> dict[str, str | None]:
    """The case IDs of those who are in the extract in use; none of anybody before the first load."""
    try:
        with database_of(council).reading() as (connection, _):
            return {one: _case_id(connection, one) for one in ids}
    except NoExtract:
        return {}


def _case_id(connection: Connection, person_id: str) -> str | None:
    return connection.scalar(select(person.c.cms_id).where(person.c.person_id == person_id))
