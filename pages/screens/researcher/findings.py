"""Findings across participants, laid out as the research report has them: component, council, finding, action."""

import streamlit as st

from data_access.accounts.sessions import Actor
from data_access.errors import DataAccessError
from data_access.research import participants
from pages.components.documents.research_files import table_html
from pages.components.forms.error_summary import FieldError, set_title, show_error_summary
from pages.components.forms.text_field import field, show_text_field
from pages.components.frame import show_empty, show_heading, show_page_heading
from pages.visit.guard import keep_failure

TITLE = "Findings"
WHICH, ACTION, WRONG, ATTEMPT = "finding_which", "finding_action", "finding_wrong", "finding_attempt"
COLUMNS = ("Component", "Council", "Finding", "Participants", "Action")


def show(actor: Actor) -> None:
    """The table, and what is to be done about one of them."""
    found = participants.list_findings(actor)
    wrong = st.session_state.get(WRONG)
    errors = [FieldError(ACTION, wrong)] if wrong else []
    set_title(TITLE, error=bool(errors))
    show_error_summary(errors, attempt=st.session_state.get(ATTEMPT, 0))
    show_page_heading(TITLE, "What participants' notes and quotes show, by component of the screens.")
    if not found:
        show_empty("None yet", ["Name a finding beside a note in a participant's record. It is then listed here."])
        return
    rows = [
        (
            one.component,
            actor.council.short_name,
            one.words,
            f"{one.participants} of {one.of}",
            one.action or "None yet",
        )
        for one in found
    ]
    st.html(table_html("Findings", COLUMNS, rows))
    show_heading("Record an action")
    titles = {one.number: f"{one.component}: {one.words}" for one in found}
    with st.form("finding_form", border=False):
        with field(WHICH, "Finding"):
            st.selectbox(
                "Finding", list(titles), key=WHICH, format_func=titles.__getitem__, label_visibility="collapsed"
            )
        hint = "For example, no change, or change the wording. It replaces the action before."
        show_text_field("Action", key=ACTION, hint=hint, error=wrong or "", max_chars=1_200)
        st.form_submit_button("Save", key="finding_keep", type="primary", on_click=_keep, args=(actor,))


def _keep(actor: Actor) -> None:
    st.session_state.pop(WRONG, None)
    try:
        participants.set_action(actor, st.session_state[WHICH], str(st.session_state.get(ACTION, "")))
    except ValueError as refused:
        st.session_state[WRONG] = str(refused)
        st.session_state[ATTEMPT] = st.session_state.get(ATTEMPT, 0) + 1
    except DataAccessError as failed:
        keep_failure(failed)
    else:
        st.session_state[ACTION] = ""
