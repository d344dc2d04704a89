"""What a restore keeps of the database it replaces, besides restrictions: reports, decisions on matches, and that an
account is disabled. Each was seen to fail: a record that was reported, or a link undone, was shown again at once."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update
from typer.testing import CliRunner

import manage
from data_access.accounts import accounts
from data_access.people import person_page, reports
from data_access.review import past_decisions, possible_matches, reported_records
from data_access.storage.app_tables import match_decision, problem_report
from data_access.storage.database import database_of
from data_access.values import NoRecordsFound, RecordsFound, WhyNotChecked
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, audit_rows, person_id
from tests.data_access.unkeyed import UnkeyedExtract, without_shared_key
from tests.data_access.upkeep.test_backup import made, restore_backup

pytest_generate_tests = only_these_on_both(
    "test_a_report_made_since_hides_its_record_as_before",
    "test_a_link_undone_since_stays_undone_at_once_and_in_the_next_load",
    "test_the_next_report_has_the_next_number",
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
