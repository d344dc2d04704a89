"""How shares, changes and findings of a data quality report are said. Pure functions."""

from extracts.quality_report import MARKED_KEY, Finding, Kind, Quality, Share, SourceQuality
from pages.components.formatting import counted, time_words

NONE_TO_MEASURE = "None to measure"
NOTHING = "Nothing to compare with"
COULD_NOT = "Could not be checked"
LISTED = "The council’s IT team has the list: ask the service that sends the file to correct these rows."


def percent_words(having: int, of: int) -> str:
    """A share. "100%" only where it is all of them, and "0%" only where it is none: 1 in 20,000 must not vanish.

    >>> percent_words(19_999, 20_000), percent_words(1, 20_000), percent_words(7, 7), percent_words(0, 7)
    ('99.9%', '0.1%', '100%', '0%')
    """
    if of == 0:
        return NONE_TO_MEASURE
    if having in (0, of):
        return "100%" if having else "0%"
    tenths = min(max(having * 1000 // of, 1), 999)
    return f"{tenths // 10}.{tenths % 10}%"


def share_words(share: Share) -> str:
    """The percentage of a share."""
    return percent_words(share.having, share.of)


def count_words(share: Share) -> str:
    """The counts behind a share.

    >>> count_words(Share("a", "A", 1902, 2001))
    '1,902 of 2,001'
    """
    return f"{share.having:,} of {share.of:,}"


def points_words(points: float | None) -> str:
    """How a share changed since the load before; None where it, or one of them, could not be measured.

    >>> points_words(-1.24), points_words(0.0), points_words(0.02), points_words(None)
    ('Down 1.2 points', 'No change', 'Up less than 0.1 points', 'Nothing to compare with')
    """
    if points is None:
        return NOTHING
    if points == 0:
        return "No change"
    size = f"{abs(points):.1f}" if abs(points) >= 0.05 else "less than 0.1"
    return f"{'Up' if points > 0 else 'Down'} {size} points"


def rows_words(source: SourceQuality, before: SourceQuality | None) -> str:
    """How the number of rows changed since the load before; "" after the first load."""
    if before is None or before.rows is None or source.rows is None:
        return ""
    more = source.rows - before.rows
    if not more:
        return "No change"
    return f"{abs(more):,} {'more' if more > 0 else 'fewer'}"


def previous_source(quality: Quality, source: SourceQuality) -> SourceQuality | None:
    """The same source in the load before; None where there was none."""
    return quality.previous.source(source.source_id) if quality.previous else None


def finding_words(finding: Finding) -> tuple[str, str]:
    """What was found, and what it means or what to do."""
    return _words_on_share(finding, finding.share) if finding.share else _words_on_source(finding)


def _words_on_source(finding: Finding) -> tuple[str, str]:
    source, title = finding.source, finding.source.title
    updated = time_words(source.current_as_of)
    if finding.kind is Kind.NOT_READ:
        return (
            f"{title} was not read",
            f"It did not arrive, or its file could not be read. Until it is loaded, it shows “{COULD_NOT}” for "
            "every person.",
        )
    if finding.kind is Kind.LATE:
        return (
            f"{title} did not arrive",
            f"What it held on {updated} is kept, and is shown as “May be out of date”.",
        )
    if finding.kind is Kind.OUT_OF_DATE:
        return (
            f"{title} may be out of date",
            f"It was last updated on {updated}. It is shown as “May be out of date”.",
        )
    if finding.kind is Kind.STUCK and source.unchanged_since:
        return (
            f"{title} is the same file as on {time_words(source.unchanged_since)}",
            "Ask whoever sends it whether it is still made anew. If it stays the same, it is shown as “May be out of "
            "date”.",
        )
    now, before = source.rows or 0, finding.rows_before or 0
    return (
        f"{title} has {percent_words(before - now, before)} fewer rows",
        f"{now:,}, after {before:,} in the load before. Ask whether the extract was cut short.",
    )


def _words_on_share(finding: Finding, share: Share) -> tuple[str, str]:
    title, earlier = finding.source.title, finding.share_before
    if finding.kind is Kind.SHARE_FELL and earlier:
        return (
            f"{title}: “{share.label}” fell by {finding.fell_by:.1f} points",
            f"{share_words(share)} of {share.of:,}, after {share_words(earlier)} in the load before.",
        )
    if finding.kind is Kind.OF_NO_ONE:
        rows = counted(share.having, "row does not say whose it is", "rows do not say whose they are")
        return (
            f"{title}: {rows}",
            f"Nothing else can tell, so this service shows “{COULD_NOT}” for every person. {LISTED}",
        )
    if finding.kind is Kind.REJECTED:
        return (
            f"{title}: {counted(share.having, 'row was rejected', 'rows were rejected')}",
            f"The service shows “{COULD_NOT}” for whom {'it is' if share.having == 1 else 'they are'} about. {LISTED}",
        )
    if finding.kind is Kind.WAITING:
        matches = counted(share.having, "possible match", "possible matches")
        shown = f"Until then this service shows “{COULD_NOT}” for the people they may belong to."
        if share.key == MARKED_KEY:
            return (f"{title}: {matches} in its file", f"The service that sends the file must correct these. {shown}")
        return (
            f"{title}: {matches} in this load",
            f"Those still to review are on the page “Review”. {shown}",
        )
    return (f"{title}: “{share.label}” is {share_words(share)}", f"{count_words(share)}.")
