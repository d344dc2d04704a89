"""Who looked at one person, how often and when: a row for each worker, and the same as a table. Pure functions."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from data_access.oversight.audit_records import DayLooks, LookCounts
from pages.components.documents.rendering import document
from pages.components.formatting import date_words

MOST_SPANS = 31
"""Cells in a row: a month of days. A longer time is shown in weeks, months or years."""
DARKEST = 3
"""Cells of as many looks or more have the darkest tone; each has its number."""


@dataclass(frozen=True)
class Unit:
    """What a cell stands for: its word, and the first day of the one that a day is in."""

    word: str
    begins: Callable[[date], date]


UNITS = (
    Unit("day", lambda day: day),
    Unit("week", lambda day: day - timedelta(days=day.weekday())),
    Unit("month", lambda day: day.replace(day=1)),
    Unit("year", lambda day: day.replace(month=1, day=1)),
)


def looks_html(counts: LookCounts, name: str) -> Markup:
    """The picture for the days of the counts and its table; for no looks, a sentence. `name` is the person's."""
    first, last = counts.filters.first_day, counts.filters.last_day
    assert first and last, "counted for days"  # noqa: S101 - within_days() sets both
    unit, spans = spans_of(first, last)
    return document(
        "looks.html",
        name=name,
        days=(date_words(first), date_words(last)),
        unit=unit.word,
        columns=len(spans),
        workers=_workers(counts.looks, unit, spans),
        table=[(date_words(one.day), _name(one), str(one.opened), str(one.listed)) for one in reversed(counts.looks)],
        is_cut=counts.is_cut,
    )


def spans_of(first: date, last: date) -> tuple[Unit, list[date]]:
    """The shortest unit of which at most MOST_SPANS cover these days, and the first day of each.

    >>> [spans_of(date(2026, month, 1), date(2026, 11, 29))[0].word for month in (11, 10, 1)]
    ['day', 'week', 'month']
    """
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    for unit in UNITS:
        spans = list(dict.fromkeys(unit.begins(day) for day in days))
        if len(spans) <= MOST_SPANS:
            return unit, spans
    return unit, spans[-MOST_SPANS:]


def _workers(looks: Sequence[DayLooks], unit: Unit, spans: Sequence[date]) -> list[dict]:
    """A row for each worker, the one who looked most first: the name, how often, and the cells."""
    cells: dict[str, Counter[date]] = {}
    for one in looks:
        cells.setdefault(_name(one), Counter())[unit.begins(one.day)] += one.number
    order = sorted(cells, key=lambda name: (-cells[name].total(), name))
    return [
        {
            "name": name,
            "times": _times(cells[name].total()),
            "cells": [(cells[name][span], min(cells[name][span], DARKEST)) for span in spans],
        }
        for name in order
    ]


def _name(one: DayLooks) -> str:
    return one.display_name or one.username


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
