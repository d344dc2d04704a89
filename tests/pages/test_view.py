"""The button of a row opens it, and the page it was pressed on is not drawn once more on the way."""

import re
from unittest.mock import patch

import pytest

from data_access.accounts import sessions
from data_access.values import SearchTerms
from pages.visit import guard, memory
from tests.pages.conftest import Visit

TABLE = "family_context_person_table"
ONLY_TOMMY = SearchTerms(first_name="Tommy", family_name="Williams")


@pytest.fixture
def results(visit) -> Visit:
    opened = visit("stockport")
    opened.put(memory.SEARCH, ONLY_TOMMY)
    return opened.open("results")


def test_a_view_draws_the_person_alone(results):
    assert frames_of_a_view(results, token(results)) == 1
    assert "Tommy Williams" in results.heading()


def test_of_the_page_that_is_left_nothing_is_read(results):
    with patch.object(sessions, "get_actor", wraps=sessions.get_actor) as asked:
        frames_of_a_view(results, token(results))
    assert asked.call_count == 1


def test_so_does_a_view_from_a_childs_page(visit):
    child = visit("leeds")
    child.open_person("tommy")
    assert frames_of_a_view(child, token(child)) == 1
    assert "Back to Tommy Williams" in child.sent()


@pytest.mark.parametrize(("of_list", "row"), [("0" * 16, 0), (None, 99), (None, -1), (None, "0"), (None, None)])
def test_what_is_no_row_of_this_list_opens_no_one(results, of_list, row):
    results.press(TABLE, "view", {"list": of_list or token(results), "row": row})
    assert memory.PERSON not in results.at.session_state


def frames_of_a_view(visit: Visit, of_list: str) -> int:
    """How many pages are drawn until the person in the first row is shown."""
    with patch.object(guard, "show_frame", wraps=guard.show_frame) as drawn:
        visit.press(TABLE, "view", {"list": of_list, "row": 0})
    return drawn.call_count


def token(visit: Visit) -> str:
    """What tells the list on the page from any other."""
    found = re.search(r'\\"list\\": ?\\"([^"\\]+)', visit.sent())
    assert found is not None
    return found[1]
