"""Sign-ins and searches in weeks that are over, for the usage figures."""

from datetime import date, datetime, time

import pytest

from config import clock
from data_access.audit import chain
from data_access.audit.chain import Action, Entry, Who
from data_access.oversight.periods import WEEK, monday_of
from data_access.storage.database import database_of

FOUND = {"matches": 1, "similar": 0, "too_many": None, "direct": False, "case_id_of_another": False}
LAST_WEEK = monday_of(clock.today()) - WEEK


def write(council, workers: int, searches: int, *, monday: date = LAST_WEEK, **found) -> None:
    """Workers who sign in on the Monday, and searches of the last of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: datetime.combine(monday, time(9), clock.LONDON))
        for number in range(workers):
            who = Who(f"worker{number}", "social_worker", f"session {number}")
            chain.append(database_of(council), who, [Entry(Action.SIGNED_IN)])
        entry = Entry(Action.SEARCHED, about={"terms": {}, "found": FOUND | found})
        for _ in range(searches):
            chain.append(database_of(council), who, [entry])
