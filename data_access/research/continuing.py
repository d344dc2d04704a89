"""A research session that ended before it was reset goes on in the same researcher's next one: they sign in again, say
so, and everything is as it was. A session ends after 15 idle minutes, and an interview takes 45 to 60.

Only what the researcher set up moves. In journey 2 the participant opens the child again: what this session opened
decides who may open whom.
"""

from sqlalchemy import Row, func, insert, select, update

from config import clock
from data_access.accounts.sessions import HARD_LIMIT, IDLE_LIMIT, Actor
from data_access.audit import chain
from data_access.audit.chain import Action, Entry
from data_access.errors import NotFound
from data_access.people import access
from data_access.people.access import Reading
from data_access.research.research_values import Interrupted
from data_access.research.setup import ASKED_FOR, of_session
from data_access.storage.app_tables import worker_session
from data_access.storage.research_tables import (
    research_record,
    research_record_session,
    research_reported,
    research_setup,
    research_variation,
)


def find_interrupted(actor: Actor) -> Interrupted | None:
    """The newest session of this account that ended in the last 12 hours without being reset; None if there is none, or
    a scenario is chosen in this session already.

    Like everything here it raises NotSignedIn, WrongRole, OnlyInvented, NoExtract or Unavailable.
    """
    with access.researching(actor, ASKED_FOR) as read:
        row = _interrupted(read)
        if row is None:
            return None
        codes = select(research_record.c.participant).where(
            of_session(row.session_id), research_record.c.ended_at.is_(None)
        )
        records = tuple(read.connection.scalars(codes.order_by(research_record.c.number)))
    # A session that timed out while no page was open has not been marked as ended yet.
    ended_at = row.ended_at or row.last_seen_at + IDLE_LIMIT
    return Interrupted(row.session_id, ended_at, row.scenario, row.journey, records)


def go_on(actor: Actor, session_id: str) -> None:
    """Go on with the session that `find_interrupted` returned: its scenario, variations, reports and records are this
    session's from now on; recorded. Raises NotFound if it is no longer the one."""
    with access.researching(actor, ASKED_FOR) as read:
        row = _interrupted(read)
    if row is None or row.session_id != session_id:
        raise NotFound
    with read.database.writing() as connection:
        for table in (research_setup, research_variation, research_reported):
            of_before = table.c.session_id == session_id
            connection.execute(update(table).where(of_before).values(session_id=actor.session_id))
        in_progress = select(research_record.c.number).where(
            of_session(session_id), research_record.c.ended_at.is_(None)
        )
        numbers = list(connection.scalars(in_progress))
        rows = [{"record": number, "session_id": actor.session_id} for number in numbers]
        if rows:
            connection.execute(insert(research_record_session), rows)
        entry = Entry(Action.RESUMED_RESEARCH, about={"records": numbers, "journey": row.journey})
        chain.append_within(connection, actor.who, [entry])


def _interrupted(read: Reading) -> Row | None:
    if read.setup is not None:
        return None
    now = clock.now()
    is_over = worker_session.c.ended_at.is_not(None) | (worker_session.c.last_seen_at < now - IDLE_LIMIT)
    set_up = select(*worker_session.c, research_setup.c.scenario, research_setup.c.journey).join(
        research_setup, research_setup.c.session_id == worker_session.c.session_id
    )
    newest = set_up.where(
        worker_session.c.username == read.actor.username,
        worker_session.c.session_id != read.actor.session_id,
        worker_session.c.started_at > now - HARD_LIMIT,
        is_over,
    ).order_by(func.coalesce(worker_session.c.ended_at, worker_session.c.last_seen_at).desc())
    return read.connection.execute(newest.limit(1)).one_or_none()
