"""Set up a research session: its journey and family, and what each service shows for each person. It changes only that
session."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from config import clock
from config.research_reading import read_research
from data_access.accounts.sessions import Actor
from data_access.audit import chain
from data_access.audit.chain import Action, Entry
from data_access.errors import NotFound
from data_access.people import access, services
from data_access.people.access import Reading
from data_access.people.research_setup import Setup, fits
from data_access.research.research_values import CHILD, ScenarioPeople, ScenarioPerson
from data_access.storage.app_tables import audit_event
from data_access.storage.extract_tables import extract_info, person, relationship
from data_access.storage.research_tables import (
    research_record,
    research_record_session,
    research_reported,
    research_setup,
    research_variation,
)

ASKED_FOR = "research sessions"
AS_IT_IS = "as it is"
"""Stored and signed in place of a variation's ID, so it never changes."""


def get_setup(actor: Actor) -> Setup | None:
    """This session's set-up; None before a scenario is chosen.

    Like everything here it raises NotSignedIn, WrongRole, OnlyInvented, NoExtract or Unavailable.
    """
    with access.researching(actor, ASKED_FOR) as read:
        return read.setup


def choose(actor: Actor, *, scenario_id: str, journey: int) -> None:
    """Start with this scenario in this journey; recorded. A different scenario starts without variations.

    Raises NotFound for an unknown scenario or journey.
    """
    with access.researching(actor, ASKED_FOR) as read:
        before = read.setup
    scenario = read_research(actor.council).scenario(scenario_id)
    if scenario is None or journey not in (1, 2):
        raise NotFound
    with read.database.writing() as connection:
        if before is not None:
            _delete_setup(connection, actor, varied=before.scenario != scenario_id)
        about = {"scenario": scenario.title, "journey": journey}
        chain.append_within(connection, actor.who, [Entry(Action.SET_UP_RESEARCH, about=about)])
        row = {
            "session_id": actor.session_id, "scenario": scenario_id, "journey": journey, "version": 1,
            "since_seq": connection.scalar(select(func.max(audit_event.c.seq))),
        }  # fmt: skip
        connection.execute(insert(research_setup).values(row))


def vary_service(actor: Actor, person_id: str, service_id: str, variation_id: str) -> None:
    """From now on show this variation of a person's service in this session; "" shows it unchanged. Recorded.

    Raises NotFound if the person, service or variation is not one of the choices.
    """
    with access.researching(actor, ASKED_FOR) as read:
        chosen = [one for one in _people(read) if one.person_id == person_id]
    if not chosen or variation_id not in ("", *chosen[0].choices.get(service_id, ())):
        raise NotFound
    key = {"session_id": actor.session_id, "person_id": person_id, "service_id": service_id}
    with read.database.writing() as connection:
        for table in (research_variation, research_reported):
            connection.execute(delete(table).where(*(table.c[name] == value for name, value in key.items())))
        if variation_id:
            connection.execute(insert(research_variation).values(key | {"variation": variation_id}))
        this_session = research_setup.c.session_id == actor.session_id
        connection.execute(update(research_setup).where(this_session).values(version=research_setup.c.version + 1))
        about = {"whom": chosen[0].whom, "variation": variation_id or AS_IT_IS}
        chain.append_within(connection, actor.who, [Entry(Action.VARIED_SERVICE, (), service_id, about)])


def reset(actor: Actor) -> None:
    """ "Reset for next participant": delete this session's set-up and end its record. Recorded."""
    with access.researching(actor, ASKED_FOR) as read:
        pass
    with read.database.writing() as connection:
        _delete_setup(connection, actor, varied=True)
        running = of_session(actor.session_id) & research_record.c.ended_at.is_(None)
        connection.execute(update(research_record).where(running).values(ended_at=clock.now()))
        chain.append_within(connection, actor.who, [Entry(Action.RESET_RESEARCH)])


def of_session(session_id: str) -> ColumnElement[bool]:
    """The condition on `research_record` for the records that began or went on in this session."""
    went_on = select(research_record_session.c.record).where(research_record_session.c.session_id == session_id)
    return (research_record.c.session_id == session_id) | research_record.c.number.in_(went_on)


def list_people(actor: Actor, *, shown: ScenarioPeople | None = None) -> ScenarioPeople | None:
    """The people in the chosen scenario, the child first; recorded, unless they are those that are `shown` already.

    None if no scenario is chosen or it no longer exists.
    """
    with access.researching(actor, ASKED_FOR) as read:
        scenario = read_research(actor.council).scenario(read.setup.scenario) if read.setup else None
        if scenario is None:
            return None
        people = tuple(_people(read))
        built_at: datetime = read.connection.execute(select(extract_info.c.built_at)).scalar_one()
    subjects = [chain.Subject(one.person_id, None, one.name, one.date_of_birth) for one in people]
    found = ScenarioPeople(scenario, built_at.astimezone(clock.LONDON).date(), people)
    entry = Entry(Action.LISTED_SCENARIO, subjects, about={"scenario": scenario.title})
    return access.record_unless_shown(read, found, shown, entry)


def relationships(read: Reading, scenario_id: str) -> dict[str, str]:
    """What each person of a scenario is to its child, by person ID; CHILD for the child. Empty if its file or family
    has gone."""
    scenario = read_research(read.council).scenario(scenario_id)
    if scenario is None:
        return {}
    child_id = read.connection.scalar(select(person.c.person_id).where(person.c.cms_id == scenario.child))
    linked = select(relationship.c.person_id, relationship.c.relationship).where(relationship.c.child_id == child_id)
    words = {row.person_id: row.relationship for row in read.connection.execute(linked)}
    return words | ({child_id: CHILD} if child_id else {})


def _people(read: Reading) -> list[ScenarioPerson]:
    research, setup = read_research(read.council), read.setup
    scenario = research.scenario(setup.scenario) if setup else None
    if setup is None or scenario is None:
        return []
    child = read.connection.execute(
        select(person).where(person.c.cms_id == scenario.child, access.is_not_restricted(read))
    ).one_or_none()
    if child is None:
        return []
    linked = (
        select(person, relationship.c.relationship)
        .join(relationship, relationship.c.person_id == person.c.person_id)
        .where(relationship.c.child_id == child.person_id)
        .where(access.is_shown_relationship(read), access.is_not_restricted(read))
        .order_by(person.c.cms_id.is_(None), person.c.cms_id)
    )
    found = []
    as_it_is = replace(read, setup=replace(setup, variations={}, reported=frozenset()))
    for row, whom in [(child, CHILD), *((row, row.relationship) for row in read.connection.execute(linked))]:
        own = services.answers_for(as_it_is, row)
        choices = {
            service.id: tuple(
                one.id for one in research.variations if fits(one, service, own[service.id], row.date_of_birth)
            )
            for service in read.council.services
        }
        found.append(
            ScenarioPerson(
                row.person_id,
                f"{row.first_name} {row.family_name}".strip(),
                whom,
                row.date_of_birth,
                row.address,
                own,
                choices,
                {service: setup.variations.get((row.person_id, service), "") for service in choices},
            )
        )
    return found


def _delete_setup(connection: Connection, actor: Actor, *, varied: bool) -> None:
    for table in (research_setup, research_reported, *([research_variation] if varied else [])):
        connection.execute(delete(table).where(table.c.session_id == actor.session_id))
