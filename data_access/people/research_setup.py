"""The choices of a research session: read with every read in that session, and in no other."""

from dataclasses import dataclass, field

from sqlalchemy import Connection, Row, select

from config.council import Council
from config.reading import SettingsError
from config.research_reading import read_research
from data_access.people.research_variations import fits, vary
from data_access.storage.extract_tables import extract_info
from data_access.storage.research_tables import research_reported, research_setup, research_variation
from data_access.values import Answer, NotChecked, RecordsFound, WhyNotChecked

CASELOAD = "research"
"""The username whose caseload has the research children in journey 2. No one can sign in with it."""


@dataclass(frozen=True)
class Setup:
    """A session's choices. `variations` and `reported` are by person ID and service ID.

    Only audit records after `since_seq` count: earlier ones are of another participant.
    """

    scenario: str
    journey: int
    since_seq: int
    version: int
    variations: dict[tuple[str, str], str] = field(default_factory=dict)
    reported: frozenset[tuple[str, str]] = frozenset()


def is_invented(connection: Connection) -> bool:
    """Whether the extract in use is the demonstration extract, in which everyone is invented."""
    return bool(connection.scalar(select(extract_info.c.is_demo)))


def find_setup(connection: Connection, session_id: str) -> Setup | None:
    """The choices of the session with this ID; None before a scenario is chosen."""
    row = connection.execute(select(research_setup).where(research_setup.c.session_id == session_id)).one_or_none()
    if row is None:
        return None
    varied = select(research_variation).where(research_variation.c.session_id == session_id)
    reported = select(research_reported).where(research_reported.c.session_id == session_id)
    return Setup(
        row.scenario,
        row.journey,
        row.since_seq,
        row.version,
        {(one.person_id, one.service_id): one.variation for one in connection.execute(varied)},
        frozenset((one.person_id, one.service_id) for one in connection.execute(reported)),
    )


def shown(council: Council, setup: Setup, person: Row, answers: dict[str, Answer]) -> dict[str, Answer]:
    """The answers about a row of `person`, with their records, as this session shows them."""
    try:
        research = read_research(council)
    except SettingsError:
        # The file is being edited; the research page says what is wrong with it.
        return answers
    complete = research.variation("complete")
    varied = dict(answers)
    for service_id, answer in answers.items():
        key = (person.person_id, service_id)
        variation, service = research.variation(setup.variations.get(key, "")), council.service(service_id)
        if variation and complete and fits(variation, service, answer, person.date_of_birth):
            answer = vary(answer, variation, complete, service)
        if key in setup.reported and isinstance(answer, RecordsFound):
            answer = NotChecked(WhyNotChecked.REPORTED, answer.source)
        varied[service_id] = answer
    return varied
