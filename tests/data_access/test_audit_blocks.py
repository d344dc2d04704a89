"""Blocks that were walked once are only compared, and still nothing that was changed in them passes.

What is tested was taken away piece by piece, such as the flags from what is signed; each time a test failed.
"""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, update
from typer.testing import CliRunner

import manage
from data_access import (
    app_copy,
    audit_anchors,
    audit_retention,
    audit_verification,
    clock,
    database,
)
from data_access.app_tables import audit_event, audit_subject
from data_access.audit import Subject
from data_access.audit_tables import audit_block, audit_flag, audit_person
from data_access.audit_verification import COLUMNS, NAMES, UNLINKED, verify
from data_access.database import database_of
from data_access.errors import Unavailable
from tests.data_access.audit_chains import KATE, append, broken, record, tamper, verified
from tests.data_access.conftest import audit_rows

pytestmark = pytest.mark.usefixtures("small_blocks")


def blocks_of(council) -> dict[int, tuple]:
    with database_of(council).reading_app() as connection:
        return {row.last_seq: row for row in connection.execute(select(audit_block))}


def test_a_block_is_walked_once_and_then_compared(signed):
    assert verify(signed) == verified(10, compared=8)
    append(signed, "k")
    assert verify(signed) == verified(11, compared=8)
    append(signed, "l")
    assert verify(signed) == verified(12, compared=8)
    assert verify(signed) == verified(12, compared=12)


def test_parts_given_to_other_processes_are_compared_too(signed, monkeypatch):
    monkeypatch.setattr(audit_verification, "PART", 4)
    before = blocks_of(signed)
    tamper(signed, delete(audit_block))
    assert verify(signed, processes=2) == verified(10) and blocks_of(signed) == before
    assert verify(signed, processes=2) == verified(10, compared=8)
    tamper(signed, update(audit_event).where(audit_event.c.seq == 6).values(username="mallory"))
    assert verify(signed, processes=2) == verify(signed, processes=1)


def test_a_block_that_is_in_no_part_whole_is_walked(signed, monkeypatch):
    monkeypatch.setattr(audit_verification, "PART", 5)
    assert verify(signed) == verified(10, compared=4)


def test_names_are_read_only_where_a_record_is_walked(signed, monkeypatch):
    read, named = [], audit_verification._named
    append(signed, "k", "l")
    verify(signed)
    monkeypatch.setattr(audit_verification, "_named", lambda *given: read.append(given) or named(*given))
    assert verify(signed) == verified(12, compared=12) and read == []
    verify(signed, every_record=True)
    assert len(read) >= 3


def test_every_record_is_walked_where_that_is_asked_for_and_signed_anew(signed):
    before = blocks_of(signed)
    tamper(signed, update(audit_block).values(signature="0" * 64))
    assert verify(signed, every_record=True) == verified(10)
    assert blocks_of(signed) == before


# What is done to the signatures


@pytest.mark.parametrize(
    "how",
    [
        delete(audit_block),
        delete(audit_block).where(audit_block.c.last_seq == 8),
        update(audit_block).values(signature="é"),
        update(audit_block).values(names_signature=None),
        update(audit_block).values(names_signature="0" * 64),
        insert(audit_block).values(last_seq=10**9, signature="x", names_signature="x"),
        insert(audit_block).values(last_seq=7, signature="x"),
    ],
)
def test_signatures_that_are_away_or_forged_cost_a_walk_and_no_more(signed, how):
    before = blocks_of(signed)
    tamper(signed, how)
    assert verify(signed).first_broken is None
    assert verify(signed) == verified(10, compared=8) and blocks_of(signed) == before
    tamper(signed, how)
    tamper(signed, update(audit_event).where(audit_event.c.seq == 6).values(username="mallory"))
    assert broken(signed) == (6, COLUMNS)


def test_the_signature_of_another_block_is_not_believed(signed):
    blocks = blocks_of(signed)
    tamper(signed, update(audit_event).where(audit_event.c.seq == 6).values(username="mallory"))
    tamper(signed, update(audit_block).where(audit_block.c.last_seq == 8).values(signature=blocks[4].signature))
    assert broken(signed) == (6, COLUMNS)


def test_blocks_signed_with_another_key_are_not_believed(signed, monkeypatch):
    monkeypatch.setenv("FAMILY_CONTEXT_AUDIT_KEY", "k" * 40)
    assert verify(signed).first_broken == 1
    monkeypatch.delenv("FAMILY_CONTEXT_AUDIT_KEY")
    assert verify(signed) == verified(10, compared=8)


@contextmanager
def another_course(council, last: int):
    """What came after a record goes, as by a restore, and other things happen; the first course is put back after."""
    later = [dict(row._mapping) for row in audit_rows(council) if row.seq > last]
    tables = (audit_subject, audit_flag, audit_event)
    for table in tables:
        tamper(council, delete(table).where(table.c.seq > last))
    yield
    tamper(council, delete(audit_event).where(audit_event.c.seq.in_([row["seq"] for row in later])))
    tamper(council, insert(audit_event).values(later))


def test_a_signed_block_of_another_course_does_not_stand_between_two(stockport):
    """Each block was signed, and the records of each are whole; only they never followed one another."""
    append(stockport, *"abcdefgh")
    verify(stockport)
    old = blocks_of(stockport)[8].signature
    with another_course(stockport, 4):
        append(stockport, *"stuvwxyz")
        assert verify(stockport) == verified(12, compared=4)
    tamper(stockport, update(audit_block).where(audit_block.c.last_seq == 8).values(signature=old))
    assert broken(stockport) == (9, UNLINKED)


def test_a_chain_written_anew_with_the_key_differs_from_its_anchor(signed):
    audit_anchors.write_anchor(signed)
    for table in (audit_subject, audit_flag, audit_event):
        tamper(signed, delete(table).where(table.c.seq > 4))
    append(signed, *"uvwxyz")
    anchors = audit_anchors.read_anchors(signed, audit_anchors.anchor_file(signed))
    for _ in range(2):
        assert verify(signed, anchors=anchors).first_broken == 10
    assert verify(signed) == verified(10, compared=4)
    assert verify(signed) == verified(10, compared=8)
    assert verify(signed, anchors=anchors).first_broken == 10


# Names


def test_a_name_that_came_later_does_not_change_those_that_were_signed(signed):
    record(signed, "k", Subject("p-1", "1", "Kate Reid", None))
    assert verify(signed) == verified(11, compared=8)
    append(signed, "l")
    assert verify(signed) == verified(12, compared=8)
    assert verify(signed) == verified(12, compared=12)
    tamper(signed, delete(audit_person).where(audit_person.c.name == "Kate Reid"))
    assert broken(signed) == (11, NAMES)


@pytest.mark.parametrize("since", [9, 10**6])
def test_a_name_that_is_made_younger_is_not_left_out_of_what_is_signed(signed, since):
    """It would be found by the walk, and could be taken away afterwards."""
    tamper(signed, update(audit_person).where(audit_person.c.person_id == "p-1").values(since_seq=since))
    assert broken(signed) == (2, NAMES)


def test_the_names_signed_with_an_older_block_say_nothing_of_a_newer_one(signed):
    old = blocks_of(signed)[8]
    record(signed, "k", Subject("p-4", None, "Una", None))
    append(signed, "l")
    verify(signed)
    tamper(signed, delete(audit_person).where(audit_person.c.person_id == "p-4"))
    for names in (old.names_signature, None):
        tamper(signed, update(audit_block).where(audit_block.c.last_seq == 12).values(names_signature=names))
        tamper(
            signed, update(audit_block).where(audit_block.c.last_seq == 8).values(names_signature=old.names_signature)
        )
        assert broken(signed) == (11, NAMES)
    tamper(signed, delete(audit_block).where(audit_block.c.last_seq == 12))
    assert broken(signed) == (11, NAMES)


def test_nothing_is_signed_with_names_that_were_taken_away_meanwhile(signed, monkeypatch):
    """They were there when the records were walked, and not when what is to be signed was read."""
    tamper(signed, delete(audit_block))
    with database_of(signed).reading_app() as connection:
        kate = dict(connection.execute(select(audit_person).where(audit_person.c.person_id == "p-1")).one()._mapping)
    taken_away = delete(audit_person).where(audit_person.c.person_id == "p-1")
    tamper(signed, taken_away)
    verified_parts = audit_verification._verified

    def put_back_and_verify(*given):
        tamper(signed, insert(audit_person).values(kate))
        return verified_parts(*given)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(audit_verification, "_verified", put_back_and_verify)
        assert verify(signed) == verified(10)
    tamper(signed, taken_away)
    assert broken(signed) == (2, NAMES)


# A purge, copies, and a database that cannot be written


def test_a_purge_takes_the_signatures_with_it_and_what_is_left_is_signed_anew(stockport, monkeypatch):
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now - timedelta(days=10))
    append(stockport, "a", "b")
    monkeypatch.setattr(clock, "now", lambda: now)
    append(stockport, "c", "d", "e")
    record(stockport, "f", KATE)
    append(stockport, *"ghijkl")
    assert verify(stockport).records == 12 and len(blocks_of(stockport)) == 3
    audit_retention.purge(stockport, before=clock.today() - timedelta(days=5), reason="x", by="it")
    assert blocks_of(stockport) == {}
    for compared in (0, 8):
        found = verify(stockport)
        assert (found.records, found.begins, found.compared, found.first_broken) == (11, 3, compared, None)
    assert set(blocks_of(stockport)) == {8, 12}
    tamper(stockport, delete(audit_person))
    assert broken(stockport) == (6, NAMES)


def test_a_copy_is_walked_and_nothing_is_written_into_it(signed):
    tamper(signed, update(audit_block).values(signature="x"))
    with app_copy.place_for_copy(signed) as copy:
        app_copy.take_copy(signed, copy)
        assert verify(signed, environment=copy.environment) == verified(10)
        with database_of(signed, copy.environment).reading_app() as connection:
            assert set(connection.scalars(select(audit_block.c.signature))) == {"x"}
    assert verify(signed, newest=9) == audit_verification.Verification(9, begins=2)
    assert {row.signature for row in blocks_of(signed).values()} == {"x"}


def test_a_copy_with_good_signatures_is_walked(signed):
    with app_copy.place_for_copy(signed) as copy:
        app_copy.take_copy(signed, copy)
        assert verify(signed, environment=copy.environment).compared == 0
    assert verify(signed, newest=10).compared == 0


def test_a_database_that_cannot_be_written_verifies(signed, monkeypatch):
    tamper(signed, delete(audit_block))

    @contextmanager
    def fail(_database):
        raise Unavailable("OperationalError")
        yield

    monkeypatch.setattr(database.CouncilDatabase, "writing", fail)
    assert verify(signed) == verified(10)
    assert blocks_of(signed) == {}


def test_nothing_is_signed_where_an_anchor_differs(signed):
    tamper(signed, delete(audit_block))
    anchor = audit_anchors.write_anchor(signed)
    tamper(signed, delete(audit_event).where(audit_event.c.seq > 8))
    assert verify(signed, anchors=[anchor]).first_broken == 9
    assert blocks_of(signed) == {}


# The command


def said(*words) -> str:
    done = CliRunner().invoke(manage.app, ["verify-audit", "--council", "stockport", *words])
    assert done.exit_code == 0, done.output
    return done.output.splitlines()[0]


def test_the_command_says_how_many_were_compared_and_walks_all_when_it_is_told_to(signed):
    compared = "8 of them in blocks that were walked before and are as they were then"
    assert said() == f"Stockport Council: 10 records, unbroken ({compared})."
    assert said("--every-record") == "Stockport Council: 10 records, unbroken."
