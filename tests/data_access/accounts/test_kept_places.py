"""Where a session last was: for its own account alone, gone with the session, and only the idle end leaves it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from config import clock
from data_access.accounts import accounts, kept_places, sessions
from data_access.errors import NotSignedIn
from data_access.storage.app_tables import kept_place
from data_access.storage.database import database_of
from tests.data_access.both_databases import only_these_on_both

pytest_generate_tests = only_these_on_both(
    "test_a_session_finds_its_last_place_and_only_that",
    "test_after_the_idle_end_the_same_account_finds_it_and_no_other",
    "test_a_timer_deletes_what_is_too_old_where_no_one_signs_in",
    "test_ending_the_next_session_erases_what_it_was_offered",
)

PLACE = {"screen": "person", "reason": "Strategy meeting", "person": ["p-1", None]}


@pytest.fixture
def later(monkeypatch):
    """Move the clock on."""
    at = [clock.now()]
    monkeypatch.setattr(clock, "now", lambda: at[0])

    def move(**by):
        at[0] += timedelta(**by)

    return move


def rows(council):
    with database_of(council).reading_app() as connection:
        return list(connection.execute(select(kept_place)))


def again(actor):
    """The same account signs in again."""
    key = sessions.start_session(actor.council, actor.username, address="127.0.0.1")
    return sessions.get_actor(actor.council, key)


def test_a_session_finds_its_last_place_and_only_that(helen):
    assert kept_places.find(helen) is None
    kept_places.keep(helen, {"screen": "results"})
    kept_places.keep(helen, PLACE)
    found = kept_places.find(helen)
    assert (found.inputs, found.is_of_this_session) == (PLACE, True)
    assert len(rows(helen.council)) == 1


def test_after_the_idle_end_the_same_account_finds_it_and_no_other(helen, sign_in, later):
    kept_places.keep(helen, PLACE)
    later(minutes=16)
    assert kept_places.find(sign_in(helen.council, "tom.ashworth")) is None
    found = kept_places.find(again(helen))
    assert (found.inputs, found.is_of_this_session) == (PLACE, False)


def test_twelve_hours_after_the_session_began_it_is_gone(helen, sign_in, later):
    kept_places.keep(helen, PLACE)
    later(hours=11, minutes=59)
    helen = again(helen)
    assert kept_places.find(helen) is not None
    later(minutes=1)
    assert kept_places.find(helen) is None
    sign_in(helen.council, "tom.ashworth")
    assert rows(helen.council) == []


def test_a_timer_deletes_what_is_too_old_where_no_one_signs_in(helen, later):
    kept_places.keep(helen, PLACE)
    assert kept_places.forget_old(helen.council) == 0
    later(hours=12)
    assert (kept_places.forget_old(helen.council), rows(helen.council)) == (1, [])


def end(actor):
    sessions.end_session(actor)


def replace(actor):
    again(actor)


def disable(actor):
    accounts.disable_account(actor.council, actor.username, by="it")


def change_role(actor):
    accounts.save_account(
        actor.council, username=actor.username, display_name="H", role="manager", password_hash="$2b$none"
    )


@pytest.mark.parametrize("how", [end, replace, disable, change_role])
def test_every_other_end_erases_it(helen, how):
    kept_places.keep(helen, PLACE)
    how(helen)
    assert rows(helen.council) == []


def test_ending_the_next_session_erases_what_it_was_offered(helen, later):
    kept_places.keep(helen, PLACE)
    later(minutes=16)
    sessions.end_session(again(helen))
    assert rows(helen.council) == []


@pytest.mark.parametrize("how", [end, replace, disable])
def test_a_page_that_was_still_being_drawn_keeps_nothing_after_the_end(helen, how):
    how(helen)
    kept_places.keep(helen, PLACE)
    assert rows(helen.council) == []
    with pytest.raises(NotSignedIn):
        kept_places.find(helen)
