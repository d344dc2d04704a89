"""Marks what a file says is not known, once, when it is read: the table's column `not_known`, and counts by column.

A word that says nothing (NULL, N/K, "-") leaves its field empty. What is a fact although it cannot be compared is kept
and marked: Baby, Mr, no fixed abode, care of. Whoever compares people takes `compared`, which has blanks in its place.
"""

from collections.abc import Collection, Iterable
from datetime import date
from enum import IntFlag

import numpy as np
import pandas as pd

from config import clock
from config.not_known import IN_KEYS, NotKnown, letters_and_digits
from config.service import GENDERS, ServiceField
from extracts.placeholders import (
    is_no_date,
    is_no_home,
    may_be_placeholder,
    names_as_known,
    saying_not_held,
    says_not_sure,
    without_empty_lines,
)
from extracts.sheet import LINE, Sheet, different

NOT_KNOWN = "not_known"
"""The column with the marks of a line, a sum of `Mark`."""


OLDEST = 120
"""Nobody in Britain has lived to this age, in years: such a date of birth is one that a system fills in."""
_KEYS = ("person_key", "source_key", "cms_id")


class Mark(IntFlag):
    """What a line holds but does not say, so that it must not be compared."""

    FIRST_NAME = 1
    FAMILY_NAME = 2
    ADDRESS = 4
    """A fact about the person, but no one's home."""
    RECORD = 8
    """One of the yes/no fields that decide whether a line is a record: the source says that it does not know."""


_NAMELESS = int(Mark.FIRST_NAME | Mark.FAMILY_NAME)
_MARKED = {"first_name": Mark.FIRST_NAME, "family_name": Mark.FAMILY_NAME, "address": Mark.ADDRESS}


def compared(table: pd.DataFrame) -> pd.DataFrame:
    """The table with "" for the names and the address that must not be compared."""
    if NOT_KNOWN not in table:
        return table
    marks = table[NOT_KNOWN].to_numpy(dtype="int8")
    if not marks.any():
        return table
    is_marked = {column: (marks & int(mark)) > 0 for column, mark in _MARKED.items() if column in table}
    blank = {column: table[column].mask(is_so, "") for column, is_so in is_marked.items() if is_so.any()}
    return table.assign(**blank)


def empty_not_held(sheet: Sheet, fields: Iterable[ServiceField] = (), deciding: Collection[str] = ()) -> None:
    """Empty what says that it is not held, in every column but names and addresses (`mark_people`).

    A value that one of the service's `fields` allows is a value. No date must have been read yet: those listed in the
    settings go from all columns but the date of birth. `sheet.not_known` counts what was emptied, by column. Lines in
    which one of the `deciding` fields says that it is not known are marked.
    """
    not_sure = np.zeros(len(sheet.table), dtype=bool)
    by_id = {one.id: one for one in fields}
    for column in sorted({*sheet.table} - {LINE, "first_name", "family_name", "address", "match_status"}):
        held = sheet.table[column]
        if empty := _emptied_in(sheet, column, by_id.get(column), different(held) - {""}):
            is_empty = held.isin(empty)
            sheet.count_not_known({column: int(is_empty.sum())})
            if column in deciding:
                not_sure |= held.isin({text for text in empty if says_not_sure(text)}).to_numpy()
            sheet.table[column] = held.mask(is_empty, "")
    if deciding:
        sheet.table[NOT_KNOWN] = np.where(not_sure, int(Mark.RECORD), 0)


def _emptied_in(sheet: Sheet, column: str, field: ServiceField | None, texts: set[str]) -> set[str]:
    """Those of a column's texts that say that it is not held. `field` is None for a column that is no service's."""
    words = sheet.settings.not_known.not_held
    empty = saying_not_held(texts, words & IN_KEYS if column in _KEYS else words)
    if column == "date_of_birth" or (field is not None and field.type == "date"):
        empty |= _no_dates(sheet, column, texts)
    elif field is not None and field.type == "phone":
        empty |= {text for text in texts if _no_phone(text)}
    return empty.difference(GENDERS if column == "gender" else field.allowed_values if field else ())


def mark_people(table: pd.DataFrame, not_known: NotKnown) -> tuple[pd.DataFrame, dict[str, int]]:
    """The table with the column `not_known`, and "" or None for names, addresses and dates that are not held.

    The table needs PERSON_COLUMNS, with the dates of birth read. The counts say, by column, how many values were
    emptied or marked.
    """
    marked = _Marked(table, not_known)
    return marked.table(), marked.counts


class _Marked:
    def __init__(self, table: pd.DataFrame, not_known: NotKnown) -> None:
        self.before, self.words, self.today = table, not_known.not_held, clock.today()
        self.counts: dict[str, int] = {}
        """How many values that were not empty are not known, by column."""
        dates = table["date_of_birth"].tolist()
        self.born = _dates_known(dates, not_known)
        self.first, self.family = table["first_name"].tolist(), table["family_name"].tolist()
        self.address = table["address"].tolist()
        self.marks = table[NOT_KNOWN].tolist() if NOT_KNOWN in table else [0] * len(table)
        self._names()
        self._addresses(not_known.no_home)
        self.counts["date_of_birth"] = sum(1 for was, now in zip(dates, self.born, strict=True) if was and not now)

    def table(self) -> pd.DataFrame:
        texts = {"first_name": self.first, "family_name": self.family, "address": self.address}
        changed = {name: held for name, held in texts.items() if held != self.before[name].tolist()}
        return self.before.assign(
            **{name: pd.array(held, dtype="str") for name, held in changed.items()},
            date_of_birth=np.array(self.born, dtype=object),
            **{NOT_KNOWN: np.array(self.marks, dtype="int8")},
        )

    def _names(self) -> None:
        unsure = {name for name in {*self.first, *self.family} if may_be_placeholder(name, self.words)}
        lost = [0, 0]
        for at, (first, family) in enumerate(zip(self.first, self.family, strict=True)):
            if not (first or family):
                # As in every line of a service that does not repeat people's details.
                self.marks[at] |= _NAMELESS
            elif first in unsure or family in unsure:
                kept = names_as_known(first, family, self.born[at], self.words, today=self.today)
                self.first[at], self.family[at], first_known, family_known = kept
                self.marks[at] |= int(Mark.FIRST_NAME) * (not first_known) + int(Mark.FAMILY_NAME) * (not family_known)
                lost[0] += first != "" and not (first_known and self.first[at])
                lost[1] += family != "" and not (family_known and self.family[at])
        self.counts["first_name"], self.counts["family_name"] = lost

    def _addresses(self, own: tuple[str, ...]) -> None:
        held = {text: without_empty_lines(text, self.words) for text in set(self.address)}
        no_home = {text for text in held.values() if text and is_no_home(text, own)}
        lost = {text for text, kept in held.items() if text and (not kept or kept in no_home)}
        self.counts["address"] = sum(text in lost for text in self.address) if lost else 0
        self.address = [held[text] for text in self.address]
        for at, text in enumerate(self.address) if no_home else ():
            if text in no_home:
                self.marks[at] += int(Mark.ADDRESS)


def _dates_known(born: list[date | None], not_known: NotKnown) -> list[date | None]:
    """The dates without those that are listed, and those on which no one alive was born."""
    days, first = not_known.days, clock.years_before(clock.today(), OLDEST)
    gone = {day for day in {*born} if day is not None and (day < first or (day.year, day.month, day.day) in days)}
    return [None if day in gone else day for day in born] if gone else born


def _no_dates(sheet: Sheet, column: str, texts: set[str]) -> set[str]:
    """The texts that are no date; the listed dates of birth are left for `mark_people`, which comes after the keys."""
    formats = sheet.settings.dates
    days = frozenset() if column == "date_of_birth" else sheet.settings.not_known.days
    return {text for text in texts if is_no_date(text, formats, days)}


def _no_phone(text: str) -> bool:
    """Zeros alone. Other words than those for "not held" stay, and are refused."""
    return set(letters_and_digits(text)) == {"0"}
