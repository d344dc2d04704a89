"""Several possible matches at once: all seen side by side, decided in one go or not at all, and withdrawn in one go."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from data_access.accounts.sessions import Actor
from data_access.audit import chain
from data_access.audit.chain import Action, Entry
from data_access.errors import NotFound
from data_access.people import access
from data_access.people.match_decisions import ACCEPTED, REJECTED, is_decided
from data_access.review.possible_matches import A_PAGE, Found, Pair, save_within
from data_access.storage.database import database_of
from data_access.storage.postgres_locks import PostgresLock, wait_for

ASKED_FOR = "several matches side by side"
Which = tuple[str, str, str]
"""A pair: the record's source, its key there, and the person's ID."""


@dataclass(frozen=True)
class Choice:
    """The decision on one pair: the same person if `accept`, else not."""

    which: Which
    accept: bool


def get_pairs(actor: Actor, which: Sequence[Which], *, shown: tuple[Pair, ...] | None = None) -> tuple[Pair, ...]:
    """These pairs, each with what every source says, in the order given; recorded one by one before they return.

    A pair is left out if it is not to review any more, or about anyone restricted. `shown` is what the page shows
    already: it is read and allowed again, but recorded only if it differs.
    Raises ValueError for more than A_PAGE pairs, NotSignedIn, WrongRole (recorded), NoExtract or Unavailable.
    """
    access.require_role(actor, access.MAY_REVIEW, ASKED_FOR)
    _check_number(which)
    pairs, entries = [], []
    database = database_of(actor.council)
    with database.reading() as (connection, extract):
        for one in which:
            found = _to_decide(connection, one)
            if found is not None:
                pairs.append(found.pair(connection, one[2]))
                entries.append(Entry(Action.VIEWED_MATCH, found.subjects(one[2]), one[0], {"record": one[1]}))
    if tuple(pairs) != shown and entries:
        chain.append(database, actor.who, entries, extract=extract)
    return tuple(pairs)


def decide_together(actor: Actor, choices: Sequence[Choice]) -> tuple[int, ...]:
    """Save all of these decisions; recorded one by one, and applied by the next load. Returns their numbers.

    Raises NotFound, and saves none, if one of the pairs is not to review any more; ValueError for none, more than
    A_PAGE, a pair given twice, or a record accepted for two people; and as `get_pairs` does.
    """
    access.require_role(actor, access.MAY_REVIEW, ASKED_FOR)
    _check_number(choices)
    accepted = [choice.which[:2] for choice in choices if choice.accept]
    is_double = len(set(accepted)) < len(accepted) or len({choice.which for choice in choices}) < len(choices)
    if not choices or is_double:
        raise ValueError("each record can be one person at most")
    with database_of(actor.council).reading() as (connection, extract):
        every = [(choice, _to_decide(connection, choice.which)) for choice in choices]
    numbers = []
    with database_of(actor.council).writing() as connection:
        # Before it is asked whether someone else has decided meanwhile.
        wait_for(connection, PostgresLock.APPEND)
        for choice, found in every:
            if found is None or connection.scalar(select(is_decided(*choice.which))):
                raise NotFound
            decision = ACCEPTED if choice.accept else REJECTED
            numbers.append(save_within(connection, actor, found, choice.which[2], decision, extract))
    return tuple(numbers)


def _check_number(several: Sequence[object]) -> None:
    if len(several) > A_PAGE:
        raise ValueError(f"at most {A_PAGE} at once")


def _to_decide(connection: Connection, which: Which) -> Found | None:
    """The pair in the extract in use; None if it is linked, gone, decided, or about anyone restricted."""
    try:
        found = Found.read(connection, *which)
    except NotFound:
        return None
    is_closed = found.is_linked or found.is_restricted(connection) or connection.scalar(select(is_decided(*which)))
    return None if is_closed else found
