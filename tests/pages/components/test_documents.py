"""What a template is given is shown letter by letter, on one line, whichever template it is."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from jinja2 import UndefinedError

from config.environment import ROOT
from config.reading import read_council
from config.research_reading import read_research
from data_access.oversight.audit_records import AuditFilters, DayLooks, LookCounts
from data_access.oversight.hidden_counts import Count
from data_access.oversight.periods import Period
from data_access.oversight.usage_values import FLAGS, OUTCOMES, Figures, TeamLogins, TeamOutcomes
from data_access.research.research_values import (
    HARMS,
    Finding,
    Note,
    Participant,
    Quote,
    Results,
    ScenarioPeople,
    TaskResult,
)
from data_access.research.research_values import OUTCOMES as TASK_OUTCOMES
from data_access.review.subject_report_values import Line, Part, SubjectReport
from extracts.quality_report import Quality
from pages.components.audit_words import OUTCOME_WORDS
from pages.components.disclosure import agreements, subject_report
from pages.components.documents import rendering
from pages.components.documents.quality_files import quality_page
from pages.components.documents.quality_html import report_html
from pages.components.documents.rendering import table_html
from pages.components.documents.research.findings_files import findings_html, findings_page
from pages.components.documents.research.record_files import record_page
from pages.components.documents.research.referral_html import document_html
from pages.components.documents.research.results_html import results_html
from pages.components.documents.usage_html import figures_html
from pages.components.oversight.look_picture import looks_html
from pages.components.oversight.outcome_picture import outcomes_html
from tests.pages.components.test_quality import report

TYPED = "</td><img src=x>\n\u202eO'Neill\x00 & {{ 7 * 7 }}"
SHOWN = "&lt;/td&gt;&lt;img src=x&gt; O&#x27;Neill &amp; {{ 7 * 7 }}"
TEMPLATES = sorted(path.name for path in (rendering.HERE / "templates").iterdir())
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
COUNCIL = read_council(ROOT / "config" / "councils" / "stockport.yaml")


def hostile_quality() -> Quality:
    return Quality(report(title=TYPED, system=TYPED, notes=(TYPED,)), report(extract=1, title=TYPED))


def hostile_usage() -> str:
    services = (COUNCIL.services[0].model_copy(update={"title": TYPED}),)
    of_service, week = services[0].id, Period(date(2026, 11, 2), date(2026, 11, 8))
    figures = Figures(week, (), ((week.first_day, 9),), (TeamLogins(TYPED, 9),), Count(20),
                      dict.fromkeys(OUTCOMES, Count(5)), {of_service: Count(7)},
                      {of_service: dict.fromkeys(FLAGS, Count(5))}, None)  # fmt: skip
    return figures_html(figures, COUNCIL.model_copy(update={"services": services}))


def hostile_referral() -> str:
    scenario = read_research(COUNCIL).scenarios[0]
    document = scenario.documents[0]
    sections = tuple(
        one.model_copy(update={"heading": TYPED, "paragraphs": (TYPED,)}) for one in document.sections
    )  # fmt: skip
    changed = document.model_copy(update={"title": TYPED, "facts": {TYPED: TYPED}, "sections": sections})
    return document_html(changed, ScenarioPeople(scenario, NOW.date(), ()))


def hostile_record() -> str:
    note = Note(1, NOW, TYPED, "quote", TYPED, None)
    participant = Participant(1, TYPED, 1, "", (), NOW, None, (), notes=(note,))
    return record_page(participant, COUNCIL.model_copy(update={"name": TYPED}), TYPED).decode()


def hostile_looks() -> str:
    day = NOW.date()
    counts = LookCounts(AuditFilters(first_day=day, last_day=day), {}, (DayLooks(day, "x", TYPED, 1, 0),), is_cut=True)
    return looks_html(counts, TYPED)


def hostile_outcomes() -> str:
    counts = dict.fromkeys(OUTCOME_WORDS, Count(5))
    return outcomes_html((TeamOutcomes(date(2026, 10, 1), TYPED, counts, Count(15)),))


def hostile_findings() -> list[Finding]:
    quote = Quote(TYPED, TYPED)
    return [Finding(1, TYPED, TYPED, TYPED, TYPED, 1, 1, (quote,)), Finding(None, "Leeds", TYPED, TYPED, "", 1, 1)]


def hostile_results() -> Results:
    outcomes = dict.fromkeys(TASK_OUTCOMES, 1)
    return Results(1, 0, (TaskResult("x", TYPED, outcomes, (30,)),), 1, dict.fromkeys(HARMS, (1, 0, 0)))


def hostile_findings_page() -> str:
    council = COUNCIL.model_copy(update={"name": TYPED, "short_name": TYPED})
    return findings_page(hostile_findings(), hostile_results(), council, {"x": TYPED}).decode()


def hostile_annex() -> str:
    services = (COUNCIL.services[0].model_copy(update={"title": TYPED, "record_means": TYPED}),)
    council = COUNCIL.model_copy(update={"services": services, "name": TYPED})
    return agreements.annex_page(council, {services[0].id: TYPED}, {TYPED: (TYPED,)}, NOW.date()).decode()


def hostile_subject_report() -> str:
    lines = (Line(Part.DETAILS, TYPED, TYPED, TYPED), Line(Part.SERVICES, TYPED, TYPED, True))
    council = COUNCIL.model_copy(update={"name": TYPED})
    return subject_report.report_page(SubjectReport(TYPED, lines, NOW), council).decode()


HOSTILE = {
    "looks.html": hostile_looks,
    "outcomes.html": hostile_outcomes,
    "research_findings.html": lambda: findings_html(hostile_findings()),
    "research_results.html": lambda: results_html(hostile_results(), {"x": TYPED}),
    "research_findings_page.html": hostile_findings_page,
    "processing_annex.html": hostile_annex,
    "subject_report.html": hostile_subject_report,
    "parts.html": lambda: report_html(hostile_quality()),
    "quality.html": lambda: report_html(hostile_quality()),
    "usage.html": hostile_usage,
    "referral.html": hostile_referral,
    "table.html": lambda: table_html(TYPED, (TYPED,), [(TYPED,)]),
    "page.html": hostile_record,
    "research_page.html": hostile_record,
    "quality_page.html": lambda: quality_page(
        replace(hostile_quality(), report=replace(report(), council_name=TYPED))
    ),
}  # fmt: skip


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_shows_hostile_words_as_text_on_one_line(template):
    html = HOSTILE[template]()
    assert SHOWN in html
    assert "<img" not in html and "\u202e" not in html and "\x00" not in html and "O'Neill" not in html


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_template_lets_a_value_past_the_escaping(template):
    text = (rendering.HERE / "templates" / template).read_text(encoding="utf-8")
    assert not re.search(r"\|\s*(safe|xmlattr|tojson|urlize)|autoescape", text)
    assert not re.search(r"=\{\{", text), "an attribute needs its quotes"


def test_a_value_that_was_forgotten_is_an_error_and_not_an_empty_place():
    with pytest.raises(UndefinedError):
        rendering.document("table.html", caption="Tasks", columns=("Task",))
