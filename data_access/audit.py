"""The audit record: who searched, was shown and opened whom. Append-only, each record signed over the one before.

Seven actions on four levels (PRODUCT.md, "Audit"): searched; was shown individuals; viewed a person; viewed the
details of School, Adult Social Care, Housing, Police or any other service. Around them: sign in and out, refusals,
cover stated, reports, loads. Written and committed before anything is shown: no record, no data.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import Enum

from sqlalchemy import Connection, insert, select, text

from config.environment import read_environment
from data_access import clock
from data_access.answers import Grounds
from data_access.app_tables import audit_event, audit_subject
from data_access.database import CouncilDatabase

RECORD_VERSION = 1
FIRST_HASH = "0" * 64
# Any number: it names the one lock under which PostgreSQL sessions append.
POSTGRES_LOCK = 7_204_105
_HEAD = select(audit_event.c.seq, audit_event.c.hash).order_by(audit_event.c.seq.desc()).limit(1)
_INSERT_EVENT, _INSERT_SUBJECT = insert(audit_event), insert(audit_subject)


class Action(Enum):
    """What was done. The first four are the levels of the research; `viewed_service` names its service."""

    SEARCHED = "searched"
    SHOWN_INDIVIDUALS = "shown_individuals"
    VIEWED_PERSON = "viewed_person"
    VIEWED_SERVICE = "viewed_service"
    LISTED_CONTACTS = "listed_contacts"
    COPIED_CONTACTS = "copied_contacts"
    STATED_COVER = "stated_cover"
    REFUSED = "refused"
    REPORTED_RECORD = "reported_record"
    VIEWED_REPORT = "viewed_report"
    SETTLED_REPORT = "settled_report"
    WITHDREW_DECISION = "withdrew_decision"
    MARKED_RECORD_WRONG = "marked_record_wrong"
    REOPENED_REPORT = "reopened_report"
    LISTED_MATCHES = "listed_matches"
    VIEWED_MATCH = "viewed_match"
    ACCEPTED_MATCH = "accepted_match"
    REJECTED_MATCH = "rejected_match"
    UNDID_LINK = "undid_link"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    TIMED_OUT = "timed_out"
    LOCKED_OUT = "locked_out"
    SESSION_REPLACED = "session_replaced"
    SESSION_REVOKED = "session_revoked"
    TICKET_REFUSED = "ticket_refused"
    CHANGED_PASSWORD = "changed_password"  # noqa: S105 - an action
    SAVED_ACCOUNT = "saved_account"
    DISABLED_ACCOUNT = "disabled_account"
    RELEASED_ACCOUNT = "released_account"
    LOADED_EXTRACT = "loaded_extract"
    RESTRICTED_PERSON = "restricted_person"
    UNRESTRICTED_PERSON = "unrestricted_person"


@dataclass(frozen=True)
class Who:
    """Who did it. `session_id` is "" and `role` is "system" for what council IT does with manage.py."""

    username: str
    role: str
    session_id: str = ""
    address: str = ""


@dataclass(frozen=True)
class Subject:
    """A person as they were shown: enough to say later whom it meant, when they have gone from the extract."""

    person_id: str
    cms_id: str | None
    name: str
    date_of_birth: date | None


@dataclass(frozen=True)
class Entry:
    """One thing to record. `about` holds the terms searched, an outcome, and the like, as JSON values."""

    action: Action
    subjects: Sequence[Subject] = ()
    service_id: str | None = None
    about: dict | None = None


def append(
    database: CouncilDatabase,
    who: Who,
    entries: Sequence[Entry],
    *,
    grounds: Grounds | None = None,
    extract: int | None = None,
) -> None:
    """Record the entries in one transaction of their own. Returns only when they are committed.

    Raises Unavailable when they could not be recorded; then nothing may be shown.
    """
    with database.writing() as connection:
        append_within(connection, who, entries, grounds=grounds, extract=extract)


def append_within(
    connection: Connection,
    who: Who,
    entries: Sequence[Entry],
    *,
    grounds: Grounds | None = None,
    extract: int | None = None,
) -> None:
    """The same inside a transaction on the app half that also changes what the entries speak of."""
    if connection.dialect.name == "postgresql":
        # The lock first, the head in a second statement: its snapshot must be taken under the lock.
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": POSTGRES_LOCK})
    seq, previous_hash = connection.execute(_HEAD).one_or_none() or (0, FIRST_HASH)
    key, at = signing_key(), clock.now()
    rows, subjects = [], []
    for entry in entries:
        seq += 1
        record = _canonical(seq, at, who, entry, grounds, extract)
        row = {
            "seq": seq,
            "at": at,
            "username": who.username,
            "session_id": who.session_id,
            "action": entry.action.value,
            "service_id": entry.service_id,
            "record": record,
            "previous_hash": previous_hash,
            "hash": _sign(key, previous_hash, record),
        }
        rows.append(row)
        people = sorted({subject.person_id for subject in entry.subjects})
        subjects += [{"person_id": person, "seq": seq} for person in people]
        previous_hash = row["hash"]
    connection.execute(_INSERT_EVENT, rows)
    if subjects:
        connection.execute(_INSERT_SUBJECT, subjects)


@dataclass(frozen=True)
class Verification:
    """`first_broken` is the sequence number of the first record that does not hold, None when all do."""

    records: int
    first_broken: int | None = None
    why: str | None = None


def verify(database: CouncilDatabase) -> Verification:
    """Walk the chain from its beginning: order, links, signatures, and that the columns say what was signed."""
    key, expected, previous_hash = signing_key(), 1, FIRST_HASH
    with database.reading_app() as connection:
        subjects: dict[int, set[str]] = {}
        for person_id, seq in connection.execute(select(audit_subject.c.person_id, audit_subject.c.seq)):
            subjects.setdefault(seq, set()).add(person_id)
        ordered = select(audit_event).order_by(audit_event.c.seq)
        with connection.execution_options(yield_per=1000).execute(ordered) as rows:
            for row in rows:
                why = _fault(row, key, expected, previous_hash, subjects.get(row.seq, set()))
                if why:
                    return Verification(expected - 1, row.seq, why)
                expected, previous_hash = expected + 1, row.hash
    return Verification(expected - 1)


def _fault(row, key: bytes, expected: int, previous_hash: str, subjects: set[str]) -> str | None:
    if row.seq != expected:
        return f"record {expected} is missing"
    if row.previous_hash != previous_hash:
        return "it does not follow the record before it"
    if not hmac.compare_digest(row.hash, _sign(key, previous_hash, row.record)):
        return "its text was changed after it was signed, or it was signed with another key"
    signed = json.loads(row.record)
    columns = (row.seq, _time(row.at), row.username, row.session_id, row.action, row.service_id)
    fields = ("seq", "at", "username", "session_id", "action", "service_id")
    if columns != tuple(signed[field] for field in fields):
        return "its columns differ from what was signed"
    if subjects != {person["person_id"] for person in signed["people"]}:
        return "the people it is listed under differ from those that were signed"
    return None


def signing_key() -> bytes:
    """The key of the chain: from the environment, or the file audit.key beside the data, made on first use."""
    environment = read_environment()
    if environment.audit_key is not None:
        return environment.audit_key
    path = environment.data / "audit.key"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        environment.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_bytes()
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_hex(32).encode())
        return path.read_bytes()


def _canonical(seq: int, at: datetime, who: Who, entry: Entry, grounds: Grounds | None, extract: int | None) -> str:
    record = {
        "version": RECORD_VERSION,
        "seq": seq,
        "at": _time(at),
        **asdict(who),
        "action": entry.action.value,
        "service_id": entry.service_id,
        "people": [asdict(subject) for subject in entry.subjects],
        "about": entry.about or {},
        "grounds": asdict(grounds) if grounds else {},
        "extract": extract,
    }
    return json.dumps(record, ensure_ascii=True, sort_keys=True, separators=(",", ":"), default=date.isoformat)


def _time(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")


def _sign(key: bytes, previous_hash: str, record: str) -> str:
    return hmac.new(key, f"{previous_hash}\n{record}".encode(), hashlib.sha256).hexdigest()
