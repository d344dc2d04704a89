"""What is no name is named as what it is, and no name is taken for anything else (matching/not_names.py)."""

import pytest

from demo_data.names import COMMUNITIES
from matching import not_names
from matching.not_names import looks_like


@pytest.mark.parametrize(
    ("what", "typed"),
    [
        (not_names.NHS_NUMBER, ["943 476 5919", "9434765919", "943-476-5919", "\uff19\uff14\uff13 476 5919"]),
        (not_names.POSTCODE, ["SK1 3XE", "sk13xe", "M13 9PL", "W1A 0AX", "SK1\u00a03XE", "SK4"]),
        (not_names.CASE_ID, ["XC00001", "249012", "LL-004512", "cms 12345", "P1234567"]),
        (not_names.DATE, ["12/05/2012", "12.5.12", "2012-05-12", "12 May 2012", "3rd march 2014", "born 12/05/2012"]),
        (not_names.ADDRESS, ["12 High Street", "17a Station Rd", "Flat 4, 9 Mill Lane", "12, Elm Close", "Apt 3"]),
        (not_names.PHONE_NUMBER, ["0161 496 0000", "+44 7700 900123", "07700900123", "(0161) 4960000"]),
        (not_names.EMAIL, ["a.person@example.org"]),
        (not_names.INSURANCE_NUMBER, ["QQ 12 34 56 C", "qq123456c"]),
        (not_names.PUPIL_NUMBER, ["A123456789012"]),
    ],
)
def test_what_is_no_name_is_named_as_what_it_is(what, typed):
    assert {looks_like(one) for one in typed} == {what}


@pytest.mark.parametrize(
    "name",
    ["Twin 1", "Baby 2", "Twin A", "O'Brien", "High", "Street", "Lane-Close", "May", "June", "Will*", "", "St John"],
)  # fmt: skip
def test_a_name_is_taken_for_nothing_else(name):
    assert looks_like(name) is None


def test_no_name_of_the_demonstration_is_taken_for_anything_else():
    held = [name for one in COMMUNITIES for name in (*one.female, *one.male, *one.family)]
    assert [name for name in held if looks_like(name)] == []
