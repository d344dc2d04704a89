"""From the user name to a number to call by keyboard, counted; the jump from the glance; and dates in one piece."""

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.keyboard import Keyboard

MOST_KEYS = 12
WIDTHS = (320, 390, 480, 600, 700, 760, 820, 900, 1024, 1160, 1280, 1440, 1600)
# Every date that is drawn in more than one line, with where it is.
BROKEN_DATES = """async () => {
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    const walker = document.createTreeWalker(document.querySelector('[data-testid=stMain]'), NodeFilter.SHOW_TEXT);
    const broken = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        for (const found of node.data.matchAll(/\\d\\d\\/\\d\\d\\/\\d{4}/g)) {
            const range = document.createRange();
            range.setStart(node, found.index);
            range.setEnd(node, found.index + found[0].length);
            const tops = new Set([...range.getClientRects()].map(one => Math.round(one.top)));
            if (tops.size > 1) broken.push(found[0] + ' in ' + node.parentElement.className);
        }
    }
    return broken;
}"""
DATES = "() => document.querySelector('[data-testid=stMain]').innerText.match(/\\d\\d\\/\\d\\d\\/\\d{4}/g).length"


class Counted(Keyboard):
    """A keyboard that counts what is pressed beyond typing."""

    def __init__(self, page: Page):
        super().__init__(page)
        self.count = 0

    def press(self, key: str) -> None:
        # Selecting what a field holds is part of typing over it.
        self.count += key != "Control+a"
        super().press(key)


def test_from_the_user_name_to_a_number_in_at_most_twelve_keys_beyond_typing(page, app_url):
    """Journey 2, by name: password, names, View, the jump to the service, its records, the number."""
    steps.choose_council(page, app_url, "Leeds City Council")
    steps.settled(page)
    page.get_by_label("Payroll number").focus()
    keys = Counted(page)
    page.keyboard.type("204417")
    keys.fill("Password", steps.PASSWORD)
    keys.press("Enter")
    keys.arrives_at("Find service involvement", "Search")
    keys.fill("First name", "Tommy")
    keys.fill("Family name", "Williams")
    keys.press("Enter")
    keys.arrives_at("found", "Results")
    keys.press_on("View Tommy Williams")
    keys.arrives_at("Tommy Williams", "Child")
    keys.press_on("School")
    expect(page.get_by_role("heading", level=3, name="School")).to_be_focused()
    keys.press_on("School records")
    expect(steps.section(page, "school").locator(".fc-contact a[href^='tel:']").first).to_be_visible()
    assert keys.count <= MOST_KEYS, keys.stops


def test_in_journey_1_from_the_user_name_to_a_number_in_at_most_twelve_keys_too(page, app_url):
    """From the user name, with the reason, which is asked once for each family."""
    steps.choose_council(page, app_url, "Stockport Council")
    steps.settled(page)
    page.get_by_label("User name (firstname.lastname)").focus()
    keys = Counted(page)
    page.keyboard.type("helen.marks")
    keys.fill("Password", steps.PASSWORD)
    keys.press("Enter")
    keys.arrives_at("Why are you searching?", "Reason")
    keys.press("Tab")
    keys.press("Space")
    keys.fill("Case reference", "SW-2041")
    keys.press("Enter")
    keys.arrives_at("Find service involvement", "Search")
    keys.fill("Family name", "Pierce")
    keys.fill("First name", "Dominic")
    keys.press("Enter")
    keys.arrives_at("individuals found", "Results")
    keys.press_on("View Dominic Pierce, born 3 April")
    keys.arrives_at("Dominic Pierce", "Person")
    expect(page.locator(".fc-glance a[href^='tel:']").first).to_be_in_viewport()
    assert keys.count <= MOST_KEYS, keys.stops


def test_a_jump_leads_to_the_section_no_date_is_broken_at_any_width_and_on_paper_is_who_read_it_when(page, app_url):
    steps.enter_leeds(page, app_url)
    steps.search(page, "Tommy", "Williams")
    page.get_by_role("button", name="View").first.wait_for()
    broken = _broken_dates(page)
    steps.view(page, "Tommy Williams, born 12 May")
    page.get_by_role("button", name="View").first.wait_for()
    broken |= _broken_dates(page)
    _expect_on_paper(page)
    # The jump moves the focus to the section and leaves the address.
    before = page.url
    page.get_by_role("link", name="Police").click()
    heading = page.get_by_role("heading", level=3, name="Police")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    assert page.url == before
    steps.view(page, "Dominic Pierce")
    page.get_by_role("button", name="Open all").click()
    page.get_by_role("heading", name="Safeguarding offences").wait_for()
    broken |= _broken_dates(page)
    page.get_by_role("button", name="Contacts to call").click()
    steps.expect_heading(page, "Contacts to call")
    broken |= _broken_dates(page)
    _expect_on_paper(page)
    assert broken == {}


def _broken_dates(page: Page) -> dict[tuple[str, int], list[str]]:
    steps.settled(page)
    heading = page.get_by_role("heading", level=1).inner_text()
    assert page.evaluate(DATES) > 0
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found[heading, width] = page.evaluate(BROKEN_DATES)
    page.set_viewport_size({"width": 1280, "height": 900})
    return {where: dates for where, dates in found.items() if dates}


def _expect_on_paper(page: Page) -> None:
    steps.settled(page)
    on_paper = page.get_by_text("Leeds City Council. Shown to Priya Shah, 204417 on")
    expect(on_paper).to_be_hidden()
    page.emulate_media(media="print")
    expect(on_paper).to_be_visible()
    expect(on_paper).to_contain_text("has been recorded")
    assert [one.inner_text() for one in page.get_by_role("button").all() if one.is_visible()] == []
    page.emulate_media(media="screen")
