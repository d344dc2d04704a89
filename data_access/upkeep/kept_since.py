"""What protects somebody outlives a restore: what the backup lacks of it is kept from the database that is replaced.

* Restrictions, with what is still to settle about them.
* Reports that a record is not right, and decisions on possible matches: a link undone since stays undone.
* The keys by which these follow a person.
* That an account is disabled.

What was taken back since the backup was made holds again: a restriction, a decision, and a report that was settled.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Row, Table, func, insert, inspect, select, update

from data_access.accounts.accounts import save_standing
from data_access.audit.chain import Action, Entry
from data_access.storage.app_tables import (
    account,
    account_standing,
    match_decision,
    person_alias,
    person_key,
    problem_report,
    restricted_person,
    unsettled_restriction,
    wrong_record,
)

Before = Mapping[Table, Sequence[Row]]
"""The rows of the database that is replaced."""
_READ = (
    restricted_person,
    unsettled_restriction,
    person_alias,
    person_key,
    problem_report,
    wrong_record,
    match_decision,
    account_standing,
)


class Kept(NamedTuple):
    """How many were kept although they are not in the backup. A report counts too if it is only open again, a disabled
    account if the backup has it as one in use."""

    restrictions: int = 0
    reports: int = 0
    decisions: int = 0
    disabled: int = 0


def read_before(connection: Connection) -> Before | None:
    """What a restore keeps of a database made by any version; None if it has no table of restrictions. A table that it
    lacks, or has without a column of today's, has no rows."""
    tables = inspect(connection)
    there = {
        table
        for table in _READ
        if tables.has_table(table.name)
        and {column.name for column in table.c} <= {column["name"] for column in tables.get_columns(table.name)}
    }
    if restricted_person not in there:
        return None
    return {table: connection.execute(select(table)).all() if table in there else [] for table in _READ}


def keep(connection: Connection, before: Before) -> tuple[Kept, list[Entry]]:
    """Write what the restored database lacks, within the transaction that restores it. Returns how much it was, and
    what is to be recorded of the restrictions."""
    restrictions = _add_missing(connection, restricted_person, before)
    for table in (unsettled_restriction, person_alias, person_key):
        _add_missing(connection, table, before)
    kept = Kept(
        len(restrictions), _keep_reports(connection, before), _keep_decisions(connection, before),
        _keep_disabled(connection, before),
    )  # fmt: skip
    about = sorted((row.person_id, row.reason) for row in restrictions)
    return kept, [
        Entry(Action.RESTRICTED_PERSON, about={"person_id": person, "reason": reason}) for person, reason in about
    ]


def _add_missing(connection: Connection, table: Table, before: Before) -> list[Row]:
    there = set(map(tuple, connection.execute(select(*table.primary_key))))
    names = [column.name for column in table.primary_key]
    missing = [row for row in before[table] if tuple(row._mapping[name] for name in names) not in there]
    if missing:
        connection.execute(insert(table), [dict(row._mapping) for row in missing])
    return missing


def _keep_reports(connection: Connection, before: Before) -> int:
    marks = {row.number: row for row in before[wrong_record]}
    restored = {(row.number, row.reported_at): row for row in connection.execute(select(problem_report))}
    marked, kept = set(connection.scalars(select(wrong_record.c.number))), 0
    for row in sorted(before[problem_report], key=lambda row: row.number):
        there, number = restored.get((row.number, row.reported_at)), row.number
        if there is None:
            number = _add_numbered(connection, problem_report, row)
        elif there.settled_at is not None and row.settled_at is None:
            again = {"settled_by": None, "settled_at": None, "outcome": None}
            connection.execute(update(problem_report).where(problem_report.c.number == number).values(again))
        elif row.number not in marks or number in marked:
            continue
        if row.number in marks:
            connection.execute(insert(wrong_record).values(dict(marks[row.number]._mapping) | {"number": number}))
        kept += 1
    return kept


def _keep_decisions(connection: Connection, before: Before) -> int:
    """A decision of both databases stands under the key that its record has now: a load may have given it another."""
    decisions = connection.execute(select(match_decision))
    keys, kept = {(row.number, row.decided_at): row.source_key for row in decisions}, 0
    for row in sorted(before[match_decision], key=lambda row: row.number):
        key = keys.get((row.number, row.decided_at))
        if key is None:
            _add_numbered(connection, match_decision, row)
            kept += 1
        elif key != row.source_key:
            this_one = match_decision.c.number == row.number
            connection.execute(update(match_decision).where(this_one).values(source_key=row.source_key))
    return kept


def _add_numbered(connection: Connection, table: Table, row: Row) -> int:
    """Write a row under its number or, if the backup has another under it, under the next. Returns the number."""
    newest = connection.scalar(select(func.max(table.c.number))) or 0
    number = max(row.number, newest + 1)
    connection.execute(insert(table).values(dict(row._mapping) | {"number": number}))
    return number


def _keep_disabled(connection: Connection, before: Before) -> int:
    in_use = set(connection.scalars(select(account.c.username)))
    in_use -= set(
        connection.scalars(select(account_standing.c.username).where(account_standing.c.disabled_at.is_not(None)))
    )
    disabled = [row for row in before[account_standing] if row.disabled_at and row.username in in_use]
    for row in disabled:
        save_standing(connection, row.username, {"disabled_at": row.disabled_at})
    return len(disabled)
