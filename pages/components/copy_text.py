"""A button that copies a text to the clipboard of the worker's own machine."""

from functools import cache
from pathlib import Path
from typing import Any

from pages.components.assets import component

LIKE_A_LINK = "fc-like-a-link"


@cache
def _copy_button() -> Any:
    return component(Path(__file__).with_name("copy_text.js"))


def show_copy_button(
    label: str, text: str, *, recorded: int, done: str, failed: str, key: str, box: str = "", look: str = "fc-view"
) -> bool:
    """Whether it was asked just now to copy the text, once.

    The text is copied when `recorded` grows: record first, then count one up and draw again. 0 says that nothing was
    recorded since the screen was opened. `done` and `failed` are said beside the button, aloud too. With `box`, its
    label, a field with the text selected is shown where the browser refuses to copy.
    """
    data = {"label": label, "text": text, "recorded": recorded, "done": done, "failed": failed}
    return bool(_copy_button()(key=key, data=data | {"box": box, "look": look}, on_asked_change=lambda: None).asked)
