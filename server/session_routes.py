"""The addresses where a browser starts, asks about, extends and gives up its session. Secrets travel in bodies.

GET  /session         how long the session lasts: {"session", "left" in seconds, "may_stay", "revision"}, or
                      {"session": null} if it has ended. After another revision the page must ask again what it may show
POST /session         a ticket ({"ticket"}) for the cookie of a new session; 401 if it is not valid
POST /session/stay    "Stay signed in": as GET, and counts as being active
POST /session/forget  deletes the cookie of a session that has ended or cannot be checked
"""

import json
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from config.council import Council
from config.environment import read_environment
from config.reading import read_councils
from data_access.accounts import sessions, sign_in_tickets
from data_access.accounts.sessions import Actor, TimeLeft
from data_access.errors import NotSignedIn, Unavailable
from server import cookies
from server.cookies import SessionCookie

MOST_BYTES = 1_000
# No cache may keep these answers. The frame of a page gets the same from its own middleware.
KEEP_NOTHING = {"Cache-Control": "no-store"}


def find_council(council_id: str) -> Council | None:
    """The council with this id; None if there is none."""
    councils = read_councils(read_environment().councils)
    return next((council for council in councils if council.id == council_id), None)


def get_actor(request: Request) -> Actor | None:
    """The worker whose session the request's cookie names; None if no one is signed in. For other routes too.

    Counts as being active. Raises Unavailable.
    """
    found = session_of(request)
    return sessions.get_actor(*found) if found else None


def session_of(request: Request) -> tuple[Council, str] | None:
    """The council and secret key that the request's cookie names; None if it names none."""
    cookie = cookies.read_session(request.cookies)
    council = find_council(cookie.council_id) if cookie else None
    return (council, cookie.key) if cookie and council else None


async def _answer(work: Callable[..., Response], *arguments: object) -> Response:
    """The database's work in a thread of its own; where it cannot be used, 503 and nothing else."""
    try:
        response = await run_in_threadpool(work, *arguments)
    except Unavailable:
        response = Response(status_code=503)
    response.headers.update(KEEP_NOTHING)
    return response


def _time_left(request: Request, ask: Callable[[Council, str], TimeLeft | None]) -> Response:
    session = session_of(request)
    found = ask(*session) if session else None
    if found is None:
        return JSONResponse({"session": None})
    left = max(0, int(found.left.total_seconds()))
    more = {"may_stay": found.may_stay, "revision": str(found.revision)}
    return JSONResponse({"session": found.session_id, "left": left, **more})


async def show_session(request: Request) -> Response:
    """How long the session still lasts. Asking does not count as being active."""
    return await _answer(_time_left, request, sessions.get_time_left)


async def stay_signed_in(request: Request) -> Response:
    """ "Stay signed in"."""
    is_allowed = is_from_here(request)
    return await _answer(_time_left, request, sessions.stay) if is_allowed else Response(status_code=403)


async def start_session(request: Request) -> Response:
    """A ticket for a cookie. Any earlier session of this browser ends."""
    if not is_from_here(request):
        return Response(status_code=403)
    given, browser = await _read_ticket(request), cookies.read_browser(request.cookies)
    before = session_of(request)

    def work() -> Response:
        council = find_council(given.council_id) if given else None
        if given is None or council is None or browser is None:
            return Response(status_code=401)
        try:
            key = sign_in_tickets.use_ticket(council, given.key, browser=browser)
        except NotSignedIn:
            return Response(status_code=401)
        if before is not None:
            sessions.end_key(*before)
        response = Response(status_code=204)
        cookies.set_session(response, SessionCookie(council.id, key))
        return response

    return await _answer(work)


def is_over(request: Request) -> bool:
    """Whether the session of the request's cookie has ended, or there is none; True too if the database cannot be
    asked: someone who left must not be signed in when it is back."""
    found = session_of(request)
    try:
        return found is None or sessions.get_time_left(*found) is None
    except Unavailable:
        return True


async def forget_session(request: Request) -> Response:
    """Delete a cookie whose session has ended. One that is alive stays: another tab may have signed in."""

    def work() -> Response:
        response = Response(status_code=204)
        if is_over(request):
            cookies.delete_session(response)
        return response

    return await _answer(work) if is_from_here(request) else Response(status_code=403)


def is_from_here(request: Request) -> bool:
    """Whether one of our own pages asks. Browsers say where a POST comes from, and no page can change that."""
    host, origin = request.headers.get("host", ""), request.headers.get("origin")
    # Whoever can change what is sent without TLS can write a page of our name; no one can on this machine itself.
    needs_tls = read_environment().is_production and host.partition(":")[0] not in ("127.0.0.1", "localhost")
    ways = ("https",) if needs_tls else ("https", "http")
    return bool(host) and origin in [f"{way}://{host}" for way in ways]


async def _read_ticket(request: Request) -> SessionCookie | None:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return None
    try:
        ticket = json.loads(body)["ticket"]
        council_id, dot, secret = ticket.partition(".")
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return SessionCookie(council_id, secret) if dot and secret else None


ROUTES = [
    Route("/session", show_session, methods=["GET"]),
    Route("/session", start_session, methods=["POST"]),
    Route("/session/stay", stay_signed_in, methods=["POST"]),
    Route("/session/forget", forget_session, methods=["POST"]),
]
