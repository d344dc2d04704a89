"""Opening many people in a day, or under one case reference, is flagged in the signed record, and never refused."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from config import clock
from config.council import ManyPeople, TeamThresholds
from data_access.audit.flags import MANY_PEOPLE_A_CASE, MANY_PEOPLE_A_DAY
from data_access.audit.verification import verify
from data_access.errors import WhyManyNeeded, WrongRole
from data_access.oversight import audit_list, many_opened
from data_access.oversight.audit_records import AuditFilters
from data_access.people import many_people, person_page
from data_access.storage.app_tables import account_standing
from tests.data_access.audit_chains import tamper
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, actions, audit_rows, person_id

pytest_generate_tests = only_these_on_both(
    "test_more_people_in_a_day_than_the_threshold_are_flagged_and_opened",
    "test_more_people_under_one_case_reference_are_flagged",
    "test_a_case_is_counted_over_days",
    "test_managers_have_a_list_of_the_day",
    "test_it_is_asked_once_a_session",
)

PEOPLE = ("tommy", "kate", "dominic", "amelia", "carer", "unlinked", "charlie")


@pytest.fixture
def helen(stockport, load, sign_in):
    """A social worker, where four people a day and two under one case reference are still expected."""
    duty = TeamThresholds(name="Duty", people_a_day=6, people_a_case=5)
    many = ManyPeople(people_a_day=4, people_a_case=2, teams=(duty,))
    return sign_in(load(stockport.model_copy(update={"many_people": many})))


def open_all(actor, people, reference=None):
    """Open these people one after the other, each under the reference or one of their own; say why when asked."""
    for number, key in enumerate(people):
        grounds = replace(STOCKPORT_GROUNDS, case_reference=reference or f"SW-{number}")
        try:
            page = person_page.get_person(actor, person_id(actor.council, key), grounds=grounds)
        except WhyManyNeeded:
            many_people.say_why(actor, "Duty desk", grounds=grounds)
            page = person_page.get_person(actor, person_id(actor.council, key), grounds=grounds)
        assert page.details


@pytest.fixture
def sam(helen, sign_in):
    """A manager."""
    return sign_in(helen.council, "sam.carter", "manager")


def flags(sam) -> list[tuple[str, ...]]:
    """The flags of each opening, oldest first."""
    return [one.flags for one in reversed(audit_list.list_records(sam, AuditFilters(action="viewed_person")).records)]


def test_more_people_in_a_day_than_the_threshold_are_flagged_and_opened(helen, sam):
    open_all(helen, PEOPLE)
    assert flags(sam) == [()] * 4 + [(MANY_PEOPLE_A_DAY,)] * 3
    assert verify(helen.council).first_broken is None


def test_the_same_people_again_are_not_more(helen, sam):
    open_all(helen, PEOPLE[:4])
    open_all(helen, PEOPLE[:4])
    assert flags(sam) == [()] * 8


@pytest.mark.parametrize("reference", ["SW-1", '50% _ "é"'])
def test_more_people_under_one_case_reference_are_flagged(helen, sam, reference):
    open_all(helen, PEOPLE[:3], reference)
    open_all(helen, PEOPLE[3:4], "SW-1000")
    assert flags(sam) == [(), (), (MANY_PEOPLE_A_CASE,), ()]


@pytest.mark.parametrize("other", ["SW_1", "%", "S/W-1"])
def test_a_reference_with_a_wildcard_in_it_is_no_other_one(helen, sam, other):
    open_all(helen, PEOPLE[:2], "SW-1")
    open_all(helen, PEOPLE[2:3], other)
    assert flags(sam) == [()] * 3


def test_a_case_is_counted_over_days(helen, sam, sign_in, monkeypatch):
    open_all(helen, PEOPLE[:2], "SW-7")
    later = clock.now() + timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    open_all(sign_in(helen.council), PEOPLE[2:3], "SW-7")
    assert flags(sign_in(helen.council, "sam.carter", "manager"))[-1] == (MANY_PEOPLE_A_CASE,)


@pytest.mark.parametrize("team", ["Duty", "duty"])
def test_a_team_may_have_thresholds_of_its_own(helen, sam, team):
    standing = update(account_standing).where(account_standing.c.username == helen.username)
    tamper(helen.council, standing.values(team=team))
    open_all(helen, PEOPLE)
    assert flags(sam) == [()] * 6 + [(MANY_PEOPLE_A_DAY,)]


def test_managers_have_a_list_of_the_day(helen, sam, sign_in, monkeypatch):
    now = clock.now()
    # The day must not end meanwhile.
    monkeypatch.setattr(clock, "now", lambda: now)
    open_all(sign_in(helen.council, "joe.reid"), PEOPLE[:2])
    assert many_opened.list_many_opened(sam, clock.today()) == ()
    open_all(helen, PEOPLE)
    [one] = many_opened.list_many_opened(sam, clock.today())
    assert (one.username, one.flags) == ("helen.marks", (MANY_PEOPLE_A_DAY,))
    assert not hasattr(one, "people"), "of one worker nothing is counted"
    assert many_opened.list_many_opened(sam, clock.today() - timedelta(days=1)) == ()
    with pytest.raises(WrongRole):
        many_opened.list_many_opened(helen, clock.today())
    listed = audit_list.list_records(sam, AuditFilters(flag=MANY_PEOPLE_A_DAY)).records
    assert len(listed) == 3


def test_beyond_the_threshold_a_line_on_why_comes_first_and_is_recorded_with_nobody(helen):
    open_all(helen, PEOPLE[:4])
    before = actions(helen.council)
    with pytest.raises(WhyManyNeeded):
        person_page.get_person(helen, person_id(helen.council, "carer"), grounds=STOCKPORT_GROUNDS)
    assert actions(helen.council) == before
    many_people.say_why(helen, "  Duty desk ", grounds=STOCKPORT_GROUNDS)
    row = audit_rows(helen.council)[-1]
    assert row.action == "said_why_many" and '"about":{"why":"Duty desk"}' in row.record and '"people":[]' in row.record


def test_it_is_asked_once_a_session(helen, sign_in):
    open_all(helen, PEOPLE)
    assert actions(helen.council).count("said_why_many") == 1
    again = sign_in(helen.council)
    with pytest.raises(WhyManyNeeded):
        person_page.get_person(again, person_id(helen.council, "tommy"), grounds=STOCKPORT_GROUNDS)


def test_a_page_that_is_open_stays_without_a_question(helen):
    open_all(helen, PEOPLE[:2], "SW-1")
    dominic, grounds = person_id(helen.council, "dominic"), replace(STOCKPORT_GROUNDS, case_reference="SW-2")
    page = person_page.get_person(helen, dominic, grounds=grounds)
    under_the_first = replace(grounds, case_reference="SW-1")
    assert person_page.get_person(helen, dominic, grounds=under_the_first, shown=page) == page


def test_nothing_said_or_too_much_is_no_reason(helen):
    for why in ("", "   ", "x" * 201):
        with pytest.raises(WhyManyNeeded):
            many_people.say_why(helen, why, grounds=STOCKPORT_GROUNDS)
    assert "said_why_many" not in actions(helen.council)
