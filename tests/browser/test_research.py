"""One whole research session in a real browser, and a second one at the same time that it does not touch."""

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.steps import (
    expect_heading,
    give_reason,
    open_case_id,
    section,
    set_up_research,
    settled,
    tab_of,
    vary,
)

POLICE = "Dominic Pierce: Police"


def hand_over(page: Page) -> None:
    page.get_by_role("button", name="Hand over to the participant").click()


def take_back(page: Page) -> None:
    page.get_by_role("link", name="For the researcher").click()
    expect_heading(page, "Research session")
    settled(page)


def open_dominic(page: Page) -> None:
    hand_over(page)
    expect_heading(page, "Why are you searching?")
    give_reason(page)
    open_case_id(page, "249014")
    expect_heading(page, "Dominic Pierce")


def test_a_whole_session_and_a_second_at_the_same_time_untouched(
    page: Page, another_browser: BrowserContext, app_url: str
):
    first, second, url = page, tab_of(another_browser), app_url
    set_up_research(first, url, "rosa.hale")
    set_up_research(second, url, "ned.oakes")
    vary(second, POLICE, "Out of date")
    open_dominic(second)
    expect(section(second, "police")).to_contain_text("May be out of date")

    # The record and its first task.
    first.get_by_role("button", name="Participants", exact=True).click()
    first.get_by_label("Participant code").fill("P07")
    first.get_by_text("Rosa Hale's", exact=False).click()
    for consent in ("Notes may be taken", "What they say may be quoted", "They know that they may stop"):
        first.get_by_text(consent).last.click()
    first.get_by_role("button", name="Start record").click()
    expect_heading(first, "Participant P07")
    first.get_by_role("button", name="Start task").click()
    first.get_by_role("button", name="Not done", exact=True).click()
    settled(first)
    first.get_by_label("Words").fill("I would call the police anyway")
    first.get_by_label("A new finding").fill("None found does not stop people")
    first.get_by_role("button", name="Save", exact=True).click()
    expect(first.get_by_role("cell", name="I would call the police anyway")).to_be_visible()

    # A variation, on the participant's screen. That another takes effect at once: tests/pages/test_research.py.
    first.get_by_role("button", name="Set up", exact=True).click()
    vary(first, POLICE, "No records found")
    open_dominic(first)
    expect(section(first, "police")).to_contain_text("No records found")
    expect(first.get_by_role("button", name="Participants")).to_have_count(0)

    # The ranking, what was opened, the file, the reset.
    take_back(first)
    first.get_by_role("button", name="Participants", exact=True).click()
    first.get_by_role("button", name=re.compile("View participant P07")).click()
    expect_heading(first, "Participant P07")
    expect(first.get_by_role("cell", name="Opened a person").first).to_be_visible()
    first.get_by_role("button", name="Save the order").click()
    expect(first.get_by_text("Saved. Saving another order")).to_be_visible()
    first.get_by_role("button", name="Make a CSV for a spreadsheet").click()
    with first.expect_download() as download:
        first.get_by_role("link", name="Download participant-P07.csv").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert text.count("P07,Stockport,task,") == 1 and "I would call the police anyway" in text
    for name in ("Dominic", "rosa.hale", "Rosa Hale", "249014", "SW-2041"):
        assert name not in text
    first.get_by_role("button", name="Set up", exact=True).click()
    first.get_by_role("button", name="Reset for next participant").click()
    expect(first.get_by_text("Everything from the last participant has been cleared")).to_be_visible()
    expect(first.get_by_role("combobox")).to_have_count(0)

    # The second session shows what it showed, and the next participant finds all as the demonstration has it.
    expect_unchanged(second)
    first.get_by_text("Round 2, Williams and Pierce", exact=True).click()
    first.get_by_role("button", name="Use this scenario").click()
    expect(first.get_by_role("button", name="Hand over to the participant")).to_be_visible()
    settled(first)
    open_dominic(first)
    expect(section(first, "police")).to_contain_text("Records available")


def expect_unchanged(page: Page) -> None:
    """A second session still shows what was chosen for it."""
    page.get_by_role("button", name="New search").click()
    expect_heading(page, "Find service involvement")
    open_case_id(page, "249014")
    expect(section(page, "police")).to_contain_text("May be out of date")
