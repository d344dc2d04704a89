"""A source that did not arrive keeps its records, people and date, shows as out of date, and never reads as none."""

import shutil
from datetime import timedelta

import pytest
from sqlalchemy import select

from config import clock
from config.environment import ROOT
from config.extract import Extract, ExtractFile
from config.reading import read_council
from data_access.audit import chain
from data_access.audit.chain import Action, Entry, Subject, Who
from data_access.loading import extracts
from data_access.people import access, person_page, services
from data_access.people.search import search_people
from data_access.storage.database import database_of
from data_access.storage.extract_tables import person
from data_access.values import Grounds, NoRecordsFound, NotChecked, RecordsFound, SearchTerms, WhyNotChecked
from extracts.checks import read_extract
from pages.components.services.service_words import flag_of
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS as GROUNDS
from tests.data_access.conftest import person_id
from tests.data_access.loading.test_loads import answers, in_use, load_without
from tests.small_extract import SmallExtract, born

pytest_generate_tests = only_these_on_both(
    "test_a_source_that_did_not_arrive_keeps_its_records_and_date_and_is_out_of_date",
    "test_a_repeated_group_is_carried_over_with_its_service",
    "test_a_waiting_match_still_waits_when_its_source_is_carried_over",
    "test_somebody_known_only_from_the_late_source_is_still_found",
    "test_in_journey_2_of_somebody_linked_since_it_was_read_nobody_knows",
    "test_a_late_source_without_keys_keeps_its_people_and_records",
    "test_a_record_that_is_carried_over_stays_with_its_person_whatever_key_of_theirs_changes",
)


@pytest.fixture
def extract(stockport):
    return SmallExtract(stockport)


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
        assert any(note.startswith("Housing: no new file, so the data of ") for note in loaded.notes)
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
    details = person_page.get_person(actor, person_id(stockport, "dominic"), grounds=GROUNDS).details
    assert [held.value for held in details.other_addresses] == ["7 Canal Walk"]
    # Una has no tenancy: what was true of an older extract is said of an older extract.
    housing = actor.council.service("housing")
    assert flag_of(answers(actor, "nodob")["housing"], housing).words == "Could not be checked"
    assert flag_of(answers(actor, "unlinked")["housing"], housing).words == "May be out of date"


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
        person_page.get_person(actor, tommy, grounds=Grounds())
        linked = Grounds(child_id=tommy)
        page = person_page.get_person(actor, person_id(leeds, "unlinked"), grounds=linked)
        assert page.answers["housing"].reason is WhyNotChecked.NEW_SINCE
        known = person_page.get_person(actor, person_id(leeds, "dominic"), grounds=linked).answers["housing"]
        assert isinstance(known, NoRecordsFound) and known.source.out_of_date


def test_once_the_source_arrives_again_it_is_not_out_of_date(stockport, extract, load, tmp_path, sign_in):
    actor = sign_in(load(stockport))
    load_without(stockport, extract, tmp_path, "housing")
    load(stockport)
    assert not answers(actor, "kate")["housing"].source.out_of_date


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


# Carried over by person, and not by a key alone

FOUND, NONE, NOT_CHECKED = "RecordsFound", "NoRecordsFound", "new since the source was read"
KATE = ("a", "1", "Kate", 34)
"""Key, case ID, first name (the family name is one of the case's own), age. She has a housing record; Una has none."""
UNA = ("b", "2", "Una", 40)
CHANGES = {
    "nothing": ([KATE, UNA], [(*KATE, FOUND), (*UNA, NONE)]),
    "her key": ([KATE], [("c", "1", "Kate", 34, FOUND)]),
    "her case ID": ([KATE], [("a", "3", "Kate", 34, FOUND)]),
    "her name": ([KATE], [("a", "1", "Ann", 34, FOUND)]),
    "her date of birth": ([KATE], [("a", "1", "Kate", 33, FOUND)]),
    "her date of birth, not known any more": ([KATE], [("a", "1", "Kate", None, FOUND)]),
    "both keys": ([KATE], [("c", "3", "Kate", 34, NOT_CHECKED)]),
    "her key and her name": ([KATE], [("c", "1", "Ann", 34, NOT_CHECKED)]),
    "her key and her date of birth": ([KATE], [("c", "1", "Kate", 33, NOT_CHECKED)]),
    "her name and her date of birth": ([KATE], [("a", "1", "Ann", 33, NOT_CHECKED)]),
    "the keys of two": ([KATE, UNA], [("b", "1", "Kate", 34, FOUND), ("a", "2", "Una", 40, NONE)]),
    "the case IDs of two": ([KATE, UNA], [("a", "2", "Kate", 34, FOUND), ("b", "1", "Una", 40, NONE)]),
    "the names of two": ([KATE, UNA], [("b", "2", "Kate", 34, NOT_CHECKED), ("a", "1", "Una", 40, NOT_CHECKED)]),
    "the names of twins": (
        [KATE, ("b", "2", "Una", 34)],
        [("b", "2", "Kate", 34, NOT_CHECKED), ("a", "1", "Una", 34, NOT_CHECKED)],
    ),
    "one of her, of two": ([KATE, ("b", "2", "Kate", 34)], [("a", "2", "Kate", 34, NOT_CHECKED)]),
    "two of her, of one": ([KATE], [("a", "3", "Kate", 34, NOT_CHECKED), ("c", "1", "Kate", 34, NOT_CHECKED)]),
    "another row of hers": ([KATE], [(*KATE, FOUND), ("c", "3", "Kate", 34, NOT_CHECKED)]),
    "a newcomer": ([KATE], [(*KATE, FOUND), ("c", "3", "Ivy", 30, NOT_CHECKED)]),
    "a newcomer with her key": ([KATE], [("a", "3", "Ivy", 30, NOT_CHECKED)]),
    "a newcomer with her case ID": ([KATE], [("c", "1", "Ivy", 30, NOT_CHECKED)]),
    "a newcomer with both": ([KATE], [("a", "1", "Ivy", 30, NOT_CHECKED)]),
    "a newcomer with both, and she has others": (
        [KATE], [("a", "1", "Ivy", 34, NOT_CHECKED), ("c", "3", "Kate", 34, NOT_CHECKED)],
    ),
    "nothing, of someone hardly known": ([("a", "1", "", None)], [("a", "1", "", None, FOUND)]),
}  # fmt: skip
"""For each change between two loads: the people before, and the people after with what is said of each of them."""


@pytest.mark.parametrize("is_known", [False, True])
def test_a_record_that_is_carried_over_stays_with_its_person_whatever_key_of_theirs_changes(
    stockport, load, tmp_path, sign_in, is_known
):
    """Seen to fail: records followed yesterday's key. Kate read "No records found", and a newcomer had her record.

    Whoever is not certainly someone of the extract in use could not be checked, also if both were known to the tool.
    """
    first, later, expected = SmallExtract(stockport), SmallExtract(stockport), {}
    for number, (before, after) in enumerate(CHANGES.values()):
        first.files["people"] += [line_of(number, one) for one in before]
        first.add_record("housing", f"{number}a", service_involvement="Current")
        later.files["people"] += [line_of(number, one[:-1]) for one in after]
        expected |= {f"{number}-{case_id}": answer for _, case_id, *_, answer in after}
    load(stockport, first)
    if is_known:
        # Whoever was opened is recognised by name and date of birth alone, if there is no one else of these.
        expected[f"{list(CHANGES).index('both keys')}-3"] = FOUND
        subjects = [Subject(one, None, "", None) for one in by_case_id(stockport).values()]
        chain.append(database_of(stockport), Who("test", "system"), [Entry(Action.SHOWN_INDIVIDUALS, subjects)])
    for _ in range(2):
        load_without(stockport, later, tmp_path, "housing")
        said, helen = {}, sign_in(stockport)
        for case_id in expected:
            said[case_id] = said_of(helen, by_case_id(stockport)[case_id])
        changes = list(CHANGES)
        wrong = {one: said[one] for one, answer in expected.items() if said[one] != answer}
        assert not wrong, {f"{changes[int(one.split('-')[0])]}: {one}": answer for one, answer in wrong.items()}


def line_of(number, one):
    key, case_id, first_name, age = one
    family_name = f"Quill{'abcdefghijklmnopqrstuvwxyz'[number]}"
    return {"person_key": f"{number}{key}", "source": "cms", "cms_id": f"{number}-{case_id}", "first_name": first_name,
            "family_name": family_name, "date_of_birth": born(age), "gender": "Female", "address": "",
            "address_status": "current"}  # fmt: skip


def by_case_id(council):
    with database_of(council).reading() as (connection, _):
        return dict(connection.execute(select(person.c.cms_id, person.c.person_id)).all())


def said_of(actor, one):
    with access.reading(actor, GROUNDS) as read:
        row = access.open_person(read, one)
        answer = services.answers_for(read, row)["housing"]
    return answer.reason.value if isinstance(answer, NotChecked) else type(answer).__name__
