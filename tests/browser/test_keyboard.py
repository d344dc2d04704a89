"""Both journeys with the keyboard alone: no click and no field filled in, from signing in to whom to call and back."""

import re

import pytest
from playwright.sync_api import Page, expect

from docs.camera import settle
from tests.browser import steps
from tests.browser.keyboard import Keyboard

WIDTHS = [1280, 390]


def start(page: Page, url: str, council: str, user_name_label: str, user_name: str) -> Keyboard:
    """Sign in, past all that is on every page; the council is chosen with the arrows."""
    page.goto(url)
    steps.expect_heading(page, "Sign in to Family Context")
    steps.settled(page)
    expect(page.get_by_test_id("stMain")).to_have_attribute("tabindex", "-1")
    keys = Keyboard(page)
    keys.press("Tab")
    assert keys.here() == "Skip to main content"
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    keys.press("Tab")
    for _ in range(3):
        if keys.here() == council:
            break
        keys.press("ArrowDown")
    assert keys.here() == council
    expect(page.get_by_label(user_name_label)).to_be_visible()
    steps.settled(page)
    keys.go_to(user_name_label)
    keys.type(user_name)
    keys.go_to("Password")
    keys.type(steps.PASSWORD)
    keys.press("Enter")
    return keys


@pytest.mark.parametrize("width", WIDTHS)
def test_journey_1_by_keyboard(open_page, app_url, width):
    page = open_page(width=width)
    keys = start(page, app_url, "Stockport Council", "User name (firstname.lastname)", "helen.marks")
    keys.arrives_at("Why are you searching?", "Reason")

    keys.go_to("Continue")
    keys.press("Enter")
    expect(page.locator(".fc-errors")).to_be_focused()
    expect(page).to_have_title("Error: Reason – Family Context")
    keys.go_to("Choose a reason")
    keys.press("Enter")
    expect(page.get_by_role("radio").first).to_be_focused()
    keys.press("Space")
    for _ in range(10):
        if keys.here() == "Strategy meeting":
            break
        keys.press("ArrowDown")
    expect(page.get_by_role("radio", name="Strategy meeting")).to_be_checked()
    keys.go_to("Case reference")
    keys.type("SW-2041")
    keys.press("Enter")
    keys.arrives_at("Find service involvement", "Search")

    keys.go_to("First name")
    keys.type("Dominic")
    keys.go_to("Family name")
    keys.type("Pierce")
    keys.go_to("Month")
    keys.type("13")
    keys.press("Enter")
    expect(page.locator(".fc-errors")).to_be_focused()
    expect(page).to_have_title("Error: Search – Family Context")
    keys.go_to("Date of birth must include a day and year")
    keys.press("Enter")
    expect(page.get_by_label("Day", exact=True)).to_be_focused()
    keys.go_to("Month")
    keys.type("")
    keys.press("Delete")
    keys.press("Enter")
    keys.arrives_at("individuals found", "Results")

    keys.go_to("View Dominic Pierce, born 3 April 1990")
    keys.press("Enter")
    keys.arrives_at("Dominic Pierce", "Person")
    keys.go_to("Police records")
    keys.press("Enter")
    police = steps.section(page, "police")
    expect(police.get_by_role("heading", name="Offence 1")).to_be_visible()
    steps.settled(page)
    assert keys.here() == "Police records"
    keys.press("Tab")
    assert re.match(r"0\d", keys.here())
    keys.go_to("This is not right")
    keys.back_to("Police records")
    keys.press("Space")
    expect(police.get_by_role("heading", name="Offence 1")).to_be_hidden()
    steps.settled(page)
    assert keys.here() == "Police records"

    keys.back_to("Back to results")
    keys.press("Enter")
    keys.arrives_at("individuals found", "Results")
    keys.back_to("Back")
    keys.press("Space")
    keys.arrives_at("Find service involvement", "Search")
    expect(page.get_by_label("Family name")).to_have_value("Pierce")
    keys.back_to("End session")
    keys.press("Enter")
    keys.arrives_at("Sign in to Family Context", "Sign in")


@pytest.mark.parametrize("width", WIDTHS)
def test_journey_2_by_keyboard(open_page, app_url, width):
    page = open_page(width=width)
    keys = start(page, app_url, "Leeds City Council", "Payroll number", "204417")
    keys.arrives_at("Find service involvement", "Search")

    keys.go_to("Search by name")
    keys.press("Space")
    expect(page.locator(".fc-errors")).to_be_focused()
    keys.go_to("Enter a family name or a case ID")
    keys.press("Enter")
    expect(page.get_by_label("Family name")).to_be_focused()
    keys.type("Williams")
    keys.back_to("First name")
    keys.type("Tommy")
    keys.press("Enter")
    keys.arrives_at("found", "Results")
    keys.go_to("View Tommy Williams, born 12 May")
    keys.press("Space")
    keys.arrives_at("Tommy Williams", "Child")

    keys.go_to("View Kate Williams, born")
    keys.press("Enter")
    keys.arrives_at("Kate Williams", "Person")
    keys.go_to("Housing records")
    keys.press("Enter")
    housing = steps.section(page, "housing")
    expect(housing).to_contain_text("Yes / Case open")
    steps.settled(page)
    keys.press("Tab")
    assert re.match(r"0\d", keys.here())
    keys.back_to("Open all")
    keys.press("Enter")
    steps.settled(page)
    assert keys.here() == "Open all"
    keys.go_to("Close all")
    keys.press("Enter")
    expect(housing.get_by_text("Tenancy start")).to_be_hidden()

    keys.back_to("Back to Tommy Williams")
    keys.press("Enter")
    keys.arrives_at("Tommy Williams", "Child")
    keys.go_to("What these services show, and what “no records” means")
    keys.press("Enter")
    keys.arrives_at("When each service shows information, and what it means", "About this information")
    keys.back_to("Back")
    keys.press("Enter")
    keys.arrives_at("Tommy Williams", "Child")
    keys.back_to("New search")
    keys.press("Enter")
    keys.arrives_at("Find service involvement", "Search")
    keys.go_to("Case ID")
    keys.type("249012")
    keys.press("Enter")
    keys.arrives_at("Tommy Williams", "Child")
    keys.back_to("End session")
    keys.press("Space")
    keys.arrives_at("Sign in to Family Context", "Sign in")


def open_police(page) -> None:
    """Open the section, and wait for its records: what comes above the focus later would push it off the screen."""
    steps.toggle(page, "police")
    expect(steps.section(page, "police").get_by_role("button", name="This is not right").first).to_be_visible()


def test_the_focus_goes_through_every_page_and_out_again_in_the_order_people_read(open_page, app_url):
    """No trap, forwards and backwards; what can be pressed is met from the top down, and once."""
    page = open_page()
    steps.enter_stockport(page, app_url)
    ways_on = (
        lambda: steps.give_reason(page),
        lambda: steps.search(page, "Dominic", "Pierce"),
        lambda: steps.view(page, "Dominic Pierce, born 3 April"),
        lambda: open_police(page),
    )
    for go_on in ways_on:
        go_on()
        settle(page)
        page.evaluate("document.activeElement.blur()")
        keys = Keyboard(page)
        keys.all_stops()
        there = keys.all_stops()
        assert there[0] == "Skip to main content" and there[1] == "End session" and there[-1] == "Help signing in"
        assert keys.all_stops("Shift+Tab") == there[::-1]
