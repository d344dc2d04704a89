"""Each role has its own screens: another role's are refused and recorded, whichever way they are asked for."""

import pytest

from data_access.errors import Unavailable
from data_access.loading import quality_reports
from data_access.values import SearchTerms
from pages.visit import memory, navigation, roles
from tests.data_access.conftest import actions, audit_rows, person_id
from tests.pages.conftest import (
    FEEDBACK_PAGES,
    FIGURES_PAGES,
    MANAGER_PAGES,
    OFFICER_PAGES,
    PAGES,
    RESEARCH_PAGES,
    Visit,
    assert_nobody_is_shown,
    fail_with,
)

OPENED = {"audit_visit": (1, ""), "record": 1, "spot_check": 1, "checked": (1, 1)}
"""What is open on a page of the audit that shows one thing."""


@pytest.fixture
def officer(visit) -> Visit:
    return visit("stockport", role="data_officer")


def test_every_screen_is_some_roles_and_every_role_begins_somewhere():
    own = {name for names in roles.OWN_SCREENS.values() for name in names}
    every = PAGES + OFFICER_PAGES + MANAGER_PAGES + FIGURES_PAGES + FEEDBACK_PAGES + RESEARCH_PAGES
    assert sorted(every) == sorted(own)


def test_a_role_nobody_knows_has_no_screen_of_its_own():
    assert not any(roles.may_see("auditor", name) for name in PAGES + OFFICER_PAGES + MANAGER_PAGES)


def test_a_data_officer_begins_at_their_own_first_page(officer):
    officer.run()
    assert "Review" in officer.heading()
    assert actions(officer.council) == ["listed_matches"]


def test_a_data_officer_is_refused_every_page_of_a_worker(officer):
    """Seen to fail with the test of roles.may_see() removed from guarded(): the search was there."""
    assert_refused_each(officer, PAGES)


@pytest.mark.parametrize("role", ["social_worker", "manager"])
def test_workers_are_refused_every_page_of_the_data_officer(visit, role):
    """Seen to fail with the test of roles.may_see() removed, and with that and require_role() in get_quality()."""
    assert_refused_each(visit("stockport", role=role), OFFICER_PAGES)


@pytest.mark.parametrize("role", ["social_worker", "manager"])
def test_the_data_layer_refuses_by_itself_when_the_screen_is_let_through(visit, monkeypatch, role):
    """Seen to fail with require_role() removed from get_quality()."""
    monkeypatch.setattr(roles, "may_see", lambda role, screen: True)
    asked = visit("stockport", role=role).open("quality")
    assert "This page is not for your role" in asked.heading()
    assert '"asked_for":"data quality"' in audit_rows(asked.council)[-1].record


NOT_FOR = {
    "social_worker": MANAGER_PAGES,
    "data_officer": [page for page in MANAGER_PAGES if page not in ("audit", "audit_visit", "record")],
}


@pytest.mark.parametrize("role", NOT_FOR)
def test_nobody_but_a_manager_sees_a_page_of_the_audit(visit, role):
    """Seen to fail with the test of roles.may_see() removed, and with that and require_role() in audit_log."""
    assert_refused_each(visit("stockport", role=role), NOT_FOR[role])


@pytest.mark.parametrize("role", NOT_FOR)
def test_the_data_layer_refuses_the_audit_when_the_screen_is_let_through(visit, monkeypatch, role):
    """Seen to fail with require_role() removed from list_workers(), get_record(), list_checks() and get_check()."""
    monkeypatch.setattr(roles, "may_see", lambda role, screen: True)
    asked = visit("stockport", role=role)
    for number, page in enumerate(NOT_FOR[role], start=1):
        asked.put(memory.CHOSEN, (page, OPENED.get(page)))
        assert "This page is not for your role" in asked.open(page).heading(), page
        asked_for = "spot checks" if "check" in page else "the audit"
        assert actions(asked.council) == ["refused"] * number, page
        assert f'"asked_for":"{asked_for}"' in audit_rows(asked.council)[-1].record, page


def test_a_service_lead_sees_figures_and_nothing_else(visit):
    """Seen to fail with the test of roles.may_see() removed."""
    assert_refused_each(visit("stockport", role="service_lead"), PAGES + OFFICER_PAGES + MANAGER_PAGES)


@pytest.mark.parametrize("role", ["social_worker", "data_officer"])
def test_workers_are_refused_the_figures_by_the_screen_and_by_the_data_layer(visit, monkeypatch, role):
    """Seen to fail with require_role() removed from list_periods()."""
    asked = visit("stockport", role=role)
    assert_refused_each(asked, ["figures"])
    monkeypatch.setattr(roles, "may_see", lambda role, screen: True)
    assert "This page is not for your role" in asked.open("figures").heading()
    assert '"asked_for":"figures of use"' in audit_rows(asked.council)[-1].record


def test_from_a_refused_page_one_gets_to_ones_own_first(officer):
    officer.open("search").at.button(key="to_first").click()
    assert "Review" in officer.run().heading()


def test_a_data_officer_has_no_way_to_the_search_on_any_page(officer, monkeypatch):
    for page in (*OFFICER_PAGES, "search"):
        buttons = {button.key: button.label for button in officer.open(page).at.button}
        assert not buttons.keys() & {"new_search", "to_about"}
        assert buttons.get("back", "Back to restricted people") == "Back to restricted people"
    fail_with(monkeypatch, quality_reports, "get_quality", Unavailable())
    officer.put(navigation.NEXT, "quality")
    officer.run()
    assert "not available" in officer.heading()
    assert not {button.key for button in officer.at.button} & {"new_search", "to_about", "back"}


def assert_refused_each(visit: Visit, pages: list[str]) -> None:
    """Each page, with a search, a person and what it would show in the state, is refused and recorded once."""
    for number, page in enumerate(pages, start=1):
        visit.put(memory.SEARCH, SearchTerms(family_name="Pierce"))
        visit.put(memory.PERSON, (person_id(visit.council, "dominic"), None))
        visit.put(memory.CHOSEN, (page, OPENED.get(page)))
        assert "This page is not for your role" in visit.open(page).heading(), page
        assert_nobody_is_shown(visit)
        assert actions(visit.council) == ["refused"] * number, page
        assert f'"asked_for":"the screen {page}"' in audit_rows(visit.council)[-1].record, page


def test_an_administrator_sees_feedback_and_nothing_else(visit):
    """Seen to fail with the test of roles.may_see() removed."""
    administrator = visit("stockport", role="administrator")
    assert_refused_each(administrator, PAGES + OFFICER_PAGES + MANAGER_PAGES + FIGURES_PAGES)


@pytest.mark.parametrize("role", ["social_worker", "manager", "data_officer", "researcher"])
def test_the_list_of_feedback_is_for_the_team(visit, role):
    assert_refused_each(visit("stockport", role=role, is_demo=True), ["feedback_list"])


@pytest.mark.parametrize("role", ["social_worker", "manager", "data_officer", "service_lead"])
def test_nobody_but_a_researcher_sees_a_page_for_research(visit, role):
    """Seen to fail with the test of roles.may_see() removed."""
    assert_refused_each(visit("stockport", role=role, is_demo=True), RESEARCH_PAGES)


def test_a_researcher_sees_no_page_of_other_peoples_work(visit):
    researcher = visit("stockport", role="researcher", is_demo=True)
    assert_refused_each(researcher, OFFICER_PAGES + MANAGER_PAGES + FIGURES_PAGES)
