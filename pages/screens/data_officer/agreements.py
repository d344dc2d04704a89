"""The agreements under which each service's information is shown, and the annex of the impact assessment as a file."""

from collections import Counter

import streamlit as st

from config import clock
from data_access.accounts.sessions import Actor
from data_access.review import processing
from pages.components.details import show_details
from pages.components.disclosure.agreements import (
    COLUMNS,
    IN_FORCE,
    MISSING,
    NOT_YET,
    OVERDUE,
    agreement_rows,
    listed_agreements,
)
from pages.components.documents.rendering import table_html
from pages.components.frame import show_heading, show_hint, show_page_heading, show_text, show_warning
from pages.visit import downloads

TITLE = "Agreements"
KIND = "processing_annex"
WORDS = {
    OVERDUE: "Ask information governance whether it is still valid. Council IT then sets the new date of review.",
    MISSING: "Its reference is still to be written into the settings. The tool does not start before then.",
    NOT_YET: "The day of its approval is still to come.",
}


def show(actor: Actor) -> None:
    """The list, what is shared under each, and the annex."""
    processing.require_officer(actor)
    council, today = actor.council, clock.today()
    rows = agreement_rows(council, today)
    show_page_heading(TITLE, _counted(rows))
    states = {row[-1] for row in rows}
    for state, words in WORDS.items():
        if state in states:
            named = ", ".join(row[0] for row in rows if row[-1] == state)
            show_warning(f"{state}: {named}. {words}")
    st.html(table_html("Agreements", COLUMNS, rows))
    show_heading("What is shared under each")
    show_details([(one.title, ", ".join(one.fields)) for one in listed_agreements(council)])
    show_heading("Annex for the impact assessment")
    show_text(
        "What is processed, from whom, for how long and who sees it, made from the settings in use. It names no one."
    )
    st.button("Make the annex", key=KIND, on_click=downloads.offer, args=(actor, KIND))
    downloads.show_offered(KIND, "Download the annex, to read or print")
    show_hint("A notice for families to print is at the foot of every page: “For families”.")


def _counted(rows: list[tuple[str, ...]]) -> str:
    """How many agreements, and in which states."""
    counted = Counter(row[-1] for row in rows)
    words = [f"{state}: {counted[state]}" for state in (OVERDUE, MISSING, NOT_YET, IN_FORCE) if counted[state]]
    return ", ".join(words)
