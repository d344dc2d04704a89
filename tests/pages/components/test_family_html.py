"""The grid of a family: each member under each service, and nothing of a service that is not shown together."""

import re

import pytest

from config.council import Council
from config.environment import ROOT
from config.reading import read_council
from data_access.values import (
    Answer,
    FamilyMember,
    Individual,
    NoRecordsFound,
    NotChecked,
    NotShownAtThisAge,
    RecordsFound,
    WhyNotChecked,
)
from pages.components.services.family_html import family_html
from tests.pages.components.sources import FRESH

ANSWERS: dict[str, Answer] = {
    "Records available": RecordsFound(FRESH),
    "No records found": NoRecordsFound(FRESH),
    "Could not be checked": NotChecked(WhyNotChecked.MATCH_PENDING, FRESH),
    "Not shown at this age": NotShownAtThisAge(),
}


@pytest.fixture(scope="module")
def leeds() -> Council:
    return read_council(ROOT / "config" / "councils" / "leeds.yaml")


def member(first_name: str, **answers: Answer) -> FamilyMember:
    return FamilyMember("Mother", Individual("p", None, first_name, "Banks", None, ""), answers)


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def service_html(html: str, title: str) -> str:
    return next(one for one in html.split('<details class="fc-family"') if f"<h2>{title}" in one)


@pytest.mark.parametrize("words", ANSWERS)
def test_each_answer_has_its_flag_and_what_it_means_one_press_away(leeds: Council, words: str) -> None:
    html = service_html(family_html(leeds, [member("Kate", housing=ANSWERS[words])]), "Housing")
    flagged, _, means = html.partition('<details class="fc-fold">')
    assert words in plain(flagged)
    assert "What this means : Housing, Kate Banks" in plain(means)
    assert ("does not mean" in means) == (words == "No records found")


def test_a_service_that_is_not_shown_together_says_to_open_the_page_and_begins_closed(leeds: Council) -> None:
    html = family_html(
        leeds, [member("Kate", housing=RecordsFound(FRESH)), member("John", housing=RecordsFound(FRESH))]
    )
    police, housing = service_html(html, "Police"), service_html(html, "Housing")
    assert plain(police).count("Open the person’s page") == 2 and "fc-flag" not in police
    assert housing.startswith(" open>") and police.startswith(">")


def test_the_heading_counts_what_is_folded_under_it(leeds: Council) -> None:
    members = [member("Kate", housing=NoRecordsFound(FRESH)), member("John", housing=RecordsFound(FRESH))]
    assert "<h2>Housing: no records found (1), records available (1)</h2>" in family_html(leeds, members)


def test_names_are_shown_as_they_are_written(leeds: Council) -> None:
    assert "<img" not in family_html(leeds, [member("<img src=x>", housing=RecordsFound(FRESH))])
