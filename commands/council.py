"""What every command needs: the council it is for, and a way to stop in a sentence."""

import sys
from typing import Annotated, NoReturn

import typer

from config.council import Council
from config.environment import read_environment
from config.reading import read_councils

OneOrAll = Annotated[str, typer.Option("--council", help="One council's id; else all of them.")]
CouncilId = Annotated[str, typer.Option("--council", help="The council's id, as in its YAML file.")]


def council_of(council_id: str) -> Council:
    """The council of this id. Stops when there is none."""
    councils = read_councils(read_environment().councils)
    for council in councils:
        if council.id == council_id:
            return council
    stop(f"There is no council {council_id}; there is: {', '.join(council.id for council in councils)}.")


def some_councils(council_id: str) -> tuple[Council, ...]:
    """The council of this id, or every one where none is named."""
    return (council_of(council_id),) if council_id else read_councils(read_environment().councils)


def stop(words: str, ended: int = 1) -> NoReturn:
    """Say why and end."""
    print(words, file=sys.stderr)
    raise typer.Exit(ended)
