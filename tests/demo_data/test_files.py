"""The written files obey docs/extract-files.md, are the same every time, and hold invented contacts only."""

import re
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from config.council import Council
from config.service import ServiceField
from demo_data.families import RESEARCH_CASE_IDS
from demo_data.other_names import COLUMNS as OTHER_NAMES
from demo_data.other_names import COUNCIL as WITH_OTHER_NAMES
from demo_data.workers import DEMO_WORKERS, RESEARCH_CASELOAD
from demo_data.writing import STALE, UNREADABLE, write_extract
from tests.demo_data.conftest import COUNCILS, FEW, NOON, Written

PERSON_COLUMNS = {"first_name", "family_name", "date_of_birth", "gender", "address", "address_status"}
DRAMA_NUMBERS = re.compile(r"(0161 496 0|0113 496 0|020 7946 0|07700 900)\d{3}")


def service_files(written: Written):
    """Each service that was read, and its rows."""
    for service in written.council.services:
        if service.id != UNREADABLE.get(written.council.id):
            yield service, written.files[service.id]


def test_people_are_about_two_thousand_each_once(written):
    people = written.files["people"]
    assert 1_950 <= len(people) <= 2_050
    others = OTHER_NAMES if written.council.id == WITH_OTHER_NAMES else ()
    assert set(people[0]) == {"person_key", "source", "cms_id", *PERSON_COLUMNS, *others}
    assert len({person["person_key"] for person in people}) == len(people)
    cms_ids = [person["cms_id"] for person in people if person["cms_id"]]
    assert len(set(cms_ids)) == len(cms_ids)
    assert all(re.fullmatch(r"\d{6}", cms_id) for cms_id in cms_ids)


def test_every_persons_columns_hold_what_they_may(written):
    sources = {"cms", *(service.id for service in written.council.services)}
    for person in written.files["people"]:
        assert person["person_key"]
        assert person["source"] in sources - {UNREADABLE.get(written.council.id)}
        assert person["first_name"] or person["family_name"]
        assert person["cms_id"] or person["source"] != "cms"
        check_person_columns(person, written)
        assert person["gender"]


def check_person_columns(row: dict[str, str], written: Written) -> None:
    assert row["gender"] in ("", "Female", "Male", "Other", "Unknown")
    assert row["address_status"] in ("", "current", "previous")
    if row["date_of_birth"]:
        born = date.fromisoformat(row["date_of_birth"])
        assert date(1900, 1, 1) < born <= written.today + timedelta(days=280)


def test_relationships_lead_from_a_child_to_somebody_else(written):
    people, links = written.by_key(), written.files["relationships"]
    assert set(links[0]) == {"child_key", "person_key", "relationship"}
    assert len({tuple(link.values()) for link in links}) == len(links)
    for link in links:
        child = people[link["child_key"]]
        assert link["person_key"] in people
        assert link["person_key"] != link["child_key"]
        assert link["relationship"]
        assert (written.age(child) or 0) < 18


def test_mothers_and_fathers_are_older_than_their_children(written):
    people = written.by_key()
    for link in written.files["relationships"]:
        child, parent = written.age(people[link["child_key"]]), written.age(people[link["person_key"]])
        if link["relationship"] in ("Mother", "Father") and child is not None and parent is not None:
            assert 15 <= parent - child <= 60


def test_caseloads_are_of_children_with_a_case_id(written):
    by_case_id = {person["cms_id"]: person for person in written.files["people"] if person["cms_id"]}
    caseloads: dict[str, list[str]] = {}
    for line in written.files["caseload"]:
        assert set(line) == {"worker", "case_id"}
        assert (written.age(by_case_id[line["case_id"]]) or 0) < 18
        caseloads.setdefault(line["worker"], []).append(line["case_id"])
    of_research = caseloads.pop(RESEARCH_CASELOAD)
    assert set(RESEARCH_CASE_IDS) <= set(of_research)
    assert len(caseloads) == 14
    for case_ids in caseloads.values():
        assert 15 <= len(case_ids) <= 25
        assert len(set(case_ids)) == len(case_ids)
    workers = [one for one in DEMO_WORKERS if one.council_id == written.council.id]
    first, second = [one.username for one in workers if one.role == "social_worker"]
    research = {"249012", "136594", "240771"}
    assert research <= set(caseloads[first])
    assert not research & set(caseloads[second])
    assert not set(caseloads[first]) & set(caseloads[second])
    assert [one.role for one in workers].count("manager") == 1
    assert not {one.username for one in workers if one.role == "manager"} & set(caseloads)


@pytest.mark.parametrize("council_id", sorted(COUNCILS))
@pytest.mark.parametrize(
    "now",
    [
        NOON,
        datetime(2026, 11, 23, 0, 7, 30, tzinfo=UTC),
        datetime(2027, 7, 14, 23, 30, tzinfo=UTC),
        datetime(2027, 1, 1, 0, 0, tzinfo=UTC),
    ],
)
def test_sources_are_dated_now_or_earlier_and_only_the_stale_one_is_late(write, council_id, now):
    written = write(council_id, now, FEW)
    lines = {line["source"]: line for line in written.files["sources"]}
    assert set(lines) == {"cms", *(service.id for service in written.council.services)}
    assert len(lines) == len(written.files["sources"])
    for source, line in lines.items():
        as_of = datetime.fromisoformat(line["date_current_as_of"]).replace(tzinfo=UTC)
        assert as_of <= now
        assert (now - as_of > timedelta(days=1)) == (source == STALE[council_id])
        assert line["coverage_start_date"] == "2010-01-01"
        assert line["coverage_end_date"] == as_of.date().isoformat()
        assert line["expected_every"] == "1 day"
        assert line["status"] == ("unreadable" if source == UNREADABLE.get(council_id) else "read")
        assert line["system_name"]
    assert lines["cms"]["system_name"] == written.council.cms.name
    area = {"stockport": "Greater Manchester", "leeds": "West Yorkshire"}[council_id]
    assert {line["coverage_area"] for line in lines.values()} == {"", area}
    assert lines["police"]["coverage_area"] == area


def test_service_files_hold_the_councils_columns_and_values(written):
    people = written.by_key()
    for service, rows in service_files(written):
        assert set(rows[0]) == {"person_key", "match_status", *PERSON_COLUMNS, *(one.id for one in service.fields)}
        for row in rows:
            assert row["person_key"] in people
            assert row["match_status"] in ("", "confirmed", "pending")
            check_person_columns(row, written)
            check_fields(row, service.fields, written)


def test_entries_belong_to_somebody_with_a_line_and_have_a_date(written):
    [police] = [service for service in written.council.services if service.group]
    holders = {row["person_key"] for row in written.files["police"]}
    for entry in written.files["police_offences"]:
        assert entry["person_key"] in holders
        assert entry["date_of_offence"]
        assert entry["nature_of_involvement"]
        check_fields(entry, police.group.fields, written)


def check_fields(row: dict[str, str], fields: tuple[ServiceField, ...], written: Written) -> None:
    for one in fields:
        value = row[one.id]
        if not value:
            continue
        assert value in one.allowed_values or not one.allowed_values
        if one.type == "date":
            assert date(2010, 1, 1) <= date.fromisoformat(value) <= written.today - timedelta(days=10)
        if one.type == "phone":
            assert DRAMA_NUMBERS.fullmatch(value)
        if one.type == "email":
            assert re.fullmatch(r"[a-z-]+\.[a-z-]+@[a-z.-]+\.example", value)


def test_each_council_has_its_own_phones_and_organisations(write):
    for council_id, other in (("stockport", "leeds"), ("leeds", "stockport")):
        prefix = {"stockport": "0161", "leeds": "0113"}[council_id]
        for service, rows in service_files(write(council_id)):
            phones = {row["contact_number"] for row in rows} - {""}
            assert {phone[:4] for phone in phones} <= {prefix, "0770"}
            for row in rows:
                for one in service.contact.field_ids:
                    assert other not in row[one].lower()


def test_records_come_only_where_they_mean_something(written):
    """A historic tenant counts by an anti-social behaviour case alone; eviction and arrears are of current tenants."""
    for row in written.files["housing"]:
        if row["service_involvement"] == "Historic":
            assert row["anti_social_behaviour"] in ("Case open", "Case closed")
            for flag in ("eviction", "notice_seeking_possession", "rent_arrears"):
                assert row[flag] == "No records found"
        if row["service_involvement"] == "None found":
            assert not row["tenancy_start"]


def test_the_unreadable_sources_file_is_left_out_even_if_there_was_one(tmp_path):
    (tmp_path / "adult_social_care.csv").write_text("person_key\nold\n", encoding="utf-8")
    write_extract(COUNCILS["leeds"], tmp_path, now=NOON)
    assert not (tmp_path / "adult_social_care.csv").exists()


@pytest.mark.parametrize("council_id", sorted(COUNCILS))
def test_the_same_day_gives_the_same_bytes_and_soon(tmp_path, council_id):
    begun = time.perf_counter()
    write_extract(COUNCILS[council_id], tmp_path / "a", now=NOON)
    assert time.perf_counter() - begun < 3
    write_extract(COUNCILS[council_id], tmp_path / "b", now=NOON + timedelta(hours=3, seconds=11))
    assert bytes_of(tmp_path / "a") == bytes_of(tmp_path / "b")


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_another_day_has_the_same_people_under_the_same_keys(write):
    def names(now):
        columns = ("person_key", "cms_id", "first_name", "family_name", "address")
        return [tuple(person[column] for column in columns) for person in write("leeds", now).files["people"]]

    assert names(NOON) == names(datetime(2028, 2, 29, 12, 0, tzinfo=UTC))


def council_with(council: Council, **changes) -> Council:
    return Council.model_validate(council.model_dump(by_alias=True) | changes)


def test_a_service_it_does_not_know_gets_its_columns_and_a_sources_line(tmp_path):
    council = COUNCILS["stockport"]
    services = council.model_dump(by_alias=True)["services"]
    probation = dict(services[-1]) | {"id": "probation", "title": "Probation"}
    probation["group"] = dict(probation["group"]) | {"file": "probation_orders"}
    write_extract(council_with(council, services=[*services, probation]), tmp_path, now=NOON)
    assert (tmp_path / "probation.csv").read_text(encoding="utf-8").startswith("person_key,match_status,first_name")
    assert (tmp_path / "probation.csv").read_text(encoding="utf-8").count("\n") == 1
    assert (tmp_path / "probation_orders.csv").read_text(encoding="utf-8").count("\n") == 1
    assert "\nprobation,Probation records,2026-11-23T02:00," in (tmp_path / "sources.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("kept", [["school"], ["housing", "police"], ["police"]])
def test_a_council_it_does_not_know_with_fewer_services_is_written_too(tmp_path, kept):
    council = COUNCILS["leeds"]
    services = [one for one in council.model_dump(by_alias=True)["services"] if one["id"] in kept]
    other = council_with(
        council, id="rutland", database="rutland", name="Rutland Council", short_name="Rutland", services=services
    )
    write_extract(other, tmp_path, now=NOON)
    text = (tmp_path / "people.csv").read_text(encoding="utf-8")
    for service_id in {"school", "housing", "police", "adult_social_care"} - set(kept):
        assert f",{service_id}," not in text
        assert not (tmp_path / f"{service_id}.csv").exists()
    assert "Leeds Homes" not in "".join(path.read_text(encoding="utf-8") for path in tmp_path.iterdir())
