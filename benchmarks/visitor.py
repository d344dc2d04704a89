"""A browser without a screen: one worker's websocket and cookies, acting on each page as a person does.

It sends Streamlit's own messages, like tests/attacks/test_websocket.py. Times are from a click to the end of the run it
causes.
"""

import asyncio
import json
import re
import ssl
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.asyncio.client import ClientConnection, connect

PATIENCE_SECONDS = 90
LIST = re.compile(rb'"list": ?"([0-9a-f]{16})"')
WAITING = b"Many people are signing in"
TICKET = re.compile(rb'"ticket": ?"([\w.-]+)"')


class Stuck(Exception):
    """A page did not come, or a wrong one did; the message says which."""


@dataclass
class Visitor:
    """One worker at `url`. `trust` is for a self-signed certificate.

    `claims` are further headers of its websocket, and `source` the address of this machine it comes from. `received`
    counts the bytes that came through the websocket, before compression.
    """

    url: str
    trust: ssl.SSLContext | None = None
    cookies: dict[str, str] = field(default_factory=dict)
    socket: ClientConnection | None = None
    page: str = calc_hash("")
    widgets: dict[str, str] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    state: dict[str, tuple[str, object]] = field(default_factory=dict)
    sent: bytes = b""
    received: int = 0
    claims: dict[str, str] = field(default_factory=dict)
    source: str = "127.0.0.1"
    was_told_to_wait: bool = False

    async def sign_in(self, username: str, password: str) -> None:
        """From the first page to the first screen, by the form, the ticket and the cookie. Raises Stuck."""
        await self.open_form()
        await self.send_password(username, password)

    async def open_form(self) -> None:
        """Load the page with the sign-in form."""
        await asyncio.to_thread(self.ask, "GET", "/")
        await self.open()

    async def send_password(self, username: str, password: str) -> None:
        """From the open form to the first screen. Raises Stuck."""
        form = {"sign_in_username": username, "sign_in_password": password}
        await self.submit(form, "FormSubmitter:sign_in_form-Start session")
        found = TICKET.search(self.sent)
        if found is None:
            raise Stuck("no ticket after the password")
        body = json.dumps({"ticket": found[1].decode()}).encode()
        if await asyncio.to_thread(self.ask, "POST", "/session", body) != 204:
            raise Stuck("the ticket was not taken")
        await self.close()
        await self.open()
        if not self.is_signed_in:
            raise Stuck("not signed in after the ticket")

    @property
    def is_signed_in(self) -> bool:
        """Whether the last page was for a signed-in worker."""
        return "end_session" in self.widgets

    def ask(self, method: str, path: str, body: bytes | None = None) -> int:
        """Send a request with the cookies, stored as in a browser. Returns the status."""
        headers = {"Accept": "text/html", "Cookie": self._cookie(), "Origin": self.url}
        asked = Request(f"{self.url}{path}", data=body, method=method, headers=headers)
        try:
            with urlopen(asked, timeout=PATIENCE_SECONDS, context=self.trust) as answer:
                status, given = answer.status, answer.headers.get_all("set-cookie") or []
                answer.read()
        except HTTPError as error:
            status, given = error.code, error.headers.get_all("set-cookie") or []
        for line in given:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return status

    async def open(self) -> float:
        """Open the websocket and wait for the first page. Returns the seconds it took."""
        address = f"{self.url.replace('http', 'ws', 1)}/_stcore/stream"
        self.page, self.state = calc_hash(""), {}
        self.socket = await connect(
            address,
            subprotocols=["streamlit", "x"],
            additional_headers={"Cookie": self._cookie(), **self.claims},
            origin=self.url,
            ssl=self.trust,
            local_addr=(self.source, 0),
            max_size=None,
            open_timeout=PATIENCE_SECONDS,
            # A page that is being drawn does not answer pings while the machine is busy.
            ping_interval=None,
        )
        return await self._rerun({})

    async def close(self) -> None:
        """Close the tab."""
        if self.socket is not None:
            await self.socket.close()

    async def press(self, key: str) -> float:
        """Press the button with this key. Returns the seconds until the page was complete."""
        return await self._rerun({self._id(key): ("trigger_value", True)})

    async def submit(self, fields: dict[str, str], button: str) -> float:
        """Fill in a form and press its button."""
        self.state |= {self._id(key): ("string_value", value) for key, value in fields.items()}
        return await self.press(button)

    async def unfold(self, key: str) -> float:
        """Open the section with this key."""
        self.state[self._id(key)] = ("bool_value", True)
        return await self._rerun({})

    async def view(self, key: str, row: int) -> float:
        """Press "View" in a row of the table with this key."""
        if key not in self.lists:
            raise Stuck(f"no table {key}")
        pressed = json.dumps([{"event": "view", "value": {"list": self.lists[key], "row": row}}])
        event = f"$$STREAMLIT_INTERNAL_KEY_{self._id(key)}__events"
        return await self._rerun({event: ("json_trigger_value", pressed)})

    def _id(self, key: str) -> str:
        if key not in self.widgets:
            raise Stuck(f"no {key} on the page")
        return self.widgets[key]

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    async def _rerun(self, triggers: dict[str, tuple[str, object]]) -> float:
        message = BackMsg()
        message.rerun_script.page_script_hash = self.page
        for key, (kind, value) in {**self.state, **triggers}.items():
            widget = message.rerun_script.widget_states.widgets.add()
            widget.id = key
            setattr(widget, kind, value)
        begun = time.monotonic()
        await self.socket.send(message.SerializeToString())
        self.sent = b""
        while True:
            raw = await asyncio.wait_for(self.socket.recv(), PATIENCE_SECONDS)
            self.received += len(raw)
            forward = ForwardMsg.FromString(raw)
            kind = forward.WhichOneof("type")
            if kind == "new_session":
                self._begin(forward.new_session.page_script_hash)
            elif kind == "navigation":
                self._go_to(forward.navigation.page_script_hash)
            elif kind == "delta":
                self.sent += raw
                self.was_told_to_wait |= WAITING in raw
                self._note(forward.delta)
            elif kind == "script_finished" and forward.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return time.monotonic() - begun

    def _begin(self, page: str) -> None:
        """A run begins: anything it does not draw is no longer on the page."""
        self._go_to(page)
        self.widgets, self.lists, self.sent = {}, {}, b""

    def _go_to(self, page: str) -> None:
        """The fields of another page are empty."""
        if page != self.page:
            self.page, self.state = page, {}

    def _note(self, delta) -> None:
        if delta.WhichOneof("type") == "add_block":
            kind, block = delta.add_block.WhichOneof("type"), delta.add_block
            found = (getattr(getattr(block, kind), "id", "") if kind else "") or block.id
        else:
            kind = delta.new_element.WhichOneof("type")
            found = getattr(getattr(delta.new_element, kind), "id", "") if kind else ""
        if not found.startswith("$$ID-"):
            return
        key = found.split("-", 2)[2]
        self.widgets[key] = found
        if kind == "bidi_component":
            listed = LIST.search(delta.new_element.bidi_component.SerializeToString())
            if listed:
                self.lists[key] = listed[1].decode()
