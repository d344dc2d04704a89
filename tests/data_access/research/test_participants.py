"""Records of participants: by code, with consents; nothing identifying kept; findings counted; deleted whole."""

import pytest

from data_access.errors import NotFound, WrongRole
from data_access.people import person_page, services
from data_access.people.search import search_people
from data_access.research import findings, notes, participants, setup
from data_access.research.research_values import COMPONENTS
from data_access.values import SearchTerms
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, actions, audit_rows, person_id

pytest_generate_tests = only_these_on_both(
    "test_a_record_keeps_the_code_the_consents_tasks_notes_and_the_ranking",
    "test_what_was_opened_is_told_with_times_and_without_names_or_terms",
    "test_a_finding_counts_participants_and_not_notes",
    "test_deleting_takes_everything_and_what_nothing_else_supports",
    "test_a_reset_ends_the_record_of_that_session",
)

ALL = {"notes": True, "recording": False, "quotes": True, "stopping": True}
VIEWING = "Viewing service information"


@pytest.fixture
def number(rosa):
    return participants.start(rosa, code="p07", consents=ALL, session_id=rosa.session_id)


def test_a_record_keeps_the_code_the_consents_tasks_notes_and_the_ranking(rosa, number):
    participants.start_task(rosa, number, "Find the child")
    participants.stop_task(rosa, number, "with_help")
    participants.start_task(rosa, number, "Find the father")
    notes.add_note(rosa, number, component=VIEWING, kind="quote", words="I would call")
    order = ("wrong_information", "no_information", "missing_information")
    participants.rank(rosa, number, order)
    participants.end(rosa, number)
    kept = participants.get_participant(rosa, number)
    assert (kept.code, kept.consents, kept.scenario) == ("P07", ("notes", "quotes", "stopping"), "williams")
    assert [(task.title, task.outcome) for task in kept.tasks] == [
        ("Find the child", "with_help"), ("Find the father", "not_done"),
    ]  # fmt: skip
    assert [(note.kind, note.words) for note in kept.notes] == [("quote", "I would call")]
    assert kept.ranking == order and kept.ended_at is not None
    assert [one.code for one in participants.list_participants(rosa)] == ["P07"]


def test_what_was_opened_is_told_with_times_and_without_names_or_terms(rosa, number):
    search_people(rosa, SearchTerms(family_name="Pierce"), grounds=STOCKPORT_GROUNDS)
    dominic = person_id(rosa.council, "dominic")
    person_page.get_person(rosa, dominic, grounds=STOCKPORT_GROUNDS)
    services.get_service(rosa, dominic, "police", grounds=STOCKPORT_GROUNDS)
    setup.vary_service(rosa, dominic, "police", "wrong")
    participants.end(rosa, number)
    services.get_service(rosa, dominic, "police", grounds=STOCKPORT_GROUNDS)
    kept = participants.get_participant(rosa, number)
    assert [(one.action, one.service_id) for one in kept.opened] == [
        ("searched", None), ("shown_individuals", None), ("viewed_person", None), ("viewed_service", "police"),
        ("varied_service", "police"),
    ]  # fmt: skip
    assert "Pierce" not in repr(kept) and dominic not in repr(kept)


@pytest.mark.parametrize(
    "code", ["", "Priya", "Priya Shah", "priya@leeds.example", "12/05/2012", "Smith1", "P0712", "7"]
)
def test_what_is_no_code_is_refused(rosa, code):
    with pytest.raises(ValueError):
        participants.start(rosa, code=code, consents=ALL, session_id=rosa.session_id)
    assert participants.list_participants(rosa) == []


IDENTIFYING = [
    "Write to jane.doe@stockport.example", "She lives at SK6 3HL", "born 3/4/1990", "born on 3 April 1990",
    "born 1990-04-03", "case 249012", "call 0161 496 0123", "NI QQ 12 34 56 C",
]  # fmt: skip


@pytest.mark.parametrize("words", IDENTIFYING)
def test_words_that_could_identify_somebody_are_kept_nowhere(rosa, number, words):
    """Seen to fail without _refuse_identifying() in each of the four."""
    note = {"component": VIEWING, "kind": "note"}
    notes.add_note(rosa, number, words="All clear", new="Flags are understood", **note)
    [finding] = findings.list_findings(rosa)
    for keep in (
        lambda: participants.start_task(rosa, number, words),
        lambda: notes.add_note(rosa, number, words=words, **note),
        lambda: notes.add_note(rosa, number, words="Fine", new=words, **note),
        lambda: findings.set_action(rosa, finding.number, words),
    ):
        with pytest.raises(ValueError, match="Leave out"):
            keep()
    kept = participants.get_participant(rosa, number)
    assert (len(kept.tasks), len(kept.notes)) == (0, 1)


def test_what_the_participant_did_not_agree_to_is_not_kept(rosa):
    number = participants.start(rosa, code="P1", consents={"notes": True}, session_id=rosa.session_id)
    notes.add_note(rosa, number, component=VIEWING, kind="note", words="Hesitated")
    with pytest.raises(ValueError, match="did not agree"):
        notes.add_note(rosa, number, component=VIEWING, kind="quote", words="I hesitated")
    silent = participants.start(rosa, code="P2", consents={}, session_id=rosa.session_id)
    with pytest.raises(ValueError, match="did not agree"):
        notes.add_note(rosa, silent, component=VIEWING, kind="note", words="Hesitated")


def test_a_finding_counts_participants_and_not_notes(rosa, number):
    note = {"component": VIEWING, "kind": "note"}
    notes.add_note(rosa, number, words="Did not see it", new="The date is overlooked", **note)
    [finding] = findings.list_findings(rosa)
    notes.add_note(rosa, number, words="Again", finding=finding.number, **note)
    second = participants.start(rosa, code="P08", consents=ALL, session_id=rosa.session_id)
    notes.add_note(rosa, second, words="Nor did they", finding=finding.number, **note)
    participants.start(rosa, code="P09", consents=ALL, session_id=rosa.session_id)
    findings.set_action(rosa, finding.number, "Make it larger")
    [counted] = findings.list_findings(rosa)
    assert (counted.participants, counted.of, counted.action) == (2, 3, "Make it larger")
    assert counted.component in COMPONENTS


def test_deleting_takes_everything_and_what_nothing_else_supports(rosa, number):
    participants.start_task(rosa, number, "Find the child")
    note = {"component": VIEWING, "kind": "note", "words": "Hesitated"}
    notes.add_note(rosa, number, new="People hesitate", **note)
    participants.delete_participant(rosa, number)
    assert participants.list_participants(rosa) == [] and findings.list_findings(rosa) == []
    with pytest.raises(NotFound):
        participants.get_participant(rosa, number)
    assert actions(rosa.council)[-2:] == ["started_research", "deleted_research"]
    assert "P07" not in "".join(row.record for row in audit_rows(rosa.council))


def test_a_note_taker_with_an_account_of_their_own_keeps_the_same_record(rosa, number, sign_in):
    ned = sign_in(rosa.council, "ned.oakes", role="researcher")
    [watched] = participants.list_running_sessions(ned)
    assert (watched.session_id, watched.scenario) == (rosa.session_id, "williams")
    notes.add_note(ned, number, component=VIEWING, kind="note", words="Smiled")
    assert [note.words for note in participants.get_participant(rosa, number).notes] == ["Smiled"]


def test_a_reset_ends_the_record_of_that_session(rosa, number):
    setup.reset(rosa)
    assert participants.get_participant(rosa, number).ended_at is not None


@pytest.mark.parametrize("role", ["social_worker", "manager", "data_officer", "service_lead", "administrator"])
def test_nobody_but_a_researcher_reads_or_changes_a_record(rosa, number, sign_in, role):
    other = sign_in(rosa.council, "somebody", role=role)
    for ask in (
        lambda: participants.list_participants(other),
        lambda: participants.get_participant(other, number),
        lambda: findings.list_findings(other),
        lambda: participants.end(other, number),
        lambda: participants.delete_participant(other, number),
        lambda: notes.add_note(other, number, component=VIEWING, kind="note", words="x"),
    ):
        with pytest.raises(WrongRole):
            ask()
