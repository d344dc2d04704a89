"""`make drill`: faults that can happen to a nightly load. Yesterday's extract must be in use after each, undamaged.

Ten loads are killed (kill -9) at random points, on SQLite and on PostgreSQL; the disk is filled during one; and a file
of 200 MB is loaded. Exits with 1 if anything fails.
"""

import argparse
import hashlib
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from sqlalchemy import select

from benchmarks.council import GROUNDS, data_in, progress, sign_in, stockport
from benchmarks.load_files import write_files
from config.council import Council
from config.environment import ROOT
from data_access.people.search import search_people
from data_access.storage import database
from data_access.storage.database import database_of
from data_access.storage.extract_tables import involvement, person
from data_access.values import SearchTerms
from tests.postgres import running_postgres

POINTS = 10
HUGE_BYTES = 200 * 1024**2
DISK_FULL, UNAVAILABLE_EXIT = "The disk is full.", 6


def main() -> None:
    """Run the drills, print a line for each, and list the failures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=None, help="the random points again; printed by each run")
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else int(time.time())
    print(f"seed {seed}")
    failed: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        files = _Files(Path(folder), given.people)
        with data_in(Path(folder) / "sqlite"):
            _kill(files, Random(seed), "SQLite", failed)
            _fill_the_disk(files, failed)
            _load_a_huge_file(files, failed)
        with running_postgres() as server, data_in(Path(folder) / "postgresql", server.url):
            _kill(files, Random(seed), "PostgreSQL", failed)
    print("failed: " + "; ".join(failed) if failed else "yesterday was in use, unharmed, every time")
    sys.exit(1 if failed else 0)


class _Files:
    """Write yesterday's extract and today's, which is larger."""

    def __init__(self, folder: Path, number: int):
        self.council = stockport()
        self.folder, self.yesterday, self.today = folder, folder / "files-1", folder / "files-2"
        write_files(self.council, self.yesterday, number)
        write_files(self.council, self.today, number + number // 10)


def _start(folder: Path, limit: Callable[[], None] | None = None) -> subprocess.Popen:
    command = [sys.executable, "manage.py", "load", "--council", "stockport", str(folder)]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, preexec_fn=limit
    )


def _load(folder: Path) -> float:
    """Load completely, and return the seconds it took."""
    begun = time.perf_counter()
    process = _start(folder)
    output = process.communicate()[0]
    if process.returncode:
        raise RuntimeError(f"a load ended with {process.returncode}:\n{output}")
    return time.perf_counter() - begun


def _what_is_in_use(council: Council) -> tuple:
    """The number of the extract in use, a digest of its people and records, and a search's result; all read again."""
    database.close_databases()
    digest = hashlib.sha256()
    with database_of(council).reading() as (connection, number):
        for table in (person, involvement):
            for row in connection.execute(select(table).order_by(*table.primary_key.columns)):
                digest.update(repr(tuple(row)).encode())
    # The search itself works, and finds the same.
    answer = search_people(sign_in(council), SearchTerms(family_name="Smith", first_name="John"), grounds=GROUNDS)
    return number, digest.hexdigest(), answer


def _kill(files: _Files, rng: Random, what: str, failed: list[str]) -> None:
    """Kill ten loads before they switch. One killed just after must leave today's extract, complete."""
    progress(f"Killing loads on {what}")
    _load(files.today)
    today = _what_is_in_use(files.council)[1:]
    seconds = _load(files.yesterday)
    yesterday = _what_is_in_use(files.council)
    killed = 0
    while killed < POINTS:
        process, after = _start(files.today), rng.uniform(0.02, 1.0) * seconds
        try:
            process.wait(after)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.communicate()
        now = _what_is_in_use(files.council)
        if now == yesterday:
            words, killed = "yesterday", killed + 1
        elif now[1:] == today:
            words = "today, whole: it had switched already, and does not count"
            _load(files.yesterday)
            yesterday = _what_is_in_use(files.council)
        else:
            words, killed = "NEITHER YESTERDAY NOR TODAY", killed + 1
            failed.append(f"{what} killed after {after:.2f} s")
        print(f"{what}: killed after {after:5.2f} s of about {seconds:.2f} s: {words}", flush=True)
    _load(files.today)
    left = [path.name for path in database_of(files.council).folder.glob("extract-*.unfinished*")]
    works = _what_is_in_use(files.council)[1:] == today and not left
    print(f"{what}: the next load {'works, and nothing is left over' if works else 'FAILS'}", flush=True)
    if not works:
        failed.append(f"{what}: the load after")


def _fill_the_disk(files: _Files, failed: list[str]) -> None:
    """Once with a limit on file size and once, if mounting is allowed, on a disk that is really full."""
    before = _what_is_in_use(files.council)
    size = database_of(files.council).extract_path(before[0]).stat().st_size
    room = size // 2
    process = _start(files.today, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)))
    output = process.communicate()[0]
    _judge("a file that may not grow", process.returncode, output, _what_is_in_use(files.council) == before, failed)
    disk = files.folder / "small-disk"
    disk.mkdir()
    megabytes = size * 3 // 2 // 1024**2
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        print("a full disk: not tried, since a disk of a set size cannot be mounted here")
        return
    try:
        with data_in(disk):
            _load(files.yesterday)
            before = _what_is_in_use(files.council)
            process = _start(files.today)
            output = process.communicate()[0]
            held = _what_is_in_use(files.council) == before
            _judge(f"a disk of {megabytes} MB", process.returncode, output, held and DISK_FULL in output, failed)
    finally:
        subprocess.run(["umount", str(disk)], check=False)


def _judge(what: str, ended: int, output: str, held: bool, failed: list[str]) -> None:
    right = ended == UNAVAILABLE_EXIT and held
    words = output.strip().splitlines()[-1] if output.strip() else "nothing"
    print(f"{what}: ended with {ended}, {'yesterday' if held else 'NOT YESTERDAY'}; last line: {words}", flush=True)
    if not right:
        failed.append(what)


def _load_a_huge_file(files: _Files, failed: list[str]) -> None:
    progress("Loading a file of 200 MB")
    path = files.today / "housing.csv"
    as_it_was = path.read_bytes()
    head, _, rest = as_it_was.partition(b"\n")
    with path.open("wb") as file:
        file.write(head + b"\n")
        turn = 0
        while file.tell() < HUGE_BYTES:
            # A different contact each time: identical lines would be left out.
            turn += 1
            file.write(rest.replace(b"Pat Rowe", b"Pat Rowe %d" % turn).replace(b"Fenton", b"Fenton %d" % turn))
    lines = sum(1 for _ in path.open("rb")) - 1
    begun = time.perf_counter()
    process = _start(files.today)
    output = process.communicate()[0]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2
    print(f"a file of {path.stat().st_size / 1024**2:.0f} MB, {lines:,} lines: ended with {process.returncode} after "
          f"{time.perf_counter() - begun:.0f} s, most memory {peak:.2f} GB")  # fmt: skip
    path.write_bytes(as_it_was)
    if process.returncode:
        failed.append(f"the huge file: {output.strip().splitlines()[-1]}")


if __name__ == "__main__":
    main()
