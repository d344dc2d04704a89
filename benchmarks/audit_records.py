"""Writes years of invented audit records fast: the same text and signatures as the tool's, inserted in bulk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import Connection, insert

from benchmarks.council import progress
from benchmarks.population import people
from config import clock
from config.council import Council
from data_access.audit import chain
from data_access.audit import flags as audit_flags
from data_access.audit.chain import FIRST_HASH, Action, Entry, Subject, Who
from data_access.people.person_ids import person_id_for
from data_access.storage.app_tables import account, audit_event, audit_subject
from data_access.storage.audit_tables import audit_flag, audit_person
from data_access.storage.database import database_of
from data_access.values import Grounds

YEARS = 3
WORKERS = 120
SIGNED_IN_TOGETHER = 3
"""Few, so that the records of one sitting are minutes apart, as a worker's are."""
SHARE_LOOKED_AT = 0.05
"""People ever shown, as a share of the records."""
AT_ONCE = 50_000
SERVICES = ("school", "adult_social_care", "housing", "police")
# The actions of a session, and how many in a hundred each is.
DONE = (
    (Action.VIEWED_PERSON, 33), (Action.VIEWED_SERVICE, 27), (Action.SEARCHED, 18), (Action.SHOWN_INDIVIDUALS, 14),
    (Action.SIGNED_IN, 3), (Action.SIGNED_OUT, 3), (Action.REFUSED, 1), (Action.STATED_COVER, 1),
)  # fmt: skip


@dataclass(frozen=True)
class Invented:
    """The workers and people in the records; the first people are looked at most often."""

    workers: list[str]
    subjects: list[Subject]
    first_at: datetime


def fill(council: Council, records: int, *, seed: int) -> Invented:
    """Write this many records into the council's empty audit, over three years; each worker looks at some people."""
    rng, database = Random(seed), database_of(council)
    subjects = [_subject(council, made) for made in people(max(int(records * SHARE_LOOKED_AT), 500), seed=seed)]
    workers = [f"worker.{number:03d}" for number in range(WORKERS)]
    names = [made.family_name for made in people(WORKERS, seed=seed + 1)]
    first_at = clock.now() - timedelta(days=365 * YEARS)
    invented = Invented(workers, subjects, first_at)
    rows = _rows(rng, records, invented, dict(zip(workers, names, strict=True)), council=council.database)
    dropped = [index for table in (audit_event, audit_subject, audit_flag) for index in table.indexes]
    with database.writing() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("PRAGMA cache_size = -2000000")
        for index in dropped:
            index.drop(connection)
        accounts = [{"username": worker, "display_name": f"Ann {name}", "role": "social_worker", "is_demo": False,
                  "password_hash": "$2b$none"} for worker, name in zip(workers, names, strict=True)]  # fmt: skip
        connection.execute(insert(account), accounts)
        done, first = 0, {}
        for events, shown, flagged in rows:
            _put(connection, audit_event, events)
            _put(connection, audit_subject, shown)
            for person_id, seq in shown:
                first.setdefault(person_id, seq)
            _put(connection, audit_flag, flagged)
            done += len(events)
            progress(f"{done:,} of {records:,} records written")
        kept = [
            vars(one) | {"name_key": chain.name_key(one.name), "since_seq": first[one.person_id]}
            for one in subjects
            if one.person_id in first
        ]
        for start in range(0, len(kept), AT_ONCE):
            connection.execute(insert(audit_person), kept[start : start + AT_ONCE])
        for index in dropped:
            index.create(connection)
    if not database.is_sqlite:
        with database.postgres_engine(0).execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql("ANALYZE")
    return invented


def _subject(council: Council, made) -> Subject:
    which = {"cms_id": made.cms_id, "source_id": "housing", "person_key": made.person_key}
    name = f"{made.first_name} {made.family_name}"
    return Subject(person_id_for(council, **which), made.cms_id or None, name, made.date_of_birth)


def _rows(
    rng: Random, records: int, invented: Invented, names: dict[str, str], *, council: str
) -> Iterator[tuple[list, list, list]]:
    """Batches of rows of the three tables, chained and signed."""
    key, previous = chain.signing_key(), FIRST_HASH
    step = timedelta(days=365 * YEARS) / records
    actions = [action for action, share in DONE for _ in range(share)]
    sessions = {worker: _session(rng) for worker in invented.workers}
    signed_in = rng.sample(invented.workers, SIGNED_IN_TOGETHER)
    looked_at: dict[str, list[Subject]] = {}
    alike: dict[tuple[str, str], bool] = {}
    events, shown, flagged = [], [], []
    for seq in range(1, records + 1):
        place, action = rng.randrange(SIGNED_IN_TOGETHER), rng.choice(actions)
        if action is Action.SIGNED_IN:
            signed_in[place] = rng.choice(invented.workers)
            sessions[signed_in[place]] = _session(rng)
        worker = signed_in[place]
        if action is Action.SEARCHED or worker not in looked_at:
            # Some people are looked at far more often than others.
            people_found = [int(len(invented.subjects) * rng.random() ** 2) for _ in range(6)]
            looked_at[worker] = [invented.subjects[number] for number in people_found]
        entry, grounds = _entry(rng, action, looked_at[worker])
        who = Who(worker, "social_worker", sessions[worker], "10.20.30.40")
        at = invented.first_at + step * seq
        flags = ()
        if action.value in audit_flags.LOOK_UPS and entry.subjects:
            pair = (names[worker], audit_flags.family_part(entry.subjects[0].name))
            if pair not in alike:
                alike[pair] = audit_flags.looks_up_own_name(pair[0], [pair[1]])
            flags = (audit_flags.SAME_FAMILY_NAME,) if alike[pair] else ()
        record = chain.canonical(seq, at, who, entry, grounds, 1, flags, council=council)
        signature = chain.sign(key, previous, record)
        events.append((seq, at, worker, who.session_id, action.value, entry.service_id, record, previous, signature))
        shown += [(person_id, seq) for person_id in {subject.person_id for subject in entry.subjects}]
        flagged += [(flag, seq, at, worker) for flag in flags]
        previous = signature
        if len(events) == AT_ONCE or seq == records:
            yield events, shown, flagged
            events, shown, flagged = [], [], []


def _entry(rng: Random, action: Action, chosen: list[Subject]) -> tuple[Entry, Grounds | None]:
    if action in (Action.SIGNED_IN, Action.SIGNED_OUT):
        return Entry(action), None
    grounds = Grounds("Strategy meeting", f"SW-{rng.randint(1000, 9999)}")
    if action is Action.SEARCHED:
        terms = {"first_name": "", "family_name": chosen[0].name.split()[-1], "date_of_birth": None, "case_id": ""}
        return Entry(action, about={"terms": terms, "found": {"matches": 3, "similar": 2}}), grounds
    if action is Action.SHOWN_INDIVIDUALS:
        return Entry(action, chosen), grounds
    if action is Action.VIEWED_SERVICE:
        return Entry(action, chosen[:1], rng.choice(SERVICES), {"answer": "records found"}), grounds
    about = {"flags": dict.fromkeys(SERVICES, "no records found")} if action is Action.VIEWED_PERSON else {"why": "x"}
    return Entry(action, chosen[:1], about=about), grounds


def _session(rng: Random) -> str:
    return f"{rng.getrandbits(128):032x}"


def _put(connection: Connection, table, rows: list[tuple]) -> None:
    """Insert many rows together, bypassing SQLAlchemy's handling of each row."""
    columns = [column.name for column in table.columns]
    raw = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        places = ", ".join("?" * len(columns))
        values = (tuple(_sqlite(value) for value in row) for row in rows)
        raw.executemany(f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({places})", values)
        return
    with raw.cursor() as cursor, cursor.copy(f"COPY {table.name} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _sqlite(value):
    """A time as SQLAlchemy writes it."""
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value
