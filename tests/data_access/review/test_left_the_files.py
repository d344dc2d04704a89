"""A report on someone who is no longer in the files: found by what is kept, and nothing of anyone else is in it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete

from data_access.errors import NotFound, NotPermitted, WrongRole
from data_access.oversight import audit_list
from data_access.oversight.audit_records import AuditFilters
from data_access.people import person_page, reports
from data_access.people.person_ids import person_id_for
from data_access.people.restricting import restrictions
from data_access.review import possible_matches, subject_reports
from data_access.review.left_the_files import SeveralFit
from data_access.review.subject_report_values import Answered, Answers, Held, Part
from data_access.storage.audit_tables import audit_person
from data_access.storage.database import database_of
from data_access.values import ReportKind
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, audit_rows, audited_people, person_id
from tests.data_access.review.subject_family import ANSWERS, OTHERS
from tests.data_access.unkeyed import UnkeyedExtract, without_shared_key
from tests.small_extract import _person, date_of_birth_of

pytest_generate_tests = only_these_on_both(
    "test_what_is_still_kept_is_said_with_its_days_and_that_no_service_holds_a_record",
    "test_they_are_found_by_name_and_date_of_birth",
)

ADULT = replace(Answers(**ANSWERS), asked_by="the person", responsibility="", child_view="")
AGREED = replace(ADULT, agreed="Sam Carter, 20/11/2026")
EVE = _person("eve", "cms", "249014", "Eve", "Stone", 41, "Female", "")


@pytest.fixture
def extract(stockport) -> UnkeyedExtract:
    """Dominic's family; housing has a record that may be his."""
    near = date_of_birth_of("dominic") + timedelta(days=14)
    return UnkeyedExtract(without_shared_key(stockport)).tenant("T2", "dominic", date_of_birth=near.isoformat())


def leaves(extract: UnkeyedExtract, *instead: dict) -> None:
    """Dominic, and what any file says of him, is gone; these are there in his place."""
    for name, rows in extract.files.items():
        extract.files[name] = [row for row in rows if "dominic" not in (row.get("person_key"), row.get("child_key"))]
    extract.files["housing"], extract.files["police"] = [], []
    extract.files["people"] += instead


@pytest.fixture
def known(extract, tmp_path, sign_in, databases) -> UnkeyedExtract:
    """Loaded; a worker has opened Dominic and reported a record of his; the record in housing was decided not to be."""
    extract.offender("N1", "dominic")

    def look_and_decide() -> None:
        helen = sign_in(extract.load(tmp_path))
        dominic = person_id(helen.council, "dominic")
        person_page.get_person(helen, dominic, grounds=STOCKPORT_GROUNDS)
        reports.report_record(
            helen, dominic, "police", "0", grounds=STOCKPORT_GROUNDS, kind=ReportKind.ANOTHER_PERSON, said="A cousin"
        )
        olive = sign_in(helen.council, "olive.grant", role="data_officer")
        possible_matches.decide(olive, "housing", "T2", dominic, accept=False)

    databases.begin(extract.council, look_and_decide)
    return extract


@pytest.fixture
def officer(known, sign_in):
    return sign_in(known.council, "olive.grant", role="data_officer")


def lines(officer, subject, answers=ADULT, part: Part | None = None) -> list:
    found = subject_reports.prepare(officer, subject.person_id, answers).lines
    return [line for line in found if part in (None, line.part)]


def test_what_is_still_kept_is_said_with_its_days_and_that_no_service_holds_a_record(known, officer, tmp_path):
    """Seen to fail: there was no one with this case ID."""
    dominic = person_id(known.council, "dominic")
    leaves(known)
    known.load(tmp_path)
    subject = subject_reports.begin(officer, "249014", family_name="pierce")
    assert (subject.person_id, subject.has_left, subject.is_child) == (dominic, True, False)
    assert [line.value for line in lines(officer, subject, part=Part.SERVICES)] == [Answered.NO_LONGER]
    [objection] = lines(officer, subject, part=Part.OBJECTIONS)
    [decision] = lines(officer, subject, part=Part.DECISIONS)
    assert (objection.value.kind, decision.value.is_theirs) == (ReportKind.ANOTHER_PERSON, False)
    kept = {line.value.held: line.value.since for line in lines(officer, subject, part=Part.KEPT)}
    assert kept == {
        Held.OBJECTIONS: objection.value.reported_at, Held.DECISIONS: decision.value.decided_at, Held.KEYS: None,
    }  # fmt: skip
    report = subject_reports.make(
        officer, subject.person_id, ADULT, line_ids=[line.line_id for line in lines(officer, subject)]
    )
    assert not [name for name in (*OTHERS, "A cousin", "helen", "olive") if name in repr(report)]
    assert audit_rows(officer.council)[-1].action == "made_subject_report"
    assert audited_people(officer.council, "made_subject_report") == {dominic}


def test_what_only_the_audit_has_is_read_with_a_managers_agreement_alone(known, officer, tmp_path):
    """Their name there says that someone looked. Seen to fail with the details always read."""
    leaves(known)
    known.load(tmp_path)
    subject = subject_reports.begin(officer, "249014", family_name="Pierce")
    assert not {Part.DETAILS, Part.LOOK_UPS} & {line.part for line in lines(officer, subject)}
    details = {line.label: line.value for line in lines(officer, subject, AGREED, Part.DETAILS)}
    assert details == {
        "Name": "Dominic Pierce", "Date of birth": date_of_birth_of("dominic"), "Case ID": "249014",
    }  # fmt: skip
    [looked] = lines(officer, subject, AGREED, Part.LOOK_UPS)
    assert looked.value.roles == ("social_worker",)
    [audit] = [line for line in lines(officer, subject, AGREED, Part.KEPT) if line.value.held is Held.AUDIT]
    assert audit.value.since <= looked_at(officer)


def looked_at(officer):
    return next(row.at for row in audit_rows(officer.council) if row.action == "viewed_person")


def test_they_are_found_by_name_and_date_of_birth(known, officer, tmp_path):
    dominic, born = person_id(known.council, "dominic"), date_of_birth_of("dominic")
    leaves(known)
    known.load(tmp_path)
    for name in ("Dominic Pierce", "PIERCE, Dominic"):
        assert subject_reports.begin_by_name(officer, name, born).person_id == dominic
    for name, day in (("Dominic Pierce", born + timedelta(days=1)), ("Dominic", born), ("", born), ("…", born)):
        with pytest.raises(NotFound):
            subject_reports.begin_by_name(officer, name, day)


def test_after_their_audit_records_have_gone_they_are_found_by_their_keys(known, officer, tmp_path):
    leaves(known)
    known.load(tmp_path)
    with database_of(known.council).writing() as connection:
        connection.execute(delete(audit_person))
    by_number = subject_reports.begin(officer, "249014", family_name="Pierce")
    with database_of(known.council).writing() as connection:
        connection.execute(delete(audit_person))
    assert subject_reports.begin_by_name(officer, "Dominic Pierce", date_of_birth_of("dominic")) == by_number
    assert by_number.is_child and by_number.case_id == "249014"


def test_of_two_people_of_one_name_and_date_of_birth_neither_is_chosen(known, officer, sign_in, tmp_path):
    twin = known.line("people", person_key="dominic") | {"person_key": "other", "cms_id": "249999"}
    known.files["people"].append(twin)
    known.load(tmp_path)
    other = person_id_for(known.council, cms_id="249999")
    person_page.get_person(sign_in(known.council), other, grounds=STOCKPORT_GROUNDS)
    officer = sign_in(known.council, "olive.grant", role="data_officer")
    with pytest.raises(SeveralFit):
        subject_reports.begin_by_name(officer, "Dominic Pierce", date_of_birth_of("dominic"))
    assert subject_reports.begin(officer, "249999", family_name="Pierce").case_id == "249999"


def test_where_the_number_is_someone_elses_now_nothing_of_the_one_is_told_to_the_other(known, officer, tmp_path):
    """Seen to fail: the look-ups and restrictions of whoever had the number before were in the report."""
    dominic = person_id(known.council, "dominic")
    restrictions.restrict_person(known.council, "249014", reason="Another reason", by="it")
    restrictions.unrestrict_person(known.council, "249014", by="it")
    leaves(known, EVE)
    known.load(tmp_path)
    eve = subject_reports.begin(officer, "249014", family_name="Stone")
    assert not eve.has_left
    past = {Part.OBJECTIONS, Part.DECISIONS, Part.RESTRICTIONS, Part.LOOK_UPS}
    assert not past & {line.part for line in lines(officer, eve, AGREED)}
    before = subject_reports.begin(officer, "249014", family_name="Pierce")
    assert (before.person_id, before.has_left) == (dominic, True)
    assert "Stone" not in repr(lines(officer, before, AGREED))
    assert past <= {line.part for line in lines(officer, before, AGREED)}


def test_of_a_restricted_person_who_has_left_only_the_restriction_is_read_and_managers_read_no_name(
    known, officer, sign_in, tmp_path
):
    dominic = person_id(known.council, "dominic")
    restrictions.restrict_person(known.council, "249014", reason="Refuge or a threat to life", by="it")
    leaves(known)
    known.load(tmp_path)
    subject = subject_reports.begin(officer, "249014", family_name="Pierce")
    assert subject.is_restricted and subject.has_left
    assert [line.part for line in lines(officer, subject, AGREED)] == [Part.RESTRICTIONS]
    sam = sign_in(known.council, "sam.carter", role="manager")
    records = audit_list.list_records(sam, AuditFilters(action="began_subject_report")).records
    assert [one.name for record in records for one in record.people] == ["Restricted person"]
    assert dominic not in repr(records)


@pytest.mark.parametrize(
    ("which", "family_name", "refused"),
    [("249014", "Williams", NotPermitted), ("249012", "Pierce", NotPermitted), ("000000", "Pierce", NotFound),
     ("", "Pierce", NotFound), ("249014\0", "", NotPermitted)],
)  # fmt: skip
def test_a_number_and_a_name_that_do_not_belong_together_lead_to_no_one(
    known, officer, tmp_path, which, family_name, refused
):
    leaves(known)
    known.load(tmp_path)
    with pytest.raises(refused):
        subject_reports.begin(officer, which, family_name=family_name)


def test_only_a_data_officer_finds_them(known, sign_in):
    for username, role in (("helen.marks", "social_worker"), ("sam.carter", "manager")):
        with pytest.raises(WrongRole):
            subject_reports.begin_by_name(
                sign_in(known.council, username, role=role), "Dominic Pierce", date_of_birth_of("dominic")
            )
