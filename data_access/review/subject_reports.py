"""A report on one person for that person: found, prepared line by line, and made. Each is recorded before it returns.

Only a data officer may. Look-ups are not even read unless a manager of the case team has agreed, because they could tip
someone off during an enquiry. Of a restricted person only the restriction is read: no data officer may see more.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Row, select

from config import clock
from data_access.accounts.sessions import Actor
from data_access.audit import chain
from data_access.audit.chain import Action, Entry
from data_access.errors import DataAccessError, NotFound
from data_access.people import access, person_ids
from data_access.people.access import Reading
from data_access.people.ages import ADULT_AT, age_on
from data_access.people.restricting.restrictions import NOT_TOGETHER
from data_access.review import left_the_files, past_of_person
from data_access.review.held_lines import held_lines
from data_access.review.known_as import ids_of_one
from data_access.review.subject_report_values import (
    LONGEST_AGREED,
    Answered,
    Answers,
    Line,
    Part,
    Prepared,
    Subject,
    SubjectReport,
)
from data_access.storage.extract_tables import person
from matching import names

ASKED_FOR = "a report on a person"


class NotReady(DataAccessError):
    """A question is not answered, an answer forbids the report, no line is ticked, or one says something else now."""


def begin(actor: Actor, which: str, *, family_name: str) -> Subject:
    """The person with this case ID or person ID, if the family name is theirs: a mistyped number must not lead to
    someone else. Someone who is no longer in the files is found by what is kept of them.

    Raises NotFound, SeveralFit, NotPermitted (recorded) if they do not belong together, NotSignedIn, WrongRole
    (recorded), NoExtract or Unavailable.
    """
    with access.reviewing(actor, ASKED_FOR) as read:
        row = person_ids.find_person(read.connection, which)
        is_theirs = row is not None and set(names.tokens(family_name)) & set(names.tokens(row.family_name))
        found = _Found(access.subject_of(row), row) if row and is_theirs else None
        if found is None:
            found = _find_left(read, which, family_name, has_holder=row is not None)
        subject = _subject(read, found)
    access.record(read, Entry(Action.BEGAN_SUBJECT_REPORT, [found.subject]))
    return subject


def begin_by_name(actor: Actor, name: str, born: date) -> Subject:
    """The person whom the audit, or what was promised about them, knows by this whole name and date of birth.

    Raises NotFound, SeveralFit, and as `begin` does.
    """
    with access.reviewing(actor, ASKED_FOR) as read:
        found = _find(read, left_the_files.by_name_and_birth(read, name, born))
        subject = _subject(read, found)
    access.record(read, Entry(Action.BEGAN_SUBJECT_REPORT, [found.subject]))
    return subject


def prepare(actor: Actor, person_id: str, answers: Answers, *, shown: Prepared | None = None) -> Prepared:
    """Every line that may go into the report, for the officer to check.

    `shown` is what the page shows already: it is read and allowed again, but recorded only if it differs.
    Raises NotReady if a question is not answered or an answer forbids the report, and as `begin` does.
    """
    with access.reviewing(actor, ASKED_FOR) as read:
        found = _find(read, person_id)
        prepared = _prepare(read, found, answers)
    if shown is not None and (shown.subject, shown.lines) == (prepared.subject, prepared.lines):
        return shown
    about = _about(answers) | {"lines": len(prepared.lines)}
    access.record(read, Entry(Action.PREPARED_SUBJECT_REPORT, [found.subject], about=about))
    return prepared


def make(actor: Actor, person_id: str, answers: Answers, *, line_ids: Collection[str]) -> SubjectReport:
    """The report with the lines that were ticked, read again now. Recorded with the answers and the number of lines.

    Raises NotReady also if no line is ticked, or one of them says something else now; and as `prepare` does.
    """
    with access.reviewing(actor, ASKED_FOR) as read:
        found = _find(read, person_id)
        prepared = _prepare(read, found, answers)
    ticked = tuple(line for line in prepared.lines if line.line_id in line_ids)
    if not ticked or len(ticked) != len(set(line_ids)):
        raise NotReady
    about = _about(answers) | {"lines": len(prepared.lines), "lines_sent": len(ticked)}
    access.record(read, Entry(Action.MADE_SUBJECT_REPORT, [found.subject], about=about))
    sent = tuple(replace(line, for_officer="") for line in ticked)
    return SubjectReport(prepared.subject.case_id, sent, prepared.read_at)


@dataclass(frozen=True)
class _Found:
    """A person, and their row of `person`: None if they are no longer in the files."""

    subject: chain.Subject
    row: Row | None


def _prepare(read: Reading, found: _Found, answers: Answers) -> Prepared:
    subject = _subject(read, found)
    if answers.unanswered(is_child=subject.is_child) or answers.forbids(is_child=subject.is_child):
        raise NotReady
    if len(answers.agreed) > LONGEST_AGREED:
        raise NotReady
    whose, with_look_ups = subject.person_id, bool(answers.agreed.strip())
    restricted = past_of_person.restrictions(read, whose)
    if subject.is_restricted:
        return Prepared(subject, restricted, clock.now())
    held = held_lines(read, found.row) if found.row is not None else _no_longer_held(read, whose, with_look_ups)
    lines = (*held, *past_of_person.objections(read, whose), *past_of_person.decisions(read, whose), *restricted)
    if with_look_ups:
        lines += past_of_person.look_ups(read, whose)
    if subject.has_left:
        lines += (*left_the_files.kept(read, whose, with_audit=with_look_ups),)
    return Prepared(subject, tuple(dict.fromkeys(lines)), clock.now())


def _no_longer_held(read: Reading, person_id: str, with_look_ups: bool) -> tuple[Line, ...]:
    """That no service's record is held. Their details are left in the audit alone, and say that someone looked."""
    details = left_the_files.details(read, person_id) if with_look_ups else ()
    return (*details, Line(Part.SERVICES, "", "Records", Answered.NO_LONGER))


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


def _subject(read: Reading, found: _Found) -> Subject:
    whom = found.subject
    born = whom.date_of_birth
    is_child = born is None or age_on(clock.today(), born) < ADULT_AT
    # Whoever may be the person protects them.
    ids = person_ids.same_person(read.connection, whom.person_id) if found.row is None else (whom.person_id,)
    is_restricted = any(access.is_restricted(read.connection, one) for one in ids)
    return Subject(whom.person_id, whom.cms_id or "", is_child, is_restricted, found.row is None)


def _find_left(read: Reading, which: str, family_name: str, *, has_holder: bool) -> _Found:
    """Someone no longer in the files. `has_holder`: someone of another family name has the number there now."""
    try:
        found = _find(read, left_the_files.by_number(read, which, family_name))
    except NotFound:
        if not has_holder:
            raise
        access.refuse(read, NOT_TOGETHER)
    if has_holder and found.row is not None:
        access.refuse(read, NOT_TOGETHER)
    return found


def _find(read: Reading, person_id: str) -> _Found:
    """The person with this ID, in the files under any ID of theirs, or in what is kept. Raises NotFound."""
    ids = ids_of_one(read.connection, person_id)
    row = read.connection.execute(select(person).where(person.c.person_id.in_(ids))).first()
    if row is not None:
        return _Found(access.subject_of(row), row)
    return _Found(left_the_files.subject_of(read.connection, person_id), None)
