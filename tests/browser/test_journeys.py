"""Both journeys in a real browser. How they look, wide and narrow: test_accessibility.py."""

from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.keyboard import Keyboard


def test_journey_1_finds_dominic_pierce_and_whom_to_call_and_a_record_that_is_not_right_is_hidden(page, app_url):
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
    steps.view(page, "Dominic Pierce, born 3 April")
    police = steps.section(page, "police")
    expect(police).to_contain_text("Records available")
    steps.toggle(page, "police")
    expect(police.get_by_role("link", name="07").or_(police.get_by_role("link", name="01")).first).to_be_visible()
    expect(police).to_contain_text("Violence with injury")

    page.get_by_role("button", name="Back to results").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("found")
    steps.drawn(page)
    page.get_by_role("button", name="Back", exact=True).click()
    steps.expect_heading(page, "Find service involvement")
    expect(page.get_by_label("Family name")).to_have_value("Pierce")

    # A record of somebody else is reported by keyboard, and the report undone.
    steps.search(page, "Paula", "Lee")
    steps.view(page, "Paula Lee")
    steps.toggle(page, "housing")
    steps.settled(page)
    housing = steps.section(page, "housing")
    housing.get_by_role("button", name="This is not right").first.focus()
    keys = Keyboard(page)
    keys.press("Enter")
    keys.arrives_at("What is not right?", "This is not right")
    keys.go_to("It is another person")
    keys.press("Space")
    keys.press_on("Report it")
    steps.expect_heading(page, "Reported")
    page.get_by_role("button", name="Back to the person’s page").click()
    steps.drawn(page)
    expect(housing).to_contain_text("Could not be checked")
    housing.get_by_role("button", name="Undo your report").click()
    page.get_by_text("Your report is undone").wait_for()
    expect(housing).to_contain_text("Records available")

    page.get_by_role("button", name="New search").click()
    steps.expect_heading(page, "Find service involvement")
    page.get_by_role("button", name="Search for another family").click()
    steps.expect_heading(page, "Why are you searching?")
    expect(page.get_by_label("Case reference")).to_have_value("")


def test_journey_2_finds_tommy_and_reaches_his_mother_and_father_and_no_address_names_anyone(page, app_url):
    steps.enter_leeds(page, app_url)
    # No furniture of Streamlit's.
    for name in ("stMainMenu", "stAppDeployButton", "stDecoration", "stStatusWidget", "stSidebar"):
        assert page.get_by_test_id(name).count() == 0 or not page.get_by_test_id(name).first.is_visible(), name
    steps.search(page, "Tommy", "Williams")
    steps.view(page, "Tommy Williams, born 12 May")
    for words in (page.url, page.title()):
        assert "Tommy" not in words and "249012" not in words
    expect(page.get_by_role("heading", name="individuals are linked to Tommy Williams in Mosaic")).to_be_visible()
    steps.view(page, "Kate Williams")
    expect(page.get_by_text("Mother of Tommy Williams (case ID 249012), linked in Mosaic")).to_be_visible()
    steps.toggle(page, "housing")
    expect(steps.section(page, "housing")).to_contain_text("Yes / Case open")
    page.get_by_role("button", name="Back to Tommy Williams").click()
    steps.expect_heading(page, "Tommy Williams")
    steps.view(page, "Dominic Pierce")
    expect(page.get_by_text("Father of Tommy Williams")).to_be_visible()
    # No adult is found by a case ID of their own; the child is opened directly.
    page.get_by_role("button", name="New search").click()
    steps.expect_heading(page, "Find service involvement")
    steps.open_case_id(page, "249014")
    steps.expect_heading(page, "No one found")
    page.get_by_role("button", name="Back", exact=True).click()
    steps.expect_heading(page, "Find service involvement")
    steps.open_case_id(page, "249012")
    steps.expect_heading(page, "Tommy Williams")

    # All are opened and closed; a section opened for one person is closed for the next.
    school = steps.section(page, "school")
    page.get_by_role("button", name="Open all").click()
    school.get_by_text("Admission type").first.wait_for()
    page.get_by_role("button", name="Close all").click()
    expect(school.get_by_text("Admission type")).to_be_hidden()
    steps.toggle(page, "school")
    school.get_by_text("Admission type").first.wait_for()
    steps.view(page, "Jason Lee")
    expect(school).to_contain_text("Records available")
    steps.settled(page)
    expect(school.get_by_text("Admission type")).to_be_hidden()
    page.get_by_role("button", name="Back to Tommy Williams").click()
    steps.expect_heading(page, "Tommy Williams")

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
