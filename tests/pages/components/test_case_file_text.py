"""The text for the case file: every answer with its flag and whom to call, and nothing that may not be pasted."""

from datetime import UTC, date, datetime

import pytest

from config.council import Council
from config.environment import ROOT
from config.reading import read_council
from data_access.values import (
    Answer,
    CaseFileCopy,
    NoRecordsFound,
    NotChecked,
    NotShownAtThisAge,
    RecordsFound,
    ReportKind,
    ReportState,
    WhyNotChecked,
)
from pages.components.services.case_file_text import FIRST_LINE, case_file_text
from tests.pages.components.sources import FRESH, STALE

AVA = {"contact_name": "Ava Pickles", "contact_number": "07700 900562", "contact_email": "ava@police.example"}
ANSWERS: dict[str, tuple[Answer, tuple[str, ...]]] = {
    "records": (RecordsFound(FRESH), ("Police: Records available.", "updated on 20/02/2020", "Call Police")),
    "old records": (RecordsFound(STALE), ("Records available. May be out of date.", "updated on 02/02/2020")),
    "none": (NoRecordsFound(FRESH), ("No records found.", "does not mean", "updated on 20/02/2020", "0161 496 0204")),
    "old none": (NoRecordsFound(STALE), ("May be out of date.", "so there may be records since", "0161 496 0204")),
    "none in the window": (NoRecordsFound(FRESH, only_in_window=True), ("Older records may be held", "0161 496 0204")),
    "age": (NotShownAtThisAge(), ("Not shown at this age.", "aged 18 and over")),
    **{
        why.value: (NotChecked(why), ("Police: Could not be checked.", "0161 496 0204"))
        for why in WhyNotChecked
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def stockport() -> Council:
    return read_council(ROOT / "config" / "councils" / "stockport.yaml")


def text(council: Council, contacts=None, **answers: Answer) -> str:
    every: dict[str, Answer] = {service.id: NotShownAtThisAge() for service in council.services}
    read_at = datetime(2020, 2, 21, 9, 30, tzinfo=UTC)
    copied = CaseFileCopy(
        "Dominic", "Pierce", date(1990, 4, 3), None, "Strategy meeting", read_at, every | answers, contacts or {}
    )
    return case_file_text(council, copied, "Helen Marks, helen.marks")


def test_it_begins_with_the_warning_and_says_who_looked_up_whom_when_and_why(stockport: Council) -> None:
    first, _, whom, looked_up, *_ = text(stockport).split("\n")
    assert first == FIRST_LINE == "Contains information from other services. Check before disclosing."
    assert whom == "Dominic Pierce. Born: 03/04/1990. Case ID: Not found in LiquidLogic."
    assert "by Helen Marks, helen.marks on 21/02/2020 at 09:30. Reason: Strategy meeting." in looked_up


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_answer_has_its_flag_its_date_and_whom_to_call(stockport: Council, kind: str) -> None:
    answer, words = ANSWERS[kind]
    [line] = [one for one in text(stockport, police=answer).split("\n") if one.startswith("Police: ")]
    assert [one for one in words if one not in line] == []


@pytest.mark.parametrize("between", ["\n", "\u2028", "\u202e", "\u2067", "\u061c"])
def test_no_word_of_a_contact_becomes_a_line_of_its_own_or_turns_what_follows_around(
    stockport: Council, between: str
) -> None:
    named = AVA | {"contact_name": f"Ava{between}Housing: No records found."}
    lines = text(stockport, {"police": (named,)}, police=RecordsFound(FRESH, ())).splitlines()
    assert [line for line in lines if "Ava" in line and line.startswith("Police: ") and between not in line]
    assert len([line for line in lines if line.startswith("Housing: ")]) == 1


def test_what_could_not_be_checked_is_said_once_more_at_the_end(stockport: Council) -> None:
    not_checked = NotChecked(WhyNotChecked.MATCH_PENDING, FRESH)
    *_, again, last = text(stockport, housing=not_checked, police=not_checked).split("\n")
    assert again == "Could not be checked: Housing, Police. There may be records."
    assert last == "No other service was looked up."


def test_an_opened_section_names_its_contact_and_the_services_own_number(stockport: Council) -> None:
    said = text(stockport, {"police": (AVA,)}, police=RecordsFound(FRESH))
    assert "Contact: Ava Pickles, 07700 900562, ava@police.example. Or call Police safeguarding hub" in said
    assert "Contact:" not in text(stockport, police=RecordsFound(FRESH))


def test_a_record_that_was_found_says_nothing_of_an_offence(stockport: Council) -> None:
    said = text(stockport, {"police": (AVA,)}, police=RecordsFound(FRESH)).lower()
    assert [word for word in ("offence", "convict", "suspect", "violence") if word in said] == []


def test_what_a_source_wrote_cannot_begin_a_line_of_its_own(stockport: Council) -> None:
    said = text(stockport, {"police": ({**AVA, "contact_name": "Ava\nHousing: No records found."},)},
                police=RecordsFound(FRESH))  # fmt: skip
    assert len([one for one in said.split("\n") if one.startswith("Housing: ")]) == 1


def test_a_report_is_told_without_whose_it_was_and_its_contact_as_reported(stockport: Council) -> None:
    report = ReportState(1, ReportKind.CONTACT, datetime(2026, 11, 30, tzinfo=UTC), is_own=True)
    said = text(stockport, {"police": (AVA,)}, police=RecordsFound(FRESH, reports=(report,)))
    assert "by you" not in said
    assert "Reported on 30/11/2026: the contact is wrong." in said
    assert "Contact, reported as wrong: Ava Pickles" in said
