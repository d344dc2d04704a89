"""When a form is sent back with an error its fields stay the elements they were.

Drawn anew, a field loses the focus, and a press or a letter that comes at that moment is lost without a word.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from docs.camera import leave_unused
from tests.browser import steps
from tests.browser.server import RUNNING, Server

FIELDS = "[data-testid=stMain] :is(input, textarea, [role=combobox])"
MARK = f"() => document.querySelectorAll('{FIELDS}').forEach(field => field.wasHere = true)"
DRAWN_ANEW = f"""() => [...document.querySelectorAll('{FIELDS}')].filter(field => !field.wasHere)
    .map(field => field.getAttribute('aria-label') || field.type)"""


def sign_in_form(page: Page, url: str) -> None:
    steps.choose_council(page, url, "Stockport Council")


def search_form(page: Page, url: str) -> None:
    steps.enter_stockport(page, url)
    steps.give_reason(page)


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
    steps.enter(page, url, "stockport", "sam.carter")
    steps.draw_and_view_access(page)


def a_bad_day(button: str) -> Callable[[Page, str], None]:
    def go(page: Page, url: str) -> None:
        steps.enter(page, url, "stockport", "sam.carter")
        page.get_by_role("button", name=button, exact=True).click()
        steps.expect_heading(page, button)
        page.get_by_label("From").fill("soon")

    return go


def restricted_form(page: Page, url: str) -> None:
    steps.enter(page, url, "stockport", "olive.grant")
    page.get_by_role("button", name="Restricted people").click()
    steps.expect_heading(page, "Restricted people")


def search_form_with_an_offer(page: Page, url: str) -> None:
    """The offer goes once something has been asked; what stands below it must not go with it."""
    steps.enter_leeds(page, url)
    steps.search(page, "Kate", "Nobody")
    steps.expect_heading(page, "No one found")
    leave_unused(RUNNING[url].folder / "leeds" / "app.db")
    page.reload()
    steps.expect_heading(page, "Sign in to Family Context")
    steps.enter_leeds(page, url)
    expect(page.get_by_role("button", name="Go back to where you were at")).to_be_visible()


def participant_form(page: Page, url: str) -> None:
    steps.set_up_research(page, url, "rosa.hale")
    page.get_by_role("button", name="Participants").click()
    steps.expect_heading(page, "Participants")


@pytest.mark.parametrize(
    ("go", "button"),
    [
        (sign_in_form, "Start session"),
        (steps.enter_stockport, "Continue"),
        (search_form, "Search by name"),
        (steps.enter_leeds, "Search by name"),
        (half_a_date, "Search by name"),
        (feedback_form, "Send feedback"),
        (an_access_to_check, "Save the outcome"),
        (a_bad_day("Audit"), "Show visits"),
        (a_bad_day("Spot checks"), "Select at random"),
        (restricted_form, "Restrict this person"),
        (participant_form, "Start record"),
        (search_form_with_an_offer, "Search by name"),
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
