"""Version 0.3.0: the keys of protected people, restrictions to settle, and a counter of changes.

The keys themselves are filled by the next load, from the extract in use and the audit. Figures of past days are counted
again, because they now say how often an answer was marked as out of date.
"""

from alembic import op
from sqlalchemy import Boolean, Column, DateTime, Integer, Text, false, inspect

revision, down_revision = "0006", "0005"
Time = DateTime(timezone=True)


def upgrade() -> None:
    """Three tables and a column."""
    op.create_table(
        "person_key",
        *(Column(name, Text, primary_key=True) for name in ("person_id", "kind", "value")),
        if_not_exists=True,
    )
    op.create_table(
        "unsettled_restriction",
        Column("restricted_id", Text, primary_key=True),
        Column("person_id", Text, primary_key=True),
        Column("why", Text, nullable=False),
        Column("noticed_at", Time, nullable=False),
        Column("settled_by", Text),
        Column("settled_at", Time),
        Column("is_same", Boolean),
        if_not_exists=True,
    )
    op.create_table(
        "revision",
        Column("only", Integer, primary_key=True, autoincrement=False),
        Column("number", Integer, nullable=False),
        if_not_exists=True,
    )
    if not any(column["name"] == "by_key" for column in inspect(op.get_bind()).get_columns("person_alias")):
        op.add_column("person_alias", Column("by_key", Boolean, nullable=False, server_default=false()))
    op.execute("DELETE FROM day_figures")
