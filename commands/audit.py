"""The commands for the audit: verify it, anchor it outside the database, delete records past their retention."""

import sys
from datetime import date, datetime
from getpass import getuser
from pathlib import Path
from typing import Annotated

import typer

from commands.council import CouncilId, OneOrAll, council_of, some_councils, stop
from commands.progress import shown_progress
from config import clock
from config.council import Council
from data_access.audit import retention, verification
from data_access.audit.anchors import anchor_file, read_anchors, write_anchor

app = typer.Typer()

AnchorFile = Annotated[
    Path | None,
    typer.Option(help="Another file with anchors, such as a copy of the system's log from another machine."),
]
Before = Annotated[
    datetime, typer.Option(formats=["%Y-%m-%d"], help="Delete records older than this day, such as 2020-11-30.")
]
NO_ANCHOR = (
    "No anchor was found, so it would not be noticed if the newest records were cut off. Let a timer run "
    "“python manage.py anchor-audit” every hour."
)
EveryRecord = Annotated[bool, typer.Option("--every-record", hidden=True)]


@app.command()
def verify_audit(council: OneOrAll = "", anchors: AnchorFile = None, every_record: EveryRecord = False) -> None:
    """Verify every audit record and the anchors, and name the first broken record. Ends with 1 if there is one."""
    if every_record:
        print("--every-record is no longer needed: every record is always verified.", file=sys.stderr)
    if anchors is not None and not anchors.exists():
        stop(f"There is no file {anchors}.")
    for chosen in some_councils(council):
        _verify(chosen, anchors)


@app.command()
def anchor_audit(council: OneOrAll = "") -> None:
    """Write the newest audit record's signature to the system's log and a file beside the data. For an hourly timer."""
    for chosen in some_councils(council):
        try:
            anchor = write_anchor(chosen)
        except OSError as error:
            stop(f"The anchor could not be written to {anchor_file(chosen)} ({error.strerror}).")
        print(anchor or f"{chosen.name} has no audit record yet.")


@app.command()
def purge_audit(
    council: CouncilId,
    before: Before,
    reason: Annotated[str, typer.Option(help="The reason, such as the retention period. It is recorded.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete audit records older than a given day. The deletion is recorded, and the rest can still be verified."""
    chosen, day = council_of(council), date(before.year, before.month, before.day)
    number = retention.count_before(chosen, day)
    if not number:
        stop(f"No audit record is older than {day:%d/%m/%Y}. Nothing was deleted.", ended=0)
    if not yes and not typer.confirm(f"Delete {_records(number)} from before {day:%d/%m/%Y} for good?"):
        stop("Nothing was deleted.")
    with shown_progress() as tick:
        deleted = retention.purge(chosen, before=day, reason=reason, by=getuser(), tick=tick)
    print(f"Deleted {_records(deleted)}. The deletion and its reason are recorded.")


def _records(number: int) -> str:
    return f"{number:,} audit {'record' if number == 1 else 'records'}"


def _restored_words(restored: verification.Restored) -> str:
    when = f"On {datetime.fromisoformat(restored.at).astimezone(clock.LONDON):%d/%m/%Y at %H:%M} a backup was restored"
    if restored.replaced is None:
        return f"{when}. Any records after {restored.head:,} made before then are not in this database."
    lost = restored.replaced - restored.head
    if lost <= 0:
        return f"{when}; no record was lost."
    return f"{when}: {_records(lost)} made before then, from {restored.head + 1:,} on, no longer in this database."


def _verify(council: Council, anchors: Path | None) -> None:
    known = read_anchors(council, anchor_file(council))
    if anchors is not None:
        known += read_anchors(council, anchors)
    with shown_progress() as tick:
        found = verification.verify(council, anchors=known, tick=tick)
    if found.first_broken is not None:
        stop(f"{council.name}: record {found.first_broken} is broken: {found.why}.")
    purged = f", from record {found.begins} on; older ones were deleted as recorded" if found.begins > 1 else ""
    print(f"{council.name}: {_records(found.records)}, unbroken{purged}.")
    for restored in found.restored:
        print(_restored_words(restored))
    print(f"Anchors that agree: {found.anchors:,}." if found.anchors else NO_ANCHOR)
