"""Restricted people, for the data officer: mark somebody, see who is marked, take a mark back."""

from collections.abc import Sequence

import streamlit as st

from config.council import Council
from data_access.accounts.sessions import Actor
from data_access.errors import NotFound, NotPermitted
from data_access.people.restricting import restricted_people, restrictions
from data_access.people.restricting.restricted_people import RestrictedPerson
from data_access.people.restricting.restrictions import REASONS
from pages.components.details import show_details
from pages.components.formatting import begun_small, time_words
from pages.components.forms.error_summary import FieldError, show_errors
from pages.components.forms.text_field import note_errors, show_in_field, show_text_area, show_text_field
from pages.components.frame import (
    show_back_and_new_search,
    show_empty,
    show_heading,
    show_hint,
    show_notice,
    show_page_heading,
    show_text,
    show_warning,
)
from pages.components.person_table import show_rows
from pages.components.text import label_text
from pages.screens.data_officer import unsettled_restriction
from pages.visit import memory, navigation
from pages.visit.guard import callback

TITLE = "Restricted people"
WHICH, FAMILY, REASON, NOTE = "mark_which", "mark_family", "mark_reason", "mark_note"
FIELDS = (WHICH, FAMILY, REASON, NOTE)
ATTEMPT, NOT_DONE, NOTICE = "mark_attempt", "mark_not_done", "visit_mark_notice"
LONGEST = 100
NOT_FOUND = "There is no one with this case ID or person ID in the current data"
NOT_TOGETHER = "This is not the family name of the person with that case ID"
GONE = "Someone else has already removed that restriction."


def show(actor: Actor) -> None:
    """The list and the form, or the one mark that is open."""
    found = memory.opened_to_review(
        actor, "marks", "list", lambda shown: restricted_people.list_restricted(actor, shown=shown)
    )
    opened = memory.chosen("restricted")
    mark = next((mark for mark in found.people if mark.person_id == opened), None)
    if mark is not None:
        _show_mark(actor, mark)
        return
    opened = memory.chosen("unsettled")
    unsettled = next((one for one in found.unsettled if (one.restricted_id, one.person_id) == opened), None)
    if unsettled is not None:
        unsettled_restriction.show(actor, unsettled, on_done=_back)
        return
    errors = [*st.session_state.get(NOT_DONE, []), *(_errors() if st.session_state.get(ATTEMPT) else [])]
    said = show_errors(TITLE, errors, attempts=ATTEMPT)
    show_page_heading(TITLE, "For example adoption, refuge, or a relative of staff.")
    show_notice(st.session_state.pop(NOTICE, ""))
    show_text(
        "No one can find, list or open a restricted person until the restriction is removed, even after another load. "
        "Workers are not told that a hidden record exists. An attempt to open it is refused and recorded."
    )
    if found.unsettled:
        unsettled_restriction.show_list(actor.council, found.unsettled)
    _show_form(actor, said)
    _show_marks(actor, found.people)


def _show_form(actor: Actor, said: dict[str, str]) -> None:
    show_heading("Restrict a person")
    # Set and not just missing: else the browser keeps what was typed for the person before.
    for key, empty in zip(FIELDS, ("", "", None, ""), strict=True):
        st.session_state.setdefault(key, empty)
    with st.form("mark_form", border=False):
        show_whom(actor.council, (WHICH, FAMILY), said, harm="hide someone else")
        show_why(REASON, NOTE, said)
        st.form_submit_button("Restrict this person", key="mark", type="primary", on_click=_try_to_mark, args=(actor,))
    st.button("Restrict several people from a list", key="to_list", type="tertiary", on_click=_to_list)


def show_whom(council: Council, keys: tuple[str, str], said: dict[str, str], *, harm: str) -> None:
    """The case ID and the family name that must be theirs; `harm` is what a mistyped number alone could do."""
    which, family = keys
    hint = f"The number in {council.cms.name}, for example {council.cms.case_id_example}. You can also use a person ID."
    show_text_field("Case ID", key=which, hint=hint, error=said.get(which, ""), max_chars=LONGEST + 1)
    hint = f"It must be theirs, so that a mistyped number does not {harm}."
    show_text_field("Family name", key=family, hint=hint, error=said.get(family, ""), max_chars=LONGEST + 1)


def show_why(reason: str, note: str, said: dict[str, str]) -> None:
    """The reason to restrict someone, and a note."""
    error = said.get(reason, "")
    show_in_field(st.radio, "Reason", REASONS, key=reason, error=error, index=None, format_func=label_text)
    hint = "Who asked for it, and until when, without names or an address. It is recorded but not shown here."
    show_text_area("Note", key=note, hint=hint, error=said.get(note, ""), optional=True)


def _to_list() -> None:
    _back()
    navigation.go("restrict_list")


def _show_marks(actor: Actor, marks: Sequence[RestrictedPerson]) -> None:
    show_heading("Restricted now" if not marks else f"Restricted now: {len(marks)}")
    if not marks:
        show_empty("No one is restricted", ["People you restrict are listed here by case ID, without a name."])
        return
    show_hint("Newest first. View one to remove the restriction.")
    rows = [[_words(mark, actor), mark.reason, mark.marked_by, time_words(mark.marked_at)] for mark in marks]
    columns = {"Case ID": 28, "Reason": 28, "Restricted by": 18, "When": 0}
    names = [f"View the restriction of {row[0]}" for row in rows]
    token = "-".join(mark.person_id for mark in marks)
    show_rows(
        columns, rows, names, token=token, muted=[[] if mark.cms_id else [0] for mark in marks],
        caption="Restricted people listed", key="marks",
        on_view=lambda row: memory.choose("restricted", marks[row].person_id),
    )  # fmt: skip


def _show_mark(actor: Actor, mark: RestrictedPerson) -> None:
    errors = note_errors(NOTE, restrictions.LONGEST_NOTE) if st.session_state.get(ATTEMPT) else []
    said = show_errors("A restricted person", errors, attempts=ATTEMPT)
    show_back_and_new_search("Back to the list", on_back=_back)
    show_page_heading("Remove this restriction?", _words(mark, actor))
    show_details([("Reason", mark.reason), ("Restricted by", mark.marked_by), ("When", time_words(mark.marked_at)),
                  ("Person ID", mark.person_id)])  # fmt: skip
    show_warning("Every worker who may open this person can then find and open them immediately.")
    if mark.others:
        show_text(
            f"{_stay(mark.others)} They have had the same number, or may be another record of the same person. If they "
            "are, remove that too."
        )
    with st.form("unmark_form", border=False):
        hint = "Who asked for it. It is recorded."
        show_text_area("Note", key=NOTE, hint=hint, error=said.get(NOTE, ""), optional=True)
        st.form_submit_button("Remove the restriction", key="unmark", on_click=_unmark, args=(actor, mark))
    st.button("Leave it as it is", key="later", type="tertiary", on_click=_back)


def _words(mark: RestrictedPerson, actor: Actor) -> str:
    """How a marked person is named: by case ID, else by the person id, which says nothing of them."""
    return mark.cms_id or f"No {actor.council.cms.name} case ID, {mark.person_id}"


@callback
def _try_to_mark(actor: Actor) -> None:
    """The callback of the form: mark when nothing is wrong, and say so above the list."""
    st.session_state[ATTEMPT] = st.session_state.get(ATTEMPT, 0) + 1
    st.session_state.pop(NOT_DONE, None)
    if _errors():
        return
    which, family_name, reason, note = (str(st.session_state.get(key) or "") for key in FIELDS)
    try:
        restrictions.restrict_as_officer(actor, which, family_name=family_name, reason=reason, note=note)
    except NotFound:
        st.session_state[NOT_DONE] = [FieldError(WHICH, NOT_FOUND)]
    except NotPermitted as refused:
        if refused.why != restrictions.NOT_TOGETHER:
            raise
        st.session_state[NOT_DONE] = [FieldError(FAMILY, NOT_TOGETHER)]
    else:
        _back(f"The person with {which.strip()} is restricted: no one can find or open them.")


@callback
def _unmark(actor: Actor, mark: RestrictedPerson) -> None:
    st.session_state[ATTEMPT] = st.session_state.get(ATTEMPT, 0) + 1
    if note_errors(NOTE, restrictions.LONGEST_NOTE):
        return
    try:
        restrictions.remove_restriction(actor, mark.person_id, note=str(st.session_state.get(NOTE) or ""))
        is_hidden = restrictions.is_still_hidden(actor, mark.person_id)
    except NotFound:
        _back(GONE)
    else:
        done = "Restriction removed. The person can be found and opened again."
        if is_hidden:
            done = "Restriction removed, but another one still hides this person."
        _back(f"{done} {_stay(mark.others)}" if mark.others else done)


def _stay(others: Sequence[str]) -> str:
    return f"Still restricted: {', '.join(others)}."


def _back(notice: str = "") -> None:
    for key in (*FIELDS, ATTEMPT, NOT_DONE, unsettled_restriction.ATTEMPT):
        st.session_state.pop(key, None)
    memory.forget_chosen()
    st.session_state[NOTICE] = notice


def _errors() -> list[FieldError]:
    return typed_errors({WHICH: "Case ID", FAMILY: "Family name"}) + why_errors(REASON, NOTE)


def typed_errors(labels: dict[str, str]) -> list[FieldError]:
    """What is wrong with these fields, each label by its key: nothing was typed, or too much."""
    errors = []
    for key, label in labels.items():
        typed = str(st.session_state.get(key) or "").strip()
        if not typed:
            errors.append(FieldError(key, f"Enter a {begun_small(label)}"))
        elif len(typed) > LONGEST:
            errors.append(FieldError(key, f"{label} must be {LONGEST} characters or fewer"))
    return errors


def why_errors(reason: str, note: str) -> list[FieldError]:
    """What is wrong with the reason and the note."""
    missing = [] if st.session_state.get(reason) in REASONS else [FieldError(reason, "Choose a reason")]
    return missing + note_errors(note, restrictions.LONGEST_NOTE)
