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
    # In bands, never in words of their own; NULL in a record from before they were asked.
    Column("role", Text),
    Column("experience", Text),
    # Not counted in the results and findings; NULL while it is.
    Column("left_out_at", UtcDateTime),
    Column("left_out_by", Text),
    Column("left_out_why", Text),
)

research_record_session = Table(
    "research_record_session",
    metadata,
    # A further session in which the participant went on, after the one before had ended.
    Column("record", Integer, ForeignKey("research_record.number"), primary_key=True),
    Column("session_id", Text, primary_key=True),
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

research_note_change = Table(
    "research_note_change",
    metadata,
    # A note as it was before a change, and who changed it.
    Column("number", Integer, primary_key=True),
    Column("note", Integer, ForeignKey("research_note.number"), nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("component", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("finding", Integer),
    Index("research_note_change_by_note", "note"),
)

research_draft = Table(
    "research_draft",
    metadata,
    # What a researcher has typed in a record and not saved yet, so that it outlives their session.
    Column("record", Integer, ForeignKey("research_record.number"), primary_key=True),
    Column("username", Text, primary_key=True),
    Column("kept_at", UtcDateTime, nullable=False),
    # The note that is being changed; NULL for a new one.
    Column("note", Integer),
    Column("component", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("finding", Integer),
    Column("new_finding", Text, nullable=False),
)

research_other_finding = Table(
    "research_other_finding",
    metadata,
    # Another council's findings, as its file had them. The next file of that council replaces them.
    Column("number", Integer, primary_key=True),
    Column("council", Text, nullable=False),
    Column("component", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("participants", Integer, nullable=False),
    Column("of", Integer, nullable=False),
    # Quotes as a JSON list.
    Column("quotes", Text, nullable=False),
    Column("brought_in_at", UtcDateTime, nullable=False),
    Column("brought_in_by", Text, nullable=False),
)
