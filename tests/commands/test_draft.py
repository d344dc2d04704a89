"""`manage.py draft` as council IT sees it: what it writes, what it prints, and what it never overwrites."""

import os
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import manage
from commands import loading
from config.environment import ROOT
from config.reading import read_council
from tests.extracts.drafting.shapes import SHAPES, csv_text
from tests.ready_made import ReadyMade


@pytest.fixture(autouse=True)
def councils(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, databases: ReadyMade) -> Path:
    folder = tmp_path / "councils"
    folder.mkdir()
    monkeypatch.setenv("FAMILY_CONTEXT_COUNCILS", str(folder))
    return folder


def draft(*words: str) -> Result:
    return CliRunner().invoke(manage.app_with("draft"), ["draft", *words])


@pytest.fixture
def incoming(tmp_path: Path) -> Path:
    folder = tmp_path / "incoming"
    folder.mkdir()
    SHAPES["workbooks with titles"][0](folder)
    return folder


def test_it_writes_the_settings_and_ends_as_the_check_does(incoming, councils):
    done = draft(str(incoming), "--council", "Northshire Council")
    assert done.exit_code == 0, done.output
    *begun, ended = done.stdout.splitlines()
    assert begun[:5] == [
        f"Written: {councils / 'northshire.yaml'}",
        "  Clients 2026-11-02.xlsx: taken for people, 24 lines",
        "  Pupils.xlsx: taken for school, 8 lines",
        "  people: 24 lines",
        "  school: 8 lines",
    ]
    assert ended == "Northshire Council: 24 people would be loaded; nothing was changed."
    council = read_council(councils / "northshire.yaml")
    assert (council.id, council.name, council.journey) == ("northshire", "Northshire Council", 1)
    again = CliRunner().invoke(manage.app_with("load"), ["load", "--check", "--council", "northshire", str(incoming)])
    assert again.exit_code == 0, again.output


def test_settings_that_are_there_are_kept_unless_asked_and_then_too(incoming, councils):
    (councils / "northshire.yaml").write_text("mine")
    done = draft(str(incoming), "--council", "northshire")
    assert done.exit_code == 1 and "northshire.yaml is there already, and was not changed" in done.stderr
    assert (councils / "northshire.yaml").read_text() == "mine"
    assert draft(str(incoming), "--council", "northshire", "--force").exit_code == 0
    assert (councils / "northshire.yaml.before").read_text() == "mine"


def test_problems_are_named_without_what_the_files_say(tmp_path, incoming):
    for path in incoming.iterdir():
        path.unlink()
    people = [["id", "forename", "surname", "dob"], ["1", "Kate", "Pierce", "03/04/1986"]]
    (incoming / "people.csv").write_text(csv_text(people))
    (incoming / "housing.csv").write_text(csv_text([["id", "tenancy status"], ["1", "Live"], ["1", "Pierce"]]))
    done = draft(str(incoming), "--council", "northshire")
    assert done.exit_code == loading.REFUSED
    assert "housing.csv, line 3, tenancy status: is not one of: Current, Historic, None found" in done.stderr
    assert "Pierce" not in done.output and "Kate" not in done.output


def test_nothing_to_draft_from_is_a_sentence_and_nothing_is_written(tmp_path, councils):
    (tmp_path / "empty").mkdir()
    done = draft(str(tmp_path / "empty"), "--council", "northshire")
    assert (
        done.exit_code == 1 and done.stderr == f"The folder {tmp_path / 'empty'} has no files. Nothing was written.\n"
    )
    assert list(councils.iterdir()) == []


@pytest.mark.parametrize("unreadable", [PermissionError(13, "Permission denied")])
def test_a_folder_and_a_file_that_may_not_be_read_are_sentences(incoming, monkeypatch, unreadable):
    real = Path.open

    def refuse(path: Path, *args, **kwargs):
        if path.suffix == ".xlsx":
            raise unreadable
        return real(path, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refuse)
    shutil.copy(ROOT / "tests" / "shapes" / "overdale" / "people.csv", incoming)
    monkeypatch.setattr("extracts.drafting.looking.CalamineWorkbook.from_path", lambda path: refuse(Path(path)))
    done = draft(str(incoming), "--council", "northshire")
    assert "Pupils.xlsx: cannot be read (Permission denied)" in done.output
    monkeypatch.setattr(Path, "iterdir", lambda path: (_ for _ in ()).throw(unreadable))
    done = draft(str(incoming), "--council", "other")
    assert done.exit_code == 1 and f"The folder {incoming} cannot be read (Permission denied)." in done.stderr


def test_a_file_that_may_not_be_written_is_a_sentence(incoming, tmp_path):
    done = draft(str(incoming), "--council", "northshire", "--out", str(tmp_path / "no" / "northshire.yaml"))
    assert done.exit_code == 1 and "northshire.yaml cannot be written (No such file or directory)" in done.stderr


def test_the_name_of_the_folder_stands_for_that_of_the_council(tmp_path, incoming, councils):
    shutil.move(incoming, tmp_path / "Fernley")
    assert draft(str(tmp_path / "Fernley")).exit_code == 0
    assert [path.name for path in councils.iterdir()] == ["fernley.yaml"]
    assert os.listdir(tmp_path / "Fernley") != []
