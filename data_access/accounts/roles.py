"""What each role may do: the one table. The doors of the data layer and the screens are both made from it."""

from enum import Enum


class May(Enum):
    """Something a role may do. The values are the words of docs/accounts.md."""

    SEARCH = "search for people and open them"
    REVIEW = "settle matches and reports, mark people nobody may see, and see data quality"
    AUDIT = "read the audit and check accesses"
    FIGURES = "see figures of use"
    FEEDBACK = "read feedback and say what became of it"
    RESEARCH = "run research sessions with invented families"


MAY: dict[str, frozenset[May]] = {
    "social_worker": frozenset({May.SEARCH}),
    "manager": frozenset({May.SEARCH, May.AUDIT, May.FIGURES}),
    "data_officer": frozenset({May.REVIEW}),
    "service_lead": frozenset({May.FIGURES, May.FEEDBACK}),
    "researcher": frozenset({May.RESEARCH}),
    "administrator": frozenset({May.FEEDBACK}),
}
"""A role that is not here is refused everywhere."""

ROLES = tuple(MAY)


def roles_that(may: May) -> tuple[str, ...]:
    """The roles that may do this.

    >>> roles_that(May.REVIEW)
    ('data_officer',)
    """
    return tuple(role for role, allowed in MAY.items() if may in allowed)
