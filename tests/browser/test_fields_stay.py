"""When a form is sent back with an error its fields stay the elements they were.

Drawn anew, a field loses the focus, and a press or a letter that comes at that moment is lost without a word.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.server import Server

FIELDS = "[data-testid=stMain] :is(input, textarea, [role=combobox])"
MARK = f"() => document.querySelectorAll('{FIELDS}').forEach(field => field.wasHere = true)"
DRAWN_ANEW = f"""() => [...document.querySelectorAll('{FIELDS}')].filter(field => !field.wasHere)
    .map(field => field.getAttribute('aria-label') || field.type)"""


def at_stockport(page: Page, url: str, username: str) -> None:
    page.goto(url)
    page.get_by_text("Stockport Council", exact=True).last.click()
    page.get_by_label("User name (firstname.lastname)").fill(username)
    steps.start_session(page)


def sign_in_form(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_text("Stockport Council", exact=True).last.click()
    steps.settled(page)


def search_form(page: Page, url: str) -> None:
    steps.sign_in_to_stockport(page, url)
    steps.give_reason(page)


def search_form_of_journey_2(page: Page, url: str) -> None:
    steps.sign_in_to_leeds(page, url)


def half_a_date(page: Page, url: str) -> None:
    search_form(page, url)
    page.get_by_label("Family name").fill("Pierce")
    page.get_by_label("Day", exact=True).fill("3")


def feedback_form(page: Page, url: str) -> None:
    search_form(page, url)
    steps.settled(page)
    page.get_by_role("button", name="Give feedback to improve it").click()
    steps.expect_heading(page, "Your feedback")


def an_access_to_check(page: Page, url: str) -> None:
    search_form(page, url)
    steps.search(page, "Dominic", "Pierce")
    steps.view(page, "Dominic Pierce")
    steps.end_session(page)
    at_stockport(page, url, "sam.carter")
    page.get_by_role("button", name="Spot checks").click()
    steps.expect_heading(page, "Spot checks")
    page.get_by_role("button", name="Draw").click()
    steps.expect_heading(page, "Spot check")
    page.get_by_role("button", name="View access").first.click()
    expect(page.get_by_role("heading", name="Was this access right?")).to_be_visible()


def a_bad_day(button: str) -> Callable[[Page, str], None]:
    def go(page: Page, url: str) -> None:
        at_stockport(page, url, "sam.carter")
        page.get_by_role("button", name=button, exact=True).click()
        steps.expect_heading(page, button)
        page.get_by_label("From").fill("soon")

    return go


def restricted_form(page: Page, url: str) -> None:
    at_stockport(page, url, "olive.grant")
    page.get_by_role("button", name="People nobody may see").click()
    steps.expect_heading(page, "People nobody may see")


def participant_form(page: Page, url: str) -> None:
    at_stockport(page, url, "rosa.hale")
    steps.expect_heading(page, "Research session")
    page.get_by_role("button", name="Use this scenario").click()
    expect(page.get_by_role("button", name="Hand over to the participant")).to_be_visible()
    steps.settled(page)
    page.get_by_role("button", name="Participants").click()
    steps.expect_heading(page, "Participants")


@pytest.mark.parametrize(
    ("go", "button"),
    [
        (sign_in_form, "Start session"),
        (steps.sign_in_to_stockport, "Continue"),
        (search_form, "Search by name"),
        (search_form_of_journey_2, "Search by name"),
        (half_a_date, "Search by name"),
        (feedback_form, "Send feedback"),
        (an_access_to_check, "Note the outcome"),
        (a_bad_day("Audit"), "Show records"),
        (a_bad_day("Spot checks"), "Draw"),
        (a_bad_day("Figures of use"), "Show figures"),
        (restricted_form, "Mark this person"),
        (participant_form, "Start record"),
    ],
    ids=lambda given: given if isinstance(given, str) else None,
)
def test_a_form_sent_back_keeps_its_fields(open_page, app_server: Server, go: Callable[[Page, str], None], button: str):
    page = open_page()
    go(page, app_server.url)
    steps.settled(page)
    assert page.locator(FIELDS).count()
    page.evaluate(MARK)
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    steps.settled(page)
    assert page.evaluate(DRAWN_ANEW) == []
