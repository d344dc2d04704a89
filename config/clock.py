"""The one clock: UTC stored, Europe/London shown, ages turn at London midnight.

Everything asks this module (`clock.now()`), so a test can set another time in one place.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """The time now, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date in London."""
    return now().astimezone(LONDON).date()


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 28 February where there was no 29th.

    >>> years_before(date(2028, 2, 29), 18)
    datetime.date(2010, 2, 28)
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
