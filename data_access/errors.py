"""The named exceptions of the data layer. None carries personal data."""


class DataAccessError(Exception):
    """Something the data layer would not or could not do."""


class Unavailable(DataAccessError):
    """The database is gone, locked, full or read-only. Nothing was shown or recorded; current practice applies."""


class DiskFull(Unavailable):
    """There is no room left on the disk."""


class OtherSchema(Unavailable):
    """The database was made by another version of the program. Its text says so, and what to run."""


class LoadUnderWay(DataAccessError):
    """Another load of this council's extract is running."""


class FallInRows(DataAccessError):
    """A file has so many lines fewer than in the extract in use that somebody should look before it is loaded.

    `falls` holds the file's id, the lines then and the lines now.
    """

    def __init__(self, falls: list[tuple[str, int, int]]) -> None:
        self.falls = falls
        super().__init__(f"{len(falls)} files")


class NoExtract(DataAccessError):
    """Nothing has been loaded for this council yet."""


class NotSignedIn(DataAccessError):
    """The session has ended, or never was."""


class NotPermitted(DataAccessError):
    """This worker may not open this person. The refusal has been recorded; `why` is one of the words in access.py."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class WrongRole(NotPermitted):
    """What was asked for is another role's work: a data officer searching, a worker settling. Recorded too."""


class OnlyInvented(NotPermitted):
    """Research was asked for where real families are loaded. Recorded too."""


class NotEnoughToSearch(DataAccessError):
    """Too little was given to search on: a family name, a first name with a date of birth, or a case ID is needed."""


class NotFound(DataAccessError):
    """No such person or service in the extract in use."""
