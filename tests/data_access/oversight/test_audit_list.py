"""The audit as managers read it: every filter, page by page, newest first, and reading it is recorded too."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from config import clock
from data_access.accounts import accounts, sessions
from data_access.audit.chain import Action, Entry, Who, append
from data_access.errors import NotFound, NotPermitted, NotSignedIn, WrongRole
from data_access.oversight import audit_filters, audit_list
from data_access.oversight.audit_records import AuditFilters
from data_access.oversight.audit_restricted import Hidden
from data_access.people import access, person_page, services
from data_access.people.restricting import restrictions
from data_access.people.search import search_people
from data_access.storage.database import database_of
from data_access.values import SearchTerms
from tests.data_access.both_databases import first_on_both, only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, actions, audit_rows, person_id

pytest_generate_tests = only_these_on_both(
    "test_records_come_newest_first_with_all_that_was_signed",
    "test_by_worker_and_action",
    "test_who_has_looked_at_this_person",
    "test_by_days_in_london_both_included",
    "test_page_by_page_every_record_comes_once",
    "test_a_person_is_found_by_case_id_id_or_name_as_shown",
    "test_a_person_who_was_restricted_since_is_still_found_by_the_data_officer",
)


@pytest.fixture
def sam(helen, sign_in):
    """A manager, after Helen Marks searched for a Pierce, opened him and what the police hold."""
    search_people(helen, SearchTerms(family_name="Pierce"), grounds=STOCKPORT_GROUNDS)
    dominic = person_id(helen.council, "dominic")
    person_page.get_person(helen, dominic, grounds=STOCKPORT_GROUNDS)
    services.get_service(helen, dominic, "police", grounds=STOCKPORT_GROUNDS)
    return sign_in(helen.council, "sam.carter", "manager")


def listed(actor, **filters):
    page = audit_list.list_records(actor, AuditFilters(**filters, why="Supervision"))
    return [record.action for record in page.records]


def test_records_come_newest_first_with_all_that_was_signed(sam, helen):
    page = audit_list.list_records(sam, AuditFilters(username="helen.marks", why="Supervision"))
    assert [record.action for record in page.records] == [
        "viewed_service",
        "viewed_person",
        "shown_individuals",
        "searched",
        "signed_in",
    ]
    record = page.records[0]
    assert (record.service_id, record.role, record.address) == ("police", "social_worker", "127.0.0.1")
    assert (record.display_name, record.session_id, record.extract) == ("Helen.Marks", helen.session_id, 1)
    assert record.grounds == STOCKPORT_GROUNDS
    assert [(one.name, one.cms_id) for one in record.people] == [("Dominic Pierce", "249014")]
    assert page.records[3].about["terms"]["family_name"] == "Pierce"
    assert not page.has_older


def test_reading_the_audit_is_recorded_with_its_filters_and_the_person(sam):
    audit_list.list_records(sam, AuditFilters(person_id=person_id(sam.council, "dominic"), action="viewed_person"))
    row = audit_rows(sam.council)[-1]
    assert (row.action, row.username) == ("read_audit", "sam.carter")
    assert '"action":"viewed_person"' in row.record and "Dominic Pierce" in row.record


@pytest.mark.parametrize("role", ["social_worker", "service_lead", "researcher"])
def test_only_a_manager_or_data_officer_reads_it(helen, sign_in, monkeypatch, role):
    """Seen to fail with require_role() removed from each of the four functions."""
    monkeypatch.setattr(accounts, "ROLES", (*accounts.ROLES, "researcher"))
    other = sign_in(helen.council, "somebody.else", role)
    calls = (
        lambda: audit_list.list_records(other, AuditFilters()),
        lambda: audit_list.get_record(other, 1),
        lambda: audit_list.find_people(other, "249014"),
        lambda: audit_list.find_workers(other, "helen"),
    )
    for call in calls:
        with pytest.raises(WrongRole):
            call()
    assert actions(helen.council) == ["refused"] * 4


def test_a_manager_whose_session_has_ended_reads_nothing(sam):
    sessions.end_session(sam)
    with pytest.raises(NotSignedIn):
        audit_list.list_records(sam, AuditFilters())


def test_by_worker_and_action(sam):
    assert listed(sam, username="helen.marks", action="searched") == ["searched"]
    assert listed(sam, username="sam.carter", action="searched") == []
    assert listed(sam, action="viewed_person") == ["viewed_person"]


def test_who_has_looked_at_this_person(sam):
    dominic = person_id(sam.council, "dominic")
    assert listed(sam, person_id=dominic) == ["viewed_service", "viewed_person", "shown_individuals"]
    assert listed(sam, person_id=dominic, action="viewed_service", username="helen.marks") == ["viewed_service"]
    assert listed(sam, person_id=person_id(sam.council, "kate")) == []


def test_by_days_in_london_both_included(sam, monkeypatch):
    today = clock.today()
    assert len(listed(sam, first_day=today, last_day=today, username="helen.marks")) == 5
    assert listed(sam, first_day=today + timedelta(days=1)) == []
    assert listed(sam, last_day=today - timedelta(days=1)) == []


def test_page_by_page_every_record_comes_once(sam):
    who = Who("many", "system")
    append(database_of(sam.council), who, [Entry(Action.LOADED_EXTRACT) for _ in range(120)])
    seen, before = [], None
    while True:
        page = audit_list.list_records(sam, AuditFilters(username="many", why="Supervision"), before=before)
        seen += [record.seq for record in page.records]
        if not page.has_older:
            break
        before = page.records[-1].place
    assert len(seen) == len(set(seen)) == 120 and seen == sorted(seen, reverse=True)


@pytest.mark.parametrize("typed", ["249014", "Dominic Pierce", " pierce DOMINIC ", "its id"])
def test_a_person_is_found_by_case_id_id_or_name_as_shown(sam, typed):
    dominic = person_id(sam.council, "dominic")
    [found] = audit_list.find_people(sam, dominic if typed == "its id" else typed)
    assert (found.person_id, found.name) == (dominic, "Dominic Pierce")
    assert "person_asked_for" in audit_rows(sam.council)[-1].record


@first_on_both("typed", ["\0", "", "*", "Pierce", "Kate Williams", "x' or 1=1"])
def test_who_was_never_shown_is_not_found(sam, typed):
    assert audit_list.find_people(sam, typed) == ()


def test_a_person_who_was_restricted_since_is_still_found_by_the_data_officer(sam, sign_in):
    restrictions.restrict_person(sam.council, "249014", reason="Refuge", by="it")
    [found] = audit_list.find_people(sign_in(sam.council, "olive.grant", "data_officer"), "249014")
    assert found.name == "Dominic Pierce"


def test_a_refusal_names_whom_it_was_about_to_the_data_officer(sam, helen, sign_in):
    restrictions.restrict_person(sam.council, "249014", reason="Refuge", by="it")
    dominic = person_id(sam.council, "dominic")
    with pytest.raises(NotPermitted):
        person_page.get_person(helen, dominic, grounds=STOCKPORT_GROUNDS)
    olive = sign_in(sam.council, "olive.grant", "data_officer")
    [record] = audit_list.list_records(olive, AuditFilters(action="refused", person_id=dominic)).records
    assert record.about == {"why": access.RESTRICTED}


def test_a_record_that_is_not_there(sam):
    with pytest.raises(NotFound):
        audit_list.get_record(sam, 10**9)


@first_on_both(
    "name, family_name, flagged",
    [
        ("Ann Pierce", "Pierce", True),
        ("Ann Peirce", "Pierce", True),
        ("Ann Lowe-Pierce", "Pierce", True),
        ("Pierce Lowe", "Pierce", False),
        ("Dominic Marks", "Pierce", False),
    ],
)
def test_a_worker_who_looks_up_their_own_family_name_is_flagged(helen, sign_in, name, family_name, flagged):
    accounts.save_account(
        helen.council, username="helen.marks", display_name=name, role="social_worker", password_hash="$2b$none"
    )
    # Saving an account ends its sessions.
    helen = sessions.get_actor(helen.council, sessions.start_session(helen.council, "helen.marks", address=""))
    search_people(helen, SearchTerms(family_name=family_name), grounds=STOCKPORT_GROUNDS)
    person_page.get_person(helen, person_id(helen.council, "dominic"), grounds=STOCKPORT_GROUNDS)
    person_page.get_person(helen, person_id(helen.council, "kate"), grounds=STOCKPORT_GROUNDS)
    sam = sign_in(helen.council, "sam.carter", "manager")
    expected = ["viewed_person", "searched"] if flagged else []
    assert listed(sam, flag="same_family_name") == expected
    assert listed(sam, flag="same_family_name", username="helen.marks") == expected
    assert listed(sam, flag="same_family_name", username="sam.carter") == []
    dominic = person_id(helen.council, "dominic")
    assert listed(sam, flag="same_family_name", person_id=dominic) == expected[:1]


# PostgreSQL's plan depends on how much there is; benchmarks/audit.py times it.
PLANS = {
    "worker": ({"username": "x"}, "audit_event_by_worker "),
    "action": ({"action": "searched"}, "audit_event_by_action "),
    "worker and action": ({"username": "x", "action": "searched"}, "audit_event_by_worker_and_action "),
    "day": ({"first_day": clock.today()}, "audit_event_by_time "),
    "worker and day": ({"username": "x", "last_day": clock.today()}, "audit_event_by_worker "),
    "flag": ({"flag": "same_family_name"}, "audit_flag_by_time "),
    "flag and worker": ({"flag": "same_family_name", "username": "x"}, "audit_flag_by_worker "),
    "nothing": ({}, "audit_event_by_time"),
}


@pytest.mark.parametrize("kind", PLANS)
def test_no_page_is_found_by_reading_all_records_or_sorting_them(stockport, kind):
    database = database_of(stockport)
    filters, index = PLANS[kind]
    hidden = Hidden(stockport, frozenset({"p-1", "p-2"}))
    with database.reading_app() as connection:
        statement = audit_filters.matching(connection, AuditFilters(**filters), hidden, most=51)
        words = str(statement.compile(connection, compile_kwargs={"literal_binds": True}))
        plan = " ".join(row.detail for row in connection.execute(text(f"EXPLAIN QUERY PLAN {words}")))
    assert index.strip() in plan and "TEMP B-TREE" not in plan, plan


def test_a_persons_page_begins_with_the_person(stockport):
    database = database_of(stockport)
    with database.reading_app() as connection:
        statement = audit_filters.matching(connection, AuditFilters(person_id="x"), Hidden(stockport), most=51)
        words = str(statement.compile(connection, compile_kwargs={"literal_binds": True}))
        plan = " ".join(str(row) for row in connection.execute(text(f"EXPLAIN QUERY PLAN {words}")))
    assert "audit_subject" in plan and "SCAN audit_event" not in plan and "TEMP B-TREE" not in plan, plan
