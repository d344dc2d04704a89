"""Flags and sentences of a closed section. A false "No records found" must not be possible."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from config.council import Council
from config.reading import read_council
from data_access.values import (
    Answer,
    NoRecordsFound,
    NotChecked,
    NotShownAtThisAge,
    RecordsFound,
    WhyNotChecked,
)
from pages.components.services.service_section import head_html
from pages.components.services.service_words import (
    Flag,
    closed_lines,
    expected_words,
    flag_of,
    flags_of,
    folded_lines,
    plain,
)
from tests.pages.components.sources import FRESH, STALE

EVERY_ANSWER: list[Answer] = [
    RecordsFound(FRESH), NoRecordsFound(FRESH), NoRecordsFound(STALE), NotChecked(WhyNotChecked.SOURCE_MISSING),
    NotShownAtThisAge(),
]  # fmt: skip


IN_WINDOW = "No records in the last 5 years (convictions) or 1 year (suspects)"


@pytest.fixture(scope="module")
def stockport() -> Council:
    return read_council(Path(__file__).parents[3] / "config" / "councils" / "stockport.yaml")


def said(council: Council, service_id: str, answer: Answer) -> list[str]:
    return [plain(one) for one in closed_lines(council, council.service(service_id), answer)]


@pytest.mark.parametrize(
    ("answer", "words", "mark"),
    [
        (RecordsFound(FRESH), "Records available", None),
        (RecordsFound(STALE), "Records available", "May be out of date"),
        (NoRecordsFound(FRESH), "No records found", None),
        (NoRecordsFound(STALE), "May be out of date", None),
        (NotChecked(WhyNotChecked.SOURCE_MISSING), "Could not be checked", None),
        (NotChecked(WhyNotChecked.MATCH_PENDING, STALE), "Could not be checked", None),
        (NotChecked(WhyNotChecked.YES_WITHOUT_DETAILS, FRESH), "Could not be checked", None),
        (NoRecordsFound(FRESH, only_in_window=True), IN_WINDOW, None),
        (NoRecordsFound(STALE, only_in_window=True), "May be out of date", None),
        (NotShownAtThisAge(), "Not shown at this age", None),
    ],
)
def test_flags(stockport: Council, answer: Answer, words: str, mark: str | None) -> None:
    found = [flag.words for flag in flags_of(answer, stockport.service("police"))]
    assert found == [words, *([mark] if mark else [])]


@pytest.mark.parametrize("part", ["sign", "words", "tone"])
def test_flags_are_told_apart_by_sign_by_words_and_by_tone(stockport: Council, part: str) -> None:
    flags: list[Flag] = [flag_of(answer, stockport.services[0]) for answer in EVERY_ANSWER]
    assert len({getattr(flag, part) for flag in flags}) == len(flags)


def test_a_section_says_when_it_was_updated_and_where_it_comes_from(stockport: Council) -> None:
    assert said(stockport, "housing", RecordsFound(FRESH)) == [
        "Information was last updated on 20/02/2020 at 00:00. "
        "Information comes from Stockport housing database: Northgate and covers the period of "
        "01/01/2010 to 20/02/2020.",
    ]


def test_where_a_window_decides_it_is_the_period_covered(stockport: Council) -> None:
    assert said(stockport, "police", RecordsFound(FRESH))[-1] == (
        "Information was last updated on 20/02/2020 at 00:00. "
        "Information comes from Stockport police database: Northgate and covers the last 5 years (convictions) or "
        "1 year (suspects), up to 20/02/2020."
    )
    young = replace(FRESH, coverage_start_date=date(2018, 3, 1), coverage_area="Bramhall")
    assert said(stockport, "police", RecordsFound(young))[-1].endswith(
        "up to 20/02/2020. It holds nothing before 01/03/2018. It covers Bramhall only."
    )


def test_a_yes_older_than_the_window_never_reads_as_a_plain_no_records_found(stockport: Council) -> None:
    answer = NoRecordsFound(FRESH, only_in_window=True)
    assert "No records found" not in head_html(stockport, stockport.service("police"), answer)
    assert said(stockport, "police", answer)[0].startswith("Older records may be held: only the last 5 years (conv")


def test_the_area_is_said_where_it_is_not_the_whole_council(stockport: Council) -> None:
    source = replace(FRESH, coverage_area="Bramhall")
    assert said(stockport, "housing", RecordsFound(source))[-1].endswith("20/02/2020. It covers Bramhall only.")


def folded(council: Council, service_id: str, answer: Answer) -> list[str]:
    return [plain(one) for one in folded_lines(council.service(service_id), answer)]


LOOKED_FOR = "We looked for a registration at a school in Stockport, and found none."
DOES_NOT_MEAN = (
    "This does not mean the child has no school. They may be at a school outside Stockport, at an independent "
    "school, or educated at home."
)
CALL = "Call Stockport school admissions on 0161 496 0201 to ask (Monday to Friday, 8.30am to 4.30pm, in term time)."


def test_where_was_looked_and_whom_to_call_stay_beside_no_records_and_the_rest_folds(stockport: Council) -> None:
    assert said(stockport, "school", NoRecordsFound(FRESH))[0] == f"Schools in Stockport only. {CALL}"
    assert folded(stockport, "school", NoRecordsFound(FRESH)) == [LOOKED_FOR, DOES_NOT_MEAN]


def test_without_a_scope_the_whole_sentence_stays_beside_no_records(stockport: Council) -> None:
    """Settings of 0.3 have none."""
    school = stockport.service("school").model_copy(update={"scope": None})
    lines = [plain(one) for one in closed_lines(stockport, school, NoRecordsFound(FRESH))]
    assert lines[0] == f"{LOOKED_FOR} {CALL}"
    assert [plain(one) for one in folded_lines(school, NoRecordsFound(FRESH))] == [DOES_NOT_MEAN]


@pytest.mark.parametrize("answer", [one for one in EVERY_ANSWER if not isinstance(one, NoRecordsFound)])
def test_nothing_folds_under_another_answer(stockport: Council, answer: Answer) -> None:
    assert folded(stockport, "housing", answer) == []


@pytest.mark.parametrize("answer", EVERY_ANSWER)
def test_each_sentence_of_a_section_is_said_once(stockport: Council, answer: Answer) -> None:
    for service in stockport.services:
        lines = [*said(stockport, service.id, answer), *folded(stockport, service.id, answer)]
        assert len(set(lines)) == len(lines)


def test_hours_and_the_number_for_other_times_stand_beside_the_services_own(stockport: Council) -> None:
    line = said(stockport, "housing", NotChecked(WhyNotChecked.SOURCE_MISSING))[1]
    assert line == (
        "Call Stockport Homes customer service on 0161 496 0203 (Monday to Friday, 9am to 5pm). "
        "Out of hours: 0161 496 0303."
    )


def test_an_old_extract_never_says_no_records_found(stockport: Council) -> None:
    for service in stockport.services:
        lines = said(stockport, service.id, NoRecordsFound(STALE))
        assert lines[0].startswith("None found in data of 02/02/2020. It should be updated every day")
        assert "No records found" not in head_html(stockport, service, NoRecordsFound(STALE))


@pytest.mark.parametrize("reason", list(WhyNotChecked))
def test_every_reason_is_said_with_whom_to_call_and_never_as_no_records(
    stockport: Council, reason: WhyNotChecked
) -> None:
    lines = said(stockport, "police", NotChecked(reason))
    assert lines[1] == "Call Police safeguarding hub on 0161 496 0204 (Every day, 7am to 10pm). Out of hours: 101."
    html = head_html(stockport, stockport.service("police"), NotChecked(reason))
    assert "Could not be checked" in html
    assert "No records" not in html
    assert 'href="tel:01614960204"' in html


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (WhyNotChecked.SOURCE_UNREADABLE, "The police information could not be read. There may be records."),
        (WhyNotChecked.SOURCE_MISSING, "No police information has been loaded. There may be records."),
        (
            WhyNotChecked.MATCH_PENDING,
            "A data officer needs to check a possible match. There may be records.",
        ),
        (
            WhyNotChecked.IN_DOUBT,
            "A record is similar, but we could not tell if it is about this person. There may be records.",
        ),
        (
            WhyNotChecked.NO_DATE_OF_BIRTH,
            "We do not have a date of birth, so we cannot match this person safely. There may be records.",
        ),
        (
            WhyNotChecked.NO_FULL_NAME,
            "We do not have a full name, so we cannot match this person safely. There may be records.",
        ),
        (
            WhyNotChecked.AGE_UNKNOWN,
            "Age not known, and this service is shown only for people aged 18 and over. There may be records.",
        ),
        (WhyNotChecked.RECORD_UNREADABLE, "There is a record, but it could not be read."),
        (
            WhyNotChecked.SAID_NOT_KNOWN,
            "The police extract says that it is not known if there is a record. There may be records.",
        ),
        (
            WhyNotChecked.RELOAD_NEEDED,
            "The police extract must be loaded again before it can be shown. There may be records.",
        ),
        (
            WhyNotChecked.REPORTED,
            "A record was reported as not right. It is hidden until a data officer has checked it.",
        ),
    ],
)
def test_reasons_in_plain_words(stockport: Council, reason: WhyNotChecked, sentence: str) -> None:
    assert said(stockport, "police", NotChecked(reason))[0] == sentence


def test_the_ages_are_said_where_a_service_is_not_shown(stockport: Council) -> None:
    assert said(stockport, "school", NotShownAtThisAge()) == ["Shown for people aged 4 to 20."]
    assert said(stockport, "police", NotShownAtThisAge()) == ["Shown for people aged 18 and over."]


def test_a_further_possible_match_is_said_beside_records(stockport: Council) -> None:
    assert "A data officer needs to check a further possible match." in said(
        stockport, "housing", RecordsFound(FRESH, match_pending=True)
    )


def test_old_records_say_how_often_they_should_be_updated(stockport: Council) -> None:
    assert said(stockport, "housing", RecordsFound(STALE))[0] == (
        "This information may be out of date. It should be updated every day."
    )


@pytest.mark.parametrize(
    ("every", "words"),
    [
        ("1 day", "every day"),
        ("7 days", "every week"),
        ("1 month", "every month"),
        ("2 weeks", "every 2 weeks"),
        ("P1D", "every P1D"),
    ],
)
def test_how_often_a_source_is_expected(every: str, words: str) -> None:
    assert expected_words(every) == words


def test_hostile_words_of_a_source_are_shown_not_read(stockport: Council) -> None:
    source = replace(FRESH, system_name="<img src=x>", coverage_area="<b>")
    html = head_html(stockport, stockport.service("housing"), RecordsFound(source))
    assert "<img" not in html
    assert "&lt;img src=x&gt;" in html
    assert "covers &lt;b&gt; only" in html


def test_spaces_around_strong_words_are_kept(stockport: Council) -> None:
    html = head_html(stockport, stockport.service("housing"), RecordsFound(FRESH))
    assert "comes from <b>Stockport housing database: Northgate</b> and covers the period of <b>" in html
