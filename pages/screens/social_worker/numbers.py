"""Every service's own number on one page, to print and keep for the day the tool is away. Nothing personal."""

import streamlit as st

from config import clock
from data_access.accounts.sessions import Actor
from pages.components.formatting import date_words
from pages.components.frame import show_back_and_new_search, show_heading, show_hint, show_page_heading, show_warning
from pages.components.services.numbers_table import numbers_html
from pages.visit import memory, navigation
from pages.visit.guard import new_search


def show(actor: Actor) -> None:
    """The council's services in order, then its emergency duty team."""
    council = actor.council
    before = memory.open_screen()
    show_back_and_new_search("Back", on_back=lambda: navigation.go(before), on_new_search=new_search)
    show_page_heading("All services’ numbers", f"{council.name}, {date_words(clock.today())}")
    show_hint("Print this page and keep it for the day when Family Context is not available.")
    st.html(numbers_html(council))
    show_heading("Who is not covered")
    show_warning(council.guidance.contacts)
