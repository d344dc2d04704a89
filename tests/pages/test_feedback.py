"""Feedback on its pages: from the banner of any page and back; refused in words beside the field; the team's list."""

import pytest

from data_access.accounts import accounts, sessions
from data_access.research import feedback
from pages.screens.everyone import feedback as screen
from tests.pages.conftest import PERSONAL, Visit


@pytest.fixture
def asked(visit) -> Visit:
    """A worker who pressed "Give feedback" on a person's page."""
    worker = visit("stockport").open_person("dominic")
    worker.at.button(key="to_feedback").click()
    return worker.run()


def send(visit: Visit, doing: str, happened: str) -> str:
    visit.at.text_area(key=screen.DOING).set_value(doing)
    visit.at.text_area(key=screen.HAPPENED).set_value(happened)
    visit.at.button(key="feedback_send").click()
    return visit.run().sent()


def kept(visit: Visit) -> list:
    accounts.save_account(
        visit.council, username="lena", display_name="Lena", role="service_lead", password_hash="$2b$none"
    )
    lead = sessions.get_actor(visit.council, sessions.start_session(visit.council, "lena", address=""))
    return feedback.list_feedback(lead)


def test_it_is_about_the_page_one_came_from_and_leads_back_there(asked):
    assert "Your feedback" in asked.heading() and not [word for word in PERSONAL if word in asked.sent()]
    assert "Thank you" in send(asked, "Opening a section", "It stayed closed")
    [one] = kept(asked)
    assert (one.page, one.doing, one.happened) == ("person", "Opening a section", "It stayed closed")
    asked.at.button(key="back").click()
    assert "Dominic Pierce" in asked.run().heading()


def test_what_could_identify_somebody_is_refused_and_nothing_typed_is_lost(asked):
    said = send(asked, "Looking for case 249012", "")
    assert said.count("Leave out numbers of more than 5 digits") >= 2 and said.count("Enter what happened") >= 2
    assert asked.at.text_area(key=screen.DOING).value == "Looking for case 249012"
    assert kept(asked) == []


def test_the_name_of_somebody_who_was_opened_is_refused(asked):
    said = send(asked, "Looking at Dominic Pierce", "It stayed closed")
    assert said.count("Leave out names of people you searched for or were shown") >= 2
    assert asked.at.text_area(key=screen.DOING).value == "Looking at Dominic Pierce"
    assert kept(asked) == []


def test_the_team_sees_the_list_and_sets_a_status(visit):
    lead = visit("stockport", role="service_lead")
    assert "None yet" in lead.open("feedback_list").sent()
    feedback.give(lead.actor(), page="results", version="0.3.0", doing="Choosing <b>", happened="![x](y)")
    lead.run()
    assert "Choosing &lt;b&gt;" in lead.sent() and "1 in all, 1 new" in lead.sent()
    lead.at.selectbox(key="feedback_status_1").select("done")
    assert "1 in all, 0 new" in lead.run().sent()


def test_a_council_that_wants_letters_keeps_its_address(visit, monkeypatch):
    worker = visit("stockport")
    by_letter = worker.council.model_copy(update={"feedback": "email"})
    monkeypatch.setattr("pages.visit.session.councils", lambda: (by_letter,))
    worker.run()
    assert "mailto:" in worker.sent() and "to_feedback" not in {button.key for button in worker.at.button}


def test_a_field_is_heard_as_it_is_read_without_signs_of_markdown(asked):
    """A label that is heard and not drawn is not read as Markdown: an escape would be heard."""
    assert [one.label for one in asked.at.text_area] == list(screen.FIELDS.values())
