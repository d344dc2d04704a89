"""The flags on records a manager should look at first, signed with the record.

A worker looked up someone with their own family name, or opened many people (people/many_people.py).

Stated cover and refusals are separate actions. A flag is not an accusation: many people share a name.
"""

from rapidfuzz.distance import OSA

from matching import names

SAME_FAMILY_NAME = "same_family_name"
MANY_PEOPLE_A_DAY, MANY_PEOPLE_A_CASE = "many_people_a_day", "many_people_a_case"
SAY_WHO = frozenset((SAME_FAMILY_NAME,))
"""Flags that tell something of the person looked up. Of a restricted person they are neither read nor listed."""
LOOK_UPS = frozenset(("searched", "viewed_person", "viewed_service", "refused"))
"""The actions that can be flagged: a person was searched for by name, or opened. Being shown a list is not one."""
ONE_SLIP_FROM = 5
"""Names with at least this many letters may differ by one typing error: Smyth and Smith, but not Lee and Lea."""


def worker_family_name(display_name: str | None) -> str:
    """The last word of the name in the worker's account, "" if there is no account (None)."""
    return display_name.split()[-1] if display_name and display_name.strip() else ""


def looks_up_own_name(own: str, family_names: list[str]) -> bool:
    """Whether part of one of these names is similar to part of the worker's own family name.

    >>> looks_up_own_name("Marks-Shaw", ["Pierce", "Shaw"]), looks_up_own_name("Smith", ["Smyth"])
    (True, True)
    """
    own_parts = names.tokens(own)
    parts = {token for name in family_names for token in names.tokens(name)}
    return any(_alike(one, other) for one in own_parts for other in parts)


def family_part(name: str) -> str:
    """The possible family name in a full name: all but the first word.

    >>> family_part("Mary Ann Pierce"), family_part("Pierce")
    ('Ann Pierce', 'Pierce')
    """
    first, _, rest = name.strip().partition(" ")
    return rest or first


def _alike(one: str, other: str) -> bool:
    if min(len(one), len(other)) < ONE_SLIP_FROM:
        return one == other and len(one) > 1
    return OSA.distance(one, other, score_cutoff=1) <= 1
