"""The details of a record: contact, values, and the entries of a repeated group."""

from datetime import date
from pathlib import Path

import pytest

from config.council import Council
from config.reading import read_council
from config.service import ServiceField
from data_access.values import Record
from pages.components.details import Detail, details_html
from pages.components.services.record_details import (
    group_html,
    held_html,
    listed_fields,
    meaning_of,
    record_html,
    value_detail,
)


@pytest.fixture(scope="module")
def stockport() -> Council:
    return read_council(Path(__file__).parents[3] / "config" / "councils" / "stockport.yaml")


def field(type_: str, **more: object) -> ServiceField:
    return ServiceField(id="x", label="X", type=type_, **more)


@pytest.mark.parametrize(
    ("type_", "value", "words", "held", "strong"),
    [
        ("text", "abc", "abc", True, False),
        ("text", None, "Not held by the source", False, False),
        ("text", "", "Not held by the source", False, False),
        ("date", date(2018, 8, 16), "16/08/2018", True, False),
        ("yes_no", True, "Yes", True, True),
        ("yes_no", False, "No", True, False),
        ("yes_no", None, "Not held by the source", False, False),
        ("case_state", "Case open", "Yes / Case open", True, True),
        ("case_state", "Case closed", "Yes / Case closed", True, False),
        ("case_state", "No records found", "No records found", True, False),
        ("case_state", None, "Not held by the source", False, False),
        ("involvement", "Current", "Current", True, False),
    ],
)
def test_values(type_: str, value: object, words: str, held: bool, strong: bool) -> None:
    covers = "What this covers: M" if held else ""
    assert value_detail(field(type_, meaning="M"), value) == Detail("X", words, covers, strong=strong, held=held)


NONE_MEANS = "“No records found” means no eviction in the last 12 months."


@pytest.mark.parametrize(
    ("meaning", "value", "said"),
    [
        (NONE_MEANS, "No records found", "This means: no eviction in the last 12 months."),
        # Beside another answer, or beside none, the definition would be read as a fact about the person.
        (NONE_MEANS, "Case open", ""),
        (NONE_MEANS, "Case closed", ""),
        (NONE_MEANS, None, ""),
        ('"No records found" means: no eviction.', "No records found", "This means: no eviction."),
        ("“no records found” means no eviction.", "No records found", "This means: no eviction."),
        ("“Yes / Case open” means one is planned. “No records found” means none is.", "Case open",
         "This means: one is planned."),
        ("“Yes / Case open” means one is planned. “No records found” means none is.", "No records found",
         "This means: none is."),
        ("“Yes / Case open” means one is planned. “No records found” means none is.", "Case closed", ""),
        # Words of settings from before, which define no answer, are never put as the meaning of one.
        ("An officer was assigned to an eviction.", "No records found",
         "What this covers: An officer was assigned to an eviction."),
        ("An officer was assigned to an eviction.", None, ""),
        (None, "No records found", ""),
    ],
)  # fmt: skip
def test_a_definition_stands_only_beside_the_answer_it_defines(meaning: str, value: object, said: str) -> None:
    assert value_detail(field("case_state", meaning=meaning), value).meaning == said


def test_each_answer_of_the_shipped_settings_has_a_meaning_of_its_own(stockport: Council) -> None:
    for service in stockport.services:
        for one in service.fields:
            if one.type == "case_state":
                answers = ("No records found", "Yes / Case open", "Yes / Case closed")
                meanings = [meaning_of(one, answer) for answer in answers]
                assert meanings[0].startswith("This means: no")
                assert "" not in meanings
                assert len(set(meanings)) == len(answers)


def test_involvement_comes_first_and_nothing_is_said_twice(stockport: Council) -> None:
    before, after = listed_fields(stockport.service("housing"))
    assert after == []
    assert [one.id for one in before] == [
        "service_involvement", "tenancy_start", "anti_social_behaviour", "eviction",
        "notice_seeking_possession", "rent_arrears",
    ]  # fmt: skip
    before, after = listed_fields(stockport.service("police"))
    assert (before, [one.id for one in after]) == ([], ["non_safeguarding_offences"])


def test_offences_stand_before_the_non_safeguarding_line(stockport: Council) -> None:
    html = held_html(stockport.service("police"), Record("r", {"non_safeguarding_offences": False}))
    assert 0 < html.index("Safeguarding offences (") < html.index("Non-safeguarding offences")


def offences(stockport: Council, held: bool | None, *entries: dict[str, str | date | None], of: int = 0) -> str:
    record = Record("r", {"safeguarding_offences": held}, entries, entries_held=of)
    return group_html(stockport.service("police"), record)


ROBBERY = {"date_of_offence": date(2025, 3, 2), "type_of_offence": "Robbery", "nature_of_involvement": "Convicted"}
UNCLEAR = {"date_of_offence": None, "type_of_offence": None, "nature_of_involvement": "Suspect"}


def test_offences_are_a_table_and_what_is_missing_is_said(stockport: Council) -> None:
    html = offences(stockport, True, ROBBERY, UNCLEAR)
    assert "<h4>Safeguarding offences (a maximum of 3 will be listed)</h4>" in html
    heads = [html.index(f'<th scope="col">{name}') for name in ("Date of offence", "Type of offence", "Nature of inv")]
    assert heads == sorted(heads)
    assert "<tr><td>02/03/2025</td><td>Robbery</td><td>Convicted</td></tr>" in html
    assert html.count(">Not held by the source</td>") == 2


@pytest.mark.parametrize(("listed", "of", "words"), [
    (3, 4, "3 of 4 listed"), (3, 3, "3 of 3 listed"), (1, 1, "1 of 1 listed"), (1, 0, "1 of 1 listed"),
])  # fmt: skip
def test_how_many_offences_are_listed_of_how_many_is_said(stockport: Council, listed: int, of: int, words: str) -> None:
    assert f"<caption>{words}, newest first</caption>" in offences(stockport, True, *[ROBBERY] * listed, of=of)
    assert "<caption>" not in offences(stockport, True, of=of)


def test_offences_held_without_details_say_so(stockport: Council) -> None:
    assert "Yes. Details are not held by the source." in offences(stockport, True)


def test_no_offences_and_nothing_held_are_told_apart(stockport: Council) -> None:
    assert ">No</span>" in offences(stockport, False)
    assert ">Not held by the source</span>" in offences(stockport, None)
    assert ">No</span>" not in offences(stockport, None)


def test_offences_listed_under_a_no_are_never_hidden_by_it(stockport: Council) -> None:
    html = offences(
        stockport,
        False,
        {"date_of_offence": date(2025, 3, 2), "type_of_offence": "Robbery", "nature_of_involvement": "Convicted"},
    )
    assert ">Yes</span>" in html
    assert "Robbery" in html


def test_several_records_are_numbered(stockport: Council) -> None:
    service = stockport.service("housing")
    assert "<h4>Record 1 of 2</h4>" in record_html(service, Record("r", {}), number=1, of=2)
    assert "Record" not in record_html(service, Record("r", {}))


def test_labels_values_and_meanings_are_escaped() -> None:
    html = details_html([("<b>", ["<i>", "two"], "<u>"), Detail("L", "V", held=False)])
    assert "<b>" not in html and "<i>" not in html and "<u>" not in html
    assert html.count("<dd>") == 2
    assert 'class="fc-not-held">V<' in html
