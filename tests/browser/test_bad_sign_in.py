"""Signing in with nothing, half of it, or something wrong."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.test_bad_input import LONG, expect_error


@pytest.fixture
def sign_in(page: Page, app_url: str) -> Callable[[str, str], Page]:
    """Try to sign in to Leeds."""
    page.goto(app_url)
    page.get_by_text("Leeds City Council", exact=True).last.click()

    def try_(username: str, password: str) -> Page:
        page.get_by_label("Payroll number").fill(username)
        page.get_by_role("textbox", name="Password").fill(password)
        page.get_by_role("button", name="Start session").click()
        return page

    return try_


def test_signing_in_with_nothing_says_what_to_enter(sign_in):
    page = sign_in("", "")
    expect_error(page, "sign_in_username", "Enter your payroll number", "Sign in")
    expect_error(page, "sign_in_password", "Enter your password", "Sign in")
    for words, label in (("Enter your password", "Password"), ("Enter your payroll number", "Payroll number")):
        page.get_by_role("link", name=words).click()
        expect(page.get_by_role("textbox", name=label)).to_be_focused()


def test_signing_in_without_a_password_keeps_the_user_name(sign_in):
    page = sign_in("204417", "")
    expect_error(page, "sign_in_password", "Enter your password", "Sign in")
    expect(page.locator(".fc-errors a")).to_have_count(1)
    expect(page.get_by_label("Payroll number")).to_have_value("204417")


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("204417", "wrong"),
        ("nobody", steps.PASSWORD),
        ("helen.marks", steps.PASSWORD),
        ("' OR '1'='1", "x"),
        ("204417", LONG),
        (LONG, LONG),
        ("204417", "pässwörd 😀"),
    ],
    ids=["wrong password", "unknown", "of another council", "SQL", "long password", "both long", "not ASCII"],
)
def test_a_wrong_password_and_an_unknown_user_are_told_in_the_same_words(sign_in, username, password):
    page = sign_in(username, password)
    expect_error(page, "sign_in_username", "The user name or password is not right", "Sign in")
    expect(page.locator(".fc-errors a")).to_have_count(1)
    expect(page.get_by_label("Payroll number")).to_have_value(username)
    sign_in("204417", steps.PASSWORD)
    steps.expect_heading(page, "Find service involvement")
