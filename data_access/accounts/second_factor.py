"""The second factor of accounts with a password: a code of six digits from an app on a phone (TOTP, RFC 6238).

After the right password the browser gets a *step*, good for ten minutes, for this browser and a code only. The first
time the worker is given a key for the app, and it counts once a code from it was typed. A code works once, and wrong
codes count like wrong passwords: together ten lock the name. Keys are encrypted with the audit's key.
"""

import base64
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pyotp
from sqlalchemy import Connection, Row, delete, insert, select, update

from config import clock
from config.council import Council
from data_access.accounts import sessions
from data_access.accounts.roles import MAY, May
from data_access.audit import chain
from data_access.audit.chain import Action, Entry, Who
from data_access.errors import NotSignedIn
from data_access.storage.app_tables import account, second_factor, second_step
from data_access.storage.database import database_of

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

STEP_LASTS = timedelta(minutes=10)
SECONDS = 30
"""A code lasts this long; the one before and the one after are taken too, as phones' clocks differ."""
AUDIT = frozenset({May.AUDIT, May.AUDIT_OF_RESTRICTED})


class CodesUnreadable(Exception):
    """The key cannot be decrypted: the audit's key has changed. Council IT must reset the second factor."""


@dataclass(frozen=True)
class Step:
    """What the worker must do next. `key` is the new key for their app, None if they have one already."""

    username: str
    display_name: str
    key: str | None = field(repr=False)

    def uri(self, council: Council) -> str:
        """The address that a QR code gives to the app."""
        codes, issuer = pyotp.TOTP(self.key or ""), f"Family Context {council.name}"
        return codes.provisioning_uri(name=self.username, issuer_name=issuer)


def is_needed(council: Council, role: str) -> bool:
    """Whether this role must give a code after its password."""
    if council.sign_in.second_factor == "audit_roles":
        return bool(MAY.get(role, frozenset()) & AUDIT)
    return council.sign_in.second_factor == "everyone"


def begin_within(connection: Connection, row: Row, *, browser: str, address: str) -> str:
    """After the right password: the secret of a step for this browser, of which only the hash is stored. `row` is the
    account's. Makes a key, recorded, unless the worker has confirmed one."""
    step, now = secrets.token_urlsafe(32), clock.now()
    connection.execute(delete(second_step).where(second_step.c.made_at < now - STEP_LASTS))
    hashes = {"step_hash": sessions.hash_secret(step), "browser_hash": sessions.hash_secret(browser)}
    connection.execute(insert(second_step).values(username=row.username, address=address, made_at=now, **hashes))
    kept = _factor_of(connection, row.username)
    if kept is None or kept.confirmed_at is None:
        connection.execute(delete(second_factor).where(second_factor.c.username == row.username))
        key = _cipher().encrypt(pyotp.random_base32().encode()).decode()
        new = {"username": row.username, "encrypted_key": key, "last_step": 0, "made_at": now}
        connection.execute(insert(second_factor).values(new))
        who = Who(row.username, row.role, "", address)
        chain.append_within(connection, who, [Entry(Action.BEGAN_SECOND_FACTOR)])
    return step


def get_step(council: Council, step: str, *, browser: str) -> Step:
    """What the worker must do. Raises NotSignedIn if the step is too old or another browser's, CodesUnreadable, or
    Unavailable."""
    with database_of(council).reading_app() as connection:
        username = find_username(connection, step, browser=browser)
        name = connection.scalar(select(account.c.display_name).where(account.c.username == username))
        kept = _factor_of(connection, username)
    if name is None or kept is None:
        raise NotSignedIn
    return Step(username, name, _key(kept) if kept.confirmed_at is None else None)


def find_username(connection: Connection, step: str, *, browser: str) -> str:
    """Whose step it is. Raises NotSignedIn."""
    row = connection.execute(
        select(second_step).where(second_step.c.step_hash == sessions.hash_secret(step))
    ).one_or_none()
    is_theirs = row is not None and hmac.compare_digest(row.browser_hash, sessions.hash_secret(browser))
    if row is None or not is_theirs or clock.now() - row.made_at > STEP_LASTS:
        raise NotSignedIn
    return row.username


def use_code(connection: Connection, row: Row, code: str, *, address: str) -> bool:
    """Whether the code is right for this account; then it cannot be used again, and the key is confirmed, recorded.

    Inside a transaction that holds the lock SIGN_IN, so that two tries cannot use one code. Raises
    CodesUnreadable.
    """
    kept = _factor_of(connection, row.username)
    if kept is None:
        return False
    step = _matching_step(_key(kept), code, after=kept.last_step)
    if step is None:
        return False
    used = update(second_factor).where(second_factor.c.username == row.username)
    connection.execute(used.values(last_step=step))
    if kept.confirmed_at is None:
        connection.execute(used.values(confirmed_at=clock.now()))
        who = Who(row.username, row.role, "", address)
        chain.append_within(connection, who, [Entry(Action.CONFIRMED_SECOND_FACTOR)])
    end_steps(connection, row.username)
    return True


def end_steps(connection: Connection, username: str) -> None:
    """End every step of a worker: they are in, or council IT changed the account."""
    connection.execute(delete(second_step).where(second_step.c.username == username))


def forget(connection: Connection, username: str) -> bool:
    """Delete a worker's key and steps, in a transaction that records why. Returns whether there was a key."""
    end_steps(connection, username)
    return bool(connection.execute(delete(second_factor).where(second_factor.c.username == username)).rowcount)


def reset(council: Council, username: str, *, by: str) -> bool:
    """Have a worker set up codes again, for a lost phone; recorded, and their sessions end. Returns whether they had
    any. Raises NotFound."""
    with database_of(council).writing() as connection:
        row = sessions.find_account(connection, username)
        about = {"account": row.username}
        chain.append_within(connection, Who(by, "system"), [Entry(Action.RESET_SECOND_FACTOR, about=about)])
        sessions.end_sessions_of(connection, row.username, Action.SESSION_REVOKED)
        return forget(connection, row.username)


def count_unreadable(council: Council) -> int:
    """How many accounts have a key that cannot be decrypted: the audit's key has changed. Raises Unavailable."""
    with database_of(council).reading_app() as connection:
        rows = connection.execute(select(second_factor).where(second_factor.c.confirmed_at.is_not(None))).all()
    return sum(not _is_readable(row) for row in rows)


def _is_readable(kept: Row) -> bool:
    try:
        return bool(_key(kept))
    except CodesUnreadable:
        return False


def _matching_step(key: str, code: str, *, after: int) -> int | None:
    """The step of time whose code this is; None if it is no code, or one no later than the last used."""
    typed, now = "".join(code.split()), int(clock.now().timestamp()) // SECONDS
    codes = pyotp.TOTP(key)
    for step in (now - 1, now, now + 1):
        if step > after and hmac.compare_digest(codes.generate_otp(step).encode(), typed.encode()):
            return step
    return None


def _factor_of(connection: Connection, username: str) -> Row | None:
    return connection.execute(select(second_factor).where(second_factor.c.username == username)).one_or_none()


def _key(kept: Row) -> str:
    from cryptography.fernet import InvalidToken

    try:
        return _cipher().decrypt(kept.encrypted_key.encode()).decode()
    except InvalidToken:
        raise CodesUnreadable from None


def _cipher() -> "Fernet":
    """From the audit's key, which whoever can read the database need not have."""
    # It takes 6 MB, which a council without a second factor is spared.
    from cryptography.fernet import Fernet
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    made = HKDF(SHA256(), length=32, salt=None, info=b"family context second factor").derive(chain.signing_key())
    return Fernet(base64.urlsafe_b64encode(made))
