"""Whether a worker has opened many different people in a day, or under one case reference.

It is flagged and never refused. Once in a session and a day, the worker first says in one line why.
"""

import json
import re
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, String, bindparam, func, select

from config import clock
from data_access.accounts.sessions import Actor
from data_access.audit.chain import Action, Entry
from data_access.audit.flags import MANY_PEOPLE_A_CASE, MANY_PEOPLE_A_DAY
from data_access.errors import WhyManyNeeded
from data_access.people import access
from data_access.people.access import Reading
from data_access.storage.app_tables import account_standing, audit_event, audit_subject
from data_access.values import Grounds

OF_A_CASE = timedelta(days=30)
"""How long openings under one case reference are counted together."""
LONGEST_WHY = 200

_WILDCARDS, _ESCAPED = re.compile("[/%_]"), r"/\g<0>"
_TEAM = select(account_standing.c.team).where(account_standing.c.username == bindparam("worker"))


def flags_of_opening(read: Reading, person_id: str, *, beside: Collection[str] = ()) -> tuple[str, ...]:
    """The flags for opening this person now: more than the council's number of people, this one included, and those
    with an ID in `beside`, who are opened at the same time.

    The numbers are of the worker's team, where the council gives it its own.
    """
    team = read.connection.scalar(_TEAM, {"worker": read.actor.username})
    a_day, a_case = read.council.many_people.of_team(team or "")
    now = {person_id, *beside}
    flags = [MANY_PEOPLE_A_DAY] if _opened(read, now, since=clock.midnight(clock.today())) > a_day else []
    if read.grounds.case_reference:
        opened = _opened(read, now, since=clock.now() - OF_A_CASE, case_reference=read.grounds.case_reference)
        flags += [MANY_PEOPLE_A_CASE] if opened > a_case else []
    return tuple(flags)


def say_why(actor: Actor, why: str, *, grounds: Grounds) -> None:
    """Record why the worker opens so many people; people then open without another question until the session or the
    day ends. Raises WhyManyNeeded for nothing or more than LONGEST_WHY characters, and as `get_person` does."""
    if not why.strip() or len(why.strip()) > LONGEST_WHY:
        raise WhyManyNeeded
    with access.reading(actor, grounds) as read:
        access.record(read, Entry(Action.SAID_WHY_MANY, about={"why": why.strip()}))


def require_why(read: Reading) -> None:
    """Raise WhyManyNeeded unless the worker has said why today, in this session."""
    said = access.is_of_this_session(read) & (audit_event.c.action == Action.SAID_WHY_MANY.value)
    today = select(audit_event.c.seq).where(said, audit_event.c.at >= clock.midnight(clock.today())).limit(1)
    if read.connection.scalar(today) is None:
        raise WhyManyNeeded


def _opened(read: Reading, now: Collection[str], *, since: datetime, case_reference: str = "") -> int:
    """How many different people the worker has opened, with those opened now. In a research session only those that its
    participant opened: the account's earlier participants were other people."""
    others = _count_opened(of_a_case=bool(case_reference))
    if read.is_apart:
        others = others.where(access.is_of_this_session(read))
    asked = {"worker": read.actor.username, "since": since, "now": list(now)}
    if case_reference:
        written = f'"case_reference":{json.dumps(case_reference)}'.lower()
        asked["case"] = f"%{_WILDCARDS.sub(_ESCAPED, written)}%"
    return (read.connection.scalar(others, asked) or 0) + len(now)


@cache
def _count_opened(*, of_a_case: bool) -> Select:
    """Built once: it is asked twice with each page of a person."""
    opened = (
        select(func.count(audit_subject.c.person_id.distinct()))
        .join(audit_event)
        .where(
            audit_event.c.username == bindparam("worker"),
            audit_event.c.action == Action.VIEWED_PERSON.value,
            audit_event.c.at >= bindparam("since"),
            audit_subject.c.person_id.not_in(bindparam("now", expanding=True)),
        )
    )
    # The record is compared as text: to read it as JSON takes ten times as long.
    record = func.lower(audit_event.c.record)
    return opened.where(record.like(bindparam("case", type_=String), escape="/")) if of_a_case else opened
