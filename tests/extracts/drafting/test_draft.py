"""Folders never seen before load with what is drafted for them, and nothing of a person is in it."""

import re
import shutil
from pathlib import Path

import pytest
import yaml

from config.environment import ROOT
from config.reading import read_council
from extracts.checks import read_extract
from extracts.drafting.draft import CannotDraft
from tests.extracts.drafting.shapes import EDITS, SHAPES, WITH_A_NAME, csv_text, drafted, load, people
from tests.small_extract import SmallExtract
from tests.workbooks import write_workbook

MOST_EDITS = 5


@pytest.mark.parametrize("name", SHAPES)
def test_a_folder_never_seen_loads_with_at_most_five_edited_lines(tmp_path: Path, name: str):
    make, rows, journey = SHAPES[name]
    make(tmp_path)
    edits = EDITS.get(name, {})
    files = load(tmp_path, drafted(tmp_path, journey), edits)
    assert files.rows == rows and len(edits) <= MOST_EDITS


@pytest.mark.parametrize("shape", ["overdale", "fernley"])
def test_the_two_public_shapes_load_without_an_edit(tmp_path: Path, shape: str):
    folder = shutil.copytree(ROOT / "tests" / "shapes" / shape, tmp_path / shape)
    (folder / "council.yaml").unlink()
    if (offences := folder / "offences.csv").exists():
        offences.write_text(offences.read_text().replace("RECENT", "03-Apr-2026"))
    files = load(folder, drafted(folder))
    by_hand = {"overdale": {"people": 4, "housing": 3, "police": 1, "police_offences": 2},
               "fernley": {"adult_social_care": 2, "housing": 2}}[shape]  # fmt: skip
    assert files.rows == by_hand


def test_files_that_already_are_as_the_page_says_need_no_edit(tmp_path: Path):
    council = read_council(ROOT / "config" / "councils" / "stockport.yaml")
    folder = SmallExtract(council).write(tmp_path / "in")
    assert load(folder, drafted(folder)).rows == read_extract(council, folder).rows


def test_damaged_keys_lead_to_the_right_people(tmp_path: Path):
    make, _, _ = SHAPES["Excel's damage"]
    make(tmp_path)
    files = load(tmp_path, drafted(tmp_path))
    assert files.services["adult_social_care"]["person_key"].tolist() == files.people["person_key"].tolist()[:6]
    assert files.people["family_name"].tolist()[:3] == ["WILLIAMS", "PIERCE", "O'BRIEN"]


@pytest.mark.parametrize("name", SHAPES)
def test_nothing_of_a_person_is_in_the_draft(tmp_path: Path, name: str):
    make, _, journey = SHAPES[name]
    make(tmp_path)
    draft = drafted(tmp_path, journey)
    said = "\n".join([draft.text, *draft.to_do])
    words = set(re.findall(r"[\w'-]+", said))
    for one in people():
        assert not {one["first"], one["family"], str(one["number"]), one["postcode"].split()[0]} & words
        assert (
            f"{one['born']:%d/%m/%Y}" not in said and one["born"].isoformat() not in said and one["street"] not in said
        )
    assert "Lowe" not in said and "496" not in said


@pytest.mark.parametrize(
    "codes",
    [
        ["Live", "Pierce"],
        ["Pierce", "Pierce", "Pierce"],
        ["Live", "Ask Kate"],
        ["Live", "12/05/2012"],
        ["Live", "Closed - Pierce"],
        ["L - Live (Kate)", "L - Live"],
    ],
)
def test_a_name_in_a_column_of_codes_is_never_written(tmp_path: Path, codes: list[str]):
    (tmp_path / "people.csv").write_text(csv_text(WITH_A_NAME))
    rows = [["Person ID", "Status", "Officer"], *([["1", code, "Ann Lowe"] for code in codes])]
    (tmp_path / "housing.csv").write_text(csv_text(rows))
    draft = drafted(tmp_path)
    assert not {"Pierce", "Kate", "12/05/2012"} & set(re.findall(r"[\w/]+", "\n".join([draft.text, *draft.to_do])))
    assert any("have no meaning yet" in words for words in draft.to_do)


@pytest.mark.parametrize("kind", ["Mother Kate", "Mother (Pierce)", "01 - Mother - Kate", "Pierce", "Lee - Mother"])
def test_a_name_in_a_kind_of_relationship_is_never_written(tmp_path: Path, kind: str):
    (tmp_path / "people.csv").write_text(csv_text([*WITH_A_NAME, ["2", "Tom", "Lee", "12/05/2012"]]))
    rows = [["Child ID", "Related Person ID", "Relationship"], *(["2", "1", one] for one in ("Aunt", "Uncle", kind))]
    (tmp_path / "relationships.csv").write_text(csv_text(rows))
    draft = drafted(tmp_path)
    assert not {"Kate", "Pierce", "Lee"} & set(re.findall(r"\w+", "\n".join([draft.text, *draft.to_do])))
    assert "shown_relationships: [Aunt, Uncle]" in draft.text


def test_a_code_that_is_not_known_is_named_once_to_be_decided(tmp_path: Path):
    (tmp_path / "people.csv").write_text(csv_text(WITH_A_NAME))
    (tmp_path / "housing.csv").write_text(csv_text([["Person ID", "Status"], ["1", "Live"], ["1", "Suspended"]]))
    text = drafted(tmp_path).text
    assert "# TO DO service_involvement: what do these mean? Suspended" in text
    assert "service_involvement: {Live: Current}" in text


def test_records_without_names_of_columns_are_not_taken_for_them(tmp_path: Path):
    (tmp_path / "people.csv").write_text("1,Tommy,Williams,12/05/2012\n2,Kate,Pierce,03/04/1986\n")
    with pytest.raises(CannotDraft) as refused:
        drafted(tmp_path)
    assert "people.csv: has no line with names of columns that we know" in str(refused.value)
    assert "Tommy" not in str(refused.value)


@pytest.mark.parametrize(("dates", "formats", "check"), [
    (["13/05/2012", "03/04/1986"], "[dd/mm/yyyy]", None),
    (["05/13/2012", "03/04/1986"], "[mm/dd/yyyy]", None),
    (["03/05/2012", "03/04/1986"], "[dd/mm/yyyy]", "day and month may be the other way round"),
    (["13/05/2012", "05/13/2012"], "[dd/mm/yyyy]", "dates with the day first and dates with the month first"),
    (["41041", "13/05/2012"], "[excel, dd/mm/yyyy]", None),
    (["12-Sept-2012", "3-Apr-1986"], "[dd-Mon-yyyy]", None),
    (["1986", "13/05/2012"], "[yyyy, dd/mm/yyyy]", "1 lines of DOB have a year alone"),
    (["2012-05-12T00:00:00Z", ""], "['yyyy-mm-ddThh:mm:ss']", None),
    (["20120512", "19860403"], "[yyyymmdd]", None),
    (["13/05/12", "03/04/86"], None, "its years have two figures"),
    (["13/05/2012", "n/k"], "[dd/mm/yyyy]", None),
    (["13/05/2012", "soon"], "[dd/mm/yyyy]", "1 lines of DOB have no date that can be read"),
])  # fmt: skip
def test_dates_are_decided_over_the_whole_column(
    tmp_path: Path, dates: list[str], formats: str | None, check: str | None
):
    rows = [["ID", "Forename", "Surname", "DOB"], ["1", "Kate", "Pierce", dates[0]], ["2", "Tommy", "Lee", dates[1]]]
    (tmp_path / "people.csv").write_text(csv_text(rows))
    text = drafted(tmp_path).text
    assert (f"      dates: {formats}\n" in text) if formats else ("not_held: [date_of_birth" in text)
    assert check is None or check in text


def test_what_one_date_leaves_open_another_column_tells(tmp_path: Path):
    (tmp_path / "people.csv").write_text(csv_text(WITH_A_NAME))
    rows = [["Person ID", "Case status", "Start date", "Last contact"], ["1", "Open", "02/03/2019", "03/13/2020"]]
    (tmp_path / "adult social care.csv").write_text(csv_text(rows))
    assert "      dates: [mm/dd/yyyy]\n" in drafted(tmp_path).text


def test_a_number_that_is_a_key_by_chance_is_not_shared(tmp_path: Path):
    made = people(12)
    rows = [
        ["id", "forename", "surname", "dob"],
        *([i, one["first"], one["family"], one["born"]] for i, one in enumerate(made)),
    ]
    (tmp_path / "people.csv").write_text(csv_text(rows))
    rows = [["id", "forename", "surname", "dob", "school name"]]
    rows += [[i, one["first"], one["family"], one["born"], "Overdale High"] for i, one in enumerate(reversed(made))]
    (tmp_path / "school.csv").write_text(csv_text(rows))
    files = load(tmp_path, drafted(tmp_path))
    assert set(files.services["school"]["person_key"]) == {""}
    assert "person_key: own" in drafted(tmp_path).text


def test_a_key_with_lost_digits_that_several_people_have_is_not_used(tmp_path: Path):
    made = people(6)
    rows = [["id", "forename", "surname", "dob"]]
    rows += [[123_450_000 + i, one["first"], one["family"], one["born"]] for i, one in enumerate(made)]
    (tmp_path / "people.csv").write_text(csv_text(rows))
    rows = [["id", "forename", "surname", "dob", "tenancy status"]]
    rows += [["1.23E+08", one["first"], one["family"], one["born"], "Live"] for one in made]
    (tmp_path / "housing.csv").write_text(csv_text(rows))
    draft = drafted(tmp_path)
    assert "person_key: none" in draft.text
    assert load(tmp_path, draft).rows["housing"] == 6


def test_a_persons_own_phone_is_not_taken_for_the_officers(tmp_path: Path):
    rows = [["ref", "surname", "forename", "dob", "phone", "email", "tenancy status"]]
    rows += [
        [i, one["family"], one["first"], one["born"], f"0161 496 0{i:03}", f"p{i}@x.example", "Live"]
        for i, one in enumerate(people(12))
    ]
    (tmp_path / "housing.csv").write_text(csv_text(rows))
    text = drafted(tmp_path).text
    assert "contact_number:" not in text.split("services:")[0] and "# Not used: phone, email" in text


def test_a_date_of_birth_of_far_too_many_people_means_not_known(tmp_path: Path):
    rows = [["id", "forename", "surname", "dob"]]
    rows += [[i, one["first"], one["family"], "1901-01-01" if i % 3 else one["born"]] for i, one in enumerate(people())]
    (tmp_path / "people.csv").write_text(csv_text(rows))
    draft = drafted(tmp_path)
    assert "    dates: ['1900-01-01', '1901-01-01']\n" in draft.text
    assert load(tmp_path, draft).people["date_of_birth"].isna().sum() == 16


def test_two_files_for_one_service_are_said_and_the_newer_one_is_used(tmp_path: Path):
    (tmp_path / "people.csv").write_text(csv_text(WITH_A_NAME))
    for day in ("2026-11-01", "2026-11-02"):
        (tmp_path / f"housing_{day}.csv").write_text(csv_text([["Person ID", "Tenancy status"], ["1", "Live"]]))
    draft = drafted(tmp_path)
    assert (
        "housing_2026-11-01.csv and housing_2026-11-02.csv both look like housing: housing_2026-11-02.csv is used"
        in draft.to_do[0]
    )
    assert "      file: housing_2026-11-02.csv\n" in draft.text


def test_tomorrows_file_is_found_too(tmp_path: Path):
    (tmp_path / "people_2026-11-02.csv").write_text(csv_text(WITH_A_NAME))
    assert "      file: people_*.csv\n" in drafted(tmp_path).text


def test_what_is_no_table_is_said_file_by_file(tmp_path: Path):
    (tmp_path / "people.csv").write_text(csv_text(WITH_A_NAME))
    for name, content in {
        "empty.csv": b"", "scan.pdf": b"%PDF", "book.csv": b"PK\x03\x04..", "bad.xlsx": b"PK\x03\x04..",
        "cut.csv.gz": b"\x1f\x8b..", "plain.csv.gz": b"a,b\n", "notes.txt": b"Hello\nthis is prose\n",
        "image.csv": b"\0\1\2" * 9,
    }.items():  # fmt: skip
        (tmp_path / name).write_bytes(content)
    said = "\n".join(drafted(tmp_path).to_do)
    for words in (
        "empty.csv: is empty", "scan.pdf: is no CSV file and no workbook",
        "book.csv: is an Excel workbook or a packed folder",
        "bad.xlsx: cannot be read as an Excel workbook", "cut.csv.gz: cannot be unpacked",
        "plain.csv.gz: is not packed",
        "notes.txt: is no table", "image.csv: is no text file",
    ):  # fmt: skip
        assert words in said


def test_an_empty_folder_a_missing_one_and_a_file_are_sentences(tmp_path: Path):
    with pytest.raises(CannotDraft, match="has no files"):
        drafted(tmp_path)
    with pytest.raises(CannotDraft, match="cannot be read .No such file or directory"):
        drafted(tmp_path / "nowhere")


def test_journey_2_needs_relationships(tmp_path: Path):
    (tmp_path / "people.csv").write_text(csv_text(WITH_A_NAME))
    with pytest.raises(CannotDraft, match="Journey 2 needs a file of people and one of their relationships"):
        drafted(tmp_path, 2)


def test_the_child_of_a_relationship_is_who_is_under_18(tmp_path: Path):
    made = people(3)
    rows = [
        ["id", "forename", "surname", "dob"],
        ["1", "Tommy", "Lee", "2020-05-12"],
        ["2", "Kate", "Lee", "1986-04-03"],
    ]
    (tmp_path / "people.csv").write_text(csv_text(rows))
    (tmp_path / "relationships.csv").write_text(
        csv_text([["person id", "related person id", "relationship"], ["2", "1", "Mother"]])
    )
    files = load(tmp_path, drafted(tmp_path, 2))
    assert files.relationships["child_key"].tolist() == ["1"] and made


def test_the_sheet_with_the_table_is_chosen(tmp_path: Path):
    rows: list[list] = [["People of Northshire"], [], *WITH_A_NAME, ["2", "Tommy", "Lee", "12/05/2012"], ["Total: 2"]]
    write_workbook(tmp_path / "people.xlsx", {"Read me": [["By the data team"]], "Data": rows})
    draft = drafted(tmp_path)
    assert "      sheet: Data\n" in draft.text and "      footer: Total\n" in draft.text
    assert load(tmp_path, draft).rows == {"people": 2}


@pytest.mark.parametrize(
    "last",
    [
        "Total: 2",
        "Total records,2",
        "End of report",
        "2 rows",
        "2 rows selected.",
        "(2 rows affected)",
        "People: 2",
        "Clients by case\r\nCopyright (c) 2026",
        "*** END ***",
        "Applied filters:",
    ],
)
def test_a_footer_is_left_out_by_words_without_numbers(tmp_path: Path, last: str):
    text = csv_text([*WITH_A_NAME, ["2", "Tommy", "Lee", "12/05/2012"]]) + f"{last}\r\n"
    (tmp_path / "people.csv").write_text(text)
    draft = drafted(tmp_path)
    footer = yaml.safe_load(draft.text)["extract"]["files"][0].get("footer", "")
    assert footer and not re.search(r"\d", footer)
    assert load(tmp_path, draft).rows == {"people": 2}


def test_the_last_line_of_a_file_that_was_cut_off_is_no_footer(tmp_path: Path):
    (tmp_path / "people.csv").write_text(csv_text([*WITH_A_NAME, *WITH_A_NAME[1:]]) + "2,Tom\r\n")
    text = drafted(tmp_path).text
    assert "footer:" not in text and "Tom" not in text.replace("TO DO", "")


def test_a_service_that_is_none_of_the_usual_is_drafted_too(tmp_path: Path):
    (tmp_path / "people.csv").write_text(csv_text(WITH_A_NAME))
    rows = [["person id", "youth worker", "worker phone", "status"], ["1", "Ann Lowe", "0161 496 0123", "Open"]]
    (tmp_path / "Youth Justice 2026.csv").write_text(csv_text(rows))
    files = load(tmp_path, drafted(tmp_path))
    assert files.services["youth_justice"]["contact_number"].tolist() == ["0161 496 0123"]


def test_a_town_alone_is_no_ones_home(tmp_path: Path):
    rows = [[*WITH_A_NAME[0], "city"], [*WITH_A_NAME[1], "Northshire"]]
    (tmp_path / "people.csv").write_text(csv_text(rows))
    text = drafted(tmp_path).text
    assert "there is only a town" in text and "not_held: [gender, address]" in text


def test_columns_whose_names_are_peoples_are_not_listed(tmp_path: Path):
    rows = [[*WITH_A_NAME[0], "Seen by Pierce", "Ethnicity"], [*WITH_A_NAME[1], "", ""]]
    (tmp_path / "people.csv").write_text(csv_text(rows))
    text = drafted(tmp_path).text
    assert "# Not used: Ethnicity\n" in text and "Pierce" not in text


def test_a_column_with_a_line_break_in_its_name_is_read_and_stays_one_line(tmp_path: Path):
    rows = [["Person ID", "Forename", "Surname", "Date of\nbirth", "Other\nnotes: #1"], [*WITH_A_NAME[1], ""]]
    (tmp_path / "people.csv").write_text(csv_text(rows))
    draft = drafted(tmp_path)
    assert load(tmp_path, draft).people["date_of_birth"].tolist()[0] is not None
    assert "# Not used: Other notes: #1\n" in draft.text


def test_a_column_that_is_there_twice_or_has_no_name_is_not_used(tmp_path: Path):
    rows = [["", "Person ID", "Forename", "Surname", "DOB", "Sex", "Sex"], ["0", *WITH_A_NAME[1], "F", "M"]]
    (tmp_path / "people.csv").write_text(csv_text(rows))
    draft = drafted(tmp_path)
    assert load(tmp_path, draft).rows == {"people": 1} and "not_held: [gender, address]" in draft.text


def test_keys_as_amounts_lead_to_the_right_people(tmp_path: Path):
    made = people(8)
    rows = [["id", "forename", "surname", "dob"]]
    rows += [[one["number"], one["first"], one["family"], one["born"]] for one in made]
    (tmp_path / "people.csv").write_text(csv_text(rows))
    rows = [["id", "tenancy status"], *([f"{one['number']}.0", "Live"] for one in made[:4])]
    (tmp_path / "housing.csv").write_text(csv_text(rows))
    files = load(tmp_path, drafted(tmp_path))
    assert files.services["housing"]["person_key"].tolist() == files.people["person_key"].tolist()[:4]


@pytest.mark.parametrize(
    ("column", "ours"),
    [
        ("Known As", "preferred_name"), ("Preferred Forename", "preferred_first_name"),
        ("KNOWN_AS_SURNAME", "preferred_family_name"), ("AKA", "former_names"), ("Alias 1", "former_names"),
        ("Maiden Name", "former_family_name"), ("Previous Surname", "former_family_name"),
        ("Former forename", "former_first_name"), ("Née", "former_family_name"), ("Birth name", "former_names"),
        ("Also Known As", "former_names"), ("prefName", "preferred_name"),
    ],
)  # fmt: skip
def test_columns_of_other_names_are_drafted_and_read(tmp_path: Path, column: str, ours: str):
    council = read_council(ROOT / "config" / "councils" / "stockport.yaml")
    extract = SmallExtract(council)
    extract.files = {"people": [line for line in extract.files["people"] if line["source"] == "cms"]}
    for line in extract.files["people"]:
        line["Case No"] = line.pop("cms_id")
        line[column] = "Poppy" if line["person_key"] == "kate" else ""
    draft = drafted(extract.write(tmp_path))
    people = next(one for one in yaml.safe_load(draft.text)["extract"]["files"] if one["id"] == "people")
    assert people["columns"][ours] == column
    assert set(load(tmp_path, draft).other_names["key"]) == {"kate"}
