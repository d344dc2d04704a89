"""What is told of research sessions: plain values."""

from dataclasses import dataclass
from datetime import date

from config.research import Scenario
from data_access.answers import Answer

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
