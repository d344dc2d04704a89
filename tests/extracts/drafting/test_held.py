"""What a draft makes of what columns hold, where their names say little."""

from pathlib import Path

import pytest

from tests.extracts.drafting.shapes import SHAPES, WITH_A_NAME, council_of, csv_text, drafted, load, people


def write_people(folder: Path, number: int = 8, header: tuple[str, ...] = ("person no", "forename", "surname", "dob")):
    """A file of people in an order and under names of its own."""
    made = people(number)
    rows = [[one["number"], one["first"], one["family"], one["born"]] for one in made]
    (folder / "people.csv").write_text(csv_text([list(header), *rows]))
    return made


def test_codes_and_kinds_with_more_words_are_understood(tmp_path: Path):
    SHAPES["names beside keys"][0](tmp_path)
    draft = drafted(tmp_path, 2)
    files, council = load(tmp_path, draft), council_of(draft.text)
    assert files.services["school"]["service_involvement"].tolist() == ["Current", "Current", "Historic"]
    assert files.people["address_status"].tolist().count("previous") == 1
    assert files.caseload["worker"].tolist() == ["alowe"]
    kinds = [council.relationships.kind_of(kind).value for kind in files.relationships["relationship"]]
    assert kinds == ["shown", "shown", "shown", "excluded"]


def test_what_ended_on_a_day_is_historic_or_left_out(tmp_path: Path):
    SHAPES["ended by a day"][0](tmp_path)
    files = load(tmp_path, drafted(tmp_path, 2))
    assert files.services["school"]["service_involvement"].tolist() == ["Current", "Current", "Historic"]
    assert files.services["early_help_plans"]["service_involvement"].tolist() == ["Current", "Historic"]
    assert files.relationships["relationship"].tolist() == ["Mother of", "Brother of"]
    assert len(files.caseload) == 1 and not files.people["address"].str.contains("2020").any()


@pytest.mark.parametrize("header", [["id 1", "id 2", "what"], ["Surname", "person no", "relative no", "X"]])
def test_relationships_are_known_by_what_a_column_holds(tmp_path: Path, header: list[str]):
    made = people(12)
    rows = [["person no", "forename", "surname", "dob"]]
    rows += [[one["number"], one["first"], one["family"], one["born"]] for one in made]
    (tmp_path / "people.csv").write_text(csv_text(rows))
    rows = [header, *([made[place]["number"], made[place + 1]["number"], kind] for place, kind in
                      enumerate(["Mother", "Half-brothers", "Uncle (Paternal)"] * 3))]  # fmt: skip
    if len(header) == 4:
        rows[1:] = [["Lowe", *row] for row in rows[1:]]
    (tmp_path / "extract 7.csv").write_text(csv_text(rows))
    assert load(tmp_path, drafted(tmp_path)).rows == {"people": 12, "relationships": 9}


def test_a_caseload_with_names_in_the_place_of_user_names_is_said(tmp_path: Path):
    (tmp_path / "people.csv").write_text(csv_text(WITH_A_NAME))
    (tmp_path / "caseload.csv").write_text(csv_text([["Worker", "Person ID"], ["Ann Lowe", "1"]]))
    assert any("Worker has names; ask for the user names" in words for words in drafted(tmp_path).to_do)


def test_a_file_of_a_services_clients_is_a_service_beside_the_people(tmp_path: Path):
    made = people(8)
    rows = [["MCI_ID", "NAME_LAST", "NAME_FIRST", "BIRTH_DT"]]
    rows += [[one["number"], one["family"], one["first"], one["born"]] for one in made]
    (tmp_path / "master_client_index.csv").write_text(csv_text(rows))
    rows = [["ClientRef", "Forename", "Surname", "DateOfBirth", "KeyworkerName", "EpisodeStatus"]]
    rows += [[place, one["first"], one["family"], one["born"], "Lee Day", "In treatment"]
             for place, one in enumerate(made[:3])]  # fmt: skip
    (tmp_path / "recovery_clients.csv").write_text(csv_text(rows))
    assert load(tmp_path, drafted(tmp_path)).rows == {"people": 8, "recovery_clients": 3}


@pytest.mark.parametrize("prefix", ["PAR_PER_", "azc_client_", "Nominal", "Contact", "ent_gperson_"])
def test_what_stands_before_the_date_of_birth_stands_before_all_about_the_person(tmp_path: Path, prefix: str):
    write_people(tmp_path, header=tuple(f"{prefix}{name}" for name in ("NO", "FORENAME", "SURNAME", "BIRTH_DT")))
    assert load(tmp_path, drafted(tmp_path)).people["family_name"].tolist()[:2] == ["Williams", "Pierce"]


@pytest.mark.parametrize("column", ["Role in Occurrence", "LINK_REASON"])
def test_victims_and_witnesses_are_no_offenders(tmp_path: Path, column: str):
    made = write_people(tmp_path)
    rows = [["Nominal URN", "Surname", "Forename", "DoB", column, "Offence Group"]]
    roles = ("Suspect", "VICTIM", "Witness", "Person Reporting", "Suspect")
    rows += [[f"N{place}", one["family"], one["first"], one["born"], role, "Robbery"]
             for place, (one, role) in enumerate(zip(made, roles, strict=False))]  # fmt: skip
    (tmp_path / "police nominals.csv").write_text(csv_text(rows))
    assert load(tmp_path, drafted(tmp_path)).services["police"]["source_key"].tolist() == ["N0", "N4"]


def test_a_list_of_the_missing_is_a_service_of_its_own_and_says_nothing_of_offences(tmp_path: Path):
    made = write_people(tmp_path)
    rows = [["Ref", "Surname", "Forename", "DoB", "Police officer", "State"]]
    rows += [[place, one["family"], one["first"], one["born"], "PC Lowe", "Open"] for place, one in enumerate(made)]
    (tmp_path / "police missing persons.csv").write_text(csv_text(rows))
    assert set(load(tmp_path, drafted(tmp_path)).services) == {"police_missing_persons"}


def test_names_of_columns_as_programs_write_them_need_no_vowels(tmp_path: Path):
    made = people(8)
    rows = [["prsn_id", "prsn_fore_nm", "prsn_sur_nm", "prsn_brth_dt", "prsn_gndr_cd"]]
    rows += [[one["number"], one["first"], one["family"], one["born"], f"GEN-{one['sex']}"] for one in made]
    (tmp_path / "fw_prsn.tsv").write_text(csv_text(rows, "\t"))
    rows = [["chld_prsn_id", "rel_cd", "lnkd_prsn_id"]]
    rows += [[made[0]["number"], made[place]["number"], kind]
             for place, kind in enumerate(["MOT", "02 - Father", "is aunt of"], start=1)]  # fmt: skip
    (tmp_path / "fw_rltnshp.tsv").write_text(csv_text([rows[0], *([a, c, b] for a, b, c in rows[1:])], "\t"))
    files = load(tmp_path, draft := drafted(tmp_path))
    assert files.people["gender"].tolist()[:2] == ["Male", "Female"]
    assert files.relationships["relationship"].tolist() == ["Mother", "Father", "is aunt of"]
    assert council_of(draft.text).relationships.kind_of("Mother").value == "shown"


def test_what_people_are_called_is_their_name_where_there_is_no_other(tmp_path: Path):
    write_people(tmp_path, header=("person no", "Pref. First Name", "Pref. Surname", "dob"))
    assert load(tmp_path, drafted(tmp_path)).people["family_name"].tolist()[:2] == ["Williams", "Pierce"]


def test_codes_of_a_detail_that_are_not_known_count_as_not_held(tmp_path: Path):
    made = write_people(tmp_path)
    rows = [["person no", "school name", "enrolment type"]]
    rows += [[one["number"], "Overdale High", code] for one, code in zip(made, ["Main", "L", "Main"], strict=False)]
    (tmp_path / "school.csv").write_text(csv_text(rows))
    draft = drafted(tmp_path)
    kept = load(tmp_path, draft).services["school"]["admission_type"].tolist()
    assert kept == ["Main provision", "", "Main provision"]
    assert any("1 codes that are not known count as not held" in words for words in draft.to_do)


@pytest.mark.parametrize("codes", [["No longer open", "No longer active"], ["No - open", "Live"]])
def test_no_word_is_left_out_that_turns_a_meaning_round(tmp_path: Path, codes: list[str]):
    made = write_people(tmp_path)
    rows = [["person no", "tenancy status"], *([one["number"], code] for one, code in zip(made, codes, strict=False))]
    (tmp_path / "housing.csv").write_text(csv_text(rows))
    text = drafted(tmp_path).text
    assert "open: Current" not in text and "active: Current" not in text


def test_a_name_in_a_column_that_is_there_twice_is_not_written(tmp_path: Path):
    rows = [["person no", "forename", "surname", "dob", "Seen by Pierce", "Seen by Pierce"]]
    (tmp_path / "people.csv").write_text(csv_text([*rows, ["1", "Kate", "Pierce", "03/04/1986", "", ""]]))
    text = drafted(tmp_path).text
    assert "names that more than one column has are not used: 1" in text and "Pierce" not in text


@pytest.mark.parametrize("line", ["McDonald,MacLeod,DeSouza", "Ann,McDonald,LeBlanc"])
def test_names_with_capitals_within_are_no_names_of_columns(tmp_path: Path, line: str):
    write_people(tmp_path)
    (tmp_path / "list.csv").write_text(f"{line}\n{line}\n")
    draft = drafted(tmp_path)
    assert "McDonald" not in "\n".join([draft.text, *draft.to_do])
    assert any("list.csv: has no line with names of columns" in words for words in draft.to_do)


def test_of_two_columns_of_kinds_the_one_about_the_adults_is_taken(tmp_path: Path):
    made = write_people(tmp_path)
    rows = [["Primary Person", "Primary Person No", "Is The", "Related Person No", "Who Is The"]]
    rows += [[one["family"], one["number"], "Child", made[place + 1]["number"], kind]
             for place, (one, kind) in enumerate(zip(made, ["Mother", "Father", "Aunt"], strict=False))]  # fmt: skip
    (tmp_path / "links.csv").write_text(csv_text(rows))
    assert load(tmp_path, drafted(tmp_path)).relationships["relationship"].tolist() == ["Mother", "Father", "Aunt"]


def test_a_user_name_stands_after_its_domain(tmp_path: Path):
    made = write_people(tmp_path)
    rows = [["Case", "Person Id", "Involvement Member", "Team"]]
    rows += [[f"C{place}", made[place]["number"], "NORTHSHIRE\\alowe", "East"] for place in range(3)]
    (tmp_path / "Case Involvements.csv").write_text(csv_text(rows))
    assert load(tmp_path, drafted(tmp_path)).caseload["worker"].tolist() == ["alowe"] * 3


def test_whoever_wrote_a_note_has_no_caseload(tmp_path: Path):
    made = write_people(tmp_path)
    rows = [["Person Id", "Start date", "Author", "Note"]]
    rows += [[one["number"], "2026-03-04", "NORTHSHIRE\\alowe", "seen"] for one in made]
    (tmp_path / "notes.csv").write_text(csv_text(rows))
    assert "caseload" not in load(tmp_path, drafted(tmp_path)).rows


def test_a_key_that_some_lines_lack_leaves_people_to_be_found_by_their_details(tmp_path: Path):
    made = write_people(tmp_path)
    rows = [["person no", "surname", "forename", "dob", "school name"]]
    rows += [[one["number"] if place % 2 else "", one["family"], one["first"], one["born"], "Overdale High"]
             for place, one in enumerate(made)]  # fmt: skip
    (tmp_path / "school.csv").write_text(csv_text(rows))
    assert len(load(tmp_path, drafted(tmp_path)).services["school"]) == 8


@pytest.mark.parametrize(
    ("column", "values"),
    [("Rent arrears (£)", ["1,008.48", "0.00", "£12.10"]), ("Establishment No", ["3777", "4076", "3777"])],
)
def test_a_column_that_holds_something_else_is_not_taken(tmp_path: Path, column: str, values: list[str]):
    made = write_people(tmp_path)
    rows = [["person no", "tenancy status", "tenancy start", column]]
    rows += [[one["number"], "Live", "2019-04-13", value] for one, value in zip(made, values, strict=False)]
    (tmp_path / "housing.csv").write_text(csv_text(rows))
    draft = drafted(tmp_path)
    assert load(tmp_path, draft).rows["housing"] == 3
    assert f"# Not used: {column}" in draft.text


def test_a_name_is_divided_at_a_stroke_and_a_day_may_be_written_as_one_word(tmp_path: Path):
    write_people(tmp_path)
    rows = [["NOM_NO", "NOM_NAME", "NOM_DOB", "tenancy status"], ["7", "PIERCE/KATE", "03APR1986", "Live"]]
    (tmp_path / "housing.csv").write_text(csv_text(rows))
    [line] = load(tmp_path, drafted(tmp_path)).services["housing"].to_dict("records")
    assert (line["first_name"], line["family_name"], line["date_of_birth"].isoformat()) == (
        "KATE",
        "PIERCE",
        "1986-04-03",
    )
