"""The councils' databases: reachable, the right version, loaded, backed up, sources on time, audit unbroken."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta

from config import clock
from config.council import Council
from config.environment import read_environment
from data_access.accounts import failed_tries, second_factor
from data_access.audit import verification
from data_access.audit.anchors import anchor_file, is_overdue, read_anchors
from data_access.errors import OtherSchema, Unavailable
from data_access.loading.stopped_load import get_stopped
from data_access.people.restricting import restricted_people
from data_access.upkeep import room
from data_access.upkeep.health import Health, get_health
from doctor import Finding, error, fine, warning
from doctor.database_rights import check_rights

BACKUP_DUE, BACKUP_LATE = timedelta(hours=26), timedelta(days=7)
LOAD_DUE = timedelta(hours=50)
"""Two nights and two hours: a single failed load shows in the morning by its own exit code."""
ROOM_SOON, ROOM_NOW = 90, 14
"""Days until the disk is full, at the present growth: a council may take weeks to get a larger one."""
CLOCKS_APART = timedelta(seconds=5)
NEWEST = 10_000
"""How many audit records are verified here; `verify-audit` verifies them all."""


def check_database(council: Council) -> Iterator[Finding]:
    """All checks of one council's database."""
    try:
        health = get_health(council)
    except OtherSchema as other:
        what, _, to_do = str(other).partition(". ")
        yield error("database", f"{what}.", to_do)
        return
    except Unavailable as away:
        yield error(
            "database",
            f"{council.name}: the database cannot be used ({away}).",
            "Check that the database server runs, or that the data folder exists and the disk is not full. Workers "
            "are told to follow current practice meanwhile.",
        )
        return
    yield fine("database", f"{council.name}: the database answers and is the right version.")
    yield from check_rights(council)
    yield from _load(council, health)
    yield from _sources(council, health)
    yield from _backup(council, health)
    yield from _clocks(council, health)
    yield from _growth(council)
    yield from _restrictions(council)
    yield from _guessing(council)
    yield from _codes(council)
    yield from _audit(council, health)


def _restrictions(council: Council) -> Iterator[Finding]:
    number = len(restricted_people.list_unsettled(council))
    if number:
        what = f"{council.name}: restrictions that a load could not assign for certain: {number}."
        yield warning("restrictions", what, "Ask the data officer to settle them on the page Restricted people.")


def _growth(council: Council) -> Iterator[Finding]:
    growth = room.bytes_a_day(council)
    if growth is None:
        return
    free = shutil.disk_usage(read_environment().data).free
    days = free / growth
    words = f"{council.name}: its records grow by {growth / 1e6:,.1f} MB a day."
    if days > ROOM_SOON:
        yield fine("growth", words)
        return
    fix = "Get a larger disk, or delete records past their retention: python manage.py purge-audit (docs/audit.md)."
    said = f"{words} The disk will be full in {days:,.0f} days, and then nothing can be shown."
    yield (error if days < ROOM_NOW else warning)("growth", said, fix)


def _guessing(council: Council) -> Iterator[Finding]:
    flood = failed_tries.find_flood(council)
    if flood is None:
        yield fine("guessing", f"{council.name}: no one has been guessing passwords in the last 24 hours.")
        return
    since = "It is going on" if flood.is_going_on else f"The last was at {_when(flood.last_at)}"
    words = f"{council.name}: someone has been guessing passwords: {flood.failures:,} failed sign-ins in 24 hours"
    fix = (
        "See where they come from: the audit, action “Failed sign-ins of one minute”. Find that machine, or close its "
        "address at the firewall. Names are locked and addresses slowed meanwhile."
    )
    known = f"{flood.addresses:,} known address{'es' * (flood.addresses != 1)}"
    said = f"{words} from {known}. {since}."
    yield (error if flood.is_going_on else warning)("guessing", said, fix)


def _codes(council: Council) -> Iterator[Finding]:
    number = second_factor.count_unreadable(council)
    if number:
        whose = f"{council.name}: the codes of {number:,} account{'s' * (number != 1)} cannot be checked"
        fix = (
            "These workers cannot sign in. Put back the key that FAMILY_CONTEXT_AUDIT_KEY had before. If it is lost, "
            f"for each of them: python manage.py reset-second-factor, with --council {council.id}"
        )
        yield error("codes", f"{whose}: the audit's key has changed since they were set up.", fix)


def _load(council: Council, health: Health) -> Iterator[Finding]:
    load = f"Load an extract: python manage.py load --council {council.id} with the folder"
    if stopped := get_stopped(council):
        words = (
            f"{council.name}: the load of {_when(stopped.at)} stopped: {stopped.why}. What was loaded before is in use."
        )
        yield error("load", words, f"See what it said: journalctl -u family-context-load@{council.id}")
    if health.loaded_at is None:
        yield error("load", f"{council.name}: nothing is loaded.", load)
    elif not health.is_readable:
        yield error("load", f"{council.name}: the extract in use was built by an earlier version.", load)
    elif clock.now() - health.loaded_at > LOAD_DUE:
        fix = "See what the last load said: journalctl -u family-context-load"
        yield warning("load", f"{council.name}: the last load was on {_when(health.loaded_at)}.", fix)
    else:
        yield fine("load", f"{council.name}: loaded on {_when(health.loaded_at)}.")


def _sources(council: Council, health: Health) -> Iterator[Finding]:
    late = []
    for one in health.sources:
        what = f"{council.name}, {one.source_id}"
        ask = "Ask whoever sends it. Until then workers see that it may be out of date or could not be checked."
        if not one.is_readable:
            late.append(warning("sources", f"{what}: it could not be read.", ask))
        elif clock.now() - one.current_as_of > one.may_be:
            late.append(warning("sources", f"{what}: late: last updated {_when(one.current_as_of)}.", ask))
    yield from late
    if health.sources and not late:
        yield fine("sources", f"{council.name}: all {len(health.sources)} sources are on time.")


def _backup(council: Council, health: Health) -> Iterator[Finding]:
    fix = "Run python manage.py backup with the folder, and check that its timer is on: systemctl list-timers"
    if health.backed_up_at is None:
        yield warning("backup", f"{council.name}: no backup has been made.", fix)
        return
    age, words = clock.now() - health.backed_up_at, f"{council.name}: backed up on {_when(health.backed_up_at)}."
    if age <= BACKUP_DUE:
        yield fine("backup", words)
    else:
        yield (error if age > BACKUP_LATE else warning)("backup", words, fix)


def _clocks(council: Council, health: Health) -> Iterator[Finding]:
    fix = "Correct the clock (timedatectl), then check which records were made meanwhile; their order is right anyway."
    if health.newest_at is not None and health.newest_at > clock.now() + CLOCKS_APART:
        words = f"{council.name}: the clock went back: the newest record is dated {_when(health.newest_at)}."
        yield error("clock", words, fix)
    if health.server_time is not None and abs(health.server_time - clock.now()) > CLOCKS_APART:
        apart = abs(health.server_time - clock.now()).total_seconds()
        yield warning("clock", f"{council.name}: this clock and the database server's are {apart:,.0f} s apart.", fix)


def _audit(council: Council, health: Health) -> Iterator[Finding]:
    try:
        elsewhere = read_environment().anchors
        anchors = read_anchors(council, anchor_file(council))
        kept = read_anchors(council, elsewhere) if elsewhere else []
    except OSError:
        fix = f"Let the tool's user read {anchor_file(council)}, and the file in FAMILY_CONTEXT_ANCHORS."
        yield error("audit", f"{council.name}: the anchors cannot be read.", fix)
        return
    found = verification.verify(council, anchors=anchors + kept, newest=NEWEST)
    if found.first_broken is not None:
        yield error(
            "audit",
            f"{council.name}: audit record {found.first_broken} is broken: {found.why}.",
            f"Run: python manage.py verify-audit --council {council.id}, and inform information governance.",
        )
        return
    yield fine("audit", f"{council.name}: the newest {found.records:,} audit records are unbroken.")
    if not health.newest_record:
        return
    every_hour = "Let a timer run every hour: python manage.py anchor-audit"
    if elsewhere and is_overdue(kept):
        words = f"{council.name}: {elsewhere} has no anchor of the last two hours from the other machine."
        yield error("audit", words, "See that the system's log still goes there, and comes back (docs/audit.md).")
    if not anchors + kept:
        words = f"{council.name}: no anchor was found, so no one would notice if the newest records were cut off."
        yield error("audit", words, f"{every_hour}. If there were anchors before, inform information governance.")
    elif is_overdue(anchors + kept):
        yield warning("audit", f"{council.name}: the audit was last anchored at {(anchors + kept)[-1].at}.", every_hour)
    else:
        yield fine("audit", f"{council.name}: anchored; anchors that agree: {found.anchors:,}.")


def _when(at: datetime) -> str:
    return f"{at.astimezone(clock.LONDON):%d/%m/%Y at %H:%M}"
