"""A restore loses no restriction: those of the database it replaces are kept, with all that they follow a person by."""

from collections.abc import Sequence

from sqlalchemy import Connection, Row, Table, insert, inspect, select

from data_access.audit.chain import Action, Entry, Who, append_within
from data_access.storage.app_tables import person_alias, person_key, restricted_person, unsettled_restriction

Restrictions = dict[Table, Sequence[Row]]
_TABLES = {
    restricted_person: ("person_id",),
    unsettled_restriction: ("restricted_id", "person_id"),
    person_alias: ("old_id", "new_id"),
    person_key: ("person_id",),
}
"""The tables with restrictions, and the columns with the IDs of the people they are about."""


def read_restrictions(connection: Connection) -> Restrictions | None:
    """The restrictions of a database made by any version; None if it has no table for them."""
    tables = inspect(connection)
    there = [
        table
        for table in _TABLES
        if tables.has_table(table.name)
        and {column.name for column in table.c} <= {column["name"] for column in tables.get_columns(table.name)}
    ]
    return {table: connection.execute(select(table)).all() for table in there} if restricted_person in there else None


def keep_restrictions(connection: Connection, before: Restrictions, who: Who) -> int:
    """Write those that are not in the database, each recorded, within the transaction that restores it. Returns how
    many."""
    restored = set(connection.scalars(select(restricted_person.c.person_id)))
    kept = [row for row in before[restricted_person] if row.person_id not in restored]
    ids = {row.person_id for row in kept}
    for table, rows in before.items():
        there = set(map(tuple, connection.execute(select(*table.primary_key))))
        # Every key of a restricted person is kept, also of those whose restriction is in the backup.
        wanted = ids | restored if table is person_key else ids
        new = [
            dict(row._mapping)
            for row in rows
            if wanted & {getattr(row, name) for name in _TABLES[table]}
            and tuple(getattr(row, column.name) for column in table.primary_key) not in there
        ]
        if new:
            connection.execute(insert(table), new)
    entries = [
        Entry(Action.RESTRICTED_PERSON, about={"person_id": row.person_id, "reason": row.reason})
        for row in sorted(kept, key=lambda row: row.person_id)
    ]
    if entries:
        append_within(connection, who, entries)
    return len(kept)
