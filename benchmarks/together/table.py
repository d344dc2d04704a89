"""`make bench`: one table of what people wait for, beside the figures kept in `benchmarks/results.csv`.

Search on both databases, a load with a shared key and with matching, Search and View in a browser, people at work on
one process, and the start of a command and of a server: with the ratio to something as plain as can be, measured in the
same run. A smaller council than in each benchmark of its own, so that all of it takes less than a quarter of an hour.

`--runs 3` prints the medians of three runs, `--keep` writes what was measured into the file. Figures of another machine
are no limit: the ratios compare better. The targets are for a million people and two quiet cores (docs/speed.md).
"""

import argparse
import asyncio
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

import psutil

from benchmarks import load, search, ui, users
from benchmarks.council import progress
from benchmarks.visitor import Visitor
from config.environment import ROOT

RESULTS = ROOT / "benchmarks" / "results.csv"
TURNS = 5
# In a process of its own, which has no other children.
MEMORY_OF_HELP = """
import resource, subprocess, sys
subprocess.run([sys.executable, "manage.py", "--help"], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
LOOP = "total = 0\nfor number in range(10_000_000): total += number % 7"


# The most that each may be with a million people; docs/speed.md says why one is missed.
TARGETS = {
    "search, SQLite, p95": 8,
    "search, PostgreSQL, p95": 10,
    "load, shared key": 50,
    "load, matching": 120,
    "load, matching, most memory": 2048,
    "View, processor time": 12,
    "View, sent": 30,
    "250 people at work, p95": 800,
    "manage.py --help": 0.4,
    "manage.py --help, memory": 60,
    "first page, from cold": 1.0,
    "first page, memory": 130,
}


class Figure(NamedTuple):
    """One line of the table. `ratio` is `value` compared with `beside`, or the other way round if it is faster; both ""
    without a comparison."""

    what: str
    unit: str
    value: float
    ratio: str = ""
    beside: str = ""


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--only", nargs="+", choices=list(PARTS), default=list(PARTS), help="some parts of it")
    parser.add_argument("--runs", type=int, default=1, help="of so many runs of each part, print the median")
    parser.add_argument("--keep", action="store_true", help="keep the figures in benchmarks/results.csv")
    given = parser.parse_args()
    kept, found = _read_kept(), []
    machine = _machine()
    print(f"{given.people:,} people, {machine}")
    print(f"{'':<46}{'now':>12}{'kept':>12}{'target':>10}  compared in the same run")
    for part in given.only:
        progress(f"{part} …")
        runs = [list(PARTS[part](given.people)) for _ in range(given.runs)]
        for several in zip(*runs, strict=True):
            figure = sorted(several, key=lambda one: one.value)[given.runs // 2]
            found.append(figure)
            print(_line(figure, kept.get(figure.what)), flush=True)
    for people, where in sorted({(one["people"], one["machine"]) for one in kept.values()}):
        print(f"kept: {int(people):,} people, {where}")
    if given.keep:
        measured = {one.what: {**one._asdict(), "people": given.people, "machine": machine} for one in found}
        _keep([*{**kept, **measured}.values()])


def _line(figure: Figure, kept: dict[str, str] | None) -> str:
    now, before = f"{figure.value:,.1f} {figure.unit}", f"{float(kept['value']):,.1f} {kept['unit']}" if kept else ""
    ratio = f"  {figure.ratio} {figure.beside}" if figure.ratio else ""
    target = TARGETS.get(figure.what, "")
    return f"{figure.what:<46}{now:>12}{before:>12}{target:>10}{ratio}"


def _machine() -> str:
    """The cores, the memory, and how busy others kept it; no name of a machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return f"{os.cpu_count()} cores, {memory:.0f} GB, load {os.getloadavg()[0]:.1f} before the start"


def _read_kept() -> dict[str, dict[str, str]]:
    """The lines of the file by `what`; empty if there is no file."""
    if not RESULTS.exists():
        return {}
    with RESULTS.open(encoding="utf-8", newline="") as file:
        return {line["what"]: line for line in csv.DictReader(file)}


def _keep(lines: list[dict]) -> None:
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, (*Figure._fields, "people", "machine"), lineterminator="\n")
        writer.writeheader()
        writer.writerows({**one, "value": round(float(one["value"]), 2)} for one in lines)


# The parts


def _pace(_people: int) -> Iterator[Figure]:
    """The same loop everywhere: where it takes twice as long, so do most of the other figures."""
    yield Figure("this machine: a loop of plain Python", "s", _seconds([sys.executable, "-c", LOOP]))


def _search(people: int) -> Iterator[Figure]:
    for database in ("SQLite", "PostgreSQL"):
        figures = search.measure(people, database, of_each=12)
        for words, share in (("p50", 0.5), ("p95", 0.95)):
            took, peer = (search.at(figures[name], share) for name in ("times", "baseline"))
            ratio = f"{peer / took:.0f} times faster than"
            yield Figure(f"search, {database}, {words}", "ms", took * 1000, ratio, "the peer's query")


def _load(people: int) -> Iterator[Figure]:
    for way, matching in (("shared key", False), ("matching", True)):
        with tempfile.TemporaryDirectory() as work:
            figures = load.measure(Path(work), people, matching=matching)
        seconds = figures.loaded["seconds"]
        ratio = f"{seconds / figures.plain:.1f} times"
        yield Figure(f"load, {way}", "s", seconds, ratio, "the plain copy of the files")
        yield Figure(f"load, {way}, most memory", "MB", figures.loaded["peak_gb"] * 1024)


def _browser(people: int) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as work:
        clock = ui.measure(Path(work), people, rounds=20)
    base = median(clock.times[ui.BASELINE])
    for words in ("Search to results", "View to person"):
        times = clock.times[words]
        yield Figure(
            f"{words}, p50", "ms", median(times), f"{median(times) / base:.1f} times", "a run with nothing to do"
        )
        yield Figure(f"{words}, p95", "ms", quantiles(times, n=20)[-1])


def _pages(_people: int) -> Iterator[Figure]:
    """What "View" costs, in the demonstration of Stockport, and going to another page where there is nothing on it."""
    with tempfile.TemporaryDirectory() as work:
        site, nothing = users.Site.prepare(Path(work), 1, None), Path(work, "two_pages.py")
        time, size = users.page_costs(site)["person"]
        nothing.write_text(TWO_BARE_PAGES, encoding="utf-8")
        bare = _going_to_a_page(site, app=str(nothing))
    yield Figure("View, processor time", "ms", time, f"{time / bare:.1f} times", "going to a bare page of Streamlit")
    yield Figure("View, sent", "kB", size)


TWO_BARE_PAGES = """
import streamlit as st

def _page(here, other):
    def show():
        st.button("Go", key=here, on_click=lambda: st.session_state.update(wanted=other))
    return st.Page(show, url_path=here, default=here == "one")

pages = {"one": _page("one", "two"), "two": _page("two", "one")}
page = st.navigation([*pages.values()], position="hidden")
wanted = st.session_state.pop("wanted", None)
if wanted:
    st.switch_page(pages[wanted])
page.run()
"""


def _going_to_a_page(site: users.Site, app: str) -> float:
    """The processor time of going from one page of `app` to the other, in ms."""

    async def there_and_back(server) -> float:
        process, visitor = psutil.Process(server.pid), Visitor(server.url)
        await visitor.open()
        for turn in range(2 * users.JOURNEYS + 2):
            if turn == 2:
                before = process.cpu_times()
            await visitor.press(("one", "two")[turn % 2])
        after = process.cpu_times()
        await visitor.close()
        return (after.user + after.system - before.user - before.system) * 1000 / (2 * users.JOURNEYS)

    with site.served(app=app) as server:
        return asyncio.run(there_and_back(server))


def _users(_people: int) -> Iterator[Figure]:
    """People at work for a minute."""
    for number in (50, 250):
        with tempfile.TemporaryDirectory() as work:
            site = users.Site.prepare(Path(work), number, None)
            measured, used, grown = users.window(site, number, seconds=60)
        assert not measured.errors, measured.errors[:3]
        yield Figure(f"{number} people at work, p95", "ms", quantiles(measured.all, n=20)[-1] * 1000)
        yield Figure(f"{number} people at work, of a processor", "%", used * 100)
    yield Figure("a session", "MB", grown)


def _start(_people: int) -> Iterator[Figure]:
    bare = _seconds([sys.executable, "-c", "pass"])
    took = _seconds([sys.executable, "manage.py", "--help"])
    yield Figure("manage.py --help", "s", took, f"{took / bare:.0f} times", "Python alone")
    yield Figure("manage.py --help, memory", "MB", _memory_of_help())
    with tempfile.TemporaryDirectory() as work:
        site, nothing = users.Site.prepare(Path(work), 0, None), Path(work, "nothing.py")
        nothing.write_text("import streamlit\n\nstreamlit.write('Nothing')\n", encoding="utf-8")
        bare, bare_memory = _first_page(site, app=str(nothing))
        took, memory = _first_page(site)
    yield Figure("first page, from cold", "s", took, f"{took / bare:.1f} times", "a bare page of Streamlit")
    yield Figure("first page, memory", "MB", memory, f"{memory / bare_memory:.1f} times", "a bare page of Streamlit")


def _memory_of_help() -> float:
    """The most memory that `manage.py --help` takes, in MB."""
    told = subprocess.run([sys.executable, "-c", MEMORY_OF_HELP], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return int(told.stdout) / 1024


def _first_page(site: users.Site, **more: str) -> tuple[float, float]:
    """From starting a server until its first page is complete, in seconds, and its memory then in MB: the medians of
    some turns."""
    times, memory = [], []
    for _ in range(TURNS):
        began = time.perf_counter()
        with site.served(**more) as server:
            asyncio.run(Visitor(server.url).open_form())
            times.append(time.perf_counter() - began)
            memory.append(psutil.Process(server.pid).memory_info().rss / 1024**2)
    return median(times), median(memory)


def _seconds(command: list[str]) -> float:
    """The median of some turns."""
    times = []
    for _ in range(TURNS):
        began = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - began)
    return median(times)


PARTS: dict[str, Callable[[int], Iterator[Figure]]] = {
    "pace": _pace,
    "search": _search,
    "load": _load,
    "browser": _browser,
    "pages": _pages,
    "users": _users,
    "start": _start,
}


if __name__ == "__main__":
    main()
