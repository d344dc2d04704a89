"""How a participant's record is said: consents, outcomes, what was opened. Pure functions."""

from collections.abc import Mapping
from datetime import datetime

from config.clock import LONDON
from data_access.research.research_values import Opened, Participant, Task
from pages.components.audit_words import action_words

CONSENT_WORDS = {
    "notes": "Notes may be taken",
    "recording": "The session may be recorded",
    "quotes": "What they say may be quoted, without a name",
    "stopping": "They know that they may stop at any time",
}
OUTCOME_WORDS = {"success": "Success", "with_help": "With help", "not_done": "Not done"}
HARM_WORDS = {
    "no_information": "No information",
    "missing_information": "Missing information",
    "wrong_information": "Wrong information",
}
KIND_WORDS = {"note": "Note", "quote": "Quote"}


def clock_words(at: datetime) -> str:
    """The time of day in London, to the second."""
    return f"{at.astimezone(LONDON):%H:%M:%S}"


def took_words(task: Task) -> str:
    """How long a task took.

    >>> from datetime import datetime as d
    >>> took_words(Task(1, "Find", d(2026, 1, 1, 9, 0), d(2026, 1, 1, 9, 1, 5), "success"))
    '1 min 5 s'
    """
    if task.stopped_at is None:
        return "Running"
    minutes, seconds = divmod(int((task.stopped_at - task.started_at).total_seconds()), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


def opened_words(opened: Opened, titles: Mapping[str, str]) -> str:
    """What was opened, without anybody's name."""
    title = titles.get(opened.service_id or "", opened.service_id or "")
    if opened.action == "viewed_service":
        return f"Opened {title} details"
    words = action_words(opened.action)
    return f"{words}: {title}" if title else words


def ranking_words(participant: Participant) -> str:
    """The participant's order, the worst first."""
    named = [f"{place}. {HARM_WORDS[harm]}" for place, harm in enumerate(participant.ranking, 1)]
    return ", ".join(named) or "Not asked yet"
