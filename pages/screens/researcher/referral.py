"""The mock referral and visit notes of the scenario, to read or to print and lay beside the tool."""

import streamlit as st

from data_access.accounts.sessions import Actor
from pages.components.documents.research.referral_html import document_html
from pages.components.frame import show_back_and_new_search, show_empty, show_hint, show_page_heading
from pages.visit import memory, navigation


def show(actor: Actor) -> None:
    """The documents of what this session shows."""
    show_back_and_new_search("Back to the set-up", on_back=lambda: navigation.go("research"))
    told_of = memory.scenario_people(actor) if actor.shows else None
    if told_of is None:
        show_page_heading("Referral")
        show_empty("No scenario is chosen", ["Choose one on the set-up page. Its referral and notes then appear here."])
        return
    show_page_heading("Referral", "Mock documents about an invented family. Their dates match those on the screen.")
    with st.container(key="fc-not-printed"):
        show_hint("Print this page with your browser (Ctrl+P): each document starts on a new sheet.")
    for document in told_of.scenario.documents:
        st.html(document_html(document, told_of))
