"""Whether an extract is likely after the one in use. At night there is no one to ask, so an unlikely one stops it.

Files are compared by their lines, sources by their dates, and services by the share of their records that is matched.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pandas as pd
from sqlalchemy import select

from config import clock
from config.council import Council
from data_access.errors import Change, TooFewLines, Unlikely, UnlikelyExtract
from data_access.loading.carry_over import rows_in_use
from data_access.loading.extract_state import extract_to_compare
from data_access.storage.database import CouncilDatabase
from data_access.storage.extract_tables import source
from extracts.checks import ExtractFiles
from extracts.quality_report import MATCHED_KEY, Quality, QualityReport, Share, SourceQuality

FEWEST_MORE = 100
"""A file must have so many more lines, and a service so many records, before a leap or a share says anything."""
CLOCKS_APART = timedelta(minutes=5)
"""Two machines that write one source's files may differ by so much."""
MOST_UNCHANGED = 3
"""In the source's own intervals: a file of every day may well be the same over a weekend."""


def find_unlikely(database: CouncilDatabase, council: Council, files: ExtractFiles) -> list[Unlikely]:
    """What is unlikely about checked files: far fewer or more lines, and sources older than in the extract in use."""
    return [*_lines(council, files, rows_in_use(database)), *_older(files, _dates_in_use(database))]


def find_unlikely_matches(council: Council, quality: Quality) -> list[Unlikely]:
    """The services of which a far smaller or larger share of the records is matched than in the load before."""
    if quality.previous is None:
        return []
    most = council.extract.most_match_change
    found = []
    for source_now in quality.report.sources:
        earlier = quality.previous.source(source_now.source_id)
        now, then = source_now.share(MATCHED_KEY), earlier.share(MATCHED_KEY) if earlier else None
        if source_now.arrived and now and then and _change(now, then) > most:
            found.append(Unlikely(Change.MATCHED, source_now.source_id, _percent(then), _percent(now)))
    return found


def stop_if(unlikely: list[Unlikely], *, accepted: bool) -> None:
    """Raise TooFewLines or UnlikelyExtract if anything is unlikely and that is not accepted."""
    if unlikely and not accepted:
        is_fall = any(one.change is Change.FALL for one in unlikely)
        raise TooFewLines(unlikely) if is_fall else UnlikelyExtract(unlikely)


def _lines(council: Council, files: ExtractFiles, rows_before: dict[str, int]) -> Iterator[Unlikely]:
    least, most = 1 - council.extract.most_fall / 100, 1 + council.extract.most_leap / 100
    for name, now in files.rows.items():
        before = rows_before.get(name)
        if before is None:
            continue
        if now < least * before:
            yield Unlikely(Change.FALL, name, before, now)
        elif before and now > most * before and now - before >= FEWEST_MORE:
            yield Unlikely(Change.LEAP, name, before, now)


def _older(files: ExtractFiles, dates_before: dict[str, datetime]) -> Iterator[Unlikely]:
    columns = (files.sources[name].tolist() for name in ("source", "date_current_as_of", "arrived"))
    for source_id, now, arrived in zip(*columns, strict=True):
        before = dates_before.get(source_id)
        if arrived and before is not None and now < before - CLOCKS_APART:
            yield Unlikely(Change.OLDER, source_id, before.isoformat(), now.isoformat())


def _dates_in_use(database: CouncilDatabase) -> dict[str, datetime]:
    """As of when each source of the extract in use is; nothing if there is none, or it is of invented people."""
    with extract_to_compare(database) as connection:
        rows = connection.execute(select(source.c.source_id, source.c.current_as_of)) if connection else ()
        return {row.source_id: row.current_as_of for row in rows}


def _change(now: Share, then: Share) -> float:
    """In percentage points; 0 where either load has too few records to say."""
    few = min(now.of, then.of) < FEWEST_MORE
    return 0.0 if few else abs((now.percent or 0.0) - (then.percent or 0.0))


def _percent(share: Share) -> str:
    return f"{share.percent or 0.0:.1f}"


def with_unchanged(
    files: ExtractFiles, report: QualityReport, before: QualityReport | None
) -> tuple[ExtractFiles, QualityReport]:
    """The files and the report, with what is said of each source whose files are the same, byte for byte, as before.

    One that should have changed is named in the report. After several of its intervals it counts as old as when it was
    first like this, whatever its date, so that it is shown as "May be out of date".
    """
    sources, table = [], files.sources.copy()
    for hours, one in zip(files.sources["expected_every_hours"].tolist(), report.sources, strict=True):
        since = _unchanged_since(before, one)
        if since is None:
            sources.append(one)
            continue
        interval, age = timedelta(hours=int(hours)), clock.now() - since
        is_old = age > interval * MOST_UNCHANGED
        if is_old:
            table.loc[table["source"] == one.source_id, "date_current_as_of"] = pd.Timestamp(since)
        sources.append(
            replace(
                one,
                unchanged_since=since,
                is_stuck=age > interval,
                out_of_date=one.out_of_date or is_old,
                current_as_of=since if is_old else one.current_as_of,
            )
        )
    return replace(files, sources=table), replace(report, sources=tuple(sources))


def _unchanged_since(before: QualityReport | None, now: SourceQuality) -> datetime | None:
    """As of when a source was first as it is; None if it differs from the load before, or that is not known."""
    earlier = before.source(now.source_id) if before else None
    if earlier is None or not now.arrived or not now.content or earlier.content != now.content:
        return None
    return earlier.unchanged_since or earlier.current_as_of
