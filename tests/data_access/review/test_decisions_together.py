"""Several possible matches at once: all of them or none, recorded one by one, and undone in one go."""

import pytest

from data_access.errors import NotFound, WrongRole
from data_access.people.restricting.restrictions import restrict_person
from data_access.review import decisions_together, past_decisions, possible_matches
from data_access.review.decisions_together import Choice
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import actions, person_id
from tests.data_access.unkeyed import UnkeyedExtract, without_shared_key

pytest_generate_tests = only_these_on_both(
    "test_all_are_seen_decided_and_withdrawn_in_one_go",
    "test_if_one_was_decided_meanwhile_none_is_saved",
    "test_one_that_was_decided_again_is_not_withdrawn",
    "test_a_restricted_person_is_neither_shown_nor_decided",
    "test_the_oldest_come_first_if_asked_for",
)


@pytest.fixture
def council(stockport, already_loaded):
    """Three tenancies without a date of birth."""
    extract = UnkeyedExtract(without_shared_key(stockport))
    for key, who in (("T1", "kate"), ("T2", "dominic"), ("T3", "carer")):
        extract.tenant(key, who, date_of_birth="")
    return already_loaded(extract)


@pytest.fixture
def officer(council, sign_in):
    return sign_in(council, "dora.field", role="data_officer")


@pytest.fixture
def which(council):
    return [("housing", key, person_id(council, who)) for key, who in (("T1", "kate"), ("T2", "dominic"))]


def number(officer) -> int:
    return possible_matches.count_to_review(officer)


def test_all_are_seen_decided_and_withdrawn_in_one_go(officer, which):
    """Seen to fail with the record of each pair left out."""
    pairs = decisions_together.get_pairs(officer, which)
    assert [(pair.source_key, pair.candidate.person_id) for pair in pairs] == [one[1:] for one in which]
    assert actions(officer.council)[-2:] == ["viewed_match", "viewed_match"]
    before = number(officer)
    numbers = decisions_together.decide_together(officer, [Choice(which[0], True), Choice(which[1], False)])
    assert actions(officer.council)[-2:] == ["accepted_match", "rejected_match"]
    assert number(officer) == before - 2
    assert past_decisions.withdraw_together(officer, numbers) == 2
    assert number(officer) == before
    assert actions(officer.council)[-2:] == ["withdrew_decision", "withdrew_decision"]
    with pytest.raises(NotFound):
        past_decisions.withdraw_together(officer, numbers)


def test_what_is_shown_already_is_not_recorded_again(officer, which):
    shown = decisions_together.get_pairs(officer, which)
    before = len(actions(officer.council))
    assert decisions_together.get_pairs(officer, which, shown=shown) == shown
    assert len(actions(officer.council)) == before


def test_if_one_was_decided_meanwhile_none_is_saved(officer, which):
    """Seen to fail with the decided pair passed over."""
    possible_matches.decide(officer, *which[1], accept=False)
    before = number(officer)
    with pytest.raises(NotFound):
        decisions_together.decide_together(officer, [Choice(one, True) for one in which])
    assert number(officer) == before
    assert len(decisions_together.get_pairs(officer, which)) == 1


def test_one_that_was_decided_again_is_not_withdrawn(officer, which):
    numbers = decisions_together.decide_together(officer, [Choice(one, True) for one in which])
    possible_matches.decide(officer, *which[0], accept=False)
    assert past_decisions.withdraw_together(officer, numbers) == 1


def test_a_restricted_person_is_neither_shown_nor_decided(officer, which):
    """Seen to fail with is_restricted() left out of _to_decide()."""
    restrict_person(officer.council, "249013", reason="Adoption", by="it")
    assert [pair.source_key for pair in decisions_together.get_pairs(officer, which)] == ["T2"]
    with pytest.raises(NotFound):
        decisions_together.decide_together(officer, [Choice(which[0], True)])


def test_more_than_a_page_a_pair_twice_or_a_record_for_two_people_is_refused(officer, which):
    with pytest.raises(ValueError, match="at most 20"):
        decisions_together.get_pairs(officer, which * 11)
    kate, dominic = which
    for_two = [Choice(kate, True), Choice((*kate[:2], dominic[2]), True)]
    for choices in ([], [Choice(kate, True), Choice(kate, False)], for_two):
        with pytest.raises(ValueError, match="at most"):
            decisions_together.decide_together(officer, choices)


def test_a_pair_nobody_has_is_left_out_and_not_decided(officer, which):
    made_up = ("housing", "T1", which[1][2])
    assert decisions_together.get_pairs(officer, [made_up]) == ()
    with pytest.raises(NotFound):
        decisions_together.decide_together(officer, [Choice(made_up, True)])


def test_the_oldest_come_first_if_asked_for(officer, monkeypatch):
    listed = possible_matches.list_to_review(officer, oldest_first=True)
    assert [one.since for one in listed.records] == sorted(one.since for one in listed.records)
    assert listed.number == number(officer)


@pytest.mark.parametrize(
    "call",
    [
        lambda actor, which: decisions_together.get_pairs(actor, which),
        lambda actor, which: decisions_together.decide_together(actor, [Choice(which[0], True)]),
        lambda actor, which: past_decisions.withdraw_together(actor, [1]),
        lambda actor, which: possible_matches.count_to_review(actor),
    ],
    ids=["get", "decide", "withdraw", "count"],
)
def test_only_a_data_officer_may_and_others_are_recorded(officer, which, sign_in, call):
    for role in ("social_worker", "manager"):
        with pytest.raises(WrongRole):
            call(sign_in(officer.council, f"a.{role}", role=role), which)
        assert actions(officer.council)[-1] == "refused"
