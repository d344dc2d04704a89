"""`make bench-load`: how long a load takes, how much memory it needs, and whether people reading meanwhile notice it.

An extract a hundredth of the size is loaded first, so that a worker in another process can search and open people
during the load that is measured. For comparison, the same files are copied by the csv module into plain SQLite tables,
without any checks: the least the machine needs.
"""

import argparse
import csv
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from benchmarks.council import GROUNDS, progress, sign_in_with_key, stockport
from benchmarks.load_files import council_without_keys, write_files
from config.council import Council
from config.environment import ROOT
from data_access.accounts import sessions
from data_access.loading import extracts
from data_access.people import person_page
from data_access.people.search import search_people
from data_access.storage.database import database_of
from data_access.values import SearchTerms

LIMITS = {"shared key": (300, 4.0), "matching": (900, 4.0)}
"""The project's own limits: seconds and GB for a million people and two million lines of services."""
FULL_SIZE = 1_000_000


def main() -> None:
    """Measure, print a table, and exit with 1 if a limit is missed or the reader had an error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=FULL_SIZE)
    parser.add_argument("--matching", action="store_true", help="no service has the shared key")
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder if left out")
    parser.add_argument("--role", choices=("load", "read"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.role:
        (_load if given.role == "load" else _read)(_council(given.matching), Path(given.folder))
        return
    with tempfile.TemporaryDirectory(dir=given.folder) as work:
        figures = measure(Path(work), given.people, matching=given.matching)
    sys.exit(_report(given.people, figures, matching=given.matching))


def _council(matching: bool) -> Council:
    return council_without_keys() if matching else stockport()


class Figures(NamedTuple):
    """Lines of services, what the processes that loaded and read found, and the seconds of a plain copy."""

    lines: int
    loaded: dict
    read: dict
    plain: float


def measure(work: Path, number: int, *, matching: bool) -> Figures:
    """Load this many people with a reader beside it, in folder `work`."""
    os.environ["FAMILY_CONTEXT_DATA"] = str(work / "data")
    council = _council(matching)
    write_files(council, work / "small", max(number // 100, 1_000))
    lines = write_files(council, work / "files", number)
    extracts.load_folder(council, work / "small", loaded_by="benchmark")
    progress("Copying the files plainly, for comparison")
    plain = _plain_copy(work)
    progress("Loading, with a reader beside it")
    reader = _start(work, "read", matching)
    time.sleep(3)
    loading = _start(work, "load", matching)
    together = _most_together(loading)
    loaded = json.loads(loading.communicate()[0])
    loaded["peak_gb"] = max(loaded["peak_gb"], together)
    (work / "stop").touch()
    read = json.loads(reader.communicate()[0])
    return Figures(lines, loaded, read, plain)


def _start(work: Path, role: str, matching: bool) -> subprocess.Popen:
    command = [sys.executable, "-m", "benchmarks.load", "--role", role, "--folder", str(work)]
    return subprocess.Popen(command + ["--matching"] * matching, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _most_together(process: subprocess.Popen) -> float:
    """The most GB that a process and the one it begins have together until it ends; what they share counts once."""
    most = 0
    while process.poll() is None:
        begun = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        with suppress(OSError):
            most = max(most, sum(_kib_of(one) for one in [process.pid, *map(int, begun.read_text().split())]))
        time.sleep(0.25)
    return most / 1024**2


def _kib_of(process: int) -> int:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _load(council: Council, work: Path) -> None:
    """The measured process: the seconds and rows of each stage, and the most memory it used itself."""
    stages: dict[str, list] = {}
    begun = last = time.perf_counter()
    stage = "Starting"

    def tick(words: str, done: int, _of: int) -> None:
        nonlocal last, stage
        now = time.perf_counter()
        stages.setdefault(stage, [0.0, 0])[0] += now - last
        last, stage = now, words
        stages.setdefault(words, [0.0, 0])[1] = done

    loaded = extracts.load_folder(council, work / "files", loaded_by="benchmark", accept_fall=True, tick=tick)
    tick("Ready", 0, 0)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    size = database_of(council).extract_path(loaded.number).stat().st_size / 1024**2
    figures = {"seconds": time.perf_counter() - begun, "stages": stages, "peak_gb": peak, "size_mb": size}
    print(json.dumps(figures | {"people": loaded.people}))


def _read(council: Council, work: Path) -> None:
    """A worker who keeps searching and opening people until the load is done; each time is recorded."""
    key, actor = sign_in_with_key(council)
    names = [line.split(",")[3:5] for line in (work / "small" / "people.csv").read_text().splitlines()[1:400]]
    times, errors, numbers = [], [], set()
    while not (work / "stop").exists():
        first, family = names[len(times) % len(names)]
        begun = time.perf_counter()
        # As in each run of the tool; otherwise the session would time out during a long load.
        sessions.get_actor(council, key)
        try:
            found = search_people(actor, SearchTerms(first_name=first, family_name=family), grounds=GROUNDS)
            for one in found.matches[:1]:
                person_page.get_person(actor, one.person_id, grounds=GROUNDS)
        except Exception as error:
            errors.append(type(error).__name__)
        times.append(time.perf_counter() - begun)
        numbers.add(database_of(council).current_extract())
        time.sleep(0.05)
    times.sort()
    figures = {"reads": len(times), "errors": errors, "median": times[len(times) // 2], "worst": times[-1]}
    print(json.dumps(figures | {"extracts": sorted(numbers)}))


def _plain_copy(work: Path) -> float:
    """Seconds to copy every file into a plain table, row by row and unchecked: no load can be faster."""
    begun = time.perf_counter()
    connection = sqlite3.connect(work / "plain.db")
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    for path in sorted((work / "files").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            columns = next(rows)
            connection.execute(f'CREATE TABLE "{path.stem}" ({", ".join(columns)})')
            connection.executemany(f'INSERT INTO "{path.stem}" VALUES ({", ".join("?" * len(columns))})', rows)
    connection.commit()
    connection.close()
    (work / "plain.db").unlink()
    return time.perf_counter() - begun


def _report(number: int, figures: Figures, *, matching: bool) -> int:
    lines, loaded, read, plain = figures
    print(f"{'stage':<45}{'seconds':>9}{'rows':>12}{'rows/s':>11}")
    for stage, (seconds, rows) in loaded["stages"].items():
        if seconds >= 0.05:
            pace = f"{rows / seconds:,.0f}" if rows else ""
            print(f"{stage:<45}{seconds:>9.1f}{rows:>12,}{pace:>11}")
    way = "matching" if matching else "shared key"
    most_seconds, most_gb = LIMITS[way]
    seconds, peak = loaded["seconds"], loaded["peak_gb"]
    print(f"{'all':<45}{seconds:>9.1f}{number + lines:>12,}{(number + lines) / seconds:>11,.0f}")
    print()
    print(f"{number:,} people and {lines:,} lines of services, {way}: {loaded['people']:,} people in the extract")
    print(f"load {seconds:.1f} s; {seconds / plain:.1f} times the plain copy of the same files ({plain:.1f} s)")
    print(f"most memory {peak:.2f} GB; the extract's file {loaded['size_mb']:,.0f} MB")
    print(f"a reader meanwhile: {read['reads']:,} searches with a person opened, {len(read['errors'])} errors, "
          f"median {read['median'] * 1000:.0f} ms, worst {read['worst'] * 1000:.0f} ms, "
          f"in extracts {', '.join(map(str, read['extracts']))}")  # fmt: skip
    is_full = number >= FULL_SIZE
    missed = [
        words
        for words, is_missed in (
            (f"more than {most_seconds} s", is_full and seconds > most_seconds),
            (f"more than {most_gb} GB", peak > most_gb),
            (f"errors of the reader: {', '.join(sorted(set(read['errors'])))}", bool(read["errors"])),
        )
        if is_missed
    ]
    kept = (
        f"{most_seconds} s, {most_gb} GB and no error: kept" if is_full else "no limit missed; time counts at full size"
    )
    print("missed: " + "; ".join(missed) if missed else kept)
    return 1 if missed else 0


if __name__ == "__main__":
    main()
