"""Audit records as managers read them: frozen dataclasses."""

from dataclasses import dataclass
from datetime import date, datetime

from data_access.values import Grounds

Place = tuple[datetime, int]
"""A record's place in the list: its time and its number."""


@dataclass(frozen=True)
class NamedPerson:
    """A person as named in an audit record, or when this name was first shown.

    `person_id` is "" for a restricted person where the reader may not see who it is.
    """

    person_id: str
    cms_id: str | None
    name: str
    date_of_birth: date | None

    @property
    def is_hidden(self) -> bool:
        return not self.person_id


@dataclass(frozen=True)
class AuditFilters:
    """Which records to list: "" and None mean no filter. Days are in London time, both included.

    `action` is a value of `audit.Action`, `flag` one of `audit_flags`; `person_id` finds every id of the same person.
    """

    username: str = ""
    person_id: str = ""
    action: str = ""
    flag: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class AuditRecord:
    """One record. `at` is in UTC; `display_name` is the worker's name now, "" if there is no such account.

    `about` has details of the action: search terms, an outcome, a cover. `extract` is None if no extract was read.
    """

    seq: int
    at: datetime
    username: str
    display_name: str
    role: str
    session_id: str
    address: str
    action: str
    service_id: str | None
    people: tuple[NamedPerson, ...]
    about: dict
    grounds: Grounds
    extract: int | None
    flags: tuple[str, ...]

    @property
    def place(self) -> Place:
        return self.at, self.seq


@dataclass(frozen=True)
class AuditPage:
    """A page of records, newest first. `has_older` says whether there are more before the last of them."""

    records: tuple[AuditRecord, ...]
    has_older: bool
