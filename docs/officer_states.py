"""States of the data officer's pages: matches decided together, people restricted from a list, a report on a person."""

from pathlib import Path

from playwright.sync_api import Page

from docs.camera import Camera, settle, start, take_problem
from docs.states import STOCKPORT


def matches(camera: Camera, data_folder: Path) -> None:
    """The data officer's possible matches: in another order, decided together, undone; and a list to restrict."""
    page = camera.page
    start(page, data_folder, STOCKPORT, "olive.grant")
    page.get_by_role("button", name="Oldest first").click()
    page.get_by_text("First those that have waited longest").wait_for()
    camera.take("oldest")
    page.get_by_role("table", name="Possible matches").get_by_role("button").first.click()
    page.get_by_role("heading", level=1, name="Are these the same person?").wait_for()
    camera.take("match")
    page.get_by_role("button", name="Back to the list").click()
    page.get_by_role("button", name="together").click()
    page.get_by_role("heading", level=1, name="Decide together").wait_for()
    camera.take("together")
    page.get_by_role("button", name="Go on to confirm").click()
    take_problem(camera, "together-error")
    page.get_by_text("Same person", exact=True).first.click()
    page.get_by_text("Not the same person", exact=True).last.click()
    page.get_by_role("button", name="Go on to confirm").click()
    page.get_by_role("heading", level=1, name="Save 2 decisions?").wait_for()
    camera.take("together-confirm")
    page.get_by_role("button", name="Save 2 decisions").click()
    page.get_by_role("button", name="Undo these 2 decisions").wait_for()
    camera.take("together-saved")
    page.get_by_role("button", name="Undo these 2 decisions").click()
    page.get_by_text("Undone: 2 decisions.").wait_for()
    settle(page)
    page.get_by_role("button", name="Restricted people").click()
    page.get_by_role("button", name="Restrict several people").click()
    page.get_by_role("heading", level=1, name="Restrict several people").wait_for()
    camera.take("list")
    page.get_by_label("Case IDs").fill("249012\n249013, Pierce\n999999\n249012")
    page.get_by_role("button", name="Check the list").click()
    take_problem(camera, "list-error")
    page.get_by_text("Adoption", exact=True).click()
    page.get_by_role("button", name="Check the list").click()
    page.get_by_role("heading", level=1, name="Restrict 1 person?").wait_for()
    camera.take("list-checked")


def subject_report(camera: Camera, data_folder: Path) -> None:
    """The data officer's report on one person, step by step; and the agreements."""
    page = camera.page
    start(page, data_folder, STOCKPORT, "olive.grant")
    page.get_by_role("button", name="Report on a person").click()
    page.get_by_role("button", name="Begin").click()
    take_problem(camera, "begin-error")
    page.get_by_role("textbox", name="Case ID").fill("249012")
    page.get_by_role("textbox", name="Family name").fill("Williams")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("heading", level=1, name="Who is asking?").wait_for()
    camera.take("who")
    page.get_by_role("button", name="Continue").click()
    take_problem(camera, "who-error")
    _answer(page, "A parent, or someone else", "I have seen documents")
    page.get_by_role("heading", level=1, name="Parental responsibility").wait_for()
    camera.take("parent")
    _answer(page, "I have seen it in writing")
    page.get_by_role("heading", level=1, name="The child’s own view").wait_for()
    camera.take("child")
    _answer(page, "The child is too young")
    page.get_by_role("heading", level=1, name="What the law lets you leave out").wait_for()
    settle(page)
    for nothing in page.get_by_text("Nothing must be left out for this").all()[:4]:
        nothing.click()
    page.get_by_text("Something must be left out for this").last.click()
    camera.take("exemptions")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", level=1, name="Who looked them up").wait_for()
    camera.take("look-ups")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", level=1, name="Check each line").wait_for()
    page.get_by_text("Name: Tommy Williams").click()
    settle(page)
    camera.take("lines")
    page.get_by_role("button", name="Make the report").click()
    page.get_by_role("link", name="Download the report").wait_for()
    page.get_by_role("button", name="Leave this report").click()
    page.get_by_role("textbox", name="Full name").fill("Zebedee Nobody")
    page.get_by_role("textbox", name="Date of birth").fill("1/2/1980")
    page.get_by_role("button", name="Find by name").click()
    take_problem(camera, "name-error")
    page.get_by_role("button", name="Agreements").click()
    page.get_by_role("heading", level=1, name="Agreements").wait_for()
    camera.take("agreements")


def _answer(page: Page, *answers: str) -> None:
    for answer in answers:
        page.get_by_text(answer).click()
    page.get_by_role("button", name="Continue").click()
