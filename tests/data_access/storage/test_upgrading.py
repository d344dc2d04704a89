"""Every released version's database becomes this one's, with all that is in it; another version's is never used."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, make_url, select, text, update
from typer.testing import CliRunner

import manage
from config import clock
from config.environment import ROOT
from data_access.audit import verification
from data_access.errors import OtherSchema, Unavailable
from data_access.storage import app_tables, database, schema, upgrading
from data_access.storage.app_tables import account, audit_event, problem_report, restricted_person
from data_access.storage.audit_tables import day_figures
from data_access.storage.database import database_of, opened_unchecked
from tests.data_access import old_databases
from tests.data_access.old_databases.make_dump import KEY

DUMPS = Path(old_databases.__file__).parent
VERSIONS = sorted({path.name.rpartition("-")[0] for path in DUMPS.glob("*.sql")})


@pytest.fixture
def old(stockport, storage, tmp_path, monkeypatch):
    """Make Stockport's database as a version left it."""
    monkeypatch.setenv("FAMILY_CONTEXT_AUDIT_KEY", KEY)

    def make(version: str):
        dump = (DUMPS / f"{version}-{storage}.sql").read_text(encoding="utf-8")
        if storage == "sqlite":
            (tmp_path / "stockport").mkdir(mode=0o700)
            with closing(sqlite3.connect(tmp_path / "stockport" / "app.db")) as connection:
                connection.executescript(dump)
            return stockport
        with opened_unchecked(stockport) as made:
            made_url = make_url(os.environ["FAMILY_CONTEXT_DATABASE_URL"]).set(database=made.name)
        engine = create_engine(made_url)
        with engine.begin() as connection:
            connection.connection.driver_connection.execute(dump)
        engine.dispose()
        return stockport

    return make


def tables_of(council) -> dict:
    """Every table as the database itself describes it."""
    with opened_unchecked(council) as opened, opened.reading_app() as connection:
        seen = inspect(connection)
        described = {
            "columns": seen.get_multi_columns(),
            "key": seen.get_multi_pk_constraint(),
            "foreign": seen.get_multi_foreign_keys(),
            "unique": seen.get_multi_unique_constraints(),
            "indexes": seen.get_multi_indexes(),
        }
    return {kind: {name: _plain(what) for (_, name), what in of.items()} for kind, of in described.items()}


def _plain(what: dict | list[dict]) -> list:
    """The same in any order, and types as words."""
    each = [what] if isinstance(what, dict) else what
    return sorted(str(sorted((key, str(value)) for key, value in one.items())) for one in each)


def new_tables(council) -> dict:
    """The tables of a new database."""
    other = council.model_copy(update={"database": "new"})
    database_of(other)
    return tables_of(other)


def rows(council, table) -> list:
    with database_of(council).reading_app() as connection:
        return list(connection.execute(select(table)))


def test_the_dumps_are_of_every_released_version():
    changes = (Path(database.__file__).parents[2] / "CHANGELOG.md").read_text(encoding="utf-8")
    released = set(re.findall(r"^## (\d+\.\d+\.\d+)", changes, re.MULTILINE))
    assert released and released <= set(VERSIONS)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_database_of_every_version_is_not_used_as_it_is_and_becomes_one_like_a_new_one(version, old, sign_in):
    council = old(version)
    before = tables_of(council)
    with pytest.raises(OtherSchema, match="made by an earlier version .* run: python manage.py upgrade"):
        database_of(council)
    assert tables_of(council) == before
    assert upgrading.upgrade(council) == ["0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010"]
    assert tables_of(council) == new_tables(council)
    with database_of(council).reading_app() as connection:
        assert compare_metadata(MigrationContext.configure(connection), app_tables.metadata) == []
    assert_all_is_in_it_still(council, sign_in)


def assert_all_is_in_it_still(council, sign_in) -> None:
    """What the version had in it, and an audit that holds and goes on."""
    assert {row.username for row in rows(council, account)} == {"helen.marks", "sam.carter"}
    assert [row.service_id for row in rows(council, problem_report)] == ["police"]
    assert [row.reason for row in rows(council, restricted_person)] == ["Relative of staff"]
    before = len(rows(council, audit_event))
    assert before >= 9
    found = verification.verify(council)
    assert (found.records, found.first_broken) == (before, None)
    sign_in(council, "helen.marks")
    after = verification.verify(council)
    assert after.records > before and after.first_broken is None


def test_the_command_also_counts_the_days_that_are_over(old, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2027, 1, 1))
    council = old(VERSIONS[0])
    done = CliRunner().invoke(manage.app_with("upgrade"), ["upgrade", "--council", council.id])
    assert (
        "Stockport Council: the database is upgraded (0002, 0003, 0004, 0005, 0006, 0007, 0008, 0009, 0010)."
        in done.output
    )
    assert sum(day.records for day in rows(council, day_figures)) == len(rows(council, audit_event)) > 0


def test_a_database_whose_missing_tables_an_unreleased_version_had_made_becomes_the_same(old):
    council = old("0.1.0")
    with opened_unchecked(council) as opened, opened.writing() as connection:
        app_tables.metadata.create_all(connection)
    upgrading.upgrade(council)
    assert tables_of(council) == new_tables(council)


def test_the_steps_from_nothing_make_what_a_new_database_is(stockport):
    with opened_unchecked(stockport) as opened, opened.writing() as connection:
        schema.version_table.create(connection)
        config = upgrading.Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(upgrading.FOLDER))
        upgrading.command.upgrade(config, "head")
    assert tables_of(stockport) == new_tables(stockport)


def test_every_table_is_known_whatever_a_process_imports_first():
    """Seen to fail without audit_tables in schema.py: a restore then left old rows, and stopped (IntegrityError)."""
    ask = "from data_access.storage import schema; print(*sorted(table.name for table in schema.ALL_TABLES))"
    done = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert set(done.stdout.split()) == {*app_tables.metadata.tables, schema.version_table.name}
    assert set(app_tables.metadata.tables) == {table.name for table in schema.ALL_TABLES[:-1]}


def test_the_numbers_are_those_of_the_steps():
    steps = ScriptDirectory(str(upgrading.FOLDER)).walk_revisions()
    assert tuple(reversed([step.revision for step in steps])) == schema.REVISIONS


def test_an_upgrade_of_what_is_up_to_date_or_new_does_nothing(stockport):
    assert upgrading.upgrade(stockport) == []
    assert upgrading.upgrade(stockport) == []
    database_of(stockport)


def test_a_newer_database_is_not_used_and_not_upgraded(stockport):
    with database_of(stockport).writing() as connection:
        connection.execute(update(schema.version_table).values(version_num="0999"))
    database.close_databases()
    for use in (database_of, upgrading.upgrade):
        with pytest.raises(OtherSchema, match="changed by a newer version .* restore a backup from before the change"):
            use(stockport)


def test_an_upgrade_that_fails_midway_leaves_the_database_as_it_was(old):
    council = old("0.2.0")
    # A table of that name without the columns: step 0003 has made seven others by then.
    with opened_unchecked(council) as opened, opened.writing() as connection:
        connection.execute(text("CREATE TABLE audit_flag (something INTEGER)"))
    before = tables_of(council)
    with pytest.raises(Unavailable):
        upgrading.upgrade(council)
    assert tables_of(council) == before
    with opened_unchecked(council) as opened, opened.writing() as connection:
        connection.execute(text("DROP TABLE audit_flag"))
    assert upgrading.upgrade(council) == ["0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010"]
