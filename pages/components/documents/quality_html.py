"""A data quality report for templates/quality.html: what to look at first, the sources, and each one's shares.

The screen and the file that council IT passes on show the same. Every chart has its figure beside it, in words.
"""

from markupsafe import Markup

from extracts.quality_report import (
    POINTS_THAT_MATTER,
    Kind,
    Part,
    Quality,
    Share,
    SourceQuality,
    points,
    rank_findings,
)
from pages.components.documents.load_table import COLUMNS, COMPARED_WITH, DOES_NOT_APPLY, NOT_READ, load_table
from pages.components.documents.quality_words import (
    NOTHING,
    count_words,
    finding_words,
    points_words,
    previous_source,
    rows_words,
    share_words,
)
from pages.components.documents.rendering import document
from pages.components.documents.trend import count, percent, trend
from pages.components.formatting import counted, time_words

SERIOUS = (Kind.NOT_READ, Kind.OF_NO_ONE, Kind.LATE, Kind.REJECTED, Kind.ROWS_FELL)
LOOKS = {**dict.fromkeys(SERIOUS, "fc-serious"), Kind.LOWEST: "fc-mild"}
FINDINGS_SHOWN = 3
"""The page is to be read in a minute; the others open."""
LOAD_COLUMNS = (*COLUMNS, "Last updated")


def report_html(quality: Quality, *, is_open: bool = False) -> Markup:
    """The whole report: which load this is, the worst on top, a line a source, and a section for each.

    The sections are closed, or open for what is printed.
    """
    report = quality.report
    findings = [(LOOKS.get(found.kind, ""), *finding_words(found)) for found in rank_findings(quality)]
    _, rows = load_table(quality)
    before = quality.previous
    return document(
        "quality.html",
        compared=quality.previous is not None,
        facts=_facts(quality),
        findings=findings[:FINDINGS_SHOWN],
        more_findings=findings[FINDINGS_SHOWN:],
        is_open=is_open,
        columns=LOAD_COLUMNS,
        sources=[(source, row[1:], _updated(source)) for source, row in zip(report.sources, rows, strict=True)],
        compared_with=COMPARED_WITH.format(extract=before.extract, at=time_words(before.measured_at)) if before else "",
        notes=report.notes,
        loads=len(quality.history),
        sections=[
            (
                source,
                _lines(quality, source),
                trend(quality.rows_over_loads(source.source_id), count),
                _parts(quality, source),
            )
            for source in report.sources
        ],
        muted=(NOT_READ, DOES_NOT_APPLY, NOTHING),
    )


def _facts(quality: Quality) -> tuple[str, str]:
    """Which load this is, how many people there are, and which load it is compared with."""
    report, before = quality.report, quality.previous
    compared = (
        f"Compared with extract {before.extract}, loaded on {time_words(before.measured_at)}: the line in a bar is "
        "where the share stood then."
        if before
        else "There is no earlier load to compare with."
    )
    people = (
        f"{report.people:,} people, {report.people_not_in_cms:,} of them not in "
        f"{report.cms_name}. {report.relationships:,} relationships and "
        f"{report.allocations:,} allocations to workers."
    )
    loaded = f"Extract {report.extract}, loaded on {time_words(report.measured_at)}."
    return f"{loaded} {compared}", people


def _lines(quality: Quality, source: SourceQuality) -> list[str]:
    """What stands above a source's table."""
    if source.rows is None:
        return ["It did not arrive, or its file could not be read. Nothing could be measured."]
    change = rows_words(source, previous_source(quality, source))
    as_many = {"": "", "No change": ", as many as in the load before"}
    compared = as_many.get(change, f", {change} than in the load before")
    rows = f"{counted(source.rows, 'row')}{compared}."
    lines = [f"{source.system_name}, last updated on {time_words(source.current_as_of)}. {rows}"]
    if not source.arrived:
        lines.append("It did not arrive this time: the figures are those of the load before.")
    return lines


def _parts(quality: Quality, source: SourceQuality) -> list[tuple[Part, list[dict[str, object]]]]:
    trends = quality.shares_over_loads(source.source_id)
    return [
        (part, [_share_row(quality, source, share, trends.get(share.key, [])) for share in part.shares])
        for part in source.parts
    ]


def _updated(source: SourceQuality) -> str:
    if source.rows is None:
        return NOT_READ
    updated = time_words(source.current_as_of)
    return f"{updated}. May be out of date" if source.out_of_date else updated


def _share_row(quality: Quality, source: SourceQuality, share: Share, over_loads: list[float]) -> dict[str, object]:
    """A share with its bar, which has a line where it ended in the load before, and how it went over the loads."""
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
        "trend": trend(over_loads, percent),
        "worse": share.more_is_better and change is not None and change <= -POINTS_THAT_MATTER,
    }
