"""Room on the disk, on SQLite: how fast a council's records grow, and a reserve to give up when the disk is full.

What cannot be recorded is not shown, so a full disk stops all reading. The reserve is a file that holds space for
nothing: deleting it makes room at once, with no need to decide which data can go.
"""

import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from config import clock
from config.council import Council
from data_access.storage.app_tables import audit_event
from data_access.storage.database import database_of

RESERVE = "reserve"
RESERVE_BYTES = 200_000_000
"""Some 200,000 audit records: days in which to get a larger disk."""
NEWEST = 10_000
"""How many of the newest records the growth is worked out from."""


def bytes_a_day(council: Council) -> float | None:
    """How many bytes the app half grows a day; None on PostgreSQL, whose disk is elsewhere, and within the first day.

    The file's size by record, times the records a day among the newest 10,000. Raises Unavailable.
    """
    database = database_of(council)
    if not database.is_sqlite:
        return None
    with database.reading_app() as connection:
        first, last = connection.execute(select(func.min(audit_event.c.seq), func.max(audit_event.c.seq))).one()
        if last is None:
            return None
        since = max(first, last - NEWEST)
        begun = connection.execute(select(audit_event.c.at).where(audit_event.c.seq == since)).scalar_one()
    took = clock.now() - begun
    if took < timedelta(days=1):
        return None
    size = (database.folder / "app.db").stat().st_size
    return size / (last - first + 1) * (last - since + 1) / (took / timedelta(days=1))


def has_reserve(data: Path) -> bool:
    """Whether the reserve is there and holds its space."""
    try:
        return (data / RESERVE).stat().st_blocks * 512 >= RESERVE_BYTES
    except FileNotFoundError:
        return False


def make_reserve(data: Path) -> None:
    """Hold space for the day the disk is full. Raises OSError if there is too little."""
    path = data / RESERVE
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as file:
            os.posix_fallocate(file.fileno(), 0, RESERVE_BYTES)
    except OSError:
        free_reserve(data)
        raise


def free_reserve(data: Path) -> None:
    """Give the reserve up: what follows is recorded, and shown, again."""
    with suppress(FileNotFoundError):
        (data / RESERVE).unlink()
