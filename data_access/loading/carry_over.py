"""A source that did not arrive keeps what it said: its records and dates are taken over from the extract in use.

They go through matching and building like any other, so that a person who is new today can still be matched to them.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import zip_longest

import pandas as pd
from sqlalchemy import Connection, Row, select
from sqlalchemy.exc import SQLAlchemyError

from config.council import Council
from config.service import PERSON_COLUMNS, Service, ServiceField
from data_access.errors import NoExtract
from data_access.storage import extract_tables
from data_access.storage.database import CouncilDatabase
from data_access.storage.extract_tables import (
    extract_info,
    involvement,
    loaded_file,
    not_looked_for,
    person,
    source,
    source_person,
)
from extracts.checks import ExtractFiles
from extracts.reading import LINE


def rows_in_use(database: CouncilDatabase) -> dict[str, int]:
    """The lines kept of each file in the extract in use, by the file's id; empty where nothing can be compared."""
    try:
        with database.reading() as (connection, _):
            if not is_readable(connection) or connection.scalar(select(extract_info.c.is_demo)):
                return {}
            return {row.file_id: row.rows for row in connection.execute(select(loaded_file))}
    except NoExtract:
        return {}


def is_readable(connection: Connection) -> bool:
    """Whether the extract has the tables of this version: one built before an upgrade can only be replaced."""
    try:
        for table in extract_tables.metadata.sorted_tables:
            connection.execute(select(table).limit(0))
    except SQLAlchemyError:
        return False
    return True


def carry_over(council: Council, files: ExtractFiles, database: CouncilDatabase) -> ExtractFiles:
    """The files, with the sources that did not arrive as they are in the extract in use.

    A source the extract in use has nothing of, or whose fields or keys have changed since, stays unreadable.
    """
    arrived = dict(zip(files.sources["source"].tolist(), files.sources["arrived"].tolist(), strict=True))
    late = [council.service(name) for name, here in arrived.items() if not here and name != "cms"]
    if not late:
        return files
    try:
        with database.reading() as (connection, _):
            # Nothing of the demonstration may come among real people.
            if not is_readable(connection) or connection.scalar(select(extract_info.c.is_demo)):
                return files
            for service in late:
                row = connection.execute(select(source).where(source.c.source_id == service.id)).one_or_none()
                as_now = (service.fingerprint, council.extract.person_key(service.id))
                if row is not None and row.readable and (row.fingerprint, row.person_key) == as_now:
                    files = _Carrying(connection, council, service).over(files, row)
    except NoExtract:
        return files
    return files


class _Carrying:
    """One source of the extract in use, on its way into the next."""

    def __init__(self, connection: Connection, council: Council, service: Service) -> None:
        self.connection = connection
        self.council = council
        self.service = service
        self.is_shared = council.extract.person_key(service.id) == "shared"

    def over(self, files: ExtractFiles, row: Row) -> ExtractFiles:
        service, group = self.service, self.service.group
        names = [service.id, group.file] if group else [service.id]
        lines, entries = self._lines()
        services = {**files.services, service.id: lines}
        then = {one.file_id: one.rows for one in self.connection.execute(select(loaded_file))}
        words = f"{service.title} is kept as it was in the extract in use, of {row.current_as_of:%d/%m/%Y}"
        return replace(
            files,
            people=self._people(files.people) if self.is_shared else files.people,
            sources=self._sources(files.sources, row),
            # In the council's order, in which addresses are looked for.
            services={one.id: services[one.id] for one in self.council.services if one.id in services},
            entries={**files.entries, service.id: entries} if group else files.entries,
            rows=files.rows | {name: then[name] for name in names if name in then},
            notes=[*files.notes, words],
            known_when_read=files.known_when_read | self._known_when_read(),
        )

    def _sources(self, sources: pd.DataFrame, row: Row) -> pd.DataFrame:
        """Its dates are those of when it was read; `arrived` stays False, so that it shows as out of date."""
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

    def _said(self) -> Iterable[Row]:
        """What the source said of people, without the lines of people.csv that name it as where they are known from."""
        mine = (source_person.c.source_id == self.service.id) & (source_person.c.position > 0)
        order = (source_person.c.source_key, source_person.c.person_id, source_person.c.position)
        return self.connection.execute(select(source_person).where(mine).order_by(*order))

    def _records(self) -> Iterable[Row]:
        mine = involvement.c.service_id == self.service.id
        if not self.is_shared:
            # Whether a match is waiting is found out anew.
            mine &= ~involvement.c.match_pending
        order = (involvement.c.source_key, involvement.c.person_id, involvement.c.position)
        return self.connection.execute(select(involvement).where(mine).order_by(*order))

    def _lines(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        said: dict[str, list[tuple]] = {}
        for row in self._said():
            status = "current" if row.address_is_current else "previous"
            details = (row.first_name, row.family_name, row.date_of_birth, row.gender, row.address, status)
            said.setdefault(row.source_key, []).append(details)
        records: dict[str, list] = {}
        for row in self._records():
            records.setdefault(row.source_key, []).append(row)
        fields, group = self.service.fields, self.service.group
        group_fields = group.fields if group else ()
        lines, entries = [], []
        for key in dict.fromkeys([*said, *records]):
            keys = (key, "") if self.is_shared else ("", key)
            for details, row in zip_longest(said.get(key, ()), records.get(key, ())):
                if row is None and not self._can_be_no_record():
                    continue
                pending = row is not None and row.match_pending
                stored = json.loads(row.record) if row is not None and not pending else None
                values = _texts(fields, stored["values"]) if stored else self._no_record(pending)
                details = details or ("", "", None, "Unknown", "", "current")
                lines.append((0, *keys, "pending" if pending else "", *details, *values))
                for entry in stored["entries"] if stored else ():
                    entries.append((0, *keys, *_texts(group_fields, entry)))
        head = [LINE, "person_key", "source_key"]
        return (
            _table(lines, [*head, "match_status", *PERSON_COLUMNS], fields),
            _table(entries, head, group_fields),
        )

    def _can_be_no_record(self) -> bool:
        return bool(self.service.involvement_field or self.service.needs_one_of)

    def _no_record(self, pending: bool) -> list:
        """A line that says who somebody is and holds no record."""
        nothing = {"involvement": "None found", "yes_no": "No"}
        return ["" if pending else nothing.get(field.type, "") for field in self.service.fields]

    def _people(self, people: pd.DataFrame) -> pd.DataFrame:
        """People known from this source alone are not in a people.csv made without it."""
        both = source_person.join(person, person.c.person_id == source_person.c.person_id)
        main = (source_person.c.source_id == self.service.id) & (source_person.c.position == 0)
        columns = (*source_person.c, person.c.cms_id)
        known = self.connection.execute(select(*columns).select_from(both).where(main))
        there = set(people["person_key"])
        rows = [
            (0, row.source_key, self.service.id, row.cms_id or "", row.first_name, row.family_name, row.date_of_birth,
             row.gender, row.address, "current" if row.address_is_current else "previous")
            for row in known
            if row.source_key not in there
        ]  # fmt: skip
        more = pd.DataFrame(rows, columns=[LINE, "person_key", "source", "cms_id", *PERSON_COLUMNS])
        return pd.concat([people, more], ignore_index=True) if rows else people

    def _known_when_read(self) -> dict[str, set[str]]:
        """Who could be looked for when the source was read. Nothing where that was everybody.

        In journey 2 nothing is kept about people linked to no child, so of somebody who has been linked since then
        it is not known whether the source holds a record.
        """
        mine = not_looked_for.c.service_id == self.service.id
        missed = set(self.connection.scalars(select(not_looked_for.c.person_id).where(mine)))
        if self.connection.scalar(select(extract_info.c.journey)) == 1 and not missed:
            return {}
        return {self.service.id: set(self.connection.scalars(select(person.c.person_id))) - missed}


def _texts(fields: Iterable[ServiceField], values: dict) -> list:
    """Stored values as a checked file has them: text, dates as `date`, "not known" as "" or None."""
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
