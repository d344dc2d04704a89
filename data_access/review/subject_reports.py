"""A report on one person for that person: found, prepared line by line, and made. Each is recorded before it returns.

Only a data officer may. Look-ups are not even read unless a manager of the case team has agreed, because they could tip
someone off during an enquiry. Of a restricted person only the restriction is read: no data officer may see more.
"""

from collections.abc import Collection

from sqlalchemy import Row

from config import clock
from data_access.accounts.sessions import Actor
from data_access.audit.chain import Action, Entry
from data_access.errors import DataAccessError, NotFound
from data_access.people import access, person_ids
from data_access.people.access import Reading
from data_access.people.ages import ADULT_AT, age_on
from data_access.people.restrictions import NOT_TOGETHER
from data_access.review import past_of_person
from data_access.review.held_lines import held_lines
from data_access.review.subject_report_values import LONGEST_AGREED, Answers, Line, Prepared, Subject, SubjectReport
from matching import names

ASKED_FOR = "a report on a person"


class NotReady(DataAccessError):
    """A question is not answered, an answer forbids the report, no line is ticked, or one says something else now."""


def begin(actor: Actor, which: str, *, family_name: str) -> Subject:
    """The person with this case ID or person ID, if the family name is theirs: a mistyped number must not lead to
    someone else.

    Raises NotFound, NotPermitted (recorded) if they do not belong together, NotSignedIn, WrongRole (recorded),
    NoExtract or Unavailable.
    """
    with access.reviewing(actor, ASKED_FOR) as read:
        row = _find(read, which)
        if not set(names.tokens(family_name)) & set(names.tokens(row.family_name)):
            access.refuse(read, NOT_TOGETHER)
        subject = _subject(read, row)
    access.record(read, Entry(Action.BEGAN_SUBJECT_REPORT, [access.subject_of(row)]))
    return subject


def prepare(actor: Actor, person_id: str, answers: Answers, *, shown: Prepared | None = None) -> Prepared:
    """Every line that may go into the report, for the officer to check.

    `shown` is what the page shows already: it is read and allowed again, but recorded only if it differs.
    Raises NotReady if a question is not answered or an answer forbids the report, and as `begin` does.
    """
    with access.reviewing(actor, ASKED_FOR) as read:
        row = _find(read, person_id)
        prepared = _prepare(read, row, answers)
    if shown is not None and (shown.subject, shown.lines) == (prepared.subject, prepared.lines):
        return shown
    about = _about(answers) | {"lines": len(prepared.lines)}
    access.record(read, Entry(Action.PREPARED_SUBJECT_REPORT, [access.subject_of(row)], about=about))
    return prepared


def make(actor: Actor, person_id: str, answers: Answers, *, line_ids: Collection[str]) -> SubjectReport:
    """The report with the lines that were ticked, read again now. Recorded with the answers and the number of lines.

    Raises NotReady also if no line is ticked, or one of them says something else now; and as `prepare` does.
    """
    with access.reviewing(actor, ASKED_FOR) as read:
        row = _find(read, person_id)
        prepared = _prepare(read, row, answers)
    ticked = tuple(line for line in prepared.lines if line.line_id in line_ids)
    if not ticked or len(ticked) != len(set(line_ids)):
        raise NotReady
    about = _about(answers) | {"lines": len(prepared.lines), "lines_sent": len(ticked)}
    access.record(read, Entry(Action.MADE_SUBJECT_REPORT, [access.subject_of(row)], about=about))
    sent = tuple(_without_officers(line) for line in ticked)
    return SubjectReport(prepared.subject.case_id, sent, prepared.read_at)


def _prepare(read: Reading, row: Row, answers: Answers) -> Prepared:
    subject = _subject(read, row)
    if answers.unanswered(is_child=subject.is_child) or answers.forbids(is_child=subject.is_child):
        raise NotReady
    if len(answers.agreed) > LONGEST_AGREED:
        raise NotReady
    restricted = past_of_person.restrictions(read, row.person_id)
    if subject.is_restricted:
        return Prepared(subject, restricted, clock.now())
    lines = held_lines(read, row) + past_of_person.objections(read, row.person_id) + restricted
    if answers.agreed.strip():
        lines += past_of_person.look_ups(read, row.person_id)
    return Prepared(subject, tuple(dict.fromkeys(lines)), clock.now())


def _about(answers: Answers) -> dict:
    """The answers as the audit keeps them."""
    asked = {name: getattr(answers, name) for name in ("asked_by", "identity", "responsibility", "child_view")}
    agreed = " ".join(answers.agreed.split())
    return {
        **{name: words for name, words in asked.items() if words},
        "exemptions": dict(answers.exemptions),
        "look_ups": bool(agreed),
        **({"agreed": agreed} if agreed else {}),
    }


def _subject(read: Reading, row: Row) -> Subject:
    born = row.date_of_birth
    is_child = born is None or age_on(clock.today(), born) < ADULT_AT
    is_restricted = access.is_restricted(read.connection, row.person_id)
    return Subject(row.person_id, row.cms_id or "", is_child, is_restricted)


def _find(read: Reading, which: str) -> Row:
    found = person_ids.find_person(read.connection, which)
    if found is None:
        raise NotFound
    return found


def _without_officers(line: Line) -> Line:
    return Line(line.part, line.source, line.label, line.value, line.number)
