"""`verify-audit` fails on all that could hide a record: other councils' chains, cut ends, changed look-up tables."""

import re
import shutil
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, insert, text, update
from typer.testing import CliRunner

import manage
from config import clock
from data_access.audit import anchors, chain
from data_access.audit.chain import Action, Entry, Subject, Who
from data_access.oversight import daily_counts
from data_access.storage import database
from data_access.storage.app_tables import audit_event, audit_subject
from data_access.storage.audit_tables import audit_person, day_figures
from data_access.storage.database import database_of
from tests.data_access.audit_chains import append, record, tamper
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import only_sqlite

pytest_generate_tests = only_these_on_both(
    "test_an_unbroken_audit_with_its_anchor_passes",
    "test_changed_counts_of_a_day_are_found",
)

KATE = Subject("p-1", "249014", "Kate Williams", date(2012, 5, 12))
MOVED = Subject("p-1", "300001", "Kate Williams", date(2012, 5, 13))


@pytest.fixture
def audited(stockport, monkeypatch):
    """Eight records, the people in two of them, and an anchor of the eighth."""
    append(stockport, "a", "b")
    record(stockport, "c", KATE)
    append(stockport, "d", "e")
    record(stockport, "f", MOVED)
    append(stockport, "g", "h")
    anchors.write_anchor(stockport)
    return stockport


def verify(council, *options: str):
    return CliRunner().invoke(manage.app_with("verify-audit"), ["verify-audit", "--council", council.id, *options])


def test_an_unbroken_audit_with_its_anchor_passes(audited):
    done = verify(audited)
    assert done.exit_code == 0, done.output
    assert "8 audit records, unbroken" in done.output and "Anchors that agree: 1." in done.output


def test_without_an_anchor_it_fails(audited):
    anchors.anchor_file(audited).unlink()
    done = verify(audited)
    assert done.exit_code == 1 and "no anchor was found" in done.output


@pytest.mark.parametrize("left", [0, 3, 7])
def test_an_end_cut_off_together_with_the_local_anchors_is_found_by_an_anchor_from_elsewhere(audited, tmp_path, left):
    kept = tmp_path / "from-the-log-host.log"
    line = anchors.anchor_file(audited).read_text()
    kept.write_text(f"Nov 29 01:00:00 server family-context: {line}")
    tamper(audited, delete(audit_subject).where(audit_subject.c.seq > left))
    tamper(audited, delete(audit_person).where(audit_person.c.since_seq > left))
    tamper(audited, delete(audit_event).where(audit_event.c.seq > left))
    anchors.anchor_file(audited).unlink()
    assert verify(audited).exit_code == 1
    anchors.write_anchor(audited)
    done = verify(audited, "--anchor", str(kept))
    assert done.exit_code == 1 and f"record {left + 1} is broken: it is missing" in done.output


def test_the_timer_takes_the_file_from_the_settings(audited, tmp_path, monkeypatch):
    kept = tmp_path / "kept.log"
    kept.write_text("nothing of this council\n")
    monkeypatch.setenv("FAMILY_CONTEXT_ANCHORS", str(kept))
    done = verify(audited)
    assert done.exit_code == 1 and "another machine has none of this council" in done.output
    shutil.copy(anchors.anchor_file(audited), kept)
    assert verify(audited).exit_code == 0
    kept.unlink()
    assert verify(audited).exit_code == 1


def test_what_the_anchor_writes_to_the_system_log_is_what_is_read_from_it(audited, monkeypatch, tmp_path):
    """The recipe of docs/audit.md, with the log host played by a file: what is sent there comes back and is read."""
    sent = []
    monkeypatch.setattr(anchors.syslog, "syslog", lambda level, line: sent.append(line))
    anchors.write_anchor(audited)
    kept = tmp_path / "anchors.log"
    kept.write_text("".join(f"2026-11-29T01:00:00.123456+00:00 server family-context: {line}\n" for line in sent))
    anchors.anchor_file(audited).unlink()
    done = verify(audited, "--anchor", str(kept))
    assert done.exit_code == 0 and "Anchors that agree: 1." in done.output, done.output


@pytest.mark.parametrize("storage", ["sqlite"], indirect=True)
@pytest.mark.parametrize("its_anchors_too", [False, True])
def test_the_whole_chain_of_another_council_is_found(audited, leeds, tmp_path, its_anchors_too):
    append(leeds, *"abcdefghi")
    anchors.write_anchor(leeds)
    database.close_databases()
    for name in ("app.db", "app.db-wal", "app.db-shm"):
        (tmp_path / "stockport" / name).unlink(missing_ok=True)
        if (tmp_path / "leeds" / name).exists():
            shutil.copy(tmp_path / "leeds" / name, tmp_path / "stockport" / name)
    if its_anchors_too:
        stolen = anchors.anchor_file(leeds).read_text().replace("council=leeds", "council=stockport")
        anchors.anchor_file(audited).write_text(stolen)
    done = verify(audited)
    assert done.exit_code == 1 and "record 1 is broken: it belongs to the audit of another council" in done.output


def _of_version_3(monkeypatch) -> None:
    """Records as version 0.3 signed them, without the council."""
    now = chain.canonical

    def without_council(*given, **named):
        text = now(*given, **named)
        return re.sub(r',"council":"[^"]*","version":4\}$', ',"version":3}', text)

    monkeypatch.setattr(chain, "canonical", without_council)


def test_a_chain_of_an_earlier_version_verifies_and_says_what_it_cannot_show(stockport, monkeypatch):
    with monkeypatch.context() as earlier:
        _of_version_3(earlier)
        append(stockport, "a", "b", "c")
    anchors.write_anchor(stockport)
    done = verify(stockport)
    assert done.exit_code == 0 and "Records up to 3 are of an earlier version" in done.output
    append(stockport, "d", "e")
    done = verify(stockport)
    assert done.exit_code == 0 and "5 audit records" in done.output and "Records up to 3 are" in done.output


def test_once_the_council_is_signed_no_record_is_without_it(stockport, monkeypatch):
    append(stockport, "a", "b")
    with monkeypatch.context() as earlier:
        _of_version_3(earlier)
        append(stockport, "c")
    anchors.write_anchor(stockport)
    done = verify(stockport)
    assert done.exit_code == 1 and "record 3 is broken: it names no council" in done.output


KATES_ROW = audit_person.c.person_id == "p-1"
LOOK_UPS = {
    "another date of birth": update(audit_person).where(KATES_ROW).values(date_of_birth=date(2011, 1, 1)),
    "no date of birth": update(audit_person).where(KATES_ROW).values(date_of_birth=None),
    "another case ID": update(audit_person).where(KATES_ROW).values(cms_id="777"),
    "no case ID": update(audit_person).where(KATES_ROW).values(cms_id=None),
    "the case ID and record of a later day": update(audit_person).where(KATES_ROW).values(since_seq=6),
    "a record that does not exist": update(audit_person).where(KATES_ROW).values(since_seq=99),
    "no record": update(audit_person).where(KATES_ROW).values(since_seq=0),
    "a name nobody was shown under": insert(audit_person).values(
        person_id="p-1", name="Ann Other", name_key="ann other", cms_id="249014", since_seq=3
    ),
    "a person in no record": insert(audit_person).values(
        person_id="p-9", name="Ann Other", name_key="ann other", cms_id="1", since_seq=2
    ),
}


@pytest.mark.parametrize("what", LOOK_UPS)
def test_a_changed_row_of_the_index_of_people_is_found(audited, what):
    tamper(audited, LOOK_UPS[what])
    done = verify(audited)
    assert done.exit_code == 1 and "is broken" in done.output, done.output


@pytest.mark.parametrize(
    "changed",
    [
        {"counts": '[["logins",900]]'},
        {"counts": "[]"},
        {"records": 3},
        {"counts": "Dominic Pierce"},
        {"counts": "[7]"},
    ],
)
def test_changed_counts_of_a_day_are_found(audited, monkeypatch, changed):
    """Seen to fail where they could not be read: that ended in an error which repeated the text."""
    today = with_counts_of_a_day(audited, monkeypatch)
    tamper(audited, update(day_figures).where(day_figures.c.day == today).values(changed))
    done = verify(audited)
    assert done.exit_code == 1 and f"the counts of {today:%d/%m/%Y} for the usage figures differ" in done.output


@only_sqlite
def test_counts_of_what_is_no_day_are_found(audited, monkeypatch):
    """PostgreSQL keeps no such text as a date."""
    with_counts_of_a_day(audited, monkeypatch)
    tamper(
        audited, text("UPDATE day_figures SET day = 'Dominic Pierce' WHERE day = (SELECT min(day) FROM day_figures)")
    )
    done = verify(audited)
    assert done.exit_code == 1 and "the counts of a day that is none for the usage figures differ" in done.output


def with_counts_of_a_day(audited, monkeypatch):
    """Count today as five days later, with two more records; returns the day."""
    for _ in range(2):
        who = Who("helen.marks", "social_worker", "s-1")
        chain.append(database_of(audited), who, [Entry(Action.SIGNED_IN), Entry(Action.SEARCHED)])
    anchors.write_anchor(audited)
    today = clock.today()
    monkeypatch.setattr(clock, "today", lambda: today + timedelta(days=5))
    daily_counts.count_all_days(audited)
    assert verify(audited).exit_code == 0
    return today
