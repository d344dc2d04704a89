"""`make drill`, the soak test: after six hundred full journeys the server uses no more than before.

Each journey is a sign-in by the form, a family from the reason to the contacts, and "End session". Memory, open files
and threads are measured after the first tenth, in the middle and at the end, each time after Streamlit has dropped its
disconnected sessions. Exits with 1 if any of them grew or anything failed.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.council import progress
from benchmarks.users import Site, journey, worker_name
from benchmarks.visitor import Stuck, Visitor
from demo_data.workers import DEMO_PASSWORD
from tests.browser.server import Server

WORKERS = 4
"""Workers at the same time, each with their own account: a worker's new session ends their previous one."""
REST_SECONDS = 75
"""Streamlit keeps a disconnected session for a minute (disconnectedSessionTTL)."""
MEMORY_SHARE = 0.05
"""How much more memory is allowed at the end than in the middle: Python returns freed memory late and only in part."""
FEW = 4
"""How many more files and threads are allowed: a connection and a thread of the pool."""


@dataclass(frozen=True)
class Sample:
    """Megabytes, open files and threads of the server."""

    memory: float
    files: int
    threads: int

    def __str__(self) -> str:
        return f"{self.memory:,.0f} MB, {self.files} files, {self.threads} threads"


def main() -> None:
    """Run the journeys, print the three samples, and list what grew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--journeys", type=int, default=600)
    parser.add_argument("--rest", type=float, default=REST_SECONDS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = Site.prepare(Path(folder), WORKERS, None)
        with site.served() as server:
            failed = _soak(server, given.journeys, given.rest)
    print("failed: " + "; ".join(failed) if failed else "memory, files and threads are as they were")
    sys.exit(1 if failed else 0)


def _soak(server: Server, journeys: int, rest: float) -> list[str]:
    warm = max(journeys // 10, WORKERS)
    parts = {"after the first": warm, "in the middle": (journeys - warm) // 2, "at the end": 0}
    parts["at the end"] = journeys - sum(parts.values())
    samples, errors, done = [], [], 0
    for when, count in parts.items():
        begun = time.monotonic()
        errors += asyncio.run(_walk(server.url, count))
        done += count
        progress(f"{done} journeys, the last {count} in {time.monotonic() - begun:.0f} s")
        time.sleep(rest)
        # Dropped sessions are only deleted after the next run.
        errors += asyncio.run(_walk(server.url, 1))
        samples.append(_sample(server))
        print(f"{when} ({done} journeys): {samples[-1]}", flush=True)
    return _grown(*samples[1:]) + errors[:3]


async def _walk(url: str, count: int) -> list[str]:
    """Run this many journeys, shared among the workers; returns the failures."""
    errors: list[str] = []
    left = iter(range(count))

    async def worker(number: int) -> None:
        for _ in left:
            try:
                await _one(url, number)
            except (Stuck, OSError, TimeoutError) as error:
                errors.append(f"{type(error).__name__}: {error}")

    await asyncio.gather(*(worker(number) for number in range(WORKERS)))
    return errors


async def _one(url: str, number: int) -> None:
    async def do(_page, rerun) -> None:
        await rerun()

    visitor = Visitor(url)
    try:
        await visitor.sign_in(worker_name(number), DEMO_PASSWORD)
        await journey(visitor, do)
        await visitor.press("end_session")
        if visitor.is_signed_in:
            raise Stuck("still signed in after End session")
    finally:
        await visitor.close()


def _sample(server: Server) -> Sample:
    process = psutil.Process(server.pid)
    return Sample(process.memory_info().rss / 1024**2, process.num_fds(), process.num_threads())


def _grown(middle: Sample, end: Sample) -> list[str]:
    """The measurements that grew more than allowed."""
    grown = []
    if end.memory > middle.memory * (1 + MEMORY_SHARE):
        grown.append(f"memory grew from {middle.memory:,.0f} to {end.memory:,.0f} MB")
    if end.files > middle.files + FEW:
        grown.append(f"open files grew from {middle.files} to {end.files}")
    if end.threads > middle.threads + FEW:
        grown.append(f"threads grew from {middle.threads} to {end.threads}")
    return grown


if __name__ == "__main__":
    main()
