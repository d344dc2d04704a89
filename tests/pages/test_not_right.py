""" "This is not right": a page asks what is wrong before anything is hidden, and it can be undone."""

import pytest

from data_access.values import ReportKind
from pages.screens.social_worker import not_right
from tests.data_access.conftest import actions
from tests.pages.conftest import SCHOOL, Visit
from tests.pages.test_place import new_tab


@pytest.fixture
def asked(visit) -> Visit:
    """Leeds, "This is not right" pressed under Tommy's school record."""
    opened = visit("leeds").run().open_person("tommy")
    opened.put(SCHOOL, True)
    opened.run()
    opened.at.button(key=f"{SCHOOL}_not_right_1").click()
    return opened.run()


def send(visit: Visit, kind: ReportKind | None, said: str = "") -> Visit:
    if kind is not None:
        visit.at.radio(key=not_right.KIND).set_value(kind)
    visit.at.text_area(key=not_right.SAID).set_value(said)
    visit.at.button(key="send_report").click()
    return visit.run()


def test_one_press_hides_nothing(asked):
    assert "What is not right?" in asked.heading()
    assert "reported_record" not in actions(asked.council)
    asked.at.button(key="back").click()
    assert "Tommy Williams" in asked.run().heading()
    assert "Could not be checked: school" not in asked.sent() and "reported_record" not in actions(asked.council)


def test_what_is_missing_or_not_allowed_is_said_and_nothing_is_reported(asked):
    send(asked, None)
    assert "Choose what is wrong" in asked.sent()
    send(asked, ReportKind.DETAIL, "Tommy was never there")
    assert "Leave out names of people you searched for or were shown" in asked.sent()
    assert "reported_record" not in actions(asked.council)


@pytest.mark.parametrize("kind", ReportKind)
def test_a_report_is_confirmed_shown_with_the_service_and_undone(asked, kind):
    send(asked, kind)
    assert "Reported" in asked.heading() and "We have told the data officer" in asked.sent()
    assert ("Could not be checked" in asked.sent()) == kind.hides
    asked.at.button(key="to_person").click()
    asked.run()
    assert "Reported by you on " in asked.sent()
    undo = next(button.key for button in asked.at.button if "_undo_" in button.key)
    asked.at.button(key=undo).click()
    assert "Your report is undone" in asked.run().sent()
    assert "Reported by you on " not in asked.sent()
    assert "withdrew_report" in actions(asked.council)


def test_undo_on_the_confirmation(asked):
    send(asked, ReportKind.ANOTHER_PERSON)
    asked.at.button(key="undo_report").click()
    assert "Your report is undone" in asked.run().sent()


def test_a_confirmation_is_of_its_own_person_alone(asked):
    """The browser's Back leads to it from the page of whoever was opened since."""
    send(asked, ReportKind.CONTACT)
    asked.at.button(key="new_search").click()
    asked.run().at.text_input(key="search_case_id").set_value("249012")
    asked.at.button(key="search_by_case_id").click()
    asked.run()
    assert "Tommy Williams" in asked.open("not_right").heading()


def test_a_refresh_stays_at_the_question_and_after_the_report_goes_to_the_person(asked):
    assert "What is not right?" in new_tab(asked).heading()
    send(asked, ReportKind.CONTACT)
    assert "Tommy Williams" in new_tab(asked).heading()
