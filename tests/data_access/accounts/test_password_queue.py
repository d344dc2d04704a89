"""The queue in front of the password check: in order, told, and a try that leaves it counts as no guess."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from data_access.accounts import accounts, lock_out, password_queue, sign_in
from data_access.accounts.lock_out import MOST_TRIES
from data_access.accounts.sign_in import SignIn
from data_access.storage import database
from tests.data_access.both_databases import only_these_on_both

pytest_generate_tests = only_these_on_both(
    "test_whoever_waits_is_told_their_number_and_then_comes_in",
    "test_leaving_the_queue_gives_back_one_guess_and_no_more",
)

PASSWORD, HERE = "copper lantern drift", "the secret of this browser"


@pytest.fixture
def council(stockport):
    accounts.save_account(
        stockport, username="helen.marks", display_name="H", role="social_worker", password_hash=PASSWORD
    )
    return stockport


def check(_username: str, password: str, kept: str) -> bool:
    return password == kept


def attempt(council, password=PASSWORD, address="10.0.0.1"):
    return sign_in.try_password(council, "helen.marks", password, check=check, browser=HERE, address=address)


def test_the_queue_lets_in_as_many_as_it_may_in_the_order_they_came():
    queue, order, inside = password_queue.Queue(1), [], Event()

    def enter(number: int) -> None:
        with queue.place(sign_in.tell_no_one):
            order.append(number)
            inside.wait(10)

    with ThreadPoolExecutor(5) as pool:
        for number in range(5):
            pool.submit(enter, number)
            while queue.waiting < number:
                pass
        inside.set()
    assert order == [0, 1, 2, 3, 4] and queue.is_empty


class Left(BaseException):
    """As Streamlit ends a page's run when its tab is closed."""


def leave(_number: int) -> None:
    raise Left


@pytest.fixture
def busy(monkeypatch):
    """The one place is taken until the event is set, and whoever waits is told at once."""
    queue, done = password_queue.Queue(1), Event()
    monkeypatch.setattr(password_queue, "places", queue)
    monkeypatch.setattr(password_queue, "FIRST_TOLD", 0.01)
    monkeypatch.setattr(password_queue, "TOLD_EVERY", 0.01)

    def hold() -> None:
        with queue.place(sign_in.tell_no_one):
            done.wait(10)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(hold)
        while queue.is_empty:
            pass
        yield done
        done.set()


def attempt_told(council, tell):
    return sign_in.try_password(
        council, "helen.marks", PASSWORD, check=check, browser=HERE, address="10.0.0.1", tell=tell
    )


def test_whoever_waits_is_told_their_number_and_then_comes_in(council, busy):
    """In 0.3 no one was told."""
    told = []

    def tell(number: int) -> None:
        told.append(number)
        busy.set()

    assert attempt_told(council, tell).how is SignIn.RIGHT
    assert told == [1]


def test_those_behind_someone_who_leaves_the_queue_move_up(council, busy):
    """Seen to fail with _give_up() doing nothing: the place was handed to someone who had gone."""
    with pytest.raises(Left):
        attempt_told(council, leave)
    assert password_queue.places.waiting == 0
    busy.set()
    assert attempt(council).how is SignIn.RIGHT


@pytest.mark.parametrize("times", [1, MOST_TRIES, 3 * MOST_TRIES])
def test_someone_who_leaves_the_queue_has_guessed_nothing_and_is_not_locked_out(council, busy, times):
    """Pressing the button again is leaving. Seen to fail without uncount_try()."""
    for _ in range(times):
        with pytest.raises(Left):
            attempt_told(council, leave)
    busy.set()
    assert attempt(council).how is SignIn.RIGHT


def test_leaving_the_queue_gives_back_one_guess_and_no_more(council, busy):
    busy.set()
    fail_by_name(council, MOST_TRIES - 1)
    with database.database_of(council).writing() as connection:
        counted = lock_out.count_try(connection, "helen.marks")
        lock_out.uncount_try(connection, counted)
    fail_by_name(council, 1)
    assert attempt(council).how is SignIn.LOCKED


def fail_by_name(council, times) -> None:
    for number in range(times):
        assert attempt(council, "wrong", address=f"10.0.9.{number}").how is SignIn.WRONG


def test_a_full_queue_says_so_and_counts_no_guess(council, monkeypatch):
    monkeypatch.setattr(password_queue, "places", password_queue.Queue(0, most_waiting=0))
    for _ in range(2 * MOST_TRIES):
        assert attempt(council).how is SignIn.TOO_MANY_WAITING
