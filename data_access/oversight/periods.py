"""The weeks and months that figures are given for. Nobody may choose other days: the difference between two spans that
overlap would tell what happened on the few days between them."""

from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(days=7)


@dataclass(frozen=True, order=True)
class Period:
    """Whole weeks from a Monday to a Sunday (London): one week, or the weeks that begin in one calendar month."""

    first_day: date
    last_day: date

    @property
    def weeks(self) -> tuple[date, ...]:
        """The Mondays of its weeks."""
        number = (self.last_day - self.first_day + timedelta(days=1)) // WEEK
        return tuple(self.first_day + WEEK * place for place in range(number))

    @property
    def is_month(self) -> bool:
        return len(self.weeks) > 1


def finished_periods(since: date, today: date) -> list[Period]:
    """The months and weeks that ended before `today`, from the week of `since`; the latest first, a month before its
    weeks.

    >>> [str(one.first_day) for one in finished_periods(date(2026, 10, 28), date(2026, 11, 17))]
    ['2026-11-09', '2026-11-02', '2026-10-05', '2026-10-26']
    """
    monday = monday_of(since)
    weeks = []
    while monday + WEEK <= today:
        weeks.append(Period(monday, monday + WEEK - timedelta(days=1)))
        monday += WEEK
    months = {month_of(week) for week in weeks}
    finished = [month for month in months if month.last_day < today]
    return sorted([*weeks, *finished], key=lambda one: (one.last_day, one.is_month), reverse=True)


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def month_of(week: Period) -> Period:
    """The weeks that begin in the same calendar month as this one.

    >>> month_of(Period(date(2026, 11, 9), date(2026, 11, 15)))
    Period(first_day=datetime.date(2026, 11, 2), last_day=datetime.date(2026, 12, 6))
    """
    first = last = week.first_day
    while (first - WEEK).month == week.first_day.month:
        first -= WEEK
    while (last + WEEK).month == week.first_day.month:
        last += WEEK
    return Period(first, last + WEEK - timedelta(days=1))
