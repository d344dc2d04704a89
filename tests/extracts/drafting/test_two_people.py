"""Lines that name more people than the one they are about, and files that are about somebody for another reason."""

from pathlib import Path

import pytest

from tests.extracts.drafting.shapes import drafted, load
from tests.extracts.drafting.test_by_structure import file_of
from tests.extracts.drafting.test_not_silently_wrong import (
    CRIMES,
    PERSON,
    REF,
    Cell,
    days,
    of,
    officer,
    officers_phone,
    service,
    strangers_phone,
)
from tests.extracts.drafting.test_other_files import write, write_people

OTHERS = ("Ada Quill", "Bo Frith", "Cy Marl", "Di Thorn", "Ed Vane")


def test_a_list_of_victims_is_not_taken_for_records_of_the_perpetrators(tmp_path: Path):
    """Seen to fail: the perpetrator was the person, and the victim's adviser the one to call."""
    made = write_people(tmp_path)
    rows = [[f"M{place}", one["first"], one["family"], one["born"], OTHERS[place % 5], "03/04/1981", "Ann Lowe"]
            for place, one in enumerate(made)]  # fmt: skip
    header = ["MARAC No", "Victim Forename", "Victim Surname", "Victim DOB", "Perpetrator Name", "Perpetrator DOB"]
    write(tmp_path, "list.csv", [[*header, "IDVA"], *rows])
    draft = drafted(tmp_path)
    assert "id: list" not in draft.text
    assert any(words.startswith("list.csv: ") for words in draft.to_do)


def test_two_dates_of_birth_to_a_line_are_said(tmp_path: Path):
    columns = REF | PERSON | {"Respondent date of birth": days()}
    said = "Date of birth is taken, and Respondent date of birth is another"
    assert any(said in words for words in service(tmp_path, columns)["to_do"])
    same = REF | PERSON | {"Patient date of birth": PERSON["Date of birth"]}
    assert not any("is another" in words for words in service(tmp_path, same)["to_do"])


def test_what_a_family_is_called_is_nobodys_family_name(tmp_path: Path):
    """Seen to fail: whole names became first names beside it."""
    family: dict[str, Cell] = {"Family Name": lambda place, one: f"{one['family']} / {OTHERS[place % 5].split()[1]}"}
    whole: dict[str, Cell] = {"Person Name": lambda _, one: f"{one['first']} {one['family']}"}
    rest = {"Person DOB": PERSON["Date of birth"], "Practitioner": officer}
    service(tmp_path, {"Family ID": of("F1", "F2", "F3"), **REF, **family, **whole, **rest}, "early_help.csv")
    read = load(tmp_path, drafted(tmp_path)).services["early_help"]
    made = write_people(tmp_path, 36)
    names = list(zip(read["first_name"], read["family_name"], strict=True))
    assert names == [(one["first"], one["family"]) for one in made]


def test_the_name_is_of_whoever_the_date_of_birth_is_of(tmp_path: Path):
    """Seen to fail: the tenant's name beside the date of birth of each member of the household."""
    columns: dict[str, Cell] = {
        "Tenancy ref": of("T1", "T2"), "Main Tenant Name": of("Ada Quill", "Bo Frith"),
        "Household Member Name": lambda _, one: f"{one['first']} {one['family']}",
        "Household Member DOB": PERSON["Date of birth"],
    }  # fmt: skip
    split = service(tmp_path, columns)["split"]
    assert {one["column"] for one in split.values()} == {"Household Member Name"}
    columns |= {"Main Tenant DOB": of("03/04/1981", "04/05/1982")}
    for whose in ("Main Tenant", "Household Member"):
        columns |= {f"{whose} Forename": PERSON["Forename"], f"{whose} Surname": PERSON["Surname"]}
    taken = service(tmp_path, columns)["columns"]
    named = {" ".join(taken[ours].split()[:2]) for ours in ("first_name", "family_name", "date_of_birth")}
    assert named == {"Household Member"}


def test_keys_in_a_column_that_may_mean_a_name_are_none(tmp_path: Path):
    """Seen to fail: the offences were the police's own file, each of a person called as a key."""
    made = write_people(tmp_path)
    nominals = [[f"NM{place}", one["family"], one["first"], one["born"], "Fernshire"] for place, one in enumerate(made)]
    write(tmp_path, "police nominals.csv", [["Nominal", "Surname", "Forename", "DOB", "Force"], *nominals])
    offences = [[f"NM{place}", "04/05/2026", "Robbery", "Suspect", "YN"[place % 2]] for place, _ in enumerate(made)]
    header = ["Nominal", "Offence date", "Offence", "Role"]
    write(tmp_path, "offence list.csv", [header, *(one[:4] for one in offences)])
    read = load(tmp_path, drafted(tmp_path))
    assert read.services["police"]["family_name"].tolist() == [one["family"] for one in made]
    assert len(read.entries["police"]) == len(made)

    # What is none of safeguarding, as the list itself says, is not listed as one.
    write(tmp_path, "offence list.csv", [[*header, "Safeguarding Y/N"], *offences])
    listed = load(tmp_path, drafted(tmp_path)).entries["police"]
    assert listed["source_key"].tolist() == [f"NM{place}" for place in range(0, len(made), 2)]


@pytest.mark.parametrize("name", [
    "housing register.csv", "Housing waiting list.csv", "homelessness applications.csv", "housing applicants.csv",
    "housing needs register.csv", "housing transfer list.csv", "choice based lettings.csv", "housing options.csv",
    "housing bids.csv", "CBL.csv", "housing nominations.csv",
])  # fmt: skip
def test_whoever_has_asked_for_a_home_is_no_tenant(tmp_path: Path, name: str):
    write(tmp_path, name, applicants(tmp_path, ["Ref", "Forename", "Surname", "DOB", "Status"]))
    [(service_id, table)] = load(tmp_path, drafted(tmp_path)).services.items()
    assert service_id != "housing" and table["service_involvement"].tolist() == ["Current", "Historic"] * 8


@pytest.mark.parametrize("header", [
    ["Applicant ref", "Forename", "Surname", "DOB", "Application status"],
    ["Applicant ref", "Forename", "Surname", "DOB", "Status", "Priority band"],
    ["Ref", "Forename", "Surname", "DOB", "Application status", "Band"],
    ["Ref", "Applicant Forename", "Applicant Surname", "Applicant DOB", "Status", "Date of bid"],
])  # fmt: skip
def test_columns_of_applications_are_of_no_tenants_whatever_their_file_is_called(tmp_path: Path, header: list[str]):
    """Seen to fail: whoever was on the waiting list was a tenant."""
    write(tmp_path, "housing.csv", applicants(tmp_path, header))
    [(service_id, table)] = load(tmp_path, drafted(tmp_path)).services.items()
    assert service_id == "housing_applications"
    assert table["service_involvement"].tolist() == ["Current", "Historic"] * 8


@pytest.mark.parametrize("extra", ["Tenancy start", "Rent arrears", "Landlord"])
def test_a_tenancy_may_have_an_application_too(tmp_path: Path, extra: str):
    header = ["Applicant ref", "Forename", "Surname", "DOB", "Status", "Band", extra]
    write(tmp_path, "housing.csv", applicants(tmp_path, header))
    assert file_of(drafted(tmp_path).text, "housing")


def applicants(folder: Path, header: list[str]) -> list[list[object]]:
    """A table with the columns of this header: five of a person and their status, then any others."""
    made = write_people(folder)
    rows = [[f"A{place}", one["first"], one["family"], one["born"], ("Live", "Housed", "Cancelled")[place % 3],
             "03/04/2024", "03/04/2024"][: len(header)] for place, one in enumerate(made)]  # fmt: skip
    return [list(header), *rows]


def test_to_be_linked_to_somebody_is_no_involvement_of_a_service(tmp_path: Path):
    """Seen to fail: with kinds of relationship that are not known, the links were a service's records."""
    made = write_people(tmp_path)
    rows = [[one["number"], other["number"], f"Q{place % 4}", "2020-01-02"]
            for place, (one, other) in enumerate(zip(made, made[1:], strict=False))]  # fmt: skip
    write(tmp_path, "cf_lnk.csv", [["lnk_per_id", "lnk_rel_per_id", "lnk_type", "lnk_start"], *rows])
    draft = drafted(tmp_path)
    assert "id: cf_lnk" not in draft.text
    assert any("cf_lnk.csv: each line has the keys of two people" in words for words in draft.to_do)


@pytest.mark.parametrize("name", ["Contact 1 Mobile", "Priority 1 contact tel", "First contact number"])
def test_a_pupils_first_contact_is_not_whom_to_call_at_the_school(tmp_path: Path, name: str):
    found = service(tmp_path, REF | PERSON | {name: strangers_phone, "School name": of("Overdale High")}, "school.csv")
    assert "contact_number" not in found["columns"]


@pytest.mark.parametrize(
    "name", ["Contact number", "Contact tel", "Main contact number", "Contact phone no", "Contact mobile", "Work tel"]
)
def test_a_phone_that_differs_from_line_to_line_is_the_tenants_and_not_the_services(tmp_path: Path, name: str):
    """Seen to fail without an officer beside it: a worker would have called whoever the record is about."""
    columns = REF | PERSON | {"Tenancy status": of("Current", "Former")}
    assert "contact_number" not in service(tmp_path, columns | {name: strangers_phone})["columns"]
    assert service(tmp_path, columns | {name: officers_phone})["columns"]["contact_number"] == name


def test_a_contact_of_another_name_in_most_lines_is_the_persons_own(tmp_path: Path):
    """Seen to fail: the next of kin was whom to call at the service."""
    kin: dict[str, Cell] = {"Contact name": lambda place, _: f"{OTHERS[place % 5]}{'abcdefgh'[place // 5]}"}
    columns = REF | PERSON | kin | {"Contact tel": strangers_phone, "Tenancy status": of("Current", "Former")}
    found = service(tmp_path, columns)["columns"]
    assert not {"contact_name", "contact_number"} & found.keys()
    assert service(tmp_path, columns | {"Patch officer": officer})["columns"]["contact_name"] == "Patch officer"
    assert service(tmp_path, columns | {"Contact name": officer})["columns"]["contact_name"] == "Contact name"


def test_who_referred_somebody_is_not_the_service_that_a_file_is_of(tmp_path: Path):
    service(tmp_path, REF | PERSON | {"Referred By": of("Housing"), "Visit Date": days()}, "home_visits.csv")
    assert set(load(tmp_path, drafted(tmp_path)).services) == {"home_visits"}


def test_a_part_in_an_offence_that_is_not_known_is_said_and_is_no_officers_role(tmp_path: Path):
    columns = CRIMES | {"Involvement Type": of("Suspect", "Victim", "Named"), "Role": of("Suspect", "Victim", "Named")}
    found = service(tmp_path, REF | PERSON | columns, "police.csv")
    assert "contact_role" not in found["columns"]
    assert any("12 lines say a part in it that is not known" in words for words in found["to_do"])


def test_a_state_that_is_not_known_beside_the_day_of_an_end_is_left_to_do(tmp_path: Path):
    columns = {"Tenancy status": of("Current", "Former", "Pending"), "Tenancy end date": days(every=3)}
    found = service(tmp_path, REF | PERSON | columns)
    assert any("12 lines have codes in Tenancy status that are not known" in words for words in found["to_do"])


@pytest.mark.parametrize(("values", "lines"), [(("Y", "N", ""), 12), (("Police", "", ""), 12), (("N", "No", ""), 0)])
def test_whom_a_system_calls_restricted_is_said_since_no_load_reads_it(tmp_path: Path, values, lines: int):
    found = service(tmp_path, REF | PERSON | {"Restricted access": of(*values)})
    said = [words for words in found["to_do"] if "must be restricted before anyone searches" in words]
    assert len(said) == bool(lines) and all(f"{lines} lines have something" in words for words in said)
    assert file_of(drafted(tmp_path).text, "housing")


OTHER = of("Ada Quill", "Bo Frith", "Cy Marl")


def whole(_: int, one: dict) -> str:
    return f"{one['first']} {one['family']}"


@pytest.mark.parametrize(("theirs", "other", "born"), [
    ("Name of child", "Name of tenant", "DOB of child"), ("Child's name", "Name of tenant", "DOB of child"),
    ("Name of child", "Tenant name", "Child DOB"), ("Household Member Name", "Tenant Name", "DOB of household member"),
])  # fmt: skip
def test_whose_a_date_of_birth_is_may_be_said_before_or_after_it(tmp_path: Path, theirs: str, other: str, born: str):
    """Seen to fail: the tenant's name beside the date of birth of a child."""
    columns = {**REF, other: OTHER, theirs: whole, born: PERSON["Date of birth"]}
    found = service(tmp_path, columns)
    assert found["split"]["family_name"]["column"] == theirs
    assert not any("is another" in words for words in found["to_do"])


@pytest.mark.parametrize(("columns", "taken", "other"), [
    ({"Main Tenant Name": OTHER, "Household Member Name": whole}, "Main Tenant Name", "Household Member Name"),
    ({"Name of tenant": OTHER, "Occupant name": whole}, "Name of tenant", "Occupant name"),
    ({"Tenant forename": of("Ada", "Bo"), "Tenant surname": of("Quill", "Frith"),
      "Occupant forename": PERSON["Forename"], "Occupant surname": PERSON["Surname"]},
     "Tenant surname", "Occupant surname"),
    ({name: PERSON[name] for name in ("Forename", "Surname")} | {"Occupant name": OTHER}, "Surname", "Occupant name"),
])  # fmt: skip
def test_a_name_of_a_second_person_is_said_where_nothing_tells_whose_the_date_of_birth_is(
    tmp_path: Path, columns: dict[str, Cell], taken: str, other: str
):
    said = service(tmp_path, {**REF, **columns, "DOB": PERSON["Date of birth"]})["to_do"]
    assert any(f"{taken} is taken, and {other} is another" in words for words in said)


@pytest.mark.parametrize("who", ["Suspect", "Offender", "Respondent", "Accused", "Defendant"])
def test_a_victims_date_of_birth_beside_another_persons_is_said(tmp_path: Path, who: str):
    """Seen to fail: whoever was suspected was the record and the victim's adviser the one to call, without a word."""
    columns = {**REF, "Victim Forename": PERSON["Forename"], "Victim Surname": PERSON["Surname"], "IDVA": officer,
               "Victim DOB": days(), f"{who} Name": whole, f"{who} DOB": PERSON["Date of birth"]}  # fmt: skip
    said = service(tmp_path, columns, "list.csv")["to_do"]
    assert any(f"{who} DOB is taken, and Victim DOB is another" in words for words in said)


@pytest.mark.parametrize("who", ["Perpetrator", "Perp", "Abuser"])
def test_a_list_of_perpetrators_alone_is_of_them(tmp_path: Path, who: str):
    """Seen to fail: no list of perpetrators could be drafted."""
    columns = {**REF, f"{who} Forename": PERSON["Forename"], f"{who} Surname": PERSON["Surname"]}
    columns |= {f"{who} DOB": PERSON["Date of birth"], "Case status": of("Open", "Closed"), "Case officer": officer}
    found = service(tmp_path, columns | {"Relationship to victim": of("Partner", "Son")}, "asb_cases.csv")["columns"]
    assert (found["first_name"], found["date_of_birth"]) == (f"{who} Forename", f"{who} DOB")
    assert found["contact_name"] == "Case officer"


@pytest.mark.parametrize("victim", ["Victim Name", "Survivor Surname", "Complainant", "Victim DOB", "Name of victim"])
def test_whoever_harmed_somebody_is_not_the_record_beside_the_one_who_was_harmed(tmp_path: Path, victim: str):
    made = write_people(tmp_path)
    rows = [[f"M{place}", OTHERS[place % 5], one["first"], one["family"], one["born"], f"{place} High Street, SK1 1AA"]
            for place, one in enumerate(made)]  # fmt: skip
    theirs = [f"Perpetrator {part}" for part in ("Forename", "Surname", "DOB", "address")]
    write(tmp_path, "list.csv", [["Person ref", victim, *theirs], *rows])
    text = drafted(tmp_path).text
    assert not any(f": {name} " in text for name in theirs)


def kin(place: int, _: dict) -> str:
    return f"{OTHERS[place % 5]}{'abcdefgh'[place // 5]}"


@pytest.mark.parametrize("name", ["Direct contact number", "School contact number", "Duty contact tel"])
def test_a_contact_number_that_differs_from_line_to_line_is_nobodys_at_the_service(tmp_path: Path, name: str):
    """Seen to fail: it was the school's own by one word of its name."""
    columns = REF | PERSON | {"School name": of("Overdale High")}
    assert "contact_number" not in service(tmp_path, columns | {name: strangers_phone}, "school.csv")["columns"]
    assert service(tmp_path, columns | {name: officers_phone}, "school.csv")["columns"]["contact_number"] == name
    # Of an officer with a number of their own to each, it is the officer's.
    direct = service(tmp_path, columns | {"Form tutor": officer, "Direct dial": officers_phone}, "school.csv")
    assert direct["columns"]["contact_number"] == "Direct dial"


@pytest.mark.parametrize("number", [1, 4, 8])
def test_of_a_few_lines_a_contact_is_taken_and_said(tmp_path: Path, number: int):
    """Seen to fail: whom to call at the service was somebody's next of kin, without a word."""
    columns = REF | PERSON | {"Contact name": kin, "Contact tel": strangers_phone}
    said = service(tmp_path, columns, number=number)["to_do"]
    for ours, name in (("contact_name", "Contact name"), ("contact_number", "Contact tel")):
        words = f"{ours}: of so few lines nothing tells whether {name} is people's own contact"
        assert any(words in one for one in said)
    assert not any("people's own contact" in one for one in service(tmp_path, REF | PERSON | {"Officer": kin})["to_do"])


def test_that_somebody_is_a_perpetrator_is_theirs_beside_whoever_complained(tmp_path: Path):
    columns = REF | PERSON | {"ASB perpetrator": of("Open", "Closed", ""), "Complainant name": OTHER}
    assert service(tmp_path, columns)["columns"]["anti_social_behaviour"] == "ASB perpetrator"
