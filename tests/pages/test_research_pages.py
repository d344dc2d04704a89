"""A researcher's pages: going on after signing in again, what is typed, leaving out, results, findings side by side."""

import pytest

from data_access.accounts import sessions
from data_access.research import findings, notes, participants, results, setup
from data_access.research.findings_file import read_findings
from pages.components.documents.research import findings_files, results_html
from pages.screens.researcher import findings as findings_screen
from pages.screens.researcher import interrupted
from pages.screens.researcher import participant as record_screen
from pages.screens.researcher import participant_notes as written
from pages.visit import memory
from tests.pages.conftest import Visit
from tests.pages.test_downloads import fetch, offered

ALL = {"notes": True, "quotes": True, "stopping": True}
VIEWING = "Viewing service information"
HEADING = "Component,Council,Finding,Participants,Of,Action,Quotes"


@pytest.fixture
def researcher(visit) -> Visit:
    """A researcher with three participants; all support one finding, one of them a second."""
    one = visit("stockport", role="researcher", is_demo=True)
    actor = one.actor()
    setup.choose(actor, scenario_id="williams", journey=1)
    for code in ("P07", "P08", "P09"):
        number = participants.start(actor, code=code, consents=ALL, session_id=actor.session_id, role="front_door")
        held = findings.list_findings(actor)
        new = "" if held else "The date is what people trust"
        notes.add_note(
            actor, number, component=VIEWING, kind="quote", words=f"The date, said {code.lower()}", new=new,
            finding=held[0].number if held else None,
        )  # fmt: skip
        participants.start_task(actor, number, "Find the child")
        participants.stop_task(actor, number, "success" if code == "P07" else "with_help")
    notes.add_note(actor, 1, component="Searching", kind="note", words="By case ID", new="Case IDs are known by heart")
    return one


def open_record(one: Visit, number: int = 1) -> None:
    one.put(memory.CHOSEN, ("participant", number))
    one.open("participant")


def signed_in_again(one: Visit) -> Visit:
    """The same account's next session, in a new tab."""
    key = sessions.start_session(one.council, one.actor().username, address="")
    return Visit(one.council, key)


def test_after_signing_in_again_the_set_up_offers_to_go_on_and_all_is_there(researcher):
    researcher = signed_in_again(researcher)
    sent = researcher.open("research").sent()
    assert "Your session ended at" in sent and "Participants P07, P08 and P09." in sent
    researcher.at.button(key="research_go_on").click()
    sent = researcher.run().sent()
    assert interrupted.WENT_ON in sent and "Hand over to the participant" in sent and "Your session ended" not in sent


def test_what_was_typed_is_back_in_the_record_after_signing_in_again(researcher):
    open_record(researcher)
    researcher.at.text_area(key=written.WORDS).set_value("I would call the pol")
    researcher.run()
    researcher = signed_in_again(researcher)
    open_record(researcher)
    assert researcher.at.text_area(key=written.WORDS).value == "I would call the pol"
    assert "is back. It is not saved yet" in researcher.sent()
    researcher.at.button(key="note_keep").click()
    assert "is back. It is not saved yet" not in researcher.run().sent()
    assert notes.find_draft(researcher.actor(), 1) is None


def test_what_may_not_be_kept_is_said_while_it_is_typed(researcher):
    open_record(researcher)
    researcher.at.text_area(key=written.WORDS).set_value("She was born 12/05/1988")
    assert "Leave out dates: they may be a date of birth" in researcher.run().sent()
    assert researcher.at.text_area(key=written.WORDS).value == "She was born 12/05/1988"
    assert notes.find_draft(researcher.actor(), 1) is None


def test_a_note_is_changed_in_the_form_and_what_it_said_before_can_be_read(researcher):
    [note, _] = participants.get_participant(researcher.actor(), 1).notes
    notes.keep_draft(
        researcher.actor(), 1, note=note.number, component=VIEWING, kind="quote", words=note.words, finding=note.finding
    )
    open_record(researcher)
    assert "Change the quote of" in researcher.sent()
    researcher.at.text_area(key=written.WORDS).set_value("The date tells me")
    researcher.run().at.button(key="note_keep").click()
    sent = researcher.run().sent()
    assert "Before they were changed: 1" in sent and "The date, said p07" in sent and "The date tells me" in sent
    assert "Save the change" not in sent and researcher.at.text_area(key=written.WORDS).value == ""


def test_leaving_out_asks_why_and_can_be_taken_back(researcher):
    open_record(researcher)
    researcher.at.button(key="record_leave_out").click()
    assert researcher.run().sent().count("Enter why this record is left out") >= 2
    researcher.at.text_input(key=record_screen.WHY).set_value("The session was broken off")
    researcher.at.button(key="record_leave_out").click()
    assert "The session was broken off" in researcher.run().sent()
    assert "2 participants in Stockport. 1 record is left out." in researcher.open("research_results").sent()
    open_record(researcher)
    researcher.at.button(key="record_take_in").click()
    assert participants.get_participant(researcher.run().actor(), 1).left_out is None


def test_findings_that_more_than_two_support_are_two_presses_away_with_their_council(researcher):
    sent = researcher.open("findings").sent()
    assert "The date is what people trust" in sent and "Case IDs are known by heart" in sent and "2 findings" in sent
    researcher.at.radio(key=findings_screen.SUPPORT).set_value(3)
    sent = researcher.run().sent()
    listed = sent.split("Download all findings")[0]
    assert "The date is what people trust" in listed and "Case IDs" not in listed
    assert (
        "1 of 2 findings" in listed
        and "3 of 3" in listed
        and ">Stockport<" in listed
        and "The date, said p09" in listed
    )


def test_the_same_finding_of_two_councils_is_one_row_and_nothing_in_a_file_is_html(researcher):
    wicked = "<img src=x onerror=alert(1)> and ![x](https://evil.example/x)"
    findings.bring_in(
        researcher.actor(),
        f"{HEADING}\n{VIEWING},Leeds,the date is what people TRUST,4,5,No change,\n"
        f"{VIEWING},Leeds,{wicked},3,5,,{wicked}",
    )
    sent = researcher.open("findings").sent()
    assert "3 of 3 in Stockport" in sent and "4 of 5 in Leeds" in sent
    assert "<img" not in sent and "&lt;img" in sent
    actor = researcher.actor()
    told = results.get_results(actor)
    page = findings_files.findings_page(findings.list_findings(actor), told, researcher.council, {})
    assert b"<img" not in page and b"&lt;img" in page


@pytest.mark.parametrize("kind", ["findings_csv", "findings_html"])
def test_the_files_leave_recorded_without_a_name_and_another_council_can_read_the_csv(researcher, kind):
    actor = researcher.actor()
    notes.add_note(actor, 2, component="Other", kind="quote", words="=HYPERLINK(1)\n@so", new="+1 for the page")
    answer = fetch(researcher, offered(researcher.open("findings"), kind))
    assert answer.status_code == 200
    text = answer.body.decode("utf-8-sig").replace("Round 2, Williams and Pierce", "")
    for name in (actor.username, actor.display_name, "Pierce", "249012"):
        assert name not in text
    if kind == "findings_html":
        assert "default-src 'none'" in text and "Find the child" in text and "The date is what people trust" in text
        return
    assert "'=HYPERLINK(1)" in text and "'+1 for the page" in text and "P07" not in text
    held = {(one.component, one.words, one.participants) for one in findings.list_findings(actor)}
    assert {(one.component, one.words, one.participants) for one in read_findings(text)} == held


def test_results_have_every_number_beside_the_picture_and_in_its_words(researcher):
    actor = researcher.actor()
    for number in (1, 2):
        participants.rank(actor, number, ("wrong_information", "no_information", "missing_information"))
    sent = researcher.open("research_results").sent().replace("\\", "")
    assert 'aria-label="Success 1, With help 2, Not done 0"' in sent
    assert 'aria-label="worst for 2, second for 0, least for 0"' in sent and "2 participants put these" in sent
    assert "Round 2, Williams and Pierce" in sent


def test_times_are_drawn_from_the_shortest_to_the_longest_with_the_median():
    words, span, start, wide, middle = results_html._times((30, 60, 120), 240) or ()
    assert (words, span) == ("1 min 0 s", "30 s to 2 min 0 s")
    assert (start, wide, middle) == (12.5, 37.5, 25.0)


def test_before_anything_was_asked_the_results_say_what_to_do(visit):
    assert "None yet" in visit("stockport", role="researcher", is_demo=True).open("research_results").sent()


def test_the_role_and_experience_are_chosen_and_shown_in_bands(visit):
    one = visit("stockport", role="researcher", is_demo=True)
    setup.choose(one.actor(), scenario_id="williams", journey=1)
    one.open("participants").at.text_input(key="participant_code").set_value("p07")
    one.at.selectbox(key="participant_role").select("senior_social_worker")
    one.at.selectbox(key="participant_experience").select("6_to_10_years")
    for consent in ("notes", "stopping"):
        one.at.checkbox(key=f"consent_{consent}").set_value(True)
    one.at.button(key="record_start").click()
    assert "Senior social worker, 6 to 10 years." in one.run().sent()


def test_an_offer_to_go_on_is_gone_after_a_reset(researcher):
    setup.reset(researcher.actor())
    researcher = signed_in_again(researcher)
    assert "Your session ended at" not in researcher.open("research").sent()


def test_a_finding_that_another_researcher_deleted_meanwhile_is_not_chosen_any_more(researcher):
    """Streamlit itself goes back to the first choice. Should a version stop doing so, what is typed must still open."""
    actor = researcher.actor()
    [own] = [one for one in findings.list_findings(actor) if one.component == "Searching"]
    notes.keep_draft(actor, 2, component="Searching", kind="note", words="By name", finding=own.number)
    participants.delete_participant(actor, 1)
    open_record(researcher, 2)
    assert researcher.at.text_area(key=written.WORDS).value == "By name"
    assert researcher.at.selectbox(key=written.FINDING).value == written.NONE
