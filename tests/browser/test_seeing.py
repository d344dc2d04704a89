"""What the reader's own system asks for: high contrast, colours of their own, larger text. And no colour alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.chromium import launch
from tests.browser.test_accessibility import CUT, SIDEWAYS

INK = "rgb(11, 12, 12)"
# Of a flag, what a printer without colour would show of it too.
FLAGS = """() => [...document.querySelectorAll('.fc-flag')].map(one => {
    const style = getComputedStyle(one), clear = /^rgba.*, 0\\)$/.test(style.borderTopColor);
    return {sign: one.querySelector('.fc-sign').textContent, words: one.childNodes[1].textContent,
            edge: clear ? 'none' : `${style.borderTopStyle} ${style.borderTopWidth} ${style.borderTopLeftRadius}`};
})"""
SIZES = """() => Object.fromEntries(['h1', '.fc-banner', '.fc-hint', 'input', '.stButton button p', '.fc-footer a',
    '[data-testid=stFormSubmitButton] button p'].map(one => [one,
    parseFloat(getComputedStyle(document.querySelector('[data-testid=stMain] ' + one)).fontSize)]))"""
DOMINIC, KATE = "Dominic Pierce, born 3 April 1990", "Kate Williams, date of birth not known"


USUAL = {"contrast": "no-preference", "forced_colors": "none"}
SETTINGS = {"usual": {}, "more contrast": {"contrast": "more"}, "colours of their own": {"forced_colors": "active"}}


@pytest.fixture
def page(page) -> Iterator[Page]:
    """A page that has the usual settings again afterwards."""
    yield page
    page.emulate_media(**USUAL)


def flags_of(page: Page, url: str) -> dict[str, list[dict[str, str]]]:
    """Those of two people, who together have every flag, with each of the settings."""
    steps.enter_stockport(page, url)
    steps.give_reason(page)
    found: dict[str, list] = {name: [] for name in SETTINGS}
    for first, family, view in (("Dominic", "Pierce", DOMINIC), ("Kate", "Williams", KATE)):
        steps.search(page, first, family)
        steps.view(page, view)
        for name, settings in SETTINGS.items():
            page.emulate_media(**USUAL | settings)
            steps.settled(page)
            found[name] += page.evaluate(FLAGS)
        page.emulate_media(**USUAL)
        page.get_by_role("button", name="New search").click()
        steps.expect_heading(page, "Find service involvement")
    return {name: [dict(one) for one in {tuple(flag.items()) for flag in flags}] for name, flags in found.items()}


def test_every_flag_is_told_from_the_others_by_its_words_and_sign_and_never_by_colour(page, app_url):
    """Seen to fail with NONE_FOUND given the sign of NOT_CHECKED."""
    for name, flags in flags_of(page, app_url).items():
        assert {flag["words"] for flag in flags} == {
            "Records available", "No records found", "Could not be checked", "Not shown at this age",
            "May be out of date",
        }, name  # fmt: skip
        assert len({flag["sign"] for flag in flags}) == len(flags) == 5, name
        if SETTINGS[name]:  # where fills are gone every flag has an edge, and what could not be checked one of its own
            assert all(flag["edge"] != "none" for flag in flags), name
            edges = {flag["words"]: flag["edge"] for flag in flags}
            others = {edge for words, edge in edges.items() if words != "Could not be checked"}
            assert edges["Could not be checked"] not in others, name
            assert "dashed" in edges["May be out of date"] and "dotted" in edges["Not shown at this age"], name


def test_with_more_contrast_nothing_is_grey_and_with_colours_of_their_own_people_see_what_is_chosen(page, app_url):
    """Seen to fail without the rules for forced colours: the dark header stayed behind dark words."""
    page.emulate_media(contrast="more")
    page.goto(app_url)
    page.get_by_role("button", name="Start session").wait_for()
    steps.settled(page)
    for words in (".fc-banner", ".fc-hint", ".fc-version"):
        assert page.locator(words).first.evaluate("one => getComputedStyle(one).color") == INK, words
    page.emulate_media(**USUAL | {"forced_colors": "active"})
    header = page.locator(".st-key-fc-header")
    assert header.evaluate("one => getComputedStyle(one).borderImageSource") == "none"
    dots = page.locator("[data-testid=stRadioOption] > div > div:first-child")
    expect(dots).to_have_count(2)
    edges = [dot.evaluate("one => getComputedStyle(one).borderTopWidth") for dot in dots.all()]
    assert edges[0] != edges[1]


def test_text_grows_with_the_size_set_in_the_browser_and_nothing_is_cut(playwright, page, app_url):
    """Seen to fail without the font size of `html` in style.css: Streamlit's own is fixed."""
    usual = sizes(page, app_url)
    launched = launch(playwright, "--blink-settings=defaultFontSize=32")
    try:
        large = sizes(launched.new_page(viewport={"width": 1280, "height": 900}, locale="en-GB"), app_url)
    finally:
        launched.close()
    grown = {name: round(large[name] / usual[name], 2) for name in usual}
    # So large the page is laid out as on a phone, where headings are 30 and not 36.
    assert grown == dict.fromkeys(usual, 2.0) | {"h1": 1.67}


def sizes(page: Page, url: str) -> dict[str, float]:
    """The sizes of text on the search, in pixels; nothing scrolls sideways there or is cut off."""
    steps.enter_stockport(page, url)
    steps.give_reason(page)
    page.get_by_label("Year", exact=True).fill("2015")
    steps.settled(page)
    expect(page.get_by_label("Year", exact=True)).to_have_value("2015")
    assert page.evaluate(SIDEWAYS) == [] and page.evaluate(CUT) == []
    assert page.get_by_label("Year", exact=True).evaluate("one => one.scrollWidth <= one.clientWidth")
    return page.evaluate(SIZES)
