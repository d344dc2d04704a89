"""What a manager reads of restricted people in the audit: "Restricted person", the worker and the time.

Whether someone is restricted is asked when the audit is read, so a restriction hides older records too. What a manager
typed never decides what is hidden, or it would show who is restricted: the people a record names do, and the people
whom the search it belongs to has shown.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select

from config.council import Council
from data_access.accounts.sessions import Actor
from data_access.audit.chain import Action
from data_access.audit.flags import SAY_WHO
from data_access.errors import NoExtract
from data_access.people import access
from data_access.people.person_ids import former_person_id, person_id_for
from data_access.storage.app_tables import audit_event, audit_subject, person_alias, restricted_person
from data_access.storage.database import database_of

RESTRICTED = {"person_id": "", "cms_id": None, "name": "Restricted person", "date_of_birth": None}
"""What is read in the place of a restricted person."""
RESTRICTIONS = frozenset(
    action.value for action in (Action.RESTRICTED_PERSON, Action.UNRESTRICTED_PERSON, Action.SETTLED_RESTRICTION)
)
"""Whom these are about, their reasons and notes stay hidden after a restriction was removed: it may have a cause that
stays dangerous."""
_TYPED = ("terms", "person_asked_for")


@dataclass(frozen=True)
class Hidden:
    """Whom the reader may not see: the person IDs, none for a data officer, who sees everything."""

    council: Council
    ids: frozenset[str] = frozenset()
    sees_all: bool = False


def hidden_from(actor: Actor) -> Hidden:
    """Every ID of a restricted person, and of those who may be one. Raises Unavailable."""
    if actor.role in access.MAY_SEE_RESTRICTED:
        return Hidden(actor.council, sees_all=True)
    database = database_of(actor.council)
    restricted = select(restricted_person.c.person_id)
    with database.reading_app() as connection:
        ids = set(connection.scalars(restricted))
        pairs = connection.execute(select(person_alias.c.old_id, person_alias.c.new_id)).all() if ids else []
    with suppress(NoExtract), database.reading() as (connection, _):
        ids |= set(connection.scalars(access.hidden_ids()))
    return Hidden(actor.council, frozenset(_with_aliases(ids, [tuple(pair) for pair in pairs])))


def _with_aliases(ids: set[str], pairs: Sequence[tuple[str, str]]) -> set[str]:
    """These IDs and every other ID of the same people, in as many steps as it takes."""
    found: set[str] = set()
    while found != ids:
        found = set(ids)
        ids |= {one for pair in pairs if set(pair) & found for one in pair}
    return ids


def hide(
    connection: Connection, hidden: Hidden, records: Sequence[dict], asked_for: Collection[str] = ()
) -> list[dict]:
    """The signed records, as the reader may see them. Those that are changed are copies.

    `asked_for` has the IDs of the person whose records these are: they are named in each. Of the people linked to a
    restricted child no one else is, or the list would say whose child it is.
    """
    if hidden.sees_all:
        return list(records)
    led_to = _led_to_restricted(connection, hidden, records)
    beside_others = _searches_that_showed(connection, records, _names(hidden), _names_others(hidden)) if led_to else ()
    return [_as_read(one, hidden, one["seq"] in led_to, one["seq"] in beside_others, asked_for) for one in records]


def changed_for(connection: Connection, hidden: Hidden, signed: Sequence[dict]) -> set[int]:
    """The numbers of those signed records that the reader does not see as they are."""
    as_read = hide(connection, hidden, signed)
    return {one["seq"] for one, read in zip(signed, as_read, strict=True) if one != read}


def _as_read(record: dict, hidden: Hidden, led_to: bool, beside_others: bool, asked_for: Collection[str]) -> dict:
    if record["action"] in RESTRICTIONS:
        return record | {"people": [RESTRICTED], "about": {}, "grounds": {}, "flags": []}
    people = [one for one in record["people"] if one["person_id"] not in hidden.ids]
    named = set(_texts({key: value for key, value in record["about"].items() if key not in _TYPED}))
    if people == record["people"] and not led_to and not named & hidden.ids:
        by_way_of_restricted = record["grounds"].get("child_id") in hidden.ids
        return record | {"grounds": {}} if by_way_of_restricted else record
    if named & hidden.ids:
        people = [one for one in people if one["person_id"] in asked_for]
    # Beside the names of others it would say whose relative they are, or whose name is like theirs.
    people = people if people or beside_others else [RESTRICTED]
    flags = [flag for flag in record.get("flags", ()) if flag not in SAY_WHO]
    # Which service it was would say who has a record on them.
    return record | {"people": people, "about": {}, "grounds": {}, "flags": flags, "service_id": None}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _led_to_restricted(connection: Connection, hidden: Hidden, records: Sequence[dict]) -> set[int]:
    """The records that name no one themselves and lead to a restricted person: a search that has shown them, a case ID
    of theirs that was found, a note on a record about them."""
    led_to = {record["seq"] for record in records if _found_by_case_id(record, hidden)}
    if hidden.ids:
        led_to |= _searches_that_showed(connection, records, _names(hidden))
        led_to |= _about_hidden(connection, hidden, records)
    return led_to


def _searches_that_showed(connection: Connection, records: Sequence[dict], *whom: ColumnElement[bool]) -> set[int]:
    """A search and the list of people it has shown are two records in a row; `whom` is the condition on the list."""
    next_ones = [record["seq"] + 1 for record in records if record["action"] == Action.SEARCHED.value]
    is_list = audit_event.c.action == Action.SHOWN_INDIVIDUALS.value
    shown = select(audit_event.c.seq).where(audit_event.c.seq.in_(next_ones), is_list, *whom)
    return {seq - 1 for seq in connection.scalars(shown)} if next_ones else set()


def _about_hidden(connection: Connection, hidden: Hidden, records: Sequence[dict]) -> set[int]:
    """The records about another record that is itself hidden, such as the outcome of a spot check."""
    about = {record["seq"]: record["about"].get("record") for record in records if not record["people"]}
    # Each is about an earlier record, so this ends.
    about = {seq: number for seq, number in about.items() if type(number) is int and number < seq}
    if not about:
        return set()
    others = select(audit_event.c.record).where(audit_event.c.seq.in_(set(about.values())))
    changed = changed_for(connection, hidden, [json.loads(text) for text in connection.scalars(others)])
    return {seq for seq, number in about.items() if number in changed}


def _found_by_case_id(record: dict, hidden: Hidden) -> bool:
    """Whether a case ID that was typed was that of a person who is restricted now: they were not when it was found.

    Records of earlier versions do not name whose it was.
    """
    found = record["about"].get("found", {})
    if not (found.get("direct") or found.get("case_id_of_another")):
        return False
    case_id = record["about"]["terms"].get("case_id") or ""
    return bool({made(hidden.council, cms_id=case_id) for made in (person_id_for, former_person_id)} & hidden.ids)


def _names(hidden: Hidden) -> ColumnElement[bool]:
    named = and_(audit_subject.c.seq == audit_event.c.seq, audit_subject.c.person_id.in_(hidden.ids))
    return exists().where(named)


def _names_others(hidden: Hidden) -> ColumnElement[bool]:
    return exists().where(audit_subject.c.seq == audit_event.c.seq, audit_subject.c.person_id.not_in(hidden.ids))


def names_no_one_hidden(hidden: Hidden) -> ColumnElement[bool]:
    """The condition on `audit_event` for a list by family name: neither the record nor the list its search has shown
    names anyone hidden, or the list would show whose family name they have."""
    shown, subject = audit_event.alias("shown"), audit_subject.alias("shown_subject")
    of_search = and_(
        audit_event.c.action == Action.SEARCHED.value,
        shown.c.seq == audit_event.c.seq + 1,
        shown.c.action == Action.SHOWN_INDIVIDUALS.value,
        subject.c.seq == shown.c.seq,
        subject.c.person_id.in_(hidden.ids),
    )
    return ~or_(_names(hidden), exists().where(of_search))
