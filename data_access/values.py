"""What the data layer gives back: plain frozen values with the field names of data/common_data_model.csv."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum


@dataclass(frozen=True)
class Grounds:
    """On what grounds a worker searches or opens somebody. All of it is recorded.

    `reason` and `case_reference` are "" where the council does not ask. `child_id` is the child whose page led to a
    linked individual (journey 2). `cover` is the kind of cover stated to open a child who is not on the caseload.
    """

    reason: str = ""
    case_reference: str = ""
    child_id: str | None = None
    cover: str | None = None


@dataclass(frozen=True)
class SearchTerms:
    """What was typed, cleaned: names "" and date of birth None when not given, `case_id` "" likewise."""

    first_name: str = ""
    family_name: str = ""
    date_of_birth: date | None = None
    case_id: str = ""


@dataclass(frozen=True)
class Individual:
    """One line of the results: what people choose by (report, "Selecting")."""

    person_id: str
    cms_id: str | None
    first_name: str
    family_name: str
    date_of_birth: date | None
    address_first_line: str


@dataclass(frozen=True)
class LinkedIndividual:
    """Somebody linked to a child in the CMS, with the relationship as the CMS has it."""

    relationship: str
    individual: Individual


@dataclass(frozen=True)
class SearchAnswer:
    """`matches` and `similar` are each youngest first, unknown date of birth last.

    `too_many` is the number found when it is over the council's limit, one more than `search.MOST_COUNTED` where it is
    over that too; both lists are then empty. `direct` is the
    person a case ID led to; nothing is listed then. `case_id_of_another` says the case ID belongs to somebody whose
    name or date of birth is not what was typed. `only_children_loaded` says that the extract was built for journey 2:
    people linked to no child are not in it, though the council now searches for anyone.
    """

    matches: tuple[Individual, ...] = ()
    similar: tuple[Individual, ...] = ()
    too_many: int | None = None
    direct: str | None = None
    case_id_of_another: bool = False
    only_children_loaded: bool = False


@dataclass(frozen=True)
class HeldBySource:
    """A value as one source has it, with the words for the source ("Housing (Northgate)")."""

    source: str
    value: str


@dataclass(frozen=True)
class BasicDetails:
    """Basic details of one person. No ethnicity (report, "Viewing basic details").

    `address` is the first current one, "" when none is held; `address_source` names who holds it where the CMS does not
    and a service whose records are shown does, else "". `other_addresses` are the other current ones, each once.
    `other_dates_of_birth` are those of sources that disagree with `date_of_birth`.
    """

    person_id: str
    cms_id: str | None
    first_name: str
    family_name: str
    date_of_birth: date | None
    gender: str
    address: str
    address_source: str = ""
    other_addresses: tuple[HeldBySource, ...] = ()
    other_dates_of_birth: tuple[HeldBySource, ...] = ()


@dataclass(frozen=True)
class SourcePerson:
    """What one source says of a person. Names, gender and key are "" and the date None where it says nothing."""

    key: str
    first_name: str
    family_name: str
    date_of_birth: date | None
    gender: str
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class SourceState:
    """The source behind an answer. Times are aware, in UTC. `coverage_area` is "" for the whole council.

    Where `readable` is False the source did not arrive or could not be read, and its dates say nothing.
    """

    system_name: str
    current_as_of: datetime
    coverage_start_date: date
    coverage_end_date: date
    coverage_area: str
    expected_every: str
    out_of_date: bool
    readable: bool = True


@dataclass(frozen=True)
class Record:
    """One record of one service. `values` holds a text, date, bool or None (not held) for each field id.

    `entries` are those of the repeated group, newest first, inside the window and at most as many as may be listed.
    """

    record_id: str
    values: dict[str, str | date | bool | None]
    entries: tuple[dict[str, str | date | None], ...] = ()


class WhyNotChecked(Enum):
    """Why a service could not be checked for this person."""

    SOURCE_UNREADABLE = "source unreadable"
    SOURCE_MISSING = "source missing"
    MATCH_PENDING = "match pending"
    NO_DATE_OF_BIRTH = "no date of birth"
    NO_FULL_NAME = "no full name"
    AGE_UNKNOWN = "age unknown"
    RECORD_UNREADABLE = "record unreadable"
    NEW_SINCE = "new since the source was read"
    RELOAD_NEEDED = "reload needed"
    REPORTED = "reported as not right"


@dataclass(frozen=True)
class RecordsFound:
    """`records` is None until the section is opened: details are fetched, and recorded, only then.

    `match_pending` says that a further possible match waits for a data officer.
    """

    source: SourceState
    records: tuple[Record, ...] | None = None
    match_pending: bool = False


@dataclass(frozen=True)
class NoRecordsFound:
    """The source was read, this person could be looked for, and nothing matched."""

    source: SourceState


@dataclass(frozen=True)
class NotChecked:
    """Nobody knows whether there are records. `source` is None when the extract has nothing about the source."""

    reason: WhyNotChecked
    source: SourceState | None = None


@dataclass(frozen=True)
class NotShownAtThisAge:
    """The person is outside the service's ages; nothing was fetched."""


Answer = RecordsFound | NoRecordsFound | NotChecked | NotShownAtThisAge


@dataclass(frozen=True)
class PersonPage:
    """A person's or child's page. `answers` has one Answer a service id, in the council's order.

    `linked` is None when linked individuals are not part of this page (journey 1, or a linked individual's own page);
    an empty tuple means that nobody is linked. `via` is the child whose page led here and the relationship, or None.
    """

    details: BasicDetails
    answers: dict[str, Answer]
    linked: tuple[LinkedIndividual, ...] | None = None
    via: tuple[Individual, str] | None = None
