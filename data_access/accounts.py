"""Workers' accounts and their sessions. A session lives in the database, is checked on every run and can be ended."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import bcrypt
from sqlalchemy import Connection, delete, insert, select, update

from config.council import Council
from data_access import audit, clock
from data_access.app_tables import account, worker_session
from data_access.audit import Action, Entry, Who
from data_access.database import database_of
from data_access.errors import NotSignedIn

IDLE_LIMIT = timedelta(minutes=15)
HARD_LIMIT = timedelta(hours=12)
# Writing "last seen" on every run would cost a disk flush a click; once a minute is exact enough for 15 minutes.
LAST_SEEN_STEP = timedelta(minutes=1)
ROLES = ("social_worker", "manager", "data_officer")
_SESSIONS = select(*worker_session.c, account.c.display_name, account.c.role).join(account)


@dataclass(frozen=True)
class Actor:
    """The signed-in worker, in one session, at one council. Got from `get_actor`; every read takes one.

    One made up elsewhere opens nothing: the data layer looks its session up on every read.
    """

    council: Council
    username: str
    display_name: str
    role: str
    session_id: str
    address: str

    @property
    def who(self) -> Who:
        return Who(self.username, self.role, self.session_id, self.address)


def hash_password(password: str) -> str:
    """A bcrypt hash. Raises ValueError for more than 72 bytes, which bcrypt does not read."""
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt()).decode()


def save_account(
    council: Council, *, username: str, display_name: str, role: str, password_hash: str, is_demo: bool = False
) -> None:
    """Add an account or replace the one of that user name. User names are kept in lower case. Raises ValueError."""
    if role not in ROLES:
        raise ValueError(f"The role must be one of: {', '.join(ROLES)}.")
    row = {"display_name": display_name, "role": role, "password_hash": password_hash, "is_demo": is_demo}
    username = username.strip().lower()
    with database_of(council).writing() as connection:
        changed = connection.execute(update(account).where(account.c.username == username).values(row))
        if not changed.rowcount:
            connection.execute(insert(account).values(username=username, **row))


def list_credentials(council: Council) -> dict[str, dict[str, str]]:
    """User name to name and password hash, in the shape streamlit-authenticator checks a password against."""
    with database_of(council).reading_app() as connection:
        rows = connection.execute(select(account)).all()
    return {row.username: {"name": row.display_name, "email": "", "password": row.password_hash} for row in rows}


def start_session(council: Council, username: str, *, address: str) -> str:
    """Start a session for a worker whose password was checked; recorded. Returns its secret key.

    Raises NotSignedIn when there is no such account.
    """
    database, key, now = database_of(council), secrets.token_urlsafe(32), clock.now()
    with database.writing() as connection:
        row = connection.execute(select(account).where(account.c.username == username)).one_or_none()
        if row is None:
            raise NotSignedIn
        who = Who(row.username, row.role, str(uuid4()), address)
        session = {
            "session_id": who.session_id,
            "key_hash": _hash_key(key),
            "username": row.username,
            "address": address,
            "started_at": now,
            "last_seen_at": now,
        }
        connection.execute(insert(worker_session), session)
        audit.append_within(connection, who, [Entry(Action.SIGNED_IN)])
    return key


def record_failed_sign_in(council: Council, username: str, *, address: str) -> None:
    """Record a failed sign-in. A name that is no account is not written down: it may be a password typed too early."""
    database = database_of(council)
    with database.writing() as connection:
        known = connection.scalar(select(account.c.username).where(account.c.username == username.strip().lower()))
        audit.append_within(connection, Who(known or "unknown", "none", "", address), [Entry(Action.SIGN_IN_FAILED)])


def get_actor(council: Council, key: str) -> Actor | None:
    """The worker whose session has this key; None when it has ended. Being here counts as being active."""
    database, now = database_of(council), clock.now()
    with database.reading_app() as connection:
        row = _session_row(connection, worker_session.c.key_hash == _hash_key(key))
    if row is None or row.ended_at is not None:
        return None
    actor = Actor(council, row.username, row.display_name, row.role, row.session_id, row.address)
    if _has_run_out(row, now):
        _end(actor, Action.TIMED_OUT)
        return None
    if now - row.last_seen_at >= LAST_SEEN_STEP:
        with database.writing() as connection:
            this_one = worker_session.c.session_id == row.session_id
            connection.execute(update(worker_session).where(this_one).values(last_seen_at=now))
    return actor


def end_session(actor: Actor) -> None:
    """Sign out; recorded. The key opens nothing afterwards."""
    _end(actor, Action.SIGNED_OUT)


def require_session(connection: Connection, actor: Actor) -> None:
    """Raise NotSignedIn unless the actor's session is alive in the database under that user name and role."""
    row = _session_row(connection, worker_session.c.session_id == actor.session_id)
    alive = row is not None and row.ended_at is None and not _has_run_out(row, clock.now())
    if not alive or (row.username, row.role) != (actor.username, actor.role):
        raise NotSignedIn


def delete_demo_accounts(connection: Connection) -> None:
    """Remove the demonstration accounts and their sessions. The audit keeps what they did."""
    demo = select(account.c.username).where(account.c.is_demo)
    connection.execute(delete(worker_session).where(worker_session.c.username.in_(demo)))
    connection.execute(delete(account).where(account.c.is_demo))


def _session_row(connection: Connection, which):
    return connection.execute(_SESSIONS.where(which)).one_or_none()


def _has_run_out(row, now) -> bool:
    return now - row.last_seen_at > IDLE_LIMIT or now - row.started_at > HARD_LIMIT


def _end(actor: Actor, action: Action) -> None:
    with database_of(actor.council).writing() as connection:
        this_one = (worker_session.c.session_id == actor.session_id) & worker_session.c.ended_at.is_(None)
        ended = connection.execute(update(worker_session).where(this_one).values(ended_at=clock.now()))
        if ended.rowcount:
            audit.append_within(connection, actor.who, [Entry(action)])


def _hash_key(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
