"""A researcher: the answer to a question is a few presses away. A session that ends in the middle goes on: the walk in
docs/states.py, and tests/data_access/research/test_continuing.py."""

import pytest
from playwright.sync_api import Page, expect

from docs.states import LEEDS_FILE, hold_interviews
from tests.browser import steps
from tests.browser.server import Server

MOST_PRESSES = 4
RESEARCHER = "ned.oakes"


def sign_in(page: Page, url: str) -> None:
    """By the form, as a researcher does."""
    steps.choose_council(page, url, "Stockport Council")
    page.get_by_label("User name (firstname.lastname)").fill(RESEARCHER)
    steps.start_session(page)
    expect(page.get_by_role("button", name="End session")).to_be_visible()
    steps.settled(page)


@pytest.fixture
def interviewed(open_page, app_server: Server):
    """A page where three participants have been interviewed and Leeds' findings brought in, signed out."""
    page = open_page()
    steps.set_up_research(page, app_server.url, RESEARCHER)
    hold_interviews(app_server.folder / "stockport" / "app.db")
    page.get_by_role("button", name="Findings", exact=True).click()
    steps.expect_heading(page, "Findings")
    file = {"name": "findings.csv", "mimeType": "text/csv", "buffer": LEEDS_FILE.encode()}
    page.get_by_label("Findings file").set_input_files(file)
    expect(page.get_by_text("Brought in: 2 findings of Leeds")).to_be_visible()
    steps.end_session(page)
    return page


def test_which_findings_did_more_than_two_participants_support_and_in_which_council(interviewed, app_server):
    page = interviewed
    sign_in(page, app_server.url)
    presses = 0
    for name in ("Findings", "More than two participants"):
        found = page.get_by_role("button", name=name, exact=True).or_(page.get_by_text(name, exact=True)).first
        found.click()
        presses += 1
        steps.settled(page)
    assert presses <= MOST_PRESSES
    listed = page.get_by_role("table")
    both = listed.get_by_role("row").filter(has_text="The date is what people trust")
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        steps.settled(page)
        for place, words in ((0, "Leeds"), (0, "Stockport"), (2, "4 of 5 in Leeds"), (2, "3 of 3 in Stockport")):
            expect(both.get_by_role("cell").nth(place)).to_be_visible()
            expect(both.get_by_role("cell").nth(place)).to_contain_text(words)
    one = listed.get_by_role("row").filter(has_text="a name can be opened")
    expect(one.get_by_role("cell").nth(0)).to_contain_text("Leeds")
    expect(listed.filter(has_text="Case IDs are copied")).to_have_count(0)
