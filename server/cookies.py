"""The cookies. None can be read by a script, and none is sent by another site's page.

`session` is the key of a session; without it no one is signed in. `browser` is a secret that every browser gets before
signing in: a ticket works only in the browser it was made for. Single sign-on has two more, kept for minutes: the start
of a try, and its outcome. Over TLS all have the prefix __Host-, so no neighbouring site can plant them. A demonstration
runs on plain http on one's own machine, where a browser would not keep those.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from starlette.responses import Response

from config.environment import read_environment


@dataclass(frozen=True)
class SessionCookie:
    """Whose session: the council's id and the session's secret key."""

    council_id: str
    key: str


class Said(Enum):
    """Why a try by single sign-on ended without a session, for the sign-in page to say."""

    NO_GROUP = "no-group"
    OTHER_NAME = "other-name"
    OTHER_PERSON = "other-person"
    DISABLED = "disabled"
    STALE = "stale"
    FAILED = "failed"
    AWAY = "away"


def session_name() -> str:
    """The name of the session's cookie."""
    return _prefix() + "family-context"


def browser_name() -> str:
    """The name of the cookie a browser has before anyone signs in."""
    return _prefix() + "family-context-browser"


def read_session(cookies: Mapping[str, str]) -> SessionCookie | None:
    """The session a browser names; None if it names none. Only the database knows whether it is alive."""
    council_id, dot, key = cookies.get(session_name(), "").partition(".")
    return SessionCookie(council_id, key) if dot and council_id and key else None


def read_browser(cookies: Mapping[str, str]) -> str | None:
    """The secret of a browser; None when it has none."""
    return cookies.get(browser_name()) or None


def set_session(response: Response, cookie: SessionCookie) -> None:
    """Give the browser the key of its session, until it is closed."""
    _set(response, session_name(), f"{cookie.council_id}.{cookie.key}", "strict")


def set_browser(response: Response, secret: str) -> None:
    """Give the browser its secret. Lax: a worker arriving by a link keeps the one that other tabs use."""
    _set(response, browser_name(), secret, "lax")


def try_name() -> str:
    """The name of the cookie of a try to sign in by single sign-on."""
    return _prefix() + "family-context-sign-on"


def said_name() -> str:
    """The name of the cookie that says how a try by single sign-on ended."""
    return _prefix() + "family-context-sign-on-said"


def set_try(response: Response, value: str, *, seconds: int) -> None:
    """Keep the start of a try. Lax: the way back begins on the identity provider's page."""
    _set(response, try_name(), value, "lax", max_age=seconds)


def set_said(response: Response, said: Said) -> None:
    """Keep how a try ended, for the sign-in page to show, for a minute."""
    _set(response, said_name(), said.value, "lax", max_age=60)


def delete(response: Response, name: str) -> None:
    """Delete one of these two."""
    response.delete_cookie(name, path="/", secure=_is_secure(), httponly=True, samesite="lax")


def delete_session(response: Response) -> None:
    """Delete the key of an ended session."""
    response.delete_cookie(session_name(), path="/", secure=_is_secure(), httponly=True, samesite="strict")


def _set(
    response: Response, name: str, value: str, samesite: Literal["lax", "strict"], max_age: int | None = None
) -> None:
    response.set_cookie(name, value, max_age=max_age, path="/", secure=_is_secure(), httponly=True, samesite=samesite)


def _is_secure() -> bool:
    return read_environment().is_production


def _prefix() -> str:
    return "__Host-" if _is_secure() else ""
