"""Untrusted text is shown and never read as HTML or Markdown."""

import re

import pytest

from pages.components.text import html_text, label_text

HOSTILE = [
    "![x](https://evil.example/x.png)",
    "[call me](https://evil.example)",
    "$\\LaTeX$ and $$x$$",
    ":red[x] :blue-background[y] :red-badge[z]",
    ":material/home: :smile: :streamlit:",
    "<img src=x onerror=alert(1)>",
    "**bold** _it_ `code` ~~no~~",
    "https://evil.example www.evil.example a@evil.example",
    "# heading",
    "a -> b -- c",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_label_escapes_every_punctuation_mark(text: str) -> None:
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", label_text(text))
    assert not re.search(r"[!-/:-@\[-`{-~]", bare)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_label_still_says_what_was_written(text: str) -> None:
    said = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", label_text(text)).replace("\N{WORD JOINER}", "")
    assert said == text


@pytest.mark.parametrize(
    "text", [":material/home:", ":smile:", ":red[x]", "https://x", "a@b.c", "www.x.y", "->", "--", "<-"]
)
def test_what_streamlit_replaces_in_plain_text_is_kept_apart(text: str) -> None:
    assert "\N{WORD JOINER}" in label_text(text)


def test_an_ordinary_label_is_unchanged() -> None:
    assert label_text("Adult Social Care records") == "Adult Social Care records"


def test_html_is_escaped_also_inside_attributes() -> None:
    hostile = "\"><script>alert('x')</script>&"
    assert html_text(hostile) == "&quot;&gt;&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;&amp;"


def test_line_breaks_and_control_marks_are_kept_out() -> None:
    assert html_text("a\r\nb\u2028c\x00d") == "a b c d"
    assert html_text("Ann\u202eeinraM") == "AnneinraM"


def test_values_that_are_not_text_are_written() -> None:
    assert html_text(12) == "12"
