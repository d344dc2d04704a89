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
from config.environment import read_environment
from data_access.accounts import kept_places
from data_access.accounts.failed_tries import record_minutes_of
from data_access.audit import retention, verification
from data_access.audit.anchors import anchor_file, find_anchors, is_overdue, read_anchors, write_anchor
from data_access.oversight import daily_counts
from extracts.dates import date_or_none

app = typer.Typer()

AnchorFile = Annotated[
    Path | None,
    typer.Option(
        "--anchors",
        "--anchor",
        help="A file with anchors as another machine kept them, such as its system log; /dev/stdin reads them from "
        "another command. If left out, the file in FAMILY_CONTEXT_ANCHORS.",
    ),
]


def _day(text: str) -> date:
    """A day as people write it, or as computers do."""
    if day := date_or_none(text, ("dd/mm/yyyy", "yyyy-mm-dd")):
        return day
    raise typer.BadParameter(f"{text} is not a day. Write it like 30/11/2020 or 2020-11-30.")


Before = Annotated[
    date, typer.Option(parser=_day, metavar="DAY", help="Delete records older than this day, such as 30/11/2020.")
]
NO_ANCHOR = (
    "no anchor was found, so no one would notice if the newest records were cut off. Let a timer run “python manage.py "
    "anchor-audit” every hour, and keep the anchors on another machine"
)
EveryRecord = Annotated[bool, typer.Option("--every-record", hidden=True)]


@app.command()
def verify_audit(council: OneOrAll = "", anchors: AnchorFile = None, every_record: EveryRecord = False) -> None:
    """Verify every audit record, what finds and counts them, and the anchors; name the first broken record.

    Ends with 1 if one is broken, or if there is no anchor: without one, a cut-off end is not noticed.
    """
    if every_record:
        print("--every-record is no longer needed: every record is always verified.", file=sys.stderr)
    elsewhere = anchors or read_environment().anchors
    if elsewhere is not None and not elsewhere.exists():
        stop(f"There is no file {elsewhere}.")
    # A file such as /dev/stdin can be read only once.
    text = None if elsewhere is None else elsewhere.read_text(encoding="utf-8", errors="replace")
    unbroken = [_verify(chosen, text) for chosen in some_councils(council)]
    if not all(unbroken):
        raise typer.Exit(1)


@app.command()
def anchor_audit(council: OneOrAll = "") -> None:
    """Write the newest audit record's signature to the system's log and a file beside the data. For an hourly timer.

    Where sessions that began more than 12 hours ago last were is deleted as well.
    """
    for chosen in some_councils(council):
        kept_places.forget_old(chosen)
        # The last minute of a flood of guesses has no later failure that would record it.
        record_minutes_of(chosen)
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
    chosen, day = council_of(council), before
    plan = retention.plan_purge(chosen, day)
    if (
        plan.number
        and not yes
        and not typer.confirm(f"Delete {_records(plan.number)} for good? {_plan_words(plan, day)}")
    ):
        stop("Nothing was deleted.")
    with shown_progress() as tick:
        done = retention.purge(chosen, before=day, reason=reason, by=getuser(), tick=tick)
    if done.number:
        print(f"Deleted {_records(done.number)}. {_plan_words(done, day)} The deletion and its reason are recorded.")
    else:
        print(f"No audit record is older than {day:%d/%m/%Y}. No record was deleted. {_plan_words(done, day)}".strip())
    print(f"Sessions, sign-ins, tickets, counts and spot checks from before {day:%d/%m/%Y} were deleted too.")


def _plan_words(plan: retention.Purge, day: date) -> str:
    """Which records a purge takes, and which it leaves and why."""
    words = []
    if plan.number:
        words.append(f"Records {plan.first:,} to {plan.last:,}, from before {day:%d/%m/%Y}.")
    if plan.dated_later:
        words.append(
            f"{_records(plan.dated_later)} of these had a later date: a clock was wrong, because older records follow."
        )
    if plan.left:
        words.append(
            f"Left: {_records(plan.left)} with an earlier date, from {plan.first_left:,} on, because records from "
            f"{day:%d/%m/%Y} or later come before them. They go with those."
        )
    return " ".join(words)


def _records(number: int) -> str:
    return f"{number:,} audit {'record' if number == 1 else 'records'}"


def _restored_words(restored: verification.Restored) -> str:
    when = f"On {datetime.fromisoformat(restored.at).astimezone(clock.LONDON):%d/%m/%Y at %H:%M} a backup was restored"
    if restored.replaced is None:
        return f"{when}. Any records after {restored.head:,} made before then are not in this database."
    lost = restored.replaced - restored.head
    if lost <= 0:
        return f"{when}; no record was lost."
    return f"{when}: this database lacks {_records(lost)} made before then, from {restored.head + 1:,} on."


def _verify(council: Council, elsewhere: str | None) -> bool:
    """Verify one council's audit and say what was found. `elsewhere` is text with anchors from another machine."""
    known = read_anchors(council, anchor_file(council))
    kept = find_anchors(council, elsewhere or "")
    with shown_progress() as tick:
        found = verification.verify(council, anchors=list(dict.fromkeys(known + kept)), tick=tick)
        day = None if found.first_broken else daily_counts.find_changed_day(council, tick=tick)
    fault = _fault(found, day, no_anchor_elsewhere=elsewhere is not None and not kept)
    if fault:
        print(f"{council.name}: {fault}.", file=sys.stderr)
        return False
    purged = f", from record {found.begins} on; older ones were deleted as recorded" if found.begins > 1 else ""
    print(f"{council.name}: {_records(found.records)}, unbroken{purged}.")
    for restored in found.restored:
        print(_restored_words(restored))
    if found.unnamed:
        print(f"Records up to {found.unnamed:,} are of an earlier version and do not name the council. That they are "
              "this council's is shown only by anchors made before the first later record.")  # fmt: skip
    print(f"Anchors that agree: {found.anchors:,}.")
    if elsewhere is None:
        print("These anchors are on this machine only. Whoever can cut off records may be able to change them too.")
    elif is_overdue(kept):
        print(f"The newest anchor from the other machine was made at {kept[-1].at}; one is due every hour.")
    return True


def _fault(found: verification.Verification, day: str | None, *, no_anchor_elsewhere: bool) -> str:
    """Why the audit fails, in words; "" if it does not."""
    if found.first_broken is not None:
        return f"record {found.first_broken} is broken: {found.why}"
    if day is not None:
        return f"the counts of {day} for the usage figures differ from the audit's records"
    if no_anchor_elsewhere:
        return "the file with anchors from another machine has none of this council"
    return "" if found.anchors else NO_ANCHOR
