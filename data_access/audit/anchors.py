"""Anchors: the head of the audit chain, noted outside the database. Without one, a chain whose end was cut off holds.

A line goes to the system's log, which should be sent to another machine, and to a file beside the data. Both can be
given to `verify`: a line is found wherever it stands in a log.
"""

import os
import re
import syslog
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from config import clock
from config.council import Council
from config.environment import read_environment
from data_access.storage.app_tables import audit_event
from data_access.storage.database import database_of

FILE_NAME = "audit-anchors.log"
_LINE = re.compile(r"audit-head council=(\S+) seq=(\d+) hash=([0-9a-f]{64}) at=(\S+)")


@dataclass(frozen=True)
class Anchor:
    """That record `seq` had this hash at a time, which is kept as it was written (ISO 8601, UTC)."""

    database: str
    seq: int
    hash: str
    at: str

    def __str__(self) -> str:
        return f"audit-head council={self.database} seq={self.seq} hash={self.hash} at={self.at}"


def anchor_file(council: Council) -> Path:
    """Where this council's anchors are kept beside its data."""
    return read_environment().data / council.database / FILE_NAME


def write_anchor(council: Council) -> Anchor | None:
    """Note the head in the system's log and at the end of the file; None while nothing was recorded yet.

    Raises Unavailable, or OSError where the file cannot be written.
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
    # Only ever added to; `chattr +a` lets nobody but root do otherwise.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="ascii") as file:
        file.write(f"{anchor}\n")
        file.flush()
        os.fsync(file.fileno())
    return anchor


def read_anchors(council: Council, path: Path) -> list[Anchor]:
    """The council's anchors in a file, its own or a log that holds others' lines too; none where there is no file.

    Raises OSError where it cannot be read.
    """
    if not path.exists():
        return []
    found = _LINE.finditer(path.read_text(encoding="utf-8", errors="replace"))
    anchors = [Anchor(line[1], int(line[2]), line[3], line[4]) for line in found]
    return [anchor for anchor in anchors if anchor.database == council.database]
