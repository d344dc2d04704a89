"""Reads a folder of extract files and checks all of them before anything is loaded (docs/extract-files.md).

If the council's settings map columns of its own files, reading.py does so before anything is checked here.
"""

from collections.abc import Iterable
from contextlib import nullcontext
from copy import copy
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from config import clock
from config.council import Council
from config.extract_checks import file_columns
from config.progress import Tick, beside, quiet
from config.service import GENDERS, OTHER_NAMES, PERSON_COLUMNS, SOURCE_COLUMNS, RepeatedGroup, Service, ServiceField
from extracts import column_checks, source_details
from extracts.arrival import check_older_than_marker, divided, marker_problem
from extracts.dates import LATEST, hours_or_none
from extracts.keys import KeyBook, keys_left_out, keys_of_details, write_as
from extracts.not_known import empty_not_held, mark_people
from extracts.other_names import PEOPLE, empty_table, take_other_names
from extracts.reading import read_sheet
from extracts.rejected_rows import keep_out
from extracts.sheet import LINE, FileProblem, RejectedRow, Sheet, held_once

UNBORN_AHEAD = timedelta(days=280)
_NAMELESS_WORDS = "is missing, and so is the first name"


class ExtractRefused(Exception):
    """The extract cannot be loaded; yesterday's stays in use. `problems` has the first lines of each kind of problem.

    A value may be personal: it is shown to the person running the load, and never logged.
    """

    def __init__(self, problems: list[FileProblem]) -> None:
        self.problems = problems
        super().__init__(f"{len(problems)} problems" if len(problems) > 1 else "1 problem")


@dataclass
class ExtractFiles:
    """The checked files as tables of text, each with a `line` column. Dates are `date`; an unknown date is None.

    If a service has its own keys for people, or none, lines about one person have the same `source_key`, and
    `person_key` is "" until the person is found. A service whose source did not arrive has no table. `notes` says what
    was left out; `rows` counts the lines kept from each file that arrived. For a source that is carried over
    (carry_over.py), `known_when_read` has the IDs of the people who could be looked for, unless that was everyone.
    `links` and `waiting` have the links and the possible matches found by linking.py. `not_known` counts, by file and
    column, the values that say something is not known; people and services have them marked (not_known.py).
    `contents` has a digest of the files of each source. `left_out` counts, by file and reason, the lines that the
    council's rules leave out. `rejected` lists, by service, the rows that were wrong and kept out; `of_no_one` counts
    those of them that do not say whose they are, because of which the source is not readable (rejected_rows.py).
    `other_names` has people's preferred and former names (other_names.py).
    """

    people: pd.DataFrame
    relationships: pd.DataFrame
    caseload: pd.DataFrame
    sources: pd.DataFrame
    services: dict[str, pd.DataFrame] = field(default_factory=dict)
    entries: dict[str, pd.DataFrame] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    known_when_read: dict[str, set[str]] = field(default_factory=dict)
    not_known: dict[str, dict[str, int]] = field(default_factory=dict)
    rejected: dict[str, list[RejectedRow]] = field(default_factory=dict)
    contents: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, dict[str, int]] = field(default_factory=dict)
    of_no_one: dict[str, int] = field(default_factory=dict)
    links: pd.DataFrame = field(default_factory=pd.DataFrame)
    waiting: pd.DataFrame = field(default_factory=pd.DataFrame)
    other_names: pd.DataFrame = field(default_factory=empty_table)


def read_extract(council: Council, folder: Path, *, tick: Tick = quiet) -> ExtractFiles:
    """Read and check every file of an extract. Raises ExtractRefused with every kind of problem found."""
    return _Reader(council, folder, tick).read()


class _Part(NamedTuple):
    """What was found in the files of one service. `tables` is None if one of them did not arrive."""

    tables: tuple[pd.DataFrame, pd.DataFrame] | None
    sheets: dict[str, Sheet]
    problems: list[FileProblem]
    other_names: list[pd.DataFrame]


class _Reader:
    def __init__(self, council: Council, folder: Path, tick: Tick) -> None:
        self.council = council
        self.folder = folder
        self.tick = tick
        self.problems: list[FileProblem] = []
        self.people_are_right = True
        self.left_out: set[str] = set()
        """The keys and case IDs of people whom the council's rules leave out, and with them what other files say."""
        self.sheets, self.books = dict[str, Sheet](), dict[str, KeyBook]()
        self.other_names: list[pd.DataFrame] = []

    def read(self) -> ExtractFiles:
        if marker := marker_problem(self.folder, self.council.extract.done):
            raise ExtractRefused([marker])
        unreadable = self._unreadable()
        people = self._people()
        services = [one for one in self.council.services if one.id not in unreadable]
        here, others = divided(self.folder, self.council.extract, services)
        with beside(lambda tick: self._parts(others, people, tick), self.tick) if others else nullcontext(dict) as read:
            files = ExtractFiles(people, self._relationships(people), self._caseload(people), pd.DataFrame())
            parts = self._parts(here, people, self.tick) | read()
        missing = []
        for service in services:
            part = parts.pop(service.id)
            self.sheets |= part.sheets
            self.problems += part.problems
            self.other_names += part.other_names
            if part.tables is None:
                missing.append(service.id)
            else:
                files.services[service.id] = part.tables[0]
                files.entries |= {service.id: part.tables[1]} if service.group else {}
        files.sources = self._sources(unreadable, missing)
        self._stop_if_wrong()
        files.rejected = {name: sheet.rejected for name, sheet in self.sheets.items() if sheet.rejected}
        files.left_out = {name: sheet.left_out_why for name, sheet in self.sheets.items() if sheet.left_out_why}
        files.of_no_one = {name: sheet.of_no_one for name, sheet in self.sheets.items() if sheet.of_no_one}
        files.contents = source_details.contents_of(self.council.services, self.sheets)
        if self.other_names:
            files.other_names = pd.concat(self.other_names, ignore_index=True)
        groups = [one.group.file for one in self.council.services if one.group and one.id in missing]
        for name, sheet in self.sheets.items():
            files.notes += sheet.notes
            if name not in ("sources", *missing, *groups):
                files.rows[name] = len(sheet.table)
                files.not_known[name] = sheet.not_known
        return files

    def _parts(self, services: list[Service], people: pd.DataFrame, tick: Tick) -> dict[str, _Part]:
        """What is in the files of each of these services, apart from what was read before."""
        found = {}
        for service in services:
            one = copy(self)
            one.tick, one.sheets, one.problems, one.other_names = tick, dict(self.sheets), [], []
            tables = one._service(service, people)
            sheets = {name: sheet for name, sheet in one.sheets.items() if name not in self.sheets}
            found[service.id] = _Part(tables, sheets, one.problems, one.other_names)
        return found

    def _sheet(self, name: str, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> Sheet:
        settings = self.council.extract.file(name)
        if settings.is_mapped:
            optional = (*optional, *file_columns(self.council.extract, self.council.services, name).all)
        sheet = read_sheet(self.folder, settings, required, optional, self.tick)
        check_older_than_marker(self.folder, self.council.extract.done, sheet)
        self.sheets[name] = sheet
        return sheet

    def _cms_sheet(self, name: str, columns: tuple[str, ...]) -> Sheet:
        """One of the files every load needs, unless the council's settings say that it has none."""
        if name in self.council.extract.without:
            return Sheet(name, self.council.extract.file(name), pd.DataFrame(columns=[LINE, *columns], dtype="str"))
        sheet = self._sheet(name, columns, OTHER_NAMES if name == "people" else ())
        if not sheet.arrived:
            sheet.add("this file is missing")
        return sheet

    def _people(self) -> pd.DataFrame:
        sheet = self._cms_sheet("people", ("person_key", "source", "cms_id", *PERSON_COLUMNS))
        table, mapped = sheet.table, sheet.settings.mapped
        if sheet.settings.is_mapped:
            # Unless the settings say otherwise, the people are from the CMS and the case ID is their key.
            if "source" not in mapped:
                table["source"] = "cms"
            if "person_key" not in mapped:
                table["person_key"] = table["cms_id"]
                sheet.theirs["person_key"] = sheet.theirs["cms_id"]
        self._named(sheet)
        empty_not_held(sheet)
        column_checks.needed(sheet, "person_key", "source")
        self._person_columns(sheet)
        column_checks.once(sheet, "person_key")
        column_checks.once(sheet, "cms_id")
        column_checks.one_of(sheet, "source", ("cms", *(service.id for service in self.council.services)))
        self._mark_people(sheet)
        column_checks.one_birth(sheet, "person_key")
        self.people_are_right = sheet.arrived and not sheet.problems
        self.left_out = keys_left_out(sheet)
        self._take_other_names(sheet, PEOPLE, "person_key")
        return self._done(sheet)

    def _person_columns(self, sheet: Sheet) -> None:
        for column, instead in (("gender", "Unknown"), ("address_status", "current")):
            values = sheet.table[column].tolist()
            if "" in values:
                sheet.table[column] = pd.array([value or instead for value in values], dtype="str")
        column_checks.one_of(sheet, "gender", GENDERS)
        column_checks.one_of(sheet, "address_status", ("current", "previous"))
        column_checks.dates(sheet, "date_of_birth", latest=clock.today() + UNBORN_AHEAD)

    def _mark_people(self, sheet: Sheet) -> None:
        sheet.table, counts = mark_people(sheet.table, self.council.extract.not_known)
        sheet.count_not_known(counts)

    def _take_other_names(self, sheet: Sheet, source_id: str, key: str) -> None:
        if any(name in sheet.table for name in OTHER_NAMES):
            self.other_names.append(take_other_names(sheet, source_id, key, self.council.extract.not_known.not_held))

    def _named(self, sheet: Sheet) -> None:
        """A line without any name is a mistake in the file; "Not known" written as a name is not."""
        names = zip(sheet.table["first_name"].tolist(), sheet.table["family_name"].tolist(), strict=True)
        sheet.wrong_where([not (first or family) for first, family in names], "family_name", _NAMELESS_WORDS)

    def _relationships(self, people: pd.DataFrame) -> pd.DataFrame:
        sheet = self._cms_sheet("relationships", ("child_key", "person_key", "relationship"))
        column_checks.needed(sheet, "child_key", "person_key", "relationship")
        self._of_people(sheet, people, "child_key")
        self._of_people(sheet, people, "person_key")
        return self._done(sheet)

    def _caseload(self, people: pd.DataFrame) -> pd.DataFrame:
        sheet = self._cms_sheet("caseload", ("worker", "case_id"))
        column_checks.needed(sheet, "worker", "case_id")
        self._of_people(sheet, people, "case_id")
        return self._done(sheet)

    def _of_people(self, sheet: Sheet, people: pd.DataFrame, column: str) -> None:
        """Every line is about somebody in people.csv; lines about those left out there are left out too."""
        known = people["cms_id" if column == "case_id" else "person_key"].tolist()
        self._write_keys(sheet, column, known)
        gone = self.left_out.difference(known)
        out = [key in gone for key in sheet.table[column].tolist()] if gone else []
        if any(out):
            people_file = self.sheets["people"].file
            sheet.count_left_out(sum(out), f"about people left out of {people_file}")
            sheet.table = sheet.table[[not is_out for is_out in out]]
        # Where people.csv itself is wrong, every line of the others would be.
        if self.people_are_right:
            what = "a cms_id in people.csv" if column == "case_id" else "in people.csv"
            column_checks.known(sheet, column, known, f"is not {what}")

    def _write_keys(self, sheet: Sheet, column: str, known: list[str]) -> None:
        """Write keys as the file of people writes them, where the council's files write them in several ways."""
        if self.council.extract.keys == "as_written":
            return
        if column == "source_key":
            write_as(sheet, column, KeyBook(known))
            return
        kind = "cms_id" if column == "case_id" else "person_key"
        if kind not in self.books:
            self.books[kind] = KeyBook({*known, *self.left_out})
        write_as(sheet, column, self.books[kind])

    def _unreadable(self) -> set[str]:
        """The sources that sources.csv marks as unreadable; sources.csv itself is checked here."""
        if self.council.extract.sources:
            return set()
        columns = ("source", "system_name", *SOURCE_COLUMNS, "expected_every", "status")
        sheet = self._sheet("sources", columns)
        if not sheet.arrived:
            sheet.add("this file is missing")
        table, cms = sheet.table, () if "people" in self.council.extract.without else ("cms",)
        expected = (*cms, *(service.id for service in self.council.services))
        column_checks.needed(sheet, *(column for column in columns if column not in ("coverage_area", "status")))
        column_checks.one_of(sheet, "source", expected)
        column_checks.once(sheet, "source")
        for missing in sorted(set(expected) - set(table["source"])) if len(table) else ():
            sheet.add(f"no line for {missing}; every source needs one", column="source")
        column_checks.one_of(sheet, "status", ("", "read", "unreadable"))
        column_checks.dates(sheet, "coverage_start_date", decides=True)
        column_checks.dates(sheet, "coverage_end_date", decides=True)
        column_checks.in_order(sheet, "coverage_start_date", "coverage_end_date")
        column_checks.times(sheet, london=self.council.extract.times == "London")
        table["expected_every_hours"] = table["expected_every"]
        column_checks.convert(sheet, "expected_every_hours", hours_or_none, "is not a time such as 1 day or 12 hours")
        lines = [*zip(table["source"].tolist(), table["status"].tolist(), strict=True)]
        table["readable"] = [status != "unreadable" for _, status in lines]
        cms = [line == ("cms", "unreadable") for line in lines]
        sheet.wrong_where(cms, "status", "is not for the CMS: without its people no one can be identified")
        self._done(sheet)
        return {source for source, status in lines if status == "unreadable"}

    def _sources(self, unreadable: set[str], missing: list[str]) -> pd.DataFrame:
        """One line for each source. One that did not arrive is not readable, and its dates mean nothing."""
        if self.council.extract.sources:
            table = pd.DataFrame([self._source_row(one.id, one.id in missing) for one in self.council.extract.sources])
        else:
            table = self.sheets["sources"].table
        of_no_one = [name for name, sheet in self.sheets.items() if sheet.of_no_one]
        table["readable"] = table["readable"].astype(bool) & ~table["source"].isin([*missing, *of_no_one])
        table["arrived"] = ~table["source"].isin([*missing, *unreadable])
        return table

    def _source_row(self, source_id: str, is_missing: bool) -> dict:
        sheet = self.sheets["people" if source_id == "cms" else source_id]
        row = source_details.row_of(self.council.extract, source_id, sheet, is_missing=is_missing)
        self._done(sheet)
        return row

    def _service(self, service: Service, people: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame] | None:
        """The checked tables of a service and its group; None if one of its files did not arrive."""
        ids = tuple(field.id for field in service.fields)
        key = self.council.extract.person_key(service.id)
        if key == "shared":
            sheet = self._sheet(service.id, ("person_key", *ids), ("match_status", *PERSON_COLUMNS, *OTHER_NAMES))
        else:
            keys = ("source_key",) if key == "own" else ()
            sheet = self._sheet(service.id, (*keys, *PERSON_COLUMNS, *ids), OTHER_NAMES)
        group = service.group
        entries = self._entries_sheet(group, key) if group else None
        late = [one for one in (sheet, entries) if one and not one.arrived]
        if late:
            # Without one of its files, a source would wrongly show "no records".
            for one in late:
                one.notes.append(f"{one.file}: this file did not arrive")
            return None
        if "match_status" not in sheet.table:
            sheet.table["match_status"] = ""
        column_checks.one_of(sheet, "match_status", ("", "confirmed", "pending"))
        if key != "shared":
            self._named(sheet)
        empty_not_held(sheet, service.fields, service.needs_one_of)
        self._person_columns(sheet)
        self._fields(sheet, service.fields)
        self._keys(sheet, key)
        self._mark_people(sheet)
        if key == "shared":
            self._of_people(sheet, people, "person_key")
        else:
            column_checks.one_birth(sheet, "source_key")
        if group is None and not self.council.extract.strict:
            keep_out(sheet, self.council.extract, key, service.fields)
        self._take_other_names(sheet, service.id, "person_key" if key == "shared" else "source_key")
        sheet.table = held_once(sheet.table, [one.id for one in service.fields if one.type != "date"])
        self._done(sheet)
        if group is None or entries is None:
            return sheet.table, pd.DataFrame()
        return sheet.table, self._entries(service.id, group, entries, key, sheet.table, people)

    def _entries_sheet(self, group: RepeatedGroup, key: str) -> Sheet:
        columns = {"shared": ("person_key",), "own": ("source_key",), "none": PERSON_COLUMNS}[key]
        optional = PERSON_COLUMNS if key == "own" else ()
        return self._sheet(group.file, (*columns, *(field.id for field in group.fields)), optional)

    def _entries(
        self, service_id: str, group: RepeatedGroup, sheet: Sheet, key: str, owners: pd.DataFrame, people: pd.DataFrame
    ) -> pd.DataFrame:
        column = "person_key" if key == "shared" else "source_key"
        if key == "none":
            self._named(sheet)
        empty_not_held(sheet, group.fields)
        column_checks.needed(sheet, group.date_field, group.window.field)
        if key == "none":
            self._person_columns(sheet)
        self._fields(sheet, group.fields, decides=group.date_field)
        self._keys(sheet, key)
        if key == "shared" and self.left_out:
            self._of_people(sheet, people, "person_key")
        elif key != "none":
            self._write_keys(sheet, column, (people if key == "shared" else owners)[column].tolist())
        if not sheet.problems:
            column_checks.known(sheet, column, owners[column].tolist(), f"has no line in {service_id}.csv")
        return self._done(sheet)

    def _keys(self, sheet: Sheet, key: str) -> None:
        if key == "none":
            sheet.table["source_key"] = keys_of_details(sheet.table)
        column = "person_key" if key == "shared" else "source_key"
        column_checks.needed(sheet, column)
        sheet.table["source_key" if key == "shared" else "person_key"] = pd.array([""] * len(sheet.table), dtype="str")

    def _fields(self, sheet: Sheet, fields: Iterable[ServiceField], decides: str | None = None) -> None:
        for one in fields:
            if one.type == "date":
                # What counts has happened: an offence of 2099 is a slip of the pen, and would count for ever.
                latest = clock.today() if one.id == decides else LATEST
                if one.id != decides:
                    column_checks.not_far_ahead(sheet, one.id)
                column_checks.dates(sheet, one.id, latest=latest, decides=one.id == decides)
                continue
            if one.allowed_values:
                column_checks.one_of(sheet, one.id, ("", *one.allowed_values))
            else:
                column_checks.contacts(sheet, one)

    def _done(self, sheet: Sheet) -> pd.DataFrame:
        self.problems += sheet.problems
        sheet.problems = []
        return sheet.table

    def _stop_if_wrong(self) -> None:
        if self.problems:
            # What alone would not have stopped the load is said too, so that all of it can be corrected at once.
            also = [problem for sheet in self.sheets.values() for problem in sheet.set_aside]
            raise ExtractRefused([*self.problems, *also])
