"""Results across participants in pictures, each with its numbers beside it and its words for those who listen."""

from collections.abc import Mapping
from statistics import median

from markupsafe import Markup

from data_access.research.research_values import HARMS, OUTCOMES, Results, TaskResult
from pages.components.documents.rendering import document
from pages.components.documents.research.research_words import (
    HARM_WORDS,
    OUTCOME_WORDS,
    median_words,
    range_words,
)

PLACES = ("Worst", "Second", "Least")
TONES = ("first", "second", "third")
"""The tones of a bar's parts, in the order of OUTCOMES and of PLACES."""


def results_html(results: Results, scenarios: Mapping[str, str]) -> Markup:
    """Tasks by scenario, then the ranking. `scenarios` has the titles by ID."""
    tasks: dict[str, list[tuple]] = {}
    longest = max((one.seconds[-1] for one in results.tasks if one.seconds), default=0)
    for one in results.tasks:
        tasks.setdefault(scenarios.get(one.scenario, one.scenario), []).append(_task(one, longest))
    return document(
        "research_results.html",
        tasks=tasks,
        outcomes=[OUTCOME_WORDS[outcome] for outcome in OUTCOMES],
        ranking=[_ranked(harm, results.rankings[harm]) for harm in _worst_first(results)],
        ranked=results.ranked,
        places=PLACES,
        tones=TONES,
    )


def _task(result: TaskResult, longest: int) -> tuple:
    counts = tuple(result.outcomes[outcome] for outcome in OUTCOMES)
    words = [f"{OUTCOME_WORDS[outcome]} {result.outcomes[outcome]}" for outcome in OUTCOMES]
    return result.title, _parts(counts), ", ".join(words), counts, _times(result.seconds, longest)


def _times(seconds: tuple[int, ...], longest: int) -> tuple[str, str, float, float, float] | None:
    """The median and the range in words, and in percent of the longest time: from, how far, and the median; None where
    no one did the task."""
    if not seconds:
        return None
    start, end, mark = (100 * one / max(longest, 1) for one in (seconds[0], seconds[-1], median(seconds)))
    return median_words(seconds), range_words(seconds), start, end - start, mark


def _ranked(harm: str, places: tuple[int, ...]) -> tuple:
    words = ", ".join(f"{place.lower()} for {count}" for place, count in zip(PLACES, places, strict=True))
    return HARM_WORDS[harm], _parts(places), words, places


def _worst_first(results: Results) -> list[str]:
    """HARMS, the one most often put first at the top."""
    return sorted(HARMS, key=lambda harm: results.rankings[harm], reverse=True)


def _parts(counts: tuple[int, ...]) -> list[tuple[str, float]]:
    """Tone and width in percent of each part of a bar; parts of nothing are left out."""
    every = sum(counts)
    return [(tone, 100 * count / every) for tone, count in zip(TONES, counts, strict=True) if count]
