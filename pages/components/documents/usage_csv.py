"""Usage figures as CSV for a spreadsheet, a line a figure. A count that is not exact says so, a hidden one is empty."""

from collections.abc import Iterator
from itertools import chain

from config.council import Council
from data_access.oversight.hidden_counts import Count
from data_access.oversight.usage_values import Figures
from pages.components.documents.files import csv_file
from pages.components.documents.usage_html import FLAG_WORDS, OUTCOME_WORDS, period_words, team_words

COLUMNS = ("what", "of", "detail", "count", "exact")


def figures_csv(figures: Figures, council: Council) -> bytes:
    """The file: UTF-8, with the mark at the beginning that has Excel read it as such."""
    about = f"Usage figures, {council.name}, {period_words(figures.period)}"
    first = (f"{about}. Where a count is not exact, it is that or more; an empty one is hidden.", "", "", "", "")
    return csv_file(chain([first, COLUMNS], _lines(figures, council)))


def _lines(figures: Figures, council: Council) -> Iterator[tuple]:
    titles = council.titles
    yield "sign-ins", "", "", figures.logins, "yes"
    for monday, number in figures.logins_by_week:
        yield "sign-ins", "week from", monday.isoformat(), number, "yes"
    for monday in figures.left_out:
        yield "sign-ins", "week from", monday.isoformat(), "", "left out: few workers"
    for team in figures.logins_by_team:
        yield "sign-ins", "team", team_words(team), team.logins, "yes"
    yield "searches", "", "", *_cells(figures.searches)
    for outcome, count in figures.outcomes.items():
        yield "searches", "what came of them", OUTCOME_WORDS[outcome], *_cells(count)
    for service, count in figures.opened.items():
        yield "sections opened", "", titles[service], *_cells(count)
    for service, counts in figures.flags.items():
        for flag, count in counts.items():
            yield "flag on a person's page", titles[service], FLAG_WORDS[flag], *_cells(count)
    if figures.times:
        times = figures.times
        yield "searches followed by a section", "", "", times.searches, "yes"
        quartiles = ("a quarter", times.first_quarter), ("half", times.median), ("three quarters", times.third_quarter)
        for share, seconds in quartiles:
            yield "seconds from search to section", "", share, seconds, "yes"


def _cells(count: Count) -> tuple[int | str, str]:
    if count.is_exact:
        return count.shown, "yes"
    return count.shown or "", "no"
