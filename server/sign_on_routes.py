"""The addresses of single sign-on. Each sends the browser somewhere else.

GET /sign-on           to the identity provider (?council=stockport)
GET /sign-on/callback  back from it: our own session and its cookie, or what went wrong, then to the first page
GET /sign-on/out       after "End session": the provider ends its session too

Starlette runs each in a thread of its own, because none is `async`: they wait for the provider and the database.
"""

import logging

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from config.council import Council
from config.environment import read_environment
from config.sign_on import SignOn, read_sign_on
from data_access.accounts import sessions, single_sign_on
from data_access.errors import Unavailable
from server import cookies, provider
from server.cookies import Said, SessionCookie
from server.provider import NotFresh, ProviderFailed
from server.session_routes import KEEP_NOTHING, find_council, is_over, session_of

LONGEST_SUBJECT = 255
"""OpenID Connect Core 1.0, section 2, `sub`."""
log = logging.getLogger(__name__)
_WHY = {
    single_sign_on.NO_GROUP: Said.NO_GROUP,
    single_sign_on.OTHER_NAME: Said.OTHER_NAME,
    single_sign_on.OTHER_PERSON: Said.OTHER_PERSON,
    single_sign_on.DISABLED: Said.DISABLED,
    single_sign_on.STALE: Said.STALE,
}


def _settings() -> tuple[SignOn, str]:
    """The settings and the client secret (config/sign_on.py). Without them these routes are not served."""
    environment = read_environment()
    settings, secret = read_sign_on(environment), environment.sign_on_secret
    if settings is None or secret is None:
        raise ProviderFailed("single sign-on is not set up")
    return settings, secret


def go_to_provider(request: Request) -> Response:
    """Begin a try for the council that was chosen."""
    settings, secret = _settings()
    council = find_council(request.query_params.get("council", ""))
    if council is None:
        return _to("/")
    try:
        address, made = provider.begin(settings, council.id)
    except ProviderFailed as why:
        log.error("The identity provider cannot be used: %s", why)
        return _say(Said.AWAY)
    response = _to(address)
    cookies.set_try(response, provider.pack(made, secret), seconds=provider.TRY_SECONDS)
    cookies.delete(response, cookies.said_name())
    return response


def come_back(request: Request) -> Response:
    """A session for whoever the provider names, if their groups allow it. Any earlier session of this browser ends."""
    settings, secret = _settings()
    made = provider.unpack(request.cookies.get(cookies.try_name(), ""), secret)
    council = find_council(made.council_id) if made else None
    if made is None or council is None:
        return _say(Said.FAILED)
    asked, address = request.query_params, request.client.host if request.client else ""
    try:
        try:
            claims = provider.finish(settings, secret, made, state=asked.get("state", ""), code=asked.get("code", ""))
        except NotFresh as why:
            log.warning("An earlier sign-in was refused: %s", why)
            single_sign_on.refuse(council, "unknown", single_sign_on.STALE, address=address)
        before = session_of(request)
        key = single_sign_on.start_session(council, _named(settings, council, claims, address), address=address)
        if before is not None:
            sessions.end_key(*before)
    except single_sign_on.Refused as refused:
        return _say(_WHY[refused.why])
    except ProviderFailed as why:
        log.error("The identity provider's answer was not accepted: %s", why)
        return _say(Said.FAILED)
    except Unavailable:
        return _say(Said.AWAY)
    response = _to("/")
    cookies.set_session(response, SessionCookie(council.id, key))
    for name in (cookies.try_name(), cookies.said_name()):
        cookies.delete(response, name)
    return response


def _named(settings: SignOn, council: Council, claims: dict, address: str) -> single_sign_on.Named:
    """Who it is here. Raises Refused (recorded), also for someone in no group that the settings list."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise ProviderFailed("the ID token does not say whose it is")
    claimed = str(claims.get(settings.user_name) or "")
    username = settings.read_user_name(claimed)
    if username is None:
        single_sign_on.refuse(council, claimed or "unknown", single_sign_on.OTHER_NAME, address=address)
    groups = claims.get(settings.group_claim) or []
    group = settings.find_group(council.id, [groups] if isinstance(groups, str) else map(str, groups))
    if group is None:
        single_sign_on.refuse(council, username, single_sign_on.NO_GROUP, address=address)
    display_name = str(claims.get(settings.display_name) or username)
    return single_sign_on.Named(claims["iss"], subject, username, display_name, group.role, group.team)


def leave_provider(request: Request) -> Response:
    """Have the provider end its session, unless ours is still alive: a link from elsewhere must end nothing."""
    settings, _ = _settings()
    if not is_over(request):
        return _to("/")
    try:
        response = _to(provider.end_address(settings))
    except ProviderFailed as why:
        log.error("The identity provider could not be asked to sign out: %s", why)
        response = _to("/")
    cookies.delete_session(response)
    return response


def _say(what: Said) -> Response:
    response = _to("/")
    cookies.set_said(response, what)
    cookies.delete(response, cookies.try_name())
    return response


def _to(address: str) -> Response:
    return RedirectResponse(address, 302, headers=KEEP_NOTHING)


ROUTES = [
    Route("/sign-on", go_to_provider, methods=["GET"]),
    Route("/sign-on/callback", come_back, methods=["GET"]),
    Route("/sign-on/out", leave_provider, methods=["GET"]),
]
