"""The exceptions the data layer raises. None contains personal data."""

from dataclasses import dataclass
from enum import Enum


class DataAccessError(Exception):
    """The data layer could not do, or refused, what was asked."""


class Unavailable(DataAccessError):
    """The database is missing, locked, full or read-only. Nothing was shown or recorded; workers follow their current
    practice."""


class DiskFull(Unavailable):
    """The disk is full."""


class OtherSchema(Unavailable):
    """The database was made by another version of the program. The message says which command to run."""


class LoadUnderWay(DataAccessError):
    """Another load of this council's extract is running."""


class Change(Enum):
    """What is unlikely from one extract to the next. The audit holds these words, so they never change."""

    FALL = "fewer lines"
    LEAP = "more lines"
    OLDER = "older"
    MATCHED = "matched share"


@dataclass(frozen=True)
class Unlikely:
    """One unlikely change. `what` is the ID of a file (FALL, LEAP) or of a source.

    `before` and `now` are lines, times as ISO text in UTC (OLDER), or percentages as text (MATCHED).
    """

    change: Change
    what: str
    before: int | str
    now: int | str


class UnlikelyExtract(DataAccessError):
    """An extract is unlikely after the one in use, so someone should check it before it is loaded."""

    def __init__(self, unlikely: list[Unlikely]) -> None:
        self.unlikely = unlikely
        super().__init__(f"{len(unlikely)} changes")


class TooFewLines(UnlikelyExtract):
    """Among other things a file has far fewer lines than in the extract in use."""


class RestrictionsLost(DataAccessError):
    """Several restrictions that fitted someone in the extract in use fit no one in the new files.

    Someone should check the files before they are loaded. `number` is how many restrictions.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"{number} restrictions")


class NoExtract(DataAccessError):
    """Nothing has been loaded for this council yet."""


class NotSignedIn(DataAccessError):
    """There is no such session, or it has ended."""


class WhyManyNeeded(DataAccessError):
    """The worker has opened more people than the council expects: a line on why comes first, then the person opens."""


class NotPermitted(DataAccessError):
    """This worker may not open this person. The refusal has been recorded; `why` is one of the reasons in access.py."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class WrongRole(NotPermitted):
    """The request belongs to another role, such as a search by a data officer. Recorded too."""


class OnlyInvented(NotPermitted):
    """Research was requested while real families are loaded. Recorded too."""


class NotEnoughToSearch(DataAccessError):
    """Not enough to search for: a family name, a first name with a date of birth, or a case ID is needed."""


class NotFound(DataAccessError):
    """No such person or service in the extract in use."""
