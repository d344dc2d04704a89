"""For every test: its own data folder, no settings from outside, and a real PostgreSQL for those that ask."""

import fcntl
import gc
import os
import pickle
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import yaml
from hypothesis import settings
from sqlalchemy import Dialect, Engine, Index, Table, event
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.sql.compiler import DDLCompiler
from typer.testing import CliRunner

import manage
from config import reading
from config.environment import read_environment
from data_access.loading import extract_store, extracts
from data_access.storage import database
from tests import ready_made as ready_made_databases
from tests.browser.server import QUICK
from tests.postgres import running_postgres
from tests.read_once import reading_once
from tests.ready_made import ReadyMade

# No deadline: two cores are shared with a browser. CI tries the same examples each time, so that red means a change.
settings.register_profile("family-context", deadline=None, max_examples=50, derandomize="CI" in os.environ)
settings.load_profile("family-context")


def pytest_collection_finish() -> None:
    """What was imported is not looked through for garbage, and what a test made seldom: that took a tenth of the
    time."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    gc.enable()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A process of several has reported all it found: that pytest, and then Python, look through what is left over
    only takes another second."""
    if hasattr(session.config, "workerinput"):
        gc.disable()
        gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """An engine keeps the statements it has compiled and what its server said of itself, and every database of every
    test has engines of its own: here those of one kind keep them together. Compiling took a seventh of the time of a
    test, and on PostgreSQL asking again and again a tenth.
    """
    make, kept = database.create_engine, {}

    def create_engine(url: object, **options: Any) -> Engine:
        engine = make(url, **options)
        kind = (engine.dialect.name, options.get("isolation_level"))

        def share(*_: object) -> None:
            first = kept.setdefault(kind, engine)
            engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache

        # A dialect is complete only when it has been connected once and has asked the server about itself.
        if kind in kept:
            engine.dialect.initialize = lambda _connection: None
            share()
        else:
            event.listen(engine, "connect", share)
        return engine

    @cache
    def create(kind: type[CreateTable] | type[CreateIndex], what: Table | Index) -> CreateTable | CreateIndex:
        """What makes a table is no statement that an engine keeps: each load compiled every one again."""
        statement, compiled = kind(what), dict[tuple[str, str], DDLCompiler]()
        compile_ = statement.compile

        def compile_once(*, dialect: Dialect, schema_translate_map: dict | None) -> DDLCompiler:
            key = (dialect.name, repr(schema_translate_map))
            if key not in compiled:
                compiled[key] = compile_(dialect=dialect, schema_translate_map=schema_translate_map)
            return compiled[key]

        statement.compile = compile_once
        return statement

    with (
        patch.object(database, "create_engine", create_engine),
        patch.object(extract_store, "create_engine", create_engine),
        patch.object(extract_store, "CreateTable", partial(create, CreateTable)),
        patch.object(extract_store, "CreateIndex", partial(create, CreateIndex)),
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def parsed_once() -> Iterator[None]:
    """The same text is the same YAML. Nearly every test reads a council's file, which takes 5 ms; what a test itself
    reads in Python, 70, is read in C as the program does."""
    load = yaml.load
    parsed = cache(lambda text, loader: pickle.dumps(load(text, loader)))

    def load_again(text: str, Loader: Callable) -> Any:
        return pickle.loads(parsed(text, yaml.CSafeLoader if Loader is yaml.SafeLoader else Loader))

    with patch.object(reading.yaml, "load", load_again):
        yield


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """Reading took a sixth of the time of all tests."""
    with reading_once():
        yield


@pytest.fixture(scope="session", autouse=True)
def memory_kept() -> Iterator[None]:
    """A load gives memory back to the system three times; of a small one that was a thirtieth. Loads in processes of
    their own still do."""
    with patch.object(extracts, "release_memory", lambda: None):
        yield


@pytest.fixture(autouse=True)
def own_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of the developer's own installation reach no test, and no test writes into it."""
    set_environment(monkeypatch, tmp_path)


def set_environment(setting: pytest.MonkeyPatch, data: Path) -> None:
    """A demonstration with its data in this folder, and no other setting."""
    for name in [name for name in os.environ if name.startswith("FAMILY_CONTEXT_")]:
        setting.delenv(name)
    for name, value in {"FAMILY_CONTEXT_DATA": str(data), "FAMILY_CONTEXT_MODE": "demonstration", **QUICK}.items():
        setting.setenv(name, value)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server's SQLAlchemy URL (superuser). Shared by the tests of one run: make databases of your own."""
    with running_postgres(in_memory=True) as server:
        yield server.url


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after `python manage.py demo`, made once. Whoever changes something in it takes a copy."""
    # Processes that share a run have their folders side by side; whoever comes second waits.
    of_all = tmp_path_factory.getbasetemp()
    of_all = of_all.parent if "PYTEST_XDIST_WORKER" in os.environ else of_all
    folder = of_all / "demonstration"
    with (of_all / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            making = of_all / "demonstration-in-the-making"
            with pytest.MonkeyPatch.context() as setting:
                set_environment(setting, making)
                # As the program makes it, also where a test that copies databases is the first to ask.
                setting.setattr(database, "_open", ready_made_databases._open)
                done = CliRunner().invoke(manage.app_with("demo"), ["demo"], catch_exceptions=False)
                assert "invented people" in done.output
                database.close_databases(read_environment())
            making.rename(folder)
    return folder


@pytest.fixture(scope="session")
def ready_made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadyMade]:
    """Databases to copy."""
    made = ReadyMade(tmp_path_factory.mktemp("ready"))
    yield made
    made.close()


@pytest.fixture
def databases(ready_made: ReadyMade, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReadyMade]:
    """Every database opened in this test begins as a copy of one with tables; all are closed afterwards."""
    monkeypatch.setattr(database, "_open", ready_made.open)
    monkeypatch.setattr(ready_made_databases, "in_use", ready_made)
    yield ready_made
    database.close_databases()


@pytest.fixture
def from_nothing(ready_made: ReadyMade, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is copied in this test: every table is made and every extract loaded."""
    monkeypatch.setattr(ready_made, "is_on", False)
