"""Old audit records deleted after their retention, with a reason. A signed checkpoint says where the chain begins then.

The deletion is itself recorded before it begins. It is done in slices, each with its checkpoint in one transaction: the
tool goes on working, and one that was stopped midway verifies and can be started again.
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
"""Records deleted in one transaction: others wait for it."""


@dataclass(frozen=True)
class Start:
    """What the first record that is kept must follow. `is_signed` is False where the checkpoint was tampered with."""

    last_seq: int = 0
    last_hash: str = FIRST_HASH
    is_signed: bool = True


def read_start(connection: Connection) -> Start:
    """The beginning of the chain: the very first record, or what the last purge left."""
    row = connection.execute(select(audit_checkpoint)).one_or_none()
    if row is None:
        return Start()
    said = json.loads(row.text)
    signed = hmac.compare_digest(row.signature, _sign(row.text))
    return Start(row.last_seq, row.last_hash, signed and said["last_seq"] == row.last_seq
                 and said["last_hash"] == row.last_hash)  # fmt: skip


def count_before(council: Council, before: date) -> int:
    """How many records are older than that day in London."""
    with database_of(council).reading_app() as connection:
        return _last_before(connection, before) - read_start(connection).last_seq


def purge(council: Council, *, before: date, reason: str, by: str, tick: Tick = quiet) -> int:
    """Delete the records older than that day; recorded first. Returns how many there were.

    Raises ValueError for a day that is not past (what sessions rest on must stay) or no reason, and Unavailable.
    """
    if before >= clock.today():
        raise ValueError("The date must be before today: records of today are still needed.")
    if not reason.strip():
        raise ValueError("Give the reason, such as the retention period of the council.")
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
        # Else somebody who is being named at this moment would be taken away before their record is there to be seen.
        wait_for(connection, PostgresLock.APPEND)
        named = select(audit_subject.c.person_id).where(audit_subject.c.person_id == audit_person.c.person_id)
        connection.execute(delete(audit_person).where(~named.exists()))
        connection.execute(delete(day_figures).where(day_figures.c.day < before))
    return last - first


def _last_before(connection: Connection, before: date) -> int:
    """The last record before the first one of that day or later: never one in the middle, however a clock went."""
    midnight = datetime.combine(before, time(), clock.LONDON)
    later = connection.scalar(select(func.min(audit_event.c.seq)).where(audit_event.c.at >= midnight))
    head = connection.scalar(select(func.max(audit_event.c.seq))) or 0
    return head if later is None else later - 1


def _delete_to(connection: Connection, upto: int, about: dict) -> None:
    if connection.dialect.name == "sqlite":
        # Else what was deleted stays readable in the file until something is written over it.
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    last_hash = connection.scalar(select(audit_event.c.hash).where(audit_event.c.seq == upto))
    at = clock.now().isoformat(timespec="microseconds")
    words = {**about, "last_seq": upto, "last_hash": last_hash, "at": at}
    text = json.dumps(words, sort_keys=True, separators=(",", ":"))
    for table in (audit_subject, audit_flag, audit_event):
        connection.execute(delete(table).where(table.c.seq <= upto))
    connection.execute(delete(audit_checkpoint))
    row = {"only": 1, "last_seq": upto, "last_hash": last_hash, "text": text, "signature": _sign(text)}
    connection.execute(insert(audit_checkpoint).values(row))


def _sign(text: str) -> str:
    return hmac.new(signing_key(), f"checkpoint\n{text}".encode(), "sha256").hexdigest()
