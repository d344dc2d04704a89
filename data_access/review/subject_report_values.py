"""The values of a report on one person, made when that person, or someone for them, asks what is held (a subject access
request, Article 15 of the UK GDPR). Nothing here reads the database."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from data_access.values import ReportKind, ReportOutcome


class Part(Enum):
    """The part of the report that a line belongs to, in the order of the report."""

    DETAILS = "details"
    SERVICES = "services"
    OBJECTIONS = "objections"
    DECISIONS = "decisions"
    RESTRICTIONS = "restrictions"
    LOOK_UPS = "look-ups"
    KEPT = "kept"


@dataclass(frozen=True)
class Origin:
    """The file and system that a source's information comes from. `current_as_of` is aware, in UTC."""

    file: str
    system_name: str
    current_as_of: datetime
    coverage_start_date: date
    coverage_end_date: date


class Answered(Enum):
    """A service's answer where there is no record to list."""

    NO_RECORDS = "no records found"
    NOT_CHECKED = "could not be checked"
    NOT_ASKED = "not asked at this age"
    NO_LONGER = "no longer in the files"


@dataclass(frozen=True)
class Objection:
    """A record that was said not to be right, and the answer. `outcome` and `answered_at` are None before there is one;
    `outcome` is None with `answered_at` if the worker took it back. Times are aware, in UTC."""

    kind: ReportKind
    reported_at: datetime
    outcome: ReportOutcome | None
    answered_at: datetime | None


@dataclass(frozen=True)
class Decided:
    """Whether a record is the person's, as a data officer decided. `decided_at` is aware, in UTC."""

    is_theirs: bool
    decided_at: datetime


@dataclass(frozen=True)
class Restriction:
    """A time in which no one could find or open the person. `until` is None while it lasts. Aware, in UTC."""

    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class LookUps:
    """The look-ups of one calendar month (London): by which roles, on how many days, and which services were opened.
    No worker is named."""

    month: date
    roles: tuple[str, ...]
    days: int
    services: tuple[str, ...]


class Held(Enum):
    """What may still be kept of someone who is no longer in the files."""

    OBJECTIONS = "objections"
    DECISIONS = "decisions"
    KEYS = "keys"
    AUDIT = "audit"


@dataclass(frozen=True)
class Kept:
    """What is kept, and since when: aware, in UTC, None if that is not known. `until` is the council's own words on how
    long, "" if it has said nothing."""

    held: Held
    since: datetime | None = None
    until: str = ""


Value = str | date | bool | Origin | Answered | Objection | Decided | Restriction | LookUps | Kept


@dataclass(frozen=True)
class Line:
    """One line that the officer checks before it leaves. `source` is the title of a service or the CMS, "" for none.

    `number` tells apart the records of one service, 0 outside records. `for_officer` never leaves with the report.
    """

    part: Part
    source: str
    label: str
    value: Value
    number: int = 0
    for_officer: str = ""

    @property
    def line_id(self) -> str:
        """Changes with what the line says: a line that was ticked and says something else now is not ticked."""
        said = "\n".join(map(repr, (self.part.value, self.source, self.label, self.value, self.number)))
        return hashlib.sha256(said.encode()).hexdigest()[:20]


ASKED_BY = ("the person", "a parent", "someone else for them")
IDENTITY = ("documents", "known to the team", "a service that checks identities")
RESPONSIBILITY = ("not needed", "seen in writing", "not shown")
CHILD_VIEW = ("asks or agrees", "too young to say", "does not agree")
EXEMPTIONS = ("crime", "serious harm", "child abuse data", "adoption", "third parties")
"""Data Protection Act 2018: Schedule 2 paragraph 2; Schedule 3 Part 3; Schedule 3 Part 5; Schedule 4 paragraph 3;
Schedule 2 paragraph 16."""
WEIGHED = ("nothing to leave out", "something to leave out")
LONGEST_AGREED = 300
"""All of these words are signed in the audit, so they never change. The last is in characters."""


@dataclass(frozen=True)
class Answers:
    """What the officer answered on the way to the report, each with one of the words above; "" is not answered yet.

    `agreed` says which manager of the case team agreed that the look-ups are included, and when; "" leaves them out.
    """

    asked_by: str = ""
    identity: str = ""
    responsibility: str = ""
    child_view: str = ""
    exemptions: Mapping[str, str] = field(default_factory=dict)
    agreed: str = ""

    def unanswered(self, *, is_child: bool) -> tuple[str, ...]:
        """The questions without an answer, by the name of the field or of the exemption, in the order asked."""
        asked = [
            ("asked_by", ASKED_BY, True),
            ("identity", IDENTITY, True),
            ("responsibility", RESPONSIBILITY, self.asked_by == "a parent"),
            ("child_view", CHILD_VIEW, is_child),
        ]
        missing = [name for name, words, is_asked in asked if is_asked and getattr(self, name) not in words]
        return (*missing, *(name for name in EXEMPTIONS if self.exemptions.get(name) not in WEIGHED))

    def forbids(self, *, is_child: bool) -> str:
        """The answer because of which no report may be made, "" if none does: a parent without parental
        responsibility, or a child who does not agree that someone else asks."""
        if self.asked_by == "a parent" and self.responsibility == "not shown":
            return "responsibility"
        is_for_another = self.asked_by in ("a parent", "someone else for them")
        return "child_view" if is_child and is_for_another and self.child_view == "does not agree" else ""


@dataclass(frozen=True)
class Subject:
    """Whom a report is about. Of a restricted person only the restriction is read.

    `is_child`: under 18 today, unborn, or of unknown age: then the questions about children are asked. `has_left`: no
    longer in the files.
    """

    person_id: str
    case_id: str
    is_child: bool
    is_restricted: bool
    has_left: bool = False


@dataclass(frozen=True)
class Prepared:
    """What may leave with the report, each line to be checked. `read_at` is aware, in UTC."""

    subject: Subject
    lines: tuple[Line, ...]
    read_at: datetime


@dataclass(frozen=True)
class SubjectReport:
    """A report that leaves: the lines that were checked, and no others. `made_at` is aware, in UTC."""

    case_id: str
    lines: tuple[Line, ...]
    made_at: datetime
