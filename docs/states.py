"""States outside the journeys: how sessions end, managers' and researchers' pages, pages for everyone, feedback,
contrast."""

import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from playwright.sync_api import FilePayload, Page

from demo_data.workers import DEMO_PASSWORD
from docs.camera import Camera, change, leave_unused, open_all, open_person, settle, start, take_problem
from tests.browser import steps
from tests.browser.server import server_on

LEEDS, STOCKPORT = "leeds", "stockport"
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
    start(page, data_folder, LEEDS, "204533")
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
    _come_back_too_late(page, database)
    camera.take("timed-out")
    start(page, data_folder, LEEDS, "204533")
    page.get_by_role("button", name="Search by name").wait_for()
    steps.search(page, first="Kate", family="Williams")
    page.get_by_role("heading", level=1, name="No one found").wait_for()
    settle(page)
    _come_back_too_late(page, database)
    start(page, data_folder, LEEDS, "204533")
    page.get_by_role("button", name="Go back to where you were at").wait_for()
    camera.take("go-back")
    page.get_by_role("button", name="End session").click()

    start(page, data_folder, LEEDS, "204533")
    page.get_by_role("button", name="Search by name").wait_for()
    elsewhere = page.context.browser.new_page(locale="en-GB")
    start(elsewhere, data_folder, LEEDS, "204533")
    elsewhere.get_by_role("button", name="Search by name").wait_for()
    elsewhere.close()
    page.evaluate(COME_BACK)
    page.get_by_text("because you signed in somewhere else").wait_for()
    camera.take("replaced")

    page.get_by_label("Payroll number").fill("204533")
    settle(page)
    _try_password(page, "not the password")
    page.get_by_text("There is a problem").wait_for()
    settle(page)
    change(database, "UPDATE sign_in_failure SET tries = 10, locked_until = datetime('now', '+900 seconds')")
    _try_password(page, "not the password")
    page.get_by_text("Too many wrong passwords").first.wait_for()
    camera.take("locked-out")
    change(database, "DELETE FROM sign_in_failure")

    given = "INSERT INTO account_standing (username, team, must_change_password, added_at) VALUES ('204533', '', 1, "
    change(database, f"{given} datetime('now') || '.000000') ON CONFLICT DO UPDATE SET must_change_password = 1")
    _try_password(page, DEMO_PASSWORD)
    page.get_by_role("heading", name="Choose your own password").wait_for()
    camera.take("own-password")
    page.get_by_role("button", name="Change password").click()
    take_problem(camera, "own-password-error")
    change(database, "UPDATE account_standing SET must_change_password = 0")


def _come_back_too_late(page: Page, database: Path) -> None:
    """The session ends, and the browser has given its cookie back: one for the next would be lost with it."""
    leave_unused(database)
    with page.expect_response("**/session/forget"):
        page.evaluate(COME_BACK)
    page.get_by_text("after 15 minutes without activity").wait_for()


def _try_password(page: Page, password: str) -> None:
    page.get_by_role("textbox", name="Password").fill(password)
    page.get_by_role("button", name="Start session").click()


def manager(camera: Camera, data_folder: Path) -> None:
    """The manager's pages, and the only page of a service lead."""
    page, database = camera.page, data_folder / "stockport" / "app.db"
    _look_kate_up(page, data_folder)
    start(page, data_folder, STOCKPORT, "sam.carter")
    page.get_by_role("button", name="Usage figures").click()
    page.get_by_role("heading", level=1, name="Usage figures").wait_for()
    camera.take("figures")
    waited = (
        "INSERT INTO problem_report (person_id, service_id, record_id, reported_by, reported_at, kind, said) VALUES "
    )
    change(database, f"{waited} ('p', 'police', '0', 'helen.marks', '2026-01-05 10:00:00.000000', 'contact', '')")
    page.get_by_role("button", name="Audit", exact=True).click()
    page.get_by_text("waited for more than a working day").wait_for()
    page.get_by_role("table", name="Visits").wait_for()
    camera.take("audit")
    page.get_by_role("table", name="Visits").get_by_role("button").first.click()
    page.get_by_role("table", name="Visits").wait_for(state="detached")
    camera.take("audit-record")
    page.get_by_role("button", name="Back to the list").click()
    _audit_by_visit(camera)
    page.get_by_role("button", name="Spot checks").click()
    page.get_by_role("heading", level=1, name="Spot checks").wait_for()
    camera.take("spot-checks")
    page.get_by_role("button", name="End session").click()

    change(database, "UPDATE account SET role = 'service_lead' WHERE username = 'sam.carter'")
    start(page, data_folder, STOCKPORT, "sam.carter")
    page.get_by_role("heading", level=1, name="Usage figures").wait_for()
    camera.take("service-lead")
    change(database, "UPDATE account SET role = 'manager' WHERE username = 'sam.carter'")


def _find_kate(page: Page, data_folder: Path, worker: str) -> None:
    """A social worker signs in and finds Kate Williams. Not Dominic Pierce: another walk reports his record, and hides
    it."""
    start(page, data_folder, STOCKPORT, worker)
    steps.give_reason(page)
    steps.search(page, first="Kate", family="Williams")
    page.get_by_role("button", name="View Kate").first.wait_for()


def _look_kate_up(page: Page, data_folder: Path) -> None:
    """A social worker opens Kate Williams."""
    _find_kate(page, data_folder, "helen.marks")
    open_person(page, "View Kate Williams, born 29 August 1992")
    open_all(page)
    page.get_by_role("button", name="End session").click()


def _audit_by_visit(camera: Camera) -> None:
    """Who looked at a person, in a picture and a list; one visit; a worker's name that several have, and their list."""
    page = camera.page
    settle(page)
    page.get_by_role("textbox", name="Person optional").fill("Kate Williams")
    page.get_by_role("button", name="This month").click()
    # Several people of that name were in the list.
    chosen = page.get_by_role("button", name="View who has looked at Kate Williams, born 29/08/1992")
    chosen.wait_for()
    camera.take("audit-people")
    chosen.click()
    page.locator(".fc-looks-picture").wait_for()
    page.get_by_role("table", name="Visits").wait_for()
    settle(page)
    page.get_by_text("The same as a table").click()
    camera.take("audit-person")
    page.get_by_role("table", name="Visits").get_by_role("button", name=", Opened").first.click()
    page.get_by_role("heading", name="Its records").wait_for()
    camera.take("audit-visit")
    page.get_by_role("button", name="Back to the list").click()
    page.get_by_role("button", name="Clear the filters").click()
    settle(page)
    page.get_by_role("textbox", name="Worker optional").fill("helen")
    page.get_by_role("button", name="Show visits").click()
    take_problem(camera, "audit-error")
    page.get_by_role("textbox", name="Worker optional").fill("e")
    page.get_by_role("textbox", name="Why optional").fill("Supervision")
    page.get_by_role("button", name="Show visits").click()
    page.get_by_role("heading", name="Which worker?").wait_for()
    camera.take("audit-workers")
    page.get_by_role("button", name="View what Helen Marks, helen.marks, has done").click()
    page.get_by_role("heading", name="What Helen Marks has done").wait_for()
    page.get_by_role("table", name="Visits").wait_for()
    camera.take("audit-worker")


def for_everyone(camera: Camera, data_folder: Path) -> None:
    """The pages at the foot, signed out; signed in they differ by the header alone, so one of them."""
    page = camera.page
    page.goto(server_on(data_folder).url)
    page.get_by_role("button", name="Start session").wait_for()
    for link in OPEN_PAGES:
        _open_page(camera, link, "out")
    start(page, data_folder, LEEDS, "204417")
    page.get_by_role("button", name="Search by name").wait_for()
    _open_page(camera, "Privacy", "in")


def _open_page(camera: Camera, link: str, signed: str) -> None:
    settle(camera.page)
    camera.page.get_by_role("link", name=link, exact=True).click()
    camera.page.get_by_role("heading", level=1, name=OPEN_PAGES[link]).wait_for()
    camera.take(f"{link.lower().replace(' ', '-')}-signed-{signed}")


def feedback(camera: Camera, data_folder: Path) -> None:
    """Feedback from the banner: the form, its errors, the thanks; and the team's list."""
    page, database = camera.page, data_folder / "leeds" / "app.db"
    start(page, data_folder, LEEDS, "204417")
    page.get_by_role("button", name="Search by name").wait_for()
    settle(page)
    page.get_by_role("button", name="Give feedback to improve it").click()
    page.get_by_role("heading", level=1, name="Your feedback").wait_for()
    camera.take("form")
    page.get_by_label("What were you doing?").fill("Looking for case 249012")
    page.get_by_role("button", name="Send feedback").click()
    take_problem(camera, "form-error")
    page.get_by_label("What were you doing?").fill("Typing a date of birth on my phone")
    page.get_by_label("What happened?").fill("I looked for a calendar before I saw that the year can be typed")
    page.get_by_role("button", name="Send feedback").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    camera.take("thanks")
    page.get_by_role("button", name="End session").click()

    change(database, "UPDATE account SET role = 'administrator' WHERE username = '204417'")
    start(page, data_folder, LEEDS, "204417")
    page.get_by_role("heading", level=1, name="Feedback").wait_for()
    page.get_by_label("Status").first.wait_for()
    camera.take("list")
    change(database, "UPDATE account SET role = 'social_worker' WHERE username = '204417'")


def contrasts(camera: Camera, data_folder: Path) -> None:
    """Results and a person in high contrast, and in the reader's own colours."""
    page = camera.page
    _find_kate(page, data_folder, "tom.ashworth")
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


TASKS = {
    "Find Tommy Williams and open his page": ("success", "success", "with_help"),
    "Say which services hold records on his father": ("success", "with_help", "not_done"),
}
RANKINGS = (
    ("wrong_information", "no_information", "missing_information"),
    ("wrong_information", "missing_information", "no_information"),
    ("missing_information", "wrong_information", "no_information"),
)
PARTICIPANTS = ("P11", "P12", "P13")
FINDINGS = (
    ("Viewing service information", "The date is what people trust", ("Which date is it?", "The date tells me", "")),
    ("Searching", "Case IDs are copied and not typed", ("I copy it from the case", "", None)),
)
LEEDS_FILE = """Component,Council,Finding,Participants,Of,Action,Quotes
Viewing service information,Leeds,The date is what people trust,4,5,No change,I look at the date first
Viewing linked individuals,Leeds,People do not see that a name can be opened,3,5,Add a View button,
"""
WRONG_FILE = "Component,Council,Finding,Participants,Of,Action,Quotes\nElsewhere,Leeds,Words,9,5,,\n"


def researcher(camera: Camera, data_folder: Path) -> None:
    """A session that ended and goes on, with what was typed; a changed note; who is left out; results; two councils."""
    page, database = camera.page, data_folder / "stockport" / "app.db"
    start(page, data_folder, STOCKPORT, "ned.oakes")
    page.get_by_text("Round 2, Williams and Pierce", exact=True).click()
    page.get_by_role("button", name="Use this scenario").click()
    page.get_by_role("button", name="Hand over to the participant").wait_for()
    settle(page)
    page.get_by_role("button", name="Results", exact=True).click()
    page.get_by_role("heading", level=1, name="Results").wait_for()
    camera.take("results-none")
    hold_interviews(database)
    page.get_by_role("button", name="Participants", exact=True).click()
    page.get_by_role("button", name="View participant P13").first.click()
    page.get_by_role("heading", level=1, name="Participant P13").wait_for()
    settle(page)
    page.get_by_label("Words").fill("She looked for the d")
    draft_is_kept(database)
    settle(page)
    _come_back_too_late(page, database)
    start(page, data_folder, STOCKPORT, "ned.oakes")
    page.get_by_role("button", name="Go on with this session").wait_for()
    camera.take("interrupted")
    page.get_by_role("button", name="Go on with this session").click()
    page.get_by_text("The session goes on").wait_for()
    settle(page)
    camera.take("went-on")
    page.get_by_role("button", name="Go back to where you were at").click()
    page.get_by_text("It is not saved yet").wait_for()
    camera.take("typed-is-back")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("cell", name="She looked for the d").wait_for()
    settle(page)
    page.get_by_role("button", name="Change the note of").last.click()
    page.get_by_role("button", name="Save the change").wait_for()
    settle(page)
    page.get_by_label("Words").fill("Looked for the date before anything else")
    page.get_by_role("button", name="Save the change").click()
    page.get_by_text("Before they were changed: 1").wait_for()
    settle(page)
    page.get_by_role("button", name="Leave out", exact=True).click()
    take_problem(camera, "record-changed")
    page.get_by_label("Why leave this record out?").fill("Had seen the prototype before")
    page.get_by_role("button", name="Leave out", exact=True).click()
    page.get_by_role("button", name="Count this record again").wait_for()
    settle(page)
    camera.take("left-out")
    page.get_by_role("button", name="Count this record again").click()
    page.get_by_label("Why leave this record out?").wait_for()
    page.get_by_role("button", name="Results", exact=True).click()
    page.get_by_role("heading", name="What would harm their work most").wait_for()
    settle(page)
    camera.take("results")
    page.get_by_role("button", name="Findings", exact=True).click()
    page.get_by_role("heading", level=1, name="Findings").wait_for()
    settle(page)
    page.get_by_label("Findings file").set_input_files(_file(WRONG_FILE))
    take_problem(camera, "findings-file-error")
    page.get_by_label("Findings file").set_input_files(_file(LEEDS_FILE))
    page.get_by_text("Brought in: 2 findings of Leeds").wait_for()
    camera.take("findings-two-councils")
    page.get_by_text("More than two participants", exact=True).click()
    settle(page)
    camera.take("findings-more-than-two")
    page.get_by_role("button", name="Remove the findings of Leeds").click()
    page.get_by_text("The findings of Leeds are removed").wait_for()
    change(database, "UPDATE research_record SET ended_at = started_at")
    page.get_by_role("button", name="Set up", exact=True).click()
    page.get_by_role("button", name="Reset for next participant").click()
    page.get_by_text("Everything from the last participant has been cleared").wait_for()


def draft_is_kept(database: Path) -> None:
    """Wait until what is typed has reached the database. Nothing is pressed for it, and no field is left."""
    for _ in range(100):
        with closing(sqlite3.connect(database)) as connection:
            if connection.execute("SELECT count(*) FROM research_draft").fetchone()[0]:
                return
        time.sleep(0.1)
    raise AssertionError("what was typed is not in the database")


def hold_interviews(database: Path) -> None:
    """Three participants of the session that is set up now, with tasks, rankings, quotes and findings."""
    with closing(sqlite3.connect(database)) as connection, connection:
        for table in ("note_change", "draft", "note", "task", "record_session", "record", "finding"):
            connection.execute(f"DELETE FROM research_{table}")  # noqa: S608
        for number, (component, words, _) in enumerate(FINDINGS, 1):
            connection.execute("INSERT INTO research_finding VALUES (?, ?, ?, '')", (number, component, words))
        for number, code in enumerate(PARTICIPANTS, 1):
            _interview(connection, number, code)


def _interview(connection: sqlite3.Connection, number: int, code: str) -> None:
    began, told = "2026-11-24 10:00:00.000000", "2026-11-24 10:20:00.000000"
    connection.execute(
        "INSERT INTO research_record (number, participant, journey, scenario, consent_notes, consent_recording, "
        "consent_quotes, consent_stopping, session_id, started_at, ranking, role, experience) "
        "SELECT ?, ?, 1, 'williams', 1, 0, 1, 1, session_id, ?, ?, 'social_worker', '2_to_5_years' "
        "FROM research_setup ORDER BY since_seq DESC LIMIT 1",
        (number, code, began, json.dumps(RANKINGS[number - 1])),
    )
    for minutes, (title, outcomes) in enumerate(TASKS.items(), 1):
        ended = f"2026-11-24 10:{10 + minutes * number:02}:30.000000"
        row = (number, title, "2026-11-24 10:10:00.000000", ended, outcomes[number - 1])
        into = "INSERT INTO research_task (record, title, started_at, stopped_at, outcome) VALUES (?, ?, ?, ?, ?)"
        connection.execute(into, row)
    for finding, (component, _, quotes) in enumerate(FINDINGS, 1):
        words = quotes[number - 1]
        if words is not None:
            kind = "quote" if words else "note"
            row = (number, told, component, kind, words or "Did so without a word", finding)
            into = "INSERT INTO research_note (record, noted_at, component, kind, words, finding) VALUES "
            connection.execute(f"{into} (?, ?, ?, ?, ?, ?)", row)


def _file(text: str) -> FilePayload:
    return {"name": "findings.csv", "mimeType": "text/csv", "buffer": text.encode()}
