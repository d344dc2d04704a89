"""Both journeys in a real browser, wide and narrow."""

import pytest
from playwright.sync_api import expect

from tests.browser import steps

WIDTHS = [1280, 390]


@pytest.mark.parametrize("width", WIDTHS)
def test_journey_1_finds_dominic_pierce_and_whom_to_call(open_page, app_url, width):
    page = open_page(width=width)
    steps.enter_stockport(page, app_url)
    steps.give_reason(page)
    steps.search(page, "Dominic", "Pierce")
    expect(page.get_by_role("heading", level=1)).to_contain_text("individuals found")
    steps.view(page, "Dominic Pierce, born 3 April")
    police = steps.section(page, "police")
    expect(police).to_contain_text("Records available")
    steps.toggle(page, "police")
    expect(police.get_by_role("link", name="07").or_(police.get_by_role("link", name="01")).first).to_be_visible()
    expect(police).to_contain_text("Violence with injury")
    assert no_sideways_scrolling(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_journey_1_finds_him_with_his_name_misspelt(open_page, app_url, width):
    page = open_page(width=width)
    steps.enter_stockport(page, app_url)
    steps.give_reason(page)
    steps.search(page, "Dominik", "Pearse")
    expect(page.get_by_role("heading", name="Similar names")).to_be_visible()
    steps.view(page, "Dominic Pierce")


@pytest.mark.parametrize("width", WIDTHS)
def test_journey_2_finds_tommy_and_reaches_his_mother_and_father(open_page, app_url, width):
    page = open_page(width=width)
    steps.enter_leeds(page, app_url)
    steps.search(page, "Tommy", "Williams")
    steps.view(page, "Tommy Williams, born 12 May")
    expect(page.get_by_role("heading", name="individuals are linked to Tommy Williams in Mosaic")).to_be_visible()
    steps.view(page, "Kate Williams")
    expect(page.get_by_text("Mother of Tommy Williams (case ID 249012), linked in Mosaic")).to_be_visible()
    steps.toggle(page, "housing")
    expect(steps.section(page, "housing")).to_contain_text("Yes / Case open")
    page.get_by_role("button", name="Back to Tommy Williams").click()
    steps.expect_heading(page, "Tommy Williams")
    steps.view(page, "Dominic Pierce")
    expect(page.get_by_text("Father of Tommy Williams")).to_be_visible()
    assert no_sideways_scrolling(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_case_id_249012_opens_tommy_directly(open_page, app_url, width):
    page = open_page(width=width)
    steps.enter_leeds(page, app_url)
    steps.open_case_id(page, "249012")
    steps.expect_heading(page, "Tommy Williams")
    page.get_by_role("button", name="Back", exact=True).click()
    expect(page.get_by_label("Case ID")).to_have_value("249012")


def test_case_id_opens_tommy_in_journey_1_too(page, app_url):
    steps.enter_stockport(page, app_url)
    steps.give_reason(page)
    steps.open_case_id(page, "249012")
    steps.expect_heading(page, "Tommy Williams")


def test_back_leads_to_the_results_and_to_what_was_typed(page, app_url):
    steps.enter_stockport(page, app_url)
    steps.give_reason(page)
    steps.search(page, "Dominic", "Pierce")
    steps.view(page, "Dominic Pierce")
    page.get_by_role("button", name="Back to results").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("found")
    page.get_by_role("button", name="Back", exact=True).click()
    expect(page.get_by_label("Family name")).to_have_value("Pierce")


def test_new_search_starts_empty_and_keeps_the_family(page, app_url):
    steps.enter_stockport(page, app_url)
    steps.give_reason(page)
    steps.search(page, "Dominic", "Pierce")
    page.get_by_role("button", name="New search").click()
    expect(page.get_by_label("Family name")).to_have_value("")
    expect(page.get_by_text("case reference SW-2041")).to_be_visible()


def test_another_family_asks_for_its_own_reason(page, app_url):
    steps.enter_stockport(page, app_url)
    steps.give_reason(page)
    page.get_by_role("button", name="Search for another family").click()
    steps.expect_heading(page, "Why are you searching?")


def test_open_all_and_close_all(page, app_url):
    steps.enter_leeds(page, app_url)
    steps.open_case_id(page, "249012")
    steps.view(page, "Kate Williams")
    page.get_by_role("button", name="Open all").click()
    expect(steps.section(page, "housing")).to_contain_text("Tenancy start")
    page.get_by_role("button", name="Close all").click()
    expect(steps.section(page, "housing").get_by_text("Tenancy start")).to_be_hidden()


def test_a_section_opened_for_one_person_is_closed_for_the_next(page, app_url):
    steps.enter_leeds(page, app_url)
    steps.open_case_id(page, "249012")
    page.get_by_role("button", name="Open all").click()
    expect(steps.section(page, "school")).to_contain_text("Admission type")
    steps.view(page, "Jason Lee")
    expect(steps.section(page, "school")).to_contain_text("Records available")
    steps.settled(page)
    expect(steps.section(page, "school").get_by_text("Admission type")).to_be_hidden()


def test_the_conditions_page_is_a_link_away_and_leads_back(page, app_url):
    steps.enter_leeds(page, app_url)
    steps.open_case_id(page, "249012")
    page.get_by_role("button", name="What these services show, and what “no records” means").click()
    steps.expect_heading(page, "When each service shows information, and what it means")
    for words in ("DSA-LDS-014, approved 03/03/2025", "People aged 4 to 20.", "a registration at a school in Leeds"):
        expect(page.get_by_text(words)).to_be_visible()
    page.get_by_role("button", name="Back", exact=True).click()
    steps.expect_heading(page, "Tommy Williams")


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


def test_end_session_leads_to_the_sign_in_page_and_forgets(page, app_url):
    steps.enter_leeds(page, app_url)
    steps.open_case_id(page, "249012")
    steps.expect_heading(page, "Tommy Williams")
    page.get_by_role("button", name="End session").click()
    steps.expect_heading(page, "Sign in to Family Context")
    page.go_back()
    expect(page.get_by_text("320 Overdale Road")).to_have_count(0)


def test_cover_opens_a_child_of_another_worker(page, app_url):
    steps.enter_leeds(page, app_url, "204533")
    steps.search(page, "Tommy", "Williams")
    expect(page.get_by_text("Children who are not on your caseload.")).to_be_visible()
    page.get_by_role("button", name="Back", exact=True).click()
    steps.expect_heading(page, "Find service involvement")
    # What is chosen while the page is still being drawn can be lost with what was drawn before.
    steps.settled(page)
    page.get_by_text("The child is not on my caseload").click()
    page.get_by_text("Duty", exact=True).click()
    expect(page.get_by_role("radio", name="Duty")).to_be_checked()
    page.get_by_role("button", name="Search by name").click()
    steps.view(page, "Tommy Williams, born 12 May")


def test_too_many_results_show_only_the_count(page, app_url):
    steps.enter_stockport(page, app_url)
    steps.give_reason(page)
    steps.search(page, family="Smith")
    expect(page.get_by_role("heading", level=1)).to_contain_text("individuals found")
    expect(page.get_by_text("Add the first name.")).to_be_visible()
    expect(page.get_by_role("button", name="View")).to_have_count(0)


def no_sideways_scrolling(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
