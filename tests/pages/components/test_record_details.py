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
    contact_html,
    email_html,
    group_html,
    listed_fields,
    phone_html,
    record_html,
    value_detail,
)

CONTACT = {
    "contact_name": "Raymond Fenton", "contact_role": "Housing officer", "housing_association": "Stockport Homes",
    "contact_number": "0161 496 0123", "contact_email": "raymond.fenton@homes.example",
}  # fmt: skip


@pytest.fixture(scope="module")
def stockport() -> Council:
    return read_council(Path(__file__).parents[3] / "config" / "councils" / "stockport.yaml")


def test_the_contact_has_name_role_place_and_links(stockport: Council) -> None:
    html = contact_html(stockport.service("housing"), CONTACT)
    assert "<b>Raymond Fenton</b>, Housing officer, Stockport Homes" in html
    assert '<a href="tel:01614960123">0161 496 0123</a>' in html
    assert '<a href="mailto:raymond.fenton@homes.example">' in html


def test_a_service_without_a_named_person_shows_its_place(stockport: Council) -> None:
    html = contact_html(
        stockport.service("school"), {"school_name": "Bredbury Green", "contact_number": "0161 430 3078"}
    )
    assert "<b>Bredbury Green</b></p>" in html


def test_a_missing_number_leads_to_the_general_one(stockport: Council) -> None:
    html = contact_html(stockport.service("housing"), CONTACT | {"contact_number": None, "contact_name": None})
    assert "Contact not held by the source" in html
    assert "Phone number not held by the source. Call Stockport Homes customer service on" in html
    assert "tel:01614960203" in html


@pytest.mark.parametrize(
    "address", ["a@b.example?cc=x@evil.example", "a@b.example,c@d.example", "nobody", "a@b.example&body=x"]
)
def test_only_a_plain_address_becomes_a_link(address: str) -> None:
    assert "<a" not in email_html(address)


def test_hostile_contact_words_are_shown_not_read(stockport: Council) -> None:
    html = contact_html(stockport.service("housing"), dict.fromkeys(CONTACT, '"><img src=x onerror=alert(1)>'))
    assert "<img" not in html
    assert "&lt;img src=x" in html
    assert "<script" not in phone_html("<script>")


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
    assert value_detail(field(type_, meaning="M"), value) == Detail("X", words, "M", strong=strong, held=held)


def test_involvement_comes_first_and_nothing_is_said_twice(stockport: Council) -> None:
    assert [one.id for one in listed_fields(stockport.service("housing"))] == [
        "service_involvement", "tenancy_start", "anti_social_behaviour", "eviction",
        "notice_seeking_possession", "rent_arrears",
    ]  # fmt: skip
    assert [one.id for one in listed_fields(stockport.service("police"))] == ["non_safeguarding_offences"]


def offences(stockport: Council, held: bool | None, *entries: dict[str, str | date | None]) -> str:
    return group_html(stockport.service("police"), Record("r", {"safeguarding_offences": held}, entries))


def test_offences_are_numbered_and_what_is_missing_is_said(stockport: Council) -> None:
    html = offences(
        stockport, True,
        {"date_of_offence": date(2025, 3, 2), "type_of_offence": "Robbery", "nature_of_involvement": "Convicted"},
        {"date_of_offence": None, "type_of_offence": None, "nature_of_involvement": "Suspect"},
    )  # fmt: skip
    assert "<h4>Safeguarding offences (a maximum of 3 will be listed)</h4>" in html
    assert (
        html.index("Offence 1")
        < html.index("02/03/2025")
        < html.index("Offence 2")
        < html.index("Not held by the source")
    )
    assert html.count("Not held by the source") == 2


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
