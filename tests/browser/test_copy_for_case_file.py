"""Copy for the case file by keyboard: recorded first, said aloud, and a selected text where the browser refuses."""

import json
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from docs.take_screenshots import NO_CLIPBOARD
from tests.browser import steps
from tests.browser.keyboard import Keyboard

LABEL = "Copy for the case file"


def newest_record(server, council: str) -> tuple[str, dict]:
    with closing(sqlite3.connect(f"file:{server.folder / council / 'app.db'}?mode=ro", uri=True)) as raw:
        action, record = raw.execute("SELECT action, record FROM audit_event ORDER BY seq DESC LIMIT 1").fetchone()
    return action, json.loads(record)


@pytest.fixture
def opened(page, app_server) -> Page:
    """Dominic's page in journey 1, with his police records open."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    steps.enter_stockport(page, app_server.url)
    steps.give_reason(page)
    steps.open_case_id(page, "249014")
    steps.toggle(page, "police")
    expect(steps.section(page, "police")).to_contain_text("Ava Pickles")
    steps.settled(page)
    return page


def said(page: Page, words: str):
    return page.get_by_role("status").filter(has_text=words)


def test_it_is_copied_by_keyboard_once_it_is_recorded_and_on_coming_back_nothing_is_copied_unasked(opened, app_server):
    before = opened.url
    opened.get_by_role("heading", level=1).focus()
    Keyboard(opened).press_on(LABEL)
    expect(said(opened, "Copied. You can paste it into the case file.")).to_be_visible()
    copied = opened.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Contains information from other services. Check before disclosing.\n")
    assert "Police: Records available." in copied and "Contact: Ava Pickles" in copied
    assert [one for one in ("Tarnbrook", "Violence", "Suspect", "Tommy", "Kate") if one in copied] == []
    action, record = newest_record(app_server, "stockport")
    assert action == "copied_for_case_file" and record["about"]["services"] == ["police"]
    expect(opened.get_by_role("button", name=LABEL)).to_be_focused()
    assert opened.url == before

    # A contact is copied too; then away, and back.
    opened.get_by_role("button", name="Copy contact").click()
    expect(said(opened, "Copied.")).to_have_count(2)
    opened.get_by_role("button", name="Contacts to call").click()
    steps.expect_heading(opened, "Contacts to call")
    opened.evaluate("navigator.clipboard.writeText('something else')")
    opened.get_by_role("button", name="Back", exact=True).click()
    steps.expect_heading(opened, "Dominic Pierce")
    steps.toggle(opened, "police")  # a section is closed on coming back
    for label in (LABEL, "Copy contact"):
        expect(opened.get_by_role("button", name=label)).to_be_visible()
    steps.settled(opened)
    assert opened.evaluate("navigator.clipboard.readText()") == "something else"
    expect(said(opened, "Copied.")).to_have_count(0)


def test_where_the_browser_refuses_the_text_is_selected_for_ctrl_c(opened):
    opened.evaluate(NO_CLIPBOARD)
    opened.get_by_role("button", name=LABEL).click()
    expect(said(opened, "press Ctrl and C")).to_be_visible()
    field = opened.get_by_label("Text for the case file")
    expect(field).to_be_focused()
    selected = "one => one.value.slice(one.selectionStart, one.selectionEnd)"
    assert field.evaluate(selected) == field.input_value()
    assert field.input_value().startswith("Contains information from other services.")
    opened.reload()
    steps.expect_heading(opened, "Dominic Pierce")
    expect(opened.get_by_label("Text for the case file")).to_have_count(0)
