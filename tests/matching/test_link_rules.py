"""One record beside one or few people: which differences leave it linked, in doubt, or somebody else's."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.record_linkage import PEOPLE, match_records
from tests.matching.one_pair import ELSEWHERE, JAYDEN, KATE, links, outcome, people, records, waiting


@pytest.mark.parametrize(
    "differs",
    [
        {},
        {"first_name": " KATE "},
        {"first_name": "Katherine"},
        {"first_name": "Kate Louise"},
        {"first_name": "Katte", "address": ""},
        {"family_name": "Murgatroid"},
        {"family_name": "Murgatroyd-Pike", "address": ELSEWHERE},
        {"family_name": "Pike"},
        {"first_name": "Murgatroyd", "family_name": "Kate"},
        {"address": "320 OVERDALE RD\nsk63hl", "gender": "Unknown"},
        {"address": ELSEWHERE},
        {"family_name": ""},
        {"date_of_birth": date(1990, 3, 2)},
        {"date_of_birth": date(1990, 2, 4)},
        {"date_of_birth": date(1990, 5, 3)},
        {"gender": "Male"},
        {"first_name": "Murgatroyd", "family_name": "Kate", "address": ELSEWHERE},
    ],
)
def test_a_record_that_is_surely_this_persons_is_linked(differs):
    assert outcome(KATE, {**KATE, **differs}) == "linked"


@pytest.mark.parametrize(
    "differs",
    [
        {"date_of_birth": None},
        {"date_of_birth": date(1990, 3, 2), "gender": "Male"},
        {"date_of_birth": date(1990, 2, 4), "first_name": "Katte"},
        {"first_name": "Murgatroyd", "family_name": "Katte"},
        {"date_of_birth": date(1990, 3, 2), "address": ELSEWHERE},
        {"date_of_birth": date(1990, 2, 4), "address": ""},
        {"date_of_birth": date(1991, 2, 3)},
        {"date_of_birth": date(1990, 1, 1)},
        {"first_name": "K"},
        {"first_name": "K Louise"},
        {"first_name": "K", "gender": "Male"},
        {"first_name": "Katte", "gender": "Male"},
        {"first_name": ""},
        {"family_name": "", "address": ELSEWHERE},
        {"family_name": "Pike", "address": ELSEWHERE},
        {"family_name": "Pike", "address": ""},
    ],
)
def test_a_record_that_is_likely_but_not_surely_this_persons_waits(differs):
    assert outcome(KATE, {**KATE, **differs}) == "waiting"
    assert outcome({**KATE, **differs}, KATE) == "waiting"


@pytest.mark.parametrize(
    "differs",
    [
        {"first_name": "Oonagh"},
        {"first_name": "Kit"},
        {"first_name": "", "family_name": ""},
        {"date_of_birth": date(1970, 2, 3)},
        {"date_of_birth": date(1909, 2, 3)},
        {"date_of_birth": date(1961, 7, 19)},
        {"date_of_birth": date(1990, 3, 4)},
        {"date_of_birth": date(1985, 11, 20)},
        {"date_of_birth": None, "first_name": "Kit"},
        {"first_name": "Katte", "family_name": "Pike", "address": ELSEWHERE},
        {"date_of_birth": date(1990, 2, 4), "first_name": "K"},
        {"first_name": "K", "family_name": "Pike"},
        {"first_name": "K", "family_name": ""},
    ],
)
def test_a_record_that_may_be_this_persons_is_a_doubt_on_their_page_alone(differs):
    assert outcome(KATE, {**KATE, **differs}) == "in doubt"
    assert outcome({**KATE, **differs}, KATE) == "in doubt"


@pytest.mark.parametrize(
    "differs",
    [
        {"first_name": "Oonagh", "family_name": "Pike", "address": ELSEWHERE},
        {"first_name": "Oonagh", "date_of_birth": date(2016, 11, 20)},
        {"first_name": "Oonagh", "family_name": "Pike", "date_of_birth": None},
        {"first_name": "", "family_name": "", "date_of_birth": None, "address": ""},
    ],
)
def test_a_record_of_somebody_else_is_a_person_of_its_own(differs):
    assert outcome(KATE, {**KATE, **differs}) == "apart"
    assert outcome({**KATE, **differs}, KATE) == "apart"


@pytest.mark.parametrize(
    "weak",
    [
        {"gender": "Female"},
        {"date_of_birth": date(2012, 5, 7)},
        {"date_of_birth": date(2012, 6, 5)},
    ],
)
def test_a_weak_detail_is_not_linked_where_another_record_of_the_source_has_the_persons_own_name_and_date(weak):
    assert outcome(JAYDEN, {**JAYDEN, **weak}) == "linked"
    both = match_records(people(JAYDEN), {"school": records({**JAYDEN, **weak}, JAYDEN)})
    assert links(both) == {("school", "r1"): (PEOPLE, "p0")}


@pytest.mark.parametrize("first_name", ["K", "Kit", "Louise Kate"])
def test_a_grown_ups_first_name_may_be_badly_typed_where_all_else_agrees(first_name):
    grown_up = {**KATE, "date_of_birth": date(1985, 2, 3)}
    said = {**grown_up, "first_name": first_name}
    assert outcome(grown_up, said) == "linked"
    for differs in ({"gender": "Unknown"}, {"address": ELSEWHERE}, {"date_of_birth": date(1985, 3, 2)},
                    {"family_name": "Pike"}, {"family_name": ""}, {"first_name": ""}):  # fmt: skip
        assert outcome(grown_up, {**said, **differs}) != "linked", differs
    assert outcome(KATE, {**KATE, "first_name": first_name}) != "linked"


def test_a_grown_ups_first_name_is_not_linked_where_somebody_of_that_family_and_birth_is_in_sight():
    grown_up = {**KATE, "date_of_birth": date(1985, 2, 3)}
    said, twin = {**grown_up, "first_name": "Kit"}, {**grown_up, "first_name": "Oonagh"}
    assert ("housing", "r0") not in links(match_records(people(grown_up, twin), {"housing": records(said)}))
    assert ("housing", "r0") not in links(match_records(people(grown_up), {"housing": records(said, twin)}))


@pytest.mark.parametrize("first_name", ["Jack", "Kyle", "J", ""])
def test_another_gender_is_not_linked_where_somebody_of_that_family_and_birth_is_in_sight(first_name):
    record, twin = {**JAYDEN, "gender": "Female"}, {**JAYDEN, "first_name": first_name}
    in_the_cms = match_records(people(JAYDEN, twin), {"school": records(record)})
    assert ("school", "r0") not in links(in_the_cms)
    in_the_source = match_records(people(JAYDEN), {"school": records(record, twin)})
    assert ("school", "r0") not in links(in_the_source)


@settings(max_examples=15, deadline=None)
@given(st.permutations(["jayden", "jacob", "josef", "jun", "jeevan", "joao"]), st.booleans())
def test_twins_with_one_initial_are_never_linked_by_it(first_names, in_the_cms):
    one, other = ({**JAYDEN, "first_name": name.title()} for name in first_names[:2])
    initial = {**JAYDEN, "first_name": "J"}
    known, said = ((one, other), (initial,)) if in_the_cms else ((one,), (initial, other))
    matches = match_records(people(*known), {"school": records(*said)})
    assert ("school", "r0") not in links(matches)


def test_a_common_name_is_not_linked_with_another_gender_away_from_home():
    crowd = [
        {**KATE, "family_name": "Khan", "date_of_birth": date(1990, 1 + number % 12, 1 + number % 28),
         "address": f"{number} Mill Lane, SK1 1AA"}
        for number in range(200)
    ]  # fmt: skip
    khan = {**KATE, "family_name": "Khan"}
    found = links(
        match_records(people(khan, *crowd), {"housing": records({**khan, "gender": "Male", "address": ELSEWHERE})})
    )
    assert found == {}


def test_names_the_wrong_way_round_are_not_linked_where_they_are_as_common_that_way_round():
    crowd = [
        {**KATE, "first_name": first, "family_name": family, "address": f"{number} Mill Lane, SK1 1AA",
         "date_of_birth": date(1990, 1 + number % 12, 1 + number % 28)}
        for number, (first, family) in enumerate([("Lamar", "Tyrell"), ("Tyrell", "Lamar")] * 100)
    ]  # fmt: skip
    ali = {**KATE, "first_name": "Lamar", "family_name": "Tyrell"}
    turned = {**ali, "first_name": "Tyrell", "family_name": "Lamar", "address": ELSEWHERE}
    assert links(match_records(people(ali, *crowd), {"housing": records(turned)})) == {}
    assert links(match_records(people(ali), {"housing": records(turned)})) == {("housing", "r0"): (PEOPLE, "p0")}


@pytest.mark.parametrize(("person", "outcome_elsewhere"), [
    # Everybody knows others of this name, also where the files have only him.
    ({"first_name": "Mohamed", "family_name": "Ahmed", "date_of_birth": date(1995, 1, 1)}, "waiting"),
    ({"first_name": "Mohamed", "family_name": "Ahmed", "date_of_birth": date(1995, 3, 7)}, "linked"),
    ({"first_name": "Tsering", "family_name": "Bhutia", "date_of_birth": date(1995, 1, 1)}, "linked"),
])  # fmt: skip
def test_a_common_name_and_a_legal_birthday_together_are_not_enough(person, outcome_elsewhere):
    assert outcome({**KATE, **person}, {**KATE, **person, "address": ELSEWHERE}) == outcome_elsewhere
    assert outcome({**KATE, **person}, {**KATE, **person}) == "linked"


def test_a_street_alone_is_no_home():
    street = {**KATE, "address": "Park Road, Crewe"}
    assert outcome(street, {**street, "family_name": "Dolata"}) != "linked"
    assert outcome({**KATE, "address": "Rose Cottage, Crewe"}, {**KATE, "address": "Rose Cottage, Crewe"}) == "linked"


def test_nothing_waits_where_both_dates_of_birth_are_missing_and_the_address_differs_for_a_common_name():
    many = [{**KATE, "date_of_birth": None, "address": f"{number} Mill Lane, SK1 1AA"} for number in range(40)]
    matches = match_records(people(*many), {"housing": records({**KATE, "date_of_birth": None, "address": ELSEWHERE})})
    assert matches.links.empty
    assert matches.waiting.empty


def test_twins_are_not_linked_and_no_doubt_where_each_has_a_record():
    kyle, chloe = {**JAYDEN, "first_name": "Kyle"}, {**JAYDEN, "first_name": "Chloe", "gender": "Female"}
    for twin in (kyle, chloe):
        assert outcome(JAYDEN, twin) != "linked"
        matches = match_records(people(JAYDEN), {"school": records(JAYDEN, twin)})
        assert links(matches) == {("school", "r0"): (PEOPLE, "p0")}
        assert waiting(matches) == []


def test_a_part_left_out_is_no_agreement_where_another_record_of_that_birth_is_in_sight():
    ali, hassan = ({**JAYDEN, "first_name": f"Mohammed {name}"} for name in ("Ali", "Hassan"))
    mohammed = {**JAYDEN, "first_name": "Mohammed"}
    assert links(match_records(people(mohammed), {"school": records(ali)})) == {("school", "r0"): (PEOPLE, "p0")}
    both_in_the_source = match_records(people(mohammed), {"school": records(ali, hassan)})
    assert links(both_in_the_source) == {}
    assert waiting(both_in_the_source) == [("r0", "p0"), ("r1", "p0")]
    both_in_the_cms = match_records(people(ali, hassan), {"school": records(mohammed)})
    assert links(both_in_the_cms) == {}
    assert waiting(both_in_the_cms) == [("r0", "p0"), ("r0", "p1")]


def test_half_of_a_family_name_is_no_agreement_where_another_of_that_first_name_and_birth_is_in_sight():
    one, other = ({**KATE, "family_name": f"Murgatroyd-{name}"} for name in ("Pike", "Quill"))
    assert links(match_records(people(KATE), {"housing": records(one)})) != {}
    assert links(match_records(people(KATE), {"housing": records(one, other)})) == {}


@pytest.mark.parametrize("first_name", ["K", "K Louise", "Baby 1", "Twin (Two)", "Baby Boy", "Infant A"])
def test_an_initial_and_a_number_are_never_the_same_first_name(first_name):
    record = {**KATE, "first_name": first_name}
    assert outcome(record, record) in ("waiting", "in doubt")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Flat 1, Oak House, Stockport SK1 2UV", "Flat 1, Elm House, Stockport SK1 2UV"),
        ("Flat 1, 12 Mill Lane, Stockport SK1 2UV", "Flat 2, 12 Mill Lane, Stockport SK1 2UV"),
        ("12 High Street, Manchester", "12 High Street, Bramhall"),
        ("12 High Street, Manchester", "12 High Street"),
        ("12 High Street, Stockport SK1 2UV", "14 High Street, Stockport SK1 2UV"),
    ],
)
def test_what_is_not_one_home_backs_no_other_family_name(one, other):
    assert outcome({**KATE, "address": one}, {**KATE, "family_name": "Pike", "address": other}) != "linked"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Flat 1, Oak House, Stockport SK1 2UV", "FLAT 1 OAK HSE\nsk12uv"),
        ("12 High Street, Bramhall", "12 High St, Bramhall, Stockport SK7 1AA"),
        ("Rose Cottage, Romiley SK6 3HL", "Rose Cottage, Stockport SK6 3HL"),
        ("Flat 2, 12 Mill Lane SK1 2UV", "12 Mill Lane, Flat 2, SK1 2UV"),
    ],
)
def test_one_home_written_in_two_ways_backs_another_family_name(one, other):
    assert outcome({**KATE, "address": one}, {**KATE, "family_name": "Pike", "address": other}) == "linked"
