"""A served Family Context and pages of a real Chromium that tolerate no error and no request to another machine."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.browser.chromium import launch
from tests.browser.server import ROOT, Server, manage, serve

FAILED = pytest.StashKey[bool]()
INPUT_TESTS = ("test_bad_input.py", "test_bad_sign_in.py", "test_untrusted_text.py", "test_start_up.py")
# Two cores are shared with a second browser, two servers and PostgreSQL: patience costs nothing where all is well.
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the browser tests in two pytest-xdist workers, each with one server and one Chromium, to fill two cores."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            half = "inputs" if item.path.name in INPUT_TESTS else "ways"
            item.add_marker(pytest.mark.xdist_group(f"browser {half}"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """Let the page fixtures know that their test failed."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture(scope="session")
def app_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server with the demo data that most browser tests share."""
    data_folder = tmp_path_factory.mktemp("served")
    manage(data_folder, "demo")
    with serve(data_folder) as server:
        yield server


@pytest.fixture(scope="session")
def app_url(app_server: Server) -> str:
    """Where the shared server is, without a slash at the end."""
    return app_server.url


# For the package and not the session: Playwright keeps an event loop running in this thread, and while it does
# asyncio.run() fails in any other test.
@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """What starts a Chromium: `browser` for almost all tests."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One headless Chromium."""
    browser = launch(playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def warm_context(browser: Browser) -> Iterator[BrowserContext]:
    """One browsing context for the pages of all tests: it keeps Streamlit's scripts, which take most of a load.

    Of Family Context it keeps the cookie of a session and of the browser; the first page of a test is signed out.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def open_page(
    warm_context: BrowserContext, app_url: str, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Open a signed-out page: `open_page(width=320)`.

    The first page of a test is the tab of the test before, its session ended: loading Streamlit anew each time took
    half of the suite's time. At its end the test fails if a page asked another machine for anything or reported an
    error. `tolerate` is a pattern for errors that belong to the test, such as a refused request.
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
        }
        page = (_signed_out_tab(warm_context, app_url) if not opened else None) or warm_context.new_page()
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


def _signed_out_tab(context: BrowserContext, url: str) -> Page | None:
    """The tab of the test before with its session ended, None where there is none that can be used."""
    for page in context.pages:
        if not page.url.startswith(url):  # of a test's own server, which has gone
            page.close()
            continue
        try:
            if page.get_by_role("button", name="End session").count():
                page.get_by_role("button", name="End session").click(timeout=5_000)
            expect(page.get_by_role("heading", name="Sign in to Family Context")).to_be_visible(timeout=5_000)
            return page
        except (PlaywrightError, AssertionError):  # the test before left it in the middle of something
            page.close()
    context.clear_cookies()
    return None


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A fresh, signed-out page, 1280 by 900."""
    return open_page()
