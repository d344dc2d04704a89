"""Several people under one key of a source's own, such as the tenants of one home, get a key each before matching.

A record is linked to one person. With two people under its key, the one with more details would be found, and the page
of the other would say "No records found". Where it cannot be told whose a record is, none of them reads that.
"""

import hashlib
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import NamedTuple

import pandas as pd

from config.council import Council
from config.service import PERSON_COLUMNS, Service
from data_access.loading.extract_records import SEVERAL, rows_of, values_of
from data_access.people.services import record_rule
from extracts.checks import ExtractFiles
from extracts.dates import date_or_none
from extracts.not_known import NOT_KNOWN, compared, mark_people
from extracts.sheet import LINE, line_words
from matching.names import folded
from matching.similarity import Names, family_likeness, folded_given, given_likeness

_UNSAID = (Names.BLANK, Names.INITIAL)


def tell_apart(council: Council, files: ExtractFiles) -> ExtractFiles:
    """The checked files with a key for each person whom a source has under one key of its own with others.

    Lines under one key are about several people if two of them have first names that are no forms of one name, or, one
    of the two without a date of birth, family names that are not alike. (Two dates of birth are a problem of the file.)
    Each name then is a person of its own. One without a record beside one who has one could not be checked. With
    repeated entries, which only the key leads to, none of them could be.
    """
    for service in council.services:
        if service.id in files.services and council.extract.person_key(service.id) == "own":
            files = _OneSource(council, service, files).told_apart()
    return files


class Bearer(NamedTuple):
    """What a line says of a person, to tell them from others under its key: folded names, and a date or None."""

    first: str
    family: str
    born: date | None


def are_several(bearers: set[Bearer]) -> bool:
    """Whether these cannot all be one person.

    >>> are_several({Bearer("adam", "cole", None), Bearer("kate", "cole", None)})
    True
    >>> are_several({Bearer("katherine", "cole", None), Bearer("kate", "cole", None), Bearer("k", "cole", None)})
    False
    """
    return any(_are_two(one, other) for one, other in combinations(sorted(bearers, key=repr), 2))


def _are_two(one: Bearer, other: Bearer) -> bool:
    if one.first == other.family and one.family == other.first:
        return False
    dated = one.born is not None and other.born is not None
    first, family = given_likeness(one.first, other.first), family_likeness(one.family, other.family)
    # Jayden and Jaden may be twins: only a date of birth for both lets matching find that out.
    if first not in _UNSAID and first < (Names.SLIP if dated else Names.PART):
        return True
    return not dated and family not in _UNSAID and family < Names.SLIP


class _OneSource:
    """One service whose file has keys of its own."""

    def __init__(self, council: Council, service: Service, files: ExtractFiles) -> None:
        self.council, self.service, self.files = council, service, files
        self.table = files.services[service.id]
        self.entries = files.entries.get(service.id)

    def told_apart(self) -> ExtractFiles:
        """The files, with this service's lines told apart."""
        bearers = self._bearers()
        shared = {key for key, found in bearers.items() if len(found) > 1 and are_several(found)}
        if not shared:
            return self.files
        table = self._with_those_of_entries(shared)
        lines = table.index[table["source_key"].isin(shared)]
        unsure = lines if self.entries is not None else lines[~self._has_record(table.loc[lines])]
        saying = self._keys_that_say_something(table.loc[lines], shared)
        unsure = unsure[table.loc[unsure, "source_key"].isin(saying)]
        note = self._note(table.loc[lines, LINE])
        table.loc[lines, "source_key"] = _own_keys(compared(table.loc[lines]))
        self._blank(table, unsure)
        entries = self.files.entries
        if self.entries is not None:
            entries = entries | {self.service.id: self.entries[~self.entries["source_key"].isin(shared)]}
        services = self.files.services | {self.service.id: table}
        others = self.files.other_names
        # Whose another name under such a key is, is not known either.
        others = others[(others["source_id"] != self.service.id) | ~others["key"].isin(shared)]
        notes = [*self.files.notes, note]
        return replace(self.files, services=services, entries=entries, other_names=others, notes=notes)

    def _bearers(self) -> dict[str, set[Bearer]]:
        """Who stands under each key under which there is more than one name."""
        columns, entries = ["source_key", "first_name", "family_name", "date_of_birth"], self._named_entries()
        if entries.empty and self.table["source_key"].is_unique:
            return {}
        known = pd.concat([compared(self.table)[columns], entries[columns]]).drop_duplicates()
        known = known[(known["first_name"] != "") | (known["family_name"] != "")]
        known = known[known["source_key"].duplicated(keep=False)]
        found: dict[str, set[Bearer]] = {}
        for key, first, family, born in rows_of(known, tuple(columns)):
            found.setdefault(key, set()).add(Bearer(folded_given(first), folded(family), born or None))
        return found

    def _named_entries(self) -> pd.DataFrame:
        """The entries that repeat who they are about."""
        entries = self.entries
        if entries is None or "first_name" not in entries:
            return self.table.iloc[:0]
        named = entries[(entries["first_name"] != "") | (entries["family_name"] != "")]
        if named.empty:
            return self.table.iloc[:0]
        # What they say is only used to find people: nothing of it is shown, and nothing is refused for it.
        formats = self.council.extract.file(self.service.id).dates
        born = [date_or_none(text, formats) if isinstance(text, str) else text for text in named["date_of_birth"]]
        details = named.assign(date_of_birth=pd.Series(born, index=named.index, dtype=object))
        marked, _ = mark_people(details, self.council.extract.not_known)
        return compared(marked).assign(gender="Unknown", address_status="previous")

    def _with_those_of_entries(self, shared: set[str]) -> pd.DataFrame:
        """The lines, and one for each person under a shared key of whom only entries say anything."""
        named = self._named_entries()
        named = named[named["source_key"].isin(shared)]
        if named.empty:
            return self.table.copy()
        columns = [LINE, "source_key", *PERSON_COLUMNS]
        more = named[columns].drop_duplicates(columns[1:]).reindex(columns=self.table.columns, fill_value="")
        more[NOT_KNOWN] = 0
        self._blank(more, more.index)
        return pd.concat([self.table, more.astype(self.table.dtypes)], ignore_index=True)

    def _has_record(self, lines: pd.DataFrame) -> pd.Series:
        """Whether the person of each line has a record in any of their lines."""
        is_record = record_rule(self.service, self.council.extract.file(self.service.id).constants)
        record = [is_record(values) for values in values_of(lines, self.service.fields)]
        return pd.Series(record, index=lines.index).groupby(_own_keys(compared(lines))).transform("any")

    def _keys_that_say_something(self, lines: pd.DataFrame, shared: set[str]) -> set[str]:
        """Those of the shared keys under which there is a record, an entry, or a line that could not be read."""
        says = self._has_record(lines) | lines["match_status"].ne("") & lines["match_status"].ne("confirmed")
        keys = set(lines.loc[says, "source_key"])
        return keys if self.entries is None else keys | (shared & set(self.entries["source_key"]))

    def _blank(self, table: pd.DataFrame, lines: pd.Index) -> None:
        """Keep of these lines only who they are about. A rejected row stays one."""
        table.loc[lines[table.loc[lines, "match_status"].isin(["", "confirmed"])], "match_status"] = SEVERAL
        for field in self.service.fields:
            table.loc[lines, field.id] = None if field.type == "date" else ""

    def _note(self, lines: pd.Series) -> str:
        file = self.council.extract.file(self.service.id)
        named = f"{file.file}, {file.columns.get('source_key', 'source_key')}"
        said = "one key with several names, taken as several people"
        of_none = "; none of them could be checked" if self.entries is not None else ""
        return f"{named}: {said}{of_none} ({line_words(sorted(lines.tolist()))})"


def _own_keys(lines: pd.DataFrame) -> pd.Series:
    """A key for each name under a key: the same in every load."""
    digests = [name_digest(first, family) for first, family in rows_of(lines, ("first_name", "family_name"))]
    return lines["source_key"] + "/" + pd.Series(digests, index=lines.index, dtype="str")


def name_digest(first_name: str, family_name: str) -> str:
    """What is added to a key for the person of this name under it."""
    name = folded(f"{first_name} {family_name}")
    return hashlib.blake2b(name.encode(), digest_size=8).hexdigest()
