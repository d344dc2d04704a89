"""`make drill`, the audit: nothing is shown without a record, whatever happens to the database, and no change to a
record goes unnoticed.

Fifty writers, each with a session, open people for a minute and note what they were shown; then again while the
database is killed. Everything noted must be in the audit, and the chain must verify. Then the chain is tampered with in
six ways, each of which must be found. On SQLite and on PostgreSQL. Exits with 1 if anything fails.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from sqlalchemy import Table, delete, insert, select, update

from benchmarks.council import invented, loaded_council, sign_in, stockport
from config.council import Council
from config.environment import ROOT
from data_access.audit import chain
from data_access.audit.anchors import anchor_file, read_anchors, write_anchor
from data_access.audit.chain import Action, Entry, Who
from data_access.audit.verification import Verification, verify
from data_access.errors import Unavailable
from data_access.people import person_page
from data_access.people.person_ids import person_id_for
from data_access.storage.app_tables import audit_event, audit_subject
from data_access.storage.audit_tables import audit_flag
from data_access.storage.database import database_of
from data_access.values import Grounds
from tests.postgres import Postgres, running_postgres

PROCESSES = 5
PEOPLE = 500
OLD = 100
"""How many records at the end are cut off or rewritten."""


def main() -> None:
    """Run the drills, print a line for each, and list the failures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--writers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--notes", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.notes:
        _write(given.notes, given.writers, given.seconds)
        return
    failed: list[str] = []
    made = invented(PEOPLE, seed=5)
    with tempfile.TemporaryDirectory() as folder:
        with loaded_council(Path(folder) / "sqlite", made) as council:
            _drill("SQLite", council, given, failed, kill=_kill_writers)
        data = Path(folder) / "postgresql"
        with running_postgres() as server, loaded_council(data, made, database_url=server.url) as council:
            _drill("PostgreSQL", council, given, failed, kill=lambda writers: _kill_server(server))
    print("failed: " + "; ".join(failed) if failed else "every display has its record, and every change was found")
    sys.exit(1 if failed else 0)


def _drill(what: str, council: Council, given, failed: list[str], *, kill: Callable) -> None:
    for how, killing in (("", None), (", the database killed midway", kill)):
        with tempfile.TemporaryDirectory() as folder:
            noted = _noted(_run_writers(Path(folder), given.writers, given.seconds, killing))
        wrote = len({reference.rsplit("-", 1)[0] for reference, _ in noted})
        _wait_until_it_answers(council)
        missing = _missing(council, noted)
        found = verify(council)
        took = f"{given.seconds:.0f} s"
        # Killed writers are started again as different workers.
        words = f"{len(noted):,} displays by {wrote} writers in {took}, {len(missing)} without a record; "
        held = f"{found.records:,} records, {'unbroken' if found.first_broken is None else found.why}"
        print(f"{what}{how}: {words}{held}", flush=True)
        if missing or found.first_broken is not None or wrote < given.writers:
            failed.append(f"{what}{how}")
    _tamper(what, council, failed)


def _run_writers(folder: Path, writers: int, seconds: float, kill: Callable | None) -> list[Path]:
    """Run the writers in separate processes, and start them again if they were killed. Returns their notes."""
    share, notes = max(writers // PROCESSES, 1), []

    def start(turn: int, seconds: float) -> list[subprocess.Popen]:
        paths = [folder / f"notes-{turn}-{number}" for number in range(PROCESSES)]
        notes.extend(paths)
        command = [sys.executable, "-m", "benchmarks.drills.audit", "--writers", str(share), "--seconds", str(seconds)]
        return [subprocess.Popen([*command, "--notes", str(path)], cwd=ROOT) for path in paths]

    running = start(1, seconds)
    if kill is not None:
        time.sleep(seconds / 2)
        if kill(running):
            running = start(2, seconds / 2)
    for process in running:
        process.wait()
    return notes


def _kill_writers(writers: list[subprocess.Popen]) -> bool:
    """SQLite has no server, so the writing processes are killed while they write and must be started again."""
    for process in writers:
        process.send_signal(signal.SIGKILL)
        process.wait()
    return True


def _kill_server(server: Postgres) -> bool:
    """Kill PostgreSQL (kill -9) and start it again after two seconds. The writers carry on without help."""
    os.kill(int((server.folder / "data" / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)
    time.sleep(2)
    server.start()
    return False


def _write(notes: Path, writers: int, seconds: float) -> None:
    """One process of writers: open people until the time is up, and note each display after it was returned.

    Each writer is a different worker, because a worker's new session would end their previous one.
    """
    council = stockport()
    cms_ids = [made.cms_id for made in invented(PEOPLE, seed=5) if made.cms_id]
    actors = [sign_in(council, f"writer-{os.getpid()}-{number}") for number in range(writers)]
    until, lock = time.monotonic() + seconds, threading.Lock()
    # Each note is one write to the file, so it survives if this process is killed.
    file = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def writer(number: int) -> None:
        actor, rng, turn = actors[number], Random(number), 0
        while time.monotonic() < until:
            turn += 1
            person_id = person_id_for(council, cms_id=rng.choice(cms_ids))
            reference = f"{os.getpid()}-{number}-{turn}"
            try:
                page = person_page.get_person(actor, person_id, grounds=Grounds("Strategy meeting", reference))
            except Unavailable:
                time.sleep(0.1)
                continue
            with lock:
                os.write(file, f"{reference} {page.details.person_id}\n".encode())

    threads = [threading.Thread(target=writer, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _noted(paths: list[Path]) -> set[tuple[str, str]]:
    """The notes: the case reference and the person of each display. An incomplete line is not a display."""
    lines = [line for path in paths if path.exists() for line in path.read_text().splitlines(keepends=True)]
    return {tuple(line.split()) for line in lines if line.endswith("\n")}


def _wait_until_it_answers(council: Council) -> None:
    """Wait for the database: an old connection fails once, and a server may take a while to restart."""
    for _ in range(60):
        try:
            with database_of(council).reading_app() as connection:
                connection.execute(select(audit_event.c.seq).limit(1))
            return
        except Unavailable:
            time.sleep(0.5)
    raise RuntimeError("the database did not come back in half a minute")


def _missing(council: Council, noted: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The displays without a record."""
    recorded = set()
    viewed = select(audit_event.c.record).where(audit_event.c.action == Action.VIEWED_PERSON.value)
    with database_of(council).reading_app() as connection:
        for text in connection.execution_options(yield_per=1_000).scalars(viewed):
            record = json.loads(text)
            recorded.add((record["grounds"]["case_reference"], record["people"][0]["person_id"]))
    return noted - recorded


# Tampering


def _tamper(what: str, council: Council, failed: list[str]) -> None:
    """Try each way of tampering and see whether it is found; the records are restored after each."""
    write_anchor(council)
    with database_of(council).reading_app() as connection:
        head = connection.scalar(select(audit_event.c.seq).order_by(audit_event.c.seq.desc()).limit(1))
    ways = {
        "a cut tail": (_cut, head - OLD + 1),
        "an edited row": (_edit, head - OLD),
        "an edited column": (_edit_column, head - OLD),
        "a swapped pair": (_swap, head - OLD),
        "a rewritten chain": (_rewrite, head),
    }
    for name, (tamper, expected) in ways.items():
        with _put_back(council, head - OLD):
            tamper(council, head - OLD)
            found = _verified(council)
        right = found.first_broken == expected and _verified(council).first_broken is None
        result = f"record {found.first_broken}: {found.why}" if found.first_broken else "NOT FOUND"
        print(f"{what}: {name}: {result}", flush=True)
        if not right:
            failed.append(f"{what}: {name}")
    _cut_with_anchors(what, council, head - OLD, failed)


def _cut_with_anchors(what: str, council: Council, last: int, failed: list[str]) -> None:
    """Cut the tail off together with the anchors that the machine itself keeps: only those kept elsewhere find it."""
    here, elsewhere = anchor_file(council), read_anchors(council, anchor_file(council))
    text = here.read_text(encoding="utf-8")
    with _put_back(council, last):
        _cut(council, last)
        here.unlink()
        left, found = _verified(council), verify(council, anchors=elsewhere)
    here.write_text(text, encoding="utf-8")
    right = left.anchors == 0 and found.first_broken == last + 1 and _verified(council).first_broken is None
    result = f"record {found.first_broken}: {found.why}" if found.first_broken else "NOT FOUND"
    print(f"{what}: a tail cut with its anchors: {result}, by anchors kept elsewhere", flush=True)
    if not right:
        failed.append(f"{what}: a tail cut with its anchors")


def _verified(council: Council) -> Verification:
    return verify(council, anchors=read_anchors(council, anchor_file(council)))


@contextmanager
def _put_back(council: Council, first: int) -> Iterator[None]:
    """Restore the records from `first` on."""
    tables = (audit_event, audit_subject, audit_flag)
    with database_of(council).reading_app() as connection:
        kept = {table: _rows(connection, table, first) for table in tables}
    yield
    with database_of(council).writing() as connection:
        for table in reversed(tables):
            connection.execute(delete(table).where(table.c.seq >= first))
        for table, rows in kept.items():
            if rows:
                connection.execute(insert(table), rows)


def _rows(connection, table: Table, first: int) -> list[dict]:
    return [dict(row._mapping) for row in connection.execute(select(table).where(table.c.seq >= first))]


def _cut(council: Council, last: int) -> None:
    with database_of(council).writing() as connection:
        for table in (audit_flag, audit_subject, audit_event):
            connection.execute(delete(table).where(table.c.seq > last))


def _edit(council: Council, seq: int) -> None:
    """Change the case reference in the text, as a worker without a reason might."""
    with database_of(council).writing() as connection:
        this_one = audit_event.c.seq == seq
        text = connection.scalar(select(audit_event.c.record).where(this_one))
        changed = text.replace("Strategy meeting", "Duty")
        connection.execute(update(audit_event).where(this_one).values(record=changed))


def _edit_column(council: Council, seq: int) -> None:
    with database_of(council).writing() as connection:
        connection.execute(update(audit_event).where(audit_event.c.seq == seq).values(username="somebody.else"))


def _swap(council: Council, seq: int) -> None:
    """Swap two neighbouring records and the people in them."""
    with database_of(council).writing() as connection:
        for table in (audit_flag, audit_subject):
            connection.execute(delete(table).where(table.c.seq.in_((seq, seq + 1))))
        for old, new in ((seq, -1), (seq + 1, seq), (-1, seq + 1)):
            connection.execute(update(audit_event).where(audit_event.c.seq == old).values(seq=new))


def _rewrite(council: Council, last: int) -> None:
    """With the right key, cut off the end and append as many records, and some more, in its place."""
    _cut(council, last)
    who = Who("somebody.else", "social_worker")
    chain.append(database_of(council), who, [Entry(Action.SEARCHED) for _ in range(OLD + 10)])


if __name__ == "__main__":
    main()
