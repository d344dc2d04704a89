"""The locks with which processes on PostgreSQL wait for each other, all in one place so that no two share a number.

SQLite allows only one writer at a time anyway.
"""

from contextlib import suppress
from enum import Enum, unique

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError


@unique
class PostgresLock(Enum):
    """The purpose of each lock. The numbers are arbitrary but must not change: older processes may still use them."""

    APPEND = 7_204_105
    LOAD = 7_204_106
    TABLES = 7_204_107
    SIGN_IN = 7_204_108


def wait_for(connection: Connection, lock: PostgresLock) -> None:
    """Wait for the lock and hold it until this transaction ends; on SQLite the transaction itself is the lock."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock.value})


def take_if_free(connection: Connection, lock: PostgresLock) -> bool:
    """Take the lock if no other process has it, and hold it until `let_go`, or until this connection ends. Returns
    whether it was free."""
    return bool(connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": lock.value}))


def let_go(connection: Connection, lock: PostgresLock) -> None:
    """Let go of a lock that was taken if free. Where the connection is lost, the lock ends with it."""
    with suppress(SQLAlchemyError):
        connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": lock.value})
