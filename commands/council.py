"""For every command: the council it is for, and a way to stop with a sentence."""

import sys
from typing import Annotated, NoReturn

import typer

from config.council import Council
from config.environment import read_environment
from config.reading import read_councils

OneOrAll = Annotated[str, typer.Option("--council", help="The council's id; if left out, every council.")]
CouncilId = Annotated[str, typer.Option("--council", help="The council's id, as in its YAML file.")]


def council_of(council_id: str) -> Council:
    """The council with this id. Stops if there is none."""
    councils = read_councils(read_environment().councils)
    for council in councils:
        if council.id == council_id:
            return council
    stop(f"There is no council {council_id}. Choose from: {', '.join(council.id for council in councils)}.")


def some_councils(council_id: str) -> tuple[Council, ...]:
    """The council with this id, or every council if the id is empty."""
    return (council_of(council_id),) if council_id else read_councils(read_environment().councils)


def stop(words: str, ended: int = 1) -> NoReturn:
    """Say why and end."""
    print(words, file=sys.stderr)
    raise typer.Exit(ended)
