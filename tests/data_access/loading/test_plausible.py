"""Extracts that are unlikely after the one in use: they stop the load until someone accepts them, or count as old."""

import os
from datetime import timedelta

import pytest

from config import clock
from data_access.errors import Change, UnlikelyExtract
from data_access.loading import extracts, quality_reports, stopped_load
from data_access.people import person_page
from data_access.storage import database
from extracts.checks import ExtractRefused, read_extract
from extracts.quality_report import Kind, rank_findings
from tests.data_access.conftest import STOCKPORT_GROUNDS, audit_rows, only_sqlite, person_id
from tests.data_access.unkeyed import UnkeyedExtract, without_shared_key
from tests.small_extract import SmallExtract


def at(extract: SmallExtract, source: str, when) -> SmallExtract:
    """The extract with another date of one source."""
    extract.line("sources", source=source)["date_current_as_of"] = when.isoformat()
    return extract


def load(council, extract, tmp_path, **options):
    return extracts.load_folder(council, extract.write(tmp_path / "in"), loaded_by="test", **options)


def in_use(council):
    return database.database_of(council).current_extract()


def changes(raised) -> list[tuple]:
    return [(one.change, one.what, one.before, one.now) for one in raised.value.unlikely]


def test_an_older_file_after_a_newer_one_stops_until_it_is_accepted(stockport, tmp_path):
    today, yesterday = clock.now() - timedelta(hours=1), clock.now() - timedelta(days=1)
    load(stockport, at(SmallExtract(stockport), "housing", today), tmp_path)
    older = at(SmallExtract(stockport), "housing", yesterday)
    for stopping in (extracts.load_folder, extracts.check_folder):
        options = {} if stopping is extracts.check_folder else {"loaded_by": "test"}
        with pytest.raises(UnlikelyExtract) as raised:
            stopping(stockport, older.write(tmp_path / "in"), **options)
        assert changes(raised) == [(Change.OLDER, "housing", today.isoformat(), yesterday.isoformat())]
    assert in_use(stockport) == 1
    load(stockport, older, tmp_path, accept_fall=True)
    assert in_use(stockport) == 2
    assert '"accepted_unlikely":[["older","housing"' in audit_rows(stockport)[-1].record


@only_sqlite
@pytest.mark.parametrize(("more", "stops"), [(98, False), (99, False), (100, True), (150, True)])
def test_a_leap_in_lines_stops_where_it_is_of_a_hundred_lines(stockport, tmp_path, more, stops):
    extract = SmallExtract(stockport)
    load(stockport, extract, tmp_path)
    for number in range(more):
        extract.add_record("housing", "carer", service_involvement="Historic", contact_name=f"Officer {number}")
    if not stops:
        assert load(stockport, extract, tmp_path).number == 2
        return
    with pytest.raises(UnlikelyExtract) as raised:
        load(stockport, extract, tmp_path)
    assert changes(raised) == [(Change.LEAP, "housing", 1, 1 + more)]


@only_sqlite
def test_a_fall_in_the_share_that_is_matched_stops(stockport, tmp_path):
    council = without_shared_key(stockport)
    extract = UnkeyedExtract(council)
    for number in range(120):
        extract.tenant(f"T{number}", "kate", address=f"{number} Overdale Road, Romiley, Stockport SK6 3HL")
    load(council, extract, tmp_path)
    for line in extract.files["housing"][:60]:
        line["first_name"], line["family_name"] = "Zebedee", f"Quorn{line['source_key']}"
        line["date_of_birth"] = "1931-02-03"
    with pytest.raises(UnlikelyExtract) as raised:
        load(council, extract, tmp_path)
    [(change, what, before, now)] = changes(raised)
    assert (change, what) == (Change.MATCHED, "housing")
    assert float(before) - float(now) > council.extract.most_match_change
    assert in_use(council) == 1


@only_sqlite
def test_a_file_that_stays_the_same_is_named_and_then_counts_as_old(stockport, sign_in, tmp_path, monkeypatch):
    """Its date moves on every night; only its lines show that it is the same file again."""
    begins, kinds = clock.now(), []
    for day in range(6):
        monkeypatch.setattr(clock, "now", lambda day=day: begins + timedelta(days=day))
        extract = SmallExtract(stockport)
        for name in ("cms", "school", "adult_social_care", "police"):
            at(extract, name, clock.now())
        load(stockport, at(extract, "housing", clock.now()), tmp_path, accept_fall=True)
        found = rank_findings(quality_reports.read_quality(stockport))
        kinds.append([one.kind for one in found if one.source.source_id == "housing" and one.share is None])
    assert kinds == [[], [], [Kind.STUCK], [Kind.STUCK], [Kind.OUT_OF_DATE], [Kind.OUT_OF_DATE]]
    kate = person_page.get_person(sign_in(stockport), person_id(stockport, "kate"), grounds=STOCKPORT_GROUNDS)
    assert kate.answers["housing"].source.out_of_date


@only_sqlite
def test_an_offence_in_2099_stops_the_load(stockport, tmp_path):
    extract = SmallExtract(stockport)
    extract.files["police_offences"][0]["date_of_offence"] = "2099-01-01"
    with pytest.raises(ExtractRefused):
        load(stockport, extract, tmp_path)


@only_sqlite
@pytest.mark.parametrize(("ahead", "is_kept"), [(40, True), (360, True), (370, False), (27_000, False)])
def test_a_tenancy_far_ahead_has_no_date_and_one_of_next_month_does(stockport, tmp_path, ahead, is_kept):
    extract = SmallExtract(stockport)
    begins = clock.today() + timedelta(days=ahead)
    extract.files["housing"][0]["tenancy_start"] = begins.isoformat()
    files = read_extract(stockport, extract.write(tmp_path))
    assert files.services["housing"]["tenancy_start"].tolist() == [begins if is_kept else None]
    assert any("a year ahead" in note for note in files.notes) is not is_kept


@only_sqlite
def test_a_period_that_ends_before_it_begins_is_refused(stockport, tmp_path):
    extract = SmallExtract(stockport)
    extract.line("sources", source="housing")["coverage_end_date"] = "2009-12-31"
    with pytest.raises(ExtractRefused):
        load(stockport, extract, tmp_path)


@only_sqlite
def test_a_stopped_load_is_kept_for_the_check_until_one_is_finished(stockport, tmp_path):
    assert stopped_load.get_stopped(stockport) is None
    stopped_load.note_stopped(stockport, "the files were refused")
    assert stopped_load.get_stopped(stockport).why == "the files were refused"
    [path] = database.database_of(stockport).folder.glob("load-stopped*")
    assert os.stat(path).st_mode & 0o777 == 0o600
    stopped_load.forget_stopped(stockport)
    assert stopped_load.get_stopped(stockport) is None
