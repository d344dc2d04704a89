"""Single sign-on: a session for whom the identity provider named, with the role and team their groups give them.

The account follows the provider: made at the first sign-in, changed with the groups, without a password from then on.
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
    """Somebody as the identity provider says, with what their groups give them here."""

    username: str
    display_name: str
    role: str
    team: str


class Refused(NotSignedIn):
    """They are who they say, and may not sign in; recorded. `why` is one of the words above."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


def start_session(council: Council, named: Named, *, address: str) -> str:
    """Start a session, as after a right password, and return its secret key: any other of theirs ends.

    Raises Refused where council IT disabled the account, or Unavailable.
    """
    with database_of(council).writing() as connection:
        known = select(*account.c, account_standing.c.team, account_standing.c.disabled_at)
        one = known.select_from(account.outerjoin(account_standing)).where(account.c.username == named.username)
        row = connection.execute(one).one_or_none()
        is_disabled = row is not None and row.disabled_at is not None
        if not is_disabled:
            _follow(connection, row, named)
            return sessions.start_within(connection, named.username, address=address)
    refuse(council, named.username, DISABLED, address=address)


def refuse(council: Council, username: str, why: str, *, address: str) -> NoReturn:
    """Record that somebody the provider knows may not sign in, and raise Refused. Raises Unavailable."""
    who = Who(username, "none", "", address)
    chain.append(database_of(council), who, [Entry(Action.SIGN_IN_FAILED, about={"why": why})])
    raise Refused(why)


def _follow(connection: Connection, row: Row | None, named: Named) -> None:
    """Make the account, or change it to what the provider says now; recorded where the role or team is another."""
    # No one has the password: it could else be used after the provider stopped knowing them.
    closed = {"password_hash": passwords.decoy_hash(), "is_demo": False}
    said = {"display_name": named.display_name, "role": named.role, **closed}
    if row is None:
        connection.execute(insert(account).values(username=named.username, **said))
    else:
        connection.execute(update(account).where(account.c.username == named.username).values(said))
    accounts.save_standing(connection, named.username, {"team": named.team, "must_change_password": False})
    if row is None or (row.role, row.team or "") != (named.role, named.team):
        sessions.end_all_of(connection, named.username, Action.SESSION_REVOKED)
        about = {"account": named.username, "role": named.role, "team": named.team}
        chain.append_within(connection, Who(BY, "system"), [Entry(Action.SAVED_ACCOUNT, about=about)])
