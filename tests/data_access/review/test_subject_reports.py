"""A report on one person: nothing of anyone else is in it, every line is ticked, and the audit shows who made it."""

import json
from dataclasses import replace
from datetime import date

import pytest

from data_access.audit.chain import Action
from data_access.errors import NotFound, NotPermitted, NotSignedIn, WrongRole
from data_access.people import person_page, reports, services
from data_access.people.person_ids import person_id_for
from data_access.people.restricting import restrictions
from data_access.review import reported_records, subject_reports
from data_access.review.subject_report_values import EXEMPTIONS, Answered, Answers, Origin, Part
from data_access.review.subject_reports import NotReady
from data_access.values import ReportKind
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, audit_rows, audited_people, only_sqlite, person_id
from tests.data_access.review.subject_family import ANSWERS, OTHERS, WITNESS, family_extract, with_free_text
from tests.small_extract import SmallExtract

pytest_generate_tests = only_these_on_both(
    "test_the_report_has_the_persons_own_lines_with_their_files_and_nothing_of_the_family",
    "test_a_record_reported_as_anothers_is_not_in_it_and_the_objection_is",
    "test_of_a_restricted_person_only_the_restriction_is_read",
    "test_a_restriction_that_was_removed_is_listed_with_both_days",
    "test_look_ups_are_read_only_with_a_managers_agreement_and_name_no_worker",
    "test_a_place_or_an_address_that_names_someone_is_left_out",
    "test_only_what_was_ticked_leaves_and_a_line_that_changed_does_not",
)

READY = Answers(**ANSWERS)
ADULT = replace(READY, asked_by="the person", responsibility="", child_view="")


@pytest.fixture
def council(stockport, already_loaded):
    """Stockport with Tommy's family; his mother is restricted."""
    council = already_loaded(family_extract(with_free_text(stockport)))
    restrictions.restrict_person(council, "249013", reason="Refuge or a threat to life", by="it")
    return council


@pytest.fixture
def helen(council, sign_in):
    return sign_in(council)


@pytest.fixture
def officer(council, sign_in):
    return sign_in(council, "olive.grant", role="data_officer")


@pytest.fixture
def tommy(council):
    return person_id(council, "tommy")


def said(lines) -> str:
    """Everything that leaves with these lines."""
    return "\n".join(repr((line.part.value, line.source, line.label, line.value)) for line in lines)


def parts(prepared, part: Part) -> list:
    return [line for line in prepared.lines if line.part is part]


def add_child(extract: SmallExtract, *, address: str, school: str = "Overdale Primary School") -> str:
    """Another child of Tommy's family, and the case ID given to them."""
    key = f"child{len(extract.files['people'])}"
    line = {
        **extract.line("people", person_key="tommy"),
        "person_key": key,
        "cms_id": f"7{key[5:]}",
        "address": address,
    }
    extract.files["people"].append(line)
    links = [line for line in extract.files["relationships"] if line["child_key"] == "tommy"]
    extract.files["relationships"] += [{**line, "child_key": key} for line in links]
    extract.files["school"].append(
        {**extract.line("school", person_key="tommy"), "person_key": key, "school_name": school}
    )
    return line["cms_id"]


def made(officer, whose, answers=READY):
    prepared = subject_reports.prepare(officer, whose, answers)
    return subject_reports.make(officer, whose, answers, line_ids=[line.line_id for line in prepared.lines])


def test_the_report_has_the_persons_own_lines_with_their_files_and_nothing_of_the_family(officer, tommy):
    """Seen to fail with every field given, and with `are_in` always false: the refuge was in it."""
    lines = made(officer, tommy).lines
    assert {(line.source, line.label) for line in lines if line.part is Part.DETAILS} == {
        ("LiquidLogic", "Name"), ("LiquidLogic", "Date of birth"), ("LiquidLogic", "Gender"),
    }  # fmt: skip
    [origin] = [line.value for line in lines if line.source == "School" and line.label == "Where it comes from"]
    assert isinstance(origin, Origin)
    assert (origin.file, origin.system_name, origin.coverage_start_date) == (
        "school.csv", "School system", date(2010, 1, 1),
    )  # fmt: skip
    school = {line.label: line.value for line in lines if line.source == "School"}
    assert school["School name"] == "Overdale Primary School"
    assert {line.value for line in lines if line.source == "Police"} >= {Answered.NOT_ASKED}
    assert not [name for name in (*OTHERS, WITNESS) if name in said(lines)]


PLACES = (
    "Kate Williams Childminding",
    "WILLIAMS, Kate (childminder)",
    "Mrs Pierce’s nursery",
    "Dr Patel, The Surgery",
    "c/o P Lee",
    "Care of the Lees",
    "Amelia and Dominic Pierce",
)


@only_sqlite
def test_a_place_or_an_address_that_names_someone_is_left_out(stockport, load, sign_in):
    extract = family_extract(with_free_text(stockport))
    children = [add_child(extract, school=place, address=f"{place}, 9 Fern Close") for place in PLACES]
    unnamed = add_child(extract, school="Hill Top School", address="7 Mill Road, Stockport SK2 2AA")
    council = load(extract.council, extract)
    officer = sign_in(council, "olive.grant", role="data_officer")
    left = said(made(officer, person_id_for(council, cms_id=unnamed)).lines)
    assert "Hill Top School" in left and "7 Mill Road" in left
    for place, child in zip(PLACES, children, strict=True):
        left = said(made(officer, person_id_for(council, cms_id=child)).lines)
        assert place not in left and "Fern Close" not in left, place


@only_sqlite
def test_someone_whose_name_is_part_of_ones_own_does_not_hide_it(stockport, load, sign_in):
    council = with_free_text(stockport)
    extract = family_extract(council)
    extract.line("people", person_key="tommy")["first_name"] = "Tommy Kate"
    load(council, extract)
    officer = sign_in(council, "olive.grant", role="data_officer")
    lines = made(officer, person_id(council, "tommy")).lines
    assert [line.value for line in lines if line.label == "Name"] == ["Tommy Kate Williams"]


ADDRESSES = (
    "4 Safe Haven Court, Stockport SK1 4QQ",
    "4 SAFE HAVEN CT",
    "4, Safe Haven Court, SK14QQ",
    "Flat 2, 4 Safe Haven Court, SK1 4QQ",
    "4 Safe Havn Court",
    "Safe Haven Court, SK1 4QQ",
)


@only_sqlite
def test_an_address_that_a_restricted_person_has_too_is_left_out_however_it_is_written(stockport, load, sign_in):
    extract = family_extract(with_free_text(stockport))
    children = [add_child(extract, address=address) for address in ADDRESSES]
    elsewhere = add_child(extract, address="7 Mill Road, Stockport SK2 2AA")
    council = load(extract.council, extract)
    restrictions.restrict_person(council, "249013", reason="Refuge or a threat to life", by="it")
    officer = sign_in(council, "olive.grant", role="data_officer")

    def labels(child: str) -> set[str]:
        return {line.label for line in made(officer, person_id_for(council, cms_id=child)).lines}

    assert "Address" in labels(elsewhere)
    for address, child in zip(ADDRESSES, children, strict=True):
        assert "Address" not in labels(child), address


def test_a_record_reported_as_anothers_is_not_in_it_and_the_objection_is(officer, helen, tommy):
    number = reports.report_record(
        helen, tommy, "school", "0", grounds=STOCKPORT_GROUNDS, kind=ReportKind.ANOTHER_PERSON, said="Another boy"
    )
    reported_records.mark_as_wrong(officer, number, note="The school agrees")
    prepared = subject_reports.prepare(officer, tommy, READY)
    assert "Overdale Primary" not in said(prepared.lines)
    assert [line.value for line in parts(prepared, Part.SERVICES) if line.source == "School"][-1] is (
        Answered.NOT_CHECKED
    )  # fmt: skip
    [objection] = parts(prepared, Part.OBJECTIONS)
    assert (objection.value.kind, objection.value.outcome.value) == (ReportKind.ANOTHER_PERSON, "wrong")
    assert "Another boy" not in said(prepared.lines) and "The school agrees" not in said(prepared.lines)
    assert "helen" not in said(prepared.lines)


def test_police_details_follow_the_rules_of_the_page(officer, helen, council):
    """An offence that has grown older than its window is in neither."""
    dominic = person_id(council, "dominic")
    [record] = services.get_service(helen, dominic, "police", grounds=STOCKPORT_GROUNDS).records
    lines = [line for line in made(officer, dominic, ADULT).lines if line.source == "Police"]
    assert {line.value for line in lines if line.label.startswith("Date of offence")} == {
        entry["date_of_offence"] for entry in record.entries
    }  # fmt: skip
    assert "Wendy" not in said(lines) and "0161" not in said(lines)


def test_of_a_restricted_person_only_the_restriction_is_read(officer, council):
    """Seen to fail with the test of is_restricted removed from _prepare()."""
    subject = subject_reports.begin(officer, "249013", family_name="Williams")
    assert subject.is_restricted
    prepared = subject_reports.prepare(officer, subject.person_id, replace(ADULT, agreed="Sam Carter, 20/11/2026"))
    [line] = prepared.lines
    assert (line.part, line.value.until, line.for_officer) == (Part.RESTRICTIONS, None, "Refuge or a threat to life")
    assert "Refuge" not in repr(made(officer, subject.person_id, ADULT).lines)


def test_a_restriction_that_was_removed_is_listed_with_both_days(officer, council):
    restrictions.restrict_person(council, "249014", reason="Another reason", by="it")
    restrictions.unrestrict_person(council, "249014", by="it")
    prepared = subject_reports.prepare(officer, person_id(council, "dominic"), ADULT)
    [line] = parts(prepared, Part.RESTRICTIONS)
    assert line.value.since <= line.value.until


def test_look_ups_are_read_only_with_a_managers_agreement_and_name_no_worker(officer, helen, tommy):
    """Seen to fail with the test of `agreed` removed from _prepare()."""
    person_page.get_person(helen, tommy, grounds=STOCKPORT_GROUNDS)
    services.get_service(helen, tommy, "school", grounds=STOCKPORT_GROUNDS)
    assert not parts(subject_reports.prepare(officer, tommy, READY), Part.LOOK_UPS)
    agreed = replace(READY, agreed="Sam Carter, 20/11/2026")
    [line] = parts(subject_reports.prepare(officer, tommy, agreed), Part.LOOK_UPS)
    assert (line.value.roles, line.value.days, line.value.services) == (("social_worker",), 1, ("School",))
    assert "helen" not in said([line]) and "Strategy" not in said([line])


def test_only_what_was_ticked_leaves_and_a_line_that_changed_does_not(officer, tommy, council):
    """Seen to fail with the number of ticked lines not compared."""
    prepared = subject_reports.prepare(officer, tommy, READY)
    [name] = [line for line in prepared.lines if line.label == "Name"]
    assert subject_reports.make(officer, tommy, READY, line_ids=[name.line_id]).lines == (name,)
    for ids in ([], ["made up"], [name.line_id, "made up"]):
        with pytest.raises(NotReady):
            subject_reports.make(officer, tommy, READY, line_ids=ids)
    restrictions.restrict_person(council, "249012", reason="Adoption", by="it")
    with pytest.raises(NotReady):
        subject_reports.make(officer, tommy, READY, line_ids=[name.line_id])


@only_sqlite
@pytest.mark.parametrize(
    "answers",
    [
        {"asked_by": ""},
        {"identity": ""},
        {"identity": "made up"},
        {"responsibility": ""},
        {"responsibility": "not shown"},
        {"child_view": ""},
        {"child_view": "does not agree"},
        *({"exemptions": {one: "nothing to leave out" for one in EXEMPTIONS if one != left}} for left in EXEMPTIONS),
        {"agreed": "x" * 301},
    ],
    ids=str,
)
def test_without_every_answer_nothing_is_read_and_nothing_is_made(officer, tommy, answers):
    """Seen to fail with the answers not asked for in _prepare()."""
    before = len(audit_rows(officer.council))
    with pytest.raises(NotReady):
        subject_reports.prepare(officer, tommy, replace(READY, **answers))
    with pytest.raises(NotReady):
        subject_reports.make(officer, tommy, replace(READY, **answers), line_ids=["any"])
    assert len(audit_rows(officer.council)) == before


def test_of_an_adult_no_question_about_children_is_asked(officer, council):
    subject = subject_reports.begin(officer, "249014", family_name="pierce")
    assert not subject.is_child
    assert subject_reports.prepare(officer, subject.person_id, ADULT).lines
    unknown = subject_reports.begin(officer, "249050", family_name="Undated")
    assert unknown.is_child


def test_the_audit_shows_who_made_it_for_whom_and_with_which_answers(officer, tommy):
    subject_reports.begin(officer, "249012", family_name="Williams")
    report = made(officer, tommy, replace(READY, agreed=" Sam Carter,\n20/11/2026 "))
    rows = audit_rows(officer.council)[-3:]
    assert [row.action for row in rows] == [
        "began_subject_report", "prepared_subject_report", "made_subject_report",
    ]  # fmt: skip
    assert {row.username for row in rows} == {"olive.grant"}
    assert audited_people(officer.council, "made_subject_report") == {tommy}
    about = json.loads(rows[-1].record)["about"]
    assert (about["lines_sent"], about["agreed"]) == (len(report.lines), "Sam Carter, 20/11/2026")
    assert about["exemptions"] == ANSWERS["exemptions"]
    assert "Overdale" not in rows[-1].record


def test_what_is_shown_already_is_not_recorded_again(officer, tommy):
    shown = subject_reports.prepare(officer, tommy, READY)
    before = len(audit_rows(officer.council))
    assert subject_reports.prepare(officer, tommy, READY, shown=shown) == shown
    assert len(audit_rows(officer.council)) == before


@pytest.mark.parametrize("which", ["999999", "", "249012\0x"])
def test_a_number_nobody_has_is_not_found(officer, which):
    with pytest.raises(NotFound):
        subject_reports.begin(officer, which, family_name="Williams")


def test_another_persons_family_name_is_refused_and_recorded(officer):
    with pytest.raises(NotPermitted):
        subject_reports.begin(officer, "249012", family_name="Pierce")
    assert audit_rows(officer.council)[-1].action == Action.REFUSED.value


CALLS = [
    lambda actor, whose: subject_reports.begin(actor, "249012", family_name="Williams"),
    lambda actor, whose: subject_reports.prepare(actor, whose, READY),
    lambda actor, whose: subject_reports.make(actor, whose, READY, line_ids=["any"]),
]


@pytest.mark.parametrize("call", CALLS, ids=["begin", "prepare", "make"])
def test_only_a_data_officer_may_and_others_are_recorded(officer, helen, tommy, sign_in, call):
    """Seen to fail with the test of the role removed from access.reviewing()."""
    for worker in (helen, sign_in(officer.council, "sam.carter", role="manager")):
        with pytest.raises(WrongRole):
            call(worker, tommy)
        assert audit_rows(officer.council)[-1].action == "refused"
    with pytest.raises(NotSignedIn):
        call(replace(officer, session_id="made-up"), tommy)
