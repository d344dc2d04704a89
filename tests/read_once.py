"""The same files are the same tables, by the same settings on the same day: each process of a run reads them once.

A load reads nine files, of which a test has changed one or two, and many tests load the same files again. What is given
out is a copy: a load changes its tables. What was refused is read again, and so is everything where a test moves the
clock or listens to the progress. So it is with the records of services without the shared key: the same records, people
and decisions are matched once, by the whole of what matching is given.
"""

import copy
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from config import clock
from config.extract import CompleteFile
from config.progress import Tick, quiet
from data_access.loading import linking
from extracts import checks
from extracts.sheet import Sheet
from matching.record_linkage import Matches, match_records

_read_sheet, _read_all, _now = checks.read_sheet, checks._Reader.read, clock.now
_kept: dict[tuple, Any] = {}


def _sheet(folder: Path, settings: CompleteFile, required: tuple, optional: tuple, tick: Tick) -> Sheet:
    path = folder / settings.file
    if not path.is_file() or tick is not quiet or clock.now is not _now:
        return _read_sheet(folder, settings, required, optional, tick)
    key = (path.read_bytes(), settings.model_dump_json(), required, optional, clock.today())
    if key not in _kept:
        _kept[key] = _read_sheet(folder, settings, required, optional, tick)
    sheet = copy.deepcopy(_kept[key])
    sheet.modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return sheet


def _files(reader: checks._Reader) -> checks.ExtractFiles:
    settings = reader.council.extract
    # Where a council says so, what is in a file is dated by the time of the file.
    is_dated = bool(settings.sources or settings.done)
    if is_dated or not reader.folder.is_dir() or reader.tick is not quiet or clock.now is not _now:
        return _read_all(reader)
    files = [(path.name, path.read_bytes()) for path in sorted(reader.folder.iterdir()) if path.is_file()]
    key = (*files, reader.council.model_dump_json(), clock.today())
    if key not in _kept:
        _kept[key] = _read_all(reader)
    return copy.deepcopy(_kept[key])


def _matches(*given: Any) -> Matches:
    *told, progress = given
    key = (pickle.dumps(told), clock.today())
    if key not in _kept:
        _kept[key] = match_records(*told, progress)
    return copy.deepcopy(_kept[key])


@contextmanager
def reading_once() -> Iterator[None]:
    """So it is inside."""
    with (
        patch.object(checks, "read_sheet", _sheet),
        patch.object(checks._Reader, "read", _files),
        patch.object(linking, "match_records", _matches),
    ):
        yield
