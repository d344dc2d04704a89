"""What the reader's own system asks for: high contrast, colours of their own, larger text. And no colour alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

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


def flags_of(page: Page, url: str) -> list[dict[str, str]]:
    """Those of two people, who together have every flag."""
    steps.enter_stockport(page, url)
    steps.give_reason(page)
    found = []
    for first, family, view in (("Dominic", "Pierce", DOMINIC), ("Kate", "Williams", KATE)):
        steps.search(page, first, family)
        steps.view(page, view)
        steps.settled(page)
        found += page.evaluate(FLAGS)
        page.get_by_role("button", name="New search").click()
    steps.end_session(page)
    return [dict(one) for one in {tuple(flag.items()) for flag in found}]


@pytest.fixture
def page_with(browser: Browser, app_url: str) -> Iterator:
    """A signed-out page of a system with these settings."""
    contexts = []

    def open_(**settings: str) -> Page:
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", **settings))
        page = contexts[-1].new_page()
        page.goto(app_url)
        page.get_by_role("button", name="Start session").wait_for()
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.parametrize("settings", [{}, {"contrast": "more"}, {"forced_colors": "active"}], ids=str)
def test_every_flag_is_told_from_the_others_by_its_words_and_sign_and_never_by_colour(page_with, app_url, settings):
    """Seen to fail with NONE_FOUND given the sign of NOT_CHECKED."""
    flags = flags_of(page_with(**settings), app_url)
    assert {flag["words"] for flag in flags} == {
        "Records available", "No records found", "Could not be checked", "Not shown at this age", "May be out of date",
    }  # fmt: skip
    assert len({flag["sign"] for flag in flags}) == len(flags) == 5
    if settings:  # where fills are gone every flag has an edge, and what could not be checked one of its own
        assert all(flag["edge"] != "none" for flag in flags)
        edges = {flag["words"]: flag["edge"] for flag in flags}
        assert edges["Could not be checked"] not in {edges[words] for words in edges if words != "Could not be checked"}
        assert "dashed" in edges["May be out of date"] and "dotted" in edges["Not shown at this age"]


def test_with_more_contrast_nothing_is_grey(page_with):
    page = page_with(contrast="more")
    for words in (".fc-banner", ".fc-hint", ".fc-version"):
        assert page.locator(words).first.evaluate("one => getComputedStyle(one).color") == INK, words


def test_with_colours_of_their_own_people_see_what_is_chosen_and_read_the_header(page_with):
    """Seen to fail without the rules for forced colours: the dark header stayed behind dark words."""
    page = page_with(forced_colors="active")
    header = page.locator(".st-key-fc-header")
    assert header.evaluate("one => getComputedStyle(one).borderImageSource") == "none"
    dots = page.locator("[data-testid=stRadioOption] > div > div:first-child")
    expect(dots).to_have_count(2)
    edges = [dot.evaluate("one => getComputedStyle(one).borderTopWidth") for dot in dots.all()]
    assert edges[0] != edges[1]


def test_text_grows_with_the_size_set_in_the_browser_and_nothing_is_cut(playwright, browser, app_url):
    """Seen to fail without the font size of `html` in style.css: Streamlit's own is fixed."""
    usual = sizes(browser, app_url)
    launched = launch(playwright, "--blink-settings=defaultFontSize=32")
    try:
        large = sizes(launched, app_url)
    finally:
        launched.close()
    grown = {name: round(large[name] / usual[name], 2) for name in usual}
    # So large the page is laid out as on a phone, where headings are 30 and not 36.
    assert grown == dict.fromkeys(usual, 2.0) | {"h1": 1.67}


def sizes(browser: Browser, url: str) -> dict[str, float]:
    """The sizes of text on the search, in pixels; nothing scrolls sideways there or is cut off."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-GB")
    steps.enter_stockport(page, url)
    steps.give_reason(page)
    page.get_by_label("Year", exact=True).fill("2015")
    steps.settled(page)
    expect(page.get_by_label("Year", exact=True)).to_have_value("2015")
    assert page.evaluate(SIDEWAYS) == [] and page.evaluate(CUT) == []
    assert page.get_by_label("Year", exact=True).evaluate("one => one.scrollWidth <= one.clientWidth")
    found = page.evaluate(SIZES)
    steps.end_session(page)
    page.close()
    return found
