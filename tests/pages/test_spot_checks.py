"""A manager's spot check on the page: drawn, opened, an outcome noted, and what is wrong said beside the field."""

import json

import pytest

from data_access.accounts import accounts, sessions
from data_access.errors import Unavailable
from data_access.oversight import spot_checks
from data_access.people import person_page
from pages.screens.manager import spot_check, spot_check_access
from pages.screens.manager import spot_checks as screen
from pages.visit import memory
from tests.data_access.conftest import actions, person_id
from tests.pages.conftest import GROUNDS, Visit, fail_with
from tests.pages.test_place import new_tab
from tests.pages.test_view import TABLE, token


@pytest.fixture
def manager(visit) -> Visit:
    """A manager's visit in Stockport, after Tom opened Dominic, and the manager opened Kate."""
    found = visit("stockport", role="manager")
    accounts.save_account(
        found.council, username="tom", display_name="Tom Lees", role="social_worker", password_hash="$2b$none"
    )
    worker = sessions.get_actor(found.council, sessions.start_session(found.council, "tom", address=""))
    person_page.get_person(worker, person_id(found.council, "dominic"), grounds=GROUNDS)
    person_page.get_person(found.actor(), person_id(found.council, "kate"), grounds=GROUNDS)
    return found


def press(visit: Visit, key: str) -> Visit:
    visit.at.button(key=key).click()
    return visit.run()


def rows_of(visit: Visit, key: str) -> list[list[str]]:
    [proto] = [node.proto for node in visit.at._tree if key in str(getattr(getattr(node, "proto", None), "id", ""))]
    return json.loads(proto.json)["rows"]


def opened(visit: Visit, whose: str) -> Visit:
    """The access of that worker in the check that was drawn."""
    found = spot_checks.get_check(visit.actor(), 1)
    seq = next(one.seq for one in found if one.record and one.record.username == whose)
    visit.put(memory.CHOSEN, ("checked", (1, seq)))
    return visit.open("checked")


def test_a_check_is_drawn_and_opened(manager):
    press(manager.open("spot_checks"), "draw")
    assert "Spot check 1" in manager.heading() and "2 of 2 to check" in manager.heading()
    assert {row[3] for row in rows_of(manager, "accesses")} == {"Dominic Pierce", "Kate Williams"}
    assert actions(manager.council)[-2:] == ["drew_spot_check", "read_audit"]
    press(manager, "back")
    assert rows_of(manager, "checks")[0][3:] == ["2", "2 to check"]


def test_an_outcome_is_noted_and_the_check_says_so(manager):
    press(manager.open("spot_checks"), "draw")
    opened(manager, "tom")
    assert "Opened a person" in manager.heading() and "Dominic Pierce, born" in manager.sent()
    manager.at.radio(key=spot_check_access.OUTCOME).set_value("to_follow_up")
    manager.at.text_area(key=spot_check_access.NOTE).set_value("Asked Tom")
    press(manager, "save_outcome")
    assert "1 of 2 to check" in manager.heading() and "Saved: to follow up." in manager.sent()
    [row] = [row for row in rows_of(manager, "accesses") if row[3] == "Dominic Pierce"]
    assert row[-1] == "To follow up"
    assert "Asked Tom" in opened(manager, "tom").sent()


@pytest.mark.parametrize(("outcome", "note", "said"), [(None, "", "Choose an outcome"),
                                                       ("as_expected", "x" * 501, "Note must be 500")])  # fmt: skip
def test_without_an_outcome_or_with_too_long_a_note_nothing_is_kept(manager, outcome, note, said):
    press(manager.open("spot_checks"), "draw")
    opened(manager, "tom").at.radio(key=spot_check_access.OUTCOME).set_value(outcome)
    manager.at.text_area(key=spot_check_access.NOTE).set_value(note)
    press(manager, "save_outcome")
    assert manager.sent().count(said) >= 2 and "noted_outcome" not in actions(manager.council)


def test_ones_own_access_is_for_another_manager(manager):
    press(manager.open("spot_checks"), "draw")
    opened(manager, "helen.marks")
    assert "This is your own access" in manager.sent() and not manager.at.radio


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        (screen.NUMBER, "0", "number from 1 to 50"),
        (screen.NUMBER, "ten", "number from 1 to 50"),
        (screen.NUMBER, "51", "number from 1 to 50"),
        (screen.NUMBER, "00000000151", "number from 1 to 50"),
        (screen.FROM, "", "Enter the day for From"),
        (screen.TO, "31/2/2026", "To must be a real date"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_drawn(manager, key, typed, said):
    manager.open("spot_checks").at.text_input(key=key).set_value(typed)
    press(manager, "draw")
    assert manager.sent().count(said) >= 2 and "drew_spot_check" not in actions(manager.council)


def test_days_without_an_access_say_so(visit):
    found = visit("stockport", role="manager")
    press(found.open("spot_checks"), "draw")
    assert "No one searched for or opened a person in those days" in found.sent() and "None yet" in found.sent()


def test_the_browsers_back_leads_from_an_access_to_the_check_and_forward_to_the_access_and_a_refresh_stays(manager):
    press(manager.open("spot_checks"), "draw")
    access = manager.press(TABLE, "view", {"list": token(manager), "row": 0}).heading()
    assert "Record" in access and "Spot check 1" in manager.open("spot_check").heading()
    assert "Spot check 1" in new_tab(manager).heading()
    assert manager.open("checked").heading() == access


def test_what_was_wrong_with_one_access_is_not_said_of_the_next_one(manager):
    """The browser's Back leaves the form as the button does."""
    press(manager.open("spot_checks"), "draw")
    press(opened(manager, "tom"), "save_outcome")
    assert "Choose an outcome" in manager.sent()
    manager.open("spot_check")
    assert "Choose an outcome" not in opened(manager, "tom").sent()


@pytest.mark.parametrize("page", ["spot_check", "checked"])
def test_what_is_not_there_leads_back_to_the_checks(manager, page):
    manager.put(memory.CHOSEN, (page, (7, 7) if page == "checked" else 7))
    assert "Spot checks" in manager.open(page).heading()


def test_with_the_database_gone_an_outcome_is_not_said_to_be_noted(manager, monkeypatch):
    press(manager.open("spot_checks"), "draw")
    opened(manager, "tom").at.radio(key=spot_check_access.OUTCOME).set_value("as_expected")
    fail_with(monkeypatch, spot_checks, "save_outcome", Unavailable())
    press(manager, "save_outcome")
    assert "not available" in manager.heading()
    assert spot_check.NOTICE not in manager.at.session_state
