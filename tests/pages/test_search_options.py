"""How a council has its people search: by name, by case ID or either; family name first or not (settings, `search`)."""

import pytest

from config.environment import ROOT
from config.reading import read_council
from pages.visit import session


@pytest.fixture
def search_page(visit, monkeypatch):
    """The search of Leeds with its `search` settings changed: the labels of its inputs and buttons, in order."""

    def open_search(**changed: object):
        council = read_council(ROOT / "config" / "councils" / "leeds.yaml")
        search = council.search.model_copy(update=changed)
        council = council.model_copy(update={"search": search})
        monkeypatch.setattr(session, "councils", lambda: (council,))
        opened = visit("leeds").run()
        return [one.label for one in opened.at.text_input], [one.label for one in opened.at.button], opened.sent()

    return open_search


def test_either_shows_both_ways_and_the_line_that_says_so(search_page):
    inputs, buttons, sent = search_page(by="either")
    assert inputs == ["First name", "Family name", "Day", "Month", "Year", "Case ID"]
    assert {"Search by name", "Open by case ID"} <= set(buttons)
    assert "by name <b>or</b>" in sent


def test_by_name_alone_has_no_case_id(search_page):
    inputs, buttons, sent = search_page(by="name")
    assert "Case ID" not in inputs and "Open by case ID" not in buttons
    assert "Search for a child by name." in sent


def test_by_case_id_alone_has_no_names(search_page):
    inputs, buttons, sent = search_page(by="case_id")
    assert inputs == ["Case ID"] and "Search by name" not in buttons
    assert "Search for a child by case ID." in sent


def test_the_family_name_comes_first_where_the_cms_has_it_so(search_page):
    inputs, _, _ = search_page(family_name_first=True)
    assert inputs[:2] == ["Family name", "First name"]
