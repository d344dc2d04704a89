"""A manager in a real browser: who looked at this person, a spot check, an export; and nobody else gets there."""

import re

import pytest
from playwright.sync_api import Page, expect

from data_access.accounts import sessions
from data_access.people import person_page, search, services
from data_access.values import Grounds, SearchTerms
from tests.browser import steps
from tests.browser.production import Production
from tests.data_access.conftest import person_id

MANAGER, WORKER, OTHER_WORKER, OFFICER = "sam.carter", "helen.pierce", "helen.marks", "olive.grant"
PEOPLE = {MANAGER: ("Sam Carter", "manager"), WORKER: ("Helen Pierce", "social_worker"),
          OTHER_WORKER: ("Helen Marks", "social_worker"),
          OFFICER: ("Olive Grant", "data_officer")}  # fmt: skip
GROUNDS = Grounds("Strategy meeting", "SW-2041")
WIDTHS = (390, 1280)


@pytest.fixture(scope="module")
def managed(production: Production) -> Production:
    """A council with the small extract and one worker of each role. Helen Pierce opened Dominic Pierce and what the
    police hold. Helen Marks opened him too, and searched for someone of her own family name."""
    council = production.fill("managed", PEOPLE)
    with production.server.here():
        for username in (WORKER, OTHER_WORKER):
            key = sessions.start_session(council, username, address="127.0.0.1")
            actor = sessions.get_actor(council, key)
            if username == OTHER_WORKER:
                search.search_people(actor, SearchTerms(family_name="Marks"), grounds=GROUNDS)
            search.search_people(actor, SearchTerms(case_id="249014"), grounds=GROUNDS)
            who = person_id(council, "dominic")
            person_page.get_person(actor, who, grounds=GROUNDS)
            if username == WORKER:
                services.get_service(actor, who, "police", grounds=GROUNDS)
    return production


def resize(page: Page, width: int) -> None:
    """Make the window so wide: no page is wider than that."""
    page.set_viewport_size({"width": width, "height": 900})
    steps.settled(page)
    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth"), width


class Presses:
    """Counts the presses between signing in and an answer. Typing into a field is none."""

    def __init__(self, page: Page) -> None:
        self.page, self.number = page, 0

    def __call__(self, name: str) -> None:
        button = self.page.get_by_role("button", name=name).first
        expect(button).to_be_visible()
        steps.settled(self.page)
        button.click()
        self.number += 1


def test_who_looked_at_dominic_pierce_this_month_and_why(page, managed):
    managed.sign_in(page, "managed", MANAGER)
    press = Presses(page)
    press("Audit")
    page.get_by_role("textbox", name="Person optional").fill("Dominic Pierce")
    press("This month")
    expect(page.get_by_role("heading", name="Who has looked at Dominic Pierce")).to_be_visible()
    visits = page.get_by_role("table", name="Visits")
    for width in WIDTHS:
        resize(page, width)
        for worker in ("Helen Pierce, helen.pierce", "Helen Marks, helen.marks"):
            row = visits.get_by_role("row").filter(has_text=worker).first
            expect(row.get_by_text("Strategy meeting, SW-2041")).to_be_visible()
            expect(row).to_contain_text("Opened")
    # The picture is not heard, so what it shows is in the table below it.
    picture = page.locator(".fc-looks-picture")
    expect(picture).to_have_attribute("aria-hidden", "true")
    expect(picture).to_contain_text("Helen Marks")
    page.get_by_text("The same as a table").click()
    table = page.get_by_role("table", name="Who looked at Dominic Pierce, by day")
    expect(table.get_by_role("row")).to_have_count(3)
    assert press.number <= 4


def test_which_of_helen_marks_look_ups_were_flagged_and_why(page, managed):
    managed.sign_in(page, "managed", MANAGER)
    press = Presses(page)
    press("Audit")
    page.get_by_role("textbox", name="Worker optional").fill("helen")
    page.get_by_role("textbox", name="Why optional").fill("Supervision on 29 November")
    press("Show visits")
    expect(page.get_by_role("heading", name="Which worker?")).to_be_visible()
    press("View what Helen Marks, helen.marks, has done")
    expect(page.get_by_role("heading", name="What Helen Marks has done")).to_be_visible()
    press("Any flag")
    expect(page.get_by_role("button", name="Show all visits")).to_be_visible()
    visits = page.get_by_role("table", name="Visits")
    expect(visits.get_by_role("row")).to_have_count(2)
    for width in WIDTHS:
        resize(page, width)
        for words in ("Same family name", "Searched", "Strategy meeting, SW-2041. Searched for Marks"):
            expect(visits.get_by_text(words).first).to_be_visible()
    # Of one worker there is a list, and never a figure or a picture.
    shown = page.locator("[data-testid=stMain]").inner_text()
    assert not re.search(r"\d+ (visit|record|time|people|look)", shown)
    expect(page.locator(".fc-looks-picture")).to_have_count(0)
    assert press.number <= 4


def test_a_manager_finds_who_looked_at_a_person_checks_it_and_exports_it(page, managed):
    managed.enter(page, "managed", MANAGER)
    page.get_by_role("button", name="Audit", exact=True).click()
    steps.expect_heading(page, "Audit")
    expect_dates_fit(page)
    page.get_by_role("textbox", name="Person optional").fill("dominic pierce")
    page.get_by_role("button", name="Show visits").click()
    expect(page.get_by_role("heading", name="Who has looked at Dominic Pierce")).to_be_visible()
    table = page.get_by_role("table", name="Visits")
    row = table.get_by_role("row").filter(has_text="Opened, Police details")
    for words in ("Helen Pierce, helen.pierce", "Strategy meeting, SW-2041", "Same family name"):
        expect(row).to_contain_text(words)
    row.get_by_role("button").click()
    steps.expect_heading(page, "Helen Pierce looked at Dominic Pierce")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_text("Many people share a name")).to_be_visible()
    records = page.get_by_role("table", name="Records")
    records.get_by_role("row").filter(has_text="Opened Police details").get_by_role("button").click()
    steps.expect_heading(page, "Opened Police details")
    page.get_by_role("button", name="What has Helen Pierce done?").click()
    expect(page.get_by_text("Say above why you look at what this worker did")).to_be_visible()
    page.get_by_role("textbox", name="Why optional").fill("Supervision")
    page.get_by_role("button", name="Show visits").click()
    expect(page.get_by_role("heading", name="What Helen Pierce has done")).to_be_visible()
    expect(page.get_by_role("table", name="Visits")).to_contain_text("Searched for case ID 249014")

    page.get_by_role("button", name="Export as CSV").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download audit-managed-one-worker-all-days").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    name = download.value.suggested_filename
    assert name.startswith("audit-managed-one-worker-all-days-to-") and "helen" not in name + download.value.url
    assert "Dominic Pierce" in text and "helen.pierce" in text and "sam.carter" not in text
    with page.context.expect_page() as second:
        page.get_by_role("link", name="Download audit-managed").click()
    expect(second.value.get_by_role("heading", name="This download has run out")).to_be_visible()
    second.value.close()
    page.get_by_role("button", name="Export as CSV").click()
    expect(page.get_by_role("link", name="Download audit-managed")).to_be_visible()
    page.get_by_role("button", name="Same family name", exact=True).click()
    expect(page.get_by_role("button", name="Show all visits")).to_be_visible()
    expect(page.get_by_role("link", name="Download audit-managed")).to_have_count(0)

    page.get_by_role("button", name="Spot checks").click()
    steps.expect_heading(page, "Spot checks")
    expect_dates_fit(page)
    steps.draw_and_view_access(page)
    page.get_by_role("button", name="Save the outcome").click()
    steps.expect_problem(page, "Choose an outcome")
    page.get_by_text("To follow up").click()
    page.get_by_role("textbox", name="Note optional").fill("Asked Helen")
    page.get_by_role("button", name="Save the outcome").click()
    steps.expect_heading(page, "Spot check 1")
    expect(page.get_by_role("status")).to_contain_text("Saved: to follow up.")
    expect(page.get_by_role("table", name="Accesses")).to_contain_text("To follow up")

    page.get_by_role("button", name="Audit", exact=True).click()
    expect(page.get_by_role("table", name="Visits")).to_contain_text("Saved the outcome of a spot check")
    page.get_by_role("button", name="Show every record on its own line").click()
    expect(page.get_by_role("table", name="Records")).to_contain_text("Exported audit records")


def test_an_address_without_a_ticket_hands_nothing_over(page, managed):
    for address in ("/download/managed/x", "/download/nowhere/x", "/download/managed/..%2f..%2fx"):
        answer = page.request.get(managed.url + address)
        assert answer.status in (400, 404) and "attachment" not in answer.headers.get("content-disposition", "")


def test_the_officer_marks_somebody_whom_the_worker_does_not_find_any_more(page, managed, another_browser):
    managed.enter(page, "managed", OFFICER)
    page.get_by_role("button", name="Restricted people").click()
    steps.expect_heading(page, "Restricted people")
    page.get_by_label("Case ID").fill("249013")
    page.get_by_label("Family name").fill("Williams")
    page.get_by_text("Refuge or a threat to life").click()
    page.get_by_role("button", name="Restrict this person").click()
    expect(page.get_by_role("status")).to_contain_text("The person with 249013 is restricted")
    expect(page.get_by_label("Case ID")).to_have_value("")
    expect(page.get_by_role("table", name="Restricted people listed")).to_contain_text("249013")

    # Another browser: in one there is one session.
    worker = steps.tab_of(another_browser)
    managed.enter(worker, "managed", WORKER)
    steps.give_reason(worker)
    steps.open_case_id(worker, "249013")
    expect(worker.get_by_text("Kate", exact=False)).to_have_count(0)
    expect(worker.get_by_role("heading", level=1)).not_to_have_text("Kate Williams")

    page.get_by_role("button", name="View the restriction of 249013").click()
    steps.expect_heading(page, "Remove this restriction?")
    page.get_by_role("button", name="Remove the restriction").click()
    expect(page.get_by_role("heading", name="No one is restricted")).to_be_visible()
    worker.get_by_role("button", name="New search").click()
    steps.open_case_id(worker, "249013")
    steps.expect_heading(worker, "Kate Williams")


def expect_dates_fit(page: Page) -> None:
    """On a telephone one field below the other, each as wide as there is room for."""
    for width in WIDTHS:
        resize(page, width)
        fields = (page.get_by_role("textbox", name=re.compile(rf"^{label}\b")) for label in ("From", "To"))
        first, last = (field.bounding_box() for field in fields)
        assert (first["y"] < last["y"]) == (width == 390), width
        if width == 390:
            assert first["width"] > width - 60, width
