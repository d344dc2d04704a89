"""No hidden count can be worked out, even by somebody who knows the rule and everything else that is shown.

The attacker here goes through every table of small counts: where all the tables that look the same have the same count
behind a hidden one, it is not hidden at all. MOST_HIDDEN is 2 meanwhile, which makes the tables few enough.
"""

from collections import defaultdict
from itertools import product

import pytest

from data_access.oversight import hidden_counts
from data_access.oversight.hidden_counts import HIDDEN, Count, add_up, hide_small_counts, total_of

NAMES = "abcd"


@pytest.fixture(autouse=True)
def two_at_most(monkeypatch):
    monkeypatch.setattr(hidden_counts, "MOST_HIDDEN", 2)


def table(counts):
    return dict(zip(NAMES, counts, strict=False))


def shown(week):
    return tuple(hide_small_counts(week).values()), total_of(week)


def told_after_all(tables, publish):
    """The tables of which a hidden count is told by what is shown."""
    alike = defaultdict(list)
    for weeks in tables:
        alike[publish(weeks)].append(weeks)
    return [
        several[0]
        for several in alike.values()
        for place, week in enumerate(several[0])
        for name, count in hide_small_counts(week).items()
        if not count.is_exact and len({weeks[place][name] for weeks in several}) == 1
    ]


@pytest.mark.parametrize("kinds", [2, 3, 4])
def test_a_week_tells_no_hidden_count(kinds):
    tables = [(table(counts),) for counts in product(range(8), repeat=kinds)]
    assert told_after_all(tables, lambda weeks: shown(weeks[0])) == []


@pytest.mark.parametrize(("kinds", "most"), [(2, 7), (3, 4)])
def test_a_month_beside_its_weeks_tells_no_hidden_count(kinds, most):
    weeks_of = product(product(range(most + 1), repeat=kinds), repeat=2)
    tables = [tuple(table(counts) for counts in weeks) for weeks in weeks_of]

    def publish(weeks):
        by_week = [hide_small_counts(week) for week in weeks]
        month = tuple(add_up(week[name] for week in by_week) for name in weeks[0])
        return tuple(shown(week) for week in weeks), month, add_up(total_of(week) for week in weeks)

    assert told_after_all(tables, publish) == []


def test_what_is_large_is_shown_and_zeros_alone_are_no_secret():
    assert hide_small_counts({"a": 9, "b": 0, "c": 7}) == {"a": Count(9), "b": Count(0), "c": Count(7)}


def test_a_month_says_how_many_at_least():
    assert add_up([Count(9), HIDDEN, Count(4)]) == Count(13, is_exact=False)
