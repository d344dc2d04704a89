"""The pages that everybody can read, signed in or not: the way there from the foot of every page, and back."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from config.council import Council
from config.version import version
from data_access.accounts.sessions import Actor
from pages.components.footer import show_footer
from pages.components.frame import show_back_and_new_search, show_frame
from pages.components.session_watch import watch_session
from pages.visit import navigation, roles, session

BEFORE = "visit_before_open_page"
"""From where somebody went to one of them. Nothing of any person is on them, and none signs anybody in or out."""


def show_foot(here: str, *, for_participant: bool = False) -> None:
    """The foot of the page of that name; under what a participant uses, with the researcher's quiet way back."""
    back = {"research": "For the researcher"} if for_participant else {}
    # Which weaknesses a version has is public: whoever is signed out is not told which this is.
    told = version() if session.OF_SESSION in st.session_state else ""
    show_footer(roles.EVERYBODYS | back, here, version=told, on_go=partial(_go_from, here))


def feedback_from(here: str) -> Callable[[], None]:
    """The callback of "Your feedback" on the page of that name."""
    return partial(_go_from, here, "feedback")


def _go_from(here: str, name: str) -> None:
    """To one of these pages, and back from it to the page before the first of them."""
    if here not in (*roles.EVERYBODYS, *roles.SIGNED_IN):
        st.session_state[BEFORE] = here
    navigation.go(name)


def signed_out(name: str, screen: Callable[[Council], None]) -> Callable[[], None]:
    """The page for whoever is not signed in, in the words of the council they choose."""

    def show() -> None:
        councils = session.councils()
        council = session.chosen_council(councils)
        show_frame(council, None, on_end_session=None, banner_words=council.guidance.sign_in)
        watch_session("")
        _show_way_back("search")
        choose_council(councils)
        screen(council)
        show_foot(name)

    return show


def signed_in(screen: Callable[[Council], None]) -> Callable[[Actor], None]:
    """The same page as a screen of a worker, whatever their role."""

    def show(actor: Actor) -> None:
        _show_way_back(roles.first_screen(actor.role))
        screen(actor.council)

    return show


def choose_council(councils: tuple[Council, ...]) -> None:
    """The council's choice, where there is one."""
    if len(councils) > 1:
        with st.container(key="fc-not-printed-council"):
            st.radio("Council", [council.name for council in councils], key=session.CHOSEN_COUNCIL, horizontal=True)


def _show_way_back(first: str) -> None:
    """To the page from which somebody came by its foot; for those who came by the address, to the first."""
    show_back_and_new_search("Back", on_back=lambda: navigation.go(st.session_state.pop(BEFORE, first)))
