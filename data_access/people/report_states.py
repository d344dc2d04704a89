"""What was reported as not right about a person's records, and what a data officer decided, as workers see it."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, and_, bindparam, select

from config import clock
from data_access.accounts.sessions import Actor
from data_access.people import person_ids
from data_access.people.access import Reading
from data_access.storage.app_tables import problem_report, worker_session, wrong_record
from data_access.values import ReportKind, ReportOutcome, ReportState

TOLD_FOR = timedelta(days=30)
"""For so long the worker who made a report reads beside the record that it was right after all."""
WITHDRAWN = "Withdrawn by the worker who reported it"
"""Kept as the outcome of a report that its worker took back. Stored, so it never changes."""
REPORTS = select(problem_report, wrong_record.c.marked_at).outerjoin(wrong_record)
_OWN_AND_SETTLED = and_(
    problem_report.c.reported_by == bindparam("reader"),
    problem_report.c.settled_at > bindparam("settled_since"),
    problem_report.c.outcome != WITHDRAWN,
)
# Built once: asked with each page of a person.
_THAT_COUNT = REPORTS.where(
    problem_report.c.person_id.in_(person_ids.IDS_OF_ONE), problem_report.c.settled_at.is_(None) | _OWN_AND_SETTLED
).order_by(problem_report.c.number)


def report_states(read: Reading, person_id: str) -> dict[str, tuple[ReportState, ...]]:
    """The reports that count now, by service ID, oldest first: the open ones, and the reader's own that a data officer
    settled in the last 30 days. In a research session none: what its participant reported is in its set-up."""
    if read.is_apart:
        return {}
    asked = {
        "one": person_id,
        "reader": read.actor.username,
        "settled_since": clock.now() - TOLD_FOR,
    }
    rows = read.connection.execute(_THAT_COUNT, asked).all()
    since = session_start(read.connection, read.actor) if rows else None
    found: dict[str, tuple[ReportState, ...]] = {}
    for row in rows:
        found[row.service_id] = (*found.get(row.service_id, ()), _state(row, read.actor, since))
    return found


def session_start(connection: Connection, actor: Actor) -> datetime | None:
    """When the actor's session began. An account has one session at a time, so what it did since it did in this one."""
    this_one = worker_session.c.session_id == actor.session_id
    return connection.scalar(select(worker_session.c.started_at).where(this_one))


def decision_of(row: Row) -> ReportOutcome | None:
    """What a data officer decided on a row of `REPORTS`; None before that, and if the worker took it back."""
    if row.outcome == WITHDRAWN:
        return None
    return ReportOutcome.RIGHT if row.settled_at else ReportOutcome.WRONG if row.marked_at else None


def _state(row: Row, actor: Actor, since: datetime | None) -> ReportState:
    decided = decision_of(row)
    is_own = row.reported_by == actor.username
    may_undo = is_own and decided is None and since is not None and row.reported_at >= since
    decided_at = row.settled_at or row.marked_at
    return ReportState(row.number, ReportKind(row.kind), row.reported_at, is_own, may_undo, decided, decided_at)
