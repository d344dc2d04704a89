"""What a draft must not take for something else, since nobody would be told: whom to call, who is who, what is over."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from config import clock
from extracts.drafting.values import Held, codes_in
from extracts.not_known import NOT_KNOWN
from tests.extracts.drafting.shapes import council_of, drafted, load
from tests.extracts.drafting.test_by_structure import file_of
from tests.extracts.drafting.test_other_files import write, write_people
from tests.workbooks import write_workbook

Cell = Callable[[int, dict], object]
OFFICERS = ("Ann Lowe", "Lee Day", "Una Marsh")
DAY = date(2024, 3, 1)


def officer(place: int, _: dict) -> str:
    return OFFICERS[place % 3]


def another_officer(place: int, _: dict) -> str:
    return OFFICERS[(place // 3) % 3]


def officers_phone(place: int, _: dict) -> str:
    return f"0161 496 030{place % 3}"


def officers_email(place: int, _: dict) -> str:
    return f"{OFFICERS[place % 3].lower().replace(' ', '.')}@x.example"


def strangers_phone(place: int, _: dict) -> str:
    return f"0161 496 0{place + 400}"


def days(*, every: int = 1) -> Cell:
    return lambda place, _: DAY + timedelta(days=place * 7) if place % every == 0 else ""


def of(*values: object) -> Cell:
    return lambda place, _: values[place % len(values)]


PERSON: dict[str, Cell] = {
    "Forename": lambda _, one: one["first"], "Surname": lambda _, one: one["family"],
    "Date of birth": lambda _, one: one["born"],
}  # fmt: skip
REF: dict[str, Cell] = {"Person ref": lambda place, _: f"P{place:04}"}


def service(folder: Path, columns: dict[str, Cell], name: str = "housing.csv", number: int = 36) -> dict:
    """What the draft says of a service's file with these columns, beside a file of people. `to_do` is the draft's."""
    made = write_people(folder, number)
    rows = [[cell(place, one) for cell in columns.values()] for place, one in enumerate(made)]
    write(folder, name, [list(columns), *rows])
    draft = drafted(folder)
    return file_of(draft.text, name.partition(".")[0]) | {"to_do": draft.to_do}


@pytest.mark.parametrize(("columns", "expected"), [
    pytest.param({"Contact no": strangers_phone, "Case officer": officer, "Case officer tel": officers_phone},
                 {"contact_number": "Case officer tel"}, id="named after the officer"),
    pytest.param({"Income officer": another_officer, "Patch officer": officer, "Patch officer tel": officers_phone},
                 {"contact_name": "Patch officer", "contact_number": "Patch officer tel"}, id="two officers"),
    pytest.param({"Investigating officer": another_officer, "Safeguarding contact": officer,
                  "Contact email": officers_email},
                 {"contact_name": "Safeguarding contact"}, id="whose address it is"),
    pytest.param({"Contact no": strangers_phone, "Housing officer": officer, "HA line": officers_phone},
                 {"contact_number": "HA line"}, id="one that several lines have"),
    pytest.param({"Care manager": officer, "Care plan date": of("12-05-2024", "13-05-2024", "14-05-2024")},
                 {"contact_number": None}, id="a day is no phone"),
    pytest.param({"Role": of("Tenant", "Joint tenant", "Occupant", "Lodger", "Tenant"), "Housing officer": officer},
                 {"contact_role": None}, id="the tenant's role"),
    pytest.param({"Housing officer": officer, "Housing officer role": of("Officer", "Manager", "Officer")},
                 {"contact_role": "Housing officer role"}, id="the officer's role"),
])  # fmt: skip
def test_the_contact_is_the_officers(tmp_path: Path, columns: dict[str, Cell], expected: dict[str, str | None]):
    found = service(tmp_path, REF | PERSON | columns)
    assert {ours: found["columns"].get(ours) for ours in expected} == expected


@pytest.mark.parametrize(("columns", "expected"), [
    pytest.param({"Reporting period end date": of(DAY), "Event end date": days(every=3)}, "Event end date",
                 id="the report's"),
    pytest.param({"Planned end date": days(every=2), "Actual end date": days(every=3)}, "Actual end date",
                 id="planned"),
    pytest.param({"ASB perpetrator case": of("", "Open", "Closed"), "Tenancy end": days(every=3)}, "Tenancy end",
                 id="another matter"),
])  # fmt: skip
def test_what_is_over_is_not_told_by_another_thing(tmp_path: Path, columns: dict[str, Cell], expected: str):
    assert service(tmp_path, REF | PERSON | columns).get("until") == {"service_involvement": expected}


def or_else(last: str, *, some: Cell) -> Cell:
    """For a third of the lines a day, for the others this text."""
    return lambda place, one: last if place % 3 else some(place, one)


@pytest.mark.parametrize("status", [
    of("Current (single registration)", "Current (main of two)"), of("On roll"), of("Active"), of("Current"),
    of("Current", "Open"),
], ids=["two codes", "one code", "another", "our word", "our word and a code"])  # fmt: skip
def test_a_status_that_is_the_same_for_whoever_has_left_says_nothing_of_that(tmp_path: Path, status: Cell):
    """Seen to fail: the status was taken where it is about another thing, such as whether a pupil has one school."""
    columns = REF | PERSON | {"Registration status": status}
    for last in ("", "31/12/9999"):
        left = {"Date of leaving": or_else(last, some=of("05/03/2024"))}
        found = service(tmp_path, columns | left, "school.csv")
        assert found["until"] == {"service_involvement": "Date of leaving"}
        assert "service_involvement" not in found["columns"]
        states = load(tmp_path, drafted(tmp_path)).services["school"]["service_involvement"].tolist()
        assert states == ["Historic", "Current", "Current"] * 12

    planned = {"Date of leaving": or_else("", some=of("20/07/2099"))}
    found = service(tmp_path, columns | planned, "school.csv")
    assert found["columns"]["service_involvement"] == "Registration status"


@pytest.mark.parametrize("flag", ["Closed?", "Inactive Y/N", "Not on roll", "Archived", "No longer open"])
@pytest.mark.parametrize("no", ["N", "NO", "", "-"])
def test_a_yes_may_say_that_it_is_over_and_any_other_answer_that_it_goes_on(tmp_path: Path, flag: str, no: str):
    """Seen to fail: where only Yes was written, the other lines had no involvement, and without details no record."""
    service(tmp_path, REF | PERSON | {flag: of("Y", no, "yes")}, "school.csv")
    read = load(tmp_path, drafted(tmp_path)).services["school"]
    assert read["service_involvement"].tolist() == ["Historic", "Current", "Historic"] * 12


def test_lines_without_a_status_are_said_since_one_without_details_is_no_record(tmp_path: Path):
    found = service(tmp_path, REF | PERSON | {"Status": of("Current", "", "Ended")})
    assert any("12 lines have nothing in Status" in words for words in found["to_do"])


@pytest.mark.parametrize("end", ["Care plan end date", "Introductory tenancy end date"])
def test_the_end_of_a_part_is_none_where_a_status_calls_every_line_current_but_is_said(tmp_path: Path, end: str):
    """A list of current tenants is one of the most usual files: the status that all have is then true."""
    columns = REF | PERSON | {"Status": of("Current"), end: days(every=3)}
    assert service(tmp_path, columns)["columns"]["service_involvement"] == "Status"
    assert f"also those over by {end}; if that ends it" in drafted(tmp_path).text


@pytest.mark.parametrize(("columns", "expected"), [
    pytest.param({"Tenancy ref": lambda place, _: f"T{place:04}", **REF}, "Person ref", id="tenancy"),
    pytest.param({"Tenancy ref": lambda place, _: f"T{place:04}", "Occ code": lambda place, _: f"9{place:03}"},
                 "Occ code", id="known by its last word"),
    pytest.param({"Incident no": lambda place, _: f"I{place:04}"}, None, id="incident"),
])  # fmt: skip
def test_a_key_of_what_people_have_is_not_a_persons(tmp_path: Path, columns: dict[str, Cell], expected: str | None):
    found = service(tmp_path, columns | PERSON)
    assert found["columns"].get("source_key") == expected


def test_the_number_of_a_line_is_no_ones_case_id(tmp_path: Path):
    made = write_people(tmp_path)
    rows = [[place, f"C{one['number']}", one["first"], one["family"], one["born"]] for place, one in
            enumerate(made, start=1)]  # fmt: skip
    write(tmp_path, "people.csv", [["No.", "Person Ref. No.", "forename", "surname", "dob"], *rows])
    assert file_of(drafted(tmp_path).text, "people")["columns"]["cms_id"] == "Person Ref. No."


HOME: dict[str, Cell] = {
    "PremNo": lambda _, one: one["house"], "Strt": lambda _, one: one["street"], "Twn": lambda _, one: one["town"],
    "Pcode": lambda _, one: one["postcode"],
}  # fmt: skip


@pytest.mark.parametrize(("columns", "expected"), [
    pytest.param(HOME, ["PremNo", "Strt", "Twn", "Pcode"], id="a street and its number by what they hold"),
    pytest.param({"Year": of(1, 2, 3), **{name: HOME[name] for name in ("Strt", "Twn", "Pcode")}},
                 ["Strt", "Twn", "Pcode"], id="a school year is no number of a house"),
    pytest.param({"PC": HOME["Pcode"], "Address": lambda _, one: f"{one['house']} {one['street']}"},
                 ["Address", "PC"], id="the postcode last"),
    pytest.param({"address.number": HOME["PremNo"], "address.street": HOME["Strt"], "address.postcode": HOME["Pcode"]},
                 ["address.number", "address.street", "address.postcode"], id="a postcode is no whole address"),
    pytest.param({"Property number": lambda place, _: 27_489 + place, "Street": HOME["Strt"], "Town": HOME["Twn"],
                  "Correspondence address": lambda place, one: f"{place} {one['street']}"},
                 ["Street", "Town"], id="neither an asset nor where letters go"),
    pytest.param({"Address 1": lambda _, one: f"{one['house']} {one['street']}", "QX7": HOME["Pcode"]},
                 ["Address 1", "QX7"], id="a postcode by what it holds"),
])  # fmt: skip
def test_an_address_is_whole(tmp_path: Path, columns: dict[str, Cell], expected: list[str]):
    assert service(tmp_path, REF | PERSON | columns)["join"]["address"]["columns"] == expected


def test_an_address_without_houses_is_said_and_no_other_text_is_one(tmp_path: Path):
    columns = {
        "Town": HOME["Twn"],
        "Postcode": HOME["Pcode"],
        "Reason for loss of last settled home": of("Fire", "Sale"),
    }
    found = service(tmp_path, REF | PERSON | columns)
    assert found["join"]["address"]["columns"] == ["Town", "Postcode"]
    assert any("few of its lines have the number of a house" in words for words in found["to_do"])


@pytest.mark.parametrize(("columns", "expected"), [
    pytest.param({"Second name": of("Rose", "", ""), "Surname / Cyfenw": PERSON["Surname"]}, "Surname / Cyfenw",
                 id="seldom filled"),
    pytest.param({"Family": lambda _, one: f"{one['family']} family", "Child / YP surname": PERSON["Surname"]},
                 "Child / YP surname", id="all end alike"),
])  # fmt: skip
def test_a_family_name_is_what_every_line_has(tmp_path: Path, columns: dict[str, Cell], expected: str):
    rest = {name: PERSON[name] for name in ("Forename", "Date of birth")}
    assert service(tmp_path, REF | rest | columns)["columns"]["family_name"] == expected


@pytest.mark.parametrize("name", ["Name", "Citizen"])
def test_a_whole_name_begins_with_the_family_name_where_those_of_the_people_do(tmp_path: Path, name: str):
    whole: dict[str, Cell] = {name: lambda _, one: f"{one['family']} {one['first']}"}
    found = service(tmp_path, REF | whole | {"Citizen date of birth": PERSON["Date of birth"]})
    assert found["split"]["family_name"] == {"column": name, "before": " "}


def test_a_code_is_no_organisation(tmp_path: Path):
    found = service(tmp_path, REF | PERSON | {"LA": of("E08000007")}, "adult_social_care.csv")
    assert "local_authority_organisation" in found["not_held"]


OFFENCES: dict[str, Cell] = {
    "Crime recorded date": lambda place, _: date(2026, 6, 1) + timedelta(days=place),
    "Crime committed date": lambda place, _: date(2026, 5, 1) + timedelta(days=place),
    "HO class": of("8F", "49", "34B"), "Sort": of("Violence with injury", "Theft", "Robbery"),
    "Outcome": of("Convicted", "Suspect"),
}  # fmt: skip


def test_an_offence_has_the_day_it_was_committed_and_its_type_decides_what_is_held(tmp_path: Path):
    found = service(tmp_path, REF | PERSON | OFFENCES, "police.csv")
    assert not [words for words in found["to_do"] if "counts as Yes" in words]
    draft = drafted(tmp_path)
    entries = file_of(draft.text, "police_offences")["columns"]
    assert (entries["date_of_offence"], entries["type_of_offence"]) == ("Crime committed date", "Sort")
    read = load(tmp_path, draft)
    assert read.services["police"]["safeguarding_offences"].tolist() == ["Yes", "No", "Yes"] * 12
    assert read.services["police"]["non_safeguarding_offences"].tolist() == ["No", "Yes", "No"] * 12
    assert set(read.entries["police"]["type_of_offence"]) == {"Violence with injury", "Robbery"}


@pytest.mark.parametrize(("flag", "expected"), [
    (of("Y", "N"), (["Yes", "No"], ["No", "Yes"])), (of("yes", "NO"), (["Yes", "No"], ["No", "Yes"])),
    # Of either sort: a person could not be checked, and does not read as without a record.
    (of("Y", ""), (["Yes", ""], ["No", ""])),
], ids=["codes", "words", "missing in some lines"])  # fmt: skip
def test_a_police_file_of_which_each_line_is_an_offence_is_a_list_of_them_too(
    tmp_path: Path, flag: Cell, expected: tuple[list[str], list[str]]
):
    """Seen to fail: the offences were not used, and whoever had committed another offence had no record."""
    columns = {"Safeguarding Y/N": flag, "Occ Date": days(), "Offence Title": of("Rape", "Theft from shop")}
    service(tmp_path, REF | PERSON | columns | {"Involvement Type": of("Suspect")}, "police.csv")
    read = load(tmp_path, drafted(tmp_path))
    flags = read.services["police"]
    asked = ("safeguarding_offences", "non_safeguarding_offences")
    assert tuple(flags[field].tolist()[:2] for field in asked) == expected
    assert set(read.entries["police"]["type_of_offence"]) == {"Rape"}
    unsure = [answer == "" for answer in expected[0]]
    assert flags[NOT_KNOWN].astype(bool).tolist()[:2] == unsure


YES, NO, UNSURE = ("Yes", "No"), ("No", "Yes"), ("", "")
CRIMES: dict[str, Cell] = {"Occ Date": lambda _, __: clock.today() - timedelta(60), "Involvement Type": of("Suspect")}


@pytest.mark.parametrize(("columns", "said", "listed"), [
    pytest.param({"Non Safeguarding Y/N": of("Y", "N", "")}, [("", "Yes"), ("", "No"), UNSURE], None, id="of people"),
    pytest.param({"Other offences": of("Y", "")}, [("", "Yes"), UNSURE], None, id="of people, called otherwise"),
    pytest.param({"Safeguarding excluded": of("Y", "N")}, [UNSURE, UNSURE], None, id="which way round"),
    pytest.param({"No safeguarding offence": of("Y", "N")}, [UNSURE, UNSURE], None, id="none"),
    pytest.param(CRIMES | {"Non Safeguarding Y/N": of("Y", "N", "")}, [NO, YES, UNSURE], [1], id="of offences"),
    pytest.param(CRIMES | {"Safeguarding Y/N": of("Y", "N", "N/K")}, [YES, NO, UNSURE], [0], id="of this sort"),
    pytest.param(CRIMES | {"Safeguarding Y/N": of("Y", "N"), "Non Safeguarding Y/N": of("N", "Y")}, [YES, NO], [0],
                 id="of both"),
    pytest.param(CRIMES | {"Safeguarding excluded": of("Y", "N")}, [UNSURE, UNSURE], None, id="offences, excluded"),
])  # fmt: skip
def test_no_record_is_called_one_of_safeguarding_without_a_reason(
    tmp_path: Path, columns: dict[str, Cell], said: list[tuple[str, str]], listed: list[int] | None
):
    """Seen to fail: beside a flag for other offences only, every line counted as one of safeguarding. Whoever has
    neither Yes could not be checked, and so does not read as without a record."""
    said_of_it = service(tmp_path, REF | PERSON | {"Force": of("Fernshire")} | columns, "police.csv")["to_do"]
    read = load(tmp_path, drafted(tmp_path))
    flags = read.services["police"]
    asked = flags[["safeguarding_offences", "non_safeguarding_offences"]].itertuples(index=False, name=None)
    assert list(asked)[: len(said)] == said
    assert all(unsure or "Yes" in one for one, unsure in zip(said, flags[NOT_KNOWN], strict=False))
    held = read.entries.get("police")
    keys = None if held is None else sorted({int(key[1:]) % len(said) for key in held["source_key"]})
    assert keys == listed
    assert any("could be checked" in words or "not be checked" in words for words in said_of_it) == (listed is None)


def test_a_title_of_an_offence_is_no_officers_name(tmp_path: Path):
    """OFF is short for both."""
    columns = {"OFF_DESC": of("Robbery of personal property", "Theft from shop", "Common assault"), **OFFENCES}
    found = service(tmp_path, REF | PERSON | columns, "police.csv")
    assert found["columns"].get("contact_name") is None
    assert found["columns"]["safeguarding_offences"] in ("OFF_DESC", "Sort")


@pytest.mark.parametrize(("title", "sort"), [
    ("Assault occasioning actual bodily harm (S47)", "Violence with injury"),
    ("Attempted murder", "Violence with injury"),
    ("Common assault and battery", "Violence without injury"), ("Threats to kill", "Violence without injury"),
    ("Rape of a female aged 16 or over", "Rape"), ("Making indecent photographs of a child", "Other sexual offences"),
    ("Possess knife blade in public place", "Possession of weapons"), ("Robbery of personal property", "Robbery"),
    ("Theft from a shop", "-"), ("Burglary dwelling - no violence", "-"), ("Possession of cannabis", "-"),
    ("Drive without licence", "-"), ("Violence against the person", None), ("Possession", None), ("Assault", None),
])  # fmt: skip
def test_the_words_that_a_title_of_the_law_begins_with_say_what_sort_of_offence_it_is(title: str, sort: str | None):
    sorts = ("Violence with injury", "Violence without injury", "Rape", "Other sexual offences",
             "Possession of weapons", "Robbery")  # fmt: skip
    found = codes_in(Held({title: 12}, 12), "type_of_offence", sorts)
    expected = ({}, (title,)) if sort == "-" else ({title: sort} if sort else {}, ())
    assert (dict(found.meanings), found.left_out) == expected


@pytest.mark.parametrize("told", [
    lambda place, one: f"Theft from Zelda{place % 28} by {one['first']}",
    of("Theft from Kate", "Robbery", "Rape"),
    lambda place, _: "Harassment of Zelda Quill" if place == 7 else ("Theft", "Robbery", "Rape")[place % 3],
    of("HARASSMENT OF ZELDA QUILL", "THEFT", "RAPE"), of("harassment of zelda quill", "theft", "rape"),
], ids=["each line another", "a name of the folder", "once", "in capitals", "in small letters"])  # fmt: skip
def test_what_is_told_of_one_offence_is_written_nowhere(tmp_path: Path, told: Cell):
    service(tmp_path, REF | PERSON | OFFENCES | {"Sort": told}, "police.csv")
    text = drafted(tmp_path).text.casefold()
    assert "theft from" not in text and "zelda" not in text


@pytest.mark.parametrize(("sort", "expected"), [
    (of("Theft", "THEFT", "Robbery"), ["No", "No", "Yes"]), (of("Theft", "", "Robbery"), ["Yes", "Yes", "Yes"]),
], ids=["written in two ways", "missing in some lines"])  # fmt: skip
def test_which_offences_are_of_safeguarding_is_read_from_their_types_where_every_line_has_one(
    tmp_path: Path, sort: Cell, expected: list[str]
):
    service(tmp_path, REF | PERSON | OFFENCES | {"Sort": sort}, "police.csv")
    draft = drafted(tmp_path)
    assert load(tmp_path, draft).services["police"]["safeguarding_offences"].tolist()[:3] == expected
    assert any("every line counts as Yes" in words for words in draft.to_do) == (expected[0] == "Yes")


def test_a_phone_named_after_another_officer_is_not_said_to_be_this_ones(tmp_path: Path):
    columns = {"Housing officer": officer, "Housing officer email": officers_email}
    columns |= {"Income officer": another_officer, "Income officer tel": officers_phone}
    found = service(tmp_path, REF | PERSON | columns)["columns"]
    assert found["contact_name"] == "Housing officer" and "contact_number" not in found


def test_what_a_database_printed_is_a_table(tmp_path: Path):
    """SQL*Plus: spaces to the width of each column, a line of dashes below their names, and the count of the rows."""
    made = write_people(tmp_path)
    rows = [["PRSN_ID", "PRSN_SRNM", "PRSN_FRNM", "PRSN_BTH_DT"], ["-" * 8, "-" * 12, "-" * 12, "-" * 11]]
    rows += [[one["number"], one["family"], one["first"], f"{one['born']:%d-%b-%Y}".upper()] for one in made]
    lines = ["|".join(str(cell).ljust(12) for cell in row) for row in rows]
    (tmp_path / "people.csv").unlink()
    (tmp_path / "prsn.lst").write_text("\n".join(["", *lines, "", "24 rows selected.", ""]))
    read = load(tmp_path, drafted(tmp_path))
    assert read.people["date_of_birth"].tolist() == [one["born"] for one in made]


def test_another_sheet_with_the_same_columns_is_said(tmp_path: Path):
    write_people(tmp_path)
    header = ["Tenant ref", "Forename", "Surname", "DOB"]
    write_workbook(tmp_path / "housing.xlsx", {"Live": [header, ["T1", "Kate", "Lee", "03/04/1986"]],
                                               "Former": [header, ["T2", "Omar", "Iqbal", "04/04/1986"]]})  # fmt: skip
    said = "another sheet has the same columns (1 line): put all lines on one sheet"
    assert any(said in words for words in drafted(tmp_path).to_do)


def test_dates_of_birth_are_days_of_many_years_and_people_without_are_said(tmp_path: Path):
    made = write_people(tmp_path)
    rows = [[one["number"], one["first"], one["family"], one["born"], DAY + timedelta(days=place)]
            for place, one in enumerate(made)]  # fmt: skip
    write(tmp_path, "people.csv", [["person no", "forename", "surname", "QX7", "Changed"], *rows])
    draft = drafted(tmp_path)
    assert file_of(draft.text, "people")["columns"]["date_of_birth"] == "QX7"
    said = "date_of_birth: QX7 is only taken because its days are of many years"
    assert any(said in words for words in draft.to_do)
    write(
        tmp_path, "people.csv", [["person no", "forename", "surname", "Changed"], *(row[:3] + row[4:] for row in rows)]
    )
    assert any("without it no one's age is known" in words for words in drafted(tmp_path).to_do)


def test_a_caseload_may_have_the_workers_phones(tmp_path: Path):
    made = write_people(tmp_path)
    rows = [[one["number"], "ann.lowe" if place % 2 else "lee.day", "Ann Lowe", officers_phone(place, one)]
            for place, one in enumerate(made)]  # fmt: skip
    write(tmp_path, "df_caseload.csv", [["person no", "sw", "sw_name", "sw_tel"], *rows])
    draft = drafted(tmp_path)
    assert council_of(draft.text).extract.file("caseload")
    assert set(load(tmp_path, draft).caseload["worker"]) == {"ann.lowe", "lee.day"}
