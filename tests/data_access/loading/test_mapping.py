"""A council's own files load by mapping alone: other names, codes, dates, cohort rules, and no shared key."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from config import clock
from config.council import Council
from config.environment import ROOT
from config.reading import read_council
from data_access.loading.extracts import load_extract
from data_access.people import person_page, services
from data_access.people.search import search_people
from data_access.values import Grounds, RecordsFound, SearchTerms
from extracts.checks import ExtractFiles, ExtractRefused, read_extract
from tests.data_access.both_databases import only_these_on_both

pytest_generate_tests = only_these_on_both(
    "test_the_date_shown_is_the_one_of_the_persons_own_row_also_while_the_source_is_late",
)

SHAPES = ROOT / "tests" / "shapes"
RECENT = clock.today() - timedelta(days=200)
Shape = tuple[Council, Path]


def shape(name: str, tmp_path: Path) -> Shape:
    folder = shutil.copytree(SHAPES / name, tmp_path / name)
    offences = folder / "offences.csv"
    if offences.exists():
        offences.write_text(offences.read_text().replace("RECENT", f"{RECENT:%d-%b-%Y}"))
    return read_council(folder / "council.yaml"), folder


@pytest.fixture
def overdale(tmp_path: Path) -> Shape:
    """A file of people, and services that name them by one shared id."""
    return shape("overdale", tmp_path)


@pytest.fixture
def fernley(tmp_path: Path) -> Shape:
    """A wide file for each service, without any key, and no CMS."""
    return shape("fernley", tmp_path)


def refused(council: Council, folder: Path) -> list[str]:
    with pytest.raises(ExtractRefused) as raised:
        read_extract(council, folder)
    return [str(problem) for problem in raised.value.problems]


def change(path: Path, old: str, new: str, *, encoding: str = "utf-8") -> None:
    text = path.read_bytes().decode(encoding)
    assert old in text
    path.write_bytes(text.replace(old, new).encode(encoding))


def rows(files: ExtractFiles, service_id: str, column: str) -> list:
    return files.services[service_id][column].tolist()


def test_one_shared_id_loads_by_mapping_alone(overdale, storage, sign_in):
    council, folder = overdale
    files = read_extract(council, folder)
    assert files.people["cms_id"].tolist() == ["1001", "1002", "1003", "1004"]
    assert files.people["gender"].tolist() == ["Male", "Female", "Male", "Other"]
    assert files.people["date_of_birth"].tolist() == [date(2012, 5, 12), date(1988, 11, 3), date(1986, 4, 3), None]
    assert "ethnicity" not in files.people and "rentWeekly" not in files.services["housing"]
    load_extract(council, files, loaded_by="test")
    actor = sign_in(council, "worker")
    kate = search_people(actor, SearchTerms(case_id="1002"), grounds=Grounds()).direct
    answer = services.get_service(actor, kate, "housing", grounds=Grounds())
    assert isinstance(answer, RecordsFound)
    [record] = answer.records
    assert record.values["service_involvement"] == "Current"
    assert record.values["eviction"] == "Case open"
    assert record.values["tenancy_start"] == date(2018, 8, 16)
    assert record.values["contact_email"] is None
    assert answer.source.coverage_area == "Overdale North"
    dominic = search_people(actor, SearchTerms(case_id="1003"), grounds=Grounds()).direct
    [record] = services.get_service(actor, dominic, "police", grounds=Grounds()).records
    assert record.values["police_area"] == "Greater Manchester"
    assert [entry["date_of_offence"] for entry in record.entries] == [RECENT]


def test_rows_left_out_are_counted_by_rule_and_not_kept(overdale):
    council, folder = overdale
    files = read_extract(council, folder)
    assert rows(files, "housing", "person_key") == ["1002", "1004"]
    assert files.notes == [
        "housing_2020-11-02.csv: 1 line left out, where status is planned or cancelled",
        "housing_2020-11-02.csv: 1 line left out, only lines where tenancyEnd is empty are kept",
    ]
    assert files.rows == {"people": 4, "housing": 2, "police": 1, "police_offences": 2}


def test_the_time_of_the_file_dates_the_source(overdale):
    council, folder = overdale
    sources = read_extract(council, folder).sources.set_index("source")
    modified = datetime.fromtimestamp((folder / "housing_2020-11-02.csv").stat().st_mtime, UTC)
    assert sources.loc["housing", "date_current_as_of"] == modified
    assert sources.loc["housing", "coverage_start_date"] == date(2014, 4, 1)
    assert sources.loc["housing", "coverage_end_date"] == modified.date()
    assert sources.loc["housing", "expected_every_hours"] == 168


def test_wide_files_without_a_key_or_a_cms_load_by_mapping_alone(fernley, storage, sign_in):
    council, folder = fernley
    files = read_extract(council, folder)
    assert rows(files, "adult_social_care", "address") == [
        "320 Overdale Road, Romiley, SK6 3HL",
        "9 Fern Close, Fernley",
    ]
    assert set(rows(files, "housing", "person_key")) == {""}
    load_extract(council, files, loaded_by="test")
    actor = sign_in(council, "worker")
    answer = search_people(actor, SearchTerms(family_name="O'Brien", first_name="Zoe"), grounds=Grounds())
    [zoe] = answer.matches
    assert zoe.cms_id is None
    page = person_page.get_person(actor, zoe.person_id, grounds=Grounds())
    assert isinstance(page.answers["adult_social_care"], RecordsFound)
    assert page.details.address == "9 Fern Close, Fernley"


def test_equal_details_give_equal_keys_whatever_the_capitals_and_the_line_breaks(fernley):
    council, folder = fernley
    first = read_extract(council, folder)
    [one] = set(rows(first, "housing", "source_key"))
    assert one == rows(first, "adult_social_care", "source_key")[0]
    assert one not in rows(first, "adult_social_care", "source_key")[1:]
    assert rows(read_extract(council, folder), "housing", "source_key") == [one, one]


def test_a_wide_file_says_how_old_it_is_and_the_newest_date_counts(fernley):
    council, folder = fernley
    files = read_extract(council, folder)
    sources = files.sources.set_index("source")
    # 06:30 in London in June is 05:30 in UTC.
    assert sources.loc["adult_social_care", "date_current_as_of"] == datetime(2020, 6, 2, 5, 30, tzinfo=UTC)
    assert sources.loc["housing", "coverage_area"] == "Fernley North"
    assert sources.loc["housing", "coverage_start_date"] == date(2014, 4, 1)
    assert files.notes == [
        "Adult Social Care.csv: 2 different values in Date Current As Of; 02/06/2020 is used, and each person is shown "
        "the date of their own rows",
    ]


@pytest.mark.parametrize("none_found", [False, True])
def test_the_date_shown_is_the_one_of_the_persons_own_row_also_while_the_source_is_late(
    fernley, storage, sign_in, none_found
):
    """Seen to fail: everyone had the newest date in the file, so an old row looked as new as the others."""
    council, folder = fernley
    text = (folder / "Adult Social Care.csv").read_text(encoding="cp1252")
    kate, zoe = "02/06/2020 06:30", "01/06/2020 06:30"
    assert kate in text and zoe in text
    if none_found:
        (folder / "Adult Social Care.csv").write_text(text.replace("Current,", "None found,"), encoding="cp1252")
    for late in (False, True):
        if late:
            (folder / "Adult Social Care.csv").unlink()
        load_extract(council, read_extract(council, folder), loaded_by="test", accept_fall=True)
        actor = sign_in(council, f"worker{int(late)}")
        for first, family, day in (("Kate", "Williams", 2), ("Zoe", "O'Brien", 1)):
            terms = SearchTerms(first_name=first, family_name=family)
            [one] = search_people(actor, terms, grounds=Grounds()).matches
            page = person_page.get_person(actor, one.person_id, grounds=Grounds())
            source = page.answers["adult_social_care"].source
            assert (source.current_as_of.day, source.out_of_date) == (day, True)


@pytest.mark.parametrize("empty", ["02/06/2020 06:30", "01/06/2020 06:30"], ids=["first line", "last line"])
def test_a_line_of_a_wide_file_without_a_date_is_as_old_as_the_oldest(fernley, storage, sign_in, empty):
    council, folder = fernley
    change(folder / "Adult Social Care.csv", empty, "", encoding="cp1252")
    files = read_extract(council, folder)
    load_extract(council, files, loaded_by="test", accept_fall=True)
    actor = sign_in(council, "worker")
    for first, family in (("Kate", "Williams"), ("Zoe", "O'Brien")):
        terms = SearchTerms(first_name=first, family_name=family)
        [one] = search_people(actor, terms, grounds=Grounds()).matches
        page = person_page.get_person(actor, one.person_id, grounds=Grounds())
        day = 1 if empty.startswith("02") else 2
        assert page.answers["adult_social_care"].source.current_as_of.day == day


def test_a_wide_file_without_a_date_is_refused(fernley):
    council, folder = fernley
    change(folder / "Housing.csv", "02/06/2020 06:30", "", encoding="cp1252")
    assert refused(council, folder) == [
        "Housing.csv, Date Current As Of: is empty in every line, so we cannot tell how old the file is"
    ]


def test_what_is_wrong_is_said_in_the_words_of_the_councils_file(overdale):
    council, folder = overdale
    change(folder / "people.csv", "1003,Dominic,Pierce,03/04/1986,M", "1003,Dominic,Pierce,29/02/2015,T")
    gender, born = sorted(refused(council, folder), reverse=True)
    assert gender == "people.csv, line 4, gender: 'T' is not one of: Female, Male, Other, Unknown"
    assert born.startswith("people.csv, line 4, dateOfBirth: '29/02/2015' is not a date")


def test_a_column_the_mapping_names_must_be_there_once(overdale):
    council, folder = overdale
    change(folder / "people.csv", "lastName", "surname")
    assert refused(council, folder) == ["people.csv, line 1, lastName: this column is missing"]
    change(folder / "people.csv", "surname", "firstName")
    assert "people.csv, line 1, firstName: this column appears twice" in refused(council, folder)


def test_a_pattern_must_fit_one_file(overdale):
    council, folder = overdale
    shutil.copy(folder / "housing_2020-11-02.csv", folder / "housing_2020-11-03.csv")
    [problem] = refused(council, folder)
    assert "matches 2 files: housing_2020-11-02.csv, housing_2020-11-03.csv" in problem


def edited(council: Council, file_id: str, **changes) -> Council:
    """The council with another mapping of one file."""
    files = tuple(
        type(file).model_validate(file.model_dump(by_alias=True) | changes) if file.id == file_id else file
        for file in council.extract.files
    )
    return council.model_copy(update={"extract": council.extract.model_copy(update={"files": files})})


def test_a_rule_needs_its_column(overdale):
    council, folder = overdale
    council = edited(council, "housing", only=[{"column": "ended", "empty": True}])
    assert refused(council, folder) == [
        "housing_2020-11-02.csv, line 1, ended: this column is missing, and a rule needs it"
    ]


def test_a_window_of_years_keeps_the_recent_and_refuses_what_has_no_date(overdale):
    council, folder = overdale
    council = edited(council, "police_offences", only=[{"column": "recorded", "within_years": 5}])
    assert len(read_extract(council, folder).entries["police"]) == 1
    change(folder / "offences.csv", "03-Apr-2009", "")
    assert refused(council, folder)[0] == (
        "offences.csv, line 3, recorded: is not a date, and only lines where recorded is within 5 years are kept"
    )


def test_a_name_is_put_together_and_divided_only_at_a_mark(overdale):
    council, folder = overdale
    people_file = next(file for file in council.extract.files if file.id == "people")
    columns = {
        key: name for key, name in people_file.columns.items() if key not in ("first_name", "family_name", "address")
    }
    split = {"family_name": {"column": "name", "before": ","}, "first_name": {"column": "name", "after": ","}}
    join = {"address": {"columns": ["street", "town", "postcode"]}}
    council = edited(council, "people", columns=columns, split=split, join=join)
    lines = ["id,name,street,town,postcode,dateOfBirth,gender", '1002,"Williams, Kate",320 Overdale Road,,SK6 3HL,,F',
             '1003,Pierce,,,,,M', '1004,"O\'Brien,Zoë",1 High Street,Romiley,SK6,,F']  # fmt: skip
    (folder / "people.csv").write_text("\n".join(lines), encoding="utf-8")
    table = read_extract(council, folder).people
    assert table["family_name"].tolist() == ["Williams", "Pierce", "O'Brien"]
    assert table["first_name"].tolist() == ["Kate", "", "Zoë"]
    assert table["address"].tolist() == ["320 Overdale Road, SK6 3HL", "", "1 High Street, Romiley, SK6"]


def test_a_source_with_its_own_key_needs_one_birth_a_key(overdale):
    council, folder = overdale
    columns = {"source_key": "ref", "first_name": "first", "family_name": "last", "date_of_birth": "born",
               "service_involvement": "status"}  # fmt: skip
    rest = ["gender", "address", "contact_name", "contact_number", "contact_email", "tenancy_start", "eviction"]
    council = edited(
        council, "housing", person_key="own", columns=columns, not_held=rest, values={}, leave_out=[], only=[]
    )
    housing = folder / "housing_2020-11-02.csv"
    housing.write_text("ref,first,last,born,status\nH1,Kate,Williams,03/11/1988,Current\nH1,Kate,Williams,,Historic\n")
    files = read_extract(council, folder)
    assert rows(files, "housing", "source_key") == ["H1", "H1"]
    housing.write_text(housing.read_text() + "H1,Kate,Williams,04/11/1988,Historic\n")
    [problem] = refused(council, folder)
    assert problem == (
        "housing_2020-11-02.csv, line 4, ref: 'H1' also has another date of birth; one key must be one person"
    )


@pytest.mark.parametrize(("encoding", "said"), [
    ("utf-8", "Adult Social Care.csv: is not UTF-8 text; save it as CSV UTF-8, or set `encoding`"),
    ("utf-16", "Adult Social Care.csv: is not utf-16 text; correct `encoding`"),
])  # fmt: skip
def test_another_encoding_than_said_is_refused(fernley, encoding, said):
    council, folder = fernley
    council = edited(council, "adult_social_care", encoding=encoding)
    assert said in refused(council, folder)


def test_utf_8_is_not_taken_for_windows_1252(fernley):
    """It would be read without an error, and Zoë would be called Zo followed by two odd letters."""
    council, folder = fernley
    path = folder / "Adult Social Care.csv"
    path.write_bytes(path.read_bytes().decode("cp1252").encode("utf-8"))
    assert "Adult Social Care.csv: is UTF-8 text and not windows-1252; correct `encoding`" in refused(council, folder)


def test_utf_16_is_read(fernley):
    council, folder = fernley
    path = folder / "Adult Social Care.csv"
    path.write_bytes(path.read_bytes().decode("cp1252").encode("utf-16"))
    files = read_extract(edited(council, "adult_social_care", encoding="utf-16"), folder)
    assert rows(files, "adult_social_care", "first_name") == ["Kate", "Zoë"]


def test_a_person_known_only_from_a_source_has_the_same_id_in_every_load(fernley, storage, sign_in):
    council, folder = fernley
    found = []
    for _ in range(2):
        load_extract(council, read_extract(council, folder), loaded_by="test")
        actor = sign_in(council, "worker")
        answer = search_people(actor, SearchTerms(family_name="Williams"), grounds=Grounds())
        found.append({one.person_id for one in answer.matches})
    assert found[0] == found[1] and found[0]
