"""Person IDs: one ID for one person at one council, the same in every load; and IDs found to belong to one person.

A linked record was a separate person before the link, and will be again if the link is undone. So that restrictions,
reports and audit records still apply after two people are found to be one, every load notes which of the IDs in use
now belong to another person, and copies restrictions in both directions.
"""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha1
from uuid import NAMESPACE_URL

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    String,
    bindparam,
    delete,
    exists,
    false,
    insert,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.exc import SQLAlchemyError

from config import clock
from config.council import Council
from data_access.audit.chain import Action, Entry, Who, append_within
from data_access.errors import NoExtract
from data_access.people.person_keys import batches
from data_access.storage.app_tables import (
    audit_subject,
    match_decision,
    person_alias,
    problem_report,
    restricted_person,
    unsettled_restriction,
)
from data_access.storage.database import database_of
from data_access.storage.extract_tables import link, person, waiting

_NAMESPACE = NAMESPACE_URL.bytes
_PROTECTED = (restricted_person.c.person_id, problem_report.c.person_id, match_decision.c.person_id)
_KEPT = (unsettled_restriction.c.person_id, audit_subject.c.person_id, person_alias.c.old_id, person_alias.c.new_id)
_IDS_PROTECTED = union_all(*(select(column).distinct() for column in _PROTECTED))
_IDS_KEPT = union_all(*(select(column).distinct() for column in (*_PROTECTED, *_KEPT)))
_VARIANTS = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))


def person_id_for(council: Council, *, cms_id: str, source_id: str = "", person_key: str = "") -> str:
    """The person ID, made from the case ID or, without one, from the source and the person's key in that source.

    No label is part of it, so a council may change its words. Not a running number: if a number were used again, the
    audit could accuse a worker of opening a stranger. A load keeps the ID of a person whose keys have changed
    (loading/identities.py), so the ID in use may be another.
    """
    return _made_of(council, f"cms/case/{cms_id}" if cms_id else f"{source_id}/key/{person_key}")


def former_person_id(council: Council, *, cms_id: str, source_id: str = "", person_key: str = "") -> str:
    """The person ID as version 0.3 made it, with the name of the CMS in it, if that name has not changed since."""
    return _made_of(council, f"{council.cms.name}/{cms_id}" if cms_id else f"{source_id}/key/{person_key}")


def _made_of(council: Council, key: str) -> str:
    """As `uuid5` makes it, but without an object for each: a load makes millions."""
    name = f"family-context:{council.id}/{key}".encode()
    made = sha1(_NAMESPACE + name, usedforsecurity=False).hexdigest()
    return f"{made[:8]}-{made[8:12]}-5{made[13:16]}-{_VARIANTS[made[16]]}{made[17:20]}-{made[20:32]}"


def find_person(connection: Connection, which: str) -> Row | None:
    """The row of `person` with this case ID or person ID in the extract in use, or None: whoever they are, so for those
    who may know of anyone."""
    # No database stores the NUL character, and PostgreSQL refuses a query that contains it.
    which = which.strip().replace("\0", "")
    either = or_(person.c.cms_id == which, person.c.person_id == which)
    return connection.execute(select(person).where(either)).first() if which else None


def case_ids(council: Council, ids: list[str]) -> dict[str, str | None]:
    """The case ID, or None, of each of these people who is in the extract in use."""
    pairs = select(person.c.person_id, person.c.cms_id)
    try:
        with database_of(council).reading() as (connection, _):
            return {
                one: case_id
                for some in batches(ids)
                for one, case_id in connection.execute(pairs.where(person.c.person_id.in_(some)))
            }
    except NoExtract:
        return {}


_ONE = bindparam("one", type_=String)
_EARLIER = select(person_alias.c.old_id).where(person_alias.c.new_id == _ONE)
IDS_OF_ONE = union_all(select(_ONE), _EARLIER)
"""The ID of the person in parameter `one` and the earlier IDs now known to be theirs, as part of a statement."""


def ids_of(connection: Connection, person_id: str) -> list[str]:
    """The person's ID and the earlier IDs now known to be theirs."""
    return [person_id, *connection.scalars(_EARLIER, {"one": person_id})]


def own_ids(connection: Connection, person_id: str) -> list[str]:
    """The IDs that the records linked to this person in the extract in use would have if they were not linked."""
    return list(connection.scalars(select(link.c.own_id).where(link.c.person_id == person_id)))


def same_person(connection: Connection, person_id: str, *, by_key: bool = True) -> set[str]:
    """Every ID known to belong to the same person, whichever of them is given.

    Without `by_key` only those of records that are linked to each other.
    """
    links = person_alias.c.by_key.in_((False, by_key))
    new_ids = set(connection.scalars(select(person_alias.c.new_id).where(person_alias.c.old_id == person_id, links)))
    new_ids.add(person_id)
    return new_ids | set(
        connection.scalars(select(person_alias.c.old_id).where(person_alias.c.new_id.in_(new_ids), links))
    )


def certainly_one(connection: Connection, person_id: str) -> set[str]:
    """The IDs that are one person's: of records linked to each other, and of whom the data officer has called the same.

    Never those that a key alone joins: it may have been given to someone else.
    """
    pairs = _joined(connection)
    found, new = set[str](), {person_id}
    while new:
        found |= new
        new = {other for pair in pairs for other in pair if found.intersection(pair)} - found
    return found


def restricted_with_another(connection: Connection) -> set[str]:
    """The restricted IDs that are certainly those of another restricted ID, which stands for them."""
    restricted = set(connection.scalars(select(restricted_person.c.person_id)))
    return {old for old, new in _joined(connection) if old in restricted and new in restricted}


def is_restricted_as_another(connection: Connection, person_id: str) -> bool:
    """Whether the data officer has called this person the same as someone who is restricted."""
    same = unsettled_restriction.c.is_same.is_(true()) & (unsettled_restriction.c.person_id == person_id)
    of_another = unsettled_restriction.c.restricted_id.in_(select(restricted_person.c.person_id)) & same
    others = unsettled_restriction.c.restricted_id != person_id
    return bool(connection.scalar(select(exists().where(of_another, others))))


def _joined(connection: Connection) -> set[tuple[str, str]]:
    """(ID, the ID that stands for it), of linked records and of people the data officer has called the same."""
    linked = select(person_alias.c.old_id, person_alias.c.new_id).where(~person_alias.c.by_key)
    pair = unsettled_restriction.c.restricted_id, unsettled_restriction.c.person_id
    same = select(*pair).where(unsettled_restriction.c.is_same.is_(true()), pair[0] != pair[1])
    return {tuple(row) for pairs in (linked, same) for row in connection.execute(pairs)} - told_apart(connection)


def told_apart(connection: Connection) -> set[tuple[str, str]]:
    """Pairs of IDs, in both orders, of which the data officer has said that they are two people."""
    pair = unsettled_restriction.c.restricted_id, unsettled_restriction.c.person_id
    rows = connection.execute(select(*pair).where(unsettled_restriction.c.is_same.is_(false())))
    return {pair for one, other in rows for pair in ((one, other), (other, one))}


def aliases_by_key(connection: Connection) -> set[tuple[str, str]]:
    """(an earlier ID, the ID of someone who has had a key of that person, or may be the same)."""
    pair = person_alias.c.old_id, person_alias.c.new_id
    return {tuple(row) for row in connection.execute(select(*pair).where(person_alias.c.by_key))}


def perhaps_one(connection: Connection) -> dict[str, set[str]]:
    """By ID, those who may be the same person by a key or home, but whose restriction does not end with that of the
    first."""
    pair = unsettled_restriction.c.restricted_id, unsettled_restriction.c.person_id
    rows = connection.execute(select(*pair, unsettled_restriction.c.is_same, unsettled_restriction.c.settled_at)).all()
    end_with = {(one, other) for one, other, is_same, settled_at in rows if is_same or settled_at is None}
    end_with |= {(other, one) for one, other, is_same, _ in rows if is_same}
    found: dict[str, set[str]] = defaultdict(set)
    for old, new in aliases_by_key(connection):
        for one, other in ((old, new), (new, old)):
            found[one] |= {other} if (one, other) not in end_with else set()
    return found


def keep_aliases(connection: Connection, person_id: str, old_ids: Iterable[str], *, by_key: bool = False) -> None:
    """Note that these IDs are the person's, if that is not known yet."""
    new = set(old_ids) - set(ids_of(connection, person_id))
    if new:
        rows = [{"old_id": old, "new_id": person_id, "by_key": by_key} for old in sorted(new)]
        connection.execute(insert(person_alias), rows)


def waiting_for(connection: Connection, person_ids: Iterable[str]) -> set[tuple[str, str]]:
    """(the own ID of a record, the ID of one of these people whom it may be about) in the extract that is read."""
    return _waiting_where(connection, waiting.c.person_id, person_ids)


def waiting_through(connection: Connection, person_ids: Iterable[str]) -> set[tuple[str, str]]:
    """The same, also of records that wait for a record that waits, however many lie between."""
    found, new = set[tuple[str, str]](), waiting_for(connection, person_ids)
    while new:
        found |= new
        behind = waiting_for(connection, {own_id for own_id, _ in new})
        new = {(own_id, one) for own_id, before in behind for other, one in new if other == before} - found
    return found


def waited_for(connection: Connection, own_ids: Iterable[str]) -> set[tuple[str, str]]:
    """(the own ID of one of these records, the ID of a person whom it may be about) in the extract that is read; of
    records that wait for none of these IDs themselves. An extract has at most five people for a record."""
    ids = sorted(own_ids)
    accounted = {own_id for own_id, _ in waiting_for(connection, ids)}
    return {pair for pair in _waiting_where(connection, waiting.c.own_id, ids) if pair[0] not in accounted}


def _waiting_where(connection: Connection, column: ColumnElement[str], ids: Iterable[str]) -> set[tuple[str, str]]:
    """Empty for an extract of a version without such a table."""
    found = set[tuple[str, str]]()
    with suppress(SQLAlchemyError):
        for some in batches(sorted(ids)):
            pairs = select(waiting.c.own_id, waiting.c.person_id).where(column.in_(some))
            found |= {tuple(row) for row in connection.execute(pairs)}
    return found


def ids_kept(connection: Connection) -> set[str]:
    """Every person ID in a restriction, a report, a decision or an audit record, and every alias."""
    return {*connection.scalars(_IDS_KEPT)}


def ids_protected(connection: Connection) -> set[str]:
    """The person IDs in a restriction, a report or a decision, and those of whoever has had a key of theirs: every key
    of these people is kept."""
    ids = {*connection.scalars(_IDS_PROTECTED)}
    return ids | {new for old, new in aliases_by_key(connection) if old in ids}


def find_merges(building: Connection, kept: set[str]) -> list[tuple[str, str]]:
    """From the links of the extract being built: (the record's own ID, the person's ID), if either is in `kept`."""
    found: set[tuple[str, str]] = set()
    for ids in batches(sorted(kept)):
        either = or_(link.c.own_id.in_(ids), link.c.person_id.in_(ids))
        found |= {tuple(row) for row in building.execute(select(link.c.own_id, link.c.person_id).where(either))}
    return sorted(found)


def record_aliases(connection: Connection, merges: list[tuple[str, str]], by_key: Iterable[tuple[str, str]]) -> None:
    """Write (ID, ID of the person) of the links of a new extract, instead of those of the last one, and of people found
    by their keys, besides those known already and those whom the data officer has told apart."""
    connection.execute(delete(person_alias).where(~person_alias.c.by_key))
    known = {tuple(row) for row in connection.execute(select(person_alias.c.old_id, person_alias.c.new_id))}
    by_key = set(by_key) - told_apart(connection)
    pairs = dict.fromkeys(by_key, True) | dict.fromkeys(merges, False)
    new = [
        {"old_id": old, "new_id": new, "by_key": by}
        for (old, new), by in sorted(pairs.items())
        if (old, new) not in known
    ]
    if new:
        connection.execute(insert(person_alias), new)


def restrict_merged(connection: Connection, merges: list[tuple[str, str]], *, by: str, extract: int) -> None:
    """Restrict both IDs of a pair if either is restricted; in the transaction that switches to the new extract.

    Linking or undoing a link never removes a restriction; only `unrestrict_person` and `remove_restriction` do.
    """
    restrictions = {row.person_id: row for row in connection.execute(select(restricted_person))}
    # Twice, so that a restriction copied to a person also reaches their other records.
    for pair in [*merges, *merges]:
        for restricted, other in (pair, pair[::-1]):
            if restricted in restrictions and other not in restrictions:
                copy = {"reason": restrictions[restricted].reason, "marked_by": by, "marked_at": clock.now()}
                connection.execute(insert(restricted_person).values(person_id=other, **copy))
                restrictions[other] = restrictions[restricted]
                about = {"person_id": other, "reason": copy["reason"], "same_person_as": restricted}
                entry = Entry(Action.RESTRICTED_PERSON, about=about)
                append_within(connection, Who(by, "system"), [entry], extract=extract)


def restrict_alike(
    connection: Connection, person_id: str, others: Iterable[str], restriction: dict, who: Who, *, extract: int
) -> None:
    """Hide those who may be a second record of someone who is being restricted; recorded.

    The next load, which knows them by the alias and the time, leaves it to settle.
    """
    asked = select(unsettled_restriction.c.person_id).where(unsettled_restriction.c.restricted_id == person_id)
    known = {*connection.scalars(asked), *connection.scalars(select(restricted_person.c.person_id))}
    for other in (one for one in others if one not in known):
        connection.execute(insert(restricted_person).values(person_id=other, **restriction))
        keep_aliases(connection, other, [person_id], by_key=True)
        about = {"person_id": other, "reason": restriction["reason"], "may_be": person_id}
        append_within(connection, who, [Entry(Action.RESTRICTED_PERSON, about=about)], extract=extract)


def hidden_together(connection: Connection) -> set[tuple[str, str]]:
    """(a restricted ID, an ID that was hidden together with it), by `restrict_alike`."""
    marked_at = dict(connection.execute(select(restricted_person.c.person_id, restricted_person.c.marked_at)).all())
    return {
        (old, new)
        for old, new in aliases_by_key(connection)
        if old in marked_at and new in marked_at and marked_at[old] == marked_at[new]
    }
