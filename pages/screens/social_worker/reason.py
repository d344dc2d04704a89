"""The reason and case reference, asked before the first search for a family where the council wants them."""

import streamlit as st

from data_access.accounts.sessions import Actor
from pages.components.forms.error_summary import FieldError, set_title, show_error_summary
from pages.components.forms.text_field import field, show_text_field
from pages.components.frame import show_page_heading, show_sections, show_text
from pages.components.text import label_text
from pages.visit import memory, navigation

REASON = "reason_choice"
REFERENCE = "reason_reference"
ATTEMPT = "reason_attempt"
LONGEST_REFERENCE = 60


def show(actor: Actor) -> None:
    """Ask, and go on to the search."""
    asked = actor.council.reason
    if not asked.ask:
        navigation.go_now("search")
    errors = _errors() if st.session_state.get(ATTEMPT) else []
    set_title("Reason", error=bool(errors))
    show_error_summary(errors, attempt=st.session_state.get(ATTEMPT, 0))
    show_page_heading("Why are you searching?")
    show_text("You only need to do this once for each family. It is recorded with every search for managers to check.")
    said = {error.field_key: error.message for error in errors}
    with st.container(key="two_ways"):
        left, right = st.columns(2, gap="large")
    with left, st.form("reason_form", border=False):
        with field(REASON, "Reason", error=said.get(REASON, "")):
            hidden = "collapsed"
            st.radio("Reason", asked.choices, index=None, key=REASON, format_func=label_text, label_visibility=hidden)
        hint, error = asked.case_reference_hint or "", said.get(REFERENCE, "")
        show_text_field("Case reference", key=REFERENCE, hint=hint, error=error, max_chars=2_500)
        st.form_submit_button("Continue", type="primary", on_click=_try_to_continue)
    with right:
        show_sections(actor.council.guidance.reason)


def _try_to_continue() -> None:
    st.session_state[ATTEMPT] = st.session_state.get(ATTEMPT, 0) + 1
    if not _errors():
        reason, reference = st.session_state[REASON], st.session_state[REFERENCE].strip()
        del st.session_state[ATTEMPT]
        memory.start_family(reason, reference)
        navigation.go("search")


def _errors() -> list[FieldError]:
    errors = []
    if not st.session_state.get(REASON):
        errors.append(FieldError(REASON, "Choose a reason"))
    reference = st.session_state.get(REFERENCE, "").strip()
    if not reference:
        errors.append(FieldError(REFERENCE, "Enter a case reference"))
    elif len(reference) > LONGEST_REFERENCE:
        errors.append(FieldError(REFERENCE, f"Case reference must be {LONGEST_REFERENCE} characters or fewer"))
    return errors
