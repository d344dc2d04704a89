"""Lock-out: wrong passwords are counted in the database, so they count across sessions, processes and restarts.

By username: after ten wrong passwords in a row, each within 15 minutes of the last, the username is locked for 15
minutes. Usernames without an account are counted too; otherwise the lock would show which usernames exist. By address:
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
    """Why a password is not even checked."""

    LOCKED = "locked"
    TOO_MANY_FROM_ADDRESS = "too many from this address"


@dataclass(frozen=True)
class Try:
    """A try, counted before the password is checked. `wait` is how long it must wait for its turn.

    `locks` means that the username is locked if this password is wrong too. If `refused` is not None, the password is
    not checked.
    """

    name_key: str
    wait: timedelta = timedelta(0)
    locks: bool = False
    refused: Refusal | None = None


def count_try(connection: Connection, username: str, address: str) -> Try:
    """Count a try before the password is checked, so that simultaneous tries are all counted. If the password is right,
    `forget` removes the count."""
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
    """Remove the count and lock of a username: the password was right, or council IT released it. Returns whether there
    was a count."""
    removed = delete(sign_in_failure).where(sign_in_failure.c.name_key == _name_key(username))
    return bool(connection.execute(removed).rowcount)


def locked_until(connection: Connection, username: str) -> datetime | None:
    """When the lock on the username ends; None if it is not locked."""
    until = select(sign_in_failure.c.locked_until).where(sign_in_failure.c.name_key == _name_key(username))
    found = connection.scalar(until)
    return found if found is not None and found > clock.now() else None


def _turn(connection: Connection, address: str, now: datetime) -> timedelta:
    """How long this try must wait for its turn. If that is too long, no turn is reserved."""
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
