"""A participant's record on its pages, and the files that leave: nothing that could identify anybody is in them."""

import csv
import io

import pytest

from data_access.people.search import search_people
from data_access.research import notes as research_notes
from data_access.research import participants as research_records
from data_access.research import setup
from data_access.values import SearchTerms
from pages.components.documents.research import record_files
from pages.screens.researcher import participant as screen
from pages.screens.researcher import participant_notes as written
from pages.screens.researcher import participants
from pages.visit import downloads as route
from tests.data_access.conftest import actions, audit_rows
from tests.pages.conftest import GROUNDS, Visit
from tests.pages.test_downloads import fetch, offered


@pytest.fixture
def set_up(visit) -> Visit:
    """A researcher who chose a scenario."""
    researcher = visit("stockport", role="researcher", is_demo=True)
    setup.choose(researcher.actor(), scenario_id="williams", journey=1)
    return researcher


@pytest.fixture
def begun(set_up) -> Visit:
    """The record of P07, started by the form."""
    set_up.open("participants")
    set_up.at.text_input(key=participants.CODE).set_value("p07")
    for consent in ("notes", "quotes", "stopping"):
        set_up.at.checkbox(key=f"consent_{consent}").set_value(True)
    set_up.at.button(key="record_start").click()
    return set_up.run()


def test_without_a_session_set_up_the_page_says_what_to_do(visit):
    assert "No session is set up" in visit("stockport", role="researcher", is_demo=True).open("participants").sent()


def test_a_name_for_a_code_and_a_missing_consent_are_said_beside_the_fields(set_up):
    set_up.open("participants")
    set_up.at.text_input(key=participants.CODE).set_value("Priya Shah")
    set_up.at.button(key="record_start").click()
    said = set_up.run().sent()
    assert said.count("such as P07. Never a name") >= 2 and "A session needs" in said
    assert "started_research" not in actions(set_up.council)


def test_tasks_notes_and_the_ranking_are_kept_by_the_page(begun):
    assert "Participant P07" in begun.heading()
    begun.at.button(key="task_start").click()
    begun.run().at.button(key="outcome_with_help").click()
    begun.run().at.text_area(key=written.WORDS).set_value("Looked at the date first")
    begun.at.text_input(key=written.NEW).set_value("The date is what people trust")
    begun.at.button(key="note_keep").click()
    begun.run()
    begun.at.selectbox(key=screen.RANKS[0]).select("wrong_information")
    begun.at.selectbox(key=screen.RANKS[2]).select("no_information")
    begun.at.selectbox(key=screen.RANKS[1]).select("missing_information")
    begun.at.button(key="rank_keep").click()
    sent = begun.run().sent()
    for words in ("With help", "Looked at the date first", "1. Wrong information"[3:], "Saved. Saving another order"):
        assert words in sent
    assert "The date is what people trust" in begun.open("findings").sent() and "1 of 1" in begun.sent()


def test_a_note_that_could_identify_somebody_is_refused_and_nothing_typed_is_lost(begun):
    typed = "She was born 12/05/1988"
    begun.at.text_area(key=written.WORDS).set_value(typed)
    begun.at.button(key="note_keep").click()
    assert begun.run().sent().count("Leave out dates: they may be a date of birth") >= 2
    assert begun.at.text_area(key=written.WORDS).value == typed
    assert research_records.get_participant(begun.actor(), 1).notes == ()


def test_a_rank_given_twice_is_said(begun):
    begun.at.selectbox(key=screen.RANKS[0]).select("wrong_information")
    begun.at.button(key="rank_keep").click()
    assert "Choose each of the three once" in begun.run().sent()


def test_deleting_asks_first_and_goes_back_to_the_list(begun):
    begun.at.button(key="record_delete").click()
    begun.run().at.button(key="record_delete_no").click()
    begun.run().at.button(key="record_delete").click()
    begun.run().at.button(key="record_delete_yes").click()
    assert "The record of P07 is deleted" in begun.run().sent()
    assert research_records.list_participants(begun.actor()) == []


FORMULA = '=HYPERLINK("https://evil.example","see")'


@pytest.mark.parametrize("kind", ["research_csv", "research_html"])
def test_nothing_identifying_gets_into_a_file_however_it_is_tried(begun, kind):
    """The account's name, what was searched for and who was shown are in the audit; none of it may be in a file."""
    actor = begun.actor()
    for words in ("Dr Jane, jane@stockport.example", "SK6 3HL", "249012", "0161 496 0123", "12 May 2019"):
        with pytest.raises(ValueError):
            research_notes.add_note(actor, 1, component="Searching", kind="note", words=words)
        with pytest.raises(ValueError):
            research_records.start_task(actor, 1, words)
    research_notes.add_note(actor, 1, component="Searching", kind="quote", words=FORMULA + "<b>")
    search_people(actor, SearchTerms(first_name="Jane", family_name="Participant"), grounds=GROUNDS)
    search_people(actor, SearchTerms(family_name="Pierce"), grounds=GROUNDS)
    assert "Participant" in "".join(row.record for row in audit_rows(begun.council))
    answer = fetch(begun, offered(begun.open("participant"), kind))
    assert answer.status_code == 200 and actions(begun.council)[-1] == "exported_research"
    text = answer.body.decode("utf-8-sig").replace("Participant P07", "").replace("The participant", "")
    text = text.replace(">Participant<", "><").replace("Round 2, Williams and Pierce", "")
    for found in (actor.username, actor.display_name, "Jane", "Participant", "Pierce", "Dominic", "SW-1", "249012"):
        assert found not in text, found
    assert "<b>" not in text.replace("<header><b>", "") if kind == "research_html" else f"'{FORMULA}" in unquoted(text)


def unquoted(text: str) -> str:
    return "\n".join(cell for line in csv.reader(io.StringIO(text)) for cell in line)


@pytest.mark.parametrize("kind", ["research_csv", "research_html"])
def test_a_worker_with_a_ticket_for_a_record_gets_nothing(visit, kind):
    worker = visit("stockport", is_demo=True)
    ticket = route.download_tickets.make_ticket(
        worker.actor(), {"kind": kind, "options": {"number": "1", "scenario": "x"}}
    )
    assert fetch(worker, ticket).status_code == 403


def test_the_page_that_leaves_asks_nobody_for_anything(begun):
    record = research_records.get_participant(begun.actor(), 1)
    page = record_files.record_page(record, begun.council, "Round 2").decode()
    assert "default-src 'none'" in page and "http" not in page.split("</style>")[1] and "src=" not in page
