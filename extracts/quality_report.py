"""The data quality report, and how two are compared. Counts only: nothing in it is about one person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from pydantic import TypeAdapter, ValidationError

# In percentage points, and as a share of the rows. Smaller changes happen every night.
POINTS_THAT_MATTER = 1.0
ROWS_THAT_MATTER = 0.05


@dataclass(frozen=True)
class Share:
    """How many rows have something: `having` out of `of`. `key` stays the same across loads.

    `more_is_better` is False if more is not better (such as the number of historic records).
    """

    key: str
    label: str
    having: int
    of: int
    more_is_better: bool = True

    @property
    def percent(self) -> float | None:
        """From 0 to 100; None if there were no rows."""
        return 100 * self.having / self.of if self.of else None


@dataclass(frozen=True)
class Part:
    """Shares that belong together. `counted` is the thing counted ("records", "offences")."""

    heading: str
    counted: str
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class SourceQuality:
    """One source in one load. `rows` is None if it could not be read.

    If `arrived` is False, the source did not arrive and any rows are from an earlier load. `content` is a digest of its
    files, "" if there is none. `unchanged_since` says as of when they were first like this, None if they differ from
    the load before; `is_stuck` is True if that is longer ago than the source's own interval.
    """

    source_id: str
    title: str
    system_name: str
    current_as_of: datetime
    arrived: bool
    out_of_date: bool
    rows: int | None
    parts: tuple[Part, ...] = ()
    content: str = ""
    unchanged_since: datetime | None = None
    is_stuck: bool = False

    @property
    def shares(self) -> Iterator[Share]:
        return (share for part in self.parts for share in part.shares)

    def share(self, key: str) -> Share | None:
        """The share with that key; None if this source has none."""
        return next((share for share in self.shares if share.key == key), None)


@dataclass(frozen=True)
class QualityReport:
    """One load for one council. The counts are from the checked files; `notes` says what had been left out of them."""

    council_id: str
    council_name: str
    cms_name: str
    extract: int
    measured_at: datetime
    people: int
    people_not_in_cms: int
    relationships: int
    allocations: int
    notes: tuple[str, ...]
    sources: tuple[SourceQuality, ...]

    def source(self, source_id: str) -> SourceQuality | None:
        """The source with that ID; None if the load did not have it."""
        return next((source for source in self.sources if source.source_id == source_id), None)


@dataclass(frozen=True)
class Quality:
    """The reports of the extract in use and of the load before it; `previous` is None after the first load.

    `history` has those of the last loads, the oldest first and that of the extract in use last; it may be empty.
    """

    report: QualityReport
    previous: QualityReport | None = None
    history: tuple[QualityReport, ...] = ()

    def rows_over_loads(self, source_id: str) -> list[int]:
        """The rows of a source, load by load, without the loads that did not read it."""
        sources = [report.source(source_id) for report in self.history]
        return [source.rows for source in sources if source and source.rows is not None]

    def shares_over_loads(self, source_id: str) -> dict[str, list[float]]:
        """The percentages of each share of a source by its key, load by load, without those that had none."""
        found: dict[str, list[float]] = {}
        for report in self.history:
            source = report.source(source_id)
            for share in source.shares if source else ():
                if share.percent is not None:
                    found.setdefault(share.key, []).append(share.percent)
        return found


_REPORTS = TypeAdapter(QualityReport)


def to_json(report: QualityReport) -> str:
    """The report as text for storing."""
    return _REPORTS.dump_json(report).decode()


def from_json(text: str) -> QualityReport | None:
    """A stored report; None if another version of Family Context stored it in a different form."""
    try:
        return _REPORTS.validate_json(text)
    except ValidationError:
        return None


def points(now: Share, before: Share | None) -> float | None:
    """The change of a share in percentage points, below 0 if it fell; None if it cannot be compared."""
    if before is None or now.percent is None or before.percent is None:
        return None
    return now.percent - before.percent


def points_since(quality: Quality, source_id: str, share: Share) -> float | None:
    """The change since the previous load."""
    before = quality.previous.source(source_id) if quality.previous else None
    return points(share, before.share(share.key)) if before else None


class Kind(Enum):
    """Why something needs attention, the most harmful first."""

    NOT_READ = "not read"
    OF_NO_ONE = "not known whose"
    LATE = "late"
    REJECTED = "rejected"
    ROWS_FELL = "rows fell"
    OUT_OF_DATE = "out of date"
    STUCK = "stuck"
    SHARE_FELL = "share fell"
    WAITING = "waiting"
    LOWEST = "lowest"


@dataclass(frozen=True)
class Finding:
    """One thing that needs attention. `rows_before` and `share_before` are from the previous load, if compared."""

    kind: Kind
    source: SourceQuality
    share: Share | None = None
    rows_before: int | None = None
    share_before: Share | None = None

    @property
    def fell_by(self) -> float:
        """Percentage points lost; 0 if shares are not compared."""
        return -(points(self.share, self.share_before) or 0.0) if self.share else 0.0


MATCHED_KEY, UNMATCHED_KEY = "matching.matched", "matching.unmatched"
"""Records linked to a person in the CMS; and those of people known only from their source."""
WAITING_KEY, MARKED_KEY = "matching.waiting", "matching.marked"
"""Records to be reviewed by the data officer; and records that their own file marks as possible matches."""
REJECTED_KEY, OF_NO_ONE_KEY = "rejected.rows", "rejected.of_no_one"
"""Rows of a service that were wrong and kept out; and those of them that do not say whose they are."""
LEFT_OUT_KEY = "left_out."
"""What the keys of shares begin with that count the lines left out, by file and reason."""
_COUNTED = {WAITING_KEY: Kind.WAITING, MARKED_KEY: Kind.WAITING, REJECTED_KEY: Kind.REJECTED}
LOWEST_NAMED = 5


def rank_findings(quality: Quality) -> tuple[Finding, ...]:
    """What needs attention first, the most harmful on top (`Kind`), and of falls in shares the largest.

    After the first load there is nothing to compare with, so the lowest shares are listed instead.
    """
    found: list[Finding] = []
    for source in quality.report.sources:
        found += _findings_for(source, quality.previous.source(source.source_id) if quality.previous else None)
    if quality.previous is None:
        found += _lowest(quality.report)
    order = list(Kind)
    return tuple(sorted(found, key=lambda one: (order.index(one.kind), -one.fell_by)))


def _findings_for(source: SourceQuality, before: SourceQuality | None) -> Iterator[Finding]:
    if source.rows is None:
        yield Finding(Kind.NOT_READ, source)
        return
    of_no_one = source.share(OF_NO_ONE_KEY)
    if of_no_one and of_no_one.having:
        yield Finding(Kind.OF_NO_ONE, source, of_no_one)
    if source.out_of_date:
        yield Finding(Kind.OUT_OF_DATE if source.arrived else Kind.LATE, source)
    elif source.is_stuck:
        yield Finding(Kind.STUCK, source)
    if before and before.rows and source.rows < before.rows * (1 - ROWS_THAT_MATTER):
        yield Finding(Kind.ROWS_FELL, source, rows_before=before.rows)
    for share in source.shares:
        earlier = before.share(share.key) if before else None
        change = points(share, earlier)
        if share.more_is_better and change is not None and change <= -POINTS_THAT_MATTER:
            yield Finding(Kind.SHARE_FELL, source, share, share_before=earlier)
        if share.key in _COUNTED and share.having:
            yield Finding(_COUNTED[share.key], source, share)


def _lowest(report: QualityReport) -> list[Finding]:
    shares = [(source, share) for source in report.sources for share in source.shares]
    incomplete = [(source, share) for source, share in shares if share.more_is_better and share.having < share.of]
    incomplete.sort(key=lambda pair: pair[1].percent or 0.0)
    return [Finding(Kind.LOWEST, source, share) for source, share in incomplete[:LOWEST_NAMED]]
