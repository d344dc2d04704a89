"""A large load is done in two processes. Here every load is large."""

import os
import signal
from contextlib import contextmanager

import pytest
from sqlalchemy import inspect, select

from config import progress
from data_access.errors import DiskFull
from data_access.loading import extract_building, extracts, linking
from data_access.storage import database
from data_access.storage.extract_tables import SCHEMA, extract_info, metadata
from extracts.checks import ExtractRefused
from matching import record_linkage
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.unkeyed import UnkeyedExtract, without_shared_key
from tests.small_extract import SmallExtract

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
pytest_generate_tests = only_these_on_both(
    "test_it_makes_the_same_extract_as_in_one",
    "test_memory_is_given_back_between_tables_only_where_two_processes_fill_them",
)


@pytest.fixture
def in_two(monkeypatch):
    def switch():
        monkeypatch.setattr(progress, "MUCH", 0)
        monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 1}, raising=False)

    return switch


def written(council, number):
    """The rows of every table of an extract, but for when it was built."""
    with database.database_of(council).reading_extract(number) as connection:
        tables = [table for table in metadata.sorted_tables if table is not extract_info]
        return {table.name: connection.execute(select(table).order_by(*table.primary_key)).all() for table in tables}


@contextmanager
def seen(council, number):
    """What SQLAlchemy sees of the tables of an extract, and the schema they are in."""
    kept = database.database_of(council)
    with kept.reading_extract(number) as connection:
        yield inspect(connection), SCHEMA if kept.is_sqlite else f"extract_{number}"


def schema(council, number):
    """The columns, the key and the indexes of every table of an extract."""
    with seen(council, number) as (found, where):
        asked = (found.get_columns, found.get_pk_constraint, found.get_indexes)
        return {
            table.name: [str(ask(table.name, schema=where)).replace(where, SCHEMA) for ask in asked]
            for table in metadata.sorted_tables
        }


def indexed(council, number):
    """The names of the indexes of every table of an extract."""
    with seen(council, number) as (found, where):
        every = {table.name: found.get_indexes(table.name, schema=where) for table in metadata.sorted_tables}
    # PostgreSQL lists the one of a unique column as well.
    return {name: {one["name"] for one in some if "duplicates_constraint" not in one} for name, some in every.items()}


def unkeyed(council):
    extract = UnkeyedExtract(without_shared_key(council))
    extract.tenant("H1", "kate").tenant("H2", "rachel").tenant("H3", "dominic").offender("P1", "dominic")
    return extract.offender("P2", "kate")


def with_rejected_rows(council):
    allowed = council.extract.model_copy(update={"most_rejected": 100})
    extract = SmallExtract(council.model_copy(update={"extract": allowed}))
    extract.add_record("housing", "dominic", service_involvement="Current", housing_association="Stockport Homes")
    extract.line("housing", person_key="kate")["tenancy_start"] = "31/02/2018"
    extract.add_record("housing", "nobody", service_involvement="Current")
    return extract


def watched(*_now):
    """The tests' own reading once (`tests/read_once.py`) is not for a load that someone watches."""


@pytest.mark.parametrize("kind", [SmallExtract, unkeyed, with_rejected_rows])
def test_it_makes_the_same_extract_as_in_one(stockport, tmp_path, in_two, kind, monkeypatch):
    extract, matched_beside = kind(stockport), []
    beside = record_linkage.beside
    monkeypatch.setattr(record_linkage, "beside", lambda *given: matched_beside.append(True) or beside(*given))
    # Not the tests' own, which matches once (`tests/read_once.py`).
    monkeypatch.setattr(linking, "match_records", record_linkage.match_records)
    folder = extract.write(tmp_path / "files")
    one = extracts.load_folder(extract.council, folder, loaded_by="test", tick=watched)
    assert not matched_beside
    in_two()
    two = extracts.load_folder(extract.council, folder, loaded_by="test", tick=watched)
    assert bool(matched_beside) is (kind is unkeyed)
    assert written(stockport, two.number) == written(stockport, one.number)
    assert schema(stockport, two.number) == schema(stockport, one.number)
    assert indexed(stockport, one.number) == {
        table.name: {index.name for index in table.indexes} for table in metadata.sorted_tables
    }
    assert (two.people, two.rows, two.notes, two.rejected) == (one.people, one.rows, one.notes, one.rejected)


def test_memory_is_given_back_between_tables_only_where_two_processes_fill_them(
    stockport, storage, tmp_path, in_two, monkeypatch
):
    released = []
    monkeypatch.setattr(extracts, "release_memory", lambda: released.append(True))
    in_two()
    extracts.load_folder(stockport, SmallExtract(stockport).write(tmp_path / "files"), loaded_by="test")
    before_building = 3
    assert (len(released) > before_building) is (storage == "sqlite")


def test_it_is_refused_for_the_same_problems_as_in_one(stockport, tmp_path, in_two):
    extract = SmallExtract(stockport)
    for name in ("people", "school", "housing", "police"):
        extract.files[name][0]["person_key"] = ""
    folder, refused = extract.write(tmp_path / "files"), []
    for begins in (lambda: None, in_two):
        begins()
        with pytest.raises(ExtractRefused) as found:
            extracts.load_folder(stockport, folder, loaded_by="test", tick=watched)
        refused.append(found.value.problems)
    assert refused[0] == refused[1]
    assert {problem.file for problem in refused[0]} >= {"people.csv", "school.csv", "housing.csv", "police.csv"}


def ends(_self):
    os.kill(os.getpid(), signal.SIGKILL)
    yield


def has_no_room(_self):
    raise OSError(28, "No space left on device")
    yield


@pytest.mark.parametrize(("wrong", "raised"), [(ends, RuntimeError), (has_no_room, DiskFull)])
def test_if_the_second_cannot_go_on_nothing_changes_and_nothing_is_left(
    stockport, tmp_path, load, in_two, monkeypatch, wrong, raised
):
    load(stockport)
    folder = SmallExtract(stockport).write(tmp_path / "files")
    in_two()
    with monkeypatch.context() as patched:
        patched.setattr(extract_building.Builder, "_involvement", wrong)
        with pytest.raises(raised):
            extracts.load_folder(stockport, folder, loaded_by="test")
    kept = database.database_of(stockport)
    assert kept.current_extract() == 1
    assert [path.name for path in kept.folder.glob("extract-*")] == ["extract-1.db"]
    assert extracts.load_folder(stockport, folder, loaded_by="test").number == 2


KILLED = """
import os, signal
from pathlib import Path
from config import progress
from config.environment import ROOT
from config.reading import read_council
from data_access.loading import extracts

def tick(now, done, of):
    if now == "Relationships":
        os.kill(os.getpid(), signal.SIGKILL)

progress.MUCH = 0
os.sched_getaffinity = lambda process: {{0, 1}}
council = read_council(ROOT / "config" / "councils" / "stockport.yaml")
extracts.load_folder(council, Path({folder!r}), loaded_by="killed", tick=tick)
"""


def test_killed_it_leaves_no_process_that_holds_the_lock_and_the_next_load_clears_up(
    stockport, tmp_path, load, forking
):
    load(stockport)
    folder = SmallExtract(stockport).write(tmp_path / "files")
    assert forking.run(KILLED.format(folder=str(folder))) == -signal.SIGKILL
    assert extracts.load_folder(stockport, folder, loaded_by="test").number == 2
    kept = database.database_of(stockport)
    assert sorted(path.name for path in kept.folder.glob("extract-*")) == ["extract-1.db", "extract-2.db"]
