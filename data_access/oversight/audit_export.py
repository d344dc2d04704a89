"""Exports audit records as one text. The export is recorded before it returns."""

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import Connection

from data_access.accounts.sessions import Actor
from data_access.audit import chain
from data_access.audit.chain import Action, Entry, Subject
from data_access.oversight.audit_list import ASKED_FOR, filter_words, list_of, matching, named_in, subjects_of
from data_access.oversight.audit_records import AuditFilters, AuditRecord
from data_access.oversight.audit_restricted import Hidden, hidden_from
from data_access.people import access
from data_access.storage.database import database_of

MOST_EXPORTED = 100_000
"""Only the newest records up to this number; choose fewer days to get the others."""
AT_ONCE = 1_000
MOST_NAMED = 500
"""People named in one record of an export."""


def export_audit(actor: Actor, filters: AuditFilters, write: Callable[[Iterable[AuditRecord]], bytes]) -> bytes:
    """The matching records, newest first, at most MOST_EXPORTED, as written by `write`.

    Recorded before it returns, with the filters, the range of records, and everyone named.

    Raises NotSignedIn, WrongRole (recorded) or Unavailable.
    """
    access.require_role(actor, access.MAY_READ_AUDIT, ASKED_FOR)
    database, hidden = database_of(actor.council), hidden_from(actor)
    number, first, last = 0, [], []
    with database.reading_app() as connection:
        named = dict.fromkeys(subjects_of(connection, filters, hidden))

        def noted(records: Iterable[AuditRecord]) -> Iterator[AuditRecord]:
            nonlocal number, first, last
            for record in records:
                number, first, last = number + 1, first or [record.seq], [record.seq]
                named.update(dict.fromkeys(named_in([record])))
                yield record

        text = write(noted(_records(connection, filters, hidden)))
    about = {"filters": filter_words(filters), "records": number, "first": first, "last": last}
    entries = [Entry(Action.EXPORTED_AUDIT, some, about=about) for some in _batches(list(named))]
    chain.append(database, actor.who, entries)
    return text


def _batches(subjects: list[Subject]) -> list[list[Subject]]:
    """Everyone named, as many as one record names; one empty batch for no one."""
    starts = range(0, max(1, len(subjects)), MOST_NAMED)
    return [subjects[start : start + MOST_NAMED] for start in starts]


def _records(connection: Connection, filters: AuditFilters, hidden: Hidden) -> Iterator[AuditRecord]:
    statement = matching(connection, filters, hidden).limit(MOST_EXPORTED)
    with connection.execution_options(yield_per=AT_ONCE).execute(statement) as rows:
        for batch in rows.partitions(AT_ONCE):
            yield from list_of(connection, batch, hidden, filters)
