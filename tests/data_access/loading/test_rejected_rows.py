"""Rows of a service that are wrong: kept out, listed, and the service could not be checked for whom they are about."""

import csv
import stat
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.council import Council
from config.environment import ROOT
from config.extract import Extract, ExtractFile, Rule
from config.reading import read_council
from data_access.loading import extracts
from data_access.loading.rejected_list import list_path
from data_access.people import person_page
from data_access.storage import database
from data_access.values import NoRecordsFound, NotChecked, RecordsFound, WhyNotChecked
from extracts.checks import ExtractRefused, read_extract
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, only_sqlite, person_id
from tests.data_access.unkeyed import UnkeyedExtract, without_shared_key
from tests.small_extract import SmallExtract

pytest_generate_tests = only_these_on_both(
    "test_a_source_late_the_next_night_keeps_its_rejected_rows",
)

VALUE_ERROR = "31/02/2018"
"""A date that no calendar has, where only a date may stand."""


def allowing(council: Council, most: int = 100, **also: object) -> Council:
    """The council with another share of rows that may be rejected: the small extract's files have a line or two."""
    return council.model_copy(update={"extract": council.extract.model_copy(update={"most_rejected": most, **also})})


def housing_of(actor, key: str):
    return person_page.get_person(actor, person_id(actor.council, key), grounds=STOCKPORT_GROUNDS).answers["housing"]


def loaded(council: Council, extract: SmallExtract, folder: Path) -> extracts.Loaded:
    return extracts.load_folder(council, extract.write(folder), loaded_by="test", accept_fall=True)


@pytest.fixture
def extract(stockport):
    """The small extract, with a tenancy of Dominic beside Kate's."""
    made = SmallExtract(stockport)
    made.add_record("housing", "dominic", service_involvement="Current", housing_association="Stockport Homes")
    return made


def test_a_wrong_row_with_a_known_key_is_kept_out_and_its_person_could_not_be_checked(
    stockport, extract, sign_in, tmp_path
):
    extract.line("housing", person_key="kate")["tenancy_start"] = VALUE_ERROR
    council = allowing(stockport)
    done = loaded(council, extract, tmp_path / "in")
    helen = sign_in(council)
    assert housing_of(helen, "kate").reason is WhyNotChecked.RECORD_UNREADABLE
    assert isinstance(housing_of(helen, "dominic"), RecordsFound)
    assert isinstance(housing_of(helen, "carer"), NoRecordsFound)
    assert any(note.startswith("housing.csv: 1 line rejected") for note in done.notes)


@only_sqlite
def test_a_person_with_a_good_row_and_a_rejected_one_could_not_be_checked(stockport, extract, sign_in, tmp_path):
    extract.add_record("housing", "dominic", service_involvement="Moved on")
    council = allowing(stockport)
    loaded(council, extract, tmp_path / "in")
    assert housing_of(sign_in(council), "dominic").reason is WhyNotChecked.RECORD_UNREADABLE


def test_one_row_that_does_not_say_whose_it_is_makes_the_whole_source_not_checked(
    stockport, extract, sign_in, tmp_path
):
    extract.add_record("housing", "no one known", service_involvement="Current")
    council = allowing(stockport)
    loaded(council, extract, tmp_path / "in")
    helen = sign_in(council)
    for key in ("kate", "dominic", "carer", "amelia"):
        answer = housing_of(helen, key)
        assert not isinstance(answer, NoRecordsFound | RecordsFound)
    assert housing_of(helen, "carer").reason is WhyNotChecked.SOURCE_UNREADABLE


@only_sqlite
def test_a_line_with_too_few_values_in_the_middle_does_not_say_whose_it_is(stockport, extract, sign_in, tmp_path):
    folder = extract.write(tmp_path / "in")
    lines = (folder / "housing.csv").read_text().splitlines()
    (folder / "housing.csv").write_text("\n".join([lines[0], "carer,,", *lines[1:]]) + "\n")
    council = allowing(stockport)
    extracts.load_folder(council, folder, loaded_by="test")
    assert housing_of(sign_in(council), "carer").reason is WhyNotChecked.SOURCE_UNREADABLE


def test_a_source_late_the_next_night_keeps_its_rejected_rows(stockport, extract, sign_in, tmp_path):
    extract.line("housing", person_key="kate")["eviction"] = "Pending?"
    council = allowing(stockport)
    loaded(council, extract, tmp_path / "in")
    (tmp_path / "in" / "housing.csv").unlink()
    extracts.load_folder(council, tmp_path / "in", loaded_by="test")
    helen = sign_in(council)
    assert housing_of(helen, "kate").reason is WhyNotChecked.RECORD_UNREADABLE
    assert isinstance(housing_of(helen, "dominic"), RecordsFound)


@only_sqlite
def test_a_row_with_no_shared_key_is_linked_by_name_and_date_of_birth(stockport, sign_in, tmp_path):
    council = allowing(without_shared_key(stockport))
    extract = UnkeyedExtract(council).tenant("T1", "kate", gender="F?").tenant("T2", "carer")
    extract.line("housing", source_key="T1")["tenancy_start"] = VALUE_ERROR
    helen = sign_in(extract.load(tmp_path))
    assert housing_of(helen, "kate").reason is WhyNotChecked.RECORD_UNREADABLE
    assert isinstance(housing_of(helen, "carer"), RecordsFound)
    assert isinstance(housing_of(helen, "dominic"), NoRecordsFound)


@only_sqlite
@pytest.mark.parametrize("lost", [{"date_of_birth": VALUE_ERROR}, {"first_name": "K"}, {"family_name": "N/K"}])
def test_a_row_with_no_shared_key_and_no_name_or_birth_does_not_say_whose_it_is(stockport, sign_in, tmp_path, lost):
    council = allowing(without_shared_key(stockport))
    extract = UnkeyedExtract(council).tenant("T1", "kate", **lost).tenant("T2", "carer")
    extract.line("housing", source_key="T1")["eviction"] = "Perhaps"
    helen = sign_in(extract.load(tmp_path))
    assert housing_of(helen, "dominic").reason is WhyNotChecked.SOURCE_UNREADABLE


@only_sqlite
def test_a_row_with_the_own_key_of_a_good_row_says_whose_it_is(stockport, sign_in, tmp_path):
    council = allowing(without_shared_key(stockport))
    extract = UnkeyedExtract(council).tenant("T1", "kate").tenant("T1", "kate", date_of_birth=VALUE_ERROR)
    helen = sign_in(extract.load(tmp_path))
    assert housing_of(helen, "kate").reason is WhyNotChecked.RECORD_UNREADABLE
    assert isinstance(housing_of(helen, "dominic"), NoRecordsFound)


@only_sqlite
def test_one_own_key_with_two_dates_of_birth_leaves_neither_person_without_records(stockport, sign_in, tmp_path):
    council = allowing(without_shared_key(stockport))
    helen = sign_in(UnkeyedExtract(council).tenant("T1", "dominic").tenant("T1", "kate").load(tmp_path))
    for key in ("dominic", "kate"):
        assert housing_of(helen, key).reason is WhyNotChecked.RECORD_UNREADABLE
    # Both lines are listed.
    assert len(read_extract(council, tmp_path / "incoming").rejected["housing"]) == 2


@only_sqlite
@pytest.mark.parametrize("undated", ["dominic", "kate"])
def test_two_first_names_under_one_own_key_are_two_people(stockport, sign_in, tmp_path, undated):
    """One of them has no date of birth here: the other one was linked, and this one read "No records found"."""
    council = without_shared_key(stockport)
    extract = UnkeyedExtract(council)
    for key in ("dominic", "kate"):
        extract.tenant("T1", key, **({"date_of_birth": ""} if key == undated else {}))
    helen = sign_in(extract.load(tmp_path))
    for key in ("dominic", "kate"):
        assert not isinstance(housing_of(helen, key), NoRecordsFound)


@only_sqlite
@pytest.mark.parametrize("file", ["people", "relationships", "police", "police_offences"])
def test_a_wrong_row_of_people_relationships_or_police_stops_the_load(stockport, extract, tmp_path, file):
    extract.files[file].append({**extract.files[file][0], "person_key": ""})
    with pytest.raises(ExtractRefused):
        read_extract(allowing(stockport), extract.write(tmp_path))


@only_sqlite
def test_strict_lets_one_wrong_row_stop_the_load(stockport, extract, tmp_path):
    extract.line("housing", person_key="kate")["tenancy_start"] = VALUE_ERROR
    with pytest.raises(ExtractRefused):
        read_extract(allowing(stockport, strict=True), extract.write(tmp_path))


def many_tenants(extract: SmallExtract, *, wrong: int, of: int) -> SmallExtract:
    for number in range(of - len(extract.files["housing"])):
        start = VALUE_ERROR if number < wrong else "2018-08-16"
        extract.add_record("housing", "carer", service_involvement="Historic", contact_name=f"Officer {number}",
                           tenancy_start=start)  # fmt: skip
    return extract


@only_sqlite
def test_one_impossible_date_in_6000_rows_stops_nothing(stockport, extract, tmp_path):
    files = read_extract(stockport, many_tenants(extract, wrong=1, of=6_000).write(tmp_path))
    [row] = files.rejected["housing"]
    assert (row.file, row.line, row.column) == ("housing.csv", 4, "tenancy_start")
    assert files.rows["housing"] == 6_000


@only_sqlite
@pytest.mark.parametrize(
    ("wrong", "of", "stops"),
    [(5, 500, False), (6, 500, True), (1, 40, False), (3, 40, False), (4, 40, True), (2, 6, False), (3, 6, True)],
)
def test_more_than_a_hundredth_of_wrong_rows_stops_the_load_but_a_few_never_do(
    stockport, extract, tmp_path, wrong, of, stops
):
    many_tenants(extract, wrong=wrong, of=of).write(tmp_path)
    if not stops:
        assert len(read_extract(stockport, tmp_path).rejected["housing"]) == wrong
        return
    with pytest.raises(ExtractRefused) as refused:
        read_extract(stockport, tmp_path)
    assert str(refused.value.problems[-1]) == (
        f"housing.csv: {wrong} of {of} lines are wrong: more than 1 % (`most_rejected`)"
    )


@only_sqlite
def test_a_wrong_line_about_someone_who_is_left_out_stops_nothing(stockport, extract, tmp_path):
    rule = Rule.model_validate({"column": "family_name", "is": ["Linkless"]})
    files = (ExtractFile(id="people", leave_out=(rule,)),)
    council = stockport.model_copy(update={"extract": Extract(files=files)})
    extract.add_record("housing", "unlinked", service_involvement="Current", tenancy_start=VALUE_ERROR)
    read = read_extract(council, extract.write(tmp_path))
    assert read.rejected == {}
    assert len(read.services["housing"]) == 2
    assert read.left_out["housing"] == {"about people left out of people.csv": 1}


@only_sqlite
def test_when_another_file_stops_the_load_its_wrong_rows_are_said_too(stockport, extract, tmp_path):
    extract.line("housing", person_key="kate")["tenancy_start"] = VALUE_ERROR
    extract.line("people", person_key="kate")["date_of_birth"] = VALUE_ERROR
    with pytest.raises(ExtractRefused) as refused:
        read_extract(allowing(stockport), extract.write(tmp_path))
    assert {problem.file for problem in refused.value.problems} == {"people.csv", "housing.csv"}


@only_sqlite
def test_the_list_has_lines_columns_and_reasons_and_is_removed_with_its_extract(stockport, extract, tmp_path):
    extract.line("housing", person_key="kate")["tenancy_start"] = VALUE_ERROR
    council = allowing(stockport)
    loaded(council, extract, tmp_path / "in")
    path = list_path(database.database_of(council), 1)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    header, [file, line, column, reason] = csv.reader(path.read_text("utf-8-sig").splitlines())
    assert header == ["file", "line", "column", "reason"]
    assert (file, line, column) == ("housing.csv", "2", "tenancy_start")
    assert reason.startswith("is not a date")
    assert VALUE_ERROR not in path.read_text()
    extract.line("housing", person_key="kate")["tenancy_start"] = ""
    loaded(council, extract, tmp_path / "in")
    assert path.exists()
    loaded(council, extract, tmp_path / "in")
    assert not path.exists()


# No rejected row may ever leave its person with "No records found"

TENANTS = ("kate", "dominic", "carer", "amelia", "unlinked")
CELLS = ("match_status", "date_of_birth", "address_status", "first_name", "family_name", "gender", "source_key",
         "person_key", "service_involvement", "tenancy_start", "anti_social_behaviour", "eviction")  # fmt: skip
BAD = st.sampled_from(["#VALUE!", VALUE_ERROR, "??", "Cur rent", "", "NULL", "1.23E+08", "current", "31/04/1988"])
DAMAGE = st.lists(st.tuples(st.sampled_from(TENANTS), st.sampled_from(CELLS), BAD), min_size=1, max_size=4)


@pytest.mark.parametrize("is_keyed", [True, False])
@given(damage=DAMAGE)
@settings(max_examples=6, deadline=None)
def test_no_wrong_row_leaves_its_person_with_no_records_found(is_keyed, damage):
    """Every tenant's own row is in the file: whatever is wrong with some, the page of none may say "none"."""
    council = allowing(read_council(ROOT / "config" / "councils" / "stockport.yaml"))
    extract = damaged(council, damage) if is_keyed else damaged_without_keys(council, damage)
    with tempfile.TemporaryDirectory() as folder:
        try:
            files = read_extract(extract.council, extract.write(Path(folder)))
        except ExtractRefused:
            return
    if not files.rejected:
        return
    if files.of_no_one:
        assert not files.sources.set_index("source")["readable"]["housing"]
        return
    kept = files.services["housing"]
    for line, key in enumerate(TENANTS, start=2):
        rows = kept[kept["line"] == line]
        assert len(rows) == 1, f"the row of {key} is lost"
        if rows["match_status"].item() == "rejected":
            assert_found(rows.iloc[0], key, is_keyed=is_keyed)


PLAINLY_BAD = st.sampled_from(["#VALUE!", VALUE_ERROR, "??", ""])
PLAIN_DAMAGE = st.lists(
    st.tuples(st.sampled_from(TENANTS), st.sampled_from(CELLS), PLAINLY_BAD), min_size=1, max_size=3
)


@only_sqlite
@pytest.mark.parametrize("is_keyed", [True, False])
def test_the_page_of_no_one_whose_row_was_rejected_says_no_records_found(stockport, sign_in, is_keyed):
    actor = sign_in(stockport)

    @given(damage=PLAIN_DAMAGE)
    @settings(max_examples=3, deadline=None)
    def holds(damage):
        make = damaged if is_keyed else damaged_without_keys
        extract = make(allowing(stockport), damage)
        with tempfile.TemporaryDirectory() as folder:
            try:
                files = read_extract(extract.council, extract.write(Path(folder)))
            except ExtractRefused:
                return
        extracts.load_extract(extract.council, files, loaded_by="test", accept_fall=True, accept_lost=True)
        for row in files.rejected.get("housing", ()):
            key = TENANTS[row.line - 2]
            assert isinstance(housing_of(replace(actor, council=extract.council), key), NotChecked)

    holds()


def assert_found(row, key: str, *, is_keyed: bool) -> None:
    """A rejected row is kept under its person's key, or with all by which matching finds them."""
    if is_keyed:
        assert row["person_key"] == key
    else:
        assert row["source_key"]
        assert min(len(row["first_name"]), len(row["family_name"])) > 1
        assert row["date_of_birth"] is not None


def damaged(council: Council, damage) -> SmallExtract:
    extract = SmallExtract(council)
    extract.files["housing"] = []
    for key in TENANTS:
        extract.add_record("housing", key, service_involvement="Current", housing_association="Stockport Homes")
    return spoilt(extract, damage)


def damaged_without_keys(council: Council, damage) -> SmallExtract:
    unkeyed = without_shared_key(council)
    extract = UnkeyedExtract(allowing(unkeyed))
    for key in TENANTS:
        extract.tenant(f"T-{key}", key)
    return spoilt(extract, damage)


def spoilt(extract: SmallExtract, damage) -> SmallExtract:
    for key, cell, value in damage:
        line = extract.files["housing"][TENANTS.index(key)]
        if cell in line:
            line[cell] = value
    return extract
