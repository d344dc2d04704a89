"""Moves a council from SQLite to PostgreSQL: both halves, every value compared, the audit chain verified again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Table, select

from config.council import Council
from config.environment import read_environment
from config.progress import Tick, quiet
from data_access.audit import verification
from data_access.audit.anchors import anchor_file, read_anchors
from data_access.audit.chain import Action, Entry, Who, append_within
from data_access.audit.verification import Verification
from data_access.errors import NoExtract
from data_access.loading.extract_state import is_readable
from data_access.loading.extract_store import building, clear_leftovers, load_lock
from data_access.storage import schema
from data_access.storage.app_tables import account, audit_event, current_extract
from data_access.storage.database import CouncilDatabase, close_databases, opened_unchecked
from data_access.storage.extract_tables import metadata as extract_metadata
from data_access.upkeep.app_copy import copy_rows

MOVED = "moved"


class CannotMove(Exception):
    """There is nothing to move, or nowhere to move it to. The message is a sentence with the reason."""


@dataclass(frozen=True)
class Moved:
    """The result: the number of rows in each table of the app half, the extract (None: load again), and whether the
    moved audit verifies."""

    rows: dict[str, int]
    extract: int | None
    audit: Verification


def move_to_postgresql(council: Council, *, by: str, tick: Tick = quiet) -> Moved:
    """Copy a council's SQLite files to the PostgreSQL server in the settings. If it fails, neither is changed.

    Stop the tool first. Afterwards the SQLite file has another name, so that nothing is recorded in it by mistake.
    Raises CannotMove, OtherSchema, LoadUnderWay, CopyDiffers or Unavailable.
    """
    here = read_environment()
    if here.database_url is None:
        raise CannotMove("Set FAMILY_CONTEXT_DATABASE_URL to the server to move to.")
    old = replace(here, database_url=None)
    file = old.data / council.database / "app.db"
    if not file.exists():
        raise CannotMove(f"There is no SQLite database for {council.name} in {file.parent}.")
    close_databases()
    with (
        opened_unchecked(council, old) as source,
        opened_unchecked(council) as target,
        load_lock(source),
        load_lock(target),
    ):
        rows, extract = _move(source, target, by, tick)
    anchors = read_anchors(council, anchor_file(council))
    found = verification.verify(council, anchors=anchors, tick=tick)
    close_databases()
    if found.first_broken is None:
        for path in sorted(file.parent.glob("app.db*")):
            path.rename(path.with_name(path.name.replace("app.db", f"app.db.{MOVED}", 1)))
    return Moved(rows, extract, found)


def _move(source: CouncilDatabase, target: CouncilDatabase, by: str, tick: Tick) -> tuple[dict[str, int], int | None]:
    # Held to the end, so that no one can record anything in the old database.
    with source.writing() as reading:
        schema.require_current(schema.revision_of(reading) or schema.UNNUMBERED, source.name)
        with target.changing() as connection:
            schema.lock(connection)
            schema.make(connection)
            schema.require_current(schema.revision_of(connection) or schema.UNNUMBERED, target.name)
            if any(connection.execute(select(table).limit(1)).first() for table in (account, audit_event)):
                raise CannotMove(f"The database {target.name} on the server already holds data; nothing was changed.")
        extract = _move_extract(source, target, tick)
        with target.changing() as connection:
            rows = copy_rows(reading, connection, tick=tick)
            if extract is None:
                connection.execute(current_extract.delete())
            entry = Entry(Action.MOVED_DATABASE, about={"rows": rows})
            append_within(connection, Who(by, "system"), [entry], extract=extract)
    return rows, extract


def _move_extract(source: CouncilDatabase, target: CouncilDatabase, tick: Tick) -> int | None:
    """Build the extract in use on the server, where it is not in use yet; None if there is no extract to build."""
    clear_leftovers(target, 0)
    try:
        with source.reading() as (connection, number):
            if not is_readable(connection):
                return None
            with building(target, number, tick) as built:
                for table in extract_metadata.sorted_tables:
                    built.fill(table.name, table, _rows(connection, table))
            return number
    except NoExtract:
        return None


def _rows(connection: Connection, table: Table) -> Iterable[tuple]:
    return map(tuple, connection.execute(select(table), execution_options={"yield_per": 20_000}))
