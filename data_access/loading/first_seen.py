"""Since when each possible match has been known. Every load builds the extract half again, so it is carried over."""

from datetime import date

import pandas as pd
from sqlalchemy import func, select

from config import clock
from data_access.loading.extract_state import extract_to_compare
from data_access.people.match_decisions import Record
from data_access.storage.database import CouncilDatabase
from data_access.storage.extract_tables import waiting


def with_first_seen(matches: pd.DataFrame, database: CouncilDatabase) -> pd.DataFrame:
    """The possible matches with `since`: the day of the load that first had one of this record."""
    if matches.empty:
        return matches
    before, today = _seen_before(database), clock.today()
    records = zip(matches["source_id"], matches["source_key"], strict=True)
    since = [before.get(record, today) for record in records]
    return matches.assign(since=pd.Series(since, index=matches.index, dtype=object))


def _seen_before(database: CouncilDatabase) -> dict[Record, date]:
    """From the extract in use; empty if there is none, it is of invented people, or an earlier version built it."""
    record = (waiting.c.source_id, waiting.c.source_key)
    with extract_to_compare(database, but_for=()) as connection:
        first = select(*record, func.min(waiting.c.since).label("since")).group_by(*record)
        found = connection.execute(first) if connection else ()
        return {(row.source_id, row.source_key): row.since for row in found}
