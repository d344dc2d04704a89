"""Which screens each role has, made from the one table of roles, and what the header offers to go between them."""

from data_access.accounts.roles import MAY, May

SEARCHING = (
    "search",
    "reason",
    "results",
    "person",
    "linked_individual",
    "not_right",
    "about",
    "contacts",
    "family",
    "numbers",
)
REVIEWING = (
    "review",
    "quality",
    "report",
    "pair",
    "together",
    "restricted",
    "restrict_list",
    "subject_report",
    "agreements",
)
AUDITING = ("audit", "audit_visit", "record", "spot_checks", "spot_check", "checked")
FIGURES = ("figures",)
FEEDBACK = ("feedback_list",)
RESEARCHING = ("research", "referral", "participants", "participant", "findings", "research_results")
SCREENS = {
    May.SEARCH: SEARCHING,
    May.REVIEW: REVIEWING,
    May.AUDIT: AUDITING,
    May.AUDIT_OF_RESTRICTED: AUDITING[:3],
    May.FIGURES: FIGURES,
    May.FEEDBACK: FEEDBACK,
    # What a participant uses in a research session are the worker's own screens.
    May.RESEARCH: (*SEARCHING, *RESEARCHING),
}

OWN_SCREENS: dict[str, tuple[str, ...]] = {
    role: tuple(screen for may, screens in SCREENS.items() if may in allowed for screen in screens)
    for role, allowed in MAY.items()
}
"""The first is where a visit begins. A role that is not here, or has none, is refused everywhere."""

SIGNED_IN = ("feedback",)
"""For whoever is signed in, from the banner of every page."""

EVERYBODYS = {
    "accessibility": "Accessibility",
    "privacy": "Privacy",
    "cookies": "Cookies",
    "families": "For families",
    "signing_in": "Help signing in",
}
"""Screen to link at the foot of every page: every role's, and of those who are not signed in (open_pages.py)."""

NAVIGATION = {
    "search": "Search",
    "audit": "Audit",
    "spot_checks": "Spot checks",
    "figures": "Usage figures",
    "feedback_list": "Feedback",
    "review": "Review",
    "quality": "Data quality",
    "restricted": "Restricted people",
    "subject_report": "Report on a person",
    "agreements": "Agreements",
    "research": "Set up",
    "referral": "Referral",
    "participants": "Participants",
    "findings": "Findings",
    "research_results": "Results",
}
"""The screens named in the header, for a role that has more than one of them."""

FIRST_SCREENS = frozenset(screens[0] for screens in OWN_SCREENS.values() if screens)


def first_screen(role: str) -> str:
    """Where a visit of this role begins.

    >>> first_screen("manager")
    'search'
    """
    return (OWN_SCREENS.get(role) or SEARCHING)[0]


def may_see(role: str, screen: str) -> bool:
    """Whether this is one of the role's own screens, or everybody's.

    >>> may_see("data_officer", "person")
    False
    """
    return screen in EVERYBODYS or screen in SIGNED_IN or screen in OWN_SCREENS.get(role, ())


def is_for_participant(role: str, screen: str) -> bool:
    """Whether this is a screen that a researcher hands over to a participant.

    >>> is_for_participant("researcher", "search"), is_for_participant("social_worker", "search")
    (True, False)
    """
    return May.RESEARCH in MAY.get(role, ()) and screen in SEARCHING


def navigation(role: str, here: str) -> dict[str, str]:
    """Screen to label for the header; empty where there is nowhere else to go, and on what a participant uses."""
    if is_for_participant(role, here):
        return {}
    own = [screen for screen in OWN_SCREENS.get(role, ()) if not is_for_participant(role, screen)]
    named = {screen: NAVIGATION[screen] for screen in own if screen in NAVIGATION}
    return named if len(named) > 1 else {}
