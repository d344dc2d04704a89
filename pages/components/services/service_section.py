"""One service's section: title, flag, what is said closed, and, when it is opened, the records."""

from collections.abc import Callable, Sequence

import streamlit as st

from config.council import Council
from config.service import Service
from data_access.values import Answer, MatchCheck, NotChecked, NotShownAtThisAge, Record, RecordsFound, WhyNotChecked
from pages.components.details import fold_html
from pages.components.services.contact_card import contact_html, phone_html
from pages.components.services.record_details import held_html, number_html
from pages.components.services.service_words import (
    FOLD,
    Flag,
    Line,
    closed_lines,
    flag_of,
    flags_of,
    folded_lines,
    plain,
)
from pages.components.text import html_text, label_text

LEFT_OPEN = "sections_left_open"
"""The keys of the sections that are open. Streamlit forgets them while another page is shown."""


def flag_html(flag: Flag) -> str:
    """A flag. The sign is for the eye; the words say the same."""
    return (
        f'<span class="fc-flag fc-flag-{flag.tone}"><span class="fc-sign" aria-hidden="true">{flag.sign}</span>'
        f"{html_text(flag.words)}</span>"
    )


def line_html(said: Line) -> str:
    """A sentence, its strong parts strong and its telephone numbers links."""
    parts = []
    for part in said:
        text = phone_html(part.text) if part.phone else html_text_keeping_ends(part.text)
        parts.append(f"<b>{text}</b>" if part.strong else text)
    return f"<p>{''.join(parts)}</p>"


def html_text_keeping_ends(text: str) -> str:
    """Escaped, with the spaces that join it to its neighbours."""
    return (" " if text[:1] == " " else "") + html_text(text) + (" " if text[-1:] == " " and text.strip() else "")


def section_id(service: Service) -> str:
    """The id of a section's heading, where the jump from the glance leads."""
    return f"fc-service-{service.id}"


def head_html(council: Council, service: Service, answer: Answer) -> str:
    """The part that is always shown, and under it what folds."""
    flags = "".join(map(flag_html, flags_of(answer, service)))
    said = closed_lines(council, service, answer)
    # The ages fit beside the flag: there is nothing else to say.
    age = (
        f'<span class="fc-service-age">{html_text(plain(said[0]))}</span>'
        if isinstance(answer, NotShownAtThisAge)
        else ""
    )
    lines = "" if age else "".join(map(line_html, said))
    folded = "".join(line_html(said) for said in folded_lines(service, answer))
    more = fold_html(FOLD, folded) if folded else ""
    return (
        f'<div class="fc-service-top"><h3 id="{section_id(service)}" tabindex="-1">{html_text(service.title)}</h3>'
        f"{flags}{age}</div>" + (f'<div class="fc-service-lines">{lines}{more}</div>' if lines else "")
    )


def _show_opened(
    council: Council,
    service: Service,
    opened: Answer,
    *,
    key: str,
    on_report: Callable[[str], None] | None,
    show_copy: Callable[[Record, bool, str], None] | None,
) -> None:
    """What came back when the section was opened. It may differ from the flag: a load or a report may lie between."""
    records = opened.records if isinstance(opened, RecordsFound) else None
    if not records:
        if isinstance(opened, RecordsFound):
            opened = NotChecked(WhyNotChecked.RECORD_UNREADABLE)
        elif isinstance(opened, NotChecked):
            opened = NotChecked(
                opened.reason, reports=opened.reports
            )  # the lines on its source are already shown above
        lines = "".join(line_html(said) for said in closed_lines(council, service, opened))
        st.html(f'<div class="fc-opened-instead">{flag_html(flag_of(opened, service))}<div>{lines}</div></div>')
        return
    doubted = isinstance(opened, RecordsFound) and opened.is_contact_doubted
    for number, record in enumerate(records, 1):
        if len(records) > 1:
            st.html(number_html(number, len(records)))
        with st.container(key=f"contact_{key}_{number}", horizontal=True, vertical_alignment="center", gap="medium"):
            st.html(contact_html(service, record.values, doubted=doubted))
            if show_copy is not None:
                show_copy(record, doubted, f"copy_{key}_{number}")
        st.html(held_html(service, record))
        if on_report is not None:
            st.button(
                "This is not right",
                key=f"{key}_not_right_{number}",
                type="tertiary",
                on_click=on_report,
                args=(record.record_id,),
            )


def show_service(
    council: Council,
    service: Service,
    answer: Answer,
    *,
    key: str,
    fetch: Callable[[], Answer],
    on_report: Callable[[str], None] | None = None,
    show_copy: Callable[[Record, bool, str], None] | None = None,
    on_ask: Callable[[], None] | None = None,
    on_undo: Callable[[int], None] | None = None,
) -> None:
    """Draw a section. `fetch` is called on every run in which the section is open; the caller keeps and records.

    `key` is the expander's: `st.session_state[key]` is True when it is open. Only records that are found can be opened.
    `show_copy` draws the button that copies whom a record says to call, under the key it is given; it is told whether
    the contact was reported as wrong. `on_ask` asks a data
    officer to check the possible match because of which the service could not be checked. `on_undo` takes back the
    report of that number.
    """
    with st.container(key=f"service_{key}", gap=None):
        st.html(head_html(council, service, answer))
        if on_ask is not None and isinstance(answer, NotChecked) and answer.check is MatchCheck.MAY_ASK:
            st.button("Ask for this to be checked", key=f"{key}_ask", type="tertiary", on_click=on_ask)
        if on_undo is not None and isinstance(answer, RecordsFound | NotChecked):
            for report in (report for report in answer.reports if report.may_undo):
                undo = f"{key}_undo_{report.number}"
                st.button("Undo your report", key=undo, type="tertiary", on_click=on_undo, args=(report.number,))
        if not isinstance(answer, RecordsFound):
            return
        opener = st.expander(label_text(f"{service.title} records"), key=key, on_change="rerun")
        left_open = st.session_state.get(LEFT_OPEN, frozenset())
        st.session_state[LEFT_OPEN] = left_open | {key} if opener.open else left_open - {key}
        if opener.open:
            with opener:
                _show_opened(council, service, fetch(), key=key, on_report=on_report, show_copy=show_copy)


def _set_open(keys: Sequence[str], is_open: bool) -> None:
    for key in keys:
        st.session_state[key] = is_open


def show_open_close_all(keys: Sequence[str], *, heading: str = "Service involvement") -> None:
    """The heading of the sections with, at its right, "Open all" and "Close all" for those that can be opened. Those
    that were left open on the way to another page are open again."""
    left_open = frozenset(keys) & st.session_state.get(LEFT_OPEN, frozenset())
    st.session_state[LEFT_OPEN] = left_open
    for key in left_open - set(st.session_state):
        st.session_state[key] = True
    with st.container(key="open_close_all", horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.html(f'<h2 class="fc-h2">{html_text(heading)}</h2>')
        if not keys:
            return
        st.button("Open all", key="open_all", type="tertiary", on_click=_set_open, args=(keys, True))
        st.button("Close all", key="close_all", type="tertiary", on_click=_set_open, args=(keys, False))
