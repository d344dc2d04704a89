"""Nothing jumps while a screen is drawn: what moves on the way to each screen, by the browser's own measure."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from docs.camera import settle
from tests.browser import steps

WIDTHS = (1280, 390)
MOST = 0.1
# Every shift since the last look, and what moved. Those within half a second of a key or a click count too: the
# measure for the web leaves them out as expected, and every way to another screen begins with one. What is not counted
# is what people ask to move: a section that opens, or an error summary above the heading, pushes down what is below it.
# Of a section it is held that nothing above it moves.
WATCH = """() => {
    window.fcShifts = [];
    const keep = list => window.fcShifts.push(...list.getEntries().map(one => [one.value, one.hadRecentInput,
        one.sources.map(source => source.node?.className || source.node?.nodeName)]));
    window.fcWatch ??= new PerformanceObserver(keep);
    window.fcWatch.observe({type: 'layout-shift', buffered: false});
}"""

PLACES = """() => [...document.querySelectorAll('h1, h2, h3, .fc-flag')]
    .map(one => Math.round(one.getBoundingClientRect().top))"""


class Watch:
    """Adds up what moves on each way, by name."""

    def __init__(self, page: Page):
        self.page = page
        self.moved: dict[str, float] = {}
        self.what: dict[str, list] = {}

    @contextmanager
    def way(self, name: str) -> Iterator[None]:
        """From the press that begins it until nothing moves any more."""
        self.page.evaluate(WATCH)
        yield
        settle(self.page)
        shifts = self.page.evaluate("() => window.fcShifts")
        self.moved[name] = round(sum(value for value, *_ in shifts), 3)
        self.what[name] = [shift for shift in shifts if shift[0] > 0.005]

    def wrong(self) -> dict[str, list]:
        """What moved on the ways that are above the measure."""
        assert self.moved
        return {name: [value, *self.what[name]] for name, value in self.moved.items() if value > MOST}


def search(watch: Watch, width: int, first_name: str, family_name: str) -> None:
    """From the filled form to the results."""
    steps.fill_search(watch.page, first_name, family_name)
    with watch.way(f"search to results at {width}"):
        watch.page.get_by_role("button", name="Search by name").click()
        watch.page.get_by_role("button", name=f"View {first_name}").first.wait_for()


def test_journey_1_stands_still(page, app_url):
    steps.enter_stockport(page, app_url)
    watch = Watch(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        settle(page)
        with watch.way(f"reason to search at {width}"):
            steps.give_reason(page)
        search(watch, width, "Dominic", "Pierce")
        with watch.way(f"results to person at {width}"):
            steps.view(page, "Dominic Pierce, born 3 April")
        steps.section(page, "police").scroll_into_view_if_needed()
        before = page.evaluate(PLACES)
        steps.toggle(page, "police")
        page.get_by_role("heading", name="Safeguarding offences").wait_for()
        settle(page)
        assert page.evaluate(PLACES) == before
        with watch.way(f"person to results at {width}"):
            page.get_by_role("button", name="Back to results").click()
            page.get_by_role("button", name="View Dominic").first.wait_for()
        with watch.way(f"results to an empty search at {width}"):
            page.get_by_role("button", name="New search").click()
            steps.expect_heading(page, "Find service involvement")
        page.get_by_role("button", name="Search for another family").click()
        steps.expect_heading(page, "Why are you searching?")
    assert watch.wrong() == {}


def test_journey_2_stands_still(page, app_url):
    steps.enter_leeds(page, app_url)
    watch = Watch(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        settle(page)
        search(watch, width, "Tommy", "Williams")
        with watch.way(f"results to child at {width}"):
            steps.view(page, "Tommy Williams, born 12 May")
        with watch.way(f"child to a linked individual at {width}"):
            steps.view(page, "Kate Williams")
        with watch.way(f"back to the child at {width}"):
            page.get_by_role("button", name="Back to Tommy Williams").click()
            steps.expect_heading(page, "Tommy Williams")
        with watch.way(f"child to what the services mean at {width}"):
            page.get_by_role("button", name="What these services show").click()
            steps.expect_heading(page, "When each service shows information")
        with watch.way(f"to a page at the foot at {width}"):
            page.get_by_role("link", name="Privacy").click()
            steps.expect_heading(page, "Privacy")
        page.get_by_role("button", name="Back", exact=True).click()
        steps.expect_heading(page, "When each service shows information")
        page.get_by_role("button", name="New search").click()
        steps.expect_heading(page, "Find service involvement")
    assert watch.wrong() == {}
