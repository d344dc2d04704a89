"""What must not open: pages before sign-in on a cold server, and in journey 2 anyone who is not linked to the child."""

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.server import serve

# Streamlit's browser half looks for its server below the address first, and goes up when it is not there.
PROBED = r"Failed to load resource: the server responded with a status of 404"
ADDRESSES = ["/", "/search", "/results", "/person", "/about", "/reason", "/family", "/sign_in", "/nothing-here"]


@pytest.mark.parametrize("address", ["/person", "/family", "/results"])
def test_the_first_visit_to_a_cold_server_meets_the_sign_in_page(tmp_path, open_page, address):
    """Streamlit runs pages/*.py without app.py when that is the first thing asked for; ours lie deeper."""
    with serve(tmp_path) as server:
        page = open_page(tolerate=PROBED)
        page.goto(server.url + address)
        steps.expect_heading(page, "Sign in to Family Context")
        page.close()


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_signed_out_deep_link_has_a_sign_in_form_that_works(open_page, app_url, address):
    page = open_page(tolerate=PROBED)
    steps.sign_in_to_leeds(page, app_url, path=address)
    expect(page.get_by_role("button", name="End session")).to_be_visible()
    expect(page.get_by_text("Page not found")).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("address", ["/results", "/person"])
def test_an_address_typed_while_nobody_is_open_leads_to_the_search(open_page, app_url, address):
    page = open_page(tolerate=PROBED)
    steps.enter_leeds(page, app_url, path=address)
    steps.expect_heading(page, "Find service involvement")


@pytest.mark.parametrize("words", [("Dominic", "Pierce"), ("Kate", "Williams")])
def test_journey_2_finds_no_adult_by_name(page, app_url, words):
    steps.enter_leeds(page, app_url)
    steps.search(page, *words)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    steps.settled(page)
    for year in ("1990", "1992"):
        expect(page.get_by_role("button", name=f"born 3 April {year}")).to_have_count(0)
    expect(page.get_by_role("button", name="View Dominic Pierce, born 3 April 1990")).to_have_count(0)
    expect(page.get_by_role("button", name="View Kate Williams, born 29 August 1992")).to_have_count(0)


def test_journey_2_opens_no_adult_by_case_id(page, app_url):
    steps.enter_leeds(page, app_url)
    steps.open_case_id(page, "249014")
    steps.expect_heading(page, "No one found")


@pytest.mark.parametrize("address", ["/person?person=249014", "/person?id=249014", "/results?case_id=249014"])
def test_journey_2_opens_nobody_by_the_address_bar(open_page, app_url, address):
    page = open_page(tolerate=PROBED)
    steps.enter_leeds(page, app_url, path=address)
    steps.expect_heading(page, "Find service involvement")
    expect(page.get_by_text("Dominic Pierce")).to_have_count(0)


def test_no_personal_data_is_in_the_address_or_the_title(page, app_url):
    steps.enter_leeds(page, app_url)
    steps.search(page, "Tommy", "Williams")
    steps.view(page, "Tommy Williams, born 12 May")
    for words in (page.url, page.title()):
        assert "Tommy" not in words and "249012" not in words


def test_no_streamlit_furniture_is_shown(page, app_url):
    steps.enter_leeds(page, app_url)
    for name in ("stMainMenu", "stAppDeployButton", "stDecoration", "stStatusWidget", "stSidebar"):
        assert page.get_by_test_id(name).count() == 0 or not page.get_by_test_id(name).first.is_visible(), name
