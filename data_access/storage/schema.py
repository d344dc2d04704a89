"""Which version of the app half a database holds: made new, in step with this program, or of another version.

The number stands in Alembic's own table. Alembic itself is asked only by data_access/storage/upgrading.py.
"""

from sqlalchemy import Column, Connection, MetaData, String, Table, insert, inspect, select

from data_access.errors import OtherSchema

# All three modules of tables have one metadata: a table is missing from it until its module is imported.
from data_access.storage import app_tables, audit_tables, research_tables
from data_access.storage.postgres_locks import PostgresLock, wait_for

REVISIONS = ("0001", "0002", "0003", "0004", "0005")
"""The steps in data_access/storage/migrations, oldest first. The last is what this program works with."""
UNNUMBERED = "0000"
"""What is said of a database made before there were numbers."""

version_table = Table("alembic_version", MetaData(), Column("version_num", String(32), nullable=False))
ALL_TABLES = (*audit_tables.metadata.sorted_tables, version_table)
"""Every table of the app half, each after those it refers to."""


def revision_of(connection: Connection) -> str | None:
    """The number of the database's version, UNNUMBERED where it has none, None where there is no table yet."""
    tables = inspect(connection)
    if tables.has_table(version_table.name):
        return connection.scalar(select(version_table.c.version_num)) or UNNUMBERED
    return UNNUMBERED if tables.has_table(app_tables.account.name) else None


def require_current(found: str, database: str) -> None:
    """Raise OtherSchema unless a database's number is this program's."""
    if found in (UNNUMBERED, *REVISIONS[:-1]):
        raise OtherSchema(
            f"The database {database} was made by an earlier version of Family Context. "
            "Make a backup with that version, then run: python manage.py upgrade"
        )
    if found != REVISIONS[-1]:
        raise OtherSchema(
            f"The database {database} was changed by a newer version of Family Context (step {found}). "
            "Start that version, or restore a backup of before: python manage.py restore"
        )


def make(connection: Connection) -> None:
    """Make every table, unless another process has meanwhile."""
    lock(connection)
    if revision_of(connection) is not None:
        return
    research_tables.metadata.create_all(connection)
    version_table.create(connection)
    connection.execute(insert(version_table).values(version_num=REVISIONS[-1]))


def lock(connection: Connection) -> None:
    """Nobody else makes or changes tables until this transaction ends. SQLite's has the database to itself anyway."""
    wait_for(connection, PostgresLock.TABLES)
