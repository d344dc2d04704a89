"""Under which key a source has the record today that the data officer has decided about.

A decision is about a person's record, and a key of the source's own is one key alone: it may have passed to someone
else, as a tenancy does, or several people may stand under it now. So a decision follows the key with the name, or the
name with the date of birth. Where someone else has the key, the decision is kept under the name that it was about, and
holds again when that name comes back.
"""

import re
from collections.abc import Iterable, Mapping

import pandas as pd
from sqlalchemy import Connection, select

from config.council import Council
from data_access.audit.flags import family_part
from data_access.loading.extract_records import rows_of
from data_access.loading.naming.several_people import Bearer, are_several, name_digest
from data_access.people.match_decisions import Record
from data_access.people.person_keys import batches
from data_access.storage.audit_tables import audit_person
from data_access.storage.extract_tables import source_person
from extracts.checks import ExtractFiles
from matching.names import folded

_TOLD_APART = re.compile(r"/[0-9a-f]{16}$")
"""What several_people.py adds to a key that has several people, and what is added to one that has passed to another."""


def bearers_in_use(connection: Connection, records: Iterable[Record]) -> dict[Record, Bearer]:
    """Whom each of these records is about in the extract that is read."""
    wanted, found = set(records), {}
    columns = [source_person.c[name] for name in ("source_id", "source_key", "first_name", "family_name")]
    for some in batches(sorted({key for _, key in wanted})):
        rows = select(*columns, source_person.c.date_of_birth).where(source_person.c.source_key.in_(some))
        for source_id, key, first, family, born in connection.execute(rows):
            if (source_id, key) in wanted:
                found.setdefault((source_id, key), Bearer(folded(first), folded(family), born))
    return found


def bearers_in_audit(app: Connection, ids: Mapping[Record, str]) -> dict[Record, Bearer]:
    """The same of records that are not there, as the audit last named them. `ids` has each record's own ID."""
    columns = (audit_person.c.person_id, audit_person.c.name, audit_person.c.date_of_birth)
    named: dict[str, Bearer] = {}
    for some in batches(sorted(ids.values())):
        rows = select(*columns).where(audit_person.c.person_id.in_(some)).order_by(audit_person.c.since_seq)
        for own_id, name, born in app.execute(rows):
            family = family_part(name)
            named[own_id] = Bearer(folded(name.removesuffix(family)), folded(family), born)
    return {record: named[own_id] for record, own_id in ids.items() if own_id in named}


def records_today(
    council: Council, files: ExtractFiles, decided: Mapping[Record, Bearer | None], moved: Mapping[Record, Record]
) -> dict[Record, Record]:
    """The new key of each record that has another one today. `decided` has whom each was about, None if that is not
    known; `moved` those found under another key by name and date of birth."""
    found: dict[Record, Record] = {}
    for source_id, table in files.services.items():
        before = {key: bearer for (source, key), bearer in decided.items() if source == source_id}
        is_own = council.extract.person_key(source_id) == "own"
        today = _bearers_today(table, before) if before else {}
        of_person = {_with_name(key, bearer): key for key, bearer in today.items()} if is_own else {}
        for key, bearer in before.items():
            its_own = _with_name(key, bearer)
            if its_own in of_person:
                new = of_person[its_own]
            elif key in today and not (is_own and bearer and _is_someone_else(bearer, today[key])):
                new = key
            else:
                _, new = moved.get((source_id, key), (source_id, its_own if key in today else key))
            if new != key:
                found[source_id, key] = (source_id, new)
    return found


def _bearers_today(table: pd.DataFrame, before: Iterable[str]) -> dict[str, Bearer]:
    """Whom each of these keys, and each that was made of one, is about in the file."""
    roots = {_root(key) for key in before} | set(before)
    keys = [key for key in table["source_key"].unique().tolist() if _root(key) in roots or key in roots]
    lines = table[table["source_key"].isin(keys)].drop_duplicates("source_key")
    columns = ("source_key", "first_name", "family_name", "date_of_birth")
    rows = rows_of(lines, columns)
    return {key: Bearer(folded(first), folded(family), born or None) for key, first, family, born in rows}


def _root(key: str) -> str:
    """The key as the source has it."""
    return _TOLD_APART.sub("", key) if "/" in key else key


def _with_name(key: str, bearer: Bearer | None) -> str:
    """The key that this person would have if there were others under it."""
    if bearer is None or _TOLD_APART.search(key):
        return key
    return f"{key}/{name_digest(bearer.first, bearer.family)}"


def _is_someone_else(before: Bearer, today: Bearer) -> bool:
    """Whether a key has passed to another person.

    >>> adam, kate = Bearer("adam", "cole", None), Bearer("kate", "cole", None)
    >>> _is_someone_else(adam, kate), _is_someone_else(kate, Bearer("katherine", "cole", None))
    (True, False)
    """
    dated = before.born is not None and today.born is not None
    return (dated and before.born != today.born) or are_several({before, today})
