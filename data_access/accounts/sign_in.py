"""Signing in: the try is counted, the password is checked, the outcome is recorded and a ticket is made, in this
order."""

import time
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import Connection, Row, select, update

from config.council import Council
from config.environment import read_environment
from config.sign_on import read_sign_on
from data_access.accounts import lock_out, passwords, sessions, sign_in_tickets
from data_access.accounts.passwords import Check
from data_access.audit import chain
from data_access.audit.chain import Action, Entry, Who
from data_access.storage.app_tables import account, account_standing
from data_access.storage.database import database_of

_ACCOUNT = select(*account.c, account_standing.c.disabled_at, account_standing.c.must_change_password).select_from(
    account.outerjoin(account_standing)
)


class SignIn(Enum):
    """How a try ended. `WRONG` is a wrong password, an unknown username or a disabled account."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"
    TOO_MANY_FROM_ADDRESS = "too many from this address"
    MUST_CHANGE = "the password must be changed first"


@dataclass(frozen=True)
class Outcome:
    """`ticket` is for `sign_in_tickets.use_ticket`; "" unless the try was right."""

    how: SignIn
    ticket: str = ""


def try_password(
    council: Council, username: str, password: str, *, check: Check, browser: str, address: str
) -> Outcome:
    """Try to sign in. `check` compares one password with one hash; `browser` is the secret in the browser's cookie.

    Raises Unavailable if the try could not be counted or recorded; then no one is signed in.
    """
    username = username.strip().lower()
    found, row = _check_password(council, username, password, check=check, address=address)
    if row is None:
        return Outcome(found)
    if row.must_change_password:
        return Outcome(SignIn.MUST_CHANGE)
    with database_of(council).writing() as connection:
        return Outcome(
            SignIn.RIGHT, sign_in_tickets.make_within(connection, row.username, browser=browser, address=address)
        )


def change_password(
    council: Council, username: str, old: str, new: str, *, check: Check, browser: str, address: str
) -> Outcome:
    """Change the worker's own password, end their sessions and sign in with the new password; recorded.

    The old password is checked again, and counted as for any try. Raises ValueError, with the reason as a sentence, if
    the new one is refused.
    """
    username = username.strip().lower()
    found, row = _check_password(council, username, old, check=check, address=address)
    if row is None:
        return Outcome(found)
    if new == old:
        raise ValueError("The new password must be different from the old one")
    why = passwords.why_refused(new, about=[row.username, row.display_name, council.name])
    if why:
        raise ValueError(why)
    hashed = passwords.hash_password(new)
    with database_of(council).writing() as connection:
        connection.execute(update(account).where(account.c.username == row.username).values(password_hash=hashed))
        standing = update(account_standing).where(account_standing.c.username == row.username)
        connection.execute(standing.values(must_change_password=False))
        sessions.end_sessions_of(connection, row.username, Action.SESSION_REVOKED)
        who = Who(row.username, row.role, "", address)
        chain.append_within(connection, who, [Entry(Action.CHANGED_PASSWORD)])
        return Outcome(
            SignIn.RIGHT, sign_in_tickets.make_within(connection, row.username, browser=browser, address=address)
        )


def _check_password(
    council: Council, username: str, password: str, *, check: Check, address: str
) -> tuple[SignIn, Row | None]:
    """Whether the password is right, and the row of the account if it is. Takes equally long for every username."""
    database = database_of(council)
    single = read_sign_on(read_environment())
    if single is not None and not single.passwords:
        # The form is not shown, and sending it anyway must not bypass the identity provider.
        with database.writing() as connection:
            _record_failure(connection, None, address, why="passwords are not used here")
        return SignIn.WRONG, None
    with database.writing() as connection:
        counted = lock_out.count_try(connection, username, address)
        row = connection.execute(_ACCOUNT.where(account.c.username == username)).one_or_none()
        if counted.refused is not None:
            _record_failure(connection, row, address, why=counted.refused.value)
            return SignIn[counted.refused.name], None
    time.sleep(counted.wait.total_seconds())
    is_right = check(username, password, row.password_hash if row else passwords.decoy_hash())
    with database.writing() as connection:
        if row is None or row.disabled_at is not None or not is_right:
            lock_out.count_failure(connection, address)
            _record_failure(connection, row, address, why="disabled" if row and row.disabled_at else "wrong")
            if counted.locks:
                chain.append_within(connection, _who(row, address), [Entry(Action.LOCKED_OUT)])
            return SignIn.WRONG, None
        lock_out.forget(connection, username)
    return SignIn.RIGHT, row


def _record_failure(connection: Connection, row: Row | None, address: str, *, why: str) -> None:
    """Record a failed try. A username without an account is not recorded: it may be a password in the wrong field."""
    chain.append_within(connection, _who(row, address), [Entry(Action.SIGN_IN_FAILED, about={"why": why})])


def _who(row: Row | None, address: str) -> Who:
    return Who(row.username if row else "unknown", "none", "", address)
