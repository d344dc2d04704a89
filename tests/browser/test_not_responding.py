"""When the tool stops answering, an open page says in our words what to do; Streamlit's own are never seen."""

import os
import signal

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.server import QUICK, serve

AWAY = "Family Context is not responding"


def test_an_open_page_says_what_to_do_until_the_tool_is_back(open_page, tmp_path, demonstration):
    page: Page = open_page(tolerate="Failed to load resource|WebSocket|reaching server endpoint|not responding")
    with serve(demonstration, **QUICK) as server:
        steps.enter_leeds(page, server.url)
        expect(page.get_by_text("Search for a child by name or")).to_be_visible()
        expect(page.get_by_text(AWAY)).to_have_count(0)
        os.killpg(server.pid, signal.SIGKILL)
        expect(page.get_by_role("alert").get_by_text(AWAY)).to_be_visible(timeout=30_000)
        expect(page.get_by_text("call the services' own numbers")).to_be_visible()
        # Long enough for Streamlit to give up for the first time.
        page.wait_for_function("() => performance.now() > 30_000")
        expect(page.get_by_text("Streamlit")).to_have_count(0)
        expect(page.get_by_role("dialog")).to_have_count(0)
    with serve(demonstration, port=int(server.url.rpartition(":")[2]), **QUICK):
        expect(page.get_by_text(AWAY)).to_have_count(0, timeout=60_000)
