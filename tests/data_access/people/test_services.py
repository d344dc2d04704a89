"""What the services answer: the four flags, age rules, the police window, staleness, reports."""

from datetime import timedelta

import pytest

from config import clock
from data_access.errors import NotFound
from data_access.people import person_page, reports, services
from data_access.review import reported_records
from data_access.values import NoRecordsFound, NotChecked, NotShownAtThisAge, RecordsFound, WhyNotChecked
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, actions, change_extract, person_id
from tests.small_extract import SmallExtract

pytest_generate_tests = only_these_on_both(
    "test_the_four_flags_are_four",
    "test_an_opened_section_has_the_details_and_is_recorded_with_its_service",
    "test_a_pending_match_never_reads_no_records_and_nothing_of_it_is_kept",
    "test_at_most_three_offences_newest_first",
    "test_other_current_addresses_come_with_their_source_and_previous_ones_do_not",
    "test_one_unreadable_record_hides_no_other_service",
    "test_a_reported_record_is_hidden_until_it_is_settled",
)


def flags(actor, key):
    return person_page.get_person(actor, person_id(actor.council, key), grounds=STOCKPORT_GROUNDS).answers


def opened(actor, key, service_id):
    return services.get_service(actor, person_id(actor.council, key), service_id, grounds=STOCKPORT_GROUNDS)


@pytest.fixture
def extract(stockport):
    return SmallExtract(stockport)


@pytest.fixture
def worker(stockport, extract, load, sign_in):
    """Sign in after loading the extract as the test has changed it."""
    return lambda: sign_in(load(stockport, extract))


def test_services_come_in_the_councils_order(helen):
    assert list(flags(helen, "dominic")) == ["school", "adult_social_care", "housing", "police"]


def test_the_four_flags_are_four(extract, worker):
    extract.line("sources", source="adult_social_care")["status"] = "unreadable"
    del extract.files["adult_social_care"]
    answers = flags(worker(), "kate")
    assert [type(answer) for answer in answers.values()] == [
        NotShownAtThisAge,
        NotChecked,
        RecordsFound,
        NoRecordsFound,
    ]
    assert answers["adult_social_care"].reason is WhyNotChecked.SOURCE_UNREADABLE


def test_a_flag_carries_no_details(helen):
    assert flags(helen, "kate")["housing"].records is None


def test_an_opened_section_has_the_details_and_is_recorded_with_its_service(helen):
    (record,) = opened(helen, "kate", "housing").records
    assert record.values["contact_name"] == "Raymond Fenton"
    assert record.values["tenancy_start"].isoformat() == "2018-08-16"
    assert record.values["notice_seeking_possession"] is None
    assert actions(helen.council) == ["viewed_service"]


def test_ages_are_inclusive_at_both_ends(extract, worker):
    for key, years, shown in (("tommy", 4, True), ("kate", 20, True), ("dominic", 21, False), ("amelia", 3, False)):
        extract.line("people", person_key=key)["date_of_birth"] = clock.years_before(clock.today(), years).isoformat()
        extract.line("people", person_key=key)["shown"] = shown
    expected = {line["person_key"]: line.pop("shown") for line in extract.files["people"] if "shown" in line}
    actor = worker()
    for key, shown in expected.items():
        assert isinstance(flags(actor, key)["school"], NotShownAtThisAge) is not shown, key


def test_outside_the_ages_no_data_is_returned_even_when_asked_for_directly(extract, worker):
    extract.add_record("police", "tommy", safeguarding_offences="Yes")
    assert opened(worker(), "tommy", "police") == NotShownAtThisAge()


def test_unknown_age_police_could_not_be_checked_and_others_show(extract, worker):
    extract.add_record("housing", "nodob", service_involvement="Current")
    answers = flags(worker(), "nodob")
    assert answers["police"].reason is WhyNotChecked.AGE_UNKNOWN
    assert isinstance(answers["housing"], RecordsFound)


def test_somebody_without_a_date_of_birth_never_reads_no_records(helen):
    answers = flags(helen, "nodob")
    assert not any(isinstance(answer, NoRecordsFound) for answer in answers.values())
    assert answers["housing"].reason is WhyNotChecked.NO_DATE_OF_BIRTH


def test_a_pending_match_never_reads_no_records_and_nothing_of_it_is_kept(extract, worker):
    extract.add_record("housing", "dominic", match_status="pending", contact_name="Somebody Else", address="Elsewhere")
    actor = worker()
    assert flags(actor, "dominic")["housing"].reason is WhyNotChecked.MATCH_PENDING
    page = person_page.get_person(actor, person_id(actor.council, "dominic"), grounds=STOCKPORT_GROUNDS)
    assert page.details.other_addresses == ()


def test_a_further_pending_match_is_said_beside_the_record(extract, worker):
    extract.add_record("housing", "kate", match_status="pending")
    answer = flags(worker(), "kate")["housing"]
    assert isinstance(answer, RecordsFound) and answer.match_pending


def test_a_stale_source_is_marked(extract, worker):
    old = clock.now() - timedelta(days=9)
    extract.line("sources", source="housing")["date_current_as_of"] = old.isoformat()
    actor = worker()
    assert flags(actor, "kate")["housing"].source.out_of_date
    none = flags(actor, "dominic")["housing"]
    assert isinstance(none, NoRecordsFound) and none.source.out_of_date


def test_a_source_becomes_stale_while_nobody_loads(helen, monkeypatch):
    now = clock.now()
    assert not flags(helen, "kate")["housing"].source.out_of_date
    monkeypatch.setattr("data_access.accounts.sessions.IDLE_LIMIT", timedelta(days=9))
    monkeypatch.setattr("data_access.accounts.sessions.HARD_LIMIT", timedelta(days=9))
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=2))
    assert flags(helen, "kate")["housing"].source.out_of_date


def test_a_none_found_line_is_no_record(extract, worker):
    extract.add_record("housing", "dominic", service_involvement="None found")
    assert isinstance(flags(worker(), "dominic")["housing"], NoRecordsFound)


def test_police_no_and_no_is_no_record(extract, worker):
    extract.add_record("police", "kate", safeguarding_offences="No", non_safeguarding_offences="No")
    assert isinstance(flags(worker(), "kate")["police"], NoRecordsFound)


def test_a_blank_yes_or_no_stays_blank(extract, worker):
    extract.add_record("police", "kate", safeguarding_offences="Yes")
    extract.add_offence("kate", days_ago=20)
    (record,) = opened(worker(), "kate", "police").records
    assert record.values["non_safeguarding_offences"] is None


def test_a_yes_without_any_offence_could_not_be_checked(extract, worker):
    """What a source's bare "Yes" means, the council has to agree with it."""
    extract.add_record("police", "kate", safeguarding_offences="Yes", non_safeguarding_offences="No")
    answer = opened(worker(), "kate", "police")
    assert isinstance(answer, NotChecked) and answer.reason is WhyNotChecked.YES_WITHOUT_DETAILS


def test_at_most_three_offences_newest_first(extract, worker):
    for days in (100, 30, 50, 10):
        extract.add_offence("dominic", days_ago=days, nature="Convicted")
    (record,) = opened(worker(), "dominic", "police").records
    dates = [entry["date_of_offence"] for entry in record.entries]
    assert len(dates) == 3 and dates == sorted(dates, reverse=True)
    assert dates[0] == clock.today() - timedelta(days=10)


def test_convictions_stay_five_years_and_suspect_records_one(extract, worker):
    extract.files["police_offences"].clear()
    extract.add_offence("dominic", days_ago=4 * 365, nature="Convicted")
    extract.add_offence("dominic", days_ago=364, nature="Suspect")
    extract.add_offence("dominic", days_ago=366, nature="Suspect")
    (record,) = opened(worker(), "dominic", "police").records
    assert [entry["nature_of_involvement"] for entry in record.entries] == ["Suspect", "Convicted"]


def test_current_comes_before_historic_then_newest(extract, worker):
    extract.files["housing"].clear()
    for involvement, start in (("Historic", "2024-01-01"), ("Current", "2015-01-01"), ("Current", "2020-01-01")):
        extract.add_record("housing", "kate", service_involvement=involvement, tenancy_start=start)
    starts = [record.values["tenancy_start"].year for record in opened(worker(), "kate", "housing").records]
    assert starts == [2020, 2015, 2024]


def test_the_main_school_is_shown_when_there_are_two(extract, worker):
    extract.add_record("school", "tommy", service_involvement="Current", school_name="The Annexe",
                       admission_type="Secondary provision")  # fmt: skip
    (record,) = opened(worker(), "tommy", "school").records
    assert record.values["school_name"] == "Overdale Primary School"


def test_a_current_school_is_not_hidden_by_an_old_main_one(extract, worker):
    extract.line("school", person_key="tommy")["service_involvement"] = "Historic"
    extract.add_record("school", "tommy", service_involvement="Current", school_name="The Annexe",
                       admission_type="Secondary provision")  # fmt: skip
    schools = [record.values["school_name"] for record in opened(worker(), "tommy", "school").records]
    assert schools == ["The Annexe", "Overdale Primary School"]


def test_other_current_addresses_come_with_their_source_and_previous_ones_do_not(extract, worker):
    extract.add_record(
        "police", "kate", safeguarding_offences="Yes", address="19 Millgate Yard", address_status="current"
    )
    extract.add_offence("kate", days_ago=20)
    extract.add_record("adult_social_care", "kate", service_involvement="Historic", address="Old House",
                       address_status="previous")  # fmt: skip
    actor = worker()
    page = person_page.get_person(actor, person_id(actor.council, "kate"), grounds=STOCKPORT_GROUNDS)
    (other,) = page.details.other_addresses
    assert (other.value, other.source) == ("19 Millgate Yard", "Police (Police system)")


def test_an_address_two_sources_hold_is_listed_once_with_both_however_it_is_written(extract, worker):
    extract.add_record(
        "police", "kate", safeguarding_offences="Yes", address="19 Millgate Yard", address_status="current"
    )
    extract.add_offence("kate", days_ago=20)
    extract.line("housing", person_key="kate").update(address="19 MILLGATE YARD.", address_status="current")
    actor = worker()
    page = person_page.get_person(actor, person_id(actor.council, "kate"), grounds=STOCKPORT_GROUNDS)
    (other,) = page.details.other_addresses
    assert other.source == "Housing (Housing system) and Police (Police system)"


def test_what_a_service_says_of_somebody_outside_its_ages_is_not_shown(extract, worker):
    """An address "held by the police" would tell of a child what their ages keep back."""
    extract.add_record("police", "tommy", safeguarding_offences="Yes", address="19 Millgate Yard",
                       address_status="current", date_of_birth="2001-01-01")  # fmt: skip
    actor = worker()
    page = person_page.get_person(actor, person_id(actor.council, "tommy"), grounds=STOCKPORT_GROUNDS)
    assert isinstance(page.answers["police"], NotShownAtThisAge)
    assert page.details.other_addresses == page.details.other_dates_of_birth == ()


def test_the_address_of_a_reported_record_is_hidden_with_it(extract, worker):
    extract.add_record(
        "police", "kate", safeguarding_offences="Yes", address="19 Millgate Yard", address_status="current"
    )
    extract.add_offence("kate", days_ago=20)
    actor = worker()
    kate = person_id(actor.council, "kate")
    assert person_page.get_person(actor, kate, grounds=STOCKPORT_GROUNDS).details.other_addresses
    (record,) = opened(actor, "kate", "police").records
    reports.report_record(actor, kate, "police", record.record_id, grounds=STOCKPORT_GROUNDS)
    assert person_page.get_person(actor, kate, grounds=STOCKPORT_GROUNDS).details.other_addresses == ()


def test_an_address_the_cms_does_not_hold_says_who_does(extract, worker):
    extract.line("people", person_key="kate")["address"] = ""
    extract.add_record(
        "police", "kate", safeguarding_offences="Yes", address="19 Millgate Yard", address_status="current"
    )
    extract.add_offence("kate", days_ago=20)
    actor = worker()
    details = person_page.get_person(actor, person_id(actor.council, "kate"), grounds=STOCKPORT_GROUNDS).details
    assert (details.address, details.address_source) == ("19 Millgate Yard", "Police (Police system)")
    assert details.other_addresses == ()


def test_the_cms_date_of_birth_decides_and_the_difference_is_shown(extract, worker):
    extract.add_record("housing", "amelia", service_involvement="Current", date_of_birth="1990-01-01")
    actor = worker()
    page = person_page.get_person(actor, person_id(actor.council, "amelia"), grounds=STOCKPORT_GROUNDS)
    assert [held.value for held in page.details.other_dates_of_birth] == ["1990-01-01"]
    assert isinstance(page.answers["police"], NotShownAtThisAge)


def test_one_unreadable_record_hides_no_other_service(helen):
    change_extract(helen.council, "UPDATE extract.involvement SET record = '{broken' WHERE service_id = 'police'")
    assert flags(helen, "dominic")["police"].reason is WhyNotChecked.RECORD_UNREADABLE
    assert isinstance(flags(helen, "kate")["housing"], RecordsFound)


def test_changed_service_settings_ask_for_a_reload(helen):
    council = helen.council
    housing = council.service("housing")
    changed = housing.model_copy(update={"fields": housing.fields[:-1]})
    others = tuple(changed if service.id == "housing" else service for service in council.services)
    actor = type(helen)(**{**vars(helen), "council": council.model_copy(update={"services": others})})
    assert flags(actor, "kate")["housing"].reason is WhyNotChecked.RELOAD_NEEDED


def test_a_service_nothing_was_loaded_for_could_not_be_checked(helen):
    council = helen.council
    probation = council.service("housing").model_copy(update={"id": "probation", "title": "Probation"})
    more = council.model_copy(update={"services": (*council.services, probation)})
    actor = type(helen)(**{**vars(helen), "council": more})
    assert flags(actor, "kate")["probation"].reason is WhyNotChecked.SOURCE_MISSING


def test_a_reported_record_is_hidden_until_it_is_settled(helen):
    report = (helen, person_id(helen.council, "kate"), "housing", "0")
    reports.report_record(*report, grounds=STOCKPORT_GROUNDS)
    assert flags(helen, "kate")["housing"].reason is WhyNotChecked.REPORTED
    assert opened(helen, "kate", "housing").reason is WhyNotChecked.REPORTED
    (open_report,) = reported_records.list_open_reports(helen.council)
    reported_records.settle_report(helen.council, open_report.number, settled_by="officer", outcome="right after all")
    assert isinstance(flags(helen, "kate")["housing"], RecordsFound)
    assert "reported_record" in actions(helen.council) and "settled_report" in actions(helen.council)


def test_a_record_that_is_not_there_cannot_be_reported(helen):
    with pytest.raises(NotFound):
        reports.report_record(helen, person_id(helen.council, "kate"), "housing", "7", grounds=STOCKPORT_GROUNDS)


def test_a_service_the_council_does_not_have_is_not_found(helen):
    with pytest.raises(NotFound):
        opened(helen, "kate", "probation")
