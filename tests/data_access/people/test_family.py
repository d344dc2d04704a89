"""The family at a glance: off unless set up, only who may be opened, each recorded before anyone is shown."""

import json
from datetime import date

import pytest

from config.council import FamilyAtAGlance
from config.service import Agreement
from data_access.audit import chain
from data_access.errors import NotPermitted, Unavailable, WhyManyNeeded
from data_access.people import person_page, reports, services
from data_access.people.opened import family
from data_access.people.restricting.restrictions import restrict_person
from data_access.values import Grounds, NotChecked, NotShownAtThisAge, RecordsFound
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, actions, audit_rows, person_id
from tests.small_extract import SmallExtract

pytest_generate_tests = only_these_on_both(
    "test_each_member_is_recorded_as_opened_once_with_the_flags_shown",
    "test_a_restricted_member_is_not_in_it",
    "test_in_journey_1_no_one_is_shown_before_they_are_confirmed",
    "test_another_case_reference_or_another_session_has_no_family",
    "test_whoever_opens_many_says_why_first_and_nothing_is_recorded_until_then",
    "test_two_kinds_of_link_are_one_member",
)

AGREEMENT = Agreement(reference="DSA-TEST-1", approved=date(2026, 1, 5))
TOGETHER = FamilyAtAGlance(agreement=AGREEMENT, services=("school", "housing"))


def with_family(council, **more):
    return council.model_copy(update={"family_at_a_glance": TOGETHER, **more})


@pytest.fixture
def priya(leeds, load, sign_in):
    """Journey 2, with Tommy's page open."""
    actor = sign_in(load(with_family(leeds)))
    person_page.get_person(actor, person_id(leeds, "tommy"), grounds=Grounds())
    return actor


@pytest.fixture
def helen(stockport, load, sign_in):
    """Journey 1, with Kate and Dominic opened under one case reference."""
    actor = sign_in(load(with_family(stockport)))
    for whose in ("kate", "dominic"):
        person_page.get_person(actor, person_id(stockport, whose), grounds=STOCKPORT_GROUNDS)
    return actor


def of_tommy(actor):
    return family.list_family(actor, person_id(actor.council, "tommy"), grounds=Grounds())


def of_reference(actor, grounds=STOCKPORT_GROUNDS):
    return family.list_family(actor, person_id(actor.council, "kate"), grounds=grounds)


def confirm(actor, *whose):
    family.confirm_family(actor, [person_id(actor.council, one) for one in whose], grounds=STOCKPORT_GROUNDS)


def first_names(members):
    return [one.individual.first_name for one in members]


def viewed(actor, since):
    rows = [row for row in audit_rows(actor.council)[since:] if row.action == "viewed_person"]
    return [json.loads(row.record) for row in rows]


def test_it_is_off_unless_the_council_has_set_it_up(leeds, load, sign_in):
    actor = sign_in(load(leeds))
    person_page.get_person(actor, person_id(leeds, "tommy"), grounds=Grounds())
    with pytest.raises(NotPermitted):
        of_tommy(actor)
    assert actions(leeds)[-1] == "refused"


def test_in_journey_2_it_is_those_linked_whom_the_council_shows(priya):
    """Fay is Tommy's foster carer, which is an excluded relationship."""
    found = of_tommy(priya)
    assert [(one.individual.first_name, one.relationship) for one in found] == [
        ("Kate", "Mother"), ("Dominic", "Father"), ("Amelia", "Half sister"),
    ]  # fmt: skip


def test_only_the_services_of_the_agreement_have_an_answer(priya):
    found = {one.individual.first_name: one.answers for one in of_tommy(priya)}
    assert {tuple(answers) for answers in found.values()} == {("school", "housing")}
    assert isinstance(found["Kate"]["housing"], RecordsFound) and found["Kate"]["housing"].records is None
    assert isinstance(found["Kate"]["school"], NotShownAtThisAge)


def test_each_member_is_recorded_as_opened_once_with_the_flags_shown(priya):
    since = len(audit_rows(priya.council))
    found = of_tommy(priya)
    records = viewed(priya, since)
    assert [one["people"][0]["person_id"] for one in records] == [one.individual.person_id for one in found]
    assert all(one["about"]["in_family"] and set(one["about"]["flags"]) == {"school", "housing"} for one in records)
    assert {one["grounds"]["child_id"] for one in records} == {person_id(priya.council, "tommy")}
    tommy = person_id(priya.council, "tommy")
    assert family.list_family(priya, tommy, grounds=Grounds(), shown=found) == found
    assert len(viewed(priya, since)) == len(found)


def test_what_cannot_be_recorded_is_not_shown(priya, monkeypatch):
    def broken(*_args, **_kwargs):
        raise Unavailable

    monkeypatch.setattr(chain, "append", broken)
    with pytest.raises(Unavailable):
        of_tommy(priya)


def test_a_restricted_member_is_not_in_it(priya):
    restrict_person(priya.council, person_id(priya.council, "dominic"), reason="Refuge", by="test")
    assert first_names(of_tommy(priya)) == ["Kate", "Amelia"]


def test_the_family_of_a_restricted_child_is_refused(priya):
    restrict_person(priya.council, person_id(priya.council, "tommy"), reason="Adoption", by="test")
    with pytest.raises(NotPermitted):
        of_tommy(priya)


def test_a_record_reported_as_another_persons_could_not_be_checked(priya):
    linked = Grounds(child_id=person_id(priya.council, "tommy"))
    kate = person_id(priya.council, "kate")
    person_page.get_person(priya, kate, grounds=linked)
    answer = services.get_service(priya, kate, "housing", grounds=linked)
    reports.report_record(priya, kate, "housing", answer.records[0].record_id, grounds=linked)
    [of_kate] = [one for one in of_tommy(priya) if one.individual.person_id == kate]
    assert isinstance(of_kate.answers["housing"], NotChecked)


@pytest.mark.parametrize("child", ["charlie", "dominic", "amelia"])
def test_the_family_of_a_child_who_is_not_open_is_refused(priya, child):
    with pytest.raises(NotPermitted):
        family.list_family(priya, person_id(priya.council, child), grounds=Grounds())


def test_a_child_opened_in_another_session_does_not_count(priya, sign_in):
    with pytest.raises(NotPermitted):
        of_tommy(sign_in(priya.council))


def test_whoever_opens_many_says_why_first_and_nothing_is_recorded_until_then(leeds, load, sign_in):
    few = leeds.many_people.model_copy(update={"people_a_day": 3})
    actor = sign_in(load(with_family(leeds, many_people=few)))
    person_page.get_person(actor, person_id(leeds, "tommy"), grounds=Grounds())
    since = len(audit_rows(leeds))
    with pytest.raises(WhyManyNeeded):
        of_tommy(actor)
    assert viewed(actor, since) == []


def test_in_journey_1_no_one_is_shown_before_they_are_confirmed(helen):
    assert of_reference(helen) == ()
    candidates = family.list_candidates(helen, grounds=STOCKPORT_GROUNDS)
    assert [one.first_name for one in candidates] == ["Kate", "Dominic"]
    confirm(helen, "dominic")
    assert first_names(of_reference(helen)) == ["Dominic"]
    confirm(helen, "kate", "dominic")
    assert first_names(of_reference(helen)) == ["Kate", "Dominic"]
    assert actions(helen.council).count("confirmed_family") == 2


@pytest.mark.parametrize("whose", [("tommy",), ("kate", "rachel")])
def test_someone_not_opened_under_this_case_reference_cannot_be_confirmed(helen, whose):
    with pytest.raises(NotPermitted):
        confirm(helen, *whose)
    assert "confirmed_family" not in actions(helen.council)


def test_another_case_reference_or_another_session_has_no_family(helen, sign_in):
    confirm(helen, "kate", "dominic")
    other = Grounds(reason=STOCKPORT_GROUNDS.reason, case_reference="SW-2")
    assert of_reference(helen, other) == ()
    assert family.list_candidates(helen, grounds=other) == ()
    assert of_reference(sign_in(helen.council)) == ()


def test_a_confirmed_member_restricted_since_is_not_in_it(helen):
    confirm(helen, "kate", "dominic")
    restrict_person(helen.council, person_id(helen.council, "dominic"), reason="Refuge", by="test")
    assert first_names(of_reference(helen)) == ["Kate"]
    assert [one.first_name for one in family.list_candidates(helen, grounds=STOCKPORT_GROUNDS)] == ["Kate"]


def test_two_kinds_of_link_are_one_member(leeds, load, sign_in):
    extract = SmallExtract(leeds)
    extract.files["relationships"].append({"child_key": "tommy", "person_key": "kate", "relationship": "Neighbour"})
    actor = sign_in(load(with_family(leeds), extract))
    person_page.get_person(actor, person_id(leeds, "tommy"), grounds=Grounds())
    assert first_names(of_tommy(actor)) == ["Kate", "Dominic", "Amelia"]
