"""Reads one of a council's files into the columns of docs/extract-files.md: applies its rules and maps its columns.

Everything stays text here; checks.py checks the values.
"""

import _csv
import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import pandas as pd

from config import clock
from config.extract import CompleteFile, Join, Rule, Split
from config.progress import Tick, quiet
from extracts.dates import date_or_none
from extracts.placeholders import says_not_held

LINE = "line"
ROWS_AT_ONCE = 50_000
MOST_PROBLEMS = 20

_CODECS = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "windows-1252": "cp1252", "iso-8859-1": "latin-1"}


@dataclass(frozen=True)
class FileProblem:
    """One problem in an extract. `line` is 1 for the header and None for the whole file."""

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
    """One file as read. `table` always has every expected column; it has no rows if the file itself is wrong.

    `theirs` has the council's own name for each column. `notes` says what was left out, without personal data.
    `arrived` is False if there is no such file. `modified` is when it was last changed. `not_known` counts the values
    that say something is not known, by column (not_known.py).
    """

    file: str
    settings: CompleteFile
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    theirs: dict[str, str] = field(default_factory=dict)
    arrived: bool = True
    modified: datetime | None = None
    notes: list[str] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)
    not_known: dict[str, int] = field(default_factory=dict)

    def add(self, problem: str, *, line: int | None = None, column: str = "", value: str = "") -> None:
        """Add a problem; `column` is the canonical name."""
        self.problems.append(FileProblem(self.file, line, self.theirs.get(column, column), value, problem))

    def count_not_known(self, counts: Mapping[str, int]) -> None:
        """Add counts by column to `not_known`."""
        for column, number in counts.items():
            if number:
                self.not_known[column] = self.not_known.get(column, 0) + number

    def wrong(self, rows: pd.DataFrame, column: str, problem: str) -> None:
        """Add the same problem for a column in each of these rows."""
        for line, value in rows[[LINE, column]].head(MOST_PROBLEMS).itertuples(index=False):
            self.add(problem, line=int(line), column=column, value=str(value))


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
                raw = _without_duplicates(sheet, _read_rows(path, sheet, tick))
        except OSError as error:
            sheet.add(f"cannot be read ({error.strerror})")
    if settings.is_mapped:
        sheet.table = _map_columns(sheet, _apply_rules(sheet, raw))
    else:
        sheet.table = _check_columns(sheet, _apply_rules(sheet, raw), required, optional)
    for column in (*required, *optional):
        if column not in sheet.table:
            sheet.table[column] = pd.Series("", index=sheet.table.index, dtype="str")
    return sheet


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


def _is_really_utf8(path: Path, settings: CompleteFile) -> bool:
    """Whether a file said to be windows-1252 is UTF-8. Any bytes can be read as windows-1252, so names would be wrong
    without an error."""
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
    """Every row that is not blank, as text without surrounding spaces, with the line it begins on."""
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
            sheet.add("the header line is missing", line=1)
        return pd.DataFrame()
    table = pd.concat(parts, ignore_index=True)
    for column in header:
        table[column] = table[column].str.strip()
    return table[(table[header] != "").any(axis=1)] if len(table) else table


def _chunks(reader: "_csv.Reader", sheet: Sheet) -> Iterator[tuple[list[list[str]], list[int]]]:
    """Some rows at a time, with the line each begins on. Stops at anything unreadable and adds a problem."""
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
            sheet.add("contains a control character (NUL)", line=number)
        yield line


def _header(row: list[str]) -> list[str]:
    """The column names. A repeated name gets NUL and its position added, which no real column name can contain."""
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


def _without_duplicates(sheet: Sheet, raw: pd.DataFrame) -> pd.DataFrame:
    """The lines without duplicates; of lines that are the same in every column the first is kept."""
    if raw.empty:
        return raw
    repeated = raw.duplicated([column for column in raw if column != LINE_KEY])
    if repeated.any():
        sheet.notes.append(f"{sheet.file}: {_lines(int(repeated.sum()))} left out, the same as an earlier line")
    return raw[~repeated]


def _lines(number: int) -> str:
    return "1 line" if number == 1 else f"{number} lines"


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
            sheet.notes.append(f"{sheet.file}: {_lines(int(out.sum()))} left out, {why}")
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
    return column.map({value: day is not None and day > first for value, day in dates.items()}).astype(bool)


def _without_placeholders(sheet: Sheet, column: pd.Series, rule: Rule) -> pd.Series:
    """The column with "" for what says that nothing is held: for a rule NULL is empty, unless it names NULL itself."""
    words, named = sheet.settings.not_known.not_held, {value.casefold() for value in rule.is_}
    held = {
        text: "" if text.casefold() not in named and says_not_held(text, words) else text for text in column.unique()
    }
    return column.map(held).astype("str")


def _check_columns(
    sheet: Sheet, raw: pd.DataFrame, required: tuple[str, ...], optional: tuple[str, ...]
) -> pd.DataFrame:
    """The columns of a file that uses the names in docs/extract-files.md. Any other column is refused."""
    header = [name for name in raw if name != LINE_KEY]
    for column in required:
        if header and column not in header:
            sheet.add("this column is missing", line=1, column=column)
    for column in header:
        name, _, repeated = column.partition("\0")
        if repeated:
            sheet.add("this column appears twice", line=1, column=name)
        elif name not in (*required, *optional):
            sheet.add(f"is not a column of this file; the columns are {', '.join(required)}", line=1, value=name)
    kept = {column: raw[column] for column in header if column in (*required, *optional)}
    return pd.DataFrame({LINE: raw[LINE_KEY] if header else pd.Series(dtype="int64"), **kept})


def _map_columns(sheet: Sheet, raw: pd.DataFrame) -> pd.DataFrame:
    """The columns made from the council's own columns by the settings; unused columns are dropped."""
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
            sheet.add("this column appears twice", line=1, column=column)
    if not header or any(problem.line == 1 for problem in sheet.problems):
        return pd.DataFrame({LINE: pd.Series(dtype="int64")})
    table = {LINE: raw[LINE_KEY]}
    table |= {column: raw[theirs] for column, theirs in settings.columns.items()}
    words = settings.not_known.not_held
    table |= {column: _joined(raw, join, words) for column, join in settings.join.items()}
    table |= {column: _split(raw, split) for column, split in settings.split.items()}
    table |= {column: pd.Series(value, index=raw.index, dtype="str") for column, value in settings.constants.items()}
    if "address" in table:
        # Address lines are separated by commas, and stay on one line.
        lines = table["address"].str.replace(r"\s*,?\s*[\r\n]+\s*,?\s*", ", ", regex=True)
        table["address"] = lines.str.strip(", ")
    for column, codes in settings.values.items():
        meanings = {code.casefold(): meaning for code, meaning in codes.items()}
        table[column] = table[column].map({one: meanings.get(one.casefold(), one) for one in table[column].unique()})
        table[column] = table[column].astype("str")
    return pd.DataFrame(table)


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
    """The part before or after the mark; a value without the mark counts as the part before it."""
    mark = split.before or split.after
    parts = {value: value.partition(mark)[0 if split.before else 2].strip() for value in raw[split.column].unique()}
    return raw[split.column].map(parts).astype("str")
