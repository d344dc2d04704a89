"""A research session goes on after signing in again: set-up, variations, what was reported, records, what was typed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from config import clock
from data_access.accounts import sessions
from data_access.accounts.sessions import Actor
from data_access.errors import NotFound, NotPermitted, NotSignedIn
from data_access.people import access, person_page, reports, services
from data_access.research import continuing, notes, participants, setup
from data_access.storage.app_tables import worker_session
from data_access.storage.database import database_of
from data_access.values import Grounds, NoRecordsFound, WhyNotChecked
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, actions, person_id

pytest_generate_tests = only_these_on_both(
    "test_after_the_idle_end_everything_goes_on_in_one_record",
    "test_it_goes_on_however_the_session_ended",
    "test_nothing_is_offered_after_a_reset_to_another_account_or_after_twelve_hours",
    "test_a_session_that_is_still_live_is_never_taken_over",
    "test_what_is_typed_is_kept_for_its_writer_until_it_is_saved",
)

ALL = {"notes": True, "quotes": True, "stopping": True}
VIEWING = "Viewing service information"


def sign_in_again(actor: Actor) -> Actor:
    """The same account's next session."""
    key = sessions.start_session(actor.council, actor.username, address="")
    again = sessions.get_actor(actor.council, key)
    assert again is not None and again.session_id != actor.session_id
    return again


def time_out(actor: Actor, *, started: timedelta = timedelta(minutes=40)) -> None:
    """Leave the session unused for more than 15 minutes."""
    database = database_of(actor.council)
    this_one = worker_session.c.session_id == actor.session_id
    times = {"last_seen_at": clock.now() - timedelta(minutes=16), "started_at": clock.now() - started}
    with database.writing() as connection:
        connection.execute(update(worker_session).where(this_one).values(times))


def go_on(actor: Actor) -> None:
    interrupted = continuing.find_interrupted(actor)
    assert interrupted is not None
    continuing.go_on(actor, interrupted.session_id)


def police(actor: Actor):
    return services.get_service(actor, person_id(actor.council, "dominic"), "police", grounds=STOCKPORT_GROUNDS)


@pytest.fixture
def number(rosa) -> int:
    return participants.start(rosa, code="P07", consents=ALL, session_id=rosa.session_id)


def test_after_the_idle_end_everything_goes_on_in_one_record(rosa, number):
    setup.vary_service(rosa, person_id(rosa.council, "dominic"), "police", "no_records_found")
    reports.report_record(rosa, person_id(rosa.council, "kate"), "housing", "0", grounds=STOCKPORT_GROUNDS)
    police(rosa)
    notes.add_note(rosa, number, component=VIEWING, kind="note", words="Went on at once")
    time_out(rosa)
    again = sign_in_again(rosa)
    assert setup.get_setup(again) is None
    found = continuing.find_interrupted(again)
    assert found is not None and (found.scenario, found.records) == ("williams", ("P07",))
    continuing.go_on(again, found.session_id)
    assert isinstance(police(again), NoRecordsFound)
    kate = services.get_service(again, person_id(again.council, "kate"), "housing", grounds=STOCKPORT_GROUNDS)
    assert kate.reason is WhyNotChecked.REPORTED
    kept = participants.get_participant(again, number)
    assert [one.action for one in kept.opened].count("viewed_service") == 3 and len(kept.notes) == 1
    assert kept.ended_at is None and "resumed_research" in actions(again.council)
    setup.reset(again)
    assert participants.get_participant(again, number).ended_at is not None


def test_it_goes_on_twice_as_an_interview_may_need(rosa, number):
    for _ in range(2):
        time_out(rosa)
        rosa = sign_in_again(rosa)
        go_on(rosa)
        police(rosa)
    assert [one.action for one in participants.get_participant(rosa, number).opened] == ["viewed_service"] * 2


@pytest.mark.parametrize("end", [sessions.end_session, lambda actor: None], ids=["signed out", "signed in elsewhere"])
def test_it_goes_on_however_the_session_ended(rosa, end):
    end(rosa)
    again = sign_in_again(rosa)
    go_on(again)
    assert setup.get_setup(again) is not None and continuing.find_interrupted(again) is None


def test_nothing_is_offered_after_a_reset_to_another_account_or_after_twelve_hours(rosa, number, sign_in):
    ned = sign_in(rosa.council, "ned.oakes", role="researcher")
    assert continuing.find_interrupted(ned) is None
    with pytest.raises(NotFound):
        continuing.go_on(ned, rosa.session_id)
    time_out(rosa, started=sessions.HARD_LIMIT)
    again = sign_in_again(rosa)
    assert continuing.find_interrupted(again) is None
    setup.choose(again, scenario_id="williams", journey=1)
    setup.reset(again)
    assert continuing.find_interrupted(sign_in_again(again)) is None


def test_a_session_that_is_still_live_is_never_taken_over(rosa):
    """Only its own account's sessions, and only once they have ended: an actor of no session gets nothing."""
    other = replace(rosa, session_id="another")
    with pytest.raises(NotSignedIn):
        continuing.go_on(other, rosa.session_id)
    assert setup.get_setup(rosa) is not None


def test_in_journey_2_the_child_is_opened_again(leeds, invented, sign_in):
    ada = sign_in(invented(leeds), "200310", role="researcher")
    setup.choose(ada, scenario_id="williams", journey=2)
    child = person_id(leeds, "tommy")
    person_page.get_person(ada, child, grounds=Grounds())
    time_out(ada)
    again = sign_in_again(ada)
    go_on(again)
    again = replace(again, council=ada.council)
    with pytest.raises(NotPermitted, match=access.CHILD_NOT_OPEN):
        services.get_service(again, person_id(leeds, "kate"), "housing", grounds=Grounds(child_id=child))


def test_what_is_typed_is_kept_for_its_writer_until_it_is_saved(rosa, number, sign_in):
    ned = sign_in(rosa.council, "ned.oakes", role="researcher")
    typed = {"component": VIEWING, "kind": "quote", "words": "I would call the pol", "new": "People call"}
    notes.keep_draft(rosa, number, **typed)
    assert notes.find_draft(ned, number) is None
    time_out(rosa)
    again = sign_in_again(rosa)
    draft = notes.find_draft(again, number)
    assert draft is not None and (draft.words, draft.new_finding, draft.kind) == (
        typed["words"],
        "People call",
        "quote",
    )
    notes.add_note(again, number, component=VIEWING, kind="quote", words="I would call the police")
    assert notes.find_draft(again, number) is None


def test_what_may_not_be_kept_is_not_kept_as_a_draft_either(rosa, number):
    notes.keep_draft(rosa, number, component=VIEWING, kind="note", words="She was born")
    with pytest.raises(ValueError, match="Leave out dates"):
        notes.keep_draft(rosa, number, component=VIEWING, kind="note", words="She was born 12/05/1988")
    draft = notes.find_draft(rosa, number)
    assert draft is not None and draft.words == "She was born"
    notes.keep_draft(rosa, number, component=VIEWING, kind="note", words=" ")
    assert notes.find_draft(rosa, number) is None


def test_what_the_participant_did_not_agree_to_is_no_draft_either(rosa):
    shy = participants.start(rosa, code="P08", consents={"notes": True}, session_id=rosa.session_id)
    with pytest.raises(ValueError, match="did not agree"):
        notes.keep_draft(rosa, shy, component=VIEWING, kind="quote", words="I would call")
    with pytest.raises(ValueError, match="no such component"):
        notes.keep_draft(rosa, shy, component="Elsewhere", kind="note", words="Would call")
    assert notes.find_draft(rosa, shy) is None
