"""What each role may do. Both the checks in the data layer and the list of screens are made from this table."""

from enum import Enum


class May(Enum):
    """Something a role may do. docs/accounts.md uses the same words."""

    SEARCH = "search for people and open them"
    REVIEW = (
        "review possible matches and reports, restrict people, report to a person what is held, and see data quality"
    )
    AUDIT = "read the audit and check accesses"
    AUDIT_OF_RESTRICTED = "read the audit, also about restricted people"
    FIGURES = "see usage figures"
    FEEDBACK = "read feedback and record what was done about it"
    RESEARCH = "run research sessions with invented families"


MAY: dict[str, frozenset[May]] = {
    "social_worker": frozenset({May.SEARCH}),
    "manager": frozenset({May.SEARCH, May.AUDIT, May.FIGURES}),
    "data_officer": frozenset({May.REVIEW, May.AUDIT_OF_RESTRICTED}),
    "service_lead": frozenset({May.FIGURES, May.FEEDBACK}),
    "researcher": frozenset({May.RESEARCH}),
    "administrator": frozenset({May.FEEDBACK}),
}
"""A role that is not here is refused everywhere."""

ROLES = tuple(MAY)


def roles_with(may: May) -> tuple[str, ...]:
    """The roles that may do this.

    >>> roles_with(May.REVIEW)
    ('data_officer',)
    """
    return tuple(role for role, allowed in MAY.items() if may in allowed)
