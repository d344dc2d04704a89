"""Results across participants: how the tasks went, how long they took, and what would harm their work most."""

import streamlit as st

from data_access.accounts.sessions import Actor
from data_access.research import results
from pages.components.assets import show_styles
from pages.components.documents.research import results_html
from pages.components.documents.research.record_files import scenario_titles
from pages.components.formatting import counted
from pages.components.frame import show_empty, show_hint, show_page_heading

TITLE = "Results"


def show(actor: Actor) -> None:
    """The pictures with their numbers."""
    told = results.get_results(actor)
    left_out = f" {counted(told.left_out, 'record is', 'records are')} left out." if told.left_out else ""
    show_page_heading(TITLE, f"{counted(told.participants, 'participant')} in {actor.council.short_name}.{left_out}")
    if not told.tasks and not told.ranked:
        words = "Start a task, or ask the closing question, in a participant’s record. The results then appear here."
        show_empty("None yet", [words])
        return
    show_styles("documents/quality.css", "documents/research/research.css")
    st.html(results_html.results_html(told, scenario_titles(actor.council)))
    show_hint("With so few participants a difference of one or two may be chance.")
