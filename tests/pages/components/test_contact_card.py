"""Whom to call: what a record names, what it does not hold, and the service's own number."""

import re
from pathlib import Path

import pytest

from config.council import Council
from config.reading import read_council
from pages.components.services.contact_card import contact_html, contact_text, email_html, phone_html

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
    assert "Phone number not held" in html
    assert "Call: Stockport Homes customer service, " in html
    assert "tel:01614960203" in html


def test_the_services_own_number_stands_beside_a_named_worker_with_its_hours(stockport: Council) -> None:
    own = "If they are away: Stockport Homes customer service, 0161 496 0203 (Monday to Friday, 9am to 5pm). "
    html = contact_html(stockport.service("housing"), CONTACT)
    assert re.sub("<[^>]*>", "", html).endswith(f"{own}Out of hours: 0161 496 0303")
    assert contact_text(stockport.service("housing"), CONTACT) == (
        "Housing: Raymond Fenton, Housing officer, Stockport Homes, 0161 496 0123, raymond.fenton@homes.example. "
        "Or call Stockport Homes customer service, 0161 496 0203 (Monday to Friday, 9am to 5pm). "
        "Out of hours: 0161 496 0303"
    )


EMPTY = [None, "", "  ", ",", " , ", "-", ";", False]
PARTS = {"contact_name": "Name", "contact_role": "", "housing_association": "", "contact_number": "Phone number",
         "contact_email": "Email"}  # fmt: skip


@pytest.mark.parametrize("empty", EMPTY, ids=repr)
@pytest.mark.parametrize("missing", [(one,) for one in PARTS] + [tuple(PARTS), ("contact_name", "contact_role")])
def test_what_is_missing_reads_not_held_and_leaves_no_comma(
    stockport: Council, empty: object, missing: tuple[str, ...]
) -> None:
    values = CONTACT | dict.fromkeys(missing, empty)
    html = contact_html(stockport.service("housing"), values)
    said = [re.sub("<[^>]*>", "", line).strip() for line in re.findall("<p.*?</p>", html)]
    text = contact_text(stockport.service("housing"), values)
    for part in missing:
        if PARTS[part]:
            assert f"{PARTS[part]} not held" in html and f"{PARTS[part].lower()} not held" in text
    for line in [*said, text]:
        assert not re.search(r"^[,;]|, *[,.;]|[,;]$|: *,", line), line


def test_a_comma_left_at_the_end_of_a_name_goes(stockport: Council) -> None:
    html = contact_html(stockport.service("housing"), CONTACT | {"contact_name": "Fenton, Raymond, "})
    assert "<b>Fenton, Raymond</b>, Housing officer" in html


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


@pytest.mark.parametrize(
    "between", ["\n", "\r", "\v", "\x1e", "\x85", "\u2028", "\u2029", "\u202e", "\u2067", "\u200f"]
)
def test_no_word_of_a_contact_becomes_a_line_of_another_service_or_turns_what_follows_around(
    stockport: Council, between: str
) -> None:
    values = dict.fromkeys(CONTACT, f"Fenton{between}Police: call 0900 1")
    [line] = contact_text(stockport.service("housing"), values).splitlines()
    assert line.startswith("Housing: Fenton") and between not in line


def test_a_contact_reported_as_wrong_stands_after_the_services_own_number(stockport: Council) -> None:
    housing = stockport.service("housing")
    said = re.sub("<[^>]*>", " ", contact_html(housing, CONTACT, doubted=True))
    assert said.index("0161 496 0203") < said.index("Reported as wrong") < said.index("Raymond Fenton")
    text = contact_text(housing, CONTACT, doubted=True)
    assert text.startswith("Housing: call Stockport Homes customer service, 0161 496 0203")
    assert "Reported as wrong: Raymond Fenton" in text


def test_a_school_is_not_away_but_may_not_answer(stockport: Council) -> None:
    html = contact_html(stockport.service("school"), {"school_name": "Bredbury Green"})
    assert "If no one answers:" in html
