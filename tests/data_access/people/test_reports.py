""" "This is not right": what each kind does, who may undo it, what each reader is told, and what is recorded."""

import json
from datetime import timedelta

import pytest

from config import clock
from data_access.accounts import sessions
from data_access.errors import NotFound, NotPermitted
from data_access.oversight import overdue_reports
from data_access.people import reports, services
from data_access.people.restricting import restrictions
from data_access.review import reported_records
from data_access.values import NotChecked, RecordsFound, ReportKind, ReportOutcome, WhyNotChecked
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, actions, audit_rows, person_id

pytest_generate_tests = only_these_on_both(
    "test_undo_in_the_same_session_brings_the_record_back_and_is_recorded",
    "test_no_other_session_account_service_or_person_undoes_it",
    "test_the_worker_reads_that_it_was_right_for_30_days_and_others_read_nothing",
    "test_the_officer_sees_what_was_said",
    "test_a_report_that_was_decided_is_not_overdue",
)


def dominic(actor):
    return person_id(actor.council, "dominic")


def shown(actor):
    return services.get_service(actor, dominic(actor), "police", grounds=STOCKPORT_GROUNDS)


def report(actor, kind, said=""):
    return reports.report_record(actor, dominic(actor), "police", "0", grounds=STOCKPORT_GROUNDS, kind=kind, said=said)


def undo(actor, number):
    reports.undo_report(actor, dominic(actor), "police", number, grounds=STOCKPORT_GROUNDS)


@pytest.fixture
def olive(helen, sign_in):
    return sign_in(helen.council, "olive.grant", role="data_officer")


@pytest.mark.parametrize("kind", ReportKind)
def test_only_another_persons_record_and_what_should_not_be_shown_are_hidden(helen, kind):
    before = shown(helen)
    number = report(helen, kind)
    after = shown(helen)
    if kind in (ReportKind.ANOTHER_PERSON, ReportKind.NOT_TO_SHOW):
        assert isinstance(after, NotChecked) and after.reason is WhyNotChecked.REPORTED
    else:
        assert isinstance(after, RecordsFound) and after.records == before.records
    [told] = after.reports
    assert (told.number, told.kind, told.is_own, told.may_undo, told.outcome) == (number, kind, True, True, None)


@pytest.mark.parametrize("kind", ReportKind)
def test_undo_in_the_same_session_brings_the_record_back_and_is_recorded(helen, kind):
    before = shown(helen)
    undo(helen, report(helen, kind))
    assert shown(helen) == before
    assert actions(helen.council)[-2] == "withdrew_report"


def test_the_record_of_a_report_says_what_is_wrong_and_what_was_written(helen):
    number = report(helen, ReportKind.CONTACT, "  She left  in May ")
    about = json.loads(audit_rows(helen.council)[-1].record)["about"]
    assert about == {"record": "0", "kind": "contact", "said": "She left in May", "report": number}


@pytest.mark.parametrize(
    "said",
    ["Dominic is not the man", "call 0161 496 0000", "born 12/05/1990", "x@example.org", "at SK6 3HL", "x" * 1001],
)
def test_a_note_with_somebodys_details_is_refused_and_nothing_is_reported(helen, said):
    before = shown(helen)
    with pytest.raises(ValueError, match="Leave out|Use 1000") as refused:
        report(helen, ReportKind.DETAIL, said)
    assert said not in str(refused.value)
    assert shown(helen) == before


def test_no_other_session_account_service_or_person_undoes_it(helen, sign_in):
    number = report(helen, ReportKind.CONTACT)
    tom = sign_in(helen.council, "tom.ashworth")
    assert [(one.is_own, one.may_undo) for one in shown(tom).reports] == [(False, False)]
    with pytest.raises(NotFound):
        undo(tom, number)
    with pytest.raises(NotFound):
        reports.undo_report(helen, dominic(helen), "housing", number, grounds=STOCKPORT_GROUNDS)
    with pytest.raises(NotFound):
        reports.undo_report(helen, person_id(helen.council, "kate"), "police", number, grounds=STOCKPORT_GROUNDS)
    key = sessions.start_session(helen.council, helen.username, address="127.0.0.1")
    again = sessions.get_actor(helen.council, key)
    assert [(one.is_own, one.may_undo) for one in shown(again).reports] == [(True, False)]
    with pytest.raises(NotFound):
        undo(again, number)


@pytest.mark.parametrize("decide", [reported_records.settle_as_right, reported_records.mark_as_wrong])
def test_what_a_data_officer_has_decided_cannot_be_undone(helen, olive, decide):
    number = report(helen, ReportKind.ANOTHER_PERSON)
    decide(olive, number, note="")
    with pytest.raises(NotFound):
        undo(helen, number)


def test_nobody_undoes_a_report_about_a_person_restricted_since(helen):
    number = report(helen, ReportKind.CONTACT)
    restrictions.restrict_person(helen.council, dominic(helen), reason="Refuge", by="test")
    with pytest.raises(NotPermitted):
        undo(helen, number)


def test_the_worker_reads_that_it_was_right_for_30_days_and_others_read_nothing(helen, olive, sign_in, monkeypatch):
    number = report(helen, ReportKind.CONTACT)
    reported_records.settle_as_right(olive, number, note="")
    [told] = shown(helen).reports
    assert told.outcome is ReportOutcome.RIGHT and told.decided_at is not None
    tom = sign_in(helen.council, "tom.ashworth")
    assert shown(tom).reports == ()
    later = clock.now() + timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    key = sessions.start_session(helen.council, helen.username, address="127.0.0.1")
    assert shown(sessions.get_actor(helen.council, key)).reports == ()


@pytest.mark.parametrize("kind", ReportKind)
def test_what_was_marked_as_wrong_stays_hidden_or_marked_for_everyone(helen, olive, sign_in, kind):
    reported_records.mark_as_wrong(olive, report(helen, kind), note="")
    for actor in (helen, sign_in(helen.council, "tom.ashworth")):
        answer = shown(actor)
        assert isinstance(answer, NotChecked) == kind.hides
        assert [one.outcome for one in answer.reports] == [ReportOutcome.WRONG]


def test_the_officer_sees_what_was_said(helen, olive):
    number = report(helen, ReportKind.DETAIL, "The tenancy ended")
    [line] = reported_records.list_reports(olive)
    assert (line.number, line.kind, line.said) == (number, ReportKind.DETAIL, "The tenancy ended")
    undo(helen, number)
    [line] = reported_records.list_reports(olive)
    assert line.settled_at is not None and line.note == "Withdrawn by the worker who reported it"


@pytest.mark.parametrize(
    ("reported", "now", "is_overdue"),
    [
        ("2026-11-25T15:00", "2026-11-26T14:59", False),
        ("2026-11-25T15:00", "2026-11-26T15:01", True),
        ("2026-11-27T15:00", "2026-11-29T15:00", False),  # Friday, and still the weekend
        ("2026-11-27T15:00", "2026-11-30T15:01", True),
        ("2026-11-28T15:00", "2026-11-30T15:00", False),  # Saturday counts from Monday
        ("2026-11-28T15:00", "2026-12-01T00:01", True),
    ],
)
def test_the_manager_is_told_after_a_working_day(helen, sign_in, monkeypatch, reported, now, is_overdue):
    at = [clock.datetime.fromisoformat(f"{reported}:00+00:00")]
    monkeypatch.setattr(clock, "now", lambda: at[0])
    key = sessions.start_session(helen.council, helen.username, address="127.0.0.1")
    report(sessions.get_actor(helen.council, key), ReportKind.CONTACT)
    at[0] = clock.datetime.fromisoformat(f"{now}:00+00:00")
    found = overdue_reports.find_overdue(sign_in(helen.council, "sam.carter", role="manager"))
    assert (found is not None) == is_overdue
    assert found is None or found.number == 1


@pytest.mark.parametrize("decide", [reported_records.settle_as_right, reported_records.mark_as_wrong])
def test_a_report_that_was_decided_is_not_overdue(helen, olive, sign_in, monkeypatch, decide):
    decide(olive, report(helen, ReportKind.CONTACT), note="")
    later = clock.now() + timedelta(days=9)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert overdue_reports.find_overdue(sign_in(helen.council, "sam.carter", role="manager")) is None
