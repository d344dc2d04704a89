"""Single sign-on: starts a session for a worker named by the identity provider, with the role and team of their groups.

The account follows the provider: it is created at the first sign-in, updated when the groups change, and has no usable
password. It is known by the provider's issuer and `sub`, which are for one person for ever: a user name may be changed,
or given to someone else. An account from before is bound at its next sign-in.
"""

from dataclasses import dataclass, replace
from typing import NoReturn

from sqlalchemy import Connection, Row, delete, insert, select, update

from config import clock
from config.council import Council
from data_access.accounts import accounts, passwords, sessions
from data_access.audit import chain
from data_access.audit.chain import Action, Entry, Who
from data_access.errors import NotSignedIn
from data_access.storage.app_tables import account, account_identity, account_standing
from data_access.storage.database import database_of

_IDENTITY = (account_identity.c.issuer, account_identity.c.subject)
BY = "single sign-on"
NO_GROUP = "in no group that may sign in here"
OTHER_NAME = "the user name is not one of this council's"
STALE = "the identity provider did not ask who it is"
DISABLED = "disabled"
OTHER_PERSON = "the user name belongs to someone else here"


@dataclass(frozen=True)
class Named:
    """A worker as named by the identity provider, with the role and team their groups give them."""

    issuer: str
    subject: str
    username: str
    display_name: str
    role: str
    team: str


class Refused(NotSignedIn):
    """The provider knows the worker, but they may not sign in; recorded. `why` is one of the reasons above."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


def start_session(council: Council, named: Named, *, address: str) -> str:
    """Start a session, as after a right password, and return its secret key. Ends any other session of theirs.

    Raises Refused if council IT disabled the account or it belongs to someone else, or Unavailable.
    """
    with database_of(council).writing() as connection:
        row = _find(connection, named)
        why = _why_refused(row, named)
        if why is None:
            # Under a new name at the provider it is still the same account, with the name that the audit knows.
            named = named if row is None else replace(named, username=row.username)
            _update_account(connection, row, named)
            return sessions.start_within(connection, named.username, address=address)
    refuse(council, named.username, why, address=address)


def forget_identity(council: Council, username: str, *, by: str) -> bool:
    """Let the account be bound again, at the next sign-in under its user name; recorded. Returns whether it was bound.

    Raises NotFound or Unavailable.
    """
    with database_of(council).writing() as connection:
        username = sessions.find_account(connection, username).username
        gone = connection.execute(delete(account_identity).where(account_identity.c.username == username))
        if not gone.rowcount:
            return False
        sessions.end_sessions_of(connection, username, Action.SESSION_REVOKED)
        about = {"account": username, "change": "identity at the provider forgotten"}
        chain.append_within(connection, Who(by, "system"), [Entry(Action.SAVED_ACCOUNT, about=about)])
    return True


def _find(connection: Connection, named: Named) -> Row | None:
    """The account that is bound to this person, else the one with the user name; None if there is neither."""
    columns = (account_standing.c.team, account_standing.c.disabled_at, *_IDENTITY)
    known = select(*account.c, *columns).select_from(account.outerjoin(account_standing).outerjoin(account_identity))
    bound = (account_identity.c.issuer == named.issuer) & (account_identity.c.subject == named.subject)
    return (
        connection.execute(known.where(bound)).one_or_none()
        or connection.execute(known.where(account.c.username == named.username)).one_or_none()
    )


def _why_refused(row: Row | None, named: Named) -> str | None:
    if row is not None and row.subject is not None and (row.issuer, row.subject) != (named.issuer, named.subject):
        return OTHER_PERSON
    return DISABLED if row is not None and row.disabled_at is not None else None


def refuse(council: Council, username: str, why: str, *, address: str) -> NoReturn:
    """Record that a worker known to the provider may not sign in, and raise Refused. Raises Unavailable."""
    who = Who(username, "none", "", address)
    chain.append(database_of(council), who, [Entry(Action.SIGN_IN_FAILED, about={"why": why})])
    raise Refused(why)


def _update_account(connection: Connection, row: Row | None, named: Named) -> None:
    """Create the account, or update it from the provider if its name, role or team has changed; recorded."""
    as_it_is = (row.display_name, row.role, row.team or "", row.subject) if row is not None else None
    if as_it_is == (named.display_name, named.role, named.team, named.subject):
        return
    # A password that no one has: a real one could still be used after the provider has removed the worker.
    no_password = {"password_hash": passwords.decoy_hash(), "is_demo": False}
    values = {"display_name": named.display_name, "role": named.role, **no_password}
    if row is None:
        connection.execute(insert(account).values(username=named.username, **values))
    else:
        connection.execute(update(account).where(account.c.username == named.username).values(values))
    if row is None or row.subject is None:
        identity = {"issuer": named.issuer, "subject": named.subject, "bound_at": clock.now()}
        connection.execute(insert(account_identity).values(username=named.username, **identity))
    accounts.save_standing(connection, named.username, {"team": named.team, "must_change_password": False})
    sessions.end_sessions_of(connection, named.username, Action.SESSION_REVOKED)
    about = {"account": named.username, "role": named.role, "team": named.team}
    chain.append_within(connection, Who(BY, "system"), [Entry(Action.SAVED_ACCOUNT, about=about)])
