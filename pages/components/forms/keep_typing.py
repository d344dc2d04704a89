"""Fields whose text reaches the server while it is being typed, so that it can be kept before anything is pressed."""

from pathlib import Path

from pages.components.assets import component

SCRIPT = Path(__file__).with_name("keep_typing.js")

WAIT, LONGEST = 1_500, 10_000
"""In milliseconds: after the last letter, and at most after the first."""


def send_while_typing(box: str) -> None:
    """For the text fields in the container with the key `box`. They must not be in a form: there nothing is sent before
    its button is pressed. What is sent counts as activity, as any press does."""
    component(SCRIPT)(key=f"quiet_typing_{box}", data={"box": box, "wait": WAIT, "longest": LONGEST})
