"""Looks at one file never seen before: its encoding, delimiter, title, names of columns, footer; then reads it whole.

The file is read with the very code of a load (extracts/rows.py), so that what was guessed is what will be read.
"""

import codecs
import csv
import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from config.extract import CompleteFile, Extract, ExtractFile, is_workbook
from config.progress import Tick, quiet
from extracts.drafting.headers import BY_A_WORD, Meaning, listed, meanings, name_words, perpetrators, prefixes_of
from extracts.drafting.values import ENOUGH, Held, held_in
from extracts.rows import CODECS, NUMBER, begins_with, read_rows
from extracts.sheet import LINE_KEY, Sheet, counted_lines

TEXT_FILES = (".csv", ".tsv", ".txt", ".tab", ".psv", ".dat", ".lst", ".gz")
DELIMITERS = (",", ";", "\t", "|", "~")
_FIRST_LINES, _LAST_LINES = 200, 40
_MOST_BYTES = 1 << 20
_MOST_TITLE_LINES = 40
# What the name of a column never looks like: a date, a postcode, an email address, a long number.
_A_VALUE = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}.*|[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}|[^@\s]+@[^@\s]+|[\d .+()E-]{3,}|\d+"
)
_COUNTED, _LABELLED = re.compile(r"([-(*=#]*\s*)\d[\d,.]*\s+"), re.compile(r"[A-Za-z]+:(?= \d)")
_RULE = re.compile(r"-{2,}")
_SENTENCE = 4
_IDENTIFIER = re.compile(r"[A-Za-z]+(?:_[A-Za-z0-9]+)+")


class NoTable(Exception):
    """The file cannot be used as a table; the words say why, without anything from the file."""


@dataclass
class LookedAt:
    """One file as it was found. `table` has its rows as text, with the line of each in the column LINE_KEY.

    `settings` are what a council's YAML needs to read it, without columns. `unread` says what the file has that the
    reader refuses, `to_do` what must be put right, `doubts` what to check; none has values.
    """

    path: Path
    settings: ExtractFile
    table: pd.DataFrame
    doubts: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    to_do: list[str] = field(default_factory=list)
    lines: int = 0
    """How many lines the file has, or how many rows its sheet."""
    ruled: tuple[str, str] | None = None
    """A column, and what it has in the line that rules off the names of the columns: -----."""
    _held: dict[str, Held] = field(default_factory=dict, init=False, repr=False)

    def read(self, path: Path, settings: CompleteFile, tick: Tick) -> None:
        """Read the whole file with these settings."""
        sheet = Sheet(path.name, settings)
        self.table = read_rows(path, sheet, tick)
        below = [str(value) for value in self.table.head(1).to_numpy()[:, 1:].ravel()]
        if len(below) > 1 and all(map(_RULE.fullmatch, below)):
            self.ruled, self.table = (self.header[0], below[0]), self.table.iloc[1:].reset_index(drop=True)
        self.unread = [problem.problem for problem in sheet.problems]

    @property
    def header(self) -> list[str]:
        """The names of its columns, without those that it has twice: a load cannot tell which is meant."""
        names = [str(name) for name in self.table if name != LINE_KEY]
        twice = {name.partition("\0")[0] for name in names if "\0" in name}
        return [name for name in names if name and "\0" not in name and name not in twice]

    @property
    def rows(self) -> int:
        return len(self.table)

    def held(self, name: str) -> Held:
        """What one of its columns holds."""
        if name not in self._held:
            self._held[name] = held_in(self.table[name])
        return self._held[name]

    def meanings(self, name: str) -> tuple[Meaning, ...]:
        """What the name of one of its columns may stand for, the best fit first."""
        if name in self.perpetrators:
            return ()
        found = meanings(name, self._prefixes)
        # Called as the file calls its person before all about them: Citizen, Citizen gender.
        is_whom = not found and name_words(name) in self._prefixes and self.held(name).share_with(" ") >= ENOUGH
        return (Meaning("full_name", BY_A_WORD),) if is_whom else found

    def says(self, name: str, ours: str) -> bool:
        """Whether the name of one of its columns may stand for this column of ours."""
        return any(one.ours == ours for one in self.meanings(name))

    @cached_property
    def perpetrators(self) -> frozenset[str]:
        """The columns about perpetrators, in a list of victims."""
        return perpetrators(self.header)

    @cached_property
    def _prefixes(self) -> tuple[tuple[str, ...], ...]:
        return prefixes_of(self.header)


def look_at(path: Path, tick: Tick = quiet) -> LookedAt:
    """Look at a file and read it. Raises NoTable if it is no table, and OSError if it may not be read."""
    found = _look_at_workbook(path) if is_workbook(path.name) else _look_at_text(path)
    complete = Extract(files=(found.settings,)).file(found.settings.id)
    found.read(path, complete, tick)
    # Not which: their names may be somebody's.
    if twice := len({str(name).partition("\0")[0] for name in found.table if "\0" in str(name)} - {""}):
        found.doubts.append(f"names that more than one column has are not used: {twice}")
    if found.table.empty and found.unread:
        raise NoTable(found.unread[0])
    if complete.footer and found.rows and int(found.table[LINE_KEY].iloc[-1]) < found.lines - 2 * _LAST_LINES:
        found.settings = found.settings.model_copy(update={"footer": None})
        found.read(path, complete.model_copy(update={"footer": None}), tick)
        found.doubts.append("what its last line begins with is in the middle of the file too, so it is no `footer`")
    return found


def _look_at_text(path: Path) -> LookedAt:
    with path.open("rb") as file:
        begins = file.read(4)
    if not begins:
        raise NoTable("is empty")
    packed = begins.startswith(b"\x1f\x8b")
    if packed != (path.suffix == ".gz") or begins.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise NoTable(_of_another_kind(packed, begins))
    try:
        encoding = _encoding(path)
        first, last, lines = _ends(path, encoding)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise NoTable("cannot be unpacked; it may be cut off") from error
    except UnicodeError as error:
        raise NoTable("looks like utf-16 text, and cannot be read as such; save it as CSV UTF-8") from error
    delimiter = _delimiter(first)
    rows = list(_rows(first, delimiter))
    header, line = _header(rows)
    body, tail = [row for row, at in rows if at > line], [row for row, _ in _rows(last, delimiter)]
    name = "tab" if delimiter == "\t" else delimiter
    title = any(any(row) and not "".join(row).lower().startswith("sep=") for row, at in rows if at < line)
    looked = _described(path, header, line if title else 1, body, tail, encoding=encoding, delimiter=name)
    looked.lines = lines
    return looked


def _of_another_kind(packed: bool, begins: bytes) -> str:
    if packed:
        return "is packed with gzip: give it a name that ends in .gz"
    if begins.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "is an Excel workbook or a packed folder, and its name does not say so: rename or unpack it"
    return "is not packed, although its name ends in .gz"


def _open(path: Path) -> BinaryIO:
    return cast(BinaryIO, gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")


def _encoding(path: Path) -> str:
    """The encoding in which every byte of the file can be read; UTF-8 before the older ones."""
    with _open(path) as file:
        begins = file.read(4096)
        if begins.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or begins[1::2].count(0) > len(begins) // 4:
            return "utf-16"
        if b"\0" in begins:
            raise NoTable("is no text file")
        decoders = {name: codecs.getincrementaldecoder(codec)() for name, codec in CODECS.items() if name != "utf-16"}
        chunk = begins
        while chunk:
            for name in list(decoders):
                try:
                    decoders[name].decode(chunk)
                except UnicodeDecodeError:
                    del decoders[name]
            chunk = file.read(_MOST_BYTES)
    for name, decoder in decoders.items():
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return name
    return "iso-8859-1"


def _ends(path: Path, encoding: str) -> tuple[list[str], list[str], int]:
    """The first lines, the last ones, and how many there are."""
    last: list[str] = []
    lines = 0
    with _open(path) as raw, io.TextIOWrapper(raw, encoding=CODECS[encoding], newline="") as file:
        first = list(islice(file, _FIRST_LINES))
        for line in file:
            last.append(line)
            lines += 1
            if len(last) > 4 * _LAST_LINES:
                del last[: -2 * _LAST_LINES]
    return first, [*first, *last][-_LAST_LINES:], len(first) + lines


def _rows(lines: Iterable[str], delimiter: str) -> Iterator[tuple[list[str], int]]:
    """The rows of some lines, each with the line it begins on; what cannot be read as CSV ends them."""
    reader, before = csv.reader(lines, delimiter=delimiter), 0
    try:
        for row in reader:
            yield [cell.strip() for cell in row], before + 1
            before = reader.line_num
    except csv.Error:
        return


def _delimiter(lines: list[str]) -> str:
    """The character that divides most lines into equally many values."""
    best, most = "", 0.0
    for one in DELIMITERS:
        widths = Counter(len(row) for row, _ in _rows(lines, one) if any(row))
        wide = {width: number for width, number in widths.items() if width > 1}
        if not wide:
            continue
        width, number = max(wide.items(), key=lambda item: (item[1], item[0]))
        named = max(_recognised(row) for row, _ in islice(_rows(lines, one), _MOST_TITLE_LINES))
        score = number / sum(widths.values()) + 0.5 * named + 0.01 * min(width, 20)
        best, most = (one, score) if score > most else (best, most)
    if not best:
        raise NoTable("is no table: no character divides its lines into columns")
    return best


def _recognised(row: list[str]) -> int:
    """How many names of columns in a row are in the table of synonyms."""
    names = [cell for cell in row if cell and not _A_VALUE.fullmatch(cell)]
    prefixes = prefixes_of(names)
    return sum(bool(meanings(name, prefixes)) for name in names)


def _header(rows: list[tuple[list[str], int]]) -> tuple[list[str], int]:
    """The names of the columns and the line they are on. What may be somebody's record is never taken for them."""
    best: tuple[list[str], int] = ([], 0)
    most = 0.0
    for row, line in rows[:_MOST_TITLE_LINES]:
        filled = [cell for cell in row if cell]
        if len(filled) < 2 or any(_A_VALUE.fullmatch(cell) for cell in filled):
            continue
        score = _recognised(row) + 0.1 * len(filled) / max(len(row), 1)
        if score > most:
            best, most = (row, line), score
    if _recognised(best[0]) < 2:
        best = next(((row, line) for row, line in rows[:_MOST_TITLE_LINES] if _are_identifiers(row)), ([], 0))
    if not best[0]:
        raise NoTable("has no line with names of columns that we know: add one, or add its names to synonyms.csv")
    return best


def _are_identifiers(row: list[str]) -> bool:
    """Whether these are names of columns as programs have them, such as ALLOC_DT: nobody is called so."""
    filled = [cell for cell in row if cell]
    return len(filled) > 2 and sum(map(bool, map(_IDENTIFIER.fullmatch, filled))) > len(filled) / 2


def _described(
    path: Path,
    header: list[str],
    line: int,
    body: list[list[str]],
    tail: list[list[str]],
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> LookedAt:
    """The file's settings, from its names of columns, its rows and its last rows. Raises NoTable."""
    width = len(_cut(header))
    doubts: list[str] = []
    footer = _footer(tail, width, body, doubts)
    said: dict[str, object] = {"encoding": encoding, "delimiter": delimiter, "sheet": sheet, "skip_lines": line - 1}
    said |= {"id": "people", "file": path.name, "footer": footer, "ragged": _is_ragged(body, tail, width, footer)}
    settings = ExtractFile.model_validate(said)
    return LookedAt(path, settings, pd.DataFrame(), doubts)


def _cut(row: list[str]) -> list[str]:
    filled = [place for place, cell in enumerate(row) if cell]
    return row[: filled[-1] + 1] if filled else []


def _footer(tail: list[list[str]], width: int, body: list[list[str]], doubts: list[str]) -> str | None:
    """What the line after the last record begins with, if it is one of the words that end reports; else None.

    Only words of the table are taken: what ends a file that was cut off may be somebody's name.
    """
    last = [row for row in tail if any(row)]
    few = [len(_cut(row)) and sum(map(bool, row)) <= max(2, width // 4) for row in last]
    after = 0
    while after < len(last) and few[-1 - after]:
        after += 1
    for row in last[len(last) - after :]:
        if (words := _footer_words(begins_with(row))) and not _begins_a_record(words, body, row):
            return words
    if after and width > 2 and _differs(last[-after], body):
        doubts.append("its last lines have fewer values than the others: if they are no records, name them in `footer`")
    return None


def _footer_words(cell: str) -> str | None:
    """The beginning of a footer that its file will have again: its words without numbers and days."""
    if re.fullmatch(r"([-=*_#~])\1{2,}", cell):
        return cell[:3]
    if counted := _COUNTED.match(cell):
        # As databases write it below their results: 420 rows selected, (176 rows affected).
        words = _footer_words(cell[counted.end() :])
        return f"{counted[1]}{NUMBER} {words}" if words else None
    plain = re.split(r"[\d:;(=]", cell)[0].strip(" -–#*")
    words = name_words(plain)
    known = listed("word", "footer")
    for size in (3, 2, 1):
        if len(words) >= size and "".join(words[:size]) in known:
            length = _length_of(cell, size)
            return cell[:length] if length else None
    if label := _LABELLED.match(cell):
        return label[0]
    # A sentence, such as "Do not share.": its first words, where the first is nobody's name.
    is_sentence = len(words) >= _SENTENCE and words[0] in listed("word", "sentence")
    return " ".join(cell.split()[:2]) if is_sentence else None


def _length_of(cell: str, words: int) -> int:
    """How long the first words of a text are."""
    ends = [found.end() for found in re.finditer(r"[^\W\d_]+", cell)]
    return ends[words - 1] if len(ends) >= words else 0


def _begins_a_record(words: str, body: list[list[str]], itself: list[str]) -> bool:
    return any(
        row and row[0].casefold().startswith(words.casefold()) and row != itself and sum(map(bool, row)) > 2
        for row in body
    )


def _differs(row: list[str], body: list[list[str]]) -> bool:
    usual = Counter(sum(map(bool, one)) for one in body).most_common(1)
    return bool(usual) and sum(map(bool, row)) * 2 < usual[0][0]


def _is_ragged(body: list[list[str]], tail: list[list[str]], width: int, footer: str | None) -> bool:
    """Whether records end where their last values are empty."""
    rows = [row for row in [*body, *tail] if any(row)]
    if footer:
        words = footer.partition(NUMBER)[0].casefold()
        rows = [row for row in rows if not (begins_with(row).casefold().startswith(words) and len(row) < width)]
    return any(len(row) < width and sum(map(bool, row)) > 1 for row in rows)


def _look_at_workbook(path: Path) -> LookedAt:
    """The sheet with the most rows under names of columns that are known."""
    with path.open("rb") as file:
        if not file.read(4).startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            raise NoTable("is no workbook, although its name says so")
    try:
        with CalamineWorkbook.from_path(path) as book:
            sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except CalamineError as error:
        raise NoTable("cannot be read as an Excel workbook; it may have a password, or be damaged") from error
    filled = {name: rows for name, rows in sheets.items() if rows}
    found: list[tuple[int, int, str, list[str], int, list[list[str]]]] = []
    for name, cells in filled.items():
        rows = [([str(cell).strip() for cell in row], number) for number, row in enumerate(cells, start=1)]
        try:
            header, line = _header(rows)
        except NoTable:
            continue
        found.append((_recognised(header), len(rows), name, header, line, [row for row, at in rows if at > line]))
    if not found:
        raise NoTable("has no sheet with names of columns that we know")
    _, _, name, header, line, body = max(found, key=lambda one: (one[1] > 1, one[0], one[1]))
    several = name if len(filled) > 1 else None
    line = line if any(any(row) for row in filled[name][: line - 1]) else 1
    looked = _described(path, header, line, body[:_FIRST_LINES], body[-_LAST_LINES:], sheet=several)
    looked.lines = len(filled[name])
    if alike := [one for one in found if one[3] == header and one[2] != name]:
        lines = sum(len(one[5]) for one in alike)
        looked.to_do.append(f"another sheet has the same columns ({counted_lines(lines)}): put all lines on one sheet")
    elif len(found) > 1:
        looked.doubts.append(f"{len(found)} of its sheets have names of columns; the one with most of them is read")
    return looked
