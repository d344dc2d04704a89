"""What came of spot checks over time, by team: a bar for each quarter with its numbers. Pure functions."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from markupsafe import Markup

from data_access.oversight.hidden_counts import Count
from data_access.oversight.usage_values import TeamOutcomes
from pages.components.audit_words import OUTCOME_WORDS
from pages.components.documents.rendering import document
from pages.components.documents.usage_html import SMALL_TEAMS, TOO_FEW, count_words, percent_words

AS_EXPECTED = "as_expected"


def outcomes_html(told: Sequence[TeamOutcomes]) -> Markup:
    """A table for each team, the quarters newest first: the share as expected as a bar, and each outcome's count."""
    teams = [(team or SMALL_TEAMS, [_row(one) for one in each]) for team, each in groupby(told, lambda one: one.team)]
    return document("outcomes.html", teams=teams, columns=("Checks of", *OUTCOME_WORDS.values(), "Checked"))


def quarter_words(quarter: date) -> str:
    """The months of a quarter.

    >>> quarter_words(date(2026, 10, 1))
    'October to December 2026'
    """
    return f"{quarter:%B} to {quarter.replace(month=quarter.month + 2):%B %Y}"


def _row(one: TeamOutcomes) -> tuple[str, float | None, tuple[str, ...]]:
    """The quarter, the share as expected, and each count in the order of the columns; the first says its share too."""
    expected = one.outcomes[AS_EXPECTED]
    share = percent_words(expected, one.checked)
    is_told = share != TOO_FEW
    length = 100 * expected.shown / one.checked.shown if is_told else None
    first = f"{_number_words(expected)} ({share})" if is_told else share
    others = [_number_words(one.outcomes[outcome]) for outcome in OUTCOME_WORDS if outcome != AS_EXPECTED]
    return quarter_words(one.quarter), length, (first, *others, _number_words(one.checked))


def _number_words(count: Count) -> str:
    """A count, or that it is hidden: the page says why.

    >>> _number_words(Count(12)), _number_words(Count(0, is_exact=False))
    ('12', 'hidden')
    """
    return "hidden" if count == Count(0, is_exact=False) else count_words(count)
