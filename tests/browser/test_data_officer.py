"""A data officer in a real browser: their own pages, and a match and a report settled with the keyboard alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from config.council import Council
from tests.browser import steps
from tests.browser.production import serve_stockport
from tests.browser.server import Server
from tests.data_access.unkeyed import UNKEYED, UnkeyedExtract

# Streamlit's browser half looks for its server below the address first, and goes up when it is not there.
PROBED = r"Failed to load resource: the server responded with a status of 404"
FOCUSED = "(document.activeElement?.ariaLabel || document.activeElement?.innerText || '').trim()"
OFFICER, WORKER = "olive.grant", "helen.marks"
PEOPLE = {OFFICER: ("T", "data_officer"), WORKER: ("T", "social_worker")}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Stockport whose housing has keys of its own, and somebody in it who may be Dominic Pierce."""

    def extract(council: Council) -> UnkeyedExtract:
        return UnkeyedExtract(council).tenant("H-1", "kate").tenant("H-2", "dominic", date_of_birth="")

    files = "".join(f"    - {{id: {name}, person_key: own}}\n" for name in UNKEYED)
    yaml = f"extract:\n  files:\n{files}"
    with serve_stockport(tmp_path_factory.mktemp("officer"), PEOPLE, extract=extract, more_yaml=yaml) as server:
        yield server


def press_until_on(page: Page, name: str) -> None:
    """Tab to the button of that name, as somebody without a mouse does."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED) == name:
            return
    raise AssertionError(f"the focus never came to {name}")


def test_a_match_is_settled_and_taken_back_with_the_keyboard_alone(open_page, server):
    page = open_page()
    steps.sign_in_at_only_council(page, server.url, OFFICER)
    steps.expect_heading(page, "Review")
    expect(page.get_by_text("To review: 1 possible match")).to_be_visible()
    press_until_on(page, "View Dominic Pierce, Housing")
    page.keyboard.press("Enter")
    steps.expect_heading(page, "Are these the same person?")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    table = page.get_by_role("table", name="What other sources hold on the person, and what Housing holds")
    born = table.get_by_role("row", name="Date of birth")
    expect(born.get_by_role("cell").last).to_contain_text("Held by one only")
    expect(table.get_by_role("row", name="First name").get_by_role("cell").last).to_contain_text("Same")
    press_until_on(page, "Same person")
    page.keyboard.press("Enter")
    steps.expect_heading(page, "Review")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_role("status")).to_contain_text("Saved: same person.")
    expect(page.get_by_role("heading", name="Nothing to review")).to_be_visible()
    page.get_by_role("button", name="View decision 1, Housing").click()
    steps.expect_heading(page, "Are these the same person?")
    press_until_on(page, "Withdraw it")
    page.keyboard.press("Enter")
    expect(page.get_by_text("To review: 1 possible match")).to_be_visible()
    page.close()


def test_a_report_is_marked_as_wrong_and_stays_hidden_for_the_worker(open_page, server):
    page = open_page()
    steps.enter(page, server.url, "stockport", WORKER)
    steps.give_reason(page)
    steps.open_case_id(page, "249012")
    steps.expect_heading(page, "Tommy Williams")
    steps.toggle(page, "school")
    steps.settled(page)
    steps.report(page, "school")
    expect(steps.section(page, "school")).to_contain_text("Could not be checked")
    steps.end_session(page)

    steps.enter(page, server.url, "stockport", OFFICER)
    page.get_by_role("button", name="View report 1, School").click()
    steps.expect_heading(page, "Is this record right?")
    page.get_by_role("textbox", name="Note optional").fill("The school says she moved.")
    page.get_by_role("button", name="Record is wrong").click()
    expect(page.get_by_role("status")).to_contain_text("It stays hidden until you undo this")
    expect(page.get_by_text("Marked as wrong: 1")).to_be_visible()
    steps.end_session(page)

    steps.enter(page, server.url, "stockport", WORKER)
    steps.give_reason(page)
    steps.open_case_id(page, "249012")
    steps.expect_heading(page, "Tommy Williams")
    expect(steps.section(page, "school")).to_contain_text("Could not be checked")
    page.close()


def test_the_header_leads_between_the_officers_pages_and_nowhere_else(open_page, server):
    page = open_page()
    steps.enter(page, server.url, "stockport", OFFICER)
    steps.expect_heading(page, "Review")
    expect(page.get_by_role("button", name="Review")).to_have_count(0)
    page.get_by_role("button", name="Data quality").click()
    steps.expect_heading(page, "Data quality")
    expect(page.locator("[aria-current=page]")).to_have_text("Data quality")
    page.get_by_role("link", name="Housing").click()
    expect(page.locator("#source-housing h2")).to_be_in_viewport()
    for name in ("New search", "Back", "What these services show, and what “no records” means"):
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)
    page.close()


@pytest.mark.parametrize("address", ["/person", "/results", "/reason", "/about"])
def test_a_workers_address_is_refused_to_the_officer(open_page, server, address):
    page = open_page(tolerate=PROBED)
    steps.enter(page, server.url, "stockport", OFFICER, address)
    steps.expect_heading(page, "This page is not for your role")
    page.get_by_role("button", name="Go to your first page").click()
    steps.expect_heading(page, "Review")
    page.close()


@pytest.mark.parametrize("address", ["/quality", "/report", "/pair"])
def test_the_officers_address_is_refused_to_a_worker(open_page, server, address):
    page = open_page(tolerate=PROBED)
    steps.enter(page, server.url, "stockport", WORKER, address)
    steps.expect_heading(page, "This page is not for your role")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.close()


@pytest.mark.parametrize(("username", "first"), [(OFFICER, "Review"), (WORKER, "Why are you searching?")])
@pytest.mark.parametrize("address", ["/review", "/search"])
def test_an_address_where_some_role_begins_leads_to_ones_own_first_page(open_page, server, address, username, first):
    page = open_page()
    steps.sign_in_at_only_council(page, server.url, username, address)
    steps.expect_heading(page, first)
    page.close()


def test_another_role_that_signs_in_where_a_session_ended_is_not_refused(open_page, server):
    """Seen to fail with ways.go() removed from guard.end_session(): the officer was refused the worker's page."""
    page = open_page()
    steps.sign_in_at_only_council(page, server.url, WORKER)
    steps.give_reason(page)
    steps.open_case_id(page, "249012")
    steps.expect_heading(page, "Tommy Williams")
    page.get_by_role("button", name="End session").click()
    steps.expect_heading(page, "Sign in to Family Context")
    expect(page).to_have_url(f"{server.url}/")
    page.get_by_label("User name (firstname.lastname)").fill(OFFICER)
    steps.start_session(page)
    steps.expect_heading(page, "Review")
    page.close()


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_no_page_of_the_officer_is_wider_than_its_window(open_page, server, width):
    page = open_page(width=width)
    steps.enter(page, server.url, "stockport", OFFICER)
    steps.expect_heading(page, "Review")
    page.get_by_role("button", name="View Dominic Pierce, Housing").click()
    for heading, leave in (("Are these the same person?", "Data quality"), ("Data quality", None)):
        steps.expect_heading(page, heading)
        steps.settled(page)
        main = "document.querySelector('[data-testid=stMain]')"
        assert page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth"), heading
        if leave:
            page.get_by_role("button", name=leave).click()
    page.close()
