"""Preferred and former names: all of them find, a preferred one is shown, a former one never is."""

import json
from datetime import date

import pytest

from data_access.errors import NotPermitted
from data_access.people import person_page, search
from data_access.people.restricting import restrictions
from data_access.values import Individual, SearchTerms
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, audit_rows, change_extract, person_id
from tests.small_extract import SmallExtract, _person

pytest_generate_tests = only_these_on_both(
    "test_a_preferred_name_is_a_match_and_is_shown",
    "test_a_former_name_finds_among_the_similar_and_is_never_a_match",
    "test_a_restricted_person_is_found_by_none_of_their_names",
)

FORMER = ("Zebedee", "Quillfeather")


def with_names(council) -> SmallExtract:
    extract = SmallExtract(council)
    for line in extract.files["people"]:
        line |= dict.fromkeys(("preferred_first_name", "preferred_family_name", "former_names"), "")
    kate = extract.line("people", person_key="kate")
    kate.update(first_name="Katherine", preferred_first_name="Poppy", preferred_family_name="Brownlow",
                former_names=" ".join(FORMER))  # fmt: skip
    return extract


@pytest.fixture
def helen(stockport, load, sign_in):
    return sign_in(load(stockport, with_names(stockport)))


def found(actor, first: str, family: str, **more):
    terms = SearchTerms(first_name=first, family_name=family, **more)
    return search.search_people(actor, terms, grounds=STOCKPORT_GROUNDS)


def ids(individuals: tuple[Individual, ...]) -> set[str]:
    return {one.person_id for one in individuals}


def test_a_preferred_name_is_a_match_and_is_shown(helen):
    kate = person_id(helen.council, "kate")
    for first, family in (("Poppy", "Brownlow"), ("Katherine", "Williams")):
        one = next(one for one in found(helen, first, family).matches if one.person_id == kate)
        assert (one.first_name, one.family_name, one.known_as) == ("Katherine", "Williams", "Poppy Brownlow")
    assert kate in ids(found(helen, "", "Brownl*").matches)
    assert kate in ids(found(helen, "Popy", "Brownlow").similar)


def test_a_former_name_finds_among_the_similar_and_is_never_a_match(helen):
    kate = person_id(helen.council, "kate")
    for first, family in (FORMER, ("Zebedee", "Williams"), ("Zebedee", "Quilfeather"), ("Poppy", "Quillfeather")):
        answer = found(helen, first, family)
        assert kate in ids(answer.similar), (first, family)
        assert kate not in ids(answer.matches)
    assert kate in ids(found(helen, "", "Quillf*").similar)


def test_a_former_name_badly_typed_finds_whoever_was_born_that_day(stockport, load, sign_in):
    extract = with_names(stockport)
    no_more = dict.fromkeys(("preferred_first_name", "preferred_family_name", "former_names"), "")
    extract.files["people"] += [
        _person("g", "cms", "810001", "Giuseppina", "Wisniewski", 50, "Female", "") | no_more,
        _person("j", "cms", "810002", "J", "Szymanska", 41, "Female", "") | no_more | {"former_names": "J Wisniewski"},
    ]
    helen = sign_in(load(stockport, extract))
    born = date.fromisoformat(extract.line("people", person_key="j")["date_of_birth"])
    assert "810002" in {one.cms_id for one in found(helen, "Giusppina", "Wisdiewbki", date_of_birth=born).similar}


def test_a_former_name_is_in_no_answer_and_in_no_record_of_the_audit(helen):
    kate = person_id(helen.council, "kate")
    answer = found(helen, "Zebede", "Quilfeather")
    page = person_page.get_person(helen, kate, grounds=STOCKPORT_GROUNDS)
    assert page.details.known_as == "Poppy Brownlow"
    said = repr((answer, page)) + json.dumps([row.record for row in audit_rows(helen.council)])
    assert kate in said
    assert "Quillfeather" not in said
    assert "Zebedee" not in said


def test_a_restricted_person_is_found_by_none_of_their_names(helen, sign_in):
    kate = person_id(helen.council, "kate")
    restrictions.restrict_person(helen.council, "249013", reason="adoption", by="test")
    for first, family in (("Poppy", "Brownlow"), FORMER, ("Katherine", "Williams"), ("", "Quillf*")):
        answer = found(helen, first, family)
        assert kate not in ids(answer.matches + answer.similar)
    with pytest.raises(NotPermitted):
        person_page.get_person(helen, kate, grounds=STOCKPORT_GROUNDS)


def test_a_case_id_fits_any_of_the_names(helen):
    for first, family in (("Poppy", "Brownlow"), FORMER):
        assert found(helen, first, family, case_id="249013").direct == person_id(helen.council, "kate")


def test_an_extract_from_before_there_were_other_names_is_still_read(stockport, load, sign_in):
    helen = sign_in(load(stockport))
    change_extract(stockport, "DROP TABLE extract.other_name")
    assert found(helen, "Kate", "Williams").matches
    assert person_page.get_person(helen, person_id(stockport, "kate"), grounds=STOCKPORT_GROUNDS).details.known_as == ""
