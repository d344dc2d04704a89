"""Version 0.4.0: where a session last was, what a worker said is wrong with a record, failed sign-ins counted by minute
and address, and the second factor of accounts with a password.

Reports made before it was asked say that the record is another person's, which is what they did: they hide it.
"""

from alembic import op
from sqlalchemy import Column, DateTime, ForeignKey, Integer, Text, inspect

revision, down_revision = "0009", "0008"
Time = DateTime(timezone=True)
REPORT_COLUMNS = {"kind": "another_person", "said": ""}


def upgrade() -> None:
    """Four tables, and two columns."""
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
    op.create_table(
        "failed_tries",
        Column("minute", Time, primary_key=True),
        Column("address", Text, primary_key=True),
        Column("failures", Integer, nullable=False),
        Column("recorded", Integer, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "second_factor",
        Column("username", Text, ForeignKey("account.username"), primary_key=True),
        Column("encrypted_key", Text, nullable=False),
        Column("last_step", Integer, nullable=False),
        Column("made_at", Time, nullable=False),
        Column("confirmed_at", Time),
        if_not_exists=True,
    )
    op.create_table(
        "second_step",
        Column("step_hash", Text, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("username", "browser_hash", "address")),
        Column("made_at", Time, nullable=False),
        if_not_exists=True,
    )
