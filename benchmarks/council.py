"""A council with any number of invented people, loaded into its own folder or server, and a worker signed in."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pandas as pd

from benchmarks.population import Made, people
from config import clock
from config.council import Council
from config.environment import ROOT
from config.reading import read_council
from data_access.accounts import accounts, sessions
from data_access.accounts.sessions import Actor
from data_access.loading.extracts import load_extract
from data_access.people import many_people
from data_access.storage import database
from data_access.values import Grounds
from extracts.checks import LINE, ExtractFiles

GROUNDS = Grounds(reason="Strategy meeting", case_reference="BENCH-1")
PEOPLE_COLUMNS = ("person_key", "cms_id", "first_name", "family_name", "date_of_birth", "gender", "address")


def write_settings(folder: Path) -> Path:
    """Stockport's settings, in a folder of their own, where nobody is asked why they open so many people."""
    text = (ROOT / "config" / "councils" / "stockport.yaml").read_text(encoding="utf-8")
    path = folder / "stockport.yaml"
    path.write_text(f"{text}\nmany_people:\n  people_a_day: 10000\n  people_a_case: 10000\n", encoding="utf-8")
    return path


def stockport() -> Council:
    """Stockport as its settings have it."""
    return read_council(ROOT / "config" / "councils" / "stockport.yaml")


@contextmanager
def data_in(folder: Path, database_url: str | None = None, **more: str) -> Iterator[None]:
    """This process, and each that it starts, keeps its data in `folder` or on the PostgreSQL server given."""
    on_server = {"FAMILY_CONTEXT_DATABASE_URL": database_url} if database_url else {}
    with patch.dict(os.environ, {"FAMILY_CONTEXT_DATA": str(folder)} | on_server | more):
        if not database_url:
            os.environ.pop("FAMILY_CONTEXT_DATABASE_URL", None)
        try:
            yield
        finally:
            database.close_databases()


@contextmanager
def loaded_council(folder: Path, made: list[Made], *, database_url: str | None = None) -> Iterator[Council]:
    """Stockport with these people and no service records."""
    council = stockport()
    with data_in(folder, database_url):
        load_extract(council, _files(council, made), loaded_by="benchmark")
        yield council


def sign_in(council: Council, name: str = "bench.worker") -> Actor:
    """A social worker with a new session; any other session with the same username ends."""
    return sign_in_with_key(council, name)[1]


def sign_in_with_key(council: Council, name: str = "bench.worker") -> tuple[str, Actor]:
    """The same, with the session's key, to keep the session live."""
    accounts.save_account(council, username=name, display_name="Bench", role="social_worker", password_hash="$2b$none")
    key = sessions.start_session(council, name, address="127.0.0.1")
    actor = sessions.get_actor(council, key)
    assert actor is not None
    # A benchmark opens more people than anyone, and nobody is there to be asked why.
    many_people.say_why(actor, "A benchmark", grounds=GROUNDS)
    return key, actor


def progress(words: str) -> None:
    """Print progress to stderr."""
    print(words, file=sys.stderr, flush=True)


def invented(count: int, *, seed: int) -> list[Made]:
    """A list of this many people."""
    return list(people(count, seed=seed))


def _files(council: Council, made: list[Made]) -> ExtractFiles:
    table = pd.DataFrame({column: [getattr(one, column) for one in made] for column in PEOPLE_COLUMNS}, dtype=object)
    table["date_of_birth"] = table["date_of_birth"].where(table["date_of_birth"].notna(), None)
    table["source"] = table["cms_id"].map(lambda cms_id: "cms" if cms_id else council.services[0].id)
    table["address_status"] = "current"
    table[LINE] = range(2, len(table) + 2)
    empty = pd.DataFrame
    sources = pd.DataFrame(
        {
            "source": ["cms"],
            "system_name": [council.cms.name],
            "date_current_as_of": [clock.now()],
            "coverage_start_date": [clock.today()],
            "coverage_end_date": [clock.today()],
            "coverage_area": [""],
            "expected_every": ["1 day"],
            "expected_every_hours": [24],
            "readable": [True],
            "arrived": [True],
        }
    )
    links = empty(columns=["child_key", "person_key", "relationship"], dtype=object)
    return ExtractFiles(table, links, empty(columns=["worker", "case_id"], dtype=object), sources)
