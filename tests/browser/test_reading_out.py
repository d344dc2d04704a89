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
row "Case ID Family name First name Date of birth Age Address View"
columnheader "Case ID"
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
PERSON = """
heading "Dominic Pierce" [level=1]
term: Born
definition: DATE
term: Age
definition: 36 years
term: Gender
definition: Male
term: Case ID
definition: 249014
term: Address
definition: 41 Tarnbrook Close, Offerton, Stockport SK2 5TB
group: 1 other address held
region "Services at a glance"
heading "Services at a glance" [level=2]
list
listitem
link "School"
text: Not shown at this age Shown for people aged 4 to 20
listitem
link "Adult Social Care"
text: May be out of date Data of DATE. Call
link "0161 496 0202"
listitem
link "Housing"
text: No records found Call
link "0161 496 0203"
listitem
link "Police"
text: Records available Open to see who to call
heading "Service involvement" [level=2]
"""
HOUSING = """
heading "Housing" [level=3]
text: No records found
paragraph
text: Stockport Homes tenancies, and anti-social behaviour cases since 2014, only. Call Stockport Homes customer service on
link "0161 496 0203"
text: to ask (Monday to Friday, 9am to 5pm). Out of hours:
link "0161 496 0303"
text: .
paragraph: Information was last updated on DATE at TIME. Information comes from Stockport housing database: Northgate \
and covers the period of DATE to DATE.
group: What we looked for, and what this does not mean
"""
POLICE = """
heading "Police" [level=3]
text: Records available
paragraph: Information was last updated on DATE at TIME. Information comes from Stockport police database: Police \
information hub and covers the last 5 years (convictions) or 1 year (suspects), up to DATE. It covers Greater \
Manchester only.
group
paragraph: Police records
paragraph: Ava Pickles, Information sharing officer, City of Manchester district
paragraph
link "07700 900562"
link "ava.pickles@police.stockport.example"
paragraph
text: If they are away: Police safeguarding hub,
link "0161 496 0204"
text: (Every day, 7am to 10pm). Out of hours:
link "101"
button "Copy contact"
status
heading "Safeguarding offences (a maximum of 3 will be listed)" [level=4]
paragraph: Yes What this covers: Convictions of the last 5 years and suspect records of the last year.
table "1 of 1 listed, newest first"
caption: 1 of 1 listed, newest first
rowgroup
row "Date of offence Type of offence Nature of involvement"
columnheader "Date of offence"
columnheader "Type of offence"
columnheader "Nature of involvement"
rowgroup
row "DATE Violence with injury Suspect"
cell "DATE"
cell "Violence with injury"
cell "Suspect"
term: Non-safeguarding offences
definition: No This means: no records found in the period covered. We hold only yes or no.
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


def test_the_results_are_read_as_a_table_and_a_person_as_labels_with_values_under_their_flags(page, app_url):
    """The table has people with a button each that says whom it opens; on a phone they are laid out as cards, and read
    in the same words. Of a person the name, the details, the services at a glance, and only then the sections.

    Seen to fail with `div` for `caption`, and with `div` in place of `dl`: no lists were left, though each term was
    still one.
    """
    find_dominic(page, app_url)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        steps.settled(page)
        assert read_out(page.get_by_role("table").first) == lines(RESULTS)
    steps.view(page, DOMINIC)
    steps.settled(page)
    told_first = read_out(page.get_by_test_id("stMainBlockContainer"))
    begins, ends = (told_first.index(lines(PERSON)[at]) for at in (0, -1))
    assert told_first[begins : ends + 1] == lines(PERSON)
    assert read_out(steps.section(page, "housing")) == lines(HOUSING)
    assert opener(page) == {"name": "Police records", "expanded": False}
    steps.toggle(page, "police")
    expect(page.get_by_role("heading", name="Safeguarding offences")).to_be_visible()
    steps.settled(page)
    assert opener(page) == {"name": "Police records", "expanded": True}
    assert read_out(steps.section(page, "police")) == lines(POLICE)
    # Two of the person, what is held besides, and one of the police.
    assert len(told(page, "DescriptionList")) >= 3


def told(page: Page, role: str) -> list[dict]:
    """The nodes of that role that Chromium tells a screen reader of, in order."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return [node for node in nodes if not node["ignored"] and node["role"]["value"] == role]


def opener(page: Page) -> dict[str, object]:
    """The only opener of records on the page: "+" and "−" are for the eye."""
    (node,) = [one for one in told(page, "DisclosureTriangle") if one["name"]["value"].endswith("records")]
    state = {one["name"]: one["value"]["value"] for one in node["properties"]}
    return {"name": node["name"]["value"], "expanded": state.get("expanded")}
