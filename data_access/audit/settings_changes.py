"""Records which parts of a council's settings have changed; checked when the tool starts and at each load."""

import hashlib
import json

from sqlalchemy import delete, insert, select

from config import clock
from config.council import Council
from data_access.audit.chain import Action, Entry, Who, append_within
from data_access.storage.audit_tables import settings_seen
from data_access.storage.database import database_of


def record_settings_changes(council: Council, *, by: str) -> list[str]:
    """The parts of the settings that have changed since the last check; recorded. The first time, all of them.

    Raises Unavailable.
    """
    digests = {
        part: hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
        for part, value in council.model_dump(mode="json").items()
    }
    with database_of(council).writing() as connection:
        seen = connection.scalar(select(settings_seen.c.digests))
        before = json.loads(seen) if seen else {}
        changed = sorted(part for part in digests.keys() | before.keys() if digests.get(part) != before.get(part))
        if changed:
            connection.execute(delete(settings_seen))
            row = {"only": 1, "digests": json.dumps(digests, sort_keys=True), "seen_at": clock.now()}
            connection.execute(insert(settings_seen).values(row))
            about = {"changed": changed, "digests": {part: digests.get(part) for part in changed}}
            entry = Entry(Action.SETTINGS_CHANGED, about=about | ({} if seen else {"first_seen": True}))
            append_within(connection, Who(by, "system"), [entry])
    return changed
