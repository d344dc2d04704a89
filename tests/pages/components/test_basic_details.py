"""Who a person's page is about: one line, the address, and what else is held under its count."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from config import clock
from config.council import Council
from config.reading import read_council
from data_access.values import BasicDetails, HeldBySource
from pages.components.basic_details import basic_details_html

KATE = BasicDetails("p", "249013", "Kate", "Williams", date(1992, 8, 29), "Female", "320 Overdale Road\nRomiley")
ADDRESS, BORN = (
    HeldBySource("Police (Hub)", "Flat 6\n19 Millgate Yard"),
    HeldBySource("Housing (Northgate)", "1992-08-28"),
)


@pytest.fixture(scope="module")
def stockport() -> Council:
    return read_council(Path(__file__).parents[3] / "config" / "councils" / "stockport.yaml")


def said(council: Council, **more: object) -> tuple[str, str]:
    """What is read before the fold, and in it."""
    html = basic_details_html(council, replace(KATE, **more))
    before, _, after = html.partition("<details")
    before, after = (
        re.sub(" +", " ", re.sub("<[^>]*>", " ", part)).strip() for part in (before, after and f"<{after}")
    )
    return before, after


def test_one_line_of_details_and_the_address(stockport: Council) -> None:
    before, after = said(stockport)
    assert re.sub(r"\d+ years", "N years", before) == (
        "Born 29/08/1992 Age N years Gender Female Case ID 249013 Address 320 Overdale Road, Romiley"
    )
    assert after == ""


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"date_of_birth": None}, "Born Not known Age Not known"),
        ({"date_of_birth": clock.today() + timedelta(days=9)}, "Age Unborn, due"),
        ({"cms_id": None}, "Case ID Not found in LiquidLogic"),
        ({"address": ""}, "Address Not known"),
        ({"address_source": "Housing (Northgate)"}, "Romiley Held by Housing (Northgate), not in LiquidLogic."),
        ({"first_name": ""}, "First name Not known Born"),
        ({"family_name": " "}, "Family name Not known Born"),
    ],
)
def test_what_is_not_known_is_said(stockport: Council, more: dict[str, object], words: str) -> None:
    assert words in said(stockport, **more)[0]


def test_an_unborn_child_was_not_born(stockport: Council) -> None:
    assert "Born" not in said(stockport, date_of_birth=clock.today() + timedelta(days=9))[0]


@pytest.mark.parametrize(
    ("addresses", "dates", "words"),
    [
        (1, 0, "1 other address held"),
        (2, 0, "2 other addresses held"),
        (0, 1, "1 other date of birth held"),
        (2, 2, "2 other addresses and 2 other dates of birth held"),
    ],
)
def test_other_addresses_and_dates_of_birth_fold_under_their_count(
    stockport: Council, addresses: int, dates: int, words: str
) -> None:
    before, after = said(stockport, other_addresses=(ADDRESS,) * addresses, other_dates_of_birth=(BORN,) * dates)
    assert words in after
    assert ("Police (Hub) Flat 6, 19 Millgate Yard" in after) == (addresses > 0)
    assert ("Date of birth, Housing (Northgate) 28/08/1992" in after) == (dates > 0)
    assert "Millgate" not in before and "28/08" not in before


def test_what_is_held_is_shown_and_not_read(stockport: Council) -> None:
    hostile = dict.fromkeys(("gender", "address", "cms_id", "address_source"), "<img src=x>")
    other = HeldBySource("<img src=x>", "<img src=x>")
    assert "<img" not in basic_details_html(stockport, replace(KATE, **hostile, other_addresses=(other,)))
