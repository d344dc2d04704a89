"""The reason and case reference, asked before the first search for a family where the council wants them."""

import streamlit as st

from data_access.accounts.sessions import Actor
from pages.components.forms.error_summary import FieldError, show_errors
from pages.components.forms.text_field import show_in_field, show_text_field
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
    said = show_errors("Reason", errors, attempts=ATTEMPT)
    show_page_heading("Why are you searching?")
    show_text("You only need to do this once for each family. It is recorded with every search for managers to check.")
    with st.container(key="two_ways"):
        left, right = st.columns(2, gap="large")
    with left, st.form("reason_form", border=False):
        error = said.get(REASON, "")
        show_in_field(st.radio, "Reason", asked.choices, key=REASON, error=error, index=None, format_func=label_text)
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
