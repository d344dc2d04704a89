"""One access of a spot check: its record, and what came of asking about it."""

from functools import partial

import streamlit as st

from data_access.accounts.sessions import Actor
from data_access.errors import NotFound
from data_access.oversight import spot_checks
from data_access.oversight.spot_checks import CheckedAccess
from pages.components.audit_words import OUTCOME_WORDS, named_words, what_words
from pages.components.formatting import time_words
from pages.components.forms.error_summary import FieldError, show_errors
from pages.components.forms.text_field import note_errors, show_in_field, show_text_area
from pages.components.frame import (
    show_back_and_new_search,
    show_empty,
    show_heading,
    show_hint,
    show_page_heading,
    show_warning,
)
from pages.screens.manager import audit_record, spot_check
from pages.visit import memory, navigation, opening
from pages.visit.guard import callback

OUTCOME, NOTE, ATTEMPT = "checked_outcome", "checked_note", "checked_attempt"
OUTCOME_MEANS = {
    "as_expected": "the worker needed to look, and the reason and case reference fit",
    "to_follow_up": "you asked, or will ask, and do not know yet",
    "not_justified": "there was no need to look; follow the council’s procedure",
}


def show(actor: Actor) -> None:
    """The access that is open; the checks where none is."""
    one = opening.opened("checked", "spot_checks", partial(_access, actor), gone=spot_check.back_to_checks)
    number, seq = memory.chosen("checked")
    errors = _errors() if st.session_state.get(ATTEMPT) else []
    said = show_errors("An access to check", errors, attempts=ATTEMPT)
    show_back_and_new_search("Back to the check", on_back=lambda: _leave(number))
    titles = actor.council.titles
    if one.record is None:
        show_page_heading("This record was deleted", f"Record {seq}, of spot check {number}")
        show_empty("Why", ["It was kept for as long as the council keeps audit records. Any outcome saved is kept."])
    else:
        show_page_heading(what_words(one.record, titles), f"Record {seq}, {time_words(one.record.at)}")
        if one.record.people:
            show_hint("; ".join(named_words(person) for person in one.record.people))
        audit_record.show_record(one.record, titles)
    _show_outcome(actor, number, one, said)


def _access(actor: Actor, opened: tuple[int, int]) -> CheckedAccess:
    number, seq = opened
    for one in spot_checks.get_check(actor, number):
        if one.seq == seq:
            return one
    raise NotFound


def _show_outcome(actor: Actor, number: int, one: CheckedAccess, said: dict[str, str]) -> None:
    show_heading("Was this access right?")
    if one.outcome and one.noted_at:
        note = f" {one.note}" if one.note else ""
        show_warning(f"{OUTCOME_WORDS[one.outcome]}, by {one.noted_by} on {time_words(one.noted_at)}.{note}")
    if one.record and one.record.username == actor.username:
        show_empty("This is your own access", ["Another manager checks it."])
        return
    st.session_state.setdefault(OUTCOME, one.outcome or None)
    with st.form("checked_form", border=False):
        choices, error = list(OUTCOME_WORDS), said.get(OUTCOME, "")
        show_in_field(st.radio, "Outcome", choices, key=OUTCOME, error=error, index=None, format_func=_words)
        hint = "What you asked and heard. It is recorded."
        show_text_area("Note", key=NOTE, hint=hint, error=said.get(NOTE, ""), optional=True)
        st.form_submit_button("Save the outcome", key="save_outcome", type="primary", on_click=_try_to_note,
                              args=(actor, number, one.seq))  # fmt: skip


def _words(outcome: str) -> str:
    return f"{OUTCOME_WORDS[outcome]}: {OUTCOME_MEANS[outcome]}"


@callback
def _try_to_note(actor: Actor, number: int, seq: int) -> None:
    """The callback of the form: keep the outcome and go back to the check, which says so."""
    st.session_state[ATTEMPT] = st.session_state.get(ATTEMPT, 0) + 1
    if _errors():
        return
    outcome, note = st.session_state[OUTCOME], st.session_state.get(NOTE, "")
    spot_checks.save_outcome(actor, number, seq, outcome=outcome, note=note)
    _leave(number)
    st.session_state[spot_check.NOTICE] = f"Saved: {OUTCOME_WORDS[outcome].lower()}."


def _leave(number: int) -> None:
    for key in (OUTCOME, NOTE, ATTEMPT):
        st.session_state.pop(key, None)
    memory.choose("spot_check", number)
    navigation.go("spot_check")


def _errors() -> list[FieldError]:
    errors = []
    if st.session_state.get(OUTCOME) not in OUTCOME_WORDS:
        errors.append(FieldError(OUTCOME, "Choose an outcome"))
    return errors + note_errors(NOTE, spot_checks.LONGEST_NOTE)
