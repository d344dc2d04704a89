"""What the data officer decided about matches lately, to be taken back: the pair is then as if nobody had decided."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from config import clock
from data_access.accounts.sessions import Actor
from data_access.audit.chain import Action, Entry, append_within
from data_access.errors import NotFound
from data_access.people import access
from data_access.storage.app_tables import match_decision
from data_access.storage.database import database_of

SHOWN_FOR = timedelta(days=30)
ASKED_FOR = "decisions on matches"


@dataclass(frozen=True)
class DecidedPair:
    """The decision that holds on a record and a person: "accepted", "rejected" or "undone". Names nobody."""

    number: int
    source_id: str
    source_key: str
    person_id: str
    decision: str
    decided_by: str
    decided_at: datetime


def list_decided(actor: Actor) -> list[DecidedPair]:
    """The decisions of the last 30 days that hold, the newest first. No personal data but the ids.

    Raises NotSignedIn, WrongRole (recorded) or Unavailable.
    """
    access.require_role(actor, access.MAY_REVIEW, ASKED_FOR)
    columns = [match_decision.c[name] for name in DecidedPair.__dataclass_fields__]
    with database_of(actor.council).reading_app() as connection:
        rows = connection.execute(select(*columns).order_by(match_decision.c.number))
        latest = {(row.source_id, row.source_key, row.person_id): DecidedPair(**row._mapping) for row in rows}
    since = clock.now() - SHOWN_FOR
    return sorted((one for one in latest.values() if one.decided_at > since), key=lambda one: -one.number)


def get_decided(actor: Actor, number: int) -> DecidedPair:
    """One of these. Raises NotFound where it was taken back or decided anew, and as `list_decided` does."""
    for decided in list_decided(actor):
        if decided.number == number:
            return decided
    raise NotFound


def withdraw(actor: Actor, number: int) -> None:
    """Take a decision back, and every earlier one on the same pair; recorded. The next load looks at them anew.

    A link that was undone holds again at once. Raises as `get_decided` does.
    """
    decided = get_decided(actor, number)
    about = {"record": decided.source_key, "person_id": decided.person_id, "decision": decided.decision}
    pair = (
        (match_decision.c.source_id == decided.source_id)
        & (match_decision.c.source_key == decided.source_key)
        & (match_decision.c.person_id == decided.person_id)
    )
    with database_of(actor.council).writing() as connection:
        held = select(match_decision.c.number).where(pair).order_by(match_decision.c.number.desc()).limit(1)
        if connection.scalar(held) != number:
            raise NotFound
        connection.execute(delete(match_decision).where(pair))
        append_within(connection, actor.who, [Entry(Action.WITHDREW_DECISION, (), decided.source_id, about)])
