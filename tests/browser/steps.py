"""What a social worker does, step by step, in a real browser."""

from contextlib import suppress

from playwright.sync_api import BrowserContext, Locator, Page
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from docs.camera import SETTLED, settle
from tests.browser.server import RUNNING

PASSWORD = "demonstration-only"
# A run of the page has ended and something has changed, or half a second has passed.
CHANGED = """() => new Promise(done => {
    const isRunning = () => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'running';
    const tell = () => { changes.disconnect(); clearTimeout(late); done(); };
    const changes = new MutationObserver(() => isRunning() || tell());
    const late = setTimeout(tell, 500);
    changes.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
})"""


def enter(page: Page, url: str, council_id: str, username: str, path: str = "/") -> None:
    """Come in signed in already, with the cookie of a session that was started beside the server.

    For all that is not about signing in: the form, the password and loading the page anew took half of such a test.
    """
    page.context.add_cookies([RUNNING[url].start_session(council_id, username)])
    page.goto(url + path)


def enter_leeds(page: Page, url: str, username: str = "204417", path: str = "/") -> None:
    """Come in to journey 2; ends at the search."""
    enter(page, url, "leeds", username, path)
    if path == "/":
        expect_heading(page, "Find service involvement")


def enter_stockport(page: Page, url: str, username: str = "helen.marks") -> None:
    """Come in to journey 1; ends at the question for a reason."""
    enter(page, url, "stockport", username)
    expect_heading(page, "Why are you searching?")


def sign_in_to_leeds(page: Page, url: str, username: str = "204417", path: str = "/") -> None:
    """Sign in to journey 2 by the form; ends at the search."""
    choose_council(page, url, "Leeds City Council", path)
    page.get_by_label("Payroll number").fill(username)
    start_session(page)
    if path == "/":
        expect_heading(page, "Find service involvement")


def sign_in_to_stockport(page: Page, url: str, username: str = "helen.marks") -> None:
    """Sign in to journey 1 by the form; ends at the question for a reason."""
    choose_council(page, url, "Stockport Council")
    page.get_by_label("User name (firstname.lastname)").fill(username)
    start_session(page)
    expect_heading(page, "Why are you searching?")


def sign_in_at_only_council(page: Page, url: str, username: str, path: str = "/") -> None:
    """Sign in with any role, where the only council is not asked for and has user names like Stockport's."""
    page.goto(url + path)
    page.get_by_label("User name (firstname.lastname)").fill(username)
    start_session(page)


def choose_council(page: Page, url: str, name: str, path: str = "/") -> None:
    """Choose a council on the sign-in form; ends when its form is there. What is chosen while the page is still
    being drawn can be lost, and what is typed before then is for the council of before."""
    _go_to_sign_in(page, url, path)
    page.get_by_role("button", name="Start session").wait_for()
    settled(page)
    page.get_by_text(name, exact=True).last.click()
    page.locator(".st-key-fc-header").get_by_text(name).wait_for()
    drawn(page)


def give_reason(page: Page, reference: str = "SW-2041") -> None:
    """Give the reason and case reference; ends at the search."""
    page.get_by_text("Strategy meeting", exact=True).click()
    page.get_by_label("Case reference").fill(reference)
    page.get_by_role("button", name="Continue").click()
    expect_heading(page, "Find service involvement")


def fill_search(page: Page, first: str = "", family: str = "", born: tuple[str, str, str] = ("", "", "")) -> None:
    """Fill the left side of the search."""
    page.get_by_label("First name").fill(first)
    page.get_by_label("Family name").fill(family)
    for label, value in zip(("Day", "Month", "Year"), born, strict=True):
        page.get_by_label(label, exact=True).fill(value)


def search(page: Page, first: str = "", family: str = "", born: tuple[str, str, str] = ("", "", "")) -> None:
    """Search by name."""
    fill_search(page, first, family, born)
    page.get_by_role("button", name="Search by name").click()


def open_case_id(page: Page, case_id: str) -> None:
    """Search by case ID."""
    page.get_by_label("Case ID").fill(case_id)
    page.get_by_role("button", name="Open by case ID").click()


def view(page: Page, name: str) -> None:
    """Press the first View button of this name ("Kate Williams, born 29 August"), and wait for their page."""
    drawn(page)
    page.get_by_role("button", name=f"View {name}").first.click()
    expect_heading(page, name.split(",")[0])


def expect_heading(page: Page, words: str) -> None:
    """Wait for a screen by its heading, and until it is drawn: what is pressed or typed before can be lost.

    With `wait_for`, as wherever something takes its time: each look of `expect` that comes too early has the whole page
    read out for its message.
    """
    page.get_by_role("heading", level=1, name=words).wait_for()
    drawn(page)


def expect_problem(page: Page, words: str) -> None:
    """Expect an error summary with these words, on a screen where nothing moves any more: a button that is drawn again
    between the press of the mouse and its release was not clicked."""
    page.get_by_role("heading", name="There is a problem").wait_for()
    page.get_by_role("link", name=words).wait_for()
    settled(page)


def section(page: Page, service_id: str):
    """The section of one service."""
    return page.locator(f'[class*="st-key-service_section_{service_id}_"]')


def report(page: Page, service_id: str, what: str = "It is another person’s record") -> None:
    """Report the first open record of a service as not right; ends at the person's page."""
    section(page, service_id).get_by_role("button", name="This is not right").first.click()
    expect_heading(page, "What is not right?")
    page.get_by_text(what, exact=True).click()
    page.get_by_role("button", name="Report it").click()
    expect_heading(page, "Reported")
    page.get_by_role("button", name="Back to the person’s page").click()
    drawn(page)


def toggle(page: Page, service_id: str) -> None:
    """Press + or − of one service."""
    drawn(page)
    section(page, service_id).locator("summary").click()


def vary(page: Page, whom: str, variation: str) -> None:
    """A researcher's switch ("Dominic Pierce: Police"). Opens the list again where the page closed it."""
    option = page.get_by_role("option", name=variation, exact=True)
    for _ in range(5):
        page.get_by_role("combobox", name=whom).click()
        settled(page)  # the list, still on its way to its place, closes when it is pressed
        try:
            option.click(timeout=1_000)
            break
        except PlaywrightTimeout:
            continue
    settled(page)


def drawn(page: Page) -> None:
    """Wait until Streamlit has nothing left to do. A section may still be sliding open: see `settled`."""
    page.wait_for_function(SETTLED)


def settled(page: Page) -> None:
    """Wait until Streamlit has nothing left to do, and nothing on the page moves any more."""
    settle(page)


def set_up_research(page: Page, url: str, username: str) -> None:
    """Come in to Stockport as a researcher and begin with the Williams family in journey 1."""
    enter(page, url, "stockport", username)
    expect_heading(page, "Research session")
    page.get_by_text("Round 2, Williams and Pierce", exact=True).click()
    page.get_by_role("button", name="Use this scenario").click()
    page.get_by_role("button", name="Hand over to the participant").wait_for()
    settled(page)


def draw_and_view_access(page: Page) -> None:
    """At the spot checks a manager selects the first of a council and views an access of another worker."""
    page.get_by_role("button", name="Select at random").click()
    expect_heading(page, "Spot check 1")
    of_others = page.get_by_role("row").filter(has_not_text="sam.carter")
    of_others.get_by_role("button", name="View access").first.click()
    page.get_by_role("heading", name="Was this access right?").wait_for()


def watch_for(locator: Locator) -> None:
    """Look for it whenever something has changed, for a while."""
    for _ in range(20):
        # Another page may come meanwhile. Whatever else is wrong with it, Playwright's own waiting says.
        with suppress(PlaywrightError):
            if locator.is_visible():
                return
            locator.page.evaluate(CHANGED)


def tab_of(browser: BrowserContext) -> Page:
    """The tab that a browser has kept from the test before, or a new one: that takes another process."""
    return browser.pages[0] if browser.pages else browser.new_page()


def leave(page: Page) -> None:
    """Empty the tab. The page itself goes: where `page.goto` does, its process ends too, and the next page has to start
    another and compile Streamlit's scripts again (measured: 1.6 seconds of the processor, and 0.8 in the same process).
    """
    if page.url != "about:blank":
        with page.expect_navigation(url="about:blank"):
            page.evaluate("() => location.replace('about:blank')")


def hold_ten_seconds(context: BrowserContext) -> None:
    """In the pages of this browser nothing is done every eight seconds, until a test says that they have passed."""
    context.add_init_script("""
        const every = window.setInterval, held = [];
        window.setInterval = (run, after, ...more) => after === 8_000 ? held.push(run) : every(run, after, ...more);
        window.tenSecondsPass = () => held.forEach(run => run());
    """)


def ten_seconds_pass(page: Page) -> None:
    """A tab that is only looked at asks about its session."""
    page.wait_for_function("() => window.familyContextSession?.session")
    page.evaluate("() => window.tenSecondsPass()")


def end_session(page: Page) -> None:
    """Sign out; ends at the sign-in form."""
    page.get_by_role("button", name="End session").click()
    expect_heading(page, "Sign in to Family Context")


def start_session(page: Page) -> None:
    """Type the password and start the session."""
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Start session").click()


def _go_to_sign_in(page: Page, url: str, path: str) -> None:
    """Load the page, unless its tab already shows the sign-in form at an address that leads to the search."""
    after = ("", "/", "/person", "/results", "/reason")
    ready = page.get_by_role("button", name="Start session").count() and page.url.removeprefix(url) in after
    if path != "/" or not ready:
        page.goto(url + path)
