"""Reading a typed date of birth or another day, and what is said when it cannot be read."""

from datetime import date

import pytest

from pages.components.forms.date_of_birth import DateProblem, problem_field, read_date_of_birth
from pages.components.forms.day_field import read_day

TODAY = date(2026, 11, 23)
TOO_LATE = "Date of birth must be today or in the past, or an unborn child’s due date within 10 months"


@pytest.mark.parametrize(
    ("typed", "born"),
    [
        (("27", "3", "2015"), date(2015, 3, 27)),
        ((" 7 ", "03", "2015"), date(2015, 3, 7)),
        (("27", "March", "2015"), date(2015, 3, 27)),
        (("27", "sept.", "2015"), date(2015, 9, 27)),
        (("29", "feb", "2008"), date(2008, 2, 29)),
        (("23", "11", "2026"), TODAY),
        (("24", "11", "2026"), date(2026, 11, 24)),
        (("29", "9", "2027"), date(2027, 9, 29)),
        (("1", "1", "1896"), date(1896, 1, 1)),
        (("", " ", ""), None),
        (("12/05/2012", "", ""), date(2012, 5, 12)),
        (("", "12 May 2012", ""), date(2012, 5, 12)),
        (("", "", "2012-05-12"), date(2012, 5, 12)),
        (("12.5.2012", "", ""), date(2012, 5, 12)),
    ],
)
def test_dates_that_can_be_read(typed: tuple[str, str, str], born: date | None) -> None:
    assert read_date_of_birth(*typed, today=TODAY) == born


@pytest.mark.parametrize(
    ("typed", "message", "parts"),
    [
        (("12", "", "2012"), "Date of birth must include a month", ("month",)),
        (("12", "", ""), "Date of birth must include a month and year", ("month", "year")),
        (("", "5", ""), "Date of birth must include a day and year", ("day", "year")),
        (("", "", "2012"), "Date of birth must include a day and month", ("day", "month")),
        (("x", "5", "2012"), "Date of birth must use numbers, like 27 3 2015", ("day",)),
        (("1", "ju", "2012"), "Date of birth must use numbers, like 27 3 2015", ("month",)),
        (("1", "5", "*"), "Date of birth must use numbers, like 27 3 2015", ("year",)),
        (("²", "5", "2012"), "Date of birth must use numbers, like 27 3 2015", ("day",)),
        (("1", "5", "12"), "Year of birth must have 4 digits, like 2015", ("year",)),
        (("31", "2", "2012"), "Date of birth must be a real date", ("day", "month", "year")),
        (("1", "13", "2012"), "Date of birth must be a real date", ("day", "month", "year")),
        (("29", "2", "2011"), "Date of birth must be a real date", ("day", "month", "year")),
        (("1", "1", "0000"), "Date of birth must be a real date", ("day", "month", "year")),
        (("07700900123", "3", "2015"), "Date of birth must be a real date", ("day", "month", "year")),
        (("1", "07700900123", "2015"), "Date of birth must be a real date", ("day", "month", "year")),
        (("30", "9", "2027"), TOO_LATE, ("day", "month", "year")),
        (("1", "1", "1895"), "Date of birth must be in the last 130 years", ("year",)),
    ],
)
def test_what_is_said_of_a_date_that_cannot_be_read(
    typed: tuple[str, str, str], message: str, parts: tuple[str, ...]
) -> None:
    assert read_date_of_birth(*typed, today=TODAY) == DateProblem(message, parts)


def test_the_summary_links_to_the_first_part_to_put_right() -> None:
    assert problem_field("dob", DateProblem("…", ("month", "year"))) == "dob_month"


@pytest.mark.parametrize("typed", ["31/2/2012", "07700900123/3/2015", "1/07700900123/2015"])
def test_what_is_said_of_a_day_that_cannot_be_read(typed: str) -> None:
    assert read_day(typed, "From", today=TODAY) == "From must be a real date, like 23/11/2026"
