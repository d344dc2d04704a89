"""One audit record for each thing actually shown: none for a rerun, none without one (DESIGN.md, "promises")."""

import json
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import expect

from config.environment import read_environment
from config.reading import read_councils
from data_access.audit import verification
from tests.browser import steps
from tests.browser.server import Server

# A double click, as fast as can be: how fast a page answers the first one decides nothing.
TWICE = "button => { button.click(); button.click(); }"
AROUND = ("signed_in", "signed_out", "sign_in_failed", "session_replaced", "loaded_extract")


@pytest.fixture
def served(app_server: Server) -> tuple[Server, Path]:
    """The shared server and its data: while a test of this file runs, no other page is open."""
    return app_server, app_server.folder


@pytest.fixture
def audit(served):
    """What this test adds to the audit of both councils, as (action, service)."""
    _, folder = served
    start = {council: len(read_audit(folder, council)) for council in ("stockport", "leeds")}

    def added(council: str) -> list[tuple[str, str | None]]:
        rows = read_audit(folder, council)[start[council] :]
        return [(action, service) for action, service, _ in rows if action not in AROUND]

    return added


def read_audit(folder: Path, council: str) -> list[tuple[str, str | None, dict]]:
    with sqlite3.connect(f"file:{folder / council / 'app.db'}?mode=ro", uri=True) as raw:
        rows = raw.execute("SELECT action, service_id, record FROM audit_event ORDER BY seq").fetchall()
    raw.close()
    return [(action, service, json.loads(record)) for action, service, record in rows]


def test_journey_1_from_search_to_opened_sections(page, served, audit):
    steps.enter_stockport(page, served[0].url)
    steps.give_reason(page, "REF-77")
    assert audit("stockport") == []
    steps.search(page, "Dominic", "Pierce")
    expect(page.get_by_role("button", name="View Dominic Pierce").first).to_be_visible()
    assert audit("stockport") == [("searched", None), ("shown_individuals", None)]
    steps.view(page, "Dominic Pierce, born 3 April")
    expect(steps.section(page, "police")).to_be_visible()
    steps.settled(page)
    assert audit("stockport")[2:] == [("viewed_person", None)]
    last = [record for _, _, record in read_audit(served[1], "stockport")][-3:]
    assert [record["grounds"]["case_reference"] for record in last] == ["REF-77"] * 3
    assert {record["grounds"]["reason"] for record in last} == {"Strategy meeting"}
    for _ in range(2):
        steps.toggle(page, "police")
        expect(steps.section(page, "police")).to_contain_text("Violence with injury")
        steps.toggle(page, "police")
        expect(steps.section(page, "police").get_by_text("Violence with injury")).to_be_hidden()
    page.get_by_role("button", name="Open all").click()
    expect(steps.section(page, "police").get_by_text("Violence with injury")).to_be_visible()
    steps.settled(page)
    assert audit("stockport")[3:] == [("viewed_service", "police")]


def test_in_journey_2_each_showing_is_recorded_once_and_going_to_the_conditions_and_back_is_none(
    open_page, served, audit
):
    page = open_page(tolerate="Failed to load resource: the server responded with a status of 404")
    child = [("viewed_person", None), ("shown_individuals", None)]
    steps.enter_leeds(page, served[0].url)
    steps.open_case_id(page, "249012")
    steps.expect_heading(page, "Tommy Williams")
    page.get_by_role("button", name="What these services show").click()
    steps.expect_heading(page, "When each service shows information")
    page.get_by_role("button", name="Back", exact=True).click()
    steps.expect_heading(page, "Tommy Williams")
    steps.settled(page)
    so_far = [("searched", None), *child]
    assert audit("leeds") == so_far
    # Going back to the child is showing the child again.
    steps.view(page, "Kate Williams")
    page.get_by_role("button", name="Back to Tommy Williams").click()
    steps.expect_heading(page, "Tommy Williams")
    steps.settled(page)
    so_far += [("viewed_person", None), *child]
    assert audit("leeds") == so_far
    # So is a refresh.
    page.reload()
    steps.expect_heading(page, "Tommy Williams")
    steps.settled(page)
    assert audit("leeds") == so_far + child


def test_a_copy_of_one_contact_is_recorded_before_it_is_in_the_clipboard_and_the_list_once(page, served, audit):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    steps.enter_stockport(page, served[0].url)
    steps.give_reason(page)
    steps.open_case_id(page, "249014")
    steps.toggle(page, "police")
    expect(steps.section(page, "police")).to_contain_text("Ava Pickles")
    steps.settled(page)
    steps.section(page, "police").get_by_role("button", name="Copy contact").click()
    expect(steps.section(page, "police").get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("Police: Ava Pickles, ")
    assert audit("stockport")[-2:] == [("viewed_service", "police"), ("copied_contacts", None)]
    copied = read_audit(served[1], "stockport")[-1][2]
    assert [one["name"] for one in copied["people"]] == ["Dominic Pierce"]
    steps.toggle(page, "police")
    expect(steps.section(page, "police").get_by_text("Ava Pickles")).to_be_hidden()
    steps.settled(page)
    assert audit("stockport")[-1] == ("copied_contacts", None)

    # All that were found, listed and copied; listed again, they are not recorded again.
    page.get_by_role("button", name="Contacts to call").click()
    steps.expect_heading(page, "Contacts to call")
    expect(page.get_by_text("Ava Pickles")).to_be_visible()
    expect(page.get_by_role("heading", name="Dominic Pierce")).to_be_visible()
    expect(page.get_by_text("Born 03/04/1990")).to_be_visible()
    expect(page.get_by_text("Health is not among the services here.")).to_be_visible()
    page.get_by_role("button", name="Copy all contacts").click()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    steps.settled(page)
    page.get_by_role("button", name="Back", exact=True).click()
    steps.expect_heading(page, "Dominic Pierce")
    page.get_by_role("button", name="Contacts to call").click()
    steps.expect_heading(page, "Contacts to call")
    assert audit("stockport")[-2:] == [("listed_contacts", None), ("copied_contacts", None)]


def test_the_chain_verifies_after_all_this(served):
    with served[0].here():
        for council in read_councils(read_environment().councils):
            found = verification.verify(council, processes=1)
            assert found.records and found.first_broken is None, found


def test_a_double_click_reports_once_and_takes_back_once(page, served, audit):
    steps.enter_stockport(page, served[0].url)
    steps.give_reason(page)
    steps.open_case_id(page, "249014")
    steps.toggle(page, "police")
    wrong = steps.section(page, "police").get_by_role("button", name="This is not right").first
    wrong.wait_for()
    # The button is still on its way down: pressed before it has come to rest, it is let go beside it.
    steps.settled(page)
    wrong.click()
    page.get_by_text("The contact is wrong", exact=True).click()
    page.get_by_role("button", name="Report it").evaluate(TWICE)
    steps.expect_heading(page, "Reported")
    page.get_by_role("button", name="Back to the person’s page").click()
    steps.drawn(page)
    expect(page.locator(".fc-glance")).to_contain_text("the contact was reported as wrong")
    page.get_by_role("button", name="Undo your report").evaluate(TWICE)
    expect(page.get_by_text("Your report is undone")).to_be_visible()
    done = [action for action, _ in audit("stockport")]
    assert (done.count("reported_record"), done.count("withdrew_report")) == (1, 1)
