"""An extract full of Markdown, HTML, links, LaTeX and icons is shown letter by letter, and nothing in it acts.

`open_page` fails a test whose page asks another machine for anything, or reports an error. Seen to fail with
html_text() or label_text() giving back what they got, with innerHTML for textContent in person_table.js, and with every
e-mail address made a link.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from config.environment import ROOT
from config.reading import read_council
from tests.browser import steps
from tests.browser.production import add_accounts
from tests.browser.server import PRODUCTION, manage, serve
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
PAGES = {"/", "/results", "/person", "/about"}
WIDTHS = [1280, 390]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory):
    """Leeds with the hostile extract, loaded as council IT loads one, on a cold server."""
    folder = tmp_path_factory.mktemp("hostile")
    council = read_council(ROOT / "config" / "councils" / "leeds.yaml")
    manage(folder, "load", "--council", "leeds", str(hostile_extract(council).write(folder / "incoming")), **PRODUCTION)
    add_accounts(folder, council, {"204417": (WORKER, "social_worker")})
    with serve(folder, **PRODUCTION) as server:
        yield server


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


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, open_page, hostile) -> Iterator[Page]:
    """Signed in at the search, at both widths. A dialog on it fails the test."""
    page = open_page(width=request.param)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    steps.enter_leeds(page, hostile.url)
    yield page
    assert dialogs == []


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


def test_an_individual_with_nothing_but_very_long_words_can_be_opened(page):
    steps.open_case_id(page, "249012")
    page.get_by_role("button", name=f"View {LONG}").click()
    steps.expect_heading(page, LONG)
    check(page, LONG, IMAGE)


def check(page: Page, *texts: str) -> None:
    """These texts can be read on the page, and nothing on it was made from them."""
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


TITLES = {f"{words} – Family Context" for words in ("Search", "Results", "Child", "Person", "About this information")}


def squeezed(text: str) -> str:
    """Without what only lays text out: the joiner in labels, and line breaks."""
    return re.sub(r"\s+", " ", text.replace("\u2060", ""))
