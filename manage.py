"""The commands of council IT. Each says what it takes, with --help after it."""

import sys
from difflib import get_close_matches
from importlib import import_module

import typer

from config.problems import SettingsError
from data_access.errors import DataAccessError, OtherSchema

# By the module in commands/ that has them. None is imported before one of its commands is wanted: all together take two
# seconds and 200 MB.
COMMANDS = {
    "loading": {
        "load": "Check the files of an extract and load it",
        "draft": "Draft a council's settings from a folder of its files",
        "relationships": "Draft the lists of relationships shown and excluded",
        "quality": "Write the data quality report of the extract in use again",
        "demo": "Build the demonstration again, with invented families",
    },
    "accounts": {
        "add-user": "Add or replace a worker",
        "reset-password": "Give a worker a new password",
        "disable-user": "Disable an account",
        "release-user": "Lift the lock after too many wrong passwords",
        "reset-second-factor": "Have a worker set up their codes again",
        "forget-identity": "Let an account belong to another single sign-on identity",
        "end-sessions": "End every session",
        "list-users": "List the accounts, or the leavers who can still sign in",
    },
    "hidden": {
        "restrict": "Hide a person: no one can find, list or open them",
        "unrestrict": "Remove a restriction",
        "restricted": "List restricted people, without names",
        "reports": "List records that workers reported as not right",
        "settle": "Settle a report: the record is shown again",
    },
    "audit": {
        "verify-audit": "Verify every audit record",
        "anchor-audit": "Write down the newest record's signature, hourly",
        "purge-audit": "Delete audit records older than a given day",
    },
    "storage": {
        "upgrade": "Upgrade the databases of an earlier version",
        "backup": "Back up accounts, audit and decisions",
        "restore": "Restore a backup",
        "add-since": "Add to a backup what was decided since",
        "reserve": "Hold disk space for the day the disk is full",
        "move-to-postgresql": "Move SQLite databases to a PostgreSQL server",
    },
    "check": {"check": "Check everything, and say how to fix each fault"},
}
NO_DATABASE = 6
"""The exit code when the database cannot be used."""


def app_with(name: str) -> typer.Typer:
    """The commands of the module in commands/ that has the command `name`. Raises KeyError if there is none."""
    module = {name: module for module, names in COMMANDS.items() for name in names}[name]
    return import_module(f"commands.{module}").app


def _show_commands() -> None:
    print(f"Usage: manage.py COMMAND [OPTIONS]\n\n{__doc__}")
    for names in COMMANDS.values():
        print()
        for name, summary in names.items():
            print(f"  {name:<20} {summary}")


def main() -> None:
    """Run a command. If it fails, say why in a sentence and end with 1, or 6 if it is the database."""
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name in ("", "--help"):
        _show_commands()
        sys.exit(0 if name else 2)
    try:
        app = app_with(name)
    except KeyError:
        meant = get_close_matches(name, [name for names in COMMANDS.values() for name in names], n=1)
        hint = f"Did you mean {meant[0]}?" if meant else "python manage.py --help lists them."
        print(f"There is no command {name}. {hint}", file=sys.stderr)
        sys.exit(2)
    try:
        app()
    except SettingsError as error:
        sys.exit(str(error))
    except OtherSchema as other:
        print(f"{other}\nNothing was changed.", file=sys.stderr)
        sys.exit(NO_DATABASE)
    except DataAccessError as error:
        # It reads the settings, which take a quarter of a second: --help is spared them.
        from commands.database_server import unusable_words

        print(f"{unusable_words(error)} Nothing was changed.", file=sys.stderr)
        sys.exit(NO_DATABASE)
    except ValueError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
