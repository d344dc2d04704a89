"""Sign in: product, banner, user name and password, and help. A password given out by others is changed first."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from config.council import Council
from data_access.accounts import sign_in
from data_access.accounts.sessions import Ended
from data_access.accounts.sign_in import Outcome, SignIn
from data_access.errors import Unavailable
from data_access.loading.extract_state import get_extract_state
from pages.components.formatting import begun_small
from pages.components.forms.error_summary import FieldError, set_title, show_errors
from pages.components.forms.text_field import show_in_field
from pages.components.frame import (
    show_frame,
    show_heading,
    show_hint,
    show_page_heading,
    show_queue,
    show_text,
    show_warning,
    show_way_in,
)
from pages.components.session_watch import forget_session, leave_provider, use_ticket, watch_session
from pages.screens.everyone import second_factor
from pages.screens.everyone.second_factor import CODE, STEP
from pages.visit import session
from pages.visit.guard import keep_failure, show_unavailable, take_failure
from pages.visit.open_pages import choose_council, show_foot
from pages.visit.password_check import is_right
from server.cookies import Said

# Says where in the queue a try is.
Tell = Callable[[int], None]
FORM, NEW_FORM = "sign_in_form", "sign_in_new_form"
USERNAME = "sign_in_username"
PASSWORD, NEW, AGAIN = "sign_in_password", "sign_in_new", "sign_in_again"
ERRORS, ATTEMPT = "sign_in_errors", "sign_in_attempt"
TICKET, TRY = "sign_in_ticket", "sign_in_try"
CHANGES, MUST_CHANGE = "sign_in_changes", "sign_in_must_change"
WRONG = "The user name or password is not right"
AWAY = "Family Context is not available at the moment. Try again in a few minutes"
NOT_LOADED = (
    "No information has been loaded for this council yet, so no one can be looked up. The council’s IT team loads it."
)
SAID = {
    SignIn.WRONG: WRONG,
    SignIn.LOCKED: "Too many wrong passwords. Wait 15 minutes, or ask for help signing in",
    SignIn.TOO_MANY_WAITING: "Too many people are signing in at the moment. Try again in a minute",
}
ENDED = {
    Ended.SIGNED_OUT: "You were signed out because you ended the session in another tab or window. Sign in again.",
    Ended.TIMED_OUT: "You were signed out after 15 minutes without activity, or 12 hours. Sign in again.",
    Ended.REPLACED: "You were signed out because you signed in somewhere else. If that was not you, sign in again and "
    "tell your manager.",
    Ended.ACCOUNT_CHANGED: "You were signed out because your account was changed. Sign in again.",
    Ended.ACCOUNT_CLOSED: "You were signed out because your account was closed. Ask for help signing in.",
    Ended.ROLE_CHANGED: "You were signed out because your role was changed. Sign in again.",
}
REFUSED = {
    Said.NO_GROUP: "You were not signed in: your account is in no group that may use Family Context here. Ask for help "
    "signing in. This was recorded.",
    Said.OTHER_NAME: "You were not signed in: your account is not one of this council’s. This was recorded.",
    Said.OTHER_PERSON: "You were not signed in: your user name belongs to another account here. Ask for help signing "
    "in. This was recorded.",
    Said.DISABLED: "You were not signed in: your account is disabled. Ask for help signing in. This was recorded.",
    Said.STALE: "You were not signed in, because your council’s sign-in did not ask who you are. Try again. If it "
    "happens again, ask for help signing in.",
    Said.FAILED: "You were not signed in. It took too long, or was stopped on the way. Try again.",
    Said.AWAY: "You were not signed in: your council’s sign-in or Family Context is not available. Try again in a few "
    "minutes, and follow your usual practice meanwhile.",
}


def show() -> None:
    """The sign-in form. Shown at every address to whoever is not signed in."""
    if take_failure() is not None:
        show_frame(None, None, on_end_session=None)
        show_unavailable()
        return
    try:
        _show(session.councils())
        show_foot("search")
    except Unavailable as error:
        keep_failure(error)
        st.rerun()


def _show(councils: tuple[Council, ...]) -> None:
    council = session.chosen_council(councils)
    show_frame(council, None, on_end_session=None, banner_words=council.guidance.sign_in)
    _make_try()
    if _is_entering():
        show_page_heading("Signing in")
        return
    if session.leaves_provider():
        set_title("Signing out")
        show_page_heading("Signing out")
        leave_provider()
        return
    watch_session("")
    ended = session.get_end()
    if ended is not None:
        forget_session()
    errors = st.session_state.get(ERRORS, [])
    if STEP in st.session_state:
        _show_code(council, errors)
        return
    if CHANGES in st.session_state:
        _show_change(council, errors)
        return
    said = show_errors("Sign in", errors, attempts=ATTEMPT)
    show_page_heading("Sign in to Family Context")
    refused = session.take_said()
    # After the heading, which has the focus: so it is read.
    with st.container(key="sign_in_said", gap=None):
        if ended in ENDED and not errors:
            show_warning(ENDED[ended])
        elif refused is not None and ended is None and not errors:
            show_warning(REFUSED[refused])
    _show_ways_in(councils, council, said)


def _make_try() -> None:
    """Make the try that was asked for, if one was. Meanwhile the page says where in the queue it is."""
    # There without a try too, and so is the place of a warning: what stands below would else be drawn anew.
    place = st.empty()

    def tell(number: int) -> None:
        with place.container():
            show_queue(
                "Many people are signing in",
                f"You are number {number} in the queue. You do not need to do anything: your password or code will be "
                "checked when it is your turn.",
            )

    if TRY in st.session_state:
        st.session_state.pop(TRY)(tell)
        place.empty()


def _is_entering() -> bool:
    """Whether the browser is about to change its ticket into a cookie. Afterwards the page is loaded again."""
    if TICKET in st.session_state and not use_ticket(st.session_state[TICKET]):
        return True
    if st.session_state.pop(TICKET, None):
        _keep([FieldError(USERNAME, "Signing in took too long. Try again")])
    return False


def _show_code(council: Council, errors: list[FieldError]) -> None:
    try:
        attempt = st.session_state.get(ATTEMPT, 0)
        second_factor.show(council, errors, attempt, on_code=_try_code, on_cancel=_cancel_code)
    except second_factor.StartAgain as why:
        _cancel_code()
        _keep([FieldError(USERNAME, str(why))])
        st.rerun()


def _show_ways_in(councils: tuple[Council, ...], council: Council, said: dict[str, str]) -> None:
    single, state = session.single_sign_on(), get_extract_state(council)
    if state is None:
        show_warning(NOT_LOADED)
    with st.container(key="sign_in"):
        choose_council(councils)
        if single is not None:
            show_way_in(f"/sign-on?council={council.id}", single.label)
        if single is None or single.passwords:
            _show_form(council, said, heading="Or with a password" if single else "")
        with st.expander("I need help signing in"):
            for paragraph in council.sign_in.help:
                show_text(paragraph)
    if state and state.is_demo:
        show_hint("This is a demonstration. Everyone in it is invented. The user names and password are in the README.")


def _show_form(council: Council, said: dict[str, str], *, heading: str) -> None:
    if heading:
        show_heading(heading)
    with st.form(FORM, border=False):
        label = council.sign_in.user_name_label
        show_in_field(st.text_input, label, key=USERNAME, error=said.get(USERNAME, ""), autocomplete="username")
        _show_password(PASSWORD, "Password", said, autocomplete="current-password")
        st.form_submit_button("Start session", type="primary", on_click=_try_to_sign_in, args=(council,))


def _show_change(council: Council, errors: list[FieldError]) -> None:
    """Choose a password that nobody else knows, before anything else."""
    said = show_errors("Choose a password", errors, attempts=ATTEMPT)
    show_page_heading("Choose your own password")
    show_text("Someone else chose the password you signed in with. Choose one that only you know.")
    with st.container(key="sign_in"), st.form(NEW_FORM, border=False):
        _show_password(PASSWORD, "Password you were given", said, autocomplete="current-password")
        hint = "12 characters or more, not easily guessed. Three or more words that do not belong together are good."
        _show_password(NEW, "New password", said, hint=hint, autocomplete="new-password")
        _show_password(AGAIN, "New password again", said, autocomplete="new-password")
        st.form_submit_button("Change password", type="primary", on_click=_try_to_change, args=(council,))
    st.button("Cancel", key="cancel_change", type="tertiary", on_click=_cancel_change)


def _show_password(key: str, label: str, said: dict[str, str], **more: Any) -> None:
    show_in_field(st.text_input, label, key=key, error=said.get(key, ""), type="password", **more)


def _try_to_sign_in(council: Council) -> None:
    """The callback of the form: what is missing, or a try for the run that follows. Every try is counted, and a wrong
    one recorded."""
    username, password = st.session_state[USERNAME].strip().lower(), st.session_state[PASSWORD]
    errors = [] if username else [FieldError(USERNAME, f"Enter your {begun_small(council.sign_in.user_name_label)}")]
    errors += [] if password else [FieldError(PASSWORD, "Enter your password")]
    if errors:
        _keep(errors)
        return
    st.session_state[TRY] = partial(_sign_in, council, username, password)


def _sign_in(council: Council, username: str, password: str, tell: Tell) -> None:
    _try(council, USERNAME, SAID, partial(sign_in.try_password, council, username, password), tell)
    if st.session_state.pop(MUST_CHANGE, False):
        st.session_state[CHANGES] = username
        st.session_state.pop(PASSWORD, None)


def _try_to_change(council: Council) -> None:
    """The callback of the form that asks for a password of one's own."""
    username = st.session_state[CHANGES]
    old, new, again = (st.session_state[key] for key in (PASSWORD, NEW, AGAIN))
    errors = [] if old else [FieldError(PASSWORD, "Enter the password you were given")]
    errors += [] if new else [FieldError(NEW, "Enter a new password")]
    errors += [FieldError(AGAIN, "The two new passwords are not the same")] if new and new != again else []
    if errors:
        _keep(errors)
        return
    said = SAID | {SignIn.WRONG: "That is not the password you were given"}
    change = partial(sign_in.change_password, council, username, old, new)
    st.session_state[TRY] = partial(_try, council, PASSWORD, said, change)


def _try(council: Council, field_key: str, said: dict[SignIn, str], made: Callable[..., Outcome], tell: Tell) -> None:
    """Make a try and keep what comes of it: a ticket, or words beside the field."""
    browser = session.browser_secret()
    if browser is None:
        _keep([FieldError(field_key, "Your browser must accept cookies from this site")])
        return
    try:
        outcome = made(check=is_right, browser=browser, address=session.address(), tell=tell)
    except Unavailable:
        _keep([FieldError(field_key, AWAY)])
        return
    except ValueError as why:
        _keep([FieldError(NEW, str(why))])
        return
    if outcome.how in said:
        _keep([FieldError(field_key, said[outcome.how])])
        return
    for key in (ERRORS, CHANGES):
        st.session_state.pop(key, None)
    if outcome.how is SignIn.MUST_CHANGE:
        st.session_state[MUST_CHANGE] = True
    elif outcome.how is SignIn.NEEDS_CODE:
        st.session_state[STEP] = outcome.step
    else:
        st.session_state[TICKET] = f"{council.id}.{outcome.ticket}"


def _try_code(council: Council) -> None:
    """The callback of the form that asks for a code."""
    code = st.session_state[CODE]
    if not code.strip():
        _keep([FieldError(CODE, "Enter the code from your app")])
        return
    st.session_state[TRY] = partial(_send_code, council, code)


def _send_code(council: Council, code: str, tell: Tell) -> None:
    try:
        outcome = second_factor.try_code(council, code, tell=tell)
    except Unavailable:
        _keep([FieldError(CODE, AWAY)])
        return
    if outcome.how in second_factor.SAID:
        _keep([FieldError(CODE, second_factor.SAID[outcome.how])])
        return
    _cancel_code()
    if outcome.how in second_factor.ENDED:
        _keep([FieldError(USERNAME, second_factor.ENDED[outcome.how])])
    else:
        st.session_state[TICKET] = f"{council.id}.{outcome.ticket}"


def _cancel_code() -> None:
    for key in (second_factor.STEP, ERRORS, CODE):
        st.session_state.pop(key, None)


def _cancel_change() -> None:
    for key in (CHANGES, ERRORS, PASSWORD, NEW, AGAIN):
        st.session_state.pop(key, None)


def _keep(errors: list[FieldError]) -> None:
    st.session_state[ERRORS] = errors
    st.session_state[ATTEMPT] = st.session_state.get(ATTEMPT, 0) + 1
