"""A backup holds what was there at one moment, and puts it back whole or not at all."""

import json
import sqlite3
import stat
import sys
import tarfile
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, text, update

from data_access.accounts import accounts, kept_places
from data_access.audit import anchors, chain, verification
from data_access.audit.chain import Action, Entry, Who
from data_access.errors import NotSignedIn, Unavailable
from data_access.people import person_page
from data_access.storage import database
from data_access.storage.app_tables import audit_event, current_extract, kept_place, problem_report
from data_access.storage.database import database_of
from data_access.upkeep import backup, encryption, private_copies, restoring
from data_access.upkeep.restoring import BackupRefused
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, audit_rows, count_rows, person_id

pytest_generate_tests = only_these_on_both(
    "test_a_backup_puts_everything_back_as_it_was_and_the_audit_holds",
    "test_numbers_go_on_where_they_were",
    "test_a_backup_made_while_people_are_recorded_is_of_one_moment",
    "test_what_would_be_lost_is_counted",
    "test_the_extract_in_use_stays_in_use",
    "test_on_an_empty_machine_it_is_restored_and_needs_a_load",
    "test_a_restore_that_fails_midway_changes_nothing",
    "test_whoever_writes_to_the_audit_during_a_restore_waits_for_its_end",
    "test_an_end_cut_off_by_hand_is_still_found_after_a_restore",
)

WHO, KEY = Who("it", "system"), "0123456789abcdefghijklmnopqrstuvwxyz"


@pytest.fixture(autouse=True)
def own_key(monkeypatch):
    monkeypatch.setenv("FAMILY_CONTEXT_AUDIT_KEY", KEY)


def look(actor, key="dominic"):
    return person_page.get_person(actor, person_id(actor.council, key), grounds=STOCKPORT_GROUNDS)


def made(council, tmp_path) -> Path:
    return backup.make_backup(council, tmp_path / "backups", by="it").path


def restore_backup(council, path, **options) -> restoring.Restored:
    with restoring.checked_backup(council, path, **options) as checked:
        return restoring.restore_backup(council, checked, by="it")


def refused(council, path) -> str:
    before = count_rows(council)
    with pytest.raises(BackupRefused) as raised, restoring.checked_backup(council, path):
        raise AssertionError("it was not refused")
    assert count_rows(council) == before
    return str(raised.value)


def unpacked(path: Path, folder: Path) -> Path:
    folder.mkdir()
    with tarfile.open(path, "r:gz") as archive:
        for name in (backup.MANIFEST, backup.DATABASE):
            (folder / name).write_bytes(archive.extractfile(name).read())
    return folder


def packed(folder: Path, path: Path) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name in (backup.MANIFEST, backup.DATABASE):
            archive.add(folder / name, name)
    return path


def changed(path: Path, statement: str) -> Path:
    """The backup with something done to its copy, and its list put right but for the signature."""
    folder = unpacked(path, path.parent / "open")
    with closing(sqlite3.connect(folder / backup.DATABASE, isolation_level=None)) as connection:
        connection.execute(statement)
    said = json.loads((folder / backup.MANIFEST).read_text())
    now = backup.describe(folder / backup.DATABASE, said["database"], said["made_at"])
    (folder / backup.MANIFEST).write_text(json.dumps({**vars(now), "signature": said["signature"]}))
    return packed(folder, path.with_name("changed"))


def test_a_backup_puts_everything_back_as_it_was_and_the_audit_holds(helen, tmp_path):
    look(helen)
    council = helen.council
    path = made(council, tmp_path)
    before = [tuple(row) for row in audit_rows(council)][:-1]
    look(helen)
    accounts.save_account(council, username="new.one", display_name="N", role="manager", password_hash="$2b$none")
    restore_backup(council, path)
    after = audit_rows(council)
    assert [tuple(row) for row in after[: len(before)]] == before
    assert [row.action for row in after[len(before) :]] == ["restored_backup", "session_revoked", "session_revoked"]
    assert {one.username for one in accounts.list_accounts(council)} == {"helen.marks"}
    found = verification.verify(council)
    assert (found.records, found.first_broken) == (len(after), None)


def test_no_backup_holds_where_a_session_last_was(helen, tmp_path):
    """Neither as a row nor as bytes that SQLite left behind. Seen to fail without `_leave_out_places`."""
    kept_places.keep(helen, {"screen": "results", "terms": "Quennerby"})
    path = made(helen.council, tmp_path)
    assert b"Quennerby" not in (unpacked(path, tmp_path / "opened") / backup.DATABASE).read_bytes()
    restore_backup(helen.council, path)
    with database_of(helen.council).reading_app() as connection:
        assert connection.execute(select(kept_place)).all() == []


def test_everybody_must_sign_in_again_and_then_works_on(helen, tmp_path, sign_in):
    path = made(helen.council, tmp_path)
    restore_backup(helen.council, path)
    with pytest.raises(NotSignedIn):
        look(helen)
    assert look(sign_in(helen.council)).details.first_name == "Dominic"


def test_numbers_go_on_where_they_were(helen, tmp_path, sign_in, stockport):
    """PostgreSQL counts by itself, and would give the number of a row that was written a second time."""
    with database_of(stockport).writing() as connection:
        for _ in range(3):
            row = {"person_id": "p", "service_id": "police", "record_id": "0", "reported_by": "helen.marks"}
            connection.execute(insert(problem_report).values(**row, reported_at=database_time(connection)))
    path = made(stockport, tmp_path)
    restore_backup(stockport, path)
    with database_of(stockport).writing() as connection:
        connection.execute(insert(problem_report).values(**row, reported_at=database_time(connection)))
        assert list(connection.scalars(select(problem_report.c.number))) == [1, 2, 3, 4]


def database_time(connection):
    return connection.scalar(select(audit_event.c.at).limit(1))


def test_a_backup_is_recorded_and_nobody_else_may_read_it(helen, tmp_path):
    path = made(helen.council, tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    record = json.loads(audit_rows(helen.council)[-1].record)
    assert (record["action"], record["about"]["file"], record["about"]["is_encrypted"]) == (
        "made_backup", path.name, False
    )  # fmt: skip


def test_nothing_of_a_copy_is_left_behind(helen, tmp_path):
    restore_backup(helen.council, made(helen.council, tmp_path))
    with pytest.raises(BackupRefused):
        restore_backup(helen.council, Path(__file__))
    assert not list(tmp_path.rglob(f"{private_copies.PREFIX}*")) and not list(tmp_path.rglob("*.unfinished"))


def test_a_backup_made_while_people_are_recorded_is_of_one_moment(helen, tmp_path):
    """Every record in it is followed by all before it, and whom each names is there too."""
    stop = threading.Event()
    council = helen.council

    def work() -> None:
        while not stop.is_set():
            look(helen)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        paths = [backup.make_backup(council, tmp_path / f"b{turn}", by="it").path for turn in range(2)]
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    for path in paths:
        with restoring.checked_backup(council, path) as checked:
            assert checked.faults == ()
            assert checked.manifest.rows["audit_event"] == checked.manifest.last_record > 0


def test_what_would_be_lost_is_counted(helen, tmp_path):
    path = made(helen.council, tmp_path)
    look(helen)
    with restoring.checked_backup(helen.council, path) as checked:
        # The record of the backup itself, and that of the look.
        assert (checked.lost, checked.faults) == (2, ())


def test_the_extract_in_use_stays_in_use(helen, tmp_path, load, sign_in):
    path = made(helen.council, tmp_path)
    for _ in range(3):
        load(helen.council)
    restore_backup(helen.council, path)
    with database_of(helen.council).reading_app() as connection:
        assert connection.scalar(select(current_extract.c.number)) == 4
    assert look(sign_in(helen.council)).details.first_name == "Dominic"


def test_on_an_empty_machine_it_is_restored_and_needs_a_load(helen, tmp_path, monkeypatch, storage):
    path = made(helen.council, tmp_path)
    database.close_databases()
    monkeypatch.delenv("FAMILY_CONTEXT_DATABASE_URL", raising=False)
    monkeypatch.setenv("FAMILY_CONTEXT_DATA", str(tmp_path / "elsewhere"))
    restore_backup(helen.council, path)
    assert database_of(helen.council).current_extract() is None
    assert {one.username for one in accounts.list_accounts(helen.council)} == {"helen.marks"}


# What is refused


def test_what_is_no_backup_or_was_cut_short_is_refused(helen, tmp_path):
    path = made(helen.council, tmp_path)
    whole = path.read_bytes()
    cut = [whole[:length] for length in (0, 100, len(whole) // 2, len(whole) - 20)]
    for content in (*cut, b"something else", b"\x1f\x8b\x08\x00 not really"):
        path.write_bytes(content)
        assert "not a complete backup" in refused(helen.council, path)


def test_a_backup_with_one_byte_changed_is_refused(helen, tmp_path):
    folder = unpacked(made(helen.council, tmp_path), tmp_path / "open")
    raw = bytearray((folder / backup.DATABASE).read_bytes())
    raw[raw.index(b"helen.marks")] ^= 1
    (folder / backup.DATABASE).write_bytes(raw)
    assert "match its list of contents (digest" in refused(helen.council, packed(folder, tmp_path / "changed"))


def test_a_backup_of_another_council_or_of_a_newer_version_is_refused(helen, tmp_path):
    other, path = helen.council.model_copy(update={"database": "other"}), made(helen.council, tmp_path)
    database_of(other)
    assert "a backup of stockport, not of other" in refused(other, path)
    newer = changed(path, "UPDATE alembic_version SET version_num = '0999'")
    assert "made by a newer version (step 0999)" in refused(helen.council, newer)


def test_an_account_added_to_a_backup_is_a_fault(helen, tmp_path):
    """With every count and digest put right; only the key is missing."""
    add = "INSERT INTO account VALUES ('mallory', 'M', 'manager', '$2b$none', 0)"
    with restoring.checked_backup(helen.council, changed(made(helen.council, tmp_path), add)) as checked:
        assert len(checked.faults) == 1 and "signed with another key" in checked.faults[0]


def test_a_broken_audit_in_a_backup_is_a_fault(helen, tmp_path):
    look(helen)
    with database_of(helen.council).writing() as connection:
        connection.execute(update(audit_event).where(audit_event.c.seq == 2).values(username="mallory"))
    with restoring.checked_backup(helen.council, made(helen.council, tmp_path)) as checked:
        assert checked.faults == (f"audit record 2 does not hold: {verification.COLUMNS}",)


def test_a_restore_that_fails_midway_changes_nothing(helen, tmp_path, monkeypatch):
    path = made(helen.council, tmp_path)
    look(helen)
    before = count_rows(helen.council)
    with restoring.checked_backup(helen.council, path) as checked:
        monkeypatch.setattr(restoring, "append_within", lambda *_args, **_more: _fail())
        with pytest.raises(Unavailable):
            restoring.restore_backup(helen.council, checked, by="it")
    assert count_rows(helen.council) == before


def test_whoever_writes_to_the_audit_during_a_restore_waits_for_its_end(helen, tmp_path, monkeypatch, storage):
    """On PostgreSQL seen to fail without the lock of the audit: the record came between emptying and copying."""
    council, copy_rows = helen.council, restoring.copy_rows
    path = made(council, tmp_path)
    writer = threading.Thread(target=lambda: chain.append(database_of(council), WHO, [Entry(Action.MADE_BACKUP)]))

    def copy_while_somebody_writes(source, target, **more):
        writer.start()
        waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        # SQLite has one writer at a time anyway, and does not say who waits.
        while storage == "postgresql" and writer.is_alive() and not target.scalar(waiting):
            pass
        return copy_rows(source, target, **more)

    monkeypatch.setattr(restoring, "copy_rows", copy_while_somebody_writes)
    restore_backup(council, path)
    writer.join()
    assert audit_rows(council)[-1].action == "made_backup"
    assert verification.verify(council).first_broken is None


def _fail():
    raise Unavailable("OperationalError")


# Anchors


def test_anchors_of_records_that_a_restore_took_away_are_no_alarm_and_the_restore_is_said(helen, tmp_path):
    council = helen.council
    path = made(council, tmp_path)
    head = len(audit_rows(council)) - 1
    for _ in range(8):
        look(helen)
    anchors.write_anchor(council)
    newest = len(audit_rows(council))
    restore_backup(council, path)
    known = anchors.read_anchors(council, anchors.anchor_file(council))
    found = verification.verify(council, anchors=known)
    assert (found.first_broken, found.anchors) == (None, 0)
    assert [(one.head, one.replaced) for one in found.restored] == [(head, newest)]


def test_an_end_cut_off_by_hand_is_still_found_after_a_restore(helen, tmp_path):
    council = helen.council
    restore_backup(council, made(council, tmp_path))
    chain.append(database_of(council), Who("it", "system"), [Entry(Action.SEARCHED) for _ in range(9)])
    anchors.write_anchor(council)
    last = len(audit_rows(council)) - 3
    with database_of(council).writing() as connection:
        connection.execute(delete(audit_event).where(audit_event.c.seq > last))
    known = anchors.read_anchors(council, anchors.anchor_file(council))
    assert verification.verify(council, anchors=known).first_broken == last + 1


# Encryption

PROGRAM = """#!{python}
import sys
arguments = sys.argv[1:]
assert arguments in ({seal}, {open}), arguments
sys.stdout.buffer.write(bytes(byte ^ 0x55 for byte in sys.stdin.buffer.read()))
{end}
"""


@pytest.fixture
def program(tmp_path, monkeypatch):
    """A program in the place of age or gpg: it takes the arguments they need and no others. `make drill` has both."""

    def install(name: str, seal: list[str], open_with: list[str], end: str = "") -> None:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        path = folder / name
        path.write_text(PROGRAM.format(python=sys.executable, seal=seal, open=open_with, end=end))
        path.chmod(0o755)
        monkeypatch.setenv("PATH", str(folder))

    return install


def test_with_a_key_of_age_nothing_readable_reaches_the_disk(helen, tmp_path, monkeypatch, program):
    private = tmp_path / "private"
    program("age", ["--encrypt", "--recipient", "age1abc"], ["--decrypt", "--identity", str(private)])
    monkeypatch.setenv("FAMILY_CONTEXT_BACKUP_KEY", "age1abc")
    path = made(helen.council, tmp_path)
    assert path.suffix == ".age" and not path.read_bytes().startswith(b"\x1f\x8b")
    with pytest.raises(encryption.EncryptionFailed, match="--identity"):
        restore_backup(helen.council, path)
    assert restore_backup(helen.council, path, identity=private).rows["account"] == 1


def test_with_a_key_of_gpg_it_is_encrypted_for_that_file(helen, tmp_path, monkeypatch, program):
    public = tmp_path / "backup.asc"
    public.write_text("a key")
    seal = ["--batch", "--no-options", "--trust-model", "always", "--recipient-file", str(public), "--encrypt"]
    program("gpg", seal, ["--batch", "--quiet", "--decrypt"])
    monkeypatch.setenv("FAMILY_CONTEXT_BACKUP_KEY", str(public))
    path = made(helen.council, tmp_path)
    assert path.suffix == ".gpg"
    assert restore_backup(helen.council, path).rows["account"] == 1


@pytest.mark.parametrize("end", ["sys.exit('no such key')", "print('no such key', file=sys.stderr); sys.exit(2)"])
def test_where_the_program_fails_no_backup_is_left_and_none_is_recorded(helen, tmp_path, monkeypatch, program, end):
    program("age", ["--encrypt", "--recipient", "age1abc"], [], end)
    monkeypatch.setenv("FAMILY_CONTEXT_BACKUP_KEY", "age1abc")
    before = len(audit_rows(helen.council))
    with pytest.raises(encryption.EncryptionFailed, match=r"age ended with \d: no such key"):
        made(helen.council, tmp_path)
    assert not list((tmp_path / "backups").iterdir()) and len(audit_rows(helen.council)) == before


def test_without_the_program_it_says_what_to_install(helen, tmp_path, monkeypatch):
    monkeypatch.setenv("FAMILY_CONTEXT_BACKUP_KEY", "age1abc")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(
        encryption.EncryptionFailed, match="needs age, which is not installed. Run: apt-get install age"
    ):
        made(helen.council, tmp_path)


def test_only_the_newest_are_kept_and_no_other_councils(helen, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    names = [f"stockport-2026010{day}T000000Z.backup" for day in range(1, 6)]
    for name in (*names, "leeds-20260101T000000Z.backup", "notes.txt"):
        (folder / name).touch()
    deleted = backup.keep_newest(helen.council, folder, 2)
    assert sorted(path.name for path in deleted) == names[:3]
    assert {path.name for path in folder.iterdir()} == {*names[3:], "leeds-20260101T000000Z.backup", "notes.txt"}
