"""Where to go next. A callback may not change the page itself: it asks here, and app.py goes there at its next run."""

from collections.abc import Mapping
from typing import NoReturn

import streamlit as st

NEXT, PAGES, HERE = "visit_next_page", "visit_pages", "visit_page"


def know(pages: Mapping[str, st.Page], here: st.Page) -> None:
    """The pages of this run, by name, and the one it is on."""
    st.session_state[PAGES], st.session_state[HERE] = pages, here


def go_on() -> None:
    """At the start of a run: to the page that a callback asked for, if it is another, before anything is read or drawn.
    In a tab that has shown no page yet `take_next` says where to."""
    pages, wanted = st.session_state.get(PAGES, {}), st.session_state.get(NEXT)
    if wanted in pages and pages[wanted] is not st.session_state[HERE]:
        del st.session_state[NEXT]
        st.switch_page(pages[wanted])


def address() -> str:
    """The address of the page this run is on, without the slash before it."""
    return st.session_state[HERE].url_path


def go(page: str) -> None:
    """Go to a page ("search", "results", "person" …) at the next run."""
    st.session_state[NEXT] = page


def go_now(page: str) -> NoReturn:
    """Go to a page from the middle of a run; nothing after this runs."""
    st.switch_page(st.session_state[PAGES][page])


def take_next() -> str | None:
    """The page asked for, once; None when the visit stays where it is."""
    return st.session_state.pop(NEXT, None)
