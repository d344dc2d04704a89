"""A placeholder for a name, a date, an address and a contact: on a page it reads as not known, and a fact is shown."""

from playwright.sync_api import expect

from config.council import Council
from tests.browser import steps
from tests.small_extract import SmallExtract

NO_HOME = "No fixed abode, ZZ99 3VZ"


def with_placeholders(council: Council) -> SmallExtract:
    extract = SmallExtract(council)
    extract.line("people", person_key="tommy")["address"] = NO_HOME
    extract.line("people", person_key="kate").update(first_name="#N/A", date_of_birth="1900-01-01", address="Not known")
    extract.line("housing", person_key="kate").update(contact_name="NULL", contact_role="-", contact_number="N/K")
    pen_friend = {"child_key": "tommy", "person_key": "unlinked", "relationship": "Pen friend"}
    extract.files["relationships"].append(pen_friend)
    return extract


def test_placeholders_read_as_not_known_and_facts_are_shown(page, production):
    production.fill("unknown", {"204417": ("Priya Shah", "social_worker")}, with_placeholders)
    production.enter(page, "unknown", "204417")
    steps.search(page, "Tommy", "Williams")
    page.get_by_role("button", name="View Tommy Williams, born ").click()
    steps.expect_heading(page, "Tommy Williams")
    expect(page.get_by_text("No fixed abode")).to_be_visible()
    expect(page.get_by_text("1 linked person is not shown: relationship not set up")).to_be_visible()

    page.get_by_role("button", name="View Williams, born").or_(page.get_by_role("button", name="View Williams")).click()
    expect(page.get_by_role("button", name="Back to Tommy Williams")).to_be_visible()
    steps.expect_heading(page, "Williams")
    page.get_by_role("button", name="Open all").click()
    housing = steps.section(page, "housing")
    expect(housing).to_contain_text("Name not held")
    expect(housing).to_contain_text("Phone number not held")
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        steps.settled(page)
        for label in ("First name", "Born", "Address"):
            expect(page.locator(f'dt:text-is("{label}") + dd')).to_contain_text("Not known")
        for written in ("#N/A", "NULL", "N/K", "1900", "Pen friend", "Una", ", ,"):
            expect(page.locator("body")).not_to_contain_text(written)
