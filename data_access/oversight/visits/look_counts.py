"""What is counted above the list: who looked at one person on which day, and the visits with each flag.

Of one worker nothing is counted: councils promised their staff that the tool would not measure their work.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

from sqlalchemy import Connection, select

from config import clock
from data_access.accounts.sessions import Actor
from data_access.audit import chain
from data_access.audit.chain import Action, Entry
from data_access.oversight.audit_filters import FLAG_GROUPS, FROM_NEWEST, filter_words
from data_access.oversight.audit_list import ASKED_FOR, names_of, subjects_of
from data_access.oversight.audit_records import AuditFilters, DayLooks, LookCounts, Place
from data_access.oversight.audit_restricted import Hidden, hidden_from
from data_access.oversight.visits.grouping import LOOKS, Visit
from data_access.oversight.visits.visit_list import walk
from data_access.people import access
from data_access.storage.app_tables import audit_event
from data_access.storage.database import database_of

USUAL_DAYS = 28
"""Counted where no days are chosen: four weeks, today included."""
MOST_FLAGGED = 50
MOST_LOOKS = 1_000
_OFFICERS = frozenset((Action.VIEWED_MATCH.value, Action.VIEWED_REPORT.value))
_OPENED = frozenset((Action.VIEWED_PERSON.value, Action.VIEWED_SERVICE.value)) | _OFFICERS
_LOOKS = LOOKS | _OFFICERS


def count_visits(actor: Actor, filters: AuditFilters) -> LookCounts:
    """The counts for these filters; recorded before they return.

    Without days, those of the last USUAL_DAYS days. Raises ValueError if the filters name a worker, and NotSignedIn,
    WrongRole (recorded) or Unavailable.
    """
    access.require_role(actor, access.MAY_READ_AUDIT, ASKED_FOR)
    if filters.username:
        raise ValueError("Nothing is counted of one worker.")
    filters = within_days(filters)
    database, hidden = database_of(actor.council), hidden_from(actor)
    with database.reading_app() as connection:
        flags = {group: _number_of(connection, replace(filters, flag=group, action=""), hidden)
                 for group in FLAG_GROUPS}  # fmt: skip
        found = list(islice(walk(connection, filters, hidden, FROM_NEWEST), MOST_LOOKS)) if filters.person_id else []
        looks = _by_day(connection, found)
        asked_for = subjects_of(connection, filters, hidden)
    about = {"filters": filter_words(filters), "counted": True}
    chain.append(database, actor.who, [Entry(Action.READ_AUDIT, asked_for, about=about)])
    return LookCounts(filters, flags, looks, is_cut=len(found) == MOST_LOOKS)


def within_days(filters: AuditFilters) -> AuditFilters:
    """The filters with the days that are counted where none are chosen.

    >>> within_days(AuditFilters(last_day=date(2026, 11, 28))).first_day
    datetime.date(2026, 11, 1)
    """
    last_day = filters.last_day or clock.today()
    first_day = filters.first_day or last_day - timedelta(days=USUAL_DAYS - 1)
    return replace(filters, first_day=first_day, last_day=last_day)


def _number_of(connection: Connection, filters: AuditFilters, hidden: Hidden) -> int:
    return len(list(islice(walk(connection, filters, hidden, FROM_NEWEST), MOST_FLAGGED)))


def _by_day(connection: Connection, found: Iterable[tuple[Visit, Place]]) -> tuple[DayLooks, ...]:
    """The looks of each worker on each day (London). Reading the audit and other records that are no look are left
    out."""
    looks = [(visit, place) for visit, place in found if any(step.action in _LOOKS for step in visit.steps)]
    seqs = [place[1] for _, place in looks]
    of_records = select(audit_event.c.seq, audit_event.c.username).where(audit_event.c.seq.in_(seqs))
    usernames = dict(connection.execute(of_records).all())
    counted: Counter[tuple[date, str, bool]] = Counter()
    for visit, (at, seq) in looks:
        day = at.astimezone(clock.LONDON).date()
        counted[day, usernames[seq], any(step.action in _OPENED for step in visit.steps)] += 1
    names = names_of(connection, usernames.values())
    pairs = sorted({(day, username) for day, username, _ in counted})
    return tuple(
        DayLooks(day, username, names.get(username, ""), counted[day, username, True], counted[day, username, False])
        for day, username in pairs
    )
