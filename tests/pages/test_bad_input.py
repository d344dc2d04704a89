"""Whatever is typed, a plain sentence says what to put right, and nothing typed is lost."""

import json
from datetime import timedelta
from html import unescape

import pytest

from config import clock
from pages.screens.social_worker.reason import REASON, REFERENCE
from pages.screens.social_worker.search import BORN, BORN_PARTS, BY_CASE_ID, CASE_ID, FAMILY, FIRST
from tests.pages.conftest import Visit, assert_nobody_is_shown

EMPTY = "Enter a family name or a case ID"
ONLY_FIRST = "Enter a family name, or a date of birth with the first name"
LONG = "Wolfeschlegelstein" * 112
LONG_NUMBER = "249012" * 334
PAST = "Date of birth must be today or in the past, or an unborn child’s due date within 10 months"
NUMBERS = "Date of birth must use numbers, like 27 3 2015"
NOT_THEM = "No one found with that case ID and these details"


def search(visit: Visit, typed: dict[str, str], born: tuple[str, str, str] = ("", "", "")) -> Visit:
    """Open the search, type, and press the button that belongs to it."""
    visit.open("search")
    for key, value in (typed | dict(zip(BORN_PARTS, born, strict=True))).items():
        visit.at.text_input(key=key).set_value(value)
    visit.at.button(key=BY_CASE_ID if CASE_ID in typed else "search_by_name").click()
    return visit.run()


def errors(visit: Visit) -> list[dict]:
    """What the summary of errors says, and where its links lead."""
    protos = [getattr(node, "proto", None) for node in visit.at._tree]
    shown = [one for one in protos if getattr(one, "component_name", "").endswith("error_summary")]
    return json.loads(shown[0].json)["errors"] if shown else []


def assert_said(visit: Visit, typed: dict[str, str], field: str, words: str) -> None:
    """The sentence, once in the summary and once beside the field; what was typed is still there."""
    assert "Find service involvement" in visit.heading()
    assert [error["message"] for error in errors(visit)].count(words) == 1
    beside = [node.proto.body for node in visit.at.get("html") if f'id="{field}_error"' in node.proto.body]
    assert len(beside) == 1 and words in unescape(beside[0]), beside
    for key, value in typed.items():
        assert visit.at.text_input(key=key).value == value


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, EMPTY),
        ({FAMILY: "   "}, EMPTY),
        ({FIRST: "*", FAMILY: "%"}, EMPTY),
        ({FAMILY: "👩‍👧 \\"}, EMPTY),
        ({FIRST: "Tommy"}, ONLY_FIRST),
        ({FIRST: "Tommy", FAMILY: "*"}, ONLY_FIRST),
        ({FAMILY: "SK1 3XE"}, "This looks like a postcode. You cannot search by postcode. Enter a name here"),
        ({FAMILY: "XC00001"}, "This looks like a case ID. Enter it under Case ID"),
        ({FAMILY: LONG}, "Family name must be 100 characters or fewer"),
    ],
    ids=["nothing", "spaces", "* and %", "signs", "only first", "first and *", "postcode", "case ID", "long"],
)
def test_what_is_wrong_with_a_name_is_said(visit, typed, words):
    assert_said(search(visit("leeds"), typed), typed, FAMILY, words)


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({FIRST: "12/05/2012"}, FIRST, "This looks like a date. Enter it under Date of birth"),
        ({FIRST: LONG, FAMILY: "Pierce"}, FIRST, "First name must be 100 characters or fewer"),
        ({CASE_ID: LONG_NUMBER}, CASE_ID, "Case ID must be 40 characters or fewer"),
        ({CASE_ID: " "}, CASE_ID, "Enter a case ID"),
    ],
    ids=["a date", "first name", "case ID", "no case ID"],
)
def test_what_is_wrong_with_another_field_is_said_beside_it(visit, typed, field, words):
    assert_said(search(visit("stockport"), typed), typed, field, words)


@pytest.mark.parametrize(
    ("born", "words"),
    [
        (("3", "", ""), "Date of birth must include a month and year"),
        (("12", "5", "9999"), PAST),
        (tuple(f"{clock.today() + timedelta(days=320):%d %m %Y}".split()), PAST),
        (("-1", "5", "2015"), NUMBERS),
        (("٣", "٥", "٢٠١٥"), NUMBERS),
        (("0", "0", "0000"), "Date of birth must be a real date"),
    ],
    ids=["half", "9999", "future", "-1", "Arabic", "zeros"],
)
def test_what_is_wrong_with_a_date_is_said_and_its_parts_stay(visit, born, words):
    """Every other way a date can be wrong: components/test_date_of_birth.py."""
    typed = {FAMILY: "Pierce"}
    found = search(visit("stockport"), typed, born)
    assert_said(found, typed | dict(zip(BORN_PARTS, born, strict=True)), BORN, words)


def test_a_date_alone_is_not_enough(visit):
    assert_said(search(visit("leeds"), {}, ("12", "5", "2015")), {}, FAMILY, EMPTY)


def assert_no_one(visit: Visit, searched_for: str) -> None:
    assert "No one found" in visit.heading()
    assert f"You searched for {searched_for}." in visit.sent()
    assert "This does not mean that no service is involved with this person." in visit.sent()
    assert not [words for words in ("Dominic", "Pierce", "Hollow Lane") if words in visit.sent()]


@pytest.mark.parametrize(
    "name", ["'; DROP TABLE person; --", "Quuxley", "محمد عبد الله", "{{7*7}} ${7*7}", "__import__"]
)
def test_a_strange_name_is_searched_for_and_said_as_it_was_typed(visit, name):
    """Signs that mean something to HTML or Markdown: tests/browser/test_bad_input.py, where one would see them act."""
    found = search(visit("stockport"), {FAMILY: name})
    said = [node.proto.body for node in found.at.get("html") if "You searched for" in node.proto.body]
    assert len(said) == 1 and name in unescape(said[0]), said
    assert "No one found" in found.heading()


@pytest.mark.parametrize("case_id", ["999999", "' OR '1'='1", "%", "٢٤٩٠١٢"])
def test_an_unknown_case_id_finds_nobody(visit, case_id):
    found = search(visit("leeds"), {CASE_ID: case_id})
    assert "No one found" in found.heading() and "case ID" in found.sent()
    assert_nobody_is_shown(found)


@pytest.mark.parametrize("somebody_else", [{FIRST: "Paula", FAMILY: "Lee"}, {FAMILY: "Zyx"}, {FIRST: "Zyx"}])
@pytest.mark.parametrize("council_id", ["leeds", "stockport"])
def test_a_case_id_with_a_name_of_somebody_else_does_not_say_whose_it_is(visit, council_id, somebody_else):
    found = search(visit(council_id), {CASE_ID: "249012"} | somebody_else)
    assert NOT_THEM in found.heading()
    assert "Search by name alone, or by case ID alone." in found.sent()
    assert_nobody_is_shown(found)
    assert not [words for words in ("Tommy", "Williams", "Overdale") if words in found.sent()]


def test_a_case_id_with_the_date_of_birth_of_somebody_else_does_not_say_whose_it_is(visit):
    found = search(visit("leeds"), {CASE_ID: "249012"}, ("1", "1", "2001"))
    assert NOT_THEM in found.heading() and "Tommy" not in found.sent()


def test_a_case_id_of_an_adult_with_a_wrong_name_is_unknown_in_journey_2(visit):
    """Else the sentence would say that somebody of that case ID exists."""
    assert_no_one(search(visit("leeds"), {CASE_ID: "249014", FAMILY: "Zyx"}), "Zyx, case ID 249014")


@pytest.mark.parametrize(("first", "family"), [("Dominic", "Pier*ce"), ("Dom%", "Pierce"), ("*Dominic*", "%Pierce%")])
def test_the_wildcards_people_type_do_not_hide_dominic_pierce(visit, first, family):
    found = search(visit("stockport"), {FIRST: first, FAMILY: family})
    assert "1 individual found" in found.heading() and "View Dominic Pierce, born" in found.sent()


@pytest.mark.parametrize(
    ("reference", "words"),
    [("   ", "Enter a case reference"), (LONG, "Case reference must be 60 characters or fewer")],
    ids=["spaces", "2,000 characters"],
)
def test_a_bad_case_reference_is_said_and_the_chosen_reason_stays(visit, reference, words):
    asked = visit("stockport").open("reason")
    asked.at.radio(key=REASON).set_value("Strategy meeting")
    asked.at.text_input(key=REFERENCE).set_value(reference)
    next(button for button in asked.at.button if button.label == "Continue").click()
    asked.run()
    assert "Why are you searching?" in asked.heading() and words in asked.sent()
    assert asked.at.radio(key=REASON).value == "Strategy meeting"
    assert asked.at.text_input(key=REFERENCE).value == reference
