"""A council's mapping: which are accepted, and the messages for misspelt, incomplete and contradictory ones."""

import copy
from typing import Any

import pytest
import yaml

from config.environment import ROOT
from config.extract import date_pattern
from config.problems import SettingsError
from config.reading import council_from
from tests.config.test_reading import answers_to_odd_values, every_place, put

SHAPES = ROOT / "tests" / "shapes"
OVERDALE = yaml.safe_load((SHAPES / "overdale" / "council.yaml").read_text(encoding="utf-8"))
FERNLEY = yaml.safe_load((SHAPES / "fernley" / "council.yaml").read_text(encoding="utf-8"))


def said_of(settings: dict[str, Any]) -> list[str]:
    try:
        council_from(settings, file="F")
    except SettingsError as error:
        return [str(problem) for problem in error.problems]
    return []


@pytest.fixture
def overdale() -> dict[str, Any]:
    return copy.deepcopy(OVERDALE)


@pytest.fixture
def fernley() -> dict[str, Any]:
    return copy.deepcopy(FERNLEY)


@pytest.mark.parametrize("settings", [OVERDALE, FERNLEY], ids=["one key for all", "no key at all"])
def test_both_shapes_are_accepted(settings):
    assert said_of(settings) == []


def test_without_a_mapping_the_files_are_those_of_the_page(settings):
    extract = council_from(settings, file="F").extract
    housing = extract.file("housing")
    assert (housing.file, housing.encoding, housing.delimiter) == ("housing.csv", "utf-8", ",")
    assert housing.dates == ("yyyy-mm-dd", "dd/mm/yyyy")
    assert not housing.is_mapped


FILES = "extract.files"


@pytest.mark.parametrize(("key", "value", "said"), [
    (f"{FILES}.housing.colums", {}, "allowed: id, file, encoding, delimiter, dates, sheet, skip_lines"),
    (f"{FILES}.housing.join", {"contact_name": {"column": "officer"}}, "join.contact_name.columns: found nothing"),
    (f"{FILES}.housing.split", {"contact_name": {"column": "officer", "at": ","}}, "allowed: column, before, after"),
    (f"{FILES}.housing.file", "../housing.csv", "without a folder"),
    (f"{FILES}.housing.file", "..", "without a folder"),
    (f"{FILES}.housing.encoding", "latin1", "found latin1; allowed: utf-8, utf-16, windows-1252 or iso-8859-1"),
    (f"{FILES}.housing.delimiter", "\t", "allowed: ,, ;, |, ~ or tab"),
    (f"{FILES}.housing.dates", ["dd/mm/yy"], "found dd/mm/yy; allowed: dd, mm (or Mon or Month) and yyyy"),
    (f"{FILES}.housing.dates", ["dd/mm/yyyy", "mm/dd/yyyy"], "found dd/mm/yyyy and mm/dd/yyyy; allowed: one of"),
    (f"{FILES}.housing.dates", ["dd/mm/yyyy hh:mm", "mm/dd/yyyy hh:mm"], "allowed: one of the two: 03/04/2012"),
    (f"{FILES}.housing.dates", ["yyyy-mm-dd hh:mm:ss", "yyyy-dd-mm hh:mm:ss"], "allowed: one of the two: 03/04/2012"),
    (f"{FILES}.housing.person_key", "mine", "found mine; allowed: shared, own or none"),
    (f"{FILES}.housing.person_key", "own", "files.housing.columns: found person_key; allowed: columns of this file"),
    (f"{FILES}.police.person_key", "own", "police.columns: found person_key"),
    (f"{FILES}.people.person_key", "own", "people.person_key: found own; allowed: shared; own and none are for"),
    (f"{FILES}.housing.columns.officer", "x", "housing.columns: found officer; allowed: columns of this file: person"),
    (f"{FILES}.housing.constants", {"contact_name": "x"}, "housing.columns: found contact_name twice"),
    (f"{FILES}.housing.constants", {"eviction_": "x"}, "housing.constants: found eviction_"),
    (f"{FILES}.housing.until", {"eviction": "x"}, "columns: found eviction twice"),
    (f"{FILES}.people.until", {"address_status": "x"}, "until.address_status: found a column of another kind"),
    (f"{FILES}.housing.not_held", [], "housing.columns: found no contact_email; allowed: contact_email in columns"),
    (f"{FILES}.housing.not_held", ["contact_email", "person_key"], "found person_key twice"),
    (f"{FILES}.housing.values.eviction", {"OPEN": "Open"}, "values.eviction: found Open; allowed: Case open, Case"),
    (f"{FILES}.housing.values.eviction", {"o": "Case open", "O": "Case open"}, "eviction: found one value twice"),
    (f"{FILES}.housing.values.eviction", {"OPEN": True}, "values.eviction.OPEN: found yes (true); allowed: text"),
    (f"{FILES}.people.values.gender", {"M": "Man"}, "values.gender: found Man; allowed: Female, Male, Other, Unknown"),
    (f"{FILES}.housing.leave_out", [{"column": "status"}], "found none of is, empty and within_years; allowed: one"),
    (f"{FILES}.housing.leave_out", [{"column": "a", "is": ["x"], "empty": True}], "found 2 of is, empty and within"),
    (f"{FILES}.housing.leave_out", [{"column": "a", "within_years": 5}], "leave_out: found within_years"),
    (f"{FILES}.housing.only", [{"column": "a", "within_years": 0}], "within_years: found 0; allowed: 1 or more"),
    (f"{FILES}.housing.only", [{"column": "a", "empty": "yes"}], "allowed: true or false, without quotes"),
    (f"{FILES}.housing.id", "houses", "extract.files: found houses; allowed: files named people, relationships"),
    (f"{FILES}.housing.id", "people", "extract.files: found people twice"),
    (f"{FILES}.housing.id", "caseload", "found a file the council is without; allowed: either this or `without`"),
    ("extract.time", "UTC", "encoding, delimiter, dates, times, most_fall, most_leap, most_match_change, "
     "most_rejected, strict, not_known, without, sources, files"),
    ("extract.without", ["relationships", "people"], "found people, but housing has shared keys; allowed: people only"),
    ("extract.without", ["people", "relationships", "caseload"], "found people, but housing has shared keys"),
    ("extract.without", ["housing"], "found housing; allowed: people, relationships or caseload"),
    ("extract.most_fall", 0, "extract.most_fall: found 0; allowed: 1 or more"),
    ("extract.times", "Paris", "extract.times: found Paris; allowed: UTC or London"),
    ("extract.sources.police.id", "gp", "extract.sources: found cms, housing, gp; allowed: each of these once"),
    ("extract.sources.police.expected_every", "daily", "allowed: a time such as 1 day, 12 hours or 1 week"),
    ("extract.sources.police.date_current_as_of", None, "date_current_as_of: found nothing; allowed: file_time, or"),
    ("extract.sources.police.coverage_start_date", None, "coverage_start_date: found nothing; allowed: a date, or"),
    ("extract.sources", [], "columns: found date_current_as_of; allowed: this only with extract.sources"),
])  # fmt: skip
def test_a_mapping_that_does_not_fit_is_refused(overdale, key, value, said):
    put(overdale, key, value)
    if key == "extract.sources":
        put(overdale, f"{FILES}.housing.columns.date_current_as_of", "asOf")
    lines = said_of(overdale)
    assert any(said in line for line in lines), lines


@pytest.mark.parametrize("column", ["service_involvement", "person_key"])
def test_a_column_that_decides_what_counts_cannot_be_left_out(overdale, column):
    columns = next(one for one in overdale["extract"]["files"] if one["id"] == "housing")
    del columns["columns"][column]
    [line] = said_of(overdale)
    assert f"housing.columns: found no {column}; allowed: {column} in columns, join, split, constants" in line
    columns["not_held"].append(column)
    [line] = said_of(overdale)
    assert f"housing.not_held: found {column}; allowed: a column that this file can do without" in line


def test_a_source_without_keys_needs_the_names_and_the_people_no_relationships(fernley):
    columns = fernley["extract"]["files"][0]["columns"] = dict(fernley["extract"]["files"][0]["columns"])
    del columns["family_name"]
    [line] = said_of(fernley)
    assert "adult_social_care.columns: found no family_name" in line


def test_journey_2_needs_people_relationships_and_where_only_the_caseload_opens_the_caseload(overdale):
    overdale |= {"journey": 2, "guidance": {**overdale["guidance"], "linked": "Linked to the child."}}
    assert "extract.without: found caseload, relationships; allowed: no people or rel" in said_of(overdale)[0]
    overdale["extract"]["without"] = ["caseload"]
    assert said_of(overdale) == []
    overdale["caseload"]["only"] = True
    assert "extract.without: found caseload; allowed: no caseload" in said_of(overdale)[0]


def test_a_source_dated_twice_is_refused(fernley):
    fernley["extract"]["sources"][0]["date_current_as_of"] = "file_time"
    assert "found both file_time and a column of the file" in said_of(fernley)[0]


@pytest.mark.parametrize(("date_format", "value"), [
    ("dd/mm/yyyy", "3/4/1988"), ("yyyy-mm-dd", "1988-04-03"), ("dd-Mon-yyyy", "03-APR-1988"), ("yyyymmdd", "19880403"),
    ("d", None), ("dd.mm.yyyy", "03.04.1988"), ("dd Month yyyy", "3 April 1988"), ("yyyy-mm-dd hh:mm:ss", None),
])  # fmt: skip
def test_dates_are_read_as_written(date_format, value):
    if date_format == "d":
        with pytest.raises(ValueError):
            date_pattern(date_format)
    elif value is None:
        assert date_pattern(date_format).fullmatch("1988-04-03 06:30:00.000")
    else:
        assert date_pattern(date_format).fullmatch(value)
        assert not date_pattern(date_format).fullmatch(f"{value}0000")


def test_people_cannot_be_missing_alone(fernley):
    fernley["extract"]["without"] = ["people"]
    assert "extract.without: found people alone; allowed: relationships and caseload as well" in said_of(fernley)[0]


def test_no_value_anywhere_in_a_mapping_crashes_the_reader_or_is_answered_in_jargon(overdale):
    places = [path for path in every_place(overdale) if path[0] == "extract"]
    assert answers_to_odd_values(overdale, iter(places)) > 1000


def test_one_of_two_yes_no_fields_may_be_not_held_but_not_both_and_not_the_one_with_entries(overdale):
    police = next(one for one in overdale["extract"]["files"] if one["id"] == "police")
    del police["columns"]["non_safeguarding_offences"], police["values"]["non_safeguarding_offences"]
    police["not_held"] = ["non_safeguarding_offences"]
    assert said_of(overdale) == []
    del police["columns"]["safeguarding_offences"], police["values"]["safeguarding_offences"]
    police["not_held"].append("safeguarding_offences")
    [line] = said_of(overdale)
    assert "police.not_held: found safeguarding_offences; allowed: a column that this file can do without" in line


def test_of_what_decides_whether_there_is_a_record_the_settings_may_say_that_it_is_not_known(overdale):
    police = next(one for one in overdale["extract"]["files"] if one["id"] == "police")
    police["values"]["safeguarding_offences"][""] = "Not known"
    del police["columns"]["non_safeguarding_offences"], police["values"]["non_safeguarding_offences"]
    police["constants"]["non_safeguarding_offences"] = "Not known"
    assert said_of(overdale) == []
    put(overdale, f"{FILES}.housing.values.eviction", {"": "Not known"})
    assert any("values.eviction: found Not known" in line for line in said_of(overdale))


def test_where_a_service_has_no_entries_either_yes_no_field_may_be_not_held_but_not_both(overdale):
    service = next(one for one in overdale["services"] if one["id"] == "police")
    del service["group"]
    overdale["extract"]["files"] = [one for one in overdale["extract"]["files"] if one["id"] != "police_offences"]
    police = next(one for one in overdale["extract"]["files"] if one["id"] == "police")
    police["not_held"] = []
    for place, field in enumerate(("safeguarding_offences", "non_safeguarding_offences")):
        del police["columns"][field], police["values"][field]
        police["not_held"].append(field)
        lines = said_of(overdale)
        assert lines == [] if place == 0 else "one of them at least in columns or constants" in lines[0]
