"""The manager's pages of the audit: filters, whose records, one record, and what is recorded of reading them."""

import json
from datetime import timedelta

import pytest

from config import clock
from data_access.accounts import accounts, sessions
from data_access.audit import chain
from data_access.audit.chain import Action, Entry, Who
from data_access.errors import Unavailable
from data_access.people import person_page, search
from data_access.storage.database import database_of
from data_access.values import SearchTerms
from pages.components.audit_words import ACTION_WORDS
from pages.screens.manager import audit as screen
from pages.visit import memory
from tests.data_access.conftest import actions, audit_rows, person_id
from tests.pages.conftest import GROUNDS, Visit, fail_with


@pytest.fixture
def manager(visit) -> Visit:
    """A manager's visit in Stockport, after Tom Pierce searched for a Pierce and opened him."""
    found = visit("stockport", role="manager")
    accounts.save_account(
        found.council, username="tom.pierce", display_name="Tom Pierce", role="social_worker", password_hash="$2b$none"
    )
    worker = sessions.get_actor(found.council, sessions.start_session(found.council, "tom.pierce", address=""))
    search.search_people(worker, SearchTerms(first_name="Dominic", family_name="Pierce"), grounds=GROUNDS)
    person_page.get_person(worker, person_id(found.council, "dominic"), grounds=GROUNDS)
    person_page.get_person(worker, person_id(found.council, "kate"), grounds=GROUNDS)
    return found


def fill(visit: Visit, key: str, value: str) -> Visit:
    widgets = visit.at.selectbox if key in (screen.WORKER, screen.WHAT) else visit.at.text_input
    widgets(key=key).set_value(value)
    return visit


def press(visit: Visit, key: str) -> Visit:
    visit.at.button(key=key).click()
    return visit.run()


def table(visit: Visit, key: str = "audit_records") -> list[list[str]]:
    """The rows of a table that is on the page."""
    for node in visit.at._tree:
        proto = getattr(node, "proto", None)
        if key in str(getattr(proto, "id", "")):
            return json.loads(proto.json)["rows"]
    raise AssertionError(f"no table {key}")


def whats(visit: Visit) -> list[str]:
    return [row[2] for row in table(visit)]


def test_every_action_has_plain_words():
    assert {action.value for action in Action} <= set(ACTION_WORDS)
    assert not [words for words in ACTION_WORDS.values() if "_" in words]


def test_the_list_begins_with_everything_newest_first_and_is_recorded_once(manager):
    manager.open("audit").run()
    assert whats(manager)[:5] == ["Opened a person", "Opened a person", "Was shown a list of people", "Searched",
                                  "Signed in"]  # fmt: skip
    assert table(manager)[1] == [table(manager)[1][0], "Tom Pierce, tom.pierce", "Opened a person", "Dominic Pierce",
                                 "Strategy meeting, SW-1", "Same family name"]  # fmt: skip
    assert actions(manager.council).count("read_audit") == 1


def test_what_has_this_worker_looked_at(manager):
    manager.open("audit")
    press(fill(manager, screen.WORKER, "tom.pierce"), "show_records")
    assert "What Tom Pierce has done" in manager.sent()
    assert len(table(manager)) == 5


def test_a_worker_without_records_is_said_so(manager):
    manager.put(memory.CHOSEN, ("audit", screen.what_was_done_by("nobody.here")))
    assert "No matching records" in manager.open("audit").sent()


def test_who_has_looked_at_this_person(manager):
    manager.open("audit")
    press(fill(manager, screen.PERSON, "249014"), "show_records")
    assert "Who has looked at Dominic Pierce" in manager.sent()
    looked = table(manager)
    assert {row[3] for row in looked} == {"Dominic Pierce"} and "Opened a person" in [row[2] for row in looked]
    assert '"filters":{"person_id"' in audit_rows(manager.council)[-1].record


def test_somebody_whom_no_record_names_is_said_so(manager):
    press(fill(manager.open("audit"), screen.PERSON, "Amelia Nobody"), "show_records")
    assert "No record names this person" in manager.sent()


def test_of_several_people_of_a_name_one_is_chosen(manager):
    who = Who("it", "system")
    twin = chain.Subject("another", None, "Dominic Pierce", None)
    chain.append(database_of(manager.council), who, [Entry(Action.SHOWN_INDIVIDUALS, [twin])])
    press(fill(manager.open("audit"), screen.PERSON, "Dominic Pierce"), "show_records")
    assert "Which person?" in manager.sent()
    assert [row[1] for row in table(manager, "audit_people")].count("Not known") == 1


def test_flags_are_the_first_choices(manager):
    manager.open("audit")
    options = manager.at.selectbox(key=screen.WHAT).options
    assert options[1:7] == [
        "Same family name as the worker looked up",
        "Opened many people in a day",
        "Opened many people under one case reference",
        "Stated cover to open a child",
        "Was shown children under stated cover",
        "Was refused",
    ]
    press(fill(manager, screen.WHAT, "same_family_name"), "show_records")
    assert whats(manager) == ["Opened a person", "Searched"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({screen.FROM: "31/2/2026"}, "From must be a real date"),
        ({screen.TO: "yesterday"}, "To must be a day, month and year"),
        ({screen.TO: "1/1/2099"}, "To must be today or in the past"),
        ({screen.FROM: "2/1/2026", screen.TO: "1/1/2026"}, "To must be the same day as From, or later"),
        ({screen.PERSON: "x" * 201}, "Person must be 200 characters or fewer"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_what_was_typed_stays(manager, typed, said):
    manager.open("audit")
    for key, value in typed.items():
        fill(manager, key, value)
    press(manager, "show_records")
    assert manager.sent().count(said) >= 2
    assert all(manager.at.text_input(key=key).value == value for key, value in typed.items())


def test_days_are_kept_in_the_fields_and_cleared(manager):
    day = clock.today() - timedelta(days=1)
    press(fill(manager.open("audit"), screen.TO, f"{day.day}/{day.month}/{day.year}"), "show_records")
    assert "No matching records" in manager.sent()
    press(manager, "clear_filters")
    assert manager.at.text_input(key=screen.TO).value == ""
    assert len(table(manager)) >= 6


def test_an_open_record_shows_all_that_was_signed_and_leads_on(manager):
    manager.open("audit")
    seq = next(row.seq for row in audit_rows(manager.council) if row.action == "searched")
    manager.put(memory.CHOSEN, ("record", seq))
    manager.open("record").run()
    sent = manager.sent()
    for words in ("Dominic Pierce", "Strategy meeting", "SW-1", "1 match", "Same family name", "tom.pierce", "Session"):
        assert words in sent, words
    assert [row.record for row in audit_rows(manager.council)].count(audit_rows(manager.council)[-1].record) == 1
    assert f'"about":{{"record":{seq}}}' in audit_rows(manager.council)[-1].record
    press(manager, "to_worker")
    assert "What Tom Pierce has done" in manager.sent()
    assert manager.at.selectbox(key=screen.WORKER).value == "tom.pierce"


def test_a_record_that_is_not_there_leads_back_to_the_list(manager):
    manager.put(memory.CHOSEN, ("record", 10**9))
    manager.open("record")
    assert "Audit" in manager.heading()


def test_pages_are_turned_both_ways(manager):
    who = Who("it", "system")
    chain.append(database_of(manager.council), who, [Entry(Action.LOADED_EXTRACT) for _ in range(60)])
    manager.open("audit")
    press(manager, "older")
    assert len(table(manager)) < 50 and "Searched" in whats(manager)
    press(manager, "newer")
    assert "Loaded information" in whats(manager) and "Searched" not in whats(manager)


def test_with_the_database_gone_nothing_is_listed(manager, monkeypatch):
    fail_with(monkeypatch, chain, "append", Unavailable())
    manager.open("audit")
    assert "not available" in manager.heading() and "Dominic" not in manager.sent()
