"""Where to go next. A callback may not change the page itself: it asks here, and app.py goes there at its next run."""

from collections.abc import Mapping
from typing import NoReturn

import streamlit as st

NEXT, PAGES = "visit_next_page", "visit_pages"


def know(pages: Mapping[str, st.Page]) -> None:
    """The pages of this run, by name."""
    st.session_state[PAGES] = pages


def go(page: str) -> None:
    """Go to a page ("search", "results", "person" …) at the next run."""
    st.session_state[NEXT] = page


def go_now(page: str) -> NoReturn:
    """Go to a page from the middle of a run; nothing after this runs."""
    st.switch_page(st.session_state[PAGES][page])


def take_next() -> str | None:
    """The page asked for, once; None when the visit stays where it is."""
    return st.session_state.pop(NEXT, None)
