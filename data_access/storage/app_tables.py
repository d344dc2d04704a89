"""The app half of storage: audit, accounts, sessions, restrictions, reports, data quality. Durable, never discarded."""

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator):
    """An aware UTC time. SQLite stores no time zone, so it is added again when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData()

account = Table(
    "account",
    metadata,
    Column("username", Text, primary_key=True),
    Column("display_name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    # A demonstration account, whose password is public: deleted when real data is loaded.
    Column("is_demo", Boolean, nullable=False),
)

account_identity = Table(
    "account_identity",
    metadata,
    # Whose account it is at the identity provider, by what never changes there and is never given to anyone else
    # (OpenID Connect Core 1.0, 5.7): the issuer with its `sub`. A user name may be given again.
    Column("username", Text, ForeignKey("account.username"), primary_key=True),
    Column("issuer", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("bound_at", UtcDateTime, nullable=False),
    UniqueConstraint("issuer", "subject", name="account_identity_by_subject"),
)

worker_session = Table(
    "worker_session",
    metadata,
    Column("session_id", Text, primary_key=True),
    # Only the hash of the key: someone who reads the table cannot sign in with it.
    Column("key_hash", Text, nullable=False, unique=True),
    Column("username", Text, ForeignKey("account.username"), nullable=False),
    Column("address", Text, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
)

account_standing = Table(
    "account_standing",
    metadata,
    # An account's other details. Without a row here the account is older than this table, and not disabled.
    Column("username", Text, ForeignKey("account.username"), primary_key=True),
    Column("team", Text, nullable=False),
    # Set when someone else chose the password, so that only the worker knows the next one.
    Column("must_change_password", Boolean, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("last_signed_in_at", UtcDateTime),
    Column("disabled_at", UtcDateTime),
)

session_end = Table(
    "session_end",
    metadata,
    # Why a session ended, to show a worker who comes back to it; one of the first four of sessions.Ended.
    Column("session_id", Text, ForeignKey("worker_session.session_id"), primary_key=True),
    Column("why", Text, nullable=False),
)

kept_place = Table(
    "kept_place",
    metadata,
    # Where an account's session last was, so that a refresh or signing in again returns there: what was asked, never
    # what was answered. JSON of accounts/kept_places.py. It goes with the session; backups and moves leave it out.
    Column("username", Text, ForeignKey("account.username"), primary_key=True),
    Column("session_id", Text, ForeignKey("worker_session.session_id"), nullable=False),
    Column("kept_at", UtcDateTime, nullable=False),
    Column("inputs", Text, nullable=False),
)

sign_in_ticket = Table(
    "sign_in_ticket",
    metadata,
    # Proof of a right password, for a minute; the browser exchanges it for its cookie. Only hashes are stored.
    Column("ticket_hash", Text, primary_key=True),
    Column("username", Text, nullable=False),
    Column("browser_hash", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
)

sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    # Tries in a row on one username, known or not. Stored as a keyed hash: it may be a password in the wrong field.
    Column("name_key", Text, primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("locked_until", UtcDateTime),
)

address_turn = Table(
    "address_turn",
    metadata,
    # Failed sign-ins from one address, and when the next try from there may begin.
    Column("address", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("next_turn_at", UtcDateTime, nullable=False),
)

failed_tries = Table(
    "failed_tries",
    metadata,
    # Failed sign-ins by minute and address, and how many of them are in the audit. accounts/failed_tries.py bounds it.
    Column("minute", UtcDateTime, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("recorded", Integer, nullable=False),
)

second_factor = Table(
    "second_factor",
    metadata,
    # The key that a worker's app makes codes with, encrypted, and the last 30 seconds whose code was used: each code
    # works once. Not confirmed until the worker has typed a code.
    Column("username", Text, ForeignKey("account.username"), primary_key=True),
    Column("encrypted_key", Text, nullable=False),
    Column("last_step", Integer, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("confirmed_at", UtcDateTime),
)

second_step = Table(
    "second_step",
    metadata,
    # Proof of a right password, for ten minutes and one browser, which a code must follow. Only hashes are stored.
    Column("step_hash", Text, primary_key=True),
    Column("username", Text, nullable=False),
    Column("browser_hash", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
)

audit_event = Table(
    "audit_event",
    metadata,
    # previous + 1, never an identity column: a gap or a fork must be impossible, not just unlikely.
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("username", Text, nullable=False),
    Column("session_id", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("service_id", Text),
    # The canonical text that was signed. Re-serialised JSON would not survive a move between databases.
    Column("record", Text, nullable=False),
    Column("previous_hash", Text, nullable=False, unique=True),
    Column("hash", Text, nullable=False),
    Index("audit_event_by_session", "session_id", "action"),
    # For the filters managers use, each in the order of the list: newest first.
    Index("audit_event_by_time", "at", "seq"),
    Index("audit_event_by_worker", "username", "at", "seq"),
    Index("audit_event_by_action", "action", "at", "seq"),
    Index("audit_event_by_worker_and_action", "username", "action", "at", "seq"),
)

audit_subject = Table(
    "audit_subject",
    metadata,
    Column("person_id", Text, primary_key=True),
    Column("seq", Integer, ForeignKey("audit_event.seq"), primary_key=True, autoincrement=False),
    Index("audit_subject_by_seq", "seq", "person_id"),
)

current_extract = Table(
    "current_extract",
    metadata,
    # One row. Changing it is the load.
    Column("only", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("switched_at", UtcDateTime, nullable=False),
)

restricted_person = Table(
    "restricted_person",
    metadata,
    Column("person_id", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("marked_by", Text, nullable=False),
    Column("marked_at", UtcDateTime, nullable=False),
)

match_decision = Table(
    "match_decision",
    metadata,
    Column("number", Integer, primary_key=True),
    # Whether a record of a service without the shared key belongs to a person. The latest row for a pair counts.
    Column("source_id", Text, nullable=False),
    Column("source_key", Text, nullable=False),
    Column("person_id", Text, nullable=False),
    Column("decision", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
    Index("match_decision_by_person", "person_id"),
    Index("match_decision_by_record", "source_id", "source_key"),
)

person_alias = Table(
    "person_alias",
    metadata,
    # A person found to be the same as another. Restrictions, reports and audit records of the old ID still apply.
    Column("old_id", Text, primary_key=True),
    Column("new_id", Text, primary_key=True),
    # True: found by a key that both have had, and kept. False: from a link of records; each load writes these again.
    Column("by_key", Boolean, nullable=False, server_default=false()),
    Index("person_alias_by_new", "new_id"),
)

person_key = Table(
    "person_key",
    metadata,
    # Every key by which a person with a restriction, report or decision is or was known (people/person_keys.py). Names
    # and dates of birth only as keyed hashes, so no one can read them here.
    Column("person_id", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("value", Text, primary_key=True),
)

unsettled_restriction = Table(
    "unsettled_restriction",
    metadata,
    # A load could not tell for certain whom a restriction is about. `person_id` is a person hidden because of it, or
    # the restricted ID itself if no one in the extract fits.
    Column("restricted_id", Text, primary_key=True),
    Column("person_id", Text, primary_key=True),
    # One of restricted_people.Why.
    Column("why", Text, nullable=False),
    Column("noticed_at", UtcDateTime, nullable=False),
    Column("settled_by", Text),
    Column("settled_at", UtcDateTime),
    # Whether the data officer said that the two are one person. NULL if settled without an answer: by restricting both.
    Column("is_same", Boolean),
)

revision = Table(
    "revision",
    metadata,
    # One row, counted up by every change that can alter what an open page may show (audit/chain.py, CHANGES).
    Column("only", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
)

problem_report = Table(
    "problem_report",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("person_id", Text, nullable=False),
    Column("service_id", Text, nullable=False),
    Column("record_id", Text, nullable=False),
    Column("reported_by", Text, nullable=False),
    Column("reported_at", UtcDateTime, nullable=False),
    Column("settled_by", Text),
    Column("settled_at", UtcDateTime),
    Column("outcome", Text),
    # One of values.ReportKind. Reports made before it was asked say that the record is another person's.
    Column("kind", Text, nullable=False, server_default="another_person"),
    # The worker's own words on what is wrong, without anyone's details; "" for none.
    Column("said", Text, nullable=False, server_default=""),
    Index("problem_report_by_person", "person_id", "service_id"),
)

wrong_record = Table(
    "wrong_record",
    metadata,
    # An open report that the data officer agreed with: the record stays hidden until the report is reopened.
    Column("number", Integer, ForeignKey("problem_report.number"), primary_key=True, autoincrement=False),
    Column("note", Text, nullable=False),
    Column("marked_by", Text, nullable=False),
    Column("marked_at", UtcDateTime, nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("given_at", UtcDateTime, nullable=False),
    # The screen and version it is about, but not who gave it: councils promised not to count their staff's work.
    Column("page", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("doing", Text, nullable=False),
    Column("happened", Text, nullable=False),
    # One of feedback.STATUSES.
    Column("status", Text, nullable=False),
)

quality_report = Table(
    "quality_report",
    metadata,
    # The number of the extract it was measured with.
    Column("extract", Integer, primary_key=True, autoincrement=False),
    Column("measured_at", UtcDateTime, nullable=False),
    # JSON of extracts/quality_report.py. Counts only; no personal data.
    Column("report", Text, nullable=False),
)
