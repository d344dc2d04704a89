"""Work that is done in a second process meanwhile."""

import os
import signal
import threading

import pytest

from config import progress
from config.progress import beside, is_done_beside

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


def test_it_is_done_in_another_process_and_its_answer_and_progress_come_back():
    seen = []

    def work(tick):
        tick("Adding", 2, 2)
        return os.getpid(), {"sum": 4}

    with beside(work, tick=lambda *now: seen.append(now)) as answer:
        process, found = answer()
    assert process != os.getpid()
    assert found == {"sum": 4}
    assert seen == [("Adding", 2, 2)]


def test_what_it_raises_is_raised_here():
    def work(_tick):
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"), beside(work) as answer:
        answer()


class OfTwo(Exception):
    """Python would make it again from its message alone."""

    def __init__(self, one, two):
        super().__init__(f"{one} and {two}")


class WithALock(Exception):
    """Nothing that holds a lock can be sent."""


@pytest.mark.parametrize("error", [OfTwo("a", "b"), WithALock(threading.Lock())], ids=["of two", "with a lock"])
def test_of_what_cannot_be_sent_this_one_hears_that_it_has_ended(error):
    def work(_tick):
        raise error

    with pytest.raises(RuntimeError, match="was ended"), beside(work) as answer:
        answer()


def test_if_it_is_killed_this_one_hears_of_it():
    def work(_tick):
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(RuntimeError, match="was ended"), beside(work) as answer:
        answer()


def test_it_ends_with_the_block(monkeypatch):
    begun, fork = [], os.fork
    monkeypatch.setattr(os, "fork", lambda: begun.append(fork()) or begun[-1])

    def work(_tick):
        signal.pause()

    with pytest.raises(ZeroDivisionError), beside(work):
        raise ZeroDivisionError
    with pytest.raises(ProcessLookupError):
        os.kill(begun[0], 0)


def test_it_has_no_file_of_this_one_open(tmp_path):
    with (tmp_path / "lock").open("w") as lock:

        def work(_tick):
            os.fstat(lock.fileno())

        with pytest.raises(OSError, match="Bad file descriptor"), beside(work) as answer:
            answer()


@pytest.mark.parametrize(
    ("rows", "cores", "is_beside"), [(progress.MUCH, {0, 1}, True), (progress.MUCH, {3}, False), (10, {0, 1}, False)]
)
def test_only_much_work_is_divided_and_only_where_there_are_two_cores(monkeypatch, rows, cores, is_beside):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: cores, raising=False)
    assert is_done_beside(rows) is is_beside


def test_where_no_second_process_can_be_begun_the_work_is_done_here(monkeypatch):
    """Seen to fail: a limit on processes ended the load, in words about a disk."""

    def none_left():
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", none_left)
    before = len(os.listdir("/dev/fd"))
    with beside(lambda _tick: os.getpid()) as answer:
        assert answer() == os.getpid()
    assert len(os.listdir("/dev/fd")) == before
    with pytest.raises(ZeroDivisionError) as raised, beside(lambda _tick: 1 / 0) as answer:
        answer()
    # What is wrong is not that there is no second process.
    assert raised.value.__context__ is None


def test_it_may_be_gone_before_it_is_ended():
    """Seen to fail where the shell ignores how the processes that it began end."""
    ignored = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        with beside(lambda _tick: 4) as answer:
            assert answer() == 4
    finally:
        signal.signal(signal.SIGCHLD, ignored)
