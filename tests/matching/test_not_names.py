"""What is no name is named as what it is, and no name is taken for anything else (matching/not_names.py)."""

import pytest

from demo_data.names import COMMUNITIES
from matching import not_names
from matching.not_names import looks_like, looks_like_in_two


@pytest.mark.parametrize(
    ("what", "typed"),
    [
        (
            not_names.NHS_NUMBER,
            [
                "943 476 5919",
                "9434765919",
                "943-476-5919",
                "\uff19\uff14\uff13 476 5919",
                "NHS 943 476 5919",
                "NHS no: 9434765919",
                "nhs#9434765910",
            ],
        ),
        (
            not_names.POSTCODE,
            [
                "SK1 3XE",
                "sk13xe",
                "M13 9PL",
                "W1A 0AX",
                "SK1\u00a03XE",
                "SK4",
                "L1",
                "W1A",
                "CR0",
                "EC2",
                "SK1-3XE",
                "sk1 3 xe",
                "Postcode: M13 9PL",
            ],
        ),
        (
            not_names.CASE_ID,
            [
                "XC00001",
                "249012",
                "LL-004512",
                "cms 12345",
                "P1234567",
                "Case ID: XC00318",
                "case XC00731",
                "XC00562.",
                "Mosaic ID 249012",
                "LiquidLogic no. 249012",
                "Tommy 249012",
                "249 012",
                "943 476 591",
                "44",
            ],
        ),
        (
            not_names.DATE,
            [
                "12/05/2012",
                "12.5.12",
                "2012-05-12",
                "12 May 2012",
                "3rd march 2014",
                "born 12/05/2012",
                "Nov 2016",
                "07112016",
                "20161107",
                "DOB 12.5.12",
                "25 Dec",
                "March 3rd",
                "12Feb2015",
                "12 Feb '15",
                "25/12",
                "b. 2015",
                "circa 2015",
            ],
        ),
        (
            not_names.ADDRESS,
            [
                "12 High Street",
                "17a Station Rd",
                "Flat 4, 9 Mill Lane",
                "12, Elm Close",
                "Apt 3",
                "P.O. Box 118",
                "Flat 3a Oak House",
                "15 Marsh Lane",
                "2 Maypole",
            ],
        ),
        (
            not_names.PHONE_NUMBER,
            [
                "0161 496 0000",
                "+44 7700 900123",
                "07700900123",
                "(0161) 4960000",
                "tel 0161 496 0000",
                "Mob: 07700-900-123",
            ],
        ),
        (not_names.EMAIL, ["a.person@example.org", "mailto:a.person@example.org"]),
        (not_names.AGE, ["14 years", "aged 7", "6 yrs old", "11yo", "9 months"]),
        (not_names.WEB_ADDRESS, ["https://cms.example.gov.uk/person/00417", "www.example.org/referral"]),
        (not_names.INSURANCE_NUMBER, ["QQ 12 34 56 C", "qq123456c", "NI QQ123456C"]),
        (
            not_names.REFERENCE,
            ["PNC 97/123456X", "97/0123456X", "crime 06DF/1234/26", "passport 123456789", "visa ZW1234"],
        ),
        (not_names.PUPIL_NUMBER, ["A123456789012", "UPN: K350202014009", "upn b 3802 0001 7005"]),
    ],
)
def test_what_is_no_name_is_named_as_what_it_is(what, typed):
    assert {looks_like(one) for one in typed} == {what}


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        (("999", "529 8155"), not_names.NHS_NUMBER), (("NHS no", "9434765919"), not_names.NHS_NUMBER),
        (("OL16", "2QP"), not_names.POSTCODE), (("XC", "00846"), not_names.CASE_ID),
        (("23/08", "2009"), not_names.DATE), (("23rd Aug", "2009"), not_names.DATE),
        (("9", "Cromwell Avenue"), not_names.ADDRESS), (("0117", "496 0255"), not_names.PHONE_NUMBER),
        (("a.person", "@example.org"), not_names.EMAIL),
        (("Twin 1", "Street"), None), (("Baby 2", "Lane"), None), (("May", "June"), None), (("J", "K"), None),
        (("Al", "Li"), None), (("April", "Close"), None), (("1", "Smith"), None), (("", "Lane"), None),
    ],
)  # fmt: skip
def test_what_is_divided_between_two_boxes_is_named_too(typed, what):
    assert looks_like_in_two(*typed) == what


@pytest.mark.parametrize(
    "name",
    ["Twin 1", "Baby 2", "Twin A", "O'Brien", "High", "Street", "Lane-Close", "May", "June", "Will*", "", "St John",
     "Tel", "Case", "Ni", "Aged", "Pnc", "Visa", "Crime", "1", "Tommy 7", "Child 1", "April", "Dec", "Marsh",
     # As a scan writes them: a figure for a letter, and no area of Royal Mail's.
     "Zh0u", "Ne1l", "Be11", "Da1e", "A1i", "Ng0", "R0y", "Li1y", "Le0"],
)  # fmt: skip
def test_a_name_is_taken_for_nothing_else(name):
    assert looks_like(name) is None


def test_no_name_of_the_demonstration_is_taken_for_anything_else():
    held = [name for one in COMMUNITIES for name in (*one.female, *one.male, *one.family)]
    assert [name for name in held if looks_like(name) or looks_like_in_two(name, "Close")] == []
