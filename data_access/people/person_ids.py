"""Who is who: the id that means one human being at one council, the same in every load, and people found to be one.

What was marked, reported or recorded under the id that one of two people had still holds when they are one.
A record that is linked was a person of its own before, or will be when the link is undone. Every load writes down
which of the ids that anything is kept about are somebody else's now, and carries restricted marks both ways.
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
"""In one statement; both databases take far more."""


def person_id_for(council: Council, *, cms_id: str, source_id: str = "", person_key: str = "") -> str:
    """The person id: by case ID, else by the source a person is known from and its own key there.

    A number that was used again would accuse a worker of opening a stranger, so ids are made from what identifies.
    """
    name = f"{council.cms.name}/{cms_id}" if cms_id else f"{source_id}/key/{person_key}"
    return str(uuid5(NAMESPACE_URL, f"family-context:{council.id}/{name}"))


def ids_of(connection: Connection, person_id: str) -> list[str]:
    """The id of a person and those that were somebody's who is now known to be them."""
    old = select(person_alias.c.old_id).where(person_alias.c.new_id == person_id)
    return [person_id, *connection.scalars(old)]


def own_ids(connection: Connection, person_id: str) -> list[str]:
    """The ids that the records linked to a person in the extract in use would have by themselves."""
    return list(connection.scalars(select(link.c.own_id).where(link.c.person_id == person_id)))


def same_person(connection: Connection, person_id: str) -> set[str]:
    """Every id known to be of the same person, whichever of them is asked for."""
    now = set(connection.scalars(select(person_alias.c.new_id).where(person_alias.c.old_id == person_id)))
    now.add(person_id)
    return now | set(connection.scalars(select(person_alias.c.old_id).where(person_alias.c.new_id.in_(now))))


def keep_aliases(connection: Connection, person_id: str, old_ids: list[str]) -> None:
    """Write down that these ids are the person's, where that is not known yet."""
    new = set(old_ids) - set(ids_of(connection, person_id))
    if new:
        connection.execute(insert(person_alias), [{"old_id": old, "new_id": person_id} for old in sorted(new)])


def ids_kept(connection: Connection) -> set[str]:
    """Every person id that a mark, a report, or an audit record names, or that stands for another already."""
    columns = (restricted_person.c.person_id, problem_report.c.person_id, audit_subject.c.person_id)
    return {value for column in (*columns, person_alias.c.old_id) for value in connection.scalars(select(column))}


def find_merges(building: Connection, kept: set[str]) -> list[tuple[str, str]]:
    """From the links of the extract that is being built: the id a record had and the person's, where either is kept."""
    found: set[tuple[str, str]] = set()
    for some in _some(sorted(kept)):
        either = or_(link.c.own_id.in_(some), link.c.person_id.in_(some))
        found |= {tuple(row) for row in building.execute(select(link.c.own_id, link.c.person_id).where(either))}
    return sorted(found)


def record_merges(connection: Connection, merges: list[tuple[str, str]], *, by: str, extract: int) -> None:
    """In the transaction that switches to the new extract: the aliases, and the marks of both ids on both.

    A mark is never lost by a link, nor when it is undone later: taking one back is for `unrestrict_person`.
    """
    connection.execute(delete(person_alias))
    if not merges:
        return
    connection.execute(insert(person_alias), [{"old_id": old, "new_id": new} for old, new in merges])
    marks = {row.person_id: row for row in connection.execute(select(restricted_person))}
    # Twice, so that a mark also reaches the other records of the person it was carried to.
    for pair in [*merges, *merges]:
        for marked, other in (pair, pair[::-1]):
            if marked in marks and other not in marks:
                mark = {"reason": marks[marked].reason, "marked_by": by, "marked_at": clock.now()}
                connection.execute(insert(restricted_person).values(person_id=other, **mark))
                marks[other] = marks[marked]
                about = {"person_id": other, "reason": mark["reason"], "same_person_as": marked}
                entry = Entry(Action.RESTRICTED_PERSON, about=about)
                append_within(connection, Who(by, "system"), [entry], extract=extract)


def _some(ids: list[str]) -> Iterable[list[str]]:
    return (ids[start : start + IDS_AT_ONCE] for start in range(0, len(ids), IDS_AT_ONCE))
