"""Single sign-on from end to end, in a real browser, against a real identity provider: in, refused, and out of both."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from config.environment import ROOT
from config.reading import read_council
from data_access.accounts import sessions
from data_access.storage import database
from tests.browser import steps
from tests.browser.server import PRODUCTION, Server, free_port, manage, serve
from tests.identity_provider import SECRET, SOCIAL_WORKERS, Provider, running_provider, write_settings
from tests.small_extract import SmallExtract

LABEL = "Sign in with your council account"
SIGN_IN = "Sign in to Family Context"
REASON = "Why are you searching?"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running_provider() as running:
        yield running


@pytest.fixture(scope="module")
def served(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Stockport in production, with the small extract and no account at all."""
    folder, port = tmp_path_factory.mktemp("sign-on"), free_port()
    councils = folder / "councils"
    councils.mkdir()
    (councils / "stockport.yaml").write_bytes((ROOT / "config/councils/stockport.yaml").read_bytes())
    files = SmallExtract(read_council(councils / "stockport.yaml")).write(folder / "in")
    settings = write_settings(folder / "sign-on.yaml", provider, f"http://127.0.0.1:{port}")
    single = {"FAMILY_CONTEXT_SIGN_ON": str(settings), "FAMILY_CONTEXT_SIGN_ON_SECRET": SECRET, **PRODUCTION}
    data = folder / "data"
    data.mkdir(mode=0o700)
    manage(data, "load", "--council", "stockport", str(files), councils_folder=councils, **single)
    with serve(data, councils, port=port, **single) as server:
        yield server


@pytest.fixture
def page(browser: Browser, served: Server) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(30_000)
    opened = context.new_page()
    opened.goto(served.url)
    yield opened
    context.close()


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


def test_in_by_a_group_and_out_of_both(page: Page, at_provider, served: Server, provider: Provider):
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
    expect(page.get_by_text("Signed in: Helen Marks")).to_have_count(1)
    page.get_by_role("button", name="End session").click()
    page.wait_for_url(re.compile(rf"^{provider.url}/oauth2/end_session"))
    page.get_by_role("button", name="End session").click()
    expect(page.get_by_role("heading", name=SIGN_IN)).to_be_visible()
    assert "__Host-family-context" not in {cookie["name"] for cookie in page.context.cookies(served.url)}
    # Back, and to every address a browser remembers: nobody is signed in.
    page.go_back()
    page.goto(f"{served.url}/person")
    expect(page.get_by_role("heading", name=SIGN_IN)).to_be_visible()


def test_in_no_group_one_is_told_and_not_let_in(page: Page, at_provider):
    at_provider("tom.ashworth", "another-group")
    expect(page.get_by_text("your account is in no group that may use Family Context here")).to_be_visible()
    expect(page.get_by_role("link", name=LABEL)).to_be_visible()
    expect(page.get_by_role("heading", name=REASON)).to_have_count(0)


def test_stopped_at_the_provider_one_is_told(page: Page, provider: Provider):
    page.get_by_role("link", name=LABEL).click()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_text("It took too long, or was stopped on the way. Try again.")).to_be_visible()


def test_a_session_that_council_it_ended_is_not_revived(page: Page, at_provider, served: Server, monkeypatch):
    at_provider("helen.marks", SOCIAL_WORKERS)
    expect(page.get_by_role("heading", name=REASON)).to_be_visible()
    council = read_council(ROOT / "config/councils/stockport.yaml")
    for name, value in {**PRODUCTION, "FAMILY_CONTEXT_DATA": str(served.folder)}.items():
        monkeypatch.setenv(name, value)
    with database.database_of(council).writing() as connection:
        sessions.end_sessions_of(connection, "helen.marks", sessions.Action.SESSION_REVOKED)
    database.close_databases()
    page.reload()
    expect(page.get_by_text("You were signed out because your account was changed.")).to_be_visible()
    expect(page.get_by_role("link", name=LABEL)).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_way_in_is_seen(page: Page, at_provider, width: int, request: pytest.FixtureRequest):
    page.set_viewport_size({"width": width, "height": 844})
    at_provider("tom.ashworth", "another-group")
    expect(page.get_by_text("your account is in no group that may use Family Context here")).to_be_visible()
    link = page.get_by_role("link", name=LABEL)
    box = link.bounding_box()
    assert box["height"] >= 44 and box["x"] >= 0 and box["x"] + box["width"] <= width
    link.focus()
    assert link.evaluate("node => getComputedStyle(node).outlineStyle") != "none"
    folder = Path("screenshots")
    if folder.is_dir():
        page.screenshot(path=folder / f"sign-on-{width}.png", full_page=True)
