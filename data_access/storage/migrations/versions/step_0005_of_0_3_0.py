"""Version 0.3.0: blocks of the audit that were verified, and figures of days that are over."""

from alembic import op
from sqlalchemy import Column, Date, Integer, Text, inspect

revision, down_revision = "0005", "0004"


def upgrade() -> None:
    """Two tables and a column, where a version without numbers has not made them."""
    if not any(column["name"] == "since_seq" for column in inspect(op.get_bind()).get_columns("audit_person")):
        op.add_column("audit_person", Column("since_seq", Integer, nullable=False, server_default="0"))
    op.create_table(
        "audit_block",
        Column("last_seq", Integer, primary_key=True, autoincrement=False),
        Column("signature", Text, nullable=False),
        Column("names_signature", Text),
        if_not_exists=True,
    )
    op.create_table(
        "day_figures",
        Column("day", Date, primary_key=True),
        Column("records", Integer, nullable=False),
        Column("counts", Text, nullable=False),
        if_not_exists=True,
    )
