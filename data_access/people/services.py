"""Each service's answer about one person: records, none, could not be checked, or not shown at this age."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Row, bindparam, select, true

from config import clock
from config.council import Council
from config.service import RepeatedGroup, Service
from data_access.accounts.sessions import Actor, require_session
from data_access.audit.chain import Action, Entry
from data_access.errors import NotFound
from data_access.people import access, research_setup
from data_access.people.access import Reading
from data_access.people.ages import AgeRule, age_rules
from data_access.people.match_decisions import UndecidedMatches, undecided_matches, undone_links
from data_access.people.report_states import report_states
from data_access.storage.database import database_of
from data_access.storage.extract_tables import involvement, not_looked_for, row_date, source
from data_access.values import (
    Answer,
    Grounds,
    NoRecordsFound,
    NotChecked,
    NotShownAtThisAge,
    Record,
    RecordsFound,
    ReportOutcome,
    ReportState,
    SourceState,
    WhyNotChecked,
)
from extracts.placeholders import names_are_known
from matching.names import folded

OF_SEVERAL_PEOPLE = "several people"
"""Stored in place of a record that is one of several people's, and it cannot be told whose."""
SAID_NOT_KNOWN = "not known"
"""Stored in place of a line in which the source says that it does not know whether there is a record."""
_WITHOUT_RECORD = (OF_SEVERAL_PEOPLE, SAID_NOT_KNOWN)

# Every page of a person uses them, so they are built once.
_ONE, _SERVICES = bindparam("one"), bindparam("services", expanding=True)
_SOURCES = select(source)
_RECORDS = (
    select(involvement)
    .where(involvement.c.person_id == _ONE, involvement.c.service_id.in_(_SERVICES))
    .order_by(involvement.c.position)
)
_NOT_LOOKED_FOR = select(not_looked_for.c.service_id).where(not_looked_for.c.person_id == _ONE)
_ROW_DATES = select(row_date).where(row_date.c.person_id == _ONE)


def answer_words(answer: Answer) -> str:
    """An answer in the words the audit uses. They are signed, so they never change."""
    match answer:
        case RecordsFound():
            return "records found"
        case NoRecordsFound(only_in_window=True):
            return "no records in the window"
        case NoRecordsFound():
            return "no records found"
        case NotChecked():
            return "not checked"
        case NotShownAtThisAge():
            return "not shown at this age"


def may_be_out_of_date(answer: Answer) -> bool:
    """Whether the screen says so of this answer: beside records, or instead of "No records found"."""
    return isinstance(answer, RecordsFound | NoRecordsFound) and answer.source.out_of_date


def out_of_date(answers: Mapping[str, Answer]) -> list[str]:
    """The IDs of the services of which the screen says that they may be out of date."""
    return [service_id for service_id, answer in answers.items() if may_be_out_of_date(answer)]


def get_service(
    actor: Actor, person_id: str, service_id: str, *, grounds: Grounds, shown: Answer | None = None
) -> Answer:
    """One service's records about one person (audit level 4), recorded in the audit before they are returned.

    `shown` is what the page shows already: it is read and allowed again, but recorded only if it differs.
    Raises NotPermitted, NotFound, NotSignedIn, NoExtract or Unavailable.
    """
    with access.reading(actor, grounds, is_shown=shown is not None) as read:
        if service_id not in {service.id for service in read.council.services}:
            raise NotFound
        row = access.open_person(read, person_id)
        answer = answers_for(read, row, only=service_id)[service_id]
    about = {"answer": answer_words(answer), "out_of_date": may_be_out_of_date(answer)}
    varied = research_setup.variations_of(read.setup, person_id)
    if service_id in varied:
        about["variations"] = {service_id: varied[service_id]}
    entry = Entry(Action.VIEWED_SERVICE, [access.subject_of(row)], service_id, about)
    return access.record_unless_shown(read, answer, shown, entry)


def list_sources(actor: Actor) -> dict[str, SourceState]:
    """The state of each source that was loaded, by service ID. No personal data.

    Raises NotSignedIn, NoExtract or Unavailable.
    """
    with database_of(actor.council).reading() as (connection, _):
        require_session(connection, actor)
        return {row.source_id: source_state(row) for row in connection.execute(select(source))}


def undone_for(read: Reading, person_id: str) -> set[tuple[str, str]]:
    """The records still linked to this person although the link has been undone, by source and key there."""
    return set() if read.is_apart else undone_links(read.connection, person_id)


def answers_for(
    read: Reading, person: Row, *, only: str | None = None, undone: set[tuple[str, str]] | None = None
) -> dict[str, Answer]:
    """One answer for each service ID, in the council's order, without records. With `only`: that service, with records.

    Only services that may be shown at the person's age are read. `undone` is what `undone_for` says, if it was asked
    already.
    """
    rules = age_rules(read.council, person.date_of_birth, today=clock.today())
    services = [service for service in read.council.services if only in (None, service.id)]
    readable = [service.id for service in services if rules[service.id] is AgeRule.READ]
    undone = undone_for(read, person.person_id) if undone is None else undone
    stored = _StoredData.read(read, person.person_id, readable, {source_id for source_id, _ in undone})
    answers = {service.id: _answer(read.council, service, rules[service.id], person, stored) for service in services}
    if read.setup is not None:
        answers = research_setup.shown(read.council, read.setup, person, answers)
    return answers if only else {service_id: _closed(answer) for service_id, answer in answers.items()}


def _closed(answer: Answer) -> Answer:
    """The answer without its records, for a section that has not been opened."""
    return replace(answer, records=None) if isinstance(answer, RecordsFound) else answer


@dataclass(frozen=True)
class _StoredData:
    """What the database has on one person for the services that may be read."""

    sources: dict[str, Row]
    rows: dict[str, list[Row]]
    reports: dict[str, tuple[ReportState, ...]]
    """By service ID."""
    undone: set[str]
    """Services whose link to this person was undone; the next load removes the link."""
    not_looked_for: set[str]
    undecided: UndecidedMatches | None
    """None if no service has a possible match."""
    row_dates: dict[str, datetime]
    """By service ID, how recent this person's own rows are, where a file says so row by row."""

    @classmethod
    def read(cls, read: Reading, person_id: str, service_ids: list[str], undone: set[str]) -> "_StoredData":
        sources = {row.source_id: row for row in read.connection.execute(_SOURCES)}
        rows: dict[str, list[Row]] = {}
        for row in read.connection.execute(_RECORDS, {"one": person_id, "services": service_ids}):
            rows.setdefault(row.service_id, []).append(row)
        reports = report_states(read, person_id)
        not_looked_for_in = set(read.connection.scalars(_NOT_LOOKED_FOR, {"one": person_id}))
        is_pending = any(row.match_pending for of_service in rows.values() for row in of_service)
        asked_in = access.is_of_this_session(read) if read.is_apart else true()
        undecided = undecided_matches(read.connection, person_id, asked_in=asked_in) if is_pending else None
        dated = read.connection.execute(_ROW_DATES, {"one": person_id}) if read.facts.has_row_dates else ()
        row_dates = {row.service_id: datetime.fromisoformat(row.current_as_of) for row in dated}
        return cls(sources, rows, reports, undone, not_looked_for_in, undecided, row_dates)


def _answer(council: Council, service: Service, rule: AgeRule, person: Row, stored: _StoredData) -> Answer:
    """The answer of one service about one person. The surest reason to give none is checked first."""
    if rule is AgeRule.OUTSIDE:
        return NotShownAtThisAge()
    row = stored.sources.get(service.id)
    if row is None:
        return NotChecked(WhyNotChecked.SOURCE_MISSING)
    state = source_state(row, as_of=stored.row_dates.get(service.id))
    reason = _why_not_checked(service, rule, row, stored)
    reports = stored.reports.get(service.id, ())
    if reason:
        hidden_by = tuple(one for one in reports if one.kind.hides) if reason is WhyNotChecked.REPORTED else ()
        return NotChecked(reason, state, reports=hidden_by)
    answer = _source_answer(council, service, person, stored, state)
    return replace(answer, reports=reports) if isinstance(answer, RecordsFound) else answer


def _why_not_checked(service: Service, rule: AgeRule, row: Row, stored: _StoredData) -> WhyNotChecked | None:
    """Why a source cannot be used for this person; None if it can. `row` is a row of `source`."""
    if rule is AgeRule.UNKNOWN:
        return WhyNotChecked.AGE_UNKNOWN
    if not row.readable:
        return WhyNotChecked.SOURCE_UNREADABLE
    if row.fingerprint != service.fingerprint:
        return WhyNotChecked.RELOAD_NEEDED
    if any(
        report.kind.hides and report.outcome is not ReportOutcome.RIGHT for report in stored.reports.get(service.id, ())
    ):
        return WhyNotChecked.REPORTED
    return WhyNotChecked.MATCH_PENDING if service.id in stored.undone else None


def _source_answer(council: Council, service: Service, person: Row, stored: _StoredData, state: SourceState) -> Answer:
    rows = stored.rows.get(service.id, [])
    pending = any(row.match_pending for row in rows)
    instead = {row.record for row in rows}.intersection(_WITHOUT_RECORD)
    try:
        own = [row for row in rows if not row.match_pending and row.record not in _WITHOUT_RECORD]
        read = [read_record(service, row) for row in own]
    except (ValueError, KeyError, TypeError, AttributeError):
        # One unreadable record must neither break the page nor be shown as "No records found".
        return NotChecked(WhyNotChecked.RECORD_UNREADABLE, state)
    records = tuple(record for record in read if record is not None and counts_as_record(service, record.values))
    lapsed = any(record.lapsed for record in read if record is not None)
    undecided = stored.undecided.why_not_checked(service.id) if pending and stored.undecided else None
    if records:
        return RecordsFound(state, records, undecided is WhyNotChecked.MATCH_PENDING)
    if OF_SEVERAL_PEOPLE in instead:
        return NotChecked(WhyNotChecked.SEVERAL_PEOPLE, state)
    if SAID_NOT_KNOWN in instead:
        return NotChecked(WhyNotChecked.SAID_NOT_KNOWN, state)
    if undecided and stored.undecided:
        return NotChecked(undecided, state, stored.undecided.check)
    if lapsed and not _yes_may_be_lapsed(service):
        return NotChecked(WhyNotChecked.YES_WITHOUT_DETAILS, state)
    if service.id in stored.not_looked_for:
        return NotChecked(WhyNotChecked.NEW_SINCE, state)
    unmatchable = _why_not_matchable(council, service, person)
    return NotChecked(unmatchable, state) if unmatchable else NoRecordsFound(state, only_in_window=lapsed)


def _yes_may_be_lapsed(service: Service) -> bool:
    return service.group is not None and service.group.yes_may_be_lapsed is not None


def _why_not_matchable(council: Council, service: Service, person: Row) -> WhyNotChecked | None:
    """What is missing for a safe match: a date of birth or, if the service shares no key with the CMS, a full first
    name or a family name. A title, or Baby before the first birthday, is no first name. None if nothing is missing."""
    born, names = person.date_of_birth, (person.first_name, person.family_name)
    if born is None:
        return WhyNotChecked.NO_DATE_OF_BIRTH
    if council.extract.person_key(service.id) == "shared":
        return None
    is_short = any(len(folded(name)) < 2 for name in names)
    are_known = names_are_known(*names, born, council.extract.not_known, today=clock.today())
    return WhyNotChecked.NO_FULL_NAME if is_short or not are_known else None


def source_state(row: Row, *, as_of: datetime | None = None) -> SourceState:
    """A row of `source` as it is shown; `as_of` is how recent it is about one person, None as recent as the whole."""
    as_of = as_of or row.current_as_of
    return SourceState(
        system_name=row.system_name,
        current_as_of=as_of,
        coverage_start_date=row.coverage_start_date,
        coverage_end_date=row.coverage_end_date,
        coverage_area=row.coverage_area,
        expected_every=row.expected_every,
        out_of_date=not row.arrived or clock.now() - as_of > timedelta(hours=row.expected_every_hours),
        readable=row.readable,
    )


def read_record(service: Service, row: Row) -> Record | None:
    """The stored record; None if everything that made it count has become too old to show since the load.

    A record that says no more than that its entries are too old is returned, but does not count (`counts_as_record`).
    """
    stored = json.loads(row.record)
    values = {field.id: _value(field.type, stored["values"][field.id]) for field in service.fields}
    entries: list[dict] = []
    lapsed = bool(stored.get("lapsed"))
    if service.group:
        dated = [
            {field.id: _value(field.type, entry[field.id]) for field in service.group.fields}
            for entry in stored["entries"]
        ]
        entries = entries_in_window(service.group, dated, today=clock.today())
        values, lapsed = held_in_window(service.group, values, dated, entries, lapsed=lapsed)
    if not lapsed and not counts_as_record(service, values):
        return None
    listed = entries[: service.group.at_most] if service.group else []
    return Record(str(row.position), values, tuple(listed), lapsed, len(entries))


def held_in_window(
    group: RepeatedGroup, values: dict, entries: list[dict], kept: list[dict], *, lapsed: bool = False
) -> tuple[dict, bool]:
    """The values with the field that says whether there are entries as it may be shown, and whether all have lapsed.

    `kept` has those of `entries` that are inside the window: if there are any, the answer is yes. If all are too old,
    or a yes came with none, it is not known. Otherwise it is what the source says.
    """
    said = values[group.held_field]
    if kept:
        return {**values, group.held_field: True}, False
    if lapsed or said or (entries and said is None):
        return {**values, group.held_field: None}, True
    return values, False


def entries_in_window(group: RepeatedGroup, entries: list[dict], *, today: date) -> list[dict]:
    """The entries that may be held and shown today, newest first. Used at load and again at each read.

    An entry of a kind that the window does not name is kept for the shortest time.
    """
    years = group.window.years
    shortest = min(years.values())
    kept = [
        entry
        for entry in entries
        if entry[group.date_field] > clock.years_before(today, years.get(entry[group.window.field], shortest))
    ]
    return sorted(kept, key=lambda entry: entry[group.date_field], reverse=True)


def counts_as_record(service: Service, values: dict) -> bool:
    """Whether a line of the extract is a record: not empty, not "None found", not "No" in all its yes/no fields."""
    return record_rule(service)(values)


def record_rule(service: Service, constants: Collection[str] = ()) -> Callable[[dict], bool]:
    """`counts_as_record` for one service, for repeated use. Fields in `constants` are filled in every line by the
    settings and say nothing, but for an involvement: a file of current tenants need not say so in each line."""
    involvement_field, needs_one_of = service.involvement_field, service.needs_one_of
    telling = [field.id for field in service.fields if field.id not in constants or field.id == involvement_field]

    def is_record(values: dict) -> bool:
        if involvement_field and values[involvement_field] == "None found":
            return False
        if needs_one_of:
            return any(map(values.get, needs_one_of))
        return any(values[field] is not None for field in telling)

    return is_record


def _value(field_type: str, stored: str | bool | None) -> str | date | bool | None:
    return date.fromisoformat(stored) if field_type == "date" and isinstance(stored, str) else stored
