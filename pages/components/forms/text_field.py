"""A field with its label, hint and error above the input, in that order, which Streamlit's own labels cannot do."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import streamlit as st

from pages.components.focus import describe_field
from pages.components.forms.error_summary import FieldError, field_error_html
from pages.components.text import html_text


def field_words_html(key: str, label: str, *, hint: str = "", error: str = "", optional: bool = False) -> str:
    """What stands above the input. The label is hidden from those who hear it: the input says it itself."""
    note = " <span>(optional)</span>" if optional else ""
    parts = [f'<p class="fc-legend" id="{html_text(key)}_label" aria-hidden="true">{html_text(label)}{note}</p>']
    if hint:
        parts.append(f'<p class="fc-hint" id="{html_text(key)}_hint">{html_text(hint)}</p>')
    if error:
        parts.append(field_error_html(error, element_id=f"{key}_error"))
    return "".join(parts)


@contextmanager
def field(key: str, label: str, *, hint: str = "", error: str = "", optional: bool = False) -> Generator[None]:
    """Draw label, hint and error; the widget of that key is drawn inside, its own label collapsed."""
    # One key with an error and without: else the input is drawn anew, and a press meanwhile is lost.
    with st.container(key=f"{key}_group", gap="xxsmall"):
        st.html(field_words_html(key, label, hint=hint, error=error, optional=optional))
        yield
        ids = [f"{key}_{part}" for part, text in (("hint", hint), ("error", error)) if text]
        describe_field(key, label_id=f"{key}_label", described_by=ids)


def show_in_field(
    widget: Callable[..., Any],
    label: str,
    *options: Any,
    key: str,
    name: str = "",
    hint: str = "",
    error: str = "",
    optional: bool = False,
    **more: Any,
) -> Any:
    """A widget of Streamlit in a field, with its `options`; returns what it answers.

    `name` is what those who hear it are told, where that is not the label. It is not read as Markdown there: escaped
    signs would be heard. Labels are words of ours; those of an extract would have to go through `label_text`.
    """
    with field(key, label, hint=hint, error=error, optional=optional):
        return widget(name or label, *options, key=key, label_visibility="collapsed", **more)


def show_text_area(label: str, *, key: str, optional: bool = False, **more: Any) -> None:
    """Several lines of text in a field; `more` is its hint, its error, and what Streamlit takes. Typed is at `key`."""
    name = f"{label} optional" if optional else label
    show_in_field(st.text_area, label, key=key, name=name, optional=optional, height=96, max_chars=2_500, **more)


def show_text_field(label: str, *, key: str, optional: bool = False, max_chars: int = 100, **more: Any) -> str:
    """A text input in a field; `more` as above. Returns what is typed, without spaces around it."""
    name = f"{label} optional" if optional else label
    more |= {"optional": optional, "autocomplete": "off", "max_chars": max_chars}
    return show_in_field(st.text_input, label, key=key, name=name, **more).strip()


def note_errors(key: str, longest: int) -> list[FieldError]:
    """What is wrong with the note typed at `key`: one that is too long is refused, and never cut unsaid."""
    is_too_long = len(str(st.session_state.get(key) or "").strip()) > longest
    return [FieldError(key, f"Note must be {longest} characters or fewer")] if is_too_long else []
