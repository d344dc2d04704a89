"""The pages at the foot in a real browser: the way there and back, the real cookies, and nobody signed in or out."""

from playwright.sync_api import expect

from tests.browser import steps

LINKS = {
    "Accessibility": ("accessibility", "Accessibility statement"),
    "Privacy": ("privacy", "Privacy"),
    "Cookies": ("cookies", "Cookies"),
    "For families": ("families", "How we share information to help keep children safe"),
    "Help signing in": ("signing_in", "Help signing in"),
}
KEPT = "() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]"


def follow(page, link: str) -> None:
    page.get_by_role("navigation", name="About this tool").get_by_role("link", name=link, exact=True).click()
    steps.expect_heading(page, LINKS[link][1])


def keys_of_session(context) -> list[str]:
    return [cookie["value"] for cookie in context.cookies() if cookie["name"] == "family-context"]


def test_signed_out_an_address_is_the_page_itself_and_leads_to_a_form_that_works_for_the_chosen_council(page, app_url):
    """Every page: tests/pages/test_open_pages.py."""
    for address, heading in (LINKS["Accessibility"], LINKS["Help signing in"]):
        page.goto(f"{app_url}/{address}")
        steps.expect_heading(page, heading)
        expect(page).to_have_title(f"{heading} – Family Context")
        expect(page.get_by_role("button", name="End session")).to_have_count(0)
        assert keys_of_session(page.context) == []
    # The council that was chosen stays chosen, on the pages and on the form.
    page.get_by_role("button", name="Back", exact=True).click()
    steps.choose_council(page, app_url, "Stockport Council")
    page.get_by_label("User name (firstname.lastname)").wait_for()
    follow(page, "Privacy")
    page.get_by_text("dpo@stockport.example").wait_for()
    page.get_by_text("Leeds City Council", exact=True).last.click()
    page.get_by_text("dpo@leeds.example").wait_for()
    page.get_by_role("button", name="Back", exact=True).click()
    page.get_by_label("Payroll number").fill("204417")
    steps.start_session(page)
    steps.expect_heading(page, "Find service involvement")


def test_signed_in_the_person_stays_open_the_session_is_the_same_and_every_cookie_is_named(page, app_url):
    steps.enter_leeds(page, app_url)
    steps.open_case_id(page, "249012")
    steps.expect_heading(page, "Tommy Williams")
    before = keys_of_session(page.context)
    for link in LINKS:
        follow(page, link)
        expect(page).to_have_title(f"{LINKS[link][1]} – Family Context")
        expect(page.get_by_text("320 Overdale Road")).to_have_count(0)
        expect(page.get_by_role("button", name="End session")).to_be_visible()
        if link == "Cookies":
            steps.settled(page)
            expect_every_cookie_named(page)
    page.get_by_role("button", name="Back", exact=True).click()
    steps.expect_heading(page, "Tommy Williams")
    assert keys_of_session(page.context) == before


def expect_every_cookie_named(page) -> None:
    """The cookies page names every cookie and entry that a browser keeps, and no other."""
    named = page.get_by_role("heading", level=2).all_inner_texts()[:-1]
    got = page.context.cookies()
    assert sorted(named) == sorted(cookie["name"] for cookie in got)
    # "Until you close the browser".
    assert {cookie["expires"] for cookie in got} == {-1}
    kept = page.evaluate(KEPT)
    named = ("stActiveTheme", "family-context-place")
    assert {next((name for name in named if key.startswith(name)), key) for key in kept} == set(named)
    for name in named:
        expect(page.get_by_text(name)).to_be_visible()
