"""Turns the checked files into the rows of each table of an extract, in the order of each table's key."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from heapq import merge
from itertools import chain, groupby
from operator import itemgetter

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from config import clock
from config.council import Council
from config.relationships import Kind, kind_key
from config.service import PERSON_COLUMNS
from data_access.loading.extract_records import AS_OF, ROWS_AT_ONCE, ServiceRecords, rows_of
from data_access.loading.extract_store import Step
from data_access.loading.identities import Identities
from data_access.loading.naming.other_names import list_other_names
from data_access.people.ages import ADULT_AT
from data_access.people.finding.name_index import NameIndex
from data_access.people.person_ids import person_id_for
from data_access.storage.extract_tables import (
    caseload,
    involvement,
    link,
    loaded_file,
    name_key,
    name_pair,
    name_pairs,
    name_token,
    not_looked_for,
    other_name,
    person,
    relationship,
    row_date,
    source_person,
    waiting,
)
from extracts.checks import ExtractFiles
from extracts.sheet import different

_PERSON = itemgetter(0)
_TEXT = pa.large_string()
_LINK = ("source_id", "source_key", "person_key", "own_id", "why", "decided_by")
_WAITING = ("source_id", "source_key", "rank", "person_key", "own_id", "chance", "for_review", "since", "why")


class Builder:
    """The rows of an extract. `people` has the people who are kept, sorted by person ID.

    To save memory, the table of each service in the files given is replaced by the lines that are kept.
    """

    def __init__(self, council: Council, files: ExtractFiles, identities: Identities | None = None) -> None:
        self.council, identities = council, identities or Identities()
        self.today = clock.today()
        self.children = self._children(files)
        people = files.people
        if council.journey == 2:
            kept = self._linked_or_children(files)
            people = people[[key in kept for key in people["person_key"].tolist()]]
        self.left_out = len(files.people) - len(people)
        """Journey 2: the number of people not linked to any child."""
        ids = self._ids_of(people, identities)
        self.people = people.assign(person_id=pd.Series(ids, index=people.index, dtype="str"))
        self.people = self.people.sort_values("person_id")
        # Looked up by Arrow: a dict of everyone would take as much memory as the people themselves.
        self._keys, self._ids = (pa.array(self.people[name], _TEXT) for name in ("person_key", "person_id"))
        self.ids_not_kept = self._ids_not_kept(files, identities)
        self.unkept_matches = self._unkept_matches(files)
        for service_id in list(files.services):
            files.services[service_id] = self._lines_of_kept_people(files.services[service_id])
        # `self.people` has the people; a second copy would only use memory.
        self.files = replace(files, people=files.people.iloc[:0])

    def steps(self) -> Iterator[Step]:
        """The steps of building, in order, but for `steps_of_lines`."""
        number = len(self.people)
        yield "Files", loaded_file, sorted(self.files.rows.items()), len(self.files.rows)
        yield "People", person, self._people(), number
        others = list_other_names(self.files.other_names, self.people)
        yield "Other names", other_name, others, len(others)
        numbers = np.array([*range(1, number + 1), *(whose for whose, *_ in others)], dtype=np.int64)
        names = chain(rows_of(self.people, ("first_name", "family_name")), ((one, other) for *_, one, other in others))
        index = NameIndex(numbers, names, self._case_ids)
        yield "Names for searching", name_token, index.tokens(), 0
        yield "Name keys", name_key, index.keys(), 0
        yield "People by name", name_pair, index.pairs(), 0
        yield "Pairs of names", name_pairs, index.all_pairs(), 1
        del index
        yield "Relationships", relationship, self._relationships(), len(self.files.relationships)
        yield "Caseloads", caseload, self._caseload(), len(self.files.caseload)
        yield "Dates of rows", row_date, self._row_dates(), 0
        links, to_review = self.files.links, self.files.waiting
        yield "Links", link, self._rows_about_people(links, _LINK), len(links)
        yield "Matches to review", waiting, self._rows_about_people(to_review, _WAITING), len(to_review)
        yield "People new since a source was read", not_looked_for, self._not_looked_for(), 0

    def steps_of_lines(self) -> Iterator[Step]:
        """The steps that read every line of every service: as much work as all the others."""
        yield "Details from each source", source_person, self._source_people(), len(self.people)
        yield "Service records", involvement, self._involvement(), self.lines

    @property
    def lines(self) -> int:
        """The lines of all services that are kept."""
        return sum(len(table) for table in self.files.services.values())

    def _children(self, files: ExtractFiles) -> set[str]:
        """The keys of those the CMS treats as children: they are on a caseload or are the child in a relationship."""
        allocated = set(files.caseload["case_id"].tolist())
        on_caseload = {key for case_id, key in rows_of(files.people, ("cms_id", "person_key")) if case_id in allocated}
        return on_caseload.union(files.relationships["child_key"].tolist())

    def _linked_or_children(self, files: ExtractFiles) -> set[str]:
        """The keys of the people journey 2 keeps: children, and people with a relationship that the council shows."""
        adult_if_born_by = clock.years_before(self.today, ADULT_AT)
        shown = self.council.relationships.split(files.relationships["relationship"].unique())[Kind.SHOWN]
        people, links = files.people, files.relationships
        young = {
            key for key, born in rows_of(people, ("person_key", "date_of_birth")) if born and born > adult_if_born_by
        }
        linked = {key for key, kind in rows_of(links, ("person_key", "relationship")) if kind in shown}
        return self.children | young | linked

    def _lines_of_kept_people(self, table: pd.DataFrame) -> pd.DataFrame:
        """The lines about people who are kept, sorted by person ID and otherwise in their original order."""
        places = self._places(table["person_key"]).fill_null(-1).to_numpy()
        # People are in the order of their IDs.
        order = np.argsort(places, kind="stable")[np.count_nonzero(places < 0) :]
        return table.take(order).assign(person_id=self.people["person_id"].array.take(places[order]))

    def _places(self, keys: pd.Series) -> pa.Array:
        """The place in `people` of the person with each of these keys; null for who is not kept."""
        return pc.call_function("index_in", [pa.array(keys, _TEXT)], pc.SetLookupOptions(self._keys))

    def _ids_with(self, keys: pd.Series) -> list[str | None]:
        """The person ID of the person with each of these keys; None for who is not kept."""
        return self._ids.take(self._places(keys)).to_pylist()

    def _unkept_matches(self, files: ExtractFiles) -> list[tuple[str, pd.DataFrame]]:
        """Journey 2: lines about people who are not kept but who may be the same as someone who is, by their own ID.

        They are kept whole for the data officer to compare. If the match is accepted and the source's next file is
        missing, they are all there is.
        """
        if self.council.journey == 1 or files.waiting.empty:
            return []
        kept = self.people["person_key"]
        to_review = files.waiting[files.waiting["person_key"].isin(kept)]
        found = []
        for service_id, table in files.services.items():
            of_service = to_review[to_review["source_id"] == service_id]
            ids = table["source_key"].map(dict(zip(of_service["source_key"], of_service["own_id"], strict=True)))
            lines = table.assign(person_id=ids)[ids.notna() & ~table["person_key"].isin(kept)]
            found.append((service_id, lines[_is_confirmed(lines)].sort_values("person_id", kind="stable")))
        return found

    def sources(self) -> list[dict]:
        """The rows of `source`, one for each source of the extract."""
        fingerprints = {service.id: service.fingerprint for service in self.council.services}
        return [
            {
                "source_id": row["source"],
                "system_name": row["system_name"],
                "current_as_of": row["date_current_as_of"],
                "coverage_start_date": row["coverage_start_date"],
                "coverage_end_date": row["coverage_end_date"],
                "coverage_area": row["coverage_area"],
                "expected_every": row["expected_every"],
                "expected_every_hours": int(row["expected_every_hours"]),
                "readable": bool(row["readable"]),
                "arrived": bool(row["arrived"]),
                "person_key": self.council.extract.person_key(row["source"]),
                "fingerprint": fingerprints.get(row["source"], ""),
            }
            for row in self.files.sources.to_dict("records")
        ]

    def _people(self) -> Iterator[tuple]:
        service_addresses = self._service_addresses()
        columns = ("person_key", "person_id", "cms_id", *PERSON_COLUMNS)
        for number, row in enumerate(rows_of(self.people, columns), start=1):
            key, person_id, cms_id, first_name, family_name, born, gender, address, status = row
            main_address = address if status == "current" else ""
            address = main_address or service_addresses.get(key, "")
            is_child = int(key in self.children)
            yield number, person_id, cms_id or None, first_name, family_name, born, gender, address, is_child

    def _service_addresses(self) -> dict[str, str]:
        """The first current address a service holds, for people without one in the main file."""
        has_none = (self.people["address"] == "") | (self.people["address_status"] != "current")
        wanted, found = set(self.people.loc[has_none, "person_key"].tolist()), dict[str, str]()
        for table in self.files.services.values():
            # Most services do not repeat people's details.
            if different(table["address"]) <= {""}:
                continue
            is_current = (table["address"] != "") & (table["address_status"] == "current") & _is_confirmed(table)
            for key, address in rows_of(table.loc[is_current, ["person_key", "address"]], ("person_key", "address")):
                if key in wanted:
                    found.setdefault(key, address)
        return found

    def _case_ids(self) -> Iterator[tuple[int, str]]:
        case_ids = self.people["cms_id"].tolist()
        return ((number, case_id) for number, case_id in enumerate(case_ids, start=1) if case_id)

    def _source_people(self) -> Iterator[tuple]:
        """Each person's details in the main file and in each service; pending matches are left out."""
        main = rows_of(self.people, ("person_id", "source", "person_key", *PERSON_COLUMNS))
        services = [*self.files.services.items(), *self.unkept_matches]
        tables = [main, *(_service_details(service_id, table) for service_id, table in services)]
        # Position 0 is for the line in the main file, and these people have none.
        unkept = {person_id for _, lines in self.unkept_matches for person_id in lines["person_id"]}
        # For the same person, `merge` keeps the order of the tables.
        for person_id, rows in groupby(merge(*tables, key=_PERSON), _PERSON):
            for position, (_, source_id, key, *details, status) in enumerate(rows, start=int(person_id in unkept)):
                yield (person_id, position, source_id, key, *details, int(status == "current"))

    def _relationships(self) -> list[tuple]:
        """Each child, individual and kind once. The settings say how a kind is written: Mother and mother are one.

        Of people linked in a way that is not set up only the link is kept, so that the child's page can count them.
        """
        links, settings = self.files.relationships, self.council.relationships
        kinds = links["relationship"].unique()
        not_set_up = {*settings.split(kinds)[Kind.NOT_SET_UP]}
        written = {kind: (kind_key(kind), settings.label_of(kind)) for kind in kinds}
        found: dict[tuple[str, str, str], str] = {}
        children, others = self._ids_with(links["child_key"]), self._ids_with(links["person_key"])
        rows = zip(children, others, rows_of(links, ("person_key", "relationship")), strict=True)
        for child_id, kept_id, (other, kind) in rows:
            other_id = kept_id or (self.ids_not_kept.get(other) if kind in not_set_up else None)
            if child_id and other_id and other_id != child_id:
                plain, label = written[kind]
                key = child_id, other_id, plain
                found[key] = min(label, found.get(key, label))
        return sorted((child, other, kind) for (child, other, _), kind in found.items())

    def _ids_of(self, people: pd.DataFrame, identities: Identities) -> list[str]:
        return [
            identities.of(person_id_for(self.council, cms_id=cms_id, source_id=source_id, person_key=key))
            for cms_id, source_id, key in rows_of(people, ("cms_id", "source", "person_key"))
        ]

    def _ids_not_kept(self, files: ExtractFiles, identities: Identities) -> dict[str, str]:
        """The person IDs, by key, of those who are not kept and are linked in a way that is not set up.

        Of someone with a key of a known person, the ID of that person: they may be restricted, and are only counted.
        """
        links = files.relationships
        not_set_up = self.council.relationships.split(links["relationship"].unique())[Kind.NOT_SET_UP]
        keys = set(links.loc[links["relationship"].isin(not_set_up), "person_key"].tolist())
        keys = keys.difference(self.people["person_key"].tolist()) if keys else keys
        people = files.people[files.people["person_key"].isin(keys)] if keys else files.people.iloc[:0]
        known = {other: known_id for known_id, other in sorted(identities.aliases)}
        ids = [known.get(one, one) for one in self._ids_of(people, identities)]
        return dict(zip(people["person_key"].tolist(), ids, strict=True))

    def _caseload(self) -> list[tuple]:
        cases = list(rows_of(self.files.caseload, ("worker", "case_id")))
        allocated = self.people[self.people["cms_id"].isin({case_id for _, case_id in cases})]
        by_case_id = dict(rows_of(allocated, ("cms_id", "person_id")))
        return sorted({(worker.lower(), by_case_id[case_id]) for worker, case_id in cases})

    def _involvement(self) -> Iterator[tuple]:
        services = [one for one in self.council.services if one.id in self.files.services]
        records = {
            one.id: ServiceRecords(
                one, self.files.entries.get(one.id), today=self.today,
                constants=self.council.extract.file(one.id).constants,
            )
            for one in services
        }  # fmt: skip
        tables = [(one.id, self.files.services[one.id]) for one in services]
        rows = [records[service_id].rows(table) for service_id, table in [*tables, *self.unkept_matches]]
        return merge(*rows, key=itemgetter(0, 1))

    def _row_dates(self) -> list[tuple]:
        """How recent each person's rows are, where a file says so row by row: as old as the oldest of them.

        A row without a date may be as old as any other.
        """
        found = {}
        for service_id, table in self.files.services.items():
            if AS_OF not in table:
                continue
            dates = [one for one in table[AS_OF].tolist() if isinstance(one, datetime)]
            if len(set(dates)) < 2:
                continue
            for person_id, status, as_of in rows_of(table, ("person_id", "match_status", AS_OF)):
                if status != "pending":
                    own = as_of if isinstance(as_of, datetime) else min(dates)
                    found[person_id, service_id] = min(own, found.get((person_id, service_id), own))
        return [(*key, as_of.isoformat()) for key, as_of in sorted(found.items())]

    def _rows_about_people(self, table: pd.DataFrame, columns: tuple[str, ...]) -> Iterator[tuple]:
        """The rows of links, or of matches to review, about people who are kept."""
        at = columns.index("person_key")
        places = self._places(table["person_key"]) if len(table) else pa.array([], pa.int32())
        parts = (places.slice(start, ROWS_AT_ONCE) for start in range(0, len(table), ROWS_AT_ONCE))
        # Some at a time: as objects, the IDs of all links would take as much memory as the links.
        ids = chain.from_iterable(self._ids.take(part).to_pylist() for part in parts)
        for row, person_id in zip(rows_of(table, columns), ids, strict=True):
            if person_id:
                yield *row[:at], person_id, *row[at + 1 :]

    def _not_looked_for(self) -> list[tuple]:
        return sorted(
            (person_id, service_id)
            for service_id, known in self.files.known_when_read.items()
            for person_id in self.people["person_id"].tolist()
            if person_id not in known
        )


def _service_details(service_id: str, table: pd.DataFrame) -> Iterator[tuple]:
    """A service's details of people, one line at a time: all services are read together, and copies would not fit in
    memory."""
    columns = ("person_id", "match_status", "source_key", "person_key", *PERSON_COLUMNS)
    for person_id, match_status, source_key, key, *details in rows_of(table, columns):
        first_name, family_name, born, _gender, address, _status = details
        if match_status != "pending" and (first_name or family_name or address or isinstance(born, date)):
            yield person_id, service_id, source_key or key, *details


def _is_confirmed(table: pd.DataFrame) -> pd.Series:
    return table["match_status"] != "pending"
