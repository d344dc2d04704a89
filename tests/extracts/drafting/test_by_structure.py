"""What a draft finds by how columns and files belong together, where their names say little."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from config import clock
from extracts.drafting.columns import FileDraft, dates_of, settle_dates
from extracts.drafting.draft import draft_settings
from extracts.drafting.headers import has_somebodys_name, meanings
from extracts.drafting.looking import look_at
from tests.extracts.drafting.shapes import drafted, load, people
from tests.extracts.drafting.test_other_files import write, write_people
from tests.workbooks import write_workbook

COACHES = (("Nasreen Bramley", "0191 498 0193"), ("Bethany Ahmed", "0191 498 0156"))


def file_of(text: str, name: str) -> dict:
    """What a draft says of one file, by its id."""
    return next(one for one in yaml.safe_load(text)["extract"]["files"] if one["id"] == name)


def test_offences_belong_to_the_people_whose_keys_they_have(tmp_path: Path):
    write_people(tmp_path)
    nominals = [[f"N{place:05}", one["first"], one["family"], one["born"]] for place, one in enumerate(people(12))]
    write(tmp_path, "extract p.csv", [["NOM_REF", "FORENAME_1", "SURNAME", "DOB"], *nominals])
    offences = [[f"N{place:05}", "CONVICTED" if place % 2 else "CHARGED", f"{place + 1:02}/04/2025"]
                for place in range(12)]  # fmt: skip
    write(tmp_path, "extract o.csv", [["NOM_REF", "ROLE", "DATE_OF_OFFENCE"], *offences])
    assert load(tmp_path, drafted(tmp_path)).rows == {"people": 24, "police": 12, "police_offences": 12}


def test_a_file_is_of_the_service_that_a_column_names_in_every_line(tmp_path: Path):
    made = write_people(tmp_path)
    rows = [[f"C{place:05}", one["first"], one["family"], one["born"], "Active", "Adult Social Care"]
            for place, one in enumerate(made)]  # fmt: skip
    write(tmp_path, "case involvement.csv", [["No", "First name", "Last name", "DOB", "Status", "Team"], *rows])
    assert load(tmp_path, drafted(tmp_path)).rows == {"people": 24, "adult_social_care": 24}


def test_a_second_list_of_people_with_keys_of_its_own_is_a_service_and_not_left_out(tmp_path: Path):
    write_people(tmp_path, 24)
    tenants = [[f"TG-{place:05}", f"Ms {one['first']} {one['family']}", one["born"], *COACHES[place % 2]]
               for place, one in enumerate(people(20))]  # fmt: skip
    write(
        tmp_path, "TG customers.csv", [["Customer ID", "Customer", "Date of birth", "Coach", "Coach mobile"], *tenants]
    )
    files = load(tmp_path, drafted(tmp_path))
    [service] = set(files.rows) - {"people"}
    assert files.rows[service] == 20
    assert set(files.services[service]["family_name"]) <= {one["family"] for one in people(20)}


def test_in_a_list_of_tenancies_the_contact_with_a_date_of_birth_is_the_tenant(tmp_path: Path):
    made = write_people(tmp_path)
    rows = [[f"T{place:04}", f"Mrs {one['first']} {one['family']}", one["born"], COACHES[place % 2][0], "Current"]
            for place, one in enumerate(made)]  # fmt: skip
    header = ["Tenancy Reference", "Contact Name", "Date of Birth", "Responsible Officer", "Tenancy Status"]
    write(tmp_path, "tenancies.csv", [header, *rows])
    housing = load(tmp_path, drafted(tmp_path)).services["housing"]
    assert housing["first_name"].tolist()[0] == made[0]["first"]
    assert set(housing["contact_name"]) == {name for name, _ in COACHES}


def test_a_whole_name_is_divided_at_its_last_space_without_its_title(tmp_path: Path):
    made = write_people(tmp_path)
    written = {"Mary Ann Smith": ("Mary Ann", "Smith"), "Mrs Danielle Duckworth": ("Danielle", "Duckworth"),
               "Dr. Prof. Ann Lowe": ("Ann", "Lowe"), "Kate": ("Kate", ""), "Mr Lowe": ("Mr", "Lowe")}  # fmt: skip
    whole = [*written, *(f"{one['first']} {one['family']}" for one in made[len(written) :])]
    rows = [[f"T{place:04}", name, one["born"]] for place, (name, one) in enumerate(zip(whole, made, strict=True))]
    write(tmp_path, "housing.csv", [["Ref", "Tenant", "Date of birth"], *rows])
    read = load(tmp_path, drafted(tmp_path)).services["housing"]
    names = zip(read["first_name"], read["family_name"], strict=True)
    assert list(names)[: len(written)] == [*written.values()]


def test_whole_names_with_titles_are_names_whatever_the_column_is_called(tmp_path: Path):
    made = write_people(tmp_path)
    rows = [[f"9{place:04}", f"Miss {one['first']} {one['family']}", one["born"]] for place, one in enumerate(made)]
    write(tmp_path, "tenancies.csv", [["Involved Party Ref", "Involved Party", "Party Born"], *rows])
    read = load(tmp_path, drafted(tmp_path)).services["housing"]
    assert read["family_name"].tolist() == [one["family"] for one in made]


@pytest.mark.parametrize(("header", "ours"), [(("Forename", "QX7"), "family_name"), (("QX7", "Surname"), "first_name")])
def test_a_column_of_many_words_beside_a_lone_name_is_the_other_name(tmp_path: Path, header, ours):
    rows = [[one["number"], one["first"], one["family"], one["born"]] for one in write_people(tmp_path)]
    write(tmp_path, "housing.csv", [["Ref", *header, "Date of birth"], *rows])
    assert file_of(drafted(tmp_path).text, "housing")["columns"][ours] == "QX7"


@pytest.mark.parametrize(
    ("column", "words"), [("GP", "family"), ("Known as", "first"), ("QX7", "first"), ("Ward", None)]
)
def test_no_other_column_beside_a_lone_name_is_taken_for_one(tmp_path: Path, column, words):
    made = write_people(tmp_path)
    rows = [[one["number"], one["first"], one[words] if words else ("Offerton", "Heaton")[place % 2], one["born"]]
            for place, one in enumerate(made)]  # fmt: skip
    write(tmp_path, "housing.csv", [["Ref", "Forename", column, "Date of birth"], *rows])
    assert f"family_name: {column}" not in drafted(tmp_path).text


def test_a_column_without_dates_is_no_date_of_birth_whatever_it_is_called(tmp_path: Path):
    made = write_people(tmp_path)
    rows = [[f"T{place:04}", one["first"], one["family"], "Male", one["born"]] for place, one in enumerate(made)]
    write(tmp_path, "housing.csv", [["Ref", "Forename", "Surname", "Date of birth", "Born"], *rows])
    assert file_of(drafted(tmp_path).text, "housing")["columns"]["date_of_birth"] == "Born"


@pytest.mark.parametrize("written", ["%d%m%Y", "%Y%m%d"])
def test_days_written_without_marks_are_read_whichever_comes_first(tmp_path: Path, written):
    made = write_people(tmp_path)
    rows = [[f"T{place:04}", one["first"], one["family"], one["born"].strftime(written)]
            for place, one in enumerate(made)]  # fmt: skip
    write(tmp_path, "housing.csv", [["Ref", "FORE1", "SURN", "D_O_B"], *rows])
    read = load(tmp_path, drafted(tmp_path)).services["housing"]
    assert read["date_of_birth"].tolist() == [one["born"] for one in made]


def test_a_type_of_address_and_the_day_of_a_report_are_not_taken_for_what_they_are_not(tmp_path: Path):
    made = write_people(tmp_path)
    rows = [[one["number"], one["first"], one["family"], f"{place + 1} Mist Road, SK1 1AA", "Home Address"]
            for place, one in enumerate(made)]  # fmt: skip
    write(tmp_path, "people.csv", [["person no", "forename", "surname", "address", "Address Type"], *rows])
    days = [[one["number"], f"2025-{place % 12 + 1:02}-{place + 1:02}", "Open"] for place, one in enumerate(made * 2)]
    days = [[number, day.replace("-31", "-28"), state] for number, day, state in days if int(day[-2:]) < 32]
    write(tmp_path, "youth work.csv", [["person no", "Reported date", "case status"], *days])
    text = drafted(tmp_path).text
    assert "address_status" not in text
    assert "date_current_as_of: Reported date" not in text


def test_an_officers_phone_begins_with_the_same_word_as_the_officers_name(tmp_path: Path):
    made = write_people(tmp_path)
    # Each line has a number of its own, as with direct dials.
    rows = [[f"T{place:04}", one["first"], one["family"], COACHES[place % 2][0], f"0191 498 01{place:02}"]
            for place, one in enumerate(made)]  # fmt: skip
    write(tmp_path, "housing.csv", [["Ref", "Forename", "Surname", "ASB_OFFICER", "ASB_TEL"], *rows])
    assert file_of(drafted(tmp_path).text, "housing")["columns"]["contact_number"] == "ASB_TEL"


def test_a_day_that_is_over_for_most_and_is_called_an_end_in_any_words_says_what_is_historic(tmp_path: Path):
    made = write_people(tmp_path)
    yesterday, soon = clock.today() - timedelta(1), clock.today() + timedelta(9)
    ends = [yesterday] * 10 + [soon, ""]
    rows = [[f"T{place:04}", one["first"], one["family"], "P4", end]
            for place, (one, end) in enumerate(zip(made, ends * 2, strict=True))]  # fmt: skip
    write(tmp_path, "school.csv", [["SCN", "Forename", "Surname", "Stage", "Withdrawal Date"], *rows])
    assert (
        load(tmp_path, drafted(tmp_path)).services["school"]["service_involvement"].tolist()
        == (["Historic"] * 10 + ["Current"] * 2) * 2
    )


def test_the_first_day_covered_is_not_after_the_day_of_the_data(tmp_path: Path):
    made = write_people(tmp_path)
    rows = [[f"T{place:04}", one["first"], one["family"], "2020-03-01"] for place, one in enumerate(made)]
    write(tmp_path, "housing.csv", [["Ref", "Forename", "Surname", "extract_date"], *rows])
    assert load(tmp_path, drafted(tmp_path)).rows["housing"] == 24


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("words", ["*** End of Report ***", "Number of people: 12", "*** 12 record(s) ***"])
def test_an_end_of_a_workbook_is_found_in_any_of_its_columns(tmp_path: Path, place, words):
    rows: list[list[object]] = [["No.", "Person ID", "Forename", "Surname", "DOB", "Gender"]]
    rows += [[number, one["number"], one["first"], one["family"], one["born"], "F"]
             for number, one in enumerate(people(12), start=1)]  # fmt: skip
    end: list[object] = [""] * 6
    end[place] = words
    write_workbook(tmp_path / "people.xlsx", {"Sheet": [*rows, [""] * 6, end]})
    assert load(tmp_path, drafted(tmp_path)).rows == {"people": 12}


def test_a_footer_of_small_words_is_written_though_a_school_has_them_in_its_name(tmp_path: Path):
    made = write_people(tmp_path)
    rows = [[f"P{place}", one["first"], one["family"], "School of Art"] for place, one in enumerate(made)]
    write(tmp_path, "pupils.csv", [["UPN", "Forename", "Surname", "Worker Name"], *rows, ["End of report"]])
    assert file_of(drafted(tmp_path).text, "school")["footer"] == "End of"


@pytest.mark.parametrize(
    "name", ["Mother's surname", "Mother's forename", "Father family name", "mum previous surname", "Sister's name"]
)
def test_a_name_of_somebody_else_is_no_other_name_of_the_person(name):
    assert meanings(name) == ()


def test_names_of_anybody_in_the_folder_are_no_codes(tmp_path: Path):
    header = ["person no", "forename", "surname", "Next of kin name"]
    rows = [[one["number"], one["first"], one["family"], "Jocasta"] for one in people()]
    write(tmp_path, "people.csv", [header, *rows])
    states = ["Open", "Closed", "Jocasta has", "Left with Anwen"]
    rows = [[one["number"], states[place % 4]] for place, one in enumerate(people())]
    write(tmp_path, "youth work.csv", [["person no", "case status"], *rows])
    text = drafted(tmp_path).text
    assert "Jocasta" not in text
    assert "Anwen" not in text
    assert has_somebodys_name("Next of kin name")
    assert not has_somebodys_name("Base Name of School")


def test_as_many_services_as_a_folder_has_are_used_though_their_files_are_called_alike(tmp_path: Path):
    made = write_people(tmp_path)
    for number in range(1, 6):
        rows = [[one["number"], "Open"] for one in made]
        write(tmp_path, f"Youth Work {number}.csv", [["person no", "case status"], *rows])
    assert len(load(tmp_path, drafted(tmp_path)).rows) == 6


def draft_of(folder: Path, columns: dict[str, list[str]]) -> FileDraft:
    """A draft of a file with these columns."""
    write(folder, "school.csv", [[*columns], *map(list, zip(*columns.values(), strict=True))])
    return FileDraft("school", look_at(folder / "school.csv"))


OPEN, FIRST, THEN = "05/03/2021 09:00", "13/01/2019 09:00", "01/13/2019 09:00"


@pytest.mark.parametrize(
    ("others", "formats", "in_doubt"),
    [
        ([FIRST], "dd/mm/yyyy hh:mm", False),
        ([THEN], "mm/dd/yyyy hh:mm", False),
        ([FIRST, THEN], "dd/mm/yyyy hh:mm", True),
        ([], "dd/mm/yyyy hh:mm", True),
    ],
)
def test_other_columns_say_which_comes_first_if_they_agree(tmp_path: Path, others, formats, in_doubt):
    columns = {"start date": [OPEN] * 3, "surname": ["Lowe"] * 3, "UPN": ["1", "2", "3"]}
    columns |= {f"end date {place}": [one] * 3 for place, one in enumerate(others)}
    found = dates_of(draft_of(tmp_path, columns), "start date")
    assert (found.formats, found.ambiguous) == ((formats,), in_doubt)


def test_columns_with_opposite_orders_are_said_whatever_the_time_beside_them(tmp_path: Path):
    draft = draft_of(tmp_path, {"start date": [FIRST] * 3, "end date": [THEN] * 3, "surname": ["Lowe"] * 3})
    for ours, theirs in (("start_date_of_last_involvement", "start date"), ("date_of_offence", "end date")):
        draft.take(ours, theirs, "")
        settle_dates(draft, ours)
    assert draft.dates == ["dd/mm/yyyy hh:mm"]
    assert any("months first" in one for one in draft.to_do)


def test_a_day_that_stands_for_none_hides_no_date_that_cannot_be_read(tmp_path: Path):
    days = ["01/01/1900"] * 5 + ["at home"] * 5 + ["03/04/2019"] * 3
    draft = draft_of(tmp_path, {"date of birth": days, "surname": ["Lowe"] * 13, "UPN": list(map(str, range(13)))})
    assert dates_of(draft, "date of birth").unread == 5


def test_offences_of_people_without_a_line_of_the_polices_are_counted(tmp_path: Path):
    made = write_people(tmp_path)
    lines = [[one["number"], "Yes"] for one in made[:4]]
    write(tmp_path, "police.csv", [["person no", "safeguarding offences"], *lines])
    offences = [[one["number"], "Convicted", "2025-04-02"] for one in made]
    write(tmp_path, "offences.csv", [["person no", "role in offence", "date of offence"], *offences])
    assert any("20 different keys are not in the service's own file" in one for one in drafted(tmp_path).to_do)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("half.csv", "cms_id,surname\nx,y\n".encode("utf-16")[:-1]),
        ("bare.csv", "cms_id,surname\nx,y\n".encode("utf-16-le")),
        ("damaged.csv.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
    ],
    ids=["cut off", "without a mark", "damaged"],
)
def test_a_file_that_cannot_be_read_is_named_and_ends_no_draft(tmp_path: Path, name, content):
    write_people(tmp_path)
    (tmp_path / name).write_bytes(content)
    [said] = [one for one in draft_settings(tmp_path, "north", "North", 1).to_do if one.startswith(name)]
    assert "utf-16" in said or "unpacked" in said


def test_what_is_wrong_below_a_false_footer_is_said(tmp_path: Path):
    rows = [[one["number"], one["first"], one["family"], date(2010, 1, 2)] for one in people(300)]
    rows[205][0] = "Total"
    write(tmp_path, "people.csv", [["person no", "forename", "surname", "dob"], *rows, ["Total"]])
    lines = (tmp_path / "people.csv").read_text(encoding="utf-8").splitlines()
    lines[210] = lines[210].rpartition(",")[0]
    (tmp_path / "people.csv").write_text("\n".join(lines), encoding="utf-8")
    assert any("has 3 columns" in one for one in look_at(tmp_path / "people.csv").unread)
