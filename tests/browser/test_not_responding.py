"""When the tool stops answering, an open page says in our words what to do; Streamlit's own are never seen."""

import os
import signal

from playwright.sync_api import Page, Route, expect

from tests.browser import steps
from tests.browser.server import QUICK, serve

AWAY = "Family Context is not responding"
# What the page says of an answer that did not come.
NO_ANSWER = "Failed to load resource|WebSocket|reaching server endpoint|not responding|timed out"


def test_an_open_page_says_what_to_do_until_the_tool_is_back(open_page, tmp_path, demonstration):
    page: Page = open_page(tolerate=NO_ANSWER)
    page.clock.install()
    with serve(demonstration, **QUICK) as server:
        steps.enter_leeds(page, server.url)
        expect(page.get_by_text("Search for a child by name or")).to_be_visible()
        steps.settled(page)
        expect(page.get_by_text(AWAY)).to_have_count(0)
        os.killpg(server.pid, signal.SIGKILL)
        expect(page.locator("[data-test-connection-state=CONNECTED]")).to_have_count(0)
        page.clock.run_for(6_000)
        expect(page.get_by_role("alert").get_by_text(AWAY)).to_be_visible()
        expect(page.get_by_text("call the services’ own numbers")).to_be_visible()
        # Long enough for Streamlit to give up for the first time.
        page.clock.run_for(30_000)
        expect(page.get_by_text("Streamlit")).to_have_count(0)
        expect(page.get_by_role("dialog")).to_have_count(0)
    with serve(demonstration, port=int(server.url.rpartition(":")[2]), **QUICK):
        for _ in range(20):
            page.clock.run_for(5_000)
            if not page.get_by_text(AWAY).count():
                break
        expect(page.get_by_text(AWAY)).to_have_count(0)


def test_where_the_scripts_of_a_page_do_not_come_they_are_asked_for_again_and_no_error_is_shown(open_page, app_url):
    """Seen to fail with each script asked for once: Streamlit said "Failed to fetch dynamically imported module"."""
    page = open_page(tolerate=NO_ANSWER)
    failed: list[str] = []

    def fail_once(route: Route) -> None:
        name = route.request.url.partition("?")[0]
        if name in failed:
            route.continue_()
        else:
            failed.append(name)
            route.abort()

    page.clock.install()
    page.route("**/scripts/*", fail_once)
    page.goto(app_url)
    expect(page.get_by_role("button", name="Start session")).to_be_visible()
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    page.clock.run_for(3_000)
    expect(page.get_by_role("navigation", name="About this tool")).to_be_visible()
    assert failed
    expect(page.get_by_text("Failed to fetch")).to_have_count(0)
    page.unroute("**/scripts/*")
