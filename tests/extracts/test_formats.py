"""The formats councils' files arrive in: workbooks, packed files, titles, footers, ragged lines, dates of all kinds."""

import csv
import gzip
from datetime import UTC, date, datetime, timedelta
from zipfile import ZipFile

import pytest

from config import clock
from config.environment import ROOT
from config.extract import Extract, ExtractFile
from config.reading import read_council
from extracts.checks import ExtractRefused, read_extract
from extracts.dates import date_or_none, time_or_none
from extracts.reading import read_sheet
from tests.small_extract import PEOPLE, SmallExtract, born
from tests.workbooks import write_workbook


@pytest.fixture
def council():
    """Stockport, its files read with other settings: a dict for each file."""
    stockport = read_council(ROOT / "config" / "councils" / "stockport.yaml")

    def with_settings(**files):
        found = [ExtractFile(id=name, **settings) for name, settings in files.items()]
        return stockport.model_copy(update={"extract": Extract(files=found)})

    return with_settings


@pytest.fixture
def extract(council):
    return SmallExtract(council())


def rows_of(extract, name):
    """The lines of a file as rows, the names of the columns first."""
    lines = extract.files[name]
    return [list(lines[0]), *(list(line.values()) for line in lines)]


def refused(council, folder):
    with pytest.raises(ExtractRefused) as raised:
        read_extract(council, folder)
    return [str(problem) for problem in raised.value.problems]


def as_workbook(extract, folder, name="people", **sheets):
    """Write the extract, one of its files as a workbook instead of CSV."""
    extract.write(folder)
    (folder / f"{name}.csv").unlink()
    return write_workbook(folder / f"{name}.xlsx", {"Data": rows_of(extract, name), **sheets})


def test_a_workbook_is_read_with_its_dates_and_numbers(council, extract, tmp_path):
    line = extract.line("people", person_key="kate")
    line |= {"cms_id": 249013, "date_of_birth": date(1992, 4, 3)}
    extract.line("people", person_key="kate").update(line)
    as_workbook(extract, tmp_path, Empty=[])
    people = read_extract(council(people={"file": "people.xlsx"}), tmp_path).people.set_index("person_key")
    assert len(people) == len(PEOPLE)
    assert (people.loc["kate", "cms_id"], people.loc["kate", "date_of_birth"]) == ("249013", date(1992, 4, 3))


def test_of_several_sheets_one_must_be_named(council, extract, tmp_path):
    as_workbook(extract, tmp_path, Notes=[["Made on Monday"]])
    [problem] = refused(council(people={"file": "people.xlsx"}), tmp_path)
    assert problem == "people.xlsx: has 2 sheets with something in them: Data, Notes; name one in `sheet`"
    assert len(read_extract(council(people={"file": "people.xlsx", "sheet": "Data"}), tmp_path).people) == len(PEOPLE)
    [problem] = refused(council(people={"file": "people.xlsx", "sheet": "People"}), tmp_path)
    assert problem == "people.xlsx: 'People' has no sheet of this name; its sheets are Data, Notes"


def test_title_rows_of_a_workbook_are_skipped(council, extract, tmp_path):
    extract.write(tmp_path)
    (tmp_path / "people.csv").unlink()
    rows = [["People, all teams"], [], *rows_of(extract, "people")]
    write_workbook(tmp_path / "people.xlsx", {"Data": rows})
    files = read_extract(council(people={"file": "people.xlsx", "skip_lines": 2}), tmp_path)
    assert len(files.people) == len(PEOPLE)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("people.csv", b"PK\x03\x04rest", "is an Excel workbook: give it the name of one"),
        ("people.csv", b"\xd0\xcf\x11\xe0rest", "is an Excel workbook: give it the name of one"),
        ("people.csv", gzip.compress(b"a,b"), "is packed with gzip: give it a name that ends in .gz"),
        ("people.xlsx", b"person_key,source", "is not what its name says: .xlsx is for an Excel workbook"),
        ("people.xlsx", b"PK\x03\x04rest", "cannot be read as an Excel workbook"),
        ("people.csv.gz", b"person_key,source", "is not what its name says: .gz is for a file packed with gzip"),
        ("people.csv.gz", gzip.compress(b"a,b\r\n" * 999)[:-20], "cannot be unpacked; the file may be cut off"),
        ("people.xlsx", b"", "cannot be read as an Excel workbook"),
    ],
    ids=[
        "workbook",
        "old workbook",
        "packed",
        "text as workbook",
        "broken workbook",
        "text as packed",
        "cut off",
        "empty",
    ],
)
def test_a_file_of_another_kind_than_its_name_says_what_it_is(council, extract, tmp_path, name, content, said):
    extract.write(tmp_path)
    (tmp_path / "people.csv").unlink()
    (tmp_path / name).write_bytes(content)
    for encoding in ("utf-8", "windows-1252"):
        problems = refused(council(people={"file": name, "encoding": encoding}), tmp_path)
        assert any(problem.startswith(name) and said in problem for problem in problems)


def test_a_packed_file_is_read(council, extract, tmp_path):
    path = extract.write(tmp_path) / "people.csv"
    (tmp_path / "people.csv.gz").write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()
    assert len(read_extract(council(people={"file": "people.csv.gz"}), tmp_path).people) == len(PEOPLE)


def test_a_packed_file_that_is_utf_8_is_not_read_as_windows_1252(council, extract, tmp_path):
    extract.line("people", person_key="kate")["first_name"] = "Zoë"
    path = extract.write(tmp_path) / "people.csv"
    (tmp_path / "people.csv.gz").write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()
    [problem] = refused(council(people={"file": "people.csv.gz", "encoding": "windows-1252"}), tmp_path)
    assert problem == "people.csv.gz: is UTF-8 text and not windows-1252; correct `encoding`"


def test_the_same_text_packed_again_is_the_same_content(council, extract, tmp_path):
    text, contents = (extract.write(tmp_path) / "housing.csv").read_bytes(), set()
    for packed_at in (1, 2):
        (tmp_path / "housing.csv.gz").write_bytes(gzip.compress(text, mtime=packed_at))
        contents.add(read_extract(council(housing={"file": "housing.csv.gz"}), tmp_path).contents["housing"])
    assert len(contents) == 1 and "" not in contents


def test_the_same_cells_saved_again_are_the_same_content_and_another_cell_is_not(council, extract, tmp_path):
    rows = list(csv.reader((extract.write(tmp_path) / "housing.csv").read_text(encoding="utf-8").splitlines()))
    contents = []
    for saved_at, last in (("1", rows[-1]), ("2", rows[-1]), ("3", [*rows[-1][:-1], "Other"])):
        write_workbook(tmp_path / "housing.xlsx", {"Sheet": [*rows[:-1], last]})
        with ZipFile(tmp_path / "housing.xlsx", "a") as book:
            book.writestr("docProps/core.xml", saved_at)
        settings = council(housing={"file": "housing.xlsx"})
        contents.append(read_sheet(tmp_path, settings.extract.file("housing"), ()).content)
    assert contents[0] == contents[1] != contents[2]
    assert contents[0]


def test_the_line_in_which_excel_names_the_delimiter_is_no_header(council, extract, tmp_path):
    path = extract.write(tmp_path) / "people.csv"
    path.write_bytes(b"sep=,\r\n" + path.read_bytes())
    extract.line("people", person_key="tommy")["gender"] = "x"
    assert len(read_extract(council(), tmp_path).people) == len(PEOPLE)


def test_lines_keep_their_numbers_below_a_title_and_a_sep_line(council, extract, tmp_path):
    extract.line("people", person_key="tommy")["gender"] = "x"
    path = extract.write(tmp_path) / "people.csv"
    path.write_bytes(b"sep=,\r\nAll people,,\r\n\r\n" + path.read_bytes())
    [problem] = refused(council(people={"skip_lines": 3}), tmp_path)
    assert problem.startswith("people.csv, line 5, gender: 'x'")


def test_a_footer_ends_the_file_and_must_be_there(council, extract, tmp_path):
    path = extract.write(tmp_path) / "people.csv"
    whole = path.read_bytes()
    path.write_bytes(whole + b"TOTAL ROWS: 9\r\nEnd of report,by,hand\r\n")
    assert len(read_extract(council(people={"footer": "Total"}), tmp_path).people) == len(PEOPLE)
    path.write_bytes(whole)
    [problem] = refused(council(people={"footer": "Total"}), tmp_path)
    assert problem == "people.csv: has no line that begins with Total (`footer`); the file may be cut off"


def test_a_record_below_the_footer_is_never_left_out_unsaid(council, extract, tmp_path):
    path = extract.write(tmp_path) / "people.csv"
    lines = path.read_bytes().splitlines()
    # Somebody whose key begins as the footer does, and everybody below them.
    path.write_bytes(b"\r\n".join([*lines[:3], b"Totals" + lines[3], *lines[4:], b"Total: 9", b"Printed,today"]))
    problems = refused(council(people={"footer": "Total"}), tmp_path)
    below = "people.csv, line 5: is a record below a line that begins with Total (`footer`)"
    assert problems[0] == below
    assert not any("line 12" in one for one in problems)


def test_a_footer_may_stand_alone_in_any_column(council, extract, tmp_path):
    path = extract.write(tmp_path) / "people.csv"
    path.write_bytes(path.read_bytes() + b",,Total: 9,,\r\n")
    assert len(read_extract(council(people={"footer": "Total"}), tmp_path).people) == len(PEOPLE)


def test_commas_too_many_are_nothing_and_too_few_are_refused_unless_the_settings_allow_them(council, extract, tmp_path):
    path = extract.write(tmp_path) / "people.csv"
    lines = path.read_bytes().splitlines()
    path.write_bytes(b"\r\n".join([lines[0] + b",,", *(line + b",,," for line in lines[1:])]))
    assert len(read_extract(council(), tmp_path).people) == len(PEOPLE)
    short = [*lines[:3], lines[3].rsplit(b",", 1)[0], *lines[4:]]
    path.write_bytes(b"\r\n".join(short))
    assert refused(council(), tmp_path) == ["people.csv, line 4: has 8 columns where the header has 9"]
    assert len(read_extract(council(people={"ragged": True}), tmp_path).people) == len(PEOPLE)


def test_a_value_beyond_the_header_is_refused_however_ragged(council, extract, tmp_path):
    path = extract.write(tmp_path) / "people.csv"
    path.write_bytes(path.read_bytes().rstrip() + b",more\r\n")
    assert any("columns where the header has 9" in one for one in refused(council(people={"ragged": True}), tmp_path))


@pytest.mark.parametrize(
    ("written", "date_format", "day"),
    [
        ("12-Sept-2012", "dd-Mon-yyyy", date(2012, 9, 12)), ("12-Sep-2012", "dd-Mon-yyyy", date(2012, 9, 12)),
        ("41041", "excel", date(2012, 5, 12)), ("41041.5", "excel", date(2012, 5, 12)),
        ("12/05/2012 2:15 PM", "dd/mm/yyyy hh:mm", date(2012, 5, 12)),
        ("2012-05-12T00:00:00Z", "yyyy-mm-ddThh:mm:ss", date(2012, 5, 12)),
        ("2012-05-12T00:00:00+01:00", "yyyy-mm-ddThh:mm:ss", date(2012, 5, 12)),
        ("12/05/2012 13:15 PM", "dd/mm/yyyy hh:mm", None), ("12-Septe-2012", "dd-Mon-yyyy", None),
        ("2012", "excel", None), ("410411", "excel", None),
    ],
)  # fmt: skip
def test_dates_as_programs_write_them(written, date_format, day):
    assert date_or_none(written, (date_format,)) == day


def test_a_time_with_a_half_day_or_an_offset_is_that_time():
    formats = ("dd/mm/yyyy hh:mm",)
    assert time_or_none("12/05/2012 12:15 AM", formats) == datetime(2012, 5, 12, 0, 15, tzinfo=UTC)
    assert time_or_none("12/05/2012 2:15 PM", formats, london=True) == datetime(2012, 5, 12, 13, 15, tzinfo=UTC)
    assert time_or_none("12/05/2012 14:15+01:00", formats) == datetime(2012, 5, 12, 13, 15, tzinfo=UTC)


@pytest.mark.parametrize("written", ["0001-01-01T00:00:00+01:00", "9999-12-31T23:59:00-01:00", "2012-05-12T25:00:00"])
def test_a_time_that_is_none_in_utc_is_no_time(written):
    assert time_or_none(written, ("yyyy-mm-ddThh:mm:ss",)) is None
    assert time_or_none(written, ()) is None


def test_a_date_that_cannot_be_read_is_not_known_where_the_settings_say_so_and_its_line_is_named(
    council, extract, tmp_path
):
    extract.line("people", person_key="kate")["date_of_birth"] = "31/02/1990"
    extract.line("housing")["tenancy_start"] = "last spring"
    extract.write(tmp_path)
    lenient = {"unreadable_dates": "not_known"}
    files = read_extract(council(people=lenient, housing=lenient), tmp_path)
    assert files.people.set_index("person_key").loc["kate", "date_of_birth"] is None
    assert files.notes == [
        "people.csv, date_of_birth: no date that can be read, so it counts as not known (line 3)",
        "housing.csv, tenancy_start: no date that can be read, so it counts as not known (line 2)",
    ]
    assert files.not_known["people"]["date_of_birth"] == 1


def test_the_date_of_an_offence_is_refused_all_the_same(council, extract, tmp_path):
    extract.line("police_offences")["date_of_offence"] = "31/02/2026"
    settings = council(police_offences={"unreadable_dates": "not_known"})
    assert any("date_of_offence: '31/02/2026'" in problem for problem in refused(settings, extract.write(tmp_path)))


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("contact_number", "0161 496 0123 ext 4521", "not a phone number, shown as it is"),
        ("contact_number", "see notes", "not a phone number, shown as it is"),
        ("contact_number", "1614960123", "a number that seems to have lost its first 0"),
        ("contact_email", "a@homes.example; b@homes.example", "not an email address, shown as it is"),
    ],
)
def test_a_contact_never_stops_a_load_and_is_kept_as_it_is(council, extract, tmp_path, column, value, said):
    extract.line("housing")[column] = value
    files = read_extract(council(), extract.write(tmp_path))
    assert files.services["housing"][column].tolist() == [value]
    assert f"housing.csv, {column}: {said} (line 2)" in files.notes


@pytest.mark.parametrize(
    ("ended", "state"),
    [
        ("", "Current"), ("#N/A", "Current"), ("01/01/1900", "Current"), ("31/12/9999", "Current"),
        ("today", "Current"), ("yesterday", "Historic"), ("Yes", None),
    ],
)  # fmt: skip
def test_the_day_of_an_end_says_what_is_current(council, extract, tmp_path, ended, state):
    days = {"today": clock.today(), "yesterday": clock.today() - timedelta(days=1)}
    ended = f"{days[ended]:%d/%m/%Y}" if ended in days else ended
    line = extract.line("housing")
    kept = {"person_key": line["person_key"], "Ten End": ended, "housing_association": "Stockport Homes"}
    others = [{**kept, "Ten End": "", "housing_association": f"Homes {number}"} for number in range(3)]
    extract.files["housing"] = [kept, *others]
    mapped = {name: name for name in ("person_key", "housing_association")}
    fields = [one.id for one in council().service("housing").fields]
    settings = {"columns": mapped, "until": {"service_involvement": "Ten End"},
                "not_held": [one for one in fields if one not in (*mapped, "service_involvement")]}  # fmt: skip
    files = read_extract(council(housing=settings), extract.write(tmp_path))
    if state:
        assert files.services["housing"]["service_involvement"].tolist()[0] == state
    else:
        [wrong] = files.rejected["housing"]
        assert wrong.column == "Ten End" and "it decides whether the involvement is current" in wrong.reason


def test_whom_a_rule_leaves_out_is_left_out_of_every_file_and_counted(council, extract, tmp_path):
    rule = {"leave_out": [{"column": "family_name", "is": ["Pierce"]}]}
    files = read_extract(council(people=rule), extract.write(tmp_path))
    assert "dominic" not in files.people["person_key"].tolist()
    assert (len(files.services["police"]), len(files.entries["police"])) == (0, 0)
    assert "dominic" not in files.relationships["person_key"].tolist()
    for name in ("relationships", "police", "police_offences"):
        assert f"{name}.csv: 1 line left out, about people left out of people.csv" in files.notes


def test_codes_are_read_in_a_file_that_has_our_own_columns(council, extract, tmp_path):
    extract.line("people", person_key="kate")["gender"] = "F"
    settings = council(people={"values": {"gender": {"f": "Female"}}})
    assert read_extract(settings, extract.write(tmp_path)).people["gender"].tolist().count("Female") == 5


def test_a_date_in_a_file_of_years_alone_is_refused(council, extract, tmp_path):
    extract.line("people", person_key="kate")["date_of_birth"] = born(34)[:4]
    assert any("date_of_birth" in problem for problem in refused(council(), extract.write(tmp_path)))


@pytest.mark.parametrize("year", ["1986", "2099"])
def test_a_year_alone_counts_as_not_known_and_is_named_by_line(council, extract, tmp_path, year):
    extract.line("people", person_key="kate")["date_of_birth"] = year
    extract.write(tmp_path)
    files = read_extract(council(people={"dates": ["yyyy-mm-dd", "yyyy"]}), tmp_path)
    assert files.people.set_index("person_key").loc["kate", "date_of_birth"] is None
    assert "people.csv, date_of_birth: only a year, so the date counts as not known (line 3)" in files.notes
    assert files.not_known["people"]["date_of_birth"] == 1


def test_a_year_alone_is_refused_where_a_date_decides_or_the_format_is_not_given(council, extract, tmp_path):
    extract.line("police_offences", person_key="dominic")["date_of_offence"] = "2026"
    extract.line("people", person_key="kate")["date_of_birth"] = "1986"
    extract.write(tmp_path)
    lines = refused(council(police_offences={"dates": ["yyyy-mm-dd", "yyyy"]}), tmp_path)
    assert any("date_of_offence: '2026' is not a date" in line for line in lines)
    assert any("date_of_birth: '1986' is not a date" in line for line in lines)
