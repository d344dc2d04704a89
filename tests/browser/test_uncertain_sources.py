"""A source that is stale, was not read or has a match waiting: each shows its own flag, and none "No records found"."""

import pytest
from playwright.sync_api import Page, expect

from config.council import Council
from tests.browser import steps
from tests.browser.production import Production
from tests.small_extract import SmallExtract

NONE = "No records found"
STALE, NOT_READ, WAITING = "adult_social_care", "housing", "police"
JOURNEY_1, JOURNEY_2 = "unsure", "unsure_too"
WORKER = {"204417": ("Test Worker", "social_worker")}


def uncertain_extract(council: Council) -> SmallExtract:
    """Nothing certain is held on Dominic: one source is old and has none, one was not read, one has a match waiting."""
    extract = SmallExtract(council)
    extract.line("sources", source=STALE)["date_current_as_of"] = "2026-01-05T02:00"
    extract.line("sources", source=NOT_READ)["status"] = "unreadable"
    extract.line("police", person_key="dominic")["match_status"] = "pending"
    return extract


def certain_extract(council: Council) -> SmallExtract:
    """The same sources, fresh, read and with nothing of Dominic's: what the flags above must be told from."""
    extract = SmallExtract(council)
    extract.files["police"], extract.files["police_offences"] = [], []
    # A file that was never changed since January would still be out of date.
    extract.add_record(STALE, "kate", service_involvement="Current")
    return extract


def open_dominic(page: Page, production: Production, council_id: str) -> None:
    """By whichever way the council has."""
    production.enter(page, council_id, "204417")
    if council_id == JOURNEY_1:
        steps.give_reason(page)
        steps.open_case_id(page, "249014")
    else:
        steps.open_case_id(page, "249012")
        steps.expect_heading(page, "Tommy Williams")
        page.get_by_role("button", name="View Dominic Pierce").click()
    steps.expect_heading(page, "Dominic Pierce")
    expect(steps.section(page, "police")).to_be_visible()
    steps.settled(page)


@pytest.mark.parametrize("council_id", [JOURNEY_1, JOURNEY_2])
def test_stale_not_read_and_waiting_each_have_a_flag_and_none_says_no_records(page, production, council_id):
    """Seen to fail with `source.out_of_date`, `not row.readable` and `pending` each taken out of where it is tested."""
    production.fill(council_id, WORKER, uncertain_extract)
    open_dominic(page, production, council_id)
    expected = {
        STALE: ("May be out of date", "None found in data of 05/01/2026."),
        NOT_READ: ("Could not be checked", "information could not be read. There may be records."),
        WAITING: ("Could not be checked", "A data officer needs to check a possible match."),
    }
    for service_id, (flag, why) in expected.items():
        section = steps.section(page, service_id)
        expect(section.locator(".fc-flag")).to_have_count(1)
        expect(section.locator(".fc-flag")).to_contain_text(flag)
        expect(section).to_contain_text(why)
    expect(page.get_by_text(NONE)).to_have_count(0)
    if council_id == JOURNEY_2:
        return
    # The same sources, fresh and read, do say it: else the above could be passing because nothing ever does.
    production.load(certain_extract(production.council(council_id)))
    page.reload()
    steps.expect_heading(page, "Dominic Pierce")
    for service_id in (STALE, NOT_READ, WAITING):
        expect(steps.section(page, service_id).locator(".fc-flag")).to_contain_text(NONE)
