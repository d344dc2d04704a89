"""The queue in front of the password check: everyone comes in, in the order they arrived, and no one is refused for a
colleague's mistakes.

There are two waits. Turns: where many wrong passwords came from one address, its tries are checked one after another,
and each wrong one costs the address a second. A right one costs nothing, so an office behind one address comes in at
the speed of the check while someone guesses from there. Places: bcrypt takes a processor for a quarter of a second, so
no more run at once than there are processors. Whoever waits is told their number.
"""

import os
import time
from collections import deque
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock

from data_access.accounts import lock_out
from data_access.storage.database import CouncilDatabase

AT_ONCE = os.cpu_count() or 1
"""Checks that run at the same time in one process. bcrypt lets other threads run meanwhile, which draw the pages."""
MOST_WAITING = 1_000
"""Tries that may wait in one process, for a turn or for a place. Each holds a thread, so there must be an end."""
FIRST_TOLD, TOLD_EVERY = 1.0, 5.0
"""Seconds until a person who waits is told, and between the times they are told again."""

Tell = Callable[[int], object]
"""Tells a person who waits that they have this number in the queue, 1 for the next. May raise: they have left."""


class Full(Exception):
    """So many tries are waiting that this one cannot."""


@dataclass
class Queue:
    """Lets in `at_once` threads at a time, in the order they came. Raises Full beyond `most_waiting`."""

    at_once: int
    most_waiting: int = MOST_WAITING
    _lock: Lock = field(default_factory=Lock)
    _inside: int = 0
    _waiting: deque[Event] = field(default_factory=deque)

    @property
    def is_empty(self) -> bool:
        """Whether no one is inside or waiting."""
        return self._inside == 0 and not self._waiting

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @contextmanager
    def place(self, tell: Tell) -> Generator[None]:
        """Wait for a place, and hold it."""
        mine = self._arrive()
        if mine is not None:
            self._wait(mine, tell)
        try:
            yield
        finally:
            self._leave()

    def _arrive(self) -> Event | None:
        """Take a place if one is free and no one waits; otherwise the event that says when there is one."""
        with self._lock:
            if self._inside < self.at_once and not self._waiting:
                self._inside += 1
                return None
            if len(self._waiting) >= self.most_waiting:
                raise Full
            mine = Event()
            self._waiting.append(mine)
            return mine

    def _wait(self, mine: Event, tell: Tell) -> None:
        told, patience = 0, FIRST_TOLD
        try:
            while not mine.wait(patience):
                number, patience = self._number_of(mine), TOLD_EVERY
                if number != told:
                    tell(number)
                    told = number
        except BaseException:
            # They closed the page or pressed the button again: those behind them move up.
            self._give_up(mine)
            raise

    def _number_of(self, mine: Event) -> int:
        with self._lock:
            return self._waiting.index(mine) + 1 if mine in self._waiting else 1

    def _give_up(self, mine: Event) -> None:
        with self._lock:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return
        self._leave()

    def _leave(self) -> None:
        """Hand the place to the next, or leave it free."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._inside -= 1


places = Queue(AT_ONCE)
_turns: dict[tuple[str, str], Queue] = {}
_turns_lock = Lock()


@contextmanager
def checking(database: CouncilDatabase, address: str, tell: Tell) -> Generator[None]:
    """Wait until a password from this address may be checked, and hold the place. Raises Full or Unavailable."""
    with places.place(tell):
        # Asked only now: of a thousand tries at once, most arrive before the first has failed.
        with database.reading_app() as connection:
            takes_turns = lock_out.takes_turns(connection, address)
        if not takes_turns:
            yield
            return
    with _turn_of(database, address, tell), places.place(tell):
        yield


@contextmanager
def _turn_of(database: CouncilDatabase, address: str, tell: Tell) -> Generator[None]:
    """Wait for the address's turn, and hold it until the password is checked.

    The order is kept within one process; between processes the database's `next_turn_at` spaces the turns.
    """
    key = (database.name, address)
    with _turns_lock:
        queue = _turns.setdefault(key, Queue(1))
    try:
        with queue.place(tell):
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
