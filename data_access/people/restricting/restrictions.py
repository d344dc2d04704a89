"""Restricted people (adoption, refuge, a relative of staff), kept in the app half. Every read leaves them out."""

from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, or_, select, true, update

from config import clock
from config.council import Council
from data_access.accounts.sessions import Actor
from data_access.audit.chain import Action, Entry, Who, append_within
from data_access.errors import NoExtract, NotFound
from data_access.people import access, person_ids, person_keys
from data_access.people.extract_facts import has_rows
from data_access.people.finding.same_home import alike_at_home
from data_access.people.person_ids import former_person_id, person_id_for
from data_access.people.person_keys import Hashing
from data_access.people.restricting import restricted_people
from data_access.people.restricting.restricted_people import ASKED_FOR, IS_OPEN
from data_access.storage.app_tables import (
    current_extract,
    person_alias,
    person_key,
    restricted_person,
    unsettled_restriction,
)
from data_access.storage.database import database_of
from data_access.storage.extract_tables import other_name
from data_access.storage.postgres_locks import PostgresLock, wait_for
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
NOT_TOGETHER = "the case ID and the family name do not belong together"

_NEVER_ASKED = unsettled_restriction.c.settled_at == unsettled_restriction.c.noticed_at
"""Of a pair that a load was certain of (loading/followed_restrictions.py)."""


def restrict_person(council: Council, which: str, *, reason: str, by: str) -> None:
    """Restrict the person with that case ID or person ID; recorded. A second restriction replaces the reason. Raises
    NotFound.

    Every record linked to the person is restricted too, and stays restricted if the link is undone.
    """
    _restrict(council, _person(council, which), reason, "", Who(by, "system"))


class Unrestricted(NamedTuple):
    """Who may be the same person and stays restricted, by case ID or person ID; and whether another restriction still
    hides this one."""

    others: tuple[str, ...]
    is_still_hidden: bool


def unrestrict_person(council: Council, which: str, *, by: str) -> Unrestricted:
    """Remove the restriction, even if the person has left the extract; recorded. Raises NotFound if there is none."""
    others = {mark.person_id: mark.others for mark in restricted_people.list_marks(council)}
    person_id = _remove_restriction(council, which, "", Who(by, "system"))
    return Unrestricted(others.get(person_id, ()), _is_still_hidden(council, person_id))


def restrict_as_officer(actor: Actor, which: str, *, family_name: str, reason: str, note: str) -> None:
    """Restrict a person, as a data officer. The family name must match, so that a mistyped number does not hide someone
    else.

    Raises NotFound, NotPermitted (recorded) if the number and name do not match, ValueError for an unknown reason,
    NotSignedIn, WrongRole (recorded), NoExtract or Unavailable.
    """
    access.require_role(actor, access.MAY_REVIEW, ASKED_FOR)
    _check_reason(reason)
    row = _person(actor.council, which)
    if not set(names.tokens(family_name)) & set(names.tokens(row.family_name)):
        with access.reviewing(actor, ASKED_FOR) as read:
            access.refuse(read, NOT_TOGETHER)
    _restrict(actor.council, row, reason, note, actor.who)


def restrict_together(actor: Actor, person_ids: Sequence[str], *, reason: str, note: str) -> tuple[str, ...]:
    """Restrict these people, as a data officer who has checked each; recorded one by one. Returns the IDs of those who
    are not in the extract any more.

    Raises ValueError for an unknown reason, NotSignedIn, WrongRole (recorded), NoExtract or Unavailable: then those
    before are restricted, and the same list may be given again.
    """
    access.require_role(actor, access.MAY_REVIEW, ASKED_FOR)
    _check_reason(reason)
    gone = []
    for person_id in dict.fromkeys(person_ids):
        try:
            _restrict(actor.council, _person(actor.council, person_id), reason, note, actor.who)
        except NotFound:
            gone.append(person_id)
    return tuple(gone)


def _check_reason(reason: str) -> None:
    if reason not in REASONS:
        raise ValueError(f"The reason must be one of: {', '.join(REASONS)}.")


def remove_restriction(actor: Actor, person_id: str, *, note: str) -> None:
    """Remove a restriction, as a data officer; recorded. Raises NotFound if it has gone, and as
    `restricted_people.list_restricted` does."""
    access.require_role(actor, access.MAY_REVIEW, ASKED_FOR)
    _remove_restriction(actor.council, person_id, note, actor.who)


def is_still_hidden(actor: Actor, person_id: str) -> bool:
    """Whether another restriction still hides someone who was released from one.

    Raises NotSignedIn, WrongRole (recorded) or Unavailable.
    """
    access.require_role(actor, access.MAY_REVIEW, ASKED_FOR)
    return _is_still_hidden(actor.council, person_id)


def _is_still_hidden(council: Council, person_id: str) -> bool:
    with suppress(NoExtract), database_of(council).reading() as (connection, _):
        return access.is_restricted(connection, person_id)
    return False


def settle(actor: Actor, restricted_id: str, person_id: str, *, is_same: bool, note: str = "") -> None:
    """Settle whether a restriction is about this person; recorded.

    The same person stays restricted, and the other ID is theirs too. Someone else can be found again immediately,
    unless another restriction hides them. If no one fits a restriction, `is_same` keeps it for when the person comes
    back.
    Raises NotFound if it has been settled, NotSignedIn, WrongRole (recorded) or Unavailable.
    """
    access.require_role(actor, access.MAY_REVIEW, ASKED_FOR)
    with database_of(actor.council).writing() as connection:
        this_one = _unsettled(connection, unsettled_restriction.c.restricted_id == restricted_id, person_id)
        if not this_one:
            raise NotFound
        _answer(connection, this_one, is_same=is_same, by=actor.username)
        about = {"person_id": person_id, "may_be": restricted_id} | _note_for_audit(note)
        if is_same:
            if person_id != restricted_id:
                person_ids.keep_aliases(connection, person_id, [restricted_id], by_key=True)
            append_within(connection, actor.who, [Entry(Action.SETTLED_RESTRICTION, about=about | {"is_same": True})])
            return
        append_within(connection, actor.who, [Entry(Action.SETTLED_RESTRICTION, about=about | {"is_same": False})])
        if person_id == restricted_id:
            _remove(connection, restricted_id, actor.who, note)
        else:
            pair = person_alias.c.old_id.in_((person_id, restricted_id))
            pair &= person_alias.c.new_id.in_((person_id, restricted_id))
            connection.execute(delete(person_alias).where(pair, person_alias.c.by_key))
            if not person_ids.is_restricted_as_another(connection, person_id):
                _release(connection, [person_id], actor.who, note)


def _restrict(council: Council, row: Row, reason: str, note: str, who: Who) -> None:
    restriction = {"reason": reason, "marked_by": who.username, "marked_at": clock.now()}
    with database_of(council).reading() as (connection, extract):
        own_ids = person_ids.own_ids(connection, row.person_id)
        pairs = alike_at_home(connection, [row.person_id]) | person_ids.waited_for(connection, [row.person_id])
        alike = sorted({other for _, other in pairs})
        all_ids = [row.person_id, *own_ids, *alike]
        marks = person_keys.read_from_extract(connection, all_ids, Hashing(), near_for=all_ids)
        if has_rows(connection, extract, other_name):
            for one, more in person_keys.read_other_names(connection, all_ids, Hashing()).items():
                marks[one] |= more
    with database_of(council).writing() as connection:
        # Before anything is written: a load that switches now must either see the restriction, or be seen here.
        wait_for(connection, PostgresLock.APPEND)
        is_current = connection.scalar(select(current_extract.c.number)) == extract
        if is_current:
            _write_restriction(connection, row, own_ids, restriction)
            person_keys.keep(connection, marks)
            # Whoever restricts a person has settled whether they should be, but not whether two people are one.
            _answer(connection, _unsettled(connection, true(), row.person_id), is_same=None, by=who.username)
            about = {"person_id": row.person_id, "reason": reason} | _note_for_audit(note)
            entry = Entry(Action.RESTRICTED_PERSON, [access.subject_of(row)], about=about)
            append_within(connection, who, [entry], extract=extract)
            person_ids.restrict_alike(connection, row.person_id, alike, restriction, who, extract=extract)
    if not is_current:
        _restrict(council, _person(council, row.person_id), reason, note, who)


def _write_restriction(connection: Connection, row: Row, own_ids: list[str], restriction: dict) -> None:
    ids = [row.person_id, *own_ids]
    connection.execute(delete(restricted_person).where(restricted_person.c.person_id.in_(ids)))
    connection.execute(insert(restricted_person), [{"person_id": one, **restriction} for one in ids])
    person_ids.keep_aliases(connection, row.person_id, own_ids)


def _remove_restriction(council: Council, which: str, note: str, who: Who) -> str:
    ids = [which, *_ids_of_case(council, which)]
    with database_of(council).writing() as connection:
        found = select(restricted_person.c.person_id).where(restricted_person.c.person_id.in_(ids))
        restricted_id = min(connection.scalars(found), key=ids.index, default=None)
        if restricted_id is None:
            raise NotFound
        _remove(connection, restricted_id, who, note)
    return restricted_id


def _remove(connection: Connection, restricted_id: str, who: Who, note: str) -> None:
    # It may hide others too: that is then no longer asked. Or it may be one that another restriction has brought about:
    # then they are two people.
    its_own = unsettled_restriction.c.restricted_id == restricted_id
    because = _unsettled(connection, its_own)
    connection.execute(delete(unsettled_restriction).where(its_own & (IS_OPEN | _NEVER_ASKED)))
    _answer(connection, _unsettled(connection, true(), restricted_id), is_same=False, by=who.username)
    others = [person_id for _, person_id in because if person_id != restricted_id]
    _release(connection, [restricted_id, *others], who, note)


def _release(connection: Connection, ids: list[str], who: Who, note: str) -> None:
    """Remove the restriction of these people, of their linked records and of whom the data officer has called the same;
    recorded for each. Not of whom another restriction hides."""
    for person_id in ids:
        if _unsettled(connection, unsettled_restriction.c.restricted_id != person_id, person_id):
            continue
        # The person's linked records too, or the next load would copy the restriction back from them.
        same = person_ids.certainly_one(connection, person_id) - _may_be_others(connection, person_id)
        connection.execute(delete(restricted_person).where(restricted_person.c.person_id.in_(same)))
        # The other IDs of the same person: the database lets go of no restriction that no record names.
        others = sorted(same - {person_id})
        about: dict = {"person_id": person_id, **_note_for_audit(note), **({"other_ids": others} if others else {})}
        append_within(connection, who, [Entry(Action.UNRESTRICTED_PERSON, about=about)])


def _unsettled(connection: Connection, which: ColumnElement[bool], person_id: str = "") -> list[tuple[str, str]]:
    """Pairs still to settle: (restricted ID, ID of a person hidden because of it)."""
    columns = (unsettled_restriction.c.restricted_id, unsettled_restriction.c.person_id)
    of_person = unsettled_restriction.c.person_id == person_id if person_id else true()
    return [tuple(row) for row in connection.execute(select(*columns).where(which, of_person, IS_OPEN))]


def _answer(connection: Connection, pairs: list[tuple[str, str]], *, is_same: bool | None, by: str) -> None:
    for restricted_id, person_id in pairs:
        this_one = unsettled_restriction.c.restricted_id == restricted_id
        this_one &= unsettled_restriction.c.person_id == person_id
        values = {"settled_by": by, "settled_at": clock.now(), "is_same": is_same}
        connection.execute(update(unsettled_restriction).where(this_one).values(values))


def _may_be_others(connection: Connection, person_id: str) -> set[str]:
    """The IDs that may be, but are not known to be, the same person as this one."""
    pair = unsettled_restriction.c.restricted_id, unsettled_restriction.c.person_id
    may_be_two = (IS_OPEN | ~_NEVER_ASKED) & unsettled_restriction.c.is_same.is_not(true())
    either = or_(*(column == person_id for column in pair)) & may_be_two
    return {one for row in connection.execute(select(*pair).where(either)) for one in row} - {person_id}


def _ids_of_case(council: Council, case_id: str) -> list[str]:
    """The person IDs known for a case ID: first that of the person who has it now, then those made of it, then those
    who had it in an earlier load."""
    case_id = case_id.strip().replace("\0", "")
    ids = [person_id_for(council, cms_id=case_id), former_person_id(council, cms_id=case_id)]
    with suppress(NoExtract, NotFound):
        ids.insert(0, _person(council, case_id).person_id)
    with database_of(council).reading_app() as connection:
        had = (person_key.c.kind == person_keys.CASE_ID) & (person_key.c.value == case_id)
        return [*ids, *connection.scalars(select(person_key.c.person_id).where(had).order_by(person_key.c.person_id))]


def _note_for_audit(note: str) -> dict[str, str]:
    tidy_note = " ".join(note.split())[:LONGEST_NOTE]
    return {"note": tidy_note} if tidy_note else {}


def _person(council: Council, which: str) -> Row:
    """The person with that case ID or person ID in the extract in use. Raises NotFound."""
    with database_of(council).reading() as (connection, _):
        found = person_ids.find_person(connection, which)
    if found is None:
        raise NotFound
    return found
