"""Tickets for downloads: a page issues a ticket, and a route checks it and sends the file.

A ticket works once, for half a minute, and only while its session lasts. It gives no access by itself: when the file is
made, the database is asked again what the worker may have.
"""

import json
import secrets
from datetime import timedelta

from sqlalchemy import and_, delete, insert, select

from config import clock
from config.council import Council
from data_access.accounts.sessions import Actor, hash_secret, require_session
from data_access.errors import NotSignedIn
from data_access.storage.app_tables import account, worker_session
from data_access.storage.audit_tables import download_ticket
from data_access.storage.database import database_of

LIFETIME = timedelta(seconds=30)


def make_ticket(actor: Actor, what: dict) -> str:
    """A ticket for the file that `what` describes, as JSON values. Only its hash is stored; old tickets are deleted.

    Raises NotSignedIn or Unavailable.
    """
    ticket, now = secrets.token_urlsafe(32), clock.now()
    with database_of(actor.council).writing() as connection:
        require_session(connection, actor)
        connection.execute(delete(download_ticket).where(download_ticket.c.made_at < now - LIFETIME))
        row = {"session_id": actor.session_id, "what": json.dumps(what), "made_at": now}
        connection.execute(insert(download_ticket).values(row | {"ticket_hash": hash_secret(ticket)}))
    return ticket


def use_ticket(council: Council, ticket: str, *, session_id: str) -> tuple[Actor, dict]:
    """The worker the ticket was issued to, and the file it is for. The ticket cannot be used again.

    Raises NotSignedIn if this session has no such ticket, it is too old, or the session has ended; and Unavailable. A
    ticket that another session tries is not used up: a link that was passed on must not take the file from its owner.
    """
    this_one = and_(download_ticket.c.ticket_hash == hash_secret(ticket), download_ticket.c.session_id == session_id)
    with database_of(council).writing() as connection:
        row = connection.execute(select(download_ticket).where(this_one)).one_or_none()
        taken = connection.execute(delete(download_ticket).where(this_one)).rowcount
    if row is None or not taken or clock.now() - row.made_at > LIFETIME:
        raise NotSignedIn
    of_session = worker_session.c.session_id == row.session_id
    worker = select(worker_session, account.c.display_name, account.c.role).join(account).where(of_session)
    with database_of(council).reading_app() as connection:
        found = connection.execute(worker).one_or_none()
        if found is None:
            raise NotSignedIn
        actor = Actor(council, found.username, found.display_name, found.role, found.session_id, found.address)
        require_session(connection, actor)
    return actor, json.loads(row.what)
