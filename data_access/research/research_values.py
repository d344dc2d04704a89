"""Research sessions as plain frozen values."""

from dataclasses import dataclass
from datetime import date, datetime

from config.research import Scenario
from data_access.values import Answer

CHILD = "Child"


@dataclass(frozen=True)
class ScenarioPerson:
    """A person in a scenario. `choices` has the IDs of the variations each service can show, `shown` the one chosen."""

    person_id: str
    name: str
    whom: str
    """Their relationship to the child; CHILD for the child."""
    date_of_birth: date | None
    address: str
    answers: dict[str, Answer]
    choices: dict[str, tuple[str, ...]]
    shown: dict[str, str]


@dataclass(frozen=True)
class ScenarioPeople:
    """A scenario with its people, and the day the demonstration was built: its dates are counted from then."""

    scenario: Scenario
    day: date
    people: tuple[ScenarioPerson, ...]


COMPONENTS = (
    "Logging in", "Searching", "Selecting", "Viewing basic details", "Viewing linked individuals",
    "Viewing service information", "Viewing service details", "Other",
)  # fmt: skip
"""The components of the screens, as in the private beta research report; each note belongs to one."""
NOTE, QUOTE = "note", "quote"
OUTCOMES = ("success", "with_help", "not_done")
HARMS = ("no_information", "missing_information", "wrong_information")
"""Participants rank these at the end, by harm to their work."""
CONSENTS = ("notes", "recording", "quotes", "stopping")


@dataclass(frozen=True)
class RunningSession:
    """A session in which a participant can use the tool now."""

    session_id: str
    who: str
    scenario: str
    journey: int


@dataclass(frozen=True)
class Task:
    """`stopped_at` and `outcome` are None while the task is running."""

    number: int
    title: str
    started_at: datetime
    stopped_at: datetime | None
    outcome: str | None


@dataclass(frozen=True)
class Note:
    """A note or a quote. `finding` is the number of the finding it supports, None if there is none."""

    number: int
    noted_at: datetime
    component: str
    kind: str
    words: str
    finding: int | None


@dataclass(frozen=True)
class Opened:
    """A screen or section opened, or a change by the researcher, without names."""

    at: datetime
    action: str
    service_id: str | None


@dataclass(frozen=True)
class Participant:
    """The record of one session. `consents` has those of CONSENTS that were given."""

    number: int
    code: str
    journey: int
    scenario: str
    consents: tuple[str, ...]
    started_at: datetime
    ended_at: datetime | None
    ranking: tuple[str, ...]
    """The worst first; empty before the participant is asked."""
    tasks: tuple[Task, ...] = ()
    notes: tuple[Note, ...] = ()
    opened: tuple[Opened, ...] = ()


@dataclass(frozen=True)
class Finding:
    """A finding from several notes. `participants` out of `of` said or did it."""

    number: int
    component: str
    words: str
    action: str
    participants: int
    of: int
