"""The doctor: everything that could be wrong with an installation, and how to fix it. For people and monitoring."""

from collections.abc import Iterator
from typing import Annotated

import click
import typer

from config.environment import read_environment
from config.problems import SettingsError
from config.reading import read_councils
from config.sign_on import require_sign_on
from doctor import Finding, Level, error
from doctor.databases import check_database
from doctor.machine import check_machine
from doctor.settings import check_connections, check_councils, check_start
from doctor.streamlit_options import read_options
from doctor.web_server import check_web_server

app = typer.Typer()
SIGNS = {Level.FINE: "fine     ", Level.WARNING: "WARNING  ", Level.ERROR: "ERROR    "}


@app.callback()
def _one_of_several() -> None:
    """Without it the one command here would have no name."""


@app.command()
def check(
    only_faults: Annotated[bool, typer.Option("--only-faults", help="Leave out what is fine.")] = False,
) -> None:
    """Check everything, and say how to fix each fault. Changes nothing.

    Ends with 0 if all is well, 1 if there are only warnings, and 2 if there is an error.
    """
    worst = Level.FINE
    for finding in look():
        worst = max(worst, finding.level)
        if finding.level or not only_faults:
            print(f"{SIGNS[finding.level]}{finding.about}: {finding.words}")
            if finding.fix:
                print(f"         {finding.fix}")
    raise typer.Exit(int(worst))


def look() -> Iterator[Finding]:
    """Every finding, one by one."""
    try:
        environment = read_environment()
        councils = read_councils(environment.councils)
        require_sign_on(environment, councils)
    except SettingsError as wrong:
        for problem in wrong.problems:
            yield error("settings", f"{problem}.", "docs/settings.md lists the values allowed.")
        return
    yield from check_councils(councils)
    try:
        get_option = read_options()
    except click.UsageError as wrong:
        yield error("settings", wrong.format_message(), "Correct the STREAMLIT_ variable. Until then nothing starts.")
    else:
        yield from check_start(environment, councils, get_option)
        yield from check_connections(environment, get_option)
        yield from check_web_server(environment, get_option)
    yield from check_machine(environment)
    for council in councils:
        yield from check_database(council)
