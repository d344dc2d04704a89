"""The check before a start: a production server refuses what only a demonstration may have, and the reverse. And what
is done once everything is loaded.
"""

import gc
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from config.council import Council
from config.environment import PASSWORD_ROUNDS, Environment, read_environment
from data_access.accounts import accounts
from data_access.errors import OtherSchema, Unavailable
from data_access.loading.extract_state import get_extract_state
from data_access.upkeep import private_copies

# A key of one letter typed over and over protects nothing.
LEAST_LETTERS = 10
NEW_OBJECTS = 20_000
"""After so many new objects Python looks for garbage, instead of 700. A search makes thousands, nearly all of which go
by themselves: it takes a twentieth less."""
# Streamlit's settings that are required, and the harm without them.
SETTINGS = {
    "client.showErrorDetails": ("none", "errors would show the data being worked on"),
    "global.developmentMode": (False, "the browser could stop the server"),
    "server.enableXsrfProtection": (True, "other sites could send requests in a worker's name"),
    "server.enableCORS": (True, "other sites could read answers"),
    "server.enableStaticServing": (False, "files in the program's folder would be served"),
    "server.scriptHealthCheckEnabled": (False, "anyone could make the program run"),
    "server.enableAgentApi": (False, "programs could use the screens"),
    "browser.gatherUsageStats": (False, "browsers would ask another host"),
}


class UnsafeStart(Exception):
    """Why the server does not start: one line per fault, with how to fix it."""


def refuse_unsafe_start(councils: Iterable[Council], get_option: Callable[[str], object]) -> None:
    """Raise UnsafeStart unless it is safe to start. `get_option` gives Streamlit's settings.

    Anything not called a demonstration is production, so forgetting the variable is safe.
    """
    faults = find_faults(councils, get_option)
    if faults:
        mode = "in production" if read_environment().is_production else "as a demonstration"
        raise UnsafeStart("\n".join([f"Family Context does not start {mode}:", *(f"  - {fault}" for fault in faults)]))


def delete_leftovers() -> None:
    """Delete copies of the data that a killed backup or restore left behind when the machine stopped."""
    private_copies.delete_leftovers(read_environment().data)


def look_for_garbage_seldom() -> None:
    """Everything loaded by now stays: Python need not check it at every garbage collection, while everyone waits. Nor
    once before, as is usual: of 120,000 objects that found six to let go, and took a twentieth of the start."""
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
    gc.enable()


def find_faults(councils: Iterable[Council], get_option: Callable[[str], object]) -> list[str]:
    """Each fault that stops a start, with how to fix it; empty if it can start."""
    environment = read_environment()
    find = _faults_of_production if environment.is_production else _faults_of_a_demonstration
    try:
        return list(find(environment, list(councils), get_option))
    except OtherSchema as other:
        return [str(other)]
    except Unavailable:
        return ["A council's database cannot be used, so what is in it cannot be checked. Start again when it can."]


def _faults_of_a_demonstration(
    environment: Environment, councils: list[Council], get_option: Callable[[str], object]
) -> Iterator[str]:
    """A demonstration refuses real data: its workers' password is public, and its cookies also go without TLS."""
    for council in councils:
        state = get_extract_state(council)
        if state is not None and not state.is_demo:
            yield f"{council.name} holds real data. Start it without FAMILY_CONTEXT_MODE=demonstration."


def _faults_of_production(
    environment: Environment, councils: list[Council], get_option: Callable[[str], object]
) -> Iterator[str]:
    for council in councils:
        yield from _faults_of_council(council)
    yield from _faults_of_key(environment)
    if environment.password_rounds < PASSWORD_ROUNDS:
        yield (
            f"FAMILY_CONTEXT_PASSWORD_ROUNDS is {environment.password_rounds}: anyone who got the stored "
            f"hashes could guess passwords quickly. Remove the variable, or set it to {PASSWORD_ROUNDS} or more."
        )
    if environment.data.exists() and environment.data.stat().st_mode & 0o077:
        yield f"{environment.data} can be opened by other users of this machine. Run: chmod go= {environment.data}"
    if any(path.stat().st_mode & 0o002 for path in _below(environment.councils)):
        yield f"{environment.councils} can be changed by any user here. Run: chmod -R o-w {environment.councils}"
    for name, (wanted, why) in SETTINGS.items():
        if get_option(name) != wanted:
            yield f"Streamlit's {name} is not {_written(wanted)}: {why}. Set it in .streamlit/config.toml."


def _faults_of_council(council: Council) -> Iterator[str]:
    drafted = [service.title for service in council.services if service.agreement.is_missing]
    family = council.family_at_a_glance
    drafted += ["the family at a glance"] if family is not None and family.agreement.is_missing else []
    if drafted:
        yield (
            f"{council.name} has no agreement for {', '.join(drafted)}: its settings are a draft. Write each "
            f"agreement's reference and date into {council.id}.yaml, or take the file away until they are there."
        )
    state = get_extract_state(council)
    demonstrate = "or set FAMILY_CONTEXT_MODE=demonstration to show invented families only"
    if state is not None and state.is_demo:
        yield f"{council.name} holds demonstration data. Load its own with manage.py load, {demonstrate}."
    if accounts.has_demo_accounts(council):
        yield (
            f"{council.name} has demonstration workers, whose password is public. Loading real data removes them; "
            f"{demonstrate}."
        )
    for researcher in accounts.list_researchers(council):
        yield (
            f"{council.name} has a researcher, {researcher}. Research changes what is shown: demonstrations only. "
            f"Run: python manage.py disable-user {researcher} --council {council.id}"
        )


def _faults_of_key(environment: Environment) -> Iterator[str]:
    if environment.audit_key is None:
        yield (
            "FAMILY_CONTEXT_AUDIT_KEY is not set: the key that signs the audit would be kept beside it. Set it to "
            "32 or more random characters, such as: python -c 'import secrets; print(secrets.token_hex(32))'"
        )
    elif len(set(environment.audit_key)) < LEAST_LETTERS:
        yield "FAMILY_CONTEXT_AUDIT_KEY is not random. Make a new one, and keep the old one for the records it signed."


def _below(folder: Path) -> Iterator[Path]:
    yield folder
    for parent, folders, files in os.walk(folder):
        yield from (Path(parent, name) for name in (*folders, *files))


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"'
