"""Who is signed in. The session record in the database is asked on every run; this state only holds its key."""

import logging

import streamlit as st

from config.council import Council
from config.environment import read_environment
from config.reading import read_councils
from data_access import accounts, settings_seen
from data_access.accounts import Actor
from data_access.errors import Unavailable

log = logging.getLogger(__name__)

COUNCIL_ID = "visit_council"
KEY = "visit_session_key"
HAD_SESSION = "visit_had_session"
CHOSEN_COUNCIL = "sign_in_council"


def councils() -> tuple[Council, ...]:
    """The councils of this installation."""
    return read_councils(read_environment().councils)


def notice_settings() -> None:
    """When the server starts: record what changed in the councils' settings. A database that is gone is no obstacle.

    Raises SettingsError.
    """
    for council in councils():
        try:
            settings_seen.notice_settings(council, by="server")
        except Unavailable:
            log.error("Whether the settings changed could not be looked at")


def sign_in(council: Council, username: str) -> None:
    """Start a session for a worker whose password was just checked. Raises NotSignedIn or Unavailable."""
    key = accounts.start_session(council, username, address=address())
    st.session_state.clear()
    st.session_state[COUNCIL_ID] = council.id
    st.session_state[KEY] = key


def actor() -> Actor | None:
    """The signed-in worker; None when nobody is, or the session has ended. Then nothing of the visit is kept."""
    key, council_id = st.session_state.get(KEY), st.session_state.get(COUNCIL_ID)
    if key is None:
        return None
    council = next((council for council in councils() if council.id == council_id), None)
    found = accounts.get_actor(council, key) if council else None
    if found is None:
        _forget_all_but_the_council(council)
        st.session_state[HAD_SESSION] = True
    return found


def end_session() -> None:
    """ "End session": end it in the database and delete everything this browser session held."""
    signed_in = actor()
    if signed_in is not None:
        _forget_all_but_the_council(signed_in.council)
        accounts.end_session(signed_in)


def _forget_all_but_the_council(council: Council | None) -> None:
    """Delete everything this browser session held; the sign-in form of the same council comes next."""
    st.session_state.clear()
    if council is not None:
        st.session_state[CHOSEN_COUNCIL] = council.name


def has_run_out() -> bool:
    """Whether this browser session's last visit ended without "End session"."""
    return bool(st.session_state.get(HAD_SESSION))


def address() -> str:
    """The address the browser comes from, "" when it cannot be told."""
    return st.context.ip_address or ""
