"""A pasted list of people to restrict: however it was written, each entry is understood or said not to be."""

import json

import pytest

from data_access.errors import WrongRole
from data_access.people.restricting import restricted_people, restriction_list, restrictions
from data_access.people.restricting.restriction_list import MOST_LINES, State, understand
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import actions, audit_rows, person_id

pytest_generate_tests = only_these_on_both(
    "test_who_is_restricted_already_is_said_and_a_person_id_will_do",
    "test_all_are_restricted_and_those_who_are_gone_are_named",
)


@pytest.fixture
def officer(helen, sign_in):
    return sign_in(helen.council, "olive.grant", role="data_officer")


def found(officer, pasted: str) -> list[tuple[str, str]]:
    return [(one.case_id, one.state.name) for one in understand(officer, pasted)]


KATE, DOMINIC, TOMMY = ("249013", "FOUND"), ("249014", "FOUND"), ("249012", "FOUND")
UNKNOWN = ("", "UNKNOWN")


@pytest.mark.parametrize(
    ("pasted", "understood"),
    [
        ("249013\n249014", [KATE, DOMINIC]),
        ("249013\r\n\r\n249014\r\n", [KATE, DOMINIC]),
        ("249013, 249014; 249012", [KATE, DOMINIC, TOMMY]),
        ("249013 249014", [KATE, DOMINIC]),
        ("• 249013\n- 249014\n* “249012”", [KATE, DOMINIC, TOMMY]),
        ("Williams\t249013\nPierce, 249014", [KATE, DOMINIC]),
        ("249013 Williams\n249014 - Dominic Pierce", [KATE, DOMINIC]),
        ("Case ID: 249013\nCase ID 249014", [KATE, DOMINIC]),
        ("Case ID\n249013", [UNKNOWN, KATE]),
        (" 0249013\u00a0\n24 90 14", [KATE, DOMINIC]),
        ("249013\n999999\nnobody", [KATE, UNKNOWN, UNKNOWN]),
        ("249013, 999999", [KATE, UNKNOWN]),
        ("1. 249013\n2) 249014 Pierce\n10. 249012", [KATE, DOMINIC, TOMMY]),
        ("249013, Williams, 12/05/1992\n249014\tPierce\t1990-04-03", [KATE, DOMINIC]),
        ("249013; Pierce; 999999", [("249013", "OTHER_NAME"), UNKNOWN]),
        ("249013\n249013", [KATE, ("249013", "TWICE")]),
        ("249013 Pierce", [("249013", "OTHER_NAME")]),
        ("", []),
        (" \n\t,;\n", []),
        ("\0", []),
    ],
    ids=repr,
)
def test_every_way_of_writing_a_list_is_understood(officer, pasted, understood):
    assert found(officer, pasted) == understood


def test_who_is_restricted_already_is_said_and_a_person_id_will_do(officer):
    restrictions.restrict_person(officer.council, "249013", reason="Adoption", by="it")
    kate, dominic = person_id(officer.council, "kate"), person_id(officer.council, "dominic")
    assert found(officer, f"{kate}\n{dominic}") == [("249013", "ALREADY"), DOMINIC]


def test_no_name_comes_back_and_checking_is_recorded_without_the_list(officer):
    [one] = understand(officer, "249014 Pierce")
    assert one.is_named and "Dominic" not in repr(one)
    record = json.loads(audit_rows(officer.council)[-1].record)
    assert (record["action"], record["about"], record["people"]) == ("listed_restricted", {"checked": 1}, [])


def test_a_list_that_is_too_long_is_refused_whole(officer):
    with pytest.raises(ValueError, match="too many"):
        understand(officer, "249013\n" * (MOST_LINES + 1))
    with pytest.raises(ValueError, match="too long"):
        understand(officer, "2" * 20_001)


def test_all_are_restricted_and_those_who_are_gone_are_named(officer):
    kate, dominic = person_id(officer.council, "kate"), person_id(officer.council, "dominic")
    gone = restrictions.restrict_together(officer, [kate, dominic, "gone"], reason="Adoption", note="The court")
    assert gone == ("gone",)
    assert {one.cms_id for one in restricted_people.list_marks(officer.council)} == {"249013", "249014"}
    assert actions(officer.council)[-2:] == ["restricted_person", "restricted_person"]
    with pytest.raises(ValueError, match="reason"):
        restrictions.restrict_together(officer, [kate], reason="made up", note="")


@pytest.mark.parametrize(
    "call",
    [
        lambda actor: understand(actor, "249013"),
        lambda actor: restrictions.restrict_together(actor, ["249013"], reason="Adoption", note=""),
    ],
    ids=["understand", "restrict"],
)
def test_only_a_data_officer_may(officer, helen, call):
    with pytest.raises(WrongRole):
        call(helen)
    assert actions(officer.council)[-1] == "refused"


def test_every_state_has_words_of_its_own():
    assert len({state.value for state in State}) == len(restriction_list.State)


@pytest.mark.parametrize("typed", ["999999 Smith", "888888, Jones"])
def test_a_number_no_one_has_keeps_the_name_beside_it_for_whoever_corrects_it(officer, typed):
    [one] = understand(officer, typed)
    assert (one.state, one.typed) == (State.UNKNOWN, typed)
