"""Which audit records are one visit: one worker's look at one person in one sitting. Pure functions.

The rule is made only from what is in the records:

- A visit has one session of one worker and one person. It goes on until more than A_PAUSE passes without a record of
  that person in that session, or until it has MOST_IN_VISIT records.
- A search and the list it has shown belong to the person of that list who is opened next, before another search. If no
  one of it is opened, they are a visit of their own.
- What names several people without a search, such as linked individuals or contacts, belongs to the person who is open.
- Reading the audit is one visit for each sitting, and signing in is one with the end of the session. Any other record
  is a line of its own.

A person whom the reader may not see is HIDDEN_PERSON, the same for all of them, so visits do not tell two of them
apart. Records that name a hidden person and records that do not are never put together, except a search with its list:
a name beside it would say who they are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from data_access.audit.chain import Action

A_PAUSE = timedelta(minutes=30)
"""Twice the idle minutes after which a session ends."""
MOST_IN_VISIT = 200
HIDDEN_PERSON = ""
READINGS = frozenset((Action.READ_AUDIT.value, Action.EXPORTED_AUDIT.value, Action.READ_FIGURES.value))
SESSION = frozenset(
    action.value
    for action in (
        Action.SIGNED_IN,
        Action.SIGNED_OUT,
        Action.TIMED_OUT,
        Action.SESSION_REPLACED,
        Action.SESSION_REVOKED,
    )
)
LISTS = frozenset((Action.SHOWN_INDIVIDUALS.value, Action.LISTED_UNDER_COVER.value))
LOOKS = frozenset(
    action.value
    for action in (
        Action.SEARCHED,
        Action.SHOWN_INDIVIDUALS,
        Action.LISTED_UNDER_COVER,
        Action.STATED_COVER,
        Action.VIEWED_PERSON,
        Action.VIEWED_SERVICE,
        Action.LISTED_CONTACTS,
        Action.COPIED_CONTACTS,
        Action.COPIED_FOR_CASE_FILE,
        Action.CONFIRMED_FAMILY,
        Action.REFUSED,
        Action.REPORTED_RECORD,
        Action.WITHDREW_REPORT,
        Action.ASKED_FOR_CHECK,
        Action.SAID_WHY_MANY,
    )
)
"""What a worker does with a person, besides opening them: these records are grouped."""


class Step(NamedTuple):
    """One record of a session: what is needed to group it. In `people`, whoever is hidden is HIDDEN_PERSON."""

    seq: int
    at: datetime
    session_id: str
    action: str
    people: frozenset[str] = frozenset()

    @property
    def only_person(self) -> str | None:
        """The person, if the record names just one."""
        return next(iter(self.people)) if len(self.people) == 1 else None


@dataclass
class Visit:
    """The steps of a visit. `person` is None if it is no one's: no one was opened, or it is no look."""

    person: str | None
    steps: list[Step] = field(default_factory=list)

    def takes(self, step: Step, more: int = 1) -> bool:
        """Whether a step is soon enough after the last, and there is room for it and those before it."""
        is_soon = step.at - self.steps[-1].at <= A_PAUSE or step.action in SESSION
        return is_soon and len(self.steps) + more <= MOST_IN_VISIT

    @property
    def seqs(self) -> list[int]:
        """The numbers of its records, oldest first."""
        return sorted(step.seq for step in self.steps)


def visits_of(steps: Iterable[Step]) -> list[Visit]:
    """The visits of one session, from its steps in their order."""
    sitting = _Sitting()
    for step in steps:
        sitting.add(step)
    sitting.leave_search()
    return sitting.visits


def visits_of_person(steps: Iterable[Step]) -> list[Visit]:
    """The same from the view of one person: every step of the session that is about them, whoever was opened."""
    sitting = _Sitting()
    for step in steps:
        sitting.add_of_person(step)
    return sitting.visits


class _Sitting:
    """The visits of one session so far, the search that no one has been opened from yet, and who is open."""

    def __init__(self) -> None:
        self.visits: list[Visit] = []
        self._latest: dict[str, Visit] = {}
        self._search: list[Step] = []
        self._open: str | None = None

    def add(self, step: Step) -> None:
        """The next record of the session, in the visit it belongs to."""
        person = step.only_person
        if step.action in READINGS:
            self._join("reading", [step])
        elif step.action in SESSION:
            self._join("session", [step])
        elif step.action not in LOOKS:
            self._alone([step])
        elif step.action == Action.SEARCHED.value:
            self.leave_search()
            self._search = [step]
        elif step.action in LISTS and self._is_of_search(step):
            self._search.append(step)
        elif person is None or step.action in LISTS:
            self._of_several(step)
        else:
            self._of_person(person, step)

    def add_of_person(self, step: Step) -> None:
        """The next record of the session about one person, from their view."""
        if step.action in READINGS:
            self._join("reading", [step])
        elif step.action in LOOKS:
            self._join("look", [step])
        else:
            self._alone([step])

    def leave_search(self) -> None:
        """The search from which no one was opened is a visit of its own."""
        if self._search:
            self._alone(self._search)
        self._search = []

    def _is_of_search(self, step: Step) -> bool:
        """Whether it is the list that the search has shown: the record after it."""
        if not self._search:
            return False
        last = self._search[-1]
        may_join = last.action not in LISTS or (HIDDEN_PERSON in last.people) == (HIDDEN_PERSON in step.people)
        return may_join and step.seq == last.seq + 1 and step.at - last.at <= A_PAUSE

    def _of_person(self, person: str, step: Step) -> None:
        steps = [step]
        found = {one for searched in self._search for one in searched.people}
        if person in found and step.at - self._search[-1].at <= A_PAUSE:
            steps, self._search = [*self._search, step], []
        self._join(f"person {person}", steps, person)
        self._open = person

    def _of_several(self, step: Step) -> None:
        """What names several people, or no one, goes with the person who is open."""
        visit = self._latest.get(f"person {self._open}")
        may_join = (self._open == HIDDEN_PERSON) == (HIDDEN_PERSON in step.people)
        if visit is not None and may_join and visit.takes(step):
            visit.steps.append(step)
        else:
            self._alone([step])

    def _join(self, key: str, steps: Sequence[Step], person: str | None = None) -> None:
        """Add the steps to the latest visit of that key, or begin another."""
        visit = self._latest.get(key)
        if visit is None or not visit.takes(steps[0], len(steps)):
            visit = self._latest[key] = Visit(person)
            self.visits.append(visit)
        visit.steps += steps

    def _alone(self, steps: list[Step]) -> None:
        self.visits.append(Visit(None, list(steps)))
