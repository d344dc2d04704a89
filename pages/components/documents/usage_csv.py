"""Usage figures as CSV for a spreadsheet: one line a figure. Hidden counts are empty, and the first line says so."""

from collections.abc import Iterator
from itertools import chain

from config.council import Council
from data_access.oversight.usage_values import Figures
from pages.components.documents.files import csv_file
from pages.components.documents.usage_html import FLAG_WORDS, OUTCOME_WORDS, team_words

COLUMNS = ("what", "of", "detail", "count")


def figures_csv(figures: Figures, council: Council) -> bytes:
    """The file: UTF-8, with the mark at the beginning that has Excel read it as such."""
    days = f"{figures.first_day.isoformat()} to {figures.last_day.isoformat()}"
    first = (f"Usage figures, {council.name}, {days}. An empty count is hidden because it is small.", "", "", "")
    return csv_file(chain([first, COLUMNS], _lines(figures, council)))


def _lines(figures: Figures, council: Council) -> Iterator[tuple]:
    titles = {service.id: service.title for service in council.services}
    yield "sign-ins", "", "", figures.logins
    for day, number in figures.logins_by_day:
        yield "sign-ins", "day", day.isoformat(), number
    for team in figures.logins_by_team:
        yield "sign-ins", "team", team_words(team), team.logins
    yield "searches", "", "", figures.searches
    for outcome, number in figures.outcomes.items():
        yield "searches", "what came of them", OUTCOME_WORDS[outcome], number
    for service, number in figures.opened.items():
        yield "sections opened", "", titles[service], number
    for service, counts in figures.flags.items():
        for flag, number in counts.items():
            yield "flag on a person's page", titles[service], FLAG_WORDS[flag], number
    if figures.times:
        times = figures.times
        yield "searches followed by a section", "", "", times.searches
        quartiles = ("a quarter", times.first_quarter), ("half", times.median), ("three quarters", times.third_quarter)
        for share, seconds in quartiles:
            yield "seconds from search to section", "", share, seconds
