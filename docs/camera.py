"""The camera that takes the pictures, and steps shared by the walks through the screens."""

import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from tests.browser.server import server_on

WIDTHS = (1280, 390)
HEIGHT = 900
TALLEST = 8_000
LARGEST = 280_000
# Nothing is running, nothing on the page is left from the previous run, and the fonts are loaded.
SETTLED = """() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
    && !document.querySelector('[data-stale=true], [data-testid=stSkeleton]') && document.fonts.status === 'loaded'"""
# A section slides open, a window of another size gets a new layout: done when the height no longer changes and nothing
# slides. In frames and not in milliseconds: a busy machine draws fewer of them.
STILL = """() => new Promise(done => {
    const main = document.querySelector('[data-testid=stMain]');
    const slides = one => one.playState === 'running' && Number.isFinite(one.effect.getComputedTiming().endTime);
    let height = -1, same = 0;
    const look = () => {
        same = main.scrollHeight === height && !document.getAnimations().some(slides) ? same + 1 : 0;
        height = main.scrollHeight;
        same > 1 ? done(true) : requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})"""
CONTENT_HEIGHT = "() => document.querySelector('[data-testid=stMain]').scrollHeight"


@dataclass(frozen=True)
class Camera:
    """Takes the pictures of one walk through a journey. `wanted` maps name to file name; None takes all."""

    page: Page
    folder: Path
    prefix: str
    wanted: dict[str, str] | None

    def take(self, name: str) -> None:
        """The whole height of the screen as it is now, without a blinking cursor in a field."""
        name = f"{self.prefix}-{name}"
        if self.wanted is not None and name not in self.wanted:
            return
        # Otherwise anything under the mouse looks chosen.
        self.page.mouse.move(0, 0)
        settle(self.page)
        width = self.page.viewport_size["width"]
        # Streamlit scrolls inside the page: the window must be as tall as its content.
        tall = min(max(HEIGHT, self.page.evaluate(CONTENT_HEIGHT)), TALLEST)
        self.page.set_viewport_size({"width": width, "height": tall})
        settle(self.page)
        path = self.folder / (self.wanted[name] if self.wanted else f"{name}.png")
        self.page.screenshot(path=path, caret="hide", animations="disabled")
        self.page.set_viewport_size({"width": width, "height": HEIGHT})
        make_small(path)
        sys.stdout.write(f"{path}\n")


def take_problem(camera: Camera, name: str) -> None:
    """The screen once it says that something is wrong."""
    camera.page.get_by_text("There is a problem").wait_for()
    camera.take(name)


def settle(page: Page) -> None:
    """Wait until the screen is complete and nothing moves."""
    page.wait_for_function(SETTLED)
    page.evaluate(STILL)


def make_small(path: Path) -> None:
    """Keep 256 colours, or fewer if the file would still be large: a screen has few, so it looks the same."""
    with Image.open(path) as picture:
        taken = picture.convert("RGB")
    for colours in (256, 128, 64):
        # No dithering: it would speckle the flat areas and make the file bigger.
        taken.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size < LARGEST:
            return


def start(page: Page, data_folder: Path, council_id: str, username: str) -> None:
    """Come in without a picture, signed in already. Signing in by the form loads the page twice."""
    server = server_on(data_folder)
    page.context.add_cookies([server.start_session(council_id, username)])
    page.goto(server.url)


def new_search(page: Page) -> None:
    """ "New search", and the empty form."""
    page.get_by_role("button", name="New search").click()
    page.get_by_role("button", name="Search by name").wait_for()
    settle(page)


def open_person(page: Page, view: str) -> None:
    """The "View" button of that name, and the person's page."""
    page.get_by_role("button", name=view, exact=True).first.click()
    page.get_by_role("heading", name="Service involvement").wait_for()


def open_all(page: Page) -> None:
    """Every section that can be opened."""
    page.get_by_role("button", name="Open all").click()
    page.get_by_role("button", name="This is not right").first.wait_for()
    settle(page)


def open_about(page: Page) -> None:
    """The conditions page."""
    page.get_by_role("button", name="What these services show, and what “no records” means").click()
    page.get_by_role("heading", name="When each service shows information, and what it means").wait_for()


def change(database: Path, statement: str) -> None:
    """Change something no screen can: how long ago something was, or a worker's role."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(statement)


def leave_unused(database: Path, *, minutes: float = 120) -> None:
    """Make every session look unused for so many minutes."""
    shift = f"datetime(last_seen_at, '-{round(minutes * 60)} seconds') || '.000000'"
    change(database, f"UPDATE worker_session SET last_seen_at = {shift} WHERE ended_at IS NULL")  # noqa: S608
