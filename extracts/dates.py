"""Reads dates and times as councils write them. Each is read in one way or not at all."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from config import clock
from config.extract import EXCEL_DAY, YEAR_ALONE, date_pattern

EARLIEST = date(1880, 1, 1)
LATEST = date(2200, 1, 1)

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
EXCEL_DAY_ZERO = date(1899, 12, 30)
_HOURS = {"hour": 1, "day": 24, "week": 24 * 7, "month": 24 * 31}
_pattern = lru_cache(maxsize=64)(date_pattern)


def date_or_none(value: str, formats: tuple[str, ...], latest: date = LATEST) -> date | None:
    """The date; None if it is not a real date in one of these formats, or not from 1880 to `latest`.

    >>> date_or_none("29/02/2016", ("dd/mm/yyyy",)), date_or_none("29/02/2015", ("dd/mm/yyyy",))
    (datetime.date(2016, 2, 29), None)
    """
    read = _parts(value, formats)
    return read[0] if read and EARLIEST <= read[0] <= latest else None


def time_or_none(value: str, formats: tuple[str, ...], *, london: bool = False) -> datetime | None:
    """The time in UTC, now or earlier; else None. A day without a time means midnight at its beginning.

    A time without an offset is in London time or UTC. ISO times are read as well as the formats.
    """
    read = _parts(value, formats)
    try:
        when = datetime.combine(*read) if read else datetime.fromisoformat(value)
        if when.tzinfo is None:
            when = when.replace(tzinfo=clock.LONDON if london else UTC)
        when = when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return when if when <= clock.now() + timedelta(minutes=5) else None


def hours_or_none(value: str) -> int | None:
    """ "1 day", "12 hours" or "2 weeks" in hours.

    >>> hours_or_none("2 weeks")
    336
    """
    found = re.fullmatch(r"(\d{1,3}) (hour|day|week|month)s?", value)
    return int(found.group(1)) * _HOURS[found.group(2)] if found else None


def example(date_format: str) -> str:
    """12 May 2012 in a format, to show what is expected.

    >>> example("dd-Mon-yyyy")
    '12-May-2012'
    """
    if date_format == EXCEL_DAY:
        return "41041"
    written = {"hh:mm:ss": "06:00:00", "hh:mm": "06:00", "yyyy": "2012", "Month": "May", "Mon": "May", "mm": "05"}
    for token, value in {**written, "dd": "12"}.items():
        date_format = date_format.replace(token, value)
    return date_format


def day_as_written(value: str, formats: tuple[str, ...]) -> tuple[int, int, int] | None:
    """Year, month and day in the first format that fits, whether or not there is such a day; None if no format fits.

    >>> day_as_written("00/01/1900", ("dd/mm/yyyy",))
    (1900, 1, 0)
    """
    for one in formats:
        if found := _pattern(one).fullmatch(value):
            return _day_of(found.groupdict())
    return None


def is_year_alone(value: str, formats: tuple[str, ...]) -> bool:
    """Whether a text is a year alone, and the formats allow that.

    >>> is_year_alone("1988", ("dd/mm/yyyy", "yyyy")), is_year_alone("1988", ("dd/mm/yyyy",))
    (True, False)
    """
    return YEAR_ALONE in formats and bool(_pattern(YEAR_ALONE).fullmatch(value))


def _day_of(parts: dict[str, str]) -> tuple[int, int, int]:
    if "serial" in parts:
        day = EXCEL_DAY_ZERO + timedelta(days=int(parts["serial"]))
        return day.year, day.month, day.day
    # A year alone has neither, so it is no day.
    month = _month(parts["name"]) if "name" in parts else int(parts.get("month", 0))
    return int(parts["year"]), month, int(parts.get("day", 0))


def _parts(value: str, formats: tuple[str, ...]) -> tuple[date, time] | None:
    for one in formats:
        found = _pattern(one).fullmatch(value)
        if found is None:
            continue
        parts = found.groupdict()
        try:
            return date(*_day_of(parts)), _time_of(parts)
        except ValueError:
            return None
    return None


def _time_of(parts: dict[str, str]) -> time:
    """The time written; midnight if none is. Raises ValueError for 25:00 or 13:00 PM."""
    if "hour" not in parts:
        return time()
    hour, minute, second = (int(parts.get(part) or 0) for part in ("hour", "minute", "second"))
    if half := parts.get("half"):
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if half in "Pp" else 0)
    zone = (parts.get("zone") or "").replace("Z", "+00:00")
    return time.fromisoformat(f"{hour:02}:{minute:02}:{second:02}{zone}")


def _month(name: str) -> int:
    """1 to 12 for a month's name, its first three letters, or Sept; 0 for anything else."""
    for number, month in enumerate(_MONTHS, start=1):
        if name.lower() in (month, month[:3]) or (name.lower() == "sept" and number == 9):
            return number
    return 0
