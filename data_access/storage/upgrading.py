"""Upgrades a database made by an earlier version, in one transaction: completely or not at all."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, insert

from config.council import Council
from data_access.storage import schema
from data_access.storage.database import opened_unchecked

FOLDER = Path(__file__).parent / "migrations"


def upgrade(council: Council) -> list[str]:
    """Run the missing steps and return their numbers; empty for a database that is up to date or new.

    Raises OtherSchema if a newer version has changed it, and Unavailable.
    """
    with opened_unchecked(council) as database, database.changing() as connection:
        schema.lock(connection)
        found = schema.revision_of(connection)
        if found is None:
            schema.make(connection)
            return []
        return upgrade_within(connection, found, database.name)


def upgrade_within(connection: Connection, found: str, database: str) -> list[str]:
    """`upgrade` inside a transaction, for a database that has tables and version `found`."""
    if found == schema.UNNUMBERED:
        # The steps after the first leave alone any tables it already has.
        schema.version_table.create(connection, checkfirst=True)
        connection.execute(insert(schema.version_table).values(version_num=schema.REVISIONS[0]))
    elif found not in schema.REVISIONS:
        schema.require_current(found, database)
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER))
    command.upgrade(config, "head")
    return [step for step in schema.REVISIONS if step > max(found, schema.REVISIONS[0])]
