"""Checks on single columns of a file, each with its words for what is wrong; the problems are kept in the sheet."""

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta

import pandas as pd

from config import clock
from config.service import ServiceField
from extracts.dates import EARLIEST, LATEST, date_or_none, example, is_year_alone, time_or_none
from extracts.sheet import Sheet, different

MOST_AHEAD = timedelta(days=366)
_PATTERNS = {
    "phone": (r"[0-9+() -]{7,24}", "a phone number"),
    "email": (r"[^@\s]+@[^@\s]+\.[^@\s]+", "an email address"),
}
# A UK number as a spreadsheet keeps it: ten digits, of which the first is one that follows a 0.
_LOST_ZERO = re.compile(r"[123789]\d{9}")
_TIME_WORDS = "is not a time, now or earlier, like 2026-11-23T06:00"


def needed(sheet: Sheet, *columns: str) -> None:
    """No line may leave one of these columns empty."""
    for column in columns:
        if "" in sheet.table[column].tolist():
            sheet.wrong(sheet.table[sheet.table[column] == ""], column, "is missing")


def once(sheet: Sheet, column: str) -> None:
    """No value may appear twice."""
    values = [value for value in sheet.table[column].tolist() if value]
    if len({*values}) < len(values):
        again = (sheet.table[column] != "") & sheet.table[column].duplicated()
        sheet.wrong(sheet.table[again], column, "appears twice; it may appear only once")


def one_birth(sheet: Sheet, column: str) -> None:
    """One key must be one person, with one date of birth."""
    keys, days = sheet.table[column].tolist(), sheet.table["date_of_birth"].tolist()
    births = {(key, day) for key, day in zip(keys, days, strict=True) if day}
    if len({key for key, _ in births}) < len(births):
        first = sheet.table[sheet.table["date_of_birth"].notna()].drop_duplicates([column, "date_of_birth"])
        others = first[first[column].duplicated()]
        sheet.wrong(others, column, "also has another date of birth; one key must be one person")


def one_of(sheet: Sheet, column: str, allowed: tuple[str, ...]) -> None:
    """Every value must be one of these."""
    words = ", ".join(value for value in allowed if value)
    known(sheet, column, allowed, f"is not one of: {words}", empty_too=True)


def known(sheet: Sheet, column: str, values: Iterable[str], problem: str, *, empty_too: bool = False) -> None:
    """Every value must be among `values`, or be empty; with `empty_too` an empty one must be among them as well."""
    # Python's sets are ten times faster here than `isin` of pandas.
    if wrong := different(sheet.table[column]).difference(values, () if empty_too else ("",)):
        sheet.wrong(sheet.table[sheet.table[column].isin(wrong)], column, problem)


def dates(sheet: Sheet, column: str, *, latest: date = LATEST, decides: bool = False) -> None:
    """Read the dates of a column; None where it is empty, or cannot be read and the settings allow that.

    One that decides whether a record counts is always refused: without it, somebody's record would be missing.
    """
    formats = sheet.settings.dates
    if not decides:
        _empty(
            sheet, column, lambda value: is_year_alone(value, formats), "only a year, so the date counts as not known"
        )
    if sheet.settings.unreadable_dates == "not_known" and not decides:
        words = "no date that can be read, so it counts as not known"
        _empty(sheet, column, lambda value: date_or_none(value, formats, latest) is None, words)
    like = " or ".join(example(one) for one in formats)
    problem = f"is not a date from {EARLIEST:%d/%m/%Y} to {latest:%d/%m/%Y}, like {like}"
    convert(sheet, column, lambda value: date_or_none(value, formats, latest), problem)


def not_far_ahead(sheet: Sheet, column: str) -> None:
    """A date more than a year ahead is a slip of the pen, or stands for "no end": it counts as not known, and is named.

    Nobody decides by it; but sorted by it, its record would stand before all others. A tenancy may begin next month.
    """
    formats, last = sheet.settings.dates, clock.today() + MOST_AHEAD

    def is_far(value: str) -> bool:
        day = date_or_none(value, formats)
        return day is not None and day > last

    _empty(sheet, column, is_far, "a date more than a year ahead, so it counts as not known")


def contacts(sheet: Sheet, field: ServiceField) -> None:
    """Nobody decides by a phone number or an email address: whatever is held is shown, and said in the notes."""
    if field.type not in _PATTERNS:
        return
    pattern, words = _PATTERNS[field.type]
    values = different(sheet.table[field.id])
    odd = {value for value in values if value and not re.fullmatch(pattern, value)}
    short = {value for value in values if field.type == "phone" and _LOST_ZERO.fullmatch(value)}
    for noted, what in (
        (odd, f"not {words}, shown as it is"),
        (short, "a number that seems to have lost its first 0"),
    ):
        if noted:
            sheet.note(sheet.table[sheet.table[field.id].isin(noted)], field.id, what)


def in_order(sheet: Sheet, first: str, last: str) -> None:
    """No line may have a last day before its first one."""
    days = zip(sheet.table[first].tolist(), sheet.table[last].tolist(), strict=True)
    wrong = [bool(begins and ends and ends < begins) for begins, ends in days]
    sheet.wrong_where(wrong, last, f"is before {sheet.theirs.get(first, first)}")


def _empty(sheet: Sheet, column: str, is_empty: Callable[[str], bool], words: str) -> None:
    """Empty the values of which this is so; they are counted as not known and named by line."""
    held = sheet.table[column]
    wrong = {one for one in different(held) if one and is_empty(one)}
    if wrong:
        unread = held.isin(wrong)
        sheet.note(sheet.table[unread], column, words)
        sheet.count_not_known({column: int(unread.sum())})
        sheet.table[column] = held.mask(unread, "")


def times(sheet: Sheet, *, london: bool) -> None:
    """Read when the file was made, if it says so; a time without a zone is London's or UTC."""
    if "date_current_as_of" in sheet.table:
        formats = sheet.settings.dates
        convert(sheet, "date_current_as_of", lambda value: time_or_none(value, formats, london=london), _TIME_WORDS)


def convert(sheet: Sheet, column: str, read: Callable[[str], object], problem: str) -> None:
    """Replace each text in a column with the result of `read`, which is None for "" and for a wrong text."""
    held = sheet.table[column]
    found = {value: read(value) for value in different(held)}
    wrong = {value for value, one in found.items() if value and one is None}
    if wrong:
        sheet.wrong(sheet.table[held.isin(wrong)], column, problem)
    # As objects: pandas would take times for a column of its own, in which None is a time too.
    sheet.table[column] = pd.Series([found[value] for value in held.tolist()], index=held.index, dtype=object)
