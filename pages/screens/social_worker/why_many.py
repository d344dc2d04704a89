"""Asked before another person opens, where a worker has opened many: why, in one line. Then the person opens."""

import streamlit as st

from data_access.accounts.sessions import Actor
from data_access.people import many_people
from pages.components.forms.error_summary import FieldError, show_errors
from pages.components.forms.text_field import show_text_field
from pages.components.frame import show_back_and_new_search, show_page_heading, show_text
from pages.visit import memory, navigation
from pages.visit.guard import callback, new_search

WHY, ATTEMPT = "why_many", "why_many_attempt"


def show(actor: Actor) -> None:
    """Ask; the person who was chosen stays chosen."""
    errors = _errors() if st.session_state.get(ATTEMPT) else []
    said = show_errors("Why you open many people", errors, attempts=ATTEMPT)
    show_back_and_new_search("Back", on_back=lambda: navigation.go("search"), on_new_search=new_search)
    show_page_heading("Say why in one line, then go on")
    show_text(
        "You have opened more people today, or for this case reference, than your council expects. There can be good "
        "reasons. Your line is recorded for managers, and you are not asked again in this session."
    )
    with st.form("why_many_form", border=False):
        hint = "For example: duty desk, a large family, covering for a colleague. No names."
        show_text_field("Why", key=WHY, hint=hint, error=said.get(WHY, ""), max_chars=2_500)
        st.form_submit_button("Continue", type="primary", on_click=_try_to_continue, args=(actor,))


@callback
def _try_to_continue(actor: Actor) -> None:
    st.session_state[ATTEMPT] = st.session_state.get(ATTEMPT, 0) + 1
    if _errors():
        return
    many_people.say_why(actor, st.session_state[WHY], grounds=memory.opened_grounds())
    del st.session_state[ATTEMPT]


def _errors() -> list[FieldError]:
    why = st.session_state.get(WHY, "").strip()
    if not why:
        return [FieldError(WHY, "Say why in one line")]
    if len(why) > many_people.LONGEST_WHY:
        return [FieldError(WHY, f"Why must be {many_people.LONGEST_WHY} characters or fewer")]
    return []
