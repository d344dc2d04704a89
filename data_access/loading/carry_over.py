"""If a source's file does not arrive, its records and dates are carried over from the extract in use.

They are matched and built like new ones, so a person who is new today can still be matched to them. Those of a source
with the shared key stay with whom they were about, if that is certain; whoever else is there could not be checked.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from itertools import zip_longest

import pandas as pd
from sqlalchemy import Connection, Row, select

from config.council import Council
from config.service import PERSON_COLUMNS, Service, ServiceField
from data_access.loading.extract_records import AS_OF, NOT_SURE, SEVERAL, UNREADABLE
from data_access.loading.extract_state import extract_to_compare
from data_access.loading.identities import Identities
from data_access.loading.naming.same_people import SamePeople, find_same_people
from data_access.people.extract_facts import has_rows
from data_access.people.services import OF_SEVERAL_PEOPLE, SAID_NOT_KNOWN
from data_access.storage.database import CouncilDatabase
from data_access.storage.extract_tables import (
    extract_info,
    involvement,
    loaded_file,
    not_looked_for,
    person,
    row_date,
    source,
    source_person,
)
from extracts.checks import ExtractFiles
from extracts.dates import EARLIEST
from extracts.not_known import mark_people
from extracts.rejected_rows import REJECTED
from extracts.sheet import LINE


def rows_in_use(database: CouncilDatabase) -> dict[str, int]:
    """The number of lines of each file in the extract in use, by file ID; empty if there is nothing to compare with."""
    with extract_to_compare(database) as connection:
        return {row.file_id: row.rows for row in connection.execute(select(loaded_file))} if connection else {}


def carry_over(council: Council, files: ExtractFiles, database: CouncilDatabase, who: Identities) -> ExtractFiles:
    """The files, with missing sources taken from the extract in use. `who` is who is who since then.

    A source stays unreadable if the extract in use does not have it, or if its fields or keys have changed since.
    """
    arrived = dict(zip(files.sources["source"].tolist(), files.sources["arrived"].tolist(), strict=True))
    late = [council.service(name) for name, here in arrived.items() if not here and name != "cms"]
    if not late:
        return files
    with extract_to_compare(database) as connection:
        if connection is None:
            return files
        sources = {row.source_id: row for row in connection.execute(select(source).where(source.c.readable))}
        kept = [one for one in late if one.id in sources and _is_as_now(council, one, sources[one.id])]
        if not kept:
            return files
        shared = [one.id for one in kept if council.extract.person_key(one.id) == "shared"]
        same = find_same_people(council, connection, files.people, who, shared)
        for service in kept:
            files = _CarriedSource(connection, council, service, same).add_to(files, sources[service.id])
    return files


def _is_as_now(council: Council, service: Service, row: Row) -> bool:
    """Whether a service's fields and keys are still those with which this source was loaded."""
    return (row.fingerprint, row.person_key) == (service.fingerprint, council.extract.person_key(service.id))


class _CarriedSource:
    """Copies one source from the extract in use into the next."""

    def __init__(self, connection: Connection, council: Council, service: Service, same: SamePeople) -> None:
        self.connection, self.council, self.service, self.same = connection, council, service, same
        self.is_shared = council.extract.person_key(service.id) == "shared"

    def add_to(self, files: ExtractFiles, row: Row) -> ExtractFiles:
        service, group = self.service, self.service.group
        names = [service.id, group.file] if group else [service.id]
        lines, entries = self._lines()
        lines, _ = mark_people(lines, self.council.extract.not_known)
        services = {**files.services, service.id: lines}
        rows_before = {one.file_id: one.rows for one in self.connection.execute(select(loaded_file))}
        note = f"{service.title}: no new file, so the data of {row.current_as_of:%d/%m/%Y} was kept"
        return replace(
            files,
            people=self._people(files.people) if self.is_shared else files.people,
            sources=self._sources(files.sources, row),
            # In the council's order: the first service with an address provides it.
            services={one.id: services[one.id] for one in self.council.services if one.id in services},
            entries={**files.entries, service.id: entries} if group else files.entries,
            rows=files.rows | {name: rows_before[name] for name in names if name in rows_before},
            notes=[*files.notes, note],
            known_when_read=files.known_when_read | self._known_when_read(),
        )

    def _sources(self, sources: pd.DataFrame, row: Row) -> pd.DataFrame:
        """The source keeps its old dates, and `arrived` stays False, so it is shown as out of date."""
        kept = {
            "system_name": row.system_name,
            "date_current_as_of": row.current_as_of,
            "coverage_start_date": row.coverage_start_date,
            "coverage_end_date": row.coverage_end_date,
            "coverage_area": row.coverage_area,
            "readable": True,
        }
        lines = sources.to_dict("records")
        return pd.DataFrame([{**line, **kept} if line["source"] == self.service.id else line for line in lines])

    def _details(self) -> Iterable[Row]:
        """The source's details of people, without the lines of people.csv that name it as their source."""
        from_source = (source_person.c.source_id == self.service.id) & (source_person.c.position > 0)
        order = (source_person.c.source_key, source_person.c.person_id, source_person.c.position)
        return self.connection.execute(select(source_person).where(from_source).order_by(*order))

    def _records(self) -> Iterable[Row]:
        wanted = involvement.c.service_id == self.service.id
        if not self.is_shared:
            # The next load matches these people again and finds the possible matches itself.
            wanted &= ~involvement.c.match_pending
        order = (involvement.c.source_key, involvement.c.person_id, involvement.c.position)
        return self.connection.execute(select(involvement).where(wanted).order_by(*order))

    def _lines(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        details_by_key: dict[str | None, list[tuple]] = {}
        for row in self._details():
            status = "current" if row.address_is_current else "previous"
            details = (row.first_name, row.family_name, row.date_of_birth, row.gender, row.address, status)
            details_by_key.setdefault(self._key(row), []).append(details)
        records: dict[str | None, list] = {}
        for row in self._records():
            records.setdefault(self._key(row), []).append(row)
        fields, group = self.service.fields, self.service.group
        group_fields = group.fields if group else ()
        lines, entries = [], []
        for key in dict.fromkeys([*details_by_key, *records]):
            if key is None:
                continue
            keys = (key, "") if self.is_shared else ("", key)
            for details, row in zip_longest(details_by_key.get(key, ()), records.get(key, ())):
                status = _status(row)
                stored = json.loads(row.record) if row is not None and not status else None
                values = _texts(fields, stored["values"]) if stored else self._no_record(bool(status))
                details = details or ("", "", None, "Unknown", "", "current")
                lines.append((0, *keys, status, *details, *values))
                for entry in self._entries(stored) if stored else ():
                    entries.append((0, *keys, *_texts(group_fields, entry)))
        head = [LINE, "person_key", "source_key"]
        table = _table(lines, [*head, "match_status", *PERSON_COLUMNS], fields)
        if dates := self._row_dates():
            keys = table["person_key" if self.is_shared else "source_key"]
            table[AS_OF] = pd.Series([dates.get(key) for key in keys], index=table.index, dtype=object)
        return table, _table(entries, head, group_fields)

    def _key(self, row: Row) -> str | None:
        """The key of a row's person in the new files, None if they are not certainly there; or the source's own key."""
        return self.same.keys.get(row.person_id) if self.is_shared else row.source_key

    def _row_dates(self) -> dict[str | None, datetime]:
        """How recent the rows of each key are, where the file said so row by row."""
        if not has_rows(self.connection, self.connection.scalar(select(extract_info.c.number)), row_date):
            return {}
        dated = source_person.join(row_date, row_date.c.person_id == source_person.c.person_id)
        of_source = (source_person.c.source_id == self.service.id) & (row_date.c.service_id == self.service.id)
        columns = (source_person.c.person_id, source_person.c.source_key, row_date.c.current_as_of)
        rows = list(self.connection.execute(select(*columns).select_from(dated).where(of_source)))
        with_record = involvement.join(row_date, row_date.c.person_id == involvement.c.person_id)
        of_service = (involvement.c.service_id == self.service.id) & (row_date.c.service_id == self.service.id)
        columns = (involvement.c.person_id, involvement.c.source_key, row_date.c.current_as_of)
        rows += self.connection.execute(select(*columns).select_from(with_record).where(of_service))
        return {self._key(row): datetime.fromisoformat(row.current_as_of) for row in rows}

    def _entries(self, stored: dict) -> list[dict]:
        """The stored entries. Of those that had lapsed none is kept; one without details says that there were some."""
        group = self.service.group
        if group is None or not stored.get("lapsed"):
            return stored["entries"]
        return [{field.id: None for field in group.fields} | {group.date_field: EARLIEST.isoformat()}]

    def _no_record(self, is_blank: bool) -> list:
        """The values of a line that identifies a person but holds no record, or, if blank, none that is known."""
        no_record = {"involvement": "None found", "yes_no": "No"}
        return ["" if is_blank else no_record.get(field.type, "") for field in self.service.fields]

    def _people(self, people: pd.DataFrame) -> pd.DataFrame:
        """The people, with those known only from this source added: a people.csv made without it does not have them."""
        both = source_person.join(person, person.c.person_id == source_person.c.person_id)
        main = (source_person.c.source_id == self.service.id) & (source_person.c.position == 0)
        columns = (*source_person.c, person.c.cms_id)
        from_source = self.connection.execute(select(*columns).select_from(both).where(main))
        rows = [
            (0, row.source_key, self.service.id, row.cms_id or "", row.first_name, row.family_name, row.date_of_birth,
             row.gender, row.address, "current" if row.address_is_current else "previous")
            for row in from_source
            if row.person_id in self.same.kept
        ]  # fmt: skip
        more = pd.DataFrame(rows, columns=[LINE, "person_key", "source", "cms_id", *PERSON_COLUMNS])
        if not rows:
            return people
        marked, _ = mark_people(more, self.council.extract.not_known)
        return pd.concat([people, marked], ignore_index=True)

    def _known_when_read(self) -> dict[str, set[str]]:
        """The people who could be looked for when the source was read; empty if that was everyone.

        By the shared key that is no one who is not certainly someone of the extract in use. In journey 2 nothing is
        kept about people not linked to a child. If a person has been linked since, we do not know whether the source
        has records about them.
        """
        of_service = not_looked_for.c.service_id == self.service.id
        missed = set(self.connection.scalars(select(not_looked_for.c.person_id).where(of_service)))
        if not (self.is_shared or missed) and self.connection.scalar(select(extract_info.c.journey)) == 1:
            return {}
        return {self.service.id: {new for old, new in self.same.ids.items() if old not in missed}}


def _status(row: Row | None) -> str:
    """The `match_status` of a line made of a row of `involvement`; None is a line with details of a person alone."""
    if row is None:
        return ""
    if row.match_pending:
        return "pending"
    return {UNREADABLE: REJECTED, OF_SEVERAL_PEOPLE: SEVERAL, SAID_NOT_KNOWN: NOT_SURE}.get(row.record, "")


def _texts(fields: Iterable[ServiceField], values: dict) -> list:
    """Stored values in the form of a checked file: text, dates as `date`, "not known" as "" or None."""
    texts: list = []
    for field in fields:
        value = values[field.id]
        if field.type == "date":
            texts.append(date.fromisoformat(value) if value else None)
        elif isinstance(value, bool):
            texts.append("Yes" if value else "No")
        else:
            texts.append(value or "")
    return texts


def _table(rows: list[tuple], columns: list[str], fields: Iterable[ServiceField]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[*columns, *(field.id for field in fields)], dtype=object)
