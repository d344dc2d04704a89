"""Signing in with nothing and with something wrong: what is said has the focus and leads to the fields."""

from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.test_bad_input import expect_error
from tests.browser.test_fields_stay import DRAWN_ANEW, MARK, expect_kept


def test_a_failed_sign_in_says_what_is_wrong_keeps_the_user_name_and_the_next_works(page, app_url):
    steps.choose_council(page, app_url, "Leeds City Council")
    expect_kept(page, "Start session")
    expect_error(page, "sign_in_username", "Enter your payroll number", "Sign in")
    expect_error(page, "sign_in_password", "Enter your password", "Sign in")
    for words, label in (("Enter your password", "Password"), ("Enter your payroll number", "Payroll number")):
        page.get_by_role("link", name=words).click()
        expect(page.get_by_role("textbox", name=label)).to_be_focused()

    page.get_by_label("Payroll number").fill("204417")
    page.get_by_role("textbox", name="Password").fill("pässwörd 😀")
    steps.settled(page)
    page.evaluate(MARK)
    page.get_by_role("button", name="Start session").click()
    expect_error(page, "sign_in_username", "The user name or password is not right", "Sign in")
    assert page.evaluate(DRAWN_ANEW) == []
    expect(page.locator(".fc-errors a")).to_have_count(1)
    expect(page.get_by_label("Payroll number")).to_have_value("204417")
    steps.start_session(page)
    steps.expect_heading(page, "Find service involvement")


def test_a_browser_without_storage_gets_the_sign_in_page(open_page, app_url):
    """As one that accepts no cookies. Seen to fail with the websocket asking for the place of the tab."""
    open_page()
    page = open_page()  # the first tab is every test's
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', {get() { throw new DOMException('', 'SecurityError') }})"
    )
    page.goto(app_url)
    steps.expect_heading(page, "Sign in to Family Context")
