"""The offer to go on with a session that ended before it was reset, where a researcher begins again."""

import streamlit as st

from data_access.accounts.sessions import Actor
from data_access.research import continuing
from data_access.research.research_values import Interrupted
from pages.components.documents.research.record_files import scenario_titles
from pages.components.formatting import clock_words, listed_words
from pages.components.frame import show_heading, show_text
from pages.visit import memory, navigation
from pages.visit.guard import callback

NOTICE = "research_notice"
WENT_ON = "The session goes on. Everything is as it was."


def show(actor: Actor) -> bool:
    """Whether there is such a session: then its participants, and the button that goes on with it."""
    found = continuing.find_interrupted(actor)
    if found is None:
        return False
    show_heading(f"Your session ended at {clock_words(found.ended_at)}")
    scenario = scenario_titles(actor.council).get(found.scenario, found.scenario)
    show_text(f"{_who(found)} {scenario}, journey {found.journey}. Its variations and records are kept.")
    st.button(
        "Go on with this session", key="research_go_on", type="primary", on_click=_go_on, args=(actor, found.session_id)
    )
    return True


def _who(found: Interrupted) -> str:
    """Whose records are in progress.

    >>> from datetime import datetime
    >>> _who(Interrupted("", datetime(2026, 1, 1), "", 1, ("P07", "P08")))
    'Participants P07 and P08.'
    """
    if not found.records:
        return "No record is in progress."
    words = "Participant" if len(found.records) == 1 else "Participants"
    return f"{words} {listed_words(found.records)}."


@callback
def _go_on(actor: Actor, session_id: str) -> None:
    continuing.go_on(actor, session_id)
    memory.go_on_with_research(actor)
    st.session_state[NOTICE] = WENT_ON
    navigation.go("research")
