"""The version of a database's app half: new, the same as this program's, or another.

The version number is in Alembic's own table. Only data_access/storage/upgrading.py uses Alembic itself.
"""

from sqlalchemy import Column, Connection, MetaData, String, Table, insert, inspect, select

from data_access.errors import OtherSchema

# All three modules of tables have one metadata: a table is missing from it until its module is imported.
from data_access.storage import app_tables, audit_tables, research_tables
from data_access.storage.postgres_locks import PostgresLock, wait_for

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010")
"""The steps in data_access/storage/migrations, oldest first. This program needs the last."""
UNNUMBERED = "0000"
"""For a database made before versions were numbered."""

version_table = Table("alembic_version", MetaData(), Column("version_num", String(32), nullable=False))
ALL_TABLES = (*audit_tables.metadata.sorted_tables, version_table)
"""Every table of the app half, each after the tables it refers to."""


def revision_of(connection: Connection) -> str | None:
    """The database's version number, UNNUMBERED if it has none, None if there are no tables yet."""
    tables = inspect(connection)
    if tables.has_table(version_table.name):
        return connection.scalar(select(version_table.c.version_num)) or UNNUMBERED
    return UNNUMBERED if tables.has_table(app_tables.account.name) else None


def require_current(found: str, database: str) -> None:
    """Raise OtherSchema unless the database's version is this program's."""
    if found in (UNNUMBERED, *REVISIONS[:-1]):
        raise OtherSchema(
            f"The database {database} was made by an earlier version of Family Context. "
            "Make a backup with that version, then run: python manage.py upgrade"
        )
    if found != REVISIONS[-1]:
        raise OtherSchema(
            f"The database {database} was changed by a newer version of Family Context (step {found}). "
            "Start that version, or restore a backup from before the change: python manage.py restore"
        )


def make(connection: Connection) -> None:
    """Create every table, unless another process has just done so."""
    lock(connection)
    if revision_of(connection) is not None:
        return
    research_tables.metadata.create_all(connection)
    version_table.create(connection)
    connection.execute(insert(version_table).values(version_num=REVISIONS[-1]))


def lock(connection: Connection) -> None:
    """Stop other processes changing tables until this transaction ends. On SQLite the transaction itself does that."""
    wait_for(connection, PostgresLock.TABLES)
