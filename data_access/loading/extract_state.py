"""The extract in use, as a whole: its state, its kinds of relationship, and whether this version can read it."""

from collections.abc import Collection, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, Select, Table, func, select
from sqlalchemy.exc import SQLAlchemyError

from config.council import Council
from data_access.errors import NoExtract
from data_access.storage import extract_tables
from data_access.storage.database import CouncilDatabase, database_of
from data_access.storage.extract_tables import extract_info, other_name, relationship, row_date, source, waiting

_MAY_BE_MISSING = frozenset({other_name, row_date})
"""An extract without these is read all the same: it was built before there were any, and has nothing to put there."""
NOT_CARRIED = (waiting,)
"""Every load finds the possible matches again, so an extract that has them in an older form is carried over too."""


@dataclass(frozen=True)
class ExtractState:
    """The extract in use. `journey` and `fingerprints` come from the settings it was built with.

    `is_readable` is False if it was built before an upgrade that changed its tables: it must be loaded again.
    """

    number: int
    journey: int
    is_demo: bool
    built_at: datetime
    fingerprints: dict[str, str]
    is_readable: bool


def get_extract_state(council: Council) -> ExtractState | None:
    """The state of the extract in use, None before the first load. No personal data. Raises Unavailable."""
    try:
        with database_of(council).reading() as (connection, _):
            info = connection.execute(select(extract_info)).one()
            prints = connection.execute(select(source.c.source_id, source.c.fingerprint))
            fingerprints = {row.source_id: row.fingerprint for row in prints}
            readable = is_readable(connection)
    except NoExtract:
        return None
    return ExtractState(info.number, info.journey, info.is_demo, info.built_at, fingerprints, readable)


def count_relationships(council: Council) -> dict[str, int]:
    """The kinds of relationship in the extract in use, as the CMS writes them, and how many links each has.

    No personal data. Raises NoExtract or Unavailable.
    """
    counted = select(relationship.c.relationship, func.count()).group_by(relationship.c.relationship)
    with database_of(council).reading() as (connection, _):
        return {row.relationship: row[1] for row in connection.execute(counted)}


@contextmanager
def extract_to_compare(
    database: CouncilDatabase, *, but_for: Collection[Table] = NOT_CARRIED
) -> Generator[Connection | None]:
    """The extract in use, for a load to compare with or to take from. None if there is none, if it is of invented
    people, who must never be mixed with real ones, or if an earlier version built it (`but_for` as in is_readable).
    """
    try:
        with database.reading() as (connection, _):
            fits = is_readable(connection, but_for=but_for) and not connection.scalar(select(extract_info.c.is_demo))
            yield connection if fits else None
    except NoExtract:
        yield None


def is_readable(connection: Connection, *, but_for: Collection[Table] = ()) -> bool:
    """Whether the extract has this version's tables, `but_for` those that do not matter. One built before an upgrade
    may not, and must be replaced."""
    try:
        connection.execute(_one_question(frozenset(but_for)))
    except SQLAlchemyError:
        return False
    return True


@cache
def _one_question(but_for: frozenset[Table]) -> Select:
    """A question about every table but these: about each by itself it would be a trip to the server each."""
    needed = [table for table in extract_tables.metadata.sorted_tables if table not in but_for | _MAY_BE_MISSING]
    return select(*(select(table).limit(0).exists() for table in needed))
