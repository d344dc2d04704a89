"""The two escapers, and plain text on one line: untrusted text is shown as it was written, and never read as HTML,
Markdown or a line of our own."""

import html
import re
import unicodedata

_JOINER = "\N{WORD JOINER}"
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
# Streamlit replaces these in plain text, after Markdown's own escapes are gone: icons and emoji (":x:"), arrows and
# dashes ("->", "--"), addresses made into links ("www.", "@"). An invisible character between keeps them apart.
_REPLACED_IN_TEXT = re.compile(r"(?<=[:@<>=~+-])(?=[^\s])|(?=@)|(?<=[wW]{3})(?=\.)")


def one_line(value: object) -> str:
    """The text without control characters, line breaks and marks that reverse the direction of what follows."""
    text = str(value)
    if not text.isprintable():  # what is has none of these, as most texts
        text = "".join(
            " " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter
            for letter in text
            if letter not in "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        )
    return re.sub(r"\s+", " ", text).strip()


def html_text(value: object) -> str:
    """The value as HTML text, also safe inside a quoted attribute.

    >>> html_text("<img src=x> O'Neill & Sons")
    '&lt;img src=x&gt; O&#x27;Neill &amp; Sons'
    """
    return html.escape(one_line(value), quote=True)


def label_text(value: object) -> str:
    r"""The value for a widget's label, where Streamlit would otherwise read Markdown, icons, colours and LaTeX.

    >>> label_text("Housing records")
    'Housing records'
    >>> label_text("![x](y)")
    '\\!\\[x\\]\\(y\\)'
    """
    apart = _REPLACED_IN_TEXT.sub(_JOINER, one_line(value))
    return _PUNCTUATION.sub(r"\\\1", apart)
