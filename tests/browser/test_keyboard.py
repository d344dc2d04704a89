"""Both journeys with the keyboard alone: no click and no field filled in, from signing in to whom to call and back."""

import re

from playwright.sync_api import Page, expect

from docs.camera import settle
from tests.browser import steps
from tests.browser.keyboard import Keyboard

NARROW = 390


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
    keys.choose(council)
    expect(page.get_by_label(user_name_label)).to_be_visible()
    steps.settled(page)
    keys.fill(user_name_label, user_name)
    keys.fill("Password", steps.PASSWORD)
    keys.press("Enter")
    return keys


def test_journey_1_by_keyboard(page, app_url):
    keys = start(page, app_url, "Stockport Council", "User name (firstname.lastname)", "helen.marks")
    keys.arrives_at("Why are you searching?", "Reason")

    keys.press_on("Continue")
    expect(page.locator(".fc-errors")).to_be_focused()
    expect(page).to_have_title("Error: Reason – Family Context")
    keys.press_on("Choose a reason")
    expect(page.get_by_role("radio").first).to_be_focused()
    keys.press("Space")
    keys.choose("Strategy meeting")
    expect(page.get_by_role("radio", name="Strategy meeting")).to_be_checked()
    keys.fill("Case reference", "SW-2041")
    keys.press("Enter")
    keys.arrives_at("Find service involvement", "Search")

    keys.fill("First name", "Dominic")
    keys.fill("Family name", "Pierce")
    keys.fill("Month", "13")
    keys.press("Enter")
    expect(page.locator(".fc-errors")).to_be_focused()
    expect(page).to_have_title("Error: Search – Family Context")
    keys.press_on("Date of birth must include a day and year")
    expect(page.get_by_label("Day", exact=True)).to_be_focused()
    keys.fill("Month", "")
    keys.press("Delete")
    keys.press("Enter")
    keys.arrives_at("individuals found", "Results")

    keys.press_on("View Dominic Pierce, born 3 April 1990")
    keys.arrives_at("Dominic Pierce", "Person")
    keys.press_on("Police records")
    police = steps.section(page, "police")
    expect(police.get_by_role("heading", name="Safeguarding offences")).to_be_visible()
    steps.settled(page)
    assert keys.here() == "Police records"
    keys.press("Tab")
    assert re.match(r"0\d", keys.here())
    keys.go_to("This is not right")
    keys.press_on("Police records", "Space", back=True)
    expect(police.get_by_role("heading", name="Safeguarding offences")).to_be_hidden()
    steps.settled(page)
    assert keys.here() == "Police records"

    keys.press_on("Back to results", back=True)
    keys.arrives_at("individuals found", "Results")
    keys.press_on("Back", "Space", back=True)
    keys.arrives_at("Find service involvement", "Search")
    expect(page.get_by_label("Family name")).to_have_value("Pierce")
    keys.press_on("End session", back=True)
    keys.arrives_at("Sign in to Family Context", "Sign in")


def test_journey_2_by_keyboard_on_a_narrow_screen(open_page, app_url):
    page = open_page(width=NARROW)
    keys = start(page, app_url, "Leeds City Council", "Payroll number", "204417")
    keys.arrives_at("Find service involvement", "Search")

    keys.press_on("Search by name", "Space")
    expect(page.locator(".fc-errors")).to_be_focused()
    keys.press_on("Enter a family name or a case ID")
    expect(page.get_by_label("Family name")).to_be_focused()
    keys.type("Williams")
    keys.fill("First name", "Tommy", back=True)
    keys.press("Enter")
    keys.arrives_at("found", "Results")
    keys.press_on("View Tommy Williams, born 12 May", "Space")
    keys.arrives_at("Tommy Williams", "Child")

    keys.press_on("View Kate Williams, born")
    keys.arrives_at("Kate Williams", "Linked individual")
    keys.press_on("Housing records")
    housing = steps.section(page, "housing")
    expect(housing).to_contain_text("Yes / Case open")
    steps.settled(page)
    keys.press("Tab")
    assert re.match(r"0\d", keys.here())
    keys.press_on("Open all", back=True)
    steps.settled(page)
    assert keys.here() == "Open all"
    keys.press_on("Close all")
    expect(housing.get_by_text("Tenancy start")).to_be_hidden()

    keys.press_on("Back to Tommy Williams", back=True)
    keys.arrives_at("Tommy Williams", "Child")
    keys.press_on("What these services show, and what “no records” means")
    keys.arrives_at("When each service shows information, and what it means", "About this information")
    keys.press_on("Back", back=True)
    keys.arrives_at("Tommy Williams", "Child")
    keys.press_on("New search", back=True)
    keys.arrives_at("Find service involvement", "Search")
    keys.fill("Case ID", "249012")
    keys.press("Enter")
    keys.arrives_at("Tommy Williams", "Child")
    keys.press_on("End session", "Space", back=True)
    keys.arrives_at("Sign in to Family Context", "Sign in")


def find_dominic(page) -> None:
    """Search, and wait for the results: until they come the focus stays on the button, and goes with it."""
    steps.search(page, "Dominic", "Pierce")
    page.get_by_role("button", name="View Dominic").first.wait_for()


def open_police(page) -> None:
    """Open the section, and wait for its records: what comes above the focus later would push it off the screen."""
    steps.toggle(page, "police")
    expect(steps.section(page, "police").get_by_role("button", name="This is not right").first).to_be_visible()


def test_the_focus_goes_through_every_page_and_out_again_in_the_order_people_read(page, app_url):
    """No trap, forwards and backwards; what can be pressed is met from the top down, and once. On a narrow screen it is
    the same, and every stop is seen."""
    steps.enter_stockport(page, app_url)
    ways_on = (
        lambda: steps.give_reason(page),
        lambda: find_dominic(page),
        lambda: steps.view(page, "Dominic Pierce, born 3 April"),
        lambda: open_police(page),
    )
    for go_on in ways_on:
        go_on()
        settle(page)
        # The heading of a new page takes the focus; until then nothing has it.
        page.wait_for_function("() => document.activeElement !== document.body")
        page.get_by_role("link", name="Skip to main content").focus()
        keys = Keyboard(page)
        keys.press("Shift+Tab")
        assert keys.here() == ""
        there = keys.all_stops()
        assert there[0] == "Skip to main content" and there[1] == "End session" and there[-1] == "Help signing in"
        page.set_viewport_size({"width": NARROW, "height": 900})
        settle(page)
        assert keys.all_stops("Shift+Tab") == there[::-1]
        page.set_viewport_size({"width": 1280, "height": 900})
        settle(page)
