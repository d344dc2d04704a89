"""Recent decisions about matches, which a data officer can withdraw. The pair is then undecided again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from config import clock
from data_access.accounts.sessions import Actor
from data_access.audit.chain import Action, Entry, append_within
from data_access.errors import NotFound
from data_access.people import access
from data_access.people.match_decisions import of_record
from data_access.storage.app_tables import match_decision
from data_access.storage.database import database_of

SHOWN_FOR = timedelta(days=30)
ASKED_FOR = "decisions on matches"


@dataclass(frozen=True)
class DecidedPair:
    """The decision in force on a record and a person: "accepted", "rejected" or "undone". No names."""

    number: int
    source_id: str
    source_key: str
    person_id: str
    decision: str
    decided_by: str
    decided_at: datetime


def list_decided(actor: Actor) -> list[DecidedPair]:
    """The decisions in force from the last 30 days, newest first. No personal data except IDs.

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
    """One of these decisions. Raises NotFound if it was withdrawn or replaced, and as `list_decided` does."""
    for decided in list_decided(actor):
        if decided.number == number:
            return decided
    raise NotFound


def withdraw(actor: Actor, number: int) -> None:
    """Withdraw a decision, and every earlier one on the same pair; recorded. The next load matches the pair again.

    If the decision undid a link, the link is in force again immediately. Raises as `get_decided` does.
    """
    decided = get_decided(actor, number)
    with database_of(actor.council).writing() as connection:
        if not _withdraw_within(connection, actor, decided):
            raise NotFound


def withdraw_together(actor: Actor, numbers: Collection[int]) -> int:
    """Withdraw these decisions in one go, but for those that were withdrawn or replaced meanwhile. Returns how many.

    Raises NotFound if none is left, and as `list_decided` does.
    """
    decided = [one for one in list_decided(actor) if one.number in numbers]
    with database_of(actor.council).writing() as connection:
        done = sum(_withdraw_within(connection, actor, one) for one in decided)
    if not done:
        raise NotFound
    return done


def _withdraw_within(connection: Connection, actor: Actor, decided: DecidedPair) -> bool:
    """Delete the decisions on this pair and record it; False, and nothing done, if this one is not the latest."""
    about = {"record": decided.source_key, "person_id": decided.person_id, "decision": decided.decision}
    of_this = of_record(match_decision, decided.source_id, decided.source_key)
    pair = of_this & (match_decision.c.person_id == decided.person_id)
    latest = select(match_decision.c.number).where(pair).order_by(match_decision.c.number.desc()).limit(1)
    if connection.scalar(latest) != decided.number:
        return False
    connection.execute(delete(match_decision).where(pair))
    append_within(connection, actor.who, [Entry(Action.WITHDREW_DECISION, (), decided.source_id, about)])
    return True
