"""The commands for extracts: load one, draft a council's settings, the demonstration, the data quality report."""

import os
import tempfile
import traceback
from collections.abc import Generator
from contextlib import contextmanager
from getpass import getuser
from pathlib import Path
from typing import Annotated

import typer

from commands.council import CouncilId, council_of, stop
from commands.database_server import unusable_words
from commands.draft import write_draft
from commands.load_words import rejected_lines, table_lines, unlikely_words
from commands.progress import is_on_terminal, shown_progress
from commands.relationships import draft_relationships
from config import clock
from config.council import Council
from config.environment import read_environment
from config.problems import SettingsError
from config.reading import read_council, read_councils
from data_access.accounts import accounts, passwords
from data_access.audit import settings_changes
from data_access.errors import (
    DataAccessError,
    DiskFull,
    LoadUnderWay,
    NoExtract,
    RestrictionsLost,
    TooFewLines,
    Unavailable,
    UnlikelyExtract,
)
from data_access.loading import extract_state, extracts, quality_reports, stopped_load
from data_access.loading.extract_store import NO_ROOM
from data_access.loading.rejected_list import list_path
from data_access.storage.database import database_of
from demo_data.own_keys import with_own_keys
from demo_data.workers import DEMO_PASSWORD, DEMO_WORKERS
from demo_data.writing import write_extract
from extracts.checks import ExtractRefused, read_extract
from pages.components.documents.quality_files import write_quality_files
from pages.components.formatting import counted

app = typer.Typer()
# The exit codes of `load`, for whatever runs it every night; 0 is loaded, 1 anything else, 2 a misspelt option.
REFUSED, FALL, UNDER_WAY, NO_DATABASE = 3, 4, 5, 6
LOST, UNLIKELY = 7, 8
WHY_STOPPED = {
    REFUSED: "the files were refused",
    FALL: "a file had far fewer lines",
    NO_DATABASE: "the database or the disk could not be used",
    LOST: "restricted people were not in the files",
    UNLIKELY: "a file was far larger or older, or far more or fewer records were matched",
}
"""For `check`, by exit code."""
NOTHING_LOADED = "Nothing was loaded; the extract in use stays in use."


@app.command()
def demo(
    if_needed: Annotated[bool, typer.Option(help="Only if there is no data, or a demo of another day.")] = False,
) -> None:
    """Build the demonstration data and accounts of every council again. Never replaces real data."""
    for council in read_councils(read_environment().councils):
        state = extract_state.get_extract_state(council)
        if if_needed and state and not (state.is_demo and _is_outdated(council, state)):
            continue
        with tempfile.TemporaryDirectory() as folder:
            written = with_own_keys(council)
            write_extract(written, Path(folder), now=clock.now())
            files = read_extract(written, Path(folder))
        loaded = extracts.load_extract(written, files, loaded_by=getuser(), is_demo=True)
        hashed = passwords.hash_password(DEMO_PASSWORD)
        for worker in DEMO_WORKERS:
            if worker.council_id == council.id:
                accounts.save_account(
                    council,
                    username=worker.username,
                    display_name=worker.display_name,
                    role=worker.role,
                    password_hash=hashed,
                    is_demo=True,
                )
        print(f"{council.name}: demonstration data, {loaded.people} invented people (extract {loaded.number}).")
        _write_quality(council)


@app.command()
def load(
    folder: Annotated[Path, typer.Argument(help="The folder with the CSV files.")],
    council: CouncilId,
    check: Annotated[bool, typer.Option("--check", help="Say what would be loaded; change nothing.")] = False,
    accept_fall: Annotated[
        bool,
        typer.Option("--accept", "--accept-fall", help="Load what is unlikely after the extract in use: it is right."),
    ] = False,
    accept_lost: Annotated[
        bool, typer.Option("--accept-lost", help="Load even if several restrictions fit no one any more.")
    ] = False,
) -> None:
    """Check all files of an extract, build it beside the extract in use, and switch to it.

    Ends with 0 when loaded, 3 when the files are refused, 4 when a file has far fewer lines and that is not accepted,
    5 while another load is running, 6 when the database or the disk cannot be used, 7 when several restrictions fit no
    one any more and that is not accepted, 8 when something else is unlikely after the extract in use (a file far larger
    or older, far more or fewer records matched) and that is not accepted, and 1 for anything else.
    """
    chosen, accepted = council_of(council), {"accept_fall": accept_fall, "accept_lost": accept_lost}
    _require_folder(folder)
    with _stopped_load(chosen, with_values=is_on_terminal(), is_noted=not check), shown_progress() as tick:
        if check:
            loaded = extracts.check_folder(chosen, folder, **accepted, tick=tick)
        else:
            loaded = extracts.load_folder(chosen, folder, loaded_by=getuser(), **accepted, tick=tick)
    _say_loaded(chosen, loaded)
    if not check:
        stopped_load.forget_stopped(chosen)
        settings_changes.record_settings_changes(chosen, by=getuser())
        for path in _write_quality(chosen):
            print(f"Data quality: {path}")


def _require_folder(folder: Path) -> None:
    """Stop with a sentence, before anything else is tried, unless the folder is there and may be read."""
    closed = f"The account {getuser()} may not read the folder {folder}. Give it, or its group, the right to."
    try:
        with os.scandir(folder) as found:
            next(found, None)
        wrong = "" if os.access(folder, os.X_OK) else closed
    except FileNotFoundError:
        where = "" if folder.is_absolute() else f" in {Path.cwd()}. Give the whole path, from / on"
        wrong = f"There is no folder {folder}{where}."
    except NotADirectoryError:
        wrong = f"{folder} is a file. Give the folder that the files are in."
    except PermissionError:
        wrong = closed
    except OSError as error:
        wrong = f"The folder {folder} cannot be read ({error.strerror})."
    if wrong:
        stop(f"{NOTHING_LOADED} {wrong}", ended=REFUSED)


def _say_loaded(chosen: Council, loaded: extracts.Loaded) -> None:
    """Say what a load has loaded, or would load: such a one has no number."""
    counts = [f"{name}: {counted(number, 'line')}" for name, number in loaded.rows.items()]
    for line in (*loaded.notes, *counts, *rejected_lines(loaded.rejected), *table_lines(loaded.quality)):
        print(f"  {line}")
    if loaded.rejected and loaded.number is not None:
        print(f"Rejected rows: {list_path(database_of(chosen), loaded.number)}")
    what = "would be loaded; nothing was changed" if loaded.number is None else f"loaded (extract {loaded.number})"
    print(f"{chosen.name}: {loaded.people:,} people {what}.")


@app.command()
def draft(
    folder: Annotated[Path, typer.Argument(help="The folder with a council's files, as they are.")],
    council: Annotated[str, typer.Option(help="The council's name; if left out, the folder's.")] = "",
    journey: Annotated[int | None, typer.Option(min=1, max=2, help="1 (used if left out) or 2.")] = None,
    out: Annotated[Path | None, typer.Option(help="The file to write; else one beside the other councils'.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Draft it again; the file of before is kept.")] = False,
) -> None:
    """Look at a folder of files, draft the council's settings for them, and check the files as a load would.

    It changes no data, and writes nothing of a person's details. Ends as `load --check` does, or with 1 if nothing
    could be drafted.
    """
    with shown_progress() as tick:
        path, lines = write_draft(folder, council, journey, out, tick, replace=force)
    print(f"Written: {path}")
    for line in lines:
        print(f"  {line}")
    chosen = read_council(path)
    with _stopped_load(chosen), shown_progress() as tick:
        loaded = extracts.check_folder(chosen, folder, tick=tick)
    _say_loaded(chosen, loaded)


@contextmanager
def _stopped_load(chosen: Council, *, with_values: bool = False, is_noted: bool = False) -> Generator[None]:
    """If a load stops, say why, and end with the exit code for it; with what the files say only if that is asked for.

    If `is_noted`, it is kept for `check` that it stopped, and why.
    """
    try:
        with _said_stop(chosen, with_values=with_values):
            yield
    except typer.Exit as ended:
        if is_noted and ended.exit_code in WHY_STOPPED:
            stopped_load.note_stopped(chosen, WHY_STOPPED[ended.exit_code])
        raise
    except Exception as error:
        # A mistake of the program's own: its words, and those of what led to it, may be what the files say.
        if with_values or isinstance(error, DataAccessError | SettingsError):
            raise
        stop(f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}")


@contextmanager
def _said_stop(chosen: Council, *, with_values: bool) -> Generator[None]:
    try:
        yield
    except ExtractRefused as refused:
        problems = refused.problems if with_values else [problem.without_value for problem in refused.problems]
        lines = "\n".join(f"  {problem}" for problem in problems)
        stop(f"{NOTHING_LOADED}\n{lines}", ended=REFUSED)
    except UnlikelyExtract as found:
        lines = "\n".join(f"  {unlikely_words(one)}" for one in found.unlikely)
        ended = FALL if isinstance(found, TooFewLines) else UNLIKELY
        words = "Check the files. If they are right, add --accept (before: --accept-fall)."
        stop(f"{NOTHING_LOADED} {words}\n{lines}", ended=ended)
    except RestrictionsLost as lost:
        words = (
            f"{lost.number} restricted people are in the extract in use, and no one in the new files fits them. Their "
            "numbers may have changed, and they could be found. Check people.csv. If it is right, add --accept-lost: "
            "people who are nearly the same are hidden, and the data officer settles each."
        )
        stop(f"{NOTHING_LOADED} {words}", ended=LOST)
    except LoadUnderWay:
        stop(f"{NOTHING_LOADED} Another load for {chosen.name} is running.", ended=UNDER_WAY)
    except DiskFull:
        stop(f"{NOTHING_LOADED} The disk is full.", ended=NO_DATABASE)
    except Unavailable as error:
        stop(f"{NOTHING_LOADED} {unusable_words(error)}", ended=NO_DATABASE)
    except OSError as error:
        if error.errno in NO_ROOM:
            stop(f"{NOTHING_LOADED} The disk is full.", ended=NO_DATABASE)
        where = f"{error.filename}: " if error.filename else ""
        stop(f"{NOTHING_LOADED} The disk cannot be used ({where}{error.strerror}).", ended=NO_DATABASE)


@app.command()
def relationships(council: CouncilId) -> None:
    """Draft the lists of relationships that are shown and excluded, for the council's YAML, from the last load."""
    chosen = council_of(council)
    try:
        counts = extract_state.count_relationships(chosen)
    except NoExtract:
        stop(f"{chosen.name} has no data yet. Load an extract first.")
    for line in draft_relationships(chosen, counts):
        print(line)


@app.command()
def quality(
    council: CouncilId,
    out: Annotated[Path | None, typer.Option(help="The folder to write to; else the council's data folder.")] = None,
) -> None:
    """Write the data quality report of the extract in use again, as HTML and CSV. It holds no personal data."""
    for path in _write_quality(council_of(council), out):
        print(path)


def _write_quality(council: Council, folder: Path | None = None) -> list[Path]:
    """Write the report's files and return their paths. If they cannot be written, a finished load stays in use."""
    found = quality_reports.read_quality(council)
    if found is None:
        stop(f"{council.name} has no data quality report yet; each load makes one.")
    folder = folder or read_environment().data / council.database
    try:
        return list(write_quality_files(found, folder))
    except OSError as error:
        stop(f"The data quality report could not be written into {folder} ({error.strerror}).")


def _is_outdated(council: Council, state: extract_state.ExtractState) -> bool:
    """A demo of another day has late sources and wrong ages; with other settings it may not be readable."""
    current = {service.id: service.fingerprint for service in council.services}
    built = {source_id: value for source_id, value in state.fingerprints.items() if source_id != "cms"}
    same_day = state.built_at.astimezone(clock.LONDON).date() == clock.today()
    return not same_day or state.journey != council.journey or built != current or not state.is_readable
