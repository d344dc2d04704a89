"""Help signing in: the council's own words, and what each answer of the sign-in page means."""

from config.council import Council, Section
from data_access.accounts.lock_out import LOCKED_FOR, MOST_TRIES
from data_access.accounts.sessions import HARD_LIMIT, IDLE_LIMIT
from pages.components.frame import show_page_heading, show_sections

MINUTE, HOUR = 60, 3600


def show(council: Council) -> None:
    """Whom to ask first, then what may be wrong."""
    show_page_heading("Help signing in", f"Family Context at {council.name}")
    locked, idle = (int(limit.total_seconds()) // MINUTE for limit in (LOCKED_FOR, IDLE_LIMIT))
    hours = int(HARD_LIMIT.total_seconds()) // HOUR
    sections = {
        "Your user name and password": council.sign_in.help,
        "The user name or password is not right": (
            "Check that Caps Lock is off, and that you chose the right council if you can choose one.",
            "The page never says which of the two is wrong: that would tell others who has an account.",
        ),
        "Too many wrong passwords": (
            f"After {MOST_TRIES} wrong passwords in a row the account is locked for {locked} minutes. Wait, or ask for "
            "the lock to be lifted.",
        ),
        "You are asked to choose a password": (
            "Someone else chose the one you have. Choose one that only you know: 12 characters or more, such as "
            "three words that do not belong together.",
        ),
        "You were signed out": (
            f"A session ends after {idle} minutes in which nothing is done, {hours} hours after you signed in, and "
            "when you sign in somewhere else. Sign in again. If you did not sign in somewhere else, tell your manager.",
        ),
        "Your browser must accept cookies": (
            "Family Context cannot tell that it is you without them. The page “Cookies” says which there are.",
        ),
        "Never use someone else’s account": (
            "What is looked up is recorded under the name of whoever is signed in. End your session when you leave.",
        ),
    }  # fmt: skip
    show_sections([Section.of(heading, *paragraphs) for heading, paragraphs in sections.items()])
