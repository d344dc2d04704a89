"""Your feedback: what you were doing and what happened, about the page you came from. Nobody's details."""

import streamlit as st

from config.version import version
from data_access.accounts.sessions import Actor
from data_access.research import feedback
from pages.components.forms.error_summary import FieldError, show_errors
from pages.components.forms.text_field import show_text_area
from pages.components.frame import (
    show_back_and_new_search,
    show_empty,
    show_hint,
    show_page_heading,
    show_text,
    show_warning,
)
from pages.visit import navigation, roles
from pages.visit.guard import callback
from pages.visit.open_pages import BEFORE

TITLE = "Your feedback"
DOING, HAPPENED, ATTEMPT, GIVEN = "feedback_doing", "feedback_happened", "feedback_attempt", "feedback_given"
FIELDS = {DOING: "What were you doing?", HAPPENED: "What happened?"}
EMPTY = {DOING: "Enter what you were doing", HAPPENED: "Enter what happened"}


def show(actor: Actor) -> None:
    """The form, or thanks."""
    errors = _errors(actor) if st.session_state.get(ATTEMPT) else []
    show_back_and_new_search("Back", on_back=lambda: _back(actor))
    said = show_errors(TITLE, errors, attempts=ATTEMPT)
    show_page_heading(TITLE)
    if st.session_state.get(GIVEN):
        show_empty("Thank you", ["The team reads it. They are not told who wrote it, so they cannot answer you here.",
                                 f"If you need an answer, write to {actor.council.feedback_email}."])  # fmt: skip
        return
    show_text("It helps us to improve this tool. We get what you write, the page you came from and the version.")
    show_warning("Do not write anyone’s details: no name, date of birth, address, case ID or telephone number.")
    with st.form("feedback_form", border=False):
        for key, label in FIELDS.items():
            show_text_area(label, key=key, error=said.get(key, ""))
        st.form_submit_button("Send feedback", key="feedback_send", type="primary", on_click=_send, args=(actor,))
    show_hint("To report a record that is wrong, use “This is not right” under it.")


@callback
def _send(actor: Actor) -> None:
    st.session_state[ATTEMPT] = st.session_state.get(ATTEMPT, 0) + 1
    page = st.session_state.get(BEFORE) or roles.first_screen(actor.role)
    doing, happened = (str(st.session_state[key]) for key in FIELDS)
    if _errors(actor):
        return
    feedback.give(actor, page=page, version=version(), doing=doing, happened=happened)
    del st.session_state[ATTEMPT]
    st.session_state[GIVEN] = True


def _back(actor: Actor) -> None:
    for key in (*FIELDS, ATTEMPT, GIVEN):
        st.session_state.pop(key, None)
    navigation.go(st.session_state.pop(BEFORE, roles.first_screen(actor.role)))


def _errors(actor: Actor) -> list[FieldError]:
    typed = {key: str(st.session_state.get(key, "")) for key in FIELDS}
    refused = feedback.why_refused(actor, list(typed.values()))
    wrong = {key: why if text.strip() else EMPTY[key] for (key, text), why in zip(typed.items(), refused, strict=True)}
    return [FieldError(key, message) for key, message in wrong.items() if message]
