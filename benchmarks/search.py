"""`make bench-search`: how long a search takes, with its audit record, compared with the query of a similar live tool.

For each size a council is invented and loaded. Then a separate process signs in and runs one search after another,
warm. The baseline, in the same process, runs the query of a comparable tool: every person whose first name contains the
typed one or whose family name contains the other.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict
from datetime import date
from pathlib import Path
from random import Random
from statistics import median

from sqlalchemy import or_, select, text

from benchmarks.council import GROUNDS, invented, loaded_council, progress, sign_in, stockport
from benchmarks.queries import queries
from config.environment import ROOT
from data_access.people.search import search_people
from data_access.storage.database import database_of
from data_access.storage.extract_tables import person
from data_access.values import SearchTerms
from server.start import look_for_garbage_seldom
from tests.postgres import running_postgres

WARM_UP = 60
BASELINE_QUERIES = 25
SIZES = "10000,100000,1000000,2000000"
MEBIBYTE = 1024 * 1024
COLUMNS = (
    ("people", 9), ("database", 12), ("build s", 9), ("MB", 6), ("p50 ms", 8), ("p95 ms", 8), ("worst", 8), ("rows", 6),
    ("most", 6), ("peer p50", 10), ("peer p95", 10), ("x p50", 7), ("x p95", 7), ("RSS MB", 8), ("sync ms", 9),
)  # fmt: skip


def main() -> None:
    """Run every size and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=SIZES, help="people on SQLite, separated by commas")
    parser.add_argument("--postgres", default="1000000", help="the same on PostgreSQL; empty for none")
    parser.add_argument("--each", type=int, default=25, help="queries of each kind")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(_search_all(json.loads(options.child.read_text(encoding="utf-8")))))
        return
    print("".join(title.rjust(width) for title, width in COLUMNS))
    for database, sizes in (("SQLite", options.sizes), ("PostgreSQL", options.postgres)):
        for size in (int(size) for size in sizes.split(",") if size):
            _print_row(size, database, measure(size, database, of_each=options.each))


def measure(size: int, database: str, *, of_each: int) -> dict:
    """The seconds of each search (`times`) and of the peer's query (`baseline`), with this many queries of each kind on
    "SQLite" or "PostgreSQL"; besides `rows`, `memory` and `megabytes` in MB, `built` and `sync` in seconds."""
    (ROOT / "data").mkdir(exist_ok=True)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=ROOT / "data")))
        url = stack.enter_context(running_postgres()).url if database == "PostgreSQL" else None
        progress(f"{database}, {size:,} people: inventing …")
        made = invented(size, seed=1)
        asked = [asdict(query.terms) for query in queries(made, invented(2_000, seed=2), of_each=of_each, seed=3)]
        Random(4).shuffle(asked)
        (folder / "queries.json").write_text(json.dumps(asked, default=date.isoformat), encoding="utf-8")
        progress("loading …")
        began = time.perf_counter()
        with loaded_council(folder, made, database_url=url) as council:
            built = time.perf_counter() - began
            megabytes = _size(council, folder) / MEBIBYTE
            del made
            progress("searching …")
            command = [sys.executable, "-m", "benchmarks.search", "--child", str(folder / "queries.json")]
            done = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=ROOT, env=os.environ)
        return {**json.loads(done.stdout), "built": built, "megabytes": megabytes, "sync": _sync_time(folder)}


def _search_all(asked: list[dict]) -> dict:
    """The work of the separate process: every search, then the baseline."""
    council = stockport()
    actor = sign_in(council)
    terms = [SearchTerms(**{**one, "date_of_birth": _date(one["date_of_birth"])}) for one in asked]
    for one in terms[:WARM_UP]:
        search_people(actor, one, grounds=GROUNDS)
    # As app.py does at its start: otherwise the slowest search is one that waited for a full collection.
    look_for_garbage_seldom()
    times, rows = [], []
    for one in terms:
        began = time.perf_counter()
        answer = search_people(actor, one, grounds=GROUNDS)
        times.append(time.perf_counter() - began)
        rows.append(len(answer.matches) + len(answer.similar))
    memory = _most_memory()
    named = [one for one in terms if one.first_name and one.family_name][: BASELINE_QUERIES + 1]
    return {"times": times, "rows": rows, "memory": memory, "baseline": _baseline(council, named)}


def _baseline(council, asked: list[SearchTerms]) -> list[float]:
    times = []
    with database_of(council).reading() as (connection, _):
        for one in asked:
            began = time.perf_counter()
            columns = ((person.c.first_name, one.first_name), (person.c.family_name, one.family_name))
            either = or_(*(column.like(f"%{name}%") for column, name in columns))
            connection.execute(select(person).where(either)).all()
            times.append(time.perf_counter() - began)
    return times[1:]


def _most_memory() -> float:
    """The most memory this process has used since it started, in MB. (getrusage also counts its parent's.)"""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status).group(1)) / 1024


def _size(council, folder: Path) -> int:
    """The size of the extract in use, in bytes."""
    database = database_of(council)
    if database.is_sqlite:
        return sum(path.stat().st_size for path in folder.rglob("extract-*.db"))
    with database.reading_app() as connection:
        return connection.scalar(text("SELECT pg_database_size(current_database())"))


def _sync_time(folder: Path) -> float:
    """The median time to flush a page to disk, in seconds."""
    times = []
    with (folder / "sync").open("wb") as file:
        for _ in range(100):
            file.write(b"x" * 4096)
            file.flush()
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - began)
    return median(times)


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def at(values: list[float], share: float) -> float:
    """The value that this share of the values is below: 0.95 for p95."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def _print_row(size: int, database: str, figures: dict) -> None:
    times, baseline, rows = figures["times"], figures["baseline"], figures["rows"]
    p50, p95 = at(times, 0.5), at(times, 0.95)
    peer50, peer95 = at(baseline, 0.5), at(baseline, 0.95)
    cells = (
        f"{size:,}", database, f"{figures['built']:.1f}", f"{figures['megabytes']:.0f}",
        f"{p50 * 1e3:.2f}", f"{p95 * 1e3:.2f}", f"{max(times) * 1e3:.1f}", f"{median(rows):g}", f"{max(rows)}",
        f"{peer50 * 1e3:.1f}", f"{peer95 * 1e3:.1f}", f"{peer50 / p50:.0f}", f"{peer95 / p95:.0f}",
        f"{figures['memory']:.0f}", f"{figures['sync'] * 1e3:.2f}",
    )  # fmt: skip
    print("".join(cell.rjust(width) for cell, (_, width) in zip(cells, COLUMNS, strict=True)), flush=True)


if __name__ == "__main__":
    main()
