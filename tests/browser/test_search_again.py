"""After a search: what was understood of it, a form to narrow it, and cover where no one was found."""

from playwright.sync_api import Page, expect

from tests.browser import steps


def test_what_was_understood_is_shown_and_too_many_are_narrowed_where_they_were_counted(page, app_url):
    steps.enter_stockport(page, app_url)
    steps.give_reason(page)
    # Pasted into one box.
    steps.search(page, "", "PIERCE, Mr Dominic")
    steps.expect_heading(page, "individuals found")
    expect(page.get_by_text("Searched for first name Dominic, family name Pierce.")).to_be_visible()
    new_search(page)

    # A mistake in narrowing is not held against the next search.
    search_for_too_many(page)
    steps.search(page, "", "")
    steps.expect_problem(page, "Enter a family name or a case ID")
    new_search(page)
    expect(page.get_by_role("heading", name="There is a problem")).to_have_count(0)

    search_for_too_many(page)
    expect(page.get_by_label("Family name")).to_have_value("Smith")
    steps.search(page, "Dominic", "Pierce", ("31", "2", "1990"))
    steps.expect_problem(page, "Date of birth must be a real date")
    expect(page.get_by_text("That is too many to list")).to_be_visible()
    page.get_by_label("Day", exact=True).fill("3")
    page.get_by_label("Month", exact=True).fill("4")
    page.get_by_role("button", name="Search by name").click()
    steps.expect_heading(page, "1 individual found")
    page.get_by_role("button", name="Back", exact=True).click()
    steps.expect_heading(page, "Find service involvement")
    expect(page.get_by_label("Family name")).to_have_value("Pierce")


def search_for_too_many(page: Page) -> None:
    """Only the count is shown, and what to add."""
    steps.search(page, "", "Smith")
    expect(page.get_by_text("That is too many to list")).to_be_visible()
    expect(page.get_by_text("Add the first name.")).to_be_visible()
    expect(page.get_by_role("button", name="View")).to_have_count(0)
    steps.drawn(page)


def new_search(page: Page) -> None:
    page.get_by_role("button", name="New search").click()
    steps.expect_heading(page, "Find service involvement")


def test_no_one_found_offers_cover_and_says_what_was_not_searched(page, app_url):
    """Tommy is on another worker's caseload."""
    steps.enter_leeds(page, app_url, "204533")
    steps.search(page, "Tommy", "Williams")
    steps.expect_heading(page, "No one found")
    expect(page.get_by_text("Children who are not on your caseload.")).to_be_visible()
    page.get_by_role("button", name="Search again under cover").click()
    steps.expect_problem(page, "Choose how you are covering")
    page.get_by_text("Duty", exact=True).click()
    page.get_by_role("button", name="Search again under cover").click()
    page.get_by_role("button", name="View Tommy Williams").first.wait_for()
    page.get_by_role("button", name="New search").click()
    steps.expect_heading(page, "Find service involvement")
    steps.search(page, "Tommy", "Williams")
    steps.expect_heading(page, "No one found")

    # Cover can be stated on the form as well.
    new_search(page)
    page.get_by_text("The child is not on my caseload").click()
    page.get_by_text("Are you covering?").wait_for()
    steps.settled(page)
    page.get_by_text("Duty", exact=True).click()
    expect(page.get_by_role("radio", name="Duty")).to_be_checked()
    steps.search(page, "Tommy", "Williams")
    steps.view(page, "Tommy Williams, born 12 May")
