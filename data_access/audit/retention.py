"""Deletes old audit records when their retention ends, with a reason. A signed checkpoint then marks where the chain
begins.

The deletion is recorded before it begins. It is done in steps, each in one transaction with its checkpoint, so the tool
keeps working. If it stops midway, the chain still verifies and the deletion can be started again.
"""

import hmac
import json
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, case, delete, func, insert, select

from config import clock
from config.council import Council
from config.progress import Tick, quiet
from data_access.audit import name_index
from data_access.audit.chain import FIRST_HASH, Action, Entry, Who, append_within, signing_key
from data_access.storage.app_tables import (
    address_turn,
    audit_event,
    audit_subject,
    failed_tries,
    kept_place,
    second_step,
    session_end,
    sign_in_failure,
    sign_in_ticket,
    worker_session,
)
from data_access.storage.audit_tables import (
    audit_checkpoint,
    audit_flag,
    day_figures,
    download_ticket,
    spot_check,
    spot_check_access,
)
from data_access.storage.database import database_of
from data_access.storage.postgres_locks import PostgresLock, wait_for
from data_access.storage.research_tables import research_reported, research_setup, research_variation

AT_ONCE = 2_000
"""Records deleted in one transaction; all other writing waits for it."""

TRUSTED = 100
"""A record dated within its retention is deleted only if at least so many older ones come after it: then its date must
be wrong, and not theirs."""
LONGEST_SESSION = timedelta(hours=12)
"""A session that was never ended is certainly over after this (accounts/sessions.py, HARD_LIMIT)."""


@dataclass(frozen=True)
class Start:
    """The record that the first remaining one must follow. `is_signed` is False if the checkpoint was tampered with."""

    last_seq: int = 0
    last_hash: str = FIRST_HASH
    is_signed: bool = True


def read_start(connection: Connection) -> Start:
    """The beginning of the chain: the very first record, or the checkpoint of the last purge."""
    row = connection.execute(select(audit_checkpoint)).one_or_none()
    if row is None:
        return Start()
    checkpoint = json.loads(row.text)
    signed = hmac.compare_digest(row.signature, _sign(row.text))
    return Start(row.last_seq, row.last_hash, signed and checkpoint["last_seq"] == row.last_seq
                 and checkpoint["last_hash"] == row.last_hash)  # fmt: skip


@dataclass(frozen=True)
class Purge:
    """What a purge deletes, or has deleted: `number` records from `first` to `last`; none if `number` is 0.

    `dated_later` of them have the date of a later day, because a clock was wrong: the records after them show that they
    are older. `left` records have an earlier date and stay, from `first_left` (None if `left` is 0): records of a later
    day come before them, and the order of the records counts.
    """

    first: int
    last: int
    dated_later: int = 0
    left: int = 0
    first_left: int | None = None

    @property
    def number(self) -> int:
        return max(0, self.last - self.first + 1)


def plan_purge(council: Council, before: date) -> Purge:
    """What a purge of the records from before that day in London would delete. Raises Unavailable."""
    with database_of(council).reading_app() as connection:
        return _plan(connection, before)


def purge(council: Council, *, before: date, reason: str, by: str, tick: Tick = quiet) -> Purge:
    """Delete the records from before that day; recorded first. Returns what was deleted.

    What only helps to find or count these records goes with them, and what is kept of sessions and sign-ins of these
    days (`_delete_the_rest`), also if there is no such record.
    Raises ValueError if the day is not past (sessions need today's records) or there is no reason, and Unavailable.
    """
    if before >= clock.today():
        raise ValueError("The date must be before today: today's records are still needed.")
    if not reason.strip():
        raise ValueError("Give a reason, such as the council's retention period.")
    database = database_of(council)
    with database.writing() as connection:
        plan = _plan(connection, before)
        about = {"before": before.isoformat(), "reason": reason, "first": plan.first, "last": plan.last}
        about |= {name: getattr(plan, name) for name in ("dated_later", "left") if getattr(plan, name)}
        if plan.number:
            append_within(connection, Who(by, "system"), [Entry(Action.PURGED_AUDIT, about=about)])
    done = plan.first - 1
    for upto in [*range(done + AT_ONCE, plan.last, AT_ONCE), plan.last] if plan.number else []:
        with database.writing() as connection:
            _delete_to(connection, upto, about)
        tick("Deleted", upto - done, plan.number)
    with database.writing() as connection:
        _delete_the_rest(connection, before)
    return plan


def _plan(connection: Connection, before: date) -> Purge:
    """Records are deleted by their order, never by their date alone, because a clock may have been wrong.

    The last to go is the one up to which most are from before that day, where each of a later day counts against it as
    much as TRUSTED earlier ones. One that is dated in the future is certainly wrong, and does not count.
    """
    first, midnight = read_start(connection).last_seq + 1, clock.midnight(before)
    at, seq = audit_event.c.at, audit_event.c.seq
    is_before = at < midnight
    weight = case((is_before, 1 + TRUSTED), else_=TRUSTED)
    score = func.sum(weight).over(order_by=seq) - TRUSTED * (seq - first + 1)
    scored = select(seq, is_before.label("is_before"), score.label("score")).where(is_before | (at > clock.now()))
    scored = scored.subquery()
    best = select(scored.c.seq).where(scored.c.is_before, scored.c.score > 0)
    last = connection.scalar(best.order_by(scored.c.score.desc(), scored.c.seq).limit(1)) or first - 1
    later = connection.scalar(select(func.count()).where(seq <= last, ~is_before)) or 0
    left, first_left = connection.execute(select(func.count(), func.min(seq)).where(seq > last, is_before)).one()
    return Purge(first, last, later, left, first_left)


def _delete_to(connection: Connection, upto: int, about: dict) -> None:
    _delete_for_good(connection)
    # Without the lock, a name whose record is just being written would be deleted.
    wait_for(connection, PostgresLock.APPEND)
    last_hash = connection.scalar(select(audit_event.c.hash).where(audit_event.c.seq == upto))
    at = clock.now().isoformat(timespec="microseconds")
    checkpoint = {**about, "last_seq": upto, "last_hash": last_hash, "at": at}
    text = json.dumps(checkpoint, sort_keys=True, separators=(",", ":"))
    for table in (audit_subject, audit_flag, audit_event):
        connection.execute(delete(table).where(table.c.seq <= upto))
    name_index.make_again(connection, upto)
    connection.execute(delete(audit_checkpoint))
    row = {"only": 1, "last_seq": upto, "last_hash": last_hash, "text": text, "signature": _sign(text)}
    connection.execute(insert(audit_checkpoint).values(row))


def _delete_for_good(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        # Otherwise what was deleted stays readable in the file until it is overwritten.
        connection.exec_driver_sql("PRAGMA secure_delete = ON")


def _delete_the_rest(connection: Connection, before: date) -> None:
    """Delete what else is kept of days before this: sessions, sign-ins, tickets, counts, and spot checks."""
    _delete_for_good(connection)
    midnight = clock.midnight(before)
    ended = worker_session.c.ended_at.is_not(None) | (worker_session.c.started_at < clock.now() - LONGEST_SESSION)
    old = select(worker_session.c.session_id).where(worker_session.c.started_at < midnight, ended)
    for table in (kept_place, session_end, research_setup, research_variation, research_reported, worker_session):
        connection.execute(delete(table).where(table.c.session_id.in_(old)))
    for table in (sign_in_ticket, download_ticket, second_step):
        connection.execute(delete(table).where(table.c.made_at < midnight))
    for table in (sign_in_failure, address_turn):
        connection.execute(delete(table).where(table.c.last_at < midnight))
    connection.execute(delete(failed_tries).where(failed_tries.c.minute < midnight))
    checks = select(spot_check.c.number).where(spot_check.c.drawn_at < midnight)
    for table in (spot_check_access, spot_check):
        connection.execute(delete(table).where(table.c.number.in_(checks)))
    connection.execute(delete(day_figures).where(day_figures.c.day < before))


def _sign(text: str) -> str:
    return hmac.new(signing_key(), f"checkpoint\n{text}".encode(), "sha256").hexdigest()
