"""What a worker, or a manager who may search too, could work out about a restricted person from what is beside them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from config import clock
from config.council import Council
from config.environment import ROOT
from config.reading import read_council
from data_access.accounts import accounts, sessions
from data_access.accounts.sessions import Actor
from data_access.audit.chain import Action, Entry, Who, append
from data_access.errors import NotPermitted
from data_access.oversight import audit_list, overdue_reports, spot_checks
from data_access.oversight.audit_records import AuditFilters
from data_access.oversight.visits import visit_list
from data_access.people import person_page, reports, services
from data_access.people.opened import contacts
from data_access.people.restricting import restrictions
from data_access.people.search import search_people
from data_access.research import feedback
from data_access.storage.database import database_of
from data_access.values import Grounds, SearchTerms
from tests.data_access.conftest import person_id
from tests.ready_made import ReadyMade
from tests.small_extract import SmallExtract

GROUNDS = Grounds(reason="Strategy meeting", case_reference="SW-1")
AUDIT = "data_access/oversight/audit_restricted.py"


@pytest.fixture
def council() -> Council:
    """Journey 1."""
    return read_council(ROOT / "config" / "councils" / "stockport.yaml")


@pytest.fixture
def leeds() -> Council:
    """Journey 2, with Tommy on Priya's caseload."""
    return read_council(ROOT / "config" / "councils" / "leeds.yaml")


@pytest.fixture
def enter(tmp_path, databases: ReadyMade) -> Callable[..., Actor]:
    """Sign a worker in, and load the small extract before."""

    def sign_in(council: Council, username: str, role: str = "social_worker") -> Actor:
        if not (tmp_path / council.id).exists():
            databases.load(council, tmp_path / council.id)
        accounts.save_account(council, username=username, display_name=username, role=role, password_hash="$2b$none")
        return sessions.get_actor(council, sessions.start_session(council, username, address=""))

    return sign_in


def _refused(actor: Actor, key: str) -> None:
    with pytest.raises(NotPermitted):
        person_page.get_person(actor, person_id(actor.council, key), grounds=GROUNDS)


def _opened_before_another_identity(helen: Actor, tmp_path, databases) -> None:
    """Dominic Pierce was open in this session; since then he is restricted, and has another name."""
    person_page.get_person(helen, person_id(helen.council, "dominic"), grounds=GROUNDS)
    restrictions.restrict_person(helen.council, "249014", reason="Protected or changed identity", by="it")
    extract = SmallExtract(helen.council)
    extract.line("people", person_key="dominic").update(first_name="Joe", family_name="Marlow")
    databases.load(helen.council, tmp_path / "another name", extract)
    _refused(helen, "dominic")


def _never_opened(helen: Actor, tmp_path, databases) -> None:
    """Nothing was shown of Kate Marlow, who is restricted."""
    extract = SmallExtract(helen.council)
    extract.line("people", person_key="kate").update(family_name="Marlow")
    databases.load(helen.council, tmp_path / "another name", extract)
    restrictions.restrict_person(helen.council, "249013", reason="Refuge or a threat to life", by="it")
    _refused(helen, "kate")


@pytest.mark.without("data_access/audit/name_index.py", "elif action != Action.REFUSED.value:", "else:")
@pytest.mark.parametrize("happened", [_opened_before_another_identity, _never_opened])
def test_whether_a_word_is_refused_in_a_note_does_not_say_how_a_restricted_person_is_called(
    council, enter, tmp_path, databases, happened
):
    helen = enter(council, "helen.marks")
    happened(helen, tmp_path, databases)
    assert feedback.why_refused(helen, ["Marlow came late", "Nobody came late"]) == [None, None]
    assert reports.why_note_refused(helen, "It is about Marlow") is None


@pytest.mark.without(
    "data_access/audit/name_index.py",
    'found |= {record["about"]["terms"][part] for part in ("first_name", "family_name")}',
    'found |= {one["name"] for one in record["people"]}',
)
def test_nor_how_the_person_is_called_whose_case_id_led_nowhere(leeds, enter):
    """An adult is not found in journey 2; the audit has whose number was typed."""
    priya = enter(leeds, "204417")
    answer = search_people(priya, SearchTerms(case_id="249014"), grounds=_grounds(leeds))
    assert not answer.matches and not answer.direct
    assert feedback.why_refused(priya, ["Pierce came late"]) == [None]


def _grounds(council: Council, **more: str) -> Grounds:
    return replace(GROUNDS if council.reason.ask else Grounds(), **more)


def _look_at_the_family(priya: Actor) -> None:
    """Tommy's page, with the list of those linked to him; Kate by way of it, with a service; and the contacts."""
    tommy, kate = (person_id(priya.council, key) for key in ("tommy", "kate"))
    grounds = _grounds(priya.council)
    person_page.get_person(priya, tommy, grounds=grounds)
    person_page.get_person(priya, kate, grounds=replace(grounds, child_id=tommy))
    services.get_service(priya, kate, "housing", grounds=replace(grounds, child_id=tommy))
    reports.report_record(priya, kate, "housing", "0", grounds=replace(grounds, child_id=tommy))
    contacts.list_contacts(priya, grounds=replace(grounds, child_id=tommy))


def _search_and_open_two(helen: Actor) -> None:
    for key in ("kate", "tommy"):
        search_people(helen, SearchTerms(family_name="Williams"), grounds=GROUNDS)
        person_page.get_person(helen, person_id(helen.council, key), grounds=GROUNDS)
    services.get_service(helen, person_id(helen.council, "kate"), "housing", grounds=GROUNDS)
    contacts.list_contacts(helen, grounds=GROUNDS)


@pytest.fixture(params=["leeds", "stockport"])
def sam(request, council, leeds, enter) -> Actor:
    """A manager, after a worker had looked at a family, and Kate was restricted. Each access was noted in a spot check
    before."""
    of, username, look = {
        "leeds": (leeds, "204417", _look_at_the_family),
        "stockport": (council, "helen.marks", _search_and_open_two),
    }[request.param]
    day = clock.today()
    look(enter(of, username))
    manager = enter(of, "sam.carter", "manager")
    spot_checks.draw(manager, number=50, first_day=day, last_day=clock.today())
    for one in spot_checks.get_check(manager, 1):
        spot_checks.save_outcome(manager, 1, one.seq, outcome="to_follow_up", note="Is it Kate?")
    restrictions.restrict_person(of, "249013", reason="Refuge or a threat to life", by="it")
    return manager


def _every_record(sam: Actor) -> list:
    return list(audit_list.list_records(sam, AuditFilters()).records)


@pytest.mark.without(
    AUDIT, "people = people if people or beside_others else [RESTRICTED]", "people = [*people, RESTRICTED]"
)
def test_no_record_has_a_restricted_person_beside_a_name(sam):
    """Of someone linked to Tommy it would say whose relative they are, among similar names how they are called."""
    named = [[one.is_hidden for one in record.people] for record in _every_record(sam)]
    assert [True] in named and [False] in named
    assert not [of_record for of_record in named if any(of_record) and not all(of_record)]


@pytest.mark.without(
    "data_access/oversight/visits/visit_list.py",
    "[one for one in named if one != HIDDEN_PERSON] or named for seq",
    "named for seq",
)
@pytest.mark.parametrize("sam", ["stockport"], indirect=True)
def test_nor_has_a_visit(sam):
    for visit in visit_list.list_visits(sam, AuditFilters()).visits:
        of_visit = visit_list.get_visit(sam, visit.number).records
        people = {one.is_hidden for record in of_visit if record.action != "read_audit" for one in record.people}
        assert people != {True, False}, [record.action for record in of_visit]


@pytest.mark.without(AUDIT, "if named & hidden.ids:\n        people", "if False:\n        people")
def test_no_list_of_who_is_linked_to_a_restricted_child_says_whose_child_it_is(leeds, enter):
    """Whoever asks who has looked at Kate reads that she was in a list, and of no one else in it."""
    _look_at_the_family(enter(leeds, "204417"))
    restrictions.restrict_person(leeds, "249012", reason="Adoption", by="it")
    sam = enter(leeds, "sam.carter", "manager")
    [listed] = [one for one in _every_record(sam) if one.action == "shown_individuals"]
    assert [one.is_hidden for one in listed.people] == [True]
    of_kate = AuditFilters(person_id=person_id(leeds, "kate"))
    [visit] = [one for one in visit_list.list_visits(sam, of_kate).visits if one.newest.username == "204417"]
    by_itself = [one for one in audit_list.list_records(sam, of_kate).records if one.username == "204417"]
    for records in (
        visit.records,
        visit_list.get_visit(sam, visit.number, person_id=of_kate.person_id).records,
        by_itself,
    ):
        assert "shown_individuals" in {one.action for one in records}
        assert {tuple(person.name for person in one.people) for one in records} == {("Kate Williams",)}


@pytest.mark.without(AUDIT, '"flags": flags, "service_id": None}', '"flags": flags}')
def test_no_record_says_which_service_was_opened_or_reported_of_a_restricted_person(sam):
    hidden = [record for record in _every_record(sam) if any(one.is_hidden for one in record.people)]
    assert {"viewed_person", "viewed_service"} <= {record.action for record in hidden}
    assert {record.service_id for record in hidden} == {None}


@pytest.mark.without(
    "data_access/oversight/spot_checks.py", 'note = "" if is_changed else row.note or ""', "note = row.note"
)
def test_no_note_of_a_spot_check_says_who_was_beside_the_others(sam):
    of_others = [one for one in spot_checks.get_check(sam, 1) if one.record and one.record.people]
    assert [one for one in of_others if not one.record.people[0].is_hidden and not one.record.about]
    assert not [one for one in of_others if not one.record.about and one.note]


@pytest.mark.without(AUDIT, 'found.get("direct") or found.get("case_id_of_another")', "False")
@pytest.mark.parametrize("found", [{"direct": True}, {"direct": False, "case_id_of_another": True}])
@pytest.mark.parametrize("sam", ["stockport"], indirect=True)
def test_no_record_of_an_earlier_version_says_that_someone_had_the_case_id(sam, found):
    """They did not name whose case ID was typed; who has it now, no one finds."""
    terms = {"first_name": "", "family_name": "Smith", "date_of_birth": None, "case_id": "249013"}
    searched = Entry(Action.SEARCHED, about={"terms": terms, "found": {"matches": 0, "similar": 0} | found})
    append(database_of(sam.council), Who("tom.lees", "social_worker", "s-1"), [searched])
    [record] = [one for one in _every_record(sam) if one.username == "tom.lees"]
    assert "249013" not in repr(record) and record.about == {}


@pytest.mark.without(
    "data_access/oversight/overdue_reports.py",
    "[row.reported_at for row in rows if row.person_id not in hidden]",
    "[row.reported_at for row in rows]",
)
@pytest.mark.parametrize("sam", ["leeds"], indirect=True)
def test_no_report_that_can_never_be_opened_is_counted_as_overdue(sam, enter, monkeypatch):
    """Priya reported Kate's record; no data officer can open the report while Kate is restricted."""
    restrictions.unrestrict_person(sam.council, "249013", by="it")
    later = clock.now() + timedelta(days=9)
    monkeypatch.setattr(clock, "now", lambda: later)
    sam = enter(sam.council, "sam.carter", "manager")
    assert overdue_reports.find_overdue(sam).number == 1
    restrictions.restrict_person(sam.council, "249013", reason="Refuge or a threat to life", by="it")
    assert overdue_reports.find_overdue(sam) is None
