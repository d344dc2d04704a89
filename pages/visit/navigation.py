"""Where to go next. A callback may not change the page itself: it asks here, and app.py goes there at its next run."""

from typing import NoReturn

import streamlit as st

NEXT = "visit_next_page"


def go(page: str) -> None:
    """Go to a page ("search", "results", "person" …) at the next run."""
    st.session_state[NEXT] = page


def go_now(page: str) -> NoReturn:
    """Go to a page from the middle of a run; nothing after this runs."""
    go(page)
    st.rerun()


def take_next() -> str | None:
    """The page asked for, once; None when the visit stays where it is."""
    return st.session_state.pop(NEXT, None)
