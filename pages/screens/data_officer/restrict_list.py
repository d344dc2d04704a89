"""Several people to restrict from a pasted list: each line as it was understood, then one confirmation."""

from collections.abc import Sequence

import streamlit as st

from data_access.accounts.sessions import Actor
from data_access.people.restricting import restriction_list, restrictions
from data_access.people.restricting.restriction_list import MOST_CHARACTERS, MOST_LINES, State, Understood
from pages.components.documents.rendering import table_html
from pages.components.formatting import counted
from pages.components.forms.error_summary import FieldError, set_title, show_errors
from pages.components.forms.text_field import show_in_field
from pages.components.frame import (
    show_back_and_new_search,
    show_heading,
    show_hint,
    show_notice,
    show_page_heading,
    show_text,
    show_warning,
)
from pages.screens.data_officer import restricted
from pages.visit import memory, navigation
from pages.visit.guard import callback

TITLE = "Restrict several people"
PASTED, REASON, NOTE = "list_pasted", "list_reason", "list_note"
ATTEMPT, NOT_READ, CHECKED, DONE = "list_attempt", "list_not_read", "visit_list_checked", "visit_list_done"
KEPT = "visit_list_typed"
STATE_WORDS = {
    State.FOUND: "Will be restricted",
    State.ALREADY: "Already restricted: nothing changes",
    State.TWICE: "Given twice: counts once",
    State.OTHER_NAME: "Left out: the family name beside it is not theirs",
    State.UNKNOWN: "Left out: no one in the current data has this case ID",
}


def show(actor: Actor) -> None:
    """The list to paste; once it was read, each of its lines and the confirmation."""
    checked: tuple[Understood, ...] | None = st.session_state.get(CHECKED)
    if checked is None:
        _show_form(actor)
    else:
        _show_checked(actor, checked)


def _show_form(actor: Actor) -> None:
    errors = [*st.session_state.get(NOT_READ, []), *(_errors() if st.session_state.get(ATTEMPT) else [])]
    said = show_errors(TITLE, errors, attempts=ATTEMPT)
    show_back_and_new_search("Back to restricted people", on_back=_leave)
    show_page_heading(TITLE, "From a list of case IDs, all for the same reason.")
    _show_done()
    kept = st.session_state.get(KEPT, {})
    for key, empty in ((PASTED, ""), (REASON, None), (NOTE, "")):
        st.session_state.setdefault(key, kept.get(key, empty))
    with st.form("list_form", border=False):
        hint = (
            f"One a line, {MOST_LINES} at most. A family name beside a case ID is compared, so that a mistyped number "
            "does not hide someone else. No one is restricted until you have seen how each line was understood."
        )
        show_in_field(st.text_area, "Case IDs", key=PASTED, hint=hint, error=said.get(PASTED, ""), height=200)
        restricted.show_why(REASON, NOTE, said)
        st.form_submit_button("Check the list", key="list_check", type="primary", on_click=_check, args=(actor,))


def _show_done() -> None:
    done: tuple[str, str] | None = st.session_state.pop(DONE, None)
    if done:
        show_notice(done[0])
        if done[1]:
            show_warning(done[1])


def _show_checked(actor: Actor, checked: Sequence[Understood]) -> None:
    to_restrict = [one for one in checked if one.state is State.FOUND]
    left_out = [one for one in checked if one.state in (State.OTHER_NAME, State.UNKNOWN)]
    set_title("Check the list")
    show_back_and_new_search("Back to the list", on_back=_back)
    people = counted(len(to_restrict), "person", "people")
    show_page_heading(f"Restrict {people}?" if to_restrict else "No one to restrict", st.session_state[KEPT][REASON])
    if left_out:
        show_warning(f"Left out: {len(left_out)} of {len(checked)}. They stay in the list for you to correct.")
    show_heading("How each line was understood")
    rows = [[one.typed, one.case_id or "No one", _name_words(one), STATE_WORDS[one.state]] for one in checked]
    st.html(table_html("How each line was understood", ("As pasted", "Case ID", "Family name", "What happens"), rows))
    if to_restrict:
        show_text("No one can find, list or open them until the restriction is removed.")
        with st.container(key="fc-decide", horizontal=True, vertical_alignment="center", gap="small"):
            ids = tuple(one.person_id for one in to_restrict)
            st.button(
                f"Restrict {people}", key="list_restrict", type="primary", on_click=_restrict, args=(actor, ids)
            )  # fmt: skip
    st.button("Change the list", key="list_change", type="tertiary", on_click=_back)
    show_hint("Nothing has been changed yet.")


def _name_words(one: Understood) -> str:
    if one.is_named:
        return "Is theirs"
    return "Is not theirs" if one.state is State.OTHER_NAME else "Not given"


def _errors() -> list[FieldError]:
    pasted = str(st.session_state.get(PASTED) or "").strip()
    errors = [] if pasted else [FieldError(PASTED, "Paste at least one case ID")]
    return errors + restricted.why_errors(REASON, NOTE)


@callback
def _check(actor: Actor) -> None:
    st.session_state[ATTEMPT] = st.session_state.get(ATTEMPT, 0) + 1
    st.session_state.pop(NOT_READ, None)
    if _errors():
        return
    # What is typed on a page that is not shown is forgotten: it is kept for coming back.
    st.session_state[KEPT] = {key: st.session_state.get(key) for key in (PASTED, REASON, NOTE)}
    try:
        st.session_state[CHECKED] = restriction_list.understand(actor, st.session_state[PASTED])
    except ValueError:
        longest = f"{MOST_LINES} case IDs and {MOST_CHARACTERS} characters"
        st.session_state[NOT_READ] = [FieldError(PASTED, f"This is too long: {longest} are the most at once")]
    else:
        memory.choose("restrict_list", "checked")


def _back() -> None:
    st.session_state.pop(CHECKED, None)
    st.session_state.pop(ATTEMPT, None)
    memory.forget_chosen()


@callback
def _restrict(actor: Actor, ids: tuple[str, ...]) -> None:
    """Restrict them; what was left out stays in the list."""
    kept, checked = st.session_state[KEPT], st.session_state[CHECKED]
    gone = restrictions.restrict_together(actor, ids, reason=kept[REASON], note=kept[NOTE] or "")
    done = f"{counted(len(ids) - len(gone), 'person', 'people')} restricted: no one can find or open them."
    left = [one.typed for one in checked if one.state in (State.OTHER_NAME, State.UNKNOWN) or one.person_id in gone]
    _back()
    st.session_state[KEPT] = {PASTED: "\n".join(left), REASON: kept[REASON], NOTE: kept[NOTE]} if left else {}
    st.session_state[DONE] = (done, "The lines that were left out are below." if left else "")


def _leave() -> None:
    for key in (PASTED, REASON, NOTE, ATTEMPT, NOT_READ, CHECKED, KEPT):
        st.session_state.pop(key, None)
    memory.forget_chosen()
    navigation.go("restricted")
