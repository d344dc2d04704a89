"""The commands for the app half as a whole: upgrade, back up, restore, move to PostgreSQL."""

from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from getpass import getuser
from pathlib import Path
from typing import Annotated

import typer

from commands.council import CouncilId, OneOrAll, council_of, some_councils, stop
from commands.progress import shown_progress
from config.environment import read_environment
from data_access.errors import LoadUnderWay
from data_access.oversight import daily_counts
from data_access.storage import upgrading
from data_access.upkeep import going_back, moving, restoring, room
from data_access.upkeep.app_copy import CopyDiffers
from data_access.upkeep.backup import keep_newest, make_backup
from data_access.upkeep.encryption import EncryptionFailed
from data_access.upkeep.kept_since import Kept
from data_access.upkeep.moving import CannotMove
from data_access.upkeep.restoring import BackupRefused, Checked
from pages.components.formatting import counted

app = typer.Typer()

NOTHING_CHANGED = "Nothing was changed."
NOT_ENCRYPTED = (
    "The backup is not encrypted: anyone with the file can read who looked at whom. Set FAMILY_CONTEXT_BACKUP_KEY "
    "(docs/backups.md), or keep it on an encrypted disk."
)
KEPT_WORDS = (
    ("restriction", "restrictions"),
    ("report", "reports"),
    ("decision on a match", "decisions on matches"),
    ("disabled account", "disabled accounts"),
)
"""One and several of each field of `Kept`."""
LOST_SINCE = (
    "What was decided since the backup was made is lost. The data officer must go through the list of restricted "
    "people: restrictions made since are not in it, and those removed since are. Reports and decisions on matches made "
    "since are gone too, and accounts disabled since can be used again."
)


@app.command()
def upgrade(council: OneOrAll = "") -> None:
    """Upgrade the databases of an earlier version to this one. Stop the tool and make a backup first."""
    for chosen in some_councils(council):
        steps = upgrading.upgrade(chosen)
        done = f"upgraded ({', '.join(steps)})" if steps else "up to date"
        print(f"{chosen.name}: the database is {done}.")
        with shown_progress() as tick:
            daily_counts.count_all_days(chosen, tick=tick)


@app.command()
def reserve(
    free: Annotated[bool, typer.Option("--free", help="Give the space up: the disk is full.")] = False,
) -> None:
    """Hold 200 MB on the data's disk, to give up when it is full: what cannot be recorded is not shown."""
    data = read_environment().data
    if free:
        room.free_reserve(data)
        print("The reserve is free, and the tool records and shows again. Make room, then hold a new one: reserve")
        return
    try:
        room.make_reserve(data)
    except OSError as error:
        stop(f"No space can be held in {data} ({error.strerror}).")
    print(f"{room.RESERVE_BYTES / 1e6:,.0f} MB are held for the day the disk is full.")


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="The folder to write to. It is made if it does not exist.")],
    council: OneOrAll = "",
    keep: Annotated[int, typer.Option(help="How many of each council's backups to keep there; 0 keeps all.")] = 0,
) -> None:
    """Back up accounts, audit and decisions, while the tool is in use. Extracts are not in it."""
    for chosen in some_councils(council):
        with _said_plainly(), shown_progress() as tick:
            made = make_backup(chosen, folder, by=getuser(), tick=tick)
        rows = sum(made.manifest.rows.values())
        print(f"{chosen.name}: {rows:,} rows, audit records to {made.manifest.last_record:,}: {made.path}")
        for path in keep_newest(chosen, folder, keep) if keep > 0 else ():
            print(f"Deleted {path.name}.")
    if read_environment().backup_key is None:
        print(NOT_ENCRYPTED)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="The backup.")],
    council: CouncilId,
    identity: Annotated[Path | None, typer.Option(help="The private key file, if age encrypted the backup.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Check the backup only; change nothing.")] = False,
    despite_faults: Annotated[
        bool, typer.Option("--despite-faults", help="Restore even if another key signed it, or its audit is broken.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Restore a backup. It is checked first, then restored completely or not at all. Stop the tool first."""
    chosen = council_of(council)
    with _said_plainly(), ExitStack() as stack:
        with shown_progress() as tick:
            checked = stack.enter_context(restoring.checked_backup(chosen, file, identity=identity, tick=tick))
        _say_what_it_holds(checked)
        if checked.faults and not despite_faults:
            stop(f"{NOTHING_CHANGED} If you know why, add --despite-faults; that is recorded.")
        if check:
            print(f"The backup can be restored. {NOTHING_CHANGED}")
            return
        if not yes and not typer.confirm(f"Replace the database of {chosen.name} with it?"):
            stop(NOTHING_CHANGED)
        with shown_progress() as tick:
            restored = restoring.restore_backup(chosen, checked, by=getuser(), tick=tick)
    rows = sum(restored.rows.values())
    print(f"{chosen.name}: {rows:,} rows were restored and compared. Everyone must sign in again.")
    if restored.kept is None:
        print(LOST_SINCE)
    elif any(restored.kept):
        print(f"Not in the backup, and kept from the database that was replaced: {_listed(restored.kept)}.")


def _listed(kept: Kept) -> str:
    """How much was kept: "1 restriction, 2 reports"."""
    return ", ".join(counted(number, *words) for number, words in zip(kept, KEPT_WORDS, strict=True) if number)


@app.command()
def add_since(
    file: Annotated[Path, typer.Argument(help="A backup of the version before.")],
    folder: Annotated[Path, typer.Argument(help="The folder to write to. It is made if it does not exist.")],
    council: CouncilId,
    identity: Annotated[Path | None, typer.Option(help="The private key file, if age encrypted the backup.")] = None,
) -> None:
    """Write a copy of a backup with what protects somebody since, for the version before to restore."""
    chosen = council_of(council)
    with _said_plainly(), shown_progress() as tick:
        made, kept = going_back.add_since(chosen, file, folder, by=getuser(), identity=identity, tick=tick)
    print(f"{chosen.name}: added {_listed(kept) or 'nothing, as nothing was decided since'}: {made.path}")


@app.command()
def move_to_postgresql(council: OneOrAll = "") -> None:
    """Move SQLite databases to the server of FAMILY_CONTEXT_DATABASE_URL. Stop the tool and make a backup first."""
    for chosen in some_councils(council):
        with _said_plainly(), shown_progress() as tick:
            moved = moving.move_to_postgresql(chosen, by=getuser(), tick=tick)
        if moved.audit.first_broken is not None:
            broken = f"audit record {moved.audit.first_broken} is broken on the server: {moved.audit.why}"
            stop(
                f"{chosen.name}: {broken}. The SQLite database is unchanged: keep using it, and run verify-audit on it."
            )
        extract = f"extract {moved.extract}" if moved.extract else "no extract: load again"
        print(
            f"{chosen.name}: {sum(moved.rows.values()):,} rows were moved and compared, {moved.audit.records:,} audit "
            f"records are unbroken, {extract}. The SQLite file is now called app.db.{moving.MOVED}."
        )


def _say_what_it_holds(checked: Checked) -> None:
    manifest = checked.manifest
    rows = sum(manifest.rows.values())
    print(f"Backup of {manifest.database}, made at {manifest.made_at}, {rows:,} rows, nothing damaged.")
    for fault in checked.faults:
        print(f"But {fault}.")
    if not checked.faults:
        print(f"Its audit is unbroken: records {manifest.first_record:,} to {manifest.last_record:,}.")
    if checked.newest is None:
        print("There is no database in use that can be read, so it is not known what is newer than the backup.")
    elif checked.lost:
        records = counted(checked.lost, "audit record is", "audit records are")
        print(f"{records} newer than the backup and would be lost: make a backup first.")


@contextmanager
def _said_plainly() -> Generator[None]:
    """Say in a sentence what went wrong with a file or a server."""
    try:
        yield
    except (BackupRefused, EncryptionFailed, CannotMove) as error:
        stop(f"{error} {NOTHING_CHANGED}")
    except CopyDiffers as error:
        stop(f"The copy of {error} differs from the original. {NOTHING_CHANGED}")
    except LoadUnderWay:
        stop(f"A load is running. {NOTHING_CHANGED}")
    except OSError as error:
        stop(f"{error.filename or 'The file'}: {error.strerror}. {NOTHING_CHANGED}")
