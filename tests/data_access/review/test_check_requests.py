"""A doubt is on the person's page alone until a worker asks for it to be checked; what waits says since when."""

from datetime import timedelta

import pytest

from config import clock
from data_access.accounts import sessions
from data_access.errors import NotFound, NotSignedIn
from data_access.people import person_page
from data_access.review import possible_matches
from data_access.review.check_requests import ask_for_check
from data_access.values import MatchCheck, NoRecordsFound, NotChecked, RecordsFound, WhyNotChecked
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, audit_rows, audited_people, change_extract, person_id
from tests.data_access.unkeyed import UnkeyedExtract, without_shared_key

pytest_generate_tests = only_these_on_both(
    "test_a_doubt_that_a_worker_asks_about_comes_first_on_the_list_and_is_recorded",
    "test_people_whom_a_worker_has_opened_come_before_the_others",
    "test_a_match_keeps_the_day_it_was_first_seen_on_through_loads",
    "test_matches_are_loaded_over_an_extract_that_did_not_say_since_when",
)

GROUNDS = STOCKPORT_GROUNDS


@pytest.fixture
def extract(stockport) -> UnkeyedExtract:
    """A tenancy of somebody born on Dominic's day at his home, with another first name, and Kate's without a date."""
    extract = UnkeyedExtract(without_shared_key(stockport))
    return extract.tenant("T1", "kate", date_of_birth="").tenant("T5", "dominic", first_name="Kit")


@pytest.fixture
def council(extract, already_loaded):
    return already_loaded(extract)


@pytest.fixture
def helen(council, sign_in):
    return sign_in(council)


@pytest.fixture
def officer(council, sign_in):
    return sign_in(council, "dora.field", role="data_officer")


@pytest.fixture
def dominic(council) -> str:
    return person_id(council, "dominic")


def housing(actor, whose):
    return person_page.get_person(actor, whose, grounds=GROUNDS).answers["housing"]


def listed(officer) -> list[str]:
    return [one.source_key for one in possible_matches.list_to_review(officer).records]


def test_a_doubt_reads_could_not_be_checked_and_is_not_for_review(helen, officer, dominic):
    answer = housing(helen, dominic)
    assert isinstance(answer, NotChecked)
    assert (answer.reason, answer.check) == (WhyNotChecked.IN_DOUBT, MatchCheck.MAY_ASK)
    assert listed(officer) == ["T1"]


def test_a_doubt_that_a_worker_asks_about_comes_first_on_the_list_and_is_recorded(helen, officer, dominic):
    ask_for_check(helen, dominic, "housing", grounds=GROUNDS)
    answer = housing(helen, dominic)
    assert (answer.reason, answer.check) == (WhyNotChecked.MATCH_PENDING, MatchCheck.ASKED)
    assert listed(officer) == ["T5", "T1"]
    assert [one.asked_for for one in possible_matches.list_to_review(officer).records] == [True, False]
    assert audited_people(helen.council, "asked_for_check") == {dominic}
    [row] = [row for row in audit_rows(helen.council) if row.action == "asked_for_check"]
    assert (row.username, row.service_id) == (helen.username, "housing")


def test_people_whom_a_worker_has_opened_come_before_the_others(extract, tmp_path, sign_in):
    extract.line("people", person_key="amelia")["family_name"] = "Ormerod"
    extract.tenant("T6", "amelia", family_name="Ormerod", date_of_birth="", address="1 Elsewhere")
    council = extract.load(tmp_path)
    officer, helen = sign_in(council, "dora.field", role="data_officer"), sign_in(council)
    assert listed(officer) == ["T1", "T6"]
    housing(helen, person_id(council, "amelia"))
    assert listed(officer) == ["T6", "T1"]
    assert [one.looked_up for one in possible_matches.list_to_review(officer).records] == [True, False]


def test_a_doubt_is_decided_like_any_match(helen, officer, dominic, extract, tmp_path):
    ask_for_check(helen, dominic, "housing", grounds=GROUNDS)
    possible_matches.decide(officer, "housing", "T5", dominic, accept=True)
    assert listed(officer) == ["T1"]
    extract.load(tmp_path)
    assert isinstance(housing(helen, dominic), RecordsFound)


def test_a_doubt_that_is_rejected_is_gone_with_the_next_load(helen, officer, dominic, extract, tmp_path):
    possible_matches.decide(officer, "housing", "T5", dominic, accept=False)
    extract.load(tmp_path)
    assert isinstance(housing(helen, dominic), NoRecordsFound)


def test_nothing_is_asked_twice_or_where_there_is_no_match(helen, dominic):
    ask_for_check(helen, dominic, "housing", grounds=GROUNDS)
    for service_id in ("housing", "police", "nowhere"):
        with pytest.raises(NotFound):
            ask_for_check(helen, dominic, service_id, grounds=GROUNDS)
    assert len([row for row in audit_rows(helen.council) if row.action == "asked_for_check"]) == 1


def test_nobody_asks_without_a_session(helen, dominic):
    sessions.end_session(helen)
    with pytest.raises(NotSignedIn):
        ask_for_check(helen, dominic, "housing", grounds=GROUNDS)


def test_a_match_keeps_the_day_it_was_first_seen_on_through_loads(officer, extract, tmp_path, monkeypatch):
    first_day = clock.today()
    monkeypatch.setattr("data_access.loading.first_seen.clock.today", lambda: first_day + timedelta(days=9))
    extract.tenant("T7", "amelia", date_of_birth="")
    extract.load(tmp_path)
    since = {one.source_key: one.since for one in possible_matches.list_to_review(officer).records}
    assert since == {"T1": first_day, "T7": first_day + timedelta(days=9)}


def test_matches_are_loaded_over_an_extract_that_did_not_say_since_when(
    council, officer, extract, tmp_path, monkeypatch
):
    today = clock.today()
    monkeypatch.setattr(clock, "today", lambda: today)
    change_extract(council, "ALTER TABLE extract.waiting DROP COLUMN since")
    extract.load(tmp_path)
    assert [one.since for one in possible_matches.list_to_review(officer).records] == [today]


def test_a_record_linked_to_somebody_in_doubt_is_a_doubt_for_the_same_person(extract, tmp_path, sign_in):
    extract.offender("N5", "dominic", first_name="Kit")
    helen = sign_in(extract.load(tmp_path))
    answers = person_page.get_person(helen, person_id(helen.council, "dominic"), grounds=GROUNDS).answers
    assert answers["police"].reason is WhyNotChecked.IN_DOUBT
    kit = person_page.get_person(helen, extract.own_id("housing", "T5"), grounds=GROUNDS).answers
    assert isinstance(kit["housing"], RecordsFound) and isinstance(kit["police"], RecordsFound)
