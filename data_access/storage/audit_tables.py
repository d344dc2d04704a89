"""Tables beside the audit records: the people named, flags, daily counts, purges, spot checks.

Everything used to find a record must match the signed text; `audit/verification.py` compares the two.
"""

from sqlalchemy import Column, Date, Index, Integer, Table, Text

from data_access.storage.app_tables import UtcDateTime, metadata

audit_person = Table(
    "audit_person",
    metadata,
    # Everyone in a record, once for each name they were shown under, so that they are found by name even years later.
    Column("person_id", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    # The parts of the name in plain letters, in alphabetical order.
    Column("name_key", Text, nullable=False),
    Column("cms_id", Text),
    Column("date_of_birth", Date),
    # The first record there is with this name, which says the same of the person (audit/name_index.py).
    Column("since_seq", Integer, nullable=False, server_default="0"),
    Index("audit_person_by_name", "name_key"),
    Index("audit_person_by_cms_id", "cms_id"),
    Index("audit_person_by_record", "since_seq"),
)

audit_flag = Table(
    "audit_flag",
    metadata,
    # Flags for managers, as signed into the record (data_access/audit/flags.py).
    Column("flag", Text, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("username", Text, nullable=False),
    Index("audit_flag_by_time", "flag", "at", "seq"),
    Index("audit_flag_by_worker", "flag", "username", "at", "seq"),
    Index("audit_flag_by_seq", "seq"),
)

audit_checkpoint = Table(
    "audit_checkpoint",
    metadata,
    # One row: where the chain begins after a purge. The text is signed; the columns are for reading it.
    Column("only", Integer, primary_key=True, autoincrement=False),
    Column("last_seq", Integer, nullable=False),
    Column("last_hash", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("signature", Text, nullable=False),
)

audit_block = Table(
    "audit_block",
    metadata,
    # Only for version 0.3. Nothing reads or writes it.
    Column("last_seq", Integer, primary_key=True, autoincrement=False),
    Column("signature", Text, nullable=False),
    Column("names_signature", Text),
)

day_figures = Table(
    "day_figures",
    metadata,
    # Counts for a past day, as JSON, and from how many records. They are valid while the day has as many records.
    Column("day", Date, primary_key=True),
    Column("records", Integer, nullable=False),
    Column("counts", Text, nullable=False),
)

spot_check = Table(
    "spot_check",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("drawn_by", Text, nullable=False),
    Column("drawn_at", UtcDateTime, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
)

spot_check_access = Table(
    "spot_check_access",
    metadata,
    # One access selected for a spot check. `seq` is its record's number; a purge may have deleted the record.
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("outcome", Text),
    Column("note", Text),
    Column("noted_by", Text),
    Column("noted_at", UtcDateTime),
)

download_ticket = Table(
    "download_ticket",
    metadata,
    # Only the hash: someone who reads the table cannot download anything with it.
    Column("ticket_hash", Text, primary_key=True),
    Column("session_id", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
)

settings_seen = Table(
    "settings_seen",
    metadata,
    # One row: a digest of each part of the council's settings at the last check, as JSON.
    Column("only", Integer, primary_key=True, autoincrement=False),
    Column("digests", Text, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)
