"""A manager who may also search learns from the audit neither who is restricted nor why; the data officer sees it."""

import csv
import io

import pytest

from config import clock
from data_access.audit.chain import Action, Entry, Subject, Who, append
from data_access.audit.flags import SAME_FAMILY_NAME
from data_access.errors import NotPermitted
from data_access.oversight import audit_export, audit_list, spot_checks
from data_access.oversight.audit_records import AuditFilters
from data_access.people import person_page, services
from data_access.people.restricting import restrictions
from data_access.people.search import search_people
from data_access.storage.database import database_of
from data_access.values import SearchTerms
from pages.components.documents.audit_csv import audit_csv
from tests.data_access.both_databases import first_on_both, only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, audit_rows, person_id

pytest_generate_tests = only_these_on_both(
    "test_a_manager_reads_restricted_person_with_worker_and_time_and_nothing_else",
    "test_exports_and_spot_checks_say_no_more",
    "test_the_data_officer_sees_it_and_that_is_recorded",
    "test_filtering_by_the_person_finds_what_an_unknown_id_does",
    "test_the_flag_of_a_family_name_does_not_say_whose_it_is",
)

NOTE = "Lives as Rosie Marlow in Ely"
SECRETS = ("Pierce", "Dominic", "249014", "1990-04-03", "03/04/1990", "Marlow", "Adoption", "SW-1")
"""The restricted person's names, case ID and date of birth, the new identity, the reason, and the case reference."""


@pytest.fixture
def sam(stockport, load, sign_in, databases):
    """A manager, after Dominic Pierce was searched for in every way and opened, and then restricted with a note."""

    def look_and_restrict():
        day = clock.today()
        helen = sign_in(load(stockport))
        dominic = person_id(stockport, "dominic")
        for terms in (
            SearchTerms(first_name="Dominic", family_name="Pierce"),
            SearchTerms(family_name="Peirce"),
            SearchTerms(case_id="249014"),
        ):
            search_people(helen, terms, grounds=STOCKPORT_GROUNDS)
        person_page.get_person(helen, dominic, grounds=STOCKPORT_GROUNDS)
        services.get_service(helen, dominic, "police", grounds=STOCKPORT_GROUNDS)
        manager = sign_in(stockport, "sam.carter", "manager")
        audit_list.find_people(manager, "Dominic Pierce")
        audit_list.list_records(manager, AuditFilters(person_id=dominic))
        spot_checks.draw(manager, number=50, first_day=day, last_day=clock.today())
        for one in spot_checks.get_check(manager, 1):
            spot_checks.save_outcome(manager, 1, one.seq, outcome="to_follow_up", note="Dominic Pierce, Rosie Marlow?")
        officer = sign_in(stockport, "dora.field", "data_officer")
        restrictions.restrict_as_officer(officer, "249014", family_name="Pierce", reason="Adoption", note=NOTE)
        with pytest.raises(NotPermitted):
            person_page.get_person(helen, dominic, grounds=STOCKPORT_GROUNDS)

    databases.begin(stockport, look_and_restrict)
    return sign_in(stockport, "sam.carter", "manager")


@pytest.fixture
def helen(sam, sign_in):
    """The social worker who looked."""
    return sign_in(sam.council)


@pytest.fixture
def olive(sam, sign_in):
    """A data officer."""
    return sign_in(sam.council, "olive.grant", "data_officer")


def everything(actor) -> list:
    """All that the audit shows of this day: every record in a list, and each by itself."""
    read = list(audit_list.list_records(actor, AuditFilters(username="helen.marks", why="Supervision")).records)
    for before in (None, read[-1].place):
        read += audit_list.list_records(actor, AuditFilters(), before=before).records
    return [*read, *(audit_list.get_record(actor, seq) for seq in sorted({one.seq for one in read}))]


def test_a_manager_reads_restricted_person_with_worker_and_time_and_nothing_else(sam):
    shown = everything(sam)
    for secret in SECRETS:
        assert not [one for one in shown if secret in repr(one)], secret
    opened = [one for one in shown if one.action == "viewed_person"]
    assert opened and all(one.people[0].name == "Restricted person" for one in opened)
    assert {one.username for one in opened} == {"helen.marks"} and all(one.at for one in opened)


def test_exports_and_spot_checks_say_no_more(sam):
    text = audit_export.export_audit(sam, AuditFilters(), lambda records: audit_csv(records, {})).decode("utf-8-sig")
    assert "Restricted person" in text and not [secret for secret in SECRETS if secret in text]
    assert len(list(csv.reader(io.StringIO(text)))) > 10
    accesses = spot_checks.get_check(sam, 1)
    assert accesses and not [secret for secret in SECRETS if secret in repr(accesses)]


def test_the_data_officer_sees_it_and_that_is_recorded(olive):
    seen = repr(everything(olive))
    assert all(secret in seen for secret in ("Dominic Pierce", "249014", NOTE, "Adoption", "SW-1"))
    assert [one.name for one in audit_list.find_people(olive, "249014")] == ["Dominic Pierce"]
    dominic = person_id(olive.council, "dominic")
    assert audit_list.list_records(olive, AuditFilters(person_id=dominic)).records
    assert "Dominic Pierce" in audit_rows(olive.council)[-1].record


@first_on_both("typed", ["249014", "Dominic Pierce", "Pierce, Dominic", "DOMINIC PIERCE", "his person ID"])
def test_to_a_manager_there_is_no_such_person(sam, typed):
    """What comes back and is recorded differs from that for a number no one has in what was typed alone."""
    typed = person_id(sam.council, "dominic") if typed == "his person ID" else typed
    assert audit_list.find_people(sam, typed) == audit_list.find_people(sam, "999999") == ()
    one, other = (row.record.partition('"seq"')[0] for row in audit_rows(sam.council)[-2:])
    assert one.replace(typed, "x") == other.replace("999999", "x")


FILTERS = (
    {},
    {"username": "helen.marks", "why": "Supervision"},
    {"action": "viewed_person"},
    {"flag": SAME_FAMILY_NAME},
)


@pytest.mark.parametrize("more", FILTERS)
def test_filtering_by_the_person_finds_what_an_unknown_id_does(sam, more):
    for filters in ({"person_id": person_id(sam.council, "dominic")}, {"person_id": "no one's"}):
        page = audit_list.list_records(sam, AuditFilters(**filters, **more))
        assert (page.records, page.has_older) == ((), False)
        text = audit_export.export_audit(sam, AuditFilters(**filters, **more), lambda rows: repr(list(rows)).encode())
        assert text == b"[]"


def test_the_flag_of_a_family_name_does_not_say_whose_it_is(sam, sign_in):
    """A manager of that name who searches sees their own search, and cannot see that anyone has the name."""
    before = [one.seq for one in audit_list.list_records(sam, AuditFilters(flag=SAME_FAMILY_NAME)).records]
    dominic = person_id(sam.council, "dominic")
    entry = Entry(Action.VIEWED_PERSON, [Subject(dominic, "249014", "Dominic Marks", None)])
    sign_in(sam.council, "joe.marks")
    append(database_of(sam.council), Who("joe.marks", "social_worker"), [entry])
    after = audit_list.list_records(sam, AuditFilters(flag=SAME_FAMILY_NAME)).records
    assert [one.seq for one in after] == before
    newest = audit_list.list_records(sam, AuditFilters(username="joe.marks", why="Supervision")).records[0]
    assert newest.people[0].name == "Restricted person" and newest.flags == ()


@pytest.mark.parametrize("terms", [SearchTerms(family_name="Pierce"), SearchTerms(case_id="249014")])
def test_a_managers_own_search_after_the_restriction_reads_as_if_there_were_no_such_person(sam, terms):
    search_people(sam, terms, grounds=STOCKPORT_GROUNDS)
    [newest, *_] = audit_list.list_records(
        sam, AuditFilters(username="sam.carter", why="Supervision", action="searched")
    ).records
    assert newest.people == ()
    assert newest.about["terms"]["family_name"] == terms.family_name
    assert newest.about["terms"]["case_id"] == terms.case_id


def test_people_beside_a_restricted_one_are_still_found(sam, olive):
    restrictions.remove_restriction(olive, person_id(sam.council, "dominic"), note=NOTE)
    assert [one.name for one in audit_list.find_people(sam, "249014")] == ["Dominic Pierce"]
    assert "Dominic" in repr(audit_list.list_records(sam, AuditFilters(action="viewed_person")).records)
    hidden = audit_list.list_records(sam, AuditFilters(action="restricted_person")).records
    hidden += audit_list.list_records(sam, AuditFilters(action="unrestricted_person")).records
    assert len(hidden) == 2 and NOTE not in repr(hidden) and "Adoption" not in repr(hidden)


def test_reading_the_audit_records_the_filter_the_range_and_the_people_named(sam, helen):
    person_page.get_person(helen, person_id(sam.council, "kate"), grounds=STOCKPORT_GROUNDS)
    page = audit_list.list_records(sam, AuditFilters(username="helen.marks", why="Supervision"))
    row = audit_rows(sam.council)[-1]
    assert '"filters":{"username":"helen.marks","why":"Supervision"},"first"' in row.record
    assert f'"first":[{page.records[0].seq}],"last":[{page.records[-1].seq}]' in row.record
    assert "Kate Williams" in row.record and "Dominic" not in row.record
    audit_list.get_record(sam, page.records[0].seq)
    assert "Kate Williams" in audit_rows(sam.council)[-1].record
    audit_export.export_audit(
        sam, AuditFilters(username="helen.marks", why="Supervision"), lambda rows: repr(list(rows)).encode()
    )
    assert "Kate Williams" in audit_rows(sam.council)[-1].record and '"first":[' in audit_rows(sam.council)[-1].record
    assert "read_audit" in [
        one.action
        for one in audit_list.list_records(sam, AuditFilters(person_id=person_id(sam.council, "kate"))).records
    ]


def test_reading_the_list_again_and_again_names_no_more_people(sam, helen):
    person_page.get_person(helen, person_id(sam.council, "kate"), grounds=STOCKPORT_GROUNDS)
    for _ in range(3):
        audit_list.list_records(sam, AuditFilters(username="helen.marks", why="Supervision"))
    audit_list.list_records(sam, AuditFilters(action="read_audit"))
    assert '"people":[]' in audit_rows(sam.council)[-1].record


def test_an_export_of_many_people_is_recorded_in_several_records(sam, helen, monkeypatch):
    monkeypatch.setattr(audit_export, "MOST_NAMED", 1)
    for key in ("kate", "tommy"):
        person_page.get_person(helen, person_id(sam.council, key), grounds=STOCKPORT_GROUNDS)
    audit_export.export_audit(sam, AuditFilters(action="viewed_person"), lambda rows: repr(list(rows)).encode())
    rows = audit_rows(sam.council)[-2:]
    assert [row.action for row in rows] == ["exported_audit"] * 2
    assert "Tommy" in rows[0].record and "Kate" in rows[1].record
