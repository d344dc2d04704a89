"""Where this visit is, kept with the session so that a refresh, a second tab or signing in again returns there.

One place is kept for all tabs of a session. Each tab remembers when its own was kept, and says so when it is loaded: if
another tab's has been kept since, that is offered, so that no tab silently shows someone else than before.

Only what was asked is kept (data_access/accounts/kept_places.py). After a return each page asks the data layer as ever:
it is authorised again and recorded as a new view, and what is no longer permitted is refused in the same words.
"""

import logging
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import streamlit as st

from data_access.accounts import kept_places
from data_access.accounts.kept_places import KeptPlace
from data_access.accounts.sessions import Actor
from data_access.errors import DataAccessError, WhyManyNeeded
from data_access.values import Grounds, SearchTerms
from pages.components.formatting import clock_words
from pages.components.frame import show_notice
from pages.components.session_watch import TabPlace
from pages.visit import memory, navigation, roles, subject_request
from server import page_frame

log = logging.getLogger(__name__)

OFFER = "visit_offered_place"
OF_ANOTHER_TAB = "You may have used another tab since, so this one begins again."
BEGINNINGS = ("reason", "search", "research")
"""Where a worker begins with a family, and a researcher with a participant: without a reason, a search or anyone open
there is nothing to return to."""


def come_back(actor: Actor) -> str | None:
    """In a new tab, or one loaded again: put back what this session last asked, and return its screen; None for none.

    What another tab or an earlier session of the same account left is not put back, but offered by `show_offer`.
    """
    if memory.PLACE in st.session_state:
        return None
    st.session_state[memory.PLACE] = None
    try:
        found = kept_places.find(actor)
    except DataAccessError as error:
        log.error("Where the session last was could not be read: %s", type(error).__name__)
        return None
    # What another version kept may have other parts.
    if found is None or set(found.inputs) != set(_here(actor, "")):
        return None
    if not roles.may_see(actor.role, found.inputs["screen"]):
        return None
    of_tab = st.context.headers.get(page_frame.TAB_PLACE)
    if not found.is_of_this_session or (of_tab and of_tab != _when(found)):
        st.session_state[OFFER] = found
        return None
    st.session_state[memory.PLACE] = found
    _put_back(actor, found.inputs)
    screen = _screen(found.inputs)
    if screen != found.inputs["screen"]:
        navigation.go(screen)
    return screen


def keep(actor: Actor, screen: str) -> TabPlace:
    """At the end of a run: keep the place, if it is another than before, and give what the tab is to remember of it.

    Where that fails the page stays as it is.
    """
    _keep(actor, screen)
    kept, asked = st.session_state.get(memory.PLACE), st.session_state.get(memory.FOLLOWED, "")
    return TabPlace(_when(kept), navigation.address(), memory.opening_on(screen), asked)


def _keep(actor: Actor, screen: str) -> None:
    here, before = _here(actor, screen), st.session_state.get(memory.PLACE)
    is_new = before is None and _is_beginning(actor, here)
    # What is offered stays kept until something else is asked: the page may be loaded again before it is pressed.
    if _has_asked(here):
        st.session_state.pop(OFFER, None)
    is_offered = OFFER in st.session_state
    if (before and here == before.inputs) or is_new or is_offered:
        return
    try:
        st.session_state[memory.PLACE] = kept_places.keep(actor, here)
    except DataAccessError as error:
        log.error("Where the session is could not be kept: %s", type(error).__name__)


def show_offer(actor: Actor, screen: str, *, on_failure: Callable[[Exception], None]) -> None:
    """ "Go back to where you were at 14:05", where a visit begins, and for another tab's place on any screen; nothing
    once something has been asked.

    It names no one: whoever was open is only authorised when it is pressed. `on_failure` has the next run say why not.
    Its place is there with an offer and without: what stands below would else be drawn anew when it goes.
    """
    offer: KeptPlace | None = st.session_state.get(OFFER)
    here = _here(actor, screen)
    with st.container(key="offer", gap="xsmall"):
        # In research it can only be gone back to once the set-up it belongs to is this session's.
        is_possible = offer and offer.inputs["shows"] == actor.shows and not _has_asked(here)
        if is_possible and (offer.is_of_this_session or _is_beginning(actor, here)):
            if offer.is_of_this_session:
                show_notice(OF_ANOTHER_TAB)
            label = f"Go back to where you were at {clock_words(offer.kept_at)}"
            st.button(label, key="go_back_to_place", on_click=_go_back, args=(actor, offer, on_failure))


def _go_back(actor: Actor, offer: KeptPlace, on_failure: Callable[[Exception], None]) -> None:
    """The callback of the offer. In journey 2 the child whose page led to a linked individual is opened first, where
    this session has not opened it yet: that is authorised and recorded as any other view."""
    del st.session_state[OFFER]
    _put_back(actor, offer.inputs)
    navigation.go(_screen(offer.inputs))
    person_id, child_id = memory.opened() or (None, None)
    if offer.is_of_this_session or person_id is None or child_id is None or actor.council.journey != 2:
        return
    memory.open_person(child_id)
    try:
        memory.opened_person(actor)
    except WhyManyNeeded:
        navigation.go("person")  # it asks why, and goes on with the child
    except DataAccessError as error:
        on_failure(error)
    else:
        memory.open_person(person_id, child_id=child_id)


def _when(place: KeptPlace | None) -> str:
    """What a tab remembers of its place: nothing of anyone, and nothing that opens it."""
    return place.kept_at.isoformat() if place else "none"


def _screen(inputs: dict[str, Any]) -> str:
    """The screen to return to. Places kept before a linked individual had a screen of their own name the child's."""
    is_linked = inputs["screen"] == "person" and inputs["person"][1:] not in ([], [None])
    return "linked_individual" if is_linked else inputs["screen"]


def _here(actor: Actor, screen: str) -> dict[str, Any]:
    """The inputs of this visit, as JSON holds them."""
    grounds, terms, here = memory.grounds(), memory.searched(), memory.chosen(screen)
    return {
        "screen": screen,
        "shows": actor.shows,
        "grounds": {"reason": grounds.reason, "case_reference": grounds.case_reference, "cover": grounds.cover},
        "terms": asdict(terms) | {"date_of_birth": _day(terms.date_of_birth)} if terms else None,
        "typed": st.session_state.get(memory.TYPED) or {},
        "person": list(memory.opened() or ()),
        "reporting": list(memory.reporting() or ()),
        "chosen": _plain((screen, here) if here is not None else st.session_state.get(memory.CHOSEN)),
        "subject_report": subject_request.to_keep(),
    }


def _is_beginning(actor: Actor, here: dict[str, Any]) -> bool:
    """Whether nothing has been asked yet: the visit is where every visit of the role begins."""
    begins = (*BEGINNINGS, roles.first_screen(actor.role))
    return here["screen"] in begins and not _has_asked(here)


def _has_asked(here: dict[str, Any]) -> bool:
    return any((here["grounds"]["reason"], here["terms"], here["typed"], here["person"], here["chosen"]))


def _put_back(actor: Actor, inputs: dict[str, Any]) -> None:
    """Put the inputs where the screens look for them. Those of another research participant are left out."""
    if inputs["shows"] != actor.shows:
        return
    st.session_state[memory.GROUNDS] = Grounds(**inputs["grounds"])
    if inputs["terms"]:
        born = inputs["terms"]["date_of_birth"]
        terms = SearchTerms(**inputs["terms"])
        st.session_state[memory.SEARCH] = replace(terms, date_of_birth=date.fromisoformat(born) if born else None)
    if inputs["typed"]:
        st.session_state[memory.TYPED] = inputs["typed"]
    if inputs["person"]:
        person_id, child_id = inputs["person"]
        memory.open_person(person_id, child_id=child_id)
    if inputs["reporting"]:
        memory.start_report(*inputs["reporting"])
    if inputs["chosen"]:
        kind, which = inputs["chosen"]
        memory.choose(kind, tuple(which) if isinstance(which, list) else which)
    subject_request.put_back(inputs["subject_report"])


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _plain(chosen: tuple[str, Any] | None) -> list[Any] | None:
    """What is open on an officer's or manager's screen, if it is told apart by numbers and words alone; else None: the
    same screen opens, or the list it belongs to."""
    if chosen is None:
        return None
    kind, which = chosen
    parts = which if isinstance(which, tuple) else (which,)
    is_plain = type(which) in (int, str, tuple) and all(type(part) in (int, str) for part in parts)
    return [kind, list(which) if isinstance(which, tuple) else which] if is_plain else None
