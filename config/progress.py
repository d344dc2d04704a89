"""Long work: how it reports its progress, and how a part of it is done beside the rest, on a second core."""

import ctypes
import gc
import os
import pickle
import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO, NoReturn, TypeVar

Tick = Callable[[str, int, int], None]
"""Called with the stage, the rows done and the rows in all (0: not known)."""
T = TypeVar("T")
MUCH = 50_000
"""From so many rows a second process saves more time than its beginning takes."""
_PR_SET_PDEATHSIG = 1
"""What Linux calls it (`prctl.h`)."""


def quiet(stage: str, done: int, of: int) -> None:
    """A tick that shows nothing."""


def is_done_beside(rows: int) -> bool:
    """Whether this much work is done in two processes: where Linux has two cores for this one."""
    cores = getattr(os, "sched_getaffinity", None)
    return rows >= MUCH and cores is not None and len(cores(0)) > 1


@contextmanager
def beside(work: Callable[[Tick], T], tick: Tick = quiet) -> Generator[Callable[[], T]]:
    """Do `work` in a second process meanwhile. The call that is given waits for it; it returns, or raises, the same.

    The second process has all that this one has read, without a copy; what it changes is its own. However this one or
    the block ends, the second ends with it. An exception comes back where pickle can make it again: one of Python's, or
    one whose `args` are what it was made of. Of any other, as of a second process that was killed, RuntimeError.
    """
    begun_by = os.getpid()
    receiver, sender = os.pipe()
    try:
        process = os.fork()
    except OSError:
        process = None
    if process is None:
        # A limit on processes or on memory: what two would do, one can.
        os.close(receiver)
        os.close(sender)
        yield lambda: work(tick)
        return
    if not process:
        _send_all(work, sender, begun_by)
    os.close(sender)
    try:
        with open(receiver, "rb") as answers:
            yield lambda: _received(answers, tick)
    finally:
        # Where whoever began this one ignores how such processes end, it may be gone.
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)


def _end_with(parent: int) -> None:
    """Nothing of a load stays if it is killed, and so ends without a word to its second process."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _close_others(sender: int) -> None:
    """What the first process has open is its own: the second holds no lock, and uses no connection to a database."""
    os.closerange(3, sender)
    os.closerange(sender + 1, os.sysconf("SC_OPEN_MAX"))


def _send_all(work: Callable[[Tick], T], sender: int, begun_by: int) -> NoReturn:
    """Send each tick and at last what the work returned or raised. It ends here: the rest is the first process's."""
    try:
        # What is no longer used may hold a number of a file that is closed here: it is never collected.
        gc.freeze()
        _end_with(begun_by)
        _close_others(sender)
        with open(sender, "wb") as file:

            def send(kind: str, value: object) -> None:
                pickle.dump((kind, value), file, protocol=5)
                file.flush()

            try:
                send("returned", work(lambda *now: send("tick", now)))
            except Exception as error:
                send("raised", error)
    finally:
        os._exit(0)


def _received(answers: BinaryIO, tick: Tick) -> Any:
    kind, value = "", None
    while kind != "returned":
        try:
            kind, value = pickle.load(answers)  # noqa: S301 (from this program's own second process)
        except Exception:  # Whatever an exception that is made again may raise.
            raise RuntimeError("The second process was ended.") from None
        if kind == "raised":
            raise value
        if kind == "tick":
            tick(*value)
    return value
