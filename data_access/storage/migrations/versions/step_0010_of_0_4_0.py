"""Version 0.4.0: a participant's role and experience in bands, who is left out of the results, the sessions in which a
record went on, notes before they were changed, what is typed and not saved, and another council's findings.

In records from before, role and experience were not asked, and everyone counts.
"""

from alembic import op
from sqlalchemy import Column, DateTime, ForeignKey, Integer, Text, inspect

revision, down_revision = "0010", "0009"
Time = DateTime(timezone=True)
RECORD_COLUMNS = {"role": Text, "experience": Text, "left_out_at": Time, "left_out_by": Text, "left_out_why": Text}


def _texts(*names: str) -> list[Column]:
    return [Column(name, Text, nullable=False) for name in names]


def _of_record(key: str) -> list[Column]:
    record = Column("record", Integer, ForeignKey("research_record.number"), primary_key=True)
    return [record, Column(key, Text, primary_key=True)]


def upgrade() -> None:
    """Five columns, and four tables."""
    there = {column["name"] for column in inspect(op.get_bind()).get_columns("research_record")}
    for name, kind in RECORD_COLUMNS.items():
        if name not in there:
            op.add_column("research_record", Column(name, kind))
    op.create_table("research_record_session", *_of_record("session_id"), if_not_exists=True)
    op.create_table(
        "research_note_change",
        Column("number", Integer, primary_key=True),
        Column("note", Integer, ForeignKey("research_note.number"), nullable=False),
        Column("changed_at", Time, nullable=False),
        *_texts("changed_by", "component", "kind", "words"),
        Column("finding", Integer),
        if_not_exists=True,
    )
    op.create_index("research_note_change_by_note", "research_note_change", ["note"], if_not_exists=True)
    op.create_table(
        "research_draft",
        *_of_record("username"),
        Column("kept_at", Time, nullable=False),
        Column("note", Integer),
        *_texts("component", "kind", "words"),
        Column("finding", Integer),
        *_texts("new_finding"),
        if_not_exists=True,
    )
    op.create_table(
        "research_other_finding",
        Column("number", Integer, primary_key=True),
        *_texts("council", "component", "words", "action"),
        Column("participants", Integer, nullable=False),
        Column("of", Integer, nullable=False),
        *_texts("quotes"),
        Column("brought_in_at", Time, nullable=False),
        *_texts("brought_in_by"),
        if_not_exists=True,
    )
