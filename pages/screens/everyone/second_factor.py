"""The second step of signing in: a code from the worker's app; the first time, the key for the app as well."""

from collections.abc import Callable
from functools import partial

import segno
import streamlit as st

from config.council import Council
from data_access.accounts import second_factor, sign_in
from data_access.accounts.second_factor import CodesUnreadable, Step
from data_access.accounts.sign_in import Outcome, SignIn
from data_access.errors import NotSignedIn
from pages.components.forms.error_summary import FieldError, set_title, show_error_summary
from pages.components.forms.text_field import show_in_field
from pages.components.frame import show_page_heading, show_qr_code, show_text
from pages.visit import session

CODE, STEP = "sign_in_code", "sign_in_step"
TOO_LATE = "Signing in took too long. Enter your password again"
UNREADABLE = (
    "Your code cannot be checked because of a fault in Family Context. You did nothing wrong, and your account is not "
    "locked. Ask for help signing in"
)
SAID = {
    SignIn.WRONG: "The code is not right. Enter the 6 digits that the app shows now. Each code works once",
    SignIn.LOCKED: "Too many wrong passwords or codes. Wait 15 minutes, or ask for help signing in",
    SignIn.TOO_MANY_WAITING: "Too many people are signing in at the moment. Try again in a minute",
}
# What leads back to the password, and what is said there.
ENDED = {SignIn.TOO_LATE: TOO_LATE, SignIn.CODES_UNREADABLE: UNREADABLE}
# What to do before the picture.
HOW = (
    "1. Open the authenticator app on your phone, such as Microsoft Authenticator. If you have none, ask for help "
    "signing in.",
    "2. Choose to add an account, and scan this picture.",
)


class StartAgain(Exception):
    """The step has ended; `str` says why, for beside the user name."""


def show(
    council: Council,
    errors: list[FieldError],
    attempt: int,
    *,
    on_code: Callable[[Council], None],
    on_cancel: Callable[[], None],
) -> None:
    """Ask for a code. `on_code` is called with the council when it is sent. Raises StartAgain or Unavailable."""
    wanted = _wanted(council)
    title = "Set up codes for signing in" if wanted.key else "Enter your code"
    set_title(title, error=bool(errors))
    show_error_summary(errors, attempt=attempt)
    show_page_heading(title)
    if wanted.key is None:
        show_text("Your password is right. Open the authenticator app on your phone and enter the code it shows.")
    else:
        _show_key(council, wanted)
    said = {error.field_key: error.message for error in errors}
    with st.container(key="sign_in"), st.form("sign_in_code_form", border=False):
        hint, error = "6 digits. A new one every 30 seconds.", said.get(CODE, "")
        show_in_field(st.text_input, "Code", key=CODE, hint=hint, error=error, autocomplete="one-time-code")
        st.form_submit_button("Continue", type="primary", on_click=partial(on_code, council))
    st.button("Cancel", key="cancel_code", type="tertiary", on_click=on_cancel)


def try_code(council: Council, code: str, *, tell: Callable[[int], object]) -> Outcome:
    """Send the code; `tell` is called with the number in the queue while it waits. Raises Unavailable."""
    browser, step = session.browser_secret() or "", st.session_state.get(STEP, "")
    return sign_in.try_code(council, step, code, browser=browser, address=session.address(), tell=tell)


def groups_of_four(key: str) -> str:
    """The key as it is easiest to copy by hand.

    >>> groups_of_four("ABCDEFGHIJ")
    'ABCD EFGH IJ'
    """
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))


def _wanted(council: Council) -> Step:
    try:
        browser = session.browser_secret() or ""
        return second_factor.get_step(council, st.session_state[STEP], browser=browser)
    except NotSignedIn:
        raise StartAgain(TOO_LATE) from None
    except CodesUnreadable:
        raise StartAgain(UNREADABLE) from None


def _show_key(council: Council, wanted: Step) -> None:
    show_text("From now on you sign in with your password and a code from an app. You set this up once.")
    for words in HOW:
        show_text(words)
    show_qr_code(_picture(wanted.uri(council)), "A QR code with the key below")
    show_text(f"If you cannot scan it, type this key into the app: {groups_of_four(wanted.key or '')}")
    show_text("3. Enter the code that the app shows. Keep the app: you need it whenever you sign in.")


def _picture(uri: str) -> str:
    """The QR code as a picture in text (SVG in a data URI), which no other host is asked for."""
    return segno.make(uri, micro=False).svg_data_uri(scale=5, border=4, light="#fff")
