"""The router: settings, the signed-in worker, the pages they may see, and the one they asked for.

`streamlit run app.py` imports this file for `app`, the server; each run of a page executes it, and it routes.
"""

import gc

if __name__ != "__main__":
    # Nothing that is imported is garbage, and looking for it took a tenth of the start.
    gc.disable()

import sys
from collections.abc import Callable

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime.pages_manager import PagesManager

from config.environment import read_environment
from config.problems import SettingsError
from config.sign_on import require_sign_on
from data_access.errors import Unavailable
from pages.components import assets
from pages.components.forms.error_summary import page_title
from pages.components.frame import show_frame
from pages.screens.data_officer import (
    agreements,
    possible_match,
    quality,
    reported_record,
    restrict_list,
    restricted,
    review,
    subject_report,
    together,
)
from pages.screens.everyone import accessibility, cookies, families, feedback, privacy, sign_in, sign_in_help
from pages.screens.manager import (
    audit,
    audit_record,
    audit_visit,
    feedback_list,
    spot_check,
    spot_check_access,
    spot_checks,
    usage_figures,
)
from pages.screens.researcher import findings, participant, participants, referral, research_results, set_up
from pages.screens.social_worker import about, contacts, family, not_right, numbers, person, reason, results, search
from pages.visit import downloads, navigation, open_pages, place, roles, session
from pages.visit.guard import guarded, show_unavailable
from server import health_routes, page_frame, session_routes
from server.addresses import BrowserCookie, KnownAddresses
from server.headers import SecurityHeaders
from server.page_frame import PageFrame
from server.start import UnsafeStart, delete_leftovers, look_for_garbage_seldom, refuse_unsafe_start

SCREENS = {
    "search": ("Search", search.show),
    "reason": ("Reason", reason.show),
    "results": ("Results", results.show),
    "person": ("Person", person.show),
    "linked_individual": ("Linked individual", person.show_linked),
    "not_right": ("This is not right", not_right.show),
    "about": ("About this information", about.show),
    "contacts": ("Contacts to call", contacts.show),
    "family": ("Family at a glance", family.show),
    "numbers": ("All services’ numbers", numbers.show),
    "review": ("Review", review.show),
    "report": ("A report", reported_record.show),
    "pair": ("A possible match", possible_match.show),
    "together": ("Possible matches together", together.show),
    "quality": ("Data quality", quality.show),
    "restricted": ("Restricted people", restricted.show),
    "restrict_list": ("Restrict several people", restrict_list.show),
    "subject_report": ("Report on a person", subject_report.show),
    "agreements": ("Agreements", agreements.show),
    "audit": ("Audit", audit.show),
    "audit_visit": ("Audit visit", audit_visit.show),
    "record": ("Audit record", audit_record.show),
    "spot_checks": ("Spot checks", spot_checks.show),
    "spot_check": ("A spot check", spot_check.show),
    "checked": ("An access to check", spot_check_access.show),
    "figures": ("Usage figures", usage_figures.show),
    "feedback": ("Your feedback", feedback.show),
    "feedback_list": ("Feedback", feedback_list.show),
    "research": ("Research session", set_up.show),
    "referral": ("Referral", referral.show),
    "participants": ("Participants", participants.show),
    "participant": ("A participant", participant.show),
    "findings": ("Findings", findings.show),
    "research_results": ("Results", research_results.show),
}
# For everyone, signed in or not.
OPEN = {
    "accessibility": ("Accessibility statement", accessibility.show),
    "privacy": ("Privacy", privacy.show),
    "cookies": ("Cookies", cookies.show),
    "families": ("For families", families.show),
    "signing_in": ("Help signing in", sign_in_help.show),
}
# A role's first screen is at the top address, where everyone begins; browsers never ask for its own address.
KNOWN = {"", *SCREENS, *OPEN} - roles.FIRST_SCREENS


def main() -> None:
    """Route one run."""
    session.begin_run()
    session.keep_choice()
    try:
        actor = session.actor()
    except Unavailable:
        _begin("Family Context")
        show_frame(None, None, on_end_session=None)
        show_unavailable()
        session.take_cookie_away_if_left()
        return
    back_to = None
    if actor is None:
        # At every address, so that a link from a colleague ends at a form that works.
        pages = {name: _page(name, "Sign in", sign_in.show, first="search") for name in SCREENS}
        for name, (title, show) in OPEN.items():
            pages[name] = _page(name, title, open_pages.signed_out(name, show), first="search")
    else:
        # Other roles' screens too: a worker who asks for one is refused, and that is recorded.
        first = roles.first_screen(actor.role)
        back_to = place.come_back(actor)
        screens = SCREENS | {name: (title, open_pages.signed_in(show)) for name, (title, show) in OPEN.items()}
        pages = {
            name: _page(name, title, guarded(actor, name, show), first=first) for name, (title, show) in screens.items()
        }
        navigation.go_on(pages)
    current = st.navigation(list(pages.values()), position="hidden")
    navigation.know(pages, current)
    _begin(page_title(current.title))
    # A refresh is at the address of its own screen; a new tab, and the first screen, are at the top address.
    wanted = navigation.take_next() or (back_to if current.url_path == "" else None)
    if wanted is not None and pages[wanted] is not current:
        st.switch_page(pages[wanted])
    current.run()


def _begin(title: str) -> None:
    st.set_page_config(page_title=title, layout="wide", initial_sidebar_state="collapsed")


def _page(name: str, title: str, show: Callable[[], None], *, first: str) -> st.Page:
    is_first = name == first
    # The short title: Streamlit sends those of all pages with each run, three times over.
    return st.Page(show, title=title, url_path="" if is_first else name, default=is_first)


if __name__ == "__main__":
    main()
else:
    try:
        require_sign_on(read_environment(), session.councils())
        refuse_unsafe_start(session.councils(), st.get_option)
        delete_leftovers()
        session.record_settings_changes()
    except (SettingsError, UnsafeStart) as error:
        sys.exit(str(error))
    # Otherwise the first visit to a server runs files in the folder pages without this one. A private name;
    # tests/browser/test_start_up.py holds it.
    PagesManager.uses_pages_directory = False
    routes = [*session_routes.ROUTES, *health_routes.ROUTES, *page_frame.ROUTES, downloads.ROUTE, *assets.ROUTES]
    if read_environment().sign_on:
        # With Authlib and requests it takes 0.2 s and 20 MB, which a council without single sign-on is spared.
        from server import sign_on_routes

        routes += sign_on_routes.ROUTES
    app = st.App(
        __file__,
        routes=routes,
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(KnownAddresses, pages=KNOWN, routes=routes),
            Middleware(BrowserCookie),
            Middleware(PageFrame),
        ],
    )
    look_for_garbage_seldom()
