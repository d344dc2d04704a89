"""Signing in with half of it, or something wrong: the same words whoever it was."""

import pytest

from data_access.accounts import accounts, passwords
from pages.visit import session
from tests.pages.conftest import Visit
from tests.pages.test_bad_input import errors

PASSWORD = "the right one, 14"
LONG = "Wolfeschlegelstein" * 112
NOT_RIGHT = "The user name or password is not right"


@pytest.fixture
def sign_in(visit, monkeypatch):
    """Try to sign in to Leeds, where one account has a password; Stockport has one of another."""
    monkeypatch.setattr(session, "address", lambda: "127.0.0.1")

    pages = {}
    for council_id, known in (("leeds", "204417"), ("stockport", "helen.marks")):
        pages[council_id] = visit(council_id, signed_in=False)
        hashed = passwords.hash_password(PASSWORD)
        accounts.save_account(
            pages[council_id].council, username=known, display_name="T", role="social_worker", password_hash=hashed
        )

    def try_(username: str, password: str) -> Visit:
        page = pages["leeds"].run()
        page.at.text_input(key="sign_in_username").set_value(username)
        page.at.text_input(key="sign_in_password").set_value(password)
        next(button for button in page.at.button if button.label == "Start session").click()
        return page.run()

    return try_


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("204417", "wrong"),
        ("nobody", PASSWORD),
        ("helen.marks", PASSWORD),
        ("' OR '1'='1", "x"),
        ("204417", LONG),
        (LONG, LONG),
        ("204417", "pässwörd 😀"),
    ],
    ids=["wrong password", "unknown", "of another council", "SQL", "long password", "both long", "not ASCII"],
)
def test_a_wrong_password_and_an_unknown_user_are_told_in_the_same_words(sign_in, username, password):
    page = sign_in(username, password)
    assert [error["message"] for error in errors(page)] == [NOT_RIGHT]
    assert page.at.text_input(key="sign_in_username").value == username


def test_the_right_password_signs_in(sign_in):
    """Without this the test above could be passing because no password is right."""
    page = sign_in("204417", PASSWORD)
    assert errors(page) == [] and "Signing in" in page.heading()


def test_without_a_password_the_user_name_stays(sign_in):
    page = sign_in("204417", "")
    assert [error["message"] for error in errors(page)] == ["Enter your password"]
    assert page.at.text_input(key="sign_in_username").value == "204417"
