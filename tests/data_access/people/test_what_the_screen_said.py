"""The audit says what the screen said: what may be out of date, and each child who was listed or opened under cover."""

import json
from datetime import timedelta

import pytest

from config import clock
from data_access.audit.verification import verify
from data_access.oversight import audit_list, daily_counts
from data_access.oversight.usage_values import OUT_OF_DATE
from data_access.people import person_page, services
from data_access.people.search import search_people
from data_access.storage.database import database_of
from data_access.values import Grounds, SearchTerms
from pages.components.audit_words import about_pairs
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS as GROUNDS
from tests.data_access.conftest import actions, audit_rows, audited_people, person_id
from tests.small_extract import SmallExtract

pytest_generate_tests = only_these_on_both(
    "test_a_page_says_which_services_may_be_out_of_date",
    "test_managers_read_it_and_the_figures_count_it",
    "test_cover_is_recorded_for_each_child_it_listed_and_only_for_those",
)


@pytest.fixture
def late(helen, load):
    """Housing and Police are older than they promise."""
    extract = SmallExtract(helen.council)
    for source_id in ("housing", "police"):
        old = (clock.now() - timedelta(days=9)).isoformat()
        extract.line("sources", source=source_id)["date_current_as_of"] = old
    load(helen.council, extract)
    return helen


def last(council) -> dict:
    return json.loads(audit_rows(council)[-1].record)


def test_a_page_says_which_services_may_be_out_of_date(late):
    page = person_page.get_person(late, person_id(late.council, "kate"), grounds=GROUNDS)
    record = last(late.council)
    assert record["about"]["out_of_date"] == ["housing", "police"] == services.out_of_date(page.answers)
    assert (record["about"]["flags"]["housing"], record["about"]["flags"]["police"]) == (
        "records found",
        "no records found",
    )
    assert record["version"] == 4 and verify(late.council).first_broken is None


@pytest.mark.parametrize(("service_id", "is_late"), [("police", True), ("school", False)])
def test_an_opened_service_says_whether_it_may_be(late, service_id, is_late):
    key = "dominic" if service_id == "police" else "tommy"
    services.get_service(late, person_id(late.council, key), service_id, grounds=GROUNDS)
    assert last(late.council)["about"] == {"answer": "records found", "out_of_date": is_late}


def test_managers_read_it_and_the_figures_count_it(late, sign_in):
    person_page.get_person(late, person_id(late.council, "kate"), grounds=GROUNDS)
    number = audit_rows(late.council)[-1].seq
    sam = sign_in(late.council, "sam.carter", "manager")
    record = audit_list.get_record(sam, number)
    assert ("May be out of date", ["Housing", "Police"]) in about_pairs(
        record, {"housing": "Housing", "police": "Police"}
    )
    today = clock.today()
    counts = daily_counts.count_days(database_of(late.council), today, today)[today].counts
    flagged = daily_counts.FLAGGED
    assert counts[flagged, "housing", OUT_OF_DATE] == counts[flagged, "police", OUT_OF_DATE] == 1
    assert counts[flagged, "housing", "records found"] == counts[flagged, "police", "no records found"] == 0


def test_cover_is_recorded_for_each_child_it_listed_and_only_for_those(priya):
    """Tommy is on the caseload; Charlie is not."""
    for first, family in (("Tommy", "Williams"), ("Charlie", "Banks")):
        search_people(priya, SearchTerms(first_name=first, family_name=family), grounds=Grounds(cover="Duty"))
    assert actions(priya.council).count("listed_under_cover") == 1
    assert audited_people(priya.council, "listed_under_cover") == {person_id(priya.council, "charlie")}
    search_people(priya, SearchTerms(first_name="Tommy", family_name="Williams"), grounds=Grounds())
    assert actions(priya.council).count("listed_under_cover") == 1
