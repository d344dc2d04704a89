"""Going back to the version before: a copy of its backup that has what protects somebody since.

An earlier version restores only what its backup has, and cannot read this version's database. So this version adds the
restrictions, reports and decisions made since to the backup, in that version's own tables, and signs it anew.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from config.council import Council
from config.progress import Tick, quiet
from data_access.storage.database import database_of, opened_unchecked
from data_access.upkeep.backup import Backup, place_for_backup, record_backup
from data_access.upkeep.kept_since import Kept, keep, read_before
from data_access.upkeep.restoring import BackupRefused, unpack


def add_since(
    council: Council, path: Path, folder: Path, *, by: str, identity: Path | None = None, tick: Tick = quiet
) -> tuple[Backup, Kept]:
    """Write a copy of the backup with what protects somebody since into the folder; recorded. Returns it, and how much
    was added. Neither the backup nor anything else in the database is changed.

    Raises BackupRefused, also for a backup that this installation has not signed, EncryptionFailed, OSError or
    Unavailable.
    """
    with place_for_backup(council, folder) as place:
        tick("Reading the backup", 0, 0)
        _, faults = unpack(council, path, identity, place.copy)
        if faults:
            raise BackupRefused(f"Nothing is added to it: {faults[0]}.")
        with database_of(council).snapshot() as connection:
            before = read_before(connection)
        with opened_unchecked(council, place.copy.environment) as opened, opened.changing() as connection:
            kept = keep(connection, before)[0] if before is not None else Kept()
        with closing(sqlite3.connect(place.copy.file)) as copy:
            copy.execute("PRAGMA journal_mode = DELETE")
        tick("Writing", 0, 0)
        made = place.write()
    record_backup(council, made, by=by)
    return made, kept
