"""What a browser must do for its session: change a ticket into a cookie, warn before it ends, leave when it has, and
run the page again when something has changed that it may show."""

from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

from pages.components.assets import component

SCRIPT = Path(__file__).with_name("session_watch.js")
HEARD = "session_watch_heard_of_change"


@dataclass(frozen=True)
class TabPlace:
    """What a tab remembers: when its place was kept, and which opening the page at this address is about.

    server/connection.js says the one when the tab is loaded again, and the other on the browser's own Back and Forward.
    `asked` is what it has just said: the script runs where anything here differs from before.
    """

    when: str
    address: str
    opening: str
    asked: str


def watch_session(session_id: str, revision: str = "", place: TabPlace | None = None) -> None:
    """Warn two minutes before the session ends, with "Stay signed in"; load the page anew once it has.

    `session_id` is the one that this tab shows, "" where nobody is signed in: then the page is loaded anew when
    somebody comes back to the tab after signing in elsewhere. The id opens nothing. `revision` is the one that this run
    was made for: the page is run again when there is another. `place` is what the tab is to remember, None for nothing
    new.
    """
    data = {"do": "watch", "session": session_id, "revision": revision} | (asdict(place) if place else {})
    component(SCRIPT)(key="quiet_session", data=data, on_changed_change=_hear)


def has_heard_of_change() -> bool:
    """Whether the browser asked for this run by itself, because the revision has moved. Said once, at its start."""
    return st.session_state.pop(HEARD, False)


def use_ticket(ticket: str) -> bool:
    """Change a ticket into the session's cookie and load the page again. True, in a later run, when that failed."""
    return bool(
        component(SCRIPT)(key="quiet_ticket", data={"do": "enter", "ticket": ticket}, on_failed_change=_nothing).failed
    )


def leave_provider() -> None:
    """Take the browser to the identity provider, which ends its session and sends it back."""
    component(SCRIPT)(key="quiet_leave", data={"do": "leave"})


def forget_session() -> None:
    """Take the cookie of a session that has ended out of the browser."""
    component(SCRIPT)(key="quiet_forget", data={"do": "forget"})


def _hear() -> None:
    """Runs before the page does. What the browser sends is not kept under the component's key."""
    st.session_state[HEARD] = True


def _nothing() -> None:
    """Streamlit keeps a component's answer only where something listens for it."""
