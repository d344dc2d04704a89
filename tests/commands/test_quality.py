"""`manage.py load` and `manage.py quality` write the data quality report, and say where."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

import manage
from config.environment import ROOT, read_environment
from config.reading import read_council
from data_access.loading import quality_reports
from tests.ready_made import ReadyMade
from tests.small_extract import SmallExtract

FILES = ["data-quality.csv", "data-quality.html"]


@pytest.fixture(autouse=True)
def closed_databases(databases: ReadyMade) -> None:
    """Each test has a data folder of its own."""


@pytest.fixture
def council():
    return read_council(ROOT / "config" / "councils" / "stockport.yaml")


@pytest.fixture
def incoming(council, tmp_path) -> Path:
    return SmallExtract(council).write(tmp_path / "incoming")


def run(*words: object):
    return CliRunner().invoke(manage.app_with(str(words[0])), [str(word) for word in words])


def test_a_load_writes_both_files_into_the_councils_data_folder_and_names_them(incoming):
    done = run("load", "--council", "stockport", incoming)
    folder = read_environment().data / "stockport"
    assert sorted(path.name for path in folder.glob("data-quality*")) == FILES
    assert [line for line in done.output.splitlines() if line.startswith("Data quality:")] == [
        f"Data quality: {folder / name}" for name in reversed(FILES)
    ]


def test_the_report_is_written_again_into_any_folder(incoming, tmp_path):
    run("load", "--council", "stockport", incoming)
    done = run("quality", "--council", "stockport", "--out", tmp_path / "out" / "deep")
    assert done.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "out" / "deep").iterdir()) == FILES


def test_before_the_first_load_it_says_that_there_is_none():
    done = run("quality", "--council", "stockport")
    assert done.exit_code == 1
    assert done.output == "Stockport Council has no data quality report yet; each load makes one.\n"


def test_where_the_files_cannot_be_written_the_load_stays_done_and_it_is_said(council, incoming):
    folder = read_environment().data / "stockport"
    folder.mkdir(parents=True)
    (folder / "data-quality.html").mkdir()
    done = run("load", "--council", "stockport", incoming)
    assert done.exit_code == 1
    assert "people loaded (extract 1)" in done.output
    assert f"The data quality report could not be written into {folder} (Is a directory)." in done.output
    assert quality_reports.read_quality(council).report.extract == 1
