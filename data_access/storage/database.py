"""Connections: one database per council, in two halves, on SQLite files or a PostgreSQL server.

SQLite: `app.db` and an `extract-N.db` per load in the council's folder, the extract attached read-only.
PostgreSQL: the council's own database, the app half in its default schema and a schema `extract_N` per load.
"""

import sqlite3
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, create_engine, event, make_url, select, text
from sqlalchemy.exc import SQLAlchemyError

from config.council import Council
from config.environment import Environment, read_environment
from data_access.errors import DiskFull, NoExtract, Unavailable
from data_access.storage import app_tables, extract_tables, schema

BUSY_TIMEOUT_MS = 5_000
# When the log is this long, the next writer moves it into the database. 16 MB, so that few have to wait for that.
CHECKPOINT_PAGES = 4_000
# A worker must see that the tool is unavailable even if the server hangs. One minute, because verify-audit needs it.
POSTGRES_TIMEOUTS = {
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,
    "options": "-c statement_timeout=60s -c lock_timeout=5s",
}
COUNCIL = "family_context_council"
"""An execution option of every connection: the name of the council's database, which its audit records sign."""
FULL = "53100"
"""PostgreSQL's own number of the error that the server's disk is full."""
_CURRENT_EXTRACT = select(app_tables.current_extract.c.number.label("extract"))


class CouncilDatabase:
    """One council's database. Get it with `database_of(council)`; its engines are shared by all threads."""

    def __init__(self, name: str, environment: Environment) -> None:
        self.name = name
        self.folder = environment.data / name
        self.is_sqlite = environment.database_url is None
        self._server_url = environment.database_url
        self._read_engines: dict[int, Engine] = {}
        self._last_read: int | None = None
        self._engines_lock = threading.Lock()
        # SQLite's own lock is unfair (one writer waited 4.8 s without this): our writers queue here first.
        self.write_lock = threading.Lock()
        if self.is_sqlite:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._app_engine = self._engine()

    @contextmanager
    def writing(self) -> Generator[Connection]:
        """A transaction on the app half, committed at the end. Raises Unavailable if that fails."""
        with self.write_lock, named_errors(), self._begun(self._app_engine, "BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def changing(self) -> Generator[Connection]:
        """A transaction on the app half without a time limit, for changes to every row. Raises Unavailable."""
        with self.writing() if self.is_sqlite else self._without_limits("READ COMMITTED") as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Generator[Connection]:
        """A snapshot of the whole app half, without a time limit. Raises Unavailable."""
        with self.reading_app() if self.is_sqlite else self._without_limits("REPEATABLE READ") as connection:
            yield connection

    @contextmanager
    def _without_limits(self, isolation: str) -> Generator[Connection]:
        engine = self.postgres_engine(0, isolation=isolation)
        try:
            with named_errors(), engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()

    @contextmanager
    def reading_app(self) -> Generator[Connection]:
        """A read of the app half alone. Raises Unavailable."""
        with named_errors(), self._begun(self._reader(0)) as connection:
            yield connection

    @contextmanager
    def reading(self) -> Generator[tuple[Connection, int]]:
        """A snapshot of both halves, and the number of the extract in it. Raises Unavailable or NoExtract."""
        with self.reading_with(_CURRENT_EXTRACT) as (connection, row):
            yield connection, row.extract

    @contextmanager
    def reading_with(self, first: Select, **parameters: str) -> Generator[tuple[Connection, Row]]:
        """The same with the one row of a first statement, which must also say which extract is in use, as `extract`:
        asked together, both take one trip to the server."""
        number = self._last_read if self._still_exists(self._last_read) else self.current_extract()
        while number is not None:
            with named_errors(), self._begun(self._reader(number)) as connection:
                # Usually the extract of the last read is still in use, and the snapshot itself says so.
                row = connection.execute(first, parameters).one_or_none()
                current = row.extract if row else None
                if row is not None and current == number:
                    self._last_read = number
                    yield connection, row
                    return
            number = current
        raise NoExtract

    @contextmanager
    def reading_extract(self, number: int) -> Generator[Connection]:
        """A read of one finished extract, in use or not, with the app half. Raises Unavailable."""
        with named_errors(), self._begun(self._reader(number)) as connection:
            yield connection

    def current_extract(self) -> int | None:
        """The number of the extract in use; None before the first load."""
        with self.reading_app() as connection:
            return connection.scalar(_CURRENT_EXTRACT)

    def _still_exists(self, number: int | None) -> bool:
        """Whether an extract can still be read: its file is deleted two loads later."""
        return number is not None and (not self.is_sqlite or self.extract_path(number).exists())

    def extract_path(self, number: int) -> Path:
        """The file of an extract (SQLite)."""
        return self.folder / f"extract-{number}.db"

    def close(self) -> None:
        """Close every connection."""
        for engine in (self._app_engine, *self._read_engines.values()):
            engine.dispose()

    def _reader(self, number: int) -> Engine:
        """The engine that reads extract `number`; 0 reads the app half alone."""
        with self._engines_lock:
            if number not in self._read_engines:
                # A request in progress may still be reading the previous extract, but no older one.
                for old in sorted(key for key in self._read_engines if key)[:-1]:
                    self._read_engines.pop(old).dispose()
                self._read_engines[number] = self._engine(extract=number, snapshot=True)
            return self._read_engines[number]

    @contextmanager
    def _begun(self, engine: Engine, begin: str = "BEGIN") -> Generator[Connection]:
        with engine.begin() as connection:
            if self.is_sqlite:
                # Sent by the driver itself: through SQLAlchemy it takes as long as a small read.
                raw: Any = connection.connection.driver_connection
                raw.execute(begin)
            yield connection

    def _engine(self, *, extract: int = 0, snapshot: bool = False) -> Engine:
        if not self.is_sqlite:
            isolation = "REPEATABLE READ" if snapshot else "READ COMMITTED"
            return self.postgres_engine(extract, isolation=isolation, timeouts=POSTGRES_TIMEOUTS)
        path = self.folder / "app.db"
        engine = create_engine(
            f"sqlite:///{path.as_uri()}?uri=true",
            hide_parameters=True,
            pool_timeout=10,
            execution_options={COUNCIL: self.name},
        )

        def prepare(raw: sqlite3.Connection, _record: object) -> None:
            # Python's sqlite3 would begin a transaction only before a write, so reads would not be snapshots.
            raw.isolation_level = None
            raw.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
            raw.execute("PRAGMA journal_mode = WAL")
            raw.execute("PRAGMA synchronous = FULL")
            raw.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
            raw.execute("PRAGMA foreign_keys = ON")
            if extract:
                # The file never changes once it is in use, so readers need no lock on it.
                attach(raw, self.extract_path(extract), "?mode=ro&immutable=1")
            if path.stat().st_mode & 0o077:
                path.chmod(0o600)

        event.listen(engine, "connect", prepare)
        return engine

    def postgres_engine(
        self, extract: int, isolation: str = "READ COMMITTED", timeouts: dict[str, str | int] | None = None
    ) -> Engine:
        """An engine for the council's own database, with extract `extract` as the extract half.

        `timeouts` are for libpq and the server; None means no limit, as a load needs.
        """
        return create_engine(
            make_url(self._server_url or "").set(database=self.name),
            hide_parameters=True,
            pool_timeout=10,
            # A connection from before a restart of the server is replaced without a failed read.
            pool_pre_ping=True,
            connect_args=timeouts or {},
            isolation_level=isolation,
            execution_options={
                "schema_translate_map": {extract_tables.SCHEMA: f"extract_{extract}"},
                COUNCIL: self.name,
            },
        )


def database_of(council: Council, environment: Environment | None = None) -> CouncilDatabase:
    """The council's database, created if there is none yet; its engines are kept for the life of the process.

    `environment` says where it is, if it is not this installation's. Raises OtherSchema if another version of the
    program made it.
    """
    return _database(council.database, environment or read_environment())


@contextmanager
def opened_unchecked(council: Council, environment: Environment | None = None) -> Generator[CouncilDatabase]:
    """The council's database, made by any version, to be changed or replaced; closed afterwards."""
    environment = environment or read_environment()
    _make_if_needed(council.database, environment)
    database = CouncilDatabase(council.database, environment)
    try:
        yield database
    finally:
        database.close()


def close_databases(environment: Environment | None = None) -> None:
    """Close every connection of this process, or only those to `environment`; the next `database_of` opens new ones."""
    with _opening:
        for key in [key for key in _opened if environment in (None, key[1])]:
            _opened.pop(key).close()


_opened: dict[tuple[str, Environment], CouncilDatabase] = {}
_opening = threading.Lock()


def _database(name: str, environment: Environment) -> CouncilDatabase:
    """Opened once in each process. A database that cannot be opened is not kept: the next call tries again."""
    found = _opened.get((name, environment))
    if found is None:
        # Not under the lock: while a server is unavailable, everyone would wait for each other's try in turn.
        opened = _open(name, environment)
        with _opening:
            found = _opened.setdefault((name, environment), opened)
        if found is not opened:
            opened.close()
    return found


def _open(name: str, environment: Environment) -> CouncilDatabase:
    _make_if_needed(name, environment)
    database = CouncilDatabase(name, environment)
    try:
        with database.reading_app() as connection:
            found = schema.revision_of(connection)
        if found is None:
            with database.writing() as connection:
                schema.make(connection)
        else:
            schema.require_current(found, name)
    except Unavailable:
        database.close()
        raise
    return database


def _make_if_needed(name: str, environment: Environment) -> None:
    """On PostgreSQL: create the council's database if the server does not have it yet."""
    if environment.database_url is None:
        return
    engine = create_engine(environment.database_url, isolation_level="AUTOCOMMIT", hide_parameters=True)
    try:
        with named_errors(), engine.connect() as connection:
            exists = connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name})
            if not exists:
                connection.execute(text(f'CREATE DATABASE "{name}"'))
    finally:
        engine.dispose()


def attach(raw: sqlite3.Connection, path: Path, options: str) -> None:
    """Attach an extract's file to the SQLite connection."""
    raw.execute(f"ATTACH DATABASE ? AS {extract_tables.SCHEMA}", (f"{path.as_uri()}{options}",))


@contextmanager
def sent_together(connection: Connection) -> Generator[None]:
    """What is written inside reaches PostgreSQL together, and its answers are awaited once, at the end. Nothing may be
    read inside. An error is raised at the latest at the end; the transaction is then rolled back as after any other.
    """
    raw: Any = connection.connection.driver_connection
    with raw.pipeline() if connection.dialect.name == "postgresql" else nullcontext():
        yield


@contextmanager
def named_errors() -> Generator[None]:
    """Turn database errors into Unavailable or DiskFull: their own messages may quote personal data."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, *_errors_of_psycopg()) as error:
        raw = getattr(error, "orig", None) or error
        full = getattr(raw, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL or getattr(raw, "sqlstate", None) == FULL
        raise (DiskFull if full else Unavailable)(type(error).__name__) from None


def _errors_of_psycopg() -> tuple[type[Exception], ...]:
    """What psycopg itself may raise, once it is loaded: with SQLite it never is, which spares 6 MB."""
    psycopg = sys.modules.get("psycopg")
    return (psycopg.Error,) if psycopg else ()
