"""The keys by which a person is known, so that what the council promised about them holds when some of them change.

A mark is a kind and a value. Case IDs and sources' keys are kept as they are. Names and dates of birth are kept only as
hashes with the audit's key, so no one can read them in the database, or try names without that key. They are made by
rules of this module alone: other rules for comparing names may change without making kept marks useless.
"""

import hmac
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import TypeVar

from sqlalchemy import Connection, Row, insert, select
from sqlalchemy.exc import SQLAlchemyError

from data_access.audit.chain import signing_key
from data_access.storage.app_tables import audit_event, audit_subject, person_key
from data_access.storage.audit_tables import audit_person
from data_access.storage.extract_tables import link, other_name, person, source, source_person

Mark = tuple[str, str]
"""A kind and a value. The kind is CASE_ID, SHARED_KEY, the ID of a source with its own keys, or one of the hashes."""
Value = TypeVar("Value")
Marks = dict[str, set[Mark]]
"""Marks by person ID."""

CASE_ID, SHARED_KEY = "case ID", "shared key"
NAME_AND_BIRTH, NAME, PART, BIRTH, NEAR = "#name and birth", "#name", "#part of name", "#birth", "#near"
"""Hashes. Sources cannot have such IDs, because of the sign."""
_APOSTROPHES = str.maketrans("", "", "'’ʼ`")
IDS_AT_ONCE = 500
"""How many values go into one statement; both databases accept far more."""


def own_key(source_id: str, source_key: str) -> str:
    """The person key of a person known only by that source's key."""
    return f"{source_id}/{source_key}"


def is_key(mark: Mark) -> bool:
    """Whether a mark is a number that someone gave out, and not a hash of a name or a date of birth."""
    return not mark[0].startswith("#")


@lru_cache(maxsize=100_000)
def name_parts(name: str) -> tuple[str, ...]:
    """The parts of a whole name in plain letters, in alphabetical order.

    >>> name_parts("Zoë O'Brien-Smythe")
    ('obrien', 'smythe', 'zoe')
    """
    plain = name.casefold()
    if not plain.isascii():
        plain = "".join(one for one in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(one))
    return tuple(sorted(re.findall(r"[^\W_]+", plain.translate(_APOSTROPHES))))


class Hashing:
    """Makes the hashed marks of a name and a date of birth, with the audit's key as it is now."""

    def __init__(self) -> None:
        self._key = signing_key()
        # Dates and parts of names are met again and again.
        self._of_one: dict[object, str] = {}

    def name_and_birth(self, name: str, born: date | None) -> Mark | None:
        """The mark of a whole name with a date of birth; None if either is missing."""
        parts = name_parts(name)
        return (NAME_AND_BIRTH, self._hash(*parts, born)) if parts and born else None

    def details(self, name: str, born: date | None) -> set[Mark]:
        """The marks by which two people with one key in common are told apart: name, its parts, date of birth."""
        parts = name_parts(name)
        marks = {(PART, self._hash_one(part)) for part in parts if len(part) > 1}
        marks |= {(NAME, self._hash(*parts))} if parts else set()
        return marks | ({self.birth(born)} if born else set())

    def birth(self, born: date) -> Mark:
        """The mark of a date of birth. Whoever has a mark of name and birth has this one too."""
        return BIRTH, self._hash_one(born)

    def near(self, name: str, born: date | None) -> set[Mark]:
        """Marks shared with people of nearly this name and date of birth: one part of the name and the date, or the
        name and two parts of the date."""
        parts = name_parts(name)
        if not born:
            return set()
        marks = {(NEAR, self._hash(part, born)) for part in parts if len(part) > 1}
        year, month, day = str(born).split("-")
        dates = [(year, month, ""), (year, "", day), ("", month, day), (year, *sorted((month, day)), "either order")]
        return marks | {(NEAR, self._hash(*parts, *few)) for few in dates} if parts else marks

    def near_unknown_birth(self, name: str, *, is_known: bool) -> set[Mark]:
        """The mark shared by people of one name if the date of birth of one of them is not known."""
        parts = name_parts(name)
        return {(NEAR, self._hash(*parts, "born then" if is_known else "born any day"))} if parts else set()

    def exact(self, name: str, born: date | None) -> set[Mark]:
        """The marks by which someone is recognised: the details, and name with date of birth."""
        mark = self.name_and_birth(name, born)
        return self.details(name, born) | ({mark} if mark else set())

    def near_of_kept(self, name: str, born: date | None) -> set[Mark]:
        """The near marks of a person who must be found later even if no exact mark is left."""
        return self.near(name, born) | self.near_unknown_birth(name, is_known=born is not None)

    def near_of_other(self, name: str, born: date | None) -> set[Mark]:
        """The near marks of someone who may be a person kept before."""
        unknown = self.near_unknown_birth(name, is_known=False)
        return self.near(name, born) | unknown | (set() if born else self.near_unknown_birth(name, is_known=True))

    def _hash_one(self, part: object) -> str:
        if part not in self._of_one:
            self._of_one[part] = self._hash(part)
        return self._of_one[part]

    def _hash(self, *parts: object) -> str:
        return hmac.digest(self._key, "\n".join(map(str, parts)).encode(), "sha256").hex()[:32]


def read_kept(app: Connection) -> Marks:
    """Every mark kept in the app half."""
    found: Marks = defaultdict(set)
    for row in app.execute(select(person_key)):
        found[row.person_id].add((row.kind, row.value))
    return found


def keep(app: Connection, marks: Marks) -> None:
    """Keep marks, besides those that are kept already. A mark is never forgotten: an old key may come back."""
    ids, known = sorted(marks), set()
    for some in batches(ids):
        known |= set(map(tuple, app.execute(select(person_key).where(person_key.c.person_id.in_(some)))))
    rows = sorted((one, *mark) for one in ids for mark in marks[one] if (one, *mark) not in known)
    if rows:
        app.execute(insert(person_key), [{"person_id": one, "kind": kind, "value": value} for one, kind, value in rows])


def read_from_extract(
    connection: Connection, ids: Iterable[str], hashing: Hashing, *, near_for: Collection[str] = ()
) -> Marks:
    """The marks of these people, or of these records that are linked to people, in the extract that is read; near marks
    only of the people in `near_for`.

    Empty for an extract of a version whose tables had other columns.
    """
    wanted, found = sorted(ids), defaultdict(set)
    try:
        kinds = kinds_of_sources(connection)
        for some in batches(wanted):
            for row in _people(connection, some):
                found[row.person_id] |= hashing.exact(_name(row), row.date_of_birth)
                if row.person_id in near_for:
                    found[row.person_id] |= hashing.near_of_kept(_name(row), row.date_of_birth)
                found[row.person_id] |= {(CASE_ID, row.cms_id)} if row.cms_id else set()
            for row in _records(connection, some):
                found[row.person_id] |= _of_record(row, kinds, hashing)
            for row in _linked_records(connection, some):
                found[row.own_id] |= _of_record(row, kinds, hashing)
    except SQLAlchemyError:
        return {}
    return found


def read_other_names(connection: Connection, ids: Iterable[str], hashing: Hashing) -> Marks:
    """The near marks of the preferred and former names of these people. The extract must have such a table."""
    found: Marks = defaultdict(set)
    for some in batches(sorted(ids)):
        for row in connection.execute(OTHER_NAMES.where(person.c.person_id.in_(some))):
            found[row.person_id] |= hashing.near_of_kept(_name(row), row.date_of_birth)
    return found


def read_records(
    connection: Connection, records: Iterable[tuple[str, str]], hashing: Hashing
) -> dict[tuple[str, str], set[Mark]]:
    """The marks of records, given by source and key there, in the extract that is read; linked to someone or not."""
    wanted, kinds, found = set(records), kinds_of_sources(connection), defaultdict(set)
    columns = [source_person.c[name] for name in ("source_id", "source_key", *_DETAILS)]
    for some in batches(sorted({key for _, key in wanted})):
        for row in connection.execute(select(*columns).where(source_person.c.source_key.in_(some))):
            if (row.source_id, row.source_key) in wanted:
                found[row.source_id, row.source_key] |= _of_record(row, kinds, hashing)
    return found


def kinds_of_sources(connection: Connection) -> dict[str, str]:
    """How each source of an extract names people: shared, own or none, by source ID."""
    return dict(connection.execute(select(source.c.source_id, source.c.person_key)).all())


def key_mark(source_id: str, source_key: str, kinds: dict[str, str]) -> Mark | None:
    """The mark of a source's key. None if the source has no keys: what stands there instead is made of a name."""
    kind = kinds.get(source_id, "shared")
    if kind == "none" or not source_key:
        return None
    if kind == "shared":
        return SHARED_KEY, source_key
    return source_id, source_key.removeprefix(own_key(source_id, ""))


def read_from_audit(app: Connection, ids: Iterable[str], hashing: Hashing) -> Marks:
    """The marks of people as the audit names them: case ID, names and date of birth, but no source's key."""
    wanted, found = sorted(ids), defaultdict(set)
    for some in batches(wanted):
        for row in app.execute(select(audit_person).where(audit_person.c.person_id.in_(some))):
            found[row.person_id] |= _of_subject(row.name, row.date_of_birth, row.cms_id, hashing)
    # Before version 0.3 names were only in the signed text.
    for some in batches([one for one in wanted if one not in found]):
        named = select(audit_event.c.record).join(audit_subject)
        for text in app.scalars(named.where(audit_subject.c.person_id.in_(some))):
            for one in json.loads(text)["people"]:
                if one["person_id"] in some:
                    born = date.fromisoformat(one["date_of_birth"]) if one["date_of_birth"] else None
                    found[one["person_id"]] |= _of_subject(one["name"], born, one["cms_id"], hashing)
    return found


def batches(ids: list[Value]) -> Iterator[list[Value]]:
    """The IDs or other values in parts small enough for one statement."""
    return (ids[start : start + IDS_AT_ONCE] for start in range(0, len(ids), IDS_AT_ONCE))


def _of_subject(name: str, born: date | None, cms_id: str | None, hashing: Hashing) -> set[Mark]:
    marks = hashing.exact(name, born) | hashing.near_of_kept(name, born)
    return marks | ({(CASE_ID, cms_id)} if cms_id else set())


def _of_record(row: Row, kinds: dict[str, str], hashing: Hashing) -> set[Mark]:
    mark = key_mark(row.source_id, row.source_key, kinds)
    return hashing.exact(_name(row), row.date_of_birth) | ({mark} if mark else set())


def _name(row: Row) -> str:
    return f"{row.first_name} {row.family_name}"


_DETAILS = ("first_name", "family_name", "date_of_birth")
OTHER_NAMES = select(
    person.c.person_id, other_name.c.first_name, other_name.c.family_name, person.c.date_of_birth
).join(other_name, other_name.c.person_number == person.c.number)
"""Everyone's other names, as rows like those of `person`."""


def _people(connection: Connection, ids: list[str]) -> Iterable[Row]:
    columns = [person.c[name] for name in ("person_id", "cms_id", *_DETAILS)]
    return connection.execute(select(*columns).where(person.c.person_id.in_(ids)))


def _records(connection: Connection, ids: list[str]) -> Iterable[Row]:
    columns = [source_person.c[name] for name in ("person_id", "source_id", "source_key", *_DETAILS)]
    return connection.execute(select(*columns).where(source_person.c.person_id.in_(ids)))


def _linked_records(connection: Connection, own_ids: list[str]) -> Iterable[Row]:
    same = (source_person.c.person_id == link.c.person_id) & (source_person.c.source_id == link.c.source_id)
    same &= source_person.c.source_key == link.c.source_key
    columns = [source_person.c[name] for name in ("source_id", "source_key", *_DETAILS)]
    found = select(link.c.own_id, *columns).select_from(link.join(source_person, same))
    return connection.execute(found.where(link.c.own_id.in_(own_ids)))
