"""Tickets for files that leave the tool: a page gives one out, and a route that checks it hands the file over.

A ticket works once, for half a minute, and only while the session it was given in lives. It opens nothing by itself:
whoever makes the file asks the database again what that session's worker may have.
"""

import hashlib
import json
import secrets
from datetime import timedelta

from sqlalchemy import delete, insert, select

from config import clock
from config.council import Council
from data_access.accounts.sessions import Actor, require_session
from data_access.errors import NotSignedIn
from data_access.storage.app_tables import account, worker_session
from data_access.storage.audit_tables import download_ticket
from data_access.storage.database import database_of

LIFETIME = timedelta(seconds=30)


def make_ticket(actor: Actor, what: dict) -> str:
    """A ticket for the file that `what` describes, as JSON values. Only its hash is kept; old ones are thrown away.

    Raises NotSignedIn or Unavailable.
    """
    ticket, now = secrets.token_urlsafe(32), clock.now()
    with database_of(actor.council).writing() as connection:
        require_session(connection, actor)
        connection.execute(delete(download_ticket).where(download_ticket.c.made_at < now - LIFETIME))
        row = {"ticket_hash": _hash(ticket), "session_id": actor.session_id, "what": json.dumps(what), "made_at": now}
        connection.execute(insert(download_ticket).values(row))
    return ticket


def use_ticket(council: Council, ticket: str) -> tuple[Actor, dict]:
    """Whose ticket it is, and what for. It is used up either way.

    Raises NotSignedIn where there is no such ticket any more, it is too old, or the session has ended; and Unavailable.
    """
    this_one = download_ticket.c.ticket_hash == _hash(ticket)
    with database_of(council).writing() as connection:
        row = connection.execute(select(download_ticket).where(this_one)).one_or_none()
        connection.execute(delete(download_ticket).where(this_one))
    if row is None or clock.now() - row.made_at > LIFETIME:
        raise NotSignedIn
    of_session = worker_session.c.session_id == row.session_id
    whose = select(worker_session, account.c.display_name, account.c.role).join(account).where(of_session)
    with database_of(council).reading_app() as connection:
        found = connection.execute(whose).one_or_none()
        if found is None:
            raise NotSignedIn
        actor = Actor(council, found.username, found.display_name, found.role, found.session_id, found.address)
        require_session(connection, actor)
    return actor, json.loads(row.what)


def _hash(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()
