"""What a restore keeps of the database it replaces, besides restrictions: reports, decisions on matches, and that an
account is disabled. Each was seen to fail: a record that was reported, or a link undone, was shown again at once."""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update
from typer.testing import CliRunner

import manage
from data_access.accounts import accounts
from data_access.people import person_page, reports
from data_access.people.restricting import restrictions
from data_access.review import past_decisions, possible_matches, reported_records
from data_access.storage.app_tables import match_decision, problem_report
from data_access.storage.database import database_of
from data_access.upkeep import backup, going_back, restoring
from data_access.values import NoRecordsFound, RecordsFound, WhyNotChecked
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, audit_rows, person_id
from tests.data_access.unkeyed import UnkeyedExtract, without_shared_key
from tests.data_access.upkeep.test_backup import changed, made, own_key, packed, restore_backup, unpacked  # noqa: F401

pytest_generate_tests = only_these_on_both(
    "test_a_report_made_since_hides_its_record_as_before",
    "test_a_link_undone_since_stays_undone_at_once_and_in_the_next_load",
    "test_the_next_report_has_the_next_number",
    "test_a_backup_of_the_version_before_gets_what_was_decided_since",
)


@pytest.fixture
def extract(stockport) -> UnkeyedExtract:
    """A police record that is surely Dominic's, linked without a shared key."""
    extract = UnkeyedExtract(without_shared_key(stockport))
    return extract.offender("N1", "dominic", address="77 Cliff Road, SK1 1AA")


@pytest.fixture
def council(extract, already_loaded):
    return already_loaded(extract)


@pytest.fixture
def officer(council, sign_in):
    return sign_in(council, "olive.grant", role="data_officer")


@pytest.fixture
def dominic(council) -> str:
    return person_id(council, "dominic")


def report(council, sign_in, dominic):
    return reports.report_record(sign_in(council), dominic, "police", "0", grounds=STOCKPORT_GROUNDS)


def police(council, sign_in, whose):
    return person_page.get_person(sign_in(council), whose, grounds=STOCKPORT_GROUNDS).answers["police"]


def listed(council, sign_in):
    """Each report in the data officer's list: its number, and what became of it."""
    lines = reported_records.list_reports(sign_in(council, "olive.grant", role="data_officer"))
    return [(line.number, "settled" if line.settled_at else "wrong" if line.marked_at else "waiting") for line in lines]


@pytest.mark.parametrize("is_wrong", [False, True])
def test_a_report_made_since_hides_its_record_as_before(council, officer, dominic, sign_in, tmp_path, is_wrong):
    path = made(council, tmp_path)
    number = report(council, sign_in, dominic)
    if is_wrong:
        reported_records.mark_as_wrong(officer, number, note="Another man")
    assert restore_backup(council, path).kept.reports == 1
    assert police(council, sign_in, dominic).reason is WhyNotChecked.REPORTED
    assert listed(council, sign_in) == [(number, "wrong" if is_wrong else "waiting")]


def test_a_report_reopened_since_is_open_and_one_settled_since_is_open_again(
    council, officer, dominic, sign_in, tmp_path
):
    number = report(council, sign_in, dominic)
    reported_records.settle_as_right(officer, number, note="")
    settled = made(council, tmp_path / "settled")
    reported_records.reopen(officer, number)
    still_open = made(council, tmp_path / "open")
    assert restore_backup(council, settled).kept.reports == 1
    assert listed(council, sign_in) == [(number, "waiting")]
    officer = sign_in(council, "olive.grant", role="data_officer")
    reported_records.settle_as_right(officer, number, note="")
    assert restore_backup(council, still_open).kept.reports == 0
    assert listed(council, sign_in) == [(number, "waiting")]
    assert police(council, sign_in, dominic).reason is WhyNotChecked.REPORTED


def test_a_report_marked_as_wrong_since_stays_so(council, officer, dominic, sign_in, tmp_path):
    number = report(council, sign_in, dominic)
    path = made(council, tmp_path)
    reported_records.mark_as_wrong(officer, number, note="Another man")
    assert restore_backup(council, path).kept.reports == 1
    assert listed(council, sign_in) == [(number, "wrong")]
    assert restore_backup(council, path).kept.reports == 1
    assert restore_backup(council, made(council, tmp_path / "both")).kept.reports == 0


def test_the_next_report_has_the_next_number(council, dominic, sign_in, tmp_path):
    """Seen to fail on PostgreSQL, whose sequence is put back to the last number in the backup."""

    def report_and_settle():
        number = report(council, sign_in, dominic)
        reported_records.settle_report(council, number, settled_by="it", outcome="Right")
        return number

    first = report_and_settle()
    path = made(council, tmp_path)
    report_and_settle()
    restore_backup(council, path)
    assert report_and_settle() == first + 2


def test_under_a_number_that_the_backup_gave_to_another_report_both_are_kept(council, dominic, sign_in, tmp_path):
    """As after an earlier restore of another backup."""
    number = report(council, sign_in, dominic)
    path = made(council, tmp_path)
    with database_of(council).writing() as connection:
        made_at = connection.scalar(select(problem_report.c.reported_at))
        later = {"reported_at": made_at + timedelta(hours=1), "service_id": "housing"}
        connection.execute(update(problem_report).values(later))
    assert restore_backup(council, path).kept.reports == 1
    assert listed(council, sign_in) == [(number, "waiting"), (number + 1, "waiting")]


def test_a_link_undone_since_stays_undone_at_once_and_in_the_next_load(
    council, officer, extract, dominic, sign_in, tmp_path
):
    path = made(council, tmp_path)
    assert isinstance(police(council, sign_in, dominic), RecordsFound)
    possible_matches.undo_link(officer, "police", "N1", dominic)
    assert restore_backup(council, path).kept.decisions == 1
    assert police(council, sign_in, dominic).reason is WhyNotChecked.MATCH_PENDING
    extract.load(tmp_path)
    assert isinstance(police(council, sign_in, dominic), NoRecordsFound)
    [one] = past_decisions.list_decided(sign_in(council, "olive.grant", role="data_officer"))
    assert one.decision == "undone"


def test_a_decision_stands_under_the_key_that_a_load_has_given_its_record_since(
    council, officer, dominic, sign_in, tmp_path
):
    possible_matches.undo_link(officer, "police", "N1", dominic)
    path = made(council, tmp_path)
    with database_of(council).writing() as connection:
        connection.execute(update(match_decision).values(source_key="N2"))
    assert restore_backup(council, path).kept.decisions == 0
    with database_of(council).reading_app() as connection:
        assert connection.scalars(select(match_decision.c.source_key)).all() == ["N2"]


def test_an_account_disabled_since_stays_disabled(council, officer, tmp_path):
    path = made(council, tmp_path)
    accounts.disable_account(council, officer.username, by="it")
    assert restore_backup(council, path).kept.disabled == 1
    assert [one.username for one in accounts.list_accounts(council) if one.is_disabled] == [officer.username]
    assert restore_backup(council, path).kept.disabled == 1


def test_so_does_one_of_which_the_backup_knows_no_more_than_that_there_is_one(council, officer, tmp_path):
    """As of a version before accounts could be disabled."""
    path = changed(made(council, tmp_path), "DELETE FROM account_standing")
    accounts.disable_account(council, officer.username, by="it")
    with restoring.checked_backup(council, path) as checked:
        assert restoring.restore_backup(council, checked, by="it").kept.disabled == 1
    assert [one.username for one in accounts.list_accounts(council) if one.is_disabled] == [officer.username]


def test_an_account_made_and_disabled_since_is_not_kept(council, sign_in, tmp_path):
    path = made(council, tmp_path)
    accounts.disable_account(council, sign_in(council, "new.one").username, by="it")
    assert restore_backup(council, path).kept.disabled == 0
    assert accounts.list_accounts(council) == []


def test_of_a_database_of_an_earlier_version_its_reports_are_kept_too(council, dominic, sign_in, tmp_path):
    """They hide the record, as all did before it was asked what is wrong; and none was marked as wrong."""
    path = made(council, tmp_path)
    report(council, sign_in, dominic)
    with database_of(council).changing() as connection:
        connection.exec_driver_sql("ALTER TABLE problem_report DROP COLUMN kind")
        connection.exec_driver_sql("DROP TABLE wrong_record")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0007'")
    assert restore_backup(council, path).kept.reports == 1
    assert police(council, sign_in, dominic).reason is WhyNotChecked.REPORTED


def test_where_nothing_was_done_since_nothing_is_kept_and_nothing_said(council, dominic, sign_in, tmp_path):
    report(council, sign_in, dominic)
    path = made(council, tmp_path)
    assert not any(restore_backup(council, path).kept)
    done = CliRunner().invoke(manage.app_with("restore"), ["restore", str(path), "--yes", "--council", "stockport"])
    assert "kept" not in done.stdout


def test_what_is_kept_is_said_and_recorded(council, officer, dominic, sign_in, tmp_path):
    path = made(council, tmp_path)
    report(council, sign_in, dominic)
    possible_matches.undo_link(officer, "police", "N1", dominic)
    with database_of(council).writing() as connection:
        [row] = connection.execute(select(match_decision)).all()
        connection.execute(insert(match_decision).values(dict(row._mapping) | {"number": row.number + 1}))
    done = CliRunner().invoke(manage.app_with("restore"), ["restore", str(path), "--yes", "--council", "stockport"])
    said = "Not in the backup, and kept from the database that was replaced: 1 report, 2 decisions on matches."
    assert said in done.stdout.splitlines()
    [recorded] = [json.loads(row.record) for row in audit_rows(council) if row.action == "restored_backup"]
    assert recorded["about"]["kept"] == {"restrictions": 0, "reports": 1, "decisions": 2, "disabled": 0}


# Going back to the version before

SINCE_0_3 = (
    *(
        f"DROP TABLE {name}"
        for name in (
            *("account_identity", "kept_place", "failed_tries", "second_factor", "second_step"),
            *("research_record_session", "research_note_change", "research_draft", "research_other_finding"),
        )
    ),
    # Not in a database of an early 0.3.
    "DROP TABLE wrong_record",
    *(f"ALTER TABLE problem_report DROP COLUMN {name}" for name in ("kind", "said")),
    "UPDATE alembic_version SET version_num = '0007'",
)
"""What takes a database back to 0.3, but for columns of research."""


def as_of_0_3(path, folder, *before: str) -> Path:
    """A backup as 0.3 would have made it, or a version before it."""
    file = unpacked(path, folder) / backup.DATABASE
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in (*SINCE_0_3, *before):
            connection.execute(statement)
    manifest = backup.describe(file, "stockport", "2026-11-01T02:00:00+00:00")
    contents = json.dumps({**vars(manifest), "signature": manifest.signature()})
    (folder / backup.MANIFEST).write_text(contents)
    return packed(folder, folder.with_suffix(".backup"))


def rows_of(path, folder, statement) -> list:
    with closing(sqlite3.connect(unpacked(path, folder) / backup.DATABASE)) as connection:
        return connection.execute(statement).fetchall()


def test_a_backup_of_the_version_before_gets_what_was_decided_since(council, officer, dominic, sign_in, tmp_path):
    """In the tables of that version, which restores the copy as one of its own."""
    path = made(council, tmp_path)
    earlier = as_of_0_3(path, tmp_path / "earlier")
    reported_records.mark_as_wrong(officer, report(council, sign_in, dominic), note="Another man")
    restrictions.restrict_person(council, "249013", reason="Adoption", by="olive")
    possible_matches.undo_link(officer, "police", "N1", dominic)
    accounts.disable_account(council, officer.username, by="it")
    added, kept = going_back.add_since(council, earlier, tmp_path / "added", by="it")
    assert kept == (1, 1, 1, 1)
    assert audit_rows(council)[-1].action == "made_backup"
    for number, (table, columns, rows) in enumerate(
        [
            ("problem_report", "person_id, service_id, record_id, settled_at", [(dominic, "police", "0", None)]),
            ("restricted_person", "person_id, reason", [(person_id(council, "kate"), "Adoption")]),
            ("match_decision", "source_key, person_id, decision", [("N1", dominic, "undone")]),
            ("account_standing", "count(disabled_at)", [(1,)]),
        ]
    ):
        statement = f"SELECT {columns} FROM {table}"
        assert rows_of(added.path, tmp_path / f"found-{number}", statement) == rows
        assert rows_of(earlier, tmp_path / f"earlier-{number}", statement) != rows
    with restoring.checked_backup(council, added.path) as checked:
        assert (checked.faults, checked.manifest.step) == ((), "0007")
    said = CliRunner().invoke(
        manage.app_with("add-since"), ["add-since", str(earlier), str(tmp_path / "again"), "--council", "stockport"]
    )
    assert "added 1 restriction, 1 report, 1 decision on a match, 1 disabled account: " in said.stdout


def test_a_version_that_matched_no_records_gets_no_decisions(council, officer, dominic, sign_in, tmp_path):
    """0.1 has no table of them. Seen to fail: nothing at all was added."""
    earlier = as_of_0_3(made(council, tmp_path), tmp_path / "earlier", "DROP TABLE match_decision")
    report(council, sign_in, dominic)
    possible_matches.undo_link(officer, "police", "N1", dominic)
    assert going_back.add_since(council, earlier, tmp_path / "added", by="it")[1] == (0, 1, 0, 0)


def test_to_a_backup_that_another_key_signed_nothing_is_added(council, tmp_path, monkeypatch):
    path = made(council, tmp_path)
    monkeypatch.setenv("FAMILY_CONTEXT_AUDIT_KEY", "another key of more than thirty-two characters")
    with pytest.raises(restoring.BackupRefused, match="signed with another key"):
        going_back.add_since(council, path, tmp_path / "added", by="it")
    assert list((tmp_path / "added").iterdir()) == []
