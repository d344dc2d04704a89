"""`make bench-sign-in`, the second half: two hundred people press "Start session" at the same moment.

Each has the form open, as in an office at nine o'clock, types the right password, and is measured until their first
screen is complete. bcrypt's rounds are those of production. The people are played on the same machine as the server and
take some of its processors.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import psutil
from websockets.exceptions import ConnectionClosed

from benchmarks.users import Site, worker_name
from benchmarks.visitor import Stuck, Visitor
from demo_data.workers import DEMO_PASSWORD
from tests.browser.server import Server

PEOPLE, WITHIN_SECONDS = 200, 60.0
OPENING_AT_ONCE = 8


@dataclass
class Rush:
    """Seconds from the moment all pressed until each was in, how many were told that they wait, and who was refused."""

    came_in: list[float] = field(default_factory=list)
    told: int = 0
    refused: list[str] = field(default_factory=list)
    server_seconds: float = 0.0
    client_seconds: float = 0.0


def main() -> None:
    """Measure and print a table. Ends with 1 unless everyone came in within a minute."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    people = parser.parse_args().people
    with tempfile.TemporaryDirectory() as folder:
        site = Site.prepare(Path(folder), people, None)
        with site.served() as server:
            rush = asyncio.run(_rush(server, people))
    in_time = [seconds for seconds in rush.came_in if seconds <= WITHIN_SECONDS]
    print(f"{people} right passwords at once, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the end")
    print(f"  in within {WITHIN_SECONDS:.0f} s: {len(in_time)} of {people}; refused or stuck: {len(rush.refused)}")
    if rush.came_in:
        ordered = sorted(rush.came_in)
        print(f"  first in after {ordered[0]:.1f} s, half after {median(ordered):.1f} s, last {ordered[-1]:.1f} s")
    print(f"  told that they wait, and where in the queue: {rush.told}")
    print(f"  processor time: server {rush.server_seconds:.0f} s, the people played {rush.client_seconds:.0f} s")
    for error in sorted(set(rush.refused))[:3]:
        print(f"    {error}")
    if len(in_time) < people:
        sys.exit(1)


async def _rush(server: Server, people: int) -> Rush:
    gate = asyncio.Semaphore(OPENING_AT_ONCE)

    async def open_form() -> Visitor:
        async with gate:
            visitor = Visitor(server.url)
            await visitor.open_form()
            return visitor

    visitors = await asyncio.gather(*(open_form() for _ in range(people)))
    process, own = psutil.Process(server.pid), psutil.Process()
    before, own_before, began, rush = process.cpu_times(), own.cpu_times(), time.monotonic(), Rush()

    async def come_in(number: int, visitor: Visitor) -> None:
        try:
            await visitor.send_password(worker_name(number), DEMO_PASSWORD)
            rush.came_in.append(time.monotonic() - began)
        except (Stuck, OSError, TimeoutError, ConnectionClosed) as error:
            rush.refused.append(f"{type(error).__name__}: {error}")
        rush.told += visitor.was_told_to_wait

    await asyncio.gather(*(come_in(number, visitor) for number, visitor in enumerate(visitors)))
    rush.server_seconds, rush.client_seconds = (_used(process, before), _used(own, own_before))
    for visitor in visitors:
        await visitor.close()
    return rush


def _used(process: psutil.Process, before) -> float:
    now = process.cpu_times()
    return now.user + now.system - before.user - before.system


if __name__ == "__main__":
    main()
