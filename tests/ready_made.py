"""Databases made once by each process that runs tests, and copied for a test: with every table, or loaded as well.

Making the tables and loading the small extract took more than half of the time of a test that needs them. What is
copied the program has made itself, in its ordinary way. A test about the making uses the fixture `from_nothing`.
"""

import hashlib
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from unittest.mock import patch

import psycopg
import pytest

from config import clock
from config.council import Council
from config.environment import Environment, read_environment
from data_access.loading.extracts import load_extract
from data_access.storage import database
from extracts.checks import read_extract
from tests.small_extract import SmallExtract

KEY_FILE = "audit.key"
_open, _now = database._open, clock.now


class ReadyMade:
    """What there is to copy, in `folder` and on the PostgreSQL servers in use; made when first asked for."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.key = secrets.token_hex(32)
        self.is_on = True
        self._made: dict[tuple, str] = {}
        self._numbers = count()
        self._connections: dict[str, psycopg.Connection] = {}
        # Tests open databases from several threads at once.
        self._lock = threading.RLock()

    def open(self, name: str, environment: Environment) -> database.CouncilDatabase:
        """Stands where the program opens a database for the first time: before it does, the tables are put there."""
        with self._lock:
            if not self.is_on:
                return _open(name, environment)
            if not self._is_there(name, environment):
                self._copy(self._tables(environment), name, environment)
            # It is there: the program would connect to the server once more to ask.
            with patch.object(database, "_make_if_needed", lambda *_: None):
                return _open(name, environment)

    def load(
        self, council: Council, folder: Path, extract: SmallExtract | None = None, *, is_demo: bool = False
    ) -> None:
        """Load an extract (the small one, unless another is given), written to `folder`."""
        self.load_files(council, (extract or SmallExtract(council)).write(folder), is_demo=is_demo)

    def load_files(self, council: Council, folder: Path, *, is_demo: bool = False) -> None:
        """Load the files in a folder, or copy a database in which the very same are loaded."""
        self._begin(("load", _digest(council, folder), is_demo), council, lambda: _load(council, folder, is_demo))

    def begin(self, council: Council, make: Callable[[], object], *differs: object) -> None:
        """Do all that `make` does to a council of which nothing is there yet, or copy a database in which it was done.

        Each `make` of a test file is one of its own, and has to do the same each time but for what `differs`. A session
        is started anew by each test: it ends when nobody is there.
        """
        name = (make.__module__, make.__qualname__, council.model_dump_json(), clock.today(), *differs)
        self._begin(name, council, make)

    def _begin(self, name: tuple, council: Council, make: Callable[[], object]) -> None:
        environment = read_environment()
        with self._lock:
            if not self._will_do(council, environment):
                make()
                return
            key = (*name, environment.database_url, environment.audit_key)
            if key not in self._made:
                folder = self._next()
                with self._apart(folder):
                    make()
                self._keep(key, folder, council.database, environment)
            self._copy(self._made[key], council.database, environment)
            if environment.audit_key is None:
                (environment.data / KEY_FILE).write_text(self.key)

    def drop_databases(self, url: str) -> None:
        """Throw away every database of a server but its own and those to be copied."""
        connection = self._connection(url)
        made = "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'"
        for (name,) in connection.execute(made).fetchall():
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def close(self) -> None:
        for connection in self._connections.values():
            connection.close()

    def _will_do(self, council: Council, environment: Environment) -> bool:
        """Whether a copy is what a load would leave: nothing there yet, the clock right, and the key that signed the
        copy's first audit record is to be this installation's.
        """
        key = environment.data / KEY_FILE
        return (
            self.is_on
            and clock.now is _now
            and not self._is_there(council.database, environment)
            and (environment.audit_key is not None or not key.exists() or key.read_text() == self.key)
        )

    def _next(self) -> str:
        """The name of what is made next; other things may have to be made first."""
        return f"ready_{next(self._numbers)}"

    def _tables(self, environment: Environment) -> str:
        """The name of what has every table."""
        key = ("tables", environment.database_url)
        if key not in self._made:
            name = self._next()
            with self._apart(name) as apart:
                _open(name, apart).close()
            self._keep(key, name, name, environment)
        return self._made[key]

    @contextmanager
    def _apart(self, name: str) -> Iterator[Environment]:
        """A data folder to make something in that is to be copied."""
        folder = self.folder / name
        folder.mkdir(mode=0o700)
        (folder / KEY_FILE).write_text(self.key)
        with pytest.MonkeyPatch.context() as setting:
            setting.setenv("FAMILY_CONTEXT_DATA", str(folder))
            environment = read_environment()
            yield environment
            database.close_databases(environment)

    def _keep(self, key: tuple, name: str, database_name: str, environment: Environment) -> None:
        """What was made apart, in a database of that name, is what is copied from now on."""
        if environment.database_url is None:
            (self.folder / name / database_name).rename(self.folder / name / "made")
        else:
            connection = self._connection(environment.database_url)
            if name != database_name:
                connection.execute(f'ALTER DATABASE "{database_name}" RENAME TO "{name}"')
            connection.execute(f'ALTER DATABASE "{name}" IS_TEMPLATE true')
        self._made[key] = name

    def _copy(self, made: str, name: str, environment: Environment) -> None:
        if environment.database_url is None:
            environment.data.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.copytree(self.folder / made / "made", environment.data / name, dirs_exist_ok=True)
            return
        # Copied as files: through the log it takes twice as long.
        copied = f'CREATE DATABASE "{name}" TEMPLATE "{made}" STRATEGY file_copy'
        self._connection(environment.database_url).execute(copied)

    def _is_there(self, name: str, environment: Environment) -> bool:
        if environment.database_url is None:
            return (environment.data / name / "app.db").exists()
        known = "SELECT 1 FROM pg_database WHERE datname = %s"
        return self._connection(environment.database_url).execute(known, [name]).fetchone() is not None

    def _connection(self, url: str) -> psycopg.Connection:
        """One for the whole run: opening another for each test took as long as what was asked of it."""
        if url not in self._connections:
            self._connections[url] = psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True)
        return self._connections[url]


in_use: ReadyMade | None = None
"""Where the databases of the test that runs come from (the fixture `databases`)."""


def load_files(council: Council, folder: Path) -> None:
    """Load the files in a folder, whatever is there already. What tests begin with is loaded once and copied."""
    if in_use is None:
        _load(council, folder, is_demo=False)
    else:
        in_use.load_files(council, folder)


def _digest(council: Council, folder: Path) -> str:
    """The same for the same settings and the same files, where nothing is dated by the time of a file."""
    dated = bool(council.extract.sources)
    files = [(one.name, one.read_bytes(), dated and one.stat().st_mtime) for one in sorted(folder.iterdir())]
    return hashlib.sha256(repr((council.model_dump_json(), files)).encode()).hexdigest()


def _load(council: Council, folder: Path, is_demo: bool) -> None:
    # One line fewer of two is a fall by half; test_loads.py asks about falls.
    load_extract(council, read_extract(council, folder), loaded_by="test", is_demo=is_demo, accept_fall=True)
