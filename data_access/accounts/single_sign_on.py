"""Single sign-on: starts a session for a worker named by the identity provider, with the role and team of their groups.

The account follows the provider: it is created at the first sign-in, updated when the groups change, and has no usable
password.
"""

from dataclasses import dataclass
from typing import NoReturn

from sqlalchemy import Connection, Row, insert, select, update

from config.council import Council
from data_access.accounts import accounts, passwords, sessions
from data_access.audit import chain
from data_access.audit.chain import Action, Entry, Who
from data_access.errors import NotSignedIn
from data_access.storage.app_tables import account, account_standing
from data_access.storage.database import database_of

BY = "single sign-on"
NO_GROUP = "in no group that may sign in here"
OTHER_NAME = "the user name is not one of this council's"
STALE = "the identity provider did not ask who it is"
DISABLED = "disabled"


@dataclass(frozen=True)
class Named:
    """A worker as named by the identity provider, with the role and team their groups give them."""

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

    Raises Refused if council IT disabled the account, or Unavailable.
    """
    with database_of(council).writing() as connection:
        known = select(*account.c, account_standing.c.team, account_standing.c.disabled_at)
        one = known.select_from(account.outerjoin(account_standing)).where(account.c.username == named.username)
        row = connection.execute(one).one_or_none()
        is_disabled = row is not None and row.disabled_at is not None
        if not is_disabled:
            _update_account(connection, row, named)
            return sessions.start_within(connection, named.username, address=address)
    refuse(council, named.username, DISABLED, address=address)


def refuse(council: Council, username: str, why: str, *, address: str) -> NoReturn:
    """Record that a worker known to the provider may not sign in, and raise Refused. Raises Unavailable."""
    who = Who(username, "none", "", address)
    chain.append(database_of(council), who, [Entry(Action.SIGN_IN_FAILED, about={"why": why})])
    raise Refused(why)


def _update_account(connection: Connection, row: Row | None, named: Named) -> None:
    """Create the account, or update it from the provider if its name, role or team has changed; recorded."""
    if row is not None and (row.display_name, row.role, row.team or "") == (named.display_name, named.role, named.team):
        return
    # A password that no one has: a real one could still be used after the provider has removed the worker.
    no_password = {"password_hash": passwords.decoy_hash(), "is_demo": False}
    values = {"display_name": named.display_name, "role": named.role, **no_password}
    if row is None:
        connection.execute(insert(account).values(username=named.username, **values))
    else:
        connection.execute(update(account).where(account.c.username == named.username).values(values))
    accounts.save_standing(connection, named.username, {"team": named.team, "must_change_password": False})
    sessions.end_sessions_of(connection, named.username, Action.SESSION_REVOKED)
    about = {"account": named.username, "role": named.role, "team": named.team}
    chain.append_within(connection, Who(BY, "system"), [Entry(Action.SAVED_ACCOUNT, about=about)])
