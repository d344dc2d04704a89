"""The commands for accounts: add-user, list-users and so on. A password is asked for, or read from stdin."""

import sys
from collections.abc import Callable
from datetime import datetime
from getpass import getuser
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from commands.council import CouncilId, council_of, stop
from config import clock
from data_access.accounts import accounts, passwords, second_factor, single_sign_on
from data_access.accounts.accounts import Account
from data_access.accounts.roles import ROLES, May, roles_with
from data_access.errors import NotFound
from data_access.loading.extract_state import get_extract_state
from pages.components.formatting import counted

app = typer.Typer()

Result = TypeVar("Result")
UserName = Annotated[str, typer.Argument(help="The user name, as typed to sign in.")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]


@app.command()
def add_user(
    username: UserName,
    display_name: Annotated[str, typer.Argument(help="The worker's name, as the header shows it.")],
    council: CouncilId,
    role: Annotated[str, typer.Option(help=f"One of {', '.join(ROLES)}.")] = "social_worker",
    team: Annotated[str, typer.Option(help="The worker's team.")] = "",
    password_stdin: FromStdin = False,
) -> None:
    """Add or replace a worker. They choose their own password when they first sign in."""
    chosen = council_of(council)
    if role not in ROLES:
        stop(f"The role must be one of: {', '.join(ROLES)}.")
    state = get_extract_state(chosen)
    if role in roles_with(May.RESEARCH) and state is not None and not state.is_demo:
        stop(f"{chosen.name} holds real families. Research is for invented ones: add researchers to a demonstration.")
    password = _ask_for_password(password_stdin)
    accounts.refuse_weak(chosen, password, username=username, display_name=display_name)
    accounts.save_account(
        chosen,
        username=username,
        display_name=display_name,
        role=role,
        team=team,
        password_hash=passwords.hash_password(password),
        must_change_password=True,
        by=getuser(),
    )
    print(f"{username} can sign in, and is then asked to choose their own password.")


@app.command()
def reset_password(username: UserName, council: CouncilId, password_stdin: FromStdin = False) -> None:
    """Give a worker a new password, which they change when they next sign in. Ends their sessions and lifts a lock."""
    chosen = council_of(council)
    password = _ask_for_password(password_stdin)
    _of(username, lambda: accounts.reset_password(chosen, username, password, by=getuser()))
    print(f"{username} can sign in with this password, and is then asked to choose their own.")


@app.command()
def disable_user(username: UserName, council: CouncilId) -> None:
    """Disable an account: no one can sign in with it, and its sessions end. `add-user` brings it back."""
    chosen = council_of(council)
    _of(username, lambda: accounts.disable_account(chosen, username, by=getuser()))
    print(f"{username} is disabled.")


@app.command()
def release_user(username: UserName, council: CouncilId) -> None:
    """Lift the 15-minute lock after too many wrong passwords."""
    chosen = council_of(council)
    released = _of(username, lambda: accounts.release_account(chosen, username, by=getuser()))
    print(f"{username} is released." if released else f"{username} was not locked.")


@app.command()
def reset_second_factor(username: UserName, council: CouncilId) -> None:
    """Codes at sign-in: have a worker set them up again, for a lost phone. Ends their sessions."""
    chosen = council_of(council)
    had = _of(username, lambda: second_factor.reset(chosen, username, by=getuser()))
    print(f"{username} {'sets up codes again' if had else 'had no codes, and is asked for them'} at the next sign-in.")


@app.command()
def forget_identity(username: UserName, council: CouncilId) -> None:
    """Single sign-on: let the account belong to whoever next signs in under its name at the identity provider."""
    chosen = council_of(council)
    was_bound = _of(username, lambda: single_sign_on.forget_identity(chosen, username, by=getuser()))
    said = "belongs to whoever next signs in under that name" if was_bound else "did not belong to anyone there"
    print(f"{username} {said}.")


@app.command()
def end_sessions(council: CouncilId) -> None:
    """End every session at a council: everyone must sign in again."""
    ended = accounts.end_every_session(council_of(council), by=getuser())
    print(f"{counted(ended, 'session')} ended.")


@app.command()
def list_users(
    council: CouncilId,
    leavers: Annotated[
        Path | None, typer.Option(help="A file with one user name or full name per line: list only these.")
    ] = None,
) -> None:
    """List the accounts. With a list of leavers: those who can still sign in; ends with 1 if there are any."""
    chosen = council_of(council)
    if leavers is None:
        _print(accounts.list_accounts(chosen))
        return
    try:
        names = leavers.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        stop(f"{leavers} could not be read ({type(error).__name__}).")
    found = accounts.list_leavers(chosen, names)
    if not found:
        print("No leaver can still sign in.")
        return
    _print(found)
    stop(f"Leavers who can still sign in: {len(found)}. Disable each with disable-user.")


def _ask_for_password(from_stdin: bool) -> str:
    """Never an argument: others can see those in the list of processes, and the shell keeps them in its history."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return typer.prompt("Password (12 characters or more)", hide_input=True, confirmation_prompt=True)


def _of(username: str, work: Callable[[], Result]) -> Result:
    try:
        return work()
    except NotFound:
        stop(f"There is no account {username}.")


def _print(found: list[Account]) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("User name", "Name", "Role", "Team", "Last signed in", "Note"):
        table.add_column(heading, overflow="fold")
    for one in found:
        cells = (one.username, one.display_name, one.role, one.team, _day(one.last_signed_in_at), _note(one))
        table.add_row(*(escape(cell) for cell in cells))
    Console(width=None if sys.stdout.isatty() else 160).print(table)


def _day(at: datetime | None) -> str:
    return f"{at.astimezone(clock.LONDON):%d/%m/%Y}" if at else "never"


def _note(one: Account) -> str:
    notes = [
        ("disabled", one.is_disabled),
        (f"dormant: not used for {accounts.DORMANT_AFTER.days} days", one.is_dormant),
        ("locked", one.locked_until is not None),
        ("must change the password", one.must_change_password and not one.is_disabled),
        ("demonstration", one.is_demo),
    ]
    return ", ".join(words for words, applies in notes if applies)
