"""`manage.py load` as a scheduler sees it: its output and exit codes, and no progress without a terminal."""

import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import manage
from commands import loading
from config.council import Council
from config.environment import ROOT
from config.reading import read_council
from data_access.errors import DiskFull, Unavailable
from data_access.loading import extract_store, stopped_load
from data_access.storage import database
from tests.ready_made import ReadyMade
from tests.small_extract import SmallExtract, born


@pytest.fixture
def council(databases: ReadyMade) -> Council:
    return read_council(ROOT / "config" / "councils" / "stockport.yaml")


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


def test_refused_files_end_with_3_and_say_why(council, extract, tmp_path, monkeypatch):
    monkeypatch.setattr(loading, "is_on_terminal", lambda: True)
    extract.line("people", person_key="kate")["date_of_birth"] = "29/02/2015"
    done = load(extract.write(tmp_path / "in"))
    assert done.exit_code == 3
    first, second = done.stderr.splitlines()
    assert first == "Nothing was loaded; the extract in use stays in use."
    assert second.startswith("  people.csv, line 3, date_of_birth: '29/02/2015' is not a date")


def _without_header(folder: Path) -> None:
    text = (folder / "people.csv").read_text().partition("\n")[2]
    (folder / "people.csv").write_text(text.replace("Tommy", "Williams"))


def _with_a_column_moved(folder: Path) -> None:
    text = (folder / "people.csv").read_text()
    (folder / "people.csv").write_text(text.replace("family_name,date_of_birth", "date_of_birth,family_name"))


def _with_a_child_of_no_one(folder: Path) -> None:
    text = (folder / "relationships.csv").read_text()
    (folder / "relationships.csv").write_text(text.replace("tommy,kate", "Tommy Williams,Kate Williams"))


@pytest.mark.parametrize("error", [KeyError, ValueError, RuntimeError])
@pytest.mark.parametrize("options", [(), ("--check",)])
def test_a_mistake_of_the_programs_own_is_said_there_by_its_kind_and_place(
    council, extract, tmp_path, monkeypatch, error, options
):
    kate = extract.line("people", person_key="kate")

    def fail(*_: object, **__: object) -> None:
        try:
            raise ValueError(kate["first_name"])
        except ValueError as first:
            raise error(kate["family_name"]) from first

    monkeypatch.setattr(loading.extracts, "check_folder" if options else "load_folder", fail)
    done = load(extract.write(tmp_path / "in"), *options)
    assert done.exit_code == 1 and done.stderr.startswith(error.__name__) and "in fail" in done.stderr
    assert not [one for one in (kate["first_name"], kate["family_name"]) if one in done.output]


@pytest.mark.parametrize("options", [(), ("--check",)])
@pytest.mark.parametrize("spoil", [_without_header, _with_a_column_moved, _with_a_child_of_no_one])
def test_what_a_timer_runs_says_nothing_of_anybody_as_it_is_kept_in_a_log(council, extract, tmp_path, spoil, options):
    folder = extract.write(tmp_path / "in")
    spoil(folder)
    done = load(folder, *options)
    assert done.exit_code == 3 and ".csv, line " in done.stderr
    for one in ("Williams", "Kate", "Tommy", "249012", born(34), "Overdale"):
        assert one not in done.output, one


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
    (OSError(28, "No space left on device"), "The disk is full."),
    (PermissionError(13, "Permission denied", "rejected-rows-1.csv"),
     "The disk cannot be used (rejected-rows-1.csv: Permission denied)."),
    (OSError(5, "Input/output error"), "The disk cannot be used (Input/output error)."),
])  # fmt: skip
def test_a_database_that_cannot_be_used_ends_with_6(council, extract, tmp_path, monkeypatch, error, said):
    def fail(*_args, **_options):
        raise error

    monkeypatch.setattr(loading.extracts, "load_folder", fail)
    done = load(extract.write(tmp_path / "in"))
    assert done.exit_code == 6
    assert said in done.stderr
    assert stopped_load.get_stopped(council).why == loading.WHY_STOPPED[6]


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


# What the load says at its end


def tenants(extract: SmallExtract, number: int, **values: str) -> None:
    for one in range(number):
        extract.add_record("housing", "carer", service_involvement="Historic", contact_name=f"Officer {one}", **values)


def test_the_load_ends_with_a_table_of_its_sources_against_the_load_before(council, extract, tmp_path):
    tenants(extract, 120)
    load(extract.write(tmp_path / "in"))
    tenants(extract, 3, contact_role="Manager")
    extract.line("housing", person_key="kate")["tenancy_start"] = "31/02/2018"
    done = load(extract.write(tmp_path / "in"))
    table = [line.split() for line in done.stdout.splitlines()]
    assert ["Source", "Rows", "Linked", "Waiting", "Own", "persons", "Rejected", "Left", "out"] in table
    assert ["Housing", "123", "(+2)", "123", "(+2)", "0", "0", "1", "(+1)", "0"] in table
    assert "  In brackets: more or fewer than in extract 1, loaded on " in done.stdout


def test_rejected_rows_are_said_by_line_and_listed_and_nothing_personal_is(council, extract, tmp_path):
    tenants(extract, 3_000)
    for line in extract.files["housing"][:23]:
        line["tenancy_start"] = "31/02/2018"
    done = load(extract.write(tmp_path / "in"))
    assert done.exit_code == 0
    [said] = [line for line in done.stdout.splitlines() if line.startswith("  rejected: ")]
    assert said.startswith("  rejected: housing.csv, tenancy_start: is not a date from ")
    assert said.endswith("(lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21 and 3 others)")
    assert "rejected-rows-1.csv" in done.stdout
    for text in ("31/02/2018", "Williams", "Officer", "Kate"):
        assert text not in done.output


def test_an_older_file_ends_with_8_until_it_is_accepted_and_check_says_so(council, extract, tmp_path):
    load(extract.write(tmp_path / "in"))
    extract.line("sources", source="housing")["date_current_as_of"] = "2026-01-01T06:00"
    folder = extract.write(tmp_path / "in")
    done = load(folder)
    assert done.exit_code == loading.UNLIKELY == 8
    assert "  housing: of 01/01/2026 at 06:00, and the extract in use has it of " in done.stderr
    assert "--accept" in done.stderr
    assert stopped_load.get_stopped(council).why == loading.WHY_STOPPED[8]
    assert load(folder, "--accept").exit_code == 0
    assert stopped_load.get_stopped(council) is None
    assert in_use(council) == 2


def test_a_check_that_stops_is_no_stopped_load(council, extract, tmp_path):
    extract.line("people", person_key="kate")["date_of_birth"] = "29/02/2015"
    load(extract.write(tmp_path / "in"), "--check")
    assert stopped_load.get_stopped(council) is None
    load(extract.write(tmp_path / "in"))
    assert stopped_load.get_stopped(council).why == "the files were refused"


# A folder that cannot be read, and a server that is not there


def test_a_folder_that_is_not_there_is_named_and_a_relative_one_with_where_it_was_looked_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = load(Path("nowhere"))
    assert done.exit_code == loading.REFUSED
    assert f"There is no folder nowhere in {tmp_path}. Give the whole path, from / on." in done.stderr
    done = load(tmp_path / "nowhere")
    assert done.stderr.strip().endswith(f"There is no folder {tmp_path}/nowhere.")


def test_a_file_in_place_of_the_folder_is_said(tmp_path):
    (tmp_path / "people.csv").write_text("")
    done = load(tmp_path / "people.csv")
    assert done.exit_code == loading.REFUSED
    assert "is a file. Give the folder that the files are in." in done.stderr


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), OSError(5, "Input/output error")])
def test_a_folder_that_may_not_be_read_is_said_without_a_traceback(tmp_path, monkeypatch, error):
    def closed(_folder):
        raise error

    monkeypatch.setattr("os.scandir", closed)
    done = load(tmp_path)
    assert done.exit_code == loading.REFUSED
    assert str(tmp_path) in done.stderr
    assert "Traceback" not in done.output


def test_a_server_that_is_not_reached_is_named_without_its_password(from_nothing, extract, tmp_path, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    url = f"postgresql+psycopg://family:hush@127.0.0.1:{port}/postgres"
    monkeypatch.setenv("FAMILY_CONTEXT_DATABASE_URL", url)
    database.close_databases()
    done = load(extract.write(tmp_path / "in"))
    assert done.exit_code == loading.NO_DATABASE
    assert f"The database server 127.0.0.1, port {port}, is not reached (Connection refused)." in done.stderr
    assert "hush" not in done.output


@pytest.mark.parametrize(("day", "is_day"), [("30/11/2019", True), ("2019-11-30", True), ("31/11/2019", False)])
def test_a_day_is_taken_as_people_write_it(council, extract, tmp_path, day, is_day):
    load(extract.write(tmp_path / "in"))
    done = CliRunner().invoke(
        manage.app_with("purge-audit"),
        ["purge-audit", "--council", "stockport", "--reason", "retention", "--before", day, "--yes"],
    )
    assert done.exit_code == (0 if is_day else 2)
    assert ("older than 30/11/2019" if is_day else "is not a day. Write it like") in done.output.replace("\n", " ")
