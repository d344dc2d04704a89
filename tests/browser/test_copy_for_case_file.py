"""Copy for the case file by keyboard: recorded first, said aloud, and a selected text where the browser refuses."""

import json
import sqlite3
from contextlib import closing

from playwright.sync_api import Page, expect

from docs.take_screenshots import NO_CLIPBOARD
from tests.browser import steps
from tests.browser.keyboard import Keyboard

LABEL = "Copy for the case file"


def newest_record(server, council: str) -> tuple[str, dict]:
    with closing(sqlite3.connect(f"file:{server.folder / council / 'app.db'}?mode=ro", uri=True)) as raw:
        action, record = raw.execute("SELECT action, record FROM audit_event ORDER BY seq DESC LIMIT 1").fetchone()
    return action, json.loads(record)


def said(page: Page, words: str):
    return page.get_by_role("status").filter(has_text=words)


def open_police(page: Page) -> None:
    steps.toggle(page, "police")
    page.get_by_role("button", name="Copy contact").wait_for()
    steps.settled(page)


def test_it_is_copied_by_keyboard_once_it_is_recorded_or_selected_and_nothing_is_copied_unasked(page, app_server):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    steps.enter_stockport(page, app_server.url)
    steps.give_reason(page)
    steps.open_case_id(page, "249014")
    open_police(page)
    expect(steps.section(page, "police")).to_contain_text("Ava Pickles")
    before = page.url
    page.get_by_role("heading", level=1).focus()
    Keyboard(page).press_on(LABEL)
    expect(said(page, "Copied. You can paste it into the case file.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Contains information from other services. Check before disclosing.\n")
    assert "Police: Records available." in copied and "Contact: Ava Pickles" in copied
    assert [one for one in ("Tarnbrook", "Violence", "Suspect", "Tommy", "Kate") if one in copied] == []
    action, record = newest_record(app_server, "stockport")
    assert action == "copied_for_case_file" and record["about"]["services"] == ["police"]
    expect(page.get_by_role("button", name=LABEL)).to_be_focused()
    assert page.url == before

    # A contact is copied too; then away, and back.
    page.get_by_role("button", name="Copy contact").click()
    expect(said(page, "Copied.")).to_have_count(2)
    page.get_by_role("button", name="Contacts to call").click()
    steps.expect_heading(page, "Contacts to call")
    page.evaluate("navigator.clipboard.writeText('something else')")
    page.get_by_role("button", name="Back", exact=True).click()
    steps.expect_heading(page, "Dominic Pierce")
    expect(page.get_by_role("button", name="Copy contact")).to_be_visible()  # the section is still open
    expect(page.get_by_role("button", name=LABEL)).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "something else"
    expect(said(page, "Copied.")).to_have_count(0)

    # Where the browser refuses, the text is selected for Ctrl and C.
    page.evaluate(NO_CLIPBOARD)
    page.get_by_role("button", name=LABEL).click()
    expect(said(page, "press Ctrl and C")).to_be_visible()
    field = page.get_by_label("Text for the case file")
    expect(field).to_be_focused()
    selected = "one => one.value.slice(one.selectionStart, one.selectionEnd)"
    assert field.evaluate(selected) == field.input_value()
    assert field.input_value().startswith("Contains information from other services.")
    page.reload()
    steps.expect_heading(page, "Dominic Pierce")
    expect(page.get_by_label("Text for the case file")).to_have_count(0)
