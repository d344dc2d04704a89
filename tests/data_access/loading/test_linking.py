"""Matching in the load: whose page shows a record, who is a person of their own, and what is never said of anybody."""

import pytest
from sqlalchemy import select

from data_access.errors import NotPermitted
from data_access.people import person_page, reports, services
from data_access.people.restricting.restrictions import restrict_person, unrestrict_person
from data_access.people.search import search_people
from data_access.review import possible_matches
from data_access.storage.database import database_of
from data_access.storage.extract_tables import link, waiting
from data_access.values import Grounds, NoRecordsFound, NotChecked, RecordsFound, SearchTerms, WhyNotChecked
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, audit_rows, only_sqlite, person_id
from tests.data_access.loading.test_loads import load_without
from tests.data_access.unkeyed import UnkeyedExtract, without_shared_key

pytest_generate_tests = only_these_on_both(
    "test_a_linked_record_shows_on_the_persons_page_and_is_nobody_else",
    "test_a_waiting_record_is_a_person_of_its_own_and_its_candidate_could_not_be_checked",
    "test_somebody_restricted_before_they_were_linked_stays_restricted",
    "test_a_record_that_may_be_of_somebody_restricted_is_not_seen",
    "test_in_journey_2_a_record_that_waits_is_kept_for_the_officer_and_is_nobody",
    "test_in_journey_2_a_record_accepted_while_its_source_is_late_is_the_persons_with_all_it_says",
)

GROUNDS = STOCKPORT_GROUNDS


@pytest.fixture
def extract(stockport) -> UnkeyedExtract:
    return UnkeyedExtract(without_shared_key(stockport))


def answers(actor, whose: str, grounds: Grounds = GROUNDS) -> dict:
    return person_page.get_person(actor, whose, grounds=grounds).answers


def rows(council, table) -> list:
    with database_of(council).reading() as (connection, _):
        return list(connection.execute(select(table)))


def found(actor, **terms) -> set[str]:
    answer = search_people(actor, SearchTerms(**terms), grounds=GROUNDS)
    return {one.person_id for one in answer.matches + answer.similar}


def test_a_linked_record_shows_on_the_persons_page_and_is_nobody_else(extract, tmp_path, sign_in):
    helen = sign_in(extract.tenant("T1", "kate", first_name="KATHERINE").load(tmp_path))
    kate = person_id(helen.council, "kate")
    assert isinstance(answers(helen, kate)["housing"], RecordsFound)
    assert isinstance(services.get_service(helen, kate, "housing", grounds=GROUNDS), RecordsFound)
    assert found(helen, family_name="Williams", first_name="Katherine") == {kate}
    [row] = rows(helen.council, link)
    assert (row.source_id, row.source_key, row.person_id, row.decided_by) == ("housing", "T1", kate, "")
    assert row.own_id == extract.own_id("housing", "T1")
    assert row.why.startswith("first names that are forms of one name, same family name, same date of birth")


@only_sqlite
def test_a_record_of_nobody_known_is_a_person_of_its_own(extract, tmp_path, sign_in):
    extract.tenant("T9", "dominic", first_name="Oonagh", family_name="Quill", gender="Female")
    helen = sign_in(extract.load(tmp_path))
    own = extract.own_id("housing", "T9")
    assert found(helen, family_name="Quill") == {own}
    page = person_page.get_person(helen, own, grounds=GROUNDS)
    assert page.details.cms_id is None
    assert isinstance(page.answers["housing"], RecordsFound)
    assert isinstance(answers(helen, person_id(helen.council, "dominic"))["housing"], NoRecordsFound)


def test_a_waiting_record_is_a_person_of_its_own_and_its_candidate_could_not_be_checked(
    extract, already_loaded, sign_in
):
    helen = sign_in(already_loaded(extract.tenant("T1", "kate", date_of_birth="")))
    kate, own = person_id(helen.council, "kate"), extract.own_id("housing", "T1")
    answer = answers(helen, kate)["housing"]
    assert (type(answer), answer.reason) == (NotChecked, WhyNotChecked.MATCH_PENDING)
    assert isinstance(answers(helen, own)["housing"], RecordsFound)
    [row] = rows(helen.council, waiting)
    assert (row.source_key, row.rank, row.person_id, row.own_id) == ("T1", 1, kate, own)
    assert row.why.endswith("not linked: a date of birth is missing")


@only_sqlite
@pytest.mark.parametrize("blank", [{"first_name": ""}, {"family_name": ""}, {"first_name": "K"}, {"date_of_birth": ""}])
def test_somebody_known_too_thinly_to_match_never_reads_as_no_records(extract, tmp_path, sign_in, blank):
    extract.line("people", person_key="kate").update(blank)
    helen = sign_in(extract.load(tmp_path))
    page = answers(helen, person_id(helen.council, "kate"))
    no_birth = "date_of_birth" in blank
    assert page["housing"].reason is (WhyNotChecked.NO_DATE_OF_BIRTH if no_birth else WhyNotChecked.NO_FULL_NAME)
    # This service has the shared key: it was looked for by that, whatever the name.
    expected = NotChecked if no_birth else NoRecordsFound
    assert isinstance(page["adult_social_care"], expected)


@only_sqlite
def test_two_services_that_know_somebody_in_no_cms_show_one_person(extract, tmp_path, sign_in):
    quill = {"first_name": "Oonagh", "family_name": "Quill", "gender": "Female"}
    extract.tenant("T9", "dominic", **quill).offender("N4", "dominic", **quill, address="")
    helen = sign_in(extract.load(tmp_path))
    own = extract.own_id("housing", "T9")
    assert found(helen, family_name="Quill") == {own}
    page = answers(helen, own)
    assert isinstance(page["housing"], RecordsFound)
    assert isinstance(page["police"], RecordsFound)


@only_sqlite
def test_the_same_files_give_the_same_people(extract, tmp_path, sign_in):
    extract.tenant("T1", "kate").tenant("T2", "dominic", date_of_birth="").offender("N1", "kate", address="")
    council = extract.load(tmp_path)
    before = rows(council, link), rows(council, waiting)
    extract.files["housing"].reverse()
    extract.files["people"].reverse()
    extract.load(tmp_path)
    assert (rows(council, link), rows(council, waiting)) == before


def test_somebody_restricted_before_they_were_linked_stays_restricted(extract, already_loaded, tmp_path, sign_in):
    quill = {"first_name": "Oonagh", "family_name": "Quill", "gender": "Female"}
    helen = sign_in(already_loaded(extract.tenant("T9", "dominic", **quill)))
    restrict_person(helen.council, extract.own_id("housing", "T9"), reason="Refuge", by="test")
    extract.line("people", person_key="dominic").update(quill)
    extract.load(tmp_path)
    dominic = person_id(helen.council, "dominic")
    assert [row.person_id for row in rows(helen.council, link)] == [dominic]
    assert found(helen, family_name="Quill") == set()
    with pytest.raises(NotPermitted):
        answers(helen, dominic)
    assert [row.action for row in audit_rows(helen.council)].count("restricted_person") == 2
    unrestrict_person(helen.council, "249014", by="test")
    extract.load(tmp_path)
    assert found(helen, family_name="Quill") == {dominic}


def test_a_mark_made_while_linked_holds_when_the_link_is_gone(extract, tmp_path, sign_in):
    helen = sign_in(extract.tenant("T1", "kate").load(tmp_path))
    restrict_person(helen.council, "249013", reason="Refuge", by="test")
    extract.line("people", person_key="kate")["date_of_birth"] = "1950-01-09"
    extract.load(tmp_path)
    assert rows(helen.council, link) == []
    assert found(helen, family_name="Williams", first_name="Kate") == set()


def test_a_record_that_may_be_of_somebody_restricted_is_not_seen(extract, already_loaded, sign_in):
    helen = sign_in(already_loaded(extract.tenant("T1", "kate", date_of_birth="")))
    own = extract.own_id("housing", "T1")
    assert own in found(helen, family_name="Williams", first_name="Kate")
    restrict_person(helen.council, "249013", reason="Refuge", by="test")
    assert found(helen, family_name="Williams", first_name="Kate") == set()
    with pytest.raises(NotPermitted):
        answers(helen, own)


def test_a_report_holds_for_the_person_a_record_was_found_to_be_of(extract, already_loaded, tmp_path, sign_in):
    quill = {"first_name": "Oonagh", "family_name": "Quill", "gender": "Female"}
    helen = sign_in(already_loaded(extract.tenant("T9", "dominic", **quill)))
    reports.report_record(helen, extract.own_id("housing", "T9"), "housing", "0", grounds=GROUNDS)
    extract.line("people", person_key="dominic").update(quill)
    extract.load(tmp_path)
    answer = answers(helen, person_id(helen.council, "dominic"))["housing"]
    assert answer.reason is WhyNotChecked.REPORTED


def test_in_journey_2_a_record_that_waits_is_kept_for_the_officer_and_is_nobody(leeds, tmp_path, sign_in):
    extract = UnkeyedExtract(without_shared_key(leeds))
    priya = sign_in(extract.tenant("T1", "kate", date_of_birth="").tenant("T2", "unlinked").load(tmp_path))
    assert [row.source_key for row in rows(leeds, waiting)] == ["T1"]
    tommy = person_id(leeds, "tommy")
    person_page.get_person(priya, tommy, grounds=Grounds())
    answer = answers(priya, person_id(leeds, "kate"), Grounds(child_id=tommy))["housing"]
    assert answer.reason is WhyNotChecked.MATCH_PENDING


@pytest.fixture(params=["housing as it is", "a service whose every line is a record"])
def waiting_in_journey_2(request, leeds, already_loaded, sign_in):
    """Priya and the extract: record T1 waits, may be Kate's, and is by itself of nobody who is kept."""
    if request.param != "housing as it is":
        housing = leeds.service("housing")
        plain = housing.model_copy(update={"fields": housing.fields[1:]})
        leeds = leeds.model_copy(
            update={"services": tuple(plain if one.id == "housing" else one for one in leeds.services)}
        )
    extract = UnkeyedExtract(without_shared_key(leeds)).tenant("T1", "kate", date_of_birth="")
    return sign_in(already_loaded(extract)), extract


def kate_in_journey_2(priya):
    tommy = person_id(priya.council, "tommy")
    person_page.get_person(priya, tommy, grounds=Grounds())
    return answers(priya, person_id(priya.council, "kate"), Grounds(child_id=tommy))["housing"]


def test_in_journey_2_a_record_that_waits_still_waits_when_its_source_is_late(waiting_in_journey_2, tmp_path):
    priya, extract = waiting_in_journey_2
    for _ in range(2):
        assert kate_in_journey_2(priya).reason is WhyNotChecked.MATCH_PENDING
        load_without(extract.council, extract, tmp_path, "housing")


def test_in_journey_2_a_record_accepted_while_its_source_is_late_is_the_persons_with_all_it_says(
    waiting_in_journey_2, tmp_path, sign_in
):
    """Its details alone would read as a record of nothing: No records found."""
    priya, extract = waiting_in_journey_2
    officer = sign_in(priya.council, "dora.field", role="data_officer")
    possible_matches.decide(officer, "housing", "T1", person_id(priya.council, "kate"), accept=True)
    load_without(extract.council, extract, tmp_path, "housing")
    answer = kate_in_journey_2(priya)
    assert isinstance(answer, RecordsFound)
    tommy = person_id(priya.council, "tommy")
    grounds = Grounds(child_id=tommy)
    service = services.get_service(priya, person_id(priya.council, "kate"), "housing", grounds=grounds)
    assert service.records[0].values["housing_association"] == "Stockport Homes"
