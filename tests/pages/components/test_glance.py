"""Services at a glance: every service's flag, the date of what is old, and whom to call."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.council import Council
from config.reading import read_council
from data_access.values import (
    Answer,
    NoRecordsFound,
    NotChecked,
    NotShownAtThisAge,
    Record,
    RecordsFound,
    ReportKind,
    ReportOutcome,
    ReportState,
    WhyNotChecked,
)
from pages.components.services.glance import glance_html
from tests.pages.components.test_contact_card import CONTACT
from tests.pages.components.test_service_words import EVERY_ANSWER, FRESH, STALE


@pytest.fixture(scope="module")
def stockport() -> Council:
    return read_council(Path(__file__).parents[3] / "config" / "councils" / "stockport.yaml")


def with_services(council: Council, number: int) -> Council:
    """The same council with so many services: its own, and copies of Housing."""
    housing = council.service("housing")
    more = [housing.model_copy(update={"id": f"more_{n}", "title": f"More {n}"}) for n in range(number - 4)]
    return council.model_copy(update={"services": (*council.services, *more)})


def glance(council: Council, answers: dict[str, Answer], opened: dict[str, Answer] | None = None) -> str:
    others = {service.id: NotShownAtThisAge() for service in council.services}
    return glance_html(council, others | answers, opened or {})


def row(html: str, title: str) -> str:
    """What is read in the row of that service."""
    (found,) = [one for one in re.findall("<li.*?</li>", html) if f">{title}</a>" in one]
    return re.sub(" +", " ", re.sub("<[^>]*>", " ", found)).strip()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (RecordsFound(FRESH), "Housing ✓ Records available Open to see who to call"),
        (RecordsFound(STALE), "Housing ✓ Records available ◷ May be out of date Data of 02/02/2020. Open to see who"),
        (NoRecordsFound(FRESH), "Housing – No records found Call 0161 496 0203"),
        (NoRecordsFound(STALE), "Housing ◷ May be out of date Data of 02/02/2020. Call 0161 496 0203"),
        (NotShownAtThisAge(), "Housing ○ Not shown at this age Shown for people aged 16 and over"),
        *((NotChecked(reason, STALE), "Housing ! Could not be checked Call 0161 496 0203") for reason in WhyNotChecked),
    ],
)
def test_each_answer_in_a_row(stockport: Council, answer: Answer, words: str) -> None:
    html = glance(stockport, {"housing": answer})
    assert row(html, "Housing").startswith(words)
    assert ("No records found" in html) == (answer == NoRecordsFound(FRESH))


def test_the_services_are_in_the_councils_order_each_with_a_jump_to_its_section(stockport: Council) -> None:
    html = glance(stockport, {})
    assert re.findall('href="#fc-service-([a-z_]+)"', html) == [service.id for service in stockport.services]


def test_an_opened_service_gives_its_contact(stockport: Council) -> None:
    opened = RecordsFound(FRESH, (Record("1", dict(CONTACT)),))
    html = glance(stockport, {"housing": RecordsFound(FRESH)}, {"housing": opened})
    assert row(html, "Housing").endswith("Records available Raymond Fenton 0161 496 0123")
    two = replace(opened, records=(*(opened.records or ()), Record("2", {})))
    html = glance(stockport, {"housing": RecordsFound(FRESH)}, {"housing": two})
    assert row(html, "Housing").endswith("0161 496 0123 and 1 more")


def test_an_opened_record_without_a_contact_gives_the_services_own_number(stockport: Council) -> None:
    opened = RecordsFound(FRESH, (Record("1", {}),))
    html = glance(stockport, {"housing": RecordsFound(FRESH)}, {"housing": opened})
    assert row(html, "Housing").endswith("Name not held 0161 496 0203")


@pytest.mark.parametrize(("number", "shown"), [(4, 4), (5, 5), (6, 4), (9, 4)])
def test_four_services_are_shown_and_more_fold_under_what_they_say(stockport: Council, number: int, shown: int) -> None:
    council = with_services(stockport, number)
    html = glance(council, {"more_0": RecordsFound(FRESH), "more_1": NotChecked(WhyNotChecked.SOURCE_MISSING)})
    before, _, after = html.partition("<details")
    assert (before.count("<li"), after.count("<li")) == (shown, number - shown)
    if after:
        assert f"{number - 4} more services: 1 records available, 1 could not be checked" in after


def test_what_a_source_writes_is_shown_and_not_read(stockport: Council) -> None:
    opened = RecordsFound(FRESH, (Record("1", dict.fromkeys(CONTACT, "<img src=x>")),))
    assert "<img" not in glance(stockport, {"housing": opened}, {"housing": opened})


def test_every_answer_there_is_has_a_row(stockport: Council) -> None:
    for answer in EVERY_ANSWER:
        assert "fc-flag" in glance(stockport, {"housing": answer})


def test_nobody_is_named_whose_number_was_reported_as_wrong(stockport: Council) -> None:
    report = ReportState(1, ReportKind.CONTACT, datetime(2026, 11, 30, tzinfo=UTC), is_own=False)
    found = RecordsFound(FRESH, reports=(report,))
    opened = RecordsFound(FRESH, (Record("r", CONTACT),), reports=(report,))
    said = glance(stockport, {"housing": found}, {"housing": opened})
    assert "Raymond Fenton" not in said
    assert "0161 496 0203" in said
    assert "the contact was reported as wrong" in said
    right = replace(report, outcome=ReportOutcome.RIGHT)
    opened = RecordsFound(FRESH, (Record("r", CONTACT),), reports=(right,))
    assert "Raymond Fenton" in glance(
        stockport, {"housing": RecordsFound(FRESH, reports=(right,))}, {"housing": opened}
    )
