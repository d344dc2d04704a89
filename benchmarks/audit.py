"""`make bench-audit`: how long a manager waits for a page of the audit, and how long verifying the whole chain takes.

Records of three years are invented and written in bulk. Then, in another process, a manager reads pages with every kind
of filter, each recorded as in the tool; usage figures are counted; and the whole chain is verified twice.
"""

import argparse
import os
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sized
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles

from benchmarks.audit_records import YEARS, Invented, fill
from benchmarks.council import data_in, progress, stockport
from config import clock
from config.council import Council
from config.environment import ROOT
from data_access.accounts import accounts, sessions
from data_access.accounts.sessions import Actor
from data_access.audit import verification
from data_access.oversight import audit_list, usage_figures
from data_access.oversight.audit_records import AuditFilters
from data_access.oversight.visits import look_counts, visit_list
from data_access.storage import database
from tests.postgres import running_postgres

WARM_UP = 5
DATABASES = ("sqlite", "postgresql")


def main() -> None:
    """Write the records, measure, and print the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--database", choices=DATABASES, help="one of them; else both")
    parser.add_argument("--each", type=int, default=60, help="pages of each kind")
    parser.add_argument("--folder", type=Path, default=None, help="where to write; else the system's temporary folder")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        _measure(pickle.loads(options.child.read_bytes()), options.each)
        return
    for name in [options.database] if options.database else DATABASES:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=options.folder)))
            url = stack.enter_context(running_postgres()).url if name == "postgresql" else None
            stack.enter_context(data_in(folder, url))
            _run(name, options.records, options.each, folder)


def _run(name: str, records: int, each: int, folder: Path) -> None:
    begun = time.perf_counter()
    invented = fill(stockport(), records, seed=7)
    took = time.perf_counter() - begun
    size = sum(path.stat().st_size for path in folder.rglob("*.db*")) / 1024**3
    database.close_databases()
    on_disk = f", {size:.1f} GB" if size else ""
    print(f"{name}: {records:,} records of {YEARS} years written in {took:.0f} s{on_disk}", flush=True)
    handed = folder / "invented.pickle"
    handed.write_bytes(pickle.dumps(invented))
    # In another process, so that only the tool's memory is measured and nothing is left from the writing.
    command = [sys.executable, "-m", "benchmarks.audit", "--child", str(handed), "--each", str(each)]
    subprocess.run(command, cwd=ROOT, check=True)


def _measure(invented: Invented, each: int) -> None:
    council = stockport()
    accounts.save_account(
        council, username="sam.carter", display_name="Sam Carter", role="manager", password_hash="$2b$none"
    )
    actor = sessions.get_actor(council, sessions.start_session(council, "sam.carter", address="127.0.0.1"))
    assert actor is not None
    print(f"{'a page of 50 visits, recorded':<34}{'p50 ms':>9}{'p95 ms':>9}{'worst':>9}{'rows':>7}")
    worst = 0.0
    for kind, filters in _kinds(invented, Random(3)).items():
        times, rows = _time(actor, filters, each)
        p95 = quantiles(times, n=20)[-1]
        worst = max(worst, p95)
        print(f"{kind:<34}{median(times):>9.1f}{p95:>9.1f}{max(times):>9.1f}{rows:>7.1f}", flush=True)
    print(f"slowest p95 of all kinds: {worst:.1f} ms (to be 300 at most)")
    _figures(actor, invented)
    _verify(council)


def _figures(actor: Actor, invented: Invented) -> None:
    """Usage figures for a month, the first time (no day counted yet) and later."""
    month = next(period for period in usage_figures.list_periods(actor) if period.is_month)
    for words, times in (("usage figures for a month, no day counted yet", 1), ("usage figures for a month", 5)):
        took = []
        for _ in range(times):
            begun = time.perf_counter()
            figures = usage_figures.get_figures(actor, month)
            took.append(time.perf_counter() - begun)
        seconds = f"{median(took):.2f} s"
        print(f"{words}: {seconds}, {figures.searches.shown:,} searches (to be 2 s at a million records)", flush=True)


def _kinds(invented: Invented, rng: Random) -> dict:
    """A new filter of each kind for every page."""
    workers, subjects = invented.workers, invented.subjects

    def worker() -> str:
        return rng.choice(workers)

    def person() -> str:
        return rng.choice(subjects).person_id

    def days() -> dict:
        first = invented.first_at.date() + timedelta(days=rng.randint(0, 365 * YEARS - 40))
        return {"first_day": first, "last_day": first + timedelta(days=rng.randint(0, 30))}

    return {
        "everything": dict,
        "worker": lambda: {"username": worker()},
        "person": lambda: {"person_id": person()},
        "person looked at most": lambda: {"person_id": subjects[rng.randint(0, 9)].person_id},
        "action": lambda: {"action": rng.choice(("searched", "viewed_person", "signed_in"))},
        "refusals": lambda: {"action": "refused"},
        "same family name": lambda: {"flag": "same_family_name"},
        "days": days,
        "worker and days": lambda: {"username": worker(), **days()},
        "worker and action": lambda: {"username": worker(), "action": "stated_cover"},
        "action and days": lambda: {"action": "refused", **days()},
        "worker, action and days": lambda: {"username": worker(), "action": "refused", **days()},
        "worker and same family name": lambda: {"username": worker(), "flag": "same_family_name"},
        "same family name and days": lambda: {"flag": "same_family_name", **days()},
        "person and worker": lambda: {"person_id": person(), "username": worker()},
        "person and action": lambda: {"person_id": person(), "action": "viewed_service"},
        "person and days": lambda: {"person_id": person(), **days()},
        "an action that never was": lambda: {"action": "undid_link"},
        "a worker who never was": lambda: {"username": "nobody"},
        "far back": lambda: {"before": (invented.first_at + timedelta(days=rng.randint(1, 365 * YEARS)), 0)},
        "any flag": lambda: {"flag": "any_flag"},
        "worker and any flag": lambda: {"username": worker(), "flag": "any_flag"},
        "each record": lambda: {"each": True},
        "counts of four weeks": lambda: {"count": True},
        "counts of a person": lambda: {"count": True, "person_id": subjects[rng.randint(0, 9)].person_id},
        "by name": lambda: {"find": rng.choice(subjects).name},
    }


def _time(actor: Actor, filters, each: int) -> tuple[list[float], float]:
    """Milliseconds of each page, and how many rows a page had on average."""
    times, rows = [], []
    for turn in range(WARM_UP + each):
        asked = filters()
        begun = time.perf_counter()
        found = _read(actor, asked)
        if turn >= WARM_UP:
            times.append((time.perf_counter() - begun) * 1000)
            rows.append(len(found))
    return times, sum(rows) / len(rows)


def _read(actor: Actor, asked: dict) -> Sized:
    """What a page shows: people of a name, counts, records one by one, or visits."""
    before, ways = asked.pop("before", None), {name: asked.pop(name, None) for name in ("find", "count", "each")}
    filters = AuditFilters(**asked, why="Benchmark" if asked.get("username") else "")
    if ways["find"]:
        return audit_list.find_people(actor, ways["find"])
    if ways["count"]:
        return look_counts.count_visits(actor, filters).looks
    if ways["each"]:
        return audit_list.list_records(actor, filters, before=before).records
    return visit_list.list_visits(actor, filters, before=before).visits


def _worked() -> float:
    """Processor seconds of this process and of the processes it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _verify(council: Council) -> None:
    """The whole chain, every record."""
    last = 0

    def tick(stage: str, done: int, of: int) -> None:
        nonlocal last
        if done - last >= 1_000_000:
            last = done
            progress(f"{done:,} of {of:,} records verified")

    begun, worked = time.perf_counter(), _worked()
    found = verification.verify(council, tick=tick)
    took, worked = time.perf_counter() - begun, _worked() - worked
    assert found.first_broken is None, found
    status = Path("/proc/self/status").read_text()
    own = int(status.split("VmHWM:")[1].split()[0]) / 1024
    each = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    per_ten_million = took * 10_000_000 / found.records
    print(
        f"verified: {found.records:,} records in {took:.1f} s by "
        f"{os.cpu_count()} processes: {per_ten_million:.0f} s for 10 million, "
        f"{worked:.1f} s of processor time in all, {worked / found.records * 1e6:.1f} us a record; "
        f"most memory {own:.0f} MB, and {each:.0f} MB in a process that verifies; "
        f"load of the machine {os.getloadavg()[0]:.1f}, {clock.now():%d/%m/%Y}"
    )


if __name__ == "__main__":
    main()
