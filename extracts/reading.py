"""Reads one of a council's files into the columns of docs/extract-files.md: applies its rules and maps its columns.

Everything stays text here; checks.py checks the values.
"""

import gzip
import hashlib
import zlib
from contextlib import suppress
from datetime import UTC, date, datetime
from io import BufferedIOBase
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import pandas as pd

from config import clock
from config.extract import CompleteFile, Join, Rule, Split, is_workbook
from config.progress import Tick, quiet
from config.service import OTHER_NAMES
from extracts.dates import date_or_none
from extracts.placeholders import is_no_date, says_not_held, without_title
from extracts.rows import read_rows
from extracts.sheet import LINE, LINE_KEY, Sheet

_CELLS = ("xl/worksheets/", "xl/sharedStrings", "content.xml")
"""Where a workbook has its cells, in Excel's formats and in OpenDocument."""
_CANNOT_BE_UNPACKED = (EOFError, gzip.BadGzipFile, zlib.error)
"""Reading the rows says so, with the line."""


def read_sheet(
    folder: Path, settings: CompleteFile, required: tuple[str, ...], optional: tuple[str, ...] = (), tick: Tick = quiet
) -> Sheet:
    """Read a file. Problems are in the sheet's `problems`; a missing file gives a sheet that did not arrive."""
    sheet = Sheet(settings.file, settings)
    path = _find(folder, sheet)
    raw = pd.DataFrame()
    if path is not None:
        sheet.file = path.name
        try:
            sheet.modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            if _is_really_utf8(path, settings):
                sheet.add(f"is UTF-8 text and not {settings.encoding}; correct `encoding`")
            else:
                sheet.content = _digest(path)
                raw = _without_duplicates(sheet, read_rows(path, sheet, tick))
        except OSError as error:
            sheet.add(f"cannot be read ({error.strerror})")
    kept = _apply_rules(sheet, raw)
    sheet.table = _as_expected(sheet, kept, required, optional)
    if len(kept) < len(raw) and not sheet.problems:
        sheet.left_out = _as_expected(sheet, raw.drop(index=kept.index), required, optional)
    return sheet


def _as_expected(sheet: Sheet, raw: pd.DataFrame, required: tuple[str, ...], optional: tuple[str, ...]) -> pd.DataFrame:
    """The rows with every expected column, empty where the file has none. Only other names may be without a column."""
    if not sheet.settings.is_mapped:
        found = _check_columns(sheet, raw, required, optional)
    elif not (found := _map_columns(sheet, raw)):
        raw = pd.DataFrame()
    lines = raw.get(LINE_KEY, pd.Series(dtype="int64"))
    empty = pd.array([""] * len(lines), dtype="str")
    missing = {name: empty for name in (*required, *optional) if name not in found and name not in OTHER_NAMES}
    # Arrays, because pandas would compare the indexes of series.
    return pd.DataFrame({LINE: lines.array} | {name: one.array for name, one in found.items()} | missing, lines.index)


def _find(folder: Path, sheet: Sheet) -> Path | None:
    """The one file that matches the name or pattern."""
    name = sheet.settings.file
    found = sorted(folder.glob(name)) if any(mark in name for mark in "*?[") else [folder / name]
    found = [path for path in found if path.is_file() or len(found) == 1 and path.exists()]
    if len(found) > 1:
        sheet.add(f"matches {len(found)} files: {', '.join(path.name for path in found[:5])}; keep only one")
    elif not found:
        sheet.arrived = False
    return found[0] if len(found) == 1 else None


def _digest(path: Path) -> str:
    """Of what is unpacked, and of a workbook's cells: gzip and Excel write the time into a file, so that the same
    content packed or saved again has other bytes."""
    with suppress(BadZipFile):
        if is_workbook(path.name):
            with ZipFile(path) as book:
                cells = sorted((one.filename, one.CRC) for one in book.infolist() if one.filename.startswith(_CELLS))
            return hashlib.blake2b(repr(cells).encode()).hexdigest()[:16]
    try:
        with _unpacked(path) as file:
            return hashlib.file_digest(file, "blake2b").hexdigest()[:16]
    except _CANNOT_BE_UNPACKED:
        return ""


def _unpacked(path: Path) -> BufferedIOBase:
    return gzip.GzipFile(path) if path.suffix == ".gz" else path.open("rb")


def _is_really_utf8(path: Path, settings: CompleteFile) -> bool:
    """Whether a file said to be windows-1252 is UTF-8. Any bytes can be read as windows-1252, so names would be wrong
    without an error."""
    if settings.encoding not in ("windows-1252", "iso-8859-1"):
        return False
    accents = False
    with _unpacked(path) as file:
        try:
            for line in file:
                accents = accents or not line.isascii()
                line.decode("utf-8")
        except (UnicodeDecodeError, *_CANNOT_BE_UNPACKED):
            return False
    return accents


def _without_duplicates(sheet: Sheet, raw: pd.DataFrame) -> pd.DataFrame:
    """The lines without duplicates; of lines that are the same in every column the first is kept."""
    columns = [column for column in raw if column != LINE_KEY]
    # Most files begin with a key, and no line repeats another where no key does.
    keys = raw[columns[0]].tolist() if columns else []
    if len({*keys}) == len(keys):
        return raw
    alike = raw[raw[columns[0]].duplicated(keep=False)]
    repeated = alike.duplicated(columns)
    if not repeated.any():
        return raw
    sheet.count_left_out(int(repeated.sum()), "the same as an earlier line")
    return raw.drop(index=alike.index[repeated])


def _apply_rules(sheet: Sheet, raw: pd.DataFrame) -> pd.DataFrame:
    """The rows that the council's cohort rules keep; a note says how many each rule left out."""
    for rule, keeps in [(rule, False) for rule in sheet.settings.leave_out] + [
        (rule, True) for rule in sheet.settings.only
    ]:
        if rule.column not in raw:
            if sheet.arrived and not sheet.problems:
                sheet.add("this column is missing, and a rule needs it", line=1, column=rule.column)
            continue
        matches = _matches(sheet, raw, rule)
        out = ~matches if keeps else matches
        if out.any():
            why = f"only lines where {rule.in_words} are kept" if keeps else f"where {rule.in_words}"
            sheet.count_left_out(int(out.sum()), why)
        raw = raw[~out]
    return raw


def _matches(sheet: Sheet, raw: pd.DataFrame, rule: Rule) -> pd.Series:
    column = _without_placeholders(sheet, raw[rule.column], rule)
    if rule.empty is not None:
        return (column == "") == rule.empty
    if rule.within_years is None:
        wanted = {value.casefold() for value in rule.is_}
        return column.map({value: value.casefold() in wanted for value in column.unique()}).astype(bool)
    first = clock.years_before(clock.today(), rule.within_years)
    dates = {value: date_or_none(value, sheet.settings.dates) for value in column.unique()}
    unknown = column.map({value: day is None for value, day in dates.items()}).astype(bool)
    rows = pd.DataFrame({LINE: raw[LINE_KEY], rule.column: column})[unknown]
    sheet.wrong(rows, rule.column, f"is not a date, and only lines where {rule.in_words} are kept")
    # A row whose date cannot be read may be one that counts: it is wrong, and not left out.
    return column.map({value: day is None or day > first for value, day in dates.items()}).astype(bool)


def _without_placeholders(sheet: Sheet, column: pd.Series, rule: Rule) -> pd.Series:
    """The column with "" for what says that nothing is held: for a rule NULL is empty, unless it names NULL itself."""
    words, named = sheet.settings.not_known.not_held, {value.casefold() for value in rule.is_}
    held = {
        text: "" if text.casefold() not in named and says_not_held(text, words) else text for text in column.unique()
    }
    return column.map(held).astype("str")


def _check_columns(
    sheet: Sheet, raw: pd.DataFrame, required: tuple[str, ...], optional: tuple[str, ...]
) -> dict[str, pd.Series]:
    """The columns of a file that uses the names in docs/extract-files.md. Any other column is refused."""
    header = [name for name in raw if name != LINE_KEY]
    for column in required:
        if header and column not in header:
            sheet.add("this column is missing", line=1, column=column)
    for column in header:
        name, _, repeated = column.partition("\0")
        if name not in (*required, *optional):
            # Where the names of the columns are missing, it is somebody's.
            sheet.add(f"is not a column of this file; the columns are {', '.join(required)}", line=1, value=name)
        elif repeated:
            sheet.add("this column appears twice", line=1, column=name)
    kept = {column: raw[column] for column in header if column in (*required, *optional)}
    _read_codes(kept, sheet.settings)
    return kept


def _read_codes(table: dict[str, pd.Series], settings: CompleteFile) -> None:
    """Put the meaning in the place of each of the council's codes (`values`); anything else stays."""
    for column, codes in settings.values.items():
        if column in table:
            meanings = {code.casefold(): meaning for code, meaning in codes.items()}
            read = {one: meanings.get(one.casefold(), one) for one in table[column].unique()}
            table[column] = table[column].map(read).astype("str")


def _map_columns(sheet: Sheet, raw: pd.DataFrame) -> dict[str, pd.Series]:
    """The columns made from the council's own columns by the settings; unused columns are dropped."""
    settings, header = sheet.settings, [name for name in raw if name != LINE_KEY]
    sheet.theirs = dict(settings.columns)
    sheet.theirs |= {column: " + ".join(join.columns) for column, join in settings.join.items()}
    sheet.theirs |= {column: split.column for column, split in settings.split.items()} | settings.until
    used = [*settings.columns.values(), *settings.until.values(), *(one.column for one in settings.split.values())]
    used += [column for join in settings.join.values() for column in join.columns]
    for column in dict.fromkeys(used) if header else ():
        if column not in header:
            sheet.add("this column is missing", line=1, column=column)
        elif any(name.startswith(f"{column}\0") for name in header):
            sheet.add("this column appears twice", line=1, column=column)
    if not header or any(problem.line == 1 for problem in sheet.problems):
        return {}
    table = {column: raw[theirs] for column, theirs in settings.columns.items()}
    words = settings.not_known.not_held
    table |= {column: _joined(raw, join, words) for column, join in settings.join.items()}
    table |= {column: _split(raw, split) for column, split in settings.split.items()}
    table |= {column: pd.Series(value, index=raw.index, dtype="str") for column, value in settings.constants.items()}
    table |= {column: _until(sheet, raw, theirs) for column, theirs in settings.until.items()}
    if "address" in table:
        # Address lines are separated by commas, and stay on one line.
        lines = table["address"].str.replace(r"\s*,?\s*[\r\n]+\s*,?\s*", ", ", regex=True)
        table["address"] = lines.str.strip(", ")
    _read_codes(table, settings)
    return table


def _joined(raw: pd.DataFrame, join: Join, words: frozenset[str]) -> pd.Series:
    """The columns as one; a part that is empty, or says that it is not held, is left out."""
    parts = [_held(raw[column], words) for column in join.columns]
    whole = parts[0]
    for part in parts[1:]:
        between = pd.Series(join.between, index=raw.index, dtype="str").where((whole != "") & (part != ""), "")
        whole = whole + between + part
    return whole


def _held(column: pd.Series, words: frozenset[str]) -> pd.Series:
    empty = {text for text in column.unique() if text and says_not_held(text, words)}
    return column.where([text not in empty for text in column.tolist()], "") if empty else column


def _split(raw: pd.DataFrame, split: Split) -> pd.Series:
    """The part before or after the mark; a value without the mark counts as the part before it.

    A title before a name that is divided at a space is left out: it is no part of either.
    """
    mark = split.before or split.after or ""
    parts: dict[str, str] = {}
    for value in raw[split.column].unique():
        whole = without_title(value) if mark.isspace() else value
        before, found, after = whole.rpartition(mark) if split.last else whole.partition(mark)
        parts[value] = ((before if found else whole) if split.before else (after if found else "")).strip()
    return raw[split.column].map(parts).astype("str")


def _until(sheet: Sheet, raw: pd.DataFrame, column: str) -> pd.Series:
    """Historic where the day in a column is over, Current before it and without one. What is no day is wrong: it
    decides."""
    not_known, formats = sheet.settings.not_known, sheet.settings.dates
    days: dict[str, date | None] = {}
    for text in raw[column].unique():
        is_open = says_not_held(text, not_known.not_held) or is_no_date(text, formats, not_known.days)
        # No latest day: many systems write 31/12/9999 for what goes on.
        days[text] = date.max if not text or is_open else date_or_none(text, formats, date.max)
    rows = pd.DataFrame({LINE: raw[LINE_KEY], column: raw[column]})[[days[text] is None for text in raw[column]]]
    sheet.wrong(rows, column, "is not a date, and it decides whether the involvement is current")
    words = {text: "Historic" if day and day < clock.today() else "Current" for text, day in days.items()}
    return raw[column].map(words).astype("str")
