"""Councils as they run them: an extract loaded as council IT loads one, accounts with the tests' password, a server."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.council import Council
from config.environment import ROOT
from config.reading import read_council
from data_access.accounts import accounts, passwords
from data_access.storage import database
from tests.browser import steps
from tests.browser.server import PRODUCTION, Server, manage, serve
from tests.small_extract import SmallExtract


def add_accounts(data_folder: Path, council: Council, people: Mapping[str, tuple[str, str]]) -> None:
    """An account for each user name, with the name that is shown and the role."""
    hashed = passwords.hash_password(steps.PASSWORD)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**PRODUCTION, "FAMILY_CONTEXT_DATA": str(data_folder)}.items():
            patch.setenv(name, value)
        for username, (name, role) in people.items():
            accounts.save_account(council, username=username, display_name=name, role=role, password_hash=hashed)
        database.close_databases()


@contextmanager
def serve_stockport(
    folder: Path,
    people: Mapping[str, tuple[str, str]],
    *,
    extract: Callable[[Council], SmallExtract] = SmallExtract,
    more_yaml: str = "",
    certificate: Path | None = None,
) -> Iterator[Server]:
    """Stockport alone, so that the sign-in page does not ask for the council."""
    councils = folder / "councils"
    councils.mkdir()
    yaml = (ROOT / "config" / "councils" / "stockport.yaml").read_text(encoding="utf-8")
    (councils / "stockport.yaml").write_text(f"{yaml}\n{more_yaml}", encoding="utf-8")
    council = read_council(councils / "stockport.yaml")
    files = extract(council).write(folder / "in")
    manage(folder, "load", "--council", "stockport", str(files), councils_folder=councils, **PRODUCTION)
    add_accounts(folder, council, people)
    with serve(folder, councils, certificate=certificate, **PRODUCTION) as server:
        yield server
