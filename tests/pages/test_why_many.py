"""Beyond the council's number of people a worker is asked for one line on why, and the person opens."""

import pytest

from config.council import ManyPeople
from pages.screens.social_worker import why_many
from tests.data_access.conftest import actions, audit_rows
from tests.pages.conftest import Visit, assert_nobody_is_shown


@pytest.fixture
def helen(visit, monkeypatch) -> Visit:
    """A worker whose council expects one person a day, with Dominic Pierce chosen after Kate Williams was opened."""
    monkeypatch.setattr(ManyPeople, "of_team", lambda self, team: (1, 1))
    found = visit("stockport")
    for key in ("kate", "dominic"):
        found.open_person(key)
    return found


def test_the_line_is_asked_for_before_anything_is_shown(helen):
    assert "Say why in one line" in helen.heading()
    assert_nobody_is_shown(helen)
    assert actions(helen.council).count("viewed_person") == 1


def test_one_line_and_the_person_opens(helen):
    helen.at.text_input(key=why_many.WHY).set_value("Duty desk")
    helen.at.button(key="FormSubmitter:why_many_form-Continue").click()
    assert "Dominic Pierce" in helen.run().heading()
    assert actions(helen.council)[-2:] == ["said_why_many", "viewed_person"]
    assert "many_people_a_day" in audit_rows(helen.council)[-1].record


@pytest.mark.parametrize(
    ("typed", "said"), [("  ", "Say why in one line"), ("x" * 201, "Why must be 200 characters or fewer")]
)
def test_nothing_or_too_much_is_said_and_kept(helen, typed, said):
    helen.at.text_input(key=why_many.WHY).set_value(typed)
    helen.at.button(key="FormSubmitter:why_many_form-Continue").click()
    assert said in helen.run().sent()
    assert helen.at.text_input(key=why_many.WHY).value == typed
    assert "said_why_many" not in actions(helen.council)
