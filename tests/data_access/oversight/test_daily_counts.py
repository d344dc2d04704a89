"""Days are counted once and kept, and never believed when the audit has other records of them than were counted."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from config import clock
from data_access.audit import chain, retention
from data_access.audit.chain import Action, Entry, Who
from data_access.oversight import daily_counts
from data_access.oversight.daily_counts import LOGINS, TOOK, count_days
from data_access.storage.audit_tables import day_figures as kept_days
from data_access.storage.database import database_of
from tests.data_access.both_databases import only_these_on_both

pytest_generate_tests = only_these_on_both(
    "test_a_day_that_is_over_is_counted_once",
    "test_only_the_days_asked_for_are_counted_and_told",
    "test_a_record_that_comes_late_has_its_day_counted_anew",
    "test_what_a_purge_deleted_is_in_no_figure",
)

TODAY = date(2026, 11, 24)
FIRST = TODAY - timedelta(days=9)
WORKER = Who("d0", "social_worker", "one")


@pytest.fixture
def at(stockport, monkeypatch):
    """Writes a record at a time of a day; afterwards it is ten in the morning of TODAY."""

    def write(day, hour=9, minute=0, action=Action.SIGNED_IN, **entry):
        when = datetime.combine(day, time(hour, minute), UTC)
        monkeypatch.setattr(clock, "now", lambda: when)
        chain.append(database_of(stockport), WORKER, [Entry(action, **entry)])
        monkeypatch.setattr(clock, "now", lambda: datetime.combine(TODAY, time(10), UTC))

    return write


@pytest.fixture
def ten_days(at):
    """A sign-in on each of ten days, today the last."""
    for number in range(10):
        at(FIRST + timedelta(days=number))


@pytest.fixture
def asked(monkeypatch):
    """The days whose records were counted, in order."""
    days, counted = [], daily_counts._counted
    monkeypatch.setattr(daily_counts, "_counted", lambda connection, of: counted(connection, _noted(days, of)))
    return days


def _noted(days, of):
    days += of
    return of


def kept(council):
    with database_of(council).reading_app() as connection:
        return {row.day: row.records for row in connection.execute(select(kept_days))}


def logins(found):
    return {day: figures.counts[LOGINS,] for day, figures in found.items()}


def test_a_day_that_is_over_is_counted_once(stockport, ten_days, asked):
    database, not_over = database_of(stockport), [TODAY - timedelta(days=1), TODAY]
    first = count_days(database, FIRST, TODAY)
    assert sorted(asked) == [FIRST + timedelta(days=number) for number in range(10)]
    asked.clear()
    assert count_days(database, FIRST, TODAY) == first
    assert asked == not_over
    # What is left to come is not kept.
    assert kept(stockport) == {FIRST + timedelta(days=number): 1 for number in range(8)}


def test_only_the_days_asked_for_are_counted_and_told(stockport, ten_days, asked):
    found = count_days(database_of(stockport), FIRST + timedelta(days=2), FIRST + timedelta(days=3))
    assert asked == sorted(found) == [FIRST + timedelta(days=2), FIRST + timedelta(days=3)]
    asked.clear()
    # The two are in the middle of what is asked now, and are not counted again.
    count_days(database_of(stockport), FIRST, FIRST + timedelta(days=4))
    assert asked == [FIRST, FIRST + timedelta(days=1), FIRST + timedelta(days=4)]


def test_a_record_that_comes_late_has_its_day_counted_anew(stockport, ten_days, at, asked):
    database, late = database_of(stockport), FIRST + timedelta(days=3)
    count_days(database, FIRST, TODAY)
    asked.clear()
    at(late, hour=11)
    assert logins(count_days(database, FIRST, TODAY))[late] == 2
    assert asked == [TODAY - timedelta(days=1), TODAY, late]
    assert kept(stockport)[late] == 2


def test_what_a_purge_deleted_is_in_no_figure(stockport, ten_days):
    database, before = database_of(stockport), FIRST + timedelta(days=5)
    count_days(database, FIRST, TODAY)
    retention.purge(stockport, before=before, reason="Five years", by="it")
    found = count_days(database, FIRST, TODAY)
    assert sum(logins(found).values()) == 5
    assert min(found) == min(kept(stockport)) == before


def test_an_empty_audit_and_days_before_it_have_nothing(stockport, at):
    with database_of(stockport).writing() as connection:
        connection.execute(kept_days.delete())
    long_ago = date(2020, 1, 1)
    assert count_days(database_of(stockport), long_ago, long_ago + timedelta(days=400)) == {}
    at(FIRST)
    assert count_days(database_of(stockport), long_ago, long_ago + timedelta(days=400)) == {}


def test_many_days_are_kept_a_month_at_a_time_and_progress_is_told(stockport, at, monkeypatch):
    monkeypatch.setattr(daily_counts, "AT_ONCE", 3)
    at(FIRST)
    told = []

    def tick(stage, done, total):
        told.append((stage, done, total, len(kept(stockport))))

    daily_counts.count_all_days(stockport, tick=tick)
    assert told == [("Days", 3, 8, 3), ("Days", 6, 8, 6), ("Days", 8, 8, 8)]


def test_of_a_search_that_is_opened_after_midnight_there_is_no_time(stockport, at):
    for minute, days in ((58, 0), (59, 0)):
        at(FIRST + timedelta(days=days), 23, minute, Action.SEARCHED, about={"found": {"matches": 1}})
        if minute == 58:
            at(FIRST, 23, 58, Action.VIEWED_SERVICE, service_id="school")
    at(FIRST + timedelta(days=1), 0, 1, Action.VIEWED_SERVICE, service_id="school")
    found = count_days(database_of(stockport), FIRST, FIRST + timedelta(days=1))
    times = [key for figures in found.values() for key in figures.counts if key[0] == TOOK]
    assert times == [(TOOK, "0")]


def test_nothing_that_is_kept_names_anybody(stockport, ten_days):
    count_days(database_of(stockport), FIRST, TODAY)
    with database_of(stockport).reading_app() as connection:
        assert {row.counts for row in connection.execute(select(kept_days))} == {'[["logins",1]]'}
