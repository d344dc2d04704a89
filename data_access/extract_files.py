"""Read a folder of extract files and check the whole set before anything is kept (docs/extract-files.md).

The person key is shared across the files. Matching without one, and mapping a council's own columns, will come
between reading and checking.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd

from config.council import Council
from config.service import Service, ServiceField
from data_access import clock

PERSON_COLUMNS = ("first_name", "family_name", "date_of_birth", "gender", "address", "address_status")
GENDERS = ("Female", "Male", "Other", "Unknown")
EARLIEST = date(1880, 1, 1)
UNBORN_AHEAD = timedelta(days=280)
MOST_PROBLEMS = 20
LINE = "line"

_HOURS = {"hour": 1, "day": 24, "week": 24 * 7, "month": 24 * 31}
_PATTERNS = {
    "phone": (r"[0-9+() -]{7,24}", "a phone number"),
    "email": (r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address"),
}


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


class ExtractRefused(Exception):
    """The extract cannot be loaded; yesterday's stays in use. `problems` holds the first of what is wrong.

    Shown to whoever runs the load; never logged, since a value may be personal.
    """

    def __init__(self, problems: list[BadLine]):
        self.problems = problems
        super().__init__(f"{len(problems)} problems" if len(problems) > 1 else "1 problem")


@dataclass
class ExtractFiles:
    """The checked files as tables of text, a `line` column in each. Dates are `date`, "not known" is None."""

    people: pd.DataFrame
    relationships: pd.DataFrame
    caseload: pd.DataFrame
    sources: pd.DataFrame
    services: dict[str, pd.DataFrame] = field(default_factory=dict)
    entries: dict[str, pd.DataFrame] = field(default_factory=dict)


def read_extract(council: Council, folder: Path) -> ExtractFiles:
    """Read and check every file of an extract. Raises ExtractRefused with the first problems found."""
    return _Reader(council, folder).read()


class _Reader:
    def __init__(self, council: Council, folder: Path):
        self.council = council
        self.folder = folder
        self.problems: list[BadLine] = []

    def read(self) -> ExtractFiles:
        sources = self._sources()
        people = self._people()
        self._stop_if_wrong()
        keys = set(people["person_key"])
        files = ExtractFiles(people, self._relationships(keys), self._caseload(people), sources)
        unreadable = set(sources.loc[~sources["readable"], "source"])
        for service in self.council.services:
            if service.id not in unreadable:
                files.services[service.id] = self._service(service, keys)
                if service.group:
                    files.entries[service.id] = self._entries(service, set(files.services[service.id]["person_key"]))
        self._stop_if_wrong()
        return files

    def _people(self) -> pd.DataFrame:
        name, table = "people.csv", self._table("people.csv", ("person_key", "source", "cms_id", *PERSON_COLUMNS))
        self._needed(name, table, "person_key", "source")
        self._once(name, table, "person_key")
        self._once(name, table, "cms_id")
        self._one_of(name, table, "source", ("cms", *(service.id for service in self.council.services)))
        self._person_columns(name, table)
        nameless = table[(table["first_name"] == "") & (table["family_name"] == "")]
        self._wrong(name, nameless, "family_name", "is missing, and so is the first name")
        return table

    def _person_columns(self, name: str, table: pd.DataFrame) -> None:
        table["gender"] = table["gender"].replace("", "Unknown")
        table["address_status"] = table["address_status"].replace("", "current")
        self._one_of(name, table, "gender", GENDERS)
        self._one_of(name, table, "address_status", ("current", "previous"))
        self._dates(name, table, "date_of_birth", latest=clock.today() + UNBORN_AHEAD)

    def _relationships(self, keys: set[str]) -> pd.DataFrame:
        name = "relationships.csv"
        table = self._table(name, ("child_key", "person_key", "relationship"))
        self._needed(name, table, "child_key", "person_key", "relationship")
        self._known(name, table, "child_key", keys, "is nobody in people.csv")
        self._known(name, table, "person_key", keys, "is nobody in people.csv")
        return table

    def _caseload(self, people: pd.DataFrame) -> pd.DataFrame:
        name, table = "caseload.csv", self._table("caseload.csv", ("worker", "case_id"))
        self._needed(name, table, "worker", "case_id")
        self._known(name, table, "case_id", set(people["cms_id"]) - {""}, "is no cms_id in people.csv")
        return table

    def _sources(self) -> pd.DataFrame:
        name = "sources.csv"
        columns = ("source", "system_name", "date_current_as_of", "coverage_start_date", "coverage_end_date",
                   "coverage_area", "expected_every", "status")  # fmt: skip
        table = self._table(name, columns)
        self._needed(name, table, *(column for column in columns if column not in ("coverage_area", "status")))
        expected = ("cms", *(service.id for service in self.council.services))
        self._one_of(name, table, "source", expected)
        self._once(name, table, "source")
        for missing in sorted(set(expected) - set(table["source"])) if len(table) else ():
            self._add(BadLine(name, None, "source", missing, "has no line; every source needs one"))
        self._one_of(name, table, "status", ("", "read", "unreadable"))
        self._dates(name, table, "coverage_start_date", latest=date(2200, 1, 1))
        self._dates(name, table, "coverage_end_date", latest=date(2200, 1, 1))
        time_words = "is not a time, now or earlier, like 2026-11-23T06:00"
        self._convert(name, table, "date_current_as_of", _time_or_none, time_words)
        table["expected_every_hours"] = table["expected_every"]
        self._convert(name, table, "expected_every_hours", _hours_or_none, "is not a time such as 1 day or 12 hours")
        table["readable"] = table["status"] != "unreadable"
        return table

    def _service(self, service: Service, keys: set[str]) -> pd.DataFrame:
        name = f"{service.id}.csv"
        ids = tuple(field.id for field in service.fields)
        table = self._table(name, ("person_key", *ids), optional=("match_status", *PERSON_COLUMNS))
        self._needed(name, table, "person_key")
        self._known(name, table, "person_key", keys, "is nobody in people.csv")
        self._one_of(name, table, "match_status", ("", "confirmed", "pending"))
        self._person_columns(name, table)
        self._fields(name, table, service.fields)
        return table

    def _entries(self, service: Service, keys: set[str]) -> pd.DataFrame:
        group, name = service.group, f"{service.group.file}.csv"
        table = self._table(name, ("person_key", *(field.id for field in group.fields)))
        self._needed(name, table, "person_key", group.date_field, group.window.field)
        self._known(name, table, "person_key", keys, f"has no line in {service.id}.csv")
        self._fields(name, table, group.fields)
        return table

    def _fields(self, name: str, table: pd.DataFrame, fields: Iterable[ServiceField]) -> None:
        for one in fields:
            if one.type == "date":
                self._dates(name, table, one.id, latest=date(2200, 1, 1))
                continue
            if one.allowed_values:
                self._one_of(name, table, one.id, ("", *one.allowed_values))
            if one.type in _PATTERNS:
                pattern, words = _PATTERNS[one.type]
                wrong = (table[one.id] != "") & ~table[one.id].str.fullmatch(pattern)
                self._wrong(name, table[wrong], one.id, f"is not {words}")

    def _table(self, name: str, columns: tuple[str, ...], optional: tuple[str, ...] = ()) -> pd.DataFrame:
        """The file as text. Always has every column; without rows where the file itself is wrong."""
        rows, lines = self._rows(name)
        header = rows.pop(0) if rows else []
        lines = lines[1:]
        for column in columns:
            if header and column not in header:
                self._add(BadLine(name, 1, column, "", "this column is missing"))
        for column in header:
            if column not in (*columns, *optional):
                self._add(BadLine(name, 1, "", column, f"is no column of this file; they are {', '.join(columns)}"))
            elif header.count(column) > 1:
                self._add(BadLine(name, 1, column, "", "this column is there twice"))
        whole = []
        for line, row in zip(lines, rows, strict=True):
            if len(row) == len(header):
                whole.append([line, *(value.strip() for value in row)])
            else:
                self._add(BadLine(name, line, "", "", f"has {len(row)} columns where the header has {len(header)}"))
        if len(set(header)) != len(header):
            whole, header = [], list(dict.fromkeys(header))
        table = pd.DataFrame(whole, columns=[LINE, *header], dtype=object)
        for column in (*columns, *optional):
            if column not in table:
                table[column] = ""
        return table

    def _rows(self, name: str) -> tuple[list[list[str]], list[int]]:
        """Every row that is not blank, the header first, and the line each begins on."""
        path, rows, lines, before = self.folder / name, [], [], 0
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.reader(file, strict=True)
                for row in reader:
                    if any("\0" in value for value in row):
                        self._add(BadLine(name, before + 1, "", "", "holds a control character (NUL)"))
                    elif any(value.strip() for value in row):
                        rows.append(row)
                        lines.append(before + 1)
                    before = reader.line_num
        except FileNotFoundError:
            self._add(BadLine(name, None, "", "", "this file is missing"))
            return [], []
        except UnicodeDecodeError:
            self._add(BadLine(name, None, "", "", "is not UTF-8 text; save it as CSV UTF-8"))
            return [], []
        except csv.Error as error:
            self._add(BadLine(name, before + 1, "", "", f"cannot be read as CSV ({error})"))
            return [], []
        except OSError as error:
            self._add(BadLine(name, None, "", "", f"cannot be read ({error.strerror})"))
            return [], []
        if not rows:
            self._add(BadLine(name, 1, "", "", "the line that names the columns is missing"))
        else:
            rows[0] = [column.strip() for column in rows[0]]
        return rows, lines

    def _needed(self, name: str, table: pd.DataFrame, *columns: str) -> None:
        for column in columns:
            self._wrong(name, table[table[column] == ""], column, "is missing")

    def _once(self, name: str, table: pd.DataFrame, column: str) -> None:
        again = table[(table[column] != "") & table[column].duplicated()]
        self._wrong(name, again, column, "is there twice; each may be there once")

    def _one_of(self, name: str, table: pd.DataFrame, column: str, allowed: tuple[str, ...]) -> None:
        words = ", ".join(value for value in allowed if value)
        self._wrong(name, table[~table[column].isin(allowed)], column, f"is not one of: {words}")

    def _known(self, name: str, table: pd.DataFrame, column: str, known: set[str], problem: str) -> None:
        self._wrong(name, table[(table[column] != "") & ~table[column].isin(known)], column, problem)

    def _dates(self, name: str, table: pd.DataFrame, column: str, *, latest: date) -> None:
        problem = f"is not a date from {EARLIEST:%d/%m/%Y} to {latest:%d/%m/%Y}, like 2012-05-12 or 12/05/2012"
        known = {value: _date_or_none(value, latest) for value in table[column].unique()}
        self._convert(name, table, column, known.get, problem)

    def _convert(self, name: str, table: pd.DataFrame, column: str, convert, problem: str) -> None:
        """Replace the text of a column by what `convert` makes of it: None for "", and None where it is wrong."""
        converted = table[column].map(convert)
        self._wrong(name, table[(table[column] != "") & converted.isna()], column, problem)
        table[column] = converted.astype(object).where(converted.notna(), None)

    def _wrong(self, name: str, rows: pd.DataFrame, column: str, problem: str) -> None:
        for line, value in rows[[LINE, column]].head(MOST_PROBLEMS).itertuples(index=False):
            self._add(BadLine(name, int(line), column, str(value), problem))

    def _add(self, problem: BadLine) -> None:
        self.problems.append(problem)

    def _stop_if_wrong(self) -> None:
        if self.problems:
            raise ExtractRefused(self.problems[:MOST_PROBLEMS])


def _date_or_none(value: str, latest: date) -> date | None:
    for pattern, order in ((r"(\d{4})-(\d{1,2})-(\d{1,2})", (1, 2, 3)), (r"(\d{1,2})/(\d{1,2})/(\d{4})", (3, 2, 1))):
        found = re.fullmatch(pattern, value, re.ASCII)
        if found:
            try:
                day = date(*(int(found.group(part)) for part in order))
            except ValueError:
                return None
            return day if EARLIEST <= day <= latest else None
    return None


def _time_or_none(value: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(value)
    except ValueError:
        return None
    time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    return time if time <= clock.now() + timedelta(minutes=5) else None


def _hours_or_none(value: str) -> int | None:
    found = re.fullmatch(r"(\d{1,3}) (hour|day|week|month)s?", value)
    return int(found.group(1)) * _HOURS[found.group(2)] if found else None
