"""What the chain alone does not show: a cut end, a chain written anew with the right key; and what a purge leaves."""

import dataclasses
import json
from datetime import timedelta
from threading import Event, Thread
from time import sleep

import pytest
from sqlalchemy import delete, select, text, update

from config import clock
from data_access.audit import chain as audit
from data_access.audit import retention, verification
from data_access.audit.anchors import FILE_NAME, anchor_file, read_anchors, write_anchor
from data_access.audit.chain import Action, Entry, Subject, Who
from data_access.audit.verification import Verification, verify
from data_access.people import person_page
from data_access.storage.app_tables import audit_event, audit_subject
from data_access.storage.audit_tables import audit_checkpoint, audit_person
from data_access.storage.database import database_of, opened_unchecked
from tests.data_access.audit_chains import append, tamper
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, audit_rows, person_id

pytest_generate_tests = only_these_on_both(
    "test_an_anchor_is_a_line_of_the_head_that_is_only_added",
    "test_a_cut_end_is_found_by_the_anchor_alone",
    "test_whatever_is_written_in_a_record_verifies",
    "test_a_purge_leaves_the_rest_verifying_and_is_recorded",
    "test_a_purge_in_slices_that_is_stopped_midway_verifies_and_goes_on",
    "test_somebody_named_again_while_a_purge_ends_is_still_found_by_name",
    "test_more_deleted_than_was_purged_is_found",
)

KATE = Subject("p-0", "1", 'Kate "Kit" Williams', None)


@pytest.fixture
def chain(stockport):
    """Five records, anchored, and three more."""
    append(stockport, "a", "b", "c", "d", "e")
    write_anchor(stockport)
    append(stockport, "f", "g", "h")
    return stockport


def anchored(council) -> Verification:
    return verify(council, anchors=read_anchors(council, anchor_file(council)))


def delete_after(council, seq: int) -> None:
    tamper(council, delete(audit_event).where(audit_event.c.seq > seq))


def test_an_anchor_is_a_line_of_the_head_that_is_only_added(chain):
    second = write_anchor(chain)
    lines = anchor_file(chain).read_text().splitlines()
    assert len(lines) == 2 and lines[1] == str(second) and anchor_file(chain).name == FILE_NAME
    assert second.seq == 8 and second.hash == audit_rows(chain)[-1].hash
    assert anchor_file(chain).stat().st_mode & 0o077 == 0


def test_nothing_recorded_is_no_anchor(stockport):
    assert write_anchor(stockport) is None and not anchor_file(stockport).exists()


def test_an_untouched_chain_agrees_with_its_anchors(chain):
    assert anchored(chain) == Verification(8, anchors=1)


def test_a_cut_end_is_found_by_the_anchor_alone(chain):
    delete_after(chain, 3)
    assert verify(chain).first_broken is None
    found = anchored(chain)
    assert found.first_broken == 4 and "ends at 3" in found.why


def test_a_cut_end_with_new_records_after_it_is_found(chain):
    delete_after(chain, 3)
    append(chain, "x", "y", "z")
    assert verify(chain).first_broken is None
    assert anchored(chain).first_broken == 5


def test_a_chain_written_anew_with_the_right_key_is_found(chain):
    delete_after(chain, 0)
    append(chain, "a", "b", "c", "d", "e", "f", "g", "h")
    assert verify(chain).first_broken is None
    assert anchored(chain).first_broken == 5


def test_a_line_of_the_systems_log_is_an_anchor_too_and_another_councils_is_not(chain, tmp_path):
    anchor = write_anchor(chain)
    other = dataclasses.replace(anchor, database="somebody_else", hash="f" * 64)
    log = tmp_path / "auth.log"
    log.write_text(f"Nov 24 16:00:01 vm family-context: {anchor}\nNov 24 16:00:02 vm family-context: {other}\nnoise\n")
    assert read_anchors(chain, log) == [anchor]
    assert read_anchors(chain, tmp_path / "none.log") == []


@pytest.mark.parametrize("storage", ["sqlite"], indirect=True)
def test_parts_walked_by_other_processes_come_to_the_same(chain, monkeypatch):
    monkeypatch.setattr(verification, "PART", 3)
    assert verify(chain, processes=1) == Verification(8)
    tamper(chain, update(audit_event).where(audit_event.c.seq == 7).values(hash="0" * 64))
    broken = verify(chain, processes=2)
    assert broken == verify(chain, processes=1) and broken.first_broken == 7
    tamper(chain, delete(audit_event).where(audit_event.c.seq == 3))
    for processes in (1, 2):
        assert verify(chain, processes=processes) == Verification(2, 3, verification.MISSING)


AWKWARD = ['O"Brien', "back\\slash", "Zoë 李", '"],"role":"', ',"people":[', "\x01\n", "a b"]


def test_whatever_is_written_in_a_record_verifies(stockport):
    """The text is compared without being parsed: nothing in it may be taken for one of its fields."""
    for number, awkward in enumerate(AWKWARD, 1):
        who = Who(awkward, awkward, awkward, awkward)
        about = {"terms": {"first_name": awkward}, "note": awkward, awkward: {"action": "searched"}}
        subjects = [Subject(f"p-{number}", awkward, awkward, clock.today()), KATE]
        audit.append(database_of(stockport), who, [Entry(Action.SEARCHED, subjects, awkward, about)])
        assert verify(stockport) == Verification(number), awkward
        this_one = update(audit_event).where(audit_event.c.seq == number)
        tamper(stockport, this_one.values(service_id="other"))
        assert verify(stockport) == Verification(number - 1, number, verification.COLUMNS), awkward
        tamper(stockport, this_one.values(service_id=awkward))


# Retention


@pytest.fixture
def old(stockport, monkeypatch):
    """Five records of ten days ago, anchored, then three of now."""
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now - timedelta(days=10))
    append(stockport, "a", "b", "c")
    audit.append(database_of(stockport), Who("d", "system"), [Entry(Action.VIEWED_PERSON, [KATE])])
    append(stockport, "e")
    write_anchor(stockport)
    monkeypatch.setattr(clock, "now", lambda: now)
    append(stockport, "f", "g", "h")
    write_anchor(stockport)
    return stockport


def purge(council, days=5, reason="Six years, policy IG-12"):
    return retention.purge(council, before=clock.today() - timedelta(days=days), reason=reason, by="it")


def test_a_purge_leaves_the_rest_verifying_and_is_recorded(old):
    assert retention.plan_purge(old, clock.today() - timedelta(days=5)).number == 5
    assert purge(old).number == 5
    rows = audit_rows(old)
    assert [row.seq for row in rows] == [6, 7, 8, 9] and rows[-1].action == "purged_audit"
    assert "Six years, policy IG-12" in rows[-1].record
    assert anchored(old) == Verification(4, begins=6, anchors=2)
    with database_of(old).reading_app() as connection:
        left = [connection.execute(select(table)).all() for table in (audit_subject, audit_person)]
    assert left == [[], []]
    assert purge(old).number == 0 and len(audit_rows(old)) == 4


def test_a_purge_in_slices_that_is_stopped_midway_verifies_and_goes_on(old, monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    told = []

    def stop(stage, done, of):
        told.append((done, of))
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        retention.purge(old, before=clock.today() - timedelta(days=5), reason="x", by="it", tick=stop)
    assert told == [(2, 5), (4, 5)] and audit_rows(old)[0].seq == 5
    assert verify(old) == Verification(5, begins=5)
    assert purge(old).number == 1
    assert verify(old) == Verification(5, begins=6)


def test_somebody_named_again_while_a_purge_ends_is_still_found_by_name(old):
    named, ready = Thread(target=lambda: name_slowly(old, ready)), Event()

    def name_meanwhile(*_):
        named.start()
        ready.wait()

    before = clock.today() - timedelta(days=5)
    retention.purge(old, before=before, reason="x", by="it", tick=name_meanwhile)
    named.join()
    assert verify(old).first_broken is None
    with database_of(old).reading_app() as connection:
        assert connection.scalars(select(audit_person.c.name)).all() == [KATE.name]


def name_slowly(council, ready):
    """What another process does: the record is written, and half a second later committed."""
    with opened_unchecked(council) as database, database.writing() as connection:
        audit.append_within(connection, Who("z", "system"), [Entry(Action.VIEWED_PERSON, [KATE])])
        ready.set()
        sleep(0.5)


@pytest.mark.parametrize(
    "how",
    [
        update(audit_checkpoint).values(last_seq=6),
        update(audit_checkpoint).values(last_hash="0" * 64),
        update(audit_checkpoint).values(signature="0" * 64),
    ],
)
def test_a_changed_checkpoint_is_found(old, how):
    purge(old)
    tamper(old, how)
    assert verify(old).why == verification.CHECKPOINT


def test_more_deleted_than_was_purged_is_found(old):
    purge(old)
    tamper(old, delete(audit_event).where(audit_event.c.seq <= 6))
    assert verify(old).first_broken == 6
    tamper(old, delete(audit_checkpoint))
    assert verify(old).first_broken == 1


def test_a_purge_of_today_or_without_a_reason_deletes_nothing(old):
    with pytest.raises(ValueError, match="before today"):
        purge(old, days=0)
    with pytest.raises(ValueError, match="reason"):
        purge(old, reason="  ")
    assert len(audit_rows(old)) == 8


def test_records_of_before_the_flags_still_verify(stockport, monkeypatch):
    """Version 1 had no flags and no list of names."""
    real = audit.canonical

    def version_1(*args, **named):
        said = json.loads(real(*args, **named)) | {"version": 1}
        del said["flags"], said["council"]
        return json.dumps(said, sort_keys=True, separators=(",", ":"))

    monkeypatch.setattr(audit, "canonical", version_1)
    audit.append(database_of(stockport), Who("d", "system"), [Entry(Action.VIEWED_PERSON, [KATE])])
    tamper(stockport, text("DELETE FROM audit_person"))
    assert verify(stockport) == Verification(1, unnamed=1)


def test_an_open_persons_flags_are_not_taken_for_the_records(helen):
    person_page.get_person(helen, person_id(helen.council, "kate"), grounds=STOCKPORT_GROUNDS)
    assert verify(helen.council).first_broken is None
