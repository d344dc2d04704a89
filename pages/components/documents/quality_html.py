"""A data quality report as HTML: what to look at first, the sources, and a table with small charts for each.

The screen and the file that council IT passes on show the same. Every chart has its figure beside it, in words.
"""

from collections.abc import Sequence

from extracts.quality_report import (
    MARKED_KEY,
    POINTS_THAT_MATTER,
    WAITING_KEY,
    Kind,
    Part,
    Quality,
    Share,
    SourceQuality,
    look_first,
    points,
    points_since,
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
from pages.components.documents.share_table import row_html, table_html
from pages.components.formatting import time_words
from pages.components.text import html_text

SERIOUS, MILD = (Kind.NOT_READ, Kind.LATE, Kind.ROWS_FELL), (Kind.LOWEST,)
SINCE = "Since the last load"
SOURCE_COLUMNS = ("Source", "Rows", SINCE, "Matched", "Waiting", "Last updated")
SHARE_COLUMNS = ("What is held", "Share", "Count", SINCE)


def facts_html(quality: Quality) -> str:
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
    return "".join(f'<p class="fc-text">{html_text(words)}</p>' for words in (f"{loaded} {compared}", people))


def findings_html(quality: Quality) -> str:
    """What to look at first, the worst on top."""
    findings = look_first(quality)
    if not findings:
        return '<p class="fc-text">Nothing is much worse than in the last load, and no match waits.</p>'
    items = []
    for finding in findings:
        title, meaning = finding_words(finding)
        serious = " fc-serious" if finding.kind in SERIOUS else " fc-mild" if finding.kind in MILD else ""
        items.append(f'<li class="fc-finding{serious}"><b>{html_text(title)}</b><span>{html_text(meaning)}</span></li>')
    return f'<ol class="fc-findings">{"".join(items)}</ol>'


def notes_html(quality: Quality) -> str:
    """What the load left out before it counted, in its own words; "" where nothing was."""
    notes = "".join(f"<li>{html_text(note)}</li>" for note in quality.report.notes)
    return f'<p class="fc-text">What the load left out or kept from before:</p><ul>{notes}</ul>' if notes else ""


def sources_html(quality: Quality) -> str:
    """One line a source, each name a link to its own section."""
    columns = _compared(quality, SOURCE_COLUMNS)
    rows = "".join(_source_row(quality, source, columns) for source in quality.report.sources)
    body = f'<tbody role="rowgroup">{rows}</tbody>'
    return table_html("fc-quality fc-quality-sources", "Sources of this load", columns, body)


def source_html(quality: Quality, source: SourceQuality) -> str:
    """The section of one source: its heading, and a table of everything that was measured."""
    lines = [f"{source.system_name}, last updated on {time_words(source.current_as_of)}. {_rows_line(quality, source)}"]
    if source.rows is None:
        lines = ["It did not arrive, or its file could not be read. Nothing could be measured."]
    elif not source.arrived:
        lines.append("It did not arrive this time: the figures are those of the load before.")
    said = "".join(f'<p class="fc-quality-line">{html_text(line)}</p>' for line in lines)
    columns = _compared(quality, SHARE_COLUMNS)
    parts = "".join(_part_html(quality, source, part, columns) for part in source.parts)
    table = table_html("fc-quality fc-quality-shares", f"{source.title}, what is held", columns, parts) if parts else ""
    return (
        f'<section id="{_anchor(source)}"><h2 class="fc-h2" tabindex="-1">{html_text(source.title)}</h2>'
        f"{said}{table}</section>"
    )


def _anchor(source: SourceQuality) -> str:
    return f"source-{html_text(source.source_id)}"


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


def _source_row(quality: Quality, source: SourceQuality, columns: Sequence[str]) -> str:
    matched, waiting = source.share("matching.matched"), source.share(WAITING_KEY) or source.share(MARKED_KEY)
    updated = time_words(source.current_as_of)
    if source.out_of_date:
        updated = f"{updated}. May be out of date"
    nothing = "Not read" if source.rows is None else "Does not apply"
    values = {
        "Rows": nothing if source.rows is None else number_words(source.rows),
        SINCE: rows_words(source, previous_source(quality, source)) or NOTHING,
        "Matched": share_words(matched) if matched else nothing,
        "Waiting": number_words(waiting.having) if waiting else nothing,
        "Last updated": nothing if source.rows is None else updated,
    }
    link = f'<a href="#{_anchor(source)}">{html_text(source.title)}</a>'
    return row_html(link, {column: _muted(values[column]) for column in columns[1:]})


def _muted(words: str) -> str:
    look = ' class="fc-not-held"' if words in ("Not read", "Does not apply", NOTHING) else ""
    return f"<span{look}>{html_text(words)}</span>"


def _part_html(quality: Quality, source: SourceQuality, part: Part, columns: Sequence[str]) -> str:
    rows = "".join(_share_row(quality, source, share) for share in part.shares)
    head = (
        f'<tr role="row" class="fc-part"><th scope="rowgroup" role="rowheader" colspan="{len(columns)}">'
        f"{html_text(part.heading)} <span>Share of {html_text(part.counted)}</span></th></tr>"
    )
    return f'<tbody role="rowgroup">{head}{rows}</tbody>'


def _share_row(quality: Quality, source: SourceQuality, share: Share) -> str:
    earlier = previous_source(quality, source)
    before = earlier.share(share.key) if earlier else None
    cells = {
        "Share": f'{bar_html(share, before)}<span class="fc-percent">{html_text(share_words(share))}</span>',
        "Count": html_text(count_words(share)),
    }
    if quality.previous:
        change = points_since(quality, source.source_id, share)
        worse = share.more_is_better and change is not None and change <= -POINTS_THAT_MATTER
        words = points_words(change)
        cells[SINCE] = f'<span class="fc-worse">{html_text(words)}</span>' if worse else _muted(words)
    return row_html(html_text(share.label), cells)


def bar_html(share: Share, before: Share | None = None) -> str:
    """A small bar, with a line where it ended in the load before. Its figure stands beside it: hidden from hearing.

    Not SVG, which Streamlit takes out of a page.
    """
    if share.percent is None:
        return ""
    mark = ""
    if before is not None and points(share, before):
        mark = f'<span class="fc-bar-before" style="left: {before.percent:.1f}%"></span>'
    tone = "fc-bar-held" if share.more_is_better else "fc-bar-neutral"
    return (
        f'<span class="fc-bar" aria-hidden="true"><span class="{tone}" style="width: {share.percent:.1f}%"></span>'
        f"{mark}</span>"
    )
