"""Findings with quotes; changed notes; who is left out; results; another council's file, which is checked whole."""

from datetime import timedelta

import pytest
from hypothesis import given

from config import clock
from data_access.errors import NotFound, WrongRole
from data_access.people import person_page, services
from data_access.research import findings, findings_file, notes, participants, results, setup
from data_access.research.findings_file import FindingsFileError, read_findings
from data_access.research.research_values import CHILD, COMPONENTS, Quote
from tests.any_text import any_text
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, actions, person_id

pytest_generate_tests = only_these_on_both(
    "test_a_finding_has_its_quotes_and_not_its_notes",
    "test_a_changed_note_keeps_what_it_said_with_who_and_when",
    "test_who_is_left_out_counts_nowhere_until_taken_in_again",
    "test_results_count_each_outcome_and_time_only_what_was_done",
    "test_a_participant_who_came_twice_ranks_once_and_a_task_done_again_counts_as_it_went_last",
    "test_the_record_says_which_variation_was_shown_and_whose",
    "test_another_councils_findings_stand_beside_and_its_next_file_replaces_them",
)

ALL = {"notes": True, "quotes": True, "stopping": True}
VIEWING = "Viewing service information"
NOTE = {"component": VIEWING, "kind": "note"}
QUOTE = {"component": VIEWING, "kind": "quote"}
HEADING = "Component,Council,Finding,Participants,Of,Action,Quotes"
LINE = f'{VIEWING},Leeds,The date is overlooked,3,5,No change,"I saw it late\nWhich date?"'


def start(actor, code: str, **options) -> int:
    return participants.start(actor, code=code, consents=ALL, session_id=actor.session_id, **options)


@pytest.fixture
def number(rosa) -> int:
    return start(rosa, "P07")


def test_words_that_a_finding_of_the_component_has_already_are_that_finding(rosa, number):
    notes.add_note(rosa, number, words="Did not see the date", new="The date is overlooked", **NOTE)
    [found] = findings.list_findings(rosa)
    notes.add_note(rosa, start(rosa, "P08"), words="I saw it late", new=f" {found.words} ", **NOTE)
    elsewhere = {**NOTE, "component": "Searching"}
    notes.add_note(rosa, start(rosa, "P09"), words="And so did I", new=found.words, **elsewhere)
    ours, other = sorted(findings.list_findings(rosa), key=lambda one: one.number)
    assert (ours.number, ours.participants, other.component) == (found.number, 2, "Searching")


def test_a_finding_has_its_quotes_and_not_its_notes(rosa, number):
    notes.add_note(rosa, number, words="Did not see the date", new="The date is overlooked", **NOTE)
    [found] = findings.list_findings(rosa)
    notes.add_note(rosa, number, words="Which date?", finding=found.number, **QUOTE)
    notes.add_note(rosa, start(rosa, "P08"), words="I saw it late", finding=found.number, **QUOTE)
    [found] = findings.list_findings(rosa)
    assert found.quotes == (Quote("P07", "Which date?"), Quote("P08", "I saw it late"))
    assert (found.council, found.participants, found.of) == ("Stockport", 2, 2)


def test_a_changed_note_keeps_what_it_said_with_who_and_when(rosa, number):
    notes.add_note(rosa, number, words="Hesitated", new="People hesitate", **NOTE)
    [note] = participants.get_participant(rosa, number).notes
    notes.change_note(rosa, number, note.number, words="Hesitated for long", finding=note.finding, **QUOTE)
    notes.change_note(rosa, number, note.number, words="Hesitated for long", finding=note.finding, **QUOTE)
    [note] = participants.get_participant(rosa, number).notes
    assert (note.words, note.kind) == ("Hesitated for long", "quote")
    [change] = note.changes
    assert (change.words, change.kind, change.by) == ("Hesitated", "note", "Rosa.Hale")
    assert clock.now() - change.changed_at < timedelta(minutes=1)
    notes.change_note(rosa, number, note.number, words="Nothing", **NOTE)
    assert findings.list_findings(rosa) == []
    participants.delete_participant(rosa, number)


def test_a_change_is_checked_as_a_new_note_is(rosa, number):
    notes.add_note(rosa, number, words="Hesitated", **NOTE)
    [note] = participants.get_participant(rosa, number).notes
    with pytest.raises(ValueError, match="Leave out"):
        notes.change_note(rosa, number, note.number, words="born 12/05/1988", **NOTE)
    with pytest.raises(NotFound):
        notes.change_note(rosa, start(rosa, "P08"), note.number, words="Of another record", **NOTE)
    shy = participants.start(rosa, code="P09", consents={"notes": True}, session_id=rosa.session_id)
    notes.add_note(rosa, shy, words="Hesitated", **NOTE)
    [of_shy] = participants.get_participant(rosa, shy).notes
    with pytest.raises(ValueError, match="did not agree"):
        notes.change_note(rosa, shy, of_shy.number, words="I hesitated", **QUOTE)


def test_who_is_left_out_counts_nowhere_until_taken_in_again(rosa, number):
    notes.add_note(rosa, number, words="Hesitated", new="People hesitate", **NOTE)
    [found] = findings.list_findings(rosa)
    second = start(rosa, "P08")
    notes.add_note(rosa, second, words="I hesitated", finding=found.number, **QUOTE)
    participants.start_task(rosa, second, "Find the child")
    participants.stop_task(rosa, second, "success")
    participants.rank(rosa, second, ("wrong_information", "no_information", "missing_information"))
    participants.leave_out(rosa, second, "Knew the prototype")
    [found] = findings.list_findings(rosa)
    told = results.get_results(rosa)
    assert (found.participants, found.of, found.quotes) == (1, 1, ())
    assert (told.participants, told.left_out, told.tasks, told.ranked) == (1, 1, (), 0)
    kept = participants.get_participant(rosa, second).left_out
    assert kept is not None and (kept.by, kept.why) == ("Rosa.Hale", "Knew the prototype")
    participants.take_in_again(rosa, second)
    [found] = findings.list_findings(rosa)
    assert (found.participants, found.of) == (2, 2) and participants.get_participant(rosa, second).left_out is None


@pytest.mark.parametrize("why", ["", "  ", "She is jane@leeds.example"])
def test_leaving_out_needs_a_reason_that_may_be_kept(rosa, number, why):
    with pytest.raises(ValueError):
        participants.leave_out(rosa, number, why)
    assert participants.get_participant(rosa, number).left_out is None


def test_results_count_each_outcome_and_time_only_what_was_done(rosa, number, monkeypatch):
    now = clock.now()
    took = {"P07": (30, "success"), "P08": (90, "with_help"), "P09": (300, "not_done")}
    for code, (seconds, outcome) in took.items():
        record = number if code == "P07" else start(rosa, code)
        monkeypatch.setattr(clock, "now", lambda: now)
        participants.start_task(rosa, record, "Find the child")
        monkeypatch.setattr(clock, "now", lambda seconds=seconds: now + timedelta(seconds=seconds))
        participants.stop_task(rosa, record, outcome)
        participants.rank(rosa, record, ("wrong_information", "no_information", "missing_information"))
        monkeypatch.setattr(clock, "now", lambda: now)
    told = results.get_results(rosa)
    [task] = told.tasks
    assert task.outcomes == {"success": 1, "with_help": 1, "not_done": 1} and task.seconds == (30, 90)
    assert told.rankings == {
        "no_information": (0, 3, 0), "missing_information": (0, 0, 3), "wrong_information": (3, 0, 0),
    }  # fmt: skip


def test_a_participant_who_came_twice_ranks_once_and_a_task_done_again_counts_as_it_went_last(rosa, number):
    for record in (number, start(rosa, "P07")):
        participants.rank(rosa, record, ("no_information", "wrong_information", "missing_information"))
        for outcome in ("not_done", "success"):
            participants.start_task(rosa, record, "Find the child")
            participants.stop_task(rosa, record, outcome)
    told = results.get_results(rosa)
    assert (told.participants, told.ranked) == (1, 1)
    assert told.tasks[0].outcomes == {"success": 2, "with_help": 0, "not_done": 0}


def test_role_and_experience_are_bands_and_nothing_else(rosa):
    kept = participants.get_participant(rosa, start(rosa, "P10", role="front_door", experience="2_to_5_years"))
    assert (kept.role, kept.experience) == ("front_door", "2_to_5_years")
    for wrong in ({"role": "Head of Werneth"}, {"experience": "31 years"}):
        with pytest.raises(ValueError):
            start(rosa, "P11", **wrong)


def test_the_record_says_which_variation_was_shown_and_whose(rosa, number):
    dominic = person_id(rosa.council, "dominic")
    setup.vary_service(rosa, dominic, "police", "no_records_found")
    person_page.get_person(rosa, dominic, grounds=STOCKPORT_GROUNDS)
    services.get_service(rosa, dominic, "police", grounds=STOCKPORT_GROUNDS)
    setup.vary_service(rosa, dominic, "police", "")
    services.get_service(rosa, dominic, "police", grounds=STOCKPORT_GROUNDS)
    person_page.get_person(rosa, person_id(rosa.council, "tommy"), grounds=STOCKPORT_GROUNDS)
    shown = (("police", "no_records_found"),)
    opened = participants.get_participant(rosa, number).opened
    assert [(one.action, one.whom, one.variations) for one in opened] == [
        ("varied_service", "Father", shown), ("viewed_person", "Father", shown), ("viewed_service", "Father", shown),
        ("varied_service", "Father", (("police", ""),)), ("viewed_service", "Father", ()),
        ("viewed_person", CHILD, ()),
    ]  # fmt: skip


def test_another_councils_findings_stand_beside_and_its_next_file_replaces_them(rosa, number):
    notes.add_note(rosa, number, words="Did not see it", new="The date is overlooked", **NOTE)
    own = f"{VIEWING},stockport,Somebody else's idea of ours,1,1,,"
    assert findings.bring_in(rosa, f"{HEADING}\n{LINE}\n{own}\n") == {"Leeds": 1}
    leeds, ours = findings.list_findings(rosa)
    assert (leeds.council, leeds.participants, leeds.of, leeds.action) == ("Leeds", 3, 5, "No change")
    assert [quote.words for quote in leeds.quotes] == ["I saw it late", "Which date?"]
    assert (ours.council, ours.words) == ("Stockport", "The date is overlooked")
    with pytest.raises(FindingsFileError):
        findings.bring_in(rosa, f"{HEADING}\n{LINE}\n{VIEWING},Leeds,,3,5,,\n")
    assert len(findings.list_findings(rosa)) == 2
    findings.bring_in(rosa, f"{HEADING}\n{VIEWING},Leeds,Another,2,6,,\n")
    assert [one.words for one in findings.list_findings(rosa) if one.council == "Leeds"] == ["Another"]
    findings.remove_other(rosa, "Leeds")
    assert [one.council for one in findings.list_findings(rosa)] == ["Stockport"]
    assert actions(rosa.council).count("brought_in_findings") == 2
    with pytest.raises(NotFound):
        findings.remove_other(rosa, "Leeds")


def test_nobody_but_a_researcher_brings_findings_in_or_reads_results(rosa, sign_in):
    helen = sign_in(rosa.council)
    for ask in (
        lambda: findings.bring_in(helen, f"{HEADING}\n{LINE}"),
        lambda: findings.list_findings(helen),
        lambda: findings.remove_other(helen, "Leeds"),
        lambda: results.get_results(helen),
    ):
        with pytest.raises(WrongRole):
            ask()


WRONG_LINES = {
    "no such component": "Elsewhere,Leeds,Words,1,2,,",
    "no council": f"{VIEWING},,Words,1,2,,",
    "a council's name without end": f"{VIEWING},{'L' * 61},Words,1,2,,",
    "no finding": f"{VIEWING},Leeds, ,1,2,,",
    "more than there were": f"{VIEWING},Leeds,Words,3,2,,",
    "nobody": f"{VIEWING},Leeds,Words,0,2,,",
    "a number in words": f"{VIEWING},Leeds,Words,three,5,,",
    "a number of another script": f"{VIEWING},Leeds,Words,\u0663,5,,",
    "a negative number": f"{VIEWING},Leeds,Words,-1,5,,",
    "too few columns": f"{VIEWING},Leeds,Words,1,2",
    "too many columns": f"{VIEWING},Leeds,Words,1,2,,,more",
    "an address": f"{VIEWING},Leeds,They live in SK6 3HL,1,2,,",
    "an email in the action": f"{VIEWING},Leeds,Words,1,2,Ask jane@leeds.example,",
    "a birth in a quote": f"{VIEWING},Leeds,Words,1,2,,born 12/05/1988",
    "a case ID in the council": f"{VIEWING},Leeds 249012,Words,1,2,,",
    "a sign that turns writing round": f"{VIEWING},Leeds,Wo\u202erds,1,2,,",
    "a zero": f"{VIEWING},Leeds,Wo\0rds,1,2,,",
    "not UTF-8": f"{VIEWING},Leeds,Caf\ufffd,1,2,,",
    "too many quotes": f'{VIEWING},Leeds,Words,1,2,,"{chr(10).join(["I"] * 201)}"',
    "the same twice": f"{LINE}\n{LINE.replace('Leeds', 'LEEDS')}",
}


@pytest.mark.parametrize("line", WRONG_LINES.values(), ids=WRONG_LINES)
def test_what_is_wrong_in_a_file_is_said_by_line_without_repeating_it(line):
    with pytest.raises(FindingsFileError) as refused:
        read_findings(f"{HEADING}\n{line}\n")
    [problem] = refused.value.problems
    assert problem.startswith("Line ")
    for secret in ("SK6", "jane@", "1988", "249012", "LLLL"):
        assert secret not in problem


@pytest.mark.parametrize(
    "text", ["", "\n", "Name,Born\nA,B", HEADING, f'{HEADING}\n"unclosed', "x" * (findings_file.MOST_SIGNS + 1),
             HEADING + f"\n{VIEWING},Leeds,Words,1,2,," * 501, "<html></html>", "PK\x03\x04"]
)  # fmt: skip
def test_what_is_no_such_file_is_refused_whole(text):
    with pytest.raises(FindingsFileError):
        read_findings(text)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_file_saved_again_by_a_spreadsheet_is_read(separator):
    cells = [[*HEADING.split(",")], [VIEWING, "Leeds", "'=Words", "1", "2", "", ""]]
    text = "\ufeff" + "\r\n".join(separator.join(line) for line in cells)
    [found] = read_findings(text)
    assert (found.words, found.component) == ("=Words", COMPONENTS[5])


@given(any_text())
def test_any_text_is_read_or_refused(text):
    for whole in (text, f"{HEADING}\n{text}", f"{HEADING}\n{VIEWING},Leeds,{text},1,2,,"):
        try:
            found = read_findings(whole)
        except FindingsFileError as refused:
            assert refused.problems
        else:
            assert all(one.words and one.component in COMPONENTS for one in found)
