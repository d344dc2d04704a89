"""The family at a glance in both journeys, where a council has set it up; nothing of it where it has not."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from docs.camera import change
from tests.browser import steps
from tests.browser.keyboard import Keyboard
from tests.browser.server import QUICK, ROOT, Server, serve
from tests.browser.test_accessibility import Inspector

SETTING = """
many_people:
  teams: [{name: Duty, people_a_day: 1, people_a_case: 1}]
family_at_a_glance:
  agreement: {reference: DSA-TEST-1, approved: 2026-03-02}
  services: [school, adult_social_care, housing]
"""
BUTTON = "Family at a glance"


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory, demonstration: Path) -> Iterator[Server]:
    """The demonstration, with the setting in both councils."""
    data = shutil.copytree(demonstration, tmp_path_factory.mktemp("family"), dirs_exist_ok=True)
    councils = shutil.copytree(ROOT / "config" / "councils", tmp_path_factory.mktemp("councils"), dirs_exist_ok=True)
    for file in councils.glob("*.yaml"):
        file.write_text(file.read_text(encoding="utf-8") + SETTING, encoding="utf-8")
    with serve(data, councils, **QUICK) as server:
        yield server


def show_family(page: Page) -> None:
    page.get_by_role("button", name=BUTTON).click()
    steps.expect_heading(page, BUTTON)


def test_in_journey_2_each_service_has_every_member_and_police_says_to_open_the_page(page, set_up):
    steps.enter_leeds(page, set_up.url)
    steps.open_case_id(page, "249012")
    page.get_by_role("button", name="View").first.wait_for()
    show_family(page)
    page.get_by_role("button", name="View").first.wait_for()
    inspector = Inspector(page)
    inspector.take("in journey 2")
    services = page.locator(".fc-family")
    expect(services).to_have_count(4)
    names = ["Tommy Williams", "Kate Williams", "Dominic Pierce", "Jason Lee", "Paula Lee"]
    police = services.last
    police.locator("summary").click()
    for place in range(4):
        expect(services.nth(place).locator(".fc-family-who b")).to_have_text(names)
    expect(police.locator(".fc-flag")).to_have_count(0)
    expect(police.get_by_text("Open the person’s page", exact=True)).to_have_count(5)
    housing = services.nth(2).locator("li").filter(has_text="Dominic Pierce")
    means = housing.locator("summary")
    means.focus()
    expect(housing.get_by_text("Data of")).to_be_in_viewport()
    means.press("Enter")
    expect(housing.get_by_text("0113", exact=False).first).to_be_visible()
    inspector.take("with what it means")
    assert inspector.wrong == []
    page.reload()
    steps.expect_heading(page, BUTTON)
    expect(page.locator(".fc-family").first.locator(".fc-family-who b")).to_have_text(names)
    page.get_by_role("button", name="View Kate Williams").click()
    steps.expect_heading(page, "Kate Williams")
    expect(page.get_by_role("button", name="Back to Tommy Williams")).to_be_visible()


def test_in_journey_1_it_is_those_opened_and_confirmed(page, set_up):
    steps.enter_stockport(page, set_up.url)
    steps.give_reason(page)
    steps.open_case_id(page, "249013")
    steps.expect_heading(page, "Kate Williams")
    show_family(page)
    expect(page.get_by_text("No family to show yet")).to_be_visible()
    page.get_by_role("button", name="New search").click()
    steps.expect_heading(page, "Find service involvement")
    steps.open_case_id(page, "249014")
    steps.expect_heading(page, "Dominic Pierce")
    show_family(page)
    expect(page.locator(".fc-family")).to_have_count(0)
    page.get_by_role("button", name="Show this family").click()
    steps.expect_problem(page, "Choose at least two people")
    inspector = Inspector(page)
    inspector.take("no one confirmed")
    for name in ("Kate Williams, born", "Dominic Pierce, born"):
        page.get_by_text(name).click()
    page.get_by_role("button", name="Show this family").click()
    expect(page.locator(".fc-family")).to_have_count(4)
    expect(page.locator(".fc-family").first.locator(".fc-family-who b")).to_have_text(
        ["Kate Williams", "Dominic Pierce"]
    )
    expect(page.get_by_role("heading", name="There is a problem")).to_have_count(0)
    page.get_by_role("button", name="View").first.wait_for()
    inspector.take("in journey 1")
    assert inspector.wrong == []
    page.emulate_media(media="print")
    assert [one.inner_text() for one in page.get_by_role("button").all() if one.is_visible()] == []
    on_paper = page.get_by_text("Stockport Council. Shown to Helen Marks, helen.marks on")
    expect(on_paper).to_be_visible()
    expect(on_paper).to_contain_text("has been recorded")
    page.emulate_media(media="screen")


def test_the_question_for_why_is_accessible_and_answered_by_keyboard(page, set_up):
    columns = "(username, team, must_change_password, added_at)"
    duty = f"{columns} VALUES ('tom.ashworth', 'Duty', 0, '2026-01-05 10:00:00.000000')"
    duty = f"INSERT INTO account_standing {duty} ON CONFLICT DO UPDATE SET team = 'Duty'"
    change(set_up.folder / "stockport" / "app.db", duty)
    steps.enter_stockport(page, set_up.url, "tom.ashworth")
    steps.give_reason(page, "SW-2078")
    steps.open_case_id(page, "249013")
    page.get_by_role("heading", name="Service involvement").wait_for()
    page.get_by_role("button", name="New search").click()
    steps.expect_heading(page, "Find service involvement")
    steps.open_case_id(page, "249014")
    steps.expect_heading(page, "Say why in one line")
    inspector = Inspector(page)
    inspector.take("why many")
    keys = Keyboard(page)
    page.get_by_role("heading", level=1).focus()
    keys.press_on("Continue")
    steps.expect_problem(page, "Say why in one line")
    inspector.take("why many, nothing said")
    keys.fill("Why", "Duty desk")
    keys.press("Enter")
    keys.arrives_at("Dominic Pierce", "Person")
    assert inspector.wrong == []
