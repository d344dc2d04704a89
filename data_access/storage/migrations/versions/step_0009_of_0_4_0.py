"""Version 0.4.0: failed sign-ins counted by minute and address, and the second factor of accounts with a password."""

from alembic import op
from sqlalchemy import Column, DateTime, ForeignKey, Integer, Text

revision, down_revision = "0009", "0008"
Time = DateTime(timezone=True)


def upgrade() -> None:
    """Three tables."""
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
