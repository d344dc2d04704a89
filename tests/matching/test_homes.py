"""One home written in several ways, and homes that are near each other."""

import pytest

from matching.homes import home_of, is_one_home
from tests.matching.one_pair import KATE, outcome

WRITTEN_TWICE = [
    ("14 Arden Road, Stockport SK3 0QT", "14, ARDEN RD, Edgeley, Stockport, Cheshire, SK30QT"),
    ("14 Arden Road SK3 0QT", "14 Arden Road SK3  0QT"),
    ("14 Arden Road, SK3 0QT", "No. 14 Arden Road, SK3 0QT"),
    ("Flat 2, 14 Arden Road, SK3 0QT", "14 Arden Road Flat 2, SK3 0QT"),
    ("Flat 2, 14 Arden Road, SK3 0QT", "Rm 2 14 Arden Rd SK3 0QT"),
    ("Flat B, 14 Arden Road, SK3 0QT", "14B Arden Road, SK3 0QT"),
    ("14a Arden Road, SK3 0QT", "14 A Arden Road, SK3 0QT"),
    ("Flat 12, Hollins Court, SK3 0QT", "12 Hollins Ct, SK3 0QT"),
    ("Flat 3 Oak House, SK3 0QT", "3 Oak House, SK3 0QT"),
    ("Rose Cottage, Mill Lane, SK3 0QT", "The Rose Cottage, SK3 0QT"),
    ("Oak House, 3 Mill Lane, SK3 0QT", "3 Mill Lane, SK3 0QT"),
    ("12 Flat Lane, SK3 0QT", "12, Flat Ln SK3 0QT"),
    ("12 St Mary's Street, SK3 0QT", "12 Saint Marys St\nSK3 0QT"),
]
NEAR = [
    ("14 Arden Road, SK3 0QT", "14a Arden Road, SK3 0QT"),
    ("Flat 2, 14 Arden Road, SK3 0QT", "Flat 3, 14 Arden Road, SK3 0QT"),
    ("Flat 2, 14 Arden Road, SK3 0QT", "14 Arden Road, SK3 0QT"),
    ("Flat B, 14 Arden Road, SK3 0QT", "14A Arden Road, SK3 0QT"),
    ("Flat 12, 1 Mill Lane, SK3 0QT", "Flat 1, 12 Mill Lane, SK3 0QT"),
    ("Flat 1, Oak House, SK3 0QT", "Flat 1, Elm House, SK3 0QT"),
    ("Flat 12, Hollins Court, SK3 0QT", "12 Mill Lane, SK3 0QT"),
    ("Rose Cottage, Mill Lane, SK3 0QT", "Ivy Cottage, Mill Lane, SK3 0QT"),
    ("12 High Street, Manchester", "12 High Street, Bramhall"),
    ("Mill Lane, SK3 0QT", "Mill Lane, SK3 0QT"),
    ("12 Flat Lane, SK3 0QT", "14 Flat Lane, SK3 0QT"),
    ("Caravan 5, Moor Site, SK3 0QT", "Caravan 6, Moor Site, SK3 0QT"),
]


@pytest.mark.parametrize(("one", "other"), WRITTEN_TWICE)
def test_one_home_backs_another_family_name_however_it_is_written(one, other):
    assert is_one_home(home_of(one), home_of(other))
    assert outcome(KATE | {"address": one}, KATE | {"address": other, "family_name": "Pennington"}) == "linked"


@pytest.mark.parametrize(("one", "other"), NEAR)
def test_a_home_nearby_does_not(one, other):
    assert not is_one_home(home_of(one), home_of(other))
    assert outcome(KATE | {"address": one}, KATE | {"address": other, "family_name": "Pennington"}) != "linked"
