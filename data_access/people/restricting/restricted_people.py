"""Who is restricted, and which restrictions are to settle: the lists of data officers and council IT, without names.

Those that are shown are recorded before they are returned.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import select

from config.council import Council
from data_access.accounts.sessions import Actor
from data_access.audit import chain
from data_access.audit.chain import Action, Entry, Who
from data_access.people import access, person_ids, person_keys
from data_access.storage.app_tables import person_alias, person_key, restricted_person, unsettled_restriction
from data_access.storage.database import database_of

ASKED_FOR = "people nobody may see"
IS_OPEN = unsettled_restriction.c.settled_at.is_(None)
"""The condition on a restriction that is to settle."""


class Why(Enum):
    """Why a restriction is unsettled. The values are stored."""

    KEY = "has a key of the restricted person"
    NAME = "has the same name and date of birth"
    NEAR = "has nearly the same name and date of birth"
    RECORD = "is a record that may have been about the restricted person"
    GONE = "no one fits"


@dataclass(frozen=True)
class RestrictedPerson:
    """A restriction in the list, without a name. `cms_id` is None if the person has none or has left the extract.

    `others` are the restricted people, by case ID or person ID, who may be the same person by a number, name or home:
    their restrictions stay when this one is removed.
    """

    person_id: str
    cms_id: str | None
    reason: str
    marked_by: str
    marked_at: datetime
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unsettled:
    """A restriction that may be about another person than before, for the data officer to settle. No names.

    `person_id` is hidden because of the restriction of `restricted_id`; both are the same if no one fits it any more.
    Case IDs are those of the current data, `last_case_ids` those the restricted person has had in any load.
    """

    restricted_id: str
    person_id: str
    why: Why
    noticed_at: datetime
    reason: str
    case_id: str | None
    restricted_case_id: str | None
    last_case_ids: tuple[str, ...]


def list_marks(council: Council) -> list[RestrictedPerson]:
    """All restricted people, newest first. A person with linked records is listed once. Raises Unavailable."""
    with database_of(council).reading_app() as connection:
        rows = connection.execute(select(restricted_person).order_by(restricted_person.c.marked_at.desc())).all()
        linked = select(person_alias.c.old_id, person_alias.c.new_id).where(~person_alias.c.by_key)
        new_ids = dict(connection.execute(linked).all())
        others = person_ids.perhaps_one(connection)
    ids = {row.person_id for row in rows}
    rows = [row for row in rows if new_ids.get(row.person_id) not in ids]
    ids = {row.person_id for row in rows}
    case_ids = person_ids.case_ids(council, sorted(ids))
    return [
        RestrictedPerson(row.person_id, case_ids.get(row.person_id), row.reason, row.marked_by, row.marked_at, stay)
        for row in rows
        for stay in [tuple(sorted(case_ids.get(other) or other for other in others[row.person_id] & ids))]
    ]


@dataclass(frozen=True)
class RestrictedList:
    """The restricted people, newest first, and what there is to settle, oldest first. No names."""

    people: tuple[RestrictedPerson, ...]
    unsettled: tuple[Unsettled, ...]


def list_restricted(actor: Actor, *, shown: RestrictedList | None = None) -> RestrictedList:
    """The lists for a data officer, recorded before they return, unless they are those that are `shown` already.

    Raises NotSignedIn, WrongRole or Unavailable.
    """
    access.require_role(actor, access.MAY_REVIEW, ASKED_FOR)
    found = _read_list(actor.council)
    if found != shown:
        _record_list(actor.council, found, actor.who)
    return found


def list_restricted_for_it(council: Council, *, by: str) -> RestrictedList:
    """The same lists for council IT, recorded with who ran the command. Raises Unavailable."""
    found = _read_list(council)
    _record_list(council, found, Who(by, "system"))
    return found


def _read_list(council: Council) -> RestrictedList:
    return RestrictedList(tuple(list_marks(council)), tuple(list_unsettled(council)))


def _record_list(council: Council, found: RestrictedList, who: Who) -> None:
    about = {"number": len(found.people)} | ({"unsettled": len(found.unsettled)} if found.unsettled else {})
    chain.append(database_of(council), who, [Entry(Action.LISTED_RESTRICTED, about=about)])


def list_unsettled(council: Council) -> list[Unsettled]:
    """Every restriction to settle, oldest first. Raises Unavailable."""
    with database_of(council).reading_app() as connection:
        columns = (*unsettled_restriction.c, restricted_person.c.reason)
        joined = unsettled_restriction.join(
            restricted_person, restricted_person.c.person_id == unsettled_restriction.c.restricted_id
        )
        open_ones = select(*columns).select_from(joined).where(IS_OPEN)
        rows = connection.execute(open_ones.order_by(unsettled_restriction.c.noticed_at)).all()
        ids = {one for row in rows for one in (row.restricted_id, row.person_id)}
        is_case_id = (person_key.c.kind == person_keys.CASE_ID) & person_key.c.person_id.in_(ids)
        had = connection.execute(select(person_key.c.person_id, person_key.c.value).where(is_case_id)).all()
    case_ids = person_ids.case_ids(council, sorted(ids))
    return [
        Unsettled(
            row.restricted_id,
            row.person_id,
            Why(row.why),
            row.noticed_at,
            row.reason,
            case_ids.get(row.person_id),
            case_ids.get(row.restricted_id),
            tuple(sorted(one.value for one in had if one.person_id == row.restricted_id)),
        )
        for row in rows
    ]
