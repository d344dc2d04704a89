"""A data quality report for templates/quality.html: what to look at first, the sources, and each one's shares.

The screen and the file that council IT passes on show the same. Every chart has its figure beside it, in words.
"""

from markupsafe import Markup

from extracts.quality_report import (
    MARKED_KEY,
    POINTS_THAT_MATTER,
    WAITING_KEY,
    Kind,
    Quality,
    Share,
    SourceQuality,
    look_first,
    points,
)
from pages.components.documents.quality_words import (
    NOTHING,
    count_words,
    finding_words,
    number_words,
    points_words,
    previous_source,
    rows_words,
    share_words,
)
from pages.components.documents.rendering import part
from pages.components.formatting import time_words

TEMPLATE = "quality.html"
LOOKS = {Kind.NOT_READ: "fc-serious", Kind.LATE: "fc-serious", Kind.ROWS_FELL: "fc-serious", Kind.LOWEST: "fc-mild"}
NOT_READ, DOES_NOT_APPLY = "Not read", "Does not apply"
MUTED = (NOT_READ, DOES_NOT_APPLY, NOTHING)
SINCE = "Since the last load"
SOURCE_COLUMNS = ("Source", "Rows", SINCE, "Matched", "Waiting", "Last updated")
SHARE_COLUMNS = ("What is held", "Share", "Count", SINCE)


def facts_html(quality: Quality) -> Markup:
    """Which load this is, how many people there are, and which load it is compared with."""
    report, before = quality.report, quality.previous
    compared = (
        f"Compared with extract {before.extract}, loaded on {time_words(before.measured_at)}: the line in a bar is "
        "where the share stood then."
        if before
        else "There is no earlier load to compare with."
    )
    people = (
        f"{number_words(report.people)} people, {number_words(report.people_not_in_cms)} of them not in "
        f"{report.cms_name}. {number_words(report.relationships)} relationships and "
        f"{number_words(report.allocations)} allocations to workers."
    )
    loaded = f"Extract {report.extract}, loaded on {time_words(report.measured_at)}."
    return part(TEMPLATE, "facts", (f"{loaded} {compared}", people))


def findings_html(quality: Quality) -> Markup:
    """What to look at first, the worst on top."""
    found = [(LOOKS.get(finding.kind, ""), *finding_words(finding)) for finding in look_first(quality)]
    return part(TEMPLATE, "findings", found)


def notes_html(quality: Quality) -> Markup:
    """What the load left out before it counted, in its own words; nothing where nothing was."""
    return part(TEMPLATE, "notes", quality.report.notes)


def sources_html(quality: Quality) -> Markup:
    """One line a source, each name a link to its own section."""
    columns = _compared(quality, SOURCE_COLUMNS)
    lines = [(source.source_id, source.title, _cells(quality, source, columns)) for source in quality.report.sources]
    return part(TEMPLATE, "sources", columns, lines, MUTED)


def source_html(quality: Quality, source: SourceQuality) -> Markup:
    """The section of one source: its heading, and a table of everything that was measured."""
    lines = [f"{source.system_name}, last updated on {time_words(source.current_as_of)}. {_rows_line(quality, source)}"]
    if source.rows is None:
        lines = ["It did not arrive, or its file could not be read. Nothing could be measured."]
    elif not source.arrived:
        lines.append("It did not arrive this time: the figures are those of the load before.")
    parts = [(one, [_share_row(quality, source, share) for share in one.shares]) for one in source.parts]
    return part(TEMPLATE, "source", source, lines, _compared(quality, SHARE_COLUMNS), parts, MUTED)


def _compared(quality: Quality, columns: tuple[str, ...]) -> tuple[str, ...]:
    """The columns, without that of the load before where there was none."""
    return tuple(column for column in columns if quality.previous or column != SINCE)


def _rows_line(quality: Quality, source: SourceQuality) -> str:
    if source.rows is None:
        return ""
    change = rows_words(source, previous_source(quality, source))
    as_many = {"": "", "No change": ", as many as in the load before"}
    compared = as_many.get(change, f", {change} than in the load before")
    return f"{number_words(source.rows)} {'row' if source.rows == 1 else 'rows'}{compared}."


def _cells(quality: Quality, source: SourceQuality, columns: tuple[str, ...]) -> list[str]:
    matched, waiting = source.share("matching.matched"), source.share(WAITING_KEY) or source.share(MARKED_KEY)
    updated = time_words(source.current_as_of)
    if source.out_of_date:
        updated = f"{updated}. May be out of date"
    nothing = NOT_READ if source.rows is None else DOES_NOT_APPLY
    values = {
        "Rows": nothing if source.rows is None else number_words(source.rows),
        SINCE: rows_words(source, previous_source(quality, source)) or NOTHING,
        "Matched": share_words(matched) if matched else nothing,
        "Waiting": number_words(waiting.having) if waiting else nothing,
        "Last updated": nothing if source.rows is None else updated,
    }
    return [values[column] for column in columns[1:]]


def _share_row(quality: Quality, source: SourceQuality, share: Share) -> dict[str, object]:
    """A share with its bar, which has a line where it ended in the load before."""
    earlier = previous_source(quality, source)
    before = earlier.share(share.key) if earlier else None
    change = points(share, before)
    return {
        "label": share.label,
        "percent": share.percent,
        "before": before.percent if before and change else None,
        "tone": "held" if share.more_is_better else "neutral",
        "words": share_words(share),
        "counts": count_words(share),
        "change": points_words(change),
        "worse": share.more_is_better and change is not None and change <= -POINTS_THAT_MATTER,
    }
