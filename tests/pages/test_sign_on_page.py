"""The sign-in page with single sign-on: a link and no form, and words for each way a try can end."""

import pytest
import yaml

from pages.components.text import html_text
from pages.screens.everyone import sign_in as screen
from pages.visit import session
from server.cookies import Said
from tests.config.test_sign_on import GOOD

WAY_IN = "/sign-on?council=leeds"


@pytest.fixture
def single(tmp_path, monkeypatch):
    """Single sign-on is set up; `more` are further settings."""

    def single(**more) -> None:
        path = tmp_path / f"sign-on-{len(more)}.yaml"
        path.write_text(yaml.safe_dump({**GOOD, **more}))
        monkeypatch.setenv("FAMILY_CONTEXT_SIGN_ON", str(path))
        monkeypatch.setenv("FAMILY_CONTEXT_SIGN_ON_SECRET", "secret")

    return single


def page(visit):
    return visit("leeds", signed_in=False).run()


def test_without_it_there_is_the_form_and_no_link(visit):
    shown = page(visit)
    assert len(shown.at.text_input) == 2 and WAY_IN not in shown.sent()


def test_with_it_there_is_the_link_to_the_council_and_no_form(visit, single):
    single()
    shown = page(visit)
    assert WAY_IN in shown.sent() and "Sign in with your council account" in shown.sent()
    assert len(shown.at.text_input) == 0


def test_with_passwords_too_there_are_both(visit, single):
    single(passwords=True)
    shown = page(visit)
    assert WAY_IN in shown.sent() and "Or with a password" in shown.sent()
    assert len(shown.at.text_input) == 2


@pytest.mark.parametrize("said", Said)
def test_each_way_a_try_can_end_has_its_words(visit, single, monkeypatch, said):
    single()
    monkeypatch.setattr(session, "take_said", lambda: said)
    assert html_text(screen.REFUSED[said]) in page(visit).sent()


def test_after_an_end_the_browser_goes_to_the_provider(visit, single, monkeypatch):
    single()
    shown = visit("leeds", signed_in=False)
    shown.at.session_state[session.LEAVES] = True
    shown = shown.run()
    assert "Signing out" in shown.heading() and WAY_IN not in shown.sent()
