"""Feedback given through the banner: what the worker was doing and what happened, but never who they are or about
whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from config import clock
from data_access.accounts.roles import May, roles_with
from data_access.accounts.sessions import Actor, require_session
from data_access.audit.name_index import names_in_session
from data_access.errors import NotFound
from data_access.people import access
from data_access.personal_details import why_refused_among
from data_access.storage.app_tables import feedback
from data_access.storage.database import database_of

MAY_READ = roles_with(May.FEEDBACK)
ASKED_FOR = "feedback"
NEW = "new"
STATUSES = (NEW, "looked_at", "will_change", "done", "no_change")
MOST_LISTED = 200


@dataclass(frozen=True)
class Feedback:
    """One piece of feedback; `status` is one of STATUSES."""

    number: int
    given_at: datetime
    page: str
    version: str
    doing: str
    happened: str
    status: str


def give(actor: Actor, *, page: str, version: str, doing: str, happened: str) -> None:
    """Save feedback about a page. Raises ValueError if a text is empty or refused, NotSignedIn or Unavailable."""
    texts = (doing, happened)
    if not all(text.strip() for text in texts):
        raise ValueError("Enter some words")
    refused = [why for why in why_refused(actor, texts) if why]
    if refused:
        raise ValueError(refused[0])
    row = {"given_at": clock.now(), "page": page, "version": version, "doing": doing.strip(),
           "happened": happened.strip(), "status": NEW}  # fmt: skip
    with database_of(actor.council).writing() as connection:
        require_session(connection, actor)
        connection.execute(insert(feedback).values(row))


def why_refused(actor: Actor, texts: Sequence[str]) -> list[str | None]:
    """For each text: why it may not be saved, as a sentence that repeats none of it; None if it may.

    The names refused are of people this session searched for or was shown. Raises NotSignedIn or Unavailable.
    """
    with database_of(actor.council).reading_app() as connection:
        require_session(connection, actor)
        names = names_in_session(connection, actor.session_id)
    return [why_refused_among(text, names) for text in texts]


def list_feedback(actor: Actor) -> list[Feedback]:
    """The newest feedback first. Raises NotSignedIn, WrongRole (recorded) or Unavailable."""
    access.require_role(actor, MAY_READ, ASKED_FOR)
    newest = select(feedback).order_by(feedback.c.number.desc()).limit(MOST_LISTED)
    with database_of(actor.council).reading_app() as connection:
        return [Feedback(**row._mapping) for row in connection.execute(newest)]


def set_status(actor: Actor, number: int, status: str) -> None:
    """Record what was done about it. Raises ValueError for an unknown status, NotFound, and as `list_feedback`."""
    access.require_role(actor, MAY_READ, ASKED_FOR)
    if status not in STATUSES:
        raise ValueError(f"The status must be one of: {', '.join(STATUSES)}.")
    with database_of(actor.council).writing() as connection:
        changed = connection.execute(update(feedback).where(feedback.c.number == number).values(status=status))
    if not changed.rowcount:
        raise NotFound
