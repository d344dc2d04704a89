"""What is told of research sessions: plain values."""

from dataclasses import dataclass
from datetime import date, datetime

from config.research import Scenario
from data_access.values import Answer

CHILD = "Child"


@dataclass(frozen=True)
class ScenarioPerson:
    """Somebody of a scenario. `choices` are the ids of the variations each service can show; `shown` those it does."""

    person_id: str
    name: str
    whom: str
    """What they are to the child, CHILD for the child."""
    date_of_birth: date | None
    address: str
    answers: dict[str, Answer]
    choices: dict[str, tuple[str, ...]]
    shown: dict[str, str]


@dataclass(frozen=True)
class ScenarioPeople:
    """A scenario with its people, and the day of the demonstration: its dates are counted from there."""

    scenario: Scenario
    day: date
    people: tuple[ScenarioPerson, ...]


COMPONENTS = (
    "Logging in", "Searching", "Selecting", "Viewing basic details", "Viewing linked individuals",
    "Viewing service information", "Viewing service details", "Other",
)  # fmt: skip
"""The components of the screens as the private beta research report has them; a note belongs to one."""
NOTE, QUOTE = "note", "quote"
OUTCOMES = ("success", "with_help", "not_done")
HARMS = ("no_information", "missing_information", "wrong_information")
"""What participants are asked to rank at the end, by harm to their work."""
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
    """`stopped_at` and `outcome` are None while it runs."""

    number: int
    title: str
    started_at: datetime
    stopped_at: datetime | None
    outcome: str | None


@dataclass(frozen=True)
class Note:
    """A note or a quote. `finding` is the number of the finding it supports, None for none."""

    number: int
    noted_at: datetime
    component: str
    kind: str
    words: str
    finding: int | None


@dataclass(frozen=True)
class Opened:
    """A screen or section opened, or a switch by the researcher, without anybody's name."""

    at: datetime
    action: str
    service_id: str | None


@dataclass(frozen=True)
class Participant:
    """The record of one session. `consents` are those of CONSENTS that were given."""

    number: int
    code: str
    journey: int
    scenario: str
    consents: tuple[str, ...]
    started_at: datetime
    ended_at: datetime | None
    ranking: tuple[str, ...]
    """The worst first; empty before the participant was asked."""
    tasks: tuple[Task, ...] = ()
    notes: tuple[Note, ...] = ()
    opened: tuple[Opened, ...] = ()


@dataclass(frozen=True)
class Finding:
    """What several notes come to. `participants` of `of` said or did it."""

    number: int
    component: str
    words: str
    action: str
    participants: int
    of: int
