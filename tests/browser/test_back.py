"""The browser's own Back and Forward in journey 2: the child and a linked individual are two pages."""

import re

from playwright.sync_api import expect

from tests.browser import steps

CHILD, MOTHER = "Tommy Williams", "Kate Williams"


def test_back_leads_from_a_linked_individual_to_the_child_and_then_to_the_results(page, app_url):
    steps.enter_leeds(page, app_url)
    steps.search(page, family="Williams")
    found = re.compile("found$")
    steps.view(page, CHILD)
    steps.view(page, MOTHER)
    assert page.url == f"{app_url}/linked_individual"
    expect(page).to_have_title(re.compile("^Linked individual"))
    page.get_by_role("button", name="Contacts to call").click()
    steps.expect_heading(page, "Contacts to call")
    for step, heading in [
        (page.go_back, MOTHER),
        (page.go_back, CHILD),
        (page.go_back, found),
        (page.go_forward, CHILD),
        (page.go_forward, MOTHER),
        (page.go_forward, "Contacts to call"),
        (page.go_back, MOTHER),
        (page.reload, MOTHER),
        (page.go_back, CHILD),
        (page.reload, CHILD),
        (page.go_back, found),
    ]:
        step()
        page.get_by_role("heading", level=1, name=heading).wait_for()
        steps.drawn(page)
        page.wait_for_url(re.compile("^[^?]*$"))
    expect(page.get_by_text("You searched for Williams")).to_be_visible()


def test_back_leads_to_whoever_was_open_there_and_not_to_the_last_one(page, app_url):
    steps.enter_leeds(page, app_url)
    steps.open_case_id(page, "249012")
    steps.expect_heading(page, CHILD)
    steps.view(page, MOTHER)
    page.get_by_role("button", name=f"Back to {CHILD}").click()
    steps.expect_heading(page, CHILD)
    steps.view(page, "Dominic Pierce")
    for step, heading in [
        (page.go_back, CHILD),
        (page.go_back, MOTHER),
        (page.go_back, CHILD),
        (page.go_forward, MOTHER),
        (page.go_forward, CHILD),
        (page.go_forward, "Dominic Pierce"),
    ]:
        step()
        steps.expect_heading(page, heading)
        page.wait_for_url(re.compile("^[^?]*$"))


def test_back_leads_from_a_child_opened_by_case_id_to_the_search(page, app_url):
    steps.enter_leeds(page, app_url)
    steps.open_case_id(page, "249012")
    steps.expect_heading(page, CHILD)
    page.go_back()
    steps.expect_heading(page, "Find service involvement")
    expect(page.get_by_label("Case ID")).to_have_value("249012")
    page.go_forward()
    steps.expect_heading(page, CHILD)


def test_each_tab_keeps_its_own_person_and_a_refresh_shows_no_one_of_another_tab(open_page, app_url):
    first, second = open_page(), open_page()
    steps.enter_leeds(first, app_url)
    steps.open_case_id(first, "249012")
    steps.expect_heading(first, CHILD)
    second.goto(app_url)
    steps.expect_heading(second, CHILD)
    steps.view(second, MOTHER)
    first.reload()
    steps.expect_heading(first, "Find service involvement")
    expect(first.get_by_text("You may have used another tab since")).to_be_visible()
    second.reload()
    steps.expect_heading(second, MOTHER)
    first.get_by_role("button", name="Go back to where you were").click()
    steps.expect_heading(first, MOTHER)
    first.wait_for_url(re.compile("^[^?]*$"))
