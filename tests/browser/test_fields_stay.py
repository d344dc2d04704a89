"""When a form is sent back with an error its fields stay the elements they were.

Drawn anew, a field loses the focus, and a press or a letter that comes at that moment is lost without a word. Of the
forms that the walks look at before and after, test_accessibility.py holds the same.
"""

from playwright.sync_api import Page, expect

from docs.camera import leave_unused
from tests.browser import steps
from tests.browser.server import RUNNING

FIELDS = "[data-testid=stMain] :is(input, textarea, [role=combobox])"
MARK = f"() => document.querySelectorAll('{FIELDS}').forEach(field => field.wasHere = true)"
DRAWN_ANEW = f"""() => [...document.querySelectorAll('{FIELDS}')].filter(field => !field.wasHere)
    .map(field => field.getAttribute('aria-label') || field.type)"""


def expect_kept(page: Page, button: str) -> None:
    """Send the form that is open back with an error: its fields stay."""
    steps.settled(page)
    assert page.locator(FIELDS).count()
    page.evaluate(MARK)
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    steps.settled(page)
    assert page.evaluate(DRAWN_ANEW) == [], button


def go_to(page: Page, button: str, heading: str) -> None:
    steps.settled(page)
    page.get_by_role("button", name=button, exact=True).click()
    steps.expect_heading(page, heading)


def test_the_forms_of_a_manager_keep_their_fields_when_they_are_sent_back(page, app_url):
    steps.enter_stockport(page, app_url)
    steps.give_reason(page)
    steps.open_case_id(page, "249014")
    steps.expect_heading(page, "Dominic Pierce")
    steps.enter(page, app_url, "stockport", "sam.carter")
    for name, button in (("Audit", "Show visits"), ("Spot checks", "Select at random")):
        go_to(page, name, name)
        page.get_by_label("From").fill("soon")
        expect_kept(page, button)
    go_to(page, "Audit", "Audit")
    go_to(page, "Spot checks", "Spot checks")
    steps.draw_and_view_access(page)
    expect_kept(page, "Save the outcome")


def test_the_forms_of_a_data_officer_and_a_researcher_keep_their_fields_when_they_are_sent_back(page, app_url):
    steps.enter(page, app_url, "stockport", "olive.grant")
    go_to(page, "Restricted people", "Restricted people")
    expect_kept(page, "Restrict this person")
    steps.set_up_research(page, app_url, "rosa.hale")
    go_to(page, "Participants", "Participants")
    expect_kept(page, "Start record")


def test_the_search_keeps_its_fields_where_an_offer_above_it_goes(page, app_url):
    """The offer goes once something has been asked; what stands below it must not go with it."""
    steps.enter_leeds(page, app_url)
    expect_kept(page, "Search by name")
    steps.search(page, "Kate", "Nobody")
    steps.expect_heading(page, "No one found")
    leave_unused(RUNNING[app_url].folder / "leeds" / "app.db")
    with page.expect_response("**/session/forget"):
        page.reload()
    steps.expect_heading(page, "Sign in to Family Context")
    steps.enter_leeds(page, app_url)
    expect(page.get_by_role("button", name="Go back to where you were at")).to_be_visible()
    expect_kept(page, "Search by name")
