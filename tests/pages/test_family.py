"""The family at a glance without a browser: off by default, and whatever the state says, only who may be opened."""

from datetime import date

import pytest

from config.council import FamilyAtAGlance
from config.environment import ROOT
from config.reading import read_council
from config.service import Agreement
from data_access.people.restricting.restrictions import restrict_person
from pages.visit import session
from tests.data_access.conftest import actions, person_id
from tests.pages.conftest import assert_nobody_is_shown

TOGETHER = FamilyAtAGlance(
    agreement=Agreement(reference="DSA-TEST-1", approved=date(2026, 3, 2)), services=("school", "housing")
)


@pytest.fixture
def with_family(visit, monkeypatch):
    """A visit to a council that has set the family up."""

    def visit_(council_id: str):
        council = read_council(ROOT / "config" / "councils" / f"{council_id}.yaml")
        council = council.model_copy(update={"family_at_a_glance": TOGETHER})
        monkeypatch.setattr(session, "councils", lambda: (council,))
        return visit(council_id)

    return visit_


@pytest.mark.parametrize(("council_id", "whose"), [("leeds", "tommy"), ("stockport", "dominic")])
def test_where_it_is_not_set_up_the_page_is_refused_and_recorded(visit, council_id, whose):
    opened = visit(council_id).open_person(whose)
    assert "Family at a glance" not in [button.label for button in opened.at.button]
    refused = opened.open("family")
    assert "You cannot open this person" in refused.heading()
    assert_nobody_is_shown(refused)
    assert actions(refused.council)[-1] == "refused"


def test_a_rerun_records_nothing_more(with_family):
    shown = with_family("leeds").open_person("tommy").open("family")
    assert "Family at a glance" in shown.heading() and "Dominic" in shown.sent()
    before = actions(shown.council)
    assert before.count("viewed_person") == 4
    shown.run()
    assert actions(shown.council) == before


def test_a_member_restricted_while_the_page_is_open_goes_from_it(with_family):
    shown = with_family("leeds").open_person("tommy").open("family")
    restrict_person(shown.council, person_id(shown.council, "dominic"), reason="Refuge", by="test")
    assert "Dominic" not in shown.run().sent()


def test_the_browsers_back_leads_from_a_linked_individual_to_the_childs_family(with_family):
    opened = with_family("leeds").open_person("tommy")
    opened.open_person("kate", child_id=person_id(opened.council, "tommy"))
    assert "Tommy Williams and the individuals linked to this child" in opened.open("family").heading()


@pytest.mark.parametrize("whose", ["charlie", "kate"])
def test_a_child_of_another_worker_and_an_adult_have_no_family(with_family, whose):
    refused = with_family("leeds")
    refused.open_person(whose)
    assert_nobody_is_shown(refused.open("family"))


def test_in_journey_1_no_one_is_shown_together_unasked(with_family):
    opened = with_family("stockport").open_person("kate")
    alone = opened.open("family")
    assert "No family to show yet" in alone.sent() and "<details" not in alone.sent()
