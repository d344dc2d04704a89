"""The list of the rows that a load rejected: a file beside the extract, with lines, columns and reasons, and no values.

It is removed with its extract.
"""

import csv
from collections.abc import Callable
from pathlib import Path

from data_access.storage.database import CouncilDatabase
from extracts.checks import ExtractFiles

COLUMNS = ("file", "line", "column", "reason")
_NAME = "rejected-rows-{}.csv"


def list_path(database: CouncilDatabase, number: int) -> Path:
    """Where the list of extract `number` is, if that load rejected a row."""
    return database.folder / _NAME.format(number)


def write_list(database: CouncilDatabase, number: int, files: ExtractFiles) -> None:
    """Write the list of extract `number`, for its owner alone, whole or not at all; nothing if no row was rejected.

    Raises OSError.
    """
    rows = sorted(row for of_file in files.rejected.values() for row in of_file)
    if not rows:
        return
    path = list_path(database, number)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    with unfinished.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows((row.file, row.line, row.column, row.reason) for row in rows)
    unfinished.replace(path)


def delete_lists(database: CouncilDatabase, is_wanted: Callable[[int], bool]) -> None:
    """Delete the lists of the extracts with these numbers."""
    for path in database.folder.glob(_NAME.format("*")):
        number = path.stem.rpartition("-")[2]
        if number.isdecimal() and is_wanted(int(number)):
            path.unlink()
    for path in database.folder.glob(_NAME.format("*") + ".unfinished"):
        path.unlink()
