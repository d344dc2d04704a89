"""The cookies page: those that there are, by the names they have here, and what else a browser keeps."""

from config.council import Council
from config.environment import read_environment
from pages.components.details import Detail, show_details
from pages.components.frame import show_heading, show_page_heading, show_text
from pages.visit import session
from server import cookies

# Streamlit's own; a browser test compares with what a browser gets.
XSRF = "_streamlit_xsrf"
THEME = "stActiveTheme"
# In the tab alone (server/connection.js).
PLACE = "family-context-place"
# The web server's (deploy/nginx.conf); a demonstration has none in front.
ROUTE = "__Host-family-context-route"
NUMBERS = ("three", "four", "five", "six")


def show(council: Council) -> None:
    """What each cookie is for and how long it stays. A test compares with what a browser really gets."""
    show_page_heading("Cookies", f"Family Context at {council.name}")
    is_single, has_route = session.single_sign_on() is not None, read_environment().is_production
    number = NUMBERS[has_route + 2 * is_single]
    show_text(
        "Cookies are small pieces of text that a site keeps in your browser. Family Context needs "
        f"{number} to work, and "
        "has no others. None follows you anywhere, and none can be read by another site. That is why you are not asked "
        "to agree to them."
    )
    _show_cookie(
        cookies.session_name(),
        "Says that you are signed in. It is a random key that means nothing elsewhere.",
        "When you sign in",
        "Until you end the session or close the browser. What it opens ends by itself after 15 minutes without use, "
        "and after 12 hours.",
    )
    _show_cookie(
        cookies.browser_name(),
        "Identifies your browser while you sign in, so that no one else can finish signing in for you. It is random.",
        "When you first open a page",
        "Until you close the browser",
    )
    _show_cookie(
        XSRF,
        "Set by Streamlit, which the pages are built with, so that another site cannot send anything in your name. It "
        "is random.",
        "When you first open a page",
        "Until you close the browser",
    )
    if has_route:
        _show_cookie(
            ROUTE,
            "Set by the web server, so that everything you do goes to the same one of several programs. It is random.",
            "When you first open a page",
            "Until you close the browser",
        )
    if is_single:
        _show_cookie(
            cookies.try_name(),
            "Shows that it was you who went to your council’s sign-in, so that no one else can come back from there as "
            "you, nor you as someone else.",
            "When you go to your council’s sign-in",
            "Until you are back, and ten minutes at most",
        )
        _show_cookie(
            cookies.said_name(),
            "Lets the sign-in page tell you why you were not signed in.",
            "When you come back without having been signed in",
            "A minute",
        )
    show_heading("What else your browser keeps")
    show_text(
        f"The program of the pages and its fonts, so that they load faster. One entry ({THEME}) says which colours "
        f"Streamlit uses. In each tab, until you close it, another ({PLACE}) says when Family Context last noted "
        "where you were, so that a refresh shows you no one from another tab. The tab’s history has a random word at "
        "each page about someone, so that your browser’s Back button opens who was open there. Nothing about you or "
        "anyone you looked up. The text you copy is in your clipboard until you copy something else."
    )


def _show_cookie(name: str, what_for: str, given: str, stays: str) -> None:
    show_heading(name)
    show_details([("What it is for", what_for), ("When you get it", given), Detail("How long it stays", stays)])
