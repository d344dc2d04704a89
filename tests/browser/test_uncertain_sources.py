"""A source that is stale, was not read or has a match waiting: each shows its own flag, and none "No records found"."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from config.environment import ROOT
from config.reading import read_council
from tests.browser import steps
from tests.browser.production import add_accounts
from tests.browser.server import PRODUCTION, Server, manage, serve
from tests.small_extract import SmallExtract

NONE = "No records found"
STALE, NOT_READ, WAITING = "adult_social_care", "housing", "police"
WORKERS = {"stockport": "helen.marks", "leeds": "204417"}


def council_of(council_id: str):
    return read_council(ROOT / "config" / "councils" / f"{council_id}.yaml")


def uncertain_extract(council_id: str) -> SmallExtract:
    """Nothing certain is held on Dominic: one source is old and has none, one was not read, one has a match waiting."""
    extract = SmallExtract(council_of(council_id))
    extract.line("sources", source=STALE)["date_current_as_of"] = "2026-01-05T02:00"
    extract.line("sources", source=NOT_READ)["status"] = "unreadable"
    extract.line("police", person_key="dominic")["match_status"] = "pending"
    return extract


def certain_extract(council_id: str) -> SmallExtract:
    """The same sources, fresh, read and with nothing of Dominic's: what the flags above must be told from."""
    extract = SmallExtract(council_of(council_id))
    extract.files["police"], extract.files["police_offences"] = [], []
    # A file that was never changed since January would still be out of date.
    extract.add_record(STALE, "kate", service_involvement="Current")
    return extract


@pytest.fixture(scope="module")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("uncertain")


@pytest.fixture(scope="module")
def server(data_folder: Path) -> Iterator[Server]:
    for council_id, username in WORKERS.items():
        add_accounts(data_folder, council_of(council_id), {username: ("Test Worker", "social_worker")})
    with serve(data_folder, **PRODUCTION) as server:
        yield server


def load(data_folder: Path, extract: SmallExtract, folder: Path) -> None:
    # The two extracts of this file differ in rows on purpose, and either test may come first.
    manage(
        data_folder, "load", "--council", extract.council.id, "--accept-fall", str(extract.write(folder)), **PRODUCTION
    )


def open_dominic(page: Page, server: Server, council_id: str) -> None:
    """By whichever way the council has."""
    if council_id == "stockport":
        steps.enter_stockport(page, server.url, WORKERS[council_id])
        steps.give_reason(page)
        steps.open_case_id(page, "249014")
    else:
        steps.enter_leeds(page, server.url, WORKERS[council_id])
        steps.open_case_id(page, "249012")
        steps.expect_heading(page, "Tommy Williams")
        page.get_by_role("button", name="View Dominic Pierce").click()
    steps.expect_heading(page, "Dominic Pierce")
    expect(steps.section(page, "police")).to_be_visible()
    steps.settled(page)


@pytest.mark.parametrize("council_id", ["stockport", "leeds"])
def test_stale_not_read_and_waiting_each_have_a_flag_and_none_says_no_records(
    open_page, server, data_folder, tmp_path, council_id
):
    """Seen to fail with `source.out_of_date`, `not row.readable` and `pending` each taken out of where it is tested."""
    load(data_folder, uncertain_extract(council_id), tmp_path / "uncertain")
    page = open_page()
    open_dominic(page, server, council_id)
    expected = {
        STALE: ("May be out of date", "None found in data of 05/01/2026."),
        NOT_READ: ("Could not be checked", "extract could not be read. There may be records."),
        WAITING: ("Could not be checked", "A data officer needs to check a possible match."),
    }
    for service_id, (flag, why) in expected.items():
        section = steps.section(page, service_id)
        expect(section.locator(".fc-flag")).to_have_count(1)
        expect(section.locator(".fc-flag")).to_contain_text(flag)
        expect(section).to_contain_text(why)
    expect(page.get_by_text(NONE)).to_have_count(0)
    page.close()


def test_the_same_sources_fresh_and_read_do_say_it(open_page, server, data_folder, tmp_path):
    """Without this the test above could be passing because nothing ever says it."""
    load(data_folder, certain_extract("stockport"), tmp_path / "certain")
    page = open_page()
    open_dominic(page, server, "stockport")
    for service_id in (STALE, NOT_READ, WAITING):
        expect(steps.section(page, service_id).locator(".fc-flag")).to_contain_text(NONE)
    page.close()
