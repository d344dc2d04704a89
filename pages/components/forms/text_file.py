"""A field for a file of text. The browser reads it and sends the text: the server takes no uploads."""

from pathlib import Path

from pages.components.assets import component

SCRIPT = Path(__file__).with_name("text_file.js")


def show_text_file(label: str, *, key: str, accept: str, most: int) -> tuple[bool, str]:
    """Whether a file was chosen just now, once, and its text: "" for a file of more than `most` bytes.

    `accept` is what the browser offers (".csv"). A browser may send anything.
    """
    data = {"label": label, "accept": accept, "most": most}
    chosen = component(SCRIPT)(key=key, data=data, on_chosen_change=lambda: None).chosen
    if not isinstance(chosen, dict):
        return False, ""
    text = chosen.get("text")
    return True, text if isinstance(text, str) else ""
