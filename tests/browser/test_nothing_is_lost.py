"""In a real browser: every page is there again after a refresh, and the next person sees nothing of the last."""

import re

from playwright.sync_api import Page, expect

from tests.browser import steps

CHILD, MOTHER = "Tommy Williams", "Kate Williams"
ABOUT = "When each service shows information, and what it means"


def refresh(page: Page) -> None:
    """Load the page again once its tab has remembered its place, which it does in the frame after a run."""
    steps.drawn(page)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.reload()


def refresh_twice(page: Page, heading: str) -> None:
    for _ in range(2):
        refresh(page)
        steps.expect_heading(page, heading)


def press(page: Page, label: str, heading: str) -> None:
    steps.drawn(page)
    page.get_by_role("button", name=label, exact=True).first.click()
    steps.expect_heading(page, heading)


def test_every_page_of_journey_1_is_there_after_a_refresh(page, app_url):
    steps.enter_stockport(page, app_url)
    refresh_twice(page, "Why are you searching?")
    steps.give_reason(page, "SW-7301")
    refresh_twice(page, "Find service involvement")
    expect(page.get_by_text("case reference SW-7301")).to_be_visible()
    steps.search(page, first="Kate", family="Williams")
    found = page.get_by_role("heading", level=1).filter(has_text=re.compile("found"))
    for _ in range(2):
        expect(found).to_be_visible()
        expect(page.get_by_text("You searched for Kate Williams")).to_be_visible()
        refresh(page)
    steps.view(page, f"{MOTHER}, born 29 August")
    refresh_twice(page, MOTHER)
    press(page, "What these services show, and what “no records” means", ABOUT)
    refresh_twice(page, ABOUT)
    press(page, "All services’ numbers, to print", "All services’ numbers")
    refresh_twice(page, "All services’ numbers")
    press(page, "Back", MOTHER)
    press(page, "Contacts to call", "Contacts to call")
    refresh_twice(page, "Contacts to call")
    expect(page.get_by_text("For case reference SW-7301")).to_be_visible()
    press(page, "Back", MOTHER)
    press(page, "Back to results", found.inner_text() if found.count() else "")


def test_every_page_of_journey_2_is_there_after_a_refresh_and_the_next_person_sees_nothing_of_it(open_page, app_url):
    page = open_page()
    steps.enter_leeds(page, app_url)
    refresh_twice(page, "Find service involvement")
    steps.open_case_id(page, "249012")
    steps.expect_heading(page, CHILD)
    refresh_twice(page, CHILD)
    steps.view(page, MOTHER)
    refresh_twice(page, MOTHER)
    press(page, "Contacts to call", "Contacts to call")
    refresh_twice(page, "Contacts to call")
    second = open_page()
    second.goto(app_url)
    steps.expect_heading(second, "Contacts to call")
    press(second, "Back", MOTHER)
    press(second, f"Back to {CHILD}", CHILD)
    steps.end_session(second)
    steps.enter_leeds(page, app_url, "204533")
    for path in ("/person", "/results", "/contacts"):
        page.goto(app_url + path)
        steps.drawn(page)
        assert not [name for name in (CHILD, MOTHER) if name in page.content()]


def test_a_page_of_another_role_is_there_after_a_refresh(page, app_url):
    """All the others: tests/pages/test_place.py and test_same_page.py."""
    steps.enter(page, app_url, "stockport", "rosa.hale")
    steps.drawn(page)
    press(page, "Participants", "Participants")
    page.reload()
    steps.expect_heading(page, "Participants")
