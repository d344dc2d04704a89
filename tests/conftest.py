"""For every test: its own data folder, no settings from outside, and a real PostgreSQL for those that ask."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.postgres import running_postgres

# No deadline: two cores are shared with a browser. CI tries the same examples each time, so that red means a change.
settings.register_profile("family-context", deadline=None, max_examples=50, derandomize="CI" in os.environ)
settings.load_profile("family-context")


@pytest.fixture(autouse=True)
def own_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of the developer's own installation reach no test, and no test writes into it."""
    for name in [name for name in os.environ if name.startswith("FAMILY_CONTEXT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("FAMILY_CONTEXT_DATA", str(tmp_path))
    monkeypatch.setenv("FAMILY_CONTEXT_MODE", "demonstration")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server's SQLAlchemy URL (superuser). Shared by the tests of one run: make databases of your own."""
    with running_postgres() as server:
        yield server.url
