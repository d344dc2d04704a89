"""What is wrong with what was typed is said, once for each way of showing it: the summary that has the focus, its links
to the fields, the words beside them; nothing typed is lost or acts. What is said of which input: tests/pages."""

from playwright.sync_api import Page, expect

from tests.browser import steps

LABELS = {"First name": "first", "Family name": "family", "Day": "day", "Month": "month", "Year": "year"}
EMPTY = "Enter a family name or a case ID"
LONG = "Wolfeschlegelstein" * 112
LONG_NUMBER = "249012" * 334
REAL = "Date of birth must be a real date"
STRANGE = "<script>alert(1)</script> ![x](https://evil.example/x.png) $\\alpha$ :red[x] {{7*7}} '; -- 😀👩‍👧 محمد"
REFERENCE = "![x](https://evil.example/x.png) <b>1</b> $\\alpha$"


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


def follow(page: Page, words: str, label: str) -> None:
    """A link of the summary leads to its field, which is marked as wrong."""
    steps.settled(page)
    page.get_by_role("link", name=words, exact=True).click()
    field = page.get_by_label(label, exact=True)
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")


def correct(page: Page, marked: list[str], part: str, left: list[str]) -> None:
    """These fields are red and no others; typing into one leaves these."""
    expect_red(page, marked)
    page.get_by_label(part, exact=True).fill("3")
    expect_red(page, left)


def expect_red(page: Page, parts: list[str]) -> None:
    expect(page.locator("input[aria-invalid=true]")).to_have_count(len(parts))
    for part in parts:
        expect(page.get_by_label(part, exact=True)).to_have_attribute("aria-invalid", "true")


def test_all_that_is_wrong_with_a_search_is_said_and_goes_away_once_it_is_right(page, app_url):
    steps.enter_leeds(page, app_url)
    typed = {"first": LONG, "family": LONG, "day": "31", "month": "2", "year": "2015", "case_id": LONG_NUMBER}
    type_and_search(page, **typed)
    problems = {
        "First name": ("search_first", "First name must be 100 characters or fewer"),
        "Family name": ("search_family", "Family name must be 100 characters or fewer"),
        "Day": ("search_born", REAL),
        "Case ID": ("search_case_id", "Case ID must be 40 characters or fewer"),
    }
    for field, words in problems.values():
        expect_error(page, field, words)
    assert page.locator(".fc-errors a").all_inner_texts() == [words for _, words in problems.values()]
    expect_kept(page, **typed)
    for label, (_, words) in problems.items():
        follow(page, words, label)

    # Each wrong part of a date, and what is empty, is red until it is corrected.
    steps.fill_search(page)
    page.get_by_label("Case ID").fill("")
    page.get_by_role("button", name="Open by case ID").click()
    steps.expect_problem(page, "Enter a case ID")
    correct(page, ["Case ID"], "Case ID", [])
    for born, marked, part, left in (
        (("31", "2", "2015"), ["Day", "Month", "Year"], "Month", []),
        (("12", "", ""), ["Month", "Year"], "Month", ["Year"]),
        (("12", "5", "12"), ["Year"], "Year", []),
    ):
        steps.search(page, "Tommy", "Williams", born)
        steps.settled(page)
        expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
        correct(page, marked, part, left)
    page.get_by_label("Case ID").fill("")

    type_and_search(page, family="Williams", day="12", year="2015")
    expect_error(page, "search_born", "Date of birth must include a month")
    follow(page, "Date of birth must include a month", "Month")
    type_and_search(page)
    expect_error(page, "search_family", EMPTY)
    follow(page, EMPTY, "Family name")
    correct(page, ["Family name"], "Family name", [])

    type_and_search(page, first="Tommy", family="Williams")
    expect(page.get_by_role("button", name="View Tommy Williams, born 12 May")).to_be_visible()
    expect(page).to_have_title("Results – Family Context")
    page.get_by_role("button", name="Back", exact=True).click()
    steps.expect_heading(page, "Find service involvement")
    expect(page.locator(".fc-errors")).to_have_count(0)


def test_an_empty_reason_is_said_and_what_is_strange_is_shown_as_it_was_typed(page, app_url):
    steps.enter_stockport(page, app_url)
    page.get_by_role("button", name="Continue").click()
    expect_error(page, "reason_choice", "Choose a reason", "Reason")
    expect_error(page, "reason_reference", "Enter a case reference", "Reason")
    page.get_by_role("link", name="Enter a case reference").click()
    expect(page.get_by_label("Case reference")).to_be_focused()
    page.get_by_role("link", name="Choose a reason").click()
    expect(page.get_by_role("radio").first).to_be_focused()

    steps.give_reason(page, REFERENCE)
    expect(page.get_by_text(f"case reference {REFERENCE}")).to_be_visible()
    assert page.locator(".katex, .st-key-fc-family img, .st-key-fc-family b").count() == 0

    type_and_search(page, family=STRANGE)
    steps.expect_heading(page, "No one found")
    said = STRANGE.replace("\u200d", "")
    expect(page.get_by_text(f"You searched for {said}.", exact=True)).to_be_visible()
    expect(page.locator("h1 ~ * img, .fc-subtitle *, .katex")).to_have_count(0)
    page.get_by_role("button", name="Back", exact=True).click()
    expect(page.get_by_label("Family name")).to_have_value(STRANGE)
