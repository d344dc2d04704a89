"""Audit records as managers read them: frozen dataclasses."""

from collections.abc import Mapping
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

    `action` is a value of `audit.Action`; `flag` is one of `audit.flags`, or a group of them in `audit_filters`;
    `person_id` finds every id of the same person. `why` is the reader's reason to ask about one worker: `username`
    needs one.
    """

    username: str = ""
    person_id: str = ""
    action: str = ""
    flag: str = ""
    first_day: date | None = None
    last_day: date | None = None
    why: str = ""


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


@dataclass(frozen=True)
class AuditVisit:
    """One worker's look at one person in one sitting, or a record that belongs to no look (visits/grouping.py).

    `records` are all of the visit, oldest first; of a long reading of the audit only the newest. In a list they name
    only `person`, or everyone if that is None. `number` is that of the first record, and `place` that of the newest one
    that matched.
    """

    number: int
    place: Place
    records: tuple[AuditRecord, ...]
    person: NamedPerson | None

    @property
    def newest(self) -> AuditRecord:
        return self.records[-1]

    @property
    def services(self) -> tuple[str, ...]:
        """The IDs of the services whose details were opened, each once, in that order."""
        opened = (one.service_id for one in self.records if one.action == "viewed_service")
        return tuple(dict.fromkeys(service for service in opened if service))


@dataclass(frozen=True)
class VisitPage:
    """A page of visits, newest first. `upto` is the newest record there was when the first page was read."""

    visits: tuple[AuditVisit, ...]
    has_older: bool
    upto: int


@dataclass(frozen=True)
class DayLooks:
    """How often a worker looked at one person on a day: visits that opened them, and visits that only listed them or
    asked for them. `display_name` is "" if there is no such account."""

    day: date
    username: str
    display_name: str
    opened: int
    listed: int

    @property
    def number(self) -> int:
        return self.opened + self.listed


@dataclass(frozen=True)
class LookCounts:
    """Counts of visits for the days of `filters`: with each flag, at most 50 of each, and the looks at the person,
    which are none without a person. `is_cut` says that only the newest looks are counted."""

    filters: AuditFilters
    flags: Mapping[str, int]
    looks: tuple[DayLooks, ...]
    is_cut: bool
