"""Councils as they run them: an extract loaded as council IT loads one, accounts with the tests' password, a server."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from config.council import Council
from config.environment import ROOT
from config.reading import read_council
from data_access.accounts import accounts, passwords
from data_access.loading.extracts import load_extract
from extracts.checks import read_extract
from tests.browser import steps
from tests.browser.server import PRODUCTION, Server, serve
from tests.data_access.unkeyed import UNKEYED
from tests.small_extract import SmallExtract

COUNCILS = ROOT / "config" / "councils"
OWN_KEYS = "extract:\n  files:\n" + "".join(f"    - {{id: {name}, person_key: own}}\n" for name in UNKEYED)
# What a council of the tests is like, and what is added to its settings. Each file of tests fills those of its own.
LIKE = {
    "managed": ("stockport", ""),
    "matched": ("stockport", OWN_KEYS),
    "undecided": ("stockport", OWN_KEYS),
    "followed": ("stockport", ""),
    "lengthy": ("stockport", ""),
    "unsure": ("stockport", ""),
    "unsure_too": ("leeds", ""),
    "hostile": ("leeds", ""),
    "unknown": ("leeds", ""),
}


@dataclass(frozen=True)
class Production:
    """A running server of several councils, in production."""

    server: Server
    councils: Path

    @property
    def url(self) -> str:
        """Where it is, without a slash at the end."""
        return self.server.url

    def council(self, council_id: str) -> Council:
        """The settings of one council."""
        return read_council(self.councils / f"{council_id}.yaml")

    def fill(
        self,
        council_id: str,
        people: Mapping[str, tuple[str, str]],
        extract: Callable[[Council], SmallExtract] = SmallExtract,
    ) -> Council:
        """Load an extract, and add an account for each user name, with the name that is shown and the role."""
        council = self.council(council_id)
        self.load(extract(council))
        hashed = passwords.hash_password(steps.PASSWORD)
        with self.server.here():
            for username, (name, role) in people.items():
                accounts.save_account(council, username=username, display_name=name, role=role, password_hash=hashed)
        return council

    def load(self, extract: SmallExtract) -> None:
        """Load this extract, however few lines it has."""
        folder = extract.write(self.councils.parent / f"incoming-{extract.council.id}")
        with self.server.here():
            files = read_extract(extract.council, folder)
            load_extract(extract.council, files, loaded_by="test", accept_fall=True)

    def enter(self, page: Page, council_id: str, username: str, path: str = "/") -> None:
        """Come in signed in already."""
        steps.enter(page, self.url, council_id, username, path)

    def sign_in(self, page: Page, council_id: str, username: str) -> None:
        """Sign in by the form."""
        steps.choose_council(page, self.url, self.council(council_id).name)
        page.get_by_label(self.council(council_id).sign_in.user_name_label).fill(username)
        steps.start_session(page)


@contextmanager
def serve_councils(
    folder: Path, *ids: str, certificate: Path | None = None, port: int | None = None, **more: str
) -> Iterator[Production]:
    """Serve these councils of LIKE, or all, with nothing loaded yet. `more` as for `serve`."""
    councils = folder / "councils"
    councils.mkdir()
    for council_id in ids or LIKE:
        like, added = LIKE[council_id]
        yaml = (COUNCILS / f"{like}.yaml").read_text(encoding="utf-8")
        yaml = re.sub(r"(?m)^(id|database): .*$", rf"\1: {council_id}", yaml)
        yaml = re.sub(r"(?m)^name: .*$", f"name: {council_id.capitalize()} Council", yaml)
        (councils / f"{council_id}.yaml").write_text(f"{yaml}\n{added}", encoding="utf-8")
    with serve(folder, councils, certificate=certificate, port=port, **PRODUCTION, **more) as server:
        yield Production(server, councils)
