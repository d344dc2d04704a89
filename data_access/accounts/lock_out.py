"""Lock-out: wrong passwords are counted in the database, so they count across sessions, processes and restarts.

By username: after ten wrong passwords in a row, each within 15 minutes of the last, the username is locked for 15
minutes. Usernames without an account are counted too; otherwise the lock would show which usernames exist. By address:
after ten failures from one address its tries take turns (`password_queue`), and each wrong password costs it a second.

The counts here are outside the audit chain and bounded; `failed_tries` decides which failures are recorded.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from config import clock
from data_access.audit import chain
from data_access.storage.app_tables import address_turn, sign_in_failure
from data_access.storage.postgres_locks import PostgresLock, wait_for

MOST_TRIES = 10
LOCKED_FOR = timedelta(minutes=15)
FREE_FAILURES = 10
TURN = timedelta(seconds=1)
MOST_KEPT = 100_000
"""Names, and addresses, whose counts are kept."""

# Every wrong password uses them, so they are built once: a flood of guesses is to cost little.
_COUNT = select(sign_in_failure).where(sign_in_failure.c.name_key == bindparam("of"))
_CHANGE_COUNT = update(sign_in_failure).where(sign_in_failure.c.name_key == bindparam("of"))
_TURN_OF = select(address_turn).where(address_turn.c.address == bindparam("of"))
_CHANGE_TURN = update(address_turn).where(address_turn.c.address == bindparam("of"))


@dataclass(frozen=True)
class Try:
    """A try, counted before the password is checked.

    `locks` means that the username is locked if this password is wrong too. If it `is_locked` already, the password is
    not checked.
    """

    name_key: str
    locks: bool = False
    is_locked: bool = False


def count_try(connection: Connection, username: str) -> Try:
    """Count a try before the password is checked, so that simultaneous tries are all counted. If the password is right,
    `forget` removes the count."""
    wait_for(connection, PostgresLock.SIGN_IN)
    key, now = _name_key(username), clock.now()
    row = connection.execute(_COUNT, {"of": key}).one_or_none()
    if row is not None and row.locked_until is not None and row.locked_until > now:
        return Try(key, is_locked=True)
    fresh = row is None or row.locked_until is not None or now - row.last_at > LOCKED_FOR
    tries = 1 if fresh else row.tries + 1
    locks = tries >= MOST_TRIES
    values = {"tries": tries, "last_at": now, "locked_until": now + LOCKED_FOR if locks else None}
    if row is None:
        connection.execute(insert(sign_in_failure), {"name_key": key, **values})
    else:
        connection.execute(_CHANGE_COUNT, {"of": key, **values})
    return Try(key, locks=locks)


def uncount_try(connection: Connection, counted: Try) -> None:
    """Take a try out of the count whose password was never checked: the queue was full, or the person left it."""
    this_one = sign_in_failure.c.name_key == counted.name_key
    fewer = update(sign_in_failure).where(this_one, sign_in_failure.c.tries > 0)
    connection.execute(fewer.values(tries=sign_in_failure.c.tries - 1, locked_until=None))
    connection.execute(delete(sign_in_failure).where(this_one, sign_in_failure.c.tries == 0))


def count_failure(connection: Connection, address: str) -> int:
    """Count a failure of an address. Returns how many there were in a row."""
    now, row = clock.now(), _read(connection, address)
    if row is None:
        connection.execute(insert(address_turn).values(address=address, failures=1, last_at=now, next_turn_at=now))
        return 1
    failures = 1 if now - row.last_at > LOCKED_FOR else row.failures + 1
    connection.execute(_CHANGE_TURN, {"of": address, "failures": failures, "last_at": now})
    return failures


def takes_turns(connection: Connection, address: str) -> bool:
    """Whether so many wrong passwords came from this address that its tries take turns."""
    return _takes_turns(_read(connection, address), clock.now())


def take_turn(connection: Connection, address: str) -> timedelta:
    """Take the address's turn if it is free; otherwise, how long until it may be. A turn lasts a second."""
    now, row = clock.now(), _read(connection, address)
    if not _takes_turns(row, now) or row is None:
        return timedelta(0)
    if row.next_turn_at > now:
        return row.next_turn_at - now
    _set_next_turn(connection, address, now + TURN)
    return timedelta(0)


def give_turn_back(connection: Connection, address: str) -> None:
    """The password was right: the next try from this address need not wait."""
    _set_next_turn(connection, address, clock.now())


def forget_old(connection: Connection) -> None:
    """Delete the counts that no longer count and, of the rest, all but the 100,000 highest: a flood of invented names
    has few tries each, so a name that is being guessed keeps its count."""
    now = clock.now()
    connection.execute(delete(sign_in_failure).where(sign_in_failure.c.last_at < now - 2 * LOCKED_FOR))
    connection.execute(delete(address_turn).where(address_turn.c.last_at < now - LOCKED_FOR))
    for key, number in (
        (sign_in_failure.c.name_key, sign_in_failure.c.tries),
        (address_turn.c.address, address_turn.c.failures),
    ):
        beyond = select(key).order_by(number.desc(), key.table.c.last_at.desc()).offset(MOST_KEPT)
        connection.execute(delete(key.table).where(key.in_(beyond)))


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


def _read(connection: Connection, address: str) -> Row | None:
    return connection.execute(_TURN_OF, {"of": address}).one_or_none()


def _takes_turns(row: Row | None, now: datetime) -> bool:
    return row is not None and row.failures >= FREE_FAILURES and now - row.last_at <= LOCKED_FOR


def _set_next_turn(connection: Connection, address: str, at: datetime) -> None:
    connection.execute(_CHANGE_TURN, {"of": address, "next_turn_at": at})


def _name_key(username: str) -> str:
    return hmac.new(chain.signing_key(), f"name\n{username}".encode(), hashlib.sha256).hexdigest()
