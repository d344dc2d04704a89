"""A report to a person on what is held about them: each line in plain words, and the page that leaves."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from config.council import Council
from data_access.review.subject_report_values import (
    Answered,
    Decided,
    Held,
    Kept,
    Line,
    LookUps,
    Objection,
    Origin,
    Part,
    Restriction,
    SubjectReport,
    Value,
)
from data_access.values import ReportOutcome
from pages.components.audit_words import ROLE_WORDS
from pages.components.documents.rendering import document
from pages.components.formatting import counted, date_words, time_words
from pages.components.report_words import REPORTED

PART_WORDS = {
    Part.DETAILS: "Your details",
    Part.SERVICES: "What each service holds",
    Part.OBJECTIONS: "What was said not to be right, and the answer",
    Part.DECISIONS: "Whether a record is about you",
    Part.RESTRICTIONS: "When your information was restricted",
    Part.LOOK_UPS: "When you were looked up",
    Part.KEPT: "What is still kept, and for how long",
}
WITHHELD = (
    "Some information may have been left out of this report, where the law allows or requires it. This sentence is in "
    "every report, whether or not anything was left out."
)
"""The same in every report: what is said only sometimes says that there is something."""
_ANSWERED = {
    Answered.NO_RECORDS: "No records found",
    Answered.NOT_CHECKED: "Could not be checked",
    Answered.NOT_ASKED: "Not asked: this service is not shown for a person of this age",
    Answered.NO_LONGER: "No service’s record about you is held any more in the data in use, because you are not in the "
    "files that services send. What was held before is deleted with the next files",
}
_HELD = {
    Held.OBJECTIONS: "what was said not to be right",
    Held.DECISIONS: "decisions on whether a record is about you",
    Held.KEYS: "your case IDs, and your name and date of birth as a code that cannot be read, so that what was decided "
    "about you counts if you come back",
    Held.AUDIT: "records of who did what with your details",
}
_OUTCOMES = {
    ReportOutcome.RIGHT: "a data officer checked it on {day}: the record is right",
    ReportOutcome.WRONG: "a data officer checked it on {day} and agreed",
}


def line_words(line: Line) -> str:
    """What a line says, without its source.

    >>> line_words(Line(Part.DETAILS, "LiquidLogic", "Date of birth", date(1990, 4, 3)))
    'Date of birth: 03/04/1990'
    """
    label = f"{line.label}, record {line.number}" if line.number > 1 and line.part is Part.SERVICES else line.label
    return f"{label}: {value_words(line.value)}"


def value_words(value: Value) -> str:
    """The value of a line.

    >>> value_words(True), value_words("Case open")
    ('Yes', 'Case open')
    """
    match value:
        case bool():
            return "Yes" if value else "No"
        case date():
            return date_words(value)
        case Answered():
            return _ANSWERED[value]
        case Origin():
            covered = f"{date_words(value.coverage_start_date)} to {date_words(value.coverage_end_date)}"
            read = f"last updated on {time_words(value.current_as_of)}"
            return f"the file {value.file} from {value.system_name}, {read}. It covers {covered}"
        case Objection():
            return _objection_words(value)
        case Decided():
            return f"a data officer decided on {time_words(value.decided_at)} that it is {_IS_THEIRS[value.is_theirs]}"
        case Restriction():
            until = f"until {time_words(value.until)}" if value.until else "and still is"
            return f"from {time_words(value.since)} {until}: no one could find or open it"
        case LookUps():
            return _look_up_words(value)
        case Kept():
            return _kept_words(value)
        case _:
            return value


_IS_THEIRS = {True: "about you", False: "not about you"}


def _kept_words(value: Kept) -> str:
    """What is kept, since when and until when.

    >>> _kept_words(Kept(Held.OBJECTIONS))
    'what was said not to be right. No end is set for this'
    """
    since = f", since {time_words(value.since)}" if value.since else ""
    return f"{_HELD[value.held]}{since}. {value.until.rstrip('.') or 'No end is set for this'}"


def _objection_words(value: Objection) -> str:
    said = f"a worker said on {time_words(value.reported_at)} that {REPORTED[value.kind]}"
    if value.answered_at is None:
        return f"{said}. It has not been answered yet"
    if value.outcome is None:
        return f"{said}, and took that back on {time_words(value.answered_at)}"
    return f"{said}; {_OUTCOMES[value.outcome].format(day=time_words(value.answered_at))}"


def _look_up_words(value: LookUps) -> str:
    roles = " and ".join(f"a {ROLE_WORDS.get(role, role)}" for role in value.roles)
    opened = f". Opened: {', '.join(value.services)}" if value.services else ""
    return f"in {value.month:%B} {value.month.year}, on {counted(value.days, 'day')}, by {roles}{opened}"


def grouped(lines: Sequence[Line]) -> list[tuple[Part, str, list[Line]]]:
    """The lines by part and source, in their order."""
    return [(part, source, list(some)) for (part, source), some in groupby(lines, lambda one: (one.part, one.source))]


def report_page(report: SubjectReport, council: Council) -> bytes:
    """The report as one page of HTML, to print or send."""
    by_part = [
        (PART_WORDS[part], [(source, [line_words(one) for one in lines]) for _, source, lines in some])
        for part, some in groupby(grouped(report.lines), lambda one: one[0])
    ]
    officer = council.notices.data_protection_officer or f"The data protection officer of {council.name}."
    of_whom = f"For the person with case ID {report.case_id}" if report.case_id else ""
    return document(
        "subject_report.html",
        title="What Family Context holds about you",
        council_name=council.name,
        of_whom=of_whom,
        made=time_words(report.made_at),
        basis=council.guidance.lawful_basis,
        withheld=WITHHELD,
        parts=[(heading, list(some)) for heading, some in by_part],
        officer=officer,
    ).encode()
