"""Daily counts from the audit: sign-ins, search outcomes, sections opened, and time taken.

A past day is counted once and the counts are saved, so figures for three years come as fast as for a week. Saved counts
are used only while the audit still has as many records of that day as were counted; a purge or a wrong clock can change
that. A version that counts differently must empty the table `day_figures` in its migration.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import JSON, ColumnElement, Connection, Integer, Text, cast, extract, func, select, type_coerce
from sqlalchemy.dialects import postgresql, sqlite

from config import clock
from config.council import Council
from config.progress import Tick, quiet
from data_access.audit.chain import Action
from data_access.oversight.audit_filters import days_conditions
from data_access.oversight.usage_values import COUNTED_AS, CROWD, FLAGS, NOBODY, OF_ANOTHER, OUT_OF_DATE, SHOWN
from data_access.people import access
from data_access.storage.app_tables import audit_event
from data_access.storage.audit_tables import day_figures
from data_access.storage.database import CouncilDatabase, database_of

LOGINS, SEARCHES, OPENED, FLAGGED, TOOK = "logins", "searches", "opened", "flagged", "took"
"""The kinds of count. After the kind a key has the outcome, the service, the service and flag, or whole seconds."""
AT_ONCE = 31
"""Days counted before they are saved and progress is reported."""

_KEEP_DAY = {
    name: insert.on_conflict_do_update(
        index_elements=[day_figures.c.day],
        set_={"records": insert.excluded.records, "counts": insert.excluded.counts},
    )
    for name, insert in (
        ("sqlite", sqlite.insert(day_figures)),
        ("postgresql", postgresql.insert(day_figures)),
    )
}

Counts = Counter[tuple[str, ...]]
"""Counts by key: (LOGINS,), (SEARCHES, outcome), (OPENED, service), (FLAGGED, service, flag), (TOOK, seconds)."""


@dataclass(frozen=True)
class DayFigures:
    """The counts for a day in London, and the number of audit records they were made from."""

    records: int
    counts: Counts


def count_days(
    database: CouncilDatabase, first_day: date, last_day: date, *, tick: Tick = quiet
) -> dict[date, DayFigures]:
    """The counts for each day in this range, from the first day with a record. Raises Unavailable."""
    # Yesterday is not final: if the clock is put back by less than a day, it gets more records.
    last_final_day = min(last_day, clock.today() - timedelta(days=2))
    with database.reading_app() as connection:
        begun = connection.scalar(select(func.min(audit_event.c.at)))
        if begun is None:
            return {}
        first_day = max(first_day, begun.astimezone(clock.LONDON).date())
        saved = _still_valid(connection, _read(connection, first_day, last_final_day))
        first_open_day = max(first_day, last_final_day + timedelta(days=1))
        counts = saved | _counted(connection, _days(first_open_day, min(last_day, clock.today())))
    missing = [day for day in _days(first_day, last_final_day) if day not in saved]
    for at in range(0, len(missing), AT_ONCE):
        with database.reading_app() as connection:
            counted = _counted(connection, missing[at : at + AT_ONCE])
        _save(database, counted)
        counts |= counted
        tick("Days", at + len(counted), len(missing))
    return counts


def count_all_days(council: Council, *, tick: Tick = quiet) -> None:
    """Count every past day that has not been counted yet, so that no one has to wait for it. Raises Unavailable."""
    count_days(database_of(council), date.min, clock.today(), tick=tick)


def find_changed_day(council: Council, *, tick: Tick = quiet) -> str | None:
    """The first day, in words, whose saved counts differ from what its records say now, all counted again; None if none
    does.

    One day at a time is in memory. Raises Unavailable.
    """
    with database_of(council).reading_app() as connection:
        # Not as dates: SQLite keeps any text there, and reading it as one would end in an error that repeats it.
        days = connection.scalars(select(type_coerce(day_figures.c.day, Text)).order_by(day_figures.c.day)).all()
    for number, text in enumerate(days, start=1):
        try:
            day = date.fromisoformat(str(text))
        except ValueError:
            return "a day that is none"
        with database_of(council).reading_app() as connection:
            now = _counted(connection, [day])[day]
            try:
                saved = _read(connection, day, day).get(day, now)
            except (ValueError, TypeError):
                return f"{day:%d/%m/%Y}"
        if (saved.records, +saved.counts) != (now.records, +now.counts):
            return f"{day:%d/%m/%Y}"
        tick("Days", number, len(days))
    return None


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _read(connection: Connection, first_day: date, last_day: date) -> dict[date, DayFigures]:
    rows = connection.execute(select(day_figures).where(day_figures.c.day.between(first_day, last_day)))
    return {row.day: DayFigures(row.records, _from_text(row.counts)) for row in rows}


def _still_valid(connection: Connection, saved: dict[date, DayFigures]) -> dict[date, DayFigures]:
    """The saved days for which the audit still has as many records as were counted."""
    if not saved:
        return saved
    first_day, last_day = min(saved), max(saved)
    if len(saved) == len(_days(first_day, last_day)):
        # One query for the whole range instead of one for each day: usually all of them are valid.
        counted = sum(figures.records for figures in saved.values())
        if _records(connection, first_day, last_day) == counted:
            return saved
    return {day: figures for day, figures in saved.items() if _records(connection, day, day) == figures.records}


def _save(database: CouncilDatabase, counted: Mapping[date, DayFigures]) -> None:
    rows = [
        {"day": day, "records": figures.records, "counts": _as_text(figures.counts)} for day, figures in counted.items()
    ]
    with database.writing() as connection:
        connection.execute(_KEEP_DAY[connection.dialect.name], rows)


def _as_text(counts: Counts) -> str:
    return json.dumps([[*key, number] for key, number in counts.items()], separators=(",", ":"))


def _from_text(text: str) -> Counts:
    return Counter({tuple(key): number for *key, number in json.loads(text)})


def _counted(connection: Connection, days: Iterable[date]) -> dict[date, DayFigures]:
    return {day: DayFigures(_records(connection, day, day), _Day(connection, day).counts()) for day in days}


def _records(connection: Connection, first_day: date, last_day: date) -> int:
    days = days_conditions(audit_event.c.at, first_day, last_day)
    return connection.scalar(select(func.count()).select_from(audit_event).where(*days)) or 0


class _Day:
    """The queries for the records of one day."""

    def __init__(self, connection: Connection, day: date) -> None:
        self._connection, self._of_day = connection, days_conditions(audit_event.c.at, day, day)

    def counts(self) -> Counts:
        return Counter(dict(self._all()))

    def _all(self) -> Iterator[tuple[tuple[str, ...], int]]:
        yield (LOGINS,), self._logins()
        yield from (((SEARCHES, outcome), number) for outcome, number in self._outcomes().items())
        yield from (((OPENED, service), number) for service, number in self._opened())
        yield from (((FLAGGED, *flag), number) for flag, number in self._flags().items())
        yield from (((TOOK, str(seconds)), number) for seconds, number in self._seconds_to_section())

    def _logins(self) -> int:
        logins = select(func.count()).where(*signed_in(self._connection), *self._of_day)
        return self._connection.scalar(logins) or 0

    def _outcomes(self) -> Counter[str]:
        """Searches by outcome."""
        outcomes: Counter[str] = Counter()
        for found, number in self._count_by_part(("about", "found"), Action.SEARCHED):
            outcomes[_outcome(found)] += number
        return outcomes

    def _opened(self) -> Iterator[tuple[str, int]]:
        """Sections opened, by service."""
        opened = audit_event.c.action == Action.VIEWED_SERVICE.value
        return self._count_by(audit_event.c.service_id, opened, *self._of_day)

    def _flags(self) -> Counter[tuple[str, str]]:
        """Views of people's pages, by service and the flag shown for it."""
        shown: Counter[tuple[str, str]] = Counter()
        for about, number in self._count_by_part("about", Action.VIEWED_PERSON):
            # Records from before version 3 do not say what may be out of date.
            out_of_date = about.get("out_of_date", ())
            for service, answer in about.get("flags", {}).items():
                flag = OUT_OF_DATE if service in out_of_date else COUNTED_AS.get(answer, answer)
                if flag in FLAGS:
                    shown[service, flag] += number
        return shown

    def _count_by_part(self, part: str | tuple[str, ...], action: Action) -> Iterator[tuple[dict, int]]:
        """Each different value of this part of the records of an action, and how many records have it.

        The part is read as one text: databases read the whole record again for each value taken from it.
        """
        value = _signed(self._connection)[part].as_string()
        for text, number in self._count_by(value, audit_event.c.action == action.value, *self._of_day):
            yield json.loads(text or "{}"), number

    def _seconds_to_section(self) -> Iterator[tuple[int, int]]:
        """Whole seconds from each search to the first section opened after it in the session, before another search.

        A search before midnight with its section opened after midnight is not timed.
        """
        actions = (Action.SEARCHED.value, Action.VIEWED_SERVICE.value)
        each = (
            select(
                audit_event.c.action,
                audit_event.c.at,
                _next_in_session(audit_event.c.action).label("next_action"),
                _next_in_session(audit_event.c.at).label("next_at"),
            )
            .where(audit_event.c.action.in_(actions), *self._of_day)
            .subquery()
        )
        searched, opened = (cast(extract("epoch", at), Integer) for at in (each.c.at, each.c.next_at))
        return self._count_by(opened - searched, each.c.action == actions[0], each.c.next_action == actions[1])

    def _count_by(self, column: ColumnElement, *conditions: ColumnElement[bool]) -> Iterator[tuple]:
        counted = select(column.label("asked"), func.count()).where(*conditions).group_by("asked")
        return map(tuple, self._connection.execute(counted))


def _next_in_session(column: ColumnElement) -> ColumnElement:
    """The value of a column in the next record of the same session."""
    return func.lead(column).over(partition_by=audit_event.c.session_id, order_by=audit_event.c.seq)


def signed_in(connection: Connection) -> tuple[ColumnElement[bool], ...]:
    """The conditions on the sign-in records of people who may search; other roles do other work."""
    role = _signed(connection)["role"].as_string()
    return audit_event.c.action == Action.SIGNED_IN.value, role.in_(access.MAY_SEARCH)


def _signed(connection: Connection) -> ColumnElement:
    # SQLite reads JSON from any text; PostgreSQL needs a cast.
    as_json = type_coerce if connection.dialect.name == "sqlite" else cast
    return as_json(audit_event.c.record, JSON)


def _outcome(found: Mapping) -> str:
    """The outcome of a search, from the counts in its record."""
    if (found.get("matches") or 0) > 0 or (found.get("similar") or 0) > 0 or found.get("direct"):
        return SHOWN
    if found.get("too_many") is not None:
        return CROWD
    return OF_ANOTHER if found.get("case_id_of_another") else NOBODY
