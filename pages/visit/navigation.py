"""Where to go next. A callback may not change the page itself: it asks here, and the run that follows it goes there."""

from collections.abc import Mapping
from typing import NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

NEXT, PAGES, HERE = "visit_next_page", "visit_pages", "visit_page"


def know(pages: Mapping[str, st.Page], here: st.Page) -> None:
    """The pages of this run, by name, and the one it is on."""
    st.session_state[PAGES], st.session_state[HERE] = pages, here


def go_on(pages: Mapping[str, st.Page]) -> None:
    """Before `st.navigation`: make this run the one of the page that a callback asked for, if it is another.

    `st.switch_page` would wait a fiftieth of a second and begin another run, which costs as much as half a page. In a
    tab that has shown no page yet `take_next` says where to.
    """
    wanted, here, run = pages.get(st.session_state.get(NEXT, "")), st.session_state.get(HERE), get_script_run_ctx()
    if run is None or here is None or wanted is None or wanted.url_path == here.url_path:
        return
    # What Streamlit does on the way to another page: what the address asked and what the fields held is of this one.
    if st.query_params:
        st.query_params.clear()
    run.session_state.on_script_finished(frozenset())
    run.pages_manager.set_script_intent("", wanted.url_path)
    # Last: if this run ends before, the next one goes there.
    del st.session_state[NEXT]


def address() -> str:
    """The address of the page this run is on, without the slash before it."""
    return st.session_state[HERE].url_path


def go(page: str) -> None:
    """Go to a page ("search", "results", "person" …) in the run that follows."""
    st.session_state[NEXT] = page


def go_now(page: str) -> NoReturn:
    """Go to a page from the middle of a run; nothing after this runs."""
    st.switch_page(st.session_state[PAGES][page])


def take_next() -> str | None:
    """The page asked for, once; None when the visit stays where it is."""
    return st.session_state.pop(NEXT, None)
