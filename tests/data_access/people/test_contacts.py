"""The contacts found in a session: of what it opened for this family, by today's rules, and recorded."""

from dataclasses import replace

import pytest

from data_access.audit.chain import Action, Subject
from data_access.errors import NotPermitted
from data_access.people import person_page, reports, services
from data_access.people.opened import contacts
from data_access.people.restricting.restrictions import restrict_person
from data_access.values import Grounds, NoRecordsFound, NotChecked, RecordsFound, ReportKind
from tests.data_access.audit_chains import KATE
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, audit_rows, person_id
from tests.small_extract import SmallExtract

pytest_generate_tests = only_these_on_both(
    "test_who_was_opened_first_comes_first_and_services_in_the_councils_order",
    "test_another_family_or_another_session_has_contacts_of_its_own",
    "test_somebody_restricted_since_is_left_out",
    "test_listing_and_copying_are_recorded_with_whom_they_are_about",
    "test_in_journey_2_the_linked_individuals_count_too",
    "test_without_a_child_they_are_those_of_the_child_opened_last",
)


@pytest.fixture
def helen(stockport, load, sign_in):
    return sign_in(load(stockport))


def named(found):
    return [(one.service_id, one.subject.name) for one in found]


def open_section(actor, whose, service_id, grounds=STOCKPORT_GROUNDS):
    return services.get_service(actor, person_id(actor.council, whose), service_id, grounds=grounds)


def view(actor, whose, grounds=STOCKPORT_GROUNDS):
    return person_page.get_person(actor, person_id(actor.council, whose), grounds=grounds)


def to_ask(found):
    """The services to call themselves, with the kind of answer that is why."""
    return [(one.subject.name, one.service_id, type(one.answer).__name__) for one in found if one.answer is not None]


def test_a_service_without_a_sure_answer_is_to_be_called_itself_and_names_nobody(helen):
    page = view(helen, "dominic")
    found = contacts.list_contacts(helen, grounds=STOCKPORT_GROUNDS)
    assert to_ask(found) == [
        ("Dominic Pierce", service_id, type(answer).__name__)
        for service_id, answer in page.answers.items()
        if isinstance(answer, NoRecordsFound | NotChecked)
        or (isinstance(answer, RecordsFound) and answer.source.out_of_date)
    ]
    assert len(found) > 0 and all(one.values == {} for one in found)
    assert all(one.answer.records is None for one in found if isinstance(one.answer, RecordsFound))


@pytest.mark.parametrize(
    ("change", "answer", "is_to_ask"),
    [
        ({"status": "unreadable"}, NotChecked, True),
        ({"date_current_as_of": "2026-01-05T02:00"}, RecordsFound, True),
        ({}, RecordsFound, False),
    ],
)
def test_each_answer_that_only_the_service_can_settle(stockport, load, sign_in, change, answer, is_to_ask):
    extract = SmallExtract(stockport)
    extract.line("sources", source="police").update(change)
    actor = sign_in(load(stockport, extract))
    assert isinstance(view(actor, "dominic").answers["police"], answer)
    found = contacts.list_contacts(actor, grounds=STOCKPORT_GROUNDS)
    assert ("police" in [one.service_id for one in found]) == is_to_ask


def test_who_was_opened_first_comes_first_and_services_in_the_councils_order(helen):
    for whose in ("kate", "dominic"):
        view(helen, whose)
        for service_id in ("police", "housing"):
            open_section(helen, whose, service_id)
    found = named(contacts.list_contacts(helen, grounds=STOCKPORT_GROUNDS))
    places = [service.id for service in helen.council.services]
    people = [name for _, name in found]
    assert list(dict.fromkeys(people)) == ["Kate Williams", "Dominic Pierce"] and people == sorted(people, reverse=True)
    for person in set(people):
        mine = [places.index(service_id) for service_id, name in found if name == person]
        assert mine == sorted(set(mine))


def test_a_service_with_a_contact_is_listed_once(helen):
    view(helen, "dominic")
    open_section(helen, "dominic", "police")
    found = contacts.list_contacts(helen, grounds=STOCKPORT_GROUNDS)
    assert [one.answer for one in found if one.service_id == "police"] == [None]


def test_nobody_is_to_be_called_about_somebody_restricted_since(helen):
    view(helen, "dominic")
    restrict_person(helen.council, person_id(helen.council, "dominic"), reason="Refuge", by="test")
    assert contacts.list_contacts(helen, grounds=STOCKPORT_GROUNDS) == ()


def test_only_what_was_opened_names_its_contacts(helen):
    record = open_section(helen, "dominic", "police").records[0]
    for _ in range(2):
        open_section(helen, "dominic", "police")
        [contact] = contacts.list_contacts(helen, grounds=STOCKPORT_GROUNDS)
        assert (contact.service_id, contact.subject.name) == ("police", "Dominic Pierce")
        fields = helen.council.service("police").contact.field_ids
        assert contact.values == {name: record.values[name] for name in fields}


def test_a_section_without_records_names_nobody(helen):
    open_section(helen, "dominic", "housing")
    assert contacts.list_contacts(helen, grounds=STOCKPORT_GROUNDS) == ()


def test_another_family_or_another_session_has_contacts_of_its_own(helen, sign_in):
    open_section(helen, "dominic", "police")
    other_family = replace(STOCKPORT_GROUNDS, case_reference="SW-9999")
    assert contacts.list_contacts(helen, grounds=other_family) == ()
    assert contacts.list_contacts(sign_in(helen.council), grounds=STOCKPORT_GROUNDS) == ()


def test_somebody_restricted_since_is_left_out(helen):
    open_section(helen, "dominic", "police")
    open_section(helen, "kate", "housing")
    restrict_person(helen.council, person_id(helen.council, "dominic"), reason="Refuge", by="test")
    assert named(contacts.list_contacts(helen, grounds=STOCKPORT_GROUNDS)) == [("housing", "Kate Williams")]


def test_listing_and_copying_are_recorded_with_whom_they_are_about(helen):
    open_section(helen, "dominic", "police")
    found = contacts.list_contacts(helen, grounds=STOCKPORT_GROUNDS)
    contacts.record_copy(helen, found, grounds=STOCKPORT_GROUNDS)
    listed, copied = audit_rows(helen.council)[-2:]
    assert [listed.action, copied.action] == [Action.LISTED_CONTACTS.value, Action.COPIED_CONTACTS.value]
    for row in (listed, copied):
        assert '"name":"Dominic Pierce"' in row.record and '"services":["police"]' in row.record


def test_no_one_is_recorded_as_copied_whose_contacts_were_not_listed_in_this_session(helen, sign_in):
    """Seen to fail: whoever was handed in stood in the audit as copied."""
    open_section(helen, "dominic", "police")
    found = contacts.list_contacts(helen, grounds=STOCKPORT_GROUNDS)
    for actor, others in ((sign_in(helen.council, "other"), found), (helen, [replace(found[0], subject=KATE)])):
        with pytest.raises(NotPermitted):
            contacts.record_copy(actor, others, grounds=STOCKPORT_GROUNDS)
        assert audit_rows(helen.council)[-1].action == Action.REFUSED.value


def test_the_contact_of_an_opened_section_is_copied_without_the_list(helen):
    view(helen, "dominic")
    [record] = open_section(helen, "dominic", "police").records
    dominic = Subject(person_id(helen.council, "dominic"), "249014", "Dominic Pierce", None)
    contacts.record_copy(helen, [contacts.Contact("police", dominic, record.values)], grounds=STOCKPORT_GROUNDS)
    assert audit_rows(helen.council)[-1].action == Action.COPIED_CONTACTS.value


def test_without_a_reason_nothing_is_listed(helen):
    with pytest.raises(NotPermitted):
        contacts.list_contacts(helen, grounds=Grounds())


def test_in_journey_2_the_linked_individuals_count_too(leeds, load, sign_in):
    priya = sign_in(load(leeds))
    tommy = person_id(leeds, "tommy")
    view(priya, "tommy", Grounds())
    linked = Grounds(child_id=tommy)
    view(priya, "dominic", linked)
    open_section(priya, "dominic", "police", linked)
    found = contacts.list_contacts(priya, grounds=Grounds())
    assert named([one for one in found if one.answer is None]) == [("police", "Dominic Pierce")]
    assert "Dominic Pierce" in {name for name, _, _ in to_ask(found)}


def of_records(found):
    return named([one for one in found if one.answer is None])


@pytest.fixture
def two_families(leeds, load, sign_in):
    """Priya, with two children on her caseload, where no case reference is asked for: their sections, one by one."""
    extract = SmallExtract(leeds)
    extract.files["caseload"].append({"worker": "204417", "case_id": "136594"})
    extract.add_record("school", "charlie", service_involvement="Current", school_name="Roundhay School",
                       contact_number="0113 496 0301", admission_type="Main provision")  # fmt: skip
    priya = sign_in(load(leeds, extract))
    for child in ("tommy", "charlie"):
        person_page.get_person(priya, person_id(leeds, child), grounds=Grounds())
        open_section(priya, child, "school", Grounds())
    linked = Grounds(child_id=person_id(leeds, "tommy"))
    person_page.get_person(priya, person_id(leeds, "dominic"), grounds=linked)
    open_section(priya, "dominic", "police", linked)
    return priya


@pytest.mark.parametrize(
    ("child", "expected"),
    [
        ("tommy", [("school", "Tommy Williams"), ("police", "Dominic Pierce")]),
        ("charlie", [("school", "Charlie Banks")]),
        ("dominic", []),
    ],
)
def test_without_case_references_contacts_belong_to_the_child_they_were_found_under(two_families, child, expected):
    of_child = Grounds(child_id=person_id(two_families.council, child))
    assert of_records(contacts.list_contacts(two_families, grounds=of_child)) == expected


def test_without_a_child_they_are_those_of_the_child_opened_last(two_families):
    of_tommy = [("school", "Tommy Williams"), ("police", "Dominic Pierce")]
    assert of_records(contacts.list_contacts(two_families, grounds=Grounds())) == of_tommy


def test_in_journey_1_without_case_references_they_are_the_persons_own(stockport, load, sign_in):
    council = stockport.model_copy(update={"reason": stockport.reason.model_copy(update={"ask": False})})
    helen = sign_in(load(council))
    for whose, service in (("dominic", "police"), ("kate", "housing")):
        open_section(helen, whose, service, Grounds())
        of_person = Grounds(child_id=person_id(council, whose))
        name = {"dominic": "Dominic Pierce", "kate": "Kate Williams"}[whose]
        assert {name for _, name in named(contacts.list_contacts(helen, grounds=of_person))} == {name}


def test_a_contact_reported_as_wrong_is_marked_for_everyone(helen, sign_in):
    view(helen, "dominic")
    [record] = open_section(helen, "dominic", "police").records
    dominic = person_id(helen.council, "dominic")
    kind = ReportKind.CONTACT
    reports.report_record(helen, dominic, "police", record.record_id, grounds=STOCKPORT_GROUNDS, kind=kind)
    tom = sign_in(helen.council, "tom.ashworth")
    for actor in (helen, tom):
        view(actor, "dominic")
        open_section(actor, "dominic", "police")
        found = contacts.list_contacts(actor, grounds=STOCKPORT_GROUNDS)
        assert [one.is_doubted for one in found if one.values] == [True]
