"""The same files are the same tables, by the same settings on the same day: each process of a run reads them once.

A load reads nine files, of which a test has changed one or two, and many tests load the same files again: a file is
read once, and a service is checked once with the same people. What is given out is a copy: a load changes its tables.
What was refused is read again, and so is everything where a test moves the clock or listens to the progress. So it is
with the records of services without the shared key: the same records, people and decisions are matched once, by the
whole of what matching is given.
"""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pandas as pd

from config import clock
from config.extract import CompleteFile
from config.progress import Tick, quiet
from config.service import Service
from data_access.loading import linking
from extracts import checks
from extracts.sheet import Sheet
from matching.record_linkage import Matches, match_records

_Reader, _Part = checks._Reader, checks._Part
_read_sheet, _read_all, _read_parts, _now = checks.read_sheet, _Reader.read, _Reader._parts, clock.now
_kept: dict[tuple, Any] = {}


def _copy(kept: Any) -> Any:
    """What can be changed without changing what is kept. Tables share their rows: pandas copies those that change."""
    match kept:
        case pd.DataFrame():
            return kept.copy(deep=False)
        case dict():
            return {key: _copy(value) for key, value in kept.items()}
        case list():
            return [_copy(value) for value in kept]
        case set():
            return {*kept}
        case _Part(tables, sheets, problems, other_names):
            # The sheets of a service that has been checked are only read.
            return _Part(tables and (_copy(tables[0]), _copy(tables[1])), sheets, problems, other_names)
        case checks.ExtractFiles() | Sheet() | Matches():
            return replace(kept, **{one.name: _copy(getattr(kept, one.name)) for one in fields(kept)})
    return kept


def _sheet(folder: Path, settings: CompleteFile, required: tuple, optional: tuple, tick: Tick) -> Sheet:
    path = folder / settings.file
    if not path.is_file() or tick is not quiet or clock.now is not _now:
        return _read_sheet(folder, settings, required, optional, tick)
    key = (path.read_bytes(), settings.model_dump_json(), required, optional, clock.today())
    if key not in _kept:
        _kept[key] = _read_sheet(folder, settings, required, optional, tick)
    return replace(_copy(_kept[key]), modified=datetime.fromtimestamp(path.stat().st_mtime, UTC))


def _is_read_again(reader: checks._Reader) -> bool:
    settings = reader.council.extract
    # Where a council says so, what is in a file is dated by the time of the file.
    is_dated = bool(settings.sources or settings.done)
    return is_dated or not reader.folder.is_dir() or reader.tick is not quiet or clock.now is not _now


def _files(reader: checks._Reader) -> checks.ExtractFiles:
    if _is_read_again(reader):
        return _read_all(reader)
    files = [(path.name, path.read_bytes()) for path in sorted(reader.folder.iterdir()) if path.is_file()]
    key = (*files, reader.council.model_dump_json(), clock.today())
    if key not in _kept:
        _kept[key] = _read_all(reader)
    return _copy(_kept[key])


def _parts(
    reader: checks._Reader, services: list[Service], people: pd.DataFrame, tick: Tick
) -> dict[str, checks._Part]:
    if _is_read_again(reader):
        return _read_parts(reader, services, people, tick)
    council, found = reader.council.model_dump_json(), {}
    for service in services:
        names = ["people", service.id, *([service.group.file] if service.group else [])]
        patterns = [reader.council.extract.file(name).file for name in names]
        paths = [path for one in patterns for path in sorted(reader.folder.glob(one))]
        files = [(path.name, path.is_file() and path.read_bytes()) for path in paths]
        key = (service.id, *files, council, clock.today())
        if key not in _kept:
            _kept[key] = _read_parts(reader, [service], people, tick)[service.id]
        found[service.id] = _copy(_kept[key])
    return found


def _matches(*given: Any) -> Matches:
    *told, progress = given
    key = (pickle.dumps(told), clock.today())
    if key not in _kept:
        _kept[key] = match_records(*told, progress)
    return _copy(_kept[key])


@contextmanager
def reading_once() -> Iterator[None]:
    """So it is inside."""
    with (
        patch.object(checks, "read_sheet", _sheet),
        patch.object(_Reader, "read", _files),
        patch.object(_Reader, "_parts", _parts),
        patch.object(linking, "match_records", _matches),
    ):
        yield
