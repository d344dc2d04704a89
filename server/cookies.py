"""The two cookies. Neither can be read by a script, and neither is sent by another site's page.

`session` is the key of a session; without it nobody is signed in. `browser` is a secret every browser gets before it
signs in: a ticket works only where it was made for. Over TLS both have the prefix __Host-, so that no neighbouring
site can plant them. A demonstration runs on plain http on one's own machine, where a browser would not keep those.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import Response

from config.environment import read_environment


@dataclass(frozen=True)
class SessionCookie:
    """Whose session: the council's id and the session's secret key."""

    council_id: str
    key: str


def session_name() -> str:
    """The name of the session's cookie."""
    return _prefix() + "family-context"


def browser_name() -> str:
    """The name of the cookie a browser has before anybody signs in."""
    return _prefix() + "family-context-browser"


def read_session(cookies: Mapping[str, str]) -> SessionCookie | None:
    """The session a browser names; None when it names none. Whether it is alive, the database says."""
    council_id, dot, key = cookies.get(session_name(), "").partition(".")
    return SessionCookie(council_id, key) if dot and council_id and key else None


def read_browser(cookies: Mapping[str, str]) -> str | None:
    """The secret of a browser; None when it has none."""
    return cookies.get(browser_name()) or None


def set_session(response: Response, cookie: SessionCookie) -> None:
    """Give the browser the key of its session, until it is closed."""
    _set(response, session_name(), f"{cookie.council_id}.{cookie.key}", "strict")


def set_browser(response: Response, secret: str) -> None:
    """Give the browser its secret. Lax: somebody arriving by a link keeps the one that other tabs work with."""
    _set(response, browser_name(), secret, "lax")


def delete_session(response: Response) -> None:
    """Take the key of a session that has ended away."""
    response.delete_cookie(session_name(), path="/", secure=_is_secure(), httponly=True, samesite="strict")


def _set(response: Response, name: str, value: str, samesite: str) -> None:
    response.set_cookie(name, value, path="/", secure=_is_secure(), httponly=True, samesite=samesite)


def _is_secure() -> bool:
    return read_environment().is_production


def _prefix() -> str:
    return "__Host-" if _is_secure() else ""
