"""A day in one field: reading what was typed, and saying what is wrong with it."""

import re
from dataclasses import dataclass
from datetime import date

from pages.components.formatting import date_words


def read_day(typed: str, label: str, *, today: date) -> date | str | None:
    """The day typed, None when nothing was, or a sentence on what to put right.

    >>> read_day("27/3/2026", "From", today=date(2026, 11, 1))
    datetime.date(2026, 3, 27)
    >>> read_day("27/3", "From", today=date(2026, 11, 1))
    'From must be a day, month and year, like 1/11/2026'
    """
    if not typed.strip():
        return None
    parts = re.split(r"[\s/.-]+", typed.strip())
    example = f"{today.day}/{today.month}/{today.year}"
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts) or len(parts[2]) != 4:
        return f"{label} must be a day, month and year, like {example}"
    try:
        day = date(int(parts[2]), int(parts[1]), int(parts[0]))
    except (ValueError, OverflowError):
        return f"{label} must be a real date, like {example}"
    return f"{label} must be today or in the past" if day > today else day


@dataclass(frozen=True)
class DaySpan:
    """The days typed in "From" and "To", None where none was; `wrong` says by label what to put right."""

    first: date | None
    last: date | None
    wrong: dict[str, str]


def read_days(first: str, last: str, *, today: date, needed: bool = False) -> DaySpan:
    """The two days typed. With `needed`, neither may be left empty.

    >>> read_days("27/3/2026", "26/3/2026", today=date(2026, 11, 1)).wrong
    {'To': 'To must be the same day as From, or later'}
    """
    typed = {label: read_day(text, label, today=today) for label, text in (("From", first), ("To", last))}
    wrong = {label: day for label, day in typed.items() if isinstance(day, str)}
    if needed:
        wrong |= {label: f"Enter the day for {label}" for label, day in typed.items() if day is None}
    begin, end = (day if isinstance(day, date) else None for day in typed.values())
    if begin and end and begin > end:
        wrong["To"] = "To must be the same day as From, or later"
    return DaySpan(begin, end, wrong)


def day_typed(day: date | None) -> str:
    """A day as it stands in its field."""
    return date_words(day) if day else ""
