"""The router: settings, the signed-in worker, the pages they may see, and the one that is asked for.

`streamlit run app.py` imports this file for `app`, the server; each run of a page executes it, and it routes.
"""

import sys

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from config.reading import SettingsError
from data_access.errors import Unavailable
from pages.components.error_summary import page_title
from pages.components.frame import show_frame
from pages.screens import about, family, reason, results, search, sign_in
from pages.visit import session, ways
from pages.visit.guard import guarded, show_unavailable

# The search is at the top address; its name there is "".
SCREENS = {
    "search": ("Search", search.show),
    "reason": ("Reason", reason.show),
    "results": ("Results", results.show),
    "person": ("Person", family.show),
    "about": ("About this information", about.show),
}


def main() -> None:
    """Route one run."""
    # Else the browser is told "Page not found" on a deep link, because a folder is called pages. A private name:
    # tests/browser/test_closed_ways.py holds it.
    PagesManager.uses_pages_directory = False
    st.set_page_config(page_title="Family Context", layout="wide", initial_sidebar_state="collapsed")
    try:
        actor = session.actor()
    except Unavailable:
        show_frame(None, None, on_end_session=None)
        show_unavailable()
        return
    if actor is None:
        # At every address, so that a link from a colleague ends at a form that works.
        pages = {name: _page(name, "Sign in", sign_in.show) for name in SCREENS}
    else:
        pages = {name: _page(name, title, guarded(show)) for name, (title, show) in SCREENS.items()}
    current = st.navigation(list(pages.values()), position="hidden")
    wanted = ways.take_next()
    if wanted is not None and actor is not None and pages[wanted] is not current:
        st.switch_page(pages[wanted])
    current.run()


def _page(name: str, title: str, show) -> st.Page:
    address = "" if name == "search" else name
    return st.Page(show, title=page_title(title), url_path=address, default=name == "search")


if __name__ == "__main__":
    main()
else:
    try:
        session.councils()
    except SettingsError as error:
        sys.exit(str(error))
    app = st.App(__file__)
