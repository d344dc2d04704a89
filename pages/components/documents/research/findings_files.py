"""Findings of all councils side by side, as the research report lays them out; as CSV, and as a page to hand over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from config import clock
from config.council import Council
from data_access.research.research_values import FINDINGS_COLUMNS, Finding, Results
from pages.components.documents.files import csv_file
from pages.components.documents.rendering import document
from pages.components.documents.research.results_html import results_html
from pages.components.formatting import date_words

NO_ACTION = "None yet"


@dataclass(frozen=True)
class Row:
    """A finding in one council, or the same finding in several."""

    component: str
    words: str
    of_councils: tuple[Finding, ...]


def side_by_side(found: Sequence[Finding]) -> list[Row]:
    """Findings with the same words about the same component become one row, as in the report.

    >>> own = Finding(1, "Stockport", "Searching", "Names are misspelt", "", 2, 3)
    >>> leeds = Finding(None, "Leeds", "Searching", "names are misspelt", "", 1, 4)
    >>> [len(row.of_councils) for row in side_by_side([own, leeds])]
    [2]
    """
    rows: dict[tuple[str, str], list[Finding]] = {}
    for one in found:
        rows.setdefault((one.component, " ".join(one.words.casefold().split())), []).append(one)
    return [Row(same[0].component, same[0].words, tuple(same)) for same in rows.values()]


def findings_html(found: Sequence[Finding]) -> Markup:
    """A table for each component: council, finding with its quotes, participants, action."""
    components: dict[str, list[Row]] = {}
    for row in side_by_side(found):
        components.setdefault(row.component, []).append(row)
    return document("research_findings.html", components=components, no_action=NO_ACTION)


def findings_csv(found: Iterable[Finding]) -> bytes:
    """One line for each finding of a council, with its quotes under each other in one cell, without codes. Another
    council can bring it in (data_access/research/findings_file.py)."""
    return csv_file([FINDINGS_COLUMNS, *map(_line, found)])


def findings_page(found: Sequence[Finding], results: Results, council: Council, scenarios: dict[str, str]) -> bytes:
    """Findings and results as one HTML file."""
    councils = sorted({one.council for one in found} | {council.short_name})
    return document(
        "research_findings_page.html",
        title="Research findings",
        council_name=council.name,
        facts=[("Day", date_words(clock.today())), ("Councils", ", ".join(councils))],
        findings=findings_html(found),
        results=results_html(results, scenarios),
        own=council.short_name,
    ).encode()


def _line(one: Finding) -> tuple[object, ...]:
    words = " ".join(one.words.split())
    return one.component, one.council, words, one.participants, one.of, " ".join(one.action.split()), _quotes(one)


def _quotes(finding: Finding) -> str:
    return "\n".join(" ".join(quote.words.split()) for quote in finding.quotes)
