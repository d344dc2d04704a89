"""A field for a file of text. The browser reads it and sends the text: the server takes no uploads."""

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st


@cache
def _field() -> Any:
    script = (Path(__file__).parent / "text_file.js").read_text(encoding="utf-8")
    return st.components.v2.component("family_context_text_file", js=script, isolate_styles=False)


def show_text_file(label: str, *, key: str, accept: str, most: int) -> tuple[bool, str]:
    """Whether a file was chosen just now, once, and its text: "" for a file of more than `most` bytes.

    `accept` is what the browser offers (".csv"). A browser may send anything.
    """
    data = {"label": label, "accept": accept, "most": most}
    chosen = _field()(key=key, data=data, on_chosen_change=lambda: None).chosen
    if not isinstance(chosen, dict):
        return False, ""
    text = chosen.get("text")
    return True, text if isinstance(text, str) else ""
