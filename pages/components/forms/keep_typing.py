"""Fields whose text reaches the server while it is being typed, so that it can be kept before anything is pressed."""

from functools import cache
from pathlib import Path
from typing import Any

from pages.components.assets import component

WAIT, LONGEST = 1_500, 10_000
"""In milliseconds: after the last letter, and at most after the first."""


@cache
def _keeper() -> Any:
    return component(Path(__file__).with_name("keep_typing.js"))


def send_while_typing(box: str) -> None:
    """For the text fields in the container with the key `box`. They must not be in a form: there nothing is sent before
    its button is pressed. What is sent counts as activity, as any press does."""
    _keeper()(key=f"quiet_typing_{box}", data={"box": box, "wait": WAIT, "longest": LONGEST})
