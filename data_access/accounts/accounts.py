"""Workers' accounts. Council IT adds, changes, disables and lists them. Changes are recorded and end sessions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from config import clock
from config.council import Council
from data_access.accounts import lock_out, passwords, second_factor, sessions
from data_access.accounts.roles import ROLES, May, roles_with
from data_access.audit import chain
from data_access.audit.chain import Action, Entry, Who
from data_access.storage.app_tables import (
    account,
    account_standing,
    kept_place,
    second_step,
    session_end,
    sign_in_ticket,
    worker_session,
)
from data_access.storage.app_tables import second_factor as second_factor_table
from data_access.storage.database import database_of

DORMANT_AFTER = timedelta(days=90)


@dataclass(frozen=True)
class Account:
    """An account in council IT's list. `last_signed_in_at` is None if no one has signed in with it yet."""

    username: str
    display_name: str
    role: str
    team: str
    last_signed_in_at: datetime | None
    is_demo: bool
    is_disabled: bool
    is_dormant: bool
    must_change_password: bool
    locked_until: datetime | None


def save_account(
    council: Council,
    *,
    username: str,
    display_name: str,
    role: str,
    password_hash: str,
    team: str = "",
    is_demo: bool = False,
    must_change_password: bool = False,
    by: str | None = None,
) -> None:
    """Add an account, or replace the one with that username and end its sessions. Usernames are stored in lower case.

    Recorded as done by `by`; None is for setting up the demonstration, which is not recorded. Raises ValueError.
    """
    if role not in ROLES:
        raise ValueError(f"The role must be one of: {', '.join(ROLES)}.")
    username = username.strip().lower()
    if not username:
        raise ValueError("Enter a username.")
    row = {"display_name": display_name, "role": role, "password_hash": password_hash, "is_demo": is_demo}
    standing = {"team": team, "must_change_password": must_change_password, "disabled_at": None}
    with database_of(council).writing() as connection:
        changed = connection.execute(update(account).where(account.c.username == username).values(row))
        if not changed.rowcount:
            connection.execute(insert(account).values(username=username, **row))
        save_standing(connection, username, standing)
        # The name may now be someone else's.
        if by is not None:
            second_factor.forget(connection, username)
        sessions.end_sessions_of(connection, username, Action.SESSION_REVOKED)
        if by is not None:
            _record(connection, by, Action.SAVED_ACCOUNT, username, role=role, team=team)


def reset_password(council: Council, username: str, password: str, *, by: str) -> None:
    """Give a worker a new password, which they must change when they sign in. Ends their sessions and any lock.

    Raises NotFound, or ValueError with the reason if the password is refused.
    """
    with database_of(council).writing() as connection:
        found = sessions.find_account(connection, username)
        refuse_weak(council, password, username=found.username, display_name=found.display_name)
        hashed = passwords.hash_password(password)
        this_one = account.c.username == found.username
        connection.execute(update(account).where(this_one).values(password_hash=hashed, is_demo=False))
        save_standing(connection, found.username, {"must_change_password": True})
        lock_out.forget(connection, found.username)
        sessions.end_sessions_of(connection, found.username, Action.SESSION_REVOKED)
        _record(connection, by, Action.SAVED_ACCOUNT, found.username, change="password reset")


def refuse_weak(council: Council, password: str, *, username: str, display_name: str) -> None:
    """Raise ValueError, with the reason as a sentence, if the password may not be chosen."""
    why = passwords.why_refused(password, about=[username, display_name, council.name])
    if why:
        raise ValueError(f"{why}.")


def disable_account(council: Council, username: str, *, by: str) -> None:
    """Stop anyone signing in with the account, and end its sessions. It is kept for the audit. Raises NotFound."""
    with database_of(council).writing() as connection:
        found = sessions.find_account(connection, username)
        save_standing(connection, found.username, {"disabled_at": clock.now()})
        sessions.end_sessions_of(connection, found.username, Action.SESSION_REVOKED)
        _record(connection, by, Action.DISABLED_ACCOUNT, found.username)


def release_account(council: Council, username: str, *, by: str) -> bool:
    """End a lock after wrong passwords early. Returns whether there was one. Raises NotFound."""
    with database_of(council).writing() as connection:
        found = sessions.find_account(connection, username)
        released = lock_out.forget(connection, found.username)
        _record(connection, by, Action.RELEASED_ACCOUNT, found.username)
    return released


def end_every_session(council: Council, *, by: str) -> int:
    """End everyone's sessions, for example after a theft or before an upgrade. Returns how many workers had one."""
    with database_of(council).writing() as connection:
        return end_every_session_within(connection, by=by)


def end_every_session_within(connection: Connection, *, by: str) -> int:
    """End everyone's sessions inside a transaction that makes them end."""
    signed_in = select(worker_session.c.username).where(worker_session.c.ended_at.is_(None)).distinct()
    usernames = connection.scalars(signed_in).all()
    for username in usernames:
        sessions.end_sessions_of(connection, username, Action.SESSION_REVOKED)
    _record(connection, by, Action.SESSION_REVOKED, "everybody")
    return len(usernames)


def list_accounts(council: Council) -> list[Account]:
    """All accounts, sorted by username. An account is dormant if it is not disabled and was not used for 90 days."""
    now = clock.now()
    with database_of(council).reading_app() as connection:
        rows = connection.execute(
            select(account, *(column for column in account_standing.c if column.name != "username"))
            .outerjoin(account_standing)
            .order_by(account.c.username)
        ).all()
        return [
            Account(
                username=row.username,
                display_name=row.display_name,
                role=row.role,
                team=row.team or "",
                last_signed_in_at=row.last_signed_in_at,
                is_demo=row.is_demo,
                is_disabled=row.disabled_at is not None,
                is_dormant=row.disabled_at is None and _is_dormant(row.last_signed_in_at or row.added_at, now),
                must_change_password=bool(row.must_change_password),
                locked_until=lock_out.locked_until(connection, row.username),
            )
            for row in rows
        ]


def list_leavers(council: Council, leavers: Iterable[str]) -> list[Account]:
    """The accounts that are not disabled and whose username or display name is in the list of leavers."""
    left = {" ".join(name.lower().split()) for name in leavers} - {""}
    return [
        one
        for one in list_accounts(council)
        if not one.is_disabled and {one.username, " ".join(one.display_name.lower().split())} & left
    ]


def has_demo_accounts(council: Council) -> bool:
    """Whether anyone could sign in with the public password of the demonstration."""
    with database_of(council).reading_app() as connection:
        return connection.execute(select(account.c.username).where(account.c.is_demo)).first() is not None


def list_researchers(council: Council) -> list[str]:
    """The usernames that could set up a research session, without demonstration and disabled accounts."""
    may = account.c.role.in_(roles_with(May.RESEARCH)) & ~account.c.is_demo & account_standing.c.disabled_at.is_(None)
    usernames = select(account.c.username).outerjoin(account_standing)
    with database_of(council).reading_app() as connection:
        return list(connection.scalars(usernames.where(may).order_by(account.c.username)))


def delete_demo_accounts(connection: Connection) -> None:
    """Remove the demonstration accounts and their sessions. The audit of what they did is kept."""
    demo = select(account.c.username).where(account.c.is_demo)
    if connection.execute(demo.limit(1)).first() is None:
        return
    demo_sessions = select(worker_session.c.session_id).where(worker_session.c.username.in_(demo))
    connection.execute(delete(session_end).where(session_end.c.session_id.in_(demo_sessions)))
    for table in (kept_place, worker_session, sign_in_ticket, account_standing, second_factor_table, second_step):
        connection.execute(delete(table).where(table.c.username.in_(demo)))
    connection.execute(delete(account).where(account.c.is_demo))


def _is_dormant(last_used: datetime | None, now: datetime) -> bool:
    """Whether the account was not used for 90 days. If its last use was never recorded, it is not called dormant."""
    return last_used is not None and now - last_used > DORMANT_AFTER


def save_standing(connection: Connection, username: str, values: dict) -> None:
    """Change an account's details other than name, role and password, inside a transaction."""
    this_one = account_standing.c.username == username
    if not connection.execute(update(account_standing).where(this_one).values(values)).rowcount:
        row = {"team": "", "must_change_password": False, "added_at": clock.now(), **values}
        connection.execute(insert(account_standing).values(username=username, **row))


def _record(connection: Connection, by: str, action: Action, username: str, **about: str) -> None:
    chain.append_within(connection, Who(by, "system"), [Entry(action, about={"account": username, **about})])
