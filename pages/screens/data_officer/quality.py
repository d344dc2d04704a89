"""Data quality of the load in use, for the data officer: what to look at first, and each source's shares."""

import streamlit as st

from data_access.accounts.sessions import Actor
from data_access.loading import quality_reports
from data_access.review import possible_matches
from extracts.quality_report import Quality
from pages.components.assets import show_styles
from pages.components.documents import quality_html
from pages.components.documents.quality_files import CSV_NAME, HTML_NAME, NO_PERSONAL_DATA
from pages.components.formatting import counted
from pages.components.frame import show_empty, show_heading, show_hint, show_page_heading
from pages.visit import downloads

FILES = (
    ("quality_html", "Make a page to read or print", HTML_NAME),
    ("quality_csv", "Make a CSV for a spreadsheet", CSV_NAME),
)


def show(actor: Actor) -> None:
    """The report; before the first load, where it will come from."""
    quality = quality_reports.get_quality(actor)
    if quality is None:
        show_page_heading("Data quality")
        show_empty(
            "There is no report yet",
            ["Each load makes one. The council’s IT team loads the extracts.", "Nothing is known about the data yet."],
        )
        return
    _show_report(actor, quality)


def _show_report(actor: Actor, quality: Quality) -> None:
    show_styles("documents/quality.css")
    # The report counts those there were when the load was made.
    number = possible_matches.count_to_review(actor)
    now = counted(number, "possible match", "possible matches") if number else "no possible matches"
    show_page_heading("Data quality", f"To review now: {now}")
    st.html(quality_html.report_html(quality))
    show_heading("The report as a file")
    show_hint(NO_PERSONAL_DATA)
    for kind, label, name in FILES:
        st.button(label, key=kind, on_click=downloads.offer, args=(actor, kind))
        downloads.show_offered(kind, f"Download {name}")
    show_hint(
        f"Each load writes both into the folder {actor.council.database} too: the council’s IT team can pass them on."
    )
