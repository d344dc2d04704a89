"""Between checking and building: link the lines of services that share no key with the CMS to people.

A linked line gets its person's key. Everyone else in those services becomes a separate person. If a record is waiting
for review, or in doubt, each person it may belong to gets a pending line, so the service shows "Could not be checked"
for them.
"""

from dataclasses import replace

import pandas as pd

from config.council import Council
from config.progress import Tick, quiet
from config.service import PERSON_COLUMNS
from data_access.loading.identities import Identities, own_id
from data_access.loading.naming.doubled_people import with_pending_lines
from data_access.loading.naming.other_names import reasons_without_names, with_rows_of_others
from data_access.people.match_decisions import Decided
from data_access.people.person_ids import person_id_for
from data_access.people.person_keys import own_key
from extracts.checks import ExtractFiles
from extracts.not_known import NOT_KNOWN, compared
from extracts.sheet import LINE, different, held_once
from matching.candidate_pairs import PERSON_DETAILS
from matching.explanations import ACCEPTED
from matching.record_linkage import PEOPLE, Matches, Settled, match_records

Named = tuple[str, str]
"""A person as matching refers to them: (PEOPLE, person key), or (source, the key there)."""


def link_people(
    council: Council,
    files: ExtractFiles,
    decided: Decided | None = None,
    identities: Identities | None = None,
    *,
    tick: Tick = quiet,
) -> ExtractFiles:
    """The files with a person key on every line; `links` and `waiting` have the links and the records to review.

    `decided` has the data officer's decisions so far, `identities` who is who since the last load. Services with the
    shared key are not changed. The tables of the `files` given are replaced one by one: otherwise a million people
    would be in memory twice.
    """
    unkeyed = [name for name in files.services if council.extract.person_key(name) != "shared"]
    if not unkeyed:
        return files
    identities, others = identities or Identities(), files.other_names
    settled = _settled(council, files, unkeyed, decided or Decided(), identities)
    tick("Matching people", 0, 0)
    # Without variables: matching frees its tables when it has read them.
    matches = match_records(
        with_rows_of_others(_people_and_addresses(files, unkeyed), others, PEOPLE, "person_key"),
        {name: with_rows_of_others(_records(files, name), others, name, "source_key") for name in unkeyed},
        settled,
        lambda done, of: tick("Matching people", done, of),
    )
    if len(others):
        people, sources = _people_and_addresses(files, unkeyed), {name: _records(files, name) for name in unkeyed}
        links, waiting, through = (
            table.assign(why=reasons_without_names(table, others, people, sources))
            for table in (matches.links, matches.waiting, matches.through)
        )
        matches = Matches(links, waiting, through)
    return _Linking(council, files, unkeyed, matches, decided or Decided(), identities).files


def _records(files: ExtractFiles, name: str) -> pd.DataFrame:
    return compared(files.services[name])[["source_key", *PERSON_DETAILS]].drop_duplicates()


def _people_and_addresses(files: ExtractFiles, unkeyed: list[str]) -> pd.DataFrame:
    """The people, with another line for each address held by a service with the shared key."""
    people = compared(files.people)[["person_key", *PERSON_DETAILS]]
    tables = [people]
    for name, service in files.services.items():
        # Most services do not repeat people's details.
        if name not in unkeyed and not different(service["address"]) <= {""}:
            table = compared(service)
            addresses = table.loc[table["address"] != "", ["person_key", "address"]].drop_duplicates()
            if len(addresses):
                tables.append(people.drop(columns="address").merge(addresses, on="person_key"))
    return pd.concat(tables, ignore_index=True).drop_duplicates()


def _settled(
    council: Council,
    files: ExtractFiles,
    unkeyed: list[str],
    decided: Decided,
    identities: Identities,
) -> Settled:
    """The decisions, with person IDs replaced by the names that matching uses."""
    wanted = {*decided.accepted.values(), *(person for _, person in decided.rejected)}
    if not wanted:
        return Settled()
    named: dict[str, Named] = {}
    people = files.people
    for key, source_id, cms_id in zip(people["person_key"], people["source"], people["cms_id"], strict=True):
        person_id = identities.of(person_id_for(council, cms_id=cms_id, source_id=source_id, person_key=key))
        if person_id in wanted:
            named[person_id] = (PEOPLE, key)
    for source_id in unkeyed:
        for key in files.services[source_id]["source_key"].unique():
            if (person_id := identities.of(own_id(council, source_id, key))) in wanted:
                named[person_id] = (source_id, key)
    return Settled(
        accepted={record: named[person] for record, person in decided.accepted.items() if person in named},
        rejected=frozenset((record, named[person]) for record, person in decided.rejected if person in named),
    )


class _Linking:
    """Writes the matches into the files."""

    def __init__(
        self,
        council: Council,
        files: ExtractFiles,
        unkeyed: list[str],
        matches: Matches,
        decided: Decided,
        identities: Identities,
    ) -> None:
        self.council, self.identities = council, identities
        self.links = self._with_person_keys(matches.links)
        self.waiting = self._with_person_keys(matches.waiting)
        names = ["source_id", "source_key", "person_key"]
        self.in_doubt = pd.concat([self.waiting[names], self._with_person_keys(matches.through)[names]])
        links = zip(self._records(self.links), self.links["why"], strict=True)
        accepted_by = [decided.accepted_by.get(record, "") if why == ACCEPTED else "" for record, why in links]
        self.links["decided_by"] = pd.Series(accepted_by, index=self.links.index, dtype="str")
        people, services, entries = [files.people], files.services, files.entries
        known = set(files.people["person_key"].tolist())
        for name in unkeyed:
            table = self._with_person_key(name, services.pop(name))
            if name in entries:
                entries[name] = self._with_person_key(name, entries[name])
            is_new = [key not in known for key in table["person_key"].tolist()]
            if any(is_new):
                new = table.loc[is_new, [LINE, "person_key", *PERSON_COLUMNS, NOT_KNOWN]].drop_duplicates("person_key")
                people.append(new.assign(source=name, cms_id=""))
                known |= set(new["person_key"].tolist())
            services[name] = self._with_pending(name, table)
        self.files = replace(
            files,
            people=pd.concat(people, ignore_index=True),
            # In the council's order: the first service with an address provides it.
            services={one.id: services[one.id] for one in council.services if one.id in services},
            links=held_once(self.links, ["source_id", "why", "decided_by"]),
            waiting=self.waiting,
        )

    def _with_person_keys(self, table: pd.DataFrame) -> pd.DataFrame:
        """The table with the person's key in the files, and the ID each record has, or would have, when not linked."""
        sides = zip(table["person_source"].tolist(), table["person_key"].tolist(), strict=True)
        keys = [key if source == PEOPLE else own_key(source, key) for source, key in sides]
        ids = [self.identities.of(own_id(self.council, *record)) for record in self._records(table)]
        index = table.index
        table = table.drop(columns="person_source").assign(
            person_key=pd.Series(keys, index=index, dtype="str"), own_id=pd.Series(ids, index=index, dtype="str")
        )
        return table.reset_index(drop=True)

    def _records(self, table: pd.DataFrame) -> list[tuple[str, str]]:
        return list(zip(table["source_id"].tolist(), table["source_key"].tolist(), strict=True))

    def _with_person_key(self, name: str, table: pd.DataFrame) -> pd.DataFrame:
        links = self.links[self.links["source_id"] == name]
        linked = dict(zip(links["source_key"].tolist(), links["person_key"].tolist(), strict=True))
        keys = [linked.get(key) or own_key(name, key) for key in table["source_key"].tolist()]
        return table.assign(person_key=pd.Series(keys, index=table.index, dtype="str"))

    def _with_pending(self, name: str, table: pd.DataFrame) -> pd.DataFrame:
        """The table, with a pending line for each person to whom a record of this service may belong."""
        matches = self.in_doubt[self.in_doubt["source_id"] == name]
        return with_pending_lines(table, matches["person_key"].tolist(), matches["source_key"].tolist())
