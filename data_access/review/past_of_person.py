"""What was done about one person in this tool, for a report to them: objections and answers, decisions, restrictions,
look-ups.

No worker and no one else is named, and no note is repeated: notes are written for colleagues.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from sqlalchemy import Connection, Row, select

from config import clock
from data_access.audit.chain import Action
from data_access.people.access import Reading
from data_access.people.match_decisions import ACCEPTED
from data_access.people.report_states import REPORTS, decision_of
from data_access.review.known_as import ids_of_one
from data_access.review.subject_report_values import Decided, Line, LookUps, Objection, Part, Restriction
from data_access.storage.app_tables import (
    audit_event,
    audit_subject,
    match_decision,
    problem_report,
    restricted_person,
)
from data_access.values import ReportKind

LOOKED_UP = (
    Action.SHOWN_INDIVIDUALS,
    Action.VIEWED_PERSON,
    Action.VIEWED_SERVICE,
    Action.COPIED_CONTACTS,
    Action.COPIED_FOR_CASE_FILE,
)
"""The actions of workers that count as looking a person up."""


def objections(read: Reading, person_id: str) -> tuple[Line, ...]:
    """The records of the person that a worker said are not right, and the answer, oldest first."""
    ids = ids_of_one(read.connection, person_id)
    rows = read.connection.execute(REPORTS.where(problem_report.c.person_id.in_(ids)).order_by(problem_report.c.number))
    lines = []
    for row in rows:
        answered_at = row.settled_at or row.marked_at
        objection = Objection(ReportKind(row.kind), row.reported_at, decision_of(row), answered_at)
        lines.append(Line(Part.OBJECTIONS, read.council.title_of(row.service_id), "A record", objection, row.number))
    return tuple(lines)


def decisions(read: Reading, person_id: str) -> tuple[Line, ...]:
    """Whether a record is the person's, as a data officer decided last, oldest first."""
    ids = ids_of_one(read.connection, person_id)
    of_person = select(match_decision).where(match_decision.c.person_id.in_(ids))
    rows = read.connection.execute(of_person.order_by(match_decision.c.number))
    latest = {(row.source_id, row.source_key): row for row in rows}
    return tuple(
        Line(
            Part.DECISIONS,
            read.council.title_of(row.source_id),
            "A record",
            Decided(row.decision == ACCEPTED, row.decided_at),
            row.number,
            "" if row.decision == ACCEPTED else "it may say that someone else is known there",
        )
        for row in latest.values()
    )


def restrictions(read: Reading, person_id: str) -> tuple[Line, ...]:
    """The times in which the person was restricted, oldest first. The reason is for the officer alone."""
    connection = read.connection
    ids = ids_of_one(connection, person_id)
    is_restricted = select(restricted_person).where(restricted_person.c.person_id.in_(ids))
    now = connection.execute(is_restricted.order_by(restricted_person.c.marked_at)).first()
    lines, since, reason = [], None, ""
    for at, action, about in _changes(connection, ids):
        if action == Action.RESTRICTED_PERSON.value:
            since, reason = since or at, about.get("reason", "")
        elif since is not None:
            lines.append(_restriction(since, at, reason))
            since = None
    if now is not None:
        lines.append(_restriction(since or now.marked_at, None, now.reason))
    return tuple(lines)


def _restriction(since: datetime, until: datetime | None, reason: str) -> Line:
    return Line(Part.RESTRICTIONS, "", "Restricted", Restriction(since, until), for_officer=reason)


def _changes(connection: Connection, ids: set[str]) -> Iterator[tuple[datetime, str, dict]]:
    """When a restriction of one of these IDs was made or removed, with what was recorded of it, oldest first."""
    actions = (Action.RESTRICTED_PERSON.value, Action.UNRESTRICTED_PERSON.value)
    of_action = select(audit_event.c.at, audit_event.c.action, audit_event.c.record).order_by(audit_event.c.seq)
    for row in connection.execute(of_action.where(audit_event.c.action.in_(actions))):
        about = json.loads(row.record)["about"]
        if {about.get("person_id"), *about.get("other_ids", ())} & ids:
            yield row.at, row.action, about


def look_ups(read: Reading, person_id: str) -> tuple[Line, ...]:
    """By month, oldest first: which roles looked the person up, on how many days, and which services were opened."""
    ids = ids_of_one(read.connection, person_id)
    columns = audit_event.c.at, audit_event.c.service_id, audit_event.c.record
    events = select(*columns).join(audit_subject)
    is_look_up = audit_event.c.action.in_([one.value for one in LOOKED_UP])
    rows = read.connection.execute(events.where(audit_subject.c.person_id.in_(ids), is_look_up))
    months: dict[date, list[Row]] = defaultdict(list)
    for row in rows:
        months[_day(row).replace(day=1)].append(row)
    return tuple(
        Line(Part.LOOK_UPS, "", "Looked up", _of_month(month, months[month], read.council.titles))
        for month in sorted(months)
    )


def _day(row: Row) -> date:
    return row.at.astimezone(clock.LONDON).date()


def _of_month(month: date, rows: Iterable[Row], titles: dict[str, str]) -> LookUps:
    opened = {row.service_id for row in rows if row.service_id}
    return LookUps(
        month,
        tuple(sorted({json.loads(row.record)["role"] for row in rows})),
        len({_day(row) for row in rows}),
        tuple(title for service_id, title in titles.items() if service_id in opened),
    )
