"""What protects somebody outlives a restore: what the backup lacks of it is kept from the database that is replaced.

* Restrictions, with what is still to settle about them.
* Reports that a record is not right, and decisions on possible matches: a link undone since stays undone.
* The keys by which these follow a person.
* That an account is disabled.

What was taken back since the backup was made holds again: a restriction, a decision, and a report that was settled.
Either database may be of another version: a table or column that one of them lacks is left out.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Table, TableClause, column, func, insert, inspect, select, table, update

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
_FOLLOWING = (unsettled_restriction, person_alias, person_key)
_KEPT = (restricted_person, *_FOLLOWING, problem_report, wrong_record, match_decision, account, account_standing)


class Kept(NamedTuple):
    """How many were kept although they are not in the backup. A report counts too if it is only open again, a disabled
    account if the backup has it as one in use."""

    restrictions: int = 0
    reports: int = 0
    decisions: int = 0
    disabled: int = 0


def read_before(connection: Connection) -> Before | None:
    """What a restore keeps of a database made by any version; None if it has no table of restrictions."""
    database = _Database(connection)
    return {one: database.rows(one) for one in _KEPT} if database.has(restricted_person) else None


def keep(connection: Connection, before: Before) -> tuple[Kept, list[Entry]]:
    """Write what a restored database lacks, in the transaction of the connection. Returns how much it was, and what is
    to be recorded of the restrictions."""
    database = _Database(connection)
    restrictions = database.add_missing(restricted_person, before)
    for one in _FOLLOWING:
        database.add_missing(one, before)
    reports, decisions = _keep_reports(database, before), _keep_decisions(database, before)
    kept = Kept(len(restrictions), reports, decisions, _keep_disabled(database, before))
    about = sorted((row.person_id, row.reason) for row in restrictions)
    return kept, [Entry(Action.RESTRICTED_PERSON, about={"person_id": one, "reason": why}) for one, why in about]


def _keep_reports(database: "_Database", before: Before) -> int:
    marks = {row.number: row for row in before[wrong_record]} if database.has(wrong_record) else {}
    restored = {(row.number, row.reported_at): row for row in database.rows(problem_report)}
    marked, kept = {row.number for row in database.rows(wrong_record)}, 0
    for row in sorted(before[problem_report], key=lambda row: row.number):
        there, number = restored.get((row.number, row.reported_at)), row.number
        if there is None:
            number = database.add_numbered(problem_report, row)
        elif there.settled_at is not None and row.settled_at is None:
            database.change(problem_report, "number", number, settled_by=None, settled_at=None, outcome=None)
        elif row.number not in marks or number in marked:
            continue
        if row.number in marks:
            database.add(wrong_record, [{**marks[row.number]._mapping, "number": number}])
        kept += 1
    return kept


def _keep_decisions(database: "_Database", before: Before) -> int:
    """A decision of both databases stands under the key that its record has now: a load may have given it another."""
    if not database.has(match_decision):
        return 0
    there = {(row.number, row.decided_at) for row in database.rows(match_decision)}
    kept = 0
    for row in sorted(before[match_decision], key=lambda row: row.number):
        if (row.number, row.decided_at) in there:
            database.change(match_decision, "number", row.number, source_key=row.source_key)
        else:
            database.add_numbered(match_decision, row)
            kept += 1
    return kept


def _keep_disabled(database: "_Database", before: Before) -> int:
    if not database.has(account_standing):
        return 0
    standing = {row.username: row for row in database.rows(account_standing)}
    in_use = {row.username for row in database.rows(account)}
    in_use -= {username for username, row in standing.items() if row.disabled_at}
    disabled = [row for row in before[account_standing] if row.disabled_at and row.username in in_use]
    for row in disabled:
        if row.username in standing:
            database.change(account_standing, "username", row.username, disabled_at=row.disabled_at)
        else:
            database.add(account_standing, [dict(row._mapping)])
    return len(disabled)


class _Database:
    """The tables of a database that any version made: those it has, with the columns it has."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        found = inspect(connection)
        self._tables: dict[Table, TableClause] = {}
        for one in _KEPT:
            if found.has_table(one.name):
                names = {known["name"] for known in found.get_columns(one.name)}
                self._tables[one] = table(one.name, *(column(c.name, c.type) for c in one.c if c.name in names))

    def has(self, which: Table) -> bool:
        return which in self._tables

    def rows(self, which: Table) -> Sequence[Row]:
        return self._connection.execute(select(self._tables[which])).all() if self.has(which) else []

    def add(self, which: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write rows of another database, without the columns that only that one has."""
        if rows and self.has(which):
            here = self._tables[which]
            names = [one.name for one in here.c if one.name in rows[0]]
            self._connection.execute(insert(here), [{name: row[name] for name in names} for row in rows])

    def change(self, which: Table, key: str, value: str | int, **values: Any) -> None:
        here = self._tables[which]
        self._connection.execute(update(here).where(here.c[key] == value).values(values))

    def add_missing(self, which: Table, before: Before) -> Sequence[Row]:
        """Write the rows whose key is not here; returns them."""
        names = [one.name for one in which.primary_key]

        def key(row: Row) -> tuple:
            return tuple(row._mapping[name] for name in names)

        there = {key(row) for row in self.rows(which)}
        missing = [row for row in before[which] if key(row) not in there]
        self.add(which, [row._mapping for row in missing])
        return missing

    def add_numbered(self, which: Table, row: Row) -> int:
        """Write a row under its number or, if there is another under it, under the next. Returns the number."""
        newest = self._connection.scalar(select(func.max(self._tables[which].c.number))) or 0
        number = max(row.number, newest + 1)
        self.add(which, [{**row._mapping, "number": number}])
        return number
