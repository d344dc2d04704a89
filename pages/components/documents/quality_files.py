"""The data quality report as two files that council IT can pass on: one page of HTML, and CSV for a spreadsheet."""

from collections.abc import Iterator
from pathlib import Path

from extracts.quality_report import Quality, SourceQuality, points_since
from pages.components.documents.files import csv_file
from pages.components.documents.quality_html import report_html
from pages.components.documents.quality_words import previous_source
from pages.components.documents.rendering import document
from pages.components.formatting import time_words

HTML_NAME, CSV_NAME = "data-quality.html", "data-quality.csv"
CSV_COLUMNS = ("source", "part", "what", "having", "of", "percent", "points_since_last_load")
NO_PERSONAL_DATA = (
    "This report holds counts only: no name, address or other value of any one person. Keep it inside the council all "
    "the same: small counts of a small source may say something about few people."
)


def quality_page(quality: Quality) -> str:
    """The whole report as one HTML file."""
    return document(
        "quality_page.html",
        title=f"Data quality – {quality.report.council_name}",
        council_name=quality.report.council_name,
        report=report_html(quality, is_open=True),
        closing=NO_PERSONAL_DATA,
    )


def csv_bytes(quality: Quality) -> bytes:
    """The CSV as a file, a line for each figure: UTF-8, with the mark at the beginning that has Excel read it as such.

    Percentages have two decimals; empty where there is nothing to measure or to compare with.
    """
    return csv_file(_rows(quality))


def write_quality_files(quality: Quality, folder: Path) -> tuple[Path, Path]:
    """Write both files into `folder`, each whole or not at all, and give their paths. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    paths = (folder / HTML_NAME, folder / CSV_NAME)
    for path, content in zip(paths, (quality_page(quality).encode(), csv_bytes(quality)), strict=True):
        unfinished = path.with_name(f"{path.name}.unfinished")
        unfinished.write_bytes(content)
        unfinished.chmod(0o600)
        unfinished.replace(path)
    return paths


def _rows(quality: Quality) -> Iterator[tuple]:
    yield CSV_COLUMNS
    for source in quality.report.sources:
        yield from _lines(quality, source)
    for note in quality.report.notes:
        yield ("", "Left out or kept from before", note, "", "", "", "")


def _lines(quality: Quality, source: SourceQuality) -> Iterator[tuple]:
    before = previous_source(quality, source)
    more = source.rows - before.rows if before and before.rows is not None and source.rows is not None else ""
    rows = "" if source.rows is None else source.rows
    yield (source.title, "Source", "Rows", rows, rows, "", "")
    yield (source.title, "Source", "Rows more than in the last load", more, "", "", "")
    yield (source.title, "Source", "Last updated", time_words(source.current_as_of), "", "", "")
    for part in source.parts:
        for share in part.shares:
            change = points_since(quality, source.source_id, share)
            percent = "" if share.percent is None else f"{share.percent:.2f}"
            points = "" if change is None else f"{change:.2f}"
            yield (source.title, part.heading, share.label, share.having, share.of, percent, points)
