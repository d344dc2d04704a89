"""The data officer's page of people nobody may see: marked, listed without names, taken back, mistakes said."""

import pytest

from data_access.errors import Unavailable
from data_access.people import restrictions
from pages.screens.data_officer import restricted as screen
from pages.visit import memory
from tests.data_access.conftest import actions, person_id
from tests.pages.conftest import Visit, fail_with
from tests.pages.test_spot_checks import press, rows_of


@pytest.fixture
def officer(visit) -> Visit:
    return visit("stockport", role="data_officer")


def fill(visit: Visit, which="249014", family="Pierce", reason: str | None = "Adoption", note="") -> Visit:
    visit.open("restricted")
    visit.at.text_input(key=screen.WHICH).set_value(which)
    visit.at.text_input(key=screen.FAMILY).set_value(family)
    visit.at.radio(key=screen.REASON).set_value(reason)
    visit.at.text_area(key=screen.NOTE).set_value(note)
    return press(visit, "mark")


def recorded(visit: Visit) -> list[str]:
    return [action for action in actions(visit.council) if action != "listed_restricted"]


def test_somebody_is_marked_and_listed_without_a_name(officer):
    fill(officer, note="Asked for by the court")
    assert "The person with 249014 is restricted" in officer.sent()
    assert rows_of(officer, "marks")[0][:3] == ["249014", "Adoption", "helen.marks"]
    assert "Dominic" not in officer.sent() and "Asked for by the court" not in officer.sent()
    assert recorded(officer) == ["restricted_person"]
    assert officer.at.text_input(key=screen.WHICH).value == ""


def test_a_mark_is_taken_back(officer):
    fill(officer)
    officer.put(memory.CHOSEN, ("restricted", person_id(officer.council, "dominic")))
    assert "Remove this restriction?" in officer.open("restricted").heading()
    press(officer, "unmark")
    assert "Restriction removed." in officer.sent() and "No one is restricted" in officer.sent()
    assert recorded(officer) == ["restricted_person", "unrestricted_person"]


def test_what_somebody_else_took_back_in_the_meantime_is_said(officer):
    fill(officer)
    officer.put(memory.CHOSEN, ("restricted", person_id(officer.council, "dominic")))
    officer.open("restricted")
    restrictions.unrestrict_person(officer.council, "249014", by="it")
    press(officer, "unmark")
    assert screen.GONE in officer.sent()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"which": ""}, "Enter a case ID"),
        ({"family": ""}, "Enter a family name"),
        ({"reason": None}, "Choose a reason"),
        ({"which": "x" * 101}, "Case ID must be 100 characters or fewer"),
        ({"note": "x" * 501}, "Note must be 500 characters or fewer"),
        ({"which": "999999"}, screen.NOT_FOUND),
        ({"family": "Williams"}, screen.NOT_TOGETHER),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nobody_is_marked(officer, typed, said):
    fill(officer, **typed)
    assert officer.sent().count(said) >= 2
    assert restrictions.list_marks(officer.council) == []
    assert officer.at.text_input(key=screen.WHICH).value == typed.get("which", "249014")


def test_with_the_database_gone_nobody_is_said_to_be_marked(officer, monkeypatch):
    officer.open("restricted")
    fail_with(monkeypatch, restrictions, "restrict_as_officer", Unavailable())
    fill(officer)
    assert "not available" in officer.heading() and "is marked" not in officer.sent()
