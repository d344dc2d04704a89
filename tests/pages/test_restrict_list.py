"""Several people restricted from a pasted list: understood first, confirmed once, and nothing pasted is lost."""

import pytest

from data_access.errors import Unavailable
from data_access.people.restricting import restricted_people, restrictions
from pages.screens.data_officer import restrict_list as screen
from tests.data_access.conftest import actions
from tests.pages.conftest import Visit, fail_with
from tests.pages.test_spot_checks import press


@pytest.fixture
def officer(visit) -> Visit:
    return visit("stockport", role="data_officer")


def check(visit: Visit, pasted="249013\n249014 Williams\n999999", reason: str | None = "Adoption") -> Visit:
    visit.open("restrict_list")
    visit.at.text_area(key=screen.PASTED).set_value(pasted)
    visit.at.radio(key=screen.REASON).set_value(reason)
    return press(visit, "list_check")


def restricted(visit: Visit) -> set[str]:
    return {one.cms_id for one in restricted_people.list_marks(visit.council)}


def test_each_line_is_shown_as_understood_before_anyone_is_restricted(officer):
    check(officer)
    assert "Restrict 1 person?" in officer.heading()
    for state in (screen.State.FOUND, screen.State.OTHER_NAME, screen.State.UNKNOWN):
        assert screen.STATE_WORDS[state] in officer.sent()
    assert restricted(officer) == set() and "restricted_person" not in actions(officer.council)
    assert "Kate" not in officer.sent() and "Dominic" not in officer.sent()


def test_who_was_found_is_restricted_and_the_rest_stays_in_the_list(officer):
    press(check(officer), "list_restrict")
    assert restricted(officer) == {"249013"}
    assert "1 person restricted" in officer.sent()
    assert officer.at.text_area(key=screen.PASTED).value == "249014 Williams\n999999"


def test_going_back_loses_nothing(officer):
    press(check(officer), "list_change")
    assert officer.at.text_area(key=screen.PASTED).value == "249013\n249014 Williams\n999999"
    assert officer.at.radio(key=screen.REASON).value == "Adoption"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"pasted": " "}, "Paste at least one case ID"),
        ({"reason": None}, "Choose a reason"),
        ({"pasted": "249013\n" * 201}, "are the most at once"),
    ],
)
def test_what_is_wrong_is_said_and_stays(officer, typed, said):
    check(officer, **typed)
    assert officer.sent().count(said) >= 2
    assert officer.at.text_area(key=screen.PASTED).value == typed.get("pasted", "249013\n249014 Williams\n999999")


def test_with_the_database_gone_no_one_is_said_to_be_restricted(officer, monkeypatch):
    check(officer)
    fail_with(monkeypatch, restrictions, "restrict_together", Unavailable())
    press(officer, "list_restrict")
    assert "not available" in officer.heading() and "person restricted" not in officer.sent()
