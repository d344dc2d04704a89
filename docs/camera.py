"""The camera of the pictures, and the steps that the walks through the screens share."""

import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from demo_data.workers import DEMO_PASSWORD

WIDTHS = (1280, 390)
HEIGHT = 900
TALLEST = 8_000
LARGEST = 180_000
# Nothing is running, nothing on the page is left over from the run before, and the fonts are there.
SETTLED = """() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
    && !document.querySelector('[data-stale=true], [data-testid=stSkeleton]') && document.fonts.status === 'loaded'"""
# A section slides open: the height has to have stood still for a fifth of a second.
STILL = """() => new Promise(done => {
    const main = document.querySelector('[data-testid=stMain]');
    let height = -1, since = 0;
    const look = now => {
        if (main.scrollHeight !== height) [height, since] = [main.scrollHeight, now];
        now - since > 200 ? done(true) : requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})"""
# After the window has another size the page is laid out anew: done when no frame changes its height and nothing slides.
REFLOWED = """() => new Promise(done => {
    const main = document.querySelector('[data-testid=stMain]');
    const slides = one => one.playState === 'running' && Number.isFinite(one.effect.getComputedTiming().endTime);
    let height = -1, same = 0;
    const look = () => {
        same = main.scrollHeight === height && !document.getAnimations().some(slides) ? same + 1 : 0;
        height = main.scrollHeight;
        same > 2 ? done(true) : requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})"""
CONTENT_HEIGHT = "() => document.querySelector('[data-testid=stMain]').scrollHeight"


@dataclass(frozen=True)
class Camera:
    """Takes the pictures of one walk through a journey. `wanted` is None for all of them, else name to file name."""

    page: Page
    folder: Path
    prefix: str
    wanted: dict[str, str] | None

    def take(self, name: str) -> None:
        """The whole height of the screen as it is now, without a blinking cursor in a field."""
        name = f"{self.prefix}-{name}"
        if self.wanted is not None and name not in self.wanted:
            return
        # Else what the mouse happens to stand on looks chosen.
        self.page.mouse.move(0, 0)
        settle(self.page)
        width = self.page.viewport_size["width"]
        # Streamlit scrolls inside the page: the window has to be as tall as what is in it.
        tall = min(max(HEIGHT, self.page.evaluate(CONTENT_HEIGHT)), TALLEST)
        self.page.set_viewport_size({"width": width, "height": tall})
        settle(self.page)
        path = self.folder / (self.wanted[name] if self.wanted else f"{name}.png")
        self.page.screenshot(path=path, caret="hide", animations="disabled")
        self.page.set_viewport_size({"width": width, "height": HEIGHT})
        make_small(path)
        sys.stdout.write(f"{path}\n")


def settle(page: Page) -> None:
    """Wait until the screen is drawn and nothing moves."""
    page.wait_for_function(SETTLED)
    page.evaluate(STILL)


def reflowed(page: Page) -> None:
    """Wait until a drawn screen is laid out in a window of another size."""
    page.wait_for_function(SETTLED)
    page.evaluate(REFLOWED)


def make_small(path: Path) -> None:
    """Keep 256 colours, or fewer where the file would still be large: a screen has few, and looks the same."""
    with Image.open(path) as picture:
        taken = picture.convert("RGB")
    for colours in (256, 128, 64):
        # Without dithering, which would speckle the flat areas and make the file bigger.
        taken.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size < LARGEST:
            return


def start(page: Page, council: str, user_name_label: str, user_name: str) -> None:
    """Sign in without a picture."""
    page.get_by_role("button", name="Start session").wait_for()
    settle(page)
    page.get_by_text(council, exact=True).last.click()
    settle(page)
    page.get_by_label(user_name_label).fill(user_name)
    page.get_by_role("textbox", name="Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Start session").click()


def search(page: Page, *, first_name: str = "", family_name: str = "") -> None:
    """Fill in the names and search."""
    page.get_by_label("First name").fill(first_name)
    page.get_by_label("Family name").fill(family_name)
    page.get_by_role("button", name="Search by name").click()


def search_anew(page: Page) -> None:
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
    """Change what no screen can: how long ago something was, or what somebody may do."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(statement)


def leave_unused(database: Path, *, minutes: float = 120) -> None:
    """Make every session one that nobody has used for so many minutes."""
    shift = f"datetime(last_seen_at, '-{round(minutes * 60)} seconds') || '.000000'"
    change(database, f"UPDATE worker_session SET last_seen_at = {shift} WHERE ended_at IS NULL")  # noqa: S608
