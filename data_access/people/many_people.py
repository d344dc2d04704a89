"""Whether a worker has opened many different people in a day, or under one case reference: flagged, never refused."""

import json
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, func, select

from config import clock
from data_access.audit.chain import Action
from data_access.audit.flags import MANY_PEOPLE_A_CASE, MANY_PEOPLE_A_DAY
from data_access.people.access import Reading
from data_access.storage.app_tables import account_standing, audit_event, audit_subject

OF_A_CASE = timedelta(days=30)
"""How long openings under one case reference are counted together."""


def flags_of_opening(read: Reading, person_id: str) -> tuple[str, ...]:
    """The flags for opening this person now: more than the council's number of people, this one included.

    The numbers are of the worker's team, where the council gives it its own.
    """
    team = select(account_standing.c.team).where(account_standing.c.username == read.actor.username)
    a_day, a_case = read.council.many_people.of_team(read.connection.scalar(team) or "")
    midnight = datetime.combine(clock.today(), time(), clock.LONDON)
    flags = [MANY_PEOPLE_A_DAY] if _opened(read, person_id, audit_event.c.at >= midnight) > a_day else []
    if read.grounds.case_reference:
        # The record is compared as text: to read it as JSON takes ten times as long.
        of_case = f'"case_reference":{json.dumps(read.grounds.case_reference)}'.lower()
        same_case = func.lower(audit_event.c.record).contains(of_case, autoescape=True)
        opened = _opened(read, person_id, audit_event.c.at >= clock.now() - OF_A_CASE, same_case)
        flags += [MANY_PEOPLE_A_CASE] if opened > a_case else []
    return tuple(flags)


def _opened(read: Reading, person_id: str, *conditions: ColumnElement[bool]) -> int:
    """How many different people the worker has opened, and this one."""
    by_worker = (audit_event.c.username == read.actor.username, audit_event.c.action == Action.VIEWED_PERSON.value)
    people = select(func.count(audit_subject.c.person_id.distinct())).select_from(audit_event)
    people = people.join(audit_subject, audit_subject.c.seq == audit_event.c.seq)
    others = people.where(*by_worker, *conditions, audit_subject.c.person_id != person_id)
    return (read.connection.scalar(others) or 0) + 1
