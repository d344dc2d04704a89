"""Lock-out: wrong passwords counted in the database, so that no other session, process or restart forgets them.

By name: ten wrong ones in a row, each within a quarter of an hour of the last, and the name is locked for a quarter of
an hour. A name that is no account is counted the same, or the lock would say which names are accounts. By address:
after ten failures from one address its tries take turns, one a second, so that others there can still sign in.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import Connection, delete, insert, select, update

from config import clock
from data_access.audit import chain
from data_access.storage.app_tables import address_turn, sign_in_failure
from data_access.storage.postgres_locks import PostgresLock, wait_for

MOST_TRIES = 10
LOCKED_FOR = timedelta(minutes=15)
FREE_FAILURES = 10
TURN = timedelta(seconds=1)
LONGEST_WAIT = timedelta(seconds=5)


class Refusal(Enum):
    """Why a password is not even looked at."""

    LOCKED = "locked"
    TOO_MANY_FROM_ADDRESS = "too many from this address"


@dataclass(frozen=True)
class Try:
    """A try that was counted before the password is looked at. `wait` is how long it waits for its turn.

    `locks` says that the name is locked if this one is wrong too; `refused` that it is not looked at.
    """

    name_key: str
    wait: timedelta = timedelta(0)
    locks: bool = False
    refused: Refusal | None = None


def count_try(connection: Connection, username: str, address: str) -> Try:
    """Count a try before it is made: many at once are all counted. One that is right takes it back (`forget`)."""
    wait_for(connection, PostgresLock.SIGN_IN)
    key, now = _name_key(username), clock.now()
    row = connection.execute(select(sign_in_failure).where(sign_in_failure.c.name_key == key)).one_or_none()
    if row is not None and row.locked_until is not None and row.locked_until > now:
        return Try(key, refused=Refusal.LOCKED)
    wait = _turn(connection, address, now)
    if wait > LONGEST_WAIT:
        return Try(key, refused=Refusal.TOO_MANY_FROM_ADDRESS)
    fresh = row is None or row.locked_until is not None or now - row.last_at > LOCKED_FOR
    tries = 1 if fresh else row.tries + 1
    locks = tries >= MOST_TRIES
    values = {"tries": tries, "last_at": now, "locked_until": now + LOCKED_FOR if locks else None}
    if row is None:
        connection.execute(insert(sign_in_failure).values(name_key=key, **values))
    else:
        connection.execute(update(sign_in_failure).where(sign_in_failure.c.name_key == key).values(**values))
    return Try(key, wait=wait, locks=locks)


def count_failure(connection: Connection, address: str) -> None:
    """Count a wrong password against the address it came from."""
    now = clock.now()
    row = connection.execute(select(address_turn).where(address_turn.c.address == address)).one_or_none()
    if row is None:
        connection.execute(insert(address_turn).values(address=address, failures=1, last_at=now, next_turn_at=now))
        return
    failures = 1 if now - row.last_at > LOCKED_FOR else row.failures + 1
    this_one = address_turn.c.address == address
    connection.execute(update(address_turn).where(this_one).values(failures=failures, last_at=now))


def forget(connection: Connection, username: str) -> bool:
    """The password was right, or council IT releases the name: nothing counts against it. Whether anything did."""
    gone = delete(sign_in_failure).where(sign_in_failure.c.name_key == _name_key(username))
    return bool(connection.execute(gone).rowcount)


def locked_until(connection: Connection, username: str) -> datetime | None:
    """Until when the name is locked; None when it is not."""
    until = select(sign_in_failure.c.locked_until).where(sign_in_failure.c.name_key == _name_key(username))
    found = connection.scalar(until)
    return found if found is not None and found > clock.now() else None


def _turn(connection: Connection, address: str, now: datetime) -> timedelta:
    """How long this try waits for its turn. A turn that is too far off is not taken."""
    row = connection.execute(select(address_turn).where(address_turn.c.address == address)).one_or_none()
    if row is None or row.failures < FREE_FAILURES or now - row.last_at > LOCKED_FOR:
        return timedelta(0)
    turn = max(row.next_turn_at, now)
    if turn - now <= LONGEST_WAIT:
        this_one = address_turn.c.address == address
        connection.execute(update(address_turn).where(this_one).values(next_turn_at=turn + TURN))
    return turn - now


def _name_key(username: str) -> str:
    return hmac.new(chain.signing_key(), f"name\n{username}".encode(), hashlib.sha256).hexdigest()
