"""The locks by which processes on PostgreSQL wait for each other, all in one place, so that no two have one number.

SQLite has one writer at a time anyway.
"""

from enum import Enum, unique

from sqlalchemy import Connection, text


@unique
class PostgresLock(Enum):
    """What a lock is for. The numbers are any; a new one for a lock leaves older processes that still run unheard."""

    APPEND = 7_204_105
    LOAD = 7_204_106
    TABLES = 7_204_107
    SIGN_IN = 7_204_108


def wait_for(connection: Connection, lock: PostgresLock) -> None:
    """Hold the lock until this transaction ends; on SQLite the transaction is the lock."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock.value})


def take_if_free(connection: Connection, lock: PostgresLock) -> bool:
    """Hold the lock until this connection ends, if nobody else holds it; whether it is held now."""
    return bool(connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": lock.value}))
