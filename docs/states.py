"""States outside the journeys: how sessions end, managers' pages, pages for everyone, feedback, contrast."""

from pathlib import Path

from playwright.sync_api import Page

from docs.camera import Camera, change, leave_unused, open_all, open_person, search, settle, start
from tests.browser.server import manage

LEEDS = ("Leeds City Council", "Payroll number")
STOCKPORT = ("Stockport Council", "User name (firstname.lastname)")
# The page asks whether its session is alive when the worker comes back to its window.
# A moment later: the tab may load itself again, and this page's answer would be lost with it.
COME_BACK = "() => { setTimeout(() => window.dispatchEvent(new Event('focus'))) }"
OPEN_PAGES = {
    "Accessibility": "Accessibility statement",
    "Privacy": "Privacy",
    "Cookies": "Cookies",
    "For families": "How we share information to help keep children safe",
    "Help signing in": "Help signing in",
}


def sessions(camera: Camera, data_folder: Path) -> None:
    """A session about to end, ended, and replaced by another; a locked name; a password given by council IT."""
    page, database = camera.page, data_folder / "leeds" / "app.db"
    start(page, *LEEDS, "204533")
    page.get_by_role("button", name="Search by name").wait_for()
    settle(page)
    leave_unused(database, minutes=13.1)
    page.evaluate(COME_BACK)
    page.get_by_role("alertdialog").wait_for()
    camera.take("ends-soon")
    # The dialog closes before the server has answered.
    with page.expect_response("**/session/stay"):
        page.get_by_role("button", name="Stay signed in").click()
    page.get_by_role("alertdialog").wait_for(state="detached")
    leave_unused(database)
    page.evaluate(COME_BACK)
    page.get_by_text("after 15 minutes without activity").wait_for()
    camera.take("timed-out")
    start(page, *LEEDS, "204533")
    page.get_by_role("button", name="Search by name").wait_for()
    search(page, first_name="Kate", family_name="Williams")
    page.get_by_role("heading", level=1, name="No one found").wait_for()
    settle(page)
    leave_unused(database)
    page.evaluate(COME_BACK)
    page.get_by_text("after 15 minutes without activity").wait_for()
    start(page, *LEEDS, "204533")
    page.get_by_role("button", name="Go back to where you were at").wait_for()
    camera.take("go-back")
    page.get_by_role("button", name="End session").click()

    start(page, *LEEDS, "204533")
    page.get_by_role("button", name="Search by name").wait_for()
    elsewhere = page.context.browser.new_page(locale="en-GB")
    elsewhere.goto(page.url)
    start(elsewhere, *LEEDS, "204533")
    elsewhere.get_by_role("button", name="Search by name").wait_for()
    elsewhere.close()
    page.evaluate(COME_BACK)
    page.get_by_text("because you signed in somewhere else").wait_for()
    camera.take("replaced")

    page.get_by_label("Payroll number").fill("204533")
    locked = page.get_by_text("Too many wrong passwords").first
    # On a busy machine a press may come while the page is drawn, and be lost: so more often than ten times.
    for _ in range(40):
        page.get_by_role("textbox", name="Password").fill("not the password")
        page.get_by_role("button", name="Start session").click()
        page.get_by_text("There is a problem").wait_for()
        settle(page)
        if locked.is_visible():
            break
    locked.wait_for()
    camera.take("locked-out")
    manage(data_folder, "release-user", "204533", "--council", "leeds")

    given = "INSERT INTO account_standing (username, team, must_change_password, added_at) VALUES ('204533', '', 1, "
    change(database, f"{given} datetime('now') || '.000000') ON CONFLICT DO UPDATE SET must_change_password = 1")
    start(page, *LEEDS, "204533")
    page.get_by_role("heading", name="Choose your own password").wait_for()
    camera.take("own-password")
    page.get_by_role("button", name="Change password").click()
    page.get_by_text("There is a problem").wait_for()
    camera.take("own-password-error")
    change(database, "UPDATE account_standing SET must_change_password = 0")


def manager(camera: Camera, data_folder: Path) -> None:
    """The manager's pages, and the only page of a service lead."""
    page, database = camera.page, data_folder / "stockport" / "app.db"
    start(page, *STOCKPORT, "sam.carter")
    page.get_by_role("button", name="Usage figures").click()
    page.get_by_role("heading", level=1, name="Usage figures").wait_for()
    camera.take("figures")
    waited = (
        "INSERT INTO problem_report (person_id, service_id, record_id, reported_by, reported_at, kind, said) VALUES "
    )
    change(database, f"{waited} ('p', 'police', '0', 'helen.marks', '2026-01-05 10:00:00.000000', 'contact', '')")
    page.get_by_role("button", name="Audit", exact=True).click()
    page.get_by_text("waited for more than a working day").wait_for()
    page.get_by_role("table", name="Records").wait_for()
    camera.take("audit")
    page.get_by_role("table", name="Records").get_by_role("button").first.click()
    page.get_by_role("table", name="Records").wait_for(state="detached")
    camera.take("audit-record")
    page.get_by_role("button", name="Spot checks").click()
    page.get_by_role("heading", level=1, name="Spot checks").wait_for()
    camera.take("spot-checks")
    page.get_by_role("button", name="End session").click()

    change(database, "UPDATE account SET role = 'service_lead' WHERE username = 'sam.carter'")
    start(page, *STOCKPORT, "sam.carter")
    page.get_by_role("heading", level=1, name="Usage figures").wait_for()
    camera.take("service-lead")
    change(database, "UPDATE account SET role = 'manager' WHERE username = 'sam.carter'")


def matches(camera: Camera, data_folder: Path) -> None:
    """The data officer's possible matches: in another order, decided together, undone; and a list to restrict."""
    page = camera.page
    start(page, *STOCKPORT, "olive.grant")
    page.get_by_role("button", name="Oldest first").click()
    page.get_by_text("First those that have waited longest").wait_for()
    camera.take("oldest")
    page.get_by_role("button", name="together").click()
    page.get_by_role("heading", level=1, name="Decide together").wait_for()
    camera.take("together")
    page.get_by_role("button", name="Go on to confirm").click()
    page.get_by_text("There is a problem").wait_for()
    camera.take("together-error")
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
    page.get_by_text("There is a problem").wait_for()
    camera.take("list-error")
    page.get_by_text("Adoption", exact=True).click()
    page.get_by_role("button", name="Check the list").click()
    page.get_by_role("heading", level=1, name="Restrict 1 person?").wait_for()
    camera.take("list-checked")


def subject_report(camera: Camera, data_folder: Path) -> None:
    """The data officer's report on one person, step by step; and the agreements."""
    page = camera.page
    start(page, *STOCKPORT, "olive.grant")
    page.get_by_role("button", name="Report on a person").click()
    page.get_by_role("button", name="Begin").click()
    page.get_by_text("There is a problem").wait_for()
    camera.take("begin-error")
    page.get_by_label("Case ID").fill("249012")
    page.get_by_label("Family name").fill("Williams")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("heading", level=1, name="Who is asking?").wait_for()
    camera.take("who")
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("There is a problem").wait_for()
    camera.take("who-error")
    _answer(page, "A parent, or someone else", "I have seen documents")
    page.get_by_role("heading", level=1, name="Parental responsibility").wait_for()
    camera.take("parent")
    _answer(page, "I have seen it in writing")
    page.get_by_role("heading", level=1, name="The child’s own view").wait_for()
    camera.take("child")
    _answer(page, "The child is too young")
    page.get_by_role("heading", level=1, name="What the law lets you leave out").wait_for()
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
    page.get_by_role("button", name="Agreements").click()
    page.get_by_role("heading", level=1, name="Agreements").wait_for()
    camera.take("agreements")


def _answer(page: Page, *answers: str) -> None:
    for answer in answers:
        page.get_by_text(answer).click()
    page.get_by_role("button", name="Continue").click()


def for_everyone(camera: Camera, data_folder: Path) -> None:
    """The pages at the foot, signed out and signed in."""
    page = camera.page
    page.get_by_role("button", name="Start session").wait_for()
    _open_pages(camera, "out")
    page.get_by_role("button", name="Back", exact=True).click()
    start(page, *LEEDS, "204417")
    page.get_by_role("button", name="Search by name").wait_for()
    _open_pages(camera, "in")


def _open_pages(camera: Camera, signed: str) -> None:
    for link, heading in OPEN_PAGES.items():
        settle(camera.page)
        camera.page.get_by_role("link", name=link, exact=True).click()
        camera.page.get_by_role("heading", level=1, name=heading).wait_for()
        camera.take(f"{link.lower().replace(' ', '-')}-signed-{signed}")


def feedback(camera: Camera, data_folder: Path) -> None:
    """Feedback from the banner: the form, its errors, the thanks; and the team's list."""
    page, database = camera.page, data_folder / "leeds" / "app.db"
    start(page, *LEEDS, "204417")
    page.get_by_role("button", name="Search by name").wait_for()
    settle(page)
    page.get_by_role("button", name="Give feedback to improve it").click()
    page.get_by_role("heading", level=1, name="Your feedback").wait_for()
    camera.take("form")
    page.get_by_label("What were you doing?").fill("Looking for case 249012")
    page.get_by_role("button", name="Send feedback").click()
    page.get_by_text("There is a problem").wait_for()
    camera.take("form-error")
    page.get_by_label("What were you doing?").fill("Typing a date of birth on my phone")
    page.get_by_label("What happened?").fill("I looked for a calendar before I saw that the year can be typed")
    page.get_by_role("button", name="Send feedback").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    camera.take("thanks")
    page.get_by_role("button", name="End session").click()

    change(database, "UPDATE account SET role = 'administrator' WHERE username = '204417'")
    start(page, *LEEDS, "204417")
    page.get_by_role("heading", level=1, name="Feedback").wait_for()
    page.get_by_label("Status").first.wait_for()
    camera.take("list")
    change(database, "UPDATE account SET role = 'social_worker' WHERE username = '204417'")


def contrasts(camera: Camera, data_folder: Path) -> None:
    """Results and a person in high contrast, and in the reader's own colours."""
    page = camera.page
    start(page, *STOCKPORT, "tom.ashworth")
    page.get_by_text("Strategy meeting", exact=True).click()
    page.get_by_label("Case reference").fill("SW-2041")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Search by name").wait_for()
    # Not Dominic Pierce: another walk reports his record, and hides it.
    search(page, first_name="Kate", family_name="Williams")
    page.get_by_role("button", name="View Kate").first.wait_for()
    _in_each_contrast(camera, "results")
    open_person(page, "View Kate Williams, born 29 August 1992")
    open_all(page)
    _in_each_contrast(camera, "person")


def _in_each_contrast(camera: Camera, name: str) -> None:
    camera.page.emulate_media(contrast="more")
    camera.take(f"{name}-more-contrast")
    camera.page.emulate_media(contrast="no-preference", forced_colors="active")
    camera.take(f"{name}-own-colours")
    camera.page.emulate_media(forced_colors="none")
