"""Outcomes of spot checks by team and quarter: told of no team from which a worker could be singled out."""

from datetime import date

import pytest

from data_access.errors import WrongRole
from data_access.oversight import outcomes_by_team
from data_access.oversight.hidden_counts import HIDDEN, Count
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import actions
from tests.data_access.oversight.checked_teams import AUTUMN, save_checked

pytest_generate_tests = only_these_on_both(
    "test_a_team_with_enough_workers_is_told_by_name_and_quarter_and_that_is_recorded",
)


@pytest.fixture
def sam(helen, sign_in):
    """A manager."""
    return sign_in(helen.council, "sam.carter", "manager")


def told(actor) -> dict:
    return {(one.quarter, one.team): one for one in outcomes_by_team.get_outcomes(actor)}


def test_a_team_with_enough_workers_is_told_by_name_and_quarter_and_that_is_recorded(sam):
    save_checked(sam.council, "Duty", 6, {"as_expected": 20, "to_follow_up": 6, "": 4})
    save_checked(sam.council, "Duty", 5, {"as_expected": 9}, day=date(2026, 4, 30))
    found = told(sam)
    assert list(found) == [(AUTUMN, "Duty"), (date(2026, 4, 1), "Duty")]
    autumn = found[AUTUMN, "Duty"]
    assert autumn.outcomes == {"as_expected": Count(20), "to_follow_up": Count(6), "not_justified": Count(0)}
    assert autumn.checked == Count(26), "what is still to check is in no count"
    assert actions(sam.council)[-1] == "read_figures"


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_of_a_few_workers_nothing_is_told(sam, workers):
    """Seen to fail without the check of how many workers a quarter has."""
    save_checked(sam.council, "Duty", workers, {"as_expected": 30})
    assert outcomes_by_team.get_outcomes(sam) == ()
    assert "read_figures" not in actions(sam.council)


def test_a_team_of_one_is_counted_with_another_and_cannot_be_worked_out(sam):
    save_checked(sam.council, "Duty", 9, {"as_expected": 30})
    save_checked(sam.council, "North", 5, {"as_expected": 20})
    save_checked(sam.council, "South", 1, {"not_justified": 10})
    found = told(sam)
    assert sorted(team for _, team in found) == ["", "Duty"]
    assert found[AUTUMN, ""].checked == Count(30)


def test_small_counts_are_hidden(sam):
    save_checked(sam.council, "Duty", 6, {"as_expected": 20, "not_justified": 1})
    outcomes = told(sam)[AUTUMN, "Duty"].outcomes
    assert outcomes == {"as_expected": Count(20), "to_follow_up": HIDDEN, "not_justified": HIDDEN}


def test_only_a_manager_sees_outcomes(sam, sign_in):
    for role in ("social_worker", "data_officer", "service_lead"):
        with pytest.raises(WrongRole):
            outcomes_by_team.get_outcomes(sign_in(sam.council, f"other.{role}", role))
