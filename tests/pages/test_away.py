"""The database locked, read-only, removed, full or stopped, for real: the page says so, and comes back by itself.

Nothing is shown that was not recorded: with the record impossible, nobody is shown.
"""

import os
import resource
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from data_access.accounts import sessions, sign_in
from data_access.accounts.sign_in import SignIn
from data_access.audit.verification import verify
from data_access.storage import database
from pages.screens.everyone import sign_in as sign_in_screen
from tests.data_access.conftest import actions
from tests.pages.conftest import BROWSER, Visit, assert_nobody_is_shown
from tests.postgres import running_postgres

NOBODY = 65_534


@pytest.fixture
def away(visit, monkeypatch) -> Visit:
    """A visit in Leeds that is about to open Tommy."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 200)
    database.close_databases()
    opened = visit("leeds").run()
    assert "Find service involvement" in opened.heading()
    return opened


def file_of(visit: Visit) -> Path:
    return database.database_of(visit.council).folder / "app.db"


def assert_away_and_back(visit: Visit, broken) -> None:
    before = actions(visit.council)
    with broken:
        visit.open_person("tommy")
        assert "Family Context is not available at the moment" in visit.heading()
        assert "Follow your usual practice" in visit.sent()
        assert_nobody_is_shown(visit)
    assert actions(visit.council) == before
    visit.at.button(key="try_again").click()
    visit.open_person("tommy")
    assert "Tommy Williams" in visit.heading()
    assert actions(visit.council)[len(before) :] == ["viewed_person", "shown_individuals"]


@contextmanager
def locked(path: Path) -> Iterator[None]:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


@contextmanager
def removed(path: Path) -> Iterator[None]:
    """Moved away whole, as a disk that was unmounted."""
    aside = path.parent.with_name("aside")
    path.parent.rename(aside)
    yield
    if path.parent.exists():
        raise AssertionError("something was written where the database had been")
    aside.rename(path.parent)


@contextmanager
def read_only(path: Path) -> Iterator[None]:
    """Nobody may write into the folder; root, whom that does not stop, is somebody else meanwhile."""
    inside, modes = [path.parent, *path.parent.iterdir()], {}
    # Above the folder too, nobody may go through as nobody.
    above = [folder for folder in path.parents if stat.S_IMODE(folder.stat().st_mode) & 0o001 == 0]
    for one in {*inside, *above}:
        modes[one] = one.stat()
        one.chmod(0o555 if one.is_dir() else 0o444)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    yield
    if is_root:
        os.seteuid(0)
    for one, was in modes.items():
        one.chmod(stat.S_IMODE(was.st_mode))


@contextmanager
def full(visit: Visit) -> Iterator[None]:
    """SQLite's own limit on the size of a file gives the very error of a full disk."""
    engine = database.database_of(visit.council)._app_engine

    def no_more(connection) -> None:
        # The page half used is given away first: a small record would still fit.
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
        connection.exec_driver_sql("CREATE TABLE filler AS SELECT zeroblob(100000) AS it")

    event.listen(engine, "begin", no_more)
    yield
    event.remove(engine, "begin", no_more)
    database.close_databases()


@contextmanager
def no_file_grows(path: Path) -> Iterator[None]:
    """The system itself refuses to make the log of the database longer than it is: as on a disk without room."""
    log = path.with_name("app.db-wal")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_while_the_database_is_locked(away):
    """Seen to fail with the record left out of people.get_person()."""
    assert_away_and_back(away, locked(file_of(away)))


def test_while_the_disk_is_full(away):
    assert_away_and_back(away, full(away))


def test_while_there_is_no_room_nothing_is_lost_and_then_all_goes_on_without_a_restart(away):
    assert_away_and_back(away, no_file_grows(file_of(away)))
    assert verify(away.council).first_broken is None


def test_without_room_a_worker_who_is_signed_in_reads_whom_to_call_and_what_needs_no_record(away, monkeypatch):
    """Seen to fail: noting that the session was used took the whole page away, and no number stood on it."""
    monkeypatch.setattr(sessions, "LAST_SEEN_STEP", timedelta(0))
    with no_file_grows(file_of(away)):
        away.open_person("tommy")
        assert "Family Context is not available at the moment" in away.heading()
        duty = away.council.emergency_duty_team
        assert "Whom to call" in away.sent() and duty is not None and duty.phone in away.sent()
        away.open("numbers")
        assert "All services" in away.heading()
    assert_nobody_is_shown(away)


def test_without_room_signing_in_says_so_plainly_and_with_room_it_works_again(visit):
    page = visit("leeds", signed_in=False).run()
    before = actions(page.council)
    with no_file_grows(file_of(page)):
        page.at.text_input(key="sign_in_username").set_value("204417")
        page.at.text_input(key="sign_in_password").set_value("typed")
        page.at.button[0].click()
        assert sign_in_screen.AWAY in page.run().sent()
        assert actions(page.council) == before
    outcome = sign_in.try_password(
        page.council, "204417", "typed", check=lambda *_given: True, browser=BROWSER, address="10.0.0.1"
    )
    assert outcome.how is SignIn.RIGHT
    assert verify(page.council).first_broken is None


def test_while_the_database_is_removed(away):
    """SQLite itself notices that its file has moved, before it writes a record nobody would find."""
    assert_away_and_back(away, removed(file_of(away)))


def test_while_the_database_is_read_only(away):
    assert_away_and_back(away, read_only(file_of(away)))


@pytest.mark.postgresql
def test_while_postgresql_is_stopped(visit, monkeypatch):
    """Seen to fail without pool_pre_ping: the first read after the restart met a connection of before."""
    with running_postgres() as server:
        monkeypatch.setenv("FAMILY_CONTEXT_DATABASE_URL", server.url)
        database.close_databases()
        opened = visit("leeds").run()

        @contextmanager
        def stopped() -> Iterator[None]:
            server.stop()
            yield
            server.start()

        assert_away_and_back(opened, stopped())
        database.close_databases()
