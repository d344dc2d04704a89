"""The rows of one of a council's files as text: CSV in its encoding, packed or not, or a sheet of an Excel workbook."""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from datetime import date, datetime, time
from itertools import dropwhile
from pathlib import Path
from typing import BinaryIO, TextIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.arrays import ArrowStringArray
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, WorksheetNotFound

from config.extract import is_workbook
from config.progress import Tick
from extracts.sheet import LINE_KEY, MOST_LINES, Sheet

ROWS_AT_ONCE = 50_000
_TEXT = pd.StringDtype(na_value=np.nan)
"""What pandas calls "str"."""
NUMBER = "{number}"
"""In a footer, any number: {number} rows selected."""

CODECS = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "windows-1252": "cp1252", "iso-8859-1": "latin-1"}
_ZIP, _OLD_EXCEL, _GZIP = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b"

_OTHERWISE = {
    "workbook": "is an Excel workbook: give it the name of one (people.xlsx), also in `file`, or save it as CSV",
    "gz": "is packed with gzip: give it a name that ends in .gz, also in `file`, or unpack it",
}
_NAMED = {"workbook": "an Excel workbook", "gz": "a file packed with gzip"}

Row = tuple[list[str], int]
"""The texts of a row, and the line it begins on; in a workbook the number of the row."""


def read_rows(path: Path, sheet: Sheet, tick: Tick) -> pd.DataFrame:
    """Every row that is not blank, as text without surrounding spaces, with the line it begins on.

    Anything unreadable is a problem of the sheet. Raises OSError if the file cannot be opened.
    """
    if _is_of_another_kind(path, sheet):
        return pd.DataFrame()
    parts: list[pd.DataFrame] = []
    header: list[str] | None = None
    with (
        path.open("rb") as raw,
        closing(_workbook_rows(path, sheet) if is_workbook(path.name) else _csv_rows(raw, path, sheet)) as found,
    ):
        size, done = path.stat().st_size, 0
        every = _without_title(found, sheet.settings.skip_lines)
        for rows in _at_once(_without_footer(every, sheet) if sheet.settings.footer else every):
            if header is None:
                header, rows = _header(rows[0][0]), rows[1:]
            parts.append(_frame(header, rows, sheet))
            done += len(rows)
            tick(f"Reading {path.name}", done, int(done * size / raw.tell()) if raw.tell() else done)
    for words, lines in sheet.uneven.items():
        sheet.wrong_lines(words, lines)
    if header is None:
        if not sheet.problems:
            sheet.add("the header line is missing", line=1)
        return pd.DataFrame()
    return parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)


def _is_of_another_kind(path: Path, sheet: Sheet) -> bool:
    """Whether its first bytes are those of another kind of file than its name says; a problem says which."""
    with path.open("rb") as file:
        begins = file.read(4)
    found = "workbook" if begins.startswith((_ZIP, _OLD_EXCEL)) else "gz" if begins.startswith(_GZIP) else "csv"
    named = "workbook" if is_workbook(path.name) else "gz" if path.suffix == ".gz" else "csv"
    # An empty file is reported as one, whatever its name.
    if found == named or not begins:
        return False
    sheet.add(_OTHERWISE.get(found) or f"is not what its name says: {path.suffix} is for {_NAMED[named]}")
    return True


def _csv_rows(raw: BinaryIO, path: Path, sheet: Sheet) -> Generator[Row]:
    """Stops at anything unreadable and adds a problem."""
    settings = sheet.settings
    delimiter = "\t" if settings.delimiter == "tab" else settings.delimiter
    unpacked = gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw
    file = io.TextIOWrapper(unpacked, encoding=CODECS[settings.encoding], newline="")
    reader = csv.reader(_lines_of(file, sheet), strict=True, delimiter=delimiter)
    before = 0
    try:
        for row in reader:
            # Excel writes the delimiter into a first line of its own.
            if row and not (before == 0 and "".join(row).lower().startswith("sep=") and len(row) < 3):
                yield row, before + 1
            before = reader.line_num
    except UnicodeError:
        if settings.encoding == "utf-8":
            sheet.add("is not UTF-8 text; save it as CSV UTF-8, or set `encoding`")
        else:
            sheet.add(f"is not {settings.encoding} text; correct `encoding`")
    except csv.Error as error:
        sheet.add(f"cannot be read as CSV ({_csv_words(str(error))})", line=before + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        sheet.add("cannot be unpacked; the file may be cut off", line=before + 1)
    finally:
        # Otherwise the file below it would be closed with it.
        file.detach()


def _csv_words(error: str) -> str:
    if "unexpected end of data" in error:
        return "it ends inside a quoted value; the file may be cut off"
    if "field larger" in error:
        return "a value is longer than 131072 characters; a closing quote may be missing"
    return error


def _lines_of(file: TextIO, sheet: Sheet) -> Iterator[str]:
    for number, line in enumerate(file, start=1):
        if "\0" in line and len(sheet.problems) < MOST_LINES:
            sheet.add("contains a control character (NUL)", line=number)
        yield line


def _workbook_rows(path: Path, sheet: Sheet) -> Generator[Row]:
    """The rows of the sheet named in the settings, or of the only one that has any."""
    try:
        with CalamineWorkbook.from_path(path) as book:
            name = sheet.settings.sheet or _only_sheet(book, sheet)
            if name is None:
                return
            for number, row in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), start=1):
                yield [_cell_text(cell) for cell in row], number
    except WorksheetNotFound:
        sheet.add(f"has no sheet of this name; its sheets are {', '.join(book.sheet_names)}", value=str(name))
    except PasswordError:
        sheet.add("has a password; save it without one")
    except CalamineError:
        sheet.add("cannot be read as an Excel workbook; open it in Excel and save it again")


def _only_sheet(book: CalamineWorkbook, sheet: Sheet) -> str | None:
    filled = [name for name in book.sheet_names if book.get_sheet_by_name(name).height]
    if len(filled) > 1:
        sheet.add(f"has {len(filled)} sheets with something in them: {', '.join(filled)}; name one in `sheet`")
    return filled[0] if len(filled) == 1 else None


def _cell_text(cell: object) -> str:
    """A cell as text: whole numbers without a point, dates as 2012-05-12.

    >>> _cell_text(249012.0), _cell_text(datetime(2012, 5, 12)), _cell_text(True)
    ('249012', '2012-05-12', 'TRUE')
    """
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def _without_title(rows: Iterable[Row], skip_lines: int) -> Iterator[Row]:
    """The rows from the names of the columns on: the first one after `skip_lines` lines that is not blank."""
    return dropwhile(lambda row: row[1] <= skip_lines or not any(cell.strip() for cell in row[0]), rows)


def _without_footer(rows: Iterable[Row], sheet: Sheet) -> Iterator[Row]:
    """The rows before the one that begins with `footer`, and before lines without a delimiter right above it, such as
    the report's name. A file that should end with it, and does not, is cut off; and if records follow, it is no end."""
    words = re.escape((sheet.settings.footer or "").casefold()).replace(re.escape(NUMBER), r"\d[\d,.]*")
    footer, rows = re.compile(words), iter(rows)
    above: list[Row] = []
    width = 0
    for row, line in rows:
        width = width or len(_cut(row, 0))
        if footer.match(begins_with(row).casefold()):
            for later, at in rows:
                if sum(map(bool, map(str.strip, later))) > max(2, width // 2):
                    sheet.add(f"is a record below a line that begins with {sheet.settings.footer} (`footer`)", line=at)
            return
        above.append((row, line))
        if len(row) > 1:
            yield from above
            above = []
    yield from above
    if not sheet.problems:
        sheet.add(f"has no line that begins with {sheet.settings.footer} (`footer`); the file may be cut off")


def begins_with(row: list[str]) -> str:
    """What a row begins with, where a footer may be: its first cell, or the only one that is filled."""
    filled = [cell for cell in row if cell.strip()]
    return (filled[0] if len(filled) == 1 else row[0]).strip()


def _at_once(rows: Iterable[Row]) -> Iterator[list[Row]]:
    found: list[Row] = []
    for row in rows:
        found.append(row)
        if len(found) == ROWS_AT_ONCE:
            yield found
            found = []
    if found:
        yield found


def _header(row: list[str]) -> list[str]:
    """The column names. A repeated name gets NUL and its position added, which no real column name can contain."""
    names = _cut(row, 0)
    return [name if name not in names[:place] else f"{name}\0{place}" for place, name in enumerate(names)]


def _cut(row: list[str], width: int) -> list[str]:
    """The row without spaces round its values, and without the empty ones after `width` values at its end."""
    row = [cell.strip() for cell in row]
    while len(row) > width and not row[-1]:
        row.pop()
    return row


def _frame(header: list[str], rows: list[Row], sheet: Sheet) -> pd.DataFrame:
    """The rows that are not blank, without spaces round their values."""
    width, is_last_part = len(header), len(rows) < ROWS_AT_ONCE - 1
    if not {len(row) for row, _ in rows} <= {width}:
        rows = list(_whole(rows, width, sheet, is_last_part=is_last_part))
    rows = [row for row in rows if any(map(str.strip, row[0]))]
    columns = zip(*(row for row, _ in rows), strict=True) if rows else [()] * width
    table = {name: _stripped(column) for name, column in zip(header, columns, strict=True)}
    return pd.DataFrame({LINE_KEY: np.array([line for _, line in rows], dtype="int64"), **table})


def _stripped(column: tuple[str, ...]) -> ArrowStringArray:
    # As `str.strip` of a series does it, without the series: of a small file they take most of the time.
    texts = pa.array(column, pa.large_string())
    return ArrowStringArray(pc.call_function("utf8_trim_whitespace", [texts]), dtype=_TEXT)


def _whole(rows: list[Row], width: int, sheet: Sheet, *, is_last_part: bool) -> Iterator[Row]:
    """The rows with as many values as the header. Any other is a problem, unless only empty values are too many, or
    too few are allowed (`ragged`)."""
    for place, (row, line) in enumerate(rows):
        if not any(cell.strip() for cell in row):
            continue
        cut = _cut(row, width) if len(row) > width else row
        if len(cut) < width and sheet.settings.ragged:
            cut = [*cut, *[""] * (width - len(cut))]
        if len(cut) == width:
            yield cut, line
            continue
        words = f"has {len(cut)} columns where the header has {width}"
        if is_last_part and place == len(rows) - 1 and len(cut) < width:
            sheet.add(f"{words}; the file may be cut off", line=line)
        else:
            sheet.uneven.setdefault(words, []).append(line)
