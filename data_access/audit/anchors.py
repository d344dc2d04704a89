"""Anchors: the newest record of the audit chain, noted outside the database. Without an anchor, verification cannot see
that the end of the chain was cut off.

An anchor is one line in the system log, which should be sent to another machine, and in a file beside the data. Either
can be given to `verify`, which finds the lines anywhere in a log.
"""

import os
import re
import syslog
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from config import clock
from config.council import Council
from config.environment import read_environment
from data_access.storage.app_tables import audit_event
from data_access.storage.database import database_of

DUE = timedelta(hours=2)
"""The newest anchor is no older than this where the hourly timer runs."""
FILE_NAME = "audit-anchors.log"
_LINE = re.compile(r"audit-head council=(\S+) seq=(\d+) hash=([0-9a-f]{64}) at=(\S+)")


@dataclass(frozen=True)
class Anchor:
    """Record `seq` had this hash at this time. `at` is text, as written (ISO 8601, UTC)."""

    database: str
    seq: int
    hash: str
    at: str

    def __str__(self) -> str:
        return f"audit-head council={self.database} seq={self.seq} hash={self.hash} at={self.at}"


def anchor_file(council: Council) -> Path:
    """The file beside the council's data that has its anchors."""
    return read_environment().data / council.database / FILE_NAME


def is_overdue(anchors: Sequence[Anchor]) -> bool:
    """Whether the newest of these anchors is older than DUE, or there is none."""
    return all(clock.now() - datetime.fromisoformat(anchor.at) > DUE for anchor in anchors)


def write_anchor(council: Council) -> Anchor | None:
    """Write the newest record's anchor to the system log and the file; None if the audit has no record yet.

    Raises Unavailable, or OSError if the file cannot be written.
    """
    newest = select(audit_event.c.seq, audit_event.c.hash).order_by(audit_event.c.seq.desc()).limit(1)
    with database_of(council).reading_app() as connection:
        head = connection.execute(newest).one_or_none()
    if head is None:
        return None
    anchor = Anchor(council.database, head.seq, head.hash, clock.now().isoformat(timespec="seconds"))
    syslog.openlog("family-context", 0, syslog.LOG_AUTH)
    syslog.syslog(syslog.LOG_NOTICE, str(anchor))
    path = anchor_file(council)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Lines are only ever added; `chattr +a` stops everyone except root from changing the file.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="ascii") as file:
        file.write(f"{anchor}\n")
        file.flush()
        os.fsync(file.fileno())
    return anchor


def read_anchors(council: Council, path: Path) -> list[Anchor]:
    """The council's anchors in a file, which may be a log with other lines too; empty if there is no file.

    Raises OSError if it cannot be read.
    """
    if not path.exists():
        return []
    return find_anchors(council, path.read_text(encoding="utf-8", errors="replace"))


def find_anchors(council: Council, text: str) -> list[Anchor]:
    """The council's anchors in a text, such as a log, oldest first as written."""
    found = _LINE.finditer(text)
    anchors = [Anchor(line[1], int(line[2]), line[3], line[4]) for line in found]
    return [anchor for anchor in anchors if anchor.database == council.database]
