"""What waits for the data officer: possible matches, and records reported as not right. The list names nobody."""

from collections.abc import Callable, Sequence

import streamlit as st

from config.council import Council
from data_access import reported_records
from data_access.accounts import Actor
from data_access.reported_records import ReportLine
from pages.components.error_summary import set_title
from pages.components.formatting import time_words
from pages.components.frame import (
    show_empty,
    show_heading,
    show_hint,
    show_notice,
    show_page_heading,
    show_warning,
)
from pages.components.person_table import show_view_table
from pages.visit import memory, ways

NOTICE = "visit_settled_notice"
WARNING = "visit_settled_warning"
TITLE = "Matches to settle"
SHOWN = 100


def show(actor: Actor) -> None:
    """The list, what waits first."""
    set_title(TITLE)
    lines = reported_records.list_reports(actor)
    waiting = [line for line in lines if not line.marked_at and not line.settled_at]
    wrong = [line for line in lines if line.marked_at]
    settled = [line for line in lines if line.settled_at]
    show_page_heading(TITLE, _counts_words(len(waiting)))
    _show_what_happened()
    if not waiting:
        show_empty("Nothing waits for you", ["A record that a worker reports as not right comes here."])
    _show_lines(
        actor.council,
        waiting,
        heading="Reported as not right",
        hint="The record is hidden, and the service shows “Could not be checked”, until you settle the report.",
        when=("Reported", lambda line: line.reported_at),
        key="waiting",
    )
    _show_lines(
        actor.council,
        wrong,
        heading="Marked as wrong, still hidden",
        hint="Open one to let the record show again, once the source has put it right.",
        when=("Marked", lambda line: line.marked_at),
        key="wrong",
    )
    _show_lines(
        actor.council,
        settled,
        heading="Settled in the last 30 days",
        hint="Open one to undo the decision.",
        when=("Settled", lambda line: line.settled_at),
        key="settled",
    )


def leave_with(*, notice: str = "", warning: str = "") -> None:
    """Back to the list, saying what was done, or why nothing was. For the callbacks of what was open."""
    memory.settled()
    st.session_state[NOTICE], st.session_state[WARNING] = notice, warning
    ways.go("review")


def _show_what_happened() -> None:
    notice, warning = st.session_state.pop(NOTICE, ""), st.session_state.pop(WARNING, "")
    if notice:
        show_notice(notice)
    if warning:
        show_warning(warning)


def _counts_words(reports: int) -> str | None:
    if not reports:
        return None
    return "1 report waits." if reports == 1 else f"{reports} reports wait."


def _show_lines(
    council: Council,
    lines: Sequence[ReportLine],
    *,
    heading: str,
    hint: str,
    when: tuple[str, Callable[[ReportLine], object]],
    key: str,
) -> None:
    """A table of reports, the oldest of those that wait first; nothing where there is none."""
    if not lines:
        return
    show_heading(f"{heading}: {len(lines)}")
    show_hint(hint)
    shown = lines[:SHOWN]
    titles = {service.id: service.title for service in council.services}
    columns, by = ["Report", "Service", when[0]], any(line.by for line in shown)
    rows = [
        [str(line.number), titles.get(line.service_id, line.service_id), time_words(when[1](line))]
        + ([line.by, line.note or "None"] if by else [])
        for line in shown
    ]
    table = {
        "columns": columns + (["By", "Note"] if by else []),
        "rows": rows,
        "muted": [[] for _ in shown],
        "header": [0],
        "widths": [10, 20, 24, 16, 0] if by else [14, 34, 0],
    }
    names = [f"View report {line.number}, {row[1]}" for line, row in zip(shown, rows, strict=True)]
    token = "-".join(str(line.number) for line in shown)
    row = show_view_table(table, names, token, caption=heading, key=f"reports_{key}", hide_caption=True)
    if row is not None:
        memory.settle("report", shown[row].number)
        ways.go_now("report")
