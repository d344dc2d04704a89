"""A service's answer in a research session: its own answer, varied. Pure functions on invented data.

The safety rules apply here too: a service outside the person's age, or for a person of unknown age, is never varied,
and a person who could not be looked for never shows "no records found".
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from config import clock
from config.research import Variation
from config.service import Service
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

RESEARCH_SYSTEM = "Research extract"


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
