"""Feedback for the team: what people wrote, on which page and version, and what became of it."""

import streamlit as st

from data_access.accounts.sessions import Actor
from data_access.research import feedback
from data_access.research.feedback import Feedback
from pages.components.details import show_details
from pages.components.formatting import time_words
from pages.components.forms.text_field import show_in_field
from pages.components.frame import show_empty, show_heading, show_page_heading
from pages.visit.guard import callback

TITLE = "Feedback"
STATUS_WORDS = {
    "new": "New", "looked_at": "Looked at", "will_change": "Will change", "done": "Done", "no_change": "No change",
}  # fmt: skip


def show(actor: Actor) -> None:
    """The newest first, each with its status."""
    given = feedback.list_feedback(actor)
    new = sum(one.status == feedback.NEW for one in given)
    show_page_heading(TITLE, f"{len(given)} in all, {new} new. What people wrote, without their names.")
    if not given:
        show_empty("None yet", ["What people write on “Your feedback” appears here with its page and version."])
    for one in given:
        _show(actor, one)


def _show(actor: Actor, one: Feedback) -> None:
    show_heading(f"On the page “{one.page.replace('_', ' ')}”, {time_words(one.given_at)}")
    show_details([("Was doing", one.doing), ("What happened", one.happened), ("Version", one.version)])
    key = f"feedback_status_{one.number}"
    st.session_state[key] = one.status
    with st.container(key=f"feedback_{one.number}", width=320):
        show_in_field(
            st.selectbox, "Status", feedback.STATUSES, key=key, format_func=STATUS_WORDS.__getitem__,
            on_change=_set, args=(actor, one.number, key),
        )  # fmt: skip


@callback
def _set(actor: Actor, number: int, key: str) -> None:
    feedback.set_status(actor, number, st.session_state[key])
