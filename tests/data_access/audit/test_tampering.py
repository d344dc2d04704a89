"""Whatever is changed in a record or in what finds it, `verify` names the record and says what differs.

What is tested was taken away piece by piece; each time a test failed.
"""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, text, update

from config import clock
from data_access.audit.verification import (
    CHANGED,
    COLUMNS,
    FLAGS,
    MISSING,
    NAMES,
    NOT_THERE,
    PEOPLE,
    UNLINKED,
    verify,
)
from data_access.storage.app_tables import audit_event, audit_subject
from data_access.storage.audit_tables import audit_flag, audit_person
from data_access.storage.database import database_of
from tests.data_access.audit_chains import broken, tamper, verified
from tests.data_access.conftest import audit_rows

EVENT = {
    "username": ("mallory", COLUMNS),
    "at": (clock.now() + timedelta(days=1), COLUMNS),
    "session_id": ("x", COLUMNS),
    "action": ("signed_in", COLUMNS),
    "service_id": ("police", COLUMNS),
    "record": ("{}", CHANGED),
    "hash": ("0" * 64, CHANGED),
    "previous_hash": ("1" * 64, UNLINKED),
}


def test_a_changed_column_is_found(signed):
    """Each column once, and one of them in the first and the last three records that are read at once."""
    for seq, column in [*((5, column) for column in EVENT), (2, "record"), (8, "record")]:
        value, why = EVENT[column]
        was = getattr(audit_rows(signed)[seq - 1], column)
        this_one = update(audit_event).where(audit_event.c.seq == seq)
        tamper(signed, this_one.values({column: value}))
        assert broken(signed) == (seq, why), (seq, column)
        tamper(signed, this_one.values({column: was}))
    assert verify(signed) == verified(10)


OTHERS = {
    "a record taken away": (delete(audit_event).where(audit_event.c.seq == 3), 3, MISSING),
    "somebody taken off": (delete(audit_subject).where(audit_subject.c.person_id == "p-2"), 2, PEOPLE),
    "somebody put on": (insert(audit_subject).values(person_id="p-2", seq=7), 7, PEOPLE),
    "somebody put on who has no name": (insert(audit_subject).values(person_id="p-9", seq=1), 1, PEOPLE),
    "a flag taken away": (delete(audit_flag), 6, FLAGS),
    "a flag put on": (insert(audit_flag).values(flag="x", seq=5, at=clock.now(), username="e"), 5, FLAGS),
    "a flag of somebody else": (update(audit_flag).values(username="x"), 6, FLAGS),
    "a flag of another day": (update(audit_flag).values(at=clock.now() - timedelta(days=9)), 6, FLAGS),
    "a name taken away": (delete(audit_person).where(audit_person.c.person_id == "p-1"), 2, NAMES),
    "another name": (update(audit_person).where(audit_person.c.person_id == "p-3").values(name="Ann Pearce"), 6, NAMES),
    "what a name is looked up by": (
        update(audit_person).where(audit_person.c.person_id == "p-3").values(name_key="x"),
        6,
        NAMES,
    ),
}


@pytest.mark.parametrize("what", OTHERS)
def test_whatever_finds_a_record_is_compared_too(signed, what):
    how, seq, why = OTHERS[what]
    tamper(signed, how)
    assert broken(signed) == (seq, why)


def test_a_swapped_pair_is_found(signed):
    tamper(signed, delete(audit_subject))
    for old, new in ((2, 90), (3, 2), (90, 3)):
        tamper(signed, update(audit_event).where(audit_event.c.seq == old).values(seq=new))
    assert broken(signed)[0] == 2


# PostgreSQL keeps neither bytes nor a zero in a text: there is nothing to be found there.
only_sqlite = pytest.mark.parametrize("storage", ["sqlite"], indirect=True)


@only_sqlite
@pytest.mark.parametrize("column", ["username", "at", "action", "record"])
@pytest.mark.parametrize("change", ["CAST({} AS BLOB)", "{} || char(0) || 'x'"])
def test_bytes_and_what_stands_behind_a_zero_are_changes(signed, column, change):
    value = change.format(column)
    tamper(signed, text(f"UPDATE audit_event SET {column} = {value} WHERE seq = 3"))
    assert broken(signed) == (3, CHANGED if column == "record" else COLUMNS)


@only_sqlite
def test_a_time_that_is_written_otherwise_is_a_change(signed):
    """Of one day it would stand behind all the others."""
    tamper(signed, text("UPDATE audit_event SET at = replace(at, ' ', 'T') WHERE seq = 3"))
    assert broken(signed) == (3, COLUMNS)


@only_sqlite
@pytest.mark.parametrize("change", ["CAST(person_id AS BLOB)", "person_id || char(0) || 'x'"])
@pytest.mark.parametrize("seq", [2, 6])
def test_an_id_of_bytes_lists_nobody(signed, change, seq):
    """Who asks for the person by their id would not find the record."""
    tamper(signed, text(f"UPDATE audit_subject SET person_id = {change} WHERE seq = {seq}"))
    assert broken(signed) == (seq, PEOPLE)


def test_two_ids_in_one_row_list_nobody(signed):
    """No two are joined in a way that reads as if each had its row."""
    tamper(signed, delete(audit_subject).where(audit_subject.c.seq == 2))
    for between in ("\x1f", ",", '","'):
        tamper(signed, insert(audit_subject).values(person_id=f"p-1{between}p-2", seq=2))
        assert broken(signed) == (2, PEOPLE)
        tamper(signed, delete(audit_subject).where(audit_subject.c.seq == 2))


ANYTHING = ("'Dominic Pierce'", "CAST('Dominic' AS BLOB)", "''", "7.5")
FINDING = [(table, column.name) for table in (audit_subject, audit_person, audit_flag) for column in table.c]


@only_sqlite
@pytest.mark.parametrize("value", ANYTHING)
def test_whatever_a_column_that_finds_records_holds_is_found_and_not_repeated(signed, value):
    """SQLite keeps any text as a date and any number as a whole one. Seen to fail: a date of birth and the time of a
    flag ended in an error that repeated the text, a record's number was said in its words, and 7.5 was none.
    """
    tamper(signed, insert(audit_flag).values(flag="y", seq=6, at=clock.now(), username="f"))
    for table, column in FINDING:
        with closing(sqlite3.connect(database_of(signed).folder / "app.db", isolation_level=None)) as connection:
            before = connection.execute(f"SELECT {column}, rowid FROM {table.name} LIMIT 1").fetchone()
            connection.execute(f"UPDATE {table.name} SET {column} = {value} WHERE rowid = {before[1]}")
        found = verify(signed)
        assert isinstance(found.first_broken, int), (table.name, column)
        assert "Dominic" not in f"{found.first_broken} {found.why}"
        with closing(sqlite3.connect(database_of(signed).folder / "app.db", isolation_level=None)) as connection:
            connection.execute(f"UPDATE {table.name} SET {column} = ? WHERE rowid = ?", before)


@only_sqlite
@pytest.mark.parametrize(
    "row",
    [
        "audit_person VALUES ('p-1', 'Ann Cole', 'ann cole', '9', NULL, 2.5)",
        "audit_flag VALUES ('same_family_name', 2.5, '2026-11-30 09:00:00.000000', 'b')",
    ],
)
def test_a_row_for_a_record_between_two_is_found(signed, row):
    """Seen to fail: nothing compared it, and it found a person or a worker as any other row does."""
    tamper(signed, text(f"INSERT INTO {row}"))
    assert broken(signed) == (2, f"{NOT_THERE} ({row.split()[0]})")


@only_sqlite
def test_a_name_of_bytes_is_none(signed):
    tamper(signed, text("UPDATE audit_person SET name = CAST(name AS BLOB) WHERE person_id = 'p-3'"))
    assert broken(signed) == (6, NAMES)
