"""`make bench-ui`: how long Search and View take in a browser, and what a run of each page costs the server.

The tool runs with 100,000 invented people, as in a council. A real Chromium keeps searching, viewing, opening a section
and going back; each time is measured by the page itself, from the click until the new heading and the rest of the page
are drawn. The baseline, in the same browser and server, is "Close all" on a person whose sections are closed: a run of
Streamlit that reads and draws nothing new.
"""

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path
from random import Random

from playwright.sync_api import Page, expect, sync_playwright

from benchmarks.council import progress, write_settings
from benchmarks.load_files import SEED, write_files
from benchmarks.population import people
from config.reading import read_council
from data_access.accounts import accounts, passwords
from data_access.loading import extracts
from data_access.storage import database
from tests.browser import steps
from tests.browser.chromium import launch
from tests.browser.server import PRODUCTION, serve

LIMITS = {"Search to results": (250, 500), "View to person": (250, 500), "A section opens": (300, None)}
"""The project's own limits in milliseconds, median and 95th percentile; None if there is none."""
WORKER = "bench.worker"
# From the click (capture: before any other listener) until the page shows `wanted`, nothing of the previous page is
# left, and the browser has painted it. Measured by the page itself, so without the driver's own time.
UNSEEN = -1
STOPWATCH = """wanted => { window.fcTime = null; document.addEventListener('click', () => {
    const begun = performance.now(), page = document.querySelector('[data-testid=stApp]'), app = page.dataset;
    let ran = !wanted.run;
    // A short run comes and goes between two frames, or is never drawn at all: then there is nothing to time.
    new MutationObserver(changes => { ran ||= changes.some(one => one.oldValue === 'running'); })
        .observe(page, {attributeFilter: ['data-test-script-state'], attributeOldValue: true});
    clearTimeout(window.fcUnseen);
    window.fcUnseen = setTimeout(() => { window.fcTime ??= UNSEEN; }, 5000);
    const look = () => {
        const found = document.querySelector(wanted.shown), gone = !wanted.gone || !document.querySelector(wanted.gone);
        ran ||= app.testScriptState === 'running';
        const over = !wanted.run || (ran && app.testScriptState === 'notRunning');
        if (over && found && gone && !document.querySelector('[data-stale=true]'))
            requestAnimationFrame(() => { window.fcTime = performance.now() - begun; });
        else requestAnimationFrame(look);
    };
    look();
}, {capture: true, once: true}); }""".replace("UNSEEN", str(UNSEEN))
ELEMENTS = "document.querySelectorAll('[data-testid=stElementContainer]').length"


def main() -> None:
    """Measure, print the tables, and exit with 1 if a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=50)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        clock = measure(Path(work), given.people, rounds=given.rounds)
    sys.exit(clock.report(given.people))


def measure(folder: Path, number: int, *, rounds: int) -> "Clock":
    """Load this many people in `folder`, and search and view this many times."""
    expect.set_options(timeout=30_000)
    names = _load(folder, number)
    with sync_playwright() as playwright, serve(folder / "data", folder / "councils", **PRODUCTION) as server:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-GB")
        page.set_default_timeout(30_000)
        clock = Clock(page, server.pid)
        _walk(page, server.url, clock, names, rounds)
        browser.close()
    return clock


def _load(folder: Path, number: int) -> list[tuple[str, str]]:
    """Invent and load people and give a worker a password; returns names to search for, by their frequency."""
    (folder / "data").mkdir(mode=0o700)
    os.environ |= {**PRODUCTION, "FAMILY_CONTEXT_DATA": str(folder / "data")}
    (folder / "councils").mkdir()
    council = read_council(write_settings(folder / "councils"))
    write_files(council, folder / "files", number)
    progress("Loading")
    extracts.load_folder(council, folder / "files", loaded_by="benchmark")
    hashed = passwords.hash_password(steps.PASSWORD)
    accounts.save_account(council, username=WORKER, display_name="Bench", role="social_worker", password_hash=hashed)
    database.close_databases()
    # People with a housing record are found at random; each has the same chance.
    adults = [one for one in people(number, seed=SEED) if one.date_of_birth and one.date_of_birth.year < 2000]
    return [(one.first_name, one.family_name) for one in Random(SEED).sample(adults, 400)]


class Clock:
    """Keeps the times of each action by name, and the cost of a run of each page."""

    def __init__(self, page: Page, server: int):
        self.page, self.server = page, server
        self.times: dict[str, list[float]] = {}
        self.cpu: dict[str, list[float]] = {}
        self.elements: dict[str, int] = {}

    def time(self, name: str, press: str, shown: str, gone: str = "", *, run: bool = False) -> None:
        """Press the first button that matches `press`, and wait until `shown` is there and `gone` is not; with `run`,
        until a run has ended."""
        steps.settled(self.page)
        self.page.evaluate(STOPWATCH, {"shown": shown, "gone": gone, "run": run})
        before = self._cpu()
        self.page.locator(press).first.click()
        taken = self.page.wait_for_function("() => window.fcTime").json_value()
        steps.settled(self.page)
        if taken == UNSEEN:
            return
        self.times.setdefault(name, []).append(taken)
        self.cpu.setdefault(name, []).append(self._cpu() - before)
        self.elements[name] = self.page.evaluate(ELEMENTS)

    def _cpu(self) -> float:
        """The server's processor time in milliseconds."""
        fields = Path(f"/proc/{self.server}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def report(self, number: int) -> int:
        """Print the results. Returns 1 if a limit is missed, else 0."""
        base = statistics.median(self.times[BASELINE])
        print(f"\n{number:,} people, one process, {os.cpu_count()} cores")
        print(f"{'':<28}{'times':>6}{'median ms':>11}{'p95 ms':>8}{'ratio':>7}{'server CPU ms':>15}{'elements':>10}")
        missed = []
        for name, times in self.times.items():
            median, late = statistics.median(times), statistics.quantiles(times, n=20)[-1]
            cpu = statistics.mean(self.cpu[name])
            print(f"{name:<28}{len(times):>6}{median:>11.0f}{late:>8.0f}{median / base:>7.1f}{cpu:>15.0f}"
                  f"{self.elements[name]:>10}")  # fmt: skip
            most, latest = LIMITS.get(name, (None, None))
            missed += [f"{name}: median above {most} ms"] if most and median > most else []
            missed += [f"{name}: p95 above {latest} ms"] if latest and late > latest else []
        print("missed: " + "; ".join(missed) if missed else "every limit kept")
        return 1 if missed else 0


BASELINE = "A run with nothing to do"
PERSON = ".fc-facts"
# The records of a service; what only explains an answer folds too.
SECTION = "[class*=st-key-service_] [data-testid=stExpander] summary"
VIEW = "button.fc-view[aria-label^=View]"


def _walk(page: Page, url: str, clock: Clock, names: list[tuple[str, str]], rounds: int) -> None:
    steps.sign_in_to_stockport(page, url, WORKER)
    steps.give_reason(page)
    done = 0
    for first, family in names:
        if done == rounds:
            return
        steps.fill_search(page, first, family)
        steps.settled(page)
        # A search with too many results counts as a search too.
        clock.time("Search to results", ".st-key-search_by_name button", ".fc-subtitle", ".st-key-search_by_name")
        if page.locator(VIEW).count():
            done += 1
            progress(f"{done} of {rounds}") if done % 10 == 0 else None
            clock.time("View to person", VIEW, PERSON, ".fc-people")
            if page.locator(SECTION).count():
                clock.time(BASELINE, ".st-key-close_all button", PERSON, run=True)
                clock.time("A section opens", SECTION, f"{SECTION} ~ * .fc-contact-who")
        page.get_by_role("button", name="New search").click()
        steps.expect_heading(page, "Find service involvement")


if __name__ == "__main__":
    main()
