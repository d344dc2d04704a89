"""Copy for the case file: what was opened in this session, by today's rules, and recorded before it is given."""

import json
from dataclasses import asdict

import pytest

from data_access.audit import chain
from data_access.errors import NotPermitted, Unavailable
from data_access.people import person_page, services
from data_access.people.opened.case_file import copy_for_case_file
from data_access.people.restricting.restrictions import restrict_person
from data_access.values import Grounds, NoRecordsFound, NotChecked, RecordsFound
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, actions, audit_rows, person_id
from tests.small_extract import PEOPLE, SmallExtract

pytest_generate_tests = only_these_on_both(
    "test_each_service_has_its_answer_and_only_an_opened_one_a_contact",
    "test_the_copy_is_recorded_with_what_it_says",
)

COPIED = "copied_for_case_file"


@pytest.fixture
def helen(stockport, load, sign_in):
    return sign_in(load(stockport))


def view(actor, whose, *sections, grounds=STOCKPORT_GROUNDS):
    opened = person_id(actor.council, whose)
    person_page.get_person(actor, opened, grounds=grounds)
    for service_id in sections:
        services.get_service(actor, opened, service_id, grounds=grounds)


def copy(actor, whose, grounds=STOCKPORT_GROUNDS):
    return copy_for_case_file(actor, person_id(actor.council, whose), grounds=grounds)


def test_each_service_has_its_answer_and_only_an_opened_one_a_contact(helen):
    view(helen, "dominic")
    closed = copy(helen, "dominic")
    assert list(closed.answers) == [service.id for service in helen.council.services]
    assert isinstance(closed.answers["police"], RecordsFound) and closed.answers["police"].records is None
    assert isinstance(closed.answers["housing"], NoRecordsFound)
    assert closed.contacts == {}
    view(helen, "dominic", "police", "housing")
    fields = helen.council.service("police").contact.field_ids
    [contact] = copy(helen, "dominic").contacts["police"]
    assert set(contact) == set(fields) and contact["contact_number"] == "0161 496 0900"
    assert "housing" not in copy(helen, "dominic").contacts


def test_no_address_no_offence_and_no_one_else_is_in_it(leeds, load, sign_in):
    """In journey 2 too, where the child's page led there."""
    priya = sign_in(load(leeds))
    view(priya, "tommy", "school", grounds=Grounds())
    linked = Grounds(child_id=person_id(leeds, "tommy"))
    view(priya, "dominic", "police", grounds=linked)
    for whose, grounds in (("tommy", Grounds()), ("dominic", linked)):
        said = json.dumps(asdict(copy(priya, whose, grounds)), default=str)
        others = {name for key, (_, _, *names, _, _, _) in PEOPLE.items() if key != whose for name in names}
        unwanted = {"Violence", "Suspect", "offence", *(values[6] for values in PEOPLE.values())} | others
        allowed = {"", *PEOPLE[whose][2:4]}
        assert [one for one in unwanted - allowed if one in said] == []


def test_what_could_not_be_checked_is_in_it(stockport, load, sign_in):
    extract = SmallExtract(stockport)
    extract.line("sources", source="police")["status"] = "unreadable"
    helen = sign_in(load(stockport, extract))
    view(helen, "dominic")
    assert isinstance(copy(helen, "dominic").answers["police"], NotChecked)


def test_the_copy_is_recorded_with_what_it_says(helen):
    view(helen, "dominic", "police")
    copy(helen, "dominic")
    newest = audit_rows(helen.council)[-1]
    record = json.loads(newest.record)
    assert newest.action == COPIED
    assert [one["name"] for one in record["people"]] == ["Dominic Pierce"]
    assert record["about"]["flags"]["police"] == "records found" and record["about"]["services"] == ["police"]
    assert record["grounds"]["case_reference"] == "SW-1"


def test_what_cannot_be_recorded_is_not_given(helen, monkeypatch):
    view(helen, "dominic")

    def broken(*_args, **_kwargs):
        raise Unavailable

    monkeypatch.setattr(chain, "append", broken)
    with pytest.raises(Unavailable):
        copy(helen, "dominic")


def test_someone_who_was_not_opened_is_refused(helen):
    view(helen, "kate")
    with pytest.raises(NotPermitted):
        copy(helen, "dominic")
    assert actions(helen.council)[-1] == "refused" and COPIED not in actions(helen.council)


def test_what_another_session_opened_does_not_count(helen, sign_in):
    view(helen, "dominic", "police")
    with pytest.raises(NotPermitted):
        copy(sign_in(helen.council), "dominic")


def test_someone_restricted_since_is_refused(helen):
    view(helen, "dominic")
    restrict_person(helen.council, person_id(helen.council, "dominic"), reason="Refuge", by="test")
    with pytest.raises(NotPermitted):
        copy(helen, "dominic")
    assert COPIED not in actions(helen.council)
