"""What is said of a record that a worker reported as not right: to workers, and to the data officer. No drawing."""

from datetime import datetime

from config import clock
from data_access.values import ReportKind, ReportOutcome, ReportState
from pages.components.formatting import counted, date_words

CHOICES = {
    ReportKind.ANOTHER_PERSON: "It is another person’s record",
    ReportKind.CONTACT: "The contact is wrong",
    ReportKind.DETAIL: "Another detail is wrong",
    ReportKind.NOT_TO_SHOW: "It should not be shown here",
}
"""What a worker chooses from."""
REPORTED = {
    ReportKind.ANOTHER_PERSON: "the record is another person’s",
    ReportKind.CONTACT: "the contact is wrong",
    ReportKind.DETAIL: "a detail is wrong",
    ReportKind.NOT_TO_SHOW: "the record should not be shown here",
}


def hides_words(kind: ReportKind) -> str:
    """What a report of this kind does until a data officer has decided."""
    if kind.hides:
        return "The record is hidden from everyone until a data officer has checked it."
    return "The record stays, and says that this was reported, until a data officer has checked it."


def state_words(report: ReportState) -> str:
    """What was reported and what came of it, for workers: one line under the service's title."""
    by = " by you" if report.is_own else ""
    said = f"Reported{by} on {_day(report.reported_at)}: {REPORTED[report.kind]}."
    if report.decided_at is None:
        return f"{said} A data officer has not checked it yet."
    decided = f"A data officer checked it on {_day(report.decided_at)}"
    if report.outcome is ReportOutcome.RIGHT:
        return f"{said} {decided}: the record is right."
    until = "It stays hidden" if report.kind.hides else "This stays here"
    return f"{said} {decided} and agreed. {until} until the source has corrected it."


def hidden_words(reports: tuple[ReportState, ...]) -> str:
    """Until when a hidden record is hidden. Without reports (a research session) no data officer has decided."""
    if reports and all(report.outcome is ReportOutcome.WRONG for report in reports):
        return " A data officer agreed. It is hidden until the source has corrected it."
    return " It is hidden until a data officer has checked it."


def waited_words(days: int) -> str:
    """For how many days a report has not been decided.

    >>> waited_words(0), waited_words(1), waited_words(12)
    ('Since today', '1 day', '12 days')
    """
    return "Since today" if days < 1 else counted(days, "day")


TELL_SOURCE = {
    ReportKind.ANOTHER_PERSON: "this record was sent for this person and is about someone else. Ask them to find whose "
    "it is and to correct their system.",
    ReportKind.CONTACT: "the contact of this record is wrong. Ask them whom to call, and to correct their system.",
    ReportKind.DETAIL: "a detail of this record is wrong. Ask them to check and correct it in their system.",
    ReportKind.NOT_TO_SHOW: "this record should not be shared here. Ask them to leave it out of the file, and ask "
    "information governance whether anything else must be done.",
}


def source_words(kind: ReportKind, title: str) -> str:
    """What the service that sends the file should be told, if the data officer agrees."""
    return f"Tell {title}: {TELL_SOURCE[kind]}"


def _day(moment: datetime) -> str:
    return date_words(moment.astimezone(clock.LONDON).date())
