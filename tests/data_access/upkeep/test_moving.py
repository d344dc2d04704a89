"""A council moves from SQLite to PostgreSQL with everything, or not at all."""

import pytest
from sqlalchemy import select, update

from data_access.audit import anchors, verification
from data_access.errors import LoadUnderWay, OtherSchema
from data_access.loading import extract_store
from data_access.people import person_page
from data_access.storage import database
from data_access.storage.app_tables import audit_event
from data_access.storage.database import database_of
from data_access.storage.schema import version_table
from data_access.upkeep import app_copy
from data_access.upkeep.app_copy import CopyDiffers
from data_access.upkeep.moving import CannotMove, move_to_postgresql
from tests.data_access.conftest import STOCKPORT_GROUNDS, audit_rows, count_rows, person_id
from tests.postgres import drop_databases


@pytest.fixture
def storage():
    """Stockport begins on SQLite here."""
    yield "sqlite"
    database.close_databases()


@pytest.fixture
def to_server(postgres_url, monkeypatch):
    """Say in the settings that the databases are on a server; what was made there is gone afterwards."""
    yield lambda: monkeypatch.setenv("FAMILY_CONTEXT_DATABASE_URL", postgres_url)
    database.close_databases()
    drop_databases(postgres_url)


def look(actor):
    return person_page.get_person(actor, person_id(actor.council, "dominic"), grounds=STOCKPORT_GROUNDS)


def verified(council):
    return verification.verify(council, anchors=anchors.read_anchors(council, anchors.anchor_file(council)))


def test_everything_is_there_and_whoever_is_signed_in_works_on(helen, to_server, tmp_path):
    shown = look(helen)
    anchors.write_anchor(helen.council)
    before, counts = [tuple(row) for row in audit_rows(helen.council)], count_rows(helen.council)
    to_server()
    moved = move_to_postgresql(helen.council, by="it")
    assert (moved.rows, moved.extract) == (counts, 1)
    assert (moved.audit.records, moved.audit.first_broken, moved.audit.anchors) == (len(before) + 1, None, 1)
    after = audit_rows(helen.council)
    assert [tuple(row) for row in after[:-1]] == before and after[-1].action == "moved_database"
    assert look(helen).details == shown.details
    assert verified(helen.council).first_broken is None


def test_the_next_load_is_the_next_extract(helen, to_server, load):
    to_server()
    move_to_postgresql(helen.council, by="it")
    load(helen.council)
    assert database_of(helen.council).current_extract() == 2
    assert look(helen).details.first_name == "Dominic"


def test_nothing_is_recorded_in_the_old_file_by_mistake(helen, to_server, tmp_path, monkeypatch):
    to_server()
    move_to_postgresql(helen.council, by="it")
    files = {path.name for path in (tmp_path / "stockport").iterdir()}
    assert "app.db" not in files and "app.db.moved" in files


def test_a_council_without_a_load_moves_too(stockport, sign_in, to_server):
    sign_in(stockport)
    to_server()
    moved = move_to_postgresql(stockport, by="it")
    assert moved.extract is None and moved.rows["account"] == 1


def test_nothing_is_moved_over_data(helen, to_server, tmp_path, load, sign_in):
    to_server()
    sign_in(helen.council)
    before = audit_rows(helen.council)
    with pytest.raises(CannotMove, match="already holds data; nothing was changed"):
        move_to_postgresql(helen.council, by="it")
    assert audit_rows(helen.council) == before
    assert (tmp_path / "stockport" / "app.db").exists()


def test_without_a_server_or_without_a_file_it_says_so(helen, to_server, tmp_path, monkeypatch):
    with pytest.raises(CannotMove, match="Set FAMILY_CONTEXT_DATABASE_URL"):
        move_to_postgresql(helen.council, by="it")
    to_server()
    monkeypatch.setenv("FAMILY_CONTEXT_DATA", str(tmp_path / "empty"))
    with pytest.raises(CannotMove, match="no SQLite database for Stockport Council"):
        move_to_postgresql(helen.council, by="it")


def test_an_older_database_is_upgraded_first(helen, to_server):
    with database_of(helen.council).writing() as connection:
        connection.execute(update(version_table).values(version_num="0002"))
    to_server()
    with pytest.raises(OtherSchema):
        move_to_postgresql(helen.council, by="it")


def test_not_while_a_load_runs(helen, to_server):
    with extract_store.load_lock(database_of(helen.council)):
        to_server()
        with pytest.raises(LoadUnderWay):
            move_to_postgresql(helen.council, by="it")


def test_a_value_that_differs_afterwards_stops_it_and_the_next_try_succeeds(helen, to_server, tmp_path, monkeypatch):
    look(helen)
    write = app_copy._write

    def write_another(connection, table, rows):
        write(connection, table, rows)
        if table is audit_event:
            connection.execute(update(table).where(table.c.seq == 2).values(username="mallory"))

    to_server()
    with monkeypatch.context() as patched:
        patched.setattr(app_copy, "_write", write_another)
        with pytest.raises(CopyDiffers):
            move_to_postgresql(helen.council, by="it")
    with database_of(helen.council).reading_app() as connection:
        assert connection.scalar(select(audit_event.c.seq).limit(1)) is None
    assert (tmp_path / "stockport" / "app.db").exists()
    assert move_to_postgresql(helen.council, by="it").audit.first_broken is None
