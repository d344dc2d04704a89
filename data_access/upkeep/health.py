"""The state of a council's database for monitoring and `manage.py check`. No personal data, and no one signed in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, text

from config.council import Council
from data_access.audit.chain import Action
from data_access.errors import NoExtract
from data_access.loading.extract_state import is_readable
from data_access.storage.app_tables import audit_event, current_extract
from data_access.storage.database import database_of
from data_access.storage.extract_tables import extract_info, source


@dataclass(frozen=True)
class SourceAge:
    """How old a source's data is and how old it may be. `is_readable` is False if its file could not be read."""

    source_id: str
    current_as_of: datetime
    may_be: timedelta
    is_readable: bool
    arrived: bool


@dataclass(frozen=True)
class Health:
    """The state of a council's database. Times are in UTC, None if it never happened.

    `server_time` is the database server's clock, None on SQLite. `is_readable` is False if the extract was built before
    an upgrade that changed its tables.
    """

    loaded_at: datetime | None
    is_demo: bool
    is_readable: bool
    sources: tuple[SourceAge, ...]
    newest_record: int
    newest_at: datetime | None
    backed_up_at: datetime | None
    server_time: datetime | None


def answers(council: Council) -> bool:
    """Read one row from the database: whether an extract is in use. Raises Unavailable, or OtherSchema if another
    version made it."""
    with database_of(council).reading_app() as connection:
        return connection.execute(select(current_extract.c.number)).first() is not None


def get_health(council: Council) -> Health:
    """The state of a council's database. Raises Unavailable."""
    database = database_of(council)
    with database.reading_app() as connection:
        newest = connection.execute(select(audit_event.c.seq, audit_event.c.at).order_by(audit_event.c.seq.desc()))
        record = newest.first()
        loaded_at = connection.scalar(select(current_extract.c.switched_at))
        backed_up_at = _last(connection, Action.MADE_BACKUP)
        server_time = None if database.is_sqlite else connection.scalar(text("SELECT clock_timestamp()"))
    is_demo, readable, sources = False, True, ()
    try:
        with database.reading() as (connection, _):
            readable = is_readable(connection)
            is_demo = bool(connection.scalar(select(extract_info.c.is_demo)))
            sources = _sources(connection) if readable else ()
    except NoExtract:
        loaded_at = None
    return Health(
        loaded_at=loaded_at,
        is_demo=is_demo,
        is_readable=readable,
        sources=sources,
        newest_record=record.seq if record else 0,
        newest_at=record.at if record else None,
        backed_up_at=backed_up_at,
        server_time=server_time,
    )


def _last(connection: Connection, action: Action) -> datetime | None:
    of_action = select(audit_event.c.at).where(audit_event.c.action == action.value)
    return connection.scalar(of_action.order_by(audit_event.c.at.desc()).limit(1))


def _sources(connection: Connection) -> tuple[SourceAge, ...]:
    rows = connection.execute(select(source).order_by(source.c.source_id))
    return tuple(
        SourceAge(
            row.source_id, row.current_as_of, timedelta(hours=row.expected_every_hours), row.readable, row.arrived
        )
        for row in rows
    )
