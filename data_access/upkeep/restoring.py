"""Restores a backup. It is read and checked completely before it replaces the app half, in one transaction."""

import gzip
import hmac
import json
import shutil
import sqlite3
import tarfile
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, MetaData, delete, func, insert, select

from config import clock
from config.council import Council
from config.progress import Tick, quiet
from data_access.accounts import accounts
from data_access.audit import verification
from data_access.audit.anchors import anchor_file, read_anchors
from data_access.audit.chain import Action, Entry, Who, append_within
from data_access.errors import DataAccessError, Unavailable
from data_access.loading.extract_store import kept_extracts
from data_access.storage import schema
from data_access.storage.app_tables import audit_event, current_extract, sign_in_ticket
from data_access.storage.audit_tables import download_ticket
from data_access.storage.database import CouncilDatabase, close_databases, opened_unchecked
from data_access.storage.postgres_locks import PostgresLock, wait_for
from data_access.storage.upgrading import upgrade_within
from data_access.upkeep import encryption
from data_access.upkeep.app_copy import Copy, advance_sequences, copy_rows, place_for_copy
from data_access.upkeep.backup import DATABASE, MANIFEST, Manifest, describe
from data_access.upkeep.kept_since import Kept, keep, read_before

LARGEST_MANIFEST = 1_000_000
READ_AT_ONCE = 1 << 20


class BackupRefused(DataAccessError):
    """The backup cannot be used. The message is a sentence with the reason. Nothing was changed."""


@dataclass(frozen=True)
class Checked:
    """A backup that was read and checked, but not yet restored.

    `faults` has the problems to know about before it is used; empty if there are none. `newest` is the number of the
    newest audit record in the database it would replace, None if that cannot be read or has none.
    """

    copy: Copy
    manifest: Manifest
    faults: tuple[str, ...]
    newest: int | None

    @property
    def lost(self) -> int | None:
        """How many audit records in the database are newer than the backup; None if that is not known."""
        return None if self.newest is None else max(0, self.newest - self.manifest.last_record)


@dataclass(frozen=True)
class Restored:
    """The result: the number of rows restored in each table, and what was kept of the database replaced although it is
    not in the backup, None if that could not be read."""

    rows: dict[str, int]
    kept: Kept | None


@contextmanager
def checked_backup(
    council: Council, path: Path, *, identity: Path | None = None, tick: Tick = quiet
) -> Generator[Checked]:
    """Read a backup beside the data and check it: every byte, the rows of each table, and the audit chain.

    Changes nothing. Raises BackupRefused, EncryptionFailed, OSError or Unavailable.
    """
    with place_for_copy(council) as copy:
        tick("Reading the backup", 0, 0)
        manifest, faults = unpack(council, path, identity, copy)
        with opened_unchecked(council, copy.environment) as opened, opened.changing() as connection:
            upgrade_within(connection, manifest.step, opened.name)
        anchors = [one for one in read_anchors(council, anchor_file(council)) if one.seq <= manifest.last_record]
        found = verification.verify(council, anchors=anchors, environment=copy.environment, tick=tick)
        if found.first_broken is not None:
            faults.append(f"audit record {found.first_broken} does not hold: {found.why}")
        yield Checked(copy, manifest, tuple(faults), _newest(council))


def unpack(council: Council, path: Path, identity: Path | None, copy: Copy) -> tuple[Manifest, list[str]]:
    """Unpack a backup that is whole and the council's own into the copy. Returns its list of contents, and what is
    wrong with its signature. Raises BackupRefused, EncryptionFailed or OSError."""
    manifest, signature = _unpack(path, identity, copy)
    _refuse_damage(council, manifest, copy)
    is_signed = hmac.compare_digest(signature, manifest.signature())
    other_key = "its list of contents is signed with another key than this installation's, or was changed"
    return manifest, [] if is_signed else [other_key]


def restore_backup(council: Council, checked: Checked, *, by: str, tick: Tick = quiet) -> Restored:
    """Replace the app half with a checked backup, completely or not at all. Recorded; every session ends.

    The extract in use stays in use or, if it is missing, the newest one. What protects somebody in the database
    replaced stays too (`kept_since.py`). Raises CopyDiffers or Unavailable.
    """
    close_databases()
    manifest = checked.manifest
    about: dict[str, Any] = {
        "made_at": manifest.made_at,
        "last_record": manifest.last_record,
        "replaced": checked.newest,
    }
    with (
        opened_unchecked(council, checked.copy.environment) as source,
        opened_unchecked(council) as target,
        source.reading_app() as reading,
        target.changing() as connection,
    ):
        schema.lock(connection)
        # A tool or timer that still runs on PostgreSQL waits with its next audit record until all is in its place.
        wait_for(connection, PostgresLock.APPEND)
        in_use = _extract_in_use(target, connection)
        before = read_before(connection)
        _empty(connection)
        rows = copy_rows(reading, connection, tick=tick)
        connection.execute(delete(current_extract))
        if in_use is not None:
            row = {"only": 1, "number": in_use, "switched_at": clock.now()}
            connection.execute(insert(current_extract).values(row))
        for tickets in (sign_in_ticket, download_ticket):
            connection.execute(delete(tickets))
        kept, restrictions = keep(connection, before) if before is not None else (None, [])
        advance_sequences(connection)
        about |= {"faults": list(checked.faults), "kept": kept and kept._asdict()}
        append_within(connection, Who(by, "system"), [Entry(Action.RESTORED_BACKUP, about=about), *restrictions])
        accounts.end_every_session_within(connection, by=by)
    return Restored(rows, kept)


def _open_member(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    opened = archive.extractfile(member)
    if opened is None:
        raise BackupRefused("It is not a backup of Family Context.")
    return opened


def _unpack(path: Path, identity: Path | None, copy: Copy) -> tuple[Manifest, str]:
    """The list of contents and its signature; the database goes into `copy`. No other file in the archive is read."""
    try:
        with (
            encryption.read(path, identity) as stream,
            gzip.GzipFile(fileobj=stream) as packed,
            tarfile.open(fileobj=packed, mode="r|") as archive,
        ):
            about = archive.next()
            if about is None or about.name != MANIFEST or about.size > LARGEST_MANIFEST:
                raise BackupRefused("It is not a backup of Family Context.")
            contents = json.loads(_open_member(archive, about).read())
            database = archive.next()
            if database is None or database.name != DATABASE or not database.isreg():
                raise BackupRefused("It is not a backup of Family Context.")
            with copy.file.open("xb") as file:
                copy.file.chmod(0o600)
                shutil.copyfileobj(_open_member(archive, database), file)
            # Read to the end: gzip checks its checksum there, and a truncated file is noticed.
            while packed.read(READ_AT_ONCE):
                pass
        signature = contents.pop("signature")
        return Manifest(**contents), signature
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, ValueError, TypeError, KeyError, AttributeError):
        raise BackupRefused("It is not a complete backup of Family Context: it cannot be read to the end.") from None


def _refuse_damage(council: Council, manifest: Manifest, copy: Copy) -> None:
    if manifest.database != council.database:
        raise BackupRefused(f"It is a backup of {manifest.database}, not of {council.database}.")
    if manifest.step not in schema.REVISIONS:
        raise BackupRefused(f"It was made by a newer version (step {manifest.step}). Restore it with that version.")
    try:
        found = describe(copy.file, manifest.database, manifest.made_at)
        with closing(sqlite3.connect(copy.file)) as connection:
            is_sound = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except sqlite3.Error:
        raise BackupRefused("The copy in it is damaged.") from None
    different = [name for name, value in asdict(found).items() if value != asdict(manifest)[name]]
    if different or not is_sound:
        which = ", ".join(different) or "pages"
        raise BackupRefused(f"The copy in it is damaged: it does not match its list of contents ({which}).")


def _newest(council: Council) -> int | None:
    try:
        with opened_unchecked(council) as database, database.reading_app() as connection:
            # Without tables it is new: made on an empty machine, or in the place of one that was moved away.
            has_tables = schema.revision_of(connection) is not None
            return connection.scalar(select(func.max(audit_event.c.seq))) if has_tables else None
    except Unavailable:
        return None


def _extract_in_use(database: CouncilDatabase, connection: Connection) -> int | None:
    """The extract in use, if it exists, else the newest one. A backup never brings an old extract back into use."""
    kept = kept_extracts(database, connection)
    known = schema.revision_of(connection) is not None
    number = connection.scalar(select(current_extract.c.number)) if known else None
    return number if number in kept else max(kept, default=None)


def _empty(connection: Connection) -> None:
    """Leave every table of this version without rows. Tables of another version are dropped."""
    if schema.revision_of(connection) == schema.REVISIONS[-1]:
        for table in reversed(schema.ALL_TABLES[:-1]):
            connection.execute(delete(table))
        return
    existing = MetaData()
    existing.reflect(connection)
    existing.drop_all(connection)
    schema.make(connection)
