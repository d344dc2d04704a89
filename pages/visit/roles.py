"""Which screens each role has, the first of them, and what the header offers to go between them."""

SEARCHING = ("search", "reason", "results", "person", "about", "contacts")

OWN_SCREENS: dict[str, tuple[str, ...]] = {
    "social_worker": SEARCHING,
    "manager": (*SEARCHING, "audit", "record", "spot_checks", "spot_check", "checked"),
    "data_officer": ("review", "quality", "report", "pair", "restricted"),
}
"""The first is where a visit begins. A role that is not here has none, and is refused everywhere."""

NAVIGATION = {
    "search": "Search",
    "audit": "Audit",
    "spot_checks": "Spot checks",
    "review": "Matches to settle",
    "quality": "Data quality",
    "restricted": "People nobody may see",
}
"""The screens named in the header, for a role that has more than one of them."""

FIRST_SCREENS = frozenset(screens[0] for screens in OWN_SCREENS.values())


def first_screen(role: str) -> str:
    """Where a visit of this role begins.

    >>> first_screen("manager")
    'search'
    """
    return OWN_SCREENS.get(role, SEARCHING)[0]


def may_see(role: str, screen: str) -> bool:
    """Whether this is one of the role's own screens.

    >>> may_see("data_officer", "person")
    False
    """
    return screen in OWN_SCREENS.get(role, ())


def navigation(role: str) -> dict[str, str]:
    """Screen to label for the header; empty where there is nowhere else to go."""
    named = {screen: NAVIGATION[screen] for screen in OWN_SCREENS.get(role, ()) if screen in NAVIGATION}
    return named if len(named) > 1 else {}
