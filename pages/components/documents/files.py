"""Files that leave the tool: a page of HTML that asks nobody for anything, and CSV that no spreadsheet runs."""

import csv
import io
from collections.abc import Iterable, Sequence

from pages.components.text import html_text


def safe_cell(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula. A number, also a negative one, stays a number.

    >>> safe_cell("=1+1"), safe_cell("-1.24"), safe_cell("Housing")
    ("'=1+1", '-1.24', 'Housing')
    """
    begins_formula = text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n")
    return f"'{text}" if begins_formula and not text.removeprefix("-").replace(".", "", 1).isdigit() else text


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """The rows as CSV, each cell safe; None is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows(["" if cell is None else safe_cell(str(cell)) for cell in row] for row in rows)
    return text.getvalue()


def csv_file(rows: Iterable[Sequence[object]]) -> bytes:
    """The same as a file: UTF-8, with the mark at the beginning that has Excel read it as such."""
    return ("\ufeff" + csv_text(rows)).encode()


def page_file(title: str, council_name: str, styles: str, content: str) -> str:
    """A page that can be printed. `styles` and `content` are put in as they are; the other two are texts."""
    return (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html_text(title)}</title><style>{styles}</style></head><body>"
        f"<header><b>Family Context</b> <span>{html_text(council_name)}</span></header><main>"
        f"{content}</main></body></html>\n"
    )
