"""A button that copies a text to the clipboard of the worker's own machine."""

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st


@cache
def _copy_button() -> Any:
    script = (Path(__file__).parent / "copy_text.js").read_text(encoding="utf-8")
    return st.components.v2.component("family_context_copy", js=script, isolate_styles=False)


def show_copy_button(label: str, text: str, *, done: str, failed: str, key: str) -> bool:
    """Whether the text was copied just now, once. `done` and `failed` are said beside the button, aloud too."""
    data = {"label": label, "text": text, "done": done, "failed": failed}
    return bool(_copy_button()(key=key, data=data, on_copied_change=lambda: None).copied)
