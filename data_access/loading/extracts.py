"""Load an extract: it is built beside the one in use, and readers switch to it when it is complete."""

import gc
import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select

from config import clock
from config.council import Council
from config.progress import Tick, is_done_beside, quiet
from config.relationships import Kind
from data_access.accounts import accounts
from data_access.audit import chain
from data_access.audit.chain import Action, Entry, Who
from data_access.errors import Change, RestrictionsLost, Unavailable, Unlikely
from data_access.loading import followed_restrictions, identities, quality_reports
from data_access.loading.carry_over import carry_over
from data_access.loading.extract_building import Builder
from data_access.loading.extract_state import ExtractState, get_extract_state
from data_access.loading.extract_store import (
    building,
    clear_leftovers,
    drop_extracts_before,
    filled_beside,
    load_lock,
)
from data_access.loading.first_seen import with_first_seen
from data_access.loading.followed_restrictions import Followed
from data_access.loading.identities import Identities, Known
from data_access.loading.linking import link_people
from data_access.loading.naming.doubled_people import mark_doubled
from data_access.loading.naming.several_people import tell_apart
from data_access.loading.plausible import find_unlikely, find_unlikely_matches, stop_if, with_unchanged
from data_access.loading.rejected_list import write_list
from data_access.loading.release_memory import free_large_tables_at_once, release_memory
from data_access.people import person_ids
from data_access.people.match_decisions import read_decided, rename_records
from data_access.storage.app_tables import audit_event, current_extract
from data_access.storage.database import CouncilDatabase, database_of
from data_access.storage.extract_tables import extract_info, source
from extracts import quality
from extracts.checks import ExtractFiles, read_extract
from extracts.quality_report import Quality, QualityReport
from extracts.sheet import RejectedRow


@dataclass(frozen=True)
class Loaded:
    """The result of a load or, if `number` is None, of a check only. Nothing in it is personal.

    `quality` has the report, and that of the load before. `rejected` lists the rows that were wrong and kept out.
    """

    number: int | None
    people: int
    rows: dict[str, int]
    notes: tuple[str, ...]
    quality: Quality
    rejected: tuple[RejectedRow, ...]


def load_folder(
    council: Council,
    folder: Path,
    *,
    loaded_by: str,
    accept_fall: bool = False,
    accept_lost: bool = False,
    tick: Tick = quiet,
) -> Loaded:
    """Read, check and load the files in a folder, as `load_extract` does. Also raises ExtractRefused."""
    database = database_of(council)
    free_large_tables_at_once()
    with load_lock(database), _no_garbage_collection():
        # Passed on without a variable, so that a load can free the tables as it uses them.
        return _load(
            database, council, read_extract(council, folder, tick=tick),
            loaded_by=loaded_by, accept_fall=accept_fall, accept_lost=accept_lost, tick=tick,
        )  # fmt: skip


def load_extract(
    council: Council,
    files: ExtractFiles,
    *,
    loaded_by: str,
    is_demo: bool = False,
    accept_fall: bool = False,
    accept_lost: bool = False,
    tick: Tick = quiet,
) -> Loaded:
    """Build the checked files into a new extract and switch to it; recorded.

    If the load stops midway, the extract in use stays in use. Loading real data removes the demonstration accounts.
    `accept_fall` accepts all that is unlikely after the extract in use (plausible.py), a fall in lines first of all.
    Raises LoadUnderWay, TooFewLines or UnlikelyExtract unless that is accepted, RestrictionsLost unless it is accepted
    that several restrictions fit no one any more, DiskFull, Unavailable, OSError, or ValueError if demonstration data
    would replace real data.
    """
    database = database_of(council)
    accepted = {"accept_fall": accept_fall, "accept_lost": accept_lost}
    with load_lock(database):
        return _load(database, council, files, loaded_by=loaded_by, is_demo=is_demo, **accepted, tick=tick)


def check_folder(
    council: Council, folder: Path, *, accept_fall: bool = False, accept_lost: bool = False, tick: Tick = quiet
) -> Loaded:
    """Do all that a load does before building, and say what it would load. Changes nothing. Raises as a load does."""
    database = database_of(council)
    free_large_tables_at_once()
    files = read_extract(council, folder, tick=tick)
    stop_if(find_unlikely(database, council, files), accepted=accept_fall)
    known = identities.read_known(council)
    files = tell_apart(council, files)
    who = _recognise(council, files, known, accept_lost=accept_lost)
    files = _prepare(database, council, files, who, tick)
    before = get_extract_state(council)
    files, measured = _measure(council, files, (database.current_extract() or 0) + 1, before)
    stop_if(find_unlikely_matches(council, measured), accepted=accept_fall)
    builder = Builder(council, files, who)
    return _loaded(None, files, builder, measured, _notes(council, files, builder))


def _load(
    database: CouncilDatabase,
    council: Council,
    files: ExtractFiles,
    *,
    loaded_by: str,
    accept_fall: bool,
    accept_lost: bool,
    tick: Tick,
    is_demo: bool = False,
) -> Loaded:
    before = get_extract_state(council)
    if is_demo and before and not before.is_demo:
        raise ValueError(f"{council.name} has real data. Demonstration data cannot replace it.")
    unlikely = find_unlikely(database, council, files)
    stop_if(unlikely, accepted=accept_fall)
    previous = database.current_extract() or 0
    number = previous + 1
    clear_leftovers(database, previous)
    known = identities.read_known(council)
    files = tell_apart(council, files)
    who = _recognise(council, files, known, accept_lost=accept_lost)
    release_memory()
    files = _prepare(database, council, files, who, tick)
    release_memory()
    tick("Data quality", 0, 0)
    files, measured = _measure(council, files, number, None if is_demo else before)
    unlikely += (matches := find_unlikely_matches(council, measured))
    stop_if(matches, accepted=accept_fall)
    builder = Builder(council, files, who)
    files = builder.files
    release_memory()
    notes = _notes(council, files, builder)
    measured = replace(measured, report=replace(measured.report, notes=notes))
    _build(database, number, builder, is_demo, tick)
    write_list(database, number, files)
    tick("Restricted people", 0, 0)
    about = _accepted(unlikely)
    if lost := known.lost(who):
        about["restrictions_that_fit_no_one"] = lost
    while True:
        followed, merges = _follow(database, number, who, known)
        switch = _Switch(number, loaded_by, is_demo, about, followed, merges, who, measured.report)
        tick("Switching to the new extract", 0, 0)
        if switch.make(database):
            break
    return _loaded(number, files, builder, measured, (*notes, followed.note, _tidy_up(database, previous)))


def _build(database: CouncilDatabase, number: int, builder: Builder, is_demo: bool, tick: Tick) -> None:
    # A server of PostgreSQL is a second process as it is.
    is_beside = database.is_sqlite and is_done_beside(builder.lines)
    lines = filled_beside(database, number, builder.steps_of_lines(), tick, is_beside=is_beside)
    # Forked first: no other process may use a connection of SQLite.
    with lines as add_lines, building(database, number, tick) as built:
        info = {"number": number, "council_id": builder.council.id, "journey": builder.council.journey}
        built.connection.execute(insert(extract_info).values(info | {"is_demo": is_demo, "built_at": clock.now()}))
        built.connection.execute(insert(source), builder.sources())
        for stage, table, rows, of in builder.steps():
            built.fill(stage, table, rows, of)
            if is_beside:
                # The two processes must not each keep what they have freed.
                release_memory()
        add_lines(built)


def _tidy_up(database: CouncilDatabase, previous: int) -> str:
    """Delete the extracts before the last. The new one is in use already, so a note says if that fails."""
    try:
        drop_extracts_before(database, previous)
    except (OSError, Unavailable):
        return "An old extract could not be deleted; the next load tries again"
    return ""


def _measure(
    council: Council, files: ExtractFiles, number: int, before: ExtractState | None
) -> tuple[ExtractFiles, Quality]:
    """The report on the files, beside the one of the extract in use (`before`); and the files, dated by it
    (plausible.py)."""
    kept = quality_reports.read_quality(council, loads=1) if before and not before.is_demo else None
    report = quality.measure(council, files, extract=number)
    previous = kept.report if kept else None
    files, report = with_unchanged(files, report, previous)
    return files, Quality(report, previous)


def _accepted(unlikely: list[Unlikely]) -> dict[str, object]:
    """What the audit keeps of an extract that was accepted although it is unlikely."""
    falls = [(one.what, one.before, one.now) for one in unlikely if one.change is Change.FALL]
    others = [(one.change.value, one.what, one.before, one.now) for one in unlikely if one.change is not Change.FALL]
    about: dict[str, object] = {"accepted_fall": falls} if falls else {}
    return about | ({"accepted_unlikely": others} if others else {})


def _recognise(council: Council, files: ExtractFiles, known: Known, *, accept_lost: bool) -> Identities:
    """Who is who. Raises RestrictionsLost if several restrictions that fitted someone fit no one any more."""
    who = identities.find_identities(council, files, known)
    lost = known.lost(who)
    if lost >= followed_restrictions.SEVERAL and not accept_lost:
        raise RestrictionsLost(lost)
    return who


def _prepare(
    database: CouncilDatabase, council: Council, files: ExtractFiles, who: Identities, tick: Tick
) -> ExtractFiles:
    """The files ready to build: missing sources are carried over, and people are matched across services."""
    decided = read_decided(database).renamed(who.records)
    files = mark_doubled(council, carry_over(council, files, database, who))
    files = link_people(council, files, decided, who, tick=tick)
    return replace(files, waiting=with_first_seen(files.waiting, database))


def _follow(
    database: CouncilDatabase, number: int, who: Identities, known: Known
) -> tuple[Followed, list[tuple[str, str]]]:
    """Who is to be hidden in the new extract, and its links between IDs that the app half knows."""
    with identities.reading_any_extract(database) as (app, has_extract), database.reading_extract(number) as new:
        knows_it = has_extract and _knows_extract_in_use(app)
        followed = followed_restrictions.follow(app, new, who, known.marks, has_old_extract=knows_it)
        return followed, person_ids.find_merges(new, person_ids.ids_kept(app))


def _knows_extract_in_use(app: Connection) -> bool:
    """Whether the app half is the one that this extract was loaded into. After a backup from before that load was
    restored it knows nothing of whom the load hid, so no one counts as found before."""
    loads = select(audit_event.c.record).where(audit_event.c.action == Action.LOADED_EXTRACT.value)
    newest = app.scalar(loads.order_by(audit_event.c.seq.desc()).limit(1))
    return newest is not None and json.loads(newest)["extract"] == app.scalar(select(current_extract.c.number))


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


class _RestrictedMeanwhile(Exception):
    """Someone restricted a person while the extract was built."""


@dataclass(frozen=True)
class _Switch:
    """All that changes in the app half when an extract comes into use, in one transaction."""

    number: int
    loaded_by: str
    is_demo: bool
    about: dict
    followed: Followed
    merges: list[tuple[str, str]]
    who: Identities
    report: QualityReport

    def make(self, database: CouncilDatabase) -> bool:
        """Switch. False, with nothing changed, if someone has been restricted who was not considered."""
        try:
            with database.writing() as connection:
                self._write(connection)
        except _RestrictedMeanwhile:
            return False
        return True

    def _write(self, connection: Connection) -> None:
        who = Who(self.loaded_by, "system")
        # First of all, so that whoever appends to the audit waits, and no restriction comes between.
        chain.append_within(connection, who, [Entry(Action.LOADED_EXTRACT, about=self.about)], extract=self.number)
        if not followed_restrictions.hide(connection, self.followed, by=self.loaded_by, extract=self.number):
            raise _RestrictedMeanwhile
        if not self.is_demo:
            accounts.delete_demo_accounts(connection)
        connection.execute(delete(current_extract))
        connection.execute(insert(current_extract).values(only=1, number=self.number, switched_at=clock.now()))
        quality_reports.save_within(connection, self.report)
        rename_records(connection, self.who.records)
        person_ids.record_aliases(connection, self.merges, self.who.aliases)
        person_ids.restrict_merged(connection, self.merges, by=self.loaded_by, extract=self.number)


def _loaded(
    number: int | None, files: ExtractFiles, builder: Builder, measured: Quality, notes: tuple[str, ...]
) -> Loaded:
    rejected = tuple(sorted(row for rows in files.rejected.values() for row in rows))
    return Loaded(number, len(builder.people), files.rows, tuple(filter(None, notes)), measured, rejected)


def _notes(council: Council, files: ExtractFiles, builder: Builder) -> tuple[str, ...]:
    notes = [*files.notes, *_relationship_notes(council, files)]
    if builder.left_out == 1:
        notes.append("1 person not linked to any child was left out (journey 2)")
    elif builder.left_out:
        notes.append(f"{builder.left_out} people not linked to any child were left out (journey 2)")
    return tuple(notes)


def _relationship_notes(council: Council, files: ExtractFiles) -> list[str]:
    """What was left out of the relationships. Kinds are counted and not named: they are a text of the file."""
    links, notes = files.relationships, []
    own = int((links["child_key"] == links["person_key"]).sum())
    if own:
        notes.append(f"Relationships: {own} {'line' if own == 1 else 'lines'} left out, a person linked to themselves")
    kinds = council.relationships.split(links["relationship"].unique())[Kind.NOT_SET_UP]
    if kinds:
        lines = int(links["relationship"].isin(kinds).sum())
        notes.append(
            f"Relationships: {len(kinds)} {'kind' if len(kinds) == 1 else 'kinds'} in {lines} "
            f"{'line is' if lines == 1 else 'lines are'} not set up and not shown. "
            f"Run: python manage.py relationships --council {council.id}"
        )
    return notes
