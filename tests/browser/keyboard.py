"""Somebody without a mouse: keys alone, and at each stop whether the focus can be seen and where it is."""

from playwright.sync_api import Page, expect

from tests.browser import steps

MOST_STOPS = 60
INK, FOCUS = "rgb(11, 12, 12)", "rgb(255, 221, 0)"
# Where the focus is, by the name it is read aloud with, and the outlines and shadows that show it: those of the
# element, or of the box drawn round a text field or the dot of a radio button, which are the ones people see.
STOP = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return {name: '', seen: [], box: null};
    const labels = [...(one.labels ?? [])].map(label => label.innerText).join(' ');
    const text = (one.ariaLabel || labels || one.innerText || '');
    const drawn = one.closest('[data-testid=stTextInputRootElement], [data-testid=stTextAreaRootElement]')
        ?? one.closest('[data-testid=stRadioOption]')?.querySelector(':scope > div > div') ?? one;
    const style = getComputedStyle(drawn), box = drawn.getBoundingClientRect();
    const outline = style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2 ? '' : style.outlineColor;
    return {name: text.trim().replace(/\\s+/g, ' '), tag: one.tagName, seen: [outline, style.boxShadow],
            within: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth};
}"""


class Keyboard:
    """Presses keys on a page. Every stop of the focus has to be seen; `stops` are the names of those it came by."""

    def __init__(self, page: Page):
        self.page = page
        self.stops: list[str] = []

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Instead of what the field holds, as somebody does who comes to it by Tab."""
        self.press("Control+a")
        self.page.keyboard.type(text)

    def here(self) -> str:
        """The name of what has the focus, "" where nothing has. Fails where the focus is not seen."""
        for _ in range(20):
            stop = self.page.evaluate(STOP)
            if stop.get("within") is not False:
                break
            self.page.wait_for_timeout(50)  # the page is still on its way there
        if stop["name"] or stop["seen"]:
            seen = any(colour in style for style in stop["seen"] for colour in (INK, FOCUS))
            assert seen, f"nobody sees that {stop['name']!r} has the focus: {stop['seen']}"
            assert stop["within"], f"{stop['name']!r} has the focus and is not on the screen"
        return stop["name"]

    def go_to(self, name: str, *, key: str = "Tab") -> None:
        """Press Tab, or `key`, until the focus is on what begins with `name`."""
        passed = []
        for _ in range(MOST_STOPS):
            self.press(key)
            passed.append(self.here())
            self.stops.append(passed[-1])
            if passed[-1].startswith(name):
                return
        raise AssertionError(f"the focus never came to {name!r}, but to {passed}")

    def back_to(self, name: str) -> None:
        """Shift+Tab until the focus is on what begins with `name`."""
        self.go_to(name, key="Shift+Tab")

    def press_on(self, name: str, key: str = "Enter", *, back: bool = False) -> None:
        """Tab, or Shift+Tab to go back, to what begins with `name`, and press a key there."""
        self.go_to(name, key="Shift+Tab" if back else "Tab")
        self.press(key)

    def fill(self, name: str, text: str, *, back: bool = False) -> None:
        """The same, and type into the field."""
        self.go_to(name, key="Shift+Tab" if back else "Tab")
        self.type(text)

    def choose(self, name: str) -> None:
        """Press the down arrow until the focus is on the choice of that name."""
        for _ in range(10):
            if self.here() == name:
                return
            self.press("ArrowDown")
        raise AssertionError(f"the focus never came to {name!r}")

    def arrives_at(self, heading: str, title: str) -> None:
        """A new screen: its heading has the focus, and the window its title."""
        found = self.page.get_by_role("heading", level=1, name=heading)
        found.wait_for()
        expect(found).to_be_focused()
        expect(self.page).to_have_title(f"{title} – Family Context")
        steps.settled(self.page)
        expect(found).to_be_focused()

    def all_stops(self, key: str = "Tab") -> list[str]:
        """The names of everything the focus comes to, from where it leaves the page until it leaves it again."""
        names: list[str] = []
        for _ in range(2 * MOST_STOPS):
            self.press(key)
            name = self.here()
            if name == "" and names:
                return names
            names += [name] if name else []
        raise AssertionError(f"the focus does not leave the page: {names}")
