"""The extract half of storage: people and what each source says of them. Built whole by every load, never changed."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, MetaData, Table, Text

from data_access.app_tables import UtcDateTime

# SQLite attaches the extract's file under this name; on PostgreSQL it stands for the schema of the extract in use.
SCHEMA = "extract"

metadata = MetaData(schema=SCHEMA)

extract_info = Table(
    "extract_info",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("council_id", Text, nullable=False),
    Column("journey", Integer, nullable=False),
    Column("is_demo", Boolean, nullable=False),
    Column("built_at", UtcDateTime, nullable=False),
)

person = Table(
    "person",
    metadata,
    Column("person_id", Text, primary_key=True),
    Column("cms_id", Text, index=True),
    Column("first_name", Text, nullable=False),
    Column("family_name", Text, nullable=False),
    Column("date_of_birth", Date, index=True),
    Column("gender", Text, nullable=False),
    Column("address", Text, nullable=False),
    # On a caseload or the child of a relationship: how someone of unknown age is still known to be a child.
    Column("known_as_child", Boolean, nullable=False),
)

source_person = Table(
    "source_person",
    metadata,
    Column("person_id", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("source_id", Text, nullable=False),
    Column("source_key", Text, nullable=False),
    Column("first_name", Text, nullable=False),
    Column("family_name", Text, nullable=False),
    Column("date_of_birth", Date),
    Column("gender", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("address_is_current", Boolean, nullable=False),
)

relationship = Table(
    "relationship",
    metadata,
    Column("child_id", Text, primary_key=True),
    Column("person_id", Text, primary_key=True),
    Column("relationship", Text, primary_key=True),
)

caseload = Table(
    "caseload",
    metadata,
    Column("username", Text, primary_key=True),
    Column("child_id", Text, primary_key=True),
)

involvement = Table(
    "involvement",
    metadata,
    Column("person_id", Text, primary_key=True),
    Column("service_id", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("match_pending", Boolean, nullable=False),
    # JSON, checked against the council's YAML when loaded and never queried. "" on a pending match.
    Column("record", Text, nullable=False),
)

source = Table(
    "source",
    metadata,
    Column("source_id", Text, primary_key=True),
    Column("system_name", Text, nullable=False),
    Column("current_as_of", UtcDateTime, nullable=False),
    Column("coverage_start_date", Date, nullable=False),
    Column("coverage_end_date", Date, nullable=False),
    Column("coverage_area", Text, nullable=False),
    Column("expected_every", Text, nullable=False),
    Column("expected_every_hours", Integer, nullable=False),
    Column("readable", Boolean, nullable=False),
    # Of the service's YAML when the records were checked; "" for the CMS.
    Column("fingerprint", Text, nullable=False),
)

name_key = Table(
    "name_key",
    metadata,
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("person_id", Text, nullable=False),
    Index("name_key_by_key", "kind", "key", "person_id"),
)
