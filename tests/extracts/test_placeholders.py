"""What says that nothing is known: in any field, in names, dates and addresses. And what only looks like it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.not_known import NotKnown
from extracts.placeholders import is_no_date, is_no_home, names_as_known, says_not_held, without_empty_lines
from tests.any_text import any_text

TODAY = date(2026, 11, 28)
WORDS = NotKnown().not_held
NEWBORN, ADULT = date(2026, 10, 2), date(1991, 6, 17)


@pytest.mark.parametrize("text", [
    "NULL", "null", "<NULL>", "\\N", "#N/A", "#n/a", "N/A", "n.a.", "N/K", "NK", "(N/K)", "Not known",
    "NOT  KNOWN", "not-known",
    "Unknown", "-", "--", ".", "...", "?", "???", "*", "_", "\u2014", "none", "None.", "nil", "TBC", "tba",
    "xxx", "XX",
    "zzz", "Not recorded", "not given", "No name", "(blank)", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?",
    "NaN", "NaT", "",
    " ", "\u00a0", "\u200b", "\u3164", "\uff2e\uff0f\uff21", "N\u200b/A", "Not\u00a0known", "[not held]", "'NULL'",
    "unknown unknown",
])  # fmt: skip
def test_words_that_say_nothing_are_recognised_however_they_are_written(text):
    assert says_not_held(text, WORDS)


@pytest.mark.parametrize("text", [
    "Nick", "Nina", "Naomi", "Ann", "Nk Ltd", "X", "O", "Noname Street", "Nulla", "Not Known House", "0161 496 0123",
    "\u674e", "\u0623\u062d\u0645\u062f", "Stockport Homes", "None found", "1", "Test", "Tbcx",
])  # fmt: skip
def test_what_only_looks_like_them_is_a_value(text):
    assert not says_not_held(text, WORDS)


def test_a_council_adds_words_and_takes_words_away():
    words = NotKnown(words=("not asked",), held=("None",)).not_held
    assert says_not_held("(Not Asked)", words)
    assert not says_not_held("none", words)
    assert says_not_held("null", words)


@pytest.mark.parametrize(("first", "family", "born", "kept", "known"), [
    # A word for "not held" leaves the field empty.
    ("NULL", "Garc\u00eda", ADULT, ("", "Garc\u00eda"), (False, True)),
    ("Unknown", "Garside", ADULT, ("", "Garside"), (False, True)),
    ("N/K", "N/K", ADULT, ("", ""), (False, False)),
    ("Not Known", "Not Known", None, ("", ""), (False, False)),
    ("Nick", "Unknown", ADULT, ("Nick", ""), (True, False)),
    ("NULL", "Null", ADULT, ("", ""), (False, False)),
    ("", "Smith", ADULT, ("", "Smith"), (False, True)),
    # A family name beside a real first name.
    ("Grace", "Null", ADULT, ("Grace", "Null"), (True, True)),
    ("GRACE", "NULL", ADULT, ("GRACE", "NULL"), (True, True)),
    ("grace", "na", ADULT, ("grace", "na"), (True, True)),
    ("Min-ji", "Na", ADULT, ("Min-ji", "Na"), (True, True)),
    ("Grace", "Baby", ADULT, ("Grace", "Baby"), (True, True)),
    ("Grace", "Baby", NEWBORN, ("Grace", "Baby"), (True, True)),
    # It may be either, so it is shown and not compared.
    ("Grace", "NULL", ADULT, ("Grace", "NULL"), (True, False)),
    ("Na", "Li", ADULT, ("Na", "Li"), (False, True)),
    ("Nil", "Y\u0131lmaz", ADULT, ("Nil", "Y\u0131lmaz"), (False, True)),
    ("NA", "Smith", ADULT, ("", "Smith"), (False, True)),
    # Titles.
    ("Mr", "Entwistle", ADULT, ("Mr", "Entwistle"), (False, True)),
    ("MISS", "Entwistle", ADULT, ("MISS", "Entwistle"), (False, True)),
    ("Mr. & Mrs.", "Entwistle", ADULT, ("Mr. & Mrs.", "Entwistle"), (False, True)),
    ("Dr John", "Entwistle", ADULT, ("Dr John", "Entwistle"), (True, True)),
    ("Missy", "Entwistle", ADULT, ("Missy", "Entwistle"), (True, True)),
    # What somebody is.
    ("Male", "Entwistle", ADULT, ("Male", "Entwistle"), (False, True)),
    ("Mum", "Entwistle", ADULT, ("Mum", "Entwistle"), (False, True)),
    ("The Occupier", "Entwistle", ADULT, ("The Occupier", "Entwistle"), (False, True)),
    ("Tenant", "Entwistle", ADULT, ("Tenant", "Entwistle"), (False, True)),
    ("Girlie", "Entwistle", ADULT, ("Girlie", "Entwistle"), (True, True)),
    # What says that no name is told, or written.
    ("Name withheld", "Entwistle", ADULT, ("Name withheld", "Entwistle"), (False, True)),
    ("ANONYMOUS", "Entwistle", ADULT, ("ANONYMOUS", "Entwistle"), (False, True)),
    ("Unknown Male", "Entwistle", ADULT, ("Unknown Male", "Entwistle"), (False, True)),
    ("Female (unknown)", "Entwistle", ADULT, ("Female (unknown)", "Entwistle"), (False, True)),
    ("Unkown", "Entwistle", ADULT, ("Unkown", "Entwistle"), (False, True)),
    ("U/K", "Entwistle", ADULT, ("U/K", "Entwistle"), (False, True)),
    ("n/r", "Entwistle", ADULT, ("n/r", "Entwistle"), (False, True)),
    ("Unnamed", "Entwistle", ADULT, ("Unnamed", "Entwistle"), (False, True)),
    ("Kate", "Surname", ADULT, ("Kate", "Surname"), (True, False)),
    ("Kate", "Not on file", ADULT, ("Kate", "Not on file"), (True, False)),
    ("Uk", "Chan", ADULT, ("Uk", "Chan"), (True, True)),
    ("Malek", "Unna", ADULT, ("Malek", "Unna"), (True, True)),
    ("Boyd", "Person", ADULT, ("Boyd", "Person"), (True, True)),
    # Someone unborn or under one may have no name yet; someone older is called Baby.
    ("Baby", "Ashby", NEWBORN, ("Baby", "Ashby"), (False, True)),
    ("BABY 1", "Ashby", NEWBORN, ("BABY 1", "Ashby"), (False, True)),
    ("Unborn", "Ashby", date(2027, 3, 1), ("Unborn", "Ashby"), (False, True)),
    ("Unborn Baby", "Ashby", None, ("Unborn Baby", "Ashby"), (False, True)),
    ("Unborn (EDD 03/12/2026)", "Ashby", None, ("Unborn (EDD 03/12/2026)", "Ashby"), (False, True)),
    ("Twin 1", "Ashby", NEWBORN, ("Twin 1", "Ashby"), (False, True)),
    ("Twin B", "Ashby", NEWBORN, ("Twin B", "Ashby"), (False, True)),
    ("Baby girl", "Ashby", NEWBORN, ("Baby girl", "Ashby"), (False, True)),
    ("Baby Ashby", "Ashby", NEWBORN, ("Baby Ashby", "Ashby"), (False, True)),
    ("Baby of Ann", "Ashby", NEWBORN, ("Baby of Ann", "Ashby"), (False, True)),
    ("B/O Ann", "Ashby", NEWBORN, ("B/O Ann", "Ashby"), (False, True)),
    ("New-born", "Ashby", NEWBORN, ("New-born", "Ashby"), (False, True)),
    ("Boy 2", "Ashby", NEWBORN, ("Boy 2", "Ashby"), (False, True)),
    ("EDD 03/12/26", "Ashby", NEWBORN, ("EDD 03/12/26", "Ashby"), (False, True)),
    ("NYN", "Ashby", NEWBORN, ("NYN", "Ashby"), (False, True)),
    ("Yet to be named", "Ashby", NEWBORN, ("", "Ashby"), (False, True)),
    ("Edd", "Ashby", ADULT, ("Edd", "Ashby"), (True, True)),
    ("Baby", "Kaur", ADULT, ("Baby", "Kaur"), (True, True)),
    ("Infant", "Raj", ADULT, ("Infant", "Raj"), (True, True)),
    ("Baby Jane", "Ashby", NEWBORN, ("Baby Jane", "Ashby"), (True, True)),
    ("Bo", "Ashby", NEWBORN, ("Bo", "Ashby"), (True, True)),
    ("", "Baby", NEWBORN, ("", "Baby"), (False, False)),
    # A number is no name.
    ("123", "Ashby", ADULT, ("123", "Ashby"), (False, True)),
])  # fmt: skip
def test_names_are_kept_and_compared_by_what_they_say(first, family, born, kept, known):
    assert names_as_known(first, family, born, WORDS, today=TODAY) == (*kept, *known)


@given(any_text(max_size=30), any_text(max_size=30), st.none() | st.dates(date(1880, 1, 1), date(2027, 8, 1)))
def test_a_name_is_kept_as_written_or_is_empty(first, family, born):
    kept = names_as_known(first, family, born, WORDS, today=TODAY)
    assert kept[0] in ("", first)
    assert kept[1] in ("", family)
    # What is not held is never compared.
    assert kept[2] <= bool(kept[0])
    assert kept[3] <= bool(kept[1])


@pytest.mark.parametrize("address", [
    "No fixed abode, ZZ99 3VZ", "NFA", "N.F.A", "nfa - sofa surfing", "Of no fixed address", "Homeless",
    "ZZ99 3WZ", "zz993vz",
    "c/o 3 Mill Road, Stockport SK1 1AA", "C/O Ann Smith", "\u2105 Ann Smith, 3 Mill Road",
    "Care of the manager, 3 Mill Road",
    "HMP Manchester, Southall Street", "H.M. Prison Styal", "HMYOI Hindley", "Styal Prison",
    "Stepping Hill Hospital, Poplar Grove",
    "Ward 4, Royal Infirmary", "PO Box 12, Stockport", "P.O. Box 3", "Post Office Box 9",
    "Town Hall, Edward Street SK1 3XE",
    "Civic Centre", "Brook Hostel, 3 Mill Road", "YMCA, 29 Rush Green Road", "Travelodge, Mill Road",
    "Brook Children\u2019s Home, 3 Mill Road", "Brook Childrens Home", "Elm Nursing Home, SK1 1AA", "The Grand Hotel",
    "Sunny B&B, 3 Mill Road", "Elm Halls of Residence, Room 5", "Block C, Elm Barracks", "Women's Aid, Stockport",
    "Children's Ward, St Ann's", "Ward 12", "A&E", "Labour ward", "Police custody", "In prison", "XX1 1XX",
    "Confidential", "Address withheld", "Protected address", "WHEREABOUTS UNKNOWN.", "Address: not given", "Safe house",
    "Gone away", "Moved away, address unknown", "Left the UK", "Temporary accommodation", "Emergency housing",
    "As above", "Same as mother", "See notes", "In foster care", "Abroad", "Deceased", "Detained",
])  # fmt: skip
def test_addresses_where_no_family_is_at_home(address):
    assert is_no_home(address, ())


@pytest.mark.parametrize("address", [
    "12 Hospital Road", "3 Prison Lane, Stockport", "Town Hall Street", "7 Old Church Lane", "3 Nfati Road",
    "Flat 2, Zz House",
    "1 Boxwood Close", "12 Foyer Close", "Post Box Cottage, Mill Road",
    "12 Hostel Close", "5 Hospital Cottages", "Hospitality House",
    "8 Refuge Street", "Cooper Street", "",
    "12 Hotel Street, Bolton", "5 Barracks Lane", "3 Care Home Close", "Safe House Lane", "1 Ward Street",
    "Overseas House",
    "Abroad Street", "2 Secret Garden Mews", "4 Confidential Court", "Detained Farm", "7 Carers Row", "Deceased Lane",
])  # fmt: skip
def test_streets_named_after_them_are_homes(address):
    assert not is_no_home(address, ())


def test_the_councils_own_offices_are_no_home_but_the_house_next_door_is():
    own = ("12 Example Street",)
    assert is_no_home("Flat 3, 12 EXAMPLE street, Stockport", own)
    assert not is_no_home("112 Example Street, Stockport", own)
    assert not is_no_home("12 Example Street North".replace("Street", "Streets"), own)


@pytest.mark.parametrize(("written", "kept"), [
    ("NULL, Mill Road, -, SK1 1AA", "Mill Road, SK1 1AA"), ("NULL", ""), ("NULL, NULL, NULL", ""),
    ("-", ""), ("0", ""),
    ("Not known", ""), ("12 Mill Road,\nUnknown", "12 Mill Road"),
    ("12 Mill Road, Stockport", "12 Mill Road, Stockport"),
    ("10, Mill Road", "10, Mill Road"), ("No fixed abode", "No fixed abode"),
])  # fmt: skip
def test_lines_of_an_address_that_say_nothing_are_left_out(written, kept):
    assert without_empty_lines(written, WORDS) == kept


@pytest.mark.parametrize("written", [
    "1900-01-01", "01/01/1900", "00/00/0000", "0000-00-00", "31/12/9999", "9999-12-31", "00/01/1900", "1900-01-00",
    "01/01/0001", "9999-12-31T00:00:00", "31/12/9999 00:00", "30/12/1899",
])  # fmt: skip
def test_dates_that_say_nothing(written):
    assert is_no_date(written, ("yyyy-mm-dd", "dd/mm/yyyy"), NotKnown().days)


@pytest.mark.parametrize("written", [
    "1996-01-01", "01/01/1901", "02/01/1900", "31/12/1999", "29/02/2015", "soon", "",
    pytest.param(f"{'1' * 5000}/01/1900", id="long day"), pytest.param(f"01/01/{'1' * 5000}", id="long year"),
])  # fmt: skip
def test_first_of_january_of_another_year_is_a_date_of_birth(written):
    assert not is_no_date(written, ("yyyy-mm-dd", "dd/mm/yyyy"), NotKnown().days)


def test_a_councils_dates_replace_ours():
    days = NotKnown.model_validate({"dates": [date(1901, 1, 1)]}).days
    assert is_no_date("01/01/1901", ("dd/mm/yyyy",), days)
    assert not is_no_date("01/01/1900", ("dd/mm/yyyy",), days)
