"""The one clock: UTC stored, Europe/London shown, ages turn at London midnight.

Everything asks this module (`clock.now()`), so a test can set another time in one place.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
SATURDAY = 5


def now() -> datetime:
    """The time now, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date in London."""
    return now().astimezone(LONDON).date()


def midnight(day: date) -> datetime:
    """When that day begins in London."""
    return datetime.combine(day, time(), LONDON)


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 28 February where there is no 29th.

    >>> years_after(date(2028, 2, 29), 3)
    datetime.date(2031, 2, 28)
    """
    return years_before(day, -years)


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 28 February where there was no 29th.

    >>> years_before(date(2028, 2, 29), 18)
    datetime.date(2010, 2, 28)
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def a_working_day_after(moment: datetime) -> datetime:
    """The same time of the next working day in London; Monday to Friday, because no list of public holidays is kept.

    What came at a weekend counts as having come when Monday begins.

    >>> friday = datetime.fromisoformat("2026-11-27T15:00:00+00:00")
    >>> str(a_working_day_after(friday)), str(a_working_day_after(friday + timedelta(days=1)))
    ('2026-11-30 15:00:00+00:00', '2026-12-01 00:00:00+00:00')
    """
    came = moment.astimezone(LONDON)
    if came.weekday() >= SATURDAY:
        monday = came.date() + timedelta(days=7 - came.weekday())
        came = datetime(monday.year, monday.month, monday.day, tzinfo=LONDON)
    after = came + timedelta(days=1)
    while after.weekday() >= SATURDAY:
        after += timedelta(days=1)
    return after.astimezone(UTC)
