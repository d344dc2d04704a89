"""Version 0.3.0: research sessions with the records of participants, and feedback."""

from alembic import op
from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, Text

revision, down_revision = "0004", "0003"
Time = DateTime(timezone=True)


def upgrade() -> None:
    """Eight tables."""
    _setup()
    _table(
        "research_record",
        Column("number", Integer, primary_key=True),
        Column("participant", Text, nullable=False),
        Column("journey", Integer, nullable=False),
        Column("scenario", Text, nullable=False),
        Column("consent_notes", Boolean, nullable=False),
        Column("consent_recording", Boolean, nullable=False),
        Column("consent_quotes", Boolean, nullable=False),
        Column("consent_stopping", Boolean, nullable=False),
        Column("session_id", Text, nullable=False),
        Column("started_at", Time, nullable=False),
        Column("ended_at", Time),
        Column("ranking", Text),
    )
    _table(
        "research_task",
        Column("number", Integer, primary_key=True),
        Column("record", Integer, ForeignKey("research_record.number"), nullable=False),
        Column("title", Text, nullable=False),
        Column("started_at", Time, nullable=False),
        Column("stopped_at", Time),
        Column("outcome", Text),
    )
    _table(
        "research_finding",
        Column("number", Integer, primary_key=True),
        Column("component", Text, nullable=False),
        Column("words", Text, nullable=False),
        Column("action", Text, nullable=False),
    )
    _table(
        "research_note",
        Column("number", Integer, primary_key=True),
        Column("record", Integer, ForeignKey("research_record.number"), nullable=False),
        Column("noted_at", Time, nullable=False),
        Column("component", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("words", Text, nullable=False),
        Column("finding", Integer, ForeignKey("research_finding.number")),
    )
    _table(
        "feedback",
        Column("number", Integer, primary_key=True),
        Column("given_at", Time, nullable=False),
        *(Column(name, Text, nullable=False) for name in ("page", "version", "doing", "happened", "status")),
    )
    for table in ("research_task", "research_note"):
        op.create_index(f"{table}_by_record", table, ["record"], if_not_exists=True)


def _setup() -> None:
    _table(
        "research_setup",
        Column("session_id", Text, primary_key=True),
        Column("scenario", Text, nullable=False),
        Column("journey", Integer, nullable=False),
        Column("since_seq", Integer, nullable=False),
        Column("version", Integer, nullable=False),
    )
    for name, *rest in (("research_variation", Column("variation", Text, nullable=False)), ("research_reported",)):
        keys = [Column(key, Text, primary_key=True) for key in ("session_id", "person_id", "service_id")]
        _table(name, *keys, *rest)


def _table(name: str, *columns: Column) -> None:
    op.create_table(name, *columns, if_not_exists=True)
