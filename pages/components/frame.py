"""What every screen has: the header, the BETA banner, headings and the ways back."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import streamlit as st

from config.council import Council, Section
from pages.components.details import fold_html
from pages.components.focus import follow_heading, name_group
from pages.components.formatting import time_words
from pages.components.text import html_text, label_text

PRODUCT = "Family Context"
LONG_TITLE = 34
"""In characters. A longer one is smaller on a narrow page, where it takes several lines."""


def header_html(council_name: str, who: str) -> str:
    """The way past all that is on every page, the product, the council and who is signed in."""
    council = f'<span class="fc-council">{html_text(council_name)}</span>' if council_name else ""
    signed_in = f'<span class="fc-who"><span class="fc-hidden">Signed in: </span>{html_text(who)}</span>' if who else ""
    skip = '<a class="fc-skip" href="#fc-heading">Skip to main content</a>'
    return f'{skip}<div class="fc-brand"><b>{PRODUCT}</b>{council}{signed_in}</div>'


def banner_html(feedback_email: str, words: str, *, has_form: bool = False) -> str:
    """The BETA banner. `words` say what the tool is, in the council's own words; a form has a button of its own."""
    address = f"mailto:{html_text(feedback_email)}?subject=Family%20Context"
    feedback = f'<a href="{address}">Your feedback</a>' if feedback_email else "Your feedback"
    asked = "" if has_form else f"{feedback} will help us to improve it."
    return f'<p class="fc-banner"><b class="fc-beta">BETA</b> <span>{html_text(words)} {asked}</span></p>'


def show_frame(
    council: Council | None,
    who: str | None,
    *,
    on_end_session: Callable[[], None] | None,
    banner_words: str = "This is a new tool.",
    on_feedback: Callable[[], None] | None = None,
) -> None:
    """The header and banner. `banner_words` is the council's `guidance.sign_in` before sign-in."""
    with st.container(key="fc-header", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(header_html(council.name if council else "", who or ""))
        if who and on_end_session is not None:
            st.button("End session", key="end_session", on_click=on_end_session)
    has_form = on_feedback is not None and council is not None and council.feedback == "form"
    with st.container(key="fc-phase", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(banner_html(council.feedback_email if council else "", banner_words, has_form=has_form))
        if has_form:
            st.button("Give feedback to improve it", key="to_feedback", type="tertiary", on_click=on_feedback)


def show_navigation(labels: Mapping[str, str], here: str, *, on_go: Callable[[str], None]) -> None:
    """The ways between a role's screens, under the header: screen to label. Nothing where there is only one."""
    if not labels:
        return
    with st.container(key="fc-nav", horizontal=True, vertical_alignment="center", gap="medium"):
        st.html('<span class="fc-hidden" id="fc-nav-name">Pages</span>')
        for screen, label in labels.items():
            if screen == here:
                st.html(f'<span class="fc-here" aria-current="page">{html_text(label)}</span>')
            else:
                st.button(label_text(label), key=f"go_{screen}", type="tertiary", on_click=on_go, args=(screen,))
        name_group("fc-nav", labelled_by="fc-nav-name")


def show_back_and_new_search(
    back_label: str = "Back",
    on_back: Callable[[], None] | None = None,
    on_new_search: Callable[[], None] | None = None,
) -> None:
    """ "Back" at the left and "New search" at the right. A way that has no callback is not shown."""
    if on_back is None and on_new_search is None:
        return
    with st.container(key="fc-ways", horizontal=True, vertical_alignment="center"):
        if on_back is not None:
            st.button(label_text(back_label), key="back", type="tertiary", on_click=on_back)
        if on_new_search is not None:
            st.button("New search", key="new_search", on_click=on_new_search)


def show_page_heading(title: str, subtitle: str | None = None) -> None:
    """The screen's h1, and a line under it. A new heading takes the focus if nothing else has it."""
    under = f'<p class="fc-subtitle">{html_text(subtitle)}</p>' if subtitle else ""
    look = "fc-h1 fc-h1-long" if len(title) > LONG_TITLE else "fc-h1"
    st.html(f'<h1 class="{look}" id="fc-heading" tabindex="-1">{html_text(title)}</h1>{under}')
    follow_heading(title)


def show_heading(title: str, *, note: str | None = None, close: bool = False) -> None:
    """An h2, with a line under it. `close` takes less room above it, on a page where every line counts."""
    under = f'<p class="fc-subtitle">{html_text(note)}</p>' if note else ""
    look = "fc-h2 fc-h2-close" if close else "fc-h2"
    st.html(f'<h2 class="{look}">{html_text(title)}</h2>{under}')


def show_text(text: str) -> None:
    """A paragraph of plain text."""
    st.html(f'<p class="fc-text">{html_text(text)}</p>')


def show_hint(text: str) -> None:
    """A quieter paragraph: how to fill in a field, or where something comes from."""
    st.html(f'<p class="fc-hint">{html_text(text)}</p>')


def show_fold(label: str, text: str) -> None:
    """A paragraph under a label that opens it, in the browser alone."""
    st.html(fold_html(label, f'<p class="fc-hint">{html_text(text)}</p>'))


def show_way_in(address: str, label: str) -> None:
    """The strong action of a page where it leads to another address: a link that looks like the button it replaces."""
    st.html(f'<p><a class="fc-way-in" href="{html_text(address)}" target="_self">{html_text(label)}</a></p>')


def show_warning(text: str) -> None:
    """What must be read before going on."""
    st.html(f'<p class="fc-warning">{html_text(text)}</p>')


def show_notice(text: str) -> None:
    """What has just happened ("Reported. The record is hidden."), read aloud when it appears; "" for nothing."""
    if text:
        st.html(f'<p class="fc-notice" role="status">{html_text(text)}</p>')


def show_qr_code(picture: str, words: str) -> None:
    """A QR code; `picture` is a data URI, `words` is what is read aloud in its place."""
    st.html(f'<p><img class="fc-qr" src="{html_text(picture)}" alt="{html_text(words)}"></p>')


def show_queue(title: str, text: str) -> None:
    """That something waits for its turn, read aloud when it appears and when it changes. Hides the sign-in form."""
    st.html(
        f'<div class="fc-queue" role="status"><h1 class="fc-h1">{html_text(title)}</h1>'
        f'<p class="fc-text">{html_text(text)}</p></div>'
    )


def points_html(points: Sequence[str]) -> str:
    """A list of sentences."""
    return f'<ul class="fc-points">{"".join(f"<li>{html_text(point)}</li>" for point in points)}</ul>'


def show_empty(heading: str, paragraphs: Sequence[str], *, points: Sequence[str] = ()) -> None:
    """Nothing to list: what was asked, what that does not mean, and what to try."""
    said = "".join(f"<p>{html_text(paragraph)}</p>" for paragraph in paragraphs)
    listed = "".join(f"<li>{html_text(point)}</li>" for point in points)
    st.html(f'<div class="fc-empty"><h2>{html_text(heading)}</h2>{said}{f"<ul>{listed}</ul>" if listed else ""}</div>')


def show_on_paper(council_name: str, who: str, shown_at: datetime) -> None:
    """What a printed page says at its end, and the screen does not: the council, the reader, and when."""
    said = f"{council_name}. Shown to {who} on {time_words(shown_at)}. What was looked up has been recorded."
    st.html(f'<p class="fc-on-paper">{html_text(said)}</p>')


def sections_html(sections: Sequence[Section], *, level: int = 2) -> str:
    """Headings with their paragraphs. `level` is that of the headings: 3 under a heading of the page."""
    parts = []
    for section in sections:
        paragraphs = "".join(f"<p>{html_text(paragraph)}</p>" for paragraph in section.paragraphs)
        parts.append(f"<section><h{level}>{html_text(section.heading)}</h{level}>{paragraphs}</section>")
    return f'<div class="fc-sections">{"".join(parts)}</div>'


def show_sections(sections: Sequence[Section], *, level: int = 2) -> None:
    """The council's own words under their headings. Nothing where there are none."""
    if sections:
        st.html(sections_html(sections, level=level))
