"""A browser that can send anything: one request at a time to an ASGI app, cookies kept as a browser would."""

import asyncio
import json
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

from starlette.types import ASGIApp

HOST = "family-context.example"


@dataclass
class Answer:
    """What came back. `headers` holds the last of each name, in lower case."""

    status: int
    headers: dict[str, str]
    set_cookies: list[str]
    body: bytes

    def json(self) -> dict:
        return json.loads(self.body)


@dataclass
class Browser:
    """Sends to `app` and keeps cookies. `origin` is the site whose page sends; None is no page."""

    app: ASGIApp
    cookies: dict[str, str] = field(default_factory=dict)
    origin: str | None = f"https://{HOST}"

    def get(self, path: str, *, accept: str = "*/*", method: str = "GET") -> Answer:
        return self.send(method, path, headers={"accept": accept})

    def post(self, path: str, body: object = None) -> Answer:
        return self.send("POST", path, body=body if isinstance(body, bytes) else json.dumps(body).encode())

    def send(self, method: str, path: str, *, headers: dict[str, str] | None = None, body: bytes = b"") -> Answer:
        sent = {"host": HOST, **(headers or {})}
        if self.cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if self.origin is not None and method != "GET":
            sent["origin"] = self.origin
        answer = asyncio.run(_ask(self.app, method, path, sent, body))
        for line in answer.set_cookies:
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return answer


async def _ask(app: ASGIApp, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
    path, _, query = path.partition("?")
    scope = {
        "type": "http", "http_version": "1.1", "method": method, "path": path, "raw_path": path.encode(),
        "query_string": query.encode(), "root_path": "", "scheme": "https", "server": (HOST, 443),
        "client": ("10.0.0.1", 50_000),
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
    }  # fmt: skip
    answer = Answer(0, {}, [], b"")

    async def receive() -> dict:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            for name, value in message["headers"]:
                answer.headers[name.decode().lower()] = value.decode("latin-1")
                if name.lower() == b"set-cookie":
                    answer.set_cookies.append(value.decode("latin-1"))
        else:
            answer.body += message.get("body", b"")

    await app(scope, receive, send)
    return answer
