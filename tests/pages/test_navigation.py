"""Going to another page: in the same run as the press that leads there, with nothing of the page before."""

import pytest
from streamlit.runtime.scriptrunner import RerunData, RerunException
from streamlit.runtime.state import SafeSessionState

from data_access.values import SearchAnswer, SearchTerms
from pages.visit import memory, session
from tests.pages.conftest import Visit


@pytest.fixture
def found(visit) -> Visit:
    """Who is called Turner in Leeds, on the page of results."""
    found = visit("leeds").run()
    found.put(memory.SEARCH, SearchTerms(family_name="Turner"))
    return found.open("results")


def test_a_press_that_leads_to_another_page_takes_one_run(found, monkeypatch):
    """Two cost a quarter more of the processor, and Streamlit waits between them."""
    runs, begin_run = [], session.begin_run
    monkeypatch.setattr(session, "begin_run", lambda: (runs.append(1), begin_run()))
    found.at.button(key="back").click()
    found.run()
    assert "Find service involvement" in found.heading()
    assert len(runs) == 1


def test_a_press_whose_run_ends_on_the_way_to_the_page_leads_there_in_the_next(found, monkeypatch):
    """As where another message of the browser's comes just then."""
    finish, ended = SafeSessionState.on_script_finished, []

    def end_once(state, *given, **options):
        finish(state, *given, **options)
        if not ended:
            ended.append(True)
            raise RerunException(RerunData())

    monkeypatch.setattr(SafeSessionState, "on_script_finished", end_once)
    assert "Cookies" in found.open("cookies").heading() and ended


def test_what_the_address_asked_does_not_go_along(found):
    found.at.query_params[memory.ASKED] = "a word"
    found.at.button(key="back").click()
    assert not found.run().at.query_params


def test_fields_of_the_same_name_on_the_next_page_hold_what_was_asked_there(visit, monkeypatch):
    """Streamlit keeps a field under its name until a run has ended, and would draw the next page's empty."""
    tab = visit("stockport").run()
    monkeypatch.setattr(memory, "search_answer", lambda actor: SearchAnswer(too_many=200))
    tab.at.text_input(key="search_family").set_value("Williams")
    tab.at.button(key="search_by_name").click()
    assert "200 individuals found" in tab.run().heading()
    assert tab.at.text_input(key="search_family").value == "Williams"
