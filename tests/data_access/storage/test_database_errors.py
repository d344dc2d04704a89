"""What a database refuses has one of our names, also where it is said only when everything sent is answered."""

import pytest
from sqlalchemy import insert, select, text

from config import clock
from data_access.errors import DiskFull, Unavailable
from data_access.storage.app_tables import current_extract
from data_access.storage.database import database_of, sent_together

# PostgreSQL's number of a disk that is full, raised where nothing is full.
FULL = "DO $$ BEGIN RAISE EXCEPTION 'could not extend the file of Kate Williams' USING ERRCODE = '53100'; END $$"


def numbers(council) -> list[int]:
    with database_of(council).reading_app() as connection:
        return list(connection.scalars(select(current_extract.c.number)))


def test_what_is_refused_among_things_sent_together_undoes_them_all(stockport):
    """On PostgreSQL the second row's answer is awaited at the end. Seen to fail without _errors_of_psycopg()."""
    before = numbers(stockport)
    with pytest.raises(Unavailable), database_of(stockport).writing() as connection, sent_together(connection):
        for only in (-7, -7):
            connection.execute(insert(current_extract), {"only": only, "number": 1, "switched_at": clock.now()})
    assert numbers(stockport) == before


@pytest.mark.parametrize("storage", ["postgresql"], indirect=True)
def test_a_full_disk_of_postgresql_is_named_and_quotes_no_one(stockport):
    with pytest.raises(DiskFull) as raised, database_of(stockport).writing() as connection:
        connection.execute(text(FULL))
    assert "Kate" not in str(raised.value)
