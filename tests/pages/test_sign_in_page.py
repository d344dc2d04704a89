"""The sign-in page: what each outcome says, and a password of one's own before anything else."""

import pytest

from data_access.accounts import second_factor, sign_in
from data_access.accounts.sign_in import Outcome, SignIn
from data_access.errors import NotSignedIn, Unavailable
from pages.screens.everyone import sign_in as screen
from tests.pages.conftest import BROWSER, Visit, fail_with

WORDS = {
    SignIn.WRONG: "The user name or password is not right",
    SignIn.LOCKED: "Too many wrong passwords. Wait 15 minutes, or ask for help signing in",
    SignIn.TOO_MANY_WAITING: "Too many people are signing in at the moment. Try again in a minute",
}


@pytest.fixture
def page(visit) -> Visit:
    return visit("leeds", signed_in=False).run()


def answer(monkeypatch, how: SignIn, name: str = "try_password") -> list[tuple]:
    asked: list[tuple] = []

    def try_(_council, *given, **named) -> Outcome:
        asked.append((given, named["browser"]))
        return Outcome(how, "the-ticket" if how is SignIn.RIGHT else "")

    monkeypatch.setattr(sign_in, name, try_)
    return asked


def submit(page: Visit, **fields: str) -> Visit:
    for key, value in fields.items():
        page.at.text_input(key=key).set_value(value)
    page.at.button[0].click()
    return page.run()


def sign_in_with(page: Visit) -> Visit:
    return submit(page, sign_in_username="204417", sign_in_password="given to me")


def test_before_the_first_load_it_says_that_no_one_can_be_looked_up(page, monkeypatch):
    assert "No information has been loaded" not in page.sent()
    monkeypatch.setattr(screen, "get_extract_state", lambda council: None)
    assert "No information has been loaded for this council yet" in page.run().sent()


@pytest.mark.parametrize("how", WORDS)
def test_each_way_a_try_can_fail_has_its_words(page, monkeypatch, how):
    answer(monkeypatch, how)
    assert WORDS[how] in sign_in_with(page).sent()


def test_a_right_password_hands_its_ticket_to_the_browser_with_the_council(page, monkeypatch):
    asked = answer(monkeypatch, SignIn.RIGHT)
    sign_in_with(page)
    assert asked == [(("204417", "given to me"), BROWSER)]
    assert "leeds.the-ticket" in page.sent()
    assert "Signing in" in page.heading()
    assert "given to me" not in page.sent()


def test_whoever_waits_reads_their_number_in_the_queue(page, monkeypatch):
    """Seen to fail with no `tell` handed on."""
    shown = []
    monkeypatch.setattr(screen, "show_queue", lambda *words: shown.append(words))

    def wait(*_given, tell, **_named) -> Outcome:
        tell(37)
        tell(12)
        return Outcome(SignIn.RIGHT, "the-ticket")

    monkeypatch.setattr(sign_in, "try_password", wait)
    assert "Signing in" in sign_in_with(page).heading()
    assert ["You are number 37 in the queue" in shown[0][1], "number 12" in shown[1][1]] == [True, True]


def test_a_browser_without_cookies_is_told_so(page, monkeypatch):
    """Seen to fail with the test of `browser is None` removed from _try()."""
    answer(monkeypatch, SignIn.RIGHT)
    page.browser = None
    assert "Your browser must accept cookies from this site" in sign_in_with(page).sent()


def test_a_password_that_was_given_out_leads_to_choosing_ones_own(page, monkeypatch):
    answer(monkeypatch, SignIn.MUST_CHANGE)
    assert "Choose your own password" in sign_in_with(page).heading()
    changed = answer(monkeypatch, SignIn.RIGHT, "change_password")
    submit(
        page, sign_in_password="given to me", sign_in_new="violet harbour quilt", sign_in_again="violet harbour quilt"
    )
    assert changed == [(("204417", "given to me", "violet harbour quilt"), BROWSER)]
    assert "leeds.the-ticket" in page.sent()


@pytest.mark.parametrize(
    ("old", "new", "again", "words"),
    [
        ("", "a", "a", "Enter the password you were given"),
        ("a", "", "", "Enter a new password"),
        ("a", "b", "c", "The two new passwords are not the same"),
    ],
)
def test_what_is_left_out_when_choosing_a_password_is_said(page, monkeypatch, old, new, again, words):
    answer(monkeypatch, SignIn.MUST_CHANGE)
    sign_in_with(page)
    monkeypatch.setattr(sign_in, "change_password", pytest.fail)
    assert words in submit(page, sign_in_password=old, sign_in_new=new, sign_in_again=again).sent()


@pytest.mark.parametrize("how", [SignIn.WRONG, SignIn.LOCKED])
def test_the_old_password_typed_wrong_is_said_where_a_new_one_is_chosen(page, monkeypatch, how):
    answer(monkeypatch, SignIn.MUST_CHANGE)
    sign_in_with(page)
    answer(monkeypatch, how, "change_password")
    submit(page, sign_in_password="a", sign_in_new="b", sign_in_again="b")
    expected = {SignIn.WRONG: "That is not the password you were given"}.get(how, WORDS[how])
    assert expected in page.sent() and "Choose your own password" in page.heading()


def test_with_the_database_gone_choosing_a_password_says_so(page, monkeypatch):
    answer(monkeypatch, SignIn.MUST_CHANGE)
    sign_in_with(page)
    fail_with(monkeypatch, sign_in, "change_password", Unavailable())
    submit(page, sign_in_password="a", sign_in_new="b", sign_in_again="b")
    assert screen.AWAY in page.sent()


def test_cancelling_leads_back_to_the_form(page, monkeypatch):
    answer(monkeypatch, SignIn.MUST_CHANGE)
    sign_in_with(page)
    page.at.button(key="cancel_change").click()
    assert "Sign in to Family Context" in page.run().heading()


def ask_for_code(page, monkeypatch, key: str | None) -> Visit:
    """Sign in where a code must follow; with a new key for the app, or without."""
    answer(monkeypatch, SignIn.NEEDS_CODE)
    step = second_factor.Step("204417", "Ann Lee", key)
    monkeypatch.setattr(second_factor, "get_step", lambda *_given, **_named: step)
    return sign_in_with(page)


def test_the_first_time_the_key_is_shown_as_a_picture_and_in_groups_of_four(page, monkeypatch):
    ask_for_code(page, monkeypatch, "ABCDEFGH23456723" * 2)
    assert "Set up codes for signing in" in page.heading()
    assert "ABCD EFGH 2345 6723" in page.sent() and "data:image/svg+xml" in page.sent()


def test_from_then_on_only_the_code_is_asked_and_its_ticket_is_handed_on(page, monkeypatch):
    ask_for_code(page, monkeypatch, None)
    assert "Enter your code" in page.heading() and "data:image/svg+xml" not in page.sent()
    answer(monkeypatch, SignIn.RIGHT, "try_code")
    submit(page, sign_in_code="123456")
    assert "leeds.the-ticket" in page.sent()


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (SignIn.WRONG, "The code is not right"),
        (SignIn.LOCKED, "Too many wrong passwords or codes"),
        (SignIn.TOO_LATE, "Signing in took too long"),
        (SignIn.CODES_UNREADABLE, "Your code cannot be checked because of a fault in Family Context"),
    ],
)
def test_each_way_a_code_can_fail_has_its_words(page, monkeypatch, how, words):
    ask_for_code(page, monkeypatch, None)
    answer(monkeypatch, how, "try_code")
    assert words in submit(page, sign_in_code="123456").sent()


def test_a_step_that_has_ended_leads_back_to_the_password(page, monkeypatch):
    ask_for_code(page, monkeypatch, None)
    fail_with(monkeypatch, second_factor, "get_step", NotSignedIn())
    page.run()
    assert "Sign in to Family Context" in page.heading() and "Enter your password again" in page.sent()
