"""What `manage.py check` looks at, one module a subject. Each gives findings, and with each how to fix it."""

from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """How bad it is; the worst is what the command ends with."""

    FINE = 0
    WARNING = 1
    ERROR = 2


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `fix` is what to do, empty where all is fine. Neither holds personal data."""

    level: Level
    about: str
    words: str
    fix: str = ""


def fine(about: str, words: str) -> Finding:
    """Nothing to do."""
    return Finding(Level.FINE, about, words)


def warning(about: str, words: str, fix: str) -> Finding:
    """Somebody should see to it this week."""
    return Finding(Level.WARNING, about, words, fix)


def error(about: str, words: str, fix: str) -> Finding:
    """Somebody should see to it today: people are not served, not recorded safely, or shown what is wrong."""
    return Finding(Level.ERROR, about, words, fix)
