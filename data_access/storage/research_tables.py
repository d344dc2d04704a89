"""Tables of research sessions: each session's set-up, and the records of participants. Demonstrations only."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text

from data_access.storage.app_tables import UtcDateTime, metadata

research_setup = Table(
    "research_setup",
    metadata,
    # The set-up of a researcher's session. Deleted by "Reset for next participant".
    Column("session_id", Text, primary_key=True),
    Column("scenario", Text, nullable=False),
    Column("journey", Integer, nullable=False),
    # The newest audit record at set-up. Earlier records of the session no longer count.
    Column("since_seq", Integer, nullable=False),
    # Rises by one with each change, so that open tabs notice.
    Column("version", Integer, nullable=False),
)

research_variation = Table(
    "research_variation",
    metadata,
    Column("session_id", Text, primary_key=True),
    Column("person_id", Text, primary_key=True),
    Column("service_id", Text, primary_key=True),
    Column("variation", Text, nullable=False),
)

research_reported = Table(
    "research_reported",
    metadata,
    # "This is not right" in a research session hides the record only in that session.
    Column("session_id", Text, primary_key=True),
    Column("person_id", Text, primary_key=True),
    Column("service_id", Text, primary_key=True),
)

research_record = Table(
    "research_record",
    metadata,
    # One session with one participant, who has a code and no name.
    Column("number", Integer, primary_key=True),
    Column("participant", Text, nullable=False),
    Column("journey", Integer, nullable=False),
    Column("scenario", Text, nullable=False),
    Column("consent_notes", Boolean, nullable=False),
    Column("consent_recording", Boolean, nullable=False),
    Column("consent_quotes", Boolean, nullable=False),
    Column("consent_stopping", Boolean, nullable=False),
    # The session in which the participant uses the tool.
    Column("session_id", Text, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    # The participant's ranking of kinds of information by harm, as JSON; NULL before they were asked.
    Column("ranking", Text),
)

research_task = Table(
    "research_task",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("record", Integer, ForeignKey("research_record.number"), nullable=False),
    Column("title", Text, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("stopped_at", UtcDateTime),
    Column("outcome", Text),
    Index("research_task_by_record", "record"),
)

research_finding = Table(
    "research_finding",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("component", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("action", Text, nullable=False),
)

research_note = Table(
    "research_note",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("record", Integer, ForeignKey("research_record.number"), nullable=False),
    Column("noted_at", UtcDateTime, nullable=False),
    Column("component", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("finding", Integer, ForeignKey("research_finding.number")),
    Index("research_note_by_record", "record"),
)
