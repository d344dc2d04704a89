"""The audit by visit: which records are one visit, page by page, opened, counted, and never a figure on one worker."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import clock
from data_access.audit.chain import Action, Entry, Subject, Who, append
from data_access.errors import NotFound, WrongRole
from data_access.oversight import audit_export
from data_access.oversight.audit_filters import ANY_FLAG, FLAG_GROUPS
from data_access.oversight.audit_records import AuditFilters
from data_access.oversight.visits import look_counts, visit_list
from data_access.oversight.visits.grouping import (
    A_PAUSE,
    HIDDEN_PERSON,
    LOOKS,
    MOST_IN_VISIT,
    READINGS,
    SESSION,
    Step,
    visits_of,
    visits_of_person,
)
from data_access.people import person_page, services
from data_access.people.restricting import restrictions
from data_access.people.search import search_people
from data_access.storage.database import database_of
from data_access.values import SearchTerms
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, actions, audit_rows, person_id

pytest_generate_tests = only_these_on_both(
    "test_one_look_is_one_line_with_its_services_and_reason",
    "test_a_visit_opens_into_all_its_records_which_is_recorded",
    "test_with_one_person_the_search_that_listed_them_is_in_the_visit",
    "test_someone_who_was_only_listed_has_a_visit_that_says_so",
    "test_two_restricted_people_of_one_sitting_are_one_visit_to_a_manager",
    "test_page_by_page_every_visit_comes_once_and_newest_first",
    "test_what_is_recorded_while_the_pages_are_turned_moves_nothing",
    "test_an_export_has_every_record_of_each_visit_with_its_number",
    "test_nothing_is_counted_of_one_worker",
    "test_the_looks_at_a_person_are_counted_by_worker_and_day",
    "test_flags_are_counted_by_visit_and_listed_by_the_same_filter",
    "test_a_manager_learns_nothing_of_a_restricted_person_from_visits_counts_or_exports",
)

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
SEARCHED, SHOWN, COVERED = "searched", "shown_individuals", "listed_under_cover"
OPENED, SERVICE = "viewed_person", "viewed_service"
HIDDEN = HIDDEN_PERSON


def steps(*each: tuple) -> list[Step]:
    """(action, people in one word of letters, minutes since the one before), numbered from 1."""
    made, at = [], NOON
    for seq, (action, people, *minutes) in enumerate(each, 1):
        at += timedelta(minutes=minutes[0] if minutes else 1)
        names = {HIDDEN if name == "?" else name for name in people}
        made.append(Step(seq, at, "s", action, frozenset(names)))
    return made


def grouped(*each: tuple) -> list[list[int]]:
    return [visit.seqs for visit in visits_of(steps(*each))]


RULE = {
    "a search, its list and who was opened from it": (
        [(SEARCHED, ""), (SHOWN, "abc"), (OPENED, "a"), (SERVICE, "a"), (SERVICE, "a")], [[1, 2, 3, 4, 5]]),
    "of two people opened from one list the first has it": (
        [(SEARCHED, ""), (SHOWN, "ab"), (OPENED, "a"), (OPENED, "b"), (SERVICE, "b")], [[1, 2, 3], [4, 5]]),
    "back to the first person": (
        [(OPENED, "a"), (OPENED, "b"), (SERVICE, "a")], [[1, 3], [2]]),
    "a list from which no one was opened": ([(SEARCHED, ""), (SHOWN, "ab"), (SEARCHED, ""), (SHOWN, "c")],
                                            [[1, 2], [3, 4]]),
    "someone who was not in the list": ([(SEARCHED, ""), (SHOWN, "ab"), (OPENED, "c")], [[3], [1, 2]]),
    "a list under cover": ([(SEARCHED, ""), (SHOWN, "ab"), (COVERED, "a"), (OPENED, "a")], [[1, 2, 3, 4]]),
    "a case ID names the person": ([(SEARCHED, "a"), (OPENED, "a")], [[1, 2]]),
    "linked individuals belong to the child": ([(OPENED, "a"), (SHOWN, "bc"), (OPENED, "b")], [[1, 2], [3]]),
    "one linked individual too": ([(OPENED, "a"), (SHOWN, "b")], [[1, 2]]),
    "a pause ends a visit": ([(OPENED, "a"), (SERVICE, "a", 30), (SERVICE, "a", 31)], [[1, 2], [3]]),
    "a pause after the search": ([(SEARCHED, ""), (SHOWN, "a"), (OPENED, "a", 31)], [[3], [1, 2]]),
    "contacts belong to who is open": ([(OPENED, "a"), ("listed_contacts", "ab"), ("copied_contacts", "ab")],
                                       [[1, 2, 3]]),
    "why many belongs to who is open": ([(OPENED, "a"), ("said_why_many", "")], [[1, 2]]),
    "a refusal that names no one and no one is open": ([("refused", "")], [[1]]),
    "readings of the audit": ([("read_audit", "a"), ("read_audit", ""), ("exported_audit", "b")], [[1, 2, 3]]),
    "signing in and the end of it": ([("signed_in", ""), (OPENED, "a"), ("timed_out", "", 600)], [[1, 3], [2]]),
    "anything else": ([("restricted_person", "a"), ("restricted_person", "a")], [[1], [2]]),
    "two hidden people are not told apart": ([(OPENED, "?"), (SERVICE, "?"), (OPENED, "?")], [[1, 2, 3]]),
    "a name is never put beside a hidden person": ([(OPENED, "?"), (SHOWN, "b")], [[1], [2]]),
    "nor a hidden person beside a name": ([(OPENED, "a"), (SHOWN, "?b")], [[1], [2]]),
    "nor one under cover beside the names of the list": (
        [(SEARCHED, ""), (SHOWN, "a"), (COVERED, "?"), (OPENED, "a")], [[1, 2, 4], [3]]),
    "the search that showed a hidden person": ([(SEARCHED, ""), (SHOWN, "?"), (OPENED, "?")], [[1, 2, 3]]),
}  # fmt: skip


@pytest.mark.parametrize("kind", RULE)
def test_which_records_are_one_visit(kind):
    each, expected = RULE[kind]
    assert sorted(grouped(*each)) == sorted(expected)


def test_a_visit_has_a_most():
    sizes = [len(visit) for visit in grouped(*[(SERVICE, "a")] * (MOST_IN_VISIT + 5))]
    assert sizes == [MOST_IN_VISIT, 5]


def test_from_the_view_of_one_person_every_record_counts_whoever_was_opened():
    each = steps((SEARCHED, "a"), (SHOWN, "ab"), (OPENED, "b"), ("read_audit", "a"), ("restricted_person", "a"))
    assert [visit.seqs for visit in visits_of_person(each)] == [[1, 2, 3], [4], [5]]


ANY_STEP = st.tuples(
    st.sampled_from(sorted(LOOKS | READINGS | SESSION | {"restricted_person"})),
    st.text("ab?", max_size=3),
    st.integers(0, 40),
)


@given(st.lists(ANY_STEP, max_size=40))
def test_every_record_is_in_one_visit_and_only_hidden_ones_are_beside_hidden_ones(each):
    made = steps(*each)
    visits = visits_of(made)
    assert sorted(seq for visit in visits for seq in visit.seqs) == [step.seq for step in made]
    for visit in visits:
        looks = [step for step in visit.steps if step.action in LOOKS]
        opened = [step.only_person for step in looks if step.action in (OPENED, SERVICE)]
        assert len(set(opened) - {None}) <= 1, "one person"
        if opened[:1] == [HIDDEN]:
            # A search says nothing itself: what it typed is hidden with the list it has shown.
            assert all(HIDDEN in step.people or step.action == SEARCHED for step in looks)
        if any(step.action in LOOKS for step in visit.steps):
            times = sorted(step.at for step in visit.steps)
            assert all(later - earlier <= A_PAUSE for earlier, later in zip(times, times[1:], strict=False))


@pytest.fixture
def sam(helen, sign_in):
    """A manager, after Helen Marks found Dominic Pierce, read two of his services, and opened Kate Williams."""
    search_people(helen, SearchTerms(first_name="Dominic", family_name="Pierce"), grounds=STOCKPORT_GROUNDS)
    dominic, kate = (person_id(helen.council, key) for key in ("dominic", "kate"))
    person_page.get_person(helen, dominic, grounds=STOCKPORT_GROUNDS)
    for service in ("police", "housing"):
        services.get_service(helen, dominic, service, grounds=STOCKPORT_GROUNDS)
    person_page.get_person(helen, kate, grounds=STOCKPORT_GROUNDS)
    return sign_in(helen.council, "sam.carter", "manager")


def helens(page):
    return [visit for visit in page.visits if visit.newest.username == "helen.marks" and visit.person]


def test_one_look_is_one_line_with_its_services_and_reason(sam):
    kate, dominic = helens(visit_list.list_visits(sam, AuditFilters()))
    assert (kate.person.name, dominic.person.name) == ("Kate Williams", "Dominic Pierce")
    assert [one.action for one in dominic.records] == [SEARCHED, SHOWN, OPENED, SERVICE, SERVICE]
    assert dominic.services == ("police", "housing") and dominic.newest.grounds == STOCKPORT_GROUNDS
    assert {person.name for one in dominic.records for person in one.people} == {"Dominic Pierce"}
    last = audit_rows(sam.council)[-1]
    assert last.action == "read_audit" and '"by_visit":true' in last.record


def test_a_visit_opens_into_all_its_records_which_is_recorded(sam):
    [_, listed] = helens(visit_list.list_visits(sam, AuditFilters()))
    for seq in (one.seq for one in listed.records):
        opened = visit_list.get_visit(sam, seq)
        assert [one.seq for one in opened.records] == [one.seq for one in listed.records]
    last = audit_rows(sam.council)[-1]
    assert '"by_visit":true' in last.record and "Dominic Pierce" in last.record and "Kate" not in last.record
    with pytest.raises(NotFound):
        visit_list.get_visit(sam, 10**9)


def test_with_one_person_the_search_that_listed_them_is_in_the_visit(sam):
    dominic = person_id(sam.council, "dominic")
    [visit] = helens(visit_list.list_visits(sam, AuditFilters(person_id=dominic)))
    assert [one.action for one in visit.records] == [SEARCHED, SHOWN, OPENED, SERVICE, SERVICE]
    assert visit.records[0].about["terms"]["family_name"] == "Pierce"
    assert visit_list.get_visit(sam, visit.number, person_id=dominic).records[0].action == SEARCHED


def test_someone_who_was_only_listed_has_a_visit_that_says_so(sam, helen):
    answer = search_people(helen, SearchTerms(family_name="Williams"), grounds=STOCKPORT_GROUNDS)
    tommy = next(one.person_id for one in answer.matches if one.first_name == "Tommy")
    [visit] = helens(visit_list.list_visits(sam, AuditFilters(person_id=tommy)))
    assert [one.action for one in visit.records] == [SEARCHED, SHOWN] and visit.person.person_id == tommy


def test_two_restricted_people_of_one_sitting_are_one_visit_to_a_manager(sam, sign_in):
    """Seen to fail with each person's own ID kept: two lines told that they were two people."""
    for case_id in ("249014", "249013"):
        restrictions.restrict_person(sam.council, case_id, reason="Refuge", by="it")
    [visit] = helens(visit_list.list_visits(sam, AuditFilters()))
    assert visit.person.is_hidden and [one.action for one in visit.records].count(OPENED) == 2
    olive = sign_in(sam.council, "olive.grant", "data_officer")
    assert len(helens(visit_list.list_visits(olive, AuditFilters()))) == 2


def write_visits(council, number: int, sessions: int = 3) -> None:
    """Visits of two records each to many people, of a few sessions in turn."""
    database = database_of(council)
    for visit in range(number):
        who = Who(f"worker.{visit % sessions}", "social_worker", f"session-{visit % sessions}")
        person = [Subject(f"p-{visit}", None, f"Ann Number{visit}", None)]
        append(database, who, [Entry(Action.VIEWED_PERSON, person), Entry(Action.VIEWED_SERVICE, person, "police")])


def all_pages(actor, filters) -> list:
    seen, before, upto = [], None, None
    while True:
        page = visit_list.list_visits(actor, filters, before=before, upto=upto)
        seen += page.visits
        if not page.has_older:
            return seen
        before, upto = page.visits[-1].place, page.upto


@pytest.mark.parametrize("filters", [{}, {"first_day": "today"}, {"action": SERVICE}])
def test_page_by_page_every_visit_comes_once_and_newest_first(sam, monkeypatch, filters):
    monkeypatch.setattr(visit_list, "A_PAGE", 7)
    monkeypatch.setattr(visit_list, "AT_ONCE", 5)
    write_visits(sam.council, 25)
    filters = {name: clock.today() if value == "today" else value for name, value in filters.items()}
    seen = all_pages(sam, AuditFilters(**filters))
    numbers = [visit.number for visit in seen]
    assert len(numbers) == len(set(numbers)) and [one.place for one in seen] == sorted(
        (one.place for one in seen), reverse=True
    )
    made = [visit for visit in seen if visit.newest.username.startswith("worker.")]
    assert len(made) == 25 and all(len(visit.records) == 2 for visit in made)


def test_what_is_recorded_while_the_pages_are_turned_moves_nothing(sam, monkeypatch):
    """Seen to fail without `upto`: the visit that went on was on no page."""
    monkeypatch.setattr(visit_list, "A_PAGE", 3)
    write_visits(sam.council, 8, sessions=1)
    page = visit_list.list_visits(sam, AuditFilters(action=OPENED))
    oldest = [Subject("p-0", None, "Ann Number0", None)]
    append(
        database_of(sam.council), Who("worker.0", "social_worker", "session-0"), [Entry(Action.VIEWED_PERSON, oldest)]
    )
    seen = list(page.visits)
    while page.has_older:
        page = visit_list.list_visits(sam, AuditFilters(action=OPENED), before=page.visits[-1].place, upto=page.upto)
        seen += page.visits
    assert len([one for one in seen if one.newest.username == "worker.0"]) == 8


def test_an_export_has_every_record_of_each_visit_with_its_number(sam):
    rows: list = []
    audit_export.export_audit(sam, AuditFilters(action=SERVICE), lambda records: rows.extend(records) or b"")
    assert [record.action for _, record in rows] == [SERVICE, SERVICE, OPENED, SHOWN, SEARCHED]
    assert {visit for visit, _ in rows} == {rows[-1][1].seq}


@pytest.mark.parametrize("role", ["social_worker", "service_lead"])
def test_only_a_manager_or_data_officer_reads_visits(sam, sign_in, role):
    """Seen to fail with require_role() removed from each of the three functions."""
    other = sign_in(sam.council, "somebody.else", role)
    for call in (
        lambda: visit_list.list_visits(other, AuditFilters()),
        lambda: visit_list.get_visit(other, 1),
        lambda: look_counts.count_visits(other, AuditFilters()),
    ):
        with pytest.raises(WrongRole):
            call()
    assert actions(sam.council)[-3:] == ["refused"] * 3


@pytest.mark.parametrize("why", ["", "  ", "...", "\u2013"])
def test_what_one_worker_did_needs_a_reason_in_every_way_it_leaves_the_data_layer(sam, why):
    filters = AuditFilters(username="helen.marks", why=why)
    before = len(audit_rows(sam.council))
    for call in (
        lambda: visit_list.list_visits(sam, filters),
        lambda: audit_export.export_audit(sam, filters, lambda _: b""),
    ):
        with pytest.raises(ValueError, match="Say why"):
            call()
    assert len(audit_rows(sam.council)) == before


@pytest.mark.parametrize("more", [{}, {"person_id": "p"}, {"flag": "refusals"}])
def test_nothing_is_counted_of_one_worker(sam, more):
    filters = AuditFilters(username="helen.marks", why="Supervision", **more)
    with pytest.raises(ValueError, match="one worker"):
        look_counts.count_visits(sam, filters)
    visit_list.list_visits(sam, filters)
    audit_export.export_audit(sam, filters, lambda records: str(list(records)).encode())
    assert not [row for row in audit_rows(sam.council)[-2:] if '"records":' in row.record]


def test_the_looks_at_a_person_are_counted_by_worker_and_day(sam, sign_in, monkeypatch):
    dominic, now = person_id(sam.council, "dominic"), clock.now()
    tom = sign_in(sam.council, "tom.lees")
    # At noon: around midnight the two would be of two days.
    yesterday = (now - timedelta(days=1)).replace(hour=12)
    for at in (yesterday - timedelta(minutes=90), yesterday):
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        subject = [Subject(dominic, "249014", "Dominic Pierce", None)]
        append(database_of(sam.council), tom.who, [Entry(Action.VIEWED_PERSON, subject)])
    monkeypatch.setattr(clock, "now", lambda: now)
    counts = look_counts.count_visits(sam, AuditFilters(person_id=dominic))
    assert [(one.username, one.opened, one.listed) for one in counts.looks] == [
        ("tom.lees", 2, 0),
        ("helen.marks", 1, 0),
    ]
    assert counts.filters.last_day == clock.today()
    assert '"counted":true' in audit_rows(sam.council)[-1].record
    only_today = AuditFilters(person_id=dominic, first_day=clock.today())
    assert [one.username for one in look_counts.count_visits(sam, only_today).looks] == ["helen.marks"]


def test_flags_are_counted_by_visit_and_listed_by_the_same_filter(sam):
    who = Who("ann.lowe", "social_worker", "s-1")
    person = [Subject("p-1", None, "Bo Reed", None)]
    entries = [
        Entry(Action.STATED_COVER, person),
        Entry(Action.VIEWED_PERSON, person, flags=("many_people_a_day",)),
        Entry(Action.VIEWED_SERVICE, person, "police", flags=("many_people_a_day",)),
        Entry(Action.REFUSED, about={"why": "x"}),
    ]
    append(database_of(sam.council), who, entries)
    counts = look_counts.count_visits(sam, AuditFilters(first_day=clock.today()))
    assert counts.flags == {"same_family_name": 0, "cover": 1, "many_people": 1, "refusals": 1}
    for flag in FLAG_GROUPS:
        listed = visit_list.list_visits(sam, AuditFilters(first_day=clock.today(), flag=flag))
        assert len(listed.visits) == counts.flags[flag], flag
    every = visit_list.list_visits(sam, AuditFilters(flag=ANY_FLAG, username="ann.lowe", why="Supervision"))
    assert [sorted(one.action for one in visit.records) for visit in every.visits] == [
        ["refused", "stated_cover", "viewed_person", "viewed_service"]
    ]
    of_person = visit_list.list_visits(sam, AuditFilters(flag=ANY_FLAG, person_id="p-1"))
    assert len(of_person.visits) == 1


def test_a_manager_learns_nothing_of_a_restricted_person_from_visits_counts_or_exports(sam, sign_in):
    dominic = person_id(sam.council, "dominic")
    restrictions.restrict_person(sam.council, "249014", reason="Refuge", by="it")
    shown = visit_list.list_visits(sam, AuditFilters())
    opened = [visit_list.get_visit(sam, visit.number) for visit in shown.visits]
    text = repr((shown, opened))
    for secret in ("Dominic", "Pierce", "249014", dominic, "Refuge"):
        assert secret not in text, secret
    assert "Restricted person" in text and "Kate Williams" in text
    for number in (visit.number for visit in shown.visits):
        assert dominic not in repr(visit_list.get_visit(sam, number, person_id=dominic))
    for unknown in (dominic, "no one's"):
        counts = look_counts.count_visits(sam, AuditFilters(person_id=unknown))
        assert counts.looks == () and set(counts.flags.values()) == {0}
        assert visit_list.list_visits(sam, AuditFilters(person_id=unknown)).visits == ()
        assert "Dominic" not in audit_rows(sam.council)[-1].record
    olive = sign_in(sam.council, "olive.grant", "data_officer")
    assert look_counts.count_visits(olive, AuditFilters(person_id=dominic)).looks
