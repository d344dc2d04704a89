"""How participants' records and what they add up to are said: consents, outcomes, what was opened. Pure functions."""

from collections.abc import Mapping
from datetime import datetime
from statistics import median

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
ROLE_WORDS = {
    "social_worker": "Social worker",
    "senior_social_worker": "Senior social worker",
    "specialist_social_worker": "Specialist social worker",
    "front_door": "Front door or duty",
    "team_manager": "Team manager",
    "other": "Another role",
}
EXPERIENCE_WORDS = {
    "under_2_years": "Under 2 years",
    "2_to_5_years": "2 to 5 years",
    "6_to_10_years": "6 to 10 years",
    "over_10_years": "Over 10 years",
}
NOT_ASKED = "Not asked"
AS_IT_IS = "As it is"


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
    return seconds_words(int((task.stopped_at - task.started_at).total_seconds()))


def seconds_words(seconds: float) -> str:
    """A length of time to the second.

    >>> seconds_words(65), seconds_words(30.5)
    ('1 min 5 s', '30 s')
    """
    minutes, seconds = divmod(int(seconds), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


def median_words(seconds: tuple[int, ...]) -> str:
    """The middle time, "" for none.

    >>> median_words((30, 90)), median_words(())
    ('1 min 0 s', '')
    """
    return seconds_words(median(seconds)) if seconds else ""


def range_words(seconds: tuple[int, ...]) -> str:
    """From the shortest to the longest time, "" for none.

    >>> range_words((30, 65, 90)), range_words((30,))
    ('30 s to 1 min 30 s', '30 s')
    """
    if not seconds:
        return ""
    ends = seconds_words(min(seconds)), seconds_words(max(seconds))
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def opened_words(opened: Opened, titles: Mapping[str, str]) -> str:
    """What was opened, whose by their relationship to the child, and what was not shown as it is; no one's name.

    >>> from datetime import datetime as d
    >>> opened_words(Opened(d(2026, 1, 1), "viewed_service", "police", "Father", (("police", "wrong"),)),
    ...              {"police": "Police", "wrong": "Wrong information"})
    'Opened Police details, father. Shown: Wrong information'
    """
    title = titles.get(opened.service_id or "", opened.service_id or "")
    words = f"Opened {title} details" if opened.action == "viewed_service" else action_words(opened.action)
    if opened.action != "viewed_service" and title:
        words += f": {title}"
    if opened.whom:
        words += f", {opened.whom.lower()}"
    if not opened.variations:
        return words
    shown = [_variation_words(one, opened.service_id, titles) for one in opened.variations]
    return f"{words}. Shown: {', '.join(shown)}"


def _variation_words(one: tuple[str, str], of_service: str | None, titles: Mapping[str, str]) -> str:
    service_id, variation = one
    words = titles.get(variation, variation) if variation else AS_IT_IS.lower()
    return words if service_id == of_service else f"{titles.get(service_id, service_id)} as “{words}”"


def shown_variations(participant: Participant, titles: Mapping[str, str]) -> list[tuple[str, str, str, str, str]]:
    """Which variation was shown of whose service: first at, whose, service, variation, and when its section was opened
    first ("" for never). Only what the participant had on a page, not what was chosen and not looked at."""
    first: dict[tuple[str, str, str], list[str]] = {}
    for one in participant.opened:
        if one.action not in ("viewed_person", "viewed_service"):
            continue
        for service_id, variation in one.variations:
            times = first.setdefault((one.whom, service_id, variation), [clock_words(one.at), ""])
            if one.action == "viewed_service" and not times[1]:
                times[1] = clock_words(one.at)
    return [
        (at, whom or "Someone else", titles.get(service, service), titles.get(variation, variation), opened)
        for (whom, service, variation), (at, opened) in first.items()
    ]


def ranking_words(participant: Participant) -> str:
    """The participant's order, the worst first."""
    named = [f"{place}. {HARM_WORDS[harm]}" for place, harm in enumerate(participant.ranking, 1)]
    return ", ".join(named) or "Not asked yet"
