"""`manage.py load` as a scheduler sees it: its output and exit codes, and no progress without a terminal."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import manage
from commands import loading
from config.council import Council
from config.environment import ROOT
from config.reading import read_council
from data_access.errors import DiskFull, Unavailable
from data_access.loading import extract_store
from data_access.storage import database
from tests.small_extract import SmallExtract


@pytest.fixture
def council():
    yield read_council(ROOT / "config" / "councils" / "stockport.yaml")
    database.close_databases()


@pytest.fixture
def extract(council: Council) -> SmallExtract:
    return SmallExtract(council)


def load(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(manage.app_with("load"), ["load", "--council", "stockport", str(folder), *options])


def in_use(council: Council) -> int | None:
    return database.database_of(council).current_extract()


def test_a_load_says_what_it_has_loaded_and_ends_with_0(council, extract, tmp_path):
    done = load(extract.write(tmp_path / "in"))
    assert done.exit_code == 0
    assert "Stockport Council: 9 people loaded (extract 1)." in done.stdout.splitlines()
    assert "  housing: 1 line" in done.stdout.splitlines()
    assert done.stderr == ""


def test_check_changes_nothing_and_ends_as_the_load_would(council, extract, tmp_path):
    folder = extract.write(tmp_path / "in")
    done = load(folder, "--check")
    assert done.exit_code == 0
    assert "9 people would be loaded; nothing was changed." in done.stdout
    assert in_use(council) is None
    (folder / "people.csv").unlink()
    assert load(folder, "--check").exit_code == loading.REFUSED


def test_refused_files_end_with_3_and_say_why(council, extract, tmp_path):
    extract.line("people", person_key="kate")["date_of_birth"] = "29/02/2015"
    done = load(extract.write(tmp_path / "in"))
    assert done.exit_code == 3
    first, second = done.stderr.splitlines()
    assert first == "Nothing was loaded; the extract in use stays in use."
    assert second.startswith("  people.csv, line 3, date_of_birth: '29/02/2015' is not a date")


def test_a_fall_ends_with_4_until_it_is_accepted(council, extract, tmp_path):
    load(extract.write(tmp_path / "in"))
    extract.files["people"] = extract.files["people"][:7]
    extract.files["relationships"] = extract.files["relationships"][:4]
    extract.files["caseload"] = extract.files["caseload"][:1]
    folder = extract.write(tmp_path / "in")
    done = load(folder)
    assert done.exit_code == 4
    assert "  people: 9 lines in the extract in use, 7 now" in done.stderr.splitlines()
    assert "--accept-fall" in done.stderr
    assert load(folder, "--check").exit_code == 4
    assert load(folder, "--accept-fall").exit_code == 0
    assert in_use(council) == 2


def test_another_load_under_way_ends_with_5(council, extract, tmp_path):
    folder = extract.write(tmp_path / "in")
    with extract_store.load_lock(database.database_of(council)):
        done = load(folder)
    assert done.exit_code == 5
    assert "Another load for Stockport Council is running." in done.stderr


@pytest.mark.parametrize(("error", "said"), [
    (DiskFull("OperationalError"), "The disk is full."),
    (Unavailable("OperationalError"), "The database cannot be used (OperationalError)."),
])  # fmt: skip
def test_a_database_that_cannot_be_used_ends_with_6(council, extract, tmp_path, monkeypatch, error, said):
    def fail(*_args, **_options):
        raise error

    monkeypatch.setattr(loading.extracts, "load_folder", fail)
    done = load(extract.write(tmp_path / "in"))
    assert done.exit_code == 6
    assert said in done.stderr


def test_a_misspelt_option_ends_with_2(extract, tmp_path):
    assert load(extract.write(tmp_path / "in"), "--acept-fall").exit_code == 2


def test_a_source_that_did_not_arrive_is_named(council, extract, tmp_path):
    folder = extract.write(tmp_path / "in")
    load(folder)
    (folder / "housing.csv").unlink()
    done = load(folder)
    assert done.exit_code == 0
    assert "  housing.csv: this file did not arrive" in done.stdout
    assert "  Housing: no new file, so the data of " in done.stdout
