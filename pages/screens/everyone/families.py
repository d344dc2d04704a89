"""A notice for families, open to everyone, to read or to print."""

import streamlit as st

from config import clock
from config.council import Council
from pages.components.disclosure.family_notice import TITLE, notice_sections
from pages.components.formatting import date_words
from pages.components.forms.error_summary import set_title
from pages.components.frame import show_hint, show_page_heading, show_sections


def show(council: Council) -> None:
    """The notice; a printed page holds nothing else."""
    set_title(TITLE)
    show_page_heading(TITLE, council.name)
    show_sections(notice_sections(council))
    show_hint(f"{council.name}, {date_words(clock.today())}.")
    with st.container(key="fc-not-printed"):
        show_hint("To give this to a family, print the page: only the notice is printed.")
