"""CSV that leaves the tool and that no spreadsheet runs."""

import csv
import io
from collections.abc import Iterable, Sequence


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
