"""A council with workers, our routes and middleware around an app that answers everything, and browsers that ask it."""

from collections.abc import Callable

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Mount

from config.council import Council
from config.environment import ROOT
from config.reading import read_council
from data_access.accounts import accounts, sessions, sign_in_tickets
from data_access.storage import database
from server import session_routes
from server.addresses import BrowserCookie, KnownAddresses
from server.headers import SecurityHeaders
from tests.attacks.client import Browser
from tests.attacks.guesses import HELEN
from tests.ready_made import ReadyMade

TOM = "tom.ashworth"
PAGES = {"", "reason", "results", "person", "about"}


@pytest.fixture(autouse=True)
def closed_databases(databases: ReadyMade) -> None:
    """Each test has a data folder of its own."""


@pytest.fixture
def council(databases: ReadyMade) -> Council:
    """Journey 1, with two social workers."""
    found = read_council(ROOT / "config" / "councils" / "stockport.yaml")

    def save_workers() -> None:
        for username in (HELEN, TOM):
            accounts.save_account(
                found, username=username, display_name=username, role="social_worker", password_hash="$2b$none"
            )

    databases.begin(found, save_workers)
    return found


@pytest.fixture
def app() -> Starlette:
    """As app.py puts it together, around an app that says yes to everything in place of Streamlit."""

    async def say_yes(scope, receive, send) -> None:
        await HTMLResponse("Streamlit would answer")(scope, receive, send)

    middleware = [
        Middleware(SecurityHeaders),
        Middleware(KnownAddresses, pages=PAGES, routes=session_routes.ROUTES),
        Middleware(BrowserCookie),
    ]
    return Starlette(routes=[*session_routes.ROUTES, Mount("/", say_yes)], middleware=middleware)


@pytest.fixture
def browser(app: Starlette) -> Callable[..., Browser]:
    """A browser that has seen the sign-in page."""

    def open_browser(**more) -> Browser:
        opened = Browser(app, **more)
        opened.get("/", accept="text/html")
        return opened

    return open_browser


@pytest.fixture
def ticket(council: Council) -> Callable[..., str]:
    """The ticket somebody gets who typed the right password in this browser."""

    def make(browser: Browser, username: str = HELEN) -> str:
        with database.database_of(council).writing() as connection:
            secret = browser.cookies["family-context-browser"]
            made = sign_in_tickets.make_within(connection, username, browser=secret, address="10.0.0.1")
        return f"{council.id}.{made}"

    return make


@pytest.fixture
def signed_in(browser, ticket) -> Callable[..., Browser]:
    """A browser in which somebody is signed in."""

    def sign_in(username: str = HELEN) -> Browser:
        opened = browser()
        assert opened.post("/session", {"ticket": ticket(opened, username)}).status == 204
        assert who_is_in(opened)
        return opened

    return sign_in


def who_is_in(browser: Browser) -> str | None:
    """The session of the browser, None when nobody is signed in."""
    return browser.get("/session").json()["session"]


def actor_of(council: Council, browser: Browser) -> sessions.Actor | None:
    return sessions.get_actor(council, browser.cookies["family-context"].partition(".")[2])
