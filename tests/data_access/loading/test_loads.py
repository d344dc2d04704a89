"""Loads as they go wrong at night: two at once, killed, a source late, far fewer lines, a full or locked disk."""

import shutil
import signal
import sqlite3

import pytest
from sqlalchemy import create_engine, select, text

from data_access.errors import Change, DiskFull, LoadUnderWay, TooFewLines, Unavailable, Unlikely
from data_access.loading import extract_store, extracts
from data_access.people import person_page
from data_access.people.search import search_people
from data_access.storage import database
from data_access.storage.extract_tables import person, source_person
from data_access.values import RecordsFound, SearchTerms
from tests.data_access.both_databases import first_on_both, only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, audited_people, only_sqlite, person_id
from tests.small_extract import SmallExtract

pytest_generate_tests = only_these_on_both(
    "test_of_two_loads_at_once_the_second_is_refused",
    "test_two_councils_load_at_once",
    "test_the_next_load_need_not_wait_until_the_server_has_noticed_that_one_ended",
    "test_what_other_loads_left_is_cleared_even_of_higher_numbers",
)

GROUNDS = STOCKPORT_GROUNDS


@pytest.fixture
def extract(stockport):
    return SmallExtract(stockport)


def answers(actor, key):
    return person_page.get_person(actor, person_id(actor.council, key), grounds=GROUNDS).answers


def load_without(council, extract, tmp_path, *names):
    """Load the extract with these files missing."""
    folder = extract.write(tmp_path / "late")
    for name in names:
        (folder / f"{name}.csv").unlink()
    return extracts.load_folder(council, folder, loaded_by="test")


def in_use(council):
    return database.database_of(council).current_extract()


# Two at once


def test_of_two_loads_at_once_the_second_is_refused(stockport, extract, load, tmp_path):
    load(stockport)
    folder = extract.write(tmp_path / "next")
    with extract_store.load_lock(database.database_of(stockport)):
        with pytest.raises(LoadUnderWay):
            extracts.load_folder(stockport, folder, loaded_by="test")
        assert extracts.check_folder(stockport, folder).number is None
    extracts.load_folder(stockport, folder, loaded_by="test")
    assert in_use(stockport) == 2


def test_the_next_load_need_not_wait_until_the_server_has_noticed_that_one_ended(stockport, storage, monkeypatch):
    """A busy server lets go of a lock some time after its connection has ended, and the next load was refused."""
    let_go, is_free = extract_store.let_go, []

    def while_connected(connection, lock):
        let_go(connection, lock)
        with create_engine(connection.engine.url).connect() as another:
            is_free.append(extract_store.take_if_free(another, lock))
        another.engine.dispose()

    monkeypatch.setattr(extract_store, "let_go", while_connected)
    with extract_store.load_lock(database.database_of(stockport)):
        pass
    assert is_free == ([True] if storage == "postgresql" else [])


def test_two_councils_load_at_once(stockport, leeds, load):
    with extract_store.load_lock(database.database_of(stockport)):
        load(leeds)
    assert in_use(leeds) == 1


# Killed

# What is killed while an extract is built is one transaction of PostgreSQL, whatever it was doing.
KILLED_AT = ["Switching to the new extract", "Indexes", "Service records", "People"]
LOADER = """
import os, signal
from pathlib import Path
from config.environment import ROOT
from config.reading import read_council
from data_access.loading import extracts

def tick(now, done, of):
    if now == {stage!r}:
        os.kill(os.getpid(), signal.SIGKILL)

council = read_council(ROOT / "config" / "councils" / "stockport.yaml")
extracts.load_folder(council, Path({folder!r}), loaded_by="killed", tick=tick)
"""


@first_on_both("stage", KILLED_AT)
def test_a_killed_load_leaves_yesterday_and_the_next_clears_up(
    stockport, extract, load, forking, tmp_path, stage, sign_in
):
    actor = sign_in(load(stockport))
    folder = extract.write(tmp_path / "next")
    assert forking.run(LOADER.format(stage=stage, folder=str(folder))) == -signal.SIGKILL
    assert in_use(stockport) == 1
    assert isinstance(answers(actor, "kate")["housing"], RecordsFound)
    # The lock died with its process.
    assert extracts.load_folder(stockport, folder, loaded_by="test").number == 2
    kept = database.database_of(stockport)
    if kept.is_sqlite:
        assert sorted(path.name for path in kept.folder.glob("extract-*")) == ["extract-1.db", "extract-2.db"]
    else:
        with kept.reading_app() as connection:
            names = connection.scalars(text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'extract%'"))
            assert sorted(names) == ["extract_1", "extract_2"]


def test_what_other_loads_left_is_cleared_even_of_higher_numbers(stockport, load, storage):
    load(stockport)
    kept = database.database_of(stockport)
    if kept.is_sqlite:
        shutil.copy(kept.extract_path(1), kept.extract_path(7))
        (kept.folder / "extract-9.unfinished").write_bytes(b"x")
    else:
        with kept.writing() as connection:
            connection.execute(text('CREATE SCHEMA "extract_7"'))
    load(stockport)
    assert in_use(stockport) == 2
    if kept.is_sqlite:
        assert sorted(path.name for path in kept.folder.glob("extract-*")) == ["extract-1.db", "extract-2.db"]


# Far fewer lines


@pytest.fixture
def many(stockport, extract):
    for number in range(20):
        extract.add_record("housing", "kate", service_involvement="Historic", contact_name=f"Officer {number}")
    return extract


def test_a_fall_in_lines_stops_and_names_the_file(stockport, many, load, tmp_path):
    load(stockport, many)
    many.files["housing"] = many.files["housing"][:10]
    folder = many.write(tmp_path / "next")
    with pytest.raises(TooFewLines) as raised:
        extracts.load_folder(stockport, folder, loaded_by="test")
    assert raised.value.unlikely == [Unlikely(Change.FALL, "housing", 21, 10)]
    assert in_use(stockport) == 1
    extracts.load_folder(stockport, folder, loaded_by="test", accept_fall=True)
    assert in_use(stockport) == 2
    # Accepted once, it is the new measure.
    extracts.load_folder(stockport, folder, loaded_by="test")
    assert in_use(stockport) == 3


def test_a_fall_within_the_share_set_does_not_stop(stockport, many, load, tmp_path):
    load(stockport, many)
    many.files["housing"] = many.files["housing"][:17]
    extracts.load_folder(stockport, many.write(tmp_path / "next"), loaded_by="test")
    assert in_use(stockport) == 2
    council = stockport.model_copy(update={"extract": stockport.extract.model_copy(update={"most_fall": 1})})
    many.files["housing"] = many.files["housing"][:16]
    with pytest.raises(TooFewLines):
        extracts.load_folder(council, many.write(tmp_path / "next"), loaded_by="test")


def test_a_file_that_is_suddenly_without_lines_stops(stockport, extract, load, tmp_path):
    load(stockport)
    extract.files["school"] = []
    with pytest.raises(TooFewLines):
        extracts.load_folder(stockport, extract.write(tmp_path / "next"), loaded_by="test")


def test_a_source_that_did_not_arrive_is_no_fall_and_is_measured_by_when_it_was_there(stockport, many, load, tmp_path):
    load(stockport, many)
    assert load_without(stockport, many, tmp_path, "housing").number == 2
    many.files["housing"] = many.files["housing"][:10]
    with pytest.raises(TooFewLines):
        extracts.load_folder(stockport, many.write(tmp_path / "next"), loaded_by="test")


# The same people, and those who have gone


def test_the_audit_still_names_somebody_who_has_gone(stockport, extract, load, sign_in):
    actor = sign_in(load(stockport))
    una = person_id(stockport, "unlinked")
    person_page.get_person(actor, una, grounds=GROUNDS)
    extract.files["people"] = [line for line in extract.files["people"] if line["person_key"] != "unlinked"]
    load(stockport, extract)
    assert search_people(actor, SearchTerms(family_name="Linkless"), grounds=GROUNDS).matches == ()
    assert una in audited_people(stockport, "viewed_person")


@only_sqlite
def test_the_same_input_gives_the_same_people_whatever_the_order_of_its_lines(stockport, extract, load):
    def rows():
        with database.database_of(stockport).reading() as (connection, _):
            return list(connection.execute(select(person).order_by(person.c.number)))

    load(stockport, extract)
    first = rows()
    extract.files["people"].reverse()
    load(stockport, extract)
    assert rows() == first


def test_checking_changes_nothing_and_says_what_would_be_loaded(stockport, extract, load, tmp_path):
    load(stockport)
    folder = extract.write(tmp_path / "next")
    loaded = extracts.check_folder(stockport, folder)
    assert (loaded.number, loaded.people, loaded.rows["housing"]) == (None, 9, 1)
    assert in_use(stockport) == 1


# Many rows, no room, no lock


@only_sqlite
@pytest.mark.parametrize("at_once", [1, 2, 3, 1_000])
def test_however_many_rows_go_into_one_statement_all_are_written(stockport, load, monkeypatch, at_once):
    load(stockport)
    with database.database_of(stockport).reading_extract(1) as connection:
        before = [connection.execute(select(table)).all() for table in (person, source_person)]
    monkeypatch.setattr(extract_store, "ROWS_A_STATEMENT", at_once)
    load(stockport)
    with database.database_of(stockport).reading_extract(2) as connection:
        assert [connection.execute(select(table)).all() for table in (person, source_person)] == before


@only_sqlite
def test_a_full_disk_leaves_yesterday_and_nothing_behind(stockport, extract, load, tmp_path, monkeypatch, sign_in):
    actor = sign_in(load(stockport))
    kept = database.database_of(stockport)
    engine_of = extract_store._sqlite_engine

    def small(path):
        engine = engine_of(path)
        raw = engine.raw_connection().driver_connection
        raw.execute("PRAGMA extract.max_page_count = 8")
        return engine

    monkeypatch.setattr(extract_store, "_sqlite_engine", small)
    with pytest.raises(DiskFull):
        extracts.load_folder(stockport, extract.write(tmp_path / "next"), loaded_by="test")
    assert in_use(stockport) == 1
    assert [path.name for path in kept.folder.glob("extract-*")] == ["extract-1.db"]
    assert isinstance(answers(actor, "kate")["housing"], RecordsFound)


@only_sqlite
@pytest.mark.parametrize("error", [Unavailable("OperationalError"), PermissionError(13, "Permission denied")])
def test_what_is_in_use_is_loaded_although_an_old_extract_stays(stockport, extract, load, tmp_path, monkeypatch, error):
    load(stockport)

    def closed(*_args):
        raise error

    monkeypatch.setattr(extracts, "drop_extracts_before", closed)
    loaded = extracts.load_folder(stockport, extract.write(tmp_path / "next"), loaded_by="test")
    assert in_use(stockport) == loaded.number == 2
    assert "An old extract could not be deleted; the next load tries again" in loaded.notes


@only_sqlite
def test_a_locked_database_leaves_yesterday(stockport, extract, load, tmp_path, monkeypatch):
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 50)
    load(stockport)
    kept = database.database_of(stockport)
    folder = extract.write(tmp_path / "next")
    other = sqlite3.connect(kept.folder / "app.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable):
        extracts.load_folder(stockport, folder, loaded_by="test")
    other.execute("ROLLBACK")
    other.close()
    assert in_use(stockport) == 1
    extracts.load_folder(stockport, folder, loaded_by="test")
    assert in_use(stockport) == 2
