"""Sessions: alive until they are ended by their worker, by time, by a newer one or by hand, and never again after."""

from datetime import timedelta

import pytest

from config import clock
from data_access.accounts import accounts, sessions
from data_access.accounts.passwords import hash_password
from data_access.accounts.sessions import Ended
from data_access.errors import NotSignedIn
from data_access.storage import database
from data_access.storage.app_tables import worker_session
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import audit_rows

pytest_generate_tests = only_these_on_both(
    "test_a_session_holds_while_something_is_done_every_ten_minutes",
    "test_after_fifteen_minutes_without_anything_done_it_has_ended_for_good",
    "test_asking_how_long_is_left_does_not_make_it_longer",
    "test_staying_signed_in_starts_the_quarter_of_an_hour_anew",
    "test_the_newest_session_of_a_worker_wins_and_the_older_one_is_told_why",
    "test_a_change_to_the_account_ends_its_sessions",
    "test_council_it_ends_every_session_at_once",
    "test_nobody_starts_a_session_on_a_disabled_account",
    "test_real_data_takes_the_demonstration_sessions_with_their_accounts",
)


@pytest.fixture
def council(stockport):
    for username in ("helen.marks", "tom.ashworth"):
        accounts.save_account(
            stockport, username=username, display_name=username.title(), role="social_worker", password_hash="$2b$none"
        )
    return stockport


def start(council, username="helen.marks") -> str:
    return sessions.start_session(council, username, address="127.0.0.1")


def later(monkeypatch, **passed: float) -> None:
    at = clock.now() + timedelta(**passed)
    monkeypatch.setattr(clock, "now", lambda: at)


def recorded(council) -> list[str]:
    return [row.action for row in audit_rows(council)]


def test_a_session_holds_while_something_is_done_every_ten_minutes(council, monkeypatch):
    key = start(council)
    for _ in range(6):
        later(monkeypatch, minutes=10)
        assert sessions.get_actor(council, key) is not None


def test_after_fifteen_minutes_without_anything_done_it_has_ended_for_good(council, monkeypatch):
    """Seen to fail with `last_seen_at + IDLE_LIMIT` left out of sessions._left()."""
    key = start(council)
    later(monkeypatch, minutes=15, seconds=1)
    assert sessions.get_actor(council, key) is None
    assert sessions.get_end(council, key) is Ended.TIMED_OUT
    later(monkeypatch, minutes=-10)
    assert sessions.get_actor(council, key) is None
    assert recorded(council)[-1] == "timed_out"


def test_after_twelve_hours_it_has_ended_whatever_is_done(council, monkeypatch):
    """Seen to fail with `started_at + HARD_LIMIT` left out of sessions._left()."""
    key = start(council)
    for _ in range(71):
        later(monkeypatch, minutes=10)
        assert sessions.stay(council, key) is not None
    later(monkeypatch, minutes=10, seconds=1)
    assert sessions.stay(council, key) is None
    assert sessions.get_actor(council, key) is None


def test_asking_how_long_is_left_does_not_make_it_longer(council, monkeypatch):
    key = start(council)
    later(monkeypatch, minutes=14)
    left = sessions.get_time_left(council, key)
    assert left.left <= timedelta(minutes=1) and left.may_stay
    later(monkeypatch, minutes=1, seconds=1)
    assert sessions.get_time_left(council, key) is None
    assert recorded(council)[-1] == "timed_out"


def test_staying_signed_in_starts_the_quarter_of_an_hour_anew(council, monkeypatch):
    key = start(council)
    later(monkeypatch, minutes=14)
    assert sessions.stay(council, key).left > timedelta(minutes=14, seconds=59)
    later(monkeypatch, minutes=14)
    assert sessions.get_actor(council, key) is not None


def test_in_the_last_minutes_of_twelve_hours_staying_is_of_no_use(council, monkeypatch):
    key = start(council)
    for _ in range(71):
        later(monkeypatch, minutes=10)
        sessions.stay(council, key)
    later(monkeypatch, minutes=8)
    assert sessions.stay(council, key).may_stay is False


def test_an_ended_session_cannot_be_stayed_in(council):
    key = start(council)
    sessions.end_session(sessions.get_actor(council, key))
    assert sessions.stay(council, key) is None
    assert sessions.get_end(council, key) is Ended.SIGNED_OUT


def test_the_newest_session_of_a_worker_wins_and_the_older_one_is_told_why(council):
    """Seen to fail with end_sessions_of() not called in sessions.start_within()."""
    first, other = start(council), start(council, "tom.ashworth")
    second = start(council)
    assert sessions.get_actor(council, first) is None
    assert sessions.get_end(council, first) is Ended.REPLACED
    assert sessions.get_actor(council, second) is not None
    assert sessions.get_actor(council, other) is not None
    assert recorded(council) == ["signed_in", "signed_in", "session_replaced", "signed_in"]


def test_an_actor_of_a_replaced_session_reads_nothing(council):
    """Seen to fail with `_is_open(row)` left out of sessions.require_session()."""
    actor = sessions.get_actor(council, start(council))
    start(council)
    with database.database_of(council).reading_app() as connection, pytest.raises(NotSignedIn):
        sessions.require_session(connection, actor)


@pytest.mark.parametrize(
    ("change", "told"),
    [("disabled", Ended.ACCOUNT_CLOSED), ("password", Ended.ACCOUNT_CHANGED), ("role", Ended.ROLE_CHANGED)],
)
def test_a_change_to_the_account_ends_its_sessions(council, change, told):
    """Seen to fail with end_sessions_of() not called in accounts.py."""
    key = start(council)
    if change == "disabled":
        accounts.disable_account(council, "helen.marks", by="it")
    elif change == "password":
        accounts.reset_password(council, "helen.marks", "copper lantern drift", by="it")
    else:
        accounts.save_account(
            council, username="helen.marks", display_name="H", role="manager", password_hash="$2b$none", by="it"
        )
    assert sessions.get_actor(council, key) is None
    assert sessions.get_end(council, key) is told


def test_council_it_ends_every_session_at_once(council):
    keys = [start(council), start(council, "tom.ashworth")]
    assert accounts.end_every_session(council, by="it") == 2
    assert [sessions.get_actor(council, key) for key in keys] == [None, None]
    assert recorded(council)[-3:] == ["session_revoked"] * 3


def test_nobody_starts_a_session_on_a_disabled_account(council):
    """Seen to fail with `disabled_at` not looked at in sessions.start_within()."""
    accounts.disable_account(council, "helen.marks", by="it")
    with pytest.raises(NotSignedIn):
        start(council)


def test_the_table_of_sessions_holds_no_key(council):
    """Seen to fail with hash_secret() giving back what it was given."""
    key = start(council)
    with database.database_of(council).reading_app() as connection:
        assert key not in str(connection.execute(worker_session.select()).all())


def test_real_data_takes_the_demonstration_sessions_with_their_accounts(council):
    accounts.save_account(
        council, username="demo", display_name="D", role="manager", password_hash=hash_password("x"), is_demo=True
    )
    first = start(council, "demo")
    second = start(council, "demo")
    with database.database_of(council).writing() as connection:
        accounts.delete_demo_accounts(connection)
    assert sessions.get_actor(council, first) is None and sessions.get_actor(council, second) is None
    assert not accounts.has_demo_accounts(council)
