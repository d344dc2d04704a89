"""Version 0.4.0: who an account is at the identity provider.

Accounts that sign in through the provider are bound at their next sign-in.
"""

from alembic import op
from sqlalchemy import Column, DateTime, ForeignKey, Text, UniqueConstraint

revision, down_revision = "0008", "0007"
Time = DateTime(timezone=True)


def upgrade() -> None:
    """A table."""
    op.create_table(
        "account_identity",
        Column("username", Text, ForeignKey("account.username"), primary_key=True),
        Column("issuer", Text, nullable=False),
        Column("subject", Text, nullable=False),
        Column("bound_at", Time, nullable=False),
        UniqueConstraint("issuer", "subject", name="account_identity_by_subject"),
        if_not_exists=True,
    )
