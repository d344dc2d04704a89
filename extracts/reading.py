"""Read one of a council's files as the columns of docs/extract-files.md: its rules applied, its columns mapped.

Everything stays text here; what it means is checked in extract_files.py.
"""

import _csv
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import pandas as pd

from config import clock
from config.extract import CompleteFile, Join, Rule, Split
from config.progress import Tick, quiet
from extracts.dates import date_or_none

LINE = "line"
ROWS_AT_ONCE = 50_000
MOST_PROBLEMS = 20

_CODECS = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "windows-1252": "cp1252", "iso-8859-1": "latin-1"}


@dataclass(frozen=True)
class BadLine:
    """One thing wrong with an extract. `line` is 1 for the header and None for the whole file."""

    file: str
    line: int | None
    column: str
    value: str
    problem: str

    def __str__(self) -> str:
        where = ", ".join(str(part) for part in (self.file, self.line and f"line {self.line}", self.column) if part)
        value = self.value if len(self.value) <= 60 else f"{self.value[:57]}..."
        return f"{where}: {value!r} {self.problem}" if self.value else f"{where}: {self.problem}"


@dataclass
class Sheet:
    """One file as read. `table` always has every column asked for; without rows where the file itself is wrong.

    `theirs` names a column as the council's file does. `notes` say what was left out, without personal data.
    `arrived` is False where there is no such file. `modified` is when it was last changed.
    """

    file: str
    settings: CompleteFile
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    theirs: dict[str, str] = field(default_factory=dict)
    arrived: bool = True
    modified: datetime | None = None
    notes: list[str] = field(default_factory=list)
    problems: list[BadLine] = field(default_factory=list)

    def add(self, problem: str, *, line: int | None = None, column: str = "", value: str = "") -> None:
        """Note one thing wrong, the column by its canonical name."""
        self.problems.append(BadLine(self.file, line, self.theirs.get(column, column), value, problem))

    def wrong(self, rows: pd.DataFrame, column: str, problem: str) -> None:
        """Note the same thing wrong in a column of these rows."""
        for line, value in rows[[LINE, column]].head(MOST_PROBLEMS).itertuples(index=False):
            self.add(problem, line=int(line), column=column, value=str(value))


def read_sheet(
    folder: Path, settings: CompleteFile, required: tuple[str, ...], optional: tuple[str, ...] = (), tick: Tick = quiet
) -> Sheet:
    """Read a file. What is wrong is in the sheet's `problems`; a missing file is a sheet that did not arrive."""
    sheet = Sheet(settings.file, settings)
    path = _find(folder, sheet)
    raw = pd.DataFrame()
    if path is not None:
        sheet.file = path.name
        try:
            sheet.modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            if _is_utf8_after_all(path, settings):
                sheet.add(f"is UTF-8 text and not {settings.encoding}; correct `encoding`")
            else:
                raw = _without_doubles(sheet, _read_rows(path, sheet, tick))
        except OSError as error:
            sheet.add(f"cannot be read ({error.strerror})")
    if settings.is_mapped:
        sheet.table = _mapped(sheet, _kept(sheet, raw))
    else:
        sheet.table = _as_named(sheet, _kept(sheet, raw), required, optional)
    for column in (*required, *optional):
        if column not in sheet.table:
            sheet.table[column] = pd.Series("", index=sheet.table.index, dtype="str")
    return sheet


def _find(folder: Path, sheet: Sheet) -> Path | None:
    """The one file that fits the name or pattern."""
    name = sheet.settings.file
    found = sorted(folder.glob(name)) if any(mark in name for mark in "*?[") else [folder / name]
    found = [path for path in found if path.is_file() or len(found) == 1 and path.exists()]
    if len(found) > 1:
        sheet.add(f"fits {len(found)} files: {', '.join(path.name for path in found[:5])}; leave one of them")
    elif not found:
        sheet.arrived = False
    return found[0] if len(found) == 1 else None


def _is_utf8_after_all(path: Path, settings: CompleteFile) -> bool:
    """Any bytes are windows-1252, and a name read so from UTF-8 would be wrong without anybody being told."""
    if settings.encoding not in ("windows-1252", "iso-8859-1"):
        return False
    accents = False
    with path.open("rb") as file:
        try:
            for line in file:
                accents = accents or not line.isascii()
                line.decode("utf-8")
        except UnicodeDecodeError:
            return False
    return accents


def _read_rows(path: Path, sheet: Sheet, tick: Tick) -> pd.DataFrame:
    """Every row that is not blank, as text without spaces around it, with the line each begins on."""
    parts: list[pd.DataFrame] = []
    settings, size, done = sheet.settings, path.stat().st_size, 0
    delimiter = "\t" if settings.delimiter == "tab" else settings.delimiter
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding=_CODECS[settings.encoding], newline="") as file:
        reader = csv.reader(_without_nul(file, sheet), strict=True, delimiter=delimiter)
        header: list[str] | None = None
        for rows, lines in _chunks(reader, sheet):
            if header is None:
                header, rows, lines = _header(rows[0]), rows[1:], lines[1:]
            parts.append(_frame(header, rows, lines, sheet))
            done += len(rows)
            tick(f"Reading {path.name}", done, int(done * size / max(raw.tell(), 1)))
    if header is None:
        if not sheet.problems:
            sheet.add("the line that names the columns is missing", line=1)
        return pd.DataFrame()
    table = pd.concat(parts, ignore_index=True)
    for column in header:
        table[column] = table[column].str.strip()
    return table[(table[header] != "").any(axis=1)] if len(table) else table


def _chunks(reader: "_csv.Reader", sheet: Sheet) -> Iterator[tuple[list[list[str]], list[int]]]:
    """Some rows at a time, with the line each begins on. What cannot be read ends it, and is noted."""
    rows: list[list[str]] = []
    lines: list[int] = []
    before = 0
    try:
        for row in reader:
            if row:
                rows.append(row)
                lines.append(before + 1)
            before = reader.line_num
            if len(rows) == ROWS_AT_ONCE:
                yield rows, lines
                rows, lines = [], []
    except UnicodeError:
        if sheet.settings.encoding == "utf-8":
            sheet.add("is not UTF-8 text; save it as CSV UTF-8, or set `encoding`")
        else:
            sheet.add(f"is not {sheet.settings.encoding} text; correct `encoding`")
        return
    except csv.Error as error:
        sheet.add(f"cannot be read as CSV ({_csv_words(str(error))})", line=before + 1)
        return
    if rows:
        yield rows, lines


def _csv_words(error: str) -> str:
    if "unexpected end of data" in error:
        return "it ends inside a quoted value; the file may be cut off"
    if "field larger" in error:
        return "a value is longer than 131072 characters; a closing quote may be missing"
    return error


def _without_nul(file: TextIO, sheet: Sheet) -> Iterator[str]:
    for number, line in enumerate(file, start=1):
        if "\0" in line and len(sheet.problems) < MOST_PROBLEMS:
            sheet.add("holds a control character (NUL)", line=number)
        yield line


def _header(row: list[str]) -> list[str]:
    """The names of the columns; a name there twice is told apart by its place, as no name of a column can be."""
    names = [column.strip() for column in row]
    return [name if name not in names[:place] else f"{name}\0{place}" for place, name in enumerate(names)]


def _frame(header: list[str], rows: list[list[str]], lines: list[int], sheet: Sheet) -> pd.DataFrame:
    width, is_last_part = len(header), len(rows) < ROWS_AT_ONCE - 1
    if not set(map(len, rows)) <= {width}:
        for row, line in zip(rows, lines, strict=True):
            if len(row) != width and any(value.strip() for value in row) and len(sheet.problems) < MOST_PROBLEMS:
                last = "; the file may be cut off" if is_last_part and row is rows[-1] and len(row) < width else ""
                sheet.add(f"has {len(row)} columns where the header has {width}{last}", line=line)
        whole = [(row, line) for row, line in zip(rows, lines, strict=True) if len(row) == width]
        rows, lines = [row for row, _ in whole], [line for _, line in whole]
    columns = zip(*rows, strict=True) if rows else [()] * width
    table = {name: pd.array(list(column), dtype="str") for name, column in zip(header, columns, strict=True)}
    return pd.DataFrame({LINE_KEY: pd.array(lines, dtype="int64"), **table})


# The council's file may have a column called "line".
LINE_KEY = "\0line"


def _without_doubles(sheet: Sheet, raw: pd.DataFrame) -> pd.DataFrame:
    """Lines alike in every column say nothing twice: one is kept."""
    if raw.empty:
        return raw
    again = raw.duplicated([column for column in raw if column != LINE_KEY])
    if again.any():
        sheet.notes.append(f"{sheet.file}: {_lines(int(again.sum()))} the same as an earlier one, dropped")
    return raw[~again]


def _lines(number: int) -> str:
    return "1 line" if number == 1 else f"{number} lines"


def _kept(sheet: Sheet, raw: pd.DataFrame) -> pd.DataFrame:
    """The rows the council's cohort rules keep; each rule says how many it left out."""
    for rule, keeps in [(rule, False) for rule in sheet.settings.leave_out] + [
        (rule, True) for rule in sheet.settings.only
    ]:
        if rule.column not in raw:
            if sheet.arrived and not sheet.problems:
                sheet.add("this column is missing, and a rule needs it", line=1, column=rule.column)
            continue
        fits = _fits(sheet, raw, rule)
        out = ~fits if keeps else fits
        if out.any():
            why = "" if not keeps else "not "
            sheet.notes.append(f"{sheet.file}: {_lines(int(out.sum()))} left out, {why}where {rule.in_words}")
        raw = raw[~out]
    return raw


def _fits(sheet: Sheet, raw: pd.DataFrame, rule: Rule) -> pd.Series:
    column = raw[rule.column]
    if rule.empty is not None:
        return (column == "") == rule.empty
    if rule.within_years is None:
        wanted = {value.casefold() for value in rule.is_}
        return column.map({value: value.casefold() in wanted for value in column.unique()}).astype(bool)
    first = clock.years_before(clock.today(), rule.within_years)
    dates = {value: date_or_none(value, sheet.settings.dates) for value in column.unique()}
    unknown = column.map({value: day is None for value, day in dates.items()}).astype(bool)
    rows = pd.DataFrame({LINE: raw[LINE_KEY], rule.column: column})[unknown]
    sheet.wrong(rows, rule.column, f"is no date, and lines are kept only {rule.in_words}")
    return column.map({value: day is not None and day > first for value, day in dates.items()}).astype(bool)


def _as_named(sheet: Sheet, raw: pd.DataFrame, required: tuple[str, ...], optional: tuple[str, ...]) -> pd.DataFrame:
    """A file whose columns have the names of docs/extract-files.md. Every other column is refused."""
    header = [name for name in raw if name != LINE_KEY]
    for column in required:
        if header and column not in header:
            sheet.add("this column is missing", line=1, column=column)
    for column in header:
        name, _, again = column.partition("\0")
        if again:
            sheet.add("this column is there twice", line=1, column=name)
        elif name not in (*required, *optional):
            sheet.add(f"is no column of this file; they are {', '.join(required)}", line=1, value=name)
    kept = {column: raw[column] for column in header if column in (*required, *optional)}
    return pd.DataFrame({LINE: raw[LINE_KEY] if header else pd.Series(dtype="int64"), **kept})


def _mapped(sheet: Sheet, raw: pd.DataFrame) -> pd.DataFrame:
    """The columns the settings make of the council's own; those nobody asked for are not kept."""
    settings, header = sheet.settings, [name for name in raw if name != LINE_KEY]
    sheet.theirs = dict(settings.columns)
    sheet.theirs |= {column: " + ".join(join.columns) for column, join in settings.join.items()}
    sheet.theirs |= {column: split.column for column, split in settings.split.items()}
    used = [*settings.columns.values(), *(one.column for one in settings.split.values())]
    used += [column for join in settings.join.values() for column in join.columns]
    for column in dict.fromkeys(used) if header else ():
        if column not in header:
            sheet.add("this column is missing", line=1, column=column)
        elif any(name.startswith(f"{column}\0") for name in header):
            sheet.add("this column is there twice", line=1, column=column)
    if not header or any(problem.line == 1 for problem in sheet.problems):
        return pd.DataFrame({LINE: pd.Series(dtype="int64")})
    table = {LINE: raw[LINE_KEY]}
    table |= {column: raw[theirs] for column, theirs in settings.columns.items()}
    table |= {column: _joined(raw, join) for column, join in settings.join.items()}
    table |= {column: _split(raw, split) for column, split in settings.split.items()}
    table |= {column: pd.Series(value, index=raw.index, dtype="str") for column, value in settings.constants.items()}
    if "address" in table:
        # Address lines are separated by commas, and stay on one line.
        lines = table["address"].str.replace(r"\s*,?\s*[\r\n]+\s*,?\s*", ", ", regex=True)
        table["address"] = lines.str.strip(", ")
    for column, codes in settings.values.items():
        meant = {code.casefold(): meaning for code, meaning in codes.items()}
        table[column] = table[column].map({one: meant.get(one.casefold(), one) for one in table[column].unique()})
        table[column] = table[column].astype("str")
    return pd.DataFrame(table)


def _joined(raw: pd.DataFrame, join: Join) -> pd.Series:
    whole = raw[join.columns[0]]
    for column in join.columns[1:]:
        between = pd.Series(join.between, index=raw.index, dtype="str").where((whole != "") & (raw[column] != ""), "")
        whole = whole + between + raw[column]
    return whole


def _split(raw: pd.DataFrame, split: Split) -> pd.Series:
    """Without the mark the whole value stands before it."""
    mark = split.before or split.after
    parts = {value: value.partition(mark)[0 if split.before else 2].strip() for value in raw[split.column].unique()}
    return raw[split.column].map(parts).astype("str")
