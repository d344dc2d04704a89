"""Sign in: product, banner, user name and password, and help. The password check is streamlit-authenticator's."""

import secrets

import streamlit as st

from config.council import Council
from data_access import accounts, extracts
from data_access.errors import NotSignedIn, Unavailable
from pages.components.error_summary import FieldError, set_title, show_error_summary
from pages.components.frame import show_frame, show_hint, show_notice, show_page_heading, show_text
from pages.visit import session
from pages.visit.guard import show_unavailable

FORM = "sign_in_form"
USERNAME = "sign_in_username"
PASSWORD = "sign_in_password"  # noqa: S105 - the key of a field
WRONG = "The user name or password is not right"


def show() -> None:
    """The sign-in form. Shown at every address to whoever is not signed in."""
    councils = session.councils()
    try:
        _show(councils)
    except Unavailable:
        show_frame(None, None, on_end_session=None)
        show_unavailable()


def _show(councils: tuple[Council, ...]) -> None:
    chosen = st.session_state.get("sign_in_council")
    council = next((council for council in councils if council.name == chosen), councils[0])
    show_frame(council, None, on_end_session=None, banner_words=council.guidance.sign_in)
    errors = st.container()
    if session.has_run_out():
        show_notice("Your session has ended because it was not used. Sign in again to go on.")
    show_page_heading("Sign in to Family Context")
    with st.container(key="sign_in"):
        if len(councils) > 1:
            st.radio("Council", [council.name for council in councils], key="sign_in_council", horizontal=True)
        with st.form(FORM, border=False):
            username = st.text_input(council.sign_in.user_name_label, key=USERNAME, autocomplete="username")
            password = st.text_input("Password", key=PASSWORD, type="password", autocomplete="current-password")
            submitted = st.form_submit_button("Start session", type="primary")
        with st.expander("I need help signing in"):
            for paragraph in council.sign_in.help:
                show_text(paragraph)
    state = extracts.get_extract_state(council)
    if state and state.is_demo:
        show_hint("This is a demonstration. Nobody in it is real. The user names and password are in the README.")
    if submitted:
        wrong = _try_to_sign_in(council, username, password)
        set_title("Sign in", error=True)
        st.session_state["sign_in_attempt"] = st.session_state.get("sign_in_attempt", 0) + 1
        with errors:
            show_error_summary(wrong, attempt=st.session_state["sign_in_attempt"])


def _try_to_sign_in(council: Council, username: str, password: str) -> list[FieldError]:
    """Start the session and run the app anew, or say what is wrong. A wrong try is recorded."""
    missing = [FieldError(USERNAME, f"Enter your {_lower_first(council.sign_in.user_name_label)}")] * (not username)
    missing += [FieldError(PASSWORD, "Enter your password")] * (not password)
    if missing:
        return missing
    if _password_is_right(council, username, password):
        try:
            session.sign_in(council, username.strip().lower())
        except NotSignedIn:
            return [FieldError(USERNAME, WRONG)]
        st.rerun()
    accounts.record_failed_sign_in(council, username, address=session.address())
    return [FieldError(USERNAME, WRONG)]


def _password_is_right(council: Council, username: str, password: str) -> bool:
    """streamlit-authenticator's one job here. What it leaves in the session state goes when the session starts."""
    # Imported here: outside a page's run its components warn into the server's log.
    from streamlit_authenticator.controllers import AuthenticationController

    credentials = {"usernames": accounts.list_credentials(council)}
    # Its Authenticate class would add a cookie of its own that scripts can read, and a frame for it.
    controller = AuthenticationController(credentials, auto_hash=False, secret_key=secrets.token_hex(32))
    return bool(controller.login(username, password))


def _lower_first(label: str) -> str:
    return label[:1].lower() + label[1:]
