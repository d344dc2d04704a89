"""What every screen of a live session goes through: the role, the frame, and a page for what the data layer refuses."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from typing import ParamSpec

import streamlit as st

from config.council import Council
from data_access.accounts.sessions import Actor
from data_access.errors import (
    DataAccessError,
    NoExtract,
    NotFound,
    NotPermitted,
    NotSignedIn,
    OnlyInvented,
    Unavailable,
    WrongRole,
)
from data_access.people import access
from pages.components.forms.error_summary import set_title
from pages.components.frame import (
    show_back_and_new_search,
    show_empty,
    show_frame,
    show_heading,
    show_navigation,
    show_page_heading,
)
from pages.components.services.numbers_table import numbers_html
from pages.components.session_watch import watch_session
from pages.visit import memory, navigation, place, roles, session
from pages.visit.open_pages import feedback_from, show_foot

log = logging.getLogger(__name__)

Called = ParamSpec("Called")

SHOWS, TURN = "visit_shows", "visit_turn"
FAILURE = "visit_failure"
ERRORS = ("_attempt", "_try", "_not_done", "_not_read", "_wrong", "_none_ticked")
"""How the keys end under which the screens keep what was wrong with a form, or count the tries to send it."""
PRACTICE = "Follow your usual practice for finding out which services work with a family."


def guarded(actor: Actor, name: str, screen: Callable[[Actor], None]) -> Callable[[], None]:
    """Run the screen of that name for a worker of its role, under the frame. What goes wrong is said in plain words.

    `actor` is who was found signed in at the start of this run.
    """

    def show() -> None:
        failed = take_failure()
        try:
            memory.follow_research(actor)
            memory.follow_screen(name)
            if roles.is_for_participant(actor.role, name) and not actor.shows and failed is None:
                navigation.go_now("research")
            show_frame(actor.council, who(actor), on_end_session=end_session, on_feedback=feedback_from(name))
            show_navigation(roles.navigation(actor.role, name), name, on_go=_go_by_header)
            with _box(name):
                if failed is not None:
                    _show_failure(failed, actor)
                elif roles.may_see(actor.role, name):
                    place.show_offer(actor, name, on_failure=keep_failure)
                    screen(actor)
                else:
                    access.refuse_role(actor, f"the screen {name}")
                # In the box: under a new screen it is a new one, and does not jump there from under the screen before.
                show_foot(name, for_participant=roles.is_for_participant(actor.role, name))
            kept = place.keep(actor, name) if failed is None else None
            watch_session(actor.session_id, str(actor.revision), kept)
        except NotSignedIn:
            session.end_session()
            st.rerun()
        except Exception as error:
            if failed is not None:
                raise
            keep_failure(error)
            session.run_again()

    return show


def callback(run: Callable[Called, None]) -> Callable[Called, None]:
    """Of a function that a widget calls: it runs before the screen, outside what guards it, so what the data layer
    refuses is kept for the screen to say."""

    @wraps(run)
    def keep_what_fails(*args: Called.args, **kwargs: Called.kwargs) -> None:
        try:
            run(*args, **kwargs)
        except DataAccessError as failed:
            keep_failure(failed)

    return keep_what_fails


def keep_failure(error: Exception) -> None:
    """Have the next run say what went wrong, on a page of its own: this one may stand half drawn."""
    if not isinstance(error, DataAccessError | memory.NoLongerShown):
        log.error("A screen failed: %s", type(error).__name__)
    st.session_state[FAILURE] = type(error)


def take_failure() -> type[Exception] | None:
    """What went wrong in the run before, once."""
    return st.session_state.pop(FAILURE, None)


def _show_failure(failed: type[Exception], actor: Actor) -> None:
    if failed is memory.NoLongerShown:
        _show_no_longer_shown()
    elif failed is WrongRole:
        _show_wrong_role(actor)
    elif failed is OnlyInvented:
        _show_only_invented()
    elif failed is NotPermitted:
        _show_refused()
    elif failed is NotFound:
        _show_gone()
    elif failed is NoExtract:
        _show_not_loaded()
    else:
        show_unavailable(actor.council)


def _box(name: str) -> AbstractContextManager[object]:
    """Where the screen is drawn: in another place when it shows somebody or something else than the run before.

    Streamlit replaces a page from the top down, so one person's heading could stand above another's records for a
    moment, or for good after a hasty click. Here what was drawn before goes first. (Emptying the same place does not
    do: what is sent for one place in one go is put together, and then the old children stay.)
    """
    shows = (name, memory.opened(), memory.searched(), st.session_state.get(memory.CHOSEN))
    is_other = st.session_state.get(SHOWS) != shows
    turn = st.session_state.get(TURN, 0) + is_other
    if is_other:
        _forget_errors()
    st.session_state[SHOWS], st.session_state[TURN] = shows, turn
    places = [st.container(), st.empty()] if turn % 2 else [st.empty(), st.container()]
    return places[1 - turn % 2]


def _forget_errors() -> None:
    """What was wrong with a form is not said again where somebody comes back to it, or to the same one about someone
    else: what they typed is gone, however they left."""
    for key in [key for key in st.session_state if str(key).endswith(ERRORS)]:
        del st.session_state[key]


def _go_by_header(screen: str) -> None:
    """Another of the role's screens; whoever was open there is forgotten."""
    memory.forget_chosen()
    navigation.go(screen)


def who(actor: Actor) -> str:
    """How the header names the worker."""
    return f"{actor.display_name}, {actor.username}"


def end_session() -> None:
    """The callback of "End session". Where the database is gone the visit ends all the same."""
    try:
        session.end_session()
    except Unavailable:
        log.error("A session could not be ended in the database")
    # Whoever signs in next in this tab may have another role, and must not be refused what they did not ask for.
    navigation.go(roles.first_screen(""))


def show_unavailable(council: Council | None = None) -> None:
    """The database is gone, locked, full or slow: nothing is shown that was not recorded.

    `council` is that of a worker who is signed in, who also reads whom to call; None where that is not known.
    """
    set_title("Not available")
    show_page_heading("Family Context is not available at the moment")
    show_empty("What to do now", ["No information can be shown until it works again.", PRACTICE])
    st.button("Try again", key="try_again", type="primary")
    if council is not None:
        show_heading("Whom to call")
        st.html(numbers_html(council))


def new_search() -> None:
    """The callback of "New search"."""
    memory.new_search()
    st.session_state.pop(memory.TYPED, None)
    navigation.go("search")


def _show_refused() -> None:
    set_title("You cannot open this person")
    show_back_and_new_search(on_new_search=new_search)
    show_page_heading("You cannot open this person")
    show_empty(
        "Why not",
        [
            "This council shows only people you are permitted to see here. Your request has been recorded.",
            "It does not mean that no service is involved.",
            PRACTICE,
        ],
    )


def _show_no_longer_shown() -> None:
    set_title("No longer shown")
    show_back_and_new_search(on_new_search=new_search)
    show_page_heading("This page can no longer be shown")
    words = "Something changed while it was open, so you may no longer see what it showed. This has been recorded."
    show_empty("Why not", [words, "It does not mean that no service is involved.", PRACTICE])


def _show_wrong_role(actor: Actor) -> None:
    set_title("Not for your role")
    show_page_heading("This page is not for your role")
    show_empty("Why not", ["It is for other roles. Your request has been recorded."])
    first = roles.first_screen(actor.role)
    st.button("Go to your first page", key="to_first", type="primary", on_click=navigation.go, args=(first,))


def _show_only_invented() -> None:
    set_title("Not here")
    show_page_heading("Research is not possible here")
    show_empty("Why not", ["Real families are loaded. Your request has been recorded.",
                           "Use an installation with the demonstration’s invented families."])  # fmt: skip


def _show_not_loaded() -> None:
    set_title("No information yet")
    show_page_heading("No information has been loaded yet")
    means = ["The council’s IT team loads it.", "It does not mean that no service is involved.", PRACTICE]
    show_empty("What this means", means)


def _show_gone() -> None:
    set_title("Person not found")
    show_back_and_new_search(on_new_search=new_search)
    show_page_heading("This person or record is no longer here")
    means = "The information was loaded again since you searched, or someone has dealt with it since."
    show_empty("What this means", [means, "Search for the person again."])
