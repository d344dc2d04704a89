"""A served Family Context and pages of a real Chromium that tolerate no error and no request to another machine."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from tests.browser import steps
from tests.browser.chromium import launch
from tests.browser.production import Production, serve_councils
from tests.browser.server import QUICK, ROOT, Server, serve

FAILED = pytest.StashKey[bool]()
# Two cores are shared with a second browser, two servers and PostgreSQL: patience costs nothing where all is well.
expect.set_options(timeout=30_000)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """Let the page fixtures know that their test failed."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture(scope="package", autouse=True)
def noticed_at_once() -> Iterator[None]:
    """What is waited for is looked for whenever a run of the page has ended. Playwright by itself looks after 20, 70,
    170 and 270 milliseconds, and then each half second (measured: a seventh of the time of journeys)."""
    wait_for = Locator.wait_for

    def wait_at_once(self: Locator, **how: Any) -> None:
        if not how:
            steps.watch_for(self)
        wait_for(self, **how)

    with patch.object(Locator, "wait_for", wait_at_once):
        yield


@pytest.fixture(scope="session")
def app_server(tmp_path_factory: pytest.TempPathFactory, demonstration: Path) -> Iterator[Server]:
    """The server with the demo data that most browser tests share."""
    data_folder = shutil.copytree(demonstration, tmp_path_factory.mktemp("served"), dirs_exist_ok=True)
    with serve(data_folder, **QUICK) as server:
        yield server


@pytest.fixture(scope="session")
def app_url(app_server: Server) -> str:
    """Where the shared server is, without a slash at the end."""
    return app_server.url


@pytest.fixture(scope="session")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    """A server in production with councils that have nothing loaded: a file of tests fills one of its own."""
    with serve_councils(tmp_path_factory.mktemp("production")) as served:
        yield served


# For the package and not the session: Playwright keeps an event loop running in this thread, and while it does
# asyncio.run() fails in any other test.
@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """What starts a Chromium: `browser` for almost all tests."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One headless Chromium. Tabs of one context share a process, and with it the scripts that it has compiled."""
    browser = launch(playwright, "--renderer-process-limit=1")
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def kept_browsers(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Browsing contexts for all tests, by name: `kept_browsers("another")`. Each keeps Streamlit's scripts, which take
    most of a first load, and the process that has compiled them.

    Of Family Context they keep nothing: whoever takes one gets it with one empty tab at most, and without a cookie.
    """
    kept: dict[str, BrowserContext] = {}

    def empty(name: str, **settings: str | bool) -> BrowserContext:
        if name not in kept:
            kept[name] = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", **settings)
            kept[name].set_default_timeout(30_000)
            if name == "held":
                steps.hold_ten_seconds(kept[name])
        kept[name].clear_cookies()
        for number, page in enumerate(kept[name].pages):
            steps.leave(page) if number == 0 else page.close()
        return kept[name]

    yield empty
    for context in kept.values():
        context.close()


@pytest.fixture
def another_browser(kept_browsers: Callable[..., BrowserContext]) -> Iterator[BrowserContext]:
    """A second browser, for somebody else: in one there is one session."""
    yield kept_browsers("another")
    kept_browsers("another")


@pytest.fixture
def held_browser(kept_browsers: Callable[..., BrowserContext]) -> Iterator[BrowserContext]:
    """A browser whose tabs ask about their session when a test says so (`steps.ten_seconds_pass`)."""
    yield kept_browsers("held")
    kept_browsers("held")


@pytest.fixture
def open_page(
    kept_browsers: Callable[..., BrowserContext], request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Open an empty page, signed out: `open_page(width=320)`.

    The first page of a test is the tab of the test before, emptied. At its end the test fails if a page asked another
    machine for anything, reported an error or showed a dialog of the browser's own. `tolerate` is a pattern for errors
    that belong to the test, such as a refused request.
    """
    opened: list[Page] = []
    troubles: list[str] = []

    def open_(*, width: int = 1280, height: int = 900, tolerate: str | None = None) -> Page:
        def watch_address(url: str) -> None:
            host = urlsplit(url).hostname
            if host not in (None, "127.0.0.1"):
                troubles.append(f"asked {host} for something: {url}")

        def watch_error(text: str) -> None:
            if not (tolerate and re.search(tolerate, text)):
                troubles.append(text)

        watchers = {
            "request": lambda asked: watch_address(asked.url),
            "pageerror": lambda error: watch_error(f"error in the page: {error}"),
            "console": lambda said: (
                watch_error(f"console: {said.text}") if said.type == "error" and not _is_probe(said) else None
            ),
            "websocket": lambda socket: watch_address(socket.url),
            "dialog": lambda dialog: (troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()),
        }
        page = opened[0].context.new_page() if opened else steps.tab_of(kept_browsers("usual"))
        page.set_viewport_size({"width": width, "height": height})
        for event, watcher in watchers.items():
            page.on(event, watcher)
            request.addfinalizer(lambda event=event, watcher=watcher: page.remove_listener(event, watcher))
        opened.append(page)
        return page

    yield open_
    failed = request.node.stash.get(FAILED, False)
    for number, page in enumerate(opened):
        if failed and not page.is_closed():
            folder = ROOT / "screenshots"
            folder.mkdir(exist_ok=True)
            name = re.sub(r"\W+", "-", request.node.nodeid).strip("-")
            page.screenshot(path=folder / f"{name}-{number}.png", full_page=True)
        if failed or number > 0:
            page.close()
    assert not troubles, "The browser reported:\n" + "\n".join(troubles)


def _is_probe(said: ConsoleMessage) -> bool:
    """Streamlit, loaded at the address of a screen, first asks whether its server is below that address: it is not."""
    return "404" in said.text and re.search(r"/\w+/_stcore/(health|host-config)$", said.location["url"]) is not None


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """An empty page, signed out, 1280 by 900."""
    return open_page()
