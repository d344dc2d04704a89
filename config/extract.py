"""How a council's own files become the files in docs/extract-files.md: names, columns, codes, dates, and who is kept.

All of it is optional. Without `extract:` the files have the names and columns on that page.
"""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, Strict, StringConstraints, model_validator

from config.not_known import NotKnown
from config.service import SOURCE_COLUMNS, Flag, Identifier, Settings, Words, refused

EXPECTED_EVERY_PATTERN = r"^\d{1,3} (hour|day|week|month)s?$"
# A name or a pattern inside the folder, with no way out of it.
FILE_NAME_PATTERN = r"^[^/\\]*[^/\\.][^/\\]*$"
DATE_FORMATS = (
    "dd, mm (or Mon or Month) and yyyy, and hh:mm or hh:mm:ss after them: dd/mm/yyyy, dd-Mon-yyyy hh:mm; "
    "or excel; or yyyy"
)
EXCEL_DAY = "excel"
"""The format of a day as Excel counts them: 41041 is 12 May 2012."""
YEAR_ALONE = "yyyy"
"""The format of a year alone: a date known only to the year counts as not known, so it is never taken for exact."""
PEOPLE_FILES = ("people", "relationships", "caseload")
WORKBOOK_DATES = ("yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss")

_TOKEN = re.compile(r"hh:mm:ss|hh:mm|yyyy|Month|Mon|mm|dd")
_DAY_OR_MONTH = re.compile(r"dd|(?<!hh:)mm")
"""Not the minutes of a time."""
_LOOSE = {"dd": r"(?P<day>\d{1,2})", "mm": r"(?P<month>\d{1,2})"}
_AFTER_TIME = r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?(?: ?(?P<zone>Z|[+-]\d{2}:?\d{2}))?"
_EXACT = {
    "dd": r"(?P<day>\d{2})",
    "mm": r"(?P<month>\d{2})",
    "yyyy": r"(?P<year>\d{4})",
    "Mon": r"(?P<name>[A-Za-z]{3}|[Ss]ept)\.?",
    "Month": r"(?P<name>[A-Za-z]{3,9})",
    "hh:mm": r"(?P<hour>\d{1,2}):(?P<minute>\d{2})" + _AFTER_TIME,
    "hh:mm:ss": r"(?P<hour>\d{1,2}):(?P<minute>\d{2}):(?P<second>\d{2})(?:\.\d+)?" + _AFTER_TIME,
}


def date_pattern(date_format: str) -> re.Pattern[str]:
    """The dates written in a format, with groups day, month or name, year, and hour, minute, second where it has them.

    A day or a month may have one digit where something separates the parts. After a time there may be AM or PM, and Z
    or an offset. The format `excel` has the group serial, `yyyy` the year alone. Raises ValueError if it is no format.

    >>> date_pattern("dd-Mon-yyyy").fullmatch("3-Apr-1988")["name"]
    'Apr'
    >>> date_pattern("dd/mm/yyyy hh:mm").fullmatch("03/04/1988 2:15 PM")["half"]
    'P'
    """
    if date_format == EXCEL_DAY:
        # Not 1880 to 2200: those are years, written alone.
        return re.compile(r"(?P<serial>[3-9]\d{3}|\d{5})(?:\.\d+)?", re.ASCII)
    if date_format == YEAR_ALONE:
        return re.compile(r"(?P<year>(?:18|19|20|21)\d{2})", re.ASCII)
    tokens = _TOKEN.findall(date_format)
    days = [token for token in tokens if not token.startswith("hh")]
    between = _TOKEN.split(date_format)
    if sorted(days) not in (["dd", "mm", "yyyy"], ["Mon", "dd", "yyyy"], ["Month", "dd", "yyyy"]):
        raise ValueError(date_format)
    if len(tokens) - len(days) > 1 or re.search(r"[^ /.,T-]", "".join(between)):
        raise ValueError(date_format)
    forms = _EXACT if "" in between[1:-1] else _EXACT | _LOOSE
    pattern = re.escape(between[0])
    for token, after in zip(tokens, between[1:], strict=True):
        # Some programs pad a day of one figure: "Aug  9 1993".
        pattern += forms[token] + re.escape(after).replace("\\ ", " +")
    return re.compile(pattern, re.ASCII)


def _date_format(value: str) -> str:
    try:
        date_pattern(value)
    except ValueError:
        raise refused("", value, DATE_FORMATS) from None
    return value


def _one_reading(formats: tuple[str, ...]) -> tuple[str, ...]:
    """03/04/2012 must not be two dates."""
    for one in formats:
        turned = _DAY_OR_MONTH.sub(lambda found: "mm" if found[0] == "dd" else "dd", one)
        if turned in formats and turned != one:
            raise refused("", f"{one} and {turned}", "one of the two: 03/04/2012 would be two dates")
    return formats


DateFormats = Annotated[
    tuple[Annotated[Words, AfterValidator(_date_format)], ...], Field(min_length=1), AfterValidator(_one_reading)
]
Encoding = Literal["utf-8", "utf-16", "windows-1252", "iso-8859-1"]
Delimiter = Literal[",", ";", "|", "~", "tab"]
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
Keys = Literal["as_written", "plain"]
FileName = Annotated[str, StringConstraints(strip_whitespace=True, pattern=FILE_NAME_PATTERN)]
Code = Annotated[str, StringConstraints(strip_whitespace=True)]
Share = Annotated[int, Strict(), Field(ge=1, le=100)]


class Join(Settings):
    """Several of the council's columns as one, those without a value left out: the lines of an address."""

    columns: tuple[Words, ...] = Field(min_length=2)
    between: str = ", "


class Split(Settings):
    """A part of one of the council's columns: the text before, or after, the first such mark, or the `last` one.

    Best where a mark divides a name ("Williams, Kate"). "Mary Ann Smith" cannot be divided without guessing.
    """

    column: Words
    before: str | None = Field(default=None, min_length=1)
    after: str | None = Field(default=None, min_length=1)
    last: Flag = False

    @model_validator(mode="after")
    def _one_side(self) -> "Split":
        if (self.before is None) == (self.after is None):
            found = "neither before nor after" if self.before is None else "before and after"
            raise refused("", found, "before or after, with the mark that divides the value")
        return self


class Rule(Settings):
    """A cohort rule on one of the council's columns: lines are kept out, or in, before anything else is done."""

    column: Words
    is_: tuple[Code, ...] = Field(default=(), alias="is")
    empty: Flag | None = None
    within_years: Annotated[int, Strict(), Field(ge=1, le=100)] | None = None
    """The column holds a date of the last so many years; one without a date is refused, not guessed."""

    @model_validator(mode="after")
    def _asks_one_thing(self) -> "Rule":
        asked = [bool(self.is_), self.empty is not None, self.within_years is not None]
        if sum(asked) != 1:
            raise refused("", f"{sum(asked) or 'none'} of is, empty and within_years", "one of them in each rule")
        return self

    @property
    def in_words(self) -> str:
        """ "Status is planned or cancelled", "Tenancy end is empty", "Record date is within 5 years"."""
        if self.is_:
            return f"{self.column} is {' or '.join(value or 'empty' for value in self.is_)}"
        if self.within_years:
            return f"{self.column} is within {self.within_years} years"
        return f"{self.column} is {'' if self.empty else 'not '}empty"


class SourceSettings(Settings):
    """A source's details, where the council has no sources.csv. `id` is `cms` or a service."""

    id: Identifier
    system_name: Words
    expected_every: Annotated[str, StringConstraints(pattern=EXPECTED_EVERY_PATTERN)]
    date_current_as_of: Literal["file_time"] | None = None
    """`file_time`: when its file was last changed, where no column of the file gives the date."""
    coverage_start_date: Annotated[date, Strict()] | None = None
    coverage_end_date: Annotated[date, Strict()] | None = None
    """None: a column of its file, else the day it is current as of."""
    coverage_area: str = ""


class ExtractFile(Settings):
    """One of the council's files. `id` is the file in docs/extract-files.md it stands for."""

    id: Identifier
    file: FileName | None = None
    """A name, or a pattern such as housing_*.csv that matches exactly one file. None: the id and .csv."""
    encoding: Encoding | None = None
    delimiter: Delimiter | None = None
    dates: DateFormats | None = None
    sheet: Words | None = None
    """The sheet of an Excel workbook; None: the only one that has anything in it."""
    skip_lines: Annotated[int, Strict(), Field(ge=0, le=100)] = 0
    """Lines before the names of the columns: a title, the day of the report."""
    footer: Words | None = None
    """What the line after the last record begins with, such as "Total"; it and all after it are left out."""
    ragged: Flag = False
    """Whether lines may end where their last values are empty, as some programs write them."""
    unreadable_dates: Literal["refuse", "not_known"] = "refuse"
    """What becomes of a date of birth, or a date that decides nothing, that cannot be read."""
    person_key: Literal["shared", "own", "none"] = "shared"
    columns: dict[Identifier, Words] = {}
    join: dict[Identifier, Join] = {}
    split: dict[Identifier, Split] = {}
    constants: dict[Identifier, Words] = {}
    until: dict[Identifier, Words] = {}
    """Our column of an involvement, from the council's column with the day on which it ended: Historic once that day
    is over, Current before it and without one."""
    values: dict[Identifier, dict[Code, Code]] = {}
    not_held: tuple[Identifier, ...] = ()
    leave_out: tuple[Rule, ...] = ()
    only: tuple[Rule, ...] = ()

    @property
    def is_mapped(self) -> bool:
        """Whether its columns are the council's own; else they have the names in docs/extract-files.md."""
        return bool(self.mapped)

    @property
    def mapped(self) -> tuple[str, ...]:
        """The columns that it fills."""
        return (*self.columns, *self.join, *self.split, *self.constants, *self.until)

    @model_validator(mode="after")
    def _each_column_once(self) -> "ExtractFile":
        for column in (given := [*self.mapped, *self.not_held]):
            if given.count(column) > 1:
                raise refused(
                    "columns", f"{column} twice", "each column once, in columns, join, split, constants or until"
                )
        for column, codes in self.values.items():
            if len({code.casefold() for code in codes}) < len(codes):
                raise refused(f"values.{column}", "one value twice", "each value once; capitals make no difference")
        if any(rule.within_years for rule in self.leave_out):
            raise refused("leave_out", "within_years", "is or empty; within_years belongs under only")
        return self


def is_workbook(name: str) -> bool:
    """Whether a file, by its name, is an Excel workbook (or an OpenDocument one)."""
    return name.lower().endswith(WORKBOOKS)


class CompleteFile(ExtractFile):
    """A file's settings, complete: what it does not say itself comes from the council."""

    file: Words
    encoding: Encoding
    delimiter: Delimiter
    dates: DateFormats
    keys: Keys = "as_written"
    not_known: NotKnown = NotKnown()


class Extract(Settings):
    """The council's files. What a file does not say itself comes from here."""

    encoding: Encoding = "utf-8"
    delimiter: Delimiter = ","
    dates: DateFormats = ("yyyy-mm-dd", "dd/mm/yyyy")
    times: Literal["UTC", "London"] = "UTC"
    """The clock for times without a time zone."""
    most_fall: Share = 20
    """The most a file may shrink from one load to the next, in percent of its lines, before the load stops and asks."""
    most_leap: Annotated[int, Strict(), Field(ge=1, le=10_000)] = 100
    """The most a file may grow in the same way, in percent of its lines."""
    most_match_change: Share = 10
    """The most the share of a service's records that are matched may change, in percentage points, likewise."""
    most_rejected: Share = 1
    """The most rows of a service's file that may be kept out because they are wrong, in percent, before the load
    stops. A few always may (extracts/rejected_rows.py)."""
    strict: Flag = False
    """Whether one wrong row of a service stops the load, as one of people, relationships or Police always does."""
    not_known: NotKnown = NotKnown()
    """What the files write where nothing is known."""
    without: tuple[Literal["people", "relationships", "caseload"], ...] = ()
    """The files this council does not have."""
    sources: tuple[SourceSettings, ...] = ()
    files: tuple[ExtractFile, ...] = ()
    keys: Keys = "as_written"
    """`plain`: the files write one key in several ways. Spaces, marks, capitals and leading zeros make no difference,
    and a number in scientific notation is the one key it can stand for."""
    done: FileName | None = None
    """A file that whoever sends the others writes after the last of them: without it, or with a file younger than it,
    nothing is loaded, because a file may be half-written. None: no such file."""

    def file(self, file_id: str) -> CompleteFile:
        """One file's settings, complete."""
        found = self._said_of(file_id)
        filled = {"file": f"{file_id}.csv", "encoding": self.encoding, "delimiter": self.delimiter, "dates": self.dates}
        said = {name: getattr(found, name) for name in ExtractFile.model_fields}
        whole = said | {key: value for key, value in filled.items() if said[key] is None}
        complete = CompleteFile.model_construct(None, **whole, not_known=self.not_known, keys=self.keys)
        if not is_workbook(complete.file):
            return complete
        # A date in a workbook has no format of its own: it is read as a date, and written like this.
        return complete.model_copy(update={"dates": tuple(dict.fromkeys((*complete.dates, *WORKBOOK_DATES)))})

    def person_key(self, file_id: str) -> str:
        """How the lines of a file name a person: `shared`, `own` or `none`."""
        return self._said_of(file_id).person_key

    def dates_itself(self, file_id: str) -> tuple[str, ...]:
        """Which of a source's dates are columns of its own file."""
        return tuple(column for column in SOURCE_COLUMNS if column in self._said_of(file_id).mapped)

    def _said_of(self, file_id: str) -> ExtractFile:
        return next((file for file in self.files if file.id == file_id), None) or ExtractFile(id=file_id)
