"""One file of an extract as it is read, and what is wrong with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import pandas as pd

from config.extract import CompleteFile

LINE = "line"
# The council's file may have a column called "line".
LINE_KEY = "\0line"
_FEW = 1_000
"""Rows of which it takes Arrow longer to find the different values than it takes Python."""
_TIMES_EACH = 4
"""So many lines must have a text on average: as an object each takes the memory of several in Arrow."""
MOST_LINES = 20
"""So many lines of each kind of problem are named; of the others only how many there are."""


@dataclass(frozen=True)
class FileProblem:
    """One problem in an extract. `line` is 1 for the header and None for the whole file.

    `of_row` is True if it is wrong in some rows only, and the file as a whole can be read.
    """

    file: str
    line: int | None
    column: str
    value: str
    problem: str
    of_row: bool = False

    @property
    def without_value(self) -> "FileProblem":
        """The problem without what the file says there."""
        return replace(self, value="")

    def __str__(self) -> str:
        where = ", ".join(str(part) for part in (self.file, self.line and f"line {self.line}", self.column) if part)
        value = self.value if len(self.value) <= 60 else f"{self.value[:57]}..."
        return f"{where}: {value!r} {self.problem}" if self.value else f"{where}: {self.problem}"


@dataclass(frozen=True)
class Fault:
    """What is wrong with one column in several rows of a table. `column` is the canonical name, `rows` their index."""

    column: str
    reason: str
    rows: pd.Index


@dataclass(frozen=True, order=True)
class RejectedRow:
    """A row that is kept out of a load, and why. `column` is the council's own name for it, or "" for the whole row."""

    file: str
    line: int
    column: str
    reason: str


@dataclass
class Sheet:
    """One file as read. `table` always has every expected column; it has no rows if the file itself is wrong.

    `theirs` has the council's own name for each column. `notes` says what was left out, without personal data.
    `arrived` is False if there is no such file. `modified` is when it was last changed, `content` a digest of it.
    `not_known` counts the values that say something is not known, by column (not_known.py). `left_out` has the lines
    that the council's rules keep out; `left_out_why` counts all that is left out, by the reason.

    `faults` has every row of the problems that are of rows, `uneven` the lines with more or fewer values than the
    header, by what is wrong. Once rows are kept out (rejected_rows.py), `rejected` lists them, `of_no_one` counts those
    that do not say whose they are, and `set_aside` has their problems.
    """

    file: str
    settings: CompleteFile
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    theirs: dict[str, str] = field(default_factory=dict)
    arrived: bool = True
    modified: datetime | None = None
    content: str = ""
    notes: list[str] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)
    not_known: dict[str, int] = field(default_factory=dict)
    left_out: pd.DataFrame = field(default_factory=pd.DataFrame)
    left_out_why: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    uneven: dict[str, list[int]] = field(default_factory=dict)
    rejected: list[RejectedRow] = field(default_factory=list)
    of_no_one: int = 0
    set_aside: list[FileProblem] = field(default_factory=list)

    def add(
        self, problem: str, *, line: int | None = None, column: str = "", value: str = "", of_row: bool = False
    ) -> None:
        """Add a problem, unless the very same is there; `column` is the canonical name."""
        found = FileProblem(self.file, line, self.theirs.get(column, column), value, problem, of_row)
        if found not in self.problems:
            self.problems.append(found)

    def note(self, rows: pd.DataFrame, column: str, what: str) -> None:
        """Say in which lines a column has something that is kept as it is; no value is named."""
        lines = line_words(rows[LINE].tolist())
        self.notes.append(f"{self.file}, {self.theirs.get(column, column)}: {what} ({lines})")

    def count_left_out(self, number: int, why: str) -> None:
        """Say that lines are left out, and why, in words without personal data."""
        self.notes.append(f"{self.file}: {counted_lines(number)} left out, {why}")
        self.left_out_why[why] = self.left_out_why.get(why, 0) + number

    def count_not_known(self, counts: Mapping[str, int]) -> None:
        """Add counts by column to `not_known`."""
        for column, number in counts.items():
            if number:
                self.not_known[column] = self.not_known.get(column, 0) + number

    def wrong_where(self, is_wrong: Sequence[bool], column: str, problem: str) -> None:
        """Add the same problem for a column in each row of the table of which `is_wrong` says so; mostly in none."""
        if any(is_wrong):
            self.wrong(self.table[is_wrong], column, problem)

    def wrong(self, rows: pd.DataFrame, column: str, problem: str) -> None:
        """Add the same problem for a column in each of these rows: the first with their lines, the rest as a number."""
        if len(rows):
            self.faults.append(Fault(column, problem, rows.index))
        for line, value in rows[[LINE, column]].head(MOST_LINES).itertuples(index=False):
            self.add(problem, line=int(line), column=column, value=str(value), of_row=True)
        if len(rows) > MOST_LINES:
            self.add(f"{len(rows) - MOST_LINES:,} more lines: {problem}", column=column, of_row=True)

    def wrong_lines(self, problem: str, lines: Sequence[int]) -> None:
        """The same for lines that do not become rows at all."""
        for line in lines[:MOST_LINES]:
            self.add(problem, line=line, of_row=True)
        if len(lines) > MOST_LINES:
            self.add(f"{len(lines) - MOST_LINES:,} more lines: {problem}", of_row=True)


def different(column: pd.Series) -> set:
    """Each value of a column once. Most columns have few, and Arrow finds them before they all become objects.

    >>> different(pd.Series(["a", "b"] * _FEW)) == different(pd.Series(["a", "b", "a"])) == {"a", "b"}
    True
    """
    return {*(column if len(column) < _FEW else column.unique()).tolist()}


def held_once(table: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    """The table with its columns of few different texts as categories, so that each text is in memory once. "" is
    always one, for lines that are added or emptied later."""
    if 0 < len(table) < _TIMES_EACH:
        # In so few lines no text can be so often.
        return table
    held = {column: _held_once(table[column]) for column in columns}
    return table.assign(**{column: one for column, one in held.items() if one is not None})


def _held_once(column: pd.Series) -> pd.Series | None:
    """The column as categories; None if its texts are too many."""
    most = len(column) // _TIMES_EACH
    if len(column) < _FEW and len(different(column)) > most:
        return None
    codes, texts = pd.factorize(column)
    if len(texts) > most:
        return None
    texts = [*texts.tolist(), *([] if "" in texts else [""])]
    # As objects: Arrow would make a new text for every line that is read.
    return pd.Series(pd.Categorical.from_codes(codes, pd.Index(texts, dtype=object)), column.index)


def counted_lines(number: int) -> str:
    """How many lines, in words.

    >>> counted_lines(1), counted_lines(2)
    ('1 line', '2 lines')
    """
    return "1 line" if number == 1 else f"{number} lines"


def line_words(lines: Sequence[int]) -> str:
    """The lines, the first few by number.

    >>> line_words([4]), line_words([4, 19, 204]), line_words(list(range(2, 1002)))[-18:]
    ('line 4', 'lines 4, 19, 204', ' 21 and 980 others')
    """
    named = ", ".join(str(line) for line in lines[:MOST_LINES])
    others = f" and {len(lines) - MOST_LINES:,} others" if len(lines) > MOST_LINES else ""
    return f"line{'s' if len(lines) > 1 else ''} {named}{others}"
