"""Exports audit records as one text. The export is recorded before it returns."""

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import Connection

from data_access.accounts.sessions import Actor
from data_access.audit import chain
from data_access.audit.chain import Action, Entry
from data_access.oversight.audit_list import ASKED_FOR, filter_words, matching, read_records, subjects_of
from data_access.oversight.audit_records import AuditFilters, AuditRecord
from data_access.people import access
from data_access.storage.database import database_of

MOST_EXPORTED = 100_000
"""Only the newest records up to this number; choose fewer days to get the others."""
AT_ONCE = 1_000


def export_audit(actor: Actor, filters: AuditFilters, write: Callable[[Iterable[AuditRecord]], bytes]) -> bytes:
    """The matching records, newest first, at most MOST_EXPORTED, as written by `write`. Recorded before it returns.

    Raises NotSignedIn, WrongRole (recorded) or Unavailable.
    """
    access.require_role(actor, access.MAY_AUDIT, ASKED_FOR)
    database, number = database_of(actor.council), 0

    def counted(records: Iterable[AuditRecord]) -> Iterator[AuditRecord]:
        nonlocal number
        for record in records:
            number += 1
            yield record

    with database.reading_app() as connection:
        text = write(counted(_records(connection, filters)))
        subjects = subjects_of(connection, filters)
    about = {"filters": filter_words(filters), "records": number}
    chain.append(database, actor.who, [Entry(Action.EXPORTED_AUDIT, subjects, about=about)])
    return text


def _records(connection: Connection, filters: AuditFilters) -> Iterator[AuditRecord]:
    statement = matching(connection, filters).limit(MOST_EXPORTED)
    with connection.execution_options(yield_per=AT_ONCE).execute(statement) as rows:
        for batch in rows.partitions(AT_ONCE):
            yield from read_records(connection, batch)
