"""Copies the whole app half into a file, and from there into any database, and then compares every value.

Backups, restores and the move to PostgreSQL all use this. The copy is always SQLite: one file that this program can
open, verify and upgrade anywhere, whatever server and version it came from.
"""

import hashlib
import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text

from config.council import Council
from config.environment import Environment, read_environment
from config.progress import Tick, quiet
from data_access.errors import DataAccessError
from data_access.storage import schema
from data_access.storage.app_tables import kept_place, metadata
from data_access.storage.database import (
    close_databases,
    database_of,
    named_errors,
    opened_unchecked,
)
from data_access.upkeep.private_copies import private_folder

AT_ONCE = 5_000
"""Rows in memory at a time."""
COPIED = tuple(table for table in metadata.sorted_tables if table is not kept_place)
"""Where sessions last were is of no use without them, and no copy needs it."""


class CopyDiffers(DataAccessError):
    """The rows written differ from the rows read. Nothing was changed."""


@dataclass(frozen=True)
class Copy:
    """A copy of a council's app half, in a data folder of its own, where it is the council's database."""

    environment: Environment
    file: Path


@contextmanager
def place_for_copy(council: Council, *others: Path) -> Generator[Copy]:
    """A folder for a copy, beside the data and with the same permissions. It and the files `others` are deleted
    afterwards, even if this process is killed."""
    here = read_environment()
    with private_folder(here.data, *others) as folder:
        environment = replace(here, data=folder, database_url=None)
        council_folder = environment.data / council.database
        council_folder.mkdir(mode=0o700)
        try:
            yield Copy(environment, council_folder / "app.db")
        finally:
            close_databases(environment)


def take_copy(council: Council, copy: Copy, *, tick: Tick = quiet) -> None:
    """Write a snapshot of the app half into the copy. The tool can be used meanwhile. Raises Unavailable."""
    database = database_of(council)
    if database.is_sqlite:
        # SQLite's own backup: one snapshot, and others can keep writing.
        with named_errors(), closing(sqlite3.connect(database.folder / "app.db")) as source:
            source.execute("PRAGMA query_only = ON")
            with closing(sqlite3.connect(copy.file)) as target:
                source.backup(target)
                target.execute("PRAGMA journal_mode = DELETE")
                _leave_out_places(target)
        return
    with (
        opened_unchecked(council, copy.environment) as file,
        database.snapshot() as reading,
        file.writing() as connection,
    ):
        schema.make(connection)
        copy_rows(reading, connection, tick=tick)
    with closing(sqlite3.connect(copy.file)) as target:
        target.execute("PRAGMA journal_mode = DELETE")


def _leave_out_places(target: sqlite3.Connection) -> None:
    """SQLite copies whole pages, so the rows go afterwards, unreadably. An earlier version has no such table."""
    if target.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (kept_place.name,)).fetchone():
        target.execute("PRAGMA secure_delete = ON")
        target.execute("DELETE FROM kept_place")
        target.commit()


def copy_rows(source: Connection, target: Connection, *, tick: Tick = quiet) -> dict[str, int]:
    """Copy every row of the app half, but where sessions last were, into empty tables and compare.

    Returns the number of rows for each table. Raises CopyDiffers.
    """
    copied = {}
    for table in COPIED:
        total = source.scalar(select(func.count()).select_from(table)) or 0
        done = 0
        for rows in _batches(source, table):
            _write(target, table, rows)
            done += len(rows)
            tick(table.name, done, total)
        if fingerprint(source, table) != fingerprint(target, table):
            raise CopyDiffers(table.name)
        copied[table.name] = done
    advance_sequences(target)
    return copied


def fingerprint(connection: Connection, table: Table) -> tuple[int, int]:
    """The number of rows in a table, and a digest of every value that is the same in any order and database."""
    count, total = 0, 0
    for rows in _batches(connection, table):
        for row in rows:
            total += int.from_bytes(hashlib.sha256(repr(tuple(row)).encode()).digest())
        count += len(rows)
    return count, total % 2**256


def _batches(connection: Connection, table: Table) -> Iterator[list]:
    result = connection.execute(select(table), execution_options={"yield_per": AT_ONCE})
    yield from (list(rows) for rows in result.partitions())


def _write(connection: Connection, table: Table, rows: list) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(insert(table), [dict(row._mapping) for row in rows])
        return
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    raw: Any = connection.connection.driver_connection
    with raw.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(tuple(row))


def advance_sequences(connection: Connection) -> None:
    """Move PostgreSQL's sequences past the numbers written; otherwise it would give out the same numbers again. SQLite
    has none."""
    if connection.dialect.name == "sqlite":
        return
    for table in metadata.sorted_tables:
        numbered = table.autoincrement_column
        if numbered is not None:
            sequence = f"pg_get_serial_sequence('{table.name}', '{numbered.name}')"
            newest = f'SELECT max("{numbered.name}") FROM "{table.name}"'  # noqa: S608 - names of our own tables
            connection.execute(text(f"SELECT setval({sequence}, ({newest})) WHERE ({newest}) IS NOT NULL"))
