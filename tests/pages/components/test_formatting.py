"""How dates, ages, names, addresses and case states are said."""

from datetime import UTC, date, datetime

import pytest

from pages.components.formatting import (
    address_lines,
    age_words,
    case_state_words,
    cms_id_words,
    date_in_full,
    date_of_birth_words,
    date_words,
    name_words,
    phone_link,
    time_words,
)


@pytest.mark.parametrize(
    ("born", "today", "words"),
    [
        (date(2012, 5, 12), date(2020, 5, 11), "7 years"),
        (date(2012, 5, 12), date(2020, 5, 12), "8 years"),
        (date(2019, 5, 12), date(2020, 5, 12), "1 year"),
        (date(2019, 5, 12), date(2020, 5, 11), "11 months"),
        (date(2020, 1, 31), date(2020, 2, 29), "4 weeks"),
        (date(2020, 4, 12), date(2020, 5, 12), "1 month"),
        (date(2020, 5, 5), date(2020, 5, 12), "1 week"),
        (date(2020, 5, 10), date(2020, 5, 12), "2 days"),
        (date(2020, 5, 11), date(2020, 5, 12), "1 day"),
        (date(2020, 5, 12), date(2020, 5, 12), "Born today"),
        (date(2008, 2, 29), date(2026, 2, 28), "17 years"),
        (date(2008, 2, 29), date(2026, 3, 1), "18 years"),
        (date(2008, 2, 29), date(2028, 2, 29), "20 years"),
        (date(2027, 2, 12), date(2026, 11, 23), "Unborn, due 12/02/2027"),
        (None, date(2026, 11, 23), "Not known"),
    ],
)
def test_age(born: date | None, today: date, words: str) -> None:
    assert age_words(born, today) == words


def test_dates() -> None:
    assert date_words(date(2012, 5, 2)) == "02/05/2012"
    assert date_in_full(date(1990, 4, 3)) == "3 April 1990"
    assert date_of_birth_words(None) == "Not known"
    assert date_of_birth_words(date(1986, 5, 12)) == "12/05/1986"


def test_a_time_is_said_in_london_time() -> None:
    assert time_words(datetime(2020, 2, 20, tzinfo=UTC)) == "20/02/2020 at 00:00"
    assert time_words(datetime(2020, 6, 30, 23, 30, tzinfo=UTC)) == "01/07/2020 at 00:30"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        time_words(datetime(2020, 2, 20))


def test_names_and_case_ids() -> None:
    assert name_words("Dominic", "Pierce") == "Dominic Pierce"
    assert name_words("", "Pierce") == "Pierce"
    assert name_words(" ", "") == "Name not known"
    assert cms_id_words("249012", "LiquidLogic") == "249012"
    assert cms_id_words(None, "LiquidLogic") == "Not found in LiquidLogic"
    assert cms_id_words("", "Mosaic") == "Not found in Mosaic"


def test_an_address_is_said_in_lines() -> None:
    assert address_lines("320 Overdale Road, Romiley\nStockport SK6 3HL,") == [
        "320 Overdale Road", "Romiley", "Stockport SK6 3HL",
    ]  # fmt: skip
    assert address_lines("") == []


@pytest.mark.parametrize(
    ("phone", "href"),
    [
        ("0161 496 0123", "tel:01614960123"),
        ("+44 (0)161 496 0123", "tel:+441614960123"),
        ("(0161) 496-0123 ext 42", "tel:01614960123;ext=42"),
        ("999", "tel:999"),
        ("ask at the desk", None),
        ("javascript:alert(1)", None),
        ("0161 496 0123 or 0161 496 0124", None),
        ("", None),
    ],
)
def test_only_a_number_becomes_a_link(phone: str, href: str | None) -> None:
    assert phone_link(phone) == href


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("Case open", "Yes / Case open"),
        ("Case closed", "Yes / Case closed"),
        ("No records found", "No records found"),
        (None, "Not held by the source"),
    ],
)
def test_case_states(state: str | None, words: str) -> None:
    assert case_state_words(state) == words
