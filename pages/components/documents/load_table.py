"""What a load has loaded, source by source, against the load before: the same on the command line and on the screen."""

from collections.abc import Callable

from extracts.quality_report import (
    LEFT_OUT_KEY,
    MARKED_KEY,
    MATCHED_KEY,
    REJECTED_KEY,
    UNMATCHED_KEY,
    WAITING_KEY,
    Quality,
    SourceQuality,
)
from pages.components.documents.quality_words import previous_source

COLUMNS = ("Source", "Rows", "Linked", "Waiting", "Own persons", "Rejected", "Left out")
COMPARED_WITH = "In brackets: more or fewer than in extract {extract}, loaded on {at}."
NOT_READ, DOES_NOT_APPLY = "not read", "–"

Count = Callable[[SourceQuality], int | None]


def load_table(quality: Quality) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The names of the columns, and a row for each source.

    Linked are records of a person in the CMS, own persons those of people known only from the source.
    """
    return COLUMNS, [_row(quality, source) for source in quality.report.sources]


def _row(quality: Quality, source: SourceQuality) -> tuple[str, ...]:
    before = previous_source(quality, source)
    return (source.title, *(_cell(count, source, before) for count in _COUNTS))


def _cell(count: Count, source: SourceQuality, before: SourceQuality | None) -> str:
    """A count, and how many more or fewer there were in the load before.

    >>> from datetime import UTC, datetime
    >>> day = datetime(2026, 1, 1, tzinfo=UTC)
    >>> now, then = (SourceQuality("a", "A", "", day, True, False, number) for number in (1204, 1300))
    >>> _cell(_rows, now, then), _cell(_rows, now, None), _cell(_linked, now, then)
    ('1,204 (−96)', '1,204', '–')
    """
    now = count(source)
    if source.rows is None:
        return NOT_READ
    if now is None:
        return DOES_NOT_APPLY
    then = count(before) if before and before.rows is not None else None
    change = now - then if then is not None else 0
    sign = "+" if change > 0 else "−"
    return f"{now:,} ({sign}{abs(change):,})" if change else f"{now:,}"


def _rows(source: SourceQuality) -> int | None:
    return source.rows


def _of(*keys: str) -> Count:
    """The count of the first of these shares that a source has."""

    def count(source: SourceQuality) -> int | None:
        found = [share.having for key in keys if (share := source.share(key))]
        return found[0] if found else None

    return count


def _left_out(source: SourceQuality) -> int | None:
    return sum(share.having for share in source.shares if share.key.startswith(LEFT_OUT_KEY))


def _rejected(source: SourceQuality) -> int | None:
    share = source.share(REJECTED_KEY)
    return share.having if share else 0


_linked = _of(MATCHED_KEY)
_COUNTS: tuple[Count, ...] = (_rows, _linked, _of(WAITING_KEY, MARKED_KEY), _of(UNMATCHED_KEY), _rejected, _left_out)
