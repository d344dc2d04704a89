"""The commands for what is hidden: restricted people, and records that workers reported as not right."""

from collections.abc import Generator
from contextlib import contextmanager
from getpass import getuser
from typing import Annotated

import typer

from commands.council import CouncilId, council_of, stop
from config import clock
from data_access.errors import NotFound
from data_access.people.restricting import restricted_people, restrictions
from data_access.review import reported_records

app = typer.Typer()

PersonGiven = Annotated[str, typer.Argument(help="The person's case ID, or their person ID.")]


@app.command()
def restrict(person: PersonGiven, reason: str, council: CouncilId) -> None:
    """Restrict a person: no one can find, list or open them."""
    with _found_or(f"No one has the case ID or person ID {person}."):
        restrictions.restrict_person(council_of(council), person, reason=reason, by=getuser())
    print(f"{person} is restricted.")


@app.command()
def unrestrict(person: PersonGiven, council: CouncilId) -> None:
    """Remove a restriction."""
    with _found_or(f"{person} is not restricted."):
        done = restrictions.unrestrict_person(council_of(council), person, by=getuser())
    if done.is_still_hidden:
        print(f"The restriction of {person} is removed, but another one still hides this person.")
    else:
        print(f"{person} is no longer restricted.")
    if done.others:
        print(f"Still restricted, and perhaps the same person: {', '.join(done.others)}.")


@app.command("restricted")
def list_restricted(council: CouncilId) -> None:
    """List restricted people, by case ID, without names. Recorded with who ran it."""
    found = restricted_people.list_restricted_for_it(council_of(council), by=getuser())
    for mark in found.people:
        who = f"case ID {mark.cms_id}" if mark.cms_id else f"no case ID now, person ID {mark.person_id}"
        when = mark.marked_at.astimezone(clock.LONDON)
        print(f"{who}: {mark.reason}, by {mark.marked_by}, {when:%d/%m/%Y %H:%M}")
    if found.unsettled:
        print(f"For the data officer to settle: {len(found.unsettled)}")


@app.command("reports")
def list_reports(council: CouncilId) -> None:
    """List records that workers reported as not right. They are hidden until the report is settled."""
    for report in reported_records.list_open_reports(council_of(council)):
        when = report.reported_at.astimezone(clock.LONDON)
        what = f"{report.service_id}, person {report.person_id}"
        print(f"{report.number}: {what}, by {report.reported_by}, {when:%d/%m/%Y %H:%M}")


@app.command()
def settle(number: int, outcome: str, council: CouncilId) -> None:
    """Settle a report: the record is shown again."""
    with _found_or(f"Report {number} is already settled, or there is none."):
        reported_records.settle_report(council_of(council), number, settled_by=getuser(), outcome=outcome)
    print(f"Report {number} is settled.")


@contextmanager
def _found_or(words: str) -> Generator[None]:
    try:
        yield
    except NotFound:
        stop(words)
