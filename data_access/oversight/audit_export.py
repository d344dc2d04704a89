"""Exports the audit by visit as one text. The export is recorded before it returns."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from sqlalchemy import Connection

from data_access.accounts.sessions import Actor
from data_access.audit import chain
from data_access.audit.chain import Action, Entry, Subject
from data_access.oversight.audit_filters import FROM_NEWEST, check_reason, counts_words
from data_access.oversight.audit_list import ASKED_FOR, named_in, subjects_of
from data_access.oversight.audit_records import AuditFilters, AuditRecord
from data_access.oversight.audit_restricted import Hidden, hidden_from
from data_access.oversight.visits.visit_list import records_of, walk
from data_access.people import access
from data_access.storage.database import database_of

MOST_EXPORTED = 100_000
"""Only the newest records up to this number; choose fewer days to get the others."""
AT_ONCE = 500
MOST_NAMED = 500
"""People named in one record of an export."""


def export_audit(
    actor: Actor, filters: AuditFilters, write: Callable[[Iterable[tuple[int, AuditRecord]]], bytes]
) -> bytes:
    """The records of the matching visits, newest first, at most MOST_EXPORTED, as written by `write`, each with the
    number of its visit.

    Recorded before it returns, with the filters, the range of records, and everyone named.

    Raises ValueError without a reason for a worker's visits, NotSignedIn, WrongRole (recorded) or Unavailable.
    """
    access.require_role(actor, access.MAY_READ_AUDIT, ASKED_FOR)
    check_reason(filters)
    database, hidden = database_of(actor.council), hidden_from(actor)
    seqs: list[int] = []
    with database.reading_app() as connection:
        named = dict.fromkeys(subjects_of(connection, filters, hidden))

        def noted(records: Iterable[tuple[int, AuditRecord]]) -> Iterator[tuple[int, AuditRecord]]:
            for visit, record in records:
                seqs.append(record.seq)
                named.update(dict.fromkeys(named_in([record])))
                yield visit, record

        text = write(noted(islice(_records(connection, filters, hidden), MOST_EXPORTED)))
    about = counts_words(filters, seqs)
    entries = [Entry(Action.EXPORTED_AUDIT, some, about=about) for some in _batches(list(named))]
    chain.append(database, actor.who, entries)
    return text


def _batches(subjects: list[Subject]) -> list[list[Subject]]:
    """Everyone named, as many as one record names; one empty batch for no one."""
    starts = range(0, max(1, len(subjects)), MOST_NAMED)
    return [subjects[start : start + MOST_NAMED] for start in starts]


def _records(connection: Connection, filters: AuditFilters, hidden: Hidden) -> Iterator[tuple[int, AuditRecord]]:
    visits = (visit for visit, _ in walk(connection, filters, hidden, FROM_NEWEST, at_once=AT_ONCE))
    while some := list(islice(visits, AT_ONCE)):
        yield from records_of(connection, some, hidden, filters)
