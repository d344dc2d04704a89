"""What waits for the data officer, both records side by side, and what they decide. For that role alone.

Everything is recorded before it is returned. A decision takes effect with the next load, which obeys it; until then
a candidate keeps reading "Could not be checked", and so does the service of a link that was undone, at once.
Restricted people are neither listed nor opened.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, insert, not_, select

from config import clock
from data_access.accounts.sessions import Actor
from data_access.audit import chain
from data_access.audit.chain import Action, Entry, append_within
from data_access.errors import NotFound, NotPermitted
from data_access.people import access
from data_access.people.access import MAY_REVIEW, RESTRICTED, require_role, subject_of
from data_access.people.match_decisions import ACCEPTED, REJECTED, UNDONE, latest
from data_access.storage.app_tables import match_decision
from data_access.storage.database import database_of
from data_access.storage.extract_tables import link, person, source_person, waiting

A_PAGE = 50


@dataclass(frozen=True)
class Said:
    """What one source says of somebody, as it stands there."""

    source_id: str
    first_name: str
    family_name: str
    date_of_birth: date | None
    gender: str
    address: str
    address_is_current: bool


@dataclass(frozen=True)
class WaitingRecord:
    """One line of the list: a record, the likeliest person, and why. `candidates` counts all who may be meant."""

    source_id: str
    source_key: str
    name: str
    date_of_birth: date | None
    person_id: str
    person_name: str
    why: str
    candidates: int


@dataclass(frozen=True)
class WaitingList:
    """`number` is how many records wait altogether; `records` are those asked for, the surest first."""

    number: int
    records: tuple[WaitingRecord, ...]


@dataclass(frozen=True)
class Candidate:
    """A person a record may be of, or is linked to. `decision` is what was decided since the load, None if nothing."""

    person_id: str
    cms_id: str | None
    why: str
    decision: str | None


@dataclass(frozen=True)
class Pair:
    """A record and a person side by side. `others` are the record's other candidates. `is_linked` says it is theirs."""

    source_id: str
    source_key: str
    record: tuple[Said, ...]
    candidate: Candidate
    person: tuple[Said, ...]
    others: tuple[Candidate, ...]
    is_linked: bool


def list_waiting(actor: Actor, *, service_id: str | None = None, start: int = 0) -> WaitingList:
    """The records that wait, A_PAGE from `start`, the surest first; of one service, or of all.

    Raises WrongRole (recorded), NotSignedIn, NoExtract or Unavailable.
    """
    require_role(actor, MAY_REVIEW, "records waiting for a decision")
    database = database_of(actor.council)
    with database.reading() as (connection, extract):
        listed = _still_waiting(service_id)
        number = connection.scalar(select(func.count()).select_from(listed.subquery())) or 0
        order = (listed.selected_columns.chance, listed.selected_columns.source_id, listed.selected_columns.source_key)
        rows = connection.execute(listed.order_by(*order).offset(start).limit(A_PAGE)).all()
        records, subjects = [], []
        for row in rows:
            own, best = _own(connection, row), subject_of(_person(connection, row.person_id))
            subjects += [own, best]
            records.append(
                WaitingRecord(
                    source_id=row.source_id,
                    source_key=row.source_key,
                    name=own.name,
                    date_of_birth=own.date_of_birth,
                    person_id=row.person_id,
                    person_name=best.name,
                    why=row.why,
                    candidates=_count_candidates(connection, row.source_id, row.source_key),
                )
            )
    entry = Entry(Action.LISTED_MATCHES, subjects, about={"service": service_id, "start": start, "number": number})
    chain.append(database, actor.who, [entry], extract=extract)
    return WaitingList(number, tuple(records))


def get_pair(actor: Actor, source_id: str, source_key: str, person_id: str) -> Pair:
    """A record that waits or is linked, and a person it may be of, with what every source says of each.

    Raises WrongRole or NotPermitted (recorded), NotFound, NotSignedIn, NoExtract or Unavailable.
    """
    require_role(actor, MAY_REVIEW, "a record beside a person")
    database = database_of(actor.council)
    with database.reading() as (connection, extract):
        found = _Found.read(connection, source_id, source_key, person_id)
        _check_not_restricted(actor, connection, extract, found)
        mine = and_(source_person.c.source_id == source_id, source_person.c.source_key == source_key)
        holder = person_id if found.is_linked else found.own.person_id
        pair = Pair(
            source_id=source_id,
            source_key=source_key,
            record=_said(connection, holder, mine),
            candidate=found.candidate(person_id),
            person=_said(connection, person_id, not_(mine)),
            others=tuple(found.candidate(row.person_id) for row in found.rows if row.person_id != person_id),
            is_linked=found.is_linked,
        )
    entry = Entry(Action.VIEWED_MATCH, found.subjects(person_id), source_id, {"record": source_key})
    chain.append(database, actor.who, [entry], extract=extract)
    return pair


def decide(actor: Actor, source_id: str, source_key: str, person_id: str, *, accept: bool) -> None:
    """Accept or reject a candidate of a waiting record; recorded, and obeyed by the next load.

    The latest decision on a pair holds. Raises as get_pair does; NotFound also for a pair that does not wait.
    """
    require_role(actor, MAY_REVIEW, "a decision on a match")
    with database_of(actor.council).reading() as (connection, extract):
        found = _Found.read(connection, source_id, source_key, person_id)
        if found.is_linked:
            raise NotFound
        _check_not_restricted(actor, connection, extract, found)
    decision, action = (ACCEPTED, Action.ACCEPTED_MATCH) if accept else (REJECTED, Action.REJECTED_MATCH)
    _record(actor, found, person_id, decision, action, extract)


def undo_link(actor: Actor, source_id: str, source_key: str, person_id: str) -> None:
    """Undo a link; recorded. At once the service reads "Could not be checked" for the person, whose page no longer
    shows what the record says of them; from the next load the record is a person of its own.

    Raises as get_pair does; NotFound also for a record that is not linked to this person.
    """
    require_role(actor, MAY_REVIEW, "undoing a link")
    with database_of(actor.council).reading() as (connection, extract):
        found = _Found.read(connection, source_id, source_key, person_id)
        if not found.is_linked:
            raise NotFound
        _check_not_restricted(actor, connection, extract, found)
    _record(actor, found, person_id, UNDONE, Action.UNDID_LINK, extract)


@dataclass(frozen=True)
class _Found:
    """A record in the extract in use: its candidates or its link, and the people themselves."""

    source_id: str
    source_key: str
    rows: list[Row]
    is_linked: bool
    decided: dict[tuple[str, str, str], str]
    own: chain.Subject
    people: dict[str, Row]

    @classmethod
    def read(cls, connection: Connection, source_id: str, source_key: str, person_id: str) -> "_Found":
        """Raises NotFound for a pair that the extract in use neither links nor has waiting."""
        rows: list[Row] = []
        for table in (link, waiting):
            mine = and_(table.c.source_id == source_id, table.c.source_key == source_key)
            rows = rows or list(connection.execute(select(table).where(mine)))
        if person_id not in {row.person_id for row in rows}:
            raise NotFound
        which = and_(match_decision.c.source_id == source_id, match_decision.c.source_key == source_key)
        ids = {row.person_id for row in rows}
        people = {row.person_id: row for row in connection.execute(select(person).where(person.c.person_id.in_(ids)))}
        is_linked = "rank" not in rows[0]._fields
        own = _own(connection, rows[0], holder=person_id if is_linked else rows[0].own_id)
        return cls(source_id, source_key, rows, is_linked, latest(connection, which), own, people)

    def candidate(self, person_id: str) -> Candidate:
        row = next(row for row in self.rows if row.person_id == person_id)
        decision = self.decided.get((self.source_id, self.source_key, person_id))
        if self.is_linked and decision == ACCEPTED:
            decision = None
        return Candidate(person_id, self.people[person_id].cms_id, row.why, decision)

    def subjects(self, person_id: str) -> list[chain.Subject]:
        return [self.own, subject_of(self.people[person_id])]


def _still_waiting(service_id: str | None) -> Select:
    """The likeliest candidate of each record that nobody has decided on since the load, restricted people left out."""
    decided = select(match_decision.c.number).where(
        match_decision.c.source_id == waiting.c.source_id,
        match_decision.c.source_key == waiting.c.source_key,
        match_decision.c.person_id == waiting.c.person_id,
    )
    accepted = select(match_decision.c.number).where(
        match_decision.c.source_id == waiting.c.source_id,
        match_decision.c.source_key == waiting.c.source_key,
        match_decision.c.decision == ACCEPTED,
    )
    undecided = and_(~decided.exists(), ~accepted.exists(), access.is_unrestricted(waiting.c.person_id))
    undecided = and_(undecided, access.is_unrestricted(waiting.c.own_id))
    if service_id is not None:
        undecided = and_(undecided, waiting.c.source_id == service_id)
    first = (
        select(waiting.c.source_id, waiting.c.source_key, func.min(waiting.c.rank).label("rank"))
        .where(undecided)
        .group_by(waiting.c.source_id, waiting.c.source_key)
        .subquery()
    )
    same = and_(
        waiting.c.source_id == first.c.source_id,
        waiting.c.source_key == first.c.source_key,
        waiting.c.rank == first.c.rank,
    )
    return select(waiting).join(first, same)


def _record(actor: Actor, found: _Found, person_id: str, decision: str, action: Action, extract: int) -> None:
    row = {
        "source_id": found.source_id,
        "source_key": found.source_key,
        "person_id": person_id,
        "decision": decision,
        "decided_by": actor.username,
        "decided_at": clock.now(),
    }
    entry = Entry(action, found.subjects(person_id), found.source_id, {"record": found.source_key})
    with database_of(actor.council).writing() as connection:
        connection.execute(insert(match_decision).values(row))
        append_within(connection, actor.who, [entry], extract=extract)


def _check_not_restricted(actor: Actor, connection: Connection, extract: int, found: _Found) -> None:
    for subject in (found.own, *(subject_of(row) for row in found.people.values())):
        if access.is_restricted(connection, subject.person_id):
            entry = Entry(Action.REFUSED, [subject], about={"why": RESTRICTED})
            chain.append(database_of(actor.council), actor.who, [entry], extract=extract)
            raise NotPermitted(RESTRICTED)


def _said(connection: Connection, person_id: str, which: ColumnElement[bool]) -> tuple[Said, ...]:
    mine = select(source_person).where(source_person.c.person_id == person_id, which)
    rows = connection.execute(mine.order_by(source_person.c.position))
    return tuple(dict.fromkeys(Said(*(getattr(row, name) for name in Said.__dataclass_fields__)) for row in rows))


def _own(connection: Connection, row: Row, *, holder: str | None = None) -> chain.Subject:
    """A record as the audit names it: by the id it has by itself. `holder` is whose page it stands on, where linked."""
    mine = and_(source_person.c.source_id == row.source_id, source_person.c.source_key == row.source_key)
    told = select(source_person).where(source_person.c.person_id == (holder or row.own_id), mine)
    said = connection.execute(told.order_by(source_person.c.position)).first()
    if said is None:
        # It says nothing of whose it is: all it has is a key.
        return chain.Subject(row.own_id, None, "", None)
    return chain.Subject(row.own_id, None, _name(said), said.date_of_birth)


def _person(connection: Connection, person_id: str) -> Row:
    return connection.execute(select(person).where(person.c.person_id == person_id)).one()


def _name(row: Row) -> str:
    return f"{row.first_name} {row.family_name}".strip()


def _count_candidates(connection: Connection, source_id: str, source_key: str) -> int:
    mine = and_(waiting.c.source_id == source_id, waiting.c.source_key == source_key)
    return connection.scalar(select(func.count()).select_from(waiting).where(mine)) or 0
