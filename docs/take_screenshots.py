"""Take a picture of every screen in every state, of every role and both journeys, at 1280 and 390 pixels.

`python docs/take_screenshots.py [FOLDER]` fills FOLDER (screenshots/ by default); with `--readme` it takes the few
pictures that the README and docs/demonstration.md show, into docs/screens/.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from config.reading import read_council  # noqa: E402
from data_access.people.restricting import restrictions  # noqa: E402
from demo_data.workers import DEMO_PASSWORD  # noqa: E402
from docs import officer_states, spot_check_states, states  # noqa: E402
from docs.camera import (  # noqa: E402
    HEIGHT,
    WIDTHS,
    Camera,
    leave_unused,
    new_search,
    open_about,
    open_all,
    open_person,
    settle,
    start,
    take_problem,
)
from tests.browser import steps  # noqa: E402
from tests.browser.chromium import launch  # noqa: E402
from tests.browser.server import manage, serve, server_on  # noqa: E402

FOLDS = "document.querySelectorAll('.fc-fold').forEach(one => {{ one.open = {is_open} }})"
# Where a browser refuses: on an intranet without TLS, for one.
NO_CLIPBOARD = """() => {
    Object.defineProperty(navigator, 'clipboard', {value: undefined, configurable: true});
    document.execCommand = () => false;
}"""
README_FOLDER = ROOT / "docs" / "screens"
# Pictures in the README and docs/demonstration.md: the name here, and the file there.
FOR_README = {
    "leeds-1280-sign-in": "sign-in.png",
    "leeds-1280-search": "search-leeds.png",
    "stockport-1280-results": "results-stockport.png",
    "stockport-1280-person-police-open": "person-stockport.png",
    "leeds-1280-child": "child-leeds.png",
    "stockport-1280-about": "about-stockport.png",
    "leeds-390-child": "child-leeds-narrow.png",
}
GUIDE_FOLDER = ROOT / "docs" / "guide"
# Pictures in docs/researchers-guide.md.
FOR_GUIDE = {
    "research-1280-set-up": "set-up.png",
    "research-1280-referral": "referral.png",
}


def sign_in(camera: Camera, data_folder: Path, council: str, user_name_label: str, user_name: str) -> None:
    """By the form, to the first screen after it."""
    page = camera.page
    page.goto(server_on(data_folder).url)
    page.get_by_role("button", name="Start session").wait_for()
    page.get_by_text(council, exact=True).last.click()
    page.get_by_label(user_name_label).wait_for()
    camera.take("sign-in")
    page.get_by_label(user_name_label).fill(user_name)
    page.get_by_role("textbox", name="Password").fill("not the password")
    page.get_by_role("button", name="Start session").click()
    page.get_by_role("alert").or_(page.get_by_text("There is a problem")).first.wait_for()
    camera.take("sign-in-error")
    page.get_by_role("textbox", name="Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Start session").click()


def stockport(camera: Camera, data_folder: Path) -> None:
    """Journey 1: a reason, any individual, their services."""
    page = camera.page
    sign_in(camera, data_folder, "Stockport Council", "User name (firstname.lastname)", "helen.marks")
    page.get_by_role("button", name="Continue").wait_for()
    camera.take("reason")
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("Enter a case reference").first.wait_for()
    camera.take("reason-error")
    steps.give_reason(page)
    camera.take("search")
    steps.search(page, born=("31", "2", "2015"))
    take_problem(camera, "search-error")
    steps.search(page, first="Dominic", family="Pierce")
    page.get_by_role("button", name="View Dominic").first.wait_for()
    camera.take("results")
    open_person(page, "View Dominic Pierce, born 3 April 1990")
    camera.take("person")
    page.evaluate(FOLDS.format(is_open="true"))
    camera.take("person-folds-open")
    page.evaluate(FOLDS.format(is_open="false"))
    open_all(page)
    camera.take("person-police-open")
    page.evaluate(NO_CLIPBOARD)
    page.get_by_role("button", name="Copy for the case file").click()
    page.get_by_label("Text for the case file").wait_for()
    camera.take("case-file")
    page.get_by_role("button", name="Contacts to call").click()
    page.get_by_role("button", name="Copy all contacts").wait_for()
    camera.take("contacts")
    page.get_by_role("button", name="All services’ numbers, to print").click()
    page.get_by_role("table").wait_for()
    camera.take("numbers")
    page.get_by_role("button", name="Back", exact=True).click()
    page.get_by_role("heading", name="Service involvement").wait_for()
    settle(page)
    open_about(page)
    camera.take("about")

    # This Kate Williams has no known date of birth: each service that could not be checked says why.
    new_search(page)
    steps.search(page, first="Kate", family="Williams")
    open_person(page, "View Kate Williams, date of birth not known")
    settle(page)
    camera.take("could-not-be-checked")

    new_search(page)
    steps.search(page, first="Dominik", family="Peirce")
    page.get_by_role("button", name="View Dominic").first.wait_for()
    camera.take("results-similar-names")
    new_search(page)
    steps.search(page, family="Quixote")
    page.get_by_role("heading", name="No one found").wait_for()
    camera.take("nobody-found")
    new_search(page)
    # A first name typed as the family name: it sounds like many.
    steps.search(page, family="Smith")
    page.get_by_text("That is too many to list").wait_for()
    camera.take("too-many")
    for part, value in (("Day", "31"), ("Month", "2"), ("Year", "2015")):
        page.get_by_label(part).fill(value)
    page.get_by_role("button", name="Search by name").click()
    take_problem(camera, "too-many-error")
    new_search(page)
    steps.search(page, family="PIERCE, Mr Dominic")
    page.get_by_text("Searched for first name Dominic, family name Pierce.").wait_for()
    camera.take("results-understood")

    # A person is restricted while their page is open.
    new_search(page)
    steps.search(page, first="Dominic", family="Pierce")
    open_person(page, "View Dominic Pierce, born 3 April 1990")
    with server_on(data_folder).here():
        council = read_council(ROOT / "config" / "councils" / "stockport.yaml")
        restrictions.restrict_person(council, "249014", reason="For this picture", by="it")
        page.evaluate(states.COME_BACK)
        page.get_by_role("heading", name="This page can no longer be shown").wait_for()
        camera.take("no-longer-shown")
        restrictions.unrestrict_person(council, "249014", by="it")

    leave_unused(data_folder / "stockport" / "app.db")
    page.evaluate(states.COME_BACK)
    page.get_by_text("You were signed out").wait_for()
    camera.take("session-ended")


def leeds(camera: Camera, data_folder: Path) -> None:
    """Journey 2: a child on the caseload, the individuals linked to the child, one of them."""
    page = camera.page
    sign_in(camera, data_folder, "Leeds City Council", "Payroll number", "204417")
    page.get_by_role("button", name="Search by name").wait_for()
    camera.take("search")
    steps.search(page, first="Tommy", family="Williams")
    page.get_by_role("button", name="View Tommy").first.wait_for()
    camera.take("results")
    open_person(page, "View Tommy Williams, born 12 May 2019")
    page.get_by_role("button", name="View Kate Williams").wait_for()
    camera.take("child")
    open_all(page)
    camera.take("child-open")
    page.get_by_role("button", name="View Kate Williams").click()
    page.get_by_role("button", name="Back to Tommy Williams").wait_for()
    camera.take("linked-parent")
    open_all(page)
    camera.take("linked-parent-open")
    open_about(page)
    camera.take("about")
    new_search(page)
    page.get_by_text("The child is not on my caseload").click()
    page.get_by_text("Are you covering?").wait_for()
    camera.take("search-covering")
    steps.search(page, family="Quixote")
    page.get_by_role("heading", name="No one found").wait_for()
    camera.take("nobody-found")
    page.get_by_role("button", name="Search again under cover").click()
    take_problem(camera, "nobody-found-error")


def data_officer(camera: Camera, data_folder: Path) -> None:
    """The data officer in Stockport: a report that Helen Marks made, and the data quality of the load."""
    page = camera.page
    start(page, data_folder, "stockport", "helen.marks")
    steps.give_reason(page)
    steps.open_case_id(page, "249014")
    page.get_by_role("heading", name="Service involvement").wait_for()
    page.get_by_role("button", name="What these services show, and what “no records” means").wait_for()
    # At the second width it is reported, and hidden, already.
    if page.get_by_role("button", name="Open all").count():
        open_all(page)
        page.get_by_role("button", name="This is not right").first.click()
        page.get_by_role("heading", level=1, name="What is not right?").wait_for()
        camera.take("not-right")
        page.get_by_role("button", name="Report it").click()
        take_problem(camera, "not-right-error")
        page.get_by_text("It is another person’s record", exact=True).click()
        page.get_by_role("button", name="Report it").click()
        page.get_by_text("Thank you. We have told the data officer.").wait_for()
        camera.take("reported")
        page.get_by_role("button", name="Back to the person’s page").click()
        page.get_by_text("Reported by you").wait_for()
        camera.take("reported-person")
    page.get_by_role("button", name="End session").click()
    start(page, data_folder, "stockport", "olive.grant")
    page.get_by_role("heading", name="Review").wait_for()
    page.get_by_role("button", name="View report").first.wait_for()
    camera.take("list")
    page.get_by_role("button", name="View report").first.click()
    page.get_by_role("heading", name="Is this record right?").wait_for()
    camera.take("report")
    page.get_by_role("button", name="Data quality").click()
    page.get_by_role("heading", name="What to look at first").wait_for()
    camera.take("quality")


def research(camera: Camera, data_folder: Path) -> None:
    """A research session in Stockport: set up, varied, the referral, the participant's screen, the record, findings."""
    page = camera.page
    start(page, data_folder, "stockport", "rosa.hale")
    page.get_by_text("Round 2, Williams and Pierce", exact=True).click()
    camera.take("choose")
    page.get_by_role("button", name="Use this scenario").click()
    page.get_by_role("button", name="Hand over to the participant").wait_for()
    settle(page)
    steps.vary(page, "Dominic Pierce: Police", "No records found")
    settle(page)
    camera.take("set-up")
    page.get_by_role("button", name="Referral", exact=True).click()
    page.get_by_role("heading", name="Notes of the first visit").wait_for()
    camera.take("referral")
    page.get_by_role("button", name="Participants", exact=True).click()
    page.get_by_role("button", name="Start record").click()
    take_problem(camera, "participants-error")
    page.get_by_label("Participant code").fill("P07")
    for consent in ("Notes may be taken", "What they say may be quoted", "They know that they may stop"):
        page.get_by_text(consent).last.click()
    settle(page)
    camera.take("participants")
    page.get_by_role("button", name="Start record").click()
    page.get_by_role("button", name="Start task").click()
    page.get_by_role("button", name="With help").click()
    settle(page)
    page.get_by_label("Words").fill("Looked for the date before anything else")
    page.get_by_label("A new finding").fill("The date is what people trust")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("cell", name="Looked for the date").wait_for()
    camera.take("participant")
    page.get_by_role("button", name="Findings", exact=True).click()
    page.get_by_role("heading", name="Record an action").wait_for()
    camera.take("findings")
    page.get_by_role("button", name="Set up", exact=True).click()
    page.get_by_role("button", name="Hand over to the participant").click()
    steps.give_reason(page)
    steps.open_case_id(page, "249014")
    page.get_by_role("heading", name="Service involvement").wait_for()
    camera.take("handed-over")
    page.get_by_role("link", name="For the researcher").click()
    page.get_by_role("button", name="Reset for next participant").click()
    page.get_by_text("Everything from the last participant has been cleared").wait_for()


JOURNEYS: tuple[Callable[[Camera, Path], None], ...] = (
    stockport,
    leeds,
    data_officer,
    research,
    states.sessions,
    states.manager,
    states.researcher,
    officer_states.matches,
    officer_states.subject_report,
    spot_check_states.outcomes,
    states.for_everyone,
    states.feedback,
    states.contrasts,
)


def take_all(browser: Browser, data_folder: Path, folder: Path, wanted: dict[str, str] | None) -> None:
    """Walk every journey at every width that has a picture wanted."""
    for journey in JOURNEYS:
        for width in WIDTHS:
            prefix = f"{journey.__name__}-{width}"
            if wanted is not None and not any(name.startswith(prefix) for name in wanted):
                continue
            page = browser.new_page(viewport={"width": width, "height": HEIGHT}, locale="en-GB")
            page.set_default_timeout(15_000)
            journey(Camera(page, folder, prefix, wanted), data_folder)
            page.close()


def options() -> argparse.ArgumentParser:
    """What may be asked for."""
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=plain, allow_abbrev=False)
    parser.add_argument("folder", nargs="?", type=Path, help="default: screenshots/ (docs/screens/ with --readme)")
    parser.add_argument("--readme", action="store_true", help="only the pictures in the README and the demonstration")
    parser.add_argument("--guide", action="store_true", help="only the pictures of the researcher's guide")
    return parser


def main() -> None:
    """Start a server on demonstration data in a temporary folder, take the pictures and stop it."""
    asked = options().parse_args()
    wanted = FOR_README if asked.readme else FOR_GUIDE if asked.guide else None
    usual = README_FOLDER if asked.readme else GUIDE_FOLDER if asked.guide else ROOT / "screenshots"
    folder = asked.folder or usual
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        data_folder = Path(temporary)
        manage(data_folder, "demo")
        browser = launch(playwright)
        with serve(data_folder):
            take_all(browser, data_folder, folder, wanted)
        browser.close()


if __name__ == "__main__":
    main()
