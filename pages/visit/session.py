"""Who is signed in. The browser's cookie names the session and the database is asked on every run.

Streamlit gives a run the cookies of its websocket's first request, and no newer ones: a tab in which somebody signs in
is loaded again, and then its websocket has the cookie. What a tab remembers belongs to one session and goes with it.
"""

import logging
import time
from typing import NoReturn

import streamlit as st

from config.council import Council
from config.environment import read_environment
from config.reading import read_councils
from config.sign_on import SignOn, read_sign_on
from data_access.accounts import sessions
from data_access.accounts.sessions import Actor, Ended
from data_access.audit import settings_changes
from data_access.errors import Unavailable
from pages.components.session_watch import forget_session, has_heard_of_change
from server import cookies, page_frame
from server.cookies import Said, SessionCookie

log = logging.getLogger(__name__)

OF_SESSION = "visit_of_session"
LEFT, LEAVES, ENDED_HERE = "visit_left", "visit_leaves_provider", "visit_ended_here"
QUIET, QUIET_AGAIN = "visit_quiet", "visit_quiet_again"
SOCKET = "visit_socket"
RECONNECTION_SECONDS = 5
"""A run later than this after the websocket was opened is one that a person asked for."""
CHOSEN_COUNCIL = "sign_in_council"


def councils() -> tuple[Council, ...]:
    """The councils of this installation."""
    return read_councils(read_environment().councils)


def record_settings_changes() -> None:
    """When the server starts: record what changed in the councils' settings. A database that is gone is no obstacle.

    Raises SettingsError.
    """
    for council in councils():
        try:
            settings_changes.record_settings_changes(council, by="server")
        except Unavailable:
            log.error("Whether the settings changed could not be looked at")


def actor() -> Actor | None:
    """The signed-in worker; None when nobody is, or the session has ended. Then nothing of the visit is kept."""
    cookie = session_cookie()
    council = _council_of(cookie)
    is_activity = not st.session_state.get(QUIET, False)
    found = sessions.get_actor(council, cookie.key, is_activity=is_activity) if cookie and council else None
    remembered = st.session_state.get(OF_SESSION)
    if remembered is not None and (found is None or found.session_id != remembered):
        _forget_all_but_the_council(council)
    if found is not None:
        st.session_state[OF_SESSION] = found.session_id
    return found


def begin_run() -> None:
    """At the start of each run: whether a person asked for it, or the browser by itself because something changed."""
    by_itself = [st.session_state.pop(QUIET_AGAIN, False), has_heard_of_change(), _is_reconnection()]
    st.session_state[QUIET] = any(by_itself)


def _is_reconnection() -> bool:
    """Whether the browser has just opened its websocket again by itself, and asked for this run with it.

    Streamlit's page names the session that it goes on with, third in the list of protocols. One that a person has
    loaded names none.
    """
    headers = st.context.headers
    socket = headers.get("sec-websocket-key", "")
    is_first = st.session_state.get(SOCKET) != socket
    st.session_state[SOCKET] = socket
    named = [one for one in headers.get("sec-websocket-protocol", "").split(",") if one.strip()]
    opened = float(headers.get(page_frame.OPENED, 0))
    return is_first and len(named) > 2 and time.monotonic() - opened < RECONNECTION_SECONDS


def run_again() -> NoReturn:
    """Run again from here. If no one asked for this run, no one asked for the next."""
    st.session_state[QUIET_AGAIN] = st.session_state.get(QUIET, False)
    st.rerun()


def end_session() -> None:
    """ "End session": end it in the database and delete everything this tab held.

    Raises Unavailable when the database cannot be told: the tab holds nothing all the same, and the browser gives its
    cookie back, so that nobody comes back to the session when the database does.
    """
    try:
        signed_in = actor()
        if signed_in is not None:
            _forget_all_but_the_council(signed_in.council)
            sessions.end_session(signed_in)
            st.session_state[ENDED_HERE] = True
            st.session_state[LEAVES] = single_sign_on() is not None
    except Unavailable:
        st.session_state.clear()
        st.session_state[LEFT] = True
        raise


def single_sign_on() -> SignOn | None:
    """How people sign in through the council's identity provider; None where they have a password here."""
    return read_sign_on(read_environment())


def take_said() -> Said | None:
    """What came of a try by single sign-on in the minute before this tab was loaded; None for nothing."""
    said = st.context.cookies.get(cookies.said_name())
    return next((one for one in Said if one.value == said), None)


def leaves_provider() -> bool:
    """Whether the browser is still to be sent to the identity provider, after "End session", to end its session too."""
    return st.session_state.pop(LEAVES, False)


def take_cookie_away_if_left() -> None:
    """Have the browser give back its cookie after "End session" that the database could not be told of."""
    if st.session_state.get(LEFT):
        forget_session()


def get_end() -> Ended | None:
    """How the session this browser's cookie names ended; None when there is none, it has not, or the worker has just
    ended it in this tab."""
    cookie = None if st.session_state.get(ENDED_HERE) else session_cookie()
    council = _council_of(cookie)
    return sessions.get_end(council, cookie.key) if cookie and council else None


def session_cookie() -> SessionCookie | None:
    """The session the browser named when its websocket was opened."""
    return cookies.read_session(st.context.cookies)


def browser_secret() -> str | None:
    """The secret of the browser, for a ticket; None when it takes no cookies."""
    return cookies.read_browser(st.context.cookies)


def address() -> str:
    """The address the browser comes from, "" when it cannot be told."""
    return st.context.ip_address or ""


def keep_choice() -> None:
    """Keep the council that was chosen on the way to another page: Streamlit forgets what is not drawn in a run, and
    one that goes on to another page draws nothing."""
    if CHOSEN_COUNCIL in st.session_state:
        st.session_state[CHOSEN_COUNCIL] = st.session_state[CHOSEN_COUNCIL]


def chosen_council(councils: tuple[Council, ...]) -> Council:
    """For whoever is not signed in: the council they chose; before that, the one of the browser's last session."""
    chosen, cookie = st.session_state.get(CHOSEN_COUNCIL), session_cookie()
    if chosen is None and cookie is not None:
        chosen = next((council.name for council in councils if council.id == cookie.council_id), None)
        if chosen is not None:
            st.session_state[CHOSEN_COUNCIL] = chosen
    return next((council for council in councils if council.name == chosen), councils[0])


def _council_of(cookie: SessionCookie | None) -> Council | None:
    return next((council for council in councils() if cookie and council.id == cookie.council_id), None)


def _forget_all_but_the_council(council: Council | None) -> None:
    """Delete everything this tab held; the sign-in form of the same council comes next."""
    st.session_state.clear()
    if council is not None:
        st.session_state[CHOSEN_COUNCIL] = council.name
