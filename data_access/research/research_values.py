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
ROLES = ("social_worker", "senior_social_worker", "specialist_social_worker", "front_door", "team_manager", "other")
EXPERIENCE = ("under_2_years", "2_to_5_years", "6_to_10_years", "over_10_years")
"""Bands wide enough to name no one: never in a participant's own words."""


FINDINGS_COLUMNS = ("Component", "Council", "Finding", "Participants", "Of", "Action", "Quotes")
"""The columns of the file of findings that councils give each other."""


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
class NoteChange:
    """A note as it was before `by`, a display name, changed it."""

    changed_at: datetime
    by: str
    component: str
    kind: str
    words: str


@dataclass(frozen=True)
class Note:
    """A note or a quote. `finding` is the number of the finding it supports, None if there is none."""

    number: int
    noted_at: datetime
    component: str
    kind: str
    words: str
    finding: int | None
    changes: tuple[NoteChange, ...] = ()
    """Oldest first; empty if it was never changed."""


@dataclass(frozen=True)
class Opened:
    """A screen or section opened, or a change by the researcher, without names."""

    at: datetime
    action: str
    service_id: str | None
    whom: str = ""
    """Whose: their relationship to the scenario's child, CHILD for the child; "" where it is no one's or not known."""
    variations: tuple[tuple[str, str], ...] = ()
    """Service ID and variation ID: what was not shown as it is. For a change by the researcher, what it was changed to;
    "" puts it back."""


@dataclass(frozen=True)
class LeftOut:
    """When, by whom (a display name) and why a record was left out of the results."""

    at: datetime
    by: str
    why: str


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
    role: str | None = None
    """One of ROLES; None if it was not asked."""
    experience: str | None = None
    """One of EXPERIENCE; None if it was not asked."""
    left_out: LeftOut | None = None
    """None while it counts."""
    tasks: tuple[Task, ...] = ()
    notes: tuple[Note, ...] = ()
    opened: tuple[Opened, ...] = ()


@dataclass(frozen=True)
class Quote:
    """What a participant said, with their code."""

    code: str
    words: str


@dataclass(frozen=True)
class Finding:
    """A finding from several notes. `participants` out of `of` said or did it."""

    number: int | None
    """None for another council's."""
    council: str
    component: str
    words: str
    action: str
    participants: int
    of: int
    quotes: tuple[Quote, ...] = ()
    """Of those who agreed to be quoted. Another council's have no codes."""


@dataclass(frozen=True)
class TaskResult:
    """How a task of a scenario went across participants. `outcomes` counts each of OUTCOMES; `seconds` are the times of
    those who did it, alone or with help, shortest first."""

    scenario: str
    title: str
    outcomes: dict[str, int]
    seconds: tuple[int, ...]


@dataclass(frozen=True)
class Results:
    """Results across participants. `rankings` counts for each of HARMS how many put it first, second and third."""

    participants: int
    left_out: int
    tasks: tuple[TaskResult, ...]
    ranked: int
    rankings: dict[str, tuple[int, ...]]


@dataclass(frozen=True)
class Interrupted:
    """A session of the same researcher that ended before it was reset. `records` are the codes of the participants
    whose records are still in progress."""

    session_id: str
    ended_at: datetime
    scenario: str
    journey: int
    records: tuple[str, ...]


@dataclass(frozen=True)
class Draft:
    """What a researcher typed and did not save. `note` is the number of the note being changed, None for a new one."""

    kept_at: datetime
    note: int | None
    component: str
    kind: str
    words: str
    finding: int | None
    new_finding: str
