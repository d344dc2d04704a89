"""Sign-in tickets: proof of a right password, carried from the sign-in form to the route that sets the cookie.

The form runs in a websocket, which cannot set a cookie; the route, which can, has not seen the password. So the form
gets a ticket, the browser posts it to the route, and the route starts the session. A ticket works once, for a minute
after the password was found right, only in the browser it was made for: otherwise a person could be tricked into
another person's session.
"""

import hmac
import secrets
from datetime import timedelta

from sqlalchemy import Connection, Row, delete, insert, select

from config import clock
from config.council import Council
from data_access.accounts import sessions
from data_access.audit import chain
from data_access.audit.chain import Action, Entry, Who
from data_access.errors import NotSignedIn
from data_access.storage.app_tables import sign_in_ticket
from data_access.storage.database import database_of

# Made after the wait for the password check. A page may take long to arrive when an office signs in at once.
LIFETIME = timedelta(seconds=60)


def make_within(connection: Connection, username: str, *, browser: str, address: str) -> str:
    """A ticket for the browser with the secret `browser`. Only its hash is stored; old tickets are deleted."""
    ticket, now = secrets.token_urlsafe(32), clock.now()
    connection.execute(delete(sign_in_ticket).where(sign_in_ticket.c.made_at < now - LIFETIME))
    row = {
        "ticket_hash": sessions.hash_secret(ticket),
        "username": username,
        "browser_hash": sessions.hash_secret(browser),
        "address": address,
        "made_at": now,
    }
    connection.execute(insert(sign_in_ticket), row)
    return ticket


def use_ticket(council: Council, ticket: str, *, browser: str) -> str:
    """Start the session a ticket is for and return its secret key. Either way the ticket cannot be used again.

    Raises NotSignedIn (recorded, unless there never was such a ticket) if it was used, is too old, or was made for
    another browser.
    """
    this_one = sign_in_ticket.c.ticket_hash == sessions.hash_secret(ticket)
    key = None
    with database_of(council).writing() as connection:
        row = connection.execute(select(sign_in_ticket).where(this_one)).one_or_none()
        taken = connection.execute(delete(sign_in_ticket).where(this_one)).rowcount
        if row is not None and taken:
            why = _why_refused(row, browser)
            if why is None:
                key = sessions.start_within(connection, row.username, address=row.address)
            else:
                who = Who(row.username, "none", "", row.address)
                chain.append_within(connection, who, [Entry(Action.TICKET_REFUSED, about={"why": why})])
    if key is None:
        raise NotSignedIn
    return key


def _why_refused(row: Row, browser: str) -> str | None:
    if not hmac.compare_digest(row.browser_hash, sessions.hash_secret(browser)):
        return "made for another browser"
    if clock.now() - row.made_at > LIFETIME:
        return "too old"
    return None
