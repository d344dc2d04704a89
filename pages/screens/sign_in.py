"""Sign in: product, banner, user name and password, and help. The password check is streamlit-authenticator's."""

import secrets

import streamlit as st

from config.council import Council
from data_access import accounts, extracts
from data_access.errors import NotSignedIn, Unavailable
from pages.components.error_summary import FieldError, set_title, show_error_summary
from pages.components.frame import show_frame, show_hint, show_page_heading, show_text, show_warning
from pages.components.text_field import field
from pages.visit import session
from pages.visit.guard import keep_failure, show_unavailable, take_failure

FORM = "sign_in_form"
USERNAME = "sign_in_username"
PASSWORD = "sign_in_password"  # noqa: S105 - the key of a field
ERRORS, ATTEMPT = "sign_in_errors", "sign_in_attempt"
WRONG = "The user name or password is not right"


def show() -> None:
    """The sign-in form. Shown at every address to whoever is not signed in."""
    if take_failure() is not None:
        show_frame(None, None, on_end_session=None)
        show_unavailable()
        return
    try:
        _show(session.councils())
    except Unavailable as error:
        keep_failure(error)
        st.rerun()


def _show(councils: tuple[Council, ...]) -> None:
    chosen = st.session_state.get(session.CHOSEN_COUNCIL)
    council = next((council for council in councils if council.name == chosen), councils[0])
    show_frame(council, None, on_end_session=None, banner_words=council.guidance.sign_in)
    errors = st.session_state.get(ERRORS, [])
    set_title("Sign in", error=bool(errors))
    show_error_summary(errors, attempt=st.session_state.get(ATTEMPT, 0))
    if session.has_run_out():
        show_warning("Your session has ended. Sign in again to go on.")
    show_page_heading("Sign in to Family Context")
    with st.container(key="sign_in"):
        if len(councils) > 1:
            st.radio("Council", [council.name for council in councils], key=session.CHOSEN_COUNCIL, horizontal=True)
        said = {error.field_key: error.message for error in errors}
        with st.form(FORM, border=False):
            label = council.sign_in.user_name_label
            with field(USERNAME, label, error=said.get(USERNAME, "")):
                st.text_input(label, key=USERNAME, autocomplete="username", label_visibility="collapsed")
            with field(PASSWORD, "Password", error=said.get(PASSWORD, "")):
                hidden = {"type": "password", "label_visibility": "collapsed"}
                st.text_input("Password", key=PASSWORD, autocomplete="current-password", **hidden)
            st.form_submit_button("Start session", type="primary", on_click=_try_to_sign_in, args=(council,))
        with st.expander("I need help signing in"):
            for paragraph in council.sign_in.help:
                show_text(paragraph)
    state = extracts.get_extract_state(council)
    if state and state.is_demo:
        show_hint("This is a demonstration. Nobody in it is real. The user names and password are in the README.")


def _try_to_sign_in(council: Council) -> None:
    """The callback of the form: start the session, or keep what is wrong. A wrong try is recorded."""
    username, password = st.session_state[USERNAME].strip().lower(), st.session_state[PASSWORD]
    attempt = st.session_state.get(ATTEMPT, 0) + 1
    errors = [] if username else [FieldError(USERNAME, f"Enter your {_lower_first(council.sign_in.user_name_label)}")]
    errors += [] if password else [FieldError(PASSWORD, "Enter your password")]
    try:
        if not errors and _password_is_right(council, username, password):
            session.sign_in(council, username)
            return
        if not errors:
            accounts.record_failed_sign_in(council, username, address=session.address())
            errors = [FieldError(USERNAME, WRONG)]
    except NotSignedIn:
        errors = [FieldError(USERNAME, WRONG)]
    except Unavailable:
        errors = [FieldError(USERNAME, "Family Context is not available at the moment. Try again in a few minutes")]
    st.session_state[ERRORS], st.session_state[ATTEMPT] = errors, attempt


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
