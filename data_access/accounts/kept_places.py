"""Where a session last was, so that a refresh, a second tab or signing in again returns there.

What is kept is what was typed and chosen: reason, case reference, search terms, which person and which screen, and the
steps of a report on a person. Never what was read: whoever returns is authorised again, and each view is recorded as a
new one. One row an account, in the database and nowhere else. It goes when the session ends, but for the idle end: then
the same account is offered it at the next sign-in. No later than 12 hours after that session began it is gone.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, bindparam, cast, exists, insert, literal, select, update

from config import clock
from config.council import Council
from data_access.accounts.sessions import HARD_LIMIT, Actor, delete_old_places, require_session
from data_access.audit.chain import Action
from data_access.storage.app_tables import UtcDateTime, kept_place, session_end, worker_session
from data_access.storage.database import database_of

_IS_LIVE = worker_session.c.session_id == bindparam("session"), worker_session.c.ended_at.is_(None)
# Every run of a page may use it, so it is built once.
_MOVE = update(kept_place).where(kept_place.c.username == bindparam("of"), exists().where(*_IS_LIVE))


@dataclass(frozen=True)
class KeptPlace:
    """A place kept for an account. `is_of_this_session` is False for one that an earlier session left at its idle
    end. `inputs` is what `keep` was given."""

    inputs: dict[str, Any]
    kept_at: datetime
    is_of_this_session: bool


def keep(actor: Actor, inputs: dict[str, Any]) -> KeptPlace:
    """Keep this place, in the stead of the last one. `inputs` is anything that JSON can hold.

    Keeps nothing for a session that has ended. Raises Unavailable.
    """
    place = {"session_id": actor.session_id, "kept_at": clock.now(), "inputs": json.dumps(inputs)}
    with database_of(actor.council).writing() as connection:
        moved = connection.execute(_MOVE, {**place, "of": actor.username, "session": actor.session_id})
        if not moved.rowcount:
            at, written = literal(place["kept_at"], UtcDateTime()), cast(place["inputs"], Text)
            first = select(worker_session.c.username, worker_session.c.session_id, at, written).where(*_IS_LIVE)
            kept = insert(kept_place).from_select(["username", *place], first)
            connection.execute(kept, {"session": actor.session_id})
    return KeptPlace(inputs, place["kept_at"], is_of_this_session=True)


def find(actor: Actor) -> KeptPlace | None:
    """Where this session last was, or the account's session before it, if that one ended by itself; None for nowhere.

    Raises NotSignedIn or Unavailable.
    """
    not_too_old = worker_session.c.started_at > clock.now() - HARD_LIMIT
    places = kept_place.join(worker_session).outerjoin(session_end)
    asked = select(*kept_place.c, session_end.c.why).select_from(places)
    of_account = kept_place.c.username == actor.username, worker_session.c.username == actor.username
    with database_of(actor.council).reading_app() as connection:
        require_session(connection, actor)
        row = connection.execute(asked.where(*of_account, not_too_old)).one_or_none()
    if row is None:
        return None
    is_of_this_session = row.session_id == actor.session_id
    if not is_of_this_session and row.why != Action.TIMED_OUT.value:
        return None
    return KeptPlace(json.loads(row.inputs), row.kept_at, is_of_this_session)


def forget_old(council: Council) -> int:
    """Delete the places of sessions that began more than 12 hours ago. Returns how many. Raises Unavailable."""
    with database_of(council).writing() as connection:
        return delete_old_places(connection)
