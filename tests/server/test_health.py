"""Monitoring learns whether the process answers and can serve workers, and nothing about the council."""

import pytest
from sqlalchemy import update
from starlette.applications import Starlette

from config.environment import read_environment
from config.reading import read_councils
from data_access.storage import database
from data_access.storage.schema import version_table
from server import health_routes
from tests.attacks.client import Browser


@pytest.fixture
def monitoring(demonstration, monkeypatch):
    monkeypatch.setenv("FAMILY_CONTEXT_DATA", str(demonstration))
    yield Browser(Starlette(routes=health_routes.ROUTES))
    database.close_databases()


def asked(monitoring, path: str) -> tuple[int, bytes]:
    answer = monitoring.get(path)
    assert answer.headers["cache-control"] == "no-store"
    return answer.status, answer.body


def test_with_everything_in_order_both_say_ok(monitoring):
    assert asked(monitoring, "/health") == asked(monitoring, "/ready") == (200, b"ok")


def test_with_the_database_away_it_is_healthy_and_not_ready_and_ready_again_once_it_is_back(monitoring, monkeypatch):
    with monkeypatch.context() as away:
        away.setenv("FAMILY_CONTEXT_DATABASE_URL", "postgresql+psycopg://nobody@/postgres?host=/nowhere")
        assert asked(monitoring, "/health") == (200, b"ok")
        assert asked(monitoring, "/ready") == (503, b"database")
    assert asked(monitoring, "/ready") == (200, b"ok")


def test_with_nothing_loaded_it_is_healthy_and_not_ready(monitoring, monkeypatch, tmp_path):
    monkeypatch.setenv("FAMILY_CONTEXT_DATA", str(tmp_path))
    assert asked(monitoring, "/health") == (200, b"ok")
    assert asked(monitoring, "/ready") == (503, b"load")


def test_with_a_database_of_another_version_it_is_not_ready(monitoring, monkeypatch, tmp_path):
    monkeypatch.setenv("FAMILY_CONTEXT_DATA", str(tmp_path))
    [first, *_] = read_councils(read_environment().councils)
    with database.database_of(first).writing() as connection:
        connection.execute(update(version_table).values(version_num="0001"))
    database.close_databases()
    assert asked(monitoring, "/ready") == (503, b"upgrade")
