"""The data officer's decisions about matches, kept in the app half and applied by every later load, and what a person's
page says of a match that is not decided yet.
"""

from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, bindparam, exists, or_, select, update

from data_access.audit.chain import Action
from data_access.storage.app_tables import audit_event, audit_subject, match_decision
from data_access.storage.database import CouncilDatabase
from data_access.storage.extract_tables import link, waiting
from data_access.values import MatchCheck, WhyNotChecked

ACCEPTED, REJECTED, UNDONE = "accepted", "rejected", "undone"
Record = tuple[str, str]
"""A record: its source and its key there."""
ColumnArgument = str | ColumnElement[str]


@dataclass(frozen=True)
class Decided:
    """The decisions in force. People are given by person ID; an undone link counts as rejected."""

    accepted: dict[Record, str] = field(default_factory=dict)
    accepted_by: dict[Record, str] = field(default_factory=dict)
    rejected: frozenset[tuple[Record, str]] = frozenset()

    def renamed(self, records: dict[Record, Record]) -> "Decided":
        """The same decisions, for records to which their source has given other keys."""
        return Decided(
            {records.get(record, record): person for record, person in self.accepted.items()},
            {records.get(record, record): by for record, by in self.accepted_by.items()},
            frozenset((records.get(record, record), person) for record, person in self.rejected),
        )


def read_decided(database: CouncilDatabase) -> Decided:
    """The decisions in force. The latest decision on a pair counts, and the later of two people accepted for one
    record."""
    accepted: dict[Record, str] = {}
    accepted_by: dict[Record, str] = {}
    rejected: set[tuple[Record, str]] = set()
    with database.reading_app() as connection:
        rows = list(connection.execute(select(match_decision).order_by(match_decision.c.number)))
    for row in rows:
        record = (row.source_id, row.source_key)
        if row.decision == ACCEPTED:
            accepted[record], accepted_by[record] = row.person_id, row.decided_by
            rejected.discard((record, row.person_id))
            continue
        rejected.add((record, row.person_id))
        if accepted.get(record) == row.person_id:
            del accepted[record], accepted_by[record]
    return Decided(accepted, accepted_by, frozenset(rejected))


def rename_records(connection: Connection, records: dict[Record, Record]) -> None:
    """Keep the decisions about these records under the new keys that their sources have given them."""
    rows = connection.execute(select(match_decision.c.number, match_decision.c.source_id, match_decision.c.source_key))
    # By number: one record may get the key that another has had.
    for number, *record in rows.all() if records else ():
        if (new := records.get(tuple(record))) is not None:
            this_one = match_decision.c.number == number
            connection.execute(update(match_decision).where(this_one).values(source_key=new[1]))


def of_record(table: FromClause, source_id: ColumnArgument, source_key: ColumnArgument) -> ColumnElement[bool]:
    """The condition on a table for the rows about one record, of these values or of these columns."""
    return and_(table.c.source_id == source_id, table.c.source_key == source_key)


def is_decided(source_id: ColumnArgument, source_key: ColumnArgument, person_id: ColumnArgument) -> ColumnElement[bool]:
    """Whether this pair was decided, or the record given to someone."""
    closes = or_(match_decision.c.person_id == person_id, match_decision.c.decision == ACCEPTED)
    return exists().where(of_record(match_decision, source_id, source_key), closes)


def decided_records(connection: Connection) -> set[Record]:
    """Every record about which there is a decision."""
    pairs = select(match_decision.c.source_id, match_decision.c.source_key).distinct()
    return {tuple(row) for row in connection.execute(pairs)}


def latest(connection: Connection, which: ColumnElement[bool]) -> dict[tuple[str, str, str], str]:
    """The decision in force for each (source, key, person ID) that fulfils the condition `which`."""
    rows = connection.execute(select(match_decision).where(which).order_by(match_decision.c.number))
    return {(row.source_id, row.source_key, row.person_id): row.decision for row in rows}


_OF_PERSON = (
    select(match_decision).where(match_decision.c.person_id == bindparam("one")).order_by(match_decision.c.number)
)
_LINKED = select(link.c.source_id, link.c.source_key).where(link.c.person_id == bindparam("one"))


def undone_links(connection: Connection, person_id: str) -> set[Record]:
    """Records still linked to this person in the extract in use, although the link has since been undone."""
    rows = connection.execute(_OF_PERSON, {"one": person_id})
    decisions = {(row.source_id, row.source_key): row.decision for row in rows}
    undone = {record for record, decision in decisions.items() if decision == UNDONE}
    if not undone:
        return set()
    return {tuple(row) for row in connection.execute(_LINKED, {"one": person_id})} & undone


@dataclass(frozen=True)
class UndecidedMatches:
    """The possible matches of one person: for each service that has one, whether any is for review; and whether a
    worker has asked for them to be checked.

    A service in doubt may have none: its record is linked to somebody whose own record, of another service, may be this
    person's.
    """

    of_services: dict[str, bool]
    asked: bool

    def why_not_checked(self, service_id: str) -> WhyNotChecked:
        """The reason for a service with a pending line of this person."""
        for_review = self.of_services.get(service_id, any(self.of_services.values()))
        is_marked_in_the_file = not self.of_services
        return (
            WhyNotChecked.MATCH_PENDING if for_review or self.asked or is_marked_in_the_file else WhyNotChecked.IN_DOUBT
        )

    @property
    def check(self) -> MatchCheck | None:
        """What a worker can do; None where the file itself says that a match is pending."""
        if not self.of_services:
            return None
        return MatchCheck.ASKED if self.asked else MatchCheck.MAY_ASK


def undecided_matches(connection: Connection, person_id: str, *, asked_in: ColumnElement[bool]) -> UndecidedMatches:
    """The matches of this person that the extract in use has no answer to. `asked_in` is the condition on the audit
    records that count as asking for them to be checked."""
    rows = connection.execute(select(waiting.c.source_id, waiting.c.for_review).where(waiting.c.person_id == person_id))
    of_services: dict[str, bool] = {}
    for source_id, for_review in rows:
        of_services[source_id] = of_services.get(source_id, False) or for_review
    this_person = audit_subject.c.person_id == person_id
    asked = connection.scalar(asked_for().where(this_person, asked_in).limit(1)) is not None
    return UndecidedMatches(of_services, asked)


def asked_for() -> Select:
    """The IDs of the people whose matches a worker has asked a data officer to check. The audit is where that is kept:
    it holds until the match is decided."""
    asked = audit_event.c.action == Action.ASKED_FOR_CHECK.value
    return select(audit_subject.c.person_id).join(audit_event).where(asked)
