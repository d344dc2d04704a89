"""Every screen in every state, on the walks of the pictures: axe-core (WCAG 2.2 A and AA), reflow, text spacing."""

import re
import shutil

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from docs.camera import CONTENT_HEIGHT, TALLEST, WIDTHS, settle
from docs.take_screenshots import JOURNEYS
from pages.components.assets import HERE
from tests.browser.server import QUICK, serve
from tests.browser.test_fields_stay import DRAWN_ANEW, MARK

RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"]}
# Contrast takes axe three quarters of its time. Of letters of the same colours, size and weight on the same grounds at
# the same width three are judged (one may be covered, which axe leaves open); all else is judged in every state.
JUDGE = """async ([options, before]) => {
    axe.configure({rules: [{id: 'color-contrast', selector: '[data-judged]'}]});
    const judged = [...before], clear = 'rgba(0, 0, 0, 0)';
    const grounds = one => one === document ? [] : [getComputedStyle(one), ...grounds(one.parentNode)];
    const isSeen = it => it.backgroundColor !== clear || it.backgroundImage !== 'none' || it.opacity !== '1';
    const isNew = one => {
        const [own] = grounds(one), under = grounds(one).filter(isSeen);
        const key = [innerWidth, own.color, own.fontSize, own.fontWeight, own.textShadow,
            ...under.map(it => it.backgroundColor + it.backgroundImage + it.opacity)].join();
        return judged.filter(it => it === key).length < 3 && judged.push(key);
    };
    // Not what axe passes over: for screen readers alone, for the eye alone, or out of use.
    const isRead = one => one.checkVisibility() && one.getBoundingClientRect().width > 2
        && !one.closest('[aria-hidden=true], [inert], :disabled, [aria-disabled=true]')
        && (one.matches('input, textarea, select')
            || [...one.childNodes].some(it => it.nodeType === Node.TEXT_NODE && it.data.trim()));
    const anew = [...document.body.querySelectorAll('*')].filter(one => isRead(one) && isNew(one));
    anew.forEach(one => one.setAttribute('data-judged', ''));
    const {violations} = await axe.run(options);
    anew.forEach(one => one.removeAttribute('data-judged'));
    return [violations, judged.slice(before.length)];
}"""
# A narrow page is looked at where it is narrowest: the styles are those of 390 (see the last test).
NARROWEST = 320
# As tall as most pages are at each width.
HEIGHTS = {WIDTHS[0]: 2_500, NARROWEST: 4_500}
# What WCAG 1.4.12 says a reader may set; no text may then be cut off.
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
    p { margin-bottom: 2em !important }"""
SIDEWAYS = """() => {
    const main = document.querySelector('[data-testid=stMain]');
    const wide = [document.documentElement, main].some(one => one.scrollWidth > one.clientWidth + 1);
    if (!wide) return [];
    const beyond = one => one.getBoundingClientRect().right > main.clientWidth + 1;
    return [...main.querySelectorAll('*')].filter(beyond).slice(0, 3).map(one => one.outerHTML.slice(0, 120));
}"""
# Elements that show text of their own and hide what does not fit, but for text that is there for screen readers alone.
CUT = """() => [...document.querySelectorAll('[data-testid=stMain] *')].filter(one => {
    const style = getComputedStyle(one);
    const text = [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    const box = one.getBoundingClientRect(), hides = /hidden|clip/.test(style.overflowX + style.overflowY);
    return text && hides && box.width > 2 && box.height > 2
        && (one.scrollHeight > one.clientHeight + 2 || one.scrollWidth > one.clientWidth + 2);
}).slice(0, 3).map(one => one.outerHTML.slice(0, 160))"""


class Inspector:
    """Stands where the camera stands, and looks for what is wrong instead of taking a picture.

    The window is as tall as the page: axe judges no text that would first have to be scrolled to. But no taller than
    that needs, for what is empty is drawn too (a tenth of a walk's time). Of a form that was looked at and is sent back
    with an error the fields stay (test_fields_stay.py).
    """

    judged: list[str] = []
    """What every inspector has judged the contrast of."""

    def __init__(self, page: Page):
        self.page = page
        self.wrong: list[str] = []
        self.looked_at: list[str] = []

    def take(self, name: str) -> None:
        """Look at the screen as it is now, as wide as it is and then at the other width, where the walk goes on."""
        if self.looked_at and name == f"{self.looked_at[-1]}-error":
            self.wrong += [f"{name}: drawn anew: {field}" for field in self.page.evaluate(DRAWN_ANEW)]
        self.looked_at.append(name)
        if self.page.evaluate("() => typeof axe === 'undefined'"):
            self.page.evaluate(AXE_SCRIPT)
        self._look(name)
        make_wide(self.page, NARROWEST if self._width() == WIDTHS[0] else WIDTHS[0])
        self._look(name)
        self.page.evaluate(MARK)

    def _look(self, name: str) -> None:
        settle(self.page)
        width = self._width()
        if self.page.evaluate(CONTENT_HEIGHT) > self.page.viewport_size["height"]:
            self.page.set_viewport_size({"width": width, "height": TALLEST})
            settle(self.page)
        violations, judged = self.page.evaluate(JUDGE, [OPTIONS, self.judged])
        self.judged += judged
        for rule in violations:
            shown = [node["html"][:160] for node in rule["nodes"][:3]]
            self.wrong.append(f"{name} at {width}: {rule['id']}, {len(rule['nodes'])} times: {shown}")
        if width == NARROWEST:
            self.wrong += [f"{name}: wider than {NARROWEST} px: {html}" for html in self.page.evaluate(SIDEWAYS)]
            style = self.page.add_style_tag(content=SPACED)
            self.wrong += [f"{name}: cut off with more spacing: {html}" for html in self.page.evaluate(CUT)]
            style.evaluate("one => one.remove()")

    def _width(self) -> int:
        return self.page.viewport_size["width"]


def make_wide(page: Page, width: int) -> None:
    """A window of this width, as tall as most pages then are."""
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})


@pytest.fixture(scope="module")
def walked(tmp_path_factory, demonstration):
    """A server of its own: the walks restrict people and let sessions run out."""
    data_folder = shutil.copytree(demonstration, tmp_path_factory.mktemp("walked"), dirs_exist_ok=True)
    with serve(data_folder, **QUICK) as server:
        yield server


@pytest.fixture
def page(open_page):
    """The tab of the test before. Its errors are tolerated: sessions end in the walks."""
    return open_page(width=WIDTHS[0], height=HEIGHTS[WIDTHS[0]], tolerate=".")


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.__name__)
def test_no_screen_breaks_a_rule_scrolls_sideways_or_cuts_text(page, walked, journey):
    inspector = Inspector(page)
    journey(inspector, walked.folder)
    assert len(inspector.looked_at) >= 3
    assert inspector.wrong == []


def test_a_fault_of_each_kind_is_found_on_a_page_that_was_in_order(page, walked):
    page.goto(walked.url)
    page.get_by_role("button", name="Start session").wait_for()
    inspector = Inspector(page)
    inspector.take("sign-in")
    assert inspector.wrong == []
    faults = """() => document.querySelector('[data-testid=stMainBlockContainer]').insertAdjacentHTML('beforeend',
        '<img src=""><p style="width: 500px">wide</p><p style="height: 12px; overflow: hidden">cut off<br>here</p>' +
        '<p style="color: #ddd; margin-top: 4000px">pale, further down than most pages go</p>')"""
    page.evaluate(faults)
    inspector.take("with faults")
    kinds = ("at 1280: image-alt", "at 320: image-alt", "at 1280: color-contrast", "wider than", "cut off")
    assert [kind for kind in kinds if not any(kind in wrong for wrong in inspector.wrong)] == []


def test_between_the_narrow_widths_the_styles_do_not_change():
    styles = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("*.css"))
    widths = re.findall(r"\((?:min|max)-width: ([\d.]+)(em|px)\)", styles)
    assert widths and all(float(number) * (16 if unit == "em" else 1) > WIDTHS[1] for number, unit in widths)
