"""The state of a source, for the tests of what is said of a service: up to date, and older than it should be."""

from dataclasses import replace
from datetime import UTC, date, datetime

from data_access.values import SourceState

FRESH = SourceState(
    "Northgate", datetime(2020, 2, 20, tzinfo=UTC), date(2010, 1, 1), date(2020, 2, 20), "", "1 day", False
)
STALE = replace(FRESH, current_as_of=datetime(2020, 2, 2, tzinfo=UTC), out_of_date=True)
