"""What the database itself refuses to the two roles of deploy/postgresql-roles.sql that are not its owner."""

import re
from collections.abc import Iterator
from contextlib import suppress

import pytest
from sqlalchemy.exc import DBAPIError

from config.council import Council
from config.environment import ROOT
from config.reading import read_council
from data_access.accounts import accounts, sessions
from data_access.audit import verification
from data_access.storage import database, schema
from tests.deploy.test_postgresql_roles import close_engines, grant_roles, run, statement
from tests.postgres import Postgres, drop_databases, running_postgres
from tests.small_extract import SmallExtract

pytestmark = pytest.mark.postgresql

KEY = "a key of these tests, 0123456789"
READ_ONLY = ("audit_block", "audit_checkpoint", "alembic_version")
RESTRICT = "INSERT INTO restricted_person VALUES ('p-1', 'r', 'it', now())"
HASHES = "repeat('0', 64), repeat('a', 64)"
NEXT = "(SELECT max(seq) + 1 FROM audit_event), now(), 'mallory', '', 'saved_account', NULL, '{}'"
LAST_HASH = "(SELECT hash FROM audit_event ORDER BY seq DESC LIMIT 1)"
# By kind: what a role that only serves browsers, or only loads, could do to the tool, and may not.
REFUSED = {
    "change what was recorded": [
        "UPDATE audit_event SET username = 'mallory'",
        "UPDATE audit_event SET hash = hash",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event CASCADE",
        "DELETE FROM audit_subject",
        "UPDATE audit_person SET name = 'Other Name'",
        "DELETE FROM audit_flag",
        "INSERT INTO audit_checkpoint SELECT * FROM audit_checkpoint",
        "INSERT INTO audit_subject SELECT 'someone else', min(seq) FROM audit_event",
        "INSERT INTO audit_person (person_id, name, name_key) VALUES ('p-9', 'Other Name', 'name other')",
    ],
    "stop recording for good": [
        f"INSERT INTO audit_event VALUES (2147483647, now(), 'mallory', '', 'searched', NULL, '{{}}', {HASHES})",
        f"INSERT INTO audit_event VALUES (2147483646, now(), 'mallory', '', 'searched', NULL, '{{}}', {HASHES})",
        f"INSERT INTO audit_event VALUES (-1, now(), 'mallory', '', 'searched', NULL, '{{}}', {HASHES})",
        f"INSERT INTO audit_event VALUES ({NEXT}, {HASHES})",
        f"INSERT INTO audit_event VALUES ({NEXT}, {LAST_HASH}, {LAST_HASH})",
        f"INSERT INTO audit_event VALUES ({NEXT}, {LAST_HASH}, repeat('0', 64))",
        f"INSERT INTO audit_event VALUES ({NEXT}, {LAST_HASH}, 'not a hash')",
        "INSERT INTO audit_flag SELECT 'same_family_name', n, now(), 'mallory' FROM generate_series(1, 9999) AS n",
        "UPDATE revision SET number = 2147483647",
        "DELETE FROM revision",
        "INSERT INTO problem_report (number, person_id, service_id, record_id, reported_by, reported_at) "
        "VALUES (2, 'p', 's', 'r', 'mallory', now())",
        "SELECT setval('problem_report_number_seq', 2147483647)",
        "ALTER SEQUENCE problem_report_number_seq RESTART 1",
        "LOCK TABLE audit_event IN ACCESS EXCLUSIVE MODE",
    ],
    "take a role": [
        "UPDATE account SET role = 'manager'",
        "UPDATE account SET username = 'mallory'",
        "UPDATE account SET password_hash = 'x'",
        "UPDATE account SET is_demo = true",
        "UPDATE account_standing SET disabled_at = NULL WHERE username = 'left.worker'",
        "INSERT INTO account VALUES ('mallory', 'M', 'manager', 'x', false)",
        "INSERT INTO worker_session VALUES ('s-9', 'k-9', 'helen.marks', '', now(), now(), NULL)",
        "UPDATE worker_session SET ended_at = NULL WHERE session_id = 's-1'",
        "UPDATE worker_session SET started_at = now()",
        "UPDATE worker_session SET username = 'helen.marks'",
        "INSERT INTO account_identity VALUES ('helen.marks', 'i', 's', now())",
        "DELETE FROM account_identity",
        "UPDATE account_identity SET username = 'helen.marks'",
        "SET ROLE family_context_owner",
        "GRANT family_context_owner TO CURRENT_USER",
        "CREATE ROLE mallory",
        "ALTER ROLE family_context_owner PASSWORD 'x'",
        "UPDATE second_factor SET encrypted_key = 'a key of mine'",
        "UPDATE second_factor SET confirmed_at = NULL",
        "UPDATE second_factor SET username = 'mallory'",
        "UPDATE second_factor SET last_step = 0",
        "DELETE FROM second_factor",
        "INSERT INTO second_factor VALUES ('helen.marks', 'a key of mine', 0, now(), now())",
        "UPDATE second_step SET username = 'helen.marks'",
        "UPDATE sign_in_ticket SET username = 'helen.marks'",
        "ALTER DEFAULT PRIVILEGES FOR ROLE family_context_owner GRANT ALL ON TABLES TO PUBLIC",
        "SET session_replication_role = replica",
    ],
    "let someone be seen": [
        "DELETE FROM restricted_person",
        "UPDATE restricted_person SET person_id = 'p-2'",
        "TRUNCATE restricted_person",
        "DELETE FROM person_key",
        "UPDATE person_key SET value = 'x'",
        "DELETE FROM person_alias",
        "UPDATE person_alias SET new_id = 'p-2'",
        "DELETE FROM unsettled_restriction",
        "UPDATE unsettled_restriction SET is_same = false, settled_at = now()",
        "UPDATE problem_report SET settled_at = now()",
        "DELETE FROM problem_report",
        "DELETE FROM wrong_record",
        "DELETE FROM match_decision",
        "UPDATE current_extract SET number = 1",
        "DELETE FROM current_extract",
    ],
    "delete an account's history": [
        "DELETE FROM account",
        "DELETE FROM account_standing",
        "DELETE FROM worker_session",
        "DELETE FROM session_end",
        "DELETE FROM spot_check_access",
    ],
    "change the tables and their checks": [
        "UPDATE alembic_version SET version_num = '0001'",
        "DROP TABLE account",
        "CREATE TABLE public.mine (id int)",
        "CREATE TEMP TABLE audit_event (seq int)",
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "DROP TRIGGER check_next_record ON audit_event",
        "DROP FUNCTION public.check_next_record() CASCADE",
        "CREATE OR REPLACE FUNCTION public.check_next_record() RETURNS trigger LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION public.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT NULL::timestamptz'",
        "SELECT public.records_of_transaction()",
        "CREATE TRIGGER mine BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION check_next_record()",
        "CREATE RULE mine AS ON INSERT TO audit_event DO INSTEAD NOTHING",
    ],
}

ON_ANY_TABLE = (
    "TRUNCATE {} CASCADE",
    "ALTER TABLE {} DISABLE TRIGGER ALL",
    "ALTER TABLE {} ADD COLUMN mine int",
    "ALTER TABLE {} RENAME TO mine",
    "ALTER TABLE {} OWNER TO CURRENT_USER",
    "CREATE TRIGGER mine BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION check_next_record()",
    "CREATE RULE mine AS ON INSERT TO {} DO INSTEAD NOTHING",
    "CREATE POLICY mine ON {} USING (false)",
)


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A separate server: roles belong to the whole server."""
    with running_postgres() as running:
        yield running


@pytest.fixture(scope="module")
def used_council(server: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    """A council with a row in every table that an attack could aim at."""
    patch = pytest.MonkeyPatch()
    patch.setenv("FAMILY_CONTEXT_AUDIT_KEY", KEY)
    found = read_council(ROOT / "config" / "councils" / "stockport.yaml")

    def become(role: str) -> None:
        database.close_databases()
        patch.setenv("FAMILY_CONTEXT_DATABASE_URL", server.url.replace("postgres@", f"family_context_{role}@"))

    grant_roles(server)
    become("owner")
    run("upgrade", "--council", "stockport")
    grant_roles(server)
    become("load")
    run("load", "--council", "stockport", str(SmallExtract(found).write(tmp_path_factory.mktemp("in"))))
    become("app")
    for username in ("helen.marks", "left.worker"):
        accounts.save_account(found, username=username, display_name=username, role="social_worker",
                              password_hash="$2b$none", by="it")  # fmt: skip
    accounts.disable_account(found, "left.worker", by="it")
    sessions.start_session(found, "helen.marks", address="")
    for sql in (
        RESTRICT,
        "INSERT INTO worker_session VALUES ('s-1', 'k-1', 'helen.marks', '', now(), now(), now())",
        "INSERT INTO session_end VALUES ('s-1', 'signed_out')",
        "INSERT INTO person_key VALUES ('p-1', 'case ID', '1')",
        "INSERT INTO person_alias VALUES ('p-1', 'p-2', true)",
        "INSERT INTO unsettled_restriction VALUES ('p-1', 'p-2', 'x', now(), NULL, NULL, NULL)",
        "INSERT INTO problem_report VALUES (1, 'p', 's', 'r', 'it', now(), NULL, NULL, NULL)",
        "INSERT INTO wrong_record VALUES (1, '', 'it', now())",
        "INSERT INTO match_decision VALUES (1, 's', 'k', 'p', 'accepted', 'it', now())",
        "INSERT INTO account_identity VALUES ('left.worker', 'i', 's-1', now())",
        "INSERT INTO second_factor VALUES ('left.worker', 'k', 9, now(), now())",
        "INSERT INTO second_step VALUES ('h', 'left.worker', 'b', '', now())",
        "INSERT INTO sign_in_ticket VALUES ('h', 'left.worker', 'b', '', now())",
        "INSERT INTO spot_check_access (number, seq) VALUES (1, 1)",
    ):
        statement(server, "owner", sql)
    yield found
    database.close_databases()
    close_engines()
    drop_databases(server.url)
    patch.undo()


@pytest.mark.parametrize("role", ["app", "load"])
@pytest.mark.parametrize(
    "sql", [pytest.param(sql, id=f"{kind}: {sql[:60]}") for kind in REFUSED for sql in REFUSED[kind]]
)
def test_neither_role_may(used_council: Council, server: Postgres, role: str, sql: str):
    with pytest.raises(DBAPIError, match=r"permission denied|must be owner|must be able to|must be a member|must have"):
        statement(server, role, sql)


@pytest.mark.parametrize("role", ["app", "load"])
def test_neither_role_may_take_the_checks_off_any_table_or_empty_it(used_council: Council, server: Postgres, role: str):
    allowed = []
    for sql in (
        *(f"ALTER TABLE {table} DISABLE TRIGGER {name}" for table, name in every_check()),
        *(f"DROP TRIGGER {name} ON {table}" for table, name in every_check()),
        *(sql.format(table) for table in schema.ALL_TABLES for sql in ON_ANY_TABLE),
    ):
        try:
            statement(server, role, sql)
        except DBAPIError as error:
            assert re.search(r"permission denied|must be owner", str(error)), f"{sql}: {error}"
        else:
            allowed.append(sql)
    assert allowed == []


def every_check() -> list[tuple[str, str]]:
    """The table and name of each check in the roles' file."""
    script = (ROOT / "deploy" / "postgresql-roles.sql").read_text(encoding="utf-8")
    named = re.findall(r"\('(check_\w+)', '[A-Z ]+', '(\w+)'\)", script)
    recorded = re.findall(r"\((\d+), '[^']+', '(\w+)', '\w*', '[^']+'\)", script)
    assert len(named) > 9 and len(recorded) > 18
    return [(table, name) for name, table in named] + [(table, f"recorded_{number}") for number, table in recorded]


def test_whatever_was_tried_the_tool_goes_on_recording(
    used_council: Council, server: Postgres, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("FAMILY_CONTEXT_AUDIT_KEY", KEY)
    monkeypatch.setenv("FAMILY_CONTEXT_DATABASE_URL", server.url.replace("postgres@", "family_context_app@"))
    for sql in REFUSED["stop recording for good"]:
        with suppress(DBAPIError):
            statement(server, "app", sql)
    accounts.disable_account(used_council, "left.worker", by="it")
    assert verification.verify(used_council, processes=1).first_broken is None


def test_every_table_is_named_in_the_list_of_rights():
    script = (ROOT / "deploy" / "postgresql-roles.sql").read_text(encoding="utf-8")
    unnamed = {table.name for table in schema.ALL_TABLES if f", '{table.name}'," not in script}
    assert unnamed == set(READ_ONLY)
