"""Usage figures for templates/usage.html: every percentage with its counts, every chart with its numbers."""

from collections.abc import Mapping

from markupsafe import Markup

from config.council import Council
from data_access.oversight.hidden_counts import MOST_HIDDEN, Count, add_up
from data_access.oversight.periods import Period
from data_access.oversight.usage_values import CROWD, FLAGS, NOBODY, OF_ANOTHER, SHOWN, Figures, TeamLogins, Times
from pages.components.documents.rendering import document
from pages.components.formatting import counted, date_words

HIDDEN = "Hidden: small number"
TOO_FEW = "Too few to tell"
SMALL_TEAMS = "Small teams, and workers without a team"
OUTCOME_WORDS = {
    SHOWN: "Someone was shown",
    CROWD: "Too many to show: asked for more",
    OF_ANOTHER: "The case ID was someone else’s",
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


def period_words(period: Period) -> str:
    """A week by its Monday, a month by its name and its weeks.

    >>> from datetime import date
    >>> period_words(Period(date(2026, 11, 2), date(2026, 11, 8)))
    'Week from 02/11/2026'
    >>> period_words(Period(date(2026, 11, 2), date(2026, 12, 6)))
    'November 2026: 5 weeks from 02/11/2026'
    """
    first = date_words(period.first_day)
    if not period.is_month:
        return f"Week from {first}"
    return f"{period.first_day:%B %Y}: {len(period.weeks)} weeks from {first}"


def figures_html(figures: Figures, council: Council) -> Markup:
    """All that is told of a period in which enough workers signed in."""
    titles = council.titles
    logins, searches, shown = figures.logins, figures.searches, figures.outcomes[SHOWN]
    each = f"{searches.shown / logins:.1f}" if searches.is_exact and logins else TOO_FEW
    share = percent_words(shown, searches)
    searched = f"{count_words(searches)} searches in {counted(logins, 'sign-in')}"
    return document(
        "usage.html",
        tiles=(
            ("Sign-ins", f"{logins:,}", "by workers who may search"),
            ("Searches per sign-in", each, searched),
            ("Searches that showed someone", share, f"{count_words(shown)} of {count_words(searches)} searches"),
        ),
        left_out=[date_words(monday) for monday in figures.left_out],
        most_hidden=MOST_HIDDEN,
        weeks=_bars({date_words(monday): Count(number) for monday, number in figures.logins_by_week}),
        teams=_bars({team_words(team): Count(team.logins) for team in figures.logins_by_team}),
        outcomes=[
            (OUTCOME_WORDS[key], _percent(count, searches), percent_words(count, searches), count_words(count))
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
        here=(f"{each} ({searched})", f"{share} ({count_words(shown)} of {count_words(searches)})"),
    )


def team_words(team: TeamLogins) -> str:
    """The team's name; words for the small ones together."""
    return team.name or SMALL_TEAMS


def _flag_words(counts: Mapping[str, Count], flag: str) -> str:
    every = add_up(counts.values())
    if every.is_exact and every.shown:
        return f"{percent_words(counts[flag], every)} ({counts[flag].shown:,})"
    return count_words(counts[flag])


def times_words(times: Times | None) -> str:
    """How soon a section was opened after a search, in a sentence."""
    if times is None:
        return f"{TOO_FEW}: a section was opened after {MOST_HIDDEN} searches or fewer."
    return (
        f"A section was opened after {times.searches:,} searches: half in {_time(times.median)}, a quarter in "
        f"{_time(times.first_quarter)} and three quarters in {_time(times.third_quarter)}. "
        "Searches after which nothing was opened are left out."
    )


def count_words(count: Count) -> str:
    """A count, how many at least, or that it is hidden.

    >>> count_words(Count(1204)), count_words(Count(37, is_exact=False)), count_words(Count(0, is_exact=False))
    ('1,204', '37 or more', 'Hidden: small number')
    """
    if count.is_exact:
        return f"{count.shown:,}"
    return f"{count.shown:,} or more" if count.shown else HIDDEN


def percent_words(count: Count, of: Count) -> str:
    """A share in whole percent, never of what is not known exactly. All of them alone is 100%, and none alone 0%.

    >>> percent_words(Count(20), Count(37)), percent_words(Count(20), Count(37, is_exact=False))
    ('54%', 'Too few to tell')
    >>> percent_words(Count(999), Count(1000)), percent_words(Count(1), Count(1000)), percent_words(Count(0), Count(9))
    ('over 99%', 'under 1%', '0%')
    """
    if not (count.is_exact and of.is_exact and of.shown):
        return TOO_FEW
    whole = round(100 * count.shown / of.shown)
    if whole == 100 and count.shown < of.shown:
        return "over 99%"
    return "under 1%" if whole == 0 and count.shown else f"{whole}%"


def _bars(counts: Mapping[str, Count]) -> list[tuple[str, float, str, str]]:
    """Rows of a chart: the longest bar is the most of them."""
    most = max((count.shown for count in counts.values()), default=0)
    return [(name, _percent(count, Count(most)), "", count_words(count)) for name, count in counts.items()]


def _percent(count: Count, most: Count) -> float:
    return 100 * count.shown / most.shown if most.shown else 0


def _time(seconds: int) -> str:
    """In words, as exact as anyone needs.

    >>> _time(0), _time(45), _time(60), _time(151), _time(11_731)
    ('under 1 second', '45 seconds', '1 minute', '2 minutes 31 seconds', '3 hours 15 minutes')
    """
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    units = ((hours, "hour"), (minutes, "minute"), (seconds, "second"))
    return " ".join([counted(*unit) for unit in units if unit[0]][:2]) or "under 1 second"
