"""The optional date of birth: reading what was typed in day, month and year, and the three inputs themselves."""

import re
from dataclasses import dataclass
from datetime import date

import streamlit as st

from pages.components.focus import name_group
from pages.components.formatting import listed_words
from pages.components.forms.error_summary import field_error_html

OLDEST_YEARS = 130
LONGEST_PREGNANCY = 310
"""An unborn child's due date is at most so many days away."""
_PARTS = ("day", "month", "year")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


@dataclass(frozen=True)
class DateProblem:
    """What is wrong with a typed date, in words for the person who typed it. `parts` are "day", "month", "year"."""

    message: str
    parts: tuple[str, ...] = _PARTS


def _month_number(text: str) -> int | None:
    """The month by number, name or a shortening of its name of three letters or more ("Sept")."""
    if text.isascii() and text.isdigit():
        return int(text)
    name = text.lower().rstrip(".")
    return next((n for n, month in enumerate(_MONTHS, 1) if len(name) >= 3 and month.startswith(name)), None)


def read_date_of_birth(day: str, month: str, year: str, *, today: date) -> date | DateProblem | None:
    """The date typed, None when nothing was, or what to put right.

    >>> read_date_of_birth("27", "Mar", "2015", today=date(2026, 1, 1))
    datetime.date(2015, 3, 27)
    >>> read_date_of_birth("12", "", "2012", today=date(2026, 1, 1)).message
    'Date of birth must include a month'
    """
    typed = dict(zip(_PARTS, _whole_date(day.strip(), month.strip(), year.strip()), strict=True))
    missing = [part for part in _PARTS if not typed[part]]
    if len(missing) == 3:
        return None
    if missing:
        return DateProblem(f"Date of birth must include a {listed_words(missing)}", tuple(missing))
    numbers = {part: int(text) for part, text in typed.items() if text.isascii() and text.isdigit()}
    month_number = _month_number(typed["month"])
    numbers |= {} if month_number is None else {"month": month_number}
    not_numbers = tuple(part for part in _PARTS if part not in numbers)
    if not_numbers:
        return DateProblem("Date of birth must use numbers, like 27 3 2015", not_numbers)
    if len(typed["year"]) != 4:
        return DateProblem("Year of birth must have 4 digits, like 2015", ("year",))
    try:
        born = date(numbers["year"], numbers["month"], numbers["day"])
    except (ValueError, OverflowError):
        return DateProblem("Date of birth must be a real date")
    if (born - today).days > LONGEST_PREGNANCY:
        return DateProblem("Date of birth must be today or in the past, or an unborn child’s due date within 10 months")
    if today.year - born.year > OLDEST_YEARS:
        return DateProblem(f"Date of birth must be in the last {OLDEST_YEARS} years", ("year",))
    return born


def _whole_date(*typed: str) -> tuple[str, ...]:
    """Day, month and year where the whole date was pasted into one of the three; else as they are.

    >>> _whole_date("12/05/2012", "", ""), _whole_date("", "2012-05-12", "")
    (('12', '05', '2012'), ('12', '05', '2012'))
    """
    given = [text for text in typed if text]
    parts = re.split(r"[\s/.-]+", given[0]) if len(given) == 1 else []
    if len(parts) != 3:
        return typed
    return tuple(reversed(parts)) if len(parts[0]) == 4 else tuple(parts)


def problem_field(key: str, problem: DateProblem) -> str:
    """The key of the input to put right first, for the link in the error summary.

    >>> problem_field("dob", DateProblem("Date of birth must include a month", ("month",)))
    'dob_month'
    """
    return f"{key}_{problem.parts[0]}"


def show_date_of_birth(key: str, problem: DateProblem | None = None) -> None:
    """Day, month and year in one row, usable in a form. What is typed is at `{key}_day`, `_month` and `_year`."""
    error = field_error_html(problem.message, element_id=f"{key}_error") if problem else ""
    # The same elements with an error and without: else the inputs are drawn anew, and a press meanwhile is lost.
    with st.container(key=f"{key}_group", gap="xxsmall"):
        st.html(
            f'<p class="fc-legend" id="{key}_legend">Date of birth <span>(optional)</span></p>'
            f'<p class="fc-hint" id="{key}_hint">For example, 27 3 2015. For an unborn child, the due date</p>{error}'
        )
        with st.container(key=f"{key}_parts", horizontal=True, gap="small"):
            for part, width in zip(_PARTS, (72, 72, 100), strict=True):
                st.text_input(part.capitalize(), key=f"{key}_{part}", autocomplete="off", width=width, max_chars=12)
        described_by = [f"{key}_hint", f"{key}_error"] if problem else [f"{key}_hint"]
        name_group(f"{key}_parts", labelled_by=f"{key}_legend", described_by=described_by)
