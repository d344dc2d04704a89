"""A restriction that may be about another person than before: what happened, and what the data officer can do."""

from collections.abc import Callable, Sequence

import streamlit as st

from config.council import Council
from data_access.accounts.sessions import Actor
from data_access.errors import NotFound
from data_access.people.restricting import restrictions
from data_access.people.restricting.restricted_people import Unsettled, Why
from pages.components.details import show_details
from pages.components.formatting import time_words
from pages.components.forms.error_summary import show_errors
from pages.components.forms.text_field import note_errors, show_text_area
from pages.components.frame import (
    show_back_and_new_search,
    show_heading,
    show_hint,
    show_page_heading,
    show_text,
    show_warning,
)
from pages.components.person_table import show_rows
from pages.visit import memory
from pages.visit.guard import callback

NOTE, ATTEMPT = "unsettled_note", "unsettled_attempt"
GONE = "Someone else has already settled that."
HAPPENED = {
    Why.KEY: "They have a number that the restricted person had",
    Why.NAME: "They have the same name and date of birth as the restricted person",
    Why.NEAR: "They have nearly the same name and date of birth as the restricted person",
    Why.RECORD: "A service’s record, hidden until now, may be about the restricted person",
    Why.GONE: "No one in the current data fits the restriction",
}


def show_list(council: Council, unsettled: Sequence[Unsettled]) -> None:
    """What there is to settle, above the form."""
    show_heading(f"To settle: {len(unsettled)}")
    show_hint(
        "A load could not tell for certain who these restrictions are about. Until you settle it, everyone they may be "
        "about is restricted."
    )
    rows = [[_had(one, council), HAPPENED[one.why], _now(one, council), one.reason] for one in unsettled]
    columns = {"Restricted case ID": 20, "What happened": 40, "Case ID hidden now": 22, "Reason": 0}
    names = [f"Settle the restriction of {row[0]}" for row in rows]
    token = "-".join(f"{one.restricted_id}{one.person_id}" for one in unsettled)
    show_rows(
        columns, rows, names, token=token, caption="Restrictions to settle", key="unsettled",
        on_view=lambda row: memory.choose("unsettled", (unsettled[row].restricted_id, unsettled[row].person_id)),
    )  # fmt: skip


def show(actor: Actor, one: Unsettled, *, on_done: Callable[[str], None]) -> None:
    """One of them, and the decision."""
    cms = actor.council.cms.name
    errors = note_errors(NOTE, restrictions.LONGEST_NOTE) if st.session_state.get(ATTEMPT) else []
    said = show_errors("A restriction to settle", errors, attempts=ATTEMPT)
    show_back_and_new_search("Back to the list", on_back=lambda: on_done(""))
    is_gone = one.why is Why.GONE
    show_page_heading("Who is this restriction about?" if is_gone else "Is this the restricted person?", one.reason)
    details = [("Restricted case ID", _had(one, actor.council)), ("What happened", HAPPENED[one.why])]
    hidden = [] if is_gone else [("Hidden because of it", _now(one, actor.council))]
    show_details([*details, *hidden, ("Noticed", time_words(one.noticed_at))])
    if is_gone:
        show_text(
            f"Look for the person in {cms}. If they have another case ID there, restrict that case ID too. If they "
            "have left, keep the restriction: it applies again as soon as they come back with a number, or with the "
            "name and date of birth, that they had."
        )
    else:
        show_text(f"Look at both numbers in {cms}, or ask the team that asked for the restriction.")
        show_warning("If it is someone else, every worker who may open them can find and open them immediately.")
    with st.form("unsettled_form", border=False):
        hint = "Who you asked, without names. It is recorded."
        show_text_area("Note", key=NOTE, hint=hint, error=said.get(NOTE, ""), optional=True)
        same = "Keep the restriction" if is_gone else "Same person: keep them restricted"
        other = "Remove the restriction" if is_gone else "Someone else: do not restrict them"
        pair = (actor, one, on_done)
        st.form_submit_button(same, key="is_same", type="primary", on_click=_settle, args=(*pair, True))
        st.form_submit_button(other, key="is_other", on_click=_settle, args=(*pair, False))
    st.button("Leave it as it is", key="later", type="tertiary", on_click=on_done, args=("",))


def _had(one: Unsettled, council: Council) -> str:
    """The restricted person by case ID: the one they have now, or those they had."""
    return one.restricted_case_id or ", ".join(one.last_case_ids) or f"No {council.cms.name} case ID"


def _now(one: Unsettled, council: Council) -> str:
    if one.why is Why.GONE:
        return "No one"
    return one.case_id or f"No {council.cms.name} case ID, {one.person_id}"


@callback
def _settle(actor: Actor, one: Unsettled, on_done: Callable[[str], None], is_same: bool) -> None:
    st.session_state[ATTEMPT] = st.session_state.get(ATTEMPT, 0) + 1
    if note_errors(NOTE, restrictions.LONGEST_NOTE):
        return
    note = str(st.session_state.get(NOTE) or "")
    try:
        restrictions.settle(actor, one.restricted_id, one.person_id, is_same=is_same, note=note)
        is_hidden = not is_same and restrictions.is_still_hidden(actor, one.person_id)
    except NotFound:
        on_done(GONE)
    else:
        done = "Settled: the restriction stays." if is_same else "Settled: that person can be found and opened again."
        if is_hidden:
            done = "Settled, but another restriction still hides that person."
        on_done(done if is_same or one.why is not Why.GONE else "Restriction removed.")
