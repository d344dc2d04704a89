"""Usage figures for templates/usage.html: every percentage with its counts, every chart with its numbers."""

from collections.abc import Mapping
from datetime import date, timedelta

from markupsafe import Markup

from config.council import Council
from data_access.oversight.usage_values import (
    CROWD,
    FLAGS,
    MOST_HIDDEN,
    NOBODY,
    OF_ANOTHER,
    SHOWN,
    Figures,
    Hidden,
    TeamLogins,
    Times,
)
from pages.components.documents.rendering import document
from pages.components.formatting import date_words

HIDDEN = "Hidden: small number"
TOO_FEW = "Too few to tell"
MOST_DAYS = 31
"""A longer time is shown by weeks."""
OUTCOME_WORDS = {
    SHOWN: "Someone was shown",
    CROWD: "Too many to show: asked for more",
    OF_ANOTHER: "The case ID was someone else's",
    NOBODY: "No one was found",
}
FLAG_TITLES = (
    "Records found",
    "No records found",
    "May be out of date",
    "Could not be checked",
    "Not shown at this age",
)
FLAG_WORDS = dict(zip(FLAGS, FLAG_TITLES, strict=True))


def figures_html(figures: Figures, council: Council) -> Markup:
    """All that is told of days on which somebody signed in."""
    titles = {service.id: service.title for service in council.services}
    logins, searches = figures.logins, figures.searches
    shown, share = count_words(figures.outcomes[SHOWN]), percent_words(figures.outcomes[SHOWN], searches)
    each = f"{searches / logins:.1f}"
    counted = f"{_counted(searches, 'search', 'searches')} in {_counted(logins, 'sign-in', 'sign-ins')}"
    return document(
        "usage.html",
        tiles=(
            ("Sign-ins", f"{logins:,}", "by workers who may search"),
            ("Searches per sign-in", each, counted),
            ("Searches that showed someone", share, f"{shown} of {searches:,} searches"),
        ),
        **_logins(figures),
        teams=_bars({team_words(team): team.logins for team in figures.logins_by_team}),
        outcomes=[
            (OUTCOME_WORDS[key], _percent(count, searches), percent_words(count, searches) if searches else "–",
             count_words(count))
            for key, count in figures.outcomes.items()
        ],
        times=times_words(figures.times),
        opened=_bars({titles[service]: count for service, count in figures.opened.items()}),
        flag_columns=("Service", *FLAG_WORDS.values()),
        flags=[
            (titles[service], *(_flag_words(counts, flag) for flag in FLAGS))
            for service, counts in figures.flags.items()
        ],
        hidden=HIDDEN,
        here=(f"{each} ({searches:,} in {logins:,})", f"{share} ({shown} of {searches:,})"),
    )  # fmt: skip


def _logins(figures: Figures) -> dict[str, object]:
    """Sign-ins by day, or by week where there are many days."""
    steps = logins_by_step(figures)
    busiest, most = max(steps, key=lambda step: step[1])
    unit, at, prefix = ("week", "in the week of", "Week of ") if _by_weeks(figures) else ("day", "on", "")
    words = [(date_words(day), f"{number:,}", _percent(number, most)) for day, number in steps]
    return {
        "unit": unit,
        "busiest": f"Sign-ins by {unit}. Most {at} {date_words(busiest)}: {most:,}.",
        "steps": words,
        "numbers": [(f"{prefix}{day}", number) for day, number, _ in words],
    }


def _by_weeks(figures: Figures) -> bool:
    return (figures.last_day - figures.first_day).days >= MOST_DAYS


def logins_by_step(figures: Figures) -> list[tuple[date, int]]:
    """(first day, sign-ins) of each day of the time asked for; of each week from Monday where they are over a month."""
    by_weeks = _by_weeks(figures)
    first = figures.first_day - timedelta(days=figures.first_day.weekday() if by_weeks else 0)
    steps = {
        first + timedelta(days=number): 0
        for number in range(0, (figures.last_day - first).days + 1, 7 if by_weeks else 1)
    }
    for day, number in figures.logins_by_day:
        steps[day - timedelta(days=day.weekday() if by_weeks else 0)] += number
    return list(steps.items())


def team_words(team: TeamLogins) -> str:
    """The team's name; words for the small ones together."""
    return team.name or "Small teams, and workers without a team"


def _flag_words(counts: Mapping[str, Hidden], flag: str) -> str:
    if counts[flag] is None:
        return HIDDEN
    if None in counts.values():
        return f"{counts[flag]:,}"
    return f"{percent_words(counts[flag], sum(filter(None, counts.values())))} ({counts[flag]:,})"


def times_words(times: Times | None) -> str:
    """How soon a section was opened after a search, in a sentence."""
    if times is None:
        return f"{TOO_FEW}: a section was opened after {MOST_HIDDEN} searches or fewer."
    return (
        f"A section was opened after {times.searches:,} searches: half in {_time(times.median)}, a quarter in "
        f"{_time(times.first_quarter)} and three quarters in {_time(times.third_quarter)}. "
        "Searches after which nothing was opened are left out."
    )


def count_words(count: Hidden) -> str:
    """A count, or that it is hidden.

    >>> count_words(1204), count_words(None)
    ('1,204', 'Hidden: small number')
    """
    return HIDDEN if count is None else f"{count:,}"


def percent_words(count: Hidden, of: int | None) -> str:
    """A share in whole percent, never without something to be a share of.

    >>> percent_words(20, 37), percent_words(None, 37), percent_words(0, 0)
    ('54%', 'Too few to tell', 'Too few to tell')
    """
    return f"{round(100 * count / of)}%" if count is not None and of else TOO_FEW


def _bars(counts: Mapping[str, Hidden]) -> list[tuple[str, float, str, str]]:
    """Rows of a chart: the longest bar is the most of them."""
    most = max(filter(None, counts.values()), default=0)
    return [(name, _percent(count, most), "", count_words(count)) for name, count in counts.items()]


def _percent(number: Hidden, most: int) -> float:
    return 100 * (number or 0) / most if most else 0


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _time(seconds: int) -> str:
    """In words, as exact as anyone needs.

    >>> _time(0), _time(45), _time(60), _time(151), _time(11_731)
    ('under 1 second', '45 seconds', '1 minute', '2 minutes 31 seconds', '3 hours 15 minutes')
    """
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    units = ((hours, "hour", "hours"), (minutes, "minute", "minutes"), (seconds, "second", "seconds"))
    return " ".join([_counted(*unit) for unit in units if unit[0]][:2]) or "under 1 second"
