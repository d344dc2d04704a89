"""Signing in: every try counted and recorded, the same for every name, and a password of one's own first."""

from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import timedelta
from itertools import islice
from threading import Event

import pytest

from config import clock
from data_access.accounts import accounts, lock_out, password_queue, passwords, sessions, sign_in, sign_in_tickets
from data_access.accounts.lock_out import MOST_TRIES
from data_access.accounts.passwords import hash_password
from data_access.accounts.sign_in import SignIn
from data_access.loading import extract_store
from data_access.storage import database
from data_access.storage.app_tables import sign_in_failure
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import audit_rows

pytest_generate_tests = only_these_on_both(
    "test_people_sign_in_while_a_load_runs",
    "test_the_right_password_gives_a_ticket_for_a_session",
    "test_a_failure_is_recorded_and_a_name_that_is_no_account_is_not_written_down",
    "test_a_locked_name_is_not_checked_at_all",
    "test_a_lock_is_released_by_time",
    "test_a_lock_is_released_by_council_it",
    "test_the_right_password_begins_the_count_anew",
    "test_a_try_is_counted_before_the_password_is_looked_at",
    "test_of_many_guesses_at_once_those_that_wait_take_turns",
    "test_changing_a_password_ends_every_session_and_is_recorded",
)

PASSWORD, NEW = "copper lantern drift", "violet harbour quilt"
HERE = "the secret of this browser"


@pytest.fixture(autouse=True)
def waits(monkeypatch) -> list[float]:
    """The seconds waited for a turn; instead of waiting the clock moves."""
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        later(monkeypatch, seconds=seconds)

    monkeypatch.setattr(password_queue.time, "sleep", sleep)
    return waited


@pytest.fixture
def council(stockport):
    save(stockport, "helen.marks")
    return stockport


def save(council, username, **more) -> None:
    kept = f"hash of {PASSWORD}"
    accounts.save_account(
        council, username=username, display_name="Helen Marks", role="social_worker", password_hash=kept, **more
    )


def check(username: str, password: str, kept: str) -> bool:
    """In place of bcrypt, whose quarter of a second a try would be most of these tests."""
    return kept == f"hash of {password}" or (
        kept.startswith("$2b$") and passwords.bcrypt.checkpw(password.encode(), kept.encode())
    )


def attempt(council, password=PASSWORD, username="helen.marks", address="10.0.0.1"):
    return sign_in.try_password(council, username, password, check=check, browser=HERE, address=address)


def change(council, old=PASSWORD, new=NEW):
    return sign_in.change_password(council, "helen.marks", old, new, check=check, browser=HERE, address="10.0.0.1")


def later(monkeypatch, **passed: float) -> None:
    at = clock.now() + timedelta(**passed)
    monkeypatch.setattr(clock, "now", lambda: at)


def recorded(council) -> list[tuple[str, str]]:
    return [(row.action, row.username) for row in audit_rows(council)]


def test_people_sign_in_while_a_load_runs(council):
    with extract_store.load_lock(database.database_of(council)):
        assert attempt(council).how is SignIn.RIGHT


def test_the_right_password_gives_a_ticket_for_a_session(council):
    outcome = attempt(council)
    assert outcome.how is SignIn.RIGHT
    key = sign_in_tickets.use_ticket(council, outcome.ticket, browser=HERE)
    sessions.end_session(sessions.get_actor(council, key))
    assert recorded(council) == [("signed_in", "helen.marks"), ("signed_out", "helen.marks")]


def test_capitals_and_spaces_around_a_user_name_do_not_matter(council):
    assert attempt(council, username=" Helen.Marks ").how is SignIn.RIGHT


def test_a_wrong_password_an_unknown_name_and_a_disabled_account_are_answered_alike(council):
    """Seen to fail with `disabled_at` not looked at in sign_in._check_password()."""
    save(council, "gone")
    accounts.disable_account(council, "gone", by="it")
    tries = [attempt(council, "wrong"), attempt(council, username="nobody"), attempt(council, username="gone")]
    assert [outcome.how for outcome in tries] == [SignIn.WRONG] * 3
    assert [outcome.ticket for outcome in tries] == [""] * 3


def test_a_failure_is_recorded_and_a_name_that_is_no_account_is_not_written_down(council):
    """It may be a password typed too early. Seen to fail with the typed name in sign_in._who()."""
    attempt(council, "wrong")
    attempt(council, username="my-password-typed-too-early")
    assert recorded(council) == [("sign_in_failed", "helen.marks"), ("sign_in_failed", "unknown")]
    with database.database_of(council).reading_app() as connection:
        kept = str(connection.execute(sign_in_failure.select()).all())
    assert "too-early" not in audit_rows(council)[-1].record + kept


def test_an_unknown_name_is_checked_against_a_hash_of_the_same_cost(council):
    """Else it is answered a quarter of a second sooner. Seen to fail with the check left out for an unknown name."""
    checked = []

    def watch(username, password, kept):
        checked.append(kept)
        return False

    for username in ("helen.marks", "nobody"):
        sign_in.try_password(council, username, "wrong", check=watch, browser=HERE, address="")
    assert len(checked) == 2
    assert checked[1].split("$")[1:3] == hash_password("x").split("$")[1:3]


# Lock-out


@pytest.mark.parametrize("username", ["helen.marks", "nobody"])
def test_ten_wrong_passwords_lock_a_name_known_or_not(council, username):
    """Seen to fail with `locks` never set in lock_out.count_try()."""
    for _ in range(MOST_TRIES):
        assert attempt(council, "wrong", username).how is SignIn.WRONG
    assert attempt(council, PASSWORD, username).how is SignIn.LOCKED
    assert [action for action, _ in recorded(council)].count("locked_out") == 1


def test_a_locked_name_is_not_checked_at_all(council, monkeypatch):
    for _ in range(MOST_TRIES):
        attempt(council, "wrong")
    outcome = sign_in.try_password(council, "helen.marks", PASSWORD, check=pytest.fail, browser=HERE, address="")
    assert outcome.how is SignIn.LOCKED


def test_a_lock_is_released_by_time(council, monkeypatch):
    for _ in range(MOST_TRIES):
        attempt(council, "wrong")
    later(monkeypatch, minutes=14)
    assert attempt(council).how is SignIn.LOCKED
    later(monkeypatch, minutes=1, seconds=1)
    assert attempt(council).how is SignIn.RIGHT


def test_a_lock_is_released_by_council_it(council):
    for _ in range(MOST_TRIES):
        attempt(council, "wrong")
    [one] = accounts.list_accounts(council)
    assert one.locked_until is not None
    assert accounts.release_account(council, "helen.marks", by="it")
    assert attempt(council).how is SignIn.RIGHT


def test_the_right_password_begins_the_count_anew(council):
    for address in ("10.0.0.1", "10.0.0.2", "10.0.0.3"):
        for _ in range(MOST_TRIES - 1):
            attempt(council, "wrong", address=address)
        assert attempt(council, address=address).how is SignIn.RIGHT


def test_a_restart_forgets_no_failure(council):
    for _ in range(MOST_TRIES):
        attempt(council, "wrong")
        database.close_databases()
    assert attempt(council).how is SignIn.LOCKED


def test_a_try_is_counted_before_the_password_is_looked_at(council, monkeypatch):
    """Or as many as fit into a quarter of a second are free. Seen to fail with the count made after the check."""
    monkeypatch.setattr(password_queue, "places", password_queue.Queue(3 * MOST_TRIES))
    looked_at, go_on = [], Event()

    def look(username, password, kept):
        looked_at.append(kept)
        # Ends before those that are waited for: then the numbers say what was wrong.
        go_on.wait(5)
        return False

    def guess(number: int) -> SignIn:
        given = {"check": look, "browser": HERE, "address": f"10.0.1.{number}"}
        return sign_in.try_password(council, "helen.marks", "wrong", **given).how

    with ThreadPoolExecutor(3 * MOST_TRIES) as pool:
        tries = [pool.submit(guess, number) for number in range(3 * MOST_TRIES)]
        # Those that are not looked at end by themselves.
        list(islice(as_completed(tries, timeout=10), 2 * MOST_TRIES))
        go_on.set()
    assert len(looked_at) == MOST_TRIES


def fail(council, times, address="10.0.0.1") -> None:
    for number in range(times):
        attempt(council, "wrong", f"name{number}", address)


def test_after_ten_failures_each_wrong_password_costs_its_address_a_second(council, waits, monkeypatch):
    later(monkeypatch)
    fail(council, lock_out.FREE_FAILURES)
    assert waits == []
    fail(council, 8)
    assert waits == [1.0] * 7
    assert attempt(council, address="10.0.0.2").how is SignIn.RIGHT
    assert waits == [1.0] * 7


def test_no_one_is_refused_for_the_guesses_of_others_and_a_right_password_costs_nothing(council, waits, monkeypatch):
    """In 0.3 a try that would wait more than five seconds was refused: so this failed."""
    later(monkeypatch)
    fail(council, lock_out.FREE_FAILURES + 1)
    assert [attempt(council).how for _ in range(50)] == [SignIn.RIGHT] * 50
    assert waits == [1.0]


def test_without_an_address_a_few_do_not_slow_everyone(council, waits, monkeypatch):
    """Everyone without an address had one counter in 0.3."""
    later(monkeypatch)
    fail(council, 3 * lock_out.FREE_FAILURES, address="")
    waits.clear()
    tried = sign_in.try_password(council, "helen.marks", PASSWORD, check=check, browser="another", address="")
    assert tried.how is SignIn.RIGHT and waits == []


def test_guesses_on_a_locked_name_are_counted_too(council, monkeypatch):
    """In 0.3 each was a record."""
    later(monkeypatch)
    for _ in range(100):
        attempt(council, "wrong")
    assert [action for action, _ in recorded(council)].count("sign_in_failed") == lock_out.FREE_FAILURES


def test_of_many_guesses_at_once_those_that_wait_take_turns(council, monkeypatch):
    start, checked = clock.now(), []

    def refuse(*given: str) -> bool:
        checked.append(clock.now() - start)
        return False

    def guess(number: int) -> None:
        sign_in.try_password(council, f"n{number}", "x", check=refuse, browser=HERE, address="10.0.0.1")

    with ThreadPoolExecutor(32) as pool:
        list(pool.map(guess, range(32)))
    quick = sum(one < timedelta(seconds=1) for one in checked)
    assert len(checked) == 32 and quick <= lock_out.FREE_FAILURES + password_queue.AT_ONCE + 1


# A password of one's own


def test_a_password_that_was_given_out_must_be_changed_before_anything_else(council):
    """Seen to fail with must_change_password not looked at in sign_in.try_password()."""
    save(council, "helen.marks", must_change_password=True)
    outcome = attempt(council)
    assert (outcome.how, outcome.ticket) == (SignIn.MUST_CHANGE, "")
    changed = change(council)
    assert changed.how is SignIn.RIGHT
    assert sign_in_tickets.use_ticket(council, changed.ticket, browser=HERE)
    assert attempt(council, NEW).how is SignIn.RIGHT
    assert attempt(council, PASSWORD).how is SignIn.WRONG


def test_changing_a_password_needs_the_old_one_and_counts_as_a_try(council):
    """Seen to fail with the check left out of sign_in.change_password()."""
    for _ in range(MOST_TRIES):
        assert change(council, old="wrong").how is SignIn.WRONG
    assert change(council).how is SignIn.LOCKED


def test_changing_a_password_ends_every_session_and_is_recorded(council):
    key = sessions.start_session(council, "helen.marks", address="")
    change(council)
    assert sessions.get_actor(council, key) is None
    assert recorded(council)[-1] == ("changed_password", "helen.marks")


@pytest.mark.parametrize(
    ("new", "why"),
    [
        (PASSWORD, "must be different from the old one"),
        ("short", "12 characters or more"),
        ("password1234", "easily guessed"),
        ("helen.marks2026", "easily guessed"),
        ("Stockport2026!", "easily guessed"),
        ("aaaaaaaaaaaaaaaa", "easily guessed"),
        ("x" * 73, "72 characters or fewer"),
        (" violet harbour quilt", "begin or end with a space"),
    ],
)
def test_a_new_password_that_is_easily_guessed_is_refused_in_words(council, new, why):
    """Seen to fail with why_refused() giving None."""
    with pytest.raises(ValueError, match=why):
        change(council, new=new)
    assert attempt(council).how is SignIn.RIGHT


def test_no_password_is_in_the_audit(council):
    attempt(council, "wrong horse")
    change(council)
    assert not [
        row for row in audit_rows(council) if "wrong horse" in row.record or PASSWORD in row.record or NEW in row.record
    ]
