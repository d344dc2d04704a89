"""What a draft learns about a file from the other files of its folder, and from columns whose names say little."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extracts.drafting.council_yaml import plain
from tests.any_text import any_text
from tests.extracts.drafting.shapes import council_of, csv_text, drafted, load, people

OFFICERS = (("Ann Lowe", "ann.lowe@x.example", "0161 496 0301"), ("Lee Day", "lee.day@x.example", "(0161) 496 0302"))


def write(folder: Path, name: str, rows: list[list[object]]) -> None:
    (folder / name).write_text(csv_text(rows), encoding="utf-8")


def write_people(folder: Path, number: int = 24, name: str = "people.csv") -> list[dict]:
    made = people(number)
    rows = [[one["number"], one["first"], one["family"], one["born"]] for one in made]
    write(folder, name, [["person no", "forename", "surname", "dob"], *rows])
    return made


def service_lines(made: list[dict], header: list[str], values: list[list[object]]) -> list[list[object]]:
    """A service's lines with keys of its own: its header after names, and values in turn."""
    rows: list[list[object]] = [["Ref", "Surname", "Forename", *header]]
    for place, one in enumerate(made):
        rows.append([f"T{place:04}", one["family"], one["first"], *values[place % len(values)]])
    return rows


def test_the_people_are_those_whose_keys_the_other_files_have(tmp_path: Path):
    made = write_people(tmp_path, name="extract 3.csv")
    tenants = [[f"9{place:05}", one["first"], one["family"], one["born"], "12 Mist Road", "2019-04-13"]
               for place, one in enumerate(people(40))]  # fmt: skip
    write(
        tmp_path,
        "parties.csv",
        [["PARTY_NO", "FORENAME", "SURNAME", "DOB", "TENANCY_ADDRESS", "TENANCY_FROM"], *tenants],
    )
    pairs = zip(made, made[1:], ["Mother", "Brother", "Aunt"] * 8, strict=False)
    write(
        tmp_path,
        "a.csv",
        [["person 1", "person 2", "is"], *([one["number"], two["number"], kind] for one, two, kind in pairs)],
    )
    assert load(tmp_path, drafted(tmp_path)).rows == {"people": 24, "relationships": 23, "housing": 40}


def test_a_caseload_is_one_by_its_logins_and_a_case_id_is_what_the_other_files_have(tmp_path: Path):
    made = people()
    rows = [[f"S{one['number']}", one["number"], one["first"], one["family"], one["born"]] for one in made]
    write(tmp_path, "people.csv", [["social care number", "golden ref", "forename", "surname", "dob"], *rows])
    rows = [[one["number"], "alowe" if place % 2 else "lday", "East"] for place, one in enumerate(made)]
    write(tmp_path, "care team.csv", [["GOLDEN_REF", "SYSTEM_LOGIN", "TEAM"], *rows])
    assert set(load(tmp_path, drafted(tmp_path)).caseload["case_id"]) == {str(one["number"]) for one in made}


def test_a_code_before_its_word_is_read_by_the_word(tmp_path: Path):
    made = write_people(tmp_path)
    kinds = ["MO Mother", "BR Brother", "AUN Aunt"] * 8
    pairs = zip(made, made[1:], kinds, strict=False)
    header = ["CLI_REF", "REL_CLI_REF", "REL_TYPE"]
    write(tmp_path, "client rel.csv", [header, *([one["number"], two["number"], kind] for one, two, kind in pairs)])
    files = load(tmp_path, drafted(tmp_path))
    assert set(files.relationships["relationship"]) == {"Mother", "Brother", "Aunt"}


def test_a_list_that_says_only_whether_there_are_offences_is_the_polices_own(tmp_path: Path):
    made = write_people(tmp_path)
    values = [["Yes", "No"], ["No", "Yes"]]
    rows = service_lines(made, ["Violent, sexual or weapons offence?", "Other offence?"], values)
    write(tmp_path, "nominals with crimes.csv", rows)
    assert load(tmp_path, drafted(tmp_path)).services["police"]["safeguarding_offences"].tolist()[:2] == ["Yes", "No"]


def test_the_numbers_of_lines_are_no_keys(tmp_path: Path):
    made = people(40)
    rows = [[place, one["number"], one["family"], one["first"], one["born"]] for place, one in enumerate(made, 1)]
    write(tmp_path, "tblPeople.csv", [["ID", "lngClientRef", "strSurname", "strForename", "dtmDOB"], *rows])
    rows = [[place, one["number"], two["number"], "Mother" if place % 2 else "Uncle"]
            for place, (one, two) in enumerate(zip(made, made[1:], strict=False), 1)]  # fmt: skip
    write(tmp_path, "tblLinks.csv", [["ID", "lngChildRef", "lngAdultRef", "strWhat"], *rows])
    files = load(tmp_path, drafted(tmp_path))
    assert set(files.relationships["child_key"]) <= {str(one["number"]) for one in made}


@pytest.mark.parametrize("column", ["D.O.B. (if given)", "BIRTH_DTTM", "DofB", "Geburtstag"])
def test_a_column_with_the_dates_of_birth_of_the_people_is_one(tmp_path: Path, column: str):
    made = write_people(tmp_path)
    values = [[one["born"].strftime("%d/%m/%Y"), "2019-04-13"] for one in made]
    write(tmp_path, "tenancies.csv", service_lines(made, [column, "Tenancy start"], values))
    assert load(tmp_path, drafted(tmp_path)).services["housing"]["date_of_birth"].tolist() == [
        one["born"] for one in made
    ]


@pytest.mark.parametrize("header", [["Named nurse", "Her address", "Her line"], ["Named nurse", "E", "T"]])
def test_an_officer_is_known_by_what_is_repeated(tmp_path: Path, header: list[str]):
    made = write_people(tmp_path)
    rows = service_lines(made, [*header, "Mother's phone"], [[*one, "0161 496 0399"] for one in OFFICERS])
    write(tmp_path, "health.csv", rows)
    table = load(tmp_path, drafted(tmp_path)).services["health"]
    assert table["contact_email"].tolist()[:2] == [email for _, email, _ in OFFICERS]
    assert table["contact_number"].tolist()[:2] == [phone for _, _, phone in OFFICERS]
    assert table["contact_name"].tolist()[:2] == [name for name, _, _ in OFFICERS]


@pytest.mark.parametrize("values", [("Yes", "No"), ("2019-04-13", "2020-05-14")])
def test_what_is_a_yes_or_a_day_is_no_officers_name(tmp_path: Path, values: tuple[str, str]):
    made = write_people(tmp_path)
    write(tmp_path, "tenancies.csv", service_lines(made, ["Key worker"], [[one] for one in values]))
    assert set(load(tmp_path, drafted(tmp_path)).services["housing"]["contact_name"]) == {""}


def test_peoples_own_phones_and_addresses_are_nobodys_to_call(tmp_path: Path):
    made = write_people(tmp_path)
    own = [[f"p{place}@x.example", f"0161 496 {place:04}"] for place in range(len(made))]
    write(tmp_path, "tenancies.csv", service_lines(made, ["E", "T"], own))
    assert set(load(tmp_path, drafted(tmp_path)).services["housing"]["contact_email"]) == {""}


ENDED = "01/02/2020"


@pytest.mark.parametrize(("header", "values"), [
    # A column whose codes are known, though another has the better name.
    (["Status", "Roll"], [["S6", "On roll"], ["P5", "Left"]]),
    (["Whatever"], [["Maintained"], ["Ceased"]]),
    # Codes of which some have no meaning, beside the day it ended.
    (["Case status", "End date"], [["Open", ""], ["Stepped up", ENDED]]),
    (["Case status", "Concluded on"], [["No access", ""], ["Booked", ENDED]]),
    # Yes says that it has ended.
    (["Terminated"], [["0"], ["1"]]),
    (["Closed"], [["No"], ["Yes"]]),
    (["Still live?"], [["Yes"], ["No"]]),
    (["Statws"], [["Agored"], ["Wedi gadael"]]),
])  # fmt: skip
def test_what_goes_on_is_known_from_codes_that_are_known_or_from_the_day_it_ended(
    tmp_path: Path, header: list[str], values: list[list[str]]
):
    made = write_people(tmp_path)
    write(tmp_path, "visits.csv", service_lines(made, header, values))
    table = load(tmp_path, drafted(tmp_path)).services["visits"]
    assert table["service_involvement"].tolist()[:2] == ["Current", "Historic"]


def test_codes_without_any_meaning_and_without_a_day_wait_for_one(tmp_path: Path):
    made = write_people(tmp_path)
    write(tmp_path, "visits.csv", service_lines(made, ["Case status"], [["QX"], ["QZ"]]))
    assert any("2 codes of Case status" in words for words in drafted(tmp_path).to_do)


def test_what_is_planned_or_cancelled_is_left_out_though_a_day_says_what_goes_on(tmp_path: Path):
    made = write_people(tmp_path)
    write(tmp_path, "visits.csv", service_lines(made, ["Case status", "End date"], [["Planned", ""], ["Odd", ENDED]]))
    assert set(load(tmp_path, drafted(tmp_path)).services["visits"]["service_involvement"]) == {"Historic"}


def test_of_several_keys_of_its_own_that_of_the_person_is_taken(tmp_path: Path):
    made = write_people(tmp_path)
    rows: list[list[object]] = [
        ["Case No", "Id (Person)", "Surname", "Forename", "DOB (Person) (Person)", "Email (Worker) (User)"]
    ]
    rows += [[f"C{place}", f"P{place % 12}", one["family"], one["first"], one["born"], "ann@x.example"]
             for place, one in enumerate([*made[:12], *made[:12]])]  # fmt: skip
    write(tmp_path, "Adult cases.csv", rows)
    table = load(tmp_path, drafted(tmp_path)).services["adult_social_care"]
    assert len(set(table["source_key"])) == 12 and set(table["contact_email"]) == {"ann@x.example"}


def test_a_key_is_known_by_what_its_name_ends_with_and_offences_by_the_part_people_had(tmp_path: Path):
    made = write_people(tmp_path)
    rows = [[f"NIB{place:05}", one["family"], one["first"], one["born"], "YN"[place % 2], "N"]
            for place, one in enumerate(made)]  # fmt: skip
    header = ["NIB Ref", "Surname", "Forename", "DOB", "Linked to s'guarding offence", "Any other crime"]
    write(tmp_path, "police persons.csv", [header, *rows])
    rows = [[row[0], part, "04/05/2026", "Robbery"] for row, part in zip(rows, ["SUS", "ACC", "VIW"] * 8, strict=True)]
    write(tmp_path, "participation.csv", [["NIB Ref", "SUS/ACC/VIW", "Committed on", "HO class"], *rows])
    files = load(tmp_path, drafted(tmp_path))
    assert files.rows == {"people": 24, "police": 24, "police_offences": 16}
    assert files.services["police"]["safeguarding_offences"].tolist()[:2] == ["Yes", "No"]


def test_of_two_columns_of_parts_the_fuller_one_is_taken(tmp_path: Path):
    made = write_people(tmp_path)
    values = [["", "Suspect", "04/05/2026", "Robbery"], ["Charged", "Suspect", "04/05/2026", "Robbery"]]
    rows = service_lines(made, ["Disposal", "Capacity", "Offence date", "Offence"], values)
    write(tmp_path, "police offences.csv", rows)
    entries = load(tmp_path, drafted(tmp_path)).entries["police"]
    assert set(entries["nature_of_involvement"]) == {"Suspect"}


@pytest.mark.parametrize(("codes", "genders"), [
    (["1 Male", "2 Female"], ["Male", "Female"]), (["MLE", "FML"], ["Male", "Female"]),
    (["GEN_MALE", "GEN_NK"], ["Male", "Unknown"]), (["1", "2", "3"], ["Male", "Female", "Unknown"]),
    (["Gwryw", "Benyw"], ["Male", "Female"]), (["B", "M"], ["Male", "Female"]),
    # Boy and girl, or the Welsh for woman and man: nobody can tell.
    (["B", "G"], ["Unknown"]),
])  # fmt: skip
def test_codes_of_gender(tmp_path: Path, codes: list[str], genders: list[str]):
    made = write_people(tmp_path)
    write(tmp_path, "visits.csv", service_lines(made, ["Gender", "End date"], [[code, ""] for code in codes]))
    table = load(tmp_path, drafted(tmp_path)).services["visits"]
    assert list(dict.fromkeys(table["gender"])) == genders


def test_a_name_beside_a_surname_is_the_first_name(tmp_path: Path):
    made = people(8)
    rows = [[one["number"], one["first"], one["family"], one["born"]] for one in made]
    write(tmp_path, "people.csv", [["person no", "Legal name", "Legal surname", "dob"], *rows])
    assert load(tmp_path, drafted(tmp_path)).people["first_name"].tolist() == [one["first"] for one in made]


@pytest.mark.parametrize(("name", "service"), [
    ("SEND register.csv", "send_register"), ("EHCP pupils at schools.csv", "ehcp_pupils_at_schools"),
    ("probation adults.csv", "probation_adults"), ("Early help families.csv", "early_help_families"),
])  # fmt: skip
def test_a_service_that_is_none_of_the_usual_is_not_taken_for_one(tmp_path: Path, name: str, service: str):
    made = write_people(tmp_path)
    write(tmp_path, name, service_lines(made, ["School name", "End date"], [["Overdale High", ""]]))
    assert set(load(tmp_path, drafted(tmp_path)).services) == {service}


def test_concerns_about_children_say_nothing_of_offences(tmp_path: Path):
    made = write_people(tmp_path)
    rows = service_lines(made, ["Incident date", "Nominal role"], [["2026-03-04", "Child"], ["2026-03-04", "Parent"]])
    write(tmp_path, "police concerns.csv", rows)
    assert set(load(tmp_path, drafted(tmp_path)).services) == {"police_concerns"}


def test_what_a_database_writes_below_its_results_is_a_footer(tmp_path: Path):
    write_people(tmp_path)
    with (tmp_path / "people.csv").open("a", encoding="utf-8") as file:
        file.write("\r\n(24 rows affected)\r\n")
    assert len(load(tmp_path, drafted(tmp_path)).people) == 24


def test_a_council_that_writes_welsh_needs_no_edit(tmp_path: Path):
    made = people()
    rows = [
        [one["number"], one["family"], one["first"], one["born"], "Benyw", f"{one['house']} {one['street']}"]
        for one in made
    ]
    write(
        tmp_path, "Pobl.csv", [["Rhif Person", "Cyfenw", "Enw Cyntaf", "Dyddiad Geni", "Rhywedd", "Cyfeiriad"], *rows]
    )
    kinds = ("Mam", "Chwaer", "Ewythr", "Gofalwr Maeth")
    rows = [[made[place]["number"], made[place + 1]["number"], kind] for place, kind in enumerate(kinds * 4)]
    write(tmp_path, "Perthnasoedd.csv", [["Rhif y Plentyn", "Rhif y Person Cysylltiedig", "Perthynas"], *rows])
    rows = [[one["number"], "Ysgol Fernley", "Cyfredol", "029 2018 0334"] for one in made[:3]]
    write(tmp_path, "Ysgolion.csv", [["Rhif Person / Person ID", "Enw'r Ysgol", "Statws", "Ffôn yr Ysgol"], *rows])
    draft = drafted(tmp_path, 2)
    files, council = load(tmp_path, draft), council_of(draft.text)
    assert set(files.people["gender"]) == {"Female"} and files.people["family_name"][1] == "Pierce"
    assert files.services["school"]["contact_number"].tolist() == ["029 2018 0334"] * 3
    found = [council.relationships.kind_of(kind).value for kind in files.relationships["relationship"]]
    assert found == ["shown", "shown", "shown", "excluded"] * 4


@given(st.one_of(any_text(), st.lists(any_text()), st.dictionaries(st.sampled_from(["column", "is"]), any_text())))
def test_whatever_a_column_is_called_it_stays_on_one_line_and_is_read_back(value: object):
    assert yaml.safe_load(f"- {plain(value)}") == [value] and len(plain(value).splitlines()) <= 1


@pytest.mark.parametrize("name", ["[End date]", "End, date", "End: date", "{end date}", "#End date", "end\ndate"])
def test_a_column_may_have_any_marks_in_its_name(tmp_path: Path, name: str):
    made = write_people(tmp_path)
    rows = [[one["number"], two["number"], "Mother" if place else "Aunt", ENDED if place else ""]
            for place, (one, two) in enumerate(zip(made, made[1:], strict=False))]  # fmt: skip
    write(tmp_path, "links.csv", [["child id", "adult id", "relationship", name], *rows])
    assert load(tmp_path, drafted(tmp_path)).relationships["relationship"].tolist() == ["Aunt"]
