"""Which addresses there are. A browser asking for another page is sent to the first one."""

import secrets
from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server import cookies


class KnownAddresses:
    """Send a browser that asks for a page there is not to the first one, instead of Streamlit's "Page not found"."""

    def __init__(self, app: ASGIApp, known: Collection[str]):
        self.app, self.known = app, known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _asks_for_a_page(scope):
            address = scope["path"].strip("/")
            if address not in self.known and not address.startswith("_stcore/"):
                await RedirectResponse("/", 302)(scope, receive, send)
                return
        await self.app(scope, receive, send)


class BrowserCookie:
    """Give every browser that asks for a page a secret of its own, before anybody signs in with it."""

    def __init__(self, app: ASGIApp):
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
