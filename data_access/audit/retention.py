"""Deletes old audit records when their retention ends, with a reason. A signed checkpoint then marks where the chain
begins.

The deletion is recorded before it begins. It is done in steps, each in one transaction with its checkpoint, so the tool
keeps working. If it stops midway, the chain still verifies and the deletion can be started again.
"""

import hmac
import json
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Connection, delete, func, insert, select

from config import clock
from config.council import Council
from config.progress import Tick, quiet
from data_access.audit.chain import FIRST_HASH, Action, Entry, Who, append_within, signing_key
from data_access.storage.app_tables import audit_event, audit_subject
from data_access.storage.audit_tables import audit_checkpoint, audit_flag, audit_person, day_figures
from data_access.storage.database import database_of
from data_access.storage.postgres_locks import PostgresLock, wait_for

AT_ONCE = 5_000
"""Records deleted in one transaction; all other writing waits for it."""


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


def count_before(council: Council, before: date) -> int:
    """How many records are from before that day in London."""
    with database_of(council).reading_app() as connection:
        return _last_before(connection, before) - read_start(connection).last_seq


def purge(council: Council, *, before: date, reason: str, by: str, tick: Tick = quiet) -> int:
    """Delete the records from before that day; recorded first. Returns how many there were.

    Raises ValueError if the day is not past (sessions need today's records) or there is no reason, and Unavailable.
    """
    if before >= clock.today():
        raise ValueError("The date must be before today: today's records are still needed.")
    if not reason.strip():
        raise ValueError("Give a reason, such as the council's retention period.")
    database = database_of(council)
    with database.writing() as connection:
        first, last = read_start(connection).last_seq, _last_before(connection, before)
        if last <= first:
            return 0
        about = {"before": before.isoformat(), "reason": reason, "first": first + 1, "last": last}
        append_within(connection, Who(by, "system"), [Entry(Action.PURGED_AUDIT, about=about)])
    for upto in [*range(first + AT_ONCE, last, AT_ONCE), last]:
        with database.writing() as connection:
            _delete_to(connection, upto, about)
        tick("Deleted", upto - first, last - first)
    with database.writing() as connection:
        # Without the lock, a name whose record is just being written would be deleted.
        wait_for(connection, PostgresLock.APPEND)
        in_record = select(audit_subject.c.person_id).where(audit_subject.c.person_id == audit_person.c.person_id)
        connection.execute(delete(audit_person).where(~in_record.exists()))
        connection.execute(delete(day_figures).where(day_figures.c.day < before))
    return last - first


def _last_before(connection: Connection, before: date) -> int:
    """The last record before the first one of that day or later. Nothing after it is deleted, even if a clock went
    wrong and a later record has an earlier time."""
    midnight = datetime.combine(before, time(), clock.LONDON)
    later = connection.scalar(select(func.min(audit_event.c.seq)).where(audit_event.c.at >= midnight))
    head = connection.scalar(select(func.max(audit_event.c.seq))) or 0
    return head if later is None else later - 1


def _delete_to(connection: Connection, upto: int, about: dict) -> None:
    if connection.dialect.name == "sqlite":
        # Otherwise deleted records stay readable in the file until they are overwritten.
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    last_hash = connection.scalar(select(audit_event.c.hash).where(audit_event.c.seq == upto))
    at = clock.now().isoformat(timespec="microseconds")
    checkpoint = {**about, "last_seq": upto, "last_hash": last_hash, "at": at}
    text = json.dumps(checkpoint, sort_keys=True, separators=(",", ":"))
    for table in (audit_subject, audit_flag, audit_event):
        connection.execute(delete(table).where(table.c.seq <= upto))
    connection.execute(delete(audit_checkpoint))
    row = {"only": 1, "last_seq": upto, "last_hash": last_hash, "text": text, "signature": _sign(text)}
    connection.execute(insert(audit_checkpoint).values(row))


def _sign(text: str) -> str:
    return hmac.new(signing_key(), f"checkpoint\n{text}".encode(), "sha256").hexdigest()
