"""Workers' sessions: stored in the database and checked on every run. They end by time, by a newer session, by signing
out, or by council IT."""

import hashlib
import json
import secrets
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import NamedTuple
from uuid import uuid4

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, true, update

from config import clock
from config.council import Council
from config.research import in_journey
from data_access.audit import chain
from data_access.audit.chain import Action, Entry, Who
from data_access.errors import NotFound, NotSignedIn, Unavailable
from data_access.storage.app_tables import (
    account,
    account_standing,
    audit_event,
    current_extract,
    kept_place,
    revision,
    session_end,
    worker_session,
)
from data_access.storage.database import database_of
from data_access.storage.research_tables import research_setup

IDLE_LIMIT = timedelta(minutes=15)
HARD_LIMIT = timedelta(hours=12)
# Writing "last seen" on every run would cost a disk flush for each click; four times a minute is exact enough.
LAST_SEEN_STEP = timedelta(seconds=15)


class Ended(Enum):
    """How a session ended, as its worker is told. The first four are also what the audit says of it."""

    SIGNED_OUT = "signed_out"
    TIMED_OUT = "timed_out"
    REPLACED = "session_replaced"
    ACCOUNT_CHANGED = "session_revoked"
    ACCOUNT_CLOSED = "account closed"
    ROLE_CHANGED = "role changed"


_ACCOUNTS = select(*account.c, account_standing.c.disabled_at).select_from(account.outerjoin(account_standing))
_SESSIONS = select(
    *worker_session.c, account.c.display_name, account.c.role, account_standing.c.disabled_at
).select_from(worker_session.join(account).outerjoin(account_standing))
# Asked together with the session, so that a run needs no statement more.
_REVISION = (
    func.coalesce(select(revision.c.number).scalar_subquery(), 0).label("revision"),
    func.coalesce(select(current_extract.c.number).scalar_subquery(), 0).label("extract"),
)
_SESSIONS_WITH_RESEARCH = _SESSIONS.add_columns(
    *(research_setup.c[name] for name in ("journey", "since_seq", "version")), *_REVISION
).outerjoin(research_setup, research_setup.c.session_id == worker_session.c.session_id)

# Every run of a page, every read or every sign-in uses them, so they are built once.
_ACCOUNT = _ACCOUNTS.where(account.c.username == bindparam("of"))
_SESSION_OF_KEY = _SESSIONS_WITH_RESEARCH.where(worker_session.c.key_hash == bindparam("hashed"))
_NOT_ENDED = _SESSIONS.where(worker_session.c.username == bindparam("of"), worker_session.c.ended_at.is_(None))
_OLD = select(worker_session.c.session_id).where(worker_session.c.started_at <= bindparam("until"))
_DELETE_OLD_PLACES = delete(kept_place).where(kept_place.c.session_id.in_(_OLD))
_SESSION = _SESSIONS.where(worker_session.c.session_id == bindparam("session"))
_OF_SESSION = _SESSION.subquery()
_IN_USE = select(select(current_extract.c.number).scalar_subquery().label("extract")).subquery()
# One row, whether or not there is such a session or an extract.
_SESSION_AND_EXTRACT = select(_IN_USE, _OF_SESSION).select_from(_IN_USE.outerjoin(_OF_SESSION, true()))


class Revision(NamedTuple):
    """What an answer stands for: another number means that it must be checked whether it still holds.

    `changes` counts restrictions, reports, decisions, changes of accounts and loads; `extract` is the extract in use, 0
    if there is none.
    """

    changes: int = 0
    extract: int = 0

    def __str__(self) -> str:
        return f"{self.changes}.{self.extract}"


@dataclass(frozen=True)
class Actor:
    """The signed-in worker, in one session, at one council. `get_actor` returns it; every read needs one.

    An Actor made anywhere else gives no access: the data layer looks up its session on every read.
    """

    council: Council
    username: str
    display_name: str
    role: str
    session_id: str
    address: str
    shows: str = ""
    """In a research session, changes whenever the set-up does; "" before a scenario is chosen and in other sessions."""
    revision: Revision = field(default=Revision(), compare=False)
    """The revision when the session was checked."""

    @property
    def who(self) -> Who:
        return Who(self.username, self.role, self.session_id, self.address)


@dataclass(frozen=True)
class TimeLeft:
    """How long a session lasts without further activity. `may_stay` is False if staying cannot make it longer."""

    session_id: str
    left: timedelta
    may_stay: bool
    revision: Revision = Revision()


def start_session(council: Council, username: str, *, address: str) -> str:
    """Start a session for a worker whose password was checked; recorded. Returns its secret key.

    Ends any other session of theirs. Raises NotSignedIn if there is no such account or it is disabled.
    """
    with database_of(council).writing() as connection:
        return start_within(connection, username, address=address)


def start_within(connection: Connection, username: str, *, address: str) -> str:
    """`start_session` inside a transaction, such as the one that uses the sign-in ticket."""
    key, now = secrets.token_urlsafe(32), clock.now()
    row = connection.execute(_ACCOUNT, {"of": username}).one_or_none()
    if row is None or row.disabled_at is not None:
        raise NotSignedIn
    end_sessions_of(connection, username, Action.SESSION_REPLACED)
    who = Who(row.username, row.role, str(uuid4()), address)
    session = {
        "session_id": who.session_id,
        "key_hash": hash_secret(key),
        "username": row.username,
        "address": address,
        "started_at": now,
        "last_seen_at": now,
    }
    connection.execute(insert(worker_session), session)
    delete_old_places(connection)
    seen = update(account_standing).where(account_standing.c.username == row.username)
    connection.execute(seen.values(last_signed_in_at=now))
    chain.append_within(connection, who, [Entry(Action.SIGNED_IN)])
    return key


def get_actor(council: Council, key: str, *, is_activity: bool = True) -> Actor | None:
    """The worker whose session has this key; None if it has ended.

    Calling it counts as activity, unless the page asked by itself because something had changed.
    """
    now = clock.now()
    row = _session_of(council, key)
    if row is None:
        return None
    if _left(row, now) < timedelta(0):
        _end(council, row, Action.TIMED_OUT)
        return None
    if is_activity and now - row.last_seen_at >= LAST_SEEN_STEP:
        # On a full disk the session only ends earlier; what needs no record can still be read.
        with suppress(Unavailable):
            _mark_seen(council, row, now)
    shows = "" if row.journey is None else f"{row.since_seq}.{row.version}"
    council = council if row.journey is None else in_journey(council, row.journey)
    seen = Revision(row.revision, row.extract)
    return Actor(council, row.username, row.display_name, row.role, row.session_id, row.address, shows, seen)


def get_time_left(council: Council, key: str) -> TimeLeft | None:
    """How long the session with this key still lasts; None if it has ended. Calling it does not count as activity."""
    now = clock.now()
    row = _session_of(council, key)
    if row is None:
        return None
    left, longest_left = _left(row, now), row.started_at + HARD_LIMIT - now
    if left < timedelta(0):
        _end(council, row, Action.TIMED_OUT)
        return None
    return TimeLeft(row.session_id, left, longest_left > left, Revision(row.revision, row.extract))


def stay(council: Council, key: str) -> TimeLeft | None:
    """ "Stay signed in": counts as activity. None if the session has ended; it cannot be revived."""
    if get_time_left(council, key) is None:
        return None
    row = _session_of(council, key)
    if row is not None:
        _mark_seen(council, row, clock.now())
    return get_time_left(council, key)


def end_session(actor: Actor) -> None:
    """Sign out; recorded. The key stops working."""
    with database_of(actor.council).writing() as connection:
        _end_one(connection, actor.who, Action.SIGNED_OUT)


def end_key(council: Council, key: str) -> None:
    """End the session with this key because someone signs in with the same browser; recorded."""
    row = _session_of(council, key)
    if row is not None:
        _end(council, row, Action.SESSION_REPLACED)


def end_sessions_of(connection: Connection, username: str, why: Action) -> None:
    """End every session of a worker, inside a transaction that makes them end; each is recorded."""
    for row in connection.execute(_NOT_ENDED, {"of": username}).all():
        # A session that had already timed out is recorded as timed out.
        _end_one(connection, _who(row), Action.TIMED_OUT if _left(row, clock.now()) < timedelta(0) else why)


def get_end(council: Council, key: str) -> Ended | None:
    """How the session with this key ended; None if it has not ended or there was none.

    The account as it is now says what was changed; the session's own role is in the audit.
    """
    this_one = worker_session.c.key_hash == hash_secret(key)
    asked = select(session_end.c.why, worker_session.c.session_id, account.c.role, account_standing.c.disabled_at)
    ended = session_end.join(worker_session).join(account).outerjoin(account_standing)
    with database_of(council).reading_app() as connection:
        row = connection.execute(asked.select_from(ended).where(this_one)).one_or_none()
        if row is None or row.why != Action.SESSION_REVOKED.value:
            return Ended(row.why) if row else None
        if row.disabled_at is not None:
            return Ended.ACCOUNT_CLOSED
        of_session = audit_event.c.session_id == row.session_id, audit_event.c.action == Action.SIGNED_IN.value
        signed_in = connection.scalar(select(audit_event.c.record).where(*of_session).limit(1))
    was = json.loads(signed_in)["role"] if signed_in else row.role
    return Ended.ACCOUNT_CHANGED if was == row.role else Ended.ROLE_CHANGED


def find_account(connection: Connection, username: str) -> Row:
    """The account with this username, as council IT types it. Raises NotFound."""
    row = connection.execute(select(account).where(account.c.username == username.strip().lower())).one_or_none()
    if row is None:
        raise NotFound
    return row


def require_session(connection: Connection, actor: Actor) -> None:
    """Raise NotSignedIn unless the actor's session is live in the database with the same username and role."""
    _require(connection.execute(_SESSION, {"session": actor.session_id}).one_or_none(), actor)


@contextmanager
def reading(actor: Actor) -> Generator[tuple[Connection, int]]:
    """A snapshot of both halves of the database for an actor whose session is live, and the number of its extract.

    Raises NotSignedIn as `require_session` does, NoExtract or Unavailable.
    """
    asked = database_of(actor.council).reading_with(_SESSION_AND_EXTRACT, session=actor.session_id)
    with asked as (connection, row):
        _require(row if row.session_id else None, actor)
        yield connection, row.extract


def _require(session: Row | None, actor: Actor) -> None:
    if session is None or not _is_live(session) or (session.username, session.role) != (actor.username, actor.role):
        raise NotSignedIn


def delete_old_places(connection: Connection) -> int:
    """Delete where sessions that began more than 12 hours ago last were (kept_places.py). Returns how many."""
    return connection.execute(_DELETE_OLD_PLACES, {"until": clock.now() - HARD_LIMIT}).rowcount


def hash_secret(secret: str) -> str:
    """The stored form of a key or ticket: someone who reads the table cannot sign in with it. The secret is long and
    random, so no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _session_of(council: Council, key: str) -> Row | None:
    with database_of(council).reading_app() as connection:
        row = connection.execute(_SESSION_OF_KEY, {"hashed": hash_secret(key)}).one_or_none()
    return row if row is not None and _is_open(row) else None


def _is_open(row: Row) -> bool:
    return row.ended_at is None and row.disabled_at is None


def _is_live(row: Row) -> bool:
    return _is_open(row) and _left(row, clock.now()) >= timedelta(0)


def _left(row: Row, now: datetime) -> timedelta:
    return min(row.last_seen_at + IDLE_LIMIT, row.started_at + HARD_LIMIT) - now


def _mark_seen(council: Council, row: Row, now: datetime) -> None:
    this_one = worker_session.c.session_id == row.session_id
    with database_of(council).writing() as connection:
        connection.execute(update(worker_session).where(this_one).values(last_seen_at=now))


def _who(row: Row) -> Who:
    return Who(row.username, row.role, row.session_id, row.address)


def _end(council: Council, row: Row, why: Action) -> None:
    with database_of(council).writing() as connection:
        _end_one(connection, _who(row), why)


def _end_one(connection: Connection, who: Who, why: Action) -> None:
    this_one = (worker_session.c.session_id == who.session_id) & worker_session.c.ended_at.is_(None)
    ended = connection.execute(update(worker_session).where(this_one).values(ended_at=clock.now()))
    if ended.rowcount:
        connection.execute(insert(session_end).values(session_id=who.session_id, why=why.value))
        if why is not Action.TIMED_OUT:
            # Only the idle end leaves where the session last was, for the same account's next sign-in.
            connection.execute(delete(kept_place).where(kept_place.c.username == who.username))
        chain.append_within(connection, who, [Entry(why)])
