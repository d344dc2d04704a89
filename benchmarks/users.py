"""`make bench-users`: how many people one process can serve, and how many two processes can.

Real websockets follow the real journey in the demonstration of Stockport, with 10 seconds to think before each click: a
reason, a search by name, a person; a search by case ID, a section, the contacts. They sign in by the form, four at a
time, before measuring begins. The clients run on the same machine as the server.

Measured are one process with several numbers of sessions, the memory of a session, and the processor time of each page
with one session; then the reruns per second of one process and of two, without time to think. On SQLite and PostgreSQL;
two processes share PostgreSQL, directly and through nginx, if it is installed.
"""

import argparse
import asyncio
import multiprocessing
import os
import shutil
import ssl
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import psutil
from websockets.exceptions import ConnectionClosed

from benchmarks.council import data_in, progress, write_settings
from benchmarks.visitor import Stuck, Visitor
from config.reading import read_council
from data_access.accounts import accounts, passwords
from demo_data.workers import DEMO_PASSWORD
from tests.browser.server import Server, environment, manage, serve
from tests.nginx import running_nginx
from tests.postgres import running_postgres

THINK_SECONDS = 10.0
TARGET_SECONDS = 0.8
"""The 95th percentile of a rerun that still feels fast."""
JOURNEYS = 20
"""How often each page is drawn to know what it costs: the processor's time is counted in hundredths of a second."""
CASE_ID, FAMILY = "249012", "Williams"
GROUNDS = {"reason_choice": "Strategy meeting", "reason_reference": "BENCH-1"}


@dataclass
class Measured:
    """The seconds of each rerun by page, and the errors."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[float]:
        return [one for page in self.seconds.values() for one in page]

    def add(self, other: "Measured") -> None:
        """Take over what another process measured."""
        for page, seconds in other.seconds.items():
            self.seconds[page] += seconds
        self.errors += other.errors

    def print_errors(self) -> None:
        """Three of them, each once."""
        for error in sorted(set(self.errors))[:3]:
            print(f"    {error}")


def main() -> None:
    """Measure, and print the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, nargs="+", default=[25, 50, 100, 150])
    parser.add_argument("--seconds", type=float, default=120, help="how long each window is")
    parser.add_argument("--databases", nargs="+", default=["SQLite", "PostgreSQL"])
    parser.add_argument("--only", choices=["window", "processes"], help="one half of it")
    given = parser.parse_args()
    print(
        f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before the start; think time {THINK_SECONDS:.0f} s"
    )
    for name in given.databases:
        with ExitStack() as stack:
            url = stack.enter_context(running_postgres()).url if name == "PostgreSQL" else None
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            site = Site.prepare(folder, max(*given.sessions, 40), url)
            if given.only != "processes":
                _windows(name, site, given.sessions, given.seconds)
            if given.only != "window" and url is not None:
                _processes(site, given.seconds)


@dataclass(frozen=True)
class Site:
    """A demonstration with this many workers, on SQLite or a PostgreSQL server."""

    data: Path
    councils: Path
    more: dict[str, str]
    workers: int

    @classmethod
    def prepare(cls, folder: Path, workers: int, database_url: str | None) -> "Site":
        """Build the demonstration, and an account for each session."""
        councils, data = folder / "councils", folder / "data"
        councils.mkdir()
        data.mkdir(mode=0o700)
        write_settings(councils)
        more = {"FAMILY_CONTEXT_DATABASE_URL": database_url} if database_url else {}
        site = cls(data, councils, more, workers)
        manage(data, "demo", councils_folder=councils, **more)
        with data_in(data, database_url, **environment(data, councils, **more)):
            council = read_council(councils / "stockport.yaml")
            hashed = passwords.hash_password(DEMO_PASSWORD)
            for number in range(workers):
                name = worker_name(number)
                accounts.save_account(council, username=name, display_name=name, role="social_worker",
                                      password_hash=hashed, is_demo=True)  # fmt: skip
        return site

    def served(self, **more):
        """A process of it; `more` as tests/browser/server.py takes it."""
        return serve(self.data, self.councils, **self.more, **more)


def worker_name(number: int) -> str:
    """The username of a session's worker."""
    return f"bench.worker{number}"


# The journey


async def sign_in(url: str, numbers: range, trust=None) -> list[Visitor]:
    """Sign everyone in by the form, four at a time: a password takes a quarter of a second of the server's time."""
    gate = asyncio.Semaphore(4)

    async def one(number: int) -> Visitor:
        async with gate:
            visitor = Visitor(url, trust)
            await visitor.sign_in(worker_name(number), DEMO_PASSWORD)
            return visitor

    return await asyncio.gather(*(one(number) for number in numbers))


async def journeys(visitor: Visitor, until: float, think: float, rng: Random, measured: Measured) -> None:
    """Repeat the journey until the time is up. Failures are noted, and the journey starts again."""
    # Not everyone starts at the same time.
    await asyncio.sleep(rng.random() * think)
    while time.monotonic() < until:
        try:
            await journey(visitor, lambda page, rerun: _timed(measured, until, think, rng, page, rerun))
        except (Stuck, OSError, TimeoutError, ConnectionClosed) as error:
            measured.errors.append(f"{type(error).__name__}: {error}")
            return


async def journey(visitor: Visitor, do: Callable[[str, Callable[[], Awaitable[float]]], Awaitable[None]]) -> None:
    """One family, from the reason to the contacts. `do` makes a click and waits; it raises nothing of its own."""
    await do("reason", lambda: visitor.submit(GROUNDS, "FormSubmitter:reason_form-Continue"))
    await do("results", lambda: visitor.submit({"search_family": FAMILY}, "search_by_name"))
    await do("person", lambda: visitor.view("matches", 0))
    await do("search", lambda: visitor.press("new_search"))
    await do("person", lambda: visitor.submit({"search_case_id": CASE_ID, "search_family": ""}, "search_by_case_id"))
    sections = [key for key in visitor.widgets if key.startswith("section_")]
    if not sections:
        raise Stuck("the child's page has no sections")
    for section in sections:
        await do("section", lambda section=section: visitor.unfold(section))
    await do("contacts", lambda: visitor.press("to_contacts"))
    await do("search", lambda: visitor.press("new_search"))
    await do("reason again", lambda: visitor.press("another_family"))


async def _timed(measured: Measured, until: float, think: float, rng: Random, page: str, rerun) -> None:
    seconds = await rerun()
    if time.monotonic() < until:
        measured.seconds[page].append(seconds)
    # 10 seconds on average, never all at the same time.
    await asyncio.sleep(think * (0.5 + rng.random()))


async def _window(url: str, numbers: range, seconds: float, think: float, trust) -> Measured:
    visitors, measured = await sign_in(url, numbers, trust), Measured()
    until = time.monotonic() + seconds
    await asyncio.gather(*(journeys(one, until, think, Random(number), measured)
                           for number, one in zip(numbers, visitors, strict=True)))  # fmt: skip
    for visitor in visitors:
        await visitor.close()
    return measured


# One process, more and more sessions


def _windows(name: str, site: Site, sessions: list[int], seconds: float) -> None:
    _print_page_costs(name, site)
    for number in sessions:
        progress(f"{name}: {number} sessions")
        measured, share, grown = window(site, number, seconds)
        _say(f"{name}, {number} sessions on one process", measured, seconds)
        print(
            f"    the server used {share:.0%} of a processor, sign-ins included; {grown:.1f} MB a session", flush=True
        )


def window(site: Site, number: int, seconds: float) -> tuple[Measured, float, float]:
    """This many people at work for so long on one process: the reruns, the share of a processor that the server used,
    sign-ins included, and the MB of a session."""
    with site.served() as server:
        process = psutil.Process(server.pid)
        before, busy = process.memory_info().rss, process.cpu_times()
        begun = time.monotonic()
        measured = asyncio.run(_window(server.url, range(number), seconds, THINK_SECONDS, None))
        used = process.cpu_times()
        share = (used.user + used.system - busy.user - busy.system) / (time.monotonic() - begun)
        return measured, share, (process.memory_info().rss - before) / number / 1024**2


def _say(what: str, measured: Measured, seconds: float) -> None:
    every = sorted(measured.all)
    if len(every) < 20:
        print(f"{what}: {len(every)} reruns only; {len(measured.errors)} errors {measured.errors[:1]}")
        return
    p50, p95 = statistics.median(every), every[int(len(every) * 0.95)]
    verdict = "within" if p95 <= TARGET_SECONDS and not measured.errors else "NOT within"
    print(
        f"{what}: {len(every):,} reruns in {seconds:.0f} s, {len(measured.errors)} errors, p50 {p50 * 1000:,.0f} ms, "
        f"p95 {p95 * 1000:,.0f} ms, {verdict} {TARGET_SECONDS * 1000:.0f} ms",
        flush=True,
    )
    measured.print_errors()


def page_costs(site: Site) -> dict[str, tuple[float, float]]:
    """What each page costs with one session: its processor time in ms, and the kB sent for it."""
    cost: dict[str, list[float]] = defaultdict(list)
    received: dict[str, list[int]] = defaultdict(list)

    async def alone(server: Server) -> None:
        process = psutil.Process(server.pid)
        [visitor] = await sign_in(server.url, range(1))

        async def do(page: str, rerun) -> None:
            before, bytes_before = process.cpu_times(), visitor.received
            await rerun()
            after = process.cpu_times()
            received[page].append(visitor.received - bytes_before)
            cost[page].append(after.user + after.system - before.user - before.system)

        for _ in range(JOURNEYS):
            await journey(visitor, do)
        await visitor.close()

    with site.served() as server:
        asyncio.run(alone(server))
    # The first run of each page includes its imports and building its statements.
    times = {page: statistics.mean(seconds[1:]) * 1000 for page, seconds in cost.items()}
    return {page: (time, statistics.median(received[page]) / 1000) for page, time in times.items()}


def _print_page_costs(name: str, site: Site) -> None:
    costs = page_costs(site)
    for what, place, decimals in (("processor time of a rerun in ms", 0, 0), ("sent for a rerun in kB", 1, 1)):
        print(f"{name}, {what}: {', '.join(f'{page} {one[place]:.{decimals}f}' for page, one in costs.items())}")


# Two processes


def _processes(site: Site, seconds: float) -> None:
    """Reruns per second without time to think: one process, two directly, one and two through nginx."""
    sessions = min(site.workers, 40)
    rates = {}
    for count in (1, 2):
        with ExitStack() as stack:
            servers = [stack.enter_context(site.served()) for _ in range(count)]
            rates[count] = _rate([(server.url, None) for server in servers], sessions, seconds)
        print(
            f"PostgreSQL, {count} process{'es' * (count > 1)} directly: {rates[count]:.1f} reruns a second", flush=True
        )
    print(f"two processes do {rates[2] / rates[1]:.2f} times as much as one", flush=True)
    if not shutil.which("nginx"):
        print("through nginx: not measured, nginx is not installed here")
        return
    with ExitStack() as stack:
        servers = [stack.enter_context(site.served()) for _ in range(2)]
        nginx = stack.enter_context(running_nginx([int(server.url.rsplit(":", 1)[1]) for server in servers]))
        through = _rate([(nginx.url, nginx.certificate)] * 2, sessions, seconds)
    print(f"PostgreSQL, 2 processes through nginx: {through:.1f} reruns a second, {through / rates[1]:.2f} times one")


def _rate(urls: list[tuple[str, Path | None]], sessions: int, seconds: float) -> float:
    """Reruns per second of this many sessions over these addresses, with one client process each."""
    share = sessions // len(urls)
    with multiprocessing.get_context("spawn").Pool(len(urls)) as pool:
        parts = [(url, certificate, share * place, share, seconds) for place, (url, certificate) in enumerate(urls)]
        measured = Measured()
        for part in pool.starmap(_client, parts):
            measured.add(part)
    measured.print_errors()
    return len(measured.all) / seconds


def _client(url: str, certificate: Path | None, first: int, count: int, seconds: float) -> Measured:
    """One process of clients; returns a plain value."""
    trust = ssl.create_default_context(cafile=certificate) if certificate else None
    measured = asyncio.run(_window(url, range(first, first + count), seconds, 0.0, trust))
    return Measured(dict(measured.seconds), measured.errors)


if __name__ == "__main__":
    main()
