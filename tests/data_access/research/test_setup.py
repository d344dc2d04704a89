"""Research sessions: what a switch shows, to whom, and that it is never shown where real families are loaded."""

from datetime import timedelta

import pytest

from config import clock
from config.research_reading import read_research
from data_access.accounts.sessions import get_actor, start_session
from data_access.errors import NotFound, NotPermitted, OnlyInvented, WrongRole
from data_access.loading.extracts import load_extract
from data_access.people import access, person_page, reports, research_setup, services
from data_access.people.opened import contacts
from data_access.people.search import search_people
from data_access.research import setup
from data_access.review import reported_records
from data_access.values import Grounds, NoRecordsFound, NotChecked, RecordsFound, SearchTerms, WhyNotChecked
from demo_data.workers import RESEARCH_CASELOAD
from extracts.checks import read_extract
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, actions, audit_rows, person_id
from tests.small_extract import SmallExtract

pytest_generate_tests = only_these_on_both(
    "test_each_kind_of_variation_shows_what_it_says",
    "test_the_flag_on_the_page_is_the_varied_one_and_so_is_the_audit",
    "test_two_sessions_side_by_side_do_not_touch",
    "test_a_reset_leaves_nothing_and_closes_the_workers_screens",
    "test_the_next_participant_does_not_inherit_contacts_or_an_opened_child",
    "test_what_a_participant_reports_is_hidden_for_them_alone_and_reaches_no_data_officer",
    "test_the_other_journey_is_enforced_as_in_a_council_of_its_own",
    "test_a_setup_from_before_real_families_were_loaded_shows_nothing",
    "test_the_people_of_a_scenario_are_recorded_when_they_are_listed",
)


def answer_to(actor, key, service, *, grounds=STOCKPORT_GROUNDS):
    return services.get_service(actor, person_id(actor.council, key), service, grounds=grounds)


def show(actor, key, service, variation):
    setup.vary_service(actor, person_id(actor.council, key), service, variation)


def test_each_kind_of_variation_shows_what_it_says(rosa):
    assert answer_to(rosa, "dominic", "police").records[0].entries
    show(rosa, "dominic", "police", "no_records_found")
    assert isinstance(answer_to(rosa, "dominic", "police"), NoRecordsFound)
    show(rosa, "dominic", "police", "information_missing")
    record = answer_to(rosa, "dominic", "police").records[0]
    assert record.entries == () and record.values["safeguarding_offences"] is True
    show(rosa, "dominic", "police", "out_of_date")
    aged = answer_to(rosa, "dominic", "police")
    assert aged.source.out_of_date and aged.records[0].entries
    show(rosa, "dominic", "police", "could_not_be_checked")
    assert answer_to(rosa, "dominic", "police").reason is WhyNotChecked.SOURCE_UNREADABLE
    show(rosa, "dominic", "police", "wrong")
    assert answer_to(rosa, "dominic", "police").records[0].values["contact_name"] == "Ursula Finch"
    show(rosa, "dominic", "police", "")
    assert answer_to(rosa, "dominic", "police").records[0].values["contact_name"] is None


def test_complete_keeps_what_is_held_and_fills_in_the_rest_with_days_counted_back(rosa):
    show(rosa, "kate", "housing", "complete")
    values = answer_to(rosa, "kate", "housing").records[0].values
    assert values["contact_name"] == "Raymond Fenton" and values["contact_role"] == "Housing officer"
    show(rosa, "kate", "police", "complete")
    [record] = answer_to(rosa, "kate", "police").records
    assert record.entries[0]["date_of_offence"] == clock.today() - timedelta(days=16)
    assert all(value is not None for value in record.values.values())


def test_the_flag_on_the_page_is_the_varied_one_and_so_is_the_audit(rosa):
    show(rosa, "kate", "housing", "no_records_found")
    page = person_page.get_person(rosa, person_id(rosa.council, "kate"), grounds=STOCKPORT_GROUNDS)
    assert isinstance(page.answers["housing"], NoRecordsFound)
    assert isinstance(page.answers["adult_social_care"], NoRecordsFound)
    assert '"housing":"no records found"' in audit_rows(rosa.council)[-1].record


def test_a_service_that_shows_no_records_gives_no_address_away_either(stockport, tmp_path, sign_in):
    extract = SmallExtract(stockport)
    line = extract.line("police", person_key="dominic")
    line |= {"address": "6 Millgate Yard, Manchester", "address_status": "current"}
    folder = extract.write(tmp_path / "addressed")
    load_extract(stockport, read_extract(stockport, folder), loaded_by="test", is_demo=True)
    rosa = sign_in(stockport, "rosa.hale", role="researcher")
    setup.choose(rosa, scenario_id="williams", journey=1)
    dominic = person_id(stockport, "dominic")
    addresses = [len(person_page.get_person(rosa, dominic, grounds=STOCKPORT_GROUNDS).details.other_addresses)]
    show(rosa, "dominic", "police", "no_records_found")
    addresses.append(len(person_page.get_person(rosa, dominic, grounds=STOCKPORT_GROUNDS).details.other_addresses))
    assert addresses == [1, 0]


def test_two_sessions_side_by_side_do_not_touch(rosa, sign_in):
    """Seen to fail with the session left out of the condition in find_setup()."""
    ned = sign_in(rosa.council, "ned.oakes", role="researcher")
    setup.choose(ned, scenario_id="williams", journey=1)
    helen = sign_in(rosa.council)
    show(rosa, "dominic", "police", "no_records_found")
    show(ned, "dominic", "police", "wrong")
    assert isinstance(answer_to(rosa, "dominic", "police"), NoRecordsFound)
    assert answer_to(ned, "dominic", "police").records[0].values["contact_name"] == "Ursula Finch"
    assert answer_to(helen, "dominic", "police").records[0].values["contact_name"] is None
    setup.reset(ned)
    assert isinstance(answer_to(rosa, "dominic", "police"), NoRecordsFound)


def test_a_reset_leaves_nothing_and_closes_the_workers_screens(rosa):
    show(rosa, "dominic", "police", "no_records_found")
    reports.report_record(rosa, person_id(rosa.council, "kate"), "housing", "0", grounds=STOCKPORT_GROUNDS)
    assert answer_to(rosa, "kate", "housing").reason is WhyNotChecked.REPORTED
    setup.reset(rosa)
    assert setup.get_setup(rosa) is None
    with pytest.raises(WrongRole):
        answer_to(rosa, "dominic", "police")
    setup.choose(rosa, scenario_id="williams", journey=1)
    assert isinstance(answer_to(rosa, "dominic", "police"), RecordsFound)
    assert isinstance(answer_to(rosa, "kate", "housing"), RecordsFound)


def test_the_next_participant_does_not_inherit_contacts_or_an_opened_child(leeds, invented, sign_in):
    """Seen to fail without `since_seq` in access.is_of_this_session()."""
    ada = sign_in(invented(leeds), "200310", role="researcher")
    setup.choose(ada, scenario_id="williams", journey=2)
    child = person_id(leeds, "tommy")
    person_page.get_person(ada, child, grounds=Grounds())
    answer_to(ada, "kate", "housing", grounds=Grounds(child_id=child))
    assert contacts.list_contacts(ada, grounds=Grounds())
    setup.reset(ada)
    setup.choose(ada, scenario_id="williams", journey=2)
    assert contacts.list_contacts(ada, grounds=Grounds()) == ()
    with pytest.raises(NotPermitted, match=access.CHILD_NOT_OPEN):
        answer_to(ada, "kate", "housing", grounds=Grounds(child_id=child))


def test_what_a_participant_reports_is_hidden_for_them_alone_and_reaches_no_data_officer(rosa, sign_in):
    reports.report_record(rosa, person_id(rosa.council, "kate"), "housing", "0", grounds=STOCKPORT_GROUNDS)
    assert reported_records.list_open_reports(rosa.council) == []
    assert isinstance(answer_to(sign_in(rosa.council), "kate", "housing"), RecordsFound)


def test_the_other_journey_is_enforced_as_in_a_council_of_its_own(rosa):
    setup.choose(rosa, scenario_id="williams", journey=2)
    with pytest.raises(NotPermitted, match=access.NOT_A_CHILD):
        answer_to(rosa, "dominic", "police")
    found = search_people(rosa, SearchTerms(case_id="249012"), grounds=STOCKPORT_GROUNDS)
    assert found.direct == person_id(rosa.council, "tommy")


def test_the_screens_are_told_the_journey_chosen(stockport, invented, sign_in):
    sign_in(invented(stockport), "rosa.hale", role="researcher")
    key = start_session(stockport, "rosa.hale", address="")
    actor = get_actor(stockport, key)
    assert (actor.council.journey, actor.shows) == (1, "")
    setup.choose(actor, scenario_id="williams", journey=2)
    chosen = get_actor(stockport, key)
    assert chosen.council.journey == 2 and chosen.shows
    assert "case" not in chosen.council.guidance.search and "children" in chosen.council.guidance.search


def test_where_real_families_are_loaded_research_is_refused_and_recorded(helen, sign_in):
    """Seen to fail without the check of is_invented() in access._find_setup()."""
    rosa = sign_in(helen.council, "rosa.hale", role="researcher")
    asked = (
        lambda: setup.choose(rosa, scenario_id="williams", journey=1),
        lambda: setup.list_people(rosa),
        lambda: setup.reset(rosa),
        lambda: show(rosa, "dominic", "police", "wrong"),
        lambda: answer_to(rosa, "dominic", "police"),
    )
    for ask in asked:
        with pytest.raises(OnlyInvented):
            ask()
    assert actions(helen.council) == ["refused"] * len(asked)


def test_a_setup_from_before_real_families_were_loaded_shows_nothing(rosa, load):
    load(rosa.council)
    with pytest.raises(OnlyInvented):
        answer_to(rosa, "dominic", "police")


@pytest.mark.parametrize("role", ["social_worker", "manager", "data_officer", "service_lead", "administrator"])
def test_nobody_but_a_researcher_sets_up_or_varies(rosa, sign_in, role):
    other = sign_in(rosa.council, "somebody", role=role)
    for ask in (
        lambda: setup.choose(other, scenario_id="williams", journey=1),
        lambda: setup.list_people(other),
        lambda: show(other, "dominic", "police", "wrong"),
    ):
        with pytest.raises(WrongRole):
            ask()


def test_a_researcher_who_chose_nothing_opens_nobody(stockport, invented, sign_in):
    rosa = sign_in(invented(stockport), "rosa.hale", role="researcher")
    with pytest.raises(WrongRole):
        answer_to(rosa, "dominic", "police")


@pytest.mark.parametrize(("key", "service", "variation"), [
    ("dominic", "police", "made_up"), ("tommy", "police", "wrong"), ("charlie", "school", "wrong"),
    ("kate", "nothing", "wrong"),
])  # fmt: skip
def test_what_is_no_choice_is_not_taken(rosa, key, service, variation):
    """Not a variation, a service outside the ages, somebody of another scenario, no service."""
    with pytest.raises(NotFound):
        show(rosa, key, service, variation)


def test_somebody_of_unknown_birth_never_reads_as_no_records(stockport, tmp_path, sign_in):
    extract = SmallExtract(stockport)
    extract.line("people", person_key="kate")["date_of_birth"] = ""
    folder = extract.write(tmp_path / "undated")
    load_extract(stockport, read_extract(stockport, folder), loaded_by="test", is_demo=True)
    rosa = sign_in(stockport, "rosa.hale", role="researcher")
    setup.choose(rosa, scenario_id="williams", journey=1)
    [kate] = [one for one in setup.list_people(rosa).people if one.name == "Kate Williams"]
    assert "no_records_found" not in kate.choices["housing"] and "wrong" in kate.choices["housing"]
    assert kate.choices["police"] == ()
    with pytest.raises(NotFound):
        show(rosa, "kate", "housing", "no_records_found")
    assert isinstance(answer_to(rosa, "kate", "police"), NotChecked)


def test_the_people_of_a_scenario_are_recorded_when_they_are_listed(rosa):
    told = setup.list_people(rosa)
    assert [one.whom for one in told.people] == ["Child", "Mother", "Father", "Half sister"]
    assert told.day == clock.today()
    assert actions(rosa.council)[-2:] == ["set_up_research", "listed_scenario"]


def test_the_files_of_both_councils_fit_their_services(stockport, leeds):
    for council in (stockport, leeds):
        files = read_research(council)
        assert {one.shows for one in files.variations} == {
            "no_records_found", "information_missing", "out_of_date", "could_not_be_checked", "wrong", "complete",
        }  # fmt: skip
        assert [one.id for one in files.scenarios] == ["banks", "murphey", "williams"]


def test_the_caseload_of_research_is_the_one_the_demonstration_writes():
    assert research_setup.CASELOAD == RESEARCH_CASELOAD
