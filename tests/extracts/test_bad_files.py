"""Files as they arrive broken: cut off, doubled, with two births for one person. Each is said, nothing is lost."""

from pathlib import Path

import pytest

from config.council import Council
from config.environment import ROOT
from config.reading import read_council
from extracts import rows
from extracts.checks import ExtractRefused, read_extract
from tests.small_extract import PEOPLE, SmallExtract, born


@pytest.fixture
def stockport() -> Council:
    return read_council(ROOT / "config" / "councils" / "stockport.yaml")


@pytest.fixture
def extract(stockport: Council) -> SmallExtract:
    return SmallExtract(stockport)


def refused(council: Council, folder: Path) -> list[str]:
    with pytest.raises(ExtractRefused) as raised:
        read_extract(council, folder)
    return [str(problem) for problem in raised.value.problems]


def test_a_file_cut_off_inside_a_line_says_so(stockport, extract, tmp_path):
    path = extract.write(tmp_path) / "people.csv"
    path.write_bytes(path.read_bytes()[:-20])
    [problem] = refused(stockport, tmp_path)
    assert problem == "people.csv, line 10: has 8 columns where the header has 9; the file may be cut off"


def test_a_file_cut_off_inside_a_quoted_value_says_so(stockport, extract, tmp_path):
    path = extract.write(tmp_path) / "people.csv"
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.rindex(b'"')])
    [problem] = refused(stockport, tmp_path)
    assert problem.startswith(
        "people.csv, line 8: cannot be read as CSV (it ends inside a quoted value; the file may be"
    )


def test_a_quote_never_closed_in_a_long_file_says_so(stockport, extract, tmp_path):
    path = extract.write(tmp_path) / "people.csv"
    path.write_bytes(path.read_bytes() + b'x,cms,1,"Tom,\r\n' + b"y,cms,2,Ann,Lee,,,,\r\n" * 8_000)
    [problem] = refused(stockport, tmp_path)
    assert problem.startswith("people.csv, line 11: cannot be read as CSV (a value is longer than 131072 characters; a")


def test_a_line_too_short_in_the_middle_does_not_speak_of_the_end(stockport, extract, tmp_path):
    path = extract.write(tmp_path) / "people.csv"
    path.write_bytes(path.read_bytes().replace(b"Unknown,5 Mist Road,current", b"Unknown") + b"z,cms,9,Ann,Lee,,,,\r\n")
    assert refused(stockport, tmp_path) == ["people.csv, line 10: has 7 columns where the header has 9"]


def test_lines_that_are_the_same_everywhere_are_kept_once_and_counted(stockport, extract, tmp_path):
    for name in ("people", "school", "police_offences", "relationships"):
        extract.files[name] += extract.files[name][:1]
    files = read_extract(stockport, extract.write(tmp_path))
    assert len(files.people) == len(PEOPLE)
    assert (len(files.services["school"]), len(files.entries["police"])) == (1, 1)
    assert "people.csv: 1 line left out, the same as an earlier line" in files.notes
    assert len(files.notes) == 4


def test_lines_that_differ_anywhere_are_all_kept(stockport, extract, tmp_path):
    """Two offences of one day and one kind are two, unless everything about them is the same."""
    extract.add_offence("dominic", days_ago=20, nature="Convicted")
    files = read_extract(stockport, extract.write(tmp_path))
    assert len(files.entries["police"]) == 2
    assert files.notes == []


def test_two_births_of_one_key_are_refused(stockport, extract, tmp_path):
    extract.files["people"].append(extract.files["people"][0] | {"date_of_birth": born(8), "cms_id": "249099"})
    problems = refused(stockport, extract.write(tmp_path))
    said = "people.csv, line 11, person_key: 'tommy' also has another date of birth; one key must be one person"
    assert said in problems


def test_a_file_with_columns_and_no_lines_holds_nothing(stockport, extract, tmp_path):
    extract.files["school"] = []
    assert len(read_extract(stockport, extract.write(tmp_path)).services["school"]) == 0


def test_a_file_with_nothing_in_it_is_refused(stockport, extract, tmp_path):
    (extract.write(tmp_path) / "school.csv").write_bytes(b"")
    assert refused(stockport, tmp_path) == ["school.csv, line 1: the header line is missing"]


def test_a_folder_in_place_of_a_file_is_refused(stockport, extract, tmp_path):
    path = extract.write(tmp_path) / "school.csv"
    path.unlink()
    path.mkdir()
    assert refused(stockport, tmp_path) == ["school.csv: cannot be read (Is a directory)"]


@pytest.mark.parametrize(
    "cell", ["=cmd|' /C calc'!A0", "+44 161 496 0123", "@SUM(1)", "-1", "<b>x</b>", "\u202ereversed"]
)
def test_what_a_spreadsheet_would_run_is_kept_as_text(stockport, extract, tmp_path, cell):
    extract.line("people", person_key="unlinked")["address"] = cell
    people = read_extract(stockport, extract.write(tmp_path)).people.set_index("person_key")
    assert people.loc["unlinked", "address"] == cell


def test_lines_are_numbered_right_across_the_pieces_a_long_file_is_read_in(stockport, extract, tmp_path, monkeypatch):
    monkeypatch.setattr(rows, "ROWS_AT_ONCE", 2)
    extract.line("people", person_key="tommy")["address"] = "1\n2\n3"
    extract.line("people", person_key="nodob")["gender"] = "F"
    [problem] = refused(stockport, extract.write(tmp_path))
    assert problem.startswith("people.csv, line 12, gender: 'F'")
    extract.line("people", person_key="nodob")["gender"] = ""
    assert len(read_extract(stockport, extract.write(tmp_path)).people) == len(PEOPLE)


def test_every_kind_of_problem_in_every_file_is_listed_in_one_run(stockport, extract, tmp_path):
    """Twenty lines of each kind, then how many more; what follows from a wrong people.csv is not said again."""
    for number in range(100):
        extract.files["people"].append(extract.files["people"][0] | {"person_key": f"k{number}", "gender": "x"})
    extract.line("housing")["eviction"] = "OPEN"
    extract.line("relationships", person_key="kate")["relationship"] = ""
    extract.line("school")["person_key"] = "ghost"
    found = refused(stockport, extract.write(tmp_path))
    of_gender = [problem for problem in found if "gender" in problem]
    assert len(of_gender) == 21
    assert of_gender[-1] == "people.csv, gender: 80 more lines: is not one of: Female, Male, Other, Unknown"
    assert sum("cms_id" in problem for problem in found) == 21
    assert any("housing.csv, line 2, eviction" in problem for problem in found)
    assert any("relationships.csv, line 2, relationship: is missing" in problem for problem in found)
    assert not any("ghost" in problem for problem in found)


def test_a_key_that_is_there_twice_is_said_once(stockport, extract, tmp_path):
    extract.files["people"].append(extract.files["people"][0] | {"first_name": "Tom"})
    said = [problem for problem in refused(stockport, extract.write(tmp_path)) if "person_key" in problem]
    assert said == ["people.csv, line 11, person_key: 'tommy' appears twice; it may appear only once"]
