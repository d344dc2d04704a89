"""What must not open: pages before sign-in, and anyone by an address."""

from playwright.sync_api import expect

from tests.browser import steps

# Streamlit's browser half looks for its server below the address first, and goes up when it is not there.
PROBED = r"Failed to load resource: the server responded with a status of 404"


def test_a_signed_out_deep_link_has_a_sign_in_form_that_works(open_page, app_url):
    """What stands at every address before signing in: tests/pages/test_closed.py. Here: the browser, loaded below the
    top, finds its server and its form."""
    page = open_page(tolerate=PROBED)
    for address in ("/results", "/nothing-here"):
        page.context.clear_cookies()
        steps.sign_in_to_leeds(page, app_url, path=address)
        expect(page.get_by_role("button", name="End session")).to_be_visible()
        expect(page.get_by_text("Page not found")).to_have_count(0)
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_address_opens_no_one_whatever_it_says(open_page, app_url):
    page = open_page(tolerate=PROBED)
    for address in ("/person?person=249014", "/results?case_id=249014"):
        steps.enter_leeds(page, app_url, path=address)
        steps.expect_heading(page, "Find service involvement")
        expect(page.get_by_text("Dominic Pierce")).to_have_count(0)
