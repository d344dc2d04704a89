"""What the data quality report measures, and that nothing personal is in it. No database is needed."""

from dataclasses import replace
from datetime import date

import pytest

from config.environment import ROOT
from config.reading import read_council
from config.service import Service
from extracts import quality, quality_report
from extracts.checks import read_extract
from pages.components.documents.quality_files import csv_bytes, quality_page
from tests.small_extract import SmallExtract, add_service

SENTINELS = {
    "first_name": "Zebulonia", "family_name": "Quixworthy", "date_of_birth": "1987-06-05", "gender": "Other",
    "address": "77 Sentinel Crescent, Romiley SK6 9ZZ",
}  # fmt: skip


@pytest.fixture
def extract():
    return SmallExtract(read_council(ROOT / "config" / "councils" / "stockport.yaml"))


@pytest.fixture
def measured(extract, tmp_path):
    """Write the extract as it is now, read it and measure it."""

    def measure():
        files = read_extract(extract.council, extract.write(tmp_path / "incoming"))
        return quality.measure(extract.council, files, extract=1)

    return measure


def counts(report, source_id):
    """Every share of a source: key to (having, of)."""
    return {share.key: (share.having, share.of) for share in report.source(source_id).shares}


# What is measured


def test_the_people_of_the_cms_are_measured_and_those_of_other_sources_counted(measured):
    report = measured()
    assert (report.people, report.people_not_in_cms, report.relationships, report.allocations) == (9, 1, 5, 2)
    assert report.source("cms").rows == 8
    assert counts(report, "cms") == {
        "person.first_name": (8, 8), "person.family_name": (8, 8), "person.date_of_birth": (7, 8),
        "person.address": (8, 8), "person.postcode": (4, 8), "person.gender": (7, 8),
    }  # fmt: skip


def test_a_services_contacts_and_fields_are_measured_as_its_yaml_has_them(measured, extract):
    extract.add_record("housing", "dominic", contact_number="496 0123", contact_role="Officer")
    extract.add_record("housing", "nodob", contact_number="+44 161 496 0123", contact_email="r.fenton@homes.example")
    found = counts(measured(), "housing")
    assert found["field.contact_name"] == (1, 3)
    assert found["field.contact_role"] == (1, 3)
    assert (found["field.contact_number"], found["field.contact_number.whole"]) == ((3, 3), (2, 3))
    assert (found["field.contact_email"], found["field.contact_email.whole"]) == ((1, 3), (1, 3))
    assert found["field.tenancy_start"] == (1, 3)
    assert found["field.service_involvement"] == (1, 3)
    assert found["field.service_involvement.Current"] == (1, 3)
    assert found["field.service_involvement.Historic"] == (0, 3)


def test_matched_waiting_and_unmatched_records_are_told_apart(measured, extract):
    extract.add_record("housing", "dominic", match_status="pending")
    extract.add_record("housing", "rachel")
    extract.add_record("housing", "carer")
    found = counts(measured(), "housing")
    assert [found[f"matching.{state}"] for state in ("matched", "marked", "unmatched")] == [(2, 4), (1, 4), (1, 4)]


def test_offences_are_measured_and_whether_there_are_details_at_all(measured, extract):
    extract.add_record("police", "kate", safeguarding_offences="Yes")
    extract.add_offence("dominic", days_ago=30)
    extract.files["police_offences"][-1]["type_of_offence"] = ""
    found = counts(measured(), "police")
    assert found["group.offences"] == (1, 2)
    assert found["group.offences.date_of_offence"] == (2, 2)
    assert found["group.offences.type_of_offence"] == (1, 2)


def test_what_a_source_says_of_people_is_measured_only_where_it_says_anything(measured, extract):
    """A file that names people by the shared key alone does not read as one without a single name."""
    assert "person.first_name" not in counts(measured(), "housing")
    extract.add_record("housing", "dominic", family_name="Pierce", gender="Male")
    extract.files["housing"][0] |= {"family_name": "", "gender": ""}
    found = counts(measured(), "housing")
    assert (found["person.first_name"], found["person.family_name"], found["person.gender"]) == ((0, 2), (1, 2), (1, 2))


def test_a_source_that_was_not_read_has_no_rows_and_no_shares(measured, extract):
    extract.line("sources", source="housing")["status"] = "unreadable"
    housing = measured().source("housing")
    assert (housing.rows, housing.arrived, housing.parts) == (None, False, ())


def test_an_empty_source_divides_by_nothing(measured, extract):
    extract.files["housing"] = []
    housing = measured().source("housing")
    assert housing.rows == 0
    assert {share.percent for share in housing.shares} == {None}


def test_a_service_of_the_councils_own_is_measured_without_python(extract, tmp_path):
    probation = Service.model_validate({
        "id": "probation", "title": "Probation", "database": "probation", "ages": {"from": 18},
        "record_means": "x", "looked_for": "x", "does_not_mean": "x",
        "general_contact": {"name": "x", "phone": "0161 496 0205"},
        "agreement": {"reference": "x", "approved": date(2026, 2, 2)},
        "contact": {"name": "officer", "phone": "officer_phone"},
        "fields": [
            {"id": "officer", "label": "Probation officer", "type": "text"},
            {"id": "officer_phone", "label": "Officer's number", "type": "phone"},
        ],
    })  # fmt: skip
    council = add_service(extract.council, probation)
    extract = SmallExtract(council)
    extract.add_record("probation", "dominic", officer="Ann Example", officer_phone="0161 496 0999")
    report = quality.measure(council, read_extract(council, extract.write(tmp_path / "incoming")), extract=1)
    whom = next(part for part in report.source("probation").parts if part.heading == "Who to call")
    assert [share.label for share in whom.shares] == [
        "Probation officer", "Officer's number", "Officer's number of 10 or 11 digits",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("phone", "whole"),
    [("0161 496 0123", True), ("01614960123", True), ("0204 96012", False), ("01524 65123", True), ("496 0123", False),
     ("+44 161 496 0123", True), ("+44 (0)161 496 0123", True), ("0044 161 496 0123", True), ("0161 496 01234", False),
     ("", False), ("ask", False)],
)  # fmt: skip
def test_a_whole_number_has_10_or_11_digits(phone, whole):
    assert quality.is_whole_phone_number(phone) is whole


@pytest.mark.parametrize(
    ("address", "has"),
    [("14 Hollow Lane, Manchester M14 5QX", True), ("leeds ls141hs", True), ("Flat 2, SW1A 1AA", True),
     ("14 Hollow Lane, Manchester", False), ("Unit M14", False), ("", False)],
)  # fmt: skip
def test_a_postcode_is_told_by_its_shape(address, has):
    assert quality.has_postcode(address) is has


@pytest.mark.parametrize(
    ("address", "well_formed"),
    [("r.fenton@homes.example", True), ("r@h.co.uk", True), ("r.fenton@homes", False), ("a@b@c.uk", False),
     ("a b@c.uk", False), ("a@.uk", False), ("a@b.uk; c@d.uk", False)],
)  # fmt: skip
def test_an_email_address_is_well_formed_or_not(address, well_formed):
    assert quality.is_email(address) is well_formed


# No personal data


def test_nothing_of_anybody_is_in_the_report_or_its_files(measured, extract):
    """Seen to fail with a share's label that names the commonest value."""
    extract.line("people", person_key="kate").update(SENTINELS | {"cms_id": "998877665"})
    extract.add_record("housing", "kate", contact_name="Sentinella Caller", contact_number="0161 555 7777",
                       contact_email="sentinella@caller.example", **SENTINELS)  # fmt: skip
    extract.files["housing"][0] |= SENTINELS
    extract.add_record("police", "kate", police_area="Sentinel Area", safeguarding_offences="Yes")
    extract.add_offence("kate", days_ago=11)
    extract.files["relationships"][0]["relationship"] = "Sentinelmother"
    extract.files["caseload"][0]["worker"] = "sentinel.worker"
    report = measured()
    before = replace(report, extract=0)
    everything = quality_report.to_json(report)
    everything += quality_page(quality_report.Quality(report, before))
    everything += csv_bytes(quality_report.Quality(report)).decode()
    values = {value for lines in extract.files.values() for line in lines for value in line.values()}
    values -= {line[key] for line in extract.files["sources"] for key in line} | {"", "cms", "housing"}
    allowed = {field.label for service in extract.council.services for field in service.fields}
    words = {value for value in values if len(value) > 3 and not any(value in label for label in allowed)}
    # What stands in the council's own settings: involvement, and the name of a source.
    words -= {"Current", "Male", "Female", "Unknown", "Other", "current", "pending"}
    assert len(words) > 40 and "Quixworthy" in words and "Sentinelmother" in words
    assert [word for word in words if word.casefold() in everything.casefold()] == []


def test_what_is_written_as_not_known_is_counted_by_field_and_is_not_held(extract, measured):
    extract.line("people", person_key="kate")["first_name"] = "NULL"
    extract.line("people", person_key="amelia")["first_name"] = "Miss"
    extract.line("people", person_key="dominic").update(date_of_birth="1900-01-01", address="No fixed abode")
    extract.line("people", person_key="tommy").update(address="-", gender="N/K", cms_id="#N/A")
    extract.line("housing", person_key="kate").update(
        contact_name="#N/A", contact_number="0000 000 0000", eviction="N/K"
    )
    extract.line("caseload", case_id="249012")["case_id"] = "136594"
    report = measured()
    found = counts(report, "cms") | counts(report, "housing")
    not_known = {key.removeprefix("not_known."): having for key, (having, _) in found.items() if "not_known" in key}
    assert not_known == {
        "people.first_name": 2, "people.date_of_birth": 1, "people.address": 2, "people.gender": 1, "people.cms_id": 1,
        "housing.contact_name": 1, "housing.contact_number": 1, "housing.eviction": 1,
    }  # fmt: skip
    assert found["person.first_name"] == (7, 8)
    assert found["field.contact_number"] == (0, 1)


def test_nothing_is_said_of_it_where_no_field_is_written_as_not_known(measured):
    assert not [share.key for source in measured().sources for share in source.shares if "not_known" in share.key]
