"""What `load` says: a table of the sources, the rows that were rejected, and what is unlikely. Nothing personal."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from data_access.errors import Change, Unlikely
from extracts.quality_report import Quality
from extracts.sheet import RejectedRow, line_words
from pages.components.documents.load_table import COMPARED_WITH, load_table
from pages.components.formatting import time_words


def table_lines(quality: Quality) -> list[str]:
    """The table of sources, its columns one below the other."""
    columns, rows = load_table(quality)
    widths = [max(len(row[place]) for row in (columns, *rows)) for place in range(len(columns))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
             for row in (columns, *rows)]  # fmt: skip
    before = quality.previous
    return (
        [*lines, COMPARED_WITH.format(extract=before.extract, at=time_words(before.measured_at))] if before else lines
    )


def rejected_lines(rejected: tuple[RejectedRow, ...]) -> Iterator[str]:
    """A line for each kind of fault: the first rows by number, of the others how many there are."""
    kinds: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for row in rejected:
        kinds[row.file, row.column, row.reason].append(row.line)
    for (file, column, reason), lines in kinds.items():
        where = f"{file}, {column}" if column else file
        yield f"rejected: {where}: {reason} ({line_words(sorted(lines))})"


def unlikely_words(one: Unlikely) -> str:
    """A line for an unlikely change."""
    match one.change:
        case Change.FALL | Change.LEAP:
            return f"{one.what}: {one.before:,} lines in the extract in use, {one.now:,} now"
        case Change.OLDER:
            return f"{one.what}: of {_time(one.now)}, and the extract in use has it of {_time(one.before)}"
        case Change.MATCHED:
            return f"{one.what}: {one.before} % matched in the extract in use, {one.now} % now"


def _time(text: int | str) -> str:
    return time_words(datetime.fromisoformat(str(text)))
