"""What real extracts lack or contradict occurs often enough to be met."""

from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest

from demo_data.writing import UNREADABLE
from tests.demo_data.conftest import COUNCILS, Written


def services(written: Written) -> list[str]:
    return [service.id for service in written.council.services if service.id in written.files]


def test_people_lack_what_people_lack(written):
    people = written.files["people"]
    without_case_id = Counter(person["source"] for person in people if not person["cms_id"])
    assert sum(without_case_id.values()) >= 60
    assert set(without_case_id) == set(services(written))
    assert min(without_case_id.values()) >= 5
    assert sum(not person["date_of_birth"] for person in people) >= 40
    assert sum(not person["address"] for person in people) >= 40
    assert sum(person["address_status"] == "previous" for person in people) >= 30
    assert sum(not person["first_name"] for person in people) >= 5
    assert sum(person["gender"] in ("Other", "Unknown") for person in people) >= 10


def test_somebody_without_a_case_id_has_a_record_where_they_are_known_from(written):
    for person in written.files["people"]:
        if not person["cms_id"]:
            assert written.rows(person["source"], person)


def test_unborn_children_are_expected_and_linked_to_their_mother(written):
    unborn = [one for one in written.files["people"] if one["date_of_birth"] > written.today.isoformat()]
    assert len(unborn) >= 5
    mothers = {link["child_key"] for link in written.files["relationships"] if link["relationship"] == "Mother"}
    assert {one["person_key"] for one in unborn} <= mothers


def test_sources_disagree_with_the_cms(written):
    people, found = written.by_key(), Counter()
    for service_id in services(written):
        for row in written.files[service_id]:
            person = people[row["person_key"]]
            if row["date_of_birth"] and person["date_of_birth"] and row["date_of_birth"] != person["date_of_birth"]:
                found["date of birth"] += 1
            if row["first_name"] and row["first_name"] != person["first_name"]:
                found["first name"] += 1
            if row["address"] and row["address"] != person["address"]:
                found[f"{row['address_status']} address"] += 1
            if row["address"] and not person["address"]:
                found["address only here"] += 1
    assert found["date of birth"] >= 15
    assert found["first name"] >= 20
    assert found["current address"] >= 30
    assert found["previous address"] >= 20
    assert found["address only here"] >= 2


def test_people_have_several_records_in_a_service(written):
    kinds = {}
    for service_id in services(written):
        by_person = defaultdict(list)
        for row in written.files[service_id]:
            by_person[row["person_key"]].append(row.get("service_involvement"))
        kinds[service_id] = Counter(tuple(sorted(values)) for values in by_person.values() if len(values) > 1)
    assert kinds["housing"]["Current", "Current"] >= 5
    assert kinds["housing"]["Current", "Historic"] >= 5
    assert kinds["school"]["Current", "Historic"] >= 5
    assert kinds["school"]["Current", "Current"] >= 10


def test_admission_types_of_a_second_registration(written):
    types = Counter(row["admission_type"] for row in written.files["school"])
    assert types["Secondary provision"] >= 10
    assert types["Off site provision"] >= 5


def test_details_are_missing_and_matches_pending_in_every_service(written):
    for service in written.council.services:
        if service.id not in written.files:
            continue
        rows = written.files[service.id]
        held = [row for row in rows if row.get("service_involvement") != "None found"]
        assert sum(row["contact_number"] == "" for row in held) >= 4
        assert sum(row["match_status"] == "pending" for row in rows) >= 4
        assert sum(row["match_status"] == "confirmed" for row in rows) >= 10
    held = [row for row in written.files["housing"] if row["service_involvement"] != "None found"]
    assert sum(not (row["contact_name"] or row["contact_number"] or row["contact_email"]) for row in held) >= 5
    assert sum(row["eviction"] == "" for row in held) >= 3


def test_pending_matches_are_of_people_with_nothing_else_in_the_service(written):
    for service_id in services(written):
        lines = Counter(row["person_key"] for row in written.files[service_id])
        pending = [row["person_key"] for row in written.files[service_id] if row["match_status"] == "pending"]
        assert all(lines[key] == 1 for key in pending)


def test_lines_that_are_no_record_occur(written):
    for service_id in set(services(written)) - {"police"}:
        none = [row for row in written.files[service_id] if row["service_involvement"] == "None found"]
        assert len(none) >= 3, service_id
    police = written.files["police"]
    answers = Counter((row["safeguarding_offences"], row["non_safeguarding_offences"]) for row in police)
    assert answers["No", "No"] >= 3


def test_housing_cases_of_every_kind_are_open_closed_and_not_known(written):
    for flag in ("anti_social_behaviour", "eviction", "notice_seeking_possession", "rent_arrears"):
        states = Counter(row[flag] for row in written.files["housing"])
        for state in ("Case open", "Case closed", "No records found", ""):
            assert states[state] >= 3, (flag, state)


def test_offences_of_every_kind_of_gap(written):
    entries = defaultdict(list)
    for entry in written.files["police_offences"]:
        years = {"Convicted": 5, "Suspect": 1}[entry["nature_of_involvement"]]
        too_old = date.fromisoformat(entry["date_of_offence"]) < written.today - timedelta(days=years * 365.25)
        entries[entry["person_key"]].append(too_old)
    held = [row["person_key"] for row in written.files["police"] if row["safeguarding_offences"] == "Yes"]
    assert sum(key not in entries for key in held) >= 4
    assert sum(any(old) for old in entries.values()) >= 10
    assert sum(all(old) for old in entries.values()) >= 3
    assert sum(old.count(False) >= 4 for old in entries.values()) >= 5
    assert sum(not entry["type_of_offence"] for entry in written.files["police_offences"]) >= 2


def test_ages_outside_a_services_rules_have_records_too(written):
    people = written.by_key()
    ages = {
        service_id: [written.age(people[row["person_key"]]) for row in written.files[service_id]]
        for service_id in services(written)
    }
    assert sum((age or 0) > 20 for age in ages["school"]) >= 3
    assert sum(age is not None and age < 18 for age in ages["police"]) >= 1
    assert sum(age is None for age in ages["police"]) >= 2


def test_relationships_the_council_leaves_out_occur(written):
    relationships = Counter(link["relationship"] for link in written.files["relationships"])
    for relationship in written.council.excluded_relationships:
        assert relationships[relationship] >= 3, relationship
    for relationship in ("Stepfather", "Half sister", "Half brother", "Grandmother", "Grandfather", "Neighbour"):
        assert relationships[relationship] >= 3, relationship


@pytest.mark.parametrize(
    ("service_id", "from_age", "to_age", "least", "most"),
    [
        ("school", 5, 15, 0.85, 1.0),
        ("adult_social_care", 18, 120, 0.06, 0.14),
        ("housing", 18, 120, 0.25, 0.42),
        ("police", 18, 120, 0.03, 0.09),
    ],
)
@pytest.mark.parametrize("council_id", sorted(COUNCILS))
def test_shares_are_those_of_a_plausible_place(write, council_id, service_id, from_age, to_age, least, most):
    written = write(council_id)
    if service_id == UNREADABLE.get(council_id):
        assert service_id not in written.files
        return
    of_age = {
        person["person_key"]
        for person in written.files["people"]
        if from_age <= (-1 if written.age(person) is None else written.age(person)) <= to_age
    }
    with_lines = {row["person_key"] for row in written.files[service_id]} & of_age
    assert least <= len(with_lines) / len(of_age) <= most


def test_names_are_of_many_kinds(written):
    names = {f"{person['first_name']} {person['family_name']}" for person in written.files["people"]}
    assert len(names) >= 1_300
    assert any("O'" in name for name in names)
    assert any("-" in name for name in names)
    assert any(" Mc" in name or " Mac" in name for name in names)
    assert sum(not name.isascii() for name in names) >= 50
    assert any(name.startswith(("Muhammad ", "Mohammed ", "Mohammad ")) for name in names)
