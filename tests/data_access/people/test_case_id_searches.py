"""A search by case ID is found in the audit under whose case ID it is, whatever else was typed."""

from datetime import date

import pytest

from data_access.oversight import audit_list
from data_access.oversight.audit_records import AuditFilters
from data_access.people.restricting import restrictions
from data_access.people.search import search_people
from data_access.values import Grounds, SearchTerms
from tests.data_access.conftest import STOCKPORT_GROUNDS, audit_rows, person_id

TYPED = {
    "alone": {},
    "with the name": {"first_name": "Dominic", "family_name": "Pierce"},
    "with another name": {"family_name": "Zyx"},
    "with another date of birth": {"family_name": "Pierce", "date_of_birth": date(2001, 1, 1)},
}


@pytest.mark.parametrize("what", TYPED)
def test_the_audit_finds_the_search_under_the_person(helen, sign_in, what):
    search_people(helen, SearchTerms(case_id="249014", **TYPED[what]), grounds=STOCKPORT_GROUNDS)
    sam = sign_in(helen.council, "sam.carter", "manager")
    dominic = person_id(helen.council, "dominic")
    [found] = audit_list.list_records(sam, AuditFilters(person_id=dominic, action="searched")).records
    assert found.username == "helen.marks" and [one.name for one in found.people] == ["Dominic Pierce"]


def test_a_child_who_is_not_on_the_caseload_is_named_too(leeds, load, sign_in):
    other = sign_in(load(leeds), "204418")
    answer = search_people(other, SearchTerms(case_id="249012"), grounds=Grounds())
    assert answer.direct is None and not answer.case_id_of_another
    assert "Tommy Williams" in audit_rows(leeds)[-1].record


@pytest.mark.parametrize("what", TYPED)
def test_a_restricted_persons_case_id_is_answered_and_recorded_as_one_that_no_one_has(helen, what):
    restrictions.restrict_person(helen.council, "249014", reason="Refuge", by="it")
    answers = [
        search_people(helen, SearchTerms(case_id=case_id, **TYPED[what]), grounds=STOCKPORT_GROUNDS)
        for case_id in ("249014", "249999")
    ]
    assert answers[0] == answers[1]
    one, other = (row.record.partition('"seq"')[0] for row in audit_rows(helen.council)[-2:])
    assert one.replace("249014", "249999") == other
