"""Version 0.4.0: where a session last was, and what a worker said is wrong with a record.

Reports made before it was asked say that the record is another person's, which is what they did: they hide it.
"""

from alembic import op
from sqlalchemy import Column, DateTime, ForeignKey, Text, inspect

revision, down_revision = "0009", "0008"
Time = DateTime(timezone=True)
REPORT_COLUMNS = {"kind": "another_person", "said": ""}


def upgrade() -> None:
    """A table, and two columns."""
    op.create_table(
        "kept_place",
        Column("username", Text, ForeignKey("account.username"), primary_key=True),
        Column("session_id", Text, ForeignKey("worker_session.session_id"), nullable=False),
        Column("kept_at", Time, nullable=False),
        Column("inputs", Text, nullable=False),
        if_not_exists=True,
    )
    there = {column["name"] for column in inspect(op.get_bind()).get_columns("problem_report")}
    for name, default in REPORT_COLUMNS.items():
        if name not in there:
            op.add_column("problem_report", Column(name, Text, nullable=False, server_default=default))
