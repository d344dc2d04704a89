"""Every row of the research report's component tables, seen on the screen (private beta report, objective 2).

The tests are named after the component and the finding; each says the action the report took.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import steps


@pytest.fixture(scope="module")
def signed_out(kept_browsers) -> Iterator[BrowserContext]:
    """Pages for a module's read-only looks: coming in for each would take most of the time."""
    yield kept_browsers("held")
    kept_browsers("held")


@pytest.fixture(scope="module")
def stockport(kept_browsers) -> Iterator[BrowserContext]:
    """The tabs of one worker in Stockport."""
    yield kept_browsers("usual")
    kept_browsers("usual")


@pytest.fixture(scope="module")
def leeds(kept_browsers) -> Iterator[BrowserContext]:
    """The tabs of one worker in Leeds."""
    yield kept_browsers("another")
    kept_browsers("another")


@pytest.fixture(scope="module")
def leeds_sign_in(signed_out, app_url) -> Page:
    page = steps.tab_of(signed_out)
    steps.choose_council(page, app_url, "Leeds City Council")
    return page


@pytest.fixture(scope="module")
def stockport_sign_in(leeds_sign_in, app_url) -> Page:
    """After the tests of Leeds: the same tab."""
    steps.choose_council(leeds_sign_in, app_url, "Stockport Council")
    return leeds_sign_in


@pytest.fixture(scope="module")
def stockport_search(stockport, app_url) -> Page:
    page = steps.tab_of(stockport)
    steps.enter_stockport(page, app_url)
    steps.give_reason(page)
    return page


@pytest.fixture(scope="module")
def leeds_search(leeds, app_url) -> Page:
    page = steps.tab_of(leeds)
    steps.enter_leeds(page, app_url)
    return page


@pytest.fixture(scope="module")
def results(stockport_search) -> Page:
    """Dominic Pierce in Stockport, and a namesake who is not in LiquidLogic. After the tests of the search: the same
    tab."""
    steps.search(stockport_search, "Dominic", "Pierce")
    stockport_search.get_by_role("button", name="View Dominic Pierce").first.wait_for()
    return stockport_search


@pytest.fixture(scope="module")
def dominic(results) -> Page:
    """After the tests of the results: the same tab."""
    steps.view(results, "Dominic Pierce, born 3 April")
    expect(steps.section(results, "police")).to_be_visible()
    return results


@pytest.fixture(scope="module")
def tommy(leeds_search) -> Page:
    """After the tests of the search: the same tab."""
    steps.open_case_id(leeds_search, "249012")
    steps.expect_heading(leeds_search, "Tommy Williams")
    expect(steps.section(leeds_search, "police")).to_be_visible()
    return leeds_search


def columns(page: Page) -> list[str]:
    """The headings of the first table."""
    return [text.strip() for text in page.locator("table").first.locator("thead th").all_inner_texts()]


def column(page: Page, name: str) -> list[str]:
    """The cells of one column of the first table, from the top."""
    place = columns(page).index(name)
    rows = page.locator("table").first.locator("tbody tr").all()
    return [row.locator("th, td").nth(place).inner_text() for row in rows]


def labels(page: Page) -> list[str]:
    """The labels of the basic details."""
    return page.locator(".fc-facts dt").all_inner_texts()


# Logging in


def test_logging_in_is_clear_and_starts_a_session(leeds_sign_in):
    """No change: user name, password, "Start session" and "I need help signing in"."""
    expect(leeds_sign_in.get_by_role("button", name="Start session")).to_be_visible()
    expect(leeds_sign_in.get_by_role("textbox", name="Password")).to_be_visible()
    expect(leeds_sign_in.get_by_text("I need help signing in")).to_be_visible()
    expect(leeds_sign_in.get_by_text("service involvement of any child on your caseload")).to_be_visible()
    expect(leeds_sign_in.get_by_role("link", name="Your feedback")).to_be_visible()


def test_logging_in_with_the_cms_login_payroll_number_in_leeds(leeds_sign_in):
    """Change user name to payroll number for Leeds."""
    expect(leeds_sign_in.get_by_label("Payroll number")).to_be_visible()


def test_logging_in_with_the_cms_login_firstname_lastname_in_stockport(stockport_sign_in):
    """Change user name to firstname.lastname for Stockport."""
    expect(stockport_sign_in.get_by_label("User name (firstname.lastname)")).to_be_visible()


# Searching by name and inputting ID


def test_searching_date_of_birth_is_optional(stockport_search):
    """Make date of birth an optional search field."""
    expect(stockport_search.get_by_text("Date of birth (optional)")).to_be_visible()


def test_searching_the_words_case_id_are_kept(stockport_search, leeds_search):
    """No change: "case ID" was well understood."""
    for page in (stockport_search, leeds_search):
        expect(page.get_by_label("Case ID")).to_be_visible()


def test_searching_by_name_and_by_id_are_both_available(stockport_search, leeds_search):
    """Keep both options to search by name or CMS ID available."""
    for page in (stockport_search, leeds_search):
        expect(page.get_by_role("button", name="Search by name")).to_be_visible()
        expect(page.get_by_role("button", name="Open by case ID")).to_be_visible()


def test_searching_one_line_says_that_it_is_name_or_id(leeds_search):
    """Changed the wording of the descriptor at the top."""
    line = "Search for a child by name or, if you know it, by case ID. You do not need both."
    expect(leeds_search.get_by_text(line)).to_be_visible()


def test_searching_stockport_has_the_family_name_first(stockport_search, leeds_search):
    """As the CMS of Stockport has it."""
    for page, first in ((stockport_search, "Family name"), (leeds_search, "First name")):
        names = page.get_by_label("Family name").or_(page.get_by_label("First name"))
        assert names.first.get_attribute("aria-label") == first


# Selecting


def test_selecting_shows_date_of_birth_and_address(results):
    """No change: they were the most important fields to choose by."""
    assert {"Date of birth", "Address"} <= set(columns(results))


def test_selecting_shows_the_cms_id(results):
    """CMS ID added: two same-named people can be told from one person twice."""
    assert "Case ID" in columns(results)
    assert "249014" in column(results, "Case ID")


def test_selecting_somebody_not_in_the_cms_says_so_and_never_na(results):
    """Wording changed from "NA" to "Not found in –"."""
    assert "Not found in LiquidLogic" in column(results, "Case ID")
    assert "NA" not in column(results, "Case ID")


def test_selecting_shows_the_age(results):
    """Age added."""
    assert "36 years" in column(results, "Age")


def test_selecting_lists_the_youngest_first(results):
    """Results ordered to show the youngest first."""
    ages = [int(words.split()[0]) for words in column(results, "Age")]
    assert len(ages) > 1 and ages == sorted(ages)


def test_selecting_warns_of_sensitive_information(results):
    """The warning of the prototype, in plainer words."""
    warning = "Once you select someone, you may see sensitive information about them"
    expect(results.get_by_text(warning)).to_be_visible()


# Viewing basic details


def test_basic_details_are_there_for_cross_checking(dominic):
    """No change: both names in the heading, the rest in a line under it."""
    expect(dominic.get_by_role("heading", level=1)).to_have_text("Dominic Pierce")
    shown = ["Born", "Age", "Gender", "Case ID", "Address"]
    assert [label for label in labels(dominic) if label in shown] == shown


def test_basic_details_leave_ethnicity_out(dominic):
    """Ethnicity taken out."""
    assert "ethnic" not in dominic.content().lower()


def test_basic_details_show_the_age(dominic):
    """Age added."""
    expect(dominic.locator(".fc-facts").first).to_contain_text("36 years")


# Viewing suggested individuals


def test_suggested_individuals_show_the_relationship(tommy):
    """No change: the relationship to the child was useful."""
    assert {"Mother", "Father"} <= set(column(tommy, "Relationship"))


def test_suggested_individuals_have_a_view_button_each(tommy):
    """Added in "view" button."""
    rows = tommy.locator("table").first.locator("tbody tr")
    assert rows.count() == tommy.locator("table").first.get_by_role("button", name="View").count() > 0


# Viewing service information


def test_service_information_says_which_services_hold_records(dominic):
    """No change: in the order School, Adult Social Care, Housing, Police, each with its flag."""
    titles = dominic.get_by_role("heading", level=3).all_inner_texts()
    assert titles == ["School", "Adult Social Care", "Housing", "Police"]
    expect(steps.section(dominic, "police")).to_contain_text("Records available")


def test_service_information_opens_with_a_plus_sign(dominic):
    """No change: people knew to press +."""
    assert sign(dominic, "police", is_open=False) == "+"


def test_service_information_names_the_service_before_the_system(dominic):
    """Change the wording of the label to state the service database and its name."""
    words = "Information comes from Stockport police database: Police information hub"
    expect(steps.section(dominic, "police")).to_contain_text(words)


def test_service_information_says_last_updated_on_and_covers_the_period_of(dominic):
    """Changed the wording of the label to read "last updated on" and "covers the period of"."""
    housing = steps.section(dominic, "housing")
    expect(housing).to_contain_text("Information was last updated on")
    expect(housing).to_contain_text("and covers the period of")


# Viewing service involvement details


def test_service_details_close_with_a_minus_sign(dominic):
    """No change: people knew to press −."""
    assert sign(dominic, "police", is_open=True) == "−"


def test_service_details_lead_to_the_conditions(tommy):
    """Insert a link to more information about the conditions for which service involvement is shown."""
    expect(tommy.get_by_role("button", name="What these services show, and what “no records” means")).to_be_visible()


def test_service_details_have_no_current_on_police(dominic):
    """Remove "current"."""
    _open(dominic, "police")
    police = steps.section(dominic, "police").inner_text()
    assert "Service involvement" not in police and "Current" not in police


def test_service_details_say_a_maximum_of_3_will_be_listed(dominic):
    """Add in tag to say "a maximum of 3 will be listed"."""
    _open(dominic, "police")
    words = "Safeguarding offences (a maximum of 3 will be listed)"
    expect(steps.section(dominic, "police")).to_contain_text(words)


def sign(page: Page, service_id: str, *, is_open: bool) -> str:
    """The sign drawn before the opener when it is open or closed."""
    summary = steps.section(page, service_id).locator("summary")
    if steps.section(page, service_id).locator("details").evaluate("details => details.open") != is_open:
        summary.click()
        steps.settled(page)
    drawn = summary.evaluate(
        "summary => [summary, ...summary.querySelectorAll('*')]"
        ".map(element => getComputedStyle(element, '::before').content).find(text => /[+\\u2212]/.test(text)) || ''"
    )
    return "".join(letter for letter in drawn if letter in "+\u2212")


def _open(page: Page, service_id: str) -> None:
    if not steps.section(page, service_id).locator("details").evaluate("details => details.open"):
        steps.toggle(page, service_id)
    expect(steps.section(page, service_id)).to_contain_text("Safeguarding offences")
