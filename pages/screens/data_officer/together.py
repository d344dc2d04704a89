"""The possible matches of one page of the list, all side by side: an answer for each, confirmed once for all."""

from collections import Counter

import streamlit as st

from data_access.accounts.sessions import Actor
from data_access.errors import NotFound
from data_access.review import decisions_together
from data_access.review.decisions_together import Choice, Which
from data_access.review.possible_matches import Pair
from pages.components.details import show_details
from pages.components.formatting import counted
from pages.components.forms.error_summary import FieldError, set_title, show_errors
from pages.components.forms.text_field import show_in_field
from pages.components.frame import (
    show_back_and_new_search,
    show_empty,
    show_heading,
    show_hint,
    show_page_heading,
    show_text,
    show_warning,
)
from pages.screens.data_officer import possible_match, review
from pages.visit import memory, navigation
from pages.visit.guard import callback

TITLE = "Decide together"
SAME, NOT_SAME, LATER = "Same person", "Not the same person", "Leave for later"
ANSWERS = (SAME, NOT_SAME, LATER)
CONFIRMING, ATTEMPT = "visit_together_confirming", "together_attempt"
ANSWER = "together_answer_"
NONE = "Choose “Same person” or “Not the same person” for at least one of them"
GONE = (
    "None of these decisions was saved: someone else has decided on one of them, or a load has removed it. Look at the "
    "list again."
)


def show(actor: Actor) -> None:
    """The pairs of the page of the list that was open, or what is about to be saved."""
    opened = memory.chosen("together")
    if opened is None:
        navigation.go_now("review")
    confirming: tuple[Choice, ...] | None = st.session_state.get(CONFIRMING)
    if confirming is not None:
        _show_confirmation(actor, confirming)
        return
    which = _which(actor, opened)
    pairs = memory.opened_to_review(
        actor,
        "together",
        which,
        lambda shown: decisions_together.get_pairs(actor, which, shown=shown),
    )
    is_wrong = bool(st.session_state.get(ATTEMPT)) and not _choices(pairs)
    errors = [FieldError(_key(pairs[0]), NONE)] if is_wrong and pairs else []
    show_errors(TITLE, errors, attempts=ATTEMPT)
    show_back_and_new_search("Back to the list", on_back=_leave)
    show_page_heading(TITLE, f"Possible matches side by side: {len(pairs)}")
    if not pairs:
        show_empty("None of these is to review any more", ["Go back to the list."])
        return
    show_text("Answer as many as you are sure of. Nothing is saved until you have seen all your answers once more.")
    with st.form("together_form", border=False):
        for number, pair in enumerate(pairs, 1):
            _show_pair(actor, pair, number, error=NONE if errors and number == 1 else "")
        st.form_submit_button("Go on to confirm", key="together_on", type="primary", on_click=_confirm, args=(pairs,))


def _which(actor: Actor, opened: tuple[int, str]) -> tuple[Which, ...]:
    """The pairs of that page of the list, as it is now."""
    start, order = opened
    matches = review.list_page(actor, start, order)
    return tuple((one.source_id, one.source_key, one.person_id) for one in matches.records)


def _show_pair(actor: Actor, pair: Pair, number: int, *, error: str) -> None:
    title = actor.council.title_of(pair.source_id)
    case_id = pair.candidate.cms_id
    person = f"case ID {case_id}" if case_id else f"a person not found in {actor.council.cms.name}"
    show_heading(f"{number}. A record of {title}, and {person}")
    possible_match.show_side_by_side(actor, pair, title, which=f", match {number}")
    if pair.others:
        show_hint(
            f"It may also be {counted(len(pair.others), 'other person', 'other people')}: look at it alone to see them."
        )
    key = _key(pair)
    st.session_state.setdefault(key, LATER)
    label = f"Match {number}: is it the same person?"
    show_in_field(st.radio, label, ANSWERS, key=key, error=error, horizontal=True)


def _key(pair: Pair) -> str:
    return f"{ANSWER}{pair.source_id}_{pair.source_key}_{pair.candidate.person_id}"


def _choices(pairs: tuple[Pair, ...]) -> tuple[Choice, ...]:
    answered = [(pair, st.session_state.get(_key(pair))) for pair in pairs]
    return tuple(
        Choice((pair.source_id, pair.source_key, pair.candidate.person_id), answer == SAME)
        for pair, answer in answered
        if answer in (SAME, NOT_SAME)
    )


def _confirm(pairs: tuple[Pair, ...]) -> None:
    st.session_state[ATTEMPT] = st.session_state.get(ATTEMPT, 0) + 1
    choices = _choices(pairs)
    if choices:
        st.session_state[CONFIRMING] = choices
        # Streamlit forgets what is chosen on a page that is not shown; going back must lose nothing.
        for pair in pairs:
            st.session_state[f"visit_{_key(pair)}"] = st.session_state.get(_key(pair))


def _show_confirmation(actor: Actor, choices: tuple[Choice, ...]) -> None:
    set_title("Confirm your decisions")
    show_back_and_new_search("Back to the matches", on_back=_back)
    words = counted(len(choices), "decision")
    show_page_heading(f"Save {words}?")
    numbers = Counter(SAME if choice.accept else NOT_SAME for choice in choices)
    show_details([(answer, str(numbers[answer])) for answer in (SAME, NOT_SAME)])
    show_warning("They are saved all together, and the next load carries them out. You can undo them all at once.")
    with st.container(key="fc-decide", horizontal=True, vertical_alignment="center", gap="small"):
        st.button(f"Save {words}", key="together_save", type="primary", on_click=_save, args=(actor, choices))
    st.button("Change something", key="together_change", type="tertiary", on_click=_back)


def _back() -> None:
    st.session_state.pop(CONFIRMING, None)
    st.session_state.pop(ATTEMPT, None)
    for key in [str(key) for key in st.session_state if str(key).startswith(f"visit_{ANSWER}")]:
        st.session_state[key.removeprefix("visit_")] = st.session_state.pop(key)


@callback
def _save(actor: Actor, choices: tuple[Choice, ...]) -> None:
    try:
        numbers = decisions_together.decide_together(actor, choices)
    except (NotFound, ValueError):
        _forget()
        review.leave_with(warning=GONE)
    else:
        _forget()
        st.session_state[review.SAVED_TOGETHER] = numbers
        review.leave_with(notice=f"Saved: {counted(len(numbers), 'decision')}. The next load carries them out.")


def _leave() -> None:
    _forget()
    review.leave_with()


def _forget() -> None:
    for key in [key for key in st.session_state if ANSWER in str(key)]:
        del st.session_state[key]
    for key in (CONFIRMING, ATTEMPT):
        st.session_state.pop(key, None)
