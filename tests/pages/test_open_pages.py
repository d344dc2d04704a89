"""The pages that everybody can read: true, reachable from every foot, and nothing of anybody on them."""

import re
from unittest.mock import patch

import pytest

from config import clock
from config.council import Notices
from config.environment import ROOT
from config.version import version
from data_access.values import SearchTerms
from pages.screens.everyone import accessibility, privacy
from pages.visit import memory, session
from tests.data_access.conftest import actions, person_id
from tests.pages.conftest import GROUNDS, MANAGER_PAGES, OFFICER_PAGES, OPEN_PAGES, PAGES, Visit, assert_nobody_is_shown
from tests.pages.test_closed import page_hash

HEADINGS = {
    "accessibility": "Accessibility statement",
    "privacy": "Privacy",
    "cookies": "Cookies",
    "families": "How we share information to help keep children safe",
    "signing_in": "Help signing in",
}


def test_the_accessibility_statement_is_reviewed_in_time():
    """When this fails, look at what the statement says again, and then move both days."""
    assert accessibility.REVIEWED <= clock.today() <= accessibility.REVIEW_BY
    assert (accessibility.REVIEW_BY - accessibility.REVIEWED).days <= 366


def test_the_statement_says_when_it_was_reviewed_and_that_no_person_has_tested_it(visit):
    said = visit("leeds", signed_in=False).open("accessibility").sent()
    assert "Last reviewed on 24/11/2026" in said
    assert "No one has tested the tool with a screen reader" in said


def test_the_version_is_the_newest_release_or_on_the_way_to_the_next():
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## (\d+\.\d+\.\d+)", changes, re.MULTILINE)[0]
    under_way = changes.split("## Unreleased\n")[1].split("\n## ")[0].strip() if "## Unreleased\n" in changes else ""
    if under_way:
        assert "dev" in version() and version() > released
    else:
        assert version() == released


def test_every_page_of_every_role_has_the_foot_with_the_version_once_signed_in(visit):
    for role, pages in (("social_worker", PAGES), ("data_officer", OFFICER_PAGES), ("manager", MANAGER_PAGES)):
        signed_in = visit("stockport", role=role)
        for page in pages:
            assert_foot(signed_in.open(page))
    assert_foot(visit("leeds", signed_in=False).run(), is_signed_in=False)


@pytest.mark.parametrize("page", OPEN_PAGES)
def test_signed_out_each_page_is_there_and_nobody_is_shown(visit, page):
    """With all that a visit remembers in the state. Seen to fail with the real screens given to signed_out()."""
    crafted = visit("leeds", signed_in=False)
    crafted.put(session.OF_SESSION, "somebody else's")
    crafted.put(memory.PERSON, (person_id(crafted.council, "tommy"), None))
    crafted.put(memory.SEARCH, SearchTerms(family_name="Williams"))
    crafted.put(memory.GROUNDS, GROUNDS)
    crafted.at._page_hash = page_hash(page)
    assert HEADINGS[page] in crafted.run().heading()
    assert_nobody_is_shown(crafted)
    assert_foot(crafted, is_signed_in=False)
    assert [button.label for button in crafted.at.button] == ["Back"]
    assert actions(crafted.council) == []


@pytest.mark.parametrize("role", ["social_worker", "data_officer", "manager", "researcher"])
def test_signed_in_each_page_is_there_for_every_role_and_records_nothing(visit, role):
    signed_in = visit("stockport", role=role)
    for page in OPEN_PAGES:
        assert HEADINGS[page] in signed_in.open(page).heading()
        assert signed_in.actor()
        assert_foot(signed_in)
    assert actions(signed_in.council) == []


def test_back_leads_to_where_one_came_from_and_shows_and_records_nothing_again(visit):
    reader = visit("stockport").open_person("dominic")
    before, recorded = reader.heading(), actions(reader.council)
    go(reader, "privacy")
    go(reader, "cookies")
    assert "Cookies" in reader.heading()
    assert_nobody_is_shown(reader)
    reader.at.button(key="back").click()
    assert reader.run().heading() == before
    assert actions(reader.council) == recorded


def test_the_foot_leads_nowhere_else_whatever_a_browser_sends(visit):
    """Seen to fail with the test of `name in labels` removed in show_footer()."""
    crafted = visit("stockport", role="data_officer").open("quality")
    go(crafted, "person")
    assert "Data quality" in crafted.heading()
    assert "refused" not in actions(crafted.council)


def test_the_words_are_those_of_the_council_that_is_chosen_and_stay_chosen(visit):
    visit("leeds", signed_in=False)
    reader = visit("stockport", signed_in=False).run()
    reader.at.radio(key=session.CHOSEN_COUNCIL).set_value("Leeds City Council")
    reader.run()
    go(reader, "privacy")
    assert "dpo@leeds.example" in reader.sent() and "dpo@stockport.example" not in reader.sent()
    reader.at.button(key="back").click()
    assert "Payroll number" in reader.run().sent()


@pytest.mark.parametrize("page", ["privacy", "accessibility"])
def test_a_council_that_says_nothing_of_its_own_has_sensible_words(visit, page):
    council = visit("leeds", signed_in=False).council.model_copy(update={"notices": Notices()})
    shown: list = []
    screen = {"privacy": privacy, "accessibility": accessibility}[page]
    with patch.object(screen, "show_sections", shown.extend), patch.object(screen, "show_page_heading"):
        screen.show(council)
    said = " ".join(paragraph for section in shown for paragraph in section.paragraphs)
    assert "None" not in said
    assert ("own website" if page == "privacy" else council.feedback_email) in said


def go(visit: Visit, name: str) -> None:
    visit.press("family_context_footer", "go", name)


def assert_foot(visit: Visit, *, is_signed_in: bool = True) -> None:
    assert (f"Version {version()}" in visit.sent()) is is_signed_in
