"""Builds an extract in bulk, in a file or schema of its own that no reader uses yet.

If a load is killed, it leaves something that no reader opens and the next load deletes.
"""

import errno
import fcntl
import os
import sqlite3
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, text
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateIndex, CreateSchema, CreateTable

from config.progress import Tick, beside
from data_access.errors import DiskFull, LoadUnderWay, Unavailable
from data_access.loading.rejected_list import delete_lists
from data_access.storage import extract_tables
from data_access.storage.database import CouncilDatabase, attach, named_errors
from data_access.storage.postgres_locks import PostgresLock, let_go, take_if_free

ROWS_AT_ONCE = 20_000
ROWS_A_STATEMENT = 50
"""SQLite writes as many rows by one statement in two thirds of the time that a statement each would take."""
_CACHE_KIB = 16 * 1024
"""Rows are written in the order of their keys, so hardly any page is read again."""
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""The numbers of an OSError that says the disk is full."""

Step = tuple[str, Table, Iterable[tuple], int]
"""The words for the progress display, the table, its rows, and roughly how many there are (0 if not known)."""

# Python's own adapter is deprecated; this one writes the same text as SQLAlchemy.
sqlite3.register_adapter(date, date.isoformat)


@contextmanager
def load_lock(database: CouncilDatabase) -> Generator[None]:
    """Hold the council's load lock, which ends with the process. Raises LoadUnderWay if another process holds it."""
    if not database.is_sqlite:
        engine = database.postgres_engine(0, isolation="AUTOCOMMIT")
        try:
            with named_errors(), engine.connect() as connection:
                if not take_if_free(connection, PostgresLock.LOAD):
                    raise LoadUnderWay
                try:
                    yield
                finally:
                    # The server notices that a connection has ended a little later: for the next load, too late.
                    let_go(connection, PostgresLock.LOAD)
        finally:
            engine.dispose()
        return
    lock_file = os.open(database.folder / "load.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LoadUnderWay from None
        yield
    finally:
        os.close(lock_file)


def clear_leftovers(database: CouncilDatabase, current: int) -> None:
    """Delete what killed loads have left: extracts that never came into use. Call it while holding `load_lock`."""
    for path in database.folder.glob("extract-*.unfinished*") if database.is_sqlite else ():
        path.unlink()
    _drop(database, lambda number: number > current)


def drop_extracts_before(database: CouncilDatabase, number: int) -> None:
    """Delete the extracts older than `number`. A load keeps the previous extract until the next load."""
    _drop(database, lambda other: other < number)


def kept_extracts(database: CouncilDatabase, connection: Connection) -> list[int]:
    """The numbers of the extracts that exist, oldest first. `connection` is to the council's database."""
    if database.is_sqlite:
        names = [path.stem.removeprefix("extract-") for path in database.folder.glob("extract-*.db")]
    else:
        schemas = connection.scalars(text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'extract\\_%'"))
        names = [name.removeprefix("extract_") for name in schemas]
    return sorted(map(int, names))


def _drop(database: CouncilDatabase, is_wanted: Callable[[int], bool]) -> None:
    delete_lists(database, is_wanted)
    with database.writing() as connection:
        for number in filter(is_wanted, kept_extracts(database, connection)):
            if database.is_sqlite:
                database.extract_path(number).unlink()
            else:
                connection.execute(text(f'DROP SCHEMA "extract_{number}" CASCADE'))


class Building:
    """An extract being built. Its tables exist; their indexes are made when they are filled."""

    def __init__(self, connection: Connection, number: int, tick: Tick) -> None:
        self.connection = connection
        self._number = number
        self._tick = tick

    def fill(self, stage: str, table: Table, rows: Iterable[tuple], of: int = 0) -> None:
        """Write the rows, each with a value for every column of the table, in key order. `of` is roughly how many."""
        rows, done = iter(rows), 0
        self._tick(stage, 0, of)
        while chunk := list(islice(rows, ROWS_AT_ONCE)):
            self._write(table, chunk)
            done += len(chunk)
            self._tick(stage, done, max(of, done))
        if table.indexes:
            self._tick("Indexes", 0, 0)
        for index in table.indexes:
            self.connection.execute(CreateIndex(index))

    def take_in(self, part: Path, names: Iterable[str]) -> None:
        """Copy these tables from another file of SQLite. Made alike, they are copied without reading their rows."""
        raw: Any = self.connection.connection.driver_connection
        raw.execute("ATTACH DATABASE ? AS part", (f"{part.as_uri()}?mode=ro",))
        for name in names:
            raw.execute(f"INSERT INTO {extract_tables.SCHEMA}.{name} SELECT * FROM part.{name}")  # noqa: S608

    def _write(self, table: Table, rows: list[tuple]) -> None:
        # The drivers' own bulk inserts: an ORM, or a dict for each row, would double the time of a load.
        raw: Any = self.connection.connection.driver_connection
        columns = [column.name for column in table.columns]
        names = ", ".join(f'"{name}"' for name in columns)
        if self.connection.dialect.name == "sqlite":
            insert = f"INSERT INTO {extract_tables.SCHEMA}.{table.name} ({names}) VALUES "  # noqa: S608
            row = f"({', '.join('?' * len(columns))})"
            full = len(rows) // ROWS_A_STATEMENT * ROWS_A_STATEMENT
            parts = [rows[start : start + ROWS_A_STATEMENT] for start in range(0, full, ROWS_A_STATEMENT)]
            if parts:
                many = ", ".join([row] * ROWS_A_STATEMENT)
                raw.executemany(insert + many, (tuple(chain.from_iterable(part)) for part in parts))
            raw.executemany(insert + row, rows[full:])
            return
        copy_in = f'COPY "extract_{self._number}"."{table.name}" ({names}) FROM STDIN'
        with raw.cursor() as cursor, cursor.copy(copy_in) as copy:
            for row in rows:
                copy.write_row(row)


@contextmanager
def building(database: CouncilDatabase, number: int, tick: Tick) -> Generator[Building]:
    """Build extract `number`; it is complete if this ends without an error. Raises Unavailable or DiskFull."""
    path = database.folder / f"extract-{number}.unfinished" if database.is_sqlite else None
    engine = _sqlite_engine(path) if path else database.postgres_engine(number)
    try:
        with named_errors(), engine.begin() as connection:
            if path is None:
                connection.execute(CreateSchema(f"extract_{number}"))
            for table in extract_tables.metadata.sorted_tables:
                connection.execute(CreateTable(table))
            yield Building(connection, number, tick)
            _analyze(connection, number)
        if path:
            _finish(path, database.extract_path(number))
    except OSError as error:
        raise (DiskFull if error.errno in NO_ROOM else Unavailable)(type(error).__name__) from None
    finally:
        engine.dispose()
        if path:
            path.unlink(missing_ok=True)


@contextmanager
def filled_beside(
    database: CouncilDatabase, number: int, steps: Iterable[Step], tick: Tick, *, is_beside: bool
) -> Generator[Callable[[Building], None]]:
    """Fill the tables of these steps meanwhile, in a second process. The call that is given adds them to the extract.

    SQLite only, each process with a file of its own.
    """
    if not is_beside:
        yield lambda built: _fill(built, steps)
        return
    path = database.folder / f"extract-{number}.unfinished-part"

    def write(tick: Tick) -> list[str]:
        tables = []
        with named_errors(), _sqlite_engine(path).begin() as connection:
            for stage, table, rows, of in steps:
                connection.execute(CreateTable(table))
                Building(connection, number, tick).fill(stage, table, rows, of)
                tables.append(table.name)
        return tables

    try:
        with beside(write, tick) as written:
            yield lambda built: built.take_in(path, written())
    finally:
        path.unlink(missing_ok=True)


def _fill(built: Building, steps: Iterable[Step]) -> None:
    for step in steps:
        built.fill(*step)


def _analyze(connection: Connection, number: int) -> None:
    """Collect table statistics: without them a search may be planned as if the tables were empty."""
    if connection.dialect.name == "sqlite":
        connection.execute(text(f"ANALYZE {extract_tables.SCHEMA}"))
        return
    for table in extract_tables.metadata.sorted_tables:
        connection.execute(text(f'ANALYZE "extract_{number}"."{table.name}"'))


def _sqlite_engine(path: Path) -> Engine:
    """An engine that writes the file `path` as the extract. If the load is killed, no reader will open the file."""
    engine = create_engine("sqlite:///file::memory:?uri=true", poolclass=StaticPool, hide_parameters=True)

    def prepare(raw: sqlite3.Connection, _record: object) -> None:
        attach(raw, path, "?mode=rwc")
        path.chmod(0o600)
        # No one reads this file until it is complete, and it is flushed to disk before it comes into use.
        raw.execute(f"PRAGMA {extract_tables.SCHEMA}.journal_mode = OFF")
        raw.execute(f"PRAGMA {extract_tables.SCHEMA}.synchronous = OFF")
        raw.execute(f"PRAGMA {extract_tables.SCHEMA}.cache_size = -{_CACHE_KIB}")
        # Sorting an index must not write names and addresses to temporary files.
        raw.execute("PRAGMA temp_store = MEMORY")
        raw.execute("PRAGMA analysis_limit = 1000")

    event.listen(engine, "connect", prepare)
    return engine


def _finish(unfinished: Path, path: Path) -> None:
    """Flush the finished file to disk and rename it."""
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    unfinished.chmod(0o400)
    unfinished.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
