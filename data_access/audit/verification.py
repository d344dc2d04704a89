"""Verifies the audit chain: order, links, signatures, that columns and indexes match the signed text, and anchors.

Every record is checked, in parts, by one process for each processor, each with a thousand records in memory. A record's
text is compared without parsing it; it is read as JSON only if it seems to differ.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from multiprocessing import get_context
from typing import Any

from sqlalchemy import Connection, func, select

from config.council import Council
from config.environment import Environment, read_environment
from config.progress import Tick, quiet
from data_access.audit.anchors import Anchor
from data_access.audit.chain import Action, name_key, signing_key
from data_access.audit.name_index import is_as_signed, outside_the_chain, rows_made_by
from data_access.audit.retention import Start, read_start
from data_access.storage.app_tables import audit_event
from data_access.storage.audit_tables import audit_person
from data_access.storage.database import database_of

AT_ONCE = 1_000
"""Records in memory at a time: about a megabyte, which fits in a processor's cache."""
PART = 200_000
"""Records given to a process at a time. If there are fewer in all, this process verifies them alone."""
UNNAMED_VERSIONS = "123"
"""The versions of records that do not name the council."""
_NAME, _PEOPLE = '"name":', ',"people":['
# SQLite stores bytes in a text column if someone puts them there. As a list they never equal a signed text.
_encode = json.JSONEncoder(default=list).encode

# A restore signs these sentences into its record.
CHANGED = "its text was changed after it was signed, or it was signed with another key"
MISSING = "it is missing"
UNLINKED = "it does not follow the record before it"
COLUMNS = "its columns differ from what was signed"
PEOPLE = "the people it is listed under differ from those that were signed"
NAMES = "somebody it names cannot be found by the name that was signed"
INDEX = "somebody it names is found by another case ID, date of birth or name than was signed"
NOT_THERE = "a table that finds records has a row for it, and there is no such record"
OTHER_COUNCIL = "it belongs to the audit of another council"
NO_COUNCIL = "it names no council, though an earlier record does"
FLAGS = "its flags differ from those that were signed"
CHECKPOINT = "the checkpoint of the last purge was changed, or signed with another key"

_ROWS = """
SELECT seq, {at}, username, session_id, action, service_id, record, previous_hash, hash
FROM audit_event WHERE seq > {place} AND seq <= {place} ORDER BY seq
"""
_PEOPLE_OF = "SELECT seq, person_id FROM audit_subject WHERE seq > {place} AND seq <= {place}"
_FLAGS_OF = "SELECT seq, flag, {at}, username FROM audit_flag WHERE seq > {place} AND seq <= {place}"
_PLACE = {"sqlite": "?", "postgresql": "%s"}
# Times as SQLite stores them.
_AT = {"sqlite": "at", "postgresql": "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"}


@dataclass(frozen=True)
class Restored:
    """A restore: a backup whose newest record was `head` replaced a database whose newest was `replaced`.

    `at` is ISO 8601. `replaced` is None if the database replaced could not be read or was new. The records between the
    two are no longer in any database.
    """

    at: str
    head: int
    replaced: int | None


@dataclass(frozen=True)
class Verification:
    """`first_broken` is the number of the first record that fails, None if none does; `why` is the reason.

    `records` is how many records passed, from `begins`, the first that still exists. `anchors` is how many anchors
    agree. `restored` has the restores recorded in the chain. `unnamed` is the last record of an earlier version, which
    does not name the council: without an anchor, nothing shows that the records up to it are this council's.
    """

    records: int
    first_broken: int | None = None
    why: str | None = None
    begins: int = 1
    anchors: int = 0
    restored: tuple[Restored, ...] = ()
    unnamed: int | None = None


@dataclass(frozen=True)
class _Part:
    """The result for one part: how many records passed, the first that failed, and why.

    `unnamed` is the last record that names no council, `named` the first that does; None if there is none.
    """

    passed: int
    broken: int | None = None
    why: str | None = None
    unnamed: int | None = None
    named: int | None = None


def verify(
    council: Council,
    *,
    anchors: Sequence[Anchor] = (),
    environment: Environment | None = None,
    processes: int | None = None,
    newest: int | None = None,
    tick: Tick = quiet,
) -> Verification:
    """Verify the chain from its beginning or from the last purge; with `newest`, only that many of the newest records.

    `environment` says where the council's database is, if it is not this installation's: a copy, or another server.
    `processes` None means one for each processor. Nothing is written. Raises Unavailable.
    """
    environment = environment or read_environment()
    database = database_of(council, environment)
    with database.reading_app() as connection:
        start = read_start(connection)
        head = connection.scalar(select(func.max(audit_event.c.seq))) or start.last_seq
    if not start.is_signed:
        return Verification(0, start.last_seq, CHECKPOINT, start.last_seq + 1)
    begin = start.last_seq if newest is None else max(start.last_seq, head - newest)
    parts = list(_spans(begin, head, PART))
    found, is_named = Verification(0, begins=begin + 1), False
    for (_, upto), part in zip(parts, _verify_parts((council, environment, start), parts, processes), strict=True):
        found = replace(found, records=found.records + part.passed)
        tick("Records", upto - begin, head - begin)
        if part.broken is not None:
            return replace(found, first_broken=part.broken, why=part.why)
        if part.unnamed is not None:
            if is_named:
                return replace(found, first_broken=part.unnamed, why=NO_COUNCIL)
            found = replace(found, unnamed=part.unnamed)
        is_named = is_named or part.named is not None
    with database.reading_app() as connection:
        outside = outside_the_chain(connection, start.last_seq) if newest is None else None
        if outside:
            return replace(found, first_broken=outside[0], why=f"{NOT_THERE} ({outside[1]})")
        return _against_anchors(connection, found, start, head, anchors)


def _spans(after: int, last: int, size: int) -> Iterator[tuple[int, int]]:
    """Divide the records after `after` up to `last` into spans: (the record before the span, its last record).

    >>> list(_spans(8, 25, 10))
    [(8, 18), (18, 25)]
    """
    for begin in range(after, last, size):
        yield begin, min(begin + size, last)


def _verify_parts(
    given: tuple[Council, Environment, Start], parts: list[tuple[int, int]], processes: int | None
) -> Iterator[_Part]:
    """The result for each part, in order."""
    if processes is None:
        processes = min(os.cpu_count() or 1, len(parts))
    if processes < 2:
        yield from map(_PartVerifier(*given), parts)
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, context, initializer=_start_process, initargs=given) as pool:
        yield from pool.map(_verify_part, parts)


_part_verifier: "_PartVerifier | None" = None
"""Only in a worker process: verifies the parts it is given."""


def _start_process(council: Council, environment: Environment, start: Start) -> None:
    global _part_verifier
    _part_verifier = _PartVerifier(council, environment, start)


def _verify_part(part: tuple[int, int]) -> _Part:
    assert _part_verifier is not None  # noqa: S101 - the initializer ran
    return _part_verifier(part)


class _PartVerifier:
    """Verifies parts of one council's chain. For each name a person can be found by it keeps only hashes in memory."""

    def __init__(self, council: Council, environment: Environment, start: Start) -> None:
        self.database, self.start = database_of(council, environment), start
        # How a record of each version ends.
        self.tails = {version: f',"version":{version}}}' for version in "23"}
        self.tails["4"] = f',"council":{_encode(council.database)},"version":4}}'
        key = signing_key()
        # HMAC (RFC 2104) by hand: its two halves are started once and not for each record, which halves the time.
        key = hashlib.sha256(key).digest() if len(key) > 64 else key
        block = key.ljust(64, b"\0")
        self.inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block))
        self.outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))
        with self.database.reading_app() as connection:
            self.known = _known_names(connection)

    def __call__(self, part: tuple[int, int]) -> _Part:
        first, last = part
        with self.database.reading_app() as connection:
            previous = self._hash_before(connection, first)
            if previous is None:
                return _Part(0, first, MISSING)
            expected, unnamed, named = first + 1, None, None
            for after, upto in _spans(first, last, AT_ONCE):
                flags, people = _flags(connection, after, upto), _people(connection, after, upto)
                indexed = rows_made_by(connection, after, upto)
                for row in _rows(connection, _ROWS, after, upto):
                    why = MISSING if row[0] != expected else None
                    why = why or self._fault(row, previous, people.get(expected, ()), flags.get(expected, ()))
                    if not why and not all(is_as_signed(one, row[6]) for one in indexed.get(expected, ())):
                        why = INDEX
                    if not why and row[6][-2:-1] in UNNAMED_VERSIONS:
                        why, unnamed = NO_COUNCIL if named else None, expected
                    elif not why:
                        named = named or expected
                    if why:
                        return _Part(expected - 1 - first, expected, why)
                    expected, previous = expected + 1, row[8]
                if expected != upto + 1:
                    return _Part(expected - 1 - first, expected, MISSING)
        return _Part(last - first, unnamed=unnamed, named=named)

    def _hash_before(self, connection: Connection, seq: int) -> str | None:
        if seq == self.start.last_seq:
            return self.start.last_hash
        return connection.scalar(select(audit_event.c.hash).where(audit_event.c.seq == seq))

    def _fault(self, row: Sequence, previous: str, people: Sequence, flags: Sequence[tuple]) -> str | None:
        """Why a record fails, None if it passes. `people` has the person IDs it is listed under."""
        seq, at, username, session_id, action, service_id, record, linked, signature = row
        if linked != previous:
            return UNLINKED
        inner, outer = self.inner.copy(), self.outer.copy()
        inner.update(f"{linked}\n{record}".encode())
        outer.update(inner.digest())
        if outer.hexdigest() != signature:
            return CHANGED
        # JSON writes a quotation mark inside a text as \", so text with this ending really ends with these fields.
        tail = self.tails.get(record[-2:-1], "")
        end = (
            f'],"flags":[],"seq":{seq},"at":"{_signed_time(at)}","username":{_json(username)},'
            f'"session_id":{_json(session_id)},"action":"{action}","service_id":{_json(service_id)}{tail}'
        )
        if not flags and record.endswith(end) and self._are_listed(record, len(record) - len(end), people):
            return None
        return self._difference(row, people, flags)

    def _are_listed(self, record: str, end: int, people: Sequence) -> bool:
        """Whether the people in a record's text before `end` are certainly those it is listed under, by these names."""
        named = record[record.rindex(_PEOPLE, 0, end) + len(_PEOPLE) : end]
        if not people or not named:
            return not people and not named
        if "},{" not in named:
            found = {self.known.get(hash(named[named.index(_NAME) :]))}
        else:
            found = {self.known.get(hash(one[one.index(_NAME) :] + "}")) for one in named[:-1].split("},{")}
        # Bytes have the same hash as the same text; `str` makes them different.
        return found == {hash(str(one)) for one in people}

    def _difference(self, row: Sequence, people: Sequence, flags: Sequence[tuple]) -> str | None:
        """The same check with the text parsed: what exactly differs, None if nothing does."""
        signed = json.loads(row[6])
        if str(signed["version"]) not in UNNAMED_VERSIONS and signed["council"] != self.database.name:
            return OTHER_COUNCIL
        seq, at, *others = row[:6]
        fields = ("seq", "at", "username", "session_id", "action", "service_id")
        if (seq, _signed_time(at), *others) != tuple(signed[field] for field in fields):
            return COLUMNS
        if set(people) != {person["person_id"] for person in signed["people"]}:
            return PEOPLE
        # Version 1 had no flags and no names to find people by.
        if set(flags) != {(flag, signed["at"], row[2]) for flag in signed.get("flags", [])}:
            return FLAGS
        named = (_named(person["name"], person["person_id"]) for person in signed["people"])
        return None if signed["version"] == 1 or all(hash(one) in self.known for one in named) else NAMES


def _known_names(connection: Connection) -> dict[int, int]:
    """Hashes of the names people can be found by, each with the hash of the person ID. A name with a wrong key is left
    out: it would find no one."""
    known = {}
    columns = audit_person.c.name, audit_person.c.person_id, audit_person.c.name_key
    for name, person_id, key in connection.execute(select(*columns), execution_options={"yield_per": AT_ONCE}):
        if key == name_key(str(name)):
            known[hash(_named(name, person_id))] = hash(person_id)
    return known


def _rows(connection: Connection, statement: str, after: int, upto: int) -> Iterable[Any]:
    """The driver's own rows: SQLAlchemy's would take a fifth of the whole time. Bytes stay bytes."""
    name = connection.dialect.name
    # Both drivers' cursors can be iterated, although the DB-API does not promise it.
    found: Any = connection.exec_driver_sql(statement.format(at=_AT[name], place=_PLACE[name]), (after, upto)).cursor
    return found


def _people(connection: Connection, after: int, upto: int) -> dict[int, list]:
    """The person IDs that these records are listed under, by record number. They are not joined into one text, because
    two could then look like another."""
    found: dict[int, list] = {}
    for seq, person_id in _rows(connection, _PEOPLE_OF, after, upto):
        if seq in found:
            found[seq].append(person_id)
        else:
            found[seq] = [person_id]
    return found


def _flags(connection: Connection, after: int, upto: int) -> dict[int, list[tuple[str, str, str]]]:
    """The flags of these records, by record number: (flag, time as signed, username). Few records have any."""
    found: dict[int, list[tuple[str, str, str]]] = {}
    for seq, flag, at, username in _rows(connection, _FLAGS_OF, after, upto):
        found.setdefault(seq, []).append((flag, _signed_time(at), username))
    return found


def _named(name: str, person_id: str) -> str:
    """A person's name and ID as in a record's text, up to the end of the person."""
    return f'{_NAME}{_encode(name)},"person_id":{_encode(person_id)}}}'


def _signed_time(at: str | bytes) -> str:
    """A stored time as written in a record's text. Any other format fails, because it would sort differently."""
    day, _, time = str(at).partition(" ")
    return f"{day}T{time}+00:00"


@lru_cache(maxsize=10_000)
def _json(value: str | bytes | None) -> str:
    return _encode(value)


def _against_anchors(
    connection: Connection, verified: Verification, start: Start, head: int, anchors: Sequence[Anchor]
) -> Verification:
    """Check that the anchored records exist unchanged: if not, the end was cut off or the chain was rewritten.

    Anchors of records that a recorded restore removed are left out.
    """
    restored = _restored(connection)
    kept = [anchor for anchor in sorted(anchors, key=lambda one: one.seq) if anchor.seq >= start.last_seq]
    kept = [anchor for anchor in kept if not any(_was_removed(anchor, one) for one in restored)]
    verified = replace(verified, restored=restored)
    for anchor in kept:
        if anchor.seq > head:
            why = f"the chain ends at {head}, and record {anchor.seq} was anchored on {anchor.at}"
            return replace(verified, first_broken=head + 1, why=f"{MISSING}: {why}")
        hashed = select(audit_event.c.hash).where(audit_event.c.seq == anchor.seq)
        now = start.last_hash if anchor.seq == start.last_seq else connection.scalar(hashed)
        if now != anchor.hash:
            why = f"it is not the record that was anchored on {anchor.at}; the chain was written anew before that"
            return replace(verified, first_broken=anchor.seq, why=why)
    return replace(verified, anchors=len(kept))


def _restored(connection: Connection) -> tuple[Restored, ...]:
    """The restores recorded in the chain, which has been verified by now."""
    restores = select(audit_event.c.record).where(audit_event.c.action == Action.RESTORED_BACKUP.value)
    records = [json.loads(record) for record in connection.scalars(restores.order_by(audit_event.c.seq))]
    # Before, one in the place of a database that had been moved away was recorded as having 0 as its newest record.
    return tuple(Restored(one["at"], one["about"]["last_record"], one["about"]["replaced"] or None) for one in records)


def _was_removed(anchor: Anchor, restored: Restored) -> bool:
    last = restored.replaced
    between = anchor.seq > restored.head and (last is None or anchor.seq <= last)
    return between and datetime.fromisoformat(anchor.at) <= datetime.fromisoformat(restored.at)
