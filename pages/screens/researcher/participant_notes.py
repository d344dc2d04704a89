"""Notes and quotes of one participant: those there are, and the one being written or changed, which is kept while it is
typed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import streamlit as st

from config.clock import LONDON
from data_access.accounts.sessions import Actor
from data_access.personal_details import why_not_kept
from data_access.research import findings, notes
from data_access.research.research_values import COMPONENTS, NOTE, QUOTE, Draft, Note, Participant
from pages.components.details import fold_html
from pages.components.documents.research.research_words import KIND_WORDS, clock_words
from pages.components.forms.keep_typing import send_while_typing
from pages.components.forms.text_field import show_in_field, show_text_area, show_text_field
from pages.components.frame import points_html, show_heading, show_hint, show_notice
from pages.components.person_table import show_rows
from pages.visit.guard import callback

COMPONENT, KIND, WORDS, FINDING, NEW = "note_component", "note_kind", "note_words", "note_finding", "note_new"
CHANGED, BACK, UNKEPT, BOX = "note_changed", "note_back_from", "note_unkept", "note_box"
KEYS = (COMPONENT, KIND, WORDS, FINDING, NEW, CHANGED, BACK, UNKEPT)
NONE = 0


def show(actor: Actor, record: Participant, said: dict[str, str], do: Callable[..., bool]) -> None:
    """The table with a button a row, and the form. `do` makes a change and says what was refused beside the field."""
    show_heading("Notes and quotes")
    _take_back_draft(actor, record)
    if record.notes:
        _show_table(actor, record)
    changed = _changed(record)
    if changed:
        show_heading(f"Change the {KIND_WORDS[changed.kind].lower()} of {clock_words(changed.noted_at)}", close=True)
        show_hint("What it said before is kept with the record, with your name and the time.")
    if st.session_state.get(BACK):
        show_notice(f"What you had typed at {_minute(st.session_state[BACK])} is back. It is not saved yet.")
    _show_form(actor, record, said, do)


def forget() -> None:
    """Leave the record: what is typed is kept with it, and not in this tab."""
    for key in KEYS:
        st.session_state.pop(key, None)


def _show_table(actor: Actor, record: Participant) -> None:
    rows = [
        [clock_words(one.noted_at), one.component, KIND_WORDS[one.kind], one.words, _changed_words(one)]
        for one in record.notes
    ]
    columns = {"At": 11, "Component": 20, "Kind": 9, "Words": 0, "Changed": 17}
    names = [f"Change the {KIND_WORDS[one.kind].lower()} of {clock_words(one.noted_at)}" for one in record.notes]
    token = f"{record.number}-{record.notes[-1].number}"
    show_rows(
        columns, rows, names, token=token, muted=[[4]] * len(rows), caption="Notes and quotes", key="notes",
        button="Change",
        on_view=lambda row: _begin_change(actor, record, record.notes[row]),
    )  # fmt: skip
    before = [f"{_when(change.changed_at)}, {change.by}: “{change.words}”"
              for one in record.notes for change in one.changes]  # fmt: skip
    if before:
        st.html(fold_html(f"Before they were changed: {len(before)}", points_html(before)))


def _changed_words(note: Note) -> str:
    return f"{_when(note.changes[-1].changed_at)}, {note.changes[-1].by}" if note.changes else ""


def _show_form(actor: Actor, record: Participant, said: dict[str, str], do: Callable[..., bool]) -> None:
    kinds = [NOTE, QUOTE] if "quotes" in record.consents else [NOTE]
    changed = _changed(record)
    typed: dict[str, Any] = {"on_change": _keep_typed, "args": (actor, record.number)}
    with st.container(key=BOX):
        with st.container(key="note_fields", horizontal=True, gap="medium"):
            show_in_field(st.selectbox, "Component", COMPONENTS, key=COMPONENT, **typed)
            words = KIND_WORDS.__getitem__
            show_in_field(st.radio, "Kind", kinds, key=KIND, format_func=words, horizontal=True, **typed)
        hint = "No names, dates of birth, addresses or long numbers." if "quotes" in record.consents else (
            "No names. The participant did not agree to be quoted: say it in your own words."
        )  # fmt: skip
        unkept = st.session_state.get(UNKEPT, "")
        show_text_area("Words", key=WORDS, hint=hint, error=said.get(WORDS) or unkept, **typed)
        own = [one for one in findings.list_findings(actor) if one.number is not None]
        titles = {NONE: "None yet"} | {one.number: f"{one.component}: {one.words}" for one in own}
        show_in_field(
            st.selectbox, "Finding it supports", list(titles), key=FINDING, name="Finding", optional=True,
            format_func=titles.__getitem__, **typed,
        )  # fmt: skip
        show_text_field("A new finding", key=NEW, error=said.get(NEW, ""), optional=True, max_chars=1_200, **typed)
        send_while_typing(BOX)
        with st.container(key="note_ways", horizontal=True, gap="medium", vertical_alignment="center"):
            label = "Save the change" if changed else "Save"
            st.button(label, key="note_keep", type="primary", on_click=_save, args=(actor, record, do))
            if changed:
                st.button(
                    "Leave it as it was", key="note_leave", type="tertiary", on_click=_leave, args=(actor, record, do)
                )


def _changed(record: Participant) -> Note | None:
    """The note being changed; None while a new one is written."""
    number = st.session_state.get(CHANGED)
    return next((one for one in record.notes if one.number == number), None)


def _take_back_draft(actor: Actor, record: Participant) -> None:
    """In a tab that has nothing typed yet: what this researcher had typed in this record before."""
    if WORDS in st.session_state:
        return
    draft = notes.find_draft(actor, record.number)
    if draft is None:
        _fill(record)
        return
    _fill(record, draft)
    st.session_state[BACK] = draft.kept_at


def _fill(record: Participant, said: Draft | Note | None = None) -> None:
    """Fill the form with a draft or a note; None empties it, but for the component."""
    kinds = (NOTE, QUOTE) if "quotes" in record.consents else (NOTE,)
    if said is not None and said.component in COMPONENTS:
        st.session_state[COMPONENT] = said.component
    st.session_state[KIND] = said.kind if said is not None and said.kind in kinds else NOTE
    st.session_state[WORDS] = said.words if said is not None else ""
    st.session_state[FINDING] = (said.finding if said is not None else None) or NONE
    st.session_state[NEW] = said.new_finding if isinstance(said, Draft) else ""
    st.session_state[CHANGED] = said.note if isinstance(said, Draft) else said.number if said is not None else None
    for key in (BACK, UNKEPT):
        st.session_state.pop(key, None)


def _typed() -> dict[str, Any]:
    return {
        "component": st.session_state[COMPONENT],
        "kind": st.session_state[KIND],
        "words": str(st.session_state.get(WORDS, "")),
        "new": str(st.session_state.get(NEW, "")),
        "finding": st.session_state.get(FINDING) or None,
    }


@callback
def _keep_typed(actor: Actor, number: int) -> None:
    """Keep what stands in the form. What may not be kept is said beside it, and what was kept before stays."""
    st.session_state.pop(UNKEPT, None)
    try:
        notes.keep_draft(actor, number, note=st.session_state.get(CHANGED), **_typed())
    except ValueError as refused:
        st.session_state[UNKEPT] = str(refused)


def _begin_change(actor: Actor, record: Participant, note: Note) -> None:
    _fill(record, note)
    _keep_typed(actor, record.number)


def _save(actor: Actor, record: Participant, do: Callable[..., bool]) -> None:
    typed, changed = _typed(), _changed(record)
    words, new = typed["words"], typed["new"]
    wrong = NEW if not why_not_kept(words) and why_not_kept(new) else WORDS

    def save() -> None:
        if changed:
            notes.change_note(actor, record.number, changed.number, **typed)
        else:
            notes.add_note(actor, record.number, **typed)

    if do(save, wrong):
        _fill(record)


def _leave(actor: Actor, record: Participant, do: Callable[..., bool]) -> None:
    if do(lambda: notes.forget_draft(actor, record.number)):
        _fill(record)


def _when(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%d/%m/%Y %H:%M}"


def _minute(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%H:%M}"
