"""Every query of `name_queries.csv` in a council of 20,000 invented people; odd names, and names with a star."""

from contextlib import contextmanager
from pathlib import Path
from statistics import median

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.council import GROUNDS, invented, loaded_council, sign_in
from benchmarks.name_cases import LISTED, people_of, read_cases
from benchmarks.population import Made
from config import clock
from data_access.errors import NotEnoughToSearch
from data_access.people.search import search_people
from data_access.values import SearchTerms
from tests.any_text import any_text

CASES = read_cases(Path(__file__).with_name("name_queries.csv"))
# Each miss is explained in docs/searching.md.
MOST_MISSED = 5
PEOPLE = 20_000
# What registers and people make of names, and what tears programs apart.
ODD = ("", " ", "-", ".", "O'", "Baby", "Twin 1", "née", "*", "%ann*", "de", "Mr", "S.", "\u200b", "Ann,", "\U0001f469")


@contextmanager
def council_of(made, tmp_path):
    """These people in a council, and a worker signed in to it."""
    with loaded_council(tmp_path, made) as council:
        yield sign_in(council)


pytestmark = pytest.mark.usefixtures("databases")


def test_everybody_in_the_file_is_listed_and_what_is_no_name_is_named(tmp_path):
    """That PostgreSQL gives the same people in the same order: test_search.py."""
    missed, lengths = [], []
    with council_of([*invented(PEOPLE, seed=11), *people_of(CASES)], tmp_path) as actor:
        for case in CASES:
            answer = search_people(actor, case.typed, grounds=GROUNDS)
            shown = answer.matches + answer.similar
            if case.expected == LISTED:
                lengths.append(len(shown))
                if case.meant.cms_id not in {one.cms_id for one in shown}:
                    missed.append(case.typed)
            else:
                assert answer.looks_like and answer.looks_like.what in case.kind, case
        most = actor.council.search.most_individuals
    assert len(missed) <= MOST_MISSED, missed
    assert median(lengths) <= 10 and max(lengths) <= most


def person(number: int, first: str, family: str, born=None, case_id: str | None = None) -> Made:
    return Made(f"p{number}", f"7{number:05}" if case_id is None else case_id, first, family, born, "Unknown", "1 Road")


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_name_on_record_and_no_query_ends_a_search_in_an_error(tmp_path_factory, data):
    text = st.sampled_from(ODD) | any_text(max_size=12)
    name = st.lists(text, max_size=3).map(" ".join)
    days = st.sampled_from([None, clock.today(), clock.years_before(clock.today(), 9)])
    # Many names in each: an example costs a load, and a search hardly anything.
    held = data.draw(st.lists(st.tuples(name, name, days), min_size=1, max_size=24))
    made = [person(number, *one) for number, one in enumerate(held)]
    with council_of(made, tmp_path_factory.mktemp("odd")) as actor:
        for first, family, born in data.draw(st.lists(st.tuples(name, name, days), min_size=10, max_size=30)) + held:
            try:
                search_people(actor, SearchTerms(first, family, born), grounds=GROUNDS)
            except NotEnoughToSearch:
                continue


def names_in(answer):
    return sorted(f"{one.first_name} {one.family_name}" for one in answer.matches)


STARS = {
    ("", "Winterb*"): ["Bea Winterbottom", "Bo Winterbourne"],
    ("", "Winterb%"): ["Bea Winterbottom", "Bo Winterbourne"],
    ("", "*bourne"): ["Bo Winterbourne", "Cy Ashbourne"], ("", "%tom"): ["Bea Winterbottom"],
    ("B*", "Winterbourne"): ["Bo Winterbourne"], ("Bo", "*bourne"): ["Bo Winterbourne"],
    ("Cyr*", "Ash*"): [], ("", "Wi*"): [],
}  # fmt: skip


def test_a_star_after_three_letters_is_a_beginning_and_before_them_an_ending(tmp_path):
    made = [person(1, "Bo", "Winterbourne"), person(2, "Bea", "Winterbottom"), person(3, "Cy", "Ashbourne")]
    with council_of(made, tmp_path) as actor:
        assert {typed: names_in(search_people(actor, SearchTerms(*typed), grounds=GROUNDS)) for typed in STARS} == STARS


def test_a_star_that_fits_a_crowd_lists_no_one(tmp_path):
    names = [f"{one}{other}son" for one in ("Ab", "Bel", "Cor", "Dal", "Er") for other in "aeioubcdfgklm"]
    with council_of([person(number, "Ann", name) for number, name in enumerate(names)], tmp_path) as actor:
        for typed in ("*son", "Ann *son"):
            answer = search_people(actor, SearchTerms("", typed), grounds=GROUNDS)
            assert answer.matches + answer.similar == () and answer.too_many > actor.council.search.most_individuals
