"""A placeholder for a name, a date, an address and a contact: on a page it reads as not known, and a fact is shown."""

import pytest
from playwright.sync_api import Page, expect

from config.environment import ROOT
from config.reading import read_council
from tests.browser import steps
from tests.browser.production import add_accounts
from tests.browser.server import PRODUCTION, manage, serve
from tests.small_extract import SmallExtract

NO_HOME = "No fixed abode, ZZ99 3VZ"


@pytest.fixture(scope="module")
def placeholders(tmp_path_factory: pytest.TempPathFactory):
    """Leeds with placeholders, loaded as council IT loads an extract, on a cold server."""
    folder = tmp_path_factory.mktemp("placeholders")
    council = read_council(ROOT / "config" / "councils" / "leeds.yaml")
    extract = SmallExtract(council)
    extract.line("people", person_key="tommy")["address"] = NO_HOME
    extract.line("people", person_key="kate").update(first_name="#N/A", date_of_birth="1900-01-01", address="Not known")
    extract.line("housing", person_key="kate").update(contact_name="NULL", contact_role="-", contact_number="N/K")
    extract.files["relationships"].append(
        {"child_key": "tommy", "person_key": "unlinked", "relationship": "Pen friend"}
    )
    manage(folder, "load", "--council", "leeds", str(extract.write(folder / "incoming")), **PRODUCTION)
    add_accounts(folder, council, {"204417": ("Priya Shah", "social_worker")})
    with serve(folder, **PRODUCTION) as server:
        yield server


@pytest.mark.parametrize("width", [1280, 390])
def test_placeholders_read_as_not_known_and_facts_are_shown(open_page, placeholders, width):
    page: Page = open_page(width=width)
    steps.enter_leeds(page, placeholders.url)
    steps.search(page, "Tommy", "Williams")
    page.get_by_role("button", name="View Tommy Williams, born ").click()
    steps.expect_heading(page, "Tommy Williams")
    expect(page.get_by_text("No fixed abode")).to_be_visible()
    expect(page.get_by_text("1 linked person is not shown: relationship not set up")).to_be_visible()

    page.get_by_role("button", name="View Williams, born").or_(page.get_by_role("button", name="View Williams")).click()
    steps.expect_heading(page, "Williams")
    details = page.locator("main")
    for label in ("First name", "Born", "Address"):
        expect(page.locator(f'dt:text-is("{label}") + dd')).to_contain_text("Not known")
    page.get_by_role("button", name="Open all").click()
    housing = steps.section(page, "housing")
    expect(housing).to_contain_text("Name not held")
    expect(housing).to_contain_text("Phone number not held")
    for written in ("#N/A", "NULL", "N/K", "1900", "Pen friend", "Una", ", ,"):
        expect(page.locator("body")).not_to_contain_text(written)
    assert details.count() <= 1
