"""The foot of every page: links to the pages that everybody can read, and the version."""

from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

from pages.components.assets import component

SCRIPT = Path(__file__).with_name("footer.js")
KEY = "footer"


def show_footer(labels: Mapping[str, str], here: str, *, version: str, on_go: Callable[[str], None]) -> None:
    """Screen to label. One element: it is on every page. An empty `version` is not shown. `on_go` is called with one of
    `labels` and nothing else."""

    def went() -> None:
        name = st.session_state[KEY].get("go")
        if name in labels and name != here:
            on_go(name)

    words = f"Version {version}" if version else ""
    # A tuple: to see whether a list is a table, Streamlit would load pandas (half a second, 45 MB).
    links = tuple({"name": name, "label": label} for name, label in labels.items())
    component(SCRIPT)(key=KEY, data={"links": links, "here": here, "version": words}, on_go_change=went)
