"""The values the data layer returns: frozen dataclasses, with field names of the data model (docs/extract-files.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum


@dataclass(frozen=True)
class Grounds:
    """A worker's grounds for a search or for opening a person. All of it is recorded.

    `reason` and `case_reference` are "" if the council does not ask for them. `child_id` is the child whose page led to
    a linked individual (journey 2). `cover` is the kind of cover stated to open a child who is not on the caseload.
    """

    reason: str = ""
    case_reference: str = ""
    child_id: str | None = None
    cover: str | None = None


@dataclass(frozen=True)
class SearchTerms:
    """The search terms as typed, cleaned. Text not given is "", a date of birth not given is None."""

    first_name: str = ""
    family_name: str = ""
    date_of_birth: date | None = None
    case_id: str = ""


@dataclass(frozen=True)
class Individual:
    """One line of the results: the details a worker needs to choose (report, "Selecting")."""

    person_id: str
    cms_id: str | None
    first_name: str
    family_name: str
    date_of_birth: date | None
    address_first_line: str
    known_as: str = ""
    """What they prefer to be called, whole; "" if that is the legal name, or not held."""


@dataclass(frozen=True)
class LinkedIndividual:
    """A person linked to a child in the CMS, with the relationship recorded there."""

    relationship: str
    individual: Individual


@dataclass(frozen=True)
class LooksLike:
    """What was typed in a box looks like something else, so nothing was looked up for it.

    `what` is a word of `matching.not_names` ("postcode"). `typed_in` is the field of SearchTerms it was typed in, and
    `belongs_in` the field it belongs in; None if a search has no such field.
    """

    what: str
    typed_in: str
    belongs_in: str | None


@dataclass(frozen=True)
class SearchAnswer:
    """`matches` and `similar` are each youngest first, unknown date of birth last.

    `too_many` is the number found if it is over the council's limit, or one more than `search.MOST_COUNTED` if it is
    over that too; both lists are then empty. `direct` is the person a case ID led to; nothing is then listed.
    `more_than` means that `too_many` is one more than the council's limit and nobody was counted further.
    `case_id_of_another` means that the case ID belongs to a person with another name or date of birth.
    `by_loose_case_id` means that the one person in `similar` has the case ID typed, but written another way.
    `looks_like` means that what was typed is no name, or no case ID; nothing is then listed.
    `only_children_loaded` means that the extract was built for journey 2: people not linked to a child are not in it,
    although the council now searches for anyone.
    """

    matches: tuple[Individual, ...] = ()
    similar: tuple[Individual, ...] = ()
    too_many: int | None = None
    direct: str | None = None
    more_than: bool = False
    case_id_of_another: bool = False
    by_loose_case_id: bool = False
    looks_like: LooksLike | None = None
    only_children_loaded: bool = False


@dataclass(frozen=True)
class HeldBySource:
    """A value held by one source, with the source's name ("Housing (Northgate)")."""

    source: str
    value: str


@dataclass(frozen=True)
class BasicDetails:
    """Basic details of one person. No ethnicity (report, "Viewing basic details").

    `address` is the first current one, "" if none is held. `address_source` names the services that hold it if the CMS
    does not and their records are shown, else "". `other_addresses` has the other current ones, each once.
    `other_dates_of_birth` has those of sources that disagree with `date_of_birth`.
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
    known_as: str = ""
    """What they prefer to be called, whole; "" if that is the legal name, or not held."""


@dataclass(frozen=True)
class SourcePerson:
    """One source's details of a person. Text not held is "", a date not held is None."""

    key: str
    first_name: str
    family_name: str
    date_of_birth: date | None
    gender: str
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class SourceState:
    """The source behind an answer. Times are aware, in UTC. `coverage_area` is "" for the whole council.

    If `readable` is False, the source did not arrive or could not be read, and its dates mean nothing.
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

    `entries` has the repeated group's entries, newest first: those in the window, up to the number that may be listed;
    `entries_held` counts all of them in the window.
    If `lapsed`, the source says that there are entries, but all are older than the window; the value is then None.
    """

    record_id: str
    values: dict[str, str | date | bool | None]
    entries: tuple[dict[str, str | date | None], ...] = ()
    lapsed: bool = False
    entries_held: int = 0


class ReportKind(Enum):
    """What a worker says is not right with a record. The values are stored and signed, so they never change."""

    ANOTHER_PERSON = "another_person"
    CONTACT = "contact"
    DETAIL = "detail"
    NOT_TO_SHOW = "not_to_show"

    @property
    def hides(self) -> bool:
        """Whether the service shows "Could not be checked" until a data officer has decided. Whom to call and what is
        held stay of use where only a contact or a detail is wrong."""
        return self in (ReportKind.ANOTHER_PERSON, ReportKind.NOT_TO_SHOW)


class ReportOutcome(Enum):
    """What a data officer decided about a report."""

    RIGHT = "right"
    WRONG = "wrong"


@dataclass(frozen=True)
class ReportState:
    """A report of a record that may not be right, as workers see it. `outcome` and `decided_at` are None before a data
    officer has decided. `may_undo` is True for the worker who made it in this session, until then."""

    number: int
    kind: ReportKind
    reported_at: datetime
    is_own: bool
    may_undo: bool = False
    outcome: ReportOutcome | None = None
    decided_at: datetime | None = None


class WhyNotChecked(Enum):
    """Why a service could not be checked for this person."""

    SOURCE_UNREADABLE = "source unreadable"
    SOURCE_MISSING = "source missing"
    MATCH_PENDING = "match pending"
    IN_DOUBT = "match in doubt"
    NO_DATE_OF_BIRTH = "no date of birth"
    NO_FULL_NAME = "no full name"
    AGE_UNKNOWN = "age unknown"
    RECORD_UNREADABLE = "record unreadable"
    SEVERAL_PEOPLE = "several people under one key"
    SAID_NOT_KNOWN = "the source says that it is not known"
    NEW_SINCE = "new since the source was read"
    RELOAD_NEEDED = "reload needed"
    REPORTED = "reported as not right"
    YES_WITHOUT_DETAILS = "yes, and every entry is older than the window"


class MatchCheck(Enum):
    """What a worker can do about a possible match."""

    MAY_ASK = "may ask"
    ASKED = "asked"


@dataclass(frozen=True)
class RecordsFound:
    """`records` is None until the section is opened: only then are details read and the access recorded.

    `match_pending` means that a data officer has another possible match to review.
    """

    source: SourceState
    records: tuple[Record, ...] | None = None
    match_pending: bool = False
    reports: tuple[ReportState, ...] = ()

    @property
    def is_contact_doubted(self) -> bool:
        """Whether a contact was reported as wrong, and no data officer has found that it is right."""
        return any(one.kind is ReportKind.CONTACT and one.outcome is not ReportOutcome.RIGHT for one in self.reports)


@dataclass(frozen=True)
class NoRecordsFound:
    """The source was read, the person could be looked for, and no record matched.

    If `only_in_window`, the source says that there are entries, all older than the window, and the council has its
    agreement to that (`yes_may_be_lapsed`): there are no records in the window, which is not the same as none.
    """

    source: SourceState
    only_in_window: bool = False


@dataclass(frozen=True)
class NotChecked:
    """We do not know whether there are records. `source` is None if the extract has nothing about the source.

    `check` says whether a data officer can check the possible match that is the reason; None for any other reason.
    """

    reason: WhyNotChecked
    source: SourceState | None = None
    check: MatchCheck | None = None
    reports: tuple[ReportState, ...] = ()
    """The reports because of which it is hidden."""


@dataclass(frozen=True)
class NotShownAtThisAge:
    """The person is outside the service's ages; nothing was read."""


Answer = RecordsFound | NoRecordsFound | NotChecked | NotShownAtThisAge


@dataclass(frozen=True)
class PersonPage:
    """A person's or child's page. `answers` has one Answer for each service ID, in the council's order.

    `linked` is None if linked individuals are not part of this page (journey 1, or a linked individual's own page); it
    is empty if no one is linked. `via` is the child whose page led here and the relationship, or None.
    """

    details: BasicDetails
    answers: dict[str, Answer]
    linked: tuple[LinkedIndividual, ...] | None = None
    not_set_up: int = 0
    """The number of people linked to this child who are not shown, because their relationship is not set up."""
    via: tuple[Individual, str] | None = None


ContactValues = Mapping[str, str | date | bool | None]
"""The contact fields of one record, by field ID; None is not held."""


@dataclass(frozen=True)
class CaseFileCopy:
    """What may be copied about one person for the case file. `answers` has one answer without records for each service
    ID. `contacts` has those of each record, by service ID, for the sections opened in this session.

    `reason` is "" if the council asks for none, `cms_id` None if the case management system has none. `read_at` is
    aware, in UTC.
    """

    first_name: str
    family_name: str
    date_of_birth: date | None
    cms_id: str | None
    reason: str
    read_at: datetime
    answers: dict[str, Answer]
    contacts: dict[str, tuple[ContactValues, ...]]


@dataclass(frozen=True)
class FamilyMember:
    """One member of a family shown together. `relationship` is theirs to the child who is open, "" in journey 1.

    `answers` has one answer without records for each service that is shown together, by service ID.
    """

    relationship: str
    individual: Individual
    answers: dict[str, Answer]
