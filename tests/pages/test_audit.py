"""The manager's pages of the audit: filters, whose records, one record, and what is recorded of reading them."""

import json
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest

from config import clock
from config.council import Council
from data_access.accounts import accounts, sessions
from data_access.audit import chain, flags
from data_access.audit.chain import Action, Entry, Who
from data_access.errors import Unavailable
from data_access.people import person_page, search
from data_access.storage.database import database_of
from data_access.values import SearchTerms
from pages.components.audit_words import ACTION_WORDS, FLAG_WORDS
from pages.components.forms.day_field import day_typed
from pages.screens.manager import audit_visit
from pages.screens.manager.audit_form import first_day_of
from pages.screens.manager.audit_record import FLAG_MEANS
from pages.visit import audit_asked as screen
from pages.visit import memory
from tests.data_access.conftest import actions, audit_rows, person_id
from tests.pages.conftest import GROUNDS, Visit, fail_with
from tests.pages.test_view import TABLE, token


@pytest.fixture
def manager(visit) -> Visit:
    """A manager's visit in Stockport, after Tom Pierce searched for a Pierce and opened him."""
    return visit("stockport", role="manager", after=tom_looks)


def tom_looks(council: Council) -> None:
    accounts.save_account(
        council, username="tom.pierce", display_name="Tom Pierce", role="social_worker", password_hash="$2b$none"
    )
    worker = sessions.get_actor(council, sessions.start_session(council, "tom.pierce", address=""))
    search.search_people(worker, SearchTerms(first_name="Dominic", family_name="Pierce"), grounds=GROUNDS)
    person_page.get_person(worker, person_id(council, "dominic"), grounds=GROUNDS)
    person_page.get_person(worker, person_id(council, "kate"), grounds=GROUNDS)


def fill(visit: Visit, key: str, value: str) -> Visit:
    widgets = visit.at.selectbox if key == screen.WHAT else visit.at.text_input
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
    return [row[3] for row in table(visit)]


def ask_about(visit: Visit, worker: str, why: str = "Supervision") -> Visit:
    return press(fill(fill(visit.open("audit"), screen.WORKER, worker), screen.WHY, why), "show_records")


def test_every_action_has_plain_words():
    assert {action.value for action in Action} <= set(ACTION_WORDS)
    assert not [words for words in ACTION_WORDS.values() if "_" in words]


def test_every_flag_has_words_and_is_explained():
    every = {flag for name, flag in vars(flags).items() if name.isupper() and isinstance(flag, str)}
    assert every == set(FLAG_WORDS)
    assert every <= set(FLAG_MEANS)


def test_the_list_begins_with_everything_by_visit_newest_first_and_is_recorded_once(manager):
    manager.open("audit").run()
    assert whats(manager)[:4] == ["Signed in", "Opened a person", "Opened", "Signed in"]
    assert table(manager)[2] == [table(manager)[2][0], "Tom Pierce, tom.pierce", "Dominic Pierce", "Opened",
                                 "Strategy meeting, SW-1. Searched for Dominic Pierce", "Same family name"]  # fmt: skip
    # Once for the list, and once for the counts above it.
    assert actions(manager.council).count("read_audit") == 2


def test_every_record_can_have_a_line_of_its_own(manager):
    press(manager.open("audit"), "each_record")
    seen = [what for what in whats(manager) if what != "Read the audit"]
    assert seen[:5] == ["Signed in", *["Opened a person"] * 2, "Was shown a list of people", "Searched"]
    press(manager, "each_record")
    assert "Opened" in whats(manager)


def test_a_managers_own_reading_is_folded_into_one_line(manager):
    manager.open("audit")
    for _ in range(3):
        press(manager, "each_record")
        press(manager, "each_record")
        press(manager, "today")
    assert actions(manager.council).count("read_audit") > 5
    assert whats(manager).count("Read the audit") == 1


@pytest.mark.parametrize("typed", ["tom.pierce", "Tom", "PIERCE tom", " ierc "])
def test_a_worker_is_found_by_any_part_of_the_name(manager, typed):
    ask_about(manager, typed)
    assert "What Tom Pierce has done" in manager.sent()
    assert len(table(manager)) == 3
    assert '"filters":{"username":"tom.pierce","why":"Supervision"}' in audit_rows(manager.council)[-1].record


def test_of_several_workers_of_a_name_one_is_chosen(manager):
    accounts.save_account(
        manager.council, username="tom.lees", display_name="Tom Lees", role="social_worker", password_hash="$2b$none"
    )
    ask_about(manager, "tom")
    assert "Which worker?" in manager.sent()
    assert [row[0] for row in table(manager, "audit_workers")] == ["Tom Lees", "Tom Pierce"]


def test_that_there_is_no_such_account_is_said_beside_the_field(manager):
    ask_about(manager, "nobody.here")
    assert manager.sent().count("There is no account with") >= 2


@pytest.mark.parametrize("why", ["", " ", "..."])
def test_what_one_worker_did_is_not_listed_without_a_reason(manager, why):
    ask_about(manager, "tom", why)
    assert manager.sent().count("Enter why you look at what this worker did") >= 2
    assert "What Tom Pierce has done" not in manager.sent()
    assert not [row for row in audit_rows(manager.council) if '"filters":{"username"' in row.record]


def test_of_one_worker_nothing_is_counted(manager):
    """Seen to fail with the numbers of the other lists left on the flags."""
    ask_about(manager, "tom")
    labels = [button.label for button in manager.at.button if "flag_" in str(button.key)]
    assert labels == ["Same family name", "Cover", "Many people", "Refused", "Any flag"]
    press(manager, "flag_any_flag")
    assert [row[-1] for row in table(manager)] == ["Same family name"]
    press(manager, "export")
    shown = manager.sent()
    for number in (r"\d+ (records?|visits?|times|people|look)", r"fc-looks", r": \d+</"):
        assert not re.search(number, shown), number


def test_who_has_looked_at_this_person_is_a_list_below_a_picture_with_its_table(manager):
    manager.open("audit")
    press(fill(manager, screen.PERSON, "249014"), "this_month")
    sent = manager.sent()
    assert "Who has looked at Dominic Pierce" in sent
    assert [row[:3] for row in table(manager) if row[1] == "Tom Pierce, tom.pierce"] == [
        [table(manager)[-1][0], "Tom Pierce, tom.pierce", "Opened"]
    ]
    assert "Who looked at Dominic Pierce, by day" in sent and "<b>Tom Pierce</b> once" in sent
    assert '"filters":{"person_id"' in audit_rows(manager.council)[-1].record


def test_the_flags_are_counted_and_each_is_a_way_to_filter(manager):
    manager.open("audit")
    [flag] = [button for button in manager.at.button if button.key == "flag_same_family_name"]
    assert flag.label == "Same family name: 1"
    press(manager, "flag_same_family_name")
    assert whats(manager) == ["Opened"]
    press(manager, "flag_none")
    assert len(whats(manager)) > 1


@pytest.mark.parametrize("period", ["today", "this_week", "this_month"])
def test_a_period_is_chosen_in_one_press_with_what_else_was_typed(manager, period):
    press(fill(manager.open("audit"), screen.PERSON, "249014"), period)
    assert manager.at.text_input(key=screen.TO).value == day_typed(clock.today())
    assert manager.at.text_input(key=screen.FROM).value == day_typed(first_day_of(period, clock.today()))
    assert "Who has looked at Dominic Pierce" in manager.sent()


def test_the_link_to_a_file_goes_when_the_filter_changes(manager):
    press(manager.open("audit"), "export")
    assert f"Download audit-stockport-all-days-to-{clock.today()}.csv" in manager.sent()
    press(manager, "today")
    assert "Download audit" not in manager.sent()


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
    assert options[1:10] == [
        "Same family name as the worker looked up",
        "Cover",
        "Many people",
        "Refused",
        "Any flag",
        "Opened many people in a day",
        "Opened many people under one case reference",
        "Stated cover to open a child",
        "Was shown children under stated cover",
    ]
    press(fill(manager, screen.WHAT, "same_family_name"), "show_records")
    assert whats(manager) == ["Opened"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({screen.FROM: "31/2/2026"}, "From must be a real date"),
        ({screen.TO: "yesterday"}, "To must be a day, month and year"),
        ({screen.TO: "1/1/2099"}, "To must be today or in the past"),
        ({screen.FROM: "2/1/2026", screen.TO: "1/1/2026"}, "To must be the same day as From, or later"),
        ({screen.PERSON: "x" * 201}, "Person must be 200 characters or fewer"),
        ({screen.WORKER: "x" * 201}, "Worker must be 200 characters or fewer"),
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
    assert len(table(manager)) >= 4


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
    assert "Say above why you look at what this worker did" in manager.sent()
    assert manager.at.text_input(key=screen.WORKER).value == "tom.pierce"
    press(fill(manager, screen.WHY, "Supervision"), "show_records")
    assert "What Tom Pierce has done" in manager.sent() and len(table(manager)) == 3


@pytest.mark.parametrize(
    ("actions", "words"),
    [
        (("searched", "shown_individuals"), "Tom Pierce saw Dominic Pierce in a list"),
        (("searched", "shown_individuals", "viewed_person"), "Tom Pierce looked at Dominic Pierce"),
    ],
)
def test_who_was_only_in_a_list_was_not_looked_at(actions, words):
    worker = SimpleNamespace(display_name="Tom Pierce", username="tom.pierce")
    records = [SimpleNamespace(action=action) for action in actions]
    person = SimpleNamespace(name="Dominic Pierce")
    assert audit_visit.title_words(SimpleNamespace(newest=worker, person=person, records=records)) == words


def test_an_open_visit_shows_its_records_and_leads_on(manager):
    seq = next(row.seq for row in audit_rows(manager.council) if row.action == "searched")
    manager.put(memory.CHOSEN, ("audit_visit", (seq, "")))
    manager.open("audit_visit").run()
    assert "Tom Pierce looked at Dominic Pierce" in manager.heading()
    assert [row[1] for row in table(manager, "visit_records")] == [
        "Searched", "Was shown a list of people", "Opened a person"
    ]  # fmt: skip
    assert "Many people share a name" in manager.sent()
    assert f'"about":{{"record":{seq},"by_visit":true}}' in audit_rows(manager.council)[-1].record
    press(manager, "to_person")
    assert "Who has looked at Dominic Pierce" in manager.sent()


def test_the_browsers_back_leads_from_a_record_to_the_visit_and_from_there_to_the_list_as_it_was_asked_for(manager):
    listed = table(press(manager.open("audit"), "flag_same_family_name"))
    manager.run()
    for heading in ("Tom Pierce looked at Dominic Pierce", "Record"):
        assert heading in manager.press(TABLE, "view", {"list": token(manager), "row": 0}).heading()
    assert "Tom Pierce looked at Dominic Pierce" in manager.open("audit_visit").heading()
    assert table(manager.open("audit")) == listed != table(press(manager, "flag_none"))


def test_a_record_that_is_not_there_leads_back_to_the_list(manager):
    manager.put(memory.CHOSEN, ("record", 10**9))
    manager.open("record")
    assert "Audit" in manager.heading()


def test_pages_are_turned_both_ways(manager):
    who = Who("it", "system")
    chain.append(database_of(manager.council), who, [Entry(Action.LOADED_EXTRACT) for _ in range(60)])
    manager.open("audit")
    press(manager, "older")
    assert len(table(manager)) < 50 and "Opened" in whats(manager)
    press(manager, "newer")
    assert "Loaded information" in whats(manager) and "Opened" not in whats(manager)


def test_with_the_database_gone_nothing_is_listed(manager, monkeypatch):
    fail_with(monkeypatch, chain, "append", Unavailable())
    manager.open("audit")
    assert "not available" in manager.heading() and "Dominic" not in manager.sent()
