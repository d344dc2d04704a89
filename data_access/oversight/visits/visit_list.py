"""The audit by visit, as managers read it: a page at a time, and one visit with all its records. Recorded first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, islice

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from data_access.accounts.sessions import Actor
from data_access.audit import chain
from data_access.audit.chain import Action, Entry
from data_access.errors import NotFound
from data_access.oversight.audit_filters import COLUMNS, Start, check_reason, counts_words, matching
from data_access.oversight.audit_list import ASKED_FOR, distinct, list_of, named_in, subjects_of
from data_access.oversight.audit_records import AuditFilters, AuditRecord, AuditVisit, NamedPerson, Place, VisitPage
from data_access.oversight.audit_restricted import Hidden, hidden_from
from data_access.oversight.visits.grouping import (
    HIDDEN_PERSON,
    LISTS,
    LOOKS,
    READINGS,
    SESSION,
    Step,
    Visit,
    visits_of,
    visits_of_person,
)
from data_access.people import access, person_ids
from data_access.storage.app_tables import audit_event, audit_subject
from data_access.storage.database import database_of

A_PAGE = 50
AT_ONCE = 60
"""Matching records that are looked at together."""
_GROUPED = sorted(LOOKS | READINGS | SESSION)
_STEP = (audit_event.c.seq, audit_event.c.at, audit_event.c.session_id, audit_event.c.action)
_HEAD = select(func.coalesce(func.max(audit_event.c.seq), 0))


def list_visits(
    actor: Actor, filters: AuditFilters, *, before: Place | None = None, upto: int | None = None
) -> VisitPage:
    """A page of the visits with a matching record, newest first; recorded before it returns.

    A visit stands at its newest matching record and comes once, whichever page that is on. For the next page give the
    place of the last visit and the `upto` of the page.

    Raises ValueError without a reason for a worker's visits, NotSignedIn, WrongRole (recorded) or Unavailable.
    """
    access.require_role(actor, access.MAY_READ_AUDIT, ASKED_FOR)
    check_reason(filters)
    database, hidden = database_of(actor.council), hidden_from(actor)
    with database.reading_app() as connection:
        upto = connection.scalar(_HEAD) if upto is None else upto
        found = list(islice(walk(connection, filters, hidden, Start(before, upto)), A_PAGE + 1))
        visits = _read(connection, found[:A_PAGE], hidden, filters)
        asked_for = subjects_of(connection, filters, hidden)
    about = counts_words(filters, [visit.place[1] for visit in visits]) | {"by_visit": True}
    subjects = distinct(asked_for + named_in(record for visit in visits for record in visit.records))
    chain.append(database, actor.who, [Entry(Action.READ_AUDIT, subjects, about=about)])
    return VisitPage(tuple(visits), len(found) > A_PAGE, upto or 0)


def get_visit(actor: Actor, seq: int, *, person_id: str = "") -> AuditVisit:
    """The visit with this record, as the list shows it; with a person, from their view. Recorded before it returns.

    Raises NotFound, and NotSignedIn, WrongRole (recorded) or Unavailable.
    """
    access.require_role(actor, access.MAY_READ_AUDIT, ASKED_FOR)
    database, hidden = database_of(actor.council), hidden_from(actor)
    with database.reading_app() as connection:
        rows = connection.execute(select(*_STEP).where(audit_event.c.seq == seq)).all()
        if not rows:
            raise NotFound
        sittings = Sittings(connection, hidden, person_id)
        visit = sittings.visits_at(rows)[seq]
        events = connection.execute(_records(visit.seqs)).all()
        records = list_of(connection, events, hidden, AuditFilters(person_id=person_id))
    about = {"record": seq, "by_visit": True}
    chain.append(database, actor.who, [Entry(Action.READ_AUDIT, named_in(records), about=about)])
    return AuditVisit(visit.seqs[0], records[-1].place, records, _person_of(visit, records, sittings.person_ids))


def walk(
    connection: Connection, filters: AuditFilters, hidden: Hidden, start: Start, *, at_once: int = AT_ONCE
) -> Iterator[tuple[Visit, Place]]:
    """The visits with a matching record before `start`, each once, at the place of its newest matching record.

    Matching records are read a few at a time, and of their sessions only what tells which visit they belong to.
    """
    sittings = Sittings(connection, hidden, filters.person_id, start.upto)
    passed: set[int] = set()
    here = start
    while True:
        found = matching(connection, filters, hidden, start=here, most=at_once)
        rows = connection.execute(found.with_only_columns(*_STEP)).all()
        visits = sittings.visits_at(rows)
        if start.before is not None:
            passed |= _on_earlier_pages(connection, filters, hidden, start, visits.values())
        for row in rows:
            visit = visits[row.seq]
            if visit.seqs[0] not in passed:
                passed.add(visit.seqs[0])
                yield visit, (row.at, row.seq)
        if len(rows) < at_once:
            return
        here = replace(start, before=(rows[-1].at, rows[-1].seq))


def records_of(
    connection: Connection, visits: Sequence[Visit], hidden: Hidden, filters: AuditFilters
) -> Iterator[tuple[int, AuditRecord]]:
    """All records of these visits, those of each newest first, with the number of the visit."""
    seqs = [seq for visit in visits for seq in visit.seqs]
    read = list_of(connection, connection.execute(_records(seqs)).all(), hidden, filters)
    records = {record.seq: record for record in read}
    for visit in visits:
        for seq in reversed(visit.seqs):
            yield visit.seqs[0], records[seq]


class Sittings:
    """The visits of the sessions that have been asked for so far; of one person's, if one is given."""

    def __init__(self, connection: Connection, hidden: Hidden, person_id: str = "", upto: int | None = None) -> None:
        self._connection, self._hidden = connection, hidden
        self.person_ids = person_ids.same_person(connection, person_id) if person_id else set()
        self._upto = [] if upto is None else [audit_event.c.seq <= upto]
        self._visits: dict[int, Visit] = {}
        self._known = {""}

    def visits_at(self, rows: Sequence[Row]) -> dict[int, Visit]:
        """The visit of each of these records (_STEP), by record number."""
        new = {row.session_id for row in rows} - self._known
        self._known |= new
        for _, steps in groupby(self._steps(new), key=lambda step: step.session_id):
            for visit in visits_of_person(steps) if self.person_ids else visits_of(steps):
                self._visits |= dict.fromkeys(visit.seqs, visit)
        alone = {row.seq: Visit(None, [Step(*row)]) for row in rows if row.seq not in self._visits}
        self._visits |= alone
        return {row.seq: self._visits[row.seq] for row in rows}

    def _steps(self, sessions: set[str]) -> list[Step]:
        """The records of these sessions that can belong to a visit, session by session; of one person, those that name
        them, and the search of each list that does."""
        if not sessions:
            return []
        in_sessions = [audit_event.c.session_id.in_(sessions), audit_event.c.action.in_(_GROUPED), *self._upto]
        people = self._people(in_sessions)
        if self.person_ids:
            in_sessions = [audit_event.c.seq.in_({number for seq in people for number in (seq - 2, seq - 1, seq)})]
        statement = select(*_STEP).where(*in_sessions).order_by(audit_event.c.session_id, audit_event.c.seq)
        rows = self._connection.execute(statement).all()
        steps = [Step(*row, frozenset(people.get(row[0], ()))) for row in rows]
        return self._about_person(steps) if self.person_ids else steps

    def _people(self, in_sessions: list[ColumnElement[bool]]) -> dict[int, list[str]]:
        """Whom each record names, as far as the reader may see it; of one person, only where it is them."""
        named = select(audit_subject.c.seq, audit_subject.c.person_id).join(audit_event).where(*in_sessions)
        if self.person_ids:
            named = named.where(audit_subject.c.person_id.in_(self.person_ids - self._hidden.ids))
        people: dict[int, list[str]] = {}
        for seq, person_id in self._connection.execute(named):
            people.setdefault(seq, []).append(HIDDEN_PERSON if person_id in self._hidden.ids else person_id)
        # Among others, no hidden person is read (audit_restricted.py).
        return {seq: [one for one in named if one != HIDDEN_PERSON] or named for seq, named in people.items()}

    def _about_person(self, steps: Sequence[Step]) -> list[Step]:
        """The steps that name the person, and the search of each list that does."""
        kept = [bool(step.people) for step in steps]
        # From the end: a list under cover comes after the list that comes after its search.
        for place in range(len(steps) - 1, 0, -1):
            step, last = steps[place], steps[place - 1]
            if kept[place] and step.action in LISTS and last.seq == step.seq - 1:
                is_before = last.action in LISTS or last.action == Action.SEARCHED.value
                kept[place - 1] |= is_before and last.session_id == step.session_id
        return [step for step, keep in zip(steps, kept, strict=True) if keep]


def _on_earlier_pages(
    connection: Connection, filters: AuditFilters, hidden: Hidden, start: Start, visits: Iterable[Visit]
) -> set[int]:
    """The numbers of the visits that have a newer matching record than any after `start`."""
    number_of = {seq: visit.seqs[0] for visit in visits for seq in visit.seqs}
    among = Start(upto=start.upto, among=tuple(number_of))
    every, after = (
        set(connection.scalars(matching(connection, filters, hidden, start=where).with_only_columns(audit_event.c.seq)))
        for where in (among, replace(among, before=start.before))
    )
    return {number_of[seq] for seq in every - after}


def _read(
    connection: Connection, found: Sequence[tuple[Visit, Place]], hidden: Hidden, filters: AuditFilters
) -> list[AuditVisit]:
    """The visits of a page with their records. A reading of the audit may be long, and all its records are alike."""
    seqs = {seq for visit, _ in found for seq in _shown(visit)}
    events = connection.execute(_records(sorted(seqs))).all()
    records = {record.seq: record for record in list_of(connection, events, hidden, filters)}
    asked_for = person_ids.same_person(connection, filters.person_id) if filters.person_id else set()
    visits = []
    for visit, place in found:
        of_visit = [records[seq] for seq in _shown(visit)]
        person = _person_of(visit, of_visit, asked_for)
        visits.append(AuditVisit(visit.seqs[0], place, tuple(_named_only(of_visit, person)), person))
    return visits


def _shown(visit: Visit) -> list[int]:
    is_reading = any(step.action in READINGS for step in visit.steps)
    return visit.seqs[-1:] if is_reading else visit.seqs


def _person_of(visit: Visit, records: Iterable[AuditRecord], asked_for: set[str]) -> NamedPerson | None:
    """Whom the visit is about, as its newest record names them; None if it is about no one person."""
    wanted = asked_for or ({visit.person} if visit.person is not None else set())
    named = [person for record in records for person in record.people if person.person_id in wanted]
    return named[-1] if named else None


def _named_only(records: Iterable[AuditRecord], person: NamedPerson | None) -> Iterator[AuditRecord]:
    """The records as a list shows them, where a visit of one person names no one else."""
    for record in records:
        people = record.people
        if person is not None:
            people = tuple(one for one in people if one.person_id == person.person_id)
        yield replace(record, people=people)


def _records(seqs: Iterable[int]) -> Select:
    return select(*COLUMNS).where(audit_event.c.seq.in_(seqs)).order_by(audit_event.c.seq)
