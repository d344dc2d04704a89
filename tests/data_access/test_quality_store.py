"""Data quality reports are kept with each load, compared with the last, and read by the data officer alone."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from data_access import audit, database, quality_report, quality_store
from data_access.app_tables import quality_report as kept
from data_access.errors import NotSignedIn, Unavailable, WrongRole
from data_access.quality_report import Kind, look_first
from tests.data_access.conftest import actions
from tests.small_extract import SmallExtract


@pytest.fixture
def officer(stockport, load, sign_in):
    return sign_in(load(stockport), "olive.grant", role="data_officer")


def test_each_load_keeps_a_report_and_is_compared_with_the_one_before(officer, load):
    first = quality_store.get_quality(officer)
    assert (first.report.extract, first.previous) == (1, None)
    for _ in range(2):
        load(officer.council)
    third = quality_store.get_quality(officer)
    assert (third.report.extract, third.previous.extract) == (3, 2)
    assert third.previous.sources == quality_store.get_quality(officer).previous.sources
    assert list(third.report.source("cms").shares) == list(first.report.source("cms").shares)


def test_before_the_first_load_there_is_no_report(stockport, sign_in):
    assert quality_store.get_quality(sign_in(stockport, "olive.grant", role="data_officer")) is None


def test_a_load_that_fails_at_the_switch_leaves_the_report_of_the_extract_in_use(officer, load, monkeypatch):
    """Seen to fail with the report saved in a transaction of its own before the switch: it named extract 2."""
    with monkeypatch.context() as broken:
        broken.setattr(audit, "append_within", unavailable)
        with pytest.raises(Unavailable):
            load(officer.council)
    assert quality_store.read_quality(officer.council).report.extract == 1
    with database.database_of(officer.council).reading_app() as connection:
        assert list(connection.scalars(select(kept.c.extract))) == [1]


def unavailable(*_, **__):
    raise Unavailable


def test_a_report_of_another_shape_is_left_out_and_not_guessed_at(officer, load):
    load(officer.council)
    for number, previous in ((1, None), (2, "none at all")):
        with database.database_of(officer.council).writing() as connection:
            connection.execute(kept.update().where(kept.c.extract == number).values(report=json.dumps({"version": 0})))
        found = quality_store.get_quality(officer)
        assert (found and found.previous) is None
        assert (found is None) == (previous is not None)


@pytest.mark.parametrize("role", ["social_worker", "manager"])
def test_only_a_data_officer_reads_it_and_others_are_recorded(officer, sign_in, role):
    """Seen to fail with require_role() removed from get_quality()."""
    with pytest.raises(WrongRole):
        quality_store.get_quality(sign_in(officer.council, "somebody", role=role))
    with pytest.raises(NotSignedIn):
        quality_store.get_quality(replace(officer, session_id="made-up"))
    assert actions(officer.council) == ["refused"]


# What to look at first


def test_the_worst_comes_first(officer, load):
    """A source not read, a fall in rows, an old source, falls in shares (the largest first), then what waits."""
    council = officer.council
    full = SmallExtract(council)
    for key in ("kate", "amelia", "unlinked", "carer"):
        full.add_record("adult_social_care", key, contact_name="A. Name", contact_role="Officer")
    load(council, full)
    worse = SmallExtract(council)
    worse.line("sources", source="police")["status"] = "unreadable"
    for key in ("kate", "amelia", "unlinked"):
        worse.add_record("adult_social_care", key, contact_role="Officer" if key == "kate" else "")
    worse.add_record("housing", "dominic", match_status="pending", eviction="Case open", rent_arrears="Case open",
                     contact_name="A. Name", contact_number="0161 496 0123", housing_association="Stockport Homes",
                     service_involvement="Current", tenancy_start="2018-08-16")  # fmt: skip
    worse.line("sources", source="school")["date_current_as_of"] = "2026-01-01T02:00"
    load(council, worse)
    found = [
        (one.kind, one.source.source_id, one.share and one.share.key)
        for one in look_first(quality_store.get_quality(officer))
    ]
    assert found == [
        (Kind.NOT_READ, "police", None),
        (Kind.ROWS_FELL, "adult_social_care", None),
        (Kind.OUT_OF_DATE, "school", None),
        (Kind.SHARE_FELL, "adult_social_care", "field.contact_name"),
        (Kind.SHARE_FELL, "adult_social_care", "field.contact_role"),
        (Kind.SHARE_FELL, "housing", "matching.matched"),
        (Kind.WAITING, "housing", "matching.waiting"),
    ]


def test_the_same_again_leaves_nothing_to_look_at(officer, load):
    load(officer.council)
    assert look_first(quality_store.get_quality(officer)) == ()


def test_after_the_first_load_the_lowest_shares_are_named(officer):
    found = look_first(quality_store.get_quality(officer))
    assert {one.kind for one in found} == {Kind.LOWEST}
    assert len(found) == quality_report.LOWEST_NAMED
