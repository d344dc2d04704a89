"""The frame around the screens that Streamlit sends: its page, its settings for pages, and its websocket.

Each is Streamlit's, with our words: a page says what to do while the tool does not answer, Streamlit's own dialogs stay
closed, and no browser is told where the program is or of which version.
"""

import json
import re
import time
from functools import cache
from pathlib import Path

import streamlit
from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

OPENED = "x-family-context-opened"
"""A header we add to a websocket's request: when it was opened, in seconds of the monotonic clock."""
TAB_PLACE = "x-family-context-place"
"""Another: when the place of this tab was kept, as the tab remembers it (pages/visit/place.py). It opens nothing."""
HOST_CONFIG = "/_stcore/host-config"
# The same as in deploy/nginx.conf. No other site may talk to the page, and errors are said by our own script.
SETTINGS_OF_PAGES = {
    "allowedOrigins": [],
    "useExternalAuthToken": False,
    "enableCustomParentMessages": False,
    "enforceDownloadInNewTab": False,
    "metricsUrl": "",
    "blockErrorDialogs": True,
    "resourceCrossOriginMode": None,
}
NO_SCRIPTS = """<noscript><h1>Family Context</h1><p>Family Context needs JavaScript, which this browser does not run.
Until your IT service desk has turned it on, follow your current practice: call the services’ own numbers.</p>
</noscript>"""
OWN_PART = """<style>[data-testid="stStatusWidget"], [data-testid="stConnectionStatus"] { display: none }</style>"""
# Before Streamlit's own, which opens the websocket.
OWN_SCRIPT = '<script src="/connection.js" defer></script>'
# At the end of the page: of two equal rules the later one holds, and Streamlit writes its own into the head.
OUR_LOOK = '<link rel="stylesheet" href="/family-context.css">'
_VERSION = streamlit.__version__.encode()


class PageFrame:
    """Put our part into every page, answer for Streamlit's settings, and leave out what tells of the program."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self.app(_noting(scope), receive, _without_versions(send))
        elif scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["path"] == HOST_CONFIG:
            settings = json.dumps(SETTINGS_OF_PAGES, separators=(",", ":"))
            headers = {"Cache-Control": "no-store"}
            await Response(settings, media_type="application/json", headers=headers)(scope, receive, send)
        elif scope["path"].startswith("/static/"):
            await self.app(scope, receive, send)
        else:
            await self.app(_without(scope, "accept-encoding"), receive, _Page(send).send)


def own_page(page: str) -> str:
    """Streamlit's page with our title, our words where scripts do not run, our script and our look.

    >>> own_page("<head><title>Streamlit</title></head><body><noscript>Run it</noscript></body>").count("Streamlit")
    0
    """
    page = re.sub(r"<title>.*?</title>", "<title>Family Context</title>", page, count=1, flags=re.DOTALL)
    page = re.sub(r"<noscript>.*?</noscript>", lambda _: NO_SCRIPTS, page, count=1, flags=re.DOTALL)
    # Streamlit's agent addresses are closed here.
    page = re.sub(r"<link[^>]*_stcore/agent[^>]*>", "", page)
    page = page.replace("<head>", f"<head>{OWN_SCRIPT}", 1)
    return page.replace("</head>", f"{OWN_PART}</head>", 1).replace("</body>", f"{OUR_LOOK}</body>", 1)


async def show_script(_request: Request) -> Response:
    """The script that says when the tool does not answer."""
    return Response(_script(), media_type="text/javascript", headers={"Cache-Control": "no-cache"})


ROUTES = [Route("/connection.js", show_script, methods=["GET"])]


@cache
def _script() -> str:
    return (Path(__file__).parent / "connection.js").read_text(encoding="utf-8")


class _Page:
    """Passes an answer on; one with a page is held back until it is whole."""

    def __init__(self, send: Send) -> None:
        self._send, self._start, self._body = send, None, b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = message
        elif self._start is None or message["type"] != "http.response.body":
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self._start)

    async def _finish(self, start: Message) -> None:
        # The answer to HEAD has no body, and its length is that of the page.
        body = own_page(self._body.decode()).encode() if self._body else b""
        headers = MutableHeaders(scope=start)
        for name in ("etag", "last-modified", "content-length"):
            del headers[name]
        if body:
            headers["content-length"] = str(len(body))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


def _is_page(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    return headers.get("content-type", "").startswith("text/html")


def _noting(scope: Scope) -> Scope:
    kept = _without(_without(scope, OPENED), TAB_PLACE)
    place = QueryParams(scope.get("query_string", b"")).get("place", "")
    noted = {OPENED: str(time.monotonic()), TAB_PLACE: place}
    return {**kept, "headers": [*kept["headers"], *((name.encode(), said.encode()) for name, said in noted.items())]}


def _without(scope: Scope, header: str) -> Scope:
    return {**scope, "headers": [one for one in scope["headers"] if one[0].lower() != header.encode()]}


def _without_versions(send: Send) -> Send:
    async def send_less(message: Message) -> None:
        # Only the first message of a run has the version; to read each would cost too much.
        if _VERSION in (message.get("bytes") or b""):
            message = {**message, "bytes": without_versions(message["bytes"])}
        await send(message)

    return send_less


def without_versions(sent: bytes) -> bytes:
    """A message of Streamlit's without the program's place, the versions and the machine; any other as it is."""
    forward = ForwardMsg.FromString(sent)
    if forward.WhichOneof("type") != "new_session":
        return sent
    forward.new_session.main_script_path = "app.py"
    begun = forward.new_session.initialize
    begun.environment_info.Clear()
    begun.user_info.Clear()
    return forward.SerializeToString()
