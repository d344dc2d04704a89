"""One record that a worker reported as not right: both sources side by side, and the data officer's decision."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from config import clock
from data_access.accounts.sessions import Actor
from data_access.review import reported_records
from data_access.review.reported_records import ReportedRecord, ReportLine
from pages.components.comparison import compare_people, show_comparison
from pages.components.details import show_details
from pages.components.formatting import time_words
from pages.components.forms.error_summary import show_errors
from pages.components.forms.text_field import note_errors, show_text_area
from pages.components.frame import (
    show_back_and_new_search,
    show_empty,
    show_heading,
    show_hint,
    show_page_heading,
    show_warning,
)
from pages.components.report_words import CHOICES, source_words, waited_words
from pages.components.services.record_details import record_html
from pages.screens.data_officer import review
from pages.visit import memory, navigation, opening

NOTE, ATTEMPT = "report_note", "report_attempt"
GONE = "Someone else has already settled that report. Nothing was changed."
# Each by whether the report hides the record.
RIGHT = {True: "Report settled. The record is shown again.", False: "Report settled. The record is no longer marked."}
WRONG = {
    True: "Record marked as wrong. It stays hidden until you undo this.",
    False: "Record marked as wrong. It stays, and says so, until you undo this.",
}
WAITS = {
    True: "Decision undone. The report is to review again, and the record is hidden.",
    False: "Decision undone. The report is to review again, and the record says so.",
}
WHAT_THEY_DO = {
    True: [
        ("Record is right", "It is shown again immediately, to every worker who may open this person."),
        ("Record is wrong", "It stays hidden, after the next load too, until you undo this. The service shows “Could "
         "not be checked” for this person. Tell the source what is wrong."),
        ("Leave for later", "Nothing changes: it stays hidden, and the report stays on your list."),
    ],
    False: [
        ("Record is right", "It no longer says that it was reported. The worker who reported it reads that it is "
         "right."),
        ("Record is wrong", "It is still shown, and says that you agreed, after the next load too, until you undo "
         "this. Tell the source what is wrong."),
        ("Leave for later", "Nothing changes: it says that it was reported, and the report stays on your list."),
    ],
}  # fmt: skip


def show(actor: Actor) -> None:
    """The report that is open; the list where none is."""
    gone = partial(review.leave_with, warning=GONE)
    found = opening.opened_to_review(
        actor,
        "report",
        "review",
        lambda number, shown: reported_records.get_report(actor, number, shown=shown),
        gone=gone,
    )
    errors = note_errors(NOTE, reported_records.LONGEST_NOTE) if st.session_state.get(ATTEMPT) else []
    said = show_errors("A report", errors, attempts=ATTEMPT)
    show_back_and_new_search("Back to the list", on_back=_leave)
    line, title = found.line, actor.council.title_of(found.line.service_id)
    reported = f"Report {line.number}: {title}, reported by {found.reported_by} on {time_words(line.reported_at)}"
    show_page_heading("Is this record right?", reported)
    _show_decided(line)
    _show_what_was_said(line, title)
    _show_person(actor, found, title)
    _show_records(actor, found, title)
    _show_links(found, title)
    _show_decision(actor, line, said.get(NOTE, ""))


def _show_decided(line: ReportLine) -> None:
    when = line.settled_at or line.marked_at
    if when is not None:
        what = "Settled" if line.settled_at else "Marked as wrong"
        note = f" {line.note}" if line.note else ""
        show_warning(f"{what} by {line.by} on {time_words(when)}.{note}")


def _show_what_was_said(line: ReportLine, title: str) -> None:
    show_heading("What the worker said")
    days = (clock.now() - line.reported_at).days
    waiting = [] if line.settled_at or line.marked_at else [("Waiting", waited_words(days))]
    show_details(
        [
            ("What is wrong", CHOICES[line.kind]),
            ("In their words", line.said or "Nothing was written"),
            *waiting,
            ("If you agree", source_words(line.kind, title)),
        ]
    )


def _show_person(actor: Actor, found: ReportedRecord, title: str) -> None:
    show_heading("Is it the same person?")
    cms = actor.council.cms.name
    if found.cms is None:
        show_empty("This person is no longer in the information", ["Settle the report to take it off the list."])
    elif found.said is None:
        show_hint(f"{title} names people by a key it shares with {cms} and holds no details of the person.")
        show_details([(row.label, row.left or ["Not held"]) for row in compare_people([found.cms], [])])
    else:
        rows = compare_people([found.cms], [found.said])
        show_comparison(rows, caption=f"What {cms} and {title} hold on the person", left=cms, right=title)


def _show_records(actor: Actor, found: ReportedRecord, title: str) -> None:
    show_heading(f"What {title} holds on this person")
    if not found.records:
        show_empty("No record", ["The source no longer holds it, or it must be loaded again."])
        return
    service = actor.council.service(found.line.service_id)
    for number, record in enumerate(found.records, 1):
        st.html(record_html(service, record, number=number, of=len(found.records)))


def _show_decision(actor: Actor, line: ReportLine, error: str) -> None:
    show_heading("Your decision")
    if line.settled_at or line.marked_at:
        then = "the record is hidden immediately" if line.kind.hides else "the record says again that it was reported"
        show_hint(f"If you undo it, the report is to review again and {then}.")
        st.button("Undo this decision", key="reopen", on_click=_reopen, args=(actor, line))
        if line.marked_at:
            show_hint("If the source has corrected it, you can show the record again.")
            st.button("Record is right now", key="right", on_click=_settle_as_right, args=(actor, line))
        st.button("Leave it as it is", key="later", on_click=_leave)
        return
    show_details(WHAT_THEY_DO[line.kind.hides])
    with st.form("report_form", border=False):
        hint = "The reason for your decision, without names or other details of the person. It is recorded."
        show_text_area("Note", key=NOTE, hint=hint, error=error, optional=True)
        with st.container(key="fc-decide", horizontal=True, vertical_alignment="center", gap="small"):
            for label, decide in (("Record is right", _settle_as_right), ("Record is wrong", _mark_as_wrong)):
                st.form_submit_button(label, key=decide.__name__, on_click=decide, args=(actor, line))
    st.button("Leave for later", key="later", type="tertiary", on_click=_leave)


def _show_links(found: ReportedRecord, title: str) -> None:
    """The records that were matched without a shared key: if one is somebody else's, its link can be undone."""
    if found.links:
        show_hint(f"{title} has no key in common with the CMS: its records were matched, and a link can be undone.")
    for number, key in enumerate(found.links, 1):
        which = (found.line.service_id, key, found.person_id)
        of = f" {number} of {len(found.links)}" if len(found.links) > 1 else ""
        st.button(f"Look at the match{of}", key=f"to_link_{number}", on_click=_open_link, args=(which,))


def _leave() -> None:
    _forget_typed()
    review.leave_with()


def _open_link(which: tuple[str, str, str]) -> None:
    _forget_typed()
    memory.choose("pair", which)
    navigation.go("pair")


def _settle_as_right(actor: Actor, line: ReportLine) -> None:
    _decide(lambda note: reported_records.settle_as_right(actor, line.number, note=note), RIGHT[line.kind.hides])


def _mark_as_wrong(actor: Actor, line: ReportLine) -> None:
    _decide(lambda note: reported_records.mark_as_wrong(actor, line.number, note=note), WRONG[line.kind.hides])


def _reopen(actor: Actor, line: ReportLine) -> None:
    _decide(lambda note: reported_records.reopen(actor, line.number), WAITS[line.kind.hides])


def _decide(decide: Callable[[str], None], done: str) -> None:
    """The callback of a decision: make it and go back to the list, which says so."""
    note = st.session_state.get(NOTE, "").strip()
    st.session_state[ATTEMPT] = st.session_state.get(ATTEMPT, 0) + 1
    if note_errors(NOTE, reported_records.LONGEST_NOTE):
        return
    _forget_typed()
    review.decide_and_leave(lambda: decide(note), done=done, gone=GONE)


def _forget_typed() -> None:
    for key in (NOTE, ATTEMPT):
        st.session_state.pop(key, None)
