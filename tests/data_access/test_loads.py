"""Loads as they go wrong at night: two at once, killed, a source late, far fewer lines, a full or locked disk."""

import shutil
import signal
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from config.environment import ROOT
from config.extract import Extract, ExtractFile
from config.reading import read_council
from data_access import clock, database, extract_storage, extracts, people, services
from data_access.answers import Grounds, NoRecordsFound, RecordsFound, SearchTerms, WhyNotChecked
from data_access.errors import DiskFull, FallInRows, LoadUnderWay, Unavailable
from data_access.extract_files import read_extract
from data_access.extract_tables import person
from data_access.search import search_people
from pages.components.service_words import flag_of
from tests.data_access.conftest import STOCKPORT_GROUNDS, audited_people, person_id
from tests.small_extract import SmallExtract

GROUNDS = STOCKPORT_GROUNDS


@pytest.fixture
def extract(stockport):
    return SmallExtract(stockport)


def answers(actor, key):
    return people.get_person(actor, person_id(actor.council, key), grounds=GROUNDS).answers


def load_without(council, extract, tmp_path, *names):
    """Load the extract with these files missing."""
    folder = extract.write(tmp_path / "late")
    for name in names:
        (folder / f"{name}.csv").unlink()
    return extracts.load_folder(council, folder, loaded_by="test")


def in_use(council):
    return database.database_of(council).current_extract()


# Two at once


def test_of_two_loads_at_once_the_second_is_refused(stockport, extract, load, tmp_path):
    load(stockport)
    folder = extract.write(tmp_path / "next")
    with extract_storage.only_load(database.database_of(stockport)):
        with pytest.raises(LoadUnderWay):
            extracts.load_folder(stockport, folder, loaded_by="test")
        assert extracts.check_folder(stockport, folder).number is None
    extracts.load_folder(stockport, folder, loaded_by="test")
    assert in_use(stockport) == 2


def test_two_councils_load_at_once(stockport, leeds, load):
    with extract_storage.only_load(database.database_of(stockport)):
        load(leeds)
    assert in_use(leeds) == 1


# Killed

KILLED_AT = ["People", "Records of the services", "Indexes", "Switching to the new extract"]
LOADER = """
import os, signal, sys
from pathlib import Path
from config.environment import ROOT
from config.extract import Extract, ExtractFile
from config.reading import read_council
from config.reading import read_council
from data_access import extracts

def tick(stage, done, of):
    if stage == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)

council = read_council(ROOT / "config" / "councils" / "stockport.yaml")
extracts.load_folder(council, Path(sys.argv[1]), loaded_by="killed", tick=tick)
"""


def kill_a_load(folder: Path, stage: str) -> None:
    done = subprocess.run([sys.executable, "-c", LOADER, str(folder), stage], cwd=ROOT, timeout=60)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize("stage", KILLED_AT)
def test_a_killed_load_leaves_yesterday_and_the_next_clears_up(stockport, extract, load, tmp_path, stage, sign_in):
    actor = sign_in(load(stockport))
    folder = extract.write(tmp_path / "next")
    kill_a_load(folder, stage)
    assert in_use(stockport) == 1
    assert isinstance(answers(actor, "kate")["housing"], RecordsFound)
    # The lock died with its process.
    assert extracts.load_folder(stockport, folder, loaded_by="test").number == 2
    kept = database.database_of(stockport)
    if kept.is_sqlite:
        assert sorted(path.name for path in kept.folder.glob("extract-*")) == ["extract-1.db", "extract-2.db"]
    else:
        with kept.reading_app() as connection:
            names = connection.scalars(text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'extract%'"))
            assert sorted(names) == ["extract_1", "extract_2"]


def test_what_other_loads_left_is_cleared_even_of_higher_numbers(stockport, load, storage):
    load(stockport)
    kept = database.database_of(stockport)
    if kept.is_sqlite:
        shutil.copy(kept.extract_path(1), kept.extract_path(7))
        (kept.folder / "extract-9.unfinished").write_bytes(b"x")
    else:
        with kept.writing() as connection:
            connection.execute(text('CREATE SCHEMA "extract_7"'))
    load(stockport)
    assert in_use(stockport) == 2
    if kept.is_sqlite:
        assert sorted(path.name for path in kept.folder.glob("extract-*")) == ["extract-1.db", "extract-2.db"]


# A source that did not arrive


@pytest.mark.parametrize("said", ["file missing", "status unreadable"])
def test_a_source_that_did_not_arrive_keeps_its_records_and_date_and_is_out_of_date(
    stockport, extract, load, tmp_path, sign_in, said
):
    extract.add_record("housing", "dominic", service_involvement="Historic", address="7 Canal Walk")
    actor = sign_in(load(stockport, extract))
    before = answers(actor, "kate")
    record = services.get_service(actor, person_id(stockport, "kate"), "housing", grounds=GROUNDS)
    if said == "file missing":
        loaded = load_without(stockport, extract, tmp_path, "housing")
        assert any(note.startswith("Housing is kept as it was in the extract in use") for note in loaded.notes)
    else:
        extract.line("sources", source="housing")["status"] = "unreadable"
        load_without(stockport, extract, tmp_path)
    assert in_use(stockport) == 2
    after = answers(actor, "kate")["housing"]
    assert isinstance(after, RecordsFound)
    assert after.source.current_as_of == before["housing"].source.current_as_of
    assert after.source.out_of_date and after.source.readable
    again = services.get_service(actor, person_id(stockport, "kate"), "housing", grounds=GROUNDS)
    assert again.records == record.records
    details = people.get_person(actor, person_id(stockport, "dominic"), grounds=GROUNDS).details
    assert [held.value for held in details.other_addresses] == ["7 Canal Walk"]
    # Una has no tenancy: what was true of an older extract is said of an older extract.
    assert flag_of(answers(actor, "nodob")["housing"]).words == "Could not be checked"
    assert flag_of(answers(actor, "unlinked")["housing"]).words == "May be out of date"


def test_a_repeated_group_is_carried_over_with_its_service(stockport, extract, load, tmp_path, sign_in):
    actor = sign_in(load(stockport))
    load_without(stockport, extract, tmp_path, "police_offences")
    [record] = services.get_service(actor, person_id(stockport, "dominic"), "police", grounds=GROUNDS).records
    assert record.values["safeguarding_offences"] is True
    assert record.values["non_safeguarding_offences"] is False
    assert [entry["date_of_offence"] for entry in record.entries] == [clock.today() - timedelta(days=20)]


def test_carried_over_twice_it_is_still_there(stockport, extract, load, tmp_path, sign_in):
    actor = sign_in(load(stockport))
    first = services.get_service(actor, person_id(stockport, "kate"), "housing", grounds=GROUNDS)
    for _ in range(2):
        load_without(stockport, extract, tmp_path, "housing")
    again = services.get_service(actor, person_id(stockport, "kate"), "housing", grounds=GROUNDS)
    assert again.records == first.records
    assert again.source.current_as_of == first.source.current_as_of


def test_a_waiting_match_still_waits_when_its_source_is_carried_over(stockport, extract, load, tmp_path, sign_in):
    extract.add_record("housing", "dominic", match_status="pending")
    actor = sign_in(load(stockport, extract))
    load_without(stockport, extract, tmp_path, "housing")
    assert answers(actor, "dominic")["housing"].reason is WhyNotChecked.MATCH_PENDING


def test_somebody_known_only_from_the_late_source_is_still_found(stockport, extract, load, tmp_path, sign_in):
    actor = sign_in(load(stockport))
    extract.files["people"] = [line for line in extract.files["people"] if line["person_key"] != "rachel"]
    extract.files["relationships"] = [line for line in extract.files["relationships"] if line["person_key"] != "rachel"]
    load_without(stockport, extract, tmp_path, "housing")
    [rachel] = search_people(actor, SearchTerms(family_name="Banks", first_name="Rachel"), grounds=GROUNDS).matches
    assert rachel.person_id == person_id(stockport, "rachel")


def test_without_a_yesterday_a_missing_source_could_not_be_checked(stockport, extract, tmp_path, sign_in):
    load_without(stockport, extract, tmp_path, "housing", "police")
    actor = sign_in(stockport)
    for key in ("kate", "dominic", "unlinked"):
        for service_id in ("housing", "police"):
            assert answers(actor, key)[service_id].reason is WhyNotChecked.SOURCE_UNREADABLE


def test_a_late_source_whose_fields_have_changed_could_not_be_checked(stockport, extract, load, tmp_path, sign_in):
    load(stockport)
    housing = stockport.service("housing")
    changed = housing.model_copy(update={"fields": housing.fields[:-1]})
    others = [changed if one.id == "housing" else one for one in stockport.services]
    council = stockport.model_copy(update={"services": tuple(others)})
    load_without(council, extract, tmp_path, "housing")
    assert answers(sign_in(council), "kate")["housing"].reason is WhyNotChecked.SOURCE_UNREADABLE


def test_nothing_of_the_demonstration_is_carried_over_into_real_data(stockport, extract, tmp_path, sign_in):
    files = read_extract(stockport, extract.write(tmp_path / "demo"))
    extracts.load_extract(stockport, files, loaded_by="test", is_demo=True)
    load_without(stockport, extract, tmp_path, "housing")
    assert answers(sign_in(stockport), "kate")["housing"].reason is WhyNotChecked.SOURCE_UNREADABLE


def test_a_late_source_that_now_has_other_keys_could_not_be_checked(stockport, extract, load, tmp_path, sign_in):
    load(stockport)
    own = ExtractFile(id="housing", person_key="own")
    council = stockport.model_copy(update={"extract": Extract(files=(own,))})
    load_without(council, extract, tmp_path, "housing")
    assert answers(sign_in(council), "kate")["housing"].reason is WhyNotChecked.SOURCE_UNREADABLE


def test_in_journey_2_of_somebody_linked_since_it_was_read_nobody_knows(leeds, load, tmp_path, sign_in):
    """What the older extract held about somebody then linked to no child was not kept."""
    extract = SmallExtract(leeds)
    extract.add_record("housing", "unlinked", service_involvement="Current")
    load(leeds, extract)
    extract.files["relationships"].append(
        {"child_key": "tommy", "person_key": "unlinked", "relationship": "Family friend"}
    )
    for _ in range(2):
        load_without(leeds, extract, tmp_path, "housing")
        actor = sign_in(leeds)
        tommy = person_id(leeds, "tommy")
        people.get_person(actor, tommy, grounds=Grounds())
        linked = Grounds(child_id=tommy)
        page = people.get_person(actor, person_id(leeds, "unlinked"), grounds=linked)
        assert page.answers["housing"].reason is WhyNotChecked.NEW_SINCE
        known = people.get_person(actor, person_id(leeds, "dominic"), grounds=linked).answers["housing"]
        assert isinstance(known, NoRecordsFound) and known.source.out_of_date


def test_once_the_source_arrives_again_it_is_not_out_of_date(stockport, extract, load, tmp_path, sign_in):
    actor = sign_in(load(stockport))
    load_without(stockport, extract, tmp_path, "housing")
    load(stockport)
    assert not answers(actor, "kate")["housing"].source.out_of_date


# Far fewer lines


@pytest.fixture
def many(stockport, extract):
    for number in range(20):
        extract.add_record("housing", "kate", service_involvement="Historic", contact_name=f"Officer {number}")
    return extract


def test_a_fall_in_lines_stops_and_names_the_file(stockport, many, load, tmp_path):
    load(stockport, many)
    many.files["housing"] = many.files["housing"][:10]
    folder = many.write(tmp_path / "next")
    with pytest.raises(FallInRows) as raised:
        extracts.load_folder(stockport, folder, loaded_by="test")
    assert raised.value.falls == [("housing", 21, 10)]
    assert in_use(stockport) == 1
    extracts.load_folder(stockport, folder, loaded_by="test", accept_fall=True)
    assert in_use(stockport) == 2
    # Accepted once, it is the new measure.
    extracts.load_folder(stockport, folder, loaded_by="test")
    assert in_use(stockport) == 3


def test_a_fall_within_the_share_set_does_not_stop(stockport, many, load, tmp_path):
    load(stockport, many)
    many.files["housing"] = many.files["housing"][:17]
    extracts.load_folder(stockport, many.write(tmp_path / "next"), loaded_by="test")
    assert in_use(stockport) == 2
    council = stockport.model_copy(update={"extract": stockport.extract.model_copy(update={"most_fall": 1})})
    many.files["housing"] = many.files["housing"][:16]
    with pytest.raises(FallInRows):
        extracts.load_folder(council, many.write(tmp_path / "next"), loaded_by="test")


def test_a_file_that_is_suddenly_without_lines_stops(stockport, extract, load, tmp_path):
    load(stockport)
    extract.files["school"] = []
    with pytest.raises(FallInRows):
        extracts.load_folder(stockport, extract.write(tmp_path / "next"), loaded_by="test")


def test_a_source_that_did_not_arrive_is_no_fall_and_is_measured_by_when_it_was_there(stockport, many, load, tmp_path):
    load(stockport, many)
    assert load_without(stockport, many, tmp_path, "housing").number == 2
    many.files["housing"] = many.files["housing"][:10]
    with pytest.raises(FallInRows):
        extracts.load_folder(stockport, many.write(tmp_path / "next"), loaded_by="test")


# The same people, and those who have gone


def test_the_audit_still_names_somebody_who_has_gone(stockport, extract, load, sign_in):
    actor = sign_in(load(stockport))
    una = person_id(stockport, "unlinked")
    people.get_person(actor, una, grounds=GROUNDS)
    extract.files["people"] = [line for line in extract.files["people"] if line["person_key"] != "unlinked"]
    load(stockport, extract)
    assert search_people(actor, SearchTerms(family_name="Linkless"), grounds=GROUNDS).matches == ()
    assert una in audited_people(stockport, "viewed_person")


def test_the_same_input_gives_the_same_people_whatever_the_order_of_its_lines(stockport, extract, load):
    def rows():
        with database.database_of(stockport).reading() as (connection, _):
            return list(connection.execute(select(person).order_by(person.c.number)))

    load(stockport, extract)
    first = rows()
    extract.files["people"].reverse()
    load(stockport, extract)
    assert rows() == first


def test_checking_changes_nothing_and_says_what_would_be_loaded(stockport, extract, load, tmp_path):
    load(stockport)
    folder = extract.write(tmp_path / "next")
    loaded = extracts.check_folder(stockport, folder)
    assert (loaded.number, loaded.people, loaded.rows["housing"]) == (None, 9, 1)
    assert in_use(stockport) == 1


# No room, no lock


def test_a_full_disk_leaves_yesterday_and_nothing_behind(stockport, extract, load, tmp_path, monkeypatch, sign_in):
    actor = sign_in(load(stockport))
    kept = database.database_of(stockport)
    if not kept.is_sqlite:
        return
    engine_of = extract_storage._sqlite_engine

    def small(path):
        engine = engine_of(path)
        raw = engine.raw_connection().driver_connection
        raw.execute("PRAGMA extract.max_page_count = 8")
        return engine

    monkeypatch.setattr(extract_storage, "_sqlite_engine", small)
    with pytest.raises(DiskFull):
        extracts.load_folder(stockport, extract.write(tmp_path / "next"), loaded_by="test")
    assert in_use(stockport) == 1
    assert [path.name for path in kept.folder.glob("extract-*")] == ["extract-1.db"]
    assert isinstance(answers(actor, "kate")["housing"], RecordsFound)


def test_a_locked_database_leaves_yesterday(stockport, extract, load, tmp_path, monkeypatch):
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 50)
    load(stockport)
    kept = database.database_of(stockport)
    folder = extract.write(tmp_path / "next")
    if not kept.is_sqlite:
        return
    other = sqlite3.connect(kept.folder / "app.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable):
        extracts.load_folder(stockport, folder, loaded_by="test")
    other.execute("ROLLBACK")
    other.close()
    assert in_use(stockport) == 1
    extracts.load_folder(stockport, folder, loaded_by="test")
    assert in_use(stockport) == 2


# Sources without the shared key


@pytest.fixture
def fernley(tmp_path, storage):
    """A wide file for each service, without any key, and no CMS."""
    folder = shutil.copytree(ROOT / "tests" / "shapes" / "fernley", tmp_path / "fernley")
    return read_council(folder / "council.yaml"), folder


def test_a_late_source_without_keys_keeps_its_people_and_records(fernley, sign_in):
    council, folder = fernley
    extracts.load_folder(council, folder, loaded_by="test")
    actor = sign_in(council, "worker")

    def zoe():
        terms = SearchTerms(family_name="O'Brien", first_name="Zoe")
        [found] = search_people(actor, terms, grounds=Grounds()).matches
        answer = services.get_service(actor, found.person_id, "adult_social_care", grounds=Grounds())
        return found, answer.records, answer.source.current_as_of, answer.source.out_of_date

    first = zoe()
    (folder / "Adult Social Care.csv").unlink()
    for _ in range(2):
        extracts.load_folder(council, folder, loaded_by="test")
        assert zoe() == first
