"""Build an extract beside the one in use, and switch to it in one step. Readers keep yesterday until today is whole."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection, Table, delete, insert, select

from config.council import Council
from config.service import Service, ServiceField
from data_access import accounts, audit, clock
from data_access.ages import ADULT_AT
from data_access.app_tables import current_extract
from data_access.audit import Action, Entry, Who
from data_access.database import CouncilDatabase, database_of
from data_access.errors import NoExtract
from data_access.extract_files import PERSON_COLUMNS, ExtractFiles
from data_access.extract_tables import (
    caseload,
    extract_info,
    involvement,
    name_key,
    name_pair,
    name_token,
    person,
    relationship,
    source,
    source_person,
)
from data_access.identity import person_id_for
from data_access.name_index import NameIndex
from data_access.services import counts_as_record, entries_in_window
from data_access.unlinked_people import add_people_of_their_own

ROWS_AT_ONCE = 5_000
INVOLVEMENT_ORDER = {"Current": 0, "Historic": 1}


@dataclass(frozen=True)
class ExtractState:
    """The extract in use. `journey` and `fingerprints` are those of the settings it was built with."""

    number: int
    journey: int
    is_demo: bool
    built_at: datetime
    fingerprints: dict[str, str]


def get_extract_state(council: Council) -> ExtractState | None:
    """What is known of the extract in use, None before the first load. Holds no personal data. Raises Unavailable."""
    try:
        with database_of(council).reading() as (connection, _):
            info = connection.execute(select(extract_info)).one()
            prints = {row.source_id: row.fingerprint for row in connection.execute(select(source))}
    except NoExtract:
        return None
    return ExtractState(info.number, info.journey, info.is_demo, info.built_at, prints)


def load_extract(
    council: Council,
    files: ExtractFiles,
    *,
    loaded_by: str,
    is_demo: bool = False,
    progress: Callable[[str], None] = lambda words: None,
) -> int:
    """Build the checked files into a new extract and switch to it; recorded. Returns the extract's number.

    Whatever stops it midway, the extract in use stays in use. `progress` is told each stage. Loading real data
    removes the demonstration accounts. Raises Unavailable, or ValueError for demo data over real data.
    """
    before = get_extract_state(council)
    if is_demo and before and not before.is_demo:
        raise ValueError(f"{council.name} has real data; the demonstration does not replace it.")
    database = database_of(council)
    previous = database.current_extract() or 0
    number = previous + 1
    unfinished = database.folder / f"extract-{number}.unfinished" if database.is_sqlite else None
    if unfinished:
        unfinished.unlink(missing_ok=True)
    builder = _Builder(council, _link(council, files))
    with database.building(number, unfinished) as connection:
        info = {"number": number, "council_id": council.id, "journey": council.journey}
        info |= {"is_demo": is_demo, "built_at": clock.now()}
        connection.execute(insert(extract_info).values(info))
        for words, table, rows in builder.tables():
            progress(words)
            _insert(connection, table, rows)
    if unfinished:
        _keep(unfinished, database.extract_path(number))
    progress("Switching to the new extract")
    _switch(database, number, loaded_by, is_demo=is_demo)
    database.drop_extracts_before(previous)
    return number


def _insert(connection: Connection, table: Table, rows: Iterable[dict]) -> None:
    batch: list[dict] = []
    for row in rows:
        batch.append(row)
        if len(batch) == ROWS_AT_ONCE:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)


def _keep(unfinished: Path, path: Path) -> None:
    """Flush the finished file to the disk and give it its name."""
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    unfinished.chmod(0o400)
    unfinished.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _switch(database: CouncilDatabase, number: int, loaded_by: str, *, is_demo: bool) -> None:
    with database.writing() as connection:
        if not is_demo:
            accounts.delete_demo_accounts(connection)
        connection.execute(delete(current_extract))
        connection.execute(insert(current_extract).values(only=1, number=number, switched_at=clock.now()))
        audit.append_within(connection, Who(loaded_by, "system"), [Entry(Action.LOADED_EXTRACT)], extract=number)


def _link(council: Council, files: ExtractFiles) -> ExtractFiles:
    """Find whom the lines of sources without the shared key are about; until they are matched, nobody else."""
    return add_people_of_their_own(council, files)


class _Builder:
    """Turns the checked files into the rows of each table."""

    def __init__(self, council: Council, files: ExtractFiles):
        self.council = council
        self.files = files
        self.today = clock.today()
        self.children = set(files.relationships["child_key"])
        allocated = set(files.caseload["case_id"])
        people = files.people
        self.children |= set(people.loc[people["cms_id"].isin(allocated), "person_key"])
        if council.journey == 2:
            self.files.people = people[people["person_key"].isin(self._linked_or_children())]
        self.person_ids = {
            row.person_key: person_id_for(council, cms_id=row.cms_id, source_id=row.source, person_key=row.person_key)
            for row in self.files.people.itertuples()
        }

    def tables(self) -> Iterator[tuple[str, Table, Iterable[dict]]]:
        """What to say, the table, and its rows, one after another."""
        yield "Sources", source, self._sources()
        yield "People", person, self._people()
        index = NameIndex(self._names())
        yield "Names to search by", name_token, _rows(name_token, index.tokens())
        yield "Keys of the names", name_key, _rows(name_key, index.keys())
        yield "Who bears each name", name_pair, _rows(name_pair, index.pairs())
        yield "What each source says of them", source_person, self._source_people()
        yield "Relationships", relationship, self._relationships()
        yield "Caseloads", caseload, self._caseload()
        for service in self.council.services:
            if service.id in self.files.services:
                yield service.title, involvement, self._involvement(service)

    def _linked_or_children(self) -> set[str]:
        """Journey 2 keeps children and the people linked to one by a relationship that is shown; nobody else."""
        people, links = self.files.people, self.files.relationships
        adult_if_born_by = clock.years_before(self.today, ADULT_AT)
        young = people["date_of_birth"].map(lambda born: born is not None and born > adult_if_born_by).astype(bool)
        shown = links[~links["relationship"].isin(self.council.excluded_relationships)]
        return self.children | set(people.loc[young, "person_key"]) | set(shown["person_key"])

    def _sources(self) -> Iterator[dict]:
        fingerprints = {service.id: service.fingerprint for service in self.council.services}
        for row in self.files.sources.itertuples():
            yield {
                "source_id": row.source,
                "system_name": row.system_name,
                "current_as_of": row.date_current_as_of,
                "coverage_start_date": row.coverage_start_date,
                "coverage_end_date": row.coverage_end_date,
                "coverage_area": row.coverage_area,
                "expected_every": row.expected_every,
                "expected_every_hours": int(row.expected_every_hours),
                "readable": bool(row.readable),
                "fingerprint": fingerprints.get(row.source, ""),
            }

    def _people(self) -> Iterator[dict]:
        elsewhere = self._addresses_elsewhere()
        for number, row in enumerate(self.files.people.itertuples(), start=1):
            own = row.address if row.address_status == "current" else ""
            yield {
                "number": number,
                "person_id": self.person_ids[row.person_key],
                "cms_id": row.cms_id or None,
                "first_name": row.first_name,
                "family_name": row.family_name,
                "date_of_birth": row.date_of_birth,
                "gender": row.gender,
                "address": own or elsewhere.get(row.person_key, ""),
                "known_as_child": row.person_key in self.children,
            }

    def _addresses_elsewhere(self) -> dict[str, str]:
        """The first current address a service holds, for those of whom the main file has none."""
        found: dict[str, str] = {}
        for table in self.files.services.values():
            held = table[(table["address"] != "") & (table["address_status"] == "current") & _confirmed(table)]
            for key, address in zip(held["person_key"], held["address"], strict=True):
                found.setdefault(key, address)
        return found

    def _names(self) -> Iterator[tuple[int, str, str]]:
        for number, row in enumerate(self.files.people.itertuples(), start=1):
            yield number, row.first_name, row.family_name

    def _source_people(self) -> Iterator[dict]:
        """What the main file and each service say of a person; a pending match says nothing yet."""
        positions: dict[str, int] = {}
        tables = [("", self.files.people)]
        tables += [(service_id, table[_confirmed(table)]) for service_id, table in self.files.services.items()]
        for source_id, table in tables:
            key_of_source = "source" if not source_id else "source_key"
            for row in table[["person_key", *PERSON_COLUMNS, key_of_source]].itertuples():
                person_id = self.person_ids.get(row.person_key)
                says_something = row.first_name or row.family_name or row.date_of_birth or row.address
                if person_id is None or not says_something:
                    continue
                position = positions[person_id] = positions.get(person_id, -1) + 1
                yield {
                    "person_id": person_id,
                    "position": position,
                    "source_id": source_id or row.source,
                    "source_key": (source_id and row.source_key) or row.person_key,
                    "first_name": row.first_name,
                    "family_name": row.family_name,
                    "date_of_birth": row.date_of_birth,
                    "gender": row.gender,
                    "address": row.address,
                    "address_is_current": row.address_status == "current",
                }

    def _relationships(self) -> Iterator[dict]:
        links = self.files.relationships.drop_duplicates(["child_key", "person_key", "relationship"])
        for row in links.itertuples():
            if row.child_key in self.person_ids and row.person_key in self.person_ids:
                yield {
                    "child_id": self.person_ids[row.child_key],
                    "person_id": self.person_ids[row.person_key],
                    "relationship": row.relationship,
                }

    def _caseload(self) -> Iterator[dict]:
        by_case_id = dict(zip(self.files.people["cms_id"], self.files.people["person_key"], strict=True))
        pairs = {(row.worker.lower(), by_case_id[row.case_id]) for row in self.files.caseload.itertuples()}
        for username, key in sorted(pairs):
            yield {"username": username, "child_id": self.person_ids[key]}

    def _involvement(self, service: Service) -> Iterator[dict]:
        table = self.files.services[service.id]
        table = table[table["person_key"].isin(self.person_ids)]
        entries = self._entries(service)
        for key, rows in table.groupby("person_key", sort=True):
            confirmed = [_values(service.fields, row) for row in rows[_confirmed(rows)].to_dict("records")]
            position = -1
            for position, record in enumerate(_records(service, confirmed, entries.get(key, []), self.today)):
                yield self._involvement_row(key, service, position, False, json.dumps(record, default=date.isoformat))
            if len(confirmed) < len(rows):
                yield self._involvement_row(key, service, position + 1, True, "")

    def _involvement_row(self, key: str, service: Service, position: int, pending: bool, record: str) -> dict:
        return {
            "person_id": self.person_ids[key],
            "service_id": service.id,
            "position": position,
            "match_pending": pending,
            "record": record,
        }

    def _entries(self, service: Service) -> dict[str, list[dict]]:
        """The entries of the repeated group by person key, as dates and texts."""
        found: dict[str, list[dict]] = {}
        if service.group:
            for row in self.files.entries[service.id].to_dict("records"):
                found.setdefault(row["person_key"], []).append(_values(service.group.fields, row))
        return found


def _rows(table: Table, values: Iterable[tuple]) -> Iterator[dict]:
    columns = [column.name for column in table.columns]
    return (dict(zip(columns, row, strict=True)) for row in values)


def _confirmed(table: pd.DataFrame) -> pd.Series:
    return table["match_status"] != "pending"


def _values(fields: Iterable[ServiceField], row: dict) -> dict:
    """A line's fields as typed values: None for what the source does not hold."""
    values = {}
    for one in fields:
        text = row[one.id]
        values[one.id] = (text == "Yes") if one.type == "yes_no" and text else text or None
    return values


def _records(service: Service, rows: list[dict], entries: list[dict], today: date) -> list[dict]:
    """The records of one person in one service, in the order they are shown: current first, then newest.

    Entries outside the window are dropped here, so they are never stored. Where all of them were outside it, the
    yes or no that said the group is held no longer holds.
    """
    kept: list[dict] = []
    if service.group:
        kept = entries_in_window(service.group, entries, today=today)
        if entries and not kept:
            rows = [{**row, service.group.held_field: False} for row in rows]
    rows = [row for row in rows if counts_as_record(service, row)]
    if service.prefer:
        rows = _preferred(service, rows)
    # Sorted twice, since the sort is stable: newest first, and then current before historic.
    if service.newest_by:
        rows.sort(key=lambda row: row[service.newest_by] or date.min, reverse=True)
    if service.involvement_field:
        rows.sort(key=lambda row: INVOLVEMENT_ORDER.get(row[service.involvement_field], len(INVOLVEMENT_ORDER)))
    return [{"values": row, "entries": kept if place == 0 else []} for place, row in enumerate(rows)]


def _preferred(service: Service, rows: list[dict]) -> list[dict]:
    """Among records of the same involvement, only the preferred ones where there is one (the main school)."""
    involvement_field = service.involvement_field

    def group_of(row: dict) -> str | None:
        return row[involvement_field] if involvement_field else None

    preferred = {group_of(row) for row in rows if row[service.prefer.field] == service.prefer.value}
    return [row for row in rows if row[service.prefer.field] == service.prefer.value or group_of(row) not in preferred]
