"""The tables of version 0.1.0."""

from alembic import op
from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, Text

revision, down_revision = "0001", None
Time = DateTime(timezone=True)


def upgrade() -> None:
    """Make them, where there is nothing yet."""
    op.create_table(
        "account",
        Column("username", Text, primary_key=True),
        Column("display_name", Text, nullable=False),
        Column("role", Text, nullable=False),
        Column("password_hash", Text, nullable=False),
        Column("is_demo", Boolean, nullable=False),
    )
    op.create_table(
        "worker_session",
        Column("session_id", Text, primary_key=True),
        Column("key_hash", Text, nullable=False, unique=True),
        Column("username", Text, ForeignKey("account.username"), nullable=False),
        Column("address", Text, nullable=False),
        Column("started_at", Time, nullable=False),
        Column("last_seen_at", Time, nullable=False),
        Column("ended_at", Time),
    )
    op.create_table(
        "audit_event",
        Column("seq", Integer, primary_key=True, autoincrement=False),
        Column("at", Time, nullable=False),
        Column("username", Text, nullable=False),
        Column("session_id", Text, nullable=False),
        Column("action", Text, nullable=False),
        Column("service_id", Text),
        Column("record", Text, nullable=False),
        Column("previous_hash", Text, nullable=False, unique=True),
        Column("hash", Text, nullable=False),
    )
    op.create_index("audit_event_by_session", "audit_event", ["session_id", "action"])
    op.create_index("audit_event_by_username", "audit_event", ["username", "seq"])
    op.create_table(
        "audit_subject",
        Column("person_id", Text, primary_key=True),
        Column("seq", Integer, ForeignKey("audit_event.seq"), primary_key=True, autoincrement=False),
    )
    op.create_table(
        "current_extract",
        Column("only", Integer, primary_key=True, autoincrement=False),
        Column("number", Integer, nullable=False),
        Column("switched_at", Time, nullable=False),
    )
    op.create_table(
        "restricted_person",
        Column("person_id", Text, primary_key=True),
        Column("reason", Text, nullable=False),
        Column("marked_by", Text, nullable=False),
        Column("marked_at", Time, nullable=False),
    )
    op.create_table(
        "problem_report",
        Column("number", Integer, primary_key=True),
        Column("person_id", Text, nullable=False),
        Column("service_id", Text, nullable=False),
        Column("record_id", Text, nullable=False),
        Column("reported_by", Text, nullable=False),
        Column("reported_at", Time, nullable=False),
        Column("settled_by", Text),
        Column("settled_at", Time),
        Column("outcome", Text),
    )
    op.create_index("problem_report_by_person", "problem_report", ["person_id", "service_id"])
