"""A research session's choices, read with every read in that session and in no other, and the answers they give.

The safety rules apply here too: a service outside the person's age, or for a person of unknown age, is never varied,
and a person who could not be looked for never shows "no records found". Nothing here is about anyone real.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from config import clock
from config.council import Council
from config.problems import SettingsError
from config.research import Variation
from config.research_reading import read_research
from config.service import Service
from data_access.storage.extract_tables import extract_info
from data_access.storage.research_tables import research_reported, research_setup, research_variation
from data_access.values import (
    Answer,
    NoRecordsFound,
    NotChecked,
    NotShownAtThisAge,
    Record,
    RecordsFound,
    SourceState,
    WhyNotChecked,
)

CASELOAD = "research"
"""The username whose caseload has the research children in journey 2. No one can sign in with it."""
RESEARCH_SYSTEM = "Research extract"


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


def variations_of(setup: Setup | None, person_id: str) -> dict[str, str]:
    """The ID of the variation that this session shows of each of the person's services; empty where all is as it is."""
    chosen = setup.variations if setup else {}
    return {service_id: variation for (whose, service_id), variation in chosen.items() if whose == person_id}


def can_vary(answer: Answer) -> bool:
    """Whether this answer can be varied."""
    return not isinstance(answer, NotShownAtThisAge) and (
        not isinstance(answer, NotChecked) or answer.reason is not WhyNotChecked.AGE_UNKNOWN
    )


def fits(variation: Variation, service: Service, answer: Answer, date_of_birth: date | None) -> bool:
    """Whether this variation may be chosen for a service with this answer about a person with this date of birth."""
    looked_for = date_of_birth is not None or variation.shows not in ("no_records_found", "out_of_date")
    return can_vary(answer) and variation.is_for(service.id) and looked_for


def vary(answer: Answer, variation: Variation, complete: Variation, service: Service) -> Answer:
    """The answer changed by the variation. `complete` has a full record to fill gaps from. `answer` must have its
    records, as in an opened section."""
    source = _fresh(answer)
    match variation.shows:
        case "no_records_found":
            return NoRecordsFound(source)
        case "could_not_be_checked":
            return NotChecked(WhyNotChecked(variation.why), source)
        case "out_of_date":
            return _aged(answer, source, variation.days_old or 1)
    record = _complete_record(answer, complete, service)
    part = variation.services[service.id]
    if variation.shows == "wrong":
        record = replace(record, values=record.values | _with_dates(part.values))
        record = replace(record, entries=tuple(map(_with_dates, part.entries)) or record.entries)
    elif variation.shows == "information_missing":
        own = answer.records[0] if isinstance(answer, RecordsFound) and answer.records else record
        gone = dict.fromkeys(name for name in part.missing if name in own.values)
        entries = () if service.group and service.group.id in part.missing else own.entries
        record = replace(own, values=own.values | gone, entries=entries)
    return RecordsFound(source, (record,))


def _fresh(answer: Answer) -> SourceState:
    """The answer's source, made to look as if it had been read last night."""
    now = clock.now()
    if isinstance(answer, (RecordsFound, NoRecordsFound, NotChecked)) and answer.source is not None:
        source = answer.source
        if source.readable and not source.out_of_date:
            return source
        read = {"current_as_of": now - timedelta(hours=2), "coverage_end_date": clock.today()}
        return replace(source, **read, out_of_date=False, readable=True)
    return SourceState(RESEARCH_SYSTEM, now - timedelta(hours=2), date(2010, 1, 1), clock.today(), "", "1 day", False)


def _aged(answer: Answer, source: SourceState, days: int) -> Answer:
    old = replace(
        source,
        current_as_of=source.current_as_of - timedelta(days=days),
        coverage_end_date=source.coverage_end_date - timedelta(days=days),
        out_of_date=True,
    )
    return replace(answer, source=old) if isinstance(answer, RecordsFound) else NoRecordsFound(old)


def _complete_record(answer: Answer, complete: Variation, service: Service) -> Record:
    """The person's first record with its gaps filled in; a full invented record if there is none."""
    own = answer.records[0] if isinstance(answer, RecordsFound) and answer.records else None
    part = complete.services.get(service.id)
    values, entries = (_with_dates(part.values), tuple(map(_with_dates, part.entries))) if part else ({}, ())
    if own is None:
        return Record("0", {field.id: values.get(field.id) for field in service.fields}, entries)
    filled = {name: values.get(name) if value in (None, "") else value for name, value in own.values.items()}
    holds_entries = service.group is not None and bool(filled.get(service.group.held_field))
    return replace(own, values=filled, entries=own.entries or (entries if holds_entries else ()))


def _with_dates(values: dict[str, Any]) -> dict[str, Any]:
    return {name: clock.today() - value if isinstance(value, timedelta) else value for name, value in values.items()}
