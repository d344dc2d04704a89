"""Keys written in two ways lead to one person, and never to a wrong one."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.council import Council
from config.environment import ROOT
from config.reading import read_council
from extracts.checks import ExtractFiles, ExtractRefused, read_extract
from extracts.keys import KeyBook, plain_key
from tests.small_extract import SmallExtract


def council_with(keys: str) -> Council:
    council = read_council(ROOT / "config" / "councils" / "stockport.yaml")
    return council.model_copy(update={"extract": council.extract.model_copy(update={"keys": keys})})


def loaded(folder: Path, in_people: list[str], in_school: str, *, keys: str = "plain") -> ExtractFiles:
    """One person for each key, and one record of the school under a key."""
    council = council_with(keys)
    extract = SmallExtract(council)
    first = extract.files["people"][0]
    for name in extract.files:
        extract.files[name] = [] if name not in ("people", "sources", "school") else extract.files[name]
    extract.files["people"] = [
        first | {"person_key": key, "cms_id": str(place)} for place, key in enumerate(in_people, start=1)
    ]
    extract.files["relationships"] = [{"child_key": in_people[0], "person_key": in_people[0], "relationship": "Self"}]
    extract.files["caseload"] = [{"worker": "204417", "case_id": "1"}]
    extract.files["school"][0]["person_key"] = in_school
    return read_extract(council, extract.write(folder))


@pytest.mark.parametrize(("in_people", "in_school", "means"), [
    (["00123456"], "123456", "00123456"),
    (["123456"], "00123456", "123456"),
    (["123 456"], "123-456", "123 456"),
    (["C-000123"], "c123", "C-000123"),
    (["123456789", "123400000"], "1.23456789E+08", "123456789"),
    (["123456789"], "1.23E+08", "123456789"),
    (["123456789"], "1,23E+08", "123456789"),
    (["1.23E+08"], "123456789", "1.23E+08"),
    (["AB/12"], "ab12", "AB/12"),
    (["249012"], "249012.0", "249012"),
    (["249012.0"], "0249012", "249012.0"),
    (["1249012"], "1,249,012", "1249012"),
])  # fmt: skip
def test_a_key_written_in_another_way_is_written_as_the_people_have_it(tmp_path, in_people, in_school, means):
    files = loaded(tmp_path, in_people, in_school)
    assert files.services["school"]["person_key"].tolist() == [means]
    assert in_people[0] in files.people["person_key"].tolist()


@pytest.mark.parametrize(("in_people", "in_school"), [
    (["00123", "123"], "0123"),
    (["00123", "123"], "123"),
    (["123456789", "123400000"], "1.23E+08"),
    (["12-3", "1-23"], "123"),
])  # fmt: skip
def test_a_key_that_may_be_two_peoples_is_refused(tmp_path, in_people, in_school):
    with pytest.raises(ExtractRefused) as refused:
        loaded(tmp_path, in_people, in_school)
    assert "may be either of two keys in the file of people" in str(refused.value.problems[0])


@pytest.mark.parametrize("in_school", ["1.24E+08", "999", "C123", "12345678.9"])
def test_a_key_that_fits_no_one_is_refused(tmp_path, in_school):
    with pytest.raises(ExtractRefused) as refused:
        loaded(tmp_path, ["123456789"], in_school)
    assert "is not in people.csv" in str(refused.value.problems[0])


def test_a_key_without_its_last_digits_is_named_by_line(tmp_path):
    files = loaded(tmp_path, ["123456789"], "1.23E+08")
    assert "school.csv, person_key: keys whose last digits are lost; each fits one person only (line 2)" in files.notes


def test_without_the_rule_keys_are_compared_as_they_are_written(tmp_path):
    with pytest.raises(ExtractRefused):
        loaded(tmp_path, ["00123"], "123", keys="as_written")


def test_case_ids_of_the_caseload_are_found_too(tmp_path):
    council = council_with("plain")
    extract = SmallExtract(council)
    extract.line("caseload", worker="204417")["case_id"] = "0249012"
    files = read_extract(council, extract.write(tmp_path))
    assert files.caseload["case_id"].tolist()[0] == "249012"


def test_entries_are_found_by_a_key_written_in_another_way(tmp_path):
    council = council_with("plain")
    extract = SmallExtract(council)
    extract.files["police_offences"][0]["person_key"] = "DOMINIC"
    files = read_extract(council, extract.write(tmp_path))
    assert files.entries["police"]["person_key"].tolist() == ["dominic"]


@given(number=st.integers(1, 10**14), others=st.sets(st.integers(1, 10**14), max_size=5), digits=st.integers(0, 8))
def test_a_number_in_scientific_notation_never_leads_to_another_person_alone(number, others, digits):
    """Rounded to any number of digits, it leads to its own key, or to several and so to none."""
    written = f"{number:.{digits}E}"
    fitting = KeyBook(map(str, {number, *others})).find(written)
    assert fitting == [str(number)] or len(fitting) > 1


def test_a_key_of_thousands_of_digits_is_no_number_and_is_found_as_it_is():
    long = "1" * 5000
    book = KeyBook([long, "123456789", "4.56E+08"])
    assert book.find(long) == [long]
    assert book.find("1.23E+08") == ["123456789"]


@given(st.text("0123456789 -/", min_size=1).filter(lambda key: any(map(str.isdigit, key))))
def test_a_plain_key_stays_as_it_is(key):
    assert plain_key(plain_key(key)) == plain_key(key)


def test_a_file_of_entries_with_own_keys_may_repeat_the_person(tmp_path):
    """`person_key: own` for the police and its offences, both in our own columns."""
    council = read_council(ROOT / "config" / "councils" / "stockport.yaml")
    extract = council.extract
    files = [extract.file(name).model_copy(update={"person_key": "own"}) for name in ("police", "police_offences")]
    council = council.model_copy(update={"extract": extract.model_copy(update={"files": tuple(files)})})
    small = SmallExtract(council)
    person = {"source_key": "N1", "first_name": "Dominic", "family_name": "Pierce", "date_of_birth": "1986-04-03"}
    person |= {"gender": "Male", "address": "", "address_status": ""}
    for name in ("police", "police_offences"):
        small.files[name] = [
            person | {key: value for key, value in line.items() if key not in ("person_key", "match_status", *person)}
            for line in small.files[name]
        ]
    read = read_extract(council, small.write(tmp_path))
    assert read.entries["police"]["source_key"].tolist() == ["N1"]
