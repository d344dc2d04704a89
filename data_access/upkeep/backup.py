"""A backup of a council's app half: one file with a copy of it and a signed list of contents.

On PostgreSQL the copy is made through our own connection and not by pg_dump. Both give one consistent snapshot, but
this needs no program of the server's version, the tool can verify it before it replaces anything, and it can be
restored to SQLite or PostgreSQL. It does not contain the extract half: the next load builds that again.
"""

import gzip
import hashlib
import hmac
import io
import json
import os
import sqlite3
import tarfile
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from config import clock
from config.council import Council
from config.environment import read_environment
from config.progress import Tick, quiet
from data_access.audit import chain
from data_access.audit.chain import Action, Entry, Who, signing_key
from data_access.storage import schema
from data_access.storage.database import database_of
from data_access.upkeep import encryption
from data_access.upkeep.app_copy import Copy, place_for_copy, take_copy
from data_access.upkeep.private_copies import UNFINISHED, find_unfinished

MANIFEST, DATABASE = "manifest.json", "app.db"
QUICKLY = 3
"""gzip's level: a higher one takes three times as long to save a tenth."""


@dataclass(frozen=True)
class Manifest:
    """A backup's list of contents. `database` is the council's; `made_at` is ISO 8601 in UTC; `rows` is the number of
    rows in each table.

    `first_record` and `last_record` are the numbers of the oldest and newest audit record, 0 if there is none, and
    `last_hash` is the newest record's hash. `digest` is the SHA-256 of the copy.
    """

    database: str
    made_at: str
    step: str
    rows: dict[str, int]
    first_record: int
    last_record: int
    last_hash: str
    digest: str

    def signature(self) -> str:
        """Made with the audit's key: no one without the key can add an account to a backup."""
        text = f"backup\n{json.dumps(asdict(self), sort_keys=True)}"
        return hmac.new(signing_key(), text.encode(), "sha256").hexdigest()


@dataclass(frozen=True)
class Backup:
    """A backup that was made: its file and its list of contents."""

    path: Path
    manifest: Manifest


def make_backup(council: Council, folder: Path, *, by: str, tick: Tick = quiet) -> Backup:
    """Write a backup of the app half into the folder; recorded afterwards. The tool can be used meanwhile.

    It is encrypted if the settings have a key. Only the file's owner may read it. Raises EncryptionFailed, Unavailable,
    or OSError if the file cannot be written.
    """
    with place_for_backup(council, folder) as place:
        take_copy(council, place.copy, tick=tick)
        tick("Writing", 0, 0)
        made = place.write()
    record_backup(council, made, by=by)
    return made


def record_backup(council: Council, made: Backup, *, by: str) -> None:
    """Record a backup that was made. Raises Unavailable."""
    about = {
        "file": made.path.name,
        "last_record": made.manifest.last_record,
        "is_encrypted": read_environment().backup_key is not None,
    }
    chain.append(database_of(council), Who(by, "system"), [Entry(Action.MADE_BACKUP, about=about)])


@dataclass(frozen=True)
class PlaceForBackup:
    """Where a copy is made, and the backup that it becomes."""

    copy: Copy
    path: Path
    unfinished: Path
    database: str
    made_at: str

    def write(self) -> Backup:
        """Pack and sign what is in the copy now; encrypted if the settings have a key. Raises as `make_backup` does."""
        manifest = describe(self.copy.file, self.database, self.made_at)
        with encryption.written(self.unfinished, read_environment().backup_key) as stream:
            _pack(stream, self.copy.file, manifest)
        _flush(self.unfinished)
        self.unfinished.replace(self.path)
        return Backup(self.path, manifest)


@contextmanager
def place_for_backup(council: Council, folder: Path) -> Generator[PlaceForBackup]:
    """A place to make a backup in the folder; what a killed one has left there is deleted first."""
    made_at = clock.now()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    suffix = encryption.suffix_for(read_environment().backup_key)
    path = folder / f"{council.database}-{made_at:%Y%m%dT%H%M%SZ}.backup{suffix}"
    unfinished = path.with_name(f"{path.name}{UNFINISHED}")
    for leftover in find_unfinished(folder, council.database):
        leftover.unlink(missing_ok=True)
    with place_for_copy(council, unfinished) as copy:
        yield PlaceForBackup(copy, path, unfinished, council.database, made_at.isoformat(timespec="seconds"))


def describe(file: Path, database: str, made_at: str) -> Manifest:
    """The list of contents of a copy made by any version. Raises sqlite3.Error if it is not one of our databases."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:

        def one(statement: str) -> tuple:
            return connection.execute(statement).fetchone()

        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        names = [name for (name,) in tables.fetchall() if not name.startswith("sqlite_")]
        rows = {name: one(f'SELECT count(*) FROM "{name}"')[0] for name in names}  # noqa: S608 - names of its tables
        step = one(f"SELECT version_num FROM {schema.version_table.name}")[0]  # noqa: S608
        first = one("SELECT min(seq) FROM audit_event")[0] or 0
        last, last_hash = one("SELECT seq, hash FROM audit_event ORDER BY seq DESC LIMIT 1") or (0, "")
    with file.open("rb") as raw:
        digest = hashlib.file_digest(raw, "sha256").hexdigest()
    return Manifest(database, made_at, step, rows, first, last, last_hash, digest)


def keep_newest(council: Council, folder: Path, number: int) -> list[Path]:
    """Delete all but the newest `number` of the council's backups in the folder; returns those deleted."""
    backups = sorted(folder.glob(f"{council.database}-????????T??????Z.backup*"))
    old = [path for path in backups if not path.name.endswith(UNFINISHED)][:-number]
    for path in old:
        path.unlink()
    return old


def _pack(stream: IO[bytes], file: Path, manifest: Manifest) -> None:
    with (
        gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=QUICKLY, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|") as archive,
    ):
        contents = json.dumps({**asdict(manifest), "signature": manifest.signature()}, indent=1).encode()
        about = tarfile.TarInfo(MANIFEST)
        about.size = len(contents)
        archive.addfile(about, io.BytesIO(contents))
        archive.add(file, DATABASE)


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
