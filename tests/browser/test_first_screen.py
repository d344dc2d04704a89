"""The answer is on the first screen: every service's flag, at the usual size of a laptop and of a phone."""

import re

from playwright.sync_api import Page, expect

from config.council import Council
from docs.camera import CONTENT_HEIGHT
from tests.browser import steps
from tests.small_extract import SmallExtract

SIZES = {1280: (900, 1_400), 390: (844, 2_200)}
"""Width: the height of a first screen, and the most that a page with every section closed may be high."""

STOCKPORT = (
    "Tommy Williams, born 12 May",
    "Kate Williams, born 29 August",
    "Dominic Pierce, born 3 April",
    "Paula Lee",
)
LEEDS_CHILDREN = ("249012", "136594")
FLAGS = """() => [...document.querySelectorAll('.fc-glance .fc-glance-service')].map(one => {
    const flag = one.querySelector('.fc-flag').getBoundingClientRect();
    return [one.textContent.trim(), Math.round(flag.top), Math.round(flag.bottom)];
})"""


def first_screen(page: Page) -> dict[str, object]:
    """What is wrong with the person's page that is open, by name; empty if nothing is."""
    steps.settled(page)
    width = page.viewport_size["width"]
    screen, most = SIZES[width]
    flags = page.evaluate(FLAGS)
    below = [flag for flag in flags if flag[1] < 0 or flag[2] > screen]
    height = page.evaluate(CONTENT_HEIGHT)
    named = len(page.query_selector_all("[class*='st-key-service_section_']"))
    wrong = {"flags": (len(flags), named), "below": below, "height": height}
    is_right = {"flags": len(flags) == named > 0, "below": not below, "height": height <= most}
    return {name: what for name, what in wrong.items() if not is_right[name]}


def at_every_size(page: Page) -> dict[int, dict[str, object]]:
    """What is wrong with the person's page that is open, by width."""
    wrong = {}
    here = page.viewport_size["width"]
    # First as wide as it is; the walk goes on at the other width.
    for width in sorted(SIZES, key=lambda width: width != here):
        page.set_viewport_size({"width": width, "height": SIZES[width][0]})
        wrong[width] = first_screen(page)
    return {width: what for width, what in wrong.items() if what}


def test_every_flag_of_the_families_in_stockport_is_on_the_first_screen(page, app_url):
    steps.enter_stockport(page, app_url)
    steps.give_reason(page)
    wrong = {}
    for view in STOCKPORT:
        steps.search(page, *view.split(",")[0].split())
        steps.view(page, view)
        wrong[view] = at_every_size(page)
        page.get_by_role("button", name="New search").click()
        steps.expect_heading(page, "Find service involvement")
    assert {view: what for view, what in wrong.items() if what} == {}


def test_every_flag_of_the_families_in_leeds_is_on_the_first_screen(page, app_url):
    """A child's page lists the individuals linked to the child too, four of them to Tommy: it may be no higher."""
    steps.enter_leeds(page, app_url)
    wrong, linked = {}, {}
    for case_id in LEEDS_CHILDREN:
        steps.open_case_id(page, case_id)
        page.get_by_role("button", name="View").first.wait_for()
        wrong[case_id] = at_every_size(page)
        views = [button.get_attribute("aria-label") for button in page.get_by_role("button", name="View").all()]
        linked[case_id] = len(views)
        for view in views:
            page.get_by_role("button", name=view).click()
            back = page.get_by_role("button", name=re.compile("^Back to"))
            back.wait_for()
            wrong[view] = at_every_size(page)
            back.click()
            page.get_by_role("button", name="View").first.wait_for()
            steps.settled(page)
        page.get_by_role("button", name="New search").click()
        steps.expect_heading(page, "Find service involvement")
    assert linked == {"249012": 4, "136594": 3}
    assert {view: what for view, what in wrong.items() if what} == {}


LONG = {"first_name": "Maximiliana-Alexandrina Oluwaseun", "family_name": "Featherstonehaugh-Wolstenholme"}
FAR = "Apartment 129, The Old Woollen Exchange Building, 1214 Great Northern Railway Street, Stockport SK1 3NN"


def long_and_late(council: Council) -> SmallExtract:
    """Dominic with the longest of names and of addresses, several of each, and no source that is fresh."""
    extract = SmallExtract(council)
    extract.line("people", person_key="dominic").update(LONG | {"address": FAR})
    for service_id in ("adult_social_care", "housing"):
        extract.add_record(service_id, "dominic", service_involvement="Current")
        extract.line(service_id, person_key="dominic").update(address=f"{service_id}, {FAR}", address_status="current")
    extract.line("police", person_key="dominic").update(address=f"Room 2, {FAR}", date_of_birth="1990-01-01")
    for source in extract.files["sources"]:
        source["date_current_as_of"] = "2026-01-05T02:00"
    return extract


def test_every_flag_is_on_the_first_screen_with_long_names_several_addresses_and_old_sources(page, production):
    production.fill("lengthy", {"helen.marks": ("Helen Marks", "social_worker")}, long_and_late)
    production.enter(page, "lengthy", "helen.marks")
    steps.give_reason(page)
    steps.open_case_id(page, "249014")
    steps.expect_heading(page, LONG["family_name"])
    expect(page.get_by_text("3 other addresses and 1 other date of birth held")).to_be_visible()
    expect(page.locator(".fc-glance .fc-flag")).to_have_count(7)
    wrong = [name for what in at_every_size(page).values() for name in what]
    assert [name for name in wrong if name != "height"] == []
