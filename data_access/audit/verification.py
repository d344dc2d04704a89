"""Does the audit chain hold? Order, links, signatures, that what finds a record says what was signed, and the anchors.

Every record is walked, in parts, by as many processes as there are processors, each holding a thousand at a time. A
record's text is compared without being parsed; only one that seems to differ is read as JSON.
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
from data_access.audit.retention import Start, read_start
from data_access.storage.app_tables import audit_event
from data_access.storage.audit_tables import audit_flag, audit_person
from data_access.storage.database import database_of

AT_ONCE = 1_000
"""Records held in memory; about a megabyte, which stays in a processor's own memory."""
PART = 200_000
"""Records a process is given at a time. Fewer than that in all are verified by this process alone."""
_NAME, _PEOPLE = '"name":', ',"people":['
# SQLite keeps bytes in a column of text where somebody puts them: as a list they are no text that was signed.
_encode = json.JSONEncoder(default=list).encode

CHANGED = "its text was changed after it was signed, or it was signed with another key"
MISSING = "it is missing"
UNLINKED = "it does not follow the record before it"
COLUMNS = "its columns differ from what was signed"
PEOPLE = "the people it is listed under differ from those that were signed"
NAMES = "somebody it names cannot be found by the name that was signed"
FLAGS = "its flags differ from those that were signed"
CHECKPOINT = "the checkpoint of the last purge was changed, or signed with another key"

_ROWS = """
SELECT seq, {at}, username, session_id, action, service_id, record, previous_hash, hash
FROM audit_event WHERE seq > {place} AND seq <= {place} ORDER BY seq
"""
_PEOPLE_OF = "SELECT seq, person_id FROM audit_subject WHERE seq > {place} AND seq <= {place}"
_PLACE = {"sqlite": "?", "postgresql": "%s"}
# Times as SQLite keeps them.
_AT = {"sqlite": "at", "postgresql": "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"}


@dataclass(frozen=True)
class Restored:
    """That a backup whose newest record was `head` replaced a database whose newest was `replaced`. `at` is ISO 8601.

    `replaced` is None where what was replaced could not be read. The records between the two are in no database now.
    """

    at: str
    head: int
    replaced: int | None


@dataclass(frozen=True)
class Verification:
    """`first_broken` is the number of the first record that does not hold, None when all do.

    `records` is how many hold, from `begins`, the first that is kept. `anchors` is how many anchors agree. `restored`
    are the backups that were restored, as the chain itself says.
    """

    records: int
    first_broken: int | None = None
    why: str | None = None
    begins: int = 1
    anchors: int = 0
    restored: tuple[Restored, ...] = ()


@dataclass(frozen=True)
class _Part:
    """What a part came to: how many records hold, the first that does not, and why."""

    held: int
    broken: int | None = None
    why: str | None = None


def verify(
    council: Council,
    *,
    anchors: Sequence[Anchor] = (),
    environment: Environment | None = None,
    processes: int | None = None,
    newest: int | None = None,
    tick: Tick = quiet,
) -> Verification:
    """Verify the chain from its beginning, or from what the last purge left; only so many of the newest with `newest`.

    `environment` is where the council's database is, if it is not this installation's own: a copy, or another server.
    Nothing is written. Raises Unavailable.
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
    found = Verification(0, begins=begin + 1)
    for (_, upto), part in zip(parts, _verified((council, environment, start), parts, processes), strict=True):
        found = replace(found, records=found.records + part.held)
        tick("Records", upto - begin, head - begin)
        if part.broken is not None:
            return replace(found, first_broken=part.broken, why=part.why)
    with database.reading_app() as connection:
        return _against_anchors(connection, found, start, head, anchors)


def _spans(after: int, last: int, size: int) -> Iterator[tuple[int, int]]:
    """Cut the records after one up to another into spans, each as the record before it and its last.

    >>> list(_spans(8, 25, 10))
    [(8, 18), (18, 25)]
    """
    for begin in range(after, last, size):
        yield begin, min(begin + size, last)


def _verified(
    given: tuple[Council, Environment, Start], parts: list[tuple[int, int]], processes: int | None
) -> Iterator[_Part]:
    """What each part came to, in order."""
    if processes is None:
        processes = min(os.cpu_count() or 1, len(parts))
    if processes < 2:
        yield from map(_Walk(*given), parts)
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, context, initializer=_begin, initargs=given) as pool:
        yield from pool.map(_verify_part, parts)


_walk: "_Walk | None" = None
"""In a process of its own: what it verifies parts with."""


def _begin(council: Council, environment: Environment, start: Start) -> None:
    global _walk
    _walk = _Walk(council, environment, start)


def _verify_part(part: tuple[int, int]) -> _Part:
    assert _walk is not None  # noqa: S101 - the initializer ran
    return _walk(part)


class _Walk:
    """Verifies parts of one council's chain. It keeps a number for each name that a person may be found by."""

    def __init__(self, council: Council, environment: Environment, start: Start) -> None:
        self.database, self.start = database_of(council, environment), start
        key = signing_key()
        # HMAC (RFC 2104) by hand: its two halves are begun once, not once a record, which takes half the time.
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
            expected = first + 1
            for after, upto in _spans(first, last, AT_ONCE):
                flags, people = _flags(connection, after, upto), _people(connection, after, upto)
                for row in _rows(connection, _ROWS, after, upto):
                    why = MISSING if row[0] != expected else None
                    why = why or self._fault(row, previous, people.get(expected, ()), flags.get(expected, ()))
                    if why:
                        return _Part(expected - 1 - first, expected, why)
                    expected, previous = expected + 1, row[8]
                if expected != upto + 1:
                    return _Part(expected - 1 - first, expected, MISSING)
        return _Part(last - first)

    def _hash_before(self, connection: Connection, seq: int) -> str | None:
        if seq == self.start.last_seq:
            return self.start.last_hash
        return connection.scalar(select(audit_event.c.hash).where(audit_event.c.seq == seq))

    def _fault(self, row: Sequence, previous: str, people: Sequence, flags: Sequence[tuple]) -> str | None:
        """Why a record does not hold, None where it does. `people` are the ids it is listed under."""
        seq, at, username, session_id, action, service_id, record, linked, signature = row
        if linked != previous:
            return UNLINKED
        inner, outer = self.inner.copy(), self.outer.copy()
        inner.update(f"{linked}\n{record}".encode())
        outer.update(inner.digest())
        if outer.hexdigest() != signature:
            return CHANGED
        # JSON writes a quotation mark inside a text as \", so what ends like this ends with the record's own fields.
        end = (
            f'],"flags":[],"seq":{seq},"at":"{_signed_time(at)}","username":{_json(username)},'
            f'"session_id":{_json(session_id)},"action":"{action}","service_id":{_json(service_id)},"version":2}}'
        )
        if not flags and record.endswith(end) and self._are_listed(record, len(record) - len(end), people):
            return None
        return self._difference(row, people, flags)

    def _are_listed(self, record: str, end: int, people: Sequence) -> bool:
        """Whether the people a record's text names before `end` are surely those it is listed under, by those names."""
        named = record[record.rindex(_PEOPLE, 0, end) + len(_PEOPLE) : end]
        if not people or not named:
            return not people and not named
        if "},{" not in named:
            found = {self.known.get(hash(named[named.index(_NAME) :]))}
        else:
            found = {self.known.get(hash(one[one.index(_NAME) :] + "}")) for one in named[:-1].split("},{")}
        # Bytes have the hash of a text that is the same, so they are made another.
        return found == {hash(str(one)) for one in people}

    def _difference(self, row: Sequence, people: Sequence, flags: Sequence[tuple]) -> str | None:
        """The same question with the text parsed: what exactly differs, None where nothing does."""
        signed = json.loads(row[6])
        seq, at, *others = row[:6]
        fields = ("seq", "at", "username", "session_id", "action", "service_id")
        if (seq, _signed_time(at), *others) != tuple(signed[field] for field in fields):
            return COLUMNS
        if set(people) != {person["person_id"] for person in signed["people"]}:
            return PEOPLE
        # Version 1 had neither flags nor names to be found by.
        if sorted(flags) != [(flag, signed["at"], row[2]) for flag in signed.get("flags", [])]:
            return FLAGS
        named = (_named(person["name"], person["person_id"]) for person in signed["people"])
        return None if signed["version"] == 1 or all(hash(one) in self.known for one in named) else NAMES


def _known_names(connection: Connection) -> dict[int, int]:
    """The names people are found by, each with whom it finds, as numbers. One under another name's key finds no one."""
    known = {}
    columns = audit_person.c.name, audit_person.c.person_id, audit_person.c.name_key
    for name, person_id, key in connection.execute(select(*columns), execution_options={"yield_per": AT_ONCE}):
        if key == name_key(str(name)):
            known[hash(_named(name, person_id))] = hash(person_id)
    return known


def _rows(connection: Connection, statement: str, after: int, upto: int) -> Iterable[Any]:
    """The driver's own rows: SQLAlchemy's would take a fifth of the time of all. Bytes stay bytes."""
    name = connection.dialect.name
    # Both drivers' cursors can be walked, which the standard for drivers does not promise.
    found: Any = connection.exec_driver_sql(statement.format(at=_AT[name], place=_PLACE[name]), (after, upto)).cursor
    return found


def _people(connection: Connection, after: int, upto: int) -> dict[int, list]:
    """The ids that some records are listed under, by number, each id by itself: joined, two could pass for another."""
    found: dict[int, list] = {}
    for seq, person_id in _rows(connection, _PEOPLE_OF, after, upto):
        if seq in found:
            found[seq].append(person_id)
        else:
            found[seq] = [person_id]
    return found


def _flags(connection: Connection, after: int, upto: int) -> dict[int, list[tuple[str, str, str]]]:
    """The flags of some records by number: flag, time as it is signed, worker. Few have any."""
    found: dict[int, list[tuple[str, str, str]]] = {}
    some = select(audit_flag).where(audit_flag.c.seq > after, audit_flag.c.seq <= upto)
    for row in connection.execute(some):
        at = row.at.isoformat(timespec="microseconds")
        found.setdefault(row.seq, []).append((row.flag, at, row.username))
    return found


def _named(name: str, person_id: str) -> str:
    """How a record's text names somebody, up to the end of the person."""
    return f'{_NAME}{_encode(name)},"person_id":{_encode(person_id)}}}'


def _signed_time(at: str | bytes) -> str:
    """A time as a record's text has it. No other way of writing it passes: it would be found in another order."""
    day, _, time = str(at).partition(" ")
    return f"{day}T{time}+00:00"


@lru_cache(maxsize=10_000)
def _json(value: str | bytes | None) -> str:
    return _encode(value)


def _against_anchors(
    connection: Connection, walked: Verification, start: Start, head: int, anchors: Sequence[Anchor]
) -> Verification:
    """Whether the records that were anchored are there and as they were: else the end was cut off, or all rewritten.

    Anchors of records that a restore took away, as the chain says, are not asked about.
    """
    restored = _restored(connection)
    kept = [anchor for anchor in sorted(anchors, key=lambda one: one.seq) if anchor.seq >= start.last_seq]
    kept = [anchor for anchor in kept if not any(_was_taken_away(anchor, one) for one in restored)]
    walked = replace(walked, restored=restored)
    for anchor in kept:
        if anchor.seq > head:
            why = f"the chain ends at {head}, and record {anchor.seq} was anchored on {anchor.at}"
            return replace(walked, first_broken=head + 1, why=f"{MISSING}: {why}")
        hashed = select(audit_event.c.hash).where(audit_event.c.seq == anchor.seq)
        now = start.last_hash if anchor.seq == start.last_seq else connection.scalar(hashed)
        if now != anchor.hash:
            why = f"it is not the record that was anchored on {anchor.at}; the chain was written anew before that"
            return replace(walked, first_broken=anchor.seq, why=why)
    return replace(walked, anchors=len(kept))


def _restored(connection: Connection) -> tuple[Restored, ...]:
    """The restores that the chain records, which has been walked by now."""
    of_action = select(audit_event.c.record).where(audit_event.c.action == Action.RESTORED_BACKUP.value)
    said = [json.loads(record) for record in connection.scalars(of_action.order_by(audit_event.c.seq))]
    return tuple(Restored(one["at"], one["about"]["last_record"], one["about"]["replaced"]) for one in said)


def _was_taken_away(anchor: Anchor, restored: Restored) -> bool:
    last = restored.replaced
    between = anchor.seq > restored.head and (last is None or anchor.seq <= last)
    return between and datetime.fromisoformat(anchor.at) <= datetime.fromisoformat(restored.at)
