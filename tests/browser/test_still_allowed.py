"""What is open stays only as long as it may be seen: restricted, reported or renumbered while somebody has it open."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from config import clock
from data_access.accounts import sessions
from data_access.people import person_page, reports
from data_access.people.restricting import restricted_people, restrictions
from data_access.storage.app_tables import worker_session
from data_access.storage.database import database_of
from data_access.values import Grounds
from tests.browser import steps
from tests.browser.production import Production
from tests.data_access.conftest import audit_rows
from tests.small_extract import SmallExtract

PEOPLE = dict.fromkeys(("helen.marks", "amir.khan", "jo.reed"), ("T", "social_worker"))
GROUNDS = Grounds("Strategy meeting", "SW-9")


@pytest.fixture(scope="module")
def followed(production: Production) -> Production:
    """A council with three workers."""
    production.fill("followed", PEOPLE)
    return production


@pytest.fixture
def council(followed):
    """The council's database, used in this process beside the server's."""
    with followed.server.here():
        council = followed.council("followed")
        yield council
        for one in restricted_people.list_marks(council):
            restrictions.unrestrict_person(council, one.person_id, by="test")


@pytest.fixture
def dominic(held_browser, followed) -> Page:
    """Helen has Dominic's page open."""
    return open_case(steps.tab_of(held_browser), followed, "249014", "Dominic Pierce")


def open_case(page: Page, followed: Production, case_id: str, name: str, username: str = "helen.marks") -> Page:
    followed.enter(page, "followed", username)
    steps.give_reason(page)
    steps.open_case_id(page, case_id)
    steps.expect_heading(page, name)
    page.wait_for_function("() => window.familyContextSession?.session")
    return page


def look_again(page: Page) -> None:
    """The tab asks about its session, as it does every eight seconds."""
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def a_minute_ago(council):
    """Helen did her last thing a minute ago. When that was."""
    when = clock.now() - timedelta(minutes=1)
    with database_of(council).writing() as connection:
        open_session = worker_session.c.ended_at.is_(None) & (worker_session.c.username == "helen.marks")
        connection.execute(update(worker_session).where(open_session).values(last_seen_at=when))
    return when


def last_seen_of(council):
    with database_of(council).reading_app() as connection:
        open_session = worker_session.c.ended_at.is_(None) & (worker_session.c.username == "helen.marks")
        return connection.scalar(select(worker_session.c.last_seen_at).where(open_session))


def done_by(council, username: str) -> list[str]:
    return [row.action for row in audit_rows(council) if row.username == username and row.action != "signed_in"]


def test_a_page_that_is_only_looked_at_goes_within_ten_seconds_when_its_person_is_restricted(dominic, council):
    """Seen to fail before pages asked for the revision: Dominic's page stayed until it was left."""
    last_seen = a_minute_ago(council)
    restrictions.restrict_person(council, "249014", reason="Adoption", by="it")
    steps.ten_seconds_pass(dominic)
    expect(dominic.get_by_role("heading", level=1, name="This page can no longer be shown")).to_be_visible()
    expect(dominic.get_by_text("Dominic")).to_have_count(0)
    expect(dominic.get_by_text("Pierce")).to_have_count(0)
    row = audit_rows(council)[-1]
    assert (row.action, row.username) == ("refused", "helen.marks") and '"page_was_open":true' in row.record
    steps.drawn(dominic)
    # Nobody did anything: the session is not longer for it.
    assert last_seen_of(council) == last_seen
    dominic.get_by_role("button", name="New search").click()
    steps.expect_heading(dominic, "Find service involvement")


def test_somebody_restricted_goes_from_a_list_of_results_that_is_open(page, followed, council):
    followed.enter(page, "followed", "helen.marks")
    steps.give_reason(page)
    steps.search(page, family="Williams")
    expect(page.get_by_role("button", name="View Kate Williams")).to_be_visible()
    restrictions.restrict_person(council, "249013", reason="Adoption", by="it")
    look_again(page)
    expect(page.get_by_role("button", name="View Kate Williams")).to_have_count(0)
    expect(page.get_by_text("These results have changed since your search")).to_be_visible()
    expect(page.get_by_role("button", name="View Tommy Williams")).to_be_visible()


def test_a_record_reported_by_one_worker_goes_from_the_page_of_another_and_invents_no_views(
    another_browser, dominic, followed, council
):
    """Helen looks at the record that Amir reports; Jo looks at somebody else, and nothing is recorded for her."""
    steps.toggle(dominic, "police")
    expect(steps.section(dominic, "police").get_by_role("button", name="This is not right")).to_be_visible()
    other = open_case(steps.tab_of(another_browser), followed, "249012", "Tommy Williams", "jo.reed")
    before = done_by(council, "jo.reed")
    amir = sessions.get_actor(council, sessions.start_session(council, "amir.khan", address="127.0.0.1"))
    page = next(row for row in audit_rows(council) if row.action == "viewed_person" and row.username == "helen.marks")
    who = [part for part in page.record.split('"') if len(part) == 36 and part.count("-") == 4][0]
    person_page.get_person(amir, who, grounds=GROUNDS)
    reports.report_record(amir, who, "police", "0", grounds=GROUNDS)
    look_again(other)
    look_again(dominic)
    expect(steps.section(dominic, "police")).to_contain_text("Could not be checked")
    expect(dominic.get_by_text("This page has changed since you opened it")).to_be_visible()
    steps.drawn(other)
    expect(other.get_by_text("This page has changed")).to_have_count(0)
    assert done_by(council, "jo.reed") == before


def test_a_restricted_person_who_is_renumbered_is_not_found(page, followed, council):
    restrictions.restrict_person(council, "249014", reason="Adoption", by="it")
    extract = SmallExtract(council)
    extract.line("people", cms_id="249014")["cms_id"] = "777001"
    followed.load(extract)
    followed.enter(page, "followed", "helen.marks")
    steps.give_reason(page)
    steps.search(page, first="Dominic", family="Pierce")
    steps.expect_heading(page, "No one found")
    page.get_by_role("button", name="New search").click()
    steps.expect_heading(page, "Find service involvement")
    steps.open_case_id(page, "777001")
    steps.expect_heading(page, "No one found")
