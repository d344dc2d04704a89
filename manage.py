"""What council IT types: demo, load, add-user, restrict, reports, verify-audit."""

import sys
import tempfile
from getpass import getuser
from pathlib import Path
from typing import Annotated

import typer

from config.council import Council
from config.environment import read_environment
from config.reading import SettingsError, read_councils
from data_access import accounts, audit, clock, extracts, reports, restrictions
from data_access.database import database_of
from data_access.errors import DataAccessError, NotFound
from data_access.extract_files import ExtractRefused, read_extract
from demo_data.workers import DEMO_PASSWORD, DEMO_WORKERS
from demo_data.writing import write_extract

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
PersonGiven = Annotated[str, typer.Argument(help="The person's case ID, or their person id.")]
CouncilId = Annotated[str, typer.Option("--council", help="The council's id, as in its YAML file.")]


@app.command()
def demo(
    if_needed: Annotated[bool, typer.Option(help="Only where there is no data, or a demo of another day.")] = False,
) -> None:
    """Build the demonstration data and accounts of every council anew. Never replaces real data."""
    for council in read_councils(read_environment().councils):
        state = extracts.get_extract_state(council)
        if if_needed and state and not (state.is_demo and _is_outdated(council, state)):
            continue
        with tempfile.TemporaryDirectory() as folder:
            write_extract(council, Path(folder), now=clock.now())
            files = read_extract(council, Path(folder))
        number = extracts.load_extract(council, files, loaded_by=getuser(), is_demo=True)
        hashed = accounts.hash_password(DEMO_PASSWORD)
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
        print(f"{council.name}: demonstration data, {len(files.people)} invented people (extract {number}).")


@app.command()
def load(folder: Annotated[Path, typer.Argument(help="The folder with the CSV files.")], council: CouncilId) -> None:
    """Check a folder of extract files whole, build it beside the extract in use, and switch to it."""
    chosen = _council(council)
    progress = (lambda words: print(f"  {words}", flush=True)) if sys.stdout.isatty() else (lambda words: None)
    try:
        progress("Checking the files")
        files = read_extract(chosen, folder)
    except ExtractRefused as refused:
        lines = "\n".join(f"  {problem}" for problem in refused.problems)
        _stop(f"Nothing was loaded; the extract in use stays in use.\n{lines}")
    number = extracts.load_extract(chosen, files, loaded_by=getuser(), progress=progress)
    print(f"{chosen.name}: {len(files.people)} people loaded (extract {number}).")


@app.command()
def add_user(username: str, display_name: str, council: CouncilId, role: str = "social_worker") -> None:
    """Add a worker, or replace one of that user name. The password is asked for and never shown."""
    password = typer.prompt("Password (12 characters or more)", hide_input=True, confirmation_prompt=True)
    if len(password) < 12:
        _stop("The password must have 12 characters or more.")
    try:
        hashed = accounts.hash_password(password)
        accounts.save_account(
            _council(council), username=username, display_name=display_name, role=role, password_hash=hashed
        )
    except ValueError as error:
        _stop(str(error))
    print(f"{username} can sign in.")


@app.command()
def restrict(person: PersonGiven, reason: str, council: CouncilId) -> None:
    """Mark a person as one nobody may see: not in searches, not in linked individuals, refused when asked for."""
    restrictions.restrict_person(_council(council), person, reason=reason, by=getuser())
    print(f"{person} is restricted.")


@app.command()
def unrestrict(person: PersonGiven, council: CouncilId) -> None:
    """Take the mark of `restrict` back."""
    restrictions.unrestrict_person(_council(council), person, by=getuser())
    print(f"{person} is no longer restricted.")


@app.command("reports")
def list_reports(council: CouncilId) -> None:
    """List the records workers reported as not right, which are hidden until they are settled."""
    for report in reports.list_open_reports(_council(council)):
        when = report.reported_at.astimezone(clock.LONDON)
        what = f"{report.service_id}, person {report.person_id}"
        print(f"{report.number}: {what}, by {report.reported_by}, {when:%d/%m/%Y %H:%M}")


@app.command()
def settle(number: int, outcome: str, council: CouncilId) -> None:
    """Settle a report: the record shows again as the extract in use has it."""
    reports.settle_report(_council(council), number, settled_by=getuser(), outcome=outcome)
    print(f"Report {number} is settled.")


@app.command()
def verify_audit(council: CouncilId) -> None:
    """Walk the audit chain and name the first broken record. Ends with 1 when there is one."""
    verification = audit.verify(database_of(_council(council)))
    if verification.first_broken is not None:
        _stop(f"Record {verification.first_broken} does not hold: {verification.why}.")
    print(f"{verification.records} records, unbroken.")


def _is_outdated(council: Council, state: extracts.ExtractState) -> bool:
    """A demo of another day has stale sources and people of the wrong age; one of other settings may not be read."""
    current = {service.id: service.fingerprint for service in council.services}
    built = {source_id: value for source_id, value in state.fingerprints.items() if source_id != "cms"}
    same_day = state.built_at.astimezone(clock.LONDON).date() == clock.today()
    return not same_day or state.journey != council.journey or built != current


def _council(council_id: str) -> Council:
    councils = read_councils(read_environment().councils)
    for council in councils:
        if council.id == council_id:
            return council
    _stop(f"There is no council {council_id}; there is: {', '.join(council.id for council in councils)}.")


def _stop(words: str) -> None:
    print(words, file=sys.stderr)
    raise typer.Exit(1)


def main() -> None:
    """Run a command; what goes wrong is said in a sentence, with exit code 1."""
    try:
        app()
    except SettingsError as error:
        sys.exit(str(error))
    except NotFound:
        sys.exit("There is nothing of that number or case ID.")
    except DataAccessError as error:
        sys.exit(f"The database cannot be used ({type(error).__name__}). Nothing was changed.")
    except ValueError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
