"""The doctor names every right that PostgreSQL gives beyond or below the roles' file, and its statement mends it."""

import re
from collections.abc import Callable, Iterator

import psycopg
import pytest

from config.council import Council
from config.environment import ROOT
from config.reading import read_council
from data_access.storage import database
from doctor import Level
from doctor.database_rights import check_rights
from tests.deploy.test_postgresql_roles import grant_roles, run
from tests.postgres import Postgres, drop_databases, running_postgres
from tests.small_extract import SmallExtract

pytestmark = pytest.mark.postgresql

APP, LOAD, OWNER = "family_context_app", "family_context_load", "family_context_owner"
# What someone could have done by hand, the words that name it, and the statement that takes it back.
MORE = {
    f"GRANT UPDATE ON audit_event TO {APP}": ("app may change the table audit_event", "REVOKE UPDATE ON TABLE"),
    f"GRANT DELETE, TRUNCATE ON audit_event TO {LOAD}": (
        "load may delete from and empty the table audit_event", "REVOKE"),
    f"GRANT UPDATE (hash) ON audit_event TO {APP}": (
        "app may change (hash) the table audit_event", "REVOKE UPDATE (hash)"),
    f"GRANT UPDATE ON account TO {APP}": ("app may change the table account", "GRANT UPDATE (display_name, "),
    "GRANT SELECT ON second_factor TO PUBLIC": ("every role may read the table second_factor", "FROM PUBLIC"),
    f"GRANT INSERT ON audit_event TO {APP} WITH GRANT OPTION": (
        "may let others add to the table", "REVOKE GRANT OPTION FOR"),
    f"GRANT UPDATE ON SEQUENCE problem_report_number_seq TO {APP}": (
        "change the sequence problem_report", "ON SEQUENCE"),
    f"GRANT EXECUTE ON FUNCTION records_of_transaction() TO {APP}": (
        "run the routine records_of_transaction()", "ROUTINE"),
    "GRANT EXECUTE ON FUNCTION may_do_anything() TO PUBLIC": ("every role may run the routine", "FROM PUBLIC"),
    f"GRANT EXECUTE ON FUNCTION pg_read_file(text) TO {APP}": (
        "run the routine pg_catalog.pg_read_file", "pg_read_file"),
    f"GRANT CREATE ON SCHEMA public TO {APP}": ("app may create in the schema public", "REVOKE CREATE ON SCHEMA"),
    f"GRANT TEMPORARY ON DATABASE stockport TO {APP}": (
        "make temporary tables in the database", "ON DATABASE stockport"),
    f"GRANT INSERT ON extract_1.person TO {APP}": ("add to the table extract_1.person", "REVOKE INSERT"),
    f"GRANT SET ON PARAMETER session_replication_role TO {APP}": ("set the parameter", "ON PARAMETER"),
    "SELECT lo_create(77); GRANT UPDATE ON LARGE OBJECT 77 TO family_context_app": (
        "use the large object 77", "LARGE OBJECT 77"),
    f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT UPDATE ON TABLES TO {APP}": (
        "change the tables made later by", "ALTER DEFAULT"),
    f"ALTER ROLE {APP} SUPERUSER": ("app may do anything on the server", "NOSUPERUSER"),
    f"ALTER ROLE {APP} CREATEROLE": ("app may create and change roles", "NOCREATEROLE"),
    f"ALTER ROLE {LOAD} BYPASSRLS": ("load may pass over row security", "NOBYPASSRLS"),
    f"GRANT {OWNER} TO {APP}": ("app may act as the role family_context_owner", f"REVOKE {OWNER} FROM {APP}"),
    f"GRANT pg_write_all_data TO {LOAD}": ("load may act as the role pg_write_all_data", "REVOKE pg_write_all_data"),
    f"ALTER TABLE feedback OWNER TO {APP}": ("because it has the table feedback", f"OWNER TO {OWNER}"),
    f"ALTER FUNCTION check_next_record() OWNER TO {APP}": (
        "it has the function check_next_record()", f"OWNER TO {OWNER}"),
    f"ALTER DATABASE stockport OWNER TO {LOAD}": ("it has the database stockport", f"OWNER TO {OWNER}"),
    f"ALTER ROLE {APP} SET session_replication_role = replica": ("session_replication_role set to", "RESET"),
    "ALTER DATABASE stockport SET search_path = elsewhere, public": (
        "every role may work with search_path", "ALTER DATABASE"),
    f"ALTER ROLE {APP} IN DATABASE stockport SET search_path = elsewhere, public": (
        "app may work with search_path", "IN DATABASE"),
    "ALTER TABLE audit_event DISABLE TRIGGER check_next_record": (
        "check_next_record of audit_event is switched", "ENABLE"),
    "ALTER TABLE second_factor DISABLE TRIGGER recorded_19": ("recorded_19 of second_factor is switched off", "ENABLE"),
    "CREATE RULE mine AS ON INSERT TO audit_event DO INSTEAD NOTHING": (
        "audit_event has a rule mine", "DROP RULE mine"),
    "CREATE TRIGGER mine BEFORE INSERT ON audit_flag FOR EACH ROW EXECUTE FUNCTION check_next_record()": (
        "audit_flag has a trigger mine", "DROP TRIGGER mine"),
    "CREATE ROLE dba; ALTER TABLE feedback OWNER TO dba": ("the table feedback belongs to dba", f"OWNER TO {OWNER}"),
    f"GRANT USAGE ON SCHEMA public TO dba; GRANT UPDATE ON audit_flag TO dba WITH GRANT OPTION; "
    f"SET ROLE dba; GRANT UPDATE ON audit_flag TO {APP}": (

        "app may change the table audit_flag", "SET ROLE dba"),
}  # fmt: skip
LESS = {
    f"REVOKE INSERT ON audit_event FROM {APP}": "app may not add to the table audit_event",
    f"REVOKE UPDATE ON second_factor FROM {APP}": "may not change (confirmed_at, last_step) the table second_factor",
    f"REVOKE SELECT ON account FROM {LOAD}": "load may not read the table account",
    f"REVOKE SELECT ON extract_1.person FROM {APP}": "may not read the table extract_1.person",
    f"REVOKE USAGE ON SEQUENCE feedback_number_seq FROM {APP}": "may not use the sequence feedback_number_seq",
    f"REVOKE USAGE ON SCHEMA public FROM {LOAD}": "load may not use the schema public",
    f"REVOKE CREATE ON DATABASE stockport FROM {LOAD}": "load may not create in the database stockport",
    "DROP TRIGGER recorded_6 ON restricted_person": "the check recorded_6 of restricted_person is missing",
    "CREATE OR REPLACE TRIGGER check_is_demo BEFORE DELETE ON account FOR EACH ROW WHEN (false) "
    "EXECUTE FUNCTION check_is_demo()": "the check check_is_demo of account is not the one in",
    "ALTER FUNCTION check_only_forward() SET search_path = elsewhere": (
        "the function check_only_forward is not the one in"
    ),
    "ALTER FUNCTION check_next_record() SECURITY INVOKER": "the function check_next_record is not the one in",
    "DROP FUNCTION check_is_recorded() CASCADE": "the function check_is_recorded is missing",
}


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A separate server: roles belong to the whole server."""
    with running_postgres() as running:
        yield running


@pytest.fixture(scope="module")
def set_up(server: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    """Stockport as docs/install.md sets it up."""
    patch = pytest.MonkeyPatch()
    patch.setenv("FAMILY_CONTEXT_AUDIT_KEY", "a key of these tests, 0123456789")
    found = read_council(ROOT / "config" / "councils" / "stockport.yaml")
    grant_roles(server)
    connect_as(server, OWNER, patch)
    run("upgrade", "--council", "stockport")
    grant_roles(server)
    connect_as(server, LOAD, patch)
    run("load", "--council", "stockport", str(SmallExtract(found).write(tmp_path_factory.mktemp("in"))))
    yield found
    database.close_databases()
    drop_databases(server.url)
    patch.undo()


@pytest.fixture
def council(set_up: Council, server: Postgres, monkeypatch: pytest.MonkeyPatch) -> Council:
    """The council, with the tool connected as its own role; one connection does for all tests."""
    monkeypatch.setenv("FAMILY_CONTEXT_DATA", str(server.folder / "tool"))
    connect_as(server, APP, monkeypatch)
    return set_up


def connect_as(server: Postgres, role: str, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("FAMILY_CONTEXT_DATABASE_URL", server.url.replace("postgres@", f"{role}@"))


@pytest.fixture(scope="module")
def by_hand(set_up: Council, server: Postgres) -> Iterator[Callable[[str], None]]:
    """Run statements as the server's superuser, in the council's database."""
    url = server.url.replace("+psycopg", "", 1).replace("/postgres?", "/stockport?")
    with psycopg.connect(url, autocommit=True) as connection:

        def run_each(statements: str) -> None:
            for one in ("RESET ROLE", *filter(None, map(str.strip, statements.split(";")))):
                connection.execute(one.encode())

        yield run_each


def faults(council: Council) -> list[tuple[str, str]]:
    """The words of each fault, and how to mend it."""
    found = list(check_rights(council))
    assert {one.about for one in found} == {"rights"}
    assert all(one.level in (Level.FINE, Level.ERROR) for one in found)
    return [(one.words, one.fix) for one in found if one.level]


def test_a_server_set_up_as_the_docs_say_has_nothing_more_and_nothing_less(council: Council):
    [found] = check_rights(council)
    assert found.level is Level.FINE
    assert found.words.endswith(
        "the database gives the tool's roles what deploy/postgresql-roles.sql says, and no more."
    )


@pytest.mark.parametrize("statements", MORE)
def test_more_is_named_and_the_statement_given_takes_it_away(
    council: Council, server: Postgres, by_hand, statements: str
):
    words, statement = MORE[statements]
    by_hand(statements)
    found = faults(council)
    assert any(words in said for said, _ in found), found
    assert any(statement in fix for _, fix in found), found
    for _, fix in found:
        by_hand(fix.partition("database: ")[2])
    if "OWNER TO" in statements:
        # What the role had before it was the owner went with the ownership.
        grant_roles(server)
    assert faults(council) == []


@pytest.mark.parametrize("statement", LESS)
def test_less_is_named_and_the_roles_file_gives_it_again(council: Council, server: Postgres, by_hand, statement: str):
    by_hand(statement)
    found = faults(council)
    grant_roles(server)
    by_hand(f"GRANT SELECT ON extract_1.person TO {APP}")
    assert any(LESS[statement] in said for said, _ in found), found
    assert all(re.search(r"psql -v council=stockport -f \S+/postgresql-roles.sql postgres", fix) for _, fix in found)
    assert faults(council) == []


@pytest.mark.parametrize("role", ["postgres", OWNER, LOAD])
def test_a_tool_that_is_connected_as_another_role_is_told_so(
    council: Council, server: Postgres, monkeypatch: pytest.MonkeyPatch, role: str
):
    connect_as(server, role, monkeypatch)
    [(words, fix)] = faults(council)
    assert f"connected as {role}" in words and f"Name {APP} in FAMILY_CONTEXT_DATABASE_URL" in fix


def test_a_server_without_the_roles_is_told_so(council: Council, by_hand):
    by_hand(f"ALTER ROLE {OWNER} RENAME TO someone_else")
    found = faults(council)
    by_hand(f"ALTER ROLE someone_else RENAME TO {OWNER}")
    [(words, fix)] = found
    assert words.endswith("the server has no role family_context_owner.") and "Run the roles' file again" in fix
