"""Load an extract: it is built beside the one in use, and readers switch to it when it is complete."""

import gc
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, insert, select

from config import clock
from config.council import Council
from config.progress import Tick, quiet
from data_access.accounts import accounts
from data_access.audit import chain
from data_access.audit.chain import Action, Entry, Who
from data_access.errors import NoExtract, TooFewLines
from data_access.loading import quality_reports
from data_access.loading.carry_over import carry_over, is_readable, rows_in_use
from data_access.loading.extract_building import Builder
from data_access.loading.extract_store import building, clear_leftovers, drop_extracts_before, load_lock
from data_access.loading.first_seen import with_first_seen
from data_access.loading.linking import link_people
from data_access.loading.release_memory import release_memory
from data_access.people import person_ids
from data_access.people.match_decisions import read_decided
from data_access.storage.app_tables import current_extract
from data_access.storage.database import CouncilDatabase, database_of
from data_access.storage.extract_tables import extract_info, source
from extracts import quality
from extracts.checks import ExtractFiles, read_extract
from extracts.quality_report import QualityReport


@dataclass(frozen=True)
class ExtractState:
    """The extract in use. `journey` and `fingerprints` come from the settings it was built with.

    `is_readable` is False if it was built before an upgrade that changed its tables: it must be loaded again.
    """

    number: int
    journey: int
    is_demo: bool
    built_at: datetime
    fingerprints: dict[str, str]
    is_readable: bool


@dataclass(frozen=True)
class Loaded:
    """The result of a load or, if `number` is None, of a check only. `notes` have no personal data."""

    number: int | None
    people: int
    rows: dict[str, int]
    notes: tuple[str, ...]


def get_extract_state(council: Council) -> ExtractState | None:
    """The state of the extract in use, None before the first load. No personal data. Raises Unavailable."""
    try:
        with database_of(council).reading() as (connection, _):
            info = connection.execute(select(extract_info)).one()
            prints = connection.execute(select(source.c.source_id, source.c.fingerprint))
            fingerprints = {row.source_id: row.fingerprint for row in prints}
            readable = is_readable(connection)
    except NoExtract:
        return None
    return ExtractState(info.number, info.journey, info.is_demo, info.built_at, fingerprints, readable)


def load_folder(
    council: Council, folder: Path, *, loaded_by: str, accept_fall: bool = False, tick: Tick = quiet
) -> Loaded:
    """Read, check and load the files in a folder, as `load_extract` does. Also raises ExtractRefused."""
    database = database_of(council)
    with load_lock(database), _no_garbage_collection():
        # Passed on without a variable, so that a load can free the tables as it uses them.
        return _load(
            database, council, read_extract(council, folder, tick=tick),
            loaded_by=loaded_by, accept_fall=accept_fall, tick=tick,
        )  # fmt: skip


def load_extract(
    council: Council,
    files: ExtractFiles,
    *,
    loaded_by: str,
    is_demo: bool = False,
    accept_fall: bool = False,
    tick: Tick = quiet,
) -> Loaded:
    """Build the checked files into a new extract and switch to it; recorded.

    If the load stops midway, the extract in use stays in use. Loading real data removes the demonstration accounts.
    Raises LoadUnderWay, TooFewLines unless the fall is accepted, DiskFull, Unavailable, or ValueError if demonstration
    data would replace real data.
    """
    database = database_of(council)
    with load_lock(database):
        return _load(database, council, files, loaded_by=loaded_by, is_demo=is_demo, accept_fall=accept_fall, tick=tick)


def check_folder(council: Council, folder: Path, *, accept_fall: bool = False, tick: Tick = quiet) -> Loaded:
    """Do all that a load does before building, and say what it would load. Changes nothing. Raises as a load does."""
    database = database_of(council)
    files = read_extract(council, folder, tick=tick)
    if not accept_fall and (falls := _falls(database, council, files)):
        raise TooFewLines(falls)
    files = _prepare(database, council, files, tick)
    return _loaded(None, files, Builder(council, files))


def _load(
    database: CouncilDatabase,
    council: Council,
    files: ExtractFiles,
    *,
    loaded_by: str,
    is_demo: bool = False,
    accept_fall: bool = False,
    tick: Tick = quiet,
) -> Loaded:
    before = get_extract_state(council)
    if is_demo and before and not before.is_demo:
        raise ValueError(f"{council.name} has real data. Demonstration data cannot replace it.")
    falls = _falls(database, council, files)
    if falls and not accept_fall:
        raise TooFewLines(falls)
    previous = database.current_extract() or 0
    number = previous + 1
    clear_leftovers(database, previous)
    files = _prepare(database, council, files, tick)
    release_memory()
    tick("Data quality", 0, 0)
    report = quality.measure(council, files, extract=number)
    builder = Builder(council, files)
    files = builder.files
    release_memory()
    report = replace(report, notes=_notes(files, builder))
    with building(database, number, tick) as built:
        info = {"number": number, "council_id": council.id, "journey": council.journey}
        built.connection.execute(insert(extract_info).values(info | {"is_demo": is_demo, "built_at": clock.now()}))
        built.connection.execute(insert(source), builder.sources())
        for stage, table, rows, of in builder.steps():
            built.fill(stage, table, rows, of)
        with database.reading_app() as app:
            kept = person_ids.ids_kept(app)
        merges = person_ids.find_merges(built.connection, kept)
    tick("Switching to the new extract", 0, 0)
    about = {"accepted_fall": falls} if falls else None
    _switch(database, number, loaded_by, is_demo=is_demo, about=about, merges=merges, report=report)
    drop_extracts_before(database, previous)
    return _loaded(number, files, builder)


def _prepare(database: CouncilDatabase, council: Council, files: ExtractFiles, tick: Tick) -> ExtractFiles:
    """The files ready to build: missing sources are carried over, and people are matched across services."""
    files = link_people(council, carry_over(council, files, database), read_decided(database), tick=tick)
    return replace(files, waiting=with_first_seen(files.waiting, database))


@contextmanager
def _no_garbage_collection() -> Generator[None]:
    """Turn garbage collection off: the rows have no reference cycles, and looking for them took a sixth of a load."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _falls(database: CouncilDatabase, council: Council, files: ExtractFiles) -> list[tuple[str, int, int]]:
    """The files with far fewer lines than in the extract in use: something may have gone wrong."""
    least_share = 1 - council.extract.most_fall / 100
    rows_before = rows_in_use(database)
    return [
        (name, rows_before[name], number)
        for name, number in files.rows.items()
        if name in rows_before and number < least_share * rows_before[name]
    ]


def _switch(
    database: CouncilDatabase,
    number: int,
    loaded_by: str,
    *,
    is_demo: bool,
    about: dict | None,
    merges: list[tuple[str, str]],
    report: QualityReport,
) -> None:
    with database.writing() as connection:
        if not is_demo:
            accounts.delete_demo_accounts(connection)
        connection.execute(delete(current_extract))
        connection.execute(insert(current_extract).values(only=1, number=number, switched_at=clock.now()))
        quality_reports.save_within(connection, report)
        entry = Entry(Action.LOADED_EXTRACT, about=about)
        chain.append_within(connection, Who(loaded_by, "system"), [entry], extract=number)
        person_ids.record_merges(connection, merges, by=loaded_by, extract=number)


def _loaded(number: int | None, files: ExtractFiles, builder: Builder) -> Loaded:
    return Loaded(number, len(builder.people), files.rows, _notes(files, builder))


def _notes(files: ExtractFiles, builder: Builder) -> tuple[str, ...]:
    notes = list(files.notes)
    if builder.left_out == 1:
        notes.append("1 person not linked to any child was left out (journey 2)")
    elif builder.left_out:
        notes.append(f"{builder.left_out} people not linked to any child were left out (journey 2)")
    return tuple(notes)
