"""Queries written by hand, each with the person meant: a CSV with the columns of `COLUMNS`, one query a line.

`make quality` scores the file beside this one, and the tests of search their own. All people are invented.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.population import Made
from benchmarks.queries import Query
from data_access.values import SearchTerms

BY_HAND = Path(__file__).with_name("name_cases.csv")
COLUMNS = (
    "kind", "first_name_on_record", "family_name_on_record", "date_of_birth_on_record",
    "typed_first_name", "typed_family_name", "typed_date_of_birth", "expected",
)  # fmt: skip
LISTED = "in the list"
"""`expected` where the person must be among the matches or the similar names."""


@dataclass(frozen=True)
class NameCase:
    """One line of the file. `meant` is None where what was typed is no name. `part` is "tuning" or "held out"; "" in a
    file without that column."""

    kind: str
    typed: SearchTerms
    meant: Made | None
    expected: str
    part: str

    @property
    def query(self) -> Query:
        return Query(f"by hand, {self.part}", self.typed, self.meant)


def read_cases(path: Path) -> list[NameCase]:
    """The cases of a file, in its order; lines about the same person have the same `Made`."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(_cases(csv.DictReader(file)))


def people_of(cases: list[NameCase]) -> list[Made]:
    """Everyone meant in these cases, once each."""
    return list(dict.fromkeys(case.meant for case in cases if case.meant))


def _cases(lines: Iterator[dict[str, str]]) -> Iterator[NameCase]:
    made: dict[tuple[str, ...], Made] = {}
    for line in lines:
        held = tuple(line[column] for column in COLUMNS[1:4])
        meant = None
        if any(held):
            number = len(made)
            key, born = f"case{number}", _date(held[2])
            meant = made.setdefault(held, Made(key, f"case-{number}", held[0], held[1], born, "Unknown", "1 Case Road"))
        typed = SearchTerms(line["typed_first_name"], line["typed_family_name"], _date(line["typed_date_of_birth"]))
        yield NameCase(line["kind"], typed, meant, line["expected"], line.get("part", ""))


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
