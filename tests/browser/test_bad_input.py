"""Whatever is typed, a plain sentence says what to put right, nothing typed is lost, and the next search works."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from config import clock
from tests.browser import steps

LABELS = {"First name": "first", "Family name": "family", "Day": "day", "Month": "month", "Year": "year"}
EMPTY = "Enter a family name or a case ID"
ONLY_FIRST = "Enter a family name, or a date of birth with the first name"
LONG = "Wolfeschlegelstein" * 112
LONG_NUMBER = "249012" * 334
IN_THE_FUTURE = tuple(f"{clock.today() + timedelta(days=320):%d %m %Y}".split())
REAL = "Date of birth must be a real date"
PAST = "Date of birth must be today or in the past, or an unborn child's due date within 10 months"
NUMBERS = "Date of birth must use numbers, like 27 3 2015"
FIRST, FAMILY, BORN, CASE_ID = "search_first", "search_family", "search_born", "search_case_id"


def watched_page(browser: Browser) -> Iterator[Page]:
    """A page for a whole module. As with `open_page`, no error and no request to another machine is tolerated."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(30_000)
    troubles: list[str] = []
    context.on("request", lambda asked: troubles.append(asked.url) if is_elsewhere(asked.url) else None)
    context.on("weberror", lambda error: troubles.append(str(error.error)))
    context.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    context.on("dialog", lambda dialog: (troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    yield context.new_page()
    context.close()
    assert not troubles, "The browser reported:\n" + "\n".join(troubles)


def is_elsewhere(url: str) -> bool:
    return urlsplit(url).hostname not in (None, "127.0.0.1")


@pytest.fixture(scope="module")
def leeds_page(browser: Browser, app_url: str) -> Iterator[Page]:
    """Signed in to journey 2."""
    for page in watched_page(browser):
        steps.enter_leeds(page, app_url)
        yield page


@pytest.fixture(scope="module")
def stockport_page(browser: Browser, app_url: str) -> Iterator[Page]:
    """Signed in to journey 1, with a reason given."""
    for page in watched_page(browser):
        steps.enter_stockport(page, app_url)
        steps.give_reason(page)
        yield page


@pytest.fixture
def leeds(leeds_page: Page) -> Iterator[Page]:
    """The empty search of journey 2. Whatever the test does, a good search works afterwards."""
    steps.expect_heading(leeds_page, "Find service involvement")
    yield leeds_page
    good_search_works(leeds_page, "Tommy Williams")


@pytest.fixture
def stockport(stockport_page: Page) -> Iterator[Page]:
    """The empty search of journey 1. Whatever the test does, a good search works afterwards."""
    steps.expect_heading(stockport_page, "Find service involvement")
    yield stockport_page
    good_search_works(stockport_page, "Tommy Williams")


def good_search_works(page: Page, name: str) -> None:
    if page.get_by_role("button", name="New search").is_visible():
        new_search(page)
    page.get_by_label("Case ID").fill("")
    steps.search(page, *name.split())
    expect(page.get_by_role("button", name=f"View {name}, born").first).to_be_visible()
    new_search(page)


def new_search(page: Page) -> None:
    page.get_by_role("button", name="New search").click()
    steps.expect_heading(page, "Find service involvement")
    expect(page.get_by_label("Family name")).to_have_value("")
    steps.settled(page)


def type_and_search(page: Page, case_id: str = "", **typed: str) -> None:
    """Fill every field, and search."""
    born = (typed.get("day", ""), typed.get("month", ""), typed.get("year", ""))
    steps.fill_search(page, typed.get("first", ""), typed.get("family", ""), born)
    page.get_by_label("Case ID").fill(case_id)
    page.get_by_role("button", name="Open by case ID" if case_id else "Search by name").click()


def expect_kept(page: Page, case_id: str = "", **typed: str) -> None:
    for label, part in LABELS.items():
        expect(page.get_by_label(label, exact=True)).to_have_value(typed.get(part, ""))
    expect(page.get_by_label("Case ID")).to_have_value(case_id)


def expect_error(page: Page, field: str, words: str, screen: str = "Search") -> None:
    """The sentence, alone in the summary and again beside the field; the title says that there is an error."""
    steps.expect_problem(page, words)
    summary = page.locator(".fc-errors")
    expect(summary.get_by_role("link", name=words, exact=True)).to_have_count(1)
    expect(page.locator(f"#{field}_error")).to_have_text(f"Error: {words}")
    expect(page).to_have_title(f"Error: {screen} – Family Context")
    expect(summary).to_be_focused()


def expect_nobody(page: Page, searched_for: str) -> None:
    steps.expect_heading(page, "No one found")
    expect(page.get_by_text(f"You searched for {searched_for}.", exact=True)).to_be_visible()
    expect(page.get_by_text("This does not mean that no service is involved with this person.")).to_be_visible()
    expect(page).to_have_title("No one found – Family Context")


# The search


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({}, FAMILY, EMPTY),
        ({"family": "   "}, FAMILY, EMPTY),
        ({"family": "%"}, FAMILY, EMPTY),
        ({"family": "*"}, FAMILY, EMPTY),
        ({"first": "*", "family": "%"}, FAMILY, EMPTY),
        ({"family": "👩‍👧 \\"}, FAMILY, EMPTY),
        ({"first": "Tommy"}, FAMILY, ONLY_FIRST),
        ({"first": "Tommy", "family": "*"}, FAMILY, ONLY_FIRST),
        ({"day": "12", "month": "5", "year": "2015"}, FAMILY, EMPTY),
    ],
    ids=["nothing", "spaces", "%", "*", "* and %", "signs", "only a first name", "first name and *", "a date"],
)
def test_too_little_to_search_for_is_said(leeds, typed, field, words):
    type_and_search(leeds, **typed)
    expect_error(leeds, field, words)
    expect_kept(leeds, **typed)


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"family": "SK1 3XE"}, FAMILY, "This looks like a postcode. You cannot search by postcode. Enter a name here"),
        ({"family": "XC00001"}, FAMILY, "This looks like a case ID. Enter it under Case ID"),
        ({"first": "12/05/2012"}, FIRST, "This looks like a date. Enter it under Date of birth"),
    ],
)
def test_what_is_no_name_is_named_with_the_box_it_belongs_in(leeds, typed, field, words):
    type_and_search(leeds, **typed)
    expect_error(leeds, field, words)
    expect_kept(leeds, **typed)


@pytest.mark.parametrize(
    ("born", "words"),
    [
        (("", "5", "2015"), "Date of birth must include a day"),
        (("12", "", "2015"), "Date of birth must include a month"),
        (("12", "5", ""), "Date of birth must include a year"),
        (("", "", "2015"), "Date of birth must include a day and month"),
        (("", "5", ""), "Date of birth must include a day and year"),
        (("12", "", ""), "Date of birth must include a month and year"),
        (("31", "02", "2015"), REAL),
        (("0", "0", "0000"), REAL),
        (IN_THE_FUTURE, PAST),
        (("12", "5", "9999"), PAST),
        (("12", "5", "1815"), "Date of birth must be in the last 130 years"),
        (("ab", "5", "2015"), NUMBERS),
        (("12", "xyz", "2015"), NUMBERS),
        (("12", "5", "soon"), NUMBERS),
        (("-1", "5", "2015"), NUMBERS),
        (("٣", "٥", "٢٠١٥"), NUMBERS),
        (("12", "5", "15"), "Year of birth must have 4 digits, like 2015"),
    ],
)
def test_what_is_wrong_with_a_date_is_said(leeds, born, words):
    typed = {"family": "Williams"} | dict(zip(("day", "month", "year"), born, strict=True))
    type_and_search(leeds, **typed)
    expect_error(leeds, BORN, words)
    expect_kept(leeds, **typed)


def test_an_empty_form_is_said_in_journey_1_too(stockport):
    type_and_search(stockport)
    expect_error(stockport, FAMILY, EMPTY)


def test_half_a_date_is_said_in_journey_1_too(stockport):
    typed = {"first": "Dominic", "family": "Pierce", "day": "3"}
    type_and_search(stockport, **typed)
    expect_error(stockport, BORN, "Date of birth must include a month and year")
    expect_kept(stockport, **typed)


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"family": LONG}, FAMILY, "Family name must be 100 characters or fewer"),
        ({"first": LONG, "family": "Williams"}, FIRST, "First name must be 100 characters or fewer"),
        ({"case_id": LONG_NUMBER}, CASE_ID, "Case ID must be 40 characters or fewer"),
    ],
    ids=["family name", "first name", "case ID"],
)
def test_two_thousand_characters_are_said_to_be_too_many(stockport, typed, field, words):
    type_and_search(stockport, **typed)
    expect_error(stockport, field, words)
    expect_kept(stockport, **typed)


def test_several_things_wrong_are_all_said_in_the_order_of_the_fields(leeds):
    typed = {"first": LONG, "family": LONG, "day": "31", "month": "2", "year": "2015", "case_id": LONG_NUMBER}
    type_and_search(leeds, **typed)
    problems = [
        (FIRST, "First name must be 100 characters or fewer"),
        (FAMILY, "Family name must be 100 characters or fewer"),
        (BORN, REAL),
        (CASE_ID, "Case ID must be 40 characters or fewer"),
    ]
    for field, words in problems:
        expect_error(leeds, field, words)
    assert leeds.locator(".fc-errors a").all_inner_texts() == [words for _, words in problems]
    expect_kept(leeds, **typed)


@pytest.mark.parametrize(
    ("typed", "words", "label"),
    [
        ({}, EMPTY, "Family name"),
        ({"first": LONG, "family": "Williams"}, "First name must be 100 characters or fewer", "First name"),
        ({"family": "Williams", "day": "12", "year": "2015"}, "Date of birth must include a month", "Month"),
        ({"case_id": LONG_NUMBER}, "Case ID must be 40 characters or fewer", "Case ID"),
    ],
)
def test_a_link_in_the_error_summary_moves_the_focus_to_its_field(leeds, typed, words, label):
    type_and_search(leeds, **typed)
    steps.expect_problem(leeds, words)
    expect(leeds.locator(".fc-errors")).to_be_focused()
    steps.settled(leeds)
    leeds.get_by_role("link", name=words, exact=True).click()
    field = leeds.get_by_label(label, exact=True)
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")


def test_an_error_put_right_goes_away(leeds):
    type_and_search(leeds, family="Williams", day="31", month="2", year="2015")
    expect_error(leeds, BORN, REAL)
    type_and_search(leeds, first="Tommy", family="Williams")
    expect(leeds.get_by_role("button", name="View Tommy Williams, born 12 May")).to_be_visible()
    expect(leeds).to_have_title("Results – Family Context")
    leeds.get_by_role("button", name="Back", exact=True).click()
    steps.expect_heading(leeds, "Find service involvement")
    expect(leeds.locator(".fc-errors")).to_have_count(0)


@pytest.mark.parametrize(
    "name",
    [
        "'; DROP TABLE person; --",
        "<script>alert(1)</script>",
        "![x](https://evil.example/x.png)",
        "$\\alpha$ :red[x]",
        "Quuxley 😀👩‍👧",
        "محمد عبد الله",
        "{{7*7}} ${7*7}",
        "__import__",
    ],
)
def test_a_strange_name_is_searched_for_and_said_as_it_was_typed(stockport, name):
    said = name.replace("\u200d", "")
    type_and_search(stockport, family=name)
    expect_nobody(stockport, said)
    expect(stockport.locator("h1 ~ * img, .fc-subtitle *, .katex")).to_have_count(0)
    stockport.get_by_role("button", name="Back", exact=True).click()
    expect(stockport.get_by_label("Family name")).to_have_value(name)


@pytest.mark.parametrize("case_id", ["999999", "' OR '1'='1", "%", "*", "<script>alert(1)</script>", "😀", "٢٤٩٠١٢"])
def test_an_unknown_case_id_finds_nobody(leeds, case_id):
    type_and_search(leeds, case_id=case_id)
    expect_nobody(leeds, f"case ID {case_id}")


@pytest.mark.parametrize("somebody_else", [{"first": "Paula", "family": "Lee"}, {"family": "Zyx"}, {"first": "Zyx"}])
@pytest.mark.parametrize("journey", ["leeds", "stockport"])
def test_a_case_id_with_a_name_of_somebody_else_does_not_say_whose_it_is(request, journey, somebody_else):
    form = request.getfixturevalue(journey)
    type_and_search(form, case_id="249012", **somebody_else)
    steps.expect_heading(form, "No one found with that case ID and these details")
    expect(form.get_by_text("Search by name alone, or by case ID alone.")).to_be_visible()
    said = form.get_by_test_id("stMain").inner_text()
    assert not [words for words in ("Tommy", "Williams", "Overdale", "12/05", "12 May") if words in said]


def test_a_case_id_with_the_date_of_birth_of_somebody_else_does_not_say_whose_it_is(leeds):
    type_and_search(leeds, case_id="249012", day="1", month="1", year="2001")
    steps.expect_heading(leeds, "No one found with that case ID and these details")
    assert "Tommy" not in leeds.get_by_test_id("stMain").inner_text()


def test_a_case_id_of_an_adult_with_a_wrong_name_is_unknown_in_journey_2(leeds):
    """Else the sentence would say that somebody of that case ID exists."""
    type_and_search(leeds, case_id="249014", family="Zyx")
    expect_nobody(leeds, "Zyx, case ID 249014")


@pytest.mark.parametrize(("first", "family"), [("Dominic", "Pier*ce"), ("Dom%", "Pierce"), ("*Dominic*", "%Pierce%")])
def test_the_wildcards_people_type_do_not_hide_dominic_pierce(stockport, first, family):
    type_and_search(stockport, first=first, family=family)
    expect(stockport.get_by_role("button", name="View Dominic Pierce, born 3 April 1990")).to_be_visible()


# The reason


def test_an_empty_reason_form_says_both_things_and_its_links_lead_to_them(stockport):
    page = stockport
    ask_for_the_reason(page)
    page.get_by_role("button", name="Continue").click()
    expect_error(page, "reason_choice", "Choose a reason", "Reason")
    expect_error(page, "reason_reference", "Enter a case reference", "Reason")
    page.get_by_role("link", name="Enter a case reference").click()
    expect(page.get_by_label("Case reference")).to_be_focused()
    page.get_by_role("link", name="Choose a reason").click()
    expect(page.get_by_role("radio").first).to_be_focused()
    steps.give_reason(page)


@pytest.mark.parametrize(
    ("typed", "words"),
    [("   ", "Enter a case reference"), (LONG, "Case reference must be 60 characters or fewer")],
    ids=["spaces", "2,000 characters"],
)
def test_a_bad_case_reference_is_said_and_the_chosen_reason_stays(stockport, typed, words):
    page = stockport
    ask_for_the_reason(page)
    page.get_by_text("Strategy meeting", exact=True).click()
    page.get_by_label("Case reference").fill(typed)
    page.get_by_role("button", name="Continue").click()
    expect_error(page, "reason_reference", words, "Reason")
    expect(page.get_by_label("Case reference")).to_have_value(typed)
    expect(page.get_by_role("radio", name="Strategy meeting")).to_be_checked()
    steps.give_reason(page)


def test_a_hostile_case_reference_is_shown_as_it_was_typed(stockport):
    page = stockport
    reference = "![x](https://evil.example/x.png) <b>1</b> $\\alpha$"
    ask_for_the_reason(page)
    steps.give_reason(page, reference)
    expect(page.get_by_text(f"case reference {reference}")).to_be_visible()
    assert page.locator(".katex, .st-key-fc-family img, .st-key-fc-family b").count() == 0


def ask_for_the_reason(page: Page) -> None:
    page.get_by_role("button", name="Search for another family").click()
    steps.expect_heading(page, "Why are you searching?")
