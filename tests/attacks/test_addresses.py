"""Streamlit's open doors, framing, other hosts, traversal: what any visitor to the address could try, signed out."""

import asyncio

import pytest

from server.headers import POLICY
from tests.attacks.client import Browser

ADDRESSES, HEADERS = "server/addresses.py", "server/headers.py"
OPEN = (ADDRESSES, 'if scope["type"] == "lifespan" or self._is_known(scope):', "if True:")


@pytest.mark.without(*OPEN)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/_stcore/metrics"),
        ("GET", "/_stcore/script-health-check"),
        ("PUT", "/_stcore/upload_file/a/b"),
        ("DELETE", "/_stcore/upload_file/a/b"),
        ("OPTIONS", "/_stcore/upload_file/a/b"),
        ("GET", "/media/0123456789abcdef.csv"),
        ("HEAD", "/media/0123456789abcdef.csv"),
        ("GET", "/component/streamlit_authenticator.x/index.html"),
        ("GET", "/_stcore/bidi-components/x/index.js"),
        ("GET", "/app/static/app.db"),
        ("GET", "/auth/login"),
        ("GET", "/auth/logout"),
        ("GET", "/oauth2callback?code=x"),
        ("POST", "/_stcore/agent/interact"),
        ("GET", "/_stcore/agent/schema"),
        ("POST", "/_stcore/mcp"),
        ("POST", "/"),
        ("PUT", "/person"),
        ("POST", "/_stcore/health"),
        ("TRACE", "/"),
    ],
)
def test_what_nobody_needs_of_streamlit_is_closed(app, method, path):
    answer = Browser(app).send(method, path, headers={"accept": "*/*"})
    assert answer.status in (404, 405)
    assert b"Streamlit would answer" not in answer.body


@pytest.mark.without(*OPEN)
@pytest.mark.parametrize(
    "path",
    ["/_stcore/metrics", "/media/x.csv", "/../app.py", "/data/audit.key", "/static", "/config/councils/leeds.yaml"],
)
def test_a_browser_that_goes_there_is_sent_to_the_first_page(app, path):
    answer = Browser(app).get(path, accept="text/html")
    assert (answer.status, answer.headers["location"]) == (302, "/")


@pytest.mark.without(ADDRESSES, '            return path == "/_stcore/stream"', "            return True")
@pytest.mark.parametrize("path", ["/", "/_stcore/other", "/person"])
def test_a_websocket_at_another_address_is_closed(app, path):
    sent = []

    async def receive() -> dict:
        return {"type": "websocket.connect"}

    async def send(message: dict) -> None:
        sent.append(message)

    scope = {"type": "websocket", "path": path, "headers": [], "query_string": b"", "root_path": "", "scheme": "wss"}
    asyncio.run(app(scope, receive, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]


@pytest.mark.without(HEADERS, "                headers.update(HEADERS)\n", "")
@pytest.mark.parametrize("path", ["/", "/person", "/session", "/static/x.js", "/_stcore/metrics", "/_stcore/health"])
@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("content-security-policy", "frame-ancestors 'none'"),
        ("x-frame-options", "DENY"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
    ],
)
def test_no_answer_can_be_framed_guessed_at_or_lead_anywhere(app, council, path, header, value):
    assert value in Browser(app).get(path).headers[header]


@pytest.mark.without(HEADERS, '"img-src": "\'self\' data:"', '"img-src": "*"')
def test_an_image_beacon_goes_nowhere():
    """An address with ![x](https://…) that were read as Markdown would still ask no other host."""
    assert set(POLICY["img-src"].split()) == {"'self'", "data:"}


@pytest.mark.without(HEADERS, '"connect-src": "\'self\'"', '"connect-src": "*"')
def test_a_script_that_got_in_sends_nothing_out():
    others = [what for what, whence in POLICY.items() if "*" in whence or "http" in whence or "'unsafe-eval'" in whence]
    assert not others and "'unsafe-inline'" not in POLICY["script-src"]
    assert POLICY["connect-src"] == "'self'" and POLICY["form-action"] == POLICY["base-uri"] == "'none'"


@pytest.mark.without(HEADERS, 'headers["Cache-Control"] = "no-store"', "pass")
def test_the_frame_of_a_page_is_kept_in_no_cache(app):
    assert Browser(app).get("/person", accept="text/html").headers["cache-control"] == "no-store"


@pytest.mark.without("server/session_routes.py", "response.headers.update(KEEP_NOTHING)", "pass")
def test_what_is_said_of_a_session_is_kept_in_no_cache(app, council):
    assert Browser(app).get("/session").headers["cache-control"] == "no-store"


@pytest.mark.without(HEADERS, 'headers["Strict-Transport-Security"] = TLS_ONLY', "pass")
def test_in_production_a_browser_never_comes_back_without_tls(app, monkeypatch):
    monkeypatch.setenv("FAMILY_CONTEXT_MODE", "production")
    assert "max-age=" in Browser(app).get("/").headers["strict-transport-security"]
