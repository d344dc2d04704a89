"""A list as one parameter finds the same rows on both databases, whatever is in it."""

from datetime import date

import pytest
from sqlalchemy import Column, Date, Integer, MetaData, Table, Text, insert, select

from data_access.storage.database import database_of
from data_access.storage.list_parameters import is_one_of

HELD = Table("held", MetaData(), Column("number", Integer), Column("word", Text), Column("day", Date))
# What has a meaning in an array or in JSON, beside plain words.
WORDS = ["", " ", "ann", "Ann", "NULL", "null", "a,b", "{a}", '"a"', "'a'", "a\\b", "[1]", "%a_", "é", "e\u0301", "😀"]
DAYS = [date(1900, 1, 1), date(2012, 5, 12), date(2012, 12, 5)]


@pytest.fixture
def held(stockport):
    """A connection to rows with every word, each with a number and one of the days."""
    rows = [{"number": number, "word": word, "day": DAYS[number % 3]} for number, word in enumerate(WORDS)]
    with database_of(stockport).writing() as connection:
        HELD.create(connection)
        connection.execute(insert(HELD), rows)
        yield connection
        HELD.drop(connection)


def found(held, column, values):
    return set(held.scalars(select(column).where(is_one_of(column, "values")), {"values": values}))


def test_each_value_finds_only_itself(held):
    for column, values in ((HELD.c.word, WORDS), (HELD.c.day, DAYS), (HELD.c.number, list(range(len(WORDS))))):
        assert [found(held, column, [one]) for one in values] == [{one} for one in values]
        assert found(held, column, values) == set(values)
        assert found(held, column, []) == set()


def test_what_no_row_has_finds_nothing(held):
    assert found(held, HELD.c.word, ["ANN", "a", "n"]) == found(held, HELD.c.number, [99, -1]) == set()
    assert found(held, HELD.c.day, [date(2012, 5, 13)]) == set()
