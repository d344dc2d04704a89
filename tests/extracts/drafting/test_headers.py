"""Names of columns as councils write them, and what they mean."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extracts.drafting.headers import TABLE, file_meanings, meanings

with TABLE.open(encoding="utf-8", newline="") as _file:
    ROWS = [(row["kind"], row["ours"], row["theirs"]) for row in csv.DictReader(_file)]
COLUMNS = [(ours, theirs) for kind, ours, theirs in ROWS if kind == "column"]


def best(name: str) -> set[str]:
    """What a name means, of the best fit."""
    found = meanings(name)
    return {one.ours for one in found if one.fit == found[0].fit}


@pytest.mark.parametrize(("name", "ours"), [
    ("surname", "family_name"), ("LAST_NAME", "family_name"), ("cliSurname", "family_name"),
    ("PERS_SURNAME", "family_name"),
    ("ClientSurname", "family_name"), ("clientsurname", "family_name"), ("Tenant Surname 1", "family_name"),
    ("Forename(s)", "first_name"), ("cliFName_2", "first_name"), ("pt_first_nm", "first_name"),
    ("Given Names", "first_name"), ("NAME_LAST", "family_name"), ("NameFirst", "first_name"),
    ("NAME_GIVEN_1", "first_name"),
    ("DATE_START", "start_date_of_last_involvement"), ("BIRTH_DT", "date_of_birth"), ("Applicant", "full_name"),
    ("D.O.B", "date_of_birth"), ("dt_of_birth", "date_of_birth"), ("Date of Brith", "date_of_birth"),
    ("PupilDOB", "date_of_birth"), ("Sex Code", "gender"), ("M/F", "gender"), ("Addr1", "address_part"),
    ("Post Code", "address_part"), ("officerPhone", "contact_number"), ("Key worker tel no.", "contact_number"),
    ("Social Worker", "contact_name"), ("Housing Officer E-mail", "contact_email"), ("TEN_START_DT", "tenancy_start"),
    ("Curr_Status_Desc", "service_involvement"), ("Estab_Name", "school_name"),
    ("NOSP status", "notice_seeking_possession"),
    ("Full Name", "full_name"), ("Offence Dt", "date_of_offence"),
    # Words without a space, codes for marks, a bracket, a language beside the other, whose it is behind it, a question.
    ("PERSONIDENTIFIER", "key"), ("HOMELOCATION", "address"), ("Child_x0020_surname", "family_name"),
    ("Surname / Cyfenw", "family_name"), ("cyfenwDisgybl", "family_name"), ("Ffôn yr Ysgol", "contact_number"),
    ("Email (Responsible User) (User)", "contact_email"), ("D.O.B. (if given)", "date_of_birth"),
    ("What is the child or young person's first name?", "first_name"), ("What is their surname?", "family_name"),
    ("Enw llawn y plentyn / What is the child's full name?", "full_name"),
    # What is before it adds nothing, or one word of it is enough.
    ("Niche Person ID", "key"), ("Record end date", "end_date"), ("CUR_ADR$POST_TOWN", "address_part"),
    ("Linked to s'guarding offence", "safeguarding_offences"), ("ANY OTHER CRIME/OFFENCE", "non_safeguarding_offences"),
    ("Offence recorded, not safeguarding", "non_safeguarding_offences"),
    ("Non-safeguarding crime on file", "non_safeguarding_offences"),
    ("Surname on our system", "family_name"), ("Last_Name_Legal", "family_name"), ("SURNAME_CURR", "family_name"),
    ("First_Given_Name", "first_name"), ("Main applicant forename", "first_name"), ("DOB held", "date_of_birth"),
    ("Main applicant birth date", "date_of_birth"), ("Last", "family_name"), ("Unit Village", "address_part"),
    ("fam_name", "family_name"), ("FAMNAME", "family_name"), ("fam_nm", "family_name"), ("forenm", "first_name"),
    ("FstName", "first_name"), ("frstnm", "first_name"), ("lstnm", "family_name"), ("CHRISNAME", "first_name"),
    ("g_name", "first_name"), ("enw_bedydd", "first_name"), ("SUBJ_FIRST", "first_name"), ("sur", "family_name"),
])  # fmt: skip
def test_a_name_is_known_however_it_is_written(name: str, ours: str):
    assert ours in best(name)


@pytest.mark.parametrize("name", [
    "Mother's Name", "Date of death", "Emergency contact", "Next of kin phone", "GP name", "Previous surname",
    "Victim DOB",
    "Created date", "Middle names", "Ethnicity", "Father surname", "What is the mother's surname?", "Name (GP)",
    "WKR_SURNAME", "SURNAME_BIRTH", "RELATED_SURNAME", "AliasSurname", "Gender Identity at Birth", "Place of birth",
    "Birth weight", "Last visit", "First language", "Family file no", "Surname, forename of referrer",
    "Enw'r fam", "fam_size",
])  # fmt: skip
def test_what_is_somebody_elses_is_not_taken_for_the_persons(name: str):
    assert not {one.ours for one in meanings(name)} & {"first_name", "family_name", "full_name", "date_of_birth",
                                                       "contact_name", "contact_number", "date_of_offence"}  # fmt: skip


@given(
    st.sampled_from(COLUMNS), st.sampled_from([str.upper, str.title, str.lower]), st.sampled_from(["_", " ", "-", "."])
)
def test_every_name_of_the_table_is_known_in_any_writing(line: tuple[str, str], case, between: str):
    ours, theirs = line
    if len(theirs.replace(" ", "")) > 1 and not all(len(word) == 1 for word in theirs.split()):
        assert ours in {one.ours for one in meanings(case(theirs).replace(" ", between))} or is_somebody_elses(ours)


def is_somebody_elses(ours: str) -> bool:
    return ours in ("former_name", "preferred_name")


def test_the_table_has_each_line_once_and_only_kinds_that_are_read():
    assert len(ROWS) == len(set(ROWS)) > 1_000
    assert {kind for kind, _, _ in ROWS} == {"column", "file", "hint", "value", "pair", "word", "short", "title"}


@pytest.mark.parametrize(("name", "role"), [
    ("housing_2020-11-02.csv", "housing"), ("Adult Social Care.csv", "adult_social_care"),
    ("police_offences.csv", "police_offences"), ("MosaicRelationships.csv", "relationships"),
    ("Pupils.xlsx", "school"), ("all people extract.tsv", "people"),
])  # fmt: skip
def test_the_name_of_a_file_says_what_it_is(name: str, role: str):
    found = file_meanings(name)
    assert found[role] == max(found.values())


@pytest.mark.parametrize("beside", [
    "No", "Number of", "None of", "Without", "Ex", "Except", "Exempt from", "Excl", "Exclude", "Excludes", "Excluded",
    "Excluding", "Nil", "Unrelated to", "Cleared of", "Outside", "NFA for",
])  # fmt: skip
@pytest.mark.parametrize("sort", ["safeguarding offences", "non-safeguarding offences", "any other offences"])
def test_a_word_that_may_turn_a_yes_round_leaves_open_which_offences_are_meant(beside: str, sort: str):
    """Seen to fail: a Yes to "No non-safeguarding offences" was one to other offences."""
    sorts = {"safeguarding_offences", "non_safeguarding_offences"}
    for name in (f"{beside} {sort}", f"{sort} ({beside})"):
        assert not {one.ours for one in meanings(name)} & sorts
    assert {one.ours for one in meanings(f"{sort} on file")} & sorts
