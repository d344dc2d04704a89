"""Failed sign-ins, counted by minute and address beside the audit chain, so that a flood of guesses can neither fill
the disk nor bury what else is recorded.

The chain gets the first failures one by one: ten in a row from an address, and no more than 20 a minute from all
addresses together. All failures are counted here; once a minute is over, a minute with more failures than records gets
one record with its count. At most 50 addresses are kept for a minute (those after them share a row), for two days: in
the worst flood 147,000 short rows.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from config import clock
from config.council import Council
from data_access.audit import chain
from data_access.audit.chain import Action, Entry, Who
from data_access.storage.app_tables import failed_tries
from data_access.storage.database import COUNCIL, database_of

MOST_ADDRESSES = 50
OTHERS = "other addresses"
"""In place of an address: those of a minute after its first 50."""
MOST_RECORDED = 20
"""Failures that are recorded one by one in a minute, from all addresses together."""
KEPT_FOR = timedelta(days=2)
FLOOD_A_MINUTE, FLOOD_AN_HOUR = 30, 200
"""So many failures are guessing. An office of 500 that all mistype once on a Monday morning stays below both."""
MOST_NAMED = 5
"""Addresses named in a minute's record: those with the most failures."""

# Every wrong password uses them, so they are built once.
_OF_MINUTE = select(failed_tries).where(failed_tries.c.minute == bindparam("at"))
_ONE_OF_MINUTE = select(failed_tries.c.minute).where(failed_tries.c.minute == bindparam("at")).limit(1)
_CHANGE = update(failed_tries).where(
    failed_tries.c.minute == bindparam("at"), failed_tries.c.address == bindparam("of")
)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Flood:
    """What was counted in the last 24 hours, if it was more than people mistype."""

    failures: int
    addresses: int
    """How many different ones are known; with more than 50 in a minute there were more."""
    last_at: datetime
    is_going_on: bool
    """Whether there were failures in the last 15 minutes."""


def count(connection: Connection, address: str, *, is_among_first: bool) -> bool:
    """Count a failure. Returns whether it is to have a record of its own; `is_among_first` says that its address has
    failed only a few times."""
    minute = _minute(clock.now())
    rows = {row.address: row for row in connection.execute(_OF_MINUTE, {"at": minute})}
    counted_as = address if address in rows or len(rows) < MOST_ADDRESSES else OTHERS
    row = rows.get(counted_as)
    is_recorded = is_among_first and sum(one.recorded for one in rows.values()) < MOST_RECORDED
    if row is None:
        new = {"minute": minute, "address": counted_as, "failures": 1, "recorded": int(is_recorded)}
        connection.execute(insert(failed_tries), new)
    else:
        more = {"failures": row.failures + 1, "recorded": row.recorded + is_recorded}
        connection.execute(_CHANGE, {"at": minute, "of": counted_as, **more})
    if sum(one.failures for one in rows.values()) + 1 == FLOOD_A_MINUTE:
        council = connection.get_execution_options()[COUNCIL]
        log.error("Someone is guessing passwords: %d failed sign-ins in a minute at %s", FLOOD_A_MINUTE, council)
    return is_recorded


def is_new_minute(connection: Connection) -> bool:
    """Whether nothing has been counted in this minute yet."""
    return connection.execute(_ONE_OF_MINUTE, {"at": _minute(clock.now())}).one_or_none() is None


def record_minutes(connection: Connection) -> int:
    """Write one record for each minute that is over and has failures without a record. Returns how many."""
    has_more = (failed_tries.c.minute < _minute(clock.now())) & (failed_tries.c.failures > failed_tries.c.recorded)
    minutes = select(failed_tries.c.minute).where(has_more).distinct()
    rows = connection.execute(
        select(failed_tries).where(failed_tries.c.minute.in_(minutes)).order_by(failed_tries.c.minute)
    ).all()
    entries = [_summary(minute, list(of_minute)) for minute, of_minute in groupby(rows, lambda row: row.minute)]
    if entries:
        chain.append_within(connection, Who("unknown", "none"), entries)
        all_recorded = update(failed_tries).where(failed_tries.c.minute.in_([row.minute for row in rows]))
        connection.execute(all_recorded.values(recorded=failed_tries.c.failures))
    return len(entries)


def record_minutes_of(council: Council) -> int:
    """`record_minutes` in a transaction of its own, for a timer: otherwise the next failure does it.

    Raises Unavailable.
    """
    with database_of(council).writing() as connection:
        return record_minutes(connection)


def forget_old(connection: Connection) -> None:
    """Delete the counts older than two days; their records are in the chain."""
    old = failed_tries.c.minute < clock.now() - KEPT_FOR
    connection.execute(delete(failed_tries).where(old, failed_tries.c.failures == failed_tries.c.recorded))


def find_flood(council: Council) -> Flood | None:
    """The guessing of the last 24 hours: 30 failures in a minute or 200 in an hour; None if there was none.

    Raises Unavailable.
    """
    now = clock.now()
    with database_of(council).reading_app() as connection:
        rows = connection.execute(select(failed_tries).where(failed_tries.c.minute > now - timedelta(days=1))).all()
    if not _is_flood(rows):
        return None
    last = max(row.minute for row in rows)
    return Flood(
        failures=sum(row.failures for row in rows),
        addresses=len({row.address for row in rows} - {OTHERS}),
        last_at=last,
        is_going_on=now - last < timedelta(minutes=15),
    )


def _is_flood(rows: Iterable[Row]) -> bool:
    """Whether a minute, or an hour of the clock, has too many."""
    minutes, hours = Counter[datetime](), Counter[datetime]()
    for row in rows:
        minutes[row.minute] += row.failures
        hours[row.minute.replace(minute=0)] += row.failures
    return max(minutes.values(), default=0) >= FLOOD_A_MINUTE or max(hours.values(), default=0) >= FLOOD_AN_HOUR


def _summary(minute: datetime, rows: list[Row]) -> Entry:
    most = sorted(rows, key=lambda row: (-row.failures, row.address))[:MOST_NAMED]
    about = {
        "minute": minute.isoformat(timespec="minutes"),
        "failures_in_minute": sum(row.failures for row in rows),
        "most_from": {row.address or "unknown": row.failures for row in most},
    }
    return Entry(Action.COUNTED_FAILURES, about=about)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
