"""Version 0.3.0: what an account is besides, sign-in and its locks, and what managers find audit records by.

Before there were steps, a newer version made what tables and indexes were missing: what is there already stays.
"""

from alembic import op
from sqlalchemy import Boolean, Column, Date, DateTime, ForeignKey, Integer, Text

revision, down_revision = "0003", "0002"
Time = DateTime(timezone=True)


def upgrade() -> None:
    """Twelve tables, and the indexes by which the audit is filtered."""
    _accounts_and_sign_in()
    _audit()
    _checks_and_settings()


def _accounts_and_sign_in() -> None:
    _table(
        "account_standing",
        Column("username", Text, ForeignKey("account.username"), primary_key=True),
        Column("team", Text, nullable=False),
        Column("must_change_password", Boolean, nullable=False),
        Column("added_at", Time, nullable=False),
        Column("last_signed_in_at", Time),
        Column("disabled_at", Time),
    )
    _table(
        "session_end",
        Column("session_id", Text, ForeignKey("worker_session.session_id"), primary_key=True),
        Column("why", Text, nullable=False),
    )
    _table(
        "sign_in_ticket",
        Column("ticket_hash", Text, primary_key=True),
        Column("username", Text, nullable=False),
        Column("browser_hash", Text, nullable=False),
        Column("address", Text, nullable=False),
        Column("made_at", Time, nullable=False),
    )
    _table(
        "sign_in_failure",
        Column("name_key", Text, primary_key=True),
        Column("tries", Integer, nullable=False),
        Column("last_at", Time, nullable=False),
        Column("locked_until", Time),
    )
    _table(
        "address_turn",
        Column("address", Text, primary_key=True),
        Column("failures", Integer, nullable=False),
        Column("last_at", Time, nullable=False),
        Column("next_turn_at", Time, nullable=False),
    )


def _audit() -> None:
    op.drop_index("audit_event_by_username", "audit_event", if_exists=True)
    _index("audit_event_by_time", "audit_event", "at", "seq")
    _index("audit_event_by_worker", "audit_event", "username", "at", "seq")
    _index("audit_event_by_action", "audit_event", "action", "at", "seq")
    _index("audit_event_by_worker_and_action", "audit_event", "username", "action", "at", "seq")
    _index("audit_subject_by_seq", "audit_subject", "seq", "person_id")
    _table(
        "audit_person",
        Column("person_id", Text, primary_key=True),
        Column("name", Text, primary_key=True),
        Column("name_key", Text, nullable=False),
        Column("cms_id", Text),
        Column("date_of_birth", Date),
    )
    _index("audit_person_by_name", "audit_person", "name_key")
    _index("audit_person_by_cms_id", "audit_person", "cms_id")
    _table(
        "audit_flag",
        Column("flag", Text, primary_key=True),
        Column("seq", Integer, primary_key=True, autoincrement=False),
        Column("at", Time, nullable=False),
        Column("username", Text, nullable=False),
    )
    _index("audit_flag_by_time", "audit_flag", "flag", "at", "seq")
    _index("audit_flag_by_worker", "audit_flag", "flag", "username", "at", "seq")
    _index("audit_flag_by_seq", "audit_flag", "seq")
    _table(
        "audit_checkpoint",
        Column("only", Integer, primary_key=True, autoincrement=False),
        Column("last_seq", Integer, nullable=False),
        Column("last_hash", Text, nullable=False),
        Column("text", Text, nullable=False),
        Column("signature", Text, nullable=False),
    )


def _checks_and_settings() -> None:
    _table(
        "spot_check",
        Column("number", Integer, primary_key=True),
        Column("drawn_by", Text, nullable=False),
        Column("drawn_at", Time, nullable=False),
        Column("first_day", Date, nullable=False),
        Column("last_day", Date, nullable=False),
    )
    _table(
        "spot_check_access",
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("seq", Integer, primary_key=True, autoincrement=False),
        Column("outcome", Text),
        Column("note", Text),
        Column("noted_by", Text),
        Column("noted_at", Time),
    )
    _table(
        "download_ticket",
        Column("ticket_hash", Text, primary_key=True),
        Column("session_id", Text, nullable=False),
        Column("what", Text, nullable=False),
        Column("made_at", Time, nullable=False),
    )
    _table(
        "settings_seen",
        Column("only", Integer, primary_key=True, autoincrement=False),
        Column("digests", Text, nullable=False),
        Column("seen_at", Time, nullable=False),
    )


def _table(name: str, *columns: Column) -> None:
    op.create_table(name, *columns, if_not_exists=True)


def _index(name: str, table: str, *columns: str) -> None:
    op.create_index(name, table, columns, if_not_exists=True)
