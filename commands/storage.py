"""The commands of the app half as a whole: upgrade it."""

import typer

from commands.council import OneOrAll, some_councils
from data_access import upgrading

app = typer.Typer()


@app.command()
def upgrade(council: OneOrAll = "") -> None:
    """Bring the databases of an earlier version up to this one's. Stop the tool and make a backup before."""
    for chosen in some_councils(council):
        steps = upgrading.upgrade(chosen)
        done = f"upgraded ({', '.join(steps)})" if steps else "up to date"
        print(f"{chosen.name}: the database is {done}.")
