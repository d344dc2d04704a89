"""Bring a database of an earlier version up to this one's, in one transaction: done whole, or not at all."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, insert

from config.council import Council
from data_access.storage import schema
from data_access.storage.database import opened_unchecked

FOLDER = Path(__file__).parent / "migrations"


def upgrade(council: Council) -> list[str]:
    """Run the steps that are missing and give their numbers; none for a database that is up to date or new.

    Raises OtherSchema where a newer version has changed it, and Unavailable.
    """
    with opened_unchecked(council) as database, database.changing() as connection:
        schema.lock(connection)
        found = schema.revision_of(connection)
        if found is None:
            schema.make(connection)
            return []
        return upgrade_within(connection, found, database.name)


def upgrade_within(connection: Connection, found: str, database: str) -> list[str]:
    """The same inside a transaction, for a database with tables whose number is `found`."""
    if found == schema.UNNUMBERED:
        # Whatever it has of the steps after the first, they leave as it is.
        schema.version_table.create(connection, checkfirst=True)
        connection.execute(insert(schema.version_table).values(version_num=schema.REVISIONS[0]))
    elif found not in schema.REVISIONS:
        schema.require_current(found, database)
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER))
    command.upgrade(config, "head")
    return [step for step in schema.REVISIONS if step > max(found, schema.REVISIONS[0])]
