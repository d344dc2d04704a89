"""The extract half of storage: people and each source's details of them. Every load builds it; it never changes."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Float, Integer, LargeBinary, MetaData, Table, Text

from data_access.storage.app_tables import UtcDateTime

# SQLite attaches the extract's file under this name; on PostgreSQL it is replaced by the schema of the extract in use.
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
    # Numbers people within this extract only: small, so quick to look up. Never shown or stored elsewhere.
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("person_id", Text, nullable=False, unique=True),
    Column("cms_id", Text, index=True),
    Column("first_name", Text, nullable=False),
    Column("family_name", Text, nullable=False),
    Column("date_of_birth", Date, index=True),
    Column("gender", Text, nullable=False),
    Column("address", Text, nullable=False),
    # On a caseload, or the child in a relationship: so someone of unknown age can still be treated as a child.
    Column("known_as_child", Boolean, nullable=False),
)

other_name = Table(
    "other_name",
    metadata,
    # Names beside the legal one, by `person.number`. A search finds people by them; only preferred ones may be shown.
    Column("person_number", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("first_name", Text, nullable=False),
    Column("family_name", Text, nullable=False),
    sqlite_with_rowid=False,
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
    sqlite_with_rowid=False,
)

relationship = Table(
    "relationship",
    metadata,
    Column("child_id", Text, primary_key=True),
    Column("person_id", Text, primary_key=True),
    Column("relationship", Text, primary_key=True),
    sqlite_with_rowid=False,
)

caseload = Table(
    "caseload",
    metadata,
    Column("username", Text, primary_key=True),
    Column("child_id", Text, primary_key=True),
    sqlite_with_rowid=False,
)

involvement = Table(
    "involvement",
    metadata,
    Column("person_id", Text, primary_key=True),
    Column("service_id", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    # The source's key for the person: its own, or the shared one.
    Column("source_key", Text, nullable=False),
    Column("match_pending", Boolean, nullable=False),
    # JSON, checked against the council's YAML when loaded and never queried. "" for a pending match.
    Column("record", Text, nullable=False),
    sqlite_with_rowid=False,
)

link = Table(
    "link",
    metadata,
    # A record of a service without the shared key, by its key there, and the person it is linked to.
    Column("source_id", Text, primary_key=True),
    Column("source_key", Text, primary_key=True),
    Column("person_id", Text, nullable=False, index=True),
    # The ID of the record if it were not linked: the one it had before, or will have if the link is undone.
    Column("own_id", Text, nullable=False, index=True),
    Column("why", Text, nullable=False),
    # The username of the data officer who accepted it; "" if it was linked automatically.
    Column("decided_by", Text, nullable=False),
)

waiting = Table(
    "waiting",
    metadata,
    # A record to review, or a doubt, and a person it may belong to; the likeliest has rank 1.
    Column("source_id", Text, primary_key=True),
    Column("source_key", Text, primary_key=True),
    Column("rank", Integer, primary_key=True, autoincrement=False),
    Column("person_id", Text, nullable=False, index=True),
    Column("own_id", Text, nullable=False, index=True),
    # How many other people would fit as well by coincidence: the list begins with the surest.
    Column("chance", Float, nullable=False),
    # False for a doubt: only the person's page says so, until a worker asks for it to be checked.
    Column("for_review", Boolean, nullable=False),
    # The day on which a load first had a possible match of this record.
    Column("since", Date, nullable=False),
    Column("why", Text, nullable=False),
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
    # False: it did not arrive for this load, and its data from an earlier load is kept.
    Column("arrived", Boolean, nullable=False),
    # The kind of key in its lines: shared, own or none.
    Column("person_key", Text, nullable=False),
    # The fingerprint of the service's YAML when its records were checked; "" for the CMS.
    Column("fingerprint", Text, nullable=False),
)

row_date = Table(
    "row_date",
    metadata,
    # Where each row of a source's file has a date of its own (ISO, UTC): what it says of this person is that recent.
    Column("person_id", Text, primary_key=True),
    Column("service_id", Text, primary_key=True),
    Column("current_as_of", Text, nullable=False),
    sqlite_with_rowid=False,
)

not_looked_for = Table(
    "not_looked_for",
    metadata,
    # People who could not be looked for in a late source, because they were in no extract when it was last read.
    Column("person_id", Text, primary_key=True),
    Column("service_id", Text, primary_key=True),
)

loaded_file = Table(
    "loaded_file",
    metadata,
    # The number of lines kept from each file, by its ID, to notice a fall in the next load.
    Column("file_id", Text, primary_key=True),
    Column("rows", Integer, nullable=False),
)

# Tokens are numbered in the order of this text, so it must be compared byte by byte, whatever the server's language.
_PlainText = Text().with_variant(Text(collation="C"), "postgresql")

name_token = Table(
    "name_token",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("token", _PlainText, nullable=False, unique=True),
    # The token as listed in `name_key`; "" for several first names as one word, which no beginning leads to.
    Column("line", Text, nullable=False),
)

name_key = Table(
    "name_key",
    metadata,
    Column("key", _PlainText, primary_key=True),
    # The tokens with this key, one to a line (name_index.py): one row to read even if there are hundreds of tokens.
    Column("lines", Text, nullable=False),
    sqlite_with_rowid=False,
)

name_pair = Table(
    "name_pair",
    metadata,
    # A family-name token and a first-name token as one number (name_index.py).
    Column("pair", BigInteger, primary_key=True, autoincrement=False),
    Column("person_number", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

name_pairs = Table(
    "name_pairs",
    metadata,
    # One row with each different `pair`, in order, kept in memory (extract_facts.py).
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("pairs", LargeBinary, nullable=False),
)
