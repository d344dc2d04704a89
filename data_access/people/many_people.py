"""Whether a worker has opened many different people in a day, or under one case reference.

It is flagged and never refused. Once in a session and a day, the worker first says in one line why.
"""

import json
import re
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import ColumnElement, Row, Select, String, bindparam, func, select

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
_OPENED = (
    select(func.count(audit_subject.c.person_id.distinct()))
    .join(audit_event)
    .where(
        audit_event.c.username == bindparam("worker"),
        audit_event.c.action == Action.VIEWED_PERSON.value,
        audit_subject.c.person_id.not_in(bindparam("now", expanding=True)),
    )
)


def flags_of_opening(read: Reading, person_id: str, *, beside: Collection[str] = ()) -> tuple[str, ...]:
    """The flags for opening this person now: more than the council's number of people, this one included, and those
    with an ID in `beside`, who are opened at the same time.

    The numbers are of the worker's team, where the council gives it its own.
    """
    now = {person_id, *beside}
    found = _others_opened(read, now)
    a_day, a_case = read.council.many_people.of_team(found.team or "")
    flags = [MANY_PEOPLE_A_DAY] if found.a_day + len(now) > a_day else []
    flags += [MANY_PEOPLE_A_CASE] if read.grounds.case_reference and found.a_case + len(now) > a_case else []
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


def _others_opened(read: Reading, now: Collection[str]) -> Row:
    """The worker's team, and how many different people besides those opened now they have opened in this day and under
    this case reference. In a research session only those that its participant opened: the account's earlier
    participants were other people."""
    reference = read.grounds.case_reference
    asked = {"worker": read.actor.username, "now": list(now), "midnight": clock.midnight(clock.today())}
    if reference:
        written = f'"case_reference":{json.dumps(reference)}'.lower()
        asked |= {"case": f"%{_WILDCARDS.sub(_ESCAPED, written)}%", "case_since": clock.now() - OF_A_CASE}
    statement = _TOGETHER[bool(reference)]
    if read.is_apart:
        statement = _together(bool(reference), access.is_of_this_session(read))
    return read.connection.execute(statement, asked).one()


def _together(of_a_case: bool, *in_session: ColumnElement[bool]) -> Select:
    """Asked with each page of a person, so it is built once, and asked together."""
    a_day = _OPENED.where(audit_event.c.at >= bindparam("midnight"), *in_session)
    # The record is compared as text: to read it as JSON takes ten times as long.
    is_of_case = func.lower(audit_event.c.record).like(bindparam("case", type_=String), escape="/")
    a_case = _OPENED.where(audit_event.c.at >= bindparam("case_since"), is_of_case, *in_session)
    counts = [a_day.scalar_subquery().label("a_day")]
    counts += [a_case.scalar_subquery().label("a_case")] if of_a_case else []
    return select(_TEAM.scalar_subquery().label("team"), *counts)


_TOGETHER = {of_a_case: _together(of_a_case) for of_a_case in (False, True)}
