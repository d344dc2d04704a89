"""The date of birth typed in a search, and dates that could be a mistyping of it."""

from datetime import date


class TypedBirthDate:
    """`day` is the date typed, None if none was; `near` has the dates it could be a mistyping of."""

    def __init__(self, day: date | None) -> None:
        self.day = day
        self.near = near_dates(day) if day else frozenset()

    def allows(self, held: date | None) -> bool:
        """Whether a person with this date of birth may be the one searched for: it fits, nearly fits or is unknown."""
        return self.day is None or held is None or held == self.day or held in self.near

    @property
    def days(self) -> list[date]:
        """The date typed and the near ones; empty if none was typed."""
        return sorted({self.day, *self.near}) if self.day else []


def near_dates(born: date) -> frozenset[date]:
    """Dates that could be mistyped as this one: day and month swapped, the day or the month wrong, the year wrong by
    one, one digit of the year wrong, or two digits swapped.

    >>> date(2012, 5, 12) in near_dates(date(2012, 12, 5)), date(1987, 5, 12) in near_dates(date(1978, 5, 12))
    (True, True)
    """
    digits = f"{born.year:04}"
    years = {born.year - 1, born.year + 1}
    years |= {int(digits[:place] + other + digits[place + 1 :]) for place in range(4) for other in "0123456789"}
    years |= {int(digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]) for place in range(3)}
    parts = {(born.year, born.day, born.month)}
    parts |= {(born.year, born.month, day) for day in range(1, 32)}
    parts |= {(born.year, month, born.day) for month in range(1, 13)}
    parts |= {(year, born.month, born.day) for year in years if 1880 <= year <= 2200}
    return frozenset(day for day in map(_date_or_none, parts) if day is not None and day != born)


def _date_or_none(parts: tuple[int, int, int]) -> date | None:
    try:
        return date(*parts)
    except ValueError:
        return None
