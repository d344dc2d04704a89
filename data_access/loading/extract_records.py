"""One service's records as they are stored: checked, inside the window, in the order they are shown."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter

import pandas as pd
from pydantic_core import to_json

from config.service import Preference, Service, ServiceField
from data_access.people.services import (
    OF_SEVERAL_PEOPLE,
    SAID_NOT_KNOWN,
    entries_in_window,
    held_in_window,
    record_rule,
)
from extracts.not_known import NOT_KNOWN, Mark
from extracts.rejected_rows import REJECTED

ROWS_AT_ONCE = 10_000
UNREADABLE = ""
"""In place of a record, for a rejected row: no reader takes it for JSON, so the service could not be checked."""
SEVERAL = "several"
"""The `match_status` of a line that may be about any of several people (several_people.py)."""
INVOLVEMENT_ORDER = {"Current": 0, "Historic": 1}
AS_OF = "date_current_as_of"
"""The column of a service's file with a date for each row, where it has one."""
NOT_SURE = "not known"
"""The `match_status` of a line whose source does not know whether there is a record."""
_MARKED = int(Mark.RECORD)
_WITHOUT_RECORD = {REJECTED: UNREADABLE, SEVERAL: OF_SEVERAL_PEOPLE, NOT_SURE: SAID_NOT_KNOWN}

Keyed = tuple[dict, str]
"""A line's values, and the source's key for the person."""


def rows_of(table: pd.DataFrame, columns: tuple[str, ...]) -> Iterator[tuple]:
    """The rows as tuples, some thousands at a time, so that there is never a second copy of them all in memory."""
    for part in _parts(table):
        yield from zip(*(part[column].tolist() for column in columns), strict=True)


def values_of(table: pd.DataFrame, fields: Sequence[ServiceField]) -> Iterator[dict]:
    """The typed values of each row; None where the source holds no value."""
    ids = [field.id for field in fields]
    for part in _parts(table):
        columns = [_typed(part[field.id].tolist(), field) for field in fields]
        yield from (dict(zip(ids, row, strict=True)) for row in zip(*columns, strict=True))


def _parts(table: pd.DataFrame) -> Iterable[pd.DataFrame]:
    """Slices of the table. Of a small one a slice would take longer than what is read from it."""
    if 0 < len(table) <= ROWS_AT_ONCE:
        return [table]
    return (table.iloc[start : start + ROWS_AT_ONCE] for start in range(0, len(table), ROWS_AT_ONCE))


def _typed(texts: list, field: ServiceField) -> list:
    if field.type == "yes_no":
        return [text == "Yes" if text else None for text in texts]
    return [text or None for text in texts]


class ServiceRecords:
    """One service's records. `entries` is the checked table of its group, None if it has no group.

    `constants` are the columns that the settings fill in every line: a line with nothing else in it is no record.
    """

    def __init__(
        self, service: Service, entries: pd.DataFrame | None, *, today: date, constants: Collection[str] = ()
    ) -> None:
        self.service = service
        self.today = today
        self._is_record = record_rule(service, constants)
        self._involvement_field = service.involvement_field
        self._entries: dict[str, list[dict]] = {}
        if service.group and entries is not None:
            keys = rows_of(entries, ("person_key", "source_key"))
            for (person_key, source_key), values in zip(keys, values_of(entries, service.group.fields), strict=True):
                self._entries.setdefault(source_key or person_key, []).append(values)

    def rows(self, table: pd.DataFrame) -> Iterator[tuple]:
        """The rows of `involvement`, person by person; `table` must be sorted by `person_id`.

        A possible match that has not been reviewed has no record yet, a rejected row has none that can be read, and of
        a record that is one of several people's, or of which the source does not know, no more than that is kept.
        """
        service_id = self.service.id
        for person_id, lines in groupby(self._lines(table), itemgetter(0)):
            confirmed, pending = [], []
            without_record: list[tuple[str, str]] = []
            for _, key, status, values in lines:
                if status == "pending":
                    pending.append(key)
                elif status in _WITHOUT_RECORD:
                    without_record.append((key, _WITHOUT_RECORD[status]))
                else:
                    confirmed.append((values, key))
            records, entries, lapsed = self._records(confirmed)
            position = -1
            for position, (values, key) in enumerate(records):
                record = {"values": values, "entries": entries if position == 0 else [], "lapsed": lapsed}
                yield person_id, service_id, position, key, 0, to_json(record).decode()
            for key, instead in dict.fromkeys(without_record):
                position += 1
                yield person_id, service_id, position, key, 0, instead
            if pending:
                yield person_id, service_id, position + 1, pending[0], 1, ""

    def _lines(self, table: pd.DataFrame) -> Iterator[tuple[str, str, str, dict]]:
        """(person ID, the source's key for them, `match_status`, values) of each line."""
        columns = ("person_id", "person_key", "source_key", "match_status", NOT_KNOWN)
        lines = zip(rows_of(table, columns), values_of(table, self.service.fields), strict=True)
        for (person_id, person_key, source_key, status, marks), values in lines:
            if marks & _MARKED and status in ("", "confirmed") and not self._is_record(values):
                status = NOT_SURE
            yield person_id, source_key or person_key, status, values

    def _records(self, lines: list[Keyed]) -> tuple[list[Keyed], list[dict], bool]:
        """One person's records, current first, then newest first, the entries of the group, and whether all lapsed.

        Entries outside the window are dropped here, so they are never stored. If that leaves none, a line that said yes
        is kept without details: nothing may read "no records" by it.
        """
        kept: list[dict] = []
        lapsed = False
        if self._entries and (group := self.service.group):
            held = [entry for key in dict.fromkeys(key for _, key in lines) for entry in self._entries.get(key, ())]
            kept = entries_in_window(group, held, today=self.today)
            read = [(held_in_window(group, values, held, kept), key) for values, key in lines]
            lapsed = any(has_lapsed for (_, has_lapsed), _ in read)
            lines = [(values, key) for (values, _), key in read]
        records = [line for line in lines if self._is_record(line[0])]
        if lapsed and not records:
            records = [(dict.fromkeys(values), key) for values, key in lines[:1]]
        if len(records) > 1:
            records = self._in_order(self._preferred(records, self.service.prefer) if self.service.prefer else records)
        return records, kept, lapsed

    def _in_order(self, lines: list[Keyed]) -> list[Keyed]:
        """Current before historic, and newest first within each: the second sort keeps the order of the first."""
        newest_by, last = self.service.newest_by, len(INVOLVEMENT_ORDER)
        if newest_by:
            lines = sorted(lines, key=lambda line: line[0][newest_by] or date.min, reverse=True)
        if self._involvement_field:
            lines = sorted(lines, key=lambda line: INVOLVEMENT_ORDER.get(line[0][self._involvement_field], last))
        return lines

    def _preferred(self, lines: list[Keyed], prefer: Preference) -> list[Keyed]:
        """If records of the same involvement include a preferred one (the main school), only the preferred ones."""
        involvement_field = self._involvement_field

        def group_of(values: dict) -> str | None:
            return values[involvement_field] if involvement_field else None

        preferred = {group_of(values) for values, _ in lines if values[prefer.field] == prefer.value}
        return [
            (values, key)
            for values, key in lines
            if values[prefer.field] == prefer.value or group_of(values) not in preferred
        ]
