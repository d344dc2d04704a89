"""An extract full of Markdown, HTML, links, LaTeX and icons is shown letter by letter, and nothing in it acts.

`open_page` fails a test whose page asks another machine for anything, or reports an error. Seen to fail with
html_text() or label_text() giving back what they got, with innerHTML for textContent in person_table.js, and with every
e-mail address made a link.
"""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.small_extract import SmallExtract

IMAGE = "![x](https://evil.example/x.png)"
LINK = "[here](https://evil.example/a)"
SCRIPT = "<script>alert(1)</script>"
ONERROR = '<img src="https://evil.example/y.png" onerror="alert(2)">'
ANCHOR = '<a href="javascript:alert(3)">press</a>'
MARKDOWN_SCRIPT = "[press](javascript:alert(4))"
MAIL = '"><a href="mailto:a@evil.example?bcc=b@evil.example">'
LATEX = "$\\alpha$ $$\\frac{1}{2}$$"
ICON = ":material/home: :red[x] :smile:"
BREAKOUT = '</dd></dl></div><h1 class="fc-h1">Owned</h1><style>*{display:none}</style>'
LONG = "Wolfeschlegelsteinhausen" * 12
EMAIL = "a@evil.example?bcc=b%40evil.example&body=<img/src=x>"

TOMMY = (f"Tommy {IMAGE} {ONERROR}", f"Williams{SCRIPT} {LATEX} {ICON}")
KATE = (f"Kate {ANCHOR} **bold**", f"Williams {LINK} ~~gone~~ `code`")
TOMMYS_ADDRESS = f"{IMAGE}, {ONERROR}, {LONG}"
KATES_ADDRESS = f"1 {LONG}, {SCRIPT}, {MARKDOWN_SCRIPT}"
SCHOOL = f"{BREAKOUT} {IMAGE} {LATEX}"
HOUSING = {
    "housing_association": f"{LINK} {LONG}",
    "contact_name": f"{ONERROR} {MAIL}",
    "contact_role": f"{MARKDOWN_SCRIPT} {ICON}",
    "contact_email": EMAIL,
}
SYSTEM = f"{IMAGE} {BREAKOUT} {LATEX}"
AREA = f"{ANCHOR} {LONG}"
WORKER = f"Priya {IMAGE} {ONERROR}"
PAGES = {"/", "/results", "/person", "/linked_individual", "/about"}
WIDTHS = (390, 1280)


def hostile_extract(council) -> SmallExtract:
    extract = SmallExtract(council)
    for key, names, address in (("tommy", TOMMY, TOMMYS_ADDRESS), ("kate", KATE, KATES_ADDRESS)):
        extract.line("people", person_key=key).update(first_name=names[0], family_name=names[1], address=address)
    extract.line("people", person_key="dominic").update(first_name=LONG, family_name=LONG, cms_id=IMAGE)
    extract.line("school", person_key="tommy").update(school_name=SCHOOL)
    extract.line("housing", person_key="kate").update(HOUSING)
    for name in ("school", "housing"):
        extract.line("sources", source=name).update(system_name=SYSTEM, coverage_area=AREA)
    return extract


@pytest.fixture
def page(page, production) -> Page:
    """Signed in at the search, where the hostile extract is loaded."""
    production.fill("hostile", {"204417": (WORKER, "social_worker")}, hostile_extract)
    production.enter(page, "hostile", "204417")
    steps.expect_heading(page, "Find service involvement")
    return page


def test_hostile_text_is_shown_as_it_was_written_and_does_nothing(page):
    check(page)
    expect(page.locator(".fc-who")).to_have_text(f"Signed in: {WORKER}, 204417")

    steps.search(page, "Tommy", "Williams")
    view = page.get_by_role("button", name=f"View {' '.join(TOMMY)}, born ")
    expect(view).to_be_visible()
    check(page, *TOMMY, TOMMYS_ADDRESS.split(",")[0])

    view.click()
    steps.expect_heading(page, " ".join(TOMMY))
    expect(page.get_by_role("button", name="View Kate")).to_be_visible()
    page.get_by_role("button", name="Open all").click()
    expect(steps.section(page, "school")).to_contain_text(SCHOOL)
    check(page, *TOMMY, *KATE, LONG, IMAGE, *TOMMYS_ADDRESS.split(", "), SYSTEM, AREA)

    page.get_by_role("button", name=f"View {' '.join(KATE)}, born ").click()
    steps.expect_heading(page, " ".join(KATE))
    page.get_by_role("button", name="Open all").click()
    expect(steps.section(page, "housing")).to_contain_text(HOUSING["contact_name"])
    check(page, *KATE, " ".join(TOMMY), *KATES_ADDRESS.split(", "), *HOUSING.values(), SYSTEM, AREA)

    page.get_by_role("button", name="What these services show, and what “no records” means").click()
    steps.expect_heading(page, "When each service shows information")
    check(page, SYSTEM, AREA)

    page.get_by_role("button", name="Back", exact=True).click()
    steps.expect_heading(page, " ".join(KATE))
    back = page.get_by_role("button", name=re.compile("^Back to Tommy"))
    # A word joiner, which nobody sees, keeps Streamlit from reading icons and links into a label.
    assert back.inner_text().replace("\u2060", "").strip() == f"Back to {' '.join(TOMMY)}"
    back.click()
    steps.expect_heading(page, " ".join(TOMMY))
    check(page, *TOMMY)
    # An individual with nothing but very long words can be opened.
    page.get_by_role("button", name=f"View {LONG}").click()
    steps.expect_heading(page, LONG)
    check(page, LONG, IMAGE)


def check(page: Page, *texts: str) -> None:
    """These texts can be read on the page, and nothing on it was made from them, at both widths."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        check_at_this_width(page, *texts)


def check_at_this_width(page: Page, *texts: str) -> None:
    steps.settled(page)
    shown = squeezed(page.get_by_test_id("stApp").inner_text())
    assert [text for text in texts if squeezed(text) not in shown] == []
    made = page.evaluate(
        """() => [...document.querySelectorAll(
            'img, .stApp script, iframe, object, embed, form[action], .katex, del, code, ' +
            '[onerror], [onload], [href*="evil"], [src*="evil"], [href^="javascript"], [href*="bcc"], base')
        ].map((element) => element.outerHTML.slice(0, 200))"""
    )
    assert made == []
    assert page.locator("h1").count() == 1
    assert "home" not in page.get_by_test_id("stIconMaterial").all_inner_texts()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    main = page.get_by_test_id("stMain")
    assert main.evaluate("(element) => element.scrollWidth <= element.clientWidth")
    assert squeezed(page.title()) in TITLES
    address = urlsplit(page.url)
    assert (address.path, address.query, address.fragment) in {(path, "", "") for path in PAGES}


TITLES = {
    f"{words} – Family Context"
    for words in ("Search", "Results", "Child", "Linked individual", "About this information")
}


def squeezed(text: str) -> str:
    """Without what only lays text out: the joiner in labels, and line breaks."""
    return re.sub(r"\s+", " ", text.replace("\u2060", ""))
