"""Both journeys in a real browser, wide and narrow."""

from playwright.sync_api import Page, expect

from tests.browser import steps

WIDTHS = (390, 1280)


def fits(page: Page) -> None:
    """At neither width does the page scroll sideways."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        steps.settled(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), width


def test_journey_1_finds_dominic_pierce_and_whom_to_call(page, app_url):
    steps.enter_stockport(page, app_url)
    steps.give_reason(page)
    # His name misspelt.
    steps.search(page, "Dominik", "Pearse")
    expect(page.get_by_role("heading", name="Similar names")).to_be_visible()
    steps.view(page, "Dominic Pierce")
    page.get_by_role("button", name="New search").click()
    steps.expect_heading(page, "Find service involvement")
    expect(page.get_by_label("Family name")).to_have_value("")
    expect(page.get_by_text("case reference SW-2041")).to_be_visible()

    steps.search(page, "Dominic", "Pierce")
    expect(page.get_by_role("heading", level=1)).to_contain_text("individuals found")
    fits(page)
    steps.view(page, "Dominic Pierce, born 3 April")
    police = steps.section(page, "police")
    expect(police).to_contain_text("Records available")
    steps.toggle(page, "police")
    expect(police.get_by_role("link", name="07").or_(police.get_by_role("link", name="01")).first).to_be_visible()
    expect(police).to_contain_text("Violence with injury")
    fits(page)

    page.get_by_role("button", name="Back to results").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("found")
    steps.drawn(page)
    page.get_by_role("button", name="Back", exact=True).click()
    steps.expect_heading(page, "Find service involvement")
    expect(page.get_by_label("Family name")).to_have_value("Pierce")
    fits(page)
    page.get_by_role("button", name="Search for another family").click()
    steps.expect_heading(page, "Why are you searching?")
    expect(page.get_by_label("Case reference")).to_have_value("")
    fits(page)


def test_journey_2_finds_tommy_and_reaches_his_mother_and_father(page, app_url):
    steps.enter_leeds(page, app_url)
    steps.search(page, "Tommy", "Williams")
    steps.view(page, "Tommy Williams, born 12 May")
    expect(page.get_by_role("heading", name="individuals are linked to Tommy Williams in Mosaic")).to_be_visible()
    steps.view(page, "Kate Williams")
    expect(page.get_by_text("Mother of Tommy Williams (case ID 249012), linked in Mosaic")).to_be_visible()
    steps.toggle(page, "housing")
    expect(steps.section(page, "housing")).to_contain_text("Yes / Case open")
    fits(page)
    page.get_by_role("button", name="Back to Tommy Williams").click()
    steps.expect_heading(page, "Tommy Williams")
    steps.view(page, "Dominic Pierce")
    expect(page.get_by_text("Father of Tommy Williams")).to_be_visible()
    fits(page)
    # No adult is found by a case ID of their own; the child is opened directly.
    page.get_by_role("button", name="New search").click()
    steps.expect_heading(page, "Find service involvement")
    steps.open_case_id(page, "249014")
    steps.expect_heading(page, "No one found")
    page.get_by_role("button", name="Back", exact=True).click()
    steps.expect_heading(page, "Find service involvement")
    steps.open_case_id(page, "249012")
    steps.expect_heading(page, "Tommy Williams")
    fits(page)
    # Where a council has not set it up, there is no way to it: test_family.py.
    expect(page.get_by_role("button", name="View").first).to_be_visible()
    expect(page.get_by_role("button", name="Family at a glance")).to_have_count(0)
    page.get_by_role("button", name="What these services show, and what “no records” means").click()
    steps.expect_heading(page, "When each service shows information, and what it means")
    for words in ("DSA-LDS-014, approved 03/03/2025", "People aged 4 to 20.", "a registration at a school in Leeds"):
        expect(page.get_by_text(words)).to_be_visible()
    page.get_by_role("button", name="Back", exact=True).click()
    steps.expect_heading(page, "Tommy Williams")
    page.get_by_role("button", name="Back", exact=True).click()
    steps.expect_heading(page, "Find service involvement")
    expect(page.get_by_label("Case ID")).to_have_value("249012")


def test_all_are_opened_and_closed_and_a_section_opened_for_one_person_is_closed_for_the_next(page, app_url):
    steps.enter_leeds(page, app_url)
    steps.open_case_id(page, "249012")
    steps.expect_heading(page, "Tommy Williams")
    school = steps.section(page, "school")
    page.get_by_role("button", name="Open all").click()
    expect(school).to_contain_text("Admission type")
    page.get_by_role("button", name="Close all").click()
    expect(school.get_by_text("Admission type")).to_be_hidden()
    steps.toggle(page, "school")
    expect(school.get_by_text("Admission type").first).to_be_visible()
    steps.view(page, "Jason Lee")
    expect(steps.section(page, "school")).to_contain_text("Records available")
    steps.settled(page)
    expect(steps.section(page, "school").get_by_text("Admission type")).to_be_hidden()


def test_this_is_not_right_hides_the_record_until_it_is_undone(page, app_url):
    steps.enter_stockport(page, app_url)
    steps.give_reason(page)
    steps.search(page, "Paula", "Lee")
    steps.view(page, "Paula Lee")
    steps.toggle(page, "housing")
    steps.settled(page)
    steps.report(page, "housing")
    expect(steps.section(page, "housing")).to_contain_text("Could not be checked")
    steps.section(page, "housing").get_by_role("button", name="Undo your report").click()
    expect(page.get_by_text("Your report is undone")).to_be_visible()
    expect(steps.section(page, "housing")).to_contain_text("Records available")


def test_cover_opens_a_child_of_another_worker(page, app_url):
    """On the form; after a search that found no one: test_search_again.py."""
    steps.enter_leeds(page, app_url, "204533")
    steps.settled(page)
    page.get_by_text("The child is not on my caseload").click()
    page.get_by_text("Duty", exact=True).click()
    expect(page.get_by_role("radio", name="Duty")).to_be_checked()
    steps.search(page, "Tommy", "Williams")
    steps.view(page, "Tommy Williams, born 12 May")
