"""The three roles of deploy/postgresql-roles.sql, set up as docs/install.md says: each does its work, and no more."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, insert, text
from sqlalchemy.exc import OperationalError, ProgrammingError
from typer.testing import CliRunner

import manage
from config import clock
from config.council import Council
from config.environment import ROOT
from config.reading import read_council
from data_access.accounts import accounts, sessions
from data_access.people import person_page
from data_access.people.restricting import restricted_people, restrictions
from data_access.people.search import search_people
from data_access.review import reported_records
from data_access.storage import database
from data_access.storage.app_tables import problem_report
from data_access.upkeep.backup import make_backup
from data_access.values import Grounds, SearchTerms
from tests.postgres import Postgres, drop_databases, running_postgres
from tests.small_extract import SmallExtract

pytestmark = pytest.mark.postgresql


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A separate server: roles belong to the whole server."""
    with running_postgres() as running:
        yield running


@pytest.fixture
def become(server: Postgres, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Have the tool connect as a role from now on."""

    def become(role: str) -> None:
        database.close_databases()
        monkeypatch.setenv("FAMILY_CONTEXT_DATABASE_URL", server.url.replace("postgres@", f"family_context_{role}@"))

    yield become
    database.close_databases()
    close_engines()
    drop_databases(server.url)


@pytest.fixture
def council(server: Postgres, become, tmp_path: Path) -> Council:
    """Stockport as docs/install.md sets it up: roles, upgrade by the owner, roles again, a load by the loader."""
    found = read_council(ROOT / "config" / "councils" / "stockport.yaml")
    grant_roles(server)
    become("owner")
    run("upgrade", "--council", "stockport")
    grant_roles(server)
    become("load")
    run("load", "--council", "stockport", str(SmallExtract(found).write(tmp_path / "in")))
    return found


def grant_roles(server: Postgres) -> None:
    psql = [server.programs / "psql", "--host", server.folder, "--username", "postgres", "--no-psqlrc", "--quiet"]
    script = (ROOT / "deploy" / "postgresql-roles.sql").read_text(encoding="utf-8")
    # Given as text: PostgreSQL's own user may not read the program's folder.
    done = subprocess.run([*psql, "-v", "council=stockport", "-f", "-", "postgres"], input=script,
                          cwd=server.folder, capture_output=True, text=True, timeout=60, **server.identity)  # fmt: skip
    assert done.returncode == 0, done.stderr


def run(*words: str) -> str:
    done = CliRunner().invoke(manage.app_with(words[0]), list(words))
    assert done.exit_code == 0, f"{done.output}\n{done.exception!r}"
    return done.output


ENGINES: dict[str, Engine] = {}
"""By its address, what was asked by hand as one role: connecting takes longer than being refused."""


def statement(server: Postgres, role: str, sql: str) -> None:
    url = server.url.replace("postgres@/postgres", f"family_context_{role}@/stockport")
    if url not in ENGINES:
        ENGINES[url] = create_engine(url)
    with ENGINES[url].begin() as connection:
        connection.execute(text(sql))


def close_engines() -> None:
    for engine in ENGINES.values():
        engine.dispose()
    ENGINES.clear()


def test_the_app_serves_records_and_is_backed_up(council: Council, become, tmp_path: Path):
    become("app")
    accounts.save_account(
        council,
        username="helen.marks",
        display_name="Helen Marks",
        role="social_worker",
        password_hash="$2b$none",
        by="it",
    )
    helen = sessions.get_actor(council, sessions.start_session(council, "helen.marks", address=""))
    grounds = Grounds(council.reason.choices[0], "SW-1")
    child = search_people(helen, SearchTerms(case_id="249012"), grounds=grounds).direct
    assert person_page.get_person(helen, child, grounds=grounds).answers
    assert make_backup(council, tmp_path / "backups", by="it").path.exists()


def test_a_second_and_third_load_throw_the_first_away(council: Council, become, tmp_path: Path):
    become("load")
    for _ in range(2):
        run("load", "--council", "stockport", str(tmp_path / "in"))
    become("app")
    assert database.database_of(council).current_extract() == 3


def test_the_app_does_the_data_officers_work(council: Council, become):
    become("app")
    olu_ade = {"username": "olu.ade", "display_name": "Olu Ade", "password_hash": "$2b$none", "by": "it"}
    accounts.save_account(council, role="data_officer", **olu_ade)
    olu = sessions.get_actor(council, sessions.start_session(council, "olu.ade", address=""))
    for _ in range(2):
        restrictions.restrict_person(council, "249012", reason="adoption", by="it")
    restrictions.unrestrict_person(council, "249012", by="it")
    assert restricted_people.list_marks(council) == []
    with database.database_of(council).writing() as connection:
        row = {"person_id": "p", "service_id": "housing", "record_id": "r", "reported_by": "it"}
        connection.execute(insert(problem_report).values(row | {"reported_at": clock.now()}))
    reported_records.mark_as_wrong(olu, 1, note="")
    reported_records.reopen(olu, 1)
    reported_records.settle_as_right(olu, 1, note="")
    accounts.save_account(council, role="manager", **olu_ade)
    accounts.disable_account(council, "olu.ade", by="it")
    assert accounts.list_accounts(council)[0].is_disabled


def test_the_app_only_reads_an_extract(council: Council, server: Postgres):
    for sql in ("DELETE FROM extract_1.person", "DROP SCHEMA extract_1", "CREATE SCHEMA extract_9"):
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            statement(server, "app", sql)


def test_a_stranger_does_not_connect(council: Council, server: Postgres):
    engine = create_engine(server.url)
    with engine.begin() as connection:
        connection.execute(text("DROP ROLE IF EXISTS stranger"))
        connection.execute(text("CREATE ROLE stranger LOGIN"))
    engine.dispose()
    engine = create_engine(server.url.replace("postgres@/postgres", "stranger@/stockport"))
    with pytest.raises(OperationalError, match="permission denied for database"):
        engine.connect()
    engine.dispose()
