"""Research on its pages: set up, hand over, switch, reset; the referral beside the tool; refused over real families."""

import pytest

from config import research_reading
from data_access.research import setup
from pages.components.documents.research.referral_html import told
from pages.screens.researcher import set_up as screen
from pages.visit import memory
from tests.data_access.conftest import actions, person_id
from tests.pages.conftest import GROUNDS, PAGES, Visit, assert_nobody_is_shown


@pytest.fixture
def researcher(visit) -> Visit:
    return visit("stockport", role="researcher", is_demo=True)


@pytest.fixture
def begun(researcher) -> Visit:
    """A researcher who chose the family of Tommy Williams, by the form."""
    researcher.run()
    researcher.at.radio(key=screen.SCENARIO).set_value("williams")
    researcher.at.button(key="research_choose").click()
    return researcher.run()


@pytest.mark.parametrize("page", PAGES)
def test_before_a_scenario_is_chosen_a_workers_page_leads_to_the_set_up(researcher, page):
    researcher.open_person("dominic")
    assert "Research session" in researcher.open(page).heading()
    assert "refused" not in actions(researcher.council)


def test_the_people_of_the_scenario_can_be_varied_and_the_page_says_how(begun):
    assert "Dominic Pierce" in begun.sent() and "As it is: records available" in begun.sent()
    key = f"vary_{person_id(begun.council, 'dominic')}_police"
    begun.at.selectbox(key=key).select("no_records_found")
    begun.run()
    assert begun.at.selectbox(key=key).value == "no_records_found"
    assert "whether they would still call the service" in begun.sent()
    shown = setup.get_setup(begun.actor()).variations
    assert shown == {(person_id(begun.council, "dominic"), "police"): "no_records_found"}


def test_a_participants_page_has_no_navigation_and_a_switch_takes_effect_at_once(begun):
    begun.at.button(key="hand_over").click()
    assert "Why are you searching?" in begun.run().heading()
    begun.put(memory.GROUNDS, GROUNDS)
    begun.open_person("dominic")
    assert "Records available" in begun.sent()
    assert not [button.key for button in begun.at.button if str(button.key).startswith("go_")]
    assert "For the researcher" in begun.sent()
    setup.vary_service(begun.actor(), person_id(begun.council, "dominic"), "police", "could_not_be_checked")
    assert "The police information could not be read" in begun.run().sent()


def test_a_reset_forgets_what_the_participant_typed_found_and_opened(begun):
    begun.put("search_family", "Pierce")
    begun.open_person("dominic")
    begun.open("research").at.button(key="research_reset").click()
    begun.run()
    assert screen.RESET in begun.sent() and "vary_" not in begun.sent()
    kept = {str(one) for one in begun.at.session_state._state.filtered_state.values()}
    assert "Pierce" not in kept and person_id(begun.council, "dominic") not in "".join(kept)
    assert "Research session" in begun.open("person").heading()


def test_a_participants_tab_leads_to_the_set_up_after_a_reset_in_another_one(begun):
    begun.at.button(key="hand_over").click()
    begun.run()
    other = Visit(begun.council, begun.key).run().open("research")
    other.at.button(key="research_reset").click()
    other.run()
    assert "Research session" in begun.run().heading()


def test_so_does_a_search_by_case_id_in_it(begun):
    """Seen to fail with the search, which a button's callback makes, refused as that of another role."""
    begun.at.button(key="hand_over").click()
    begun.put(memory.GROUNDS, GROUNDS)
    begun.open("search").at.text_input(key="search_case_id").set_value("249014")
    other = Visit(begun.council, begun.key).run().open("research")
    other.at.button(key="research_reset").click()
    other.run()
    begun.at.button(key="search_by_case_id").click()
    assert "Research session" in begun.run().heading()


def test_the_referral_has_the_births_and_days_of_the_screen(begun):
    begun.open("referral")
    assert "Notes of the first visit" in begun.sent() and "{" not in begun.sent().split("fc-document")[1]
    people = setup.list_people(begun.actor())
    born = next(one.date_of_birth for one in people.people if one.name == "Tommy Williams")
    assert f"{born:%d/%m/%Y}" in begun.sent()
    assert told("{0 days ago}", people) == f"{people.day:%d/%m/%Y}"
    assert told("{born Nobody Here}, {age Tommy Williams}", people) == "not known, 7 years"


@pytest.mark.parametrize("page", ["research", "referral", "search"])
def test_over_real_families_the_page_says_why_not(visit, page):
    real = visit("stockport", role="researcher")
    if page == "referral":  # nothing was chosen, so nothing is asked
        assert "No scenario is chosen" in real.open(page).sent()
        return
    assert "Research is not possible here" in real.open(page).heading()
    assert_nobody_is_shown(real)


def test_a_file_that_cannot_be_used_is_said_in_sentences(researcher, monkeypatch, tmp_path):
    (tmp_path / "variations").mkdir()
    (tmp_path / "variations" / "odd.yaml").write_text("id: odd\ntitle: Odd\nshows: nonsense\n", encoding="utf-8")
    monkeypatch.setattr(screen, "read_research", lambda council: research_reading.read_research(council, tmp_path))
    assert "odd.yaml: shows: found nonsense; allowed:" in researcher.run().sent()
