"""Version 0.2.0: decisions on matches, merged people, records found to be wrong, data quality.

Before there were steps, a newer version made what tables were missing: what is there already stays as it is.
"""

from alembic import op
from sqlalchemy import Column, DateTime, ForeignKey, Integer, Text

revision, down_revision = "0002", "0001"
Time = DateTime(timezone=True)


def upgrade() -> None:
    """Four tables."""
    op.create_table(
        "match_decision",
        Column("number", Integer, primary_key=True),
        Column("source_id", Text, nullable=False),
        Column("source_key", Text, nullable=False),
        Column("person_id", Text, nullable=False),
        Column("decision", Text, nullable=False),
        Column("decided_by", Text, nullable=False),
        Column("decided_at", Time, nullable=False),
        if_not_exists=True,
    )
    _index("match_decision_by_person", "match_decision", "person_id")
    _index("match_decision_by_record", "match_decision", "source_id", "source_key")
    op.create_table(
        "person_alias",
        Column("old_id", Text, primary_key=True),
        Column("new_id", Text, primary_key=True),
        if_not_exists=True,
    )
    _index("person_alias_by_new", "person_alias", "new_id")
    op.create_table(
        "wrong_record",
        Column("number", Integer, ForeignKey("problem_report.number"), primary_key=True, autoincrement=False),
        Column("note", Text, nullable=False),
        Column("marked_by", Text, nullable=False),
        Column("marked_at", Time, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "quality_report",
        Column("extract", Integer, primary_key=True, autoincrement=False),
        Column("measured_at", Time, nullable=False),
        Column("report", Text, nullable=False),
        if_not_exists=True,
    )


def _index(name: str, table: str, *columns: str) -> None:
    op.create_index(name, table, columns, if_not_exists=True)
