"""What waits for the data officer: possible matches, and records reported as not right; and what was decided lately."""

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from config import clock
from config.council import Council
from data_access.accounts.sessions import Actor
from data_access.errors import NotFound
from data_access.review import past_decisions, possible_matches, reported_records
from data_access.review.past_decisions import DecidedPair
from data_access.review.possible_matches import A_PAGE, RecordToReview, ReviewList
from data_access.review.reported_records import ReportLine
from pages.components.formatting import counted, date_of_birth_words, time_words
from pages.components.frame import (
    show_empty,
    show_heading,
    show_hint,
    show_notice,
    show_page_heading,
    show_warning,
)
from pages.components.person_table import show_rows
from pages.components.report_words import CHOICES, waited_words
from pages.visit import memory, navigation
from pages.visit.guard import callback

NOTICE, WARNING = "visit_settled_notice", "visit_settled_warning"
TITLE = "Review"
SHOWN = 100
NEEDED, OLDEST = "needed", "oldest"
ORDER_WORDS = {
    NEEDED: "First those a worker asked for, then those of people a worker has opened, and the most certain first.",
    OLDEST: "First those that have waited longest.",
}
# The numbers of the decisions that were saved together last, to undo the lot.
SAVED_TOGETHER = "visit_saved_together"
DECISION_WORDS = {"accepted": "Same person", "rejected": "Not the same person", "undone": "Link undone"}


def show(actor: Actor) -> None:
    """The list: what there is to review first, then what was decided."""
    start, order = memory.chosen("matches") or (0, NEEDED)
    matches = list_page(actor, start, order)
    lines = reported_records.list_reports(actor)
    waiting = [line for line in lines if not line.marked_at and not line.settled_at]
    show_page_heading(TITLE, _counts_words(matches.number, len(waiting)))
    _show_what_happened(actor)
    if not waiting and not matches.number:
        came = "Possible matches appear here after a load, and records when a worker reports that they are not right."
        show_empty("Nothing to review", [came])
    _show_matches(actor.council, matches, start, order)
    reported = (
        "Until you decide, the record is hidden and the service shows “Could not be checked”. Where only the contact "
        "or a detail is said to be wrong, the record stays and says so."
    )
    _show_reports(actor.council, waiting, "Reported as not right", reported, when="Reported")
    wrong = [line for line in lines if line.marked_at]
    still = "Still hidden, or still marked on the page. View one once the source has corrected it."
    _show_reports(actor.council, wrong, "Marked as wrong", still, when="Marked")
    _show_decided(actor.council, past_decisions.list_decided(actor))
    settled = [line for line in lines if line.settled_at]
    lately = "View one to undo the decision."
    heading = "Reports settled in the last 30 days"
    _show_reports(actor.council, settled, heading, lately, when="Settled")


def list_page(actor: Actor, start: int, order: str) -> ReviewList:
    """One page of the list, fetched and recorded once."""
    is_oldest = order == OLDEST
    return memory.opened_to_review(
        actor,
        "matches",
        (start, order),
        lambda shown: possible_matches.list_to_review(actor, start=start, oldest_first=is_oldest, shown=shown),
    )


def leave_with(*, notice: str = "", warning: str = "") -> None:
    """Back to the list, saying what was done, or why nothing was. For the callbacks of what was open."""
    memory.forget_chosen()
    st.session_state[NOTICE], st.session_state[WARNING] = notice, warning
    navigation.go("review")


@callback
def decide_and_leave(decide: Callable[[], None], *, done: str, gone: str) -> None:
    """The callback of a decision: make it and go back to the list, which says what came of it."""
    try:
        decide()
    except NotFound:
        leave_with(warning=gone)
    else:
        leave_with(notice=done)


def _show_what_happened(actor: Actor) -> None:
    show_notice(st.session_state.pop(NOTICE, ""))
    warning = st.session_state.pop(WARNING, "")
    if warning:
        show_warning(warning)
    saved = st.session_state.get(SAVED_TOGETHER, ())
    if saved:
        label = f"Undo these {len(saved)} decisions" if len(saved) > 1 else "Undo this decision"
        st.button(label, key="undo_together", on_click=_undo_together, args=(actor, saved))


@callback
def _undo_together(actor: Actor, numbers: tuple[int, ...]) -> None:
    st.session_state.pop(SAVED_TOGETHER, None)
    try:
        done = past_decisions.withdraw_together(actor, numbers)
    except NotFound:
        leave_with(warning="These decisions were withdrawn or replaced meanwhile. Nothing changed.")
    else:
        left = len(numbers) - done
        others = f" {left} had been replaced meanwhile and stay." if left else ""
        leave_with(notice=f"Undone: {counted(done, 'decision')}. The matches are to review again.{others}")


def _counts_words(matches: int, reports: int) -> str | None:
    """How much there is to review, None where there is nothing.

    >>> _counts_words(1, 2)
    'To review: 1 possible match, 2 reports'
    """
    said = [counted(matches, "possible match", "possible matches")] if matches else []
    said += [counted(reports, "report")] if reports else []
    return f"To review: {', '.join(said)}" if said else None


def _show_matches(council: Council, matches: ReviewList, start: int, order: str) -> None:
    """The records to review, and beside each the likeliest person."""
    if not matches.number:
        return
    show_heading(f"Possible matches: {matches.number}")
    show_hint(f"{ORDER_WORDS[order]} Until you decide, the service shows “Could not be checked” for the likely person.")
    _show_ways(matches, start, order)
    rows = [
        [
            one.name or "Name not known",
            date_of_birth_words(one.date_of_birth),
            council.title_of(one.source_id),
            one.person_name or "Name not known",
            counted(one.candidates, "person", "people"),
            _waiting_words(one, clock.today()),
        ]
        for one in matches.records
    ]
    columns = {
        "Record of": 19, "Date of birth": 14, "Service": 17, "Likely person": 19, "May be": 11, "Waiting": 0,
    }  # fmt: skip
    names = [f"View {row[0]}, {row[2]}" for row in rows]
    token = "-".join(f"{one.source_id}/{one.source_key}" for one in matches.records)
    show_rows(
        columns, rows, names, token=token, caption="Possible matches", key="matches",
        on_view=lambda row: _open_pair(matches.records[row]),
    )  # fmt: skip
    _show_pages(matches, start, order)


def _show_ways(matches: ReviewList, start: int, order: str) -> None:
    """The other order, and the way to decide all that is on this page."""
    with st.container(key="fc-review-ways", horizontal=True, gap="small"):
        if matches.number > 1:
            other = NEEDED if order == OLDEST else OLDEST
            label = "Oldest first" if other == OLDEST else "Most needed first"
            st.button(label, key="order", on_click=memory.choose, args=("matches", (0, other)))
        if len(matches.records) > 1:
            st.button(
                f"Decide these {len(matches.records)} together", key="to_together", on_click=_to_together,
                args=(start, order),
            )  # fmt: skip


def _to_together(start: int, order: str) -> None:
    memory.choose("together", (start, order))
    navigation.go("together")


def _waiting_words(one: RecordToReview, today: date) -> str:
    """For how long a match has been known, and whether a worker needs it."""
    days = (today - one.since).days
    age = waited_words(days)
    if one.asked_for:
        return f"{age}. A worker asked"
    return f"{age}. Looked up" if one.looked_up else age


def _show_pages(matches: ReviewList, start: int, order: str) -> None:
    if matches.number <= A_PAGE and not start:
        return
    last = start + len(matches.records)
    with st.container(key="fc-pages", horizontal=True, vertical_alignment="center", gap="medium"):
        st.html(f'<p class="fc-hint">{start + 1} to {last} of {matches.number}</p>')
        if start:
            earlier = ("matches", (max(start - A_PAGE, 0), order))
            st.button("Earlier ones", key="earlier", on_click=memory.choose, args=earlier)
        if last < matches.number:
            later = ("matches", (start + A_PAGE, order))
            st.button("Later ones", key="later_ones", on_click=memory.choose, args=later)


def _show_decided(council: Council, decided: Sequence[DecidedPair]) -> None:
    """Decisions of the last 30 days, the newest first. They name nobody."""
    if not decided:
        return
    shown = decided[:SHOWN]
    show_heading(f"Matches decided in the last 30 days: {len(decided)}")
    show_hint("View one to withdraw the decision.")
    rows = [
        [str(one.number), council.title_of(one.source_id), DECISION_WORDS[one.decision], one.decided_by,
         time_words(one.decided_at)]
        for one in shown
    ]  # fmt: skip
    columns = {"Decision": 12, "Service": 22, "What": 24, "By": 16, "When": 0}
    names = [f"View decision {row[0]}, {row[1]}" for row in rows]
    show_rows(
        columns, rows, names, caption="Decided matches", key="decided", on_view=lambda row: _open_pair(shown[row])
    )


def _open_pair(one: RecordToReview | DecidedPair) -> None:
    memory.choose("pair", (one.source_id, one.source_key, one.person_id))
    navigation.go("pair")


def _show_reports(council: Council, lines: Sequence[ReportLine], heading: str, hint: str, *, when: str) -> None:
    """A table of reports; nothing where there is none. `when` heads the column of the time they were last changed."""
    if not lines:
        return
    show_heading(f"{heading}: {len(lines)}")
    show_hint(hint)
    shown = lines[:SHOWN]
    by = any(line.by for line in shown)
    rows = [
        [str(line.number), council.title_of(line.service_id), _wrong_words(line), time_words(line.changed_at)]
        + ([line.by, line.note or "None"] if by else [waited_words((clock.now() - line.reported_at).days)])
        for line in shown
    ]
    columns = {"Report": 10, "Service": 17, "What is wrong": 22, when: 17, "By": 14, "Note": 0} if by else {
        "Report": 12, "Service": 20, "What is wrong": 28, when: 22, "Waiting": 0,
    }  # fmt: skip
    names = [f"View report {row[0]}, {row[1]}" for row in rows]

    def view(row: int) -> None:
        memory.choose("report", shown[row].number)
        navigation.go("report")

    show_rows(columns, rows, names, caption=heading, key=f"reports_{when.lower()}", on_view=view)


def _wrong_words(line: ReportLine) -> str:
    """What the worker chose, and what they wrote."""
    return f"{CHOICES[line.kind]}: “{line.said}”" if line.said else CHOICES[line.kind]
