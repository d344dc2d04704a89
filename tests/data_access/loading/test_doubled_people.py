"""One human twice in the CMS: what a service has under one key does not read as none under the other."""

import pytest

from data_access.people import person_page
from data_access.people.person_ids import person_id_for
from data_access.values import NotChecked, WhyNotChecked
from tests.data_access.both_databases import first_on_both, only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS as GROUNDS
from tests.data_access.loading.test_loads import load_without
from tests.small_extract import SmallExtract

pytest_generate_tests = only_these_on_both()
FOUND, NONE, NOT_CHECKED = "RecordsFound", "NoRecordsFound", WhyNotChecked.MATCH_PENDING.value
SECOND = "777001"
NOTE = (
    "People: 1 person is there more than once, by name, date of birth and home. What a service has under one case ID "
    "could not be checked under the others"
)


def doubled(council, **differs):
    """The small extract with Dominic a second time, but for what differs. The police have him under his first key."""
    extract = SmallExtract(council)
    first = extract.line("people", person_key="dominic")
    extract.files["people"].append(first | {"person_key": "second", "cms_id": SECOND} | differs)
    return extract


def said(actor, case_id, service_id="police"):
    one = person_id_for(actor.council, cms_id=case_id)
    answer = person_page.get_person(actor, one, grounds=GROUNDS).answers[service_id]
    return answer.reason.value if isinstance(answer, NotChecked) else type(answer).__name__


@first_on_both(
    "differs, answer",
    [
        ({}, NOT_CHECKED),
        ({"first_name": "DOMINIC", "address": "14 Hollow Lane Manchester, m14 5qx"}, NOT_CHECKED),
        ({"address": "15 Hollow Lane, Manchester M14 5QX"}, NONE),
        ({"first_name": "Damian"}, NONE),
        ({"date_of_birth": "1990-01-01"}, NONE),
    ],
)
def test_a_second_row_of_one_human_could_not_be_checked(stockport, load, sign_in, differs, answer):
    """Seen to fail: it read "No records found", and the load said nothing."""
    helen = sign_in(load(stockport, doubled(stockport, **differs)))
    assert (said(helen, "249014"), said(helen, SECOND)) == (FOUND, answer)
    # Of what no service has under either there is no doubt.
    assert (said(helen, "249014", "housing"), said(helen, SECOND, "housing")) == (NONE, NONE)


@pytest.mark.parametrize("address", ["", "No fixed abode"])
def test_two_without_a_home_are_namesakes(stockport, load, sign_in, address):
    extract = doubled(stockport)
    for key in ("dominic", "second"):
        extract.line("people", person_key=key)["address"] = address
    assert said(sign_in(load(stockport, extract)), SECOND) == NONE


def test_who_has_records_under_both_keys_has_them_under_both(stockport, load, sign_in):
    extract = doubled(stockport)
    extract.add_record("police", "second", police_area="Cheshire", non_safeguarding_offences="Yes")
    assert said(sign_in(load(stockport, extract)), SECOND) == FOUND


def test_what_is_not_sure_under_one_key_is_not_sure_under_the_other(stockport, load, sign_in):
    extract = doubled(stockport)
    extract.line("police", person_key="dominic")["match_status"] = "pending"
    helen = sign_in(load(stockport, extract))
    assert {said(helen, "249014"), said(helen, SECOND)} == {NOT_CHECKED}


def test_a_late_source_is_no_surer(stockport, load, tmp_path, sign_in):
    extract = doubled(stockport)
    load(stockport, extract)
    for _ in range(2):
        loaded = load_without(stockport, extract, tmp_path, "police")
        assert said(sign_in(stockport), SECOND) == NOT_CHECKED
        assert NOTE in loaded.notes


def test_the_report_counts_them(stockport, tmp_path):
    assert NOTE not in load_without(stockport, SmallExtract(stockport), tmp_path).notes
    loaded = load_without(stockport, doubled(stockport), tmp_path)
    assert loaded.notes.count(NOTE) == 1
