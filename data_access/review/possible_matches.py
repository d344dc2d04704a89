"""Possible matches for a data officer to review: the list, both records side by side, and the decision.

Everything is recorded before it is returned. The next load applies a decision; until then the service still shows
"Could not be checked" for everyone the record may belong to. Undoing a link has that effect immediately. Restricted
people are neither listed nor opened. A doubt, which only the person's page shows, is listed when a worker has asked for
it to be checked.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, insert, not_, or_, select

from config import clock
from data_access.accounts.sessions import Actor
from data_access.audit import chain
from data_access.audit.chain import Action, Entry, append_within
from data_access.errors import NotFound, NotPermitted
from data_access.people import access
from data_access.people.access import MAY_REVIEW, RESTRICTED, require_role, subject_of
from data_access.people.match_decisions import ACCEPTED, REJECTED, UNDONE, asked_for, is_decided, latest, of_record
from data_access.storage.app_tables import audit_event, audit_subject, match_decision
from data_access.storage.database import database_of
from data_access.storage.extract_tables import link, person, source_person, waiting

_ACTIONS = {ACCEPTED: Action.ACCEPTED_MATCH, REJECTED: Action.REJECTED_MATCH, UNDONE: Action.UNDID_LINK}
A_PAGE = 20
"""So many that they can all be read side by side and decided at once."""


@dataclass(frozen=True)
class Said:
    """One source's details of a person, unchanged."""

    source_id: str
    first_name: str
    family_name: str
    date_of_birth: date | None
    gender: str
    address: str
    address_is_current: bool


@dataclass(frozen=True)
class RecordToReview:
    """One line of the list: a record, the likeliest person, and why. `candidates` counts everyone it may belong to.

    `since` is the day of the load that first had a possible match of the record. `asked_for`: a worker asked for it
    to be checked. `looked_up`: a worker has opened the person.
    """

    source_id: str
    source_key: str
    name: str
    date_of_birth: date | None
    person_id: str
    person_name: str
    why: str
    candidates: int
    since: date
    asked_for: bool
    looked_up: bool


@dataclass(frozen=True)
class ReviewList:
    """`number` is how many records there are to review in all; `records` has one page of them: first those that a
    worker asked for, then those of people whom a worker has opened, and the surest first."""

    number: int
    records: tuple[RecordToReview, ...]


@dataclass(frozen=True)
class Candidate:
    """A person a record may belong to, or is linked to. `decision` is the decision since the load, None if there is
    none."""

    person_id: str
    cms_id: str | None
    why: str
    decision: str | None


@dataclass(frozen=True)
class Pair:
    """A record and a person side by side. `others` has the other people it may belong to. `is_linked` means that the
    record is linked to this person."""

    source_id: str
    source_key: str
    record: tuple[Said, ...]
    candidate: Candidate
    person: tuple[Said, ...]
    others: tuple[Candidate, ...]
    is_linked: bool


def list_to_review(
    actor: Actor,
    *,
    start: int = 0,
    oldest_first: bool = False,
    shown: ReviewList | None = None,
) -> ReviewList:
    """A page of the records to review, from `start`, in the order of `ReviewList`.

    `oldest_first` begins instead with those that have waited longest. `shown` is what the page shows already: it is
    read again, but recorded only if it differs.

    Raises WrongRole (recorded), NotSignedIn, NoExtract or Unavailable.
    """
    require_role(actor, MAY_REVIEW, "records waiting for a decision")
    database = database_of(actor.council)
    with database.reading() as (connection, extract):
        to_review = _to_review()
        number = _count(connection, to_review)
        columns = to_review.selected_columns
        needed = (columns.asked_for.desc(), columns.looked_up.desc(), columns.chance)
        order = (columns.since, *needed) if oldest_first else needed
        order += (columns.source_id, columns.source_key)
        rows = connection.execute(to_review.order_by(*order).offset(start).limit(A_PAGE)).all()
        lines = [_line(connection, row) for row in rows]
    subjects = [subject for _, both in lines for subject in both]
    about = {"service": None, "start": start, "number": number}
    entry = Entry(Action.LISTED_MATCHES, subjects, about=about)
    found = ReviewList(number, tuple(line for line, _ in lines))
    if found != shown:
        chain.append(database, actor.who, [entry], extract=extract)
    return found


def _line(connection: Connection, row: Row) -> tuple[RecordToReview, tuple[chain.Subject, chain.Subject]]:
    """A row of `_to_review` as a line of the list; and the record and the likeliest person, as the audit names them."""
    record = _record_subject(connection, row)
    likeliest = subject_of(connection.execute(select(person).where(person.c.person_id == row.person_id)).one())
    line = RecordToReview(
        source_id=row.source_id,
        source_key=row.source_key,
        name=record.name,
        date_of_birth=record.date_of_birth,
        person_id=row.person_id,
        person_name=likeliest.name,
        why=row.why,
        candidates=_count_candidates(connection, row.source_id, row.source_key),
        since=row.since,
        asked_for=row.asked_for,
        looked_up=row.looked_up,
    )
    return line, (record, likeliest)


def count_to_review(actor: Actor) -> int:
    """How many records there are to review now. Names no one, so it is not recorded.

    Raises WrongRole (recorded), NotSignedIn, NoExtract or Unavailable.
    """
    require_role(actor, MAY_REVIEW, "records waiting for a decision")
    with database_of(actor.council).reading() as (connection, _):
        return _count(connection, _to_review())


def _count(connection: Connection, to_review: Select) -> int:
    return connection.scalar(select(func.count()).select_from(to_review.subquery())) or 0


def get_pair(actor: Actor, source_id: str, source_key: str, person_id: str, *, shown: Pair | None = None) -> Pair:
    """A record that is linked or to review, and a person it may belong to, with every source's details of each.

    `shown` is what the page shows already: it is read and allowed again, but recorded only if it differs.

    Raises WrongRole or NotPermitted (recorded), NotFound, NotSignedIn, NoExtract or Unavailable.
    """
    require_role(actor, MAY_REVIEW, "a record beside a person")
    database = database_of(actor.council)
    with database.reading() as (connection, extract):
        found = Found.read(connection, source_id, source_key, person_id)
        check_not_restricted(actor, connection, extract, found)
        pair = found.pair(connection, person_id)
    entry = Entry(Action.VIEWED_MATCH, found.subjects(person_id), source_id, {"record": source_key})
    if pair != shown:
        chain.append(database, actor.who, [entry], extract=extract)
    return pair


def decide(actor: Actor, source_id: str, source_key: str, person_id: str, *, accept: bool) -> None:
    """Accept or reject a possible match; recorded, and applied by the next load.

    The latest decision on a pair counts. Raises as `get_pair` does; NotFound also for a pair that is not to review.
    """
    require_role(actor, MAY_REVIEW, "a decision on a match")
    _decide(actor, (source_id, source_key, person_id), ACCEPTED if accept else REJECTED)


def undo_link(actor: Actor, source_id: str, source_key: str, person_id: str) -> None:
    """Undo a link; recorded. The service immediately shows "Could not be checked" for the person, and the record's
    details disappear from their page. From the next load the record is a separate person.

    Raises as `get_pair` does; NotFound also for a record that is not linked to this person.
    """
    require_role(actor, MAY_REVIEW, "undoing a link")
    _decide(actor, (source_id, source_key, person_id), UNDONE)


def _decide(actor: Actor, which: tuple[str, str, str], decision: str) -> None:
    with database_of(actor.council).reading() as (connection, extract):
        found = Found.read(connection, *which)
        if found.is_linked != (decision == UNDONE):
            raise NotFound
        check_not_restricted(actor, connection, extract, found)
    with database_of(actor.council).writing() as connection:
        save_within(connection, actor, found, which[2], decision, extract)


@dataclass(frozen=True)
class Found:
    """A record in the extract in use, the person it is linked to or the people it may belong to."""

    source_id: str
    source_key: str
    rows: list[Row]
    is_linked: bool
    decided: dict[tuple[str, str, str], str]
    own: chain.Subject
    people: dict[str, Row]

    @classmethod
    def read(cls, connection: Connection, source_id: str, source_key: str, person_id: str) -> "Found":
        """Raises NotFound if the pair is neither linked nor a possible match in the extract in use."""
        rows: list[Row] = []
        for table in (link, waiting):
            of_this = of_record(table, source_id, source_key)
            rows = rows or list(connection.execute(select(table).where(of_this)))
        if person_id not in {row.person_id for row in rows}:
            raise NotFound
        decided = latest(connection, of_record(match_decision, source_id, source_key))
        ids = {row.person_id for row in rows}
        people = {row.person_id: row for row in connection.execute(select(person).where(person.c.person_id.in_(ids)))}
        is_linked = "rank" not in rows[0]._fields
        own = _record_subject(connection, rows[0], holder=person_id if is_linked else rows[0].own_id)
        return cls(source_id, source_key, rows, is_linked, decided, own, people)

    def candidate(self, person_id: str) -> Candidate:
        row = next(row for row in self.rows if row.person_id == person_id)
        decision = self.decided.get((self.source_id, self.source_key, person_id))
        if self.is_linked and decision == ACCEPTED:
            decision = None
        return Candidate(person_id, self.people[person_id].cms_id, row.why, decision)

    def subjects(self, person_id: str) -> list[chain.Subject]:
        return [self.own, subject_of(self.people[person_id])]

    def pair(self, connection: Connection, person_id: str) -> Pair:
        """The record beside this person, with every source's details of each."""
        of_this = of_record(source_person, self.source_id, self.source_key)
        holder = person_id if self.is_linked else self.own.person_id
        return Pair(
            source_id=self.source_id,
            source_key=self.source_key,
            record=_details(connection, holder, of_this),
            candidate=self.candidate(person_id),
            person=_details(connection, person_id, not_(of_this)),
            others=tuple(self.candidate(row.person_id) for row in self.rows if row.person_id != person_id),
            is_linked=self.is_linked,
        )

    def is_restricted(self, connection: Connection) -> bool:
        """Whether anyone the record may belong to, or the record itself, is restricted."""
        return any(access.is_restricted(connection, one) for one in (self.own.person_id, *self.people))


def _to_review() -> Select:
    """The likeliest person for each record not decided since the load, without restricted people. Of doubts only those
    about people whose matches a worker has asked to have checked."""
    record = waiting.c.source_id, waiting.c.source_key
    is_asked_for = waiting.c.person_id.in_(asked_for())
    undecided = and_(
        ~is_decided(*record, waiting.c.person_id),
        access.is_unrestricted(waiting.c.person_id),
        access.is_unrestricted(waiting.c.own_id),
        or_(waiting.c.for_review, is_asked_for),
    )
    first = select(*record, func.min(waiting.c.rank).label("rank")).where(undecided).group_by(*record).subquery()
    same = of_record(first, *record) & (waiting.c.rank == first.c.rank)
    return select(waiting, is_asked_for.label("asked_for"), _is_looked_up().label("looked_up")).join(first, same)


def _is_looked_up() -> ColumnElement[bool]:
    """Whether a worker has opened the person of a row of `waiting`."""
    opened = (audit_subject.c.person_id == waiting.c.person_id) & (audit_event.c.action == Action.VIEWED_PERSON.value)
    return select(audit_event.c.seq).join(audit_subject).where(opened).exists()


def save_within(connection: Connection, actor: Actor, found: Found, person_id: str, decision: str, extract: int) -> int:
    """Save a decision inside a transaction; recorded. Returns its number."""
    row = {
        "source_id": found.source_id,
        "source_key": found.source_key,
        "person_id": person_id,
        "decision": decision,
        "decided_by": actor.username,
        "decided_at": clock.now(),
    }
    number = connection.execute(insert(match_decision).values(row).returning(match_decision.c.number)).scalar_one()
    entry = Entry(_ACTIONS[decision], found.subjects(person_id), found.source_id, {"record": found.source_key})
    append_within(connection, actor.who, [entry], extract=extract)
    return number


def check_not_restricted(actor: Actor, connection: Connection, extract: int, found: Found) -> None:
    """Refuse, and record, a pair about anyone who is restricted. Raises NotPermitted."""
    for subject in (found.own, *(subject_of(row) for row in found.people.values())):
        if access.is_restricted(connection, subject.person_id):
            entry = Entry(Action.REFUSED, [subject], about={"why": RESTRICTED})
            chain.append(database_of(actor.council), actor.who, [entry], extract=extract)
            raise NotPermitted(RESTRICTED)


def _details(connection: Connection, person_id: str, which: ColumnElement[bool]) -> tuple[Said, ...]:
    of_person = select(source_person).where(source_person.c.person_id == person_id, which)
    rows = connection.execute(of_person.order_by(source_person.c.position))
    return tuple(dict.fromkeys(Said(*(getattr(row, name) for name in Said.__dataclass_fields__)) for row in rows))


def _record_subject(connection: Connection, row: Row, *, holder: str | None = None) -> chain.Subject:
    """A record as the audit records it: by its own ID. `holder` is the ID of the person it is linked to, if any."""
    of_this = of_record(source_person, row.source_id, row.source_key)
    of_holder = select(source_person).where(source_person.c.person_id == (holder or row.own_id), of_this)
    details = connection.execute(of_holder.order_by(source_person.c.position)).first()
    if details is None:
        # The record has only a key, no name or date of birth.
        return chain.Subject(row.own_id, None, "", None)
    return chain.Subject(row.own_id, None, _name(details), details.date_of_birth)


def _name(row: Row) -> str:
    return f"{row.first_name} {row.family_name}".strip()


def _count_candidates(connection: Connection, source_id: str, source_key: str) -> int:
    of_this = of_record(waiting, source_id, source_key)
    return connection.scalar(select(func.count()).select_from(waiting).where(of_this)) or 0
