"""Councils on a fresh database, loaded with the small extract, and workers signed in to them."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import func, select

from config.council import Council
from config.environment import ROOT
from config.reading import read_council
from data_access.accounts import accounts, sessions
from data_access.accounts.sessions import Actor
from data_access.audit import verification
from data_access.audit.verification import verify
from data_access.people.person_ids import person_id_for
from data_access.research import setup
from data_access.storage import database
from data_access.storage.app_tables import audit_event, audit_subject
from data_access.upkeep.app_copy import COPIED
from data_access.values import Grounds
from tests.data_access.audit_chains import KATE, NAMESAKE, TOM, append, record, verified
from tests.data_access.forking import Forking, forking_process
from tests.ready_made import ReadyMade
from tests.small_extract import PEOPLE, SmallExtract

WORKERS = {"stockport": ("helen.marks", "Helen Marks"), "leeds": ("204417", "Priya Shah")}
STOCKPORT_GROUNDS = Grounds(reason="Strategy meeting", case_reference="SW-1")
only_sqlite = pytest.mark.parametrize("storage", ["sqlite"], indirect=True)
"""For what is decided before a database is asked, or by statements that another test asks of both."""


@cache
def _as_shipped(council_id: str) -> Council:
    """A council's settings, which nothing can change."""
    return read_council(ROOT / "config" / "councils" / f"{council_id}.yaml")


@pytest.fixture(params=["sqlite", "postgresql"])
def storage(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, databases: ReadyMade) -> Iterator[str]:
    """Which database the test runs on; its data is gone afterwards."""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
        monkeypatch.setenv("FAMILY_CONTEXT_DATABASE_URL", url)
    yield request.param
    database.close_databases()
    if request.param == "postgresql":
        databases.drop_databases(url)


@pytest.fixture(scope="session")
def forking() -> Iterator[Forking]:
    """Runs programs that are to be killed."""
    with forking_process() as found:
        yield found


@pytest.fixture
def stockport(storage: str) -> Council:
    """Journey 1, nothing loaded."""
    return _as_shipped("stockport")


@pytest.fixture
def leeds(storage: str) -> Council:
    """Journey 2, nothing loaded."""
    return _as_shipped("leeds")


@pytest.fixture
def load(tmp_path: Path, databases: ReadyMade) -> Callable[..., Council]:
    """Load an extract (the small one, unless another is given) and return its council."""

    def load_small(council: Council, extract: SmallExtract | None = None) -> Council:
        databases.load(council, tmp_path / "incoming", extract)
        return council

    return load_small


@pytest.fixture
def already_loaded(load: Callable[..., Council]) -> Callable[[SmallExtract], Council]:
    """Load an extract and return its council."""
    return lambda extract: load(extract.council, extract)


@pytest.fixture
def sign_in() -> Callable[..., Actor]:
    """Sign a worker in, making the account first."""

    def sign_in_worker(council: Council, username: str | None = None, role: str = "social_worker") -> Actor:
        username = username or WORKERS[council.id][0]
        save_worker(council, username, role)
        return start_session(council, username)

    return sign_in_worker


def save_worker(council: Council, username: str, role: str = "social_worker") -> None:
    """An account no one signs in to with a password."""
    accounts.save_account(
        council, username=username, display_name=username.title(), role=role, password_hash="$2b$none"
    )


def start_session(council: Council, username: str) -> Actor:
    """A worker signed in."""
    actor = sessions.get_actor(council, sessions.start_session(council, username, address="127.0.0.1"))
    assert actor is not None
    return actor


@pytest.fixture
def helen(stockport: Council, load, databases: ReadyMade) -> Actor:
    """A social worker in Stockport (journey 1), with the small extract loaded."""
    databases.begin(stockport, lambda: save_worker(load(stockport), "helen.marks"))
    return start_session(stockport, "helen.marks")


@pytest.fixture
def priya(leeds: Council, load, databases: ReadyMade) -> Actor:
    """A social worker in Leeds (journey 2) with Tommy on her caseload, and the small extract loaded."""
    databases.begin(leeds, lambda: save_worker(load(leeds), "204417"))
    return start_session(leeds, "204417")


@pytest.fixture
def invented(tmp_path, databases):
    """Load the small extract as a demonstration, with Tommy on the caseload of research sessions."""

    def load_(council):
        extract = SmallExtract(council)
        extract.files["caseload"].append({"worker": "research", "case_id": "249012"})
        databases.load(council, tmp_path / "invented", extract, is_demo=True)
        return council

    return load_


@pytest.fixture
def rosa(stockport, invented, sign_in):
    """A researcher in Stockport who chose the family of Tommy Williams in journey 1."""
    actor = sign_in(invented(stockport), "rosa.hale", role="researcher")
    setup.choose(actor, scenario_id="williams", journey=1)
    return actor


def count_rows(council: Council) -> dict[str, int]:
    """The number of rows in each table of the app half that a backup holds."""
    with database.database_of(council).reading_app() as connection:
        counts = {table.name: select(func.count()).select_from(table) for table in COPIED}
        return {name: connection.scalar(count) or 0 for name, count in counts.items()}


def change_extract(council: Council, statement: str) -> None:
    """Change the extract in use by hand: its tables are `extract.` and their name."""
    changed = database.database_of(council)
    number = changed.current_extract() or 0
    database.close_databases()
    if changed.is_sqlite:
        changed.extract_path(number).chmod(0o600)
        with closing(sqlite3.connect(changed.extract_path(number))) as raw, raw:
            raw.execute(statement.replace("extract.", ""))
    else:
        with database.database_of(council).writing() as connection:
            connection.exec_driver_sql(statement.replace("extract.", f"extract_{number}."))


def person_id(council: Council, key: str) -> str:
    """The id of one of the small extract's people."""
    source, cms_id = PEOPLE[key][:2]
    return person_id_for(council, cms_id=cms_id, source_id=source, person_key=key)


def audit_rows(council: Council) -> list:
    """Every audit record, oldest first."""
    with database.database_of(council).reading_app() as connection:
        return list(connection.execute(select(audit_event).order_by(audit_event.c.seq)))


def actions(council: Council) -> list[str]:
    """The actions of every audit record, oldest first, without the sign-ins and loads every fixture makes."""
    around = ("signed_in", "loaded_extract")
    return [row.action for row in audit_rows(council) if row.action not in around]


def audited_people(council: Council, action: str) -> set[str]:
    """The ids of the people that records of this action name."""
    with database.database_of(council).reading_app() as connection:
        named = select(audit_subject.c.person_id).join(audit_event, audit_event.c.seq == audit_subject.c.seq)
        return set(connection.scalars(named.where(audit_event.c.action == action)))


@pytest.fixture
def signed(stockport: Council, monkeypatch: pytest.MonkeyPatch, databases: ReadyMade) -> Council:
    """Ten records, verified three at a time. Record 6 has a flag."""
    monkeypatch.setattr(verification, "AT_ONCE", 3)

    def sign_ten() -> None:
        accounts.save_account(
            stockport, username="pierce", display_name="Joe Pierce", role="social_worker", password_hash="$2b$none"
        )
        append(stockport, "a")
        record(stockport, "b", KATE, TOM)
        append(stockport, "c", "d", "e")
        record(stockport, "pierce", NAMESAKE)
        append(stockport, "g", "h", "i", "j")
        assert verify(stockport, processes=1) == verified(10)

    databases.begin(stockport, sign_ten)
    return stockport
