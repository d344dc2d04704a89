"""One service's records as they are stored: checked, inside the window, in the order they are shown."""

from collections.abc import Collection, Iterable, Iterator
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
_WITHOUT_RECORD = {REJECTED: UNREADABLE, SEVERAL: OF_SEVERAL_PEOPLE, NOT_SURE: SAID_NOT_KNOWN}

Keyed = tuple[dict, str]
"""A line's values, and the source's key for the person."""


def rows_of(table: pd.DataFrame, columns: tuple[str, ...]) -> Iterator[tuple]:
    """The rows as tuples, some thousands at a time, so that there is never a second copy of them all in memory."""
    for start in range(0, len(table), ROWS_AT_ONCE):
        part = table.iloc[start : start + ROWS_AT_ONCE]
        yield from zip(*(part[column].tolist() for column in columns), strict=True)


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
        self._fields = Values(service.fields)
        self._entries: dict[str, list[dict]] = {}
        if service.group and entries is not None:
            fields = Values(service.group.fields)
            for person_key, source_key, *texts in rows_of(entries, ("person_key", "source_key", *fields.ids)):
                self._entries.setdefault(source_key or person_key, []).append(fields.of(texts))

    def rows(self, table: pd.DataFrame) -> Iterator[tuple]:
        """The rows of `involvement`, person by person; `table` must be sorted by `person_id`.

        A possible match that has not been reviewed has no record yet, a rejected row has none that can be read, and of
        a record that is one of several people's, or of which the source does not know, no more than that is kept.
        """
        columns = ("person_id", "person_key", "source_key", "match_status", NOT_KNOWN, *self._fields.ids)
        for person_id, lines in groupby(rows_of(table, columns), itemgetter(0)):
            confirmed, pending = [], []
            without_record: list[tuple[str, str]] = []
            for _, person_key, source_key, status, marks, *texts in lines:
                key = source_key or person_key
                if marks & Mark.RECORD and status in ("", "confirmed") and not self._is_record(self._fields.of(texts)):
                    status = NOT_SURE
                if status == "pending":
                    pending.append(key)
                elif status in _WITHOUT_RECORD:
                    without_record.append((key, _WITHOUT_RECORD[status]))
                else:
                    confirmed.append((self._fields.of(texts), key))
            records, entries, lapsed = self._records(confirmed)
            position = -1
            for position, (values, key) in enumerate(records):
                record = {"values": values, "entries": entries if position == 0 else [], "lapsed": lapsed}
                yield person_id, self.service.id, position, key, False, to_json(record).decode()
            for key, instead in dict.fromkeys(without_record):
                position += 1
                yield person_id, self.service.id, position, key, False, instead
            if pending:
                yield person_id, self.service.id, position + 1, pending[0], True, ""

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
            records = [(dict.fromkeys(self._fields.ids), key) for _, key in lines[:1]]
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


class Values:
    """Turns a line's texts into typed values; None if the source holds no value."""

    def __init__(self, fields: Iterable[ServiceField]) -> None:
        self.ids = tuple(field.id for field in fields)
        self._yes_no = tuple(field.id for field in fields if field.type == "yes_no")

    def of(self, texts: list) -> dict:
        values = {field_id: text or None for field_id, text in zip(self.ids, texts, strict=True)}
        for field_id in self._yes_no:
            if values[field_id]:
                values[field_id] = values[field_id] == "Yes"
        return values
