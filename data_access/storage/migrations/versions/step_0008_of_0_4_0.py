"""Version 0.4.0: who an account is at the identity provider, and second factors.

Accounts that sign in through the provider are bound at their next sign-in.
"""

from alembic import op
from sqlalchemy import Column, DateTime, ForeignKey, Integer, Text, UniqueConstraint

revision, down_revision = "0008", "0007"
Time = DateTime(timezone=True)


def upgrade() -> None:
    """Two tables."""
    op.create_table(
        "account_identity",
        Column("username", Text, ForeignKey("account.username"), primary_key=True),
        Column("issuer", Text, nullable=False),
        Column("subject", Text, nullable=False),
        Column("bound_at", Time, nullable=False),
        UniqueConstraint("issuer", "subject", name="account_identity_by_subject"),
        if_not_exists=True,
    )
    op.create_table(
        "second_factor",
        Column("username", Text, ForeignKey("account.username"), primary_key=True),
        Column("sealed_secret", Text, nullable=False),
        Column("recovery", Text, nullable=False),
        Column("last_step", Integer, nullable=False),
        Column("enrolled_at", Time, nullable=False),
        if_not_exists=True,
    )
