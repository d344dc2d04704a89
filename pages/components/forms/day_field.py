"""A day in one field: reading what was typed, and saying what is wrong with it."""

import re
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
    except ValueError:
        return f"{label} must be a real date, like {example}"
    return f"{label} must be today or in the past" if day > today else day


def day_typed(day: date | None) -> str:
    """A day as it stands in its field."""
    return date_words(day) if day else ""
