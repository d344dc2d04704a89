"""Figures of use for templates/usage.html: every percentage with its counts, every chart with its numbers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from markupsafe import Markup

from config.council import Council
from data_access.oversight.usage_values import (
    FLAGS,
    MOST_HIDDEN,
    OUTCOMES,
    SHOWN,
    Figures,
    Hidden,
    TeamLogins,
    Times,
)
from pages.components.documents.rendering import part
from pages.components.formatting import date_words

TEMPLATE = "usage.html"
HIDDEN = f"{MOST_HIDDEN} or fewer, or hidden with those"
HIDDEN_FLAG = "Hidden: few"
TOO_FEW = "Too few to tell"
MOST_DAYS = 31
"""A longer time is shown by weeks."""
OUTCOME_WORDS = dict(
    zip(
        OUTCOMES,
        (
            "Somebody was shown",
            "Too many to show: more was asked for",
            "The case ID was of another name",
            "Nobody was found",
        ),
        strict=True,
    )
)
FLAG_WORDS = dict(
    zip(
        FLAGS,
        ("Records found", "No records found", "Could not be checked", "Not shown at this age"),
        strict=True,
    )
)
PILOT = (
    ("Searches a sign-in", "4", "From web analytics, which missed at least one tester"),
    ("Searches that showed somebody", "82%", "5 to 26 November 2021; small numbers"),
)
CANNOT_SHOW = (
    "Whether a child is safer, or a visit went better: that needs people to be asked.",
    "Whether the right person was found: a list that shows somebody may not show the one who was meant.",
    "Calls that were made. Opening a section is as near as this comes to it.",
    "What was looked at on paper, by telephone or in another system.",
    "Anything about one worker. Teams of few are counted together, and records older than the council keeps are gone.",
)


def tiles_html(figures: Figures) -> Markup:
    """The three figures to begin with."""
    shown = figures.outcomes[SHOWN]
    rate = f"{figures.searches / figures.logins:.1f}" if figures.logins else TOO_FEW
    tiles = (
        ("Sign-ins", f"{figures.logins:,}", "by workers who may search"),
        (
            "Searches a sign-in", rate, f"{_counted(figures.searches, 'search', 'searches')} in "
            f"{_counted(figures.logins, 'sign-in', 'sign-ins')}",
        ),
        (
            "Searches that showed somebody", percent_words(shown, figures.searches),
            f"{count_words(shown)} of {figures.searches:,} searches",
        ),
    )  # fmt: skip
    return part(TEMPLATE, "tiles", tiles)


def logins_html(figures: Figures) -> Markup:
    """Sign-ins by day, or by week where there are many days, as columns; below them the numbers in a table."""
    steps = logins_by_step(figures)
    name, at, prefix = ("week", "in the week of", "Week of ") if _by_weeks(figures) else ("day", "on", "")
    busiest, most = max(steps, key=lambda step: step[1])
    words = f"Sign-ins by {name}. Most {at} {date_words(busiest)}: {most:,}."
    lines = [
        {
            "day": date_words(day),
            "name": f"{prefix}{date_words(day)}",
            "number": f"{number:,}",
            "height": _percent(number, most),
        }
        for day, number in steps
    ]
    return part(TEMPLATE, "logins", words, f"Sign-ins by {name}", (name.capitalize(), "Sign-ins"), lines)


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


def teams_html(figures: Figures) -> Markup:
    """Sign-ins by team, as workers are in teams now."""
    most = max((team.logins for team in figures.logins_by_team), default=0)
    rows = [(team_words(team), _percent(team.logins, most), "", f"{team.logins:,}") for team in figures.logins_by_team]
    return _shares("Sign-ins by team", ("Team", "Chart", "Sign-ins"), rows)


def team_words(team: TeamLogins) -> str:
    """The team's name; words for the small ones together."""
    return team.name or "Teams of few, and workers without a team"


def outcomes_html(figures: Figures) -> Markup:
    """What came of the searches."""
    of = figures.searches
    rows = [
        (OUTCOME_WORDS[key], _percent(count, of), percent_words(count, of) if of else "–", count_words(count))
        for key, count in figures.outcomes.items()
    ]
    return _shares("What came of searches", ("What came of it", "Share", "Count"), rows)


def services_html(figures: Figures, council: Council) -> Markup:
    """How often each service's details were opened, and what its flag said on the pages of people."""
    titles = {service.id: service.title for service in council.services}
    most = max(filter(None, figures.opened.values()), default=0)
    opened = [
        (titles[service], _percent(number, most), "", count_words(number)) for service, number in figures.opened.items()
    ]
    flags = [
        (titles[service], *(_flag_words(counts, flag) for flag in FLAGS)) for service, counts in figures.flags.items()
    ]
    columns = ("Service", *FLAG_WORDS.values())
    return _shares("Sections opened", ("Service", "Chart", "Times opened"), opened) + part(
        TEMPLATE, "flags", columns, flags, HIDDEN_FLAG
    )


def _flag_words(counts: Mapping[str, Hidden], flag: str) -> str:
    if counts[flag] is None:
        return HIDDEN_FLAG
    if None in counts.values():
        return f"{counts[flag]:,}"
    return f"{percent_words(counts[flag], sum(filter(None, counts.values())))} ({counts[flag]:,})"


def times_words(times: Times | None) -> str:
    """How soon a section was opened after a search, in a sentence."""
    if times is None:
        return f"{TOO_FEW}: a section was opened after {MOST_HIDDEN} searches or fewer."
    return (
        f"Of {times.searches:,} searches after which a section was opened, half had one open within "
        f"{_time(times.median)}; a quarter within {_time(times.first_quarter)}, three quarters within "
        f"{_time(times.third_quarter)}. Searches after which nothing was opened are not in these."
    )


def pilot_html(figures: Figures) -> Markup:
    """The pilot's published figures beside ours."""
    ours = (
        f"{figures.searches / figures.logins:.1f} ({figures.searches:,} in {figures.logins:,})"
        if figures.logins
        else TOO_FEW,
        f"{percent_words(figures.outcomes[SHOWN], figures.searches)} "
        f"({count_words(figures.outcomes[SHOWN])} of {figures.searches:,})",
    )
    rows = [(name, here, pilot, note) for (name, pilot, note), here in zip(PILOT, ours, strict=True)]
    return part(TEMPLATE, "pilot", ("", "Here", "Pilot", "Of the pilot"), rows)


def cannot_show_html() -> Markup:
    """What no figure of an audit can tell."""
    return part(TEMPLATE, "points", CANNOT_SHOW)


def count_words(count: Hidden) -> str:
    """A count, or that it is hidden.

    >>> count_words(1204), count_words(None)
    ('1,204', '4 or fewer, or hidden with those')
    """
    return HIDDEN if count is None else f"{count:,}"


def percent_words(count: Hidden, of: int | None) -> str:
    """A share in whole percent, never without something to be a share of.

    >>> percent_words(20, 37), percent_words(None, 37), percent_words(0, 0)
    ('54%', 'Too few to tell', 'Too few to tell')
    """
    return f"{round(100 * count / of)}%" if count is not None and of else TOO_FEW


def _shares(caption: str, columns: Sequence[str], rows: Iterable[tuple[str, float, str, str]]) -> Markup:
    """A table of bars: what each is of, its width in percent, the share and the count in words."""
    return part(TEMPLATE, "shares", caption, columns, rows)


def _percent(number: Hidden, most: int) -> float:
    return 100 * (number or 0) / most if most else 0


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _time(seconds: int) -> str:
    """In words, as exact as anybody needs.

    >>> _time(0), _time(45), _time(60), _time(151), _time(11_731)
    ('0 seconds', '45 seconds', '1 minute', '2 minutes 31 seconds', '3 hours 15 minutes')
    """
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    units = ((hours, "hour", "hours"), (minutes, "minute", "minutes"), (seconds, "second", "seconds"))
    return " ".join([_counted(*unit) for unit in units if unit[0]][:2]) or "0 seconds"
