"""Single sign-on from end to end, in a real browser, against a real identity provider: in, refused, and out of both."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from data_access.accounts import sessions
from data_access.storage import database
from tests.browser import steps
from tests.browser.production import Production, serve_councils
from tests.browser.server import free_port
from tests.identity_provider import SECRET, SOCIAL_WORKERS, Provider, running_provider, write_settings
from tests.small_extract import SmallExtract

LABEL = "Sign in with your council account"
SIGN_IN = "Sign in to Family Context"
REASON = "Why are you searching?"
COUNCIL = "managed"
GROUPS = [{"group": SOCIAL_WORKERS, "council": COUNCIL, "role": "social_worker", "team": "Duty"}]


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running_provider() as running:
        yield running


@pytest.fixture(scope="module")
def served(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    """One council in production, with the small extract and no account at all."""
    folder, port = tmp_path_factory.mktemp("sign-on"), free_port()
    settings = write_settings(folder / "sign-on.yaml", provider, f"http://127.0.0.1:{port}", groups=GROUPS)
    single = {"FAMILY_CONTEXT_SIGN_ON": str(settings), "FAMILY_CONTEXT_SIGN_ON_SECRET": SECRET}
    with serve_councils(folder, COUNCIL, port=port, **single) as served:
        served.load(SmallExtract(served.council(COUNCIL)))
        yield served


@pytest.fixture
def page(another_browser: BrowserContext, served: Production) -> Page:
    opened = steps.tab_of(another_browser)
    opened.goto(served.url)
    return opened


@pytest.fixture
def at_provider(page: Page, provider: Provider):
    """Go to the provider and say there who it is."""

    def go(sub: str, *groups: str) -> None:
        provider.know(sub, name="Helen Marks", username=f"{sub}@stockport.example", groups=list(groups))
        page.get_by_role("link", name=LABEL).click()
        page.wait_for_url(re.compile(rf"^{provider.url}/oauth2/authorize"))
        page.get_by_placeholder("sub").fill(sub)
        page.get_by_role("button", name="Authorize").click()

    return go


def test_in_by_a_group_ended_by_council_it_in_again_and_out_of_both(
    page: Page, at_provider, served: Production, provider: Provider
):
    expect(page.get_by_role("heading", name=SIGN_IN)).to_be_visible()
    expect(page.get_by_label("Password")).to_have_count(0)
    at_provider("helen.marks", SOCIAL_WORKERS)
    expect(page.get_by_role("heading", name=REASON)).to_be_visible()
    assert page.url == f"{served.url}/reason"
    names = {cookie["name"]: cookie for cookie in page.context.cookies(served.url)}
    assert set(names) <= {"__Host-family-context", "__Host-family-context-browser", "_streamlit_xsrf"}
    assert names["__Host-family-context"]["sameSite"] == "Strict" and names["__Host-family-context"]["expires"] == -1
    steps.give_reason(page)
    steps.open_case_id(page, "249012")
    steps.expect_heading(page, "Tommy Williams")
    page.reload()
    page.get_by_text("Signed in: Helen Marks").wait_for()
    # A session that council IT ended is not revived by a refresh, and is told.
    council = served.council(COUNCIL)
    with served.server.here(), database.database_of(council).writing() as connection:
        sessions.end_sessions_of(connection, "helen.marks", sessions.Action.SESSION_REVOKED)
    page.reload()
    page.get_by_text("You were signed out because your account was changed.").wait_for()
    at_provider("helen.marks", SOCIAL_WORKERS)
    page.get_by_text("Signed in: Helen Marks").wait_for()
    page.get_by_role("button", name="End session").click()
    page.wait_for_url(re.compile(rf"^{provider.url}/oauth2/end_session"))
    page.get_by_role("button", name="End session").click()
    expect(page.get_by_role("heading", name=SIGN_IN)).to_be_visible()
    assert "__Host-family-context" not in {cookie["name"] for cookie in page.context.cookies(served.url)}
    # Back, and to every address a browser remembers: nobody is signed in.
    page.go_back()
    page.goto(f"{served.url}/person")
    expect(page.get_by_role("heading", name=SIGN_IN)).to_be_visible()


def test_in_no_group_or_stopped_at_the_provider_one_is_told_and_not_let_in(page: Page, at_provider):
    at_provider("tom.ashworth", "another-group")
    expect(page.get_by_text("your account is in no group that may use Family Context here")).to_be_visible()
    expect(page.get_by_role("heading", name=REASON)).to_have_count(0)
    link = page.get_by_role("link", name=LABEL)
    expect(link).to_be_visible()
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        steps.settled(page)
        box = link.bounding_box()
        assert box["height"] >= 44 and box["x"] >= 0 and box["x"] + box["width"] <= width
        link.focus()
        assert link.evaluate("node => getComputedStyle(node).outlineStyle") != "none"

    # Who stops it at the provider is told too.
    link.click()
    page.get_by_role("button", name="Deny").click()
    page.get_by_text("It took too long, or was stopped on the way. Try again.").wait_for()
