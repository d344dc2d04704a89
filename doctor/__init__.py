"""The checks of `manage.py check`, one module per subject. Each finding says how to fix the fault."""

from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """How bad it is. The command ends with the worst."""

    FINE = 0
    WARNING = 1
    ERROR = 2


@dataclass(frozen=True)
class Finding:
    """The result of one check. `fix` is what to do, empty if all is well. Holds no personal data."""

    level: Level
    about: str
    words: str
    fix: str = ""


def fine(about: str, words: str) -> Finding:
    """Nothing to do."""
    return Finding(Level.FINE, about, words)


def warning(about: str, words: str, fix: str) -> Finding:
    """To be fixed this week."""
    return Finding(Level.WARNING, about, words, fix)


def error(about: str, words: str, fix: str) -> Finding:
    """To be fixed today: workers cannot use the tool, are not recorded safely, or see something wrong."""
    return Finding(Level.ERROR, about, words, fix)
