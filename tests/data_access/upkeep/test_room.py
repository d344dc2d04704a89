"""A full disk is seen coming, loses nothing, and is quickly left."""

import errno
import os
from datetime import timedelta

import pytest

from config import clock
from data_access.audit import chain
from data_access.audit.chain import Action, Entry, Who
from data_access.audit.verification import verify
from data_access.errors import DiskFull
from data_access.storage.database import database_of
from data_access.upkeep import room
from tests.data_access.conftest import audit_rows


def record(council, number: int) -> None:
    for _ in range(number):
        chain.append(database_of(council), Who("a", "manager"), [Entry(Action.SIGNED_IN)])


def test_growth_is_the_size_of_a_record_times_the_records_a_day(stockport, storage, monkeypatch):
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start)
    record(stockport, 50)
    assert room.bytes_a_day(stockport) is None
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(days=10))
    growth = room.bytes_a_day(stockport)
    if storage == "postgresql":
        assert growth is None
    else:
        size = (database_of(stockport).folder / "app.db").stat().st_size
        assert growth == pytest.approx(size / 10, rel=0.05)


def test_a_reserve_holds_its_space_and_gives_it_up(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "RESERVE_BYTES", 1_000_000)
    assert not room.has_reserve(tmp_path)
    room.make_reserve(tmp_path)
    assert room.has_reserve(tmp_path)
    assert (tmp_path / room.RESERVE).stat().st_mode & 0o077 == 0
    room.free_reserve(tmp_path)
    room.free_reserve(tmp_path)
    assert not room.has_reserve(tmp_path)


def test_where_there_is_too_little_room_no_half_reserve_is_left(tmp_path, monkeypatch):
    def refuse(*_given) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "posix_fallocate", refuse)
    with pytest.raises(OSError, match="No space left"):
        room.make_reserve(tmp_path)
    assert not (tmp_path / room.RESERVE).exists()


@pytest.mark.parametrize("storage", ["sqlite"], indirect=True)
def test_what_no_longer_fits_is_refused_loses_nothing_and_goes_on_once_there_is_room(stockport):
    """SQLite's own limit gives the very error of a full disk."""
    record(stockport, 20)
    with database_of(stockport).writing() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(DiskFull):
        record(stockport, 1_000)
    kept = len(audit_rows(stockport))
    assert kept > 20
    with pytest.raises(DiskFull):
        record(stockport, 1)
    with database_of(stockport).writing() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    record(stockport, 5)
    assert len(audit_rows(stockport)) == kept + 5
    assert verify(stockport).first_broken is None
