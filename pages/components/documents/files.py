"""CSV that leaves the tool and that no spreadsheet runs."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence

_FORMULA_SIGNS = frozenset("=+-@\u2212")
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Hangul fillers and the empty Braille cell: Unicode has them as letters and signs, and nothing of them is seen."""
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_SEPARATORS = re.compile(r"([;|\t\r\n\v\f\x85\u2028\u2029])")


def safe_cell(text: str) -> str:
    """The text so that no spreadsheet takes it, or a part of it, for a formula. A number stays a number.

    What is invisible or blank at the beginning is looked through, and a full-width sign counts as the plain one: so do
    spreadsheets. After a tab, semicolon, bar or new line a sign is looked at too: a file that is read with
    another separator has a cell beginning there.

    >>> safe_cell("=1+1"), safe_cell("-1.24"), safe_cell("Housing"), safe_cell("Leeds;=1+1")
    ("'=1+1", '-1.24', 'Housing', "Leeds;'=1+1")
    """
    if _NUMBER.fullmatch(text):
        return text
    start = len(text) - len(text.lstrip("\t\r\n"))
    first, *others = _SEPARATORS.split(text[start:])
    mark = "'" if start or _begins_formula(first) else ""
    return mark + text[:start] + first + "".join(f"'{part}" if _begins_formula(part) else part for part in others)


def _begins_formula(part: str) -> bool:
    return _first_sign(part) in _FORMULA_SIGNS


def _first_sign(part: str) -> str:
    """The first sign that can be seen, in its plain form; "" if there is none."""
    written = (sign for sign in part if not sign.isspace() and sign not in _BLANK_LETTERS)
    seen = (sign for sign in written if unicodedata.category(sign)[0] not in "CZ")
    # A combining mark or variation selector at the beginning is invisible too.
    first = next((sign for sign in seen if unicodedata.category(sign)[0] != "M"), "")
    return unicodedata.normalize("NFKC", first)[:1]


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """The rows as CSV, each cell safe; None is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows(["" if cell is None else safe_cell(str(cell)) for cell in row] for row in rows)
    return text.getvalue()


def csv_file(rows: Iterable[Sequence[object]]) -> bytes:
    """The same as a file: UTF-8, with the mark at the beginning that has Excel read it as such."""
    return ("\ufeff" + csv_text(rows)).encode()
