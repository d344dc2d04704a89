"""A button that copies a text to the clipboard of the worker's own machine."""

from pathlib import Path

from pages.components.assets import component

SCRIPT = Path(__file__).with_name("copy_text.js")
LIKE_A_LINK = "fc-like-a-link"


def show_copy_button(
    label: str, text: str, *, recorded: int, done: str, failed: str, key: str, box: str = "", look: str = "fc-view"
) -> bool:
    """Whether it was asked just now to copy the text, once.

    The text is copied when `recorded` grows: record first, then count one up and draw again. 0 says that nothing was
    recorded since the screen was opened. `done` and `failed` are said beside the button, aloud too. With `box`, its
    label, a field with the text selected is shown where the browser refuses to copy.
    """
    data = {"label": label, "text": text, "recorded": recorded, "done": done, "failed": failed}
    return bool(component(SCRIPT)(key=key, data=data | {"box": box, "look": look}, on_asked_change=lambda: None).asked)
