"""Two restrictions are two: whose keys have passed between restricted people, each holds until it is ended itself."""

import json

import pytest

from data_access.errors import RestrictionsLost
from data_access.people import access, person_ids
from data_access.people.restricting import restricted_people, restrictions
from data_access.people.restricting.restricted_people import Why
from data_access.people.search import search_people
from data_access.storage.database import database_of
from data_access.values import SearchTerms
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS as GROUNDS
from tests.data_access.conftest import audit_rows, person_id
from tests.data_access.loading.test_followed_restrictions import (
    assert_hidden,
    changed,
    load_it,
    people_of,
    with_change,
    without,
)
from tests.data_access.unkeyed import UnkeyedExtract, without_shared_key
from tests.small_extract import SmallExtract, _person

pytest_generate_tests = only_these_on_both(
    "test_ending_the_restriction_of_somebody_with_a_used_number_releases_no_one_else",
    "test_a_restriction_and_its_linked_records_end_together",
)

IVY = _person("ivy", "cms", "249014", "Ivy", "Newcomer", 20, "Female", "")


@pytest.fixture
def olive(helen, sign_in):
    """A data officer in Stockport, where Dominic is restricted."""
    restrictions.restrict_person(helen.council, "249014", reason="Refuge or a threat to life", by="test")
    return sign_in(helen.council, "olive.grant", "data_officer")


def is_found(actor, first, family) -> bool:
    answer = search_people(actor, SearchTerms(first_name=first, family_name=family), grounds=GROUNDS)
    return any((one.first_name, one.family_name) == (first, family) for one in answer.matches)


def with_ivy(council) -> SmallExtract:
    """Ivy, a newcomer, has the case ID that Dominic had."""
    extract = changed(council, cms_id="777001")
    extract.files["people"].append(dict(IVY))
    return extract


def exchanged(extract: SmallExtract, *keys: str) -> SmallExtract:
    """The extract in which each of these people has the case ID of the next, and the last has that of the first."""
    lines = [extract.line("people", person_key=key) for key in keys]
    had = [line["cms_id"] for line in lines]
    for line, value in zip(lines, [*had[1:], had[0]], strict=True):
        line["cms_id"] = value
    return extract


def test_ending_the_restriction_of_somebody_with_a_used_number_releases_no_one_else(helen, olive, load):
    """Seen to fail with the people known by a common key taken for one: Dominic was found again."""
    load(helen.council, with_ivy(helen.council))
    restrictions.restrict_as_officer(olive, "249014", family_name="Newcomer", reason="Relative of staff", note="")
    ids = people_of(helen.council)
    restrictions.remove_restriction(olive, ids["Ivy Newcomer"], note="")
    assert_hidden(helen, case_id="777001")
    assert is_found(helen, "Ivy", "Newcomer")
    assert [one.cms_id for one in restricted_people.list_marks(helen.council)] == ["777001"]
    [ended] = [json.loads(row.record) for row in audit_rows(helen.council) if row.action == "unrestricted_person"]
    assert ended["about"] == {"person_id": ids["Ivy Newcomer"]}
    load(helen.council, with_ivy(helen.council))
    assert_hidden(helen, case_id="777001")
    assert restricted_people.list_unsettled(helen.council) == []


@pytest.mark.parametrize(
    ("dominic", "kate"), [("777001", "249014"), ("249013", "249014")], ids=["passed on", "exchanged"]
)
def test_of_two_restricted_people_whose_case_ids_passed_on_one_is_released_alone(helen, olive, load, dominic, kate):
    restrictions.restrict_person(helen.council, "249013", reason="Adoption", by="test")
    load(helen.council, with_change(changed(helen.council, cms_id=dominic), "kate", cms_id=kate))
    restrictions.remove_restriction(olive, person_id(helen.council, "kate"), note="")
    assert_hidden(helen, case_id=dominic)
    assert is_found(helen, "Kate", "Williams")


@pytest.mark.parametrize("is_opened", [False, True])
def test_that_somebody_is_someone_else_releases_no_one_but_them(helen, olive, load, is_opened):
    """Three case IDs go round; Una, who is not restricted, has one of the two restricted people's."""
    if is_opened:
        search_people(helen, SearchTerms(case_id="249040"), grounds=GROUNDS)
        restrictions.restrict_person(helen.council, "249040", reason="Another reason", by="test")
        restrictions.unrestrict_person(helen.council, "249040", by="test")
    restrictions.restrict_person(helen.council, "249013", reason="Adoption", by="test")
    extract = exchanged(SmallExtract(helen.council), "dominic", "unlinked", "kate")
    load(helen.council, extract)
    una = people_of(helen.council)["Una Linkless"]
    for one in restricted_people.list_unsettled(helen.council):
        if one.person_id == una:
            restrictions.settle(olive, one.restricted_id, una, is_same=False)
    for _ in range(2):
        assert is_found(helen, "Una", "Linkless")
        assert_hidden(helen, case_id="249040")
        assert_hidden(helen, first="Kate", family="Williams", case_id="249014")
        load(helen.council, extract)


def test_somebody_the_officer_called_the_same_person_is_released_with_them(helen, olive, load):
    two = SmallExtract(helen.council)
    two.files["people"].append(_person("second", "cms", "777001", "Dominic", "Pierce", 36, "Male", ""))
    load(helen.council, two)
    [one] = restricted_people.list_unsettled(helen.council)
    restrictions.settle(olive, one.restricted_id, one.person_id, is_same=True)
    restrictions.remove_restriction(olive, one.restricted_id, note="")
    assert restricted_people.list_marks(helen.council) == []
    load(helen.council, two)
    assert search_people(helen, SearchTerms(case_id="777001"), grounds=GROUNDS).direct


def test_a_restriction_and_its_linked_records_end_together(stockport, tmp_path, sign_in):
    extract = UnkeyedExtract(without_shared_key(stockport)).tenant("T1", "dominic")
    helen = sign_in(extract.load(tmp_path))
    restrictions.restrict_person(helen.council, "249014", reason="Adoption", by="test")
    extract.load(tmp_path)
    restrictions.unrestrict_person(helen.council, "249014", by="test")
    assert restricted_people.list_marks(helen.council) == []
    extract.files["housing"][0]["first_name"] = "Leonard"
    extract.load(tmp_path)
    assert is_found(helen, "Dominic", "Pierce") and is_found(helen, "Leonard", "Pierce")


@pytest.mark.parametrize("has_ivy", [False, True])
def test_that_somebody_else_has_his_number_does_not_keep_the_likely_from_being_hidden(helen, olive, load, has_ivy):
    """Seen to fail with Ivy standing for him: nobody was looked for, and nothing was asked."""
    extract = with_ivy(helen.council) if has_ivy else changed(helen.council, cms_id="777001")
    load(helen.council, extract)
    load(helen.council, with_change(extract, "dominic", "d-9", cms_id="777009", family_name="Archer"))
    assert_hidden(helen, family="Archer", case_id="777009")
    assert Why.NEAR in {one.why for one in restricted_people.list_unsettled(helen.council)}


def test_nor_does_another_restricted_person_who_has_it(helen, olive, load):
    restrictions.restrict_person(helen.council, "249013", reason="Adoption", by="test")
    extract = with_change(changed(helen.council, cms_id="777001"), "kate", cms_id="249014")
    load(helen.council, extract)
    load(helen.council, with_change(extract, "dominic", "d-9", cms_id="777009", family_name="Archer"))
    assert_hidden(helen, family="Archer", case_id="777009")
    [one] = restricted_people.list_unsettled(helen.council)
    assert (one.why, one.case_id) == (Why.NEAR, "777009")


def test_where_no_one_is_likely_that_is_said_though_another_restricted_person_has_the_number(helen, olive, load):
    restrictions.restrict_person(helen.council, "249013", reason="Adoption", by="test")
    extract = with_change(changed(helen.council, cms_id="777001"), "kate", cms_id="249014")
    load(helen.council, extract)
    load(helen.council, without(extract, "dominic"))
    [one] = restricted_people.list_unsettled(helen.council)
    assert (one.why, one.restricted_id) == (Why.GONE, person_id(helen.council, "dominic"))


@pytest.mark.parametrize("are_exchanged", [False, True])
def test_several_who_are_lost_stop_a_load_whose_case_ids_they_had(helen, olive, tmp_path, are_exchanged):
    """Seen to fail with each standing for the one before."""
    for case_id in ("249013", "249040"):
        restrictions.restrict_person(helen.council, case_id, reason="Adoption", by="test")
    everyone = ("dominic", "kate", "unlinked")
    extract = SmallExtract(helen.council)
    load_it(helen.council, exchanged(extract, *everyone) if are_exchanged else extract, tmp_path)
    with pytest.raises(RestrictionsLost):
        load_it(helen.council, without(extract, *everyone), tmp_path)


def split_in_two(council) -> SmallExtract:
    """Dominic is there twice: once with the case ID that he had, once with the key."""
    extract = SmallExtract(council)
    line = extract.line("people", person_key="dominic")
    extract.files["people"].append(line | {"cms_id": "777001", "address": ""})
    line["person_key"] = "d-new"
    return extract


@pytest.mark.parametrize(("ended", "stays"), [("249014", "777001"), ("777001", "249014")])
def test_that_another_restriction_of_perhaps_the_same_person_stays_is_said_and_so_it_is(
    helen, olive, load, ended, stays
):
    """Seen to fail with whoever certainly has a key hidden again by the next load."""
    load(helen.council, split_in_two(helen.council))
    assert {one.cms_id: one.others for one in restricted_people.list_marks(helen.council)} == {
        "249014": ("777001",), "777001": ("249014",)
    }  # fmt: skip
    assert restrictions.unrestrict_person(helen.council, ended, by="test").others == (stays,)
    for _ in range(2):
        load(helen.council, split_in_two(helen.council))
        assert [(one.cms_id, one.others) for one in restricted_people.list_marks(helen.council)] == [(stays, ())]
        assert search_people(helen, SearchTerms(case_id=ended), grounds=GROUNDS).direct
        assert restricted_people.list_unsettled(helen.council) == []
    assert restrictions.unrestrict_person(helen.council, stays, by="test").others == ()
    restrictions.restrict_person(helen.council, "249014", reason="Adoption", by="test")
    load(helen.council, split_in_two(helen.council))
    assert_hidden(helen, case_id="777001")


def test_whoever_is_released_with_a_restriction_is_not_said_to_stay(helen, olive, load):
    load(helen.council, with_ivy(helen.council))
    [one] = restricted_people.list_unsettled(helen.council)
    others = {one.cms_id: one.others for one in restricted_people.list_marks(helen.council)}
    assert others == {"777001": (), "249014": ("777001",)}
    restrictions.settle(olive, one.restricted_id, one.person_id, is_same=True)
    assert {one.others for one in restricted_people.list_marks(helen.council)} == {()}


@pytest.mark.parametrize("first", ["Dominic Pierce", "Ivy Newcomer"])
def test_who_was_restricted_by_themselves_while_it_was_asked_stays_so_also_once_they_are_linked(
    helen, olive, load, first
):
    """Seen to fail with such an answer taken for that of a load which was certain."""
    load(helen.council, with_ivy(helen.council))
    restrictions.restrict_as_officer(olive, "249014", family_name="Newcomer", reason="Relative of staff", note="")
    ids = people_of(helen.council)
    other = ids["Ivy Newcomer" if first == "Dominic Pierce" else "Dominic Pierce"]
    with database_of(helen.council).writing() as connection:
        person_ids.keep_aliases(connection, ids["Dominic Pierce"], [ids["Ivy Newcomer"]])
    restrictions.unrestrict_person(helen.council, ids[first], by="test")
    with database_of(helen.council).reading() as (connection, _):
        assert access.is_restricted(connection, other)


def test_a_namesake_known_before_is_hidden_once_the_restricted_person_has_another_name(helen, load):
    """Which of the two now has the name of the restricted one, nobody can say but the data officer."""
    two = SmallExtract(helen.council)
    two.files["people"].append(_person("second", "cms", "777001", "Dominic", "Pierce", 36, "Male", ""))
    load(helen.council, two)
    restrictions.restrict_person(helen.council, "249014", reason="Adoption", by="test")
    load(helen.council, with_change(two, "dominic", first_name="Luke", family_name="Fletcher"))
    assert_hidden(helen, case_id="777001")
    assert_hidden(helen, first="Luke", family="Fletcher")
    assert Why.NAME in {one.why for one in restricted_people.list_unsettled(helen.council)}
