"""The audit record: who searched, what they were shown and which people they opened. Append-only; each record is signed
together with the hash of the one before.

Seven actions on four levels (docs/audit.md): searched; was shown individuals; viewed a person; viewed the details
of School, Adult Social Care, Housing, Police or any other service. Also signing in and out, refusals, stated cover,
reports, loads and more. A record is committed before anything is shown: no record, no data.
"""

import hashlib
import hmac
import json
import os
import secrets
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection, bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from config import clock
from config.environment import read_environment
from data_access.audit.flags import (
    LOOK_UPS,
    SAME_FAMILY_NAME,
    family_part,
    looks_up_own_name,
    worker_family_name,
)
from data_access.storage.app_tables import account, audit_event, audit_subject, revision
from data_access.storage.audit_tables import audit_flag, audit_person
from data_access.storage.database import COUNCIL, CouncilDatabase, sent_together
from data_access.storage.postgres_locks import PostgresLock, wait_for
from data_access.values import Grounds
from matching import names

RECORD_VERSION = 4
"""Version 1 had no flags, and its fields were in alphabetical order. Version 2 did not say which answers may be out of
date, nor which children were listed under cover. Version 3 did not name the council."""
FIRST_HASH = "0" * 64
# Asked together: the head of the chain (None, None in an empty one), and the name in the worker's account.
_HEAD = select(
    *(
        select(column).order_by(audit_event.c.seq.desc()).limit(1).scalar_subquery().label(column.name)
        for column in (audit_event.c.seq, audit_event.c.hash)
    ),
    select(account.c.display_name).where(account.c.username == bindparam("of")).scalar_subquery().label("display_name"),
)
_ENCODER = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), default=date.isoformat)
_INSERT_EVENT, _INSERT_SUBJECT, _INSERT_FLAG = insert(audit_event), insert(audit_subject), insert(audit_flag)
_KEEP_PERSON = {
    "sqlite": sqlite.insert(audit_person).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(audit_person).on_conflict_do_nothing(),
}
_COUNT_CHANGE = {
    name: insert_one.values(only=1, number=1).on_conflict_do_update(
        index_elements=[revision.c.only], set_={"number": revision.c.number + 1}
    )
    for name, insert_one in (("sqlite", sqlite.insert(revision)), ("postgresql", postgresql.insert(revision)))
}


class Action(Enum):
    """The action recorded. The first four are the levels in the research; `viewed_service` also has the service."""

    SEARCHED = "searched"
    SHOWN_INDIVIDUALS = "shown_individuals"
    VIEWED_PERSON = "viewed_person"
    VIEWED_SERVICE = "viewed_service"
    LISTED_CONTACTS = "listed_contacts"
    COPIED_CONTACTS = "copied_contacts"
    COPIED_FOR_CASE_FILE = "copied_for_case_file"
    CONFIRMED_FAMILY = "confirmed_family"
    STATED_COVER = "stated_cover"
    LISTED_UNDER_COVER = "listed_under_cover"
    REFUSED = "refused"
    REPORTED_RECORD = "reported_record"
    VIEWED_REPORT = "viewed_report"
    SETTLED_REPORT = "settled_report"
    WITHDREW_DECISION = "withdrew_decision"
    MARKED_RECORD_WRONG = "marked_record_wrong"
    REOPENED_REPORT = "reopened_report"
    WITHDREW_REPORT = "withdrew_report"
    LISTED_MATCHES = "listed_matches"
    VIEWED_MATCH = "viewed_match"
    ACCEPTED_MATCH = "accepted_match"
    REJECTED_MATCH = "rejected_match"
    UNDID_LINK = "undid_link"
    ASKED_FOR_CHECK = "asked_for_check"
    SAID_WHY_MANY = "said_why_many"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    COUNTED_FAILURES = "counted_failures"
    SIGNED_OUT = "signed_out"
    TIMED_OUT = "timed_out"
    LOCKED_OUT = "locked_out"
    SESSION_REPLACED = "session_replaced"
    SESSION_REVOKED = "session_revoked"
    TICKET_REFUSED = "ticket_refused"
    CHANGED_PASSWORD = "changed_password"  # noqa: S105 - an action
    BEGAN_SECOND_FACTOR = "began_second_factor"
    CONFIRMED_SECOND_FACTOR = "confirmed_second_factor"
    RESET_SECOND_FACTOR = "reset_second_factor"
    SAVED_ACCOUNT = "saved_account"
    DISABLED_ACCOUNT = "disabled_account"
    RELEASED_ACCOUNT = "released_account"
    LOADED_EXTRACT = "loaded_extract"
    RESTRICTED_PERSON = "restricted_person"
    UNRESTRICTED_PERSON = "unrestricted_person"
    SETTLED_RESTRICTION = "settled_restriction"
    LISTED_RESTRICTED = "listed_restricted"
    BEGAN_SUBJECT_REPORT = "began_subject_report"
    PREPARED_SUBJECT_REPORT = "prepared_subject_report"
    MADE_SUBJECT_REPORT = "made_subject_report"
    READ_AUDIT = "read_audit"
    READ_FIGURES = "read_figures"
    EXPORTED_AUDIT = "exported_audit"
    DOWNLOADED_QUALITY = "downloaded_quality"
    DREW_SPOT_CHECK = "drew_spot_check"
    NOTED_OUTCOME = "noted_outcome"
    PURGED_AUDIT = "purged_audit"
    SETTINGS_CHANGED = "settings_changed"
    SET_UP_RESEARCH = "set_up_research"
    VARIED_SERVICE = "varied_service"
    RESET_RESEARCH = "reset_research"
    RESUMED_RESEARCH = "resumed_research"
    LISTED_SCENARIO = "listed_scenario"
    STARTED_RESEARCH = "started_research"
    EXPORTED_RESEARCH = "exported_research"
    DELETED_RESEARCH = "deleted_research"
    BROUGHT_IN_FINDINGS = "brought_in_findings"
    MADE_BACKUP = "made_backup"
    RESTORED_BACKUP = "restored_backup"
    MOVED_DATABASE = "moved_database"


CHANGES = frozenset(
    (
        Action.RESTRICTED_PERSON,
        Action.UNRESTRICTED_PERSON,
        Action.SETTLED_RESTRICTION,
        Action.REPORTED_RECORD,
        Action.SETTLED_REPORT,
        Action.MARKED_RECORD_WRONG,
        Action.REOPENED_REPORT,
        Action.WITHDREW_REPORT,
        Action.ACCEPTED_MATCH,
        Action.REJECTED_MATCH,
        Action.UNDID_LINK,
        Action.WITHDREW_DECISION,
        Action.SAVED_ACCOUNT,
        Action.DISABLED_ACCOUNT,
        Action.LOADED_EXTRACT,
        Action.RESTORED_BACKUP,
    )
)
"""The actions that can alter what an open page may show. Their record moves the revision, in the same transaction."""


@dataclass(frozen=True)
class Who:
    """Who did it. For council IT using manage.py, `session_id` is "" and `role` is "system"."""

    username: str
    role: str
    session_id: str = ""
    address: str = ""


@dataclass(frozen=True)
class Subject:
    """A person as they were shown: enough to identify them later, even if they have left the extract."""

    person_id: str
    cms_id: str | None
    name: str
    date_of_birth: date | None


@dataclass(frozen=True)
class Entry:
    """One action to record. `about` has details such as search terms or an outcome, as JSON values; `flags` are those
    that the caller gives it, besides the family name's."""

    action: Action
    subjects: Sequence[Subject] = ()
    service_id: str | None = None
    about: dict | None = None
    flags: Sequence[str] = ()


def append(
    database: CouncilDatabase,
    who: Who,
    entries: Sequence[Entry],
    *,
    grounds: Grounds | None = None,
    extract: int | None = None,
) -> None:
    """Record the entries in a transaction of their own, and return once they are committed.

    Raises Unavailable if they could not be recorded; then nothing may be shown.
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
    """Record the entries inside a transaction on the app half that also makes the change they describe."""
    # First the lock, then the head in a second statement: its snapshot must be taken while holding the lock.
    wait_for(connection, PostgresLock.APPEND)
    head = connection.execute(_HEAD, {"of": who.username}).one()
    seq, previous_hash = head.seq or 0, head.hash or FIRST_HASH
    key, at, council = signing_key(), clock.now(), connection.get_execution_options()[COUNCIL]
    rows, subjects, flagged, name_rows = [], [], [], {}
    own_name = worker_family_name(head.display_name)
    for entry in entries:
        seq += 1
        flags = tuple(sorted({*_flags_of(entry, own_name), *entry.flags}))
        record = canonical(seq, at, who, entry, grounds, extract, flags, council=council)
        row = {
            "seq": seq,
            "at": at,
            "username": who.username,
            "session_id": who.session_id,
            "action": entry.action.value,
            "service_id": entry.service_id,
            "record": record,
            "previous_hash": previous_hash,
            "hash": sign(key, previous_hash, record),
        }
        rows.append(row)
        people = sorted({subject.person_id for subject in entry.subjects})
        subjects += [{"person_id": person, "seq": seq} for person in people]
        for subject in entry.subjects:
            if (subject.person_id, subject.name) not in name_rows:
                name_rows[subject.person_id, subject.name] = _name_row(subject, seq)
        flagged += [{"flag": flag, "seq": seq, "at": at, "username": who.username} for flag in flags]
        previous_hash = row["hash"]
    with sent_together(connection):
        if any(entry.action in CHANGES for entry in entries):
            connection.execute(_COUNT_CHANGE[connection.dialect.name])
        connection.execute(_INSERT_EVENT, rows)
        if subjects:
            connection.execute(_INSERT_SUBJECT, subjects)
            connection.execute(_KEEP_PERSON[connection.dialect.name], list(name_rows.values()))
        if flagged:
            connection.execute(_INSERT_FLAG, flagged)


def _flags_of(entry: Entry, own_name: str) -> tuple[str, ...]:
    if entry.action.value not in LOOK_UPS:
        return ()
    typed = (entry.about or {}).get("terms", {}).get("family_name")
    asked_for = [family_part(subject.name) for subject in entry.subjects] + ([typed] if typed else [])
    return (SAME_FAMILY_NAME,) if looks_up_own_name(own_name, asked_for) else ()


def _name_row(subject: Subject, seq: int) -> dict:
    """The row by which managers find a person under this name, from the first record with the name."""
    return vars(subject) | {"name_key": name_key(subject.name), "since_seq": seq}


def name_key(name: str) -> str:
    """The key for looking up a name, the same for any order, case or punctuation.

    It is stored with the name. A new rule needs a migration that recalculates all keys, or old names are not found.

    >>> name_key("Kate O\u2019Brien"), name_key("O'BRIEN Kate")
    ('kate obrien', 'kate obrien')
    """
    return " ".join(sorted(names.tokens(name)))


def signing_key() -> bytes:
    """The signing key of the chain: from the environment, or from the file audit.key beside the data, created on first
    use."""
    environment = read_environment()
    return environment.audit_key or _key_in_file(environment.data)


@lru_cache(maxsize=8)
def _key_in_file(folder: Path) -> bytes:
    """The key in the file. Cached, because it is needed while everyone else is waiting to write."""
    path = folder / "audit.key"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Written completely before it has its name: another process may be looking for it now.
    descriptor, temporary = tempfile.mkstemp(dir=folder, prefix="audit.key.")
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_hex(32).encode())
    with suppress(FileExistsError):
        os.link(temporary, path)
    os.unlink(temporary)
    return path.read_bytes()


def canonical(
    seq: int,
    at: datetime,
    who: Who,
    entry: Entry,
    grounds: Grounds | None,
    extract: int | None,
    flags: Sequence[str] = (),
    *,
    council: str,
) -> str:
    """The text of a record as it is signed and stored. `council` is the name of its database, as in the anchors: with
    it signed, another council's records cannot be put in the place of these.

    The fields that columns repeat are together at the end, and the people are before them: verification compares both
    as text.
    """
    record = {
        "about": entry.about or {},
        "grounds": vars(grounds) if grounds else {},
        "extract": extract,
        "role": who.role,
        "address": who.address,
        "people": [_signed(subject) for subject in entry.subjects],
        "flags": list(flags),
        "seq": seq,
        "at": at.isoformat(timespec="microseconds"),
        "username": who.username,
        "session_id": who.session_id,
        "action": entry.action.value,
        "service_id": entry.service_id,
        "council": council,
        "version": RECORD_VERSION,
    }
    return _ENCODER.encode(record)


def _signed(subject: Subject) -> dict:
    names = ("cms_id", "date_of_birth", "name", "person_id")
    return {name: getattr(subject, name) for name in names}


def sign(key: bytes, previous_hash: str, record: str) -> str:
    """The hash that chains a record to the one before it."""
    return hmac.new(key, f"{previous_hash}\n{record}".encode(), hashlib.sha256).hexdigest()
