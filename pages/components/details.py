"""Aligned labels and values, as one element."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from pages.components.text import html_text


@dataclass(frozen=True)
class Detail:
    """A label with its value, one or several lines. `meaning` is shown small under it; `held` False mutes it."""

    label: str
    value: str | Sequence[str]
    meaning: str = ""
    strong: bool = False
    held: bool = True


Pair = Detail | tuple[str, str | Sequence[str]] | tuple[str, str | Sequence[str], str]


def _row_html(detail: Detail) -> str:
    lines = [detail.value] if isinstance(detail.value, str) else list(detail.value)
    look = "fc-strong" if detail.strong else "fc-value" if detail.held else "fc-not-held"
    value = "".join(f'<span class="{look}">{html_text(line)}</span>' for line in lines)
    meaning = f'<span class="fc-meaning">{html_text(detail.meaning)}</span>' if detail.meaning else ""
    return f"<div><dt>{html_text(detail.label)}</dt><dd>{value}{meaning}</dd></div>"


def details_html(pairs: Sequence[Pair]) -> str:
    """The list as HTML, every label, value and meaning escaped."""
    rows = (_row_html(pair if isinstance(pair, Detail) else Detail(*pair)) for pair in pairs)
    return f'<dl class="fc-details">{"".join(rows)}</dl>'


def facts_html(facts: Sequence[tuple[str, str]]) -> str:
    """Short labels and values beside each other in a line that wraps between them, never inside a date."""
    said = "".join(f"<div><dt>{html_text(label)}</dt> <dd>{html_text(value)}</dd></div>" for label, value in facts)
    return f'<dl class="fc-facts">{said}</dl>'


def fold_html(label: str, folded_html: str) -> str:
    """What opens under its label, in the browser alone. `folded_html` is HTML, escaped already."""
    return f'<details class="fc-fold"><summary>{html_text(label)}</summary><div>{folded_html}</div></details>'


def show_details(pairs: Sequence[Pair]) -> None:
    """Labels with their values: `(label, value)`, `(label, value, meaning)` or a `Detail`; a list is several lines."""
    st.html(details_html(pairs))
