"""The only way to personal data: who may open which person is decided here and nowhere else.

In journey 1 a worker may open anyone. In journey 2 they may open a child on their caseload (or one they state they
cover), and an individual linked to a child whose page was opened, and audited, in the same session. No one may open
a restricted person. Page state proves nothing, so every call asks the database again.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from typing import NamedTuple, NoReturn, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Row,
    Select,
    String,
    and_,
    bindparam,
    exists,
    literal,
    or_,
    select,
    true,
)

from config import clock
from config.council import Council
from config.relationships import Kind
from config.research import in_journey
from data_access.accounts import sessions
from data_access.accounts.roles import May, roles_with
from data_access.accounts.sessions import Actor, require_session
from data_access.audit import chain
from data_access.audit.chain import Action, Entry, Subject
from data_access.errors import NotFound, NotPermitted, OnlyInvented, WrongRole
from data_access.people.ages import ADULT_AT
from data_access.people.extract_facts import ExtractFacts, facts_of
from data_access.people.research_setup import CASELOAD, Setup, find_setup, is_invented
from data_access.storage.app_tables import audit_event, audit_subject, restricted_person
from data_access.storage.database import CouncilDatabase, database_of
from data_access.storage.extract_tables import caseload, person, relationship, waiting
from data_access.values import Grounds

Shown = TypeVar("Shown")

MAY_SEARCH = roles_with(May.SEARCH)
# Data quality, possible matches and reports. A data officer neither searches nor opens a person's page.
MAY_REVIEW = roles_with(May.REVIEW)
# The audit: what every worker did, the reader's own actions included. Only some read who restricted people are.
MAY_AUDIT = roles_with(May.AUDIT)
MAY_SEE_RESTRICTED = roles_with(May.AUDIT_OF_RESTRICTED)
MAY_READ_AUDIT = (*MAY_AUDIT, *MAY_SEE_RESTRICTED)

# Research sessions, with invented families only.
MAY_RESEARCH = roles_with(May.RESEARCH)

ONLY_INVENTED = "research is for invented families only"
NO_REASON = "no reason or case reference was given"
WRONG_ROLE = "this is not for this role"
RESTRICTED = "this person is restricted"
NOT_A_CHILD = "not a child, and not linked to a child that is open"
NOT_ON_CASELOAD = "not on the worker's caseload, and no cover stated"
NOT_OPEN = "the person's page was not opened in this session"
CHILD_NOT_OPEN = "the child's page was not opened in this session"
NO_FAMILY = "this council does not show a family together"
NOT_CONFIRMED = "not opened under this case reference in this session"
NOT_LINKED = "not linked to the child that is open"
NO_COVER = "that kind of cover may not be stated"
NOT_THIS_WAY = "this council does not search that way"


@dataclass(frozen=True)
class Reading:
    """A snapshot of both halves of the database for one actor. `extract` is the number of the extract it reads."""

    actor: Actor
    grounds: Grounds
    connection: Connection
    extract: int
    setup: Setup | None = None
    """What a research session shows; None in any other session."""
    is_shown: bool = False
    """The page shows the answer already, and asks whether it still may."""

    @property
    def council(self) -> Council:
        return self.actor.council

    @cached_property
    def database(self) -> CouncilDatabase:
        return database_of(self.actor.council)

    @property
    def facts(self) -> ExtractFacts:
        return facts_of(self.database, self.connection, self.extract)

    @property
    def is_apart(self) -> bool:
        """Whether this is a research session. Everyone in it is invented, which `reading` has checked, and nothing that
        others did in the demonstration counts there: no report, no decision and no restriction of theirs."""
        return self.setup is not None


@contextmanager
def reading(actor: Actor, grounds: Grounds, *, is_shown: bool = False) -> Generator[Reading]:
    """Let a worker read if the session is live, the role may search, and a reason is given if the council asks for one.

    `is_shown` means that a page shows the answer already, and asks whether it still may: a refusal says so.
    Raises NotSignedIn, NotPermitted (recorded), NoExtract or Unavailable.
    """
    with sessions.reading(actor) as (connection, extract):
        setup = _find_setup(connection, actor) if actor.role in MAY_RESEARCH else None
        if actor.role not in MAY_SEARCH and setup is None:
            refuse_role(actor, "a search or a person")
        if setup is not None:
            actor = replace(actor, council=in_journey(actor.council, setup.journey))
        read = Reading(actor, grounds, connection, extract, setup, is_shown)
        if actor.council.reason.ask and not (
            grounds.reason in actor.council.reason.choices and grounds.case_reference.strip()
        ):
            refuse(read, NO_REASON)
        if grounds.cover is not None and grounds.cover not in actor.council.caseload.cover:
            refuse(read, NO_COVER)
        yield read


@contextmanager
def reviewing(actor: Actor, asked_for: str) -> Generator[Reading]:
    """Let a data officer read matches and reports. No reason is asked; every person opened is recorded.

    Raises NotSignedIn, WrongRole (recorded), NoExtract or Unavailable.
    """
    with sessions.reading(actor) as (connection, extract):
        if actor.role not in MAY_REVIEW:
            refuse_role(actor, asked_for)
        yield Reading(actor, Grounds(), connection, extract)


@contextmanager
def researching(actor: Actor, asked_for: str) -> Generator[Reading]:
    """Let a researcher read: the session must be live and the people loaded invented.

    Raises NotSignedIn, WrongRole or OnlyInvented (both recorded), NoExtract or Unavailable.
    """
    with sessions.reading(actor) as (connection, extract):
        if actor.role not in MAY_RESEARCH:
            refuse_role(actor, asked_for)
        setup = _find_setup(connection, actor)
        yield Reading(actor, Grounds(), connection, extract, setup)


def _find_setup(connection: Connection, actor: Actor) -> Setup | None:
    if not is_invented(connection):
        chain.append(database_of(actor.council), actor.who, [Entry(Action.REFUSED, about={"why": ONLY_INVENTED})])
        raise OnlyInvented(ONLY_INVENTED)
    return find_setup(connection, actor.session_id)


def refuse_restricted(read: Reading, row: Row) -> None:
    """Refuse if this row of `person` is restricted, and record the refusal. Raises NotPermitted."""
    if is_restricted_for(read, row.person_id):
        refuse(read, RESTRICTED, subject_of(row))


def require_role(actor: Actor, roles: Sequence[str], asked_for: str) -> None:
    """Check for a live session in one of these roles. `asked_for` is a few words for the record of a refusal.

    Raises NotSignedIn, WrongRole (recorded) or Unavailable.
    """
    with database_of(actor.council).reading_app() as connection:
        require_session(connection, actor)
    if actor.role not in roles:
        refuse_role(actor, asked_for)


def refuse_role(actor: Actor, asked_for: str) -> NoReturn:
    """Record that the actor asked for another role's work, and raise WrongRole."""
    about = {"why": WRONG_ROLE, "asked_for": asked_for}
    chain.append(database_of(actor.council), actor.who, [Entry(Action.REFUSED, about=about)])
    raise WrongRole(WRONG_ROLE)


def record(read: Reading, *entries: Entry) -> None:
    """Record what is about to be shown. Call it after reading and before returning; raises Unavailable."""
    chain.append(read.database, read.actor.who, entries, grounds=read.grounds, extract=read.extract)


def record_unless_shown(read: Reading, answer: Shown, shown: Shown | None, *entries: Entry) -> Shown:
    """The answer, recorded unless it is exactly what the page shows already: then that is recorded."""
    if answer != shown:
        record(read, *entries)
    return answer


def refuse(read: Reading, why: str, subject: Subject | None = None) -> NoReturn:
    """Record a refusal and raise NotPermitted."""
    subjects = [subject] if subject else []
    about = {"why": why} | ({"page_was_open": True} if read.is_shown else {})
    record(read, Entry(Action.REFUSED, subjects, about=about))
    raise NotPermitted(why)


class MayFind(NamedTuple):
    """Which people a search may find. Restricted people are never found, except where `is_apart`: in a research
    session."""

    only_children: bool
    only_caseload: bool
    is_apart: bool = False


def may_find(read: Reading) -> MayFind:
    """Anyone in journey 1; in journey 2 only the children the worker may open."""
    if read.council.journey == 1:
        return MayFind(only_children=False, only_caseload=False, is_apart=read.is_apart)
    only_caseload = read.council.caseload.only and read.grounds.cover is None
    return MayFind(only_children=True, only_caseload=only_caseload, is_apart=read.is_apart)


@cache
def is_findable(may: MayFind) -> ColumnElement[bool]:
    """The condition on `person` in every search. Its parameters come from `search_parameters` and have no defaults:
    a statement without one of them is an error, not a wider search."""
    conditions = [true() if may.is_apart else _NOT_RESTRICTED]
    if may.only_children:
        conditions.append(_is_child(bindparam("adult_if_born_by", type_=Date)))
    if may.only_caseload:
        on_caseload = and_(caseload.c.username == bindparam("finder"), caseload.c.child_id == person.c.person_id)
        conditions.append(exists().where(on_caseload))
    return and_(*conditions)


def search_parameters(read: Reading) -> dict[str, object]:
    """The parameters of `is_findable`: whose caseload is searched, and the birth date of people who turn 18 today."""
    return {"finder": _caseload_owner(read), "adult_if_born_by": _adult_if_born_by()}


def is_not_restricted(read: Reading) -> ColumnElement[bool]:
    """The condition on `person` that leaves out restricted people (adoption, refuge, a relative of staff).

    It also leaves out a record that may be about a restricted person and is waiting for review, or about somebody who
    may be that person: it may show where they live now. In a research session it leaves out no one.
    """
    return true() if read.is_apart else _NOT_RESTRICTED


def is_unrestricted(person_id: ColumnElement[str]) -> ColumnElement[bool]:
    """The same condition for a column of person IDs in another table, for every session but research."""
    restricted = exists().where(restricted_person.c.person_id == person_id)
    # Under names of their own: the statement around may read possible matches too.
    match, next_match, other = waiting.alias(), waiting.alias(), restricted_person.alias()
    may_be = select(match.c.person_id).where(match.c.own_id == person_id).correlate_except(match)
    may_be = may_be.cte(recursive=True, nesting=True)
    may_be = may_be.union(select(next_match.c.person_id).where(next_match.c.own_id == may_be.c.person_id))
    possible_match = exists().where(other.c.person_id == may_be.c.person_id)
    return and_(~restricted, ~possible_match)


def hidden_ids() -> Select:
    """The IDs of all who are not `is_unrestricted`. From the restricted people on it takes a hundredth of the time that
    it takes to ask it of each possible match."""
    hidden = select(restricted_person.c.person_id).cte(recursive=True)
    hidden = hidden.union(select(waiting.c.own_id).where(waiting.c.person_id == hidden.c.person_id))
    return select(hidden.c.person_id)


# Every search and every page of a person asks, so they are built once.
_NOT_RESTRICTED = is_unrestricted(person.c.person_id)
_IS_ONE_UNRESTRICTED = select(is_unrestricted(bindparam("one", type_=String)))
_TO_OPEN = select(person, (~_NOT_RESTRICTED).label("is_restricted")).where(person.c.person_id == bindparam("one"))


def is_restricted(connection: Connection, person_id: str) -> bool:
    """Whether the person with this ID is restricted."""
    return not connection.scalar(_IS_ONE_UNRESTRICTED, {"one": person_id})


def is_restricted_for(read: Reading, person_id: str) -> bool:
    """The same for this reader: no one is in a research session."""
    return not read.is_apart and is_restricted(read.connection, person_id)


def is_child() -> ColumnElement[bool]:
    """Under 18 today or not yet born. Without a date of birth: a child if the CMS says so."""
    return _is_child(literal(_adult_if_born_by()))


def _is_child(adult_if_born_by: ColumnElement[date]) -> ColumnElement[bool]:
    child_of_unknown_age = and_(person.c.date_of_birth.is_(None), person.c.known_as_child)
    return or_(person.c.date_of_birth > adult_if_born_by, child_of_unknown_age)


def _adult_if_born_by() -> date:
    return clock.years_before(clock.today(), ADULT_AT)


def open_person(read: Reading, person_id: str, *, is_page: bool = False) -> Row:
    """The person's row, if this worker may open them now. Cover is recorded with a child's page (`is_page`), and leads
    nowhere else before that.

    Raises NotFound, or NotPermitted (recorded).
    """
    row = read.connection.execute(_TO_OPEN, {"one": person_id}).one_or_none()
    if row is None:
        raise NotFound
    if row.is_restricted and not read.is_apart:
        refuse(read, RESTRICTED, subject_of(row))
    if read.council.journey == 2:
        if read.grounds.child_id is None:
            _check_child(read, row, is_page=is_page)
        else:
            _check_linked(read, row, read.grounds.child_id)
    return row


def find_relationship(read: Reading, child_id: str, person_id: str) -> str | None:
    """What the person is to the child ("Mother"); None if they are not linked or the council does not show this kind
    of relationship."""
    link = and_(relationship.c.child_id == child_id, relationship.c.person_id == person_id)
    relationships = select(relationship.c.relationship).where(link, is_shown_relationship(read))
    return ", ".join(sorted(read.connection.scalars(relationships))) or None


def is_shown_relationship(read: Reading, kind: Kind = Kind.SHOWN) -> ColumnElement[bool]:
    """The condition on `relationship` that keeps the kinds the council shows, or those of another `kind`."""
    return relationship.c.relationship.in_(read.council.relationships.split(read.facts.relationships)[kind])


def listed_under_cover(read: Reading, person_ids: Sequence[str]) -> set[str]:
    """Those of these children whom the worker is shown only because they stated cover."""
    if read.council.journey == 1 or read.grounds.cover is None or not person_ids:
        return set()
    of_worker = and_(caseload.c.username == _caseload_owner(read), caseload.c.child_id.in_(person_ids))
    return set(person_ids) - set(read.connection.scalars(select(caseload.c.child_id).where(of_worker)))


def relies_on_cover(read: Reading, person_id: str) -> bool:
    """Whether the worker may open this child only because they stated cover; managers can then see it."""
    return read.grounds.cover is not None and not _caseload_has(read, person_id)


def subject_of(row: Row) -> Subject:
    """A row of `person` as the audit records it."""
    return Subject(row.person_id, row.cms_id, f"{row.first_name} {row.family_name}".strip(), row.date_of_birth)


def _check_child(read: Reading, row: Row, *, is_page: bool) -> None:
    child = select(person.c.person_id).where(person.c.person_id == row.person_id, is_child())
    if read.connection.execute(child).one_or_none() is None:
        refuse(read, NOT_A_CHILD, subject_of(row))
    if not read.council.caseload.only or _caseload_has(read, row.person_id):
        return
    if read.grounds.cover is None:
        refuse(read, NOT_ON_CASELOAD, subject_of(row))
    if not is_page and not session_has(read, Action.STATED_COVER, row.person_id):
        refuse(read, NOT_OPEN, subject_of(row))


def _check_linked(read: Reading, row: Row, child_id: str) -> None:
    child = read.connection.execute(select(person).where(person.c.person_id == child_id, is_child())).one_or_none()
    if child is None or is_restricted_for(read, child_id) or not session_has(read, Action.VIEWED_PERSON, child_id):
        refuse(read, CHILD_NOT_OPEN, subject_of(row))
    covered = session_has(read, Action.STATED_COVER, child_id)
    if read.council.caseload.only and not _caseload_has(read, child_id) and not covered:
        refuse(read, NOT_ON_CASELOAD, subject_of(row))
    if find_relationship(read, child_id, row.person_id) is None:
        refuse(read, NOT_LINKED, subject_of(row))


def _caseload_has(read: Reading, child_id: str) -> bool:
    on_caseload = and_(caseload.c.username == _caseload_owner(read), caseload.c.child_id == child_id)
    return read.connection.execute(select(caseload).where(on_caseload)).first() is not None


def _caseload_owner(read: Reading) -> str:
    return CASELOAD if read.setup else read.actor.username


def is_of_this_session(read: Reading) -> ColumnElement[bool]:
    """The condition on `audit_event` for this session's actions; in research, only those of this participant."""
    return and_(
        audit_event.c.session_id == read.actor.session_id,
        audit_event.c.seq > (read.setup.since_seq if read.setup else 0),
    )


def session_has(read: Reading, action: Action, person_id: str) -> bool:
    """Whether the audit has this action on this person in this session."""
    in_session = and_(
        is_of_this_session(read),
        audit_event.c.action == action.value,
        audit_subject.c.person_id == person_id,
    )
    events = select(audit_event.c.seq).join(audit_subject).where(in_session)
    return read.connection.execute(events.limit(1)).first() is not None
