"""Spot checks: accesses selected at random, for a manager to check whether each was justified. Recorded."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from random import SystemRandom

from sqlalchemy import Connection, Row, func, insert, select, update

from config import clock
from data_access.accounts.sessions import Actor
from data_access.audit import chain
from data_access.audit.chain import Action, Entry
from data_access.errors import NotFound
from data_access.oversight.audit_filters import days_conditions
from data_access.oversight.audit_list import named_in, read_records
from data_access.oversight.audit_records import AuditRecord
from data_access.oversight.audit_restricted import changed_for, hidden_from
from data_access.people import access
from data_access.storage.app_tables import audit_event
from data_access.storage.audit_tables import spot_check, spot_check_access
from data_access.storage.database import database_of

ASKED_FOR = "spot checks"
ACCESSES = (
    Action.SEARCHED,
    Action.SHOWN_INDIVIDUALS,
    Action.LISTED_UNDER_COVER,
    Action.VIEWED_PERSON,
    Action.VIEWED_SERVICE,
    Action.LISTED_CONTACTS,
    Action.COPIED_CONTACTS,
    Action.COPIED_FOR_CASE_FILE,
    Action.CONFIRMED_FAMILY,
)
"""The actions that count as an access: someone was searched for, shown in a list, or opened."""
MOST_DRAWN = 50
SHOWN = 50
LONGEST_NOTE = 500
OUTCOMES = ("as_expected", "to_follow_up", "not_justified")
_random = SystemRandom()


@dataclass(frozen=True)
class SpotCheck:
    """A spot check in the list. `waiting` is how many of its `accesses` are still to check."""

    number: int
    drawn_by: str
    drawn_at: datetime
    first_day: date
    last_day: date
    accesses: int
    waiting: int


@dataclass(frozen=True)
class CheckedAccess:
    """One access of a spot check. `record` is None if its retention has ended; `outcome` is "" until it is checked."""

    seq: int
    record: AuditRecord | None
    outcome: str
    note: str
    noted_by: str
    noted_at: datetime | None


def draw(actor: Actor, *, number: int, first_day: date, last_day: date) -> int | None:
    """Select `number` accesses of these days (London, both included) at random, each equally likely; recorded.

    Returns the number of the spot check, or None, with nothing saved, if there was no access in those days. Selects
    fewer if there were fewer. Raises ValueError for a number outside 1 to MOST_DRAWN, and NotSignedIn, WrongRole
    (recorded) or Unavailable.
    """
    access.require_role(actor, access.MAY_AUDIT, ASKED_FOR)
    if not 1 <= number <= MOST_DRAWN:
        raise ValueError(f"The number of accesses must be from 1 to {MOST_DRAWN}.")
    database = database_of(actor.council)
    with database.reading_app() as connection:
        seqs = _select_at_random(connection, number, first_day, last_day)
    if not seqs:
        return None
    row = {"drawn_by": actor.username, "drawn_at": clock.now(), "first_day": first_day, "last_day": last_day}
    with database.writing() as connection:
        check = connection.scalar(insert(spot_check).values(row).returning(spot_check.c.number))
        connection.execute(insert(spot_check_access), [{"number": check, "seq": seq} for seq in seqs])
        days = {"first_day": first_day.isoformat(), "last_day": last_day.isoformat()}
        about = {"check": check, "drawn": seqs, **days}
        chain.append_within(connection, actor.who, [Entry(Action.DREW_SPOT_CHECK, about=about)])
    return check


def list_checks(actor: Actor) -> list[SpotCheck]:
    """The newest spot checks, without names. Raises NotSignedIn, WrongRole (recorded) or Unavailable."""
    access.require_role(actor, access.MAY_AUDIT, ASKED_FOR)
    waiting = func.count() - func.count(spot_check_access.c.outcome)
    counted = (func.count().label("accesses"), waiting.label("waiting"))
    checks = (
        select(spot_check, *counted)
        .join(spot_check_access, spot_check_access.c.number == spot_check.c.number)
        .group_by(*spot_check.c)
        .order_by(spot_check.c.number.desc())
        .limit(SHOWN)
    )
    with database_of(actor.council).reading_app() as connection:
        return [SpotCheck(**row._mapping) for row in connection.execute(checks)]


def get_check(actor: Actor, number: int) -> list[CheckedAccess]:
    """The accesses of a spot check, oldest first; recorded before it returns. Raises NotFound, and as `list_checks`."""
    access.require_role(actor, access.MAY_AUDIT, ASKED_FOR)
    database = database_of(actor.council)
    accesses = select(spot_check_access).where(spot_check_access.c.number == number).order_by(spot_check_access.c.seq)
    with database.reading_app() as connection:
        rows = connection.execute(accesses).all()
        if not rows:
            raise NotFound
        columns = (audit_event.c.seq, audit_event.c.at, audit_event.c.record)
        events = connection.execute(select(*columns).where(audit_event.c.seq.in_([row.seq for row in rows]))).all()
        hidden = hidden_from(actor)
        records = {record.seq: record for record in read_records(connection, events, hidden)}
        changed = changed_for(connection, hidden, [json.loads(event.record) for event in events])
    chain.append(database, actor.who, [Entry(Action.READ_AUDIT, named_in(records.values()), about={"check": number})])
    return [_checked_access(row, records.get(row.seq), is_changed=row.seq in changed) for row in rows]


def save_outcome(actor: Actor, number: int, seq: int, *, outcome: str, note: str) -> None:
    """Save the outcome for one access. A later outcome replaces it; both are recorded.

    Raises ValueError for an unknown outcome or for the manager's own access, NotFound, and as `list_checks`.
    """
    access.require_role(actor, access.MAY_AUDIT, ASKED_FOR)
    if outcome not in OUTCOMES:
        raise ValueError(f"The outcome must be one of: {', '.join(OUTCOMES)}.")
    this_one = (spot_check_access.c.number == number) & (spot_check_access.c.seq == seq)
    tidy_note = " ".join(note.split())[:LONGEST_NOTE]
    values = {"outcome": outcome, "note": tidy_note, "noted_by": actor.username, "noted_at": clock.now()}
    with database_of(actor.council).writing() as connection:
        worker = connection.scalar(select(audit_event.c.username).where(audit_event.c.seq == seq))
        if worker == actor.username:
            raise ValueError("You cannot save an outcome for your own access.")
        if not connection.execute(update(spot_check_access).where(this_one).values(values)).rowcount:
            raise NotFound
        about = {"check": number, "record": seq, "outcome": outcome, "note": tidy_note}
        chain.append_within(connection, actor.who, [Entry(Action.NOTED_OUTCOME, about=about)])


def _select_at_random(connection: Connection, number: int, first_day: date, last_day: date) -> list[int]:
    """Record numbers of accesses of these days. Any record is picked, and kept if it is an access, which is faster than
    counting them."""
    days = days_conditions(audit_event.c.at, first_day, last_day)
    accesses = audit_event.c.action.in_([action.value for action in ACCESSES])
    oldest = select(audit_event.c.seq).where(*days).order_by(audit_event.c.at, audit_event.c.seq).limit(1)
    newest = select(audit_event.c.seq).where(*days).order_by(audit_event.c.at.desc(), audit_event.c.seq.desc()).limit(1)
    first, last = connection.scalar(oldest), connection.scalar(newest)
    if first is None or last is None:
        return []
    found: set[int] = set()
    for _ in range(20):
        tried = [_random.randint(min(first, last), max(first, last)) for _ in range(number * 5)]
        hits = set(connection.scalars(select(audit_event.c.seq).where(audit_event.c.seq.in_(tried), accesses, *days)))
        found |= set(
            list(dict.fromkeys(seq for seq in tried if seq in hits and seq not in found))[: number - len(found)]
        )
        if len(found) == number:
            return sorted(found)
    # So few of these days' records are accesses that all of them can be read.
    all_seqs = list(connection.scalars(select(audit_event.c.seq).where(accesses, *days)))
    return sorted(_random.sample(all_seqs, min(number, len(all_seqs))))


def _checked_access(row: Row, record: AuditRecord | None, *, is_changed: bool) -> CheckedAccess:
    """A note on a record of which a part is hidden may name who is."""
    note = "" if is_changed else row.note or ""
    return CheckedAccess(row.seq, record, row.outcome or "", note, row.noted_by or "", row.noted_at)
