"""Which addresses there are: the screens, our own routes, and the few of Streamlit's that a page needs.

All others are closed here: Streamlit's metrics, uploads, media, components, sign-in and agent, and anything its next
version adds. SECURITY.md lists them.
"""

import secrets
from collections.abc import Collection, Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server import cookies

STREAMLITS = ("/_stcore/health", "/_stcore/host-config", "/_stcore/stream", "/favicon.png")
STREAMLITS_FILES = "/static/"


class KnownAddresses:
    """Let known addresses through. A browser asking for any other page is sent to the first page; the rest get a 404.

    Streamlit itself would show "Page not found" or answer in other ways. `pages` are the names of the screens.
    """

    def __init__(self, app: ASGIApp, pages: Collection[str], routes: Sequence[Route]) -> None:
        self.app, self.pages, self.routes = app, pages, routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or self._is_known(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        elif _asks_for_a_page(scope):
            await RedirectResponse("/", 302)(scope, receive, send)
        else:
            await PlainTextResponse("Not found", 404)(scope, receive, send)

    def _is_known(self, scope: Scope) -> bool:
        path = scope["path"]
        if scope["type"] == "websocket":
            return path == "/_stcore/stream"
        if any(route.matches(scope)[0] is not Match.NONE for route in self.routes):
            return True
        reads = scope["method"] in ("GET", "HEAD")
        return reads and (path.strip("/") in self.pages or path in STREAMLITS or path.startswith(STREAMLITS_FILES))


class BrowserCookie:
    """Give every browser that asks for a page a secret of its own, before anyone signs in with it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _asks_for_a_page(scope) or cookies.read_browser(_cookies(scope)):
            await self.app(scope, receive, send)
            return
        carrier = Response()
        cookies.set_browser(carrier, secrets.token_urlsafe(32))

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("set-cookie", carrier.headers["set-cookie"])
            await send(message)

        await self.app(scope, receive, send_with_cookie)


def _asks_for_a_page(scope: Scope) -> bool:
    is_get = scope["type"] == "http" and scope["method"] == "GET"
    return is_get and "text/html" in Headers(scope=scope).get("accept", "")


def _cookies(scope: Scope) -> dict[str, str]:
    return cookie_parser(Headers(scope=scope).get("cookie", ""))
