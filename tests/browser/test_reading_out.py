"""What a screen reader is given, word by word and in order: the results, a person's details and an opened section."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser import steps

# ruff: noqa: E501 - as it is read, a line each
DOMINIC = "Dominic Pierce, born 3 April"
RESULTS = """
table "Matches: 2"
caption: Matches: 2
rowgroup
row "CMS ID Family name First name Date of birth Age Address View"
columnheader "CMS ID"
columnheader "Family name"
columnheader "First name"
columnheader "Date of birth"
columnheader "Age"
columnheader "Address"
columnheader "View"
rowgroup
row "Not found in LiquidLogic Pierce Dominic DATE 22 years 147 Tollbar Street View Dominic Pierce, born 18 November YEAR"
cell "Not found in LiquidLogic"
rowheader "Pierce"
rowheader "Dominic"
cell "DATE"
cell "22 years"
cell "147 Tollbar Street"
cell "View Dominic Pierce, born 18 November YEAR"
button "View Dominic Pierce, born 18 November YEAR": View
row "249014 Pierce Dominic DATE 36 years 41 Tarnbrook Close View Dominic Pierce, born 3 April YEAR"
cell "249014"
rowheader "Pierce"
rowheader "Dominic"
cell "DATE"
cell "36 years"
cell "41 Tarnbrook Close"
cell "View Dominic Pierce, born 3 April YEAR"
button "View Dominic Pierce, born 3 April YEAR": View
"""
DETAILS = """
term: Family name
definition: Pierce
term: First name
definition: Dominic
term: Date of birth
definition: DATE
term: Age
definition: 36 years
term: Gender
definition: Male
term: Address
definition: 41 Tarnbrook Close Offerton Stockport SK2 5TB
term: Other address held by Police (Police information hub)
definition: Flat 6 19 Millgate Yard Manchester M4 5ZB
term: Case ID
definition: 249014
"""
HOUSING = """
heading "Housing" [level=3]
text: No records found
paragraph: We looked for a current tenancy with Stockport Homes, or a record since 2014 naming them as a \
perpetrator of anti-social behaviour, and found none.
paragraph: This does not mean the person has no landlord or no home of their own. They may rent from another housing \
association or a private landlord, own their home, or live in a home whose tenancy is in another person's name.
paragraph
text: Call Stockport Homes customer service on
link "0161 496 0203"
text: to ask.
paragraph: Information was last updated on DATE at TIME
paragraph: Information comes from Stockport housing database: Northgate and covers the period of DATE to DATE.
"""
POLICE = """
heading "Police" [level=3]
text: Records available
paragraph: Information was last updated on DATE at TIME
paragraph: Information comes from Stockport police database: Police information hub and covers the last 5 years \
(convictions) or 1 year (suspects), up to DATE. It covers Greater Manchester only.
group
paragraph: Police records
paragraph: Ava Pickles, Information sharing officer, City of Manchester district
paragraph
link "07700 900562"
link "ava.pickles@police.stockport.example"
button "Copy contact"
status
term: Non-safeguarding offences
definition: No “No” means no records found in the period covered. We hold only yes or no.
heading "Safeguarding offences (a maximum of 3 will be listed)" [level=4]
paragraph: Yes Convictions of the last 5 years and suspect records of the last year.
heading "Offence 1" [level=5]
term: Date of offence
definition: DATE
term: Type of offence
definition: Violence with injury
term: Nature of involvement
definition: Suspect
button "This is not right"
"""


def read_out(part: Locator) -> list[str]:
    """The accessibility tree in order, a line each, without where links lead and with the dates that move left out."""
    lines = [line.strip().removeprefix("- ").removesuffix(":").strip("'") for line in part.aria_snapshot().splitlines()]
    kept = [line for line in lines if not line.startswith("/url")]
    # What a button of Streamlit's says stands in it a second time, as a paragraph: nobody hears it twice.
    kept = [line for before, line in zip(["", *kept], kept, strict=False)
            if not (before.startswith("button") and line.startswith("paragraph"))]  # fmt: skip
    said = [re.sub(r"^(\w+): \"(.*)\"$", r"\1: \2", line) for line in kept]
    said = [re.sub(r"\d\d/\d\d/\d{4}", "DATE", line) for line in said]
    # The made-up extract is of 2 in the morning, before that of now.
    said = [re.sub(r"DATE at \d\d:\d\d", "DATE at TIME", line) for line in said]
    return [re.sub(r"(born \d+ [A-Z]\w+) \d{4}", r"\1 YEAR", line) for line in said]


def lines(expected: str) -> list[str]:
    return expected.strip().splitlines()


def find_dominic(page: Page, url: str) -> None:
    steps.enter_stockport(page, url)
    steps.give_reason(page)
    steps.search(page, "Dominic", "Pierce")
    expect(page.get_by_role("button", name=f"View {DOMINIC}")).to_be_visible()
    steps.settled(page)


def test_the_results_are_read_as_a_table_of_people_with_a_button_each_that_says_whom_it_opens(open_page, app_url):
    """On a phone they are laid out as cards, and read in the same words. Seen to fail with `div` for `caption`."""
    for width in (1280, 390):
        page = open_page(width=width)
        find_dominic(page, app_url)
        assert read_out(page.get_by_role("table").first) == lines(RESULTS)
        steps.end_session(page)


def test_a_person_and_their_sections_are_read_as_labels_with_values_under_their_flags(page, app_url):
    """Seen to fail with `div` in place of `dl`: no lists were left, though each term was still one."""
    find_dominic(page, app_url)
    steps.view(page, DOMINIC)
    steps.settled(page)
    assert read_out(page.locator(".fc-details").first) == lines(DETAILS)
    assert read_out(steps.section(page, "housing")) == lines(HOUSING)
    assert opener(page) == {"name": "Police records", "expanded": False}
    steps.toggle(page, "police")
    expect(page.get_by_role("heading", name="Offence 1")).to_be_visible()
    steps.settled(page)
    assert opener(page) == {"name": "Police records", "expanded": True}
    assert read_out(steps.section(page, "police")) == lines(POLICE)
    # The person, and two of the police: what is asked of every record, and the offence.
    assert len(told(page, "DescriptionList")) == 3


def told(page: Page, role: str) -> list[dict]:
    """The nodes of that role that Chromium tells a screen reader of, in order."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return [node for node in nodes if not node["ignored"] and node["role"]["value"] == role]


def opener(page: Page) -> dict[str, object]:
    """The only opener on the page: "+" and "−" are for the eye."""
    (node,) = told(page, "DisclosureTriangle")
    state = {one["name"]: one["value"]["value"] for one in node["properties"]}
    return {"name": node["name"]["value"], "expanded": state.get("expanded")}
