"""Person IDs: one ID for one person at one council, the same in every load; and IDs found to belong to one person.

A linked record was a separate person before the link, and will be again if the link is undone. So that restrictions,
reports and audit records still apply after two people are found to be one, every load notes which of the IDs in use
now belong to another person, and copies restrictions in both directions.
"""

from collections.abc import Iterable
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Connection, delete, insert, or_, select

from config import clock
from config.council import Council
from data_access.audit.chain import Action, Entry, Who, append_within
from data_access.storage.app_tables import audit_subject, person_alias, problem_report, restricted_person
from data_access.storage.extract_tables import link

IDS_AT_ONCE = 500
"""How many IDs go into one statement; both databases accept far more."""


def person_id_for(council: Council, *, cms_id: str, source_id: str = "", person_key: str = "") -> str:
    """The person ID, made from the case ID or, without one, from the source and the person's key in that source.

    Not a running number: if a number were used again, the audit could accuse a worker of opening a stranger.
    """
    name = f"{council.cms.name}/{cms_id}" if cms_id else f"{source_id}/key/{person_key}"
    return str(uuid5(NAMESPACE_URL, f"family-context:{council.id}/{name}"))


def ids_of(connection: Connection, person_id: str) -> list[str]:
    """The person's ID and the earlier IDs now known to be theirs."""
    old = select(person_alias.c.old_id).where(person_alias.c.new_id == person_id)
    return [person_id, *connection.scalars(old)]


def own_ids(connection: Connection, person_id: str) -> list[str]:
    """The IDs that the records linked to this person in the extract in use would have if they were not linked."""
    return list(connection.scalars(select(link.c.own_id).where(link.c.person_id == person_id)))


def same_person(connection: Connection, person_id: str) -> set[str]:
    """Every ID known to belong to the same person, whichever of them is given."""
    new_ids = set(connection.scalars(select(person_alias.c.new_id).where(person_alias.c.old_id == person_id)))
    new_ids.add(person_id)
    return new_ids | set(connection.scalars(select(person_alias.c.old_id).where(person_alias.c.new_id.in_(new_ids))))


def keep_aliases(connection: Connection, person_id: str, old_ids: list[str]) -> None:
    """Note that these IDs are the person's, if that is not known yet."""
    new = set(old_ids) - set(ids_of(connection, person_id))
    if new:
        connection.execute(insert(person_alias), [{"old_id": old, "new_id": person_id} for old in sorted(new)])


def ids_kept(connection: Connection) -> set[str]:
    """Every person ID in a restriction, a report or an audit record, and every ID already known as an alias."""
    columns = (restricted_person.c.person_id, problem_report.c.person_id, audit_subject.c.person_id)
    return {value for column in (*columns, person_alias.c.old_id) for value in connection.scalars(select(column))}


def find_merges(building: Connection, kept: set[str]) -> list[tuple[str, str]]:
    """From the links of the extract being built: (the record's own ID, the person's ID), if either is in `kept`."""
    found: set[tuple[str, str]] = set()
    for ids in _batches(sorted(kept)):
        either = or_(link.c.own_id.in_(ids), link.c.person_id.in_(ids))
        found |= {tuple(row) for row in building.execute(select(link.c.own_id, link.c.person_id).where(either))}
    return sorted(found)


def record_merges(connection: Connection, merges: list[tuple[str, str]], *, by: str, extract: int) -> None:
    """Write the aliases, and restrict both IDs of a pair if either is restricted; in the transaction that switches to
    the new extract.

    Linking or undoing a link never removes a restriction; only `unrestrict_person` and `remove_restriction` do.
    """
    connection.execute(delete(person_alias))
    if not merges:
        return
    connection.execute(insert(person_alias), [{"old_id": old, "new_id": new} for old, new in merges])
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


def _batches(ids: list[str]) -> Iterable[list[str]]:
    return (ids[start : start + IDS_AT_ONCE] for start in range(0, len(ids), IDS_AT_ONCE))
