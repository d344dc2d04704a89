"""The queue in front of the password check: everyone comes in, in the order they arrived, and no one is refused for a
colleague's mistakes.

There are two waits. Turns: where many wrong passwords came from one address, its tries are checked one after another,
and each wrong one costs the address a second. A right one costs nothing, so an office behind one address comes in at
the speed of the check while someone guesses from there. Places: bcrypt takes a processor for a quarter of a second,
so only a few run at once and the rest of the machine draws the pages of those who are in.
"""

import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition, Lock

from data_access.accounts import lock_out
from data_access.storage.database import CouncilDatabase

AT_ONCE = max(1, (os.cpu_count() or 1) - 1)
"""Checks that run at the same time in one process; the other processor draws pages."""
MOST_WAITING = 1_000
"""Tries that may wait in one process, for a turn or for a place. Each holds a thread, so there must be an end."""


class Full(Exception):
    """So many tries are waiting that this one cannot."""


@dataclass
class Queue:
    """Lets in `at_once` threads at a time, in the order they came. Raises Full beyond `most_waiting`."""

    at_once: int
    most_waiting: int = MOST_WAITING
    _changed: Condition = field(default_factory=Condition)
    arrived: int = 0
    _done: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether no one is inside or waiting."""
        return self.arrived == self._done

    @contextmanager
    def place(self) -> Generator[None]:
        """Wait for a place, and hold it."""
        with self._changed:
            if self.arrived - self._done >= self.at_once + self.most_waiting:
                raise Full
            mine, self.arrived = self.arrived, self.arrived + 1
            self._changed.wait_for(lambda: mine < self._done + self.at_once)
        try:
            yield
        finally:
            with self._changed:
                self._done += 1
                self._changed.notify_all()


places = Queue(AT_ONCE)
_turns: dict[tuple[str, str], Queue] = {}
_turns_lock = Lock()


@contextmanager
def checking(database: CouncilDatabase, address: str) -> Generator[None]:
    """Wait until a password from this address may be checked, and hold the place. Raises Full or Unavailable."""
    with places.place():
        # Asked only now: of a thousand tries at once, most arrive before the first has failed.
        with database.reading_app() as connection:
            takes_turns = lock_out.takes_turns(connection, address)
        if not takes_turns:
            yield
            return
    with _turn_of(database, address), places.place():
        yield


@contextmanager
def _turn_of(database: CouncilDatabase, address: str) -> Generator[None]:
    """Wait for the address's turn, and hold it until the password is checked.

    The order is kept within one process; between processes the database's `next_turn_at` spaces the turns.
    """
    key = (database.name, address)
    with _turns_lock:
        queue = _turns.setdefault(key, Queue(1))
    try:
        with queue.place():
            while True:
                with database.writing() as connection:
                    wait = lock_out.take_turn(connection, address)
                if not wait:
                    break
                time.sleep(wait.total_seconds())
            yield
    finally:
        with _turns_lock:
            if queue.is_empty:
                _turns.pop(key, None)
