"""One audit record for each thing actually shown: none for a rerun, none without one (DESIGN.md, "promises")."""

import json
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.server import Server, manage

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
    steps.give_reason(page)
    assert audit("stockport") == []
    steps.search(page, "Dominic", "Pierce")
    expect(page.get_by_role("button", name="View Dominic Pierce").first).to_be_visible()
    assert audit("stockport") == [("searched", None), ("shown_individuals", None)]
    steps.view(page, "Dominic Pierce, born 3 April")
    expect(steps.section(page, "police")).to_be_visible()
    steps.settled(page)
    assert audit("stockport")[2:] == [("viewed_person", None)]
    for _ in range(2):
        steps.toggle(page, "police")
        expect(steps.section(page, "police")).to_contain_text("Violence with injury")
        steps.toggle(page, "police")
        expect(steps.section(page, "police").get_by_text("Violence with injury")).to_be_hidden()
    page.get_by_role("button", name="Open all").click()
    expect(steps.section(page, "police").get_by_text("Violence with injury")).to_be_visible()
    steps.settled(page)
    assert audit("stockport")[3:] == [("viewed_service", "police")]


def test_the_reason_and_case_reference_are_on_every_record(page, served):
    steps.enter_stockport(page, served[0].url)
    steps.give_reason(page, "REF-77")
    steps.search(page, "Dominic", "Pierce")
    steps.view(page, "Dominic Pierce, born 3 April")
    steps.settled(page)
    last = [record for _, _, record in read_audit(served[1], "stockport")][-3:]
    assert [record["grounds"]["case_reference"] for record in last] == ["REF-77"] * 3
    assert {record["grounds"]["reason"] for record in last} == {"Strategy meeting"}


def test_going_to_the_conditions_and_back_records_nothing_again(page, served, audit):
    steps.enter_leeds(page, served[0].url)
    steps.open_case_id(page, "249012")
    steps.expect_heading(page, "Tommy Williams")
    page.get_by_role("button", name="What these services show").click()
    steps.expect_heading(page, "When each service shows information")
    page.get_by_role("button", name="Back", exact=True).click()
    steps.expect_heading(page, "Tommy Williams")
    steps.settled(page)
    assert audit("leeds") == [("searched", None), ("viewed_person", None), ("shown_individuals", None)]


def test_the_contacts_found_are_listed_once_and_a_copy_is_recorded(page, served, audit):
    server, _ = served
    steps.enter_stockport(page, server.url)
    steps.give_reason(page)
    steps.open_case_id(page, "249014")
    steps.toggle(page, "police")
    expect(steps.section(page, "police")).to_contain_text("Ava Pickles")
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


def test_a_copy_of_one_contact_is_recorded_before_it_is_in_the_clipboard(page, served, audit):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    steps.enter_stockport(page, served[0].url)
    steps.give_reason(page)
    steps.open_case_id(page, "249014")
    steps.toggle(page, "police")
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


def test_going_back_to_the_child_is_showing_the_child_again(page, served, audit):
    steps.enter_leeds(page, served[0].url)
    steps.open_case_id(page, "249012")
    steps.view(page, "Kate Williams")
    page.get_by_role("button", name="Back to Tommy Williams").click()
    steps.expect_heading(page, "Tommy Williams")
    steps.settled(page)
    child = [("viewed_person", None), ("shown_individuals", None)]
    assert audit("leeds") == [("searched", None), *child, ("viewed_person", None), *child]


def test_a_refresh_shows_the_person_again_and_records_one_new_view(open_page, served, audit):
    page = open_page(tolerate="Failed to load resource: the server responded with a status of 404")
    steps.enter_leeds(page, served[0].url)
    steps.open_case_id(page, "249012")
    steps.expect_heading(page, "Tommy Williams")
    steps.settled(page)
    before = audit("leeds")
    page.reload()
    steps.expect_heading(page, "Tommy Williams")
    steps.settled(page)
    assert audit("leeds")[len(before) :] == [("viewed_person", None), ("shown_individuals", None)]


def test_the_chain_verifies_after_all_this(served):
    for council in ("stockport", "leeds"):
        manage(served[1], "anchor-audit", "--council", council)
        assert "unbroken" in manage(served[1], "verify-audit", "--council", council)
