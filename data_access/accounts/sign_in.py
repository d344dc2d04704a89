"""Signing in: the try is counted, the password is checked, the outcome is recorded and a ticket is made, in this
order."""

import logging
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from threading import Event

from sqlalchemy import Connection, Row, select, update

from config.council import Council
from config.environment import read_environment
from config.sign_on import read_sign_on
from data_access.accounts import (
    failed_tries,
    lock_out,
    password_queue,
    passwords,
    second_factor,
    sessions,
    sign_in_tickets,
)
from data_access.accounts.password_queue import Tell
from data_access.accounts.passwords import Check
from data_access.audit import chain
from data_access.audit.chain import Action, Entry, Who
from data_access.errors import NotSignedIn
from data_access.storage.app_tables import account, account_standing
from data_access.storage.database import CouncilDatabase, database_of
from data_access.storage.postgres_locks import PostgresLock, wait_for

_ACCOUNT = select(*account.c, account_standing.c.disabled_at, account_standing.c.must_change_password).select_from(
    account.outerjoin(account_standing)
)

log = logging.getLogger(__name__)


class SignIn(Enum):
    """How a try ended. `WRONG` is a wrong password, an unknown username or a disabled account."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"
    TOO_MANY_WAITING = "too many are waiting"
    MUST_CHANGE = "the password must be changed first"
    NEEDS_CODE = "a code must follow the password"
    TOO_LATE = "the password was given too long ago"
    CODES_UNREADABLE = "the second factor must be reset"


@dataclass(frozen=True)
class Outcome:
    """`ticket` is for `sign_in_tickets.use_ticket`; "" unless the try was right. `step` is for `try_code`; "" unless a
    code must follow."""

    how: SignIn
    ticket: str = field(default="", repr=False)
    step: str = field(default="", repr=False)


@dataclass(frozen=True)
class _Given:
    """What a try came with."""

    username: str
    password: str = field(repr=False)
    browser: str = field(repr=False)
    address: str

    @property
    def counted_as(self) -> str:
        """What failures are counted by. Where the address is not known it is the browser: one counter for everyone
        would let a few slow a whole council."""
        return self.address or f"browser {sessions.hash_secret(self.browser)}"


def tell_no_one(_number: int) -> None:
    """For a try without a page that could say where it is in the queue."""


def try_password(
    council: Council,
    username: str,
    password: str,
    *,
    check: Check,
    browser: str,
    address: str,
    tell: Tell = tell_no_one,
) -> Outcome:
    """Try to sign in. `check` compares one password with one hash; `browser` is the secret in the browser's cookie;
    `tell` is called with the number in the queue while the try waits.

    Raises Unavailable if the try could not be counted or recorded; then no one is signed in.
    """
    username = username.strip().lower()
    given = _Given(username, password, browser, address)
    found, row = _check_password(council, given, check, tell)
    if row is None:
        return Outcome(found)
    if row.must_change_password:
        return Outcome(SignIn.MUST_CHANGE)
    with database_of(council).writing() as connection:
        return _go_on(connection, council, row, given)


def change_password(
    council: Council,
    username: str,
    old: str,
    new: str,
    *,
    check: Check,
    browser: str,
    address: str,
    tell: Tell = tell_no_one,
) -> Outcome:
    """Change the worker's own password, end their sessions and sign in with the new password; recorded.

    The old password is checked again, and counted as for any try. Raises ValueError, with the reason as a sentence, if
    the new one is refused.
    """
    username = username.strip().lower()
    given = _Given(username, old, browser, address)
    found, row = _check_password(council, given, check, tell)
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
        return _go_on(connection, council, row, given)


def try_code(
    council: Council, step: str, code: str, *, browser: str, address: str, tell: Tell = tell_no_one
) -> Outcome:
    """Try the code that follows the right password. It is counted like a password, by name and by address, and recorded
    if it is wrong; a key that cannot be read is not the worker's mistake and is not counted. `tell` as for a password.

    Raises Unavailable if the try could not be counted or recorded; then no one is signed in.
    """
    database = database_of(council)
    with database.writing() as connection:
        try:
            username = second_factor.find_username(connection, step, browser=browser)
        except NotSignedIn:
            return Outcome(SignIn.TOO_LATE)
        given = _Given(username, "", browser, address)
        counted = lock_out.count_try(connection, username)
        if counted.is_locked:
            row = connection.execute(_ACCOUNT.where(account.c.username == username)).one_or_none()
            _count_failure(connection, row, given, why="code while locked")
            return Outcome(SignIn.LOCKED)
    try:
        with (
            _counted_only_if_checked(database, counted) as checked,
            password_queue.checking(database, given.counted_as, tell),
            database.writing() as connection,
        ):
            return _check_code(connection, step, code, given, counted, checked)
    except password_queue.Full:
        return Outcome(SignIn.TOO_MANY_WAITING)
    except second_factor.CodesUnreadable:
        log.error("A worker's codes cannot be checked at %s: has the audit's key been changed?", council.id)
        return Outcome(SignIn.CODES_UNREADABLE)


def _check_code(
    connection: Connection, step: str, code: str, given: _Given, counted: lock_out.Try, checked: Event
) -> Outcome:
    """Whether the code is right now that it is its turn. Sets `checked` once something was compared. Raises
    CodesUnreadable."""
    # Two tries cannot use one code.
    wait_for(connection, PostgresLock.SIGN_IN)
    try:
        second_factor.find_username(connection, step, browser=given.browser)
    except NotSignedIn:
        return Outcome(SignIn.TOO_LATE)
    row = connection.execute(_ACCOUNT.where(account.c.username == given.username)).one_or_none()
    is_open = row is not None and row.disabled_at is None
    is_right = is_open and second_factor.use_code(connection, row, code, address=given.address)
    checked.set()
    if not is_right:
        _count_failure(connection, row, given, why="wrong code" if is_open else "disabled")
        if counted.locks:
            chain.append_within(connection, _who(row, given.address), [Entry(Action.LOCKED_OUT)])
        return Outcome(SignIn.WRONG)
    lock_out.forget(connection, given.username)
    lock_out.give_turn_back(connection, given.counted_as)
    return _ticket(connection, given.username, given)


def _go_on(connection: Connection, council: Council, row: Row, given: _Given) -> Outcome:
    """After the right password: a ticket, or first a code."""
    if not second_factor.is_needed(council, row.role):
        return _ticket(connection, row.username, given)
    step = second_factor.begin_within(connection, row, browser=given.browser, address=given.address)
    return Outcome(SignIn.NEEDS_CODE, step=step)


def _ticket(connection: Connection, username: str, given: _Given) -> Outcome:
    ticket = sign_in_tickets.make_within(connection, username, browser=given.browser, address=given.address)
    return Outcome(SignIn.RIGHT, ticket)


def _check_password(council: Council, given: _Given, check: Check, tell: Tell) -> tuple[SignIn, Row | None]:
    """Whether the password is right, and the row of the account if it is. Takes equally long for every username."""
    database = database_of(council)
    single = read_sign_on(read_environment())
    if single is not None and not single.passwords:
        # The form is not shown, and sending it anyway must not bypass the identity provider.
        with database.writing() as connection:
            _count_failure(connection, None, given, why="passwords are not used here")
        return SignIn.WRONG, None
    with database.writing() as connection:
        counted = lock_out.count_try(connection, given.username)
        row = connection.execute(_ACCOUNT.where(account.c.username == given.username)).one_or_none()
        if counted.is_locked:
            _count_failure(connection, row, given, why="locked")
            return SignIn.LOCKED, None
    try:
        with (
            _counted_only_if_checked(database, counted) as checked,
            password_queue.checking(database, given.counted_as, tell),
        ):
            checked.set()
            is_right = check(given.username, given.password, row.password_hash if row else passwords.decoy_hash())
            with database.writing() as connection:
                if row is None or row.disabled_at is not None or not is_right:
                    why = "disabled" if row and row.disabled_at else "wrong"
                    is_recorded = _count_failure(connection, row, given, why=why)
                    # There are any number of names without an account, and a flood of them must not fill the audit.
                    if counted.locks and (row is not None or is_recorded):
                        chain.append_within(connection, _who(row, given.address), [Entry(Action.LOCKED_OUT)])
                    return SignIn.WRONG, None
                # A right password must not give further guesses at the code that follows it.
                if not second_factor.is_needed(council, row.role):
                    lock_out.forget(connection, given.username)
                lock_out.give_turn_back(connection, given.counted_as)
    except password_queue.Full:
        return SignIn.TOO_MANY_WAITING, None
    return SignIn.RIGHT, row


@contextmanager
def _counted_only_if_checked(database: CouncilDatabase, counted: lock_out.Try) -> Generator[Event]:
    """Take the try out of the count if it ends before the event is set: then no password was compared, so nothing
    was guessed, and someone who presses the button again while they wait is not locked out."""
    checked = Event()
    try:
        yield checked
    finally:
        if not checked.is_set():
            with database.writing() as connection:
                lock_out.uncount_try(connection, counted)


def _count_failure(connection: Connection, row: Row | None, given: _Given, *, why: str) -> bool:
    """Count a failed try, and record it if it is among the first. Returns whether it was recorded. A username without
    an account is not recorded: it may be a password in the wrong field."""
    if failed_tries.is_new_minute(connection):
        failed_tries.record_minutes(connection)
        failed_tries.forget_old(connection)
        lock_out.forget_old(connection)
    failures = lock_out.count_failure(connection, given.counted_as)
    if given.counted_as != given.address:
        # A client can have any number of browsers, but must not fill the audit.
        failures = lock_out.count_failure(connection, given.address)
    is_among_first = failures <= lock_out.FREE_FAILURES
    is_recorded = failed_tries.count(connection, given.address, is_among_first=is_among_first)
    if is_recorded:
        chain.append_within(connection, _who(row, given.address), [Entry(Action.SIGN_IN_FAILED, about={"why": why})])
    return is_recorded


def _who(row: Row | None, address: str) -> Who:
    return Who(row.username if row else "unknown", "none", "", address)
