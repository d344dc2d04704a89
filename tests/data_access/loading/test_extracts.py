"""Loading: the whole set is checked first, a bad line stops it with file, line, column and value, yesterday stays."""

import csv
import errno
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from config import clock
from data_access.accounts import accounts, sessions
from data_access.errors import DiskFull, NoExtract, Unavailable
from data_access.loading import extracts
from data_access.loading.extract_building import Builder
from data_access.people import person_page
from data_access.people.search import search_people
from data_access.storage import database
from data_access.storage.extract_tables import person
from data_access.values import SearchTerms
from extracts.checks import ExtractRefused, read_extract
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, only_sqlite, person_id
from tests.small_extract import PEOPLE, SmallExtract, born

pytest_generate_tests = only_these_on_both(
    "test_the_small_extract_loads",
    "test_a_new_extract_takes_over_and_the_last_but_one_is_dropped",
    "test_a_load_that_fails_midway_leaves_yesterday",
    "test_reading_goes_on_while_an_extract_is_built",
    "test_real_data_removes_the_demonstration_accounts",
    "test_before_the_first_load_there_is_nothing_to_read",
    "test_a_database_that_cannot_be_written_is_unavailable",
)


@pytest.fixture
def extract(stockport):
    return SmallExtract(stockport)


def refused(council, folder):
    """What is said of a folder that cannot be loaded."""
    with pytest.raises(ExtractRefused) as raised:
        read_extract(council, folder)
    return [str(problem) for problem in raised.value.problems]


def test_the_small_extract_loads(stockport, load):
    load(stockport)
    with database.database_of(stockport).reading() as (connection, number):
        assert number == 1
        assert connection.scalar(select(func.count()).select_from(person)) == len(PEOPLE)


def test_the_same_input_gives_the_same_ids(stockport, load):
    def ids():
        with database.database_of(stockport).reading() as (connection, _):
            return set(connection.scalars(select(person.c.person_id)))

    load(stockport)
    first = ids()
    load(stockport)
    assert ids() == first


def test_a_new_extract_takes_over_and_the_last_but_one_is_dropped(stockport, load):
    for _ in range(3):
        load(stockport)
    kept = database.database_of(stockport)
    assert kept.current_extract() == 3
    if kept.is_sqlite:
        assert sorted(path.name for path in kept.folder.glob("extract-*")) == ["extract-2.db", "extract-3.db"]


def test_somebody_gone_from_the_extract_is_gone_from_search(stockport, extract, load, sign_in):
    actor = sign_in(load(stockport))
    extract.files["people"] = [line for line in extract.files["people"] if line["person_key"] != "unlinked"]
    load(stockport, extract)
    answer = search_people(actor, SearchTerms(family_name="Linkless"), grounds=STOCKPORT_GROUNDS)
    assert answer.matches == ()


@only_sqlite
def test_a_bad_line_names_file_line_column_and_value_and_leaves_yesterday(stockport, extract, load, tmp_path):
    load(stockport)
    extract.line("people", person_key="dominic")["date_of_birth"] = "31/02/1990"
    (problem,) = refused(stockport, extract.write(tmp_path / "bad"))
    assert problem.startswith("people.csv, line 4, date_of_birth: '31/02/1990' is not a date")
    assert database.database_of(stockport).current_extract() == 1


BAD_VALUES = [
    ("people", {"person_key": "kate"}, {"date_of_birth": "29/02/2015"}, "line 3, date_of_birth: '29/02/2015'"),
    ("people", {"person_key": "kate"}, {"date_of_birth": "0012-05-12"}, "line 3, date_of_birth: '0012-05-12'"),
    ("people", {"person_key": "kate"}, {"date_of_birth": "2999-01-01"}, "line 3, date_of_birth: '2999-01-01'"),
    ("people", {"person_key": "kate"}, {"date_of_birth": "May 1992"}, "line 3, date_of_birth: 'May 1992'"),
    ("people", {"person_key": "kate"}, {"person_key": "tommy"}, "line 3, person_key: 'tommy' appears twice"),
    ("people", {"person_key": "kate"}, {"cms_id": "249012"}, "line 3, cms_id: '249012' appears twice"),
    ("people", {"person_key": "kate"}, {"gender": "F"}, "line 3, gender: 'F' is not one of: Female, Male"),
    ("people", {"person_key": "kate"}, {"source": "gp"}, "line 3, source: 'gp' is not one of: cms, school"),
    ("people", {"person_key": "kate"}, {"first_name": "", "family_name": ""}, "line 3, family_name: is missing"),
    ("relationships", {"person_key": "kate"}, {"person_key": "ghost"}, "line 2, person_key: 'ghost' is not in people"),
    ("relationships", {"person_key": "kate"}, {"child_key": "ghost"}, "line 2, child_key: 'ghost' is not in people"),
    ("relationships", {"person_key": "kate"}, {"relationship": ""}, "line 2, relationship: is missing"),
    ("caseload", {"worker": "204417"}, {"case_id": "1"}, "line 2, case_id: '1' is not a cms_id in people.csv"),
    ("police_offences", {}, {"person_key": "kate"}, "line 2, person_key: 'kate' has no line in police.csv"),
    ("police_offences", {}, {"nature_of_involvement": "Convict"}, "'Convict' is not one of: Convicted, Suspect"),
    ("police_offences", {}, {"date_of_offence": ""}, "line 2, date_of_offence: is missing"),
    ("housing", {}, {"eviction": "OPEN"}, "line 2, eviction: 'OPEN' is not one of: Case open, Case closed"),
    ("police_offences", {}, {"date_of_offence": "2099-01-01"}, "date_of_offence: '2099-01-01' is not a date from"),
    ("housing", {}, {"match_status": "maybe"}, "line 2, match_status: 'maybe' is not one of: confirmed, pending"),
    ("sources", {"source": "police"}, {"date_current_as_of": "tomorrow"}, "date_current_as_of: 'tomorrow'"),
    ("sources", {"source": "police"}, {"date_current_as_of": "2999-01-01"}, "date_current_as_of: '2999-01-01'"),
    (
        "sources",
        {"source": "police"},
        {"coverage_end_date": "1999-01-01"},
        "'1999-01-01' is before coverage_start_date",
    ),
    ("sources", {"source": "police"}, {"expected_every": "often"}, "'often' is not a time such as 1 day"),
    ("sources", {"source": "cms"}, {"status": "unreadable"}, "status: 'unreadable' is not for the CMS"),
    ("sources", {"source": "police"}, {"source": "gp"}, "source: 'gp' is not one of: cms, school"),
]


@only_sqlite
@pytest.mark.parametrize(("name", "which", "change", "said"), BAD_VALUES)
def test_a_bad_value_is_refused(stockport, extract, tmp_path, name, which, change, said):
    extract.line(name, **which).update(change)
    assert any(
        f"{name}.csv, " in problem and said in problem
        for problem in refused(stockport, extract.write(tmp_path / "bad"))
    )


@only_sqlite
def test_a_wrong_header_says_what_is_missing_and_what_is_unknown(stockport, extract, tmp_path):
    for line in extract.files["people"]:
        line["surname"] = line.pop("family_name")
    problems = refused(stockport, extract.write(tmp_path / "bad"))
    assert "people.csv, line 1, family_name: this column is missing" in problems
    assert any(problem.startswith("people.csv, line 1: 'surname' is not a column of this file") for problem in problems)


@only_sqlite
@pytest.mark.parametrize("name", ["people", "relationships", "caseload", "sources"])
def test_a_missing_file_of_the_cms_is_named(stockport, extract, tmp_path, name):
    (extract.write(tmp_path / "bad") / f"{name}.csv").unlink()
    assert refused(stockport, tmp_path / "bad") == [f"{name}.csv: this file is missing"]


@only_sqlite
@pytest.mark.parametrize(("name", "source"), [("housing", "housing"), ("police_offences", "police")])
def test_a_missing_file_of_a_service_is_a_source_that_did_not_arrive(stockport, extract, tmp_path, name, source):
    (extract.write(tmp_path / "late") / f"{name}.csv").unlink()
    files = read_extract(stockport, tmp_path / "late")
    assert source not in files.services and source not in files.entries
    assert files.sources.set_index("source").loc[source, ["readable", "arrived"]].tolist() == [False, False]
    assert files.notes == [f"{name}.csv: this file did not arrive"]
    assert source not in files.rows and name not in files.rows


@only_sqlite
def test_an_unreadable_source_needs_no_file(stockport, extract, tmp_path, load, sign_in):
    extract.line("sources", source="housing")["status"] = "unreadable"
    (extract.write(tmp_path / "good") / "housing.csv").unlink()
    assert "housing" not in read_extract(stockport, tmp_path / "good").services


def rewrite(path, change):
    path.write_bytes(change(path.read_bytes()))


@only_sqlite
@pytest.mark.parametrize("change", [
    lambda raw: b"\xef\xbb\xbf" + raw,
    lambda raw: raw.replace(b"\r\n", b"\n"),
    lambda raw: raw + b"\r\n\r\n",
], ids=["byte-order mark", "unix line ends", "blank lines at the end"])  # fmt: skip
def test_ways_a_good_file_may_be_written(stockport, extract, tmp_path, change):
    folder = extract.write(tmp_path / "good")
    for path in folder.glob("*.csv"):
        rewrite(path, change)
    assert len(read_extract(stockport, folder).people) == len(PEOPLE)


@only_sqlite
def test_quotes_and_newlines_in_a_field_keep_the_line_numbers_right(stockport, extract, tmp_path):
    extract.line("people", person_key="tommy")["address"] = '320 Overdale Road\n"Flat B",\nRomiley'
    extract.line("people", person_key="kate")["gender"] = "F"
    (problem,) = refused(stockport, extract.write(tmp_path / "bad"))
    assert problem.startswith("people.csv, line 5, gender")


@only_sqlite
@pytest.mark.parametrize(("change", "said"), [
    (lambda raw: raw[: len(raw) - 40], "has"),
    (lambda raw: raw.replace(b"Tommy", b"Tomm\xe9"), "is not UTF-8 text"),
    (lambda raw: b"", "the header line is missing"),
    (lambda raw: raw + b'x,"never closed', "cannot be read as CSV"),
    (lambda raw: raw.replace(b"Tommy", b"Tom\x00my"), "control character"),
], ids=["truncated", "wrong encoding", "empty", "open quote", "a NUL byte"])  # fmt: skip
def test_ways_a_file_may_be_broken(stockport, extract, tmp_path, change, said):
    folder = extract.write(tmp_path / "bad")
    rewrite(folder / "people.csv", change)
    assert any(problem.startswith("people.csv") and said in problem for problem in refused(stockport, folder))


@only_sqlite
def test_both_date_forms_are_read(stockport, extract, tmp_path):
    year, month, day = born(7).split("-")
    extract.line("people", person_key="tommy")["date_of_birth"] = f"{int(day)}/{int(month)}/{year}"
    people_read = read_extract(stockport, extract.write(tmp_path / "good")).people
    assert people_read.loc[people_read["person_key"] == "tommy", "date_of_birth"].item().isoformat() == born(7)


@only_sqlite
def test_an_unborn_childs_expected_date_is_read_and_one_too_far_ahead_is_not(stockport, extract, tmp_path):
    ahead = extract.line("people", person_key="tommy")
    ahead["date_of_birth"] = (clock.today() + timedelta(days=200)).isoformat()
    read_extract(stockport, extract.write(tmp_path / "good"))
    ahead["date_of_birth"] = (clock.today() + timedelta(days=300)).isoformat()
    assert refused(stockport, extract.write(tmp_path / "bad"))


def test_formula_cells_and_markup_are_only_text(stockport, extract, load, sign_in):
    hostile = {"family_name": "=HYPERLINK(1)", "address": "![x](https://evil.example)"}
    extract.line("people", person_key="unlinked").update(hostile)
    actor = sign_in(load(stockport, extract))
    terms = SearchTerms(first_name="Una", family_name="hyperlink 1")
    (found,) = search_people(actor, terms, grounds=STOCKPORT_GROUNDS).matches
    assert (found.family_name, found.address_first_line) == ("=HYPERLINK(1)", "![x](https://evil.example)")


def test_a_load_that_fails_midway_leaves_yesterday(stockport, load, extract, tmp_path, monkeypatch):
    load(stockport)
    files = read_extract(stockport, extract.write(tmp_path / "next"))
    monkeypatch.setattr(Builder, "_caseload", lambda self: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
    with pytest.raises(DiskFull):
        extracts.load_extract(stockport, files, loaded_by="test")
    assert database.database_of(stockport).current_extract() == 1
    monkeypatch.undo()
    monkeypatch.setenv("FAMILY_CONTEXT_DATA", str(tmp_path))


def test_reading_goes_on_while_an_extract_is_built(stockport, load, extract, tmp_path, sign_in):
    actor = sign_in(load(stockport))
    seen = []

    def look(*about):
        answer = search_people(actor, SearchTerms(family_name="Pierce"), grounds=STOCKPORT_GROUNDS)
        seen.append(len(answer.matches))

    files = read_extract(stockport, extract.write(tmp_path / "next"))
    extracts.load_extract(stockport, files, loaded_by="test", tick=look)
    assert len(seen) > 5 and set(seen) == {1}


def test_demo_data_never_replaces_real_data(stockport, load, extract, tmp_path):
    load(stockport)
    files = read_extract(stockport, extract.write(tmp_path / "demo"))
    with pytest.raises(ValueError, match="real data"):
        extracts.load_extract(stockport, files, loaded_by="test", is_demo=True)


def test_real_data_removes_the_demonstration_accounts(stockport, load, extract, tmp_path):
    files = read_extract(stockport, extract.write(tmp_path / "demo"))
    extracts.load_extract(stockport, files, loaded_by="test", is_demo=True)
    accounts.save_account(
        stockport, username="demo", display_name="Demo", role="manager", password_hash="x", is_demo=True
    )
    accounts.save_account(stockport, username="real", display_name="Real", role="manager", password_hash="x")
    key = sessions.start_session(stockport, "demo", address="")
    load(stockport)
    assert [one.username for one in accounts.list_accounts(stockport)] == ["real"]
    assert sessions.get_actor(stockport, key) is None


def test_before_the_first_load_there_is_nothing_to_read(stockport, sign_in):
    actor = sign_in(stockport)
    with pytest.raises(NoExtract):
        search_people(actor, SearchTerms(family_name="Pierce"), grounds=STOCKPORT_GROUNDS)


@only_sqlite
def test_a_new_service_is_yaml_and_an_extract(stockport, extract, load, sign_in):
    """Adding Probation needs no Python (DESIGN.md, "Services are data")."""
    probation = stockport.service("adult_social_care").model_copy(update={"id": "probation", "title": "Probation"})
    more = stockport.model_copy(update={"services": (*stockport.services, probation)})
    wider = SmallExtract(more)
    wider.add_record("probation", "dominic", service_involvement="Current", contact_name="Pat Rowe")
    actor = sign_in(load(more, wider))
    page = person_page.get_person(actor, person_id(more, "dominic"), grounds=STOCKPORT_GROUNDS)
    assert type(page.answers["probation"]).__name__ == "RecordsFound"


@only_sqlite
def test_a_database_that_cannot_be_written_is_unavailable(stockport, load):
    load(stockport)
    kept = database.database_of(stockport)
    database.close_databases()
    (kept.folder / "app.db").write_bytes(b"this is no database" * 100)
    with pytest.raises(Unavailable):
        database.database_of(stockport)


@only_sqlite
def test_every_written_file_can_be_read_back(extract, tmp_path):
    folder = extract.write(tmp_path / "good")
    with (folder / "people.csv").open(newline="") as file:
        assert len(list(csv.DictReader(file))) == len(PEOPLE)
