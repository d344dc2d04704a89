"""SECURITY.md's table of addresses is the list of what the server really answers."""

import re

import pytest

from config.environment import ROOT
from pages.components import assets
from pages.visit import downloads
from server import addresses, health_routes, page_frame, session_routes, sign_on_routes

TABLE = (ROOT / "SECURITY.md").read_text(encoding="utf-8").partition("## Addresses")[2].partition("\n## ")[0]
LISTED = {name: line for line in TABLE.splitlines() for name in re.findall(r"`(/[^`]*)`", line.split(" | ")[0])}
ROUTES = [
    *session_routes.ROUTES,
    *health_routes.ROUTES,
    *page_frame.ROUTES,
    *sign_on_routes.ROUTES,
    downloads.ROUTE,
    *assets.ROUTES,
]


def test_the_program_has_no_routes_but_these():
    """Another room's routes must be added above, and so to the table."""
    app = (ROOT / "app.py").read_text(encoding="utf-8")
    assert set(re.findall(r"(\w+)\.ROUTES?\b", app)) == {
        "session_routes", "health_routes", "page_frame", "sign_on_routes", "downloads", "assets",
    }  # fmt: skip


@pytest.mark.parametrize("path", sorted({route.path for route in ROUTES} | set(addresses.STREAMLITS)))
def test_every_address_that_is_answered_is_in_the_table_as_open(path):
    assert path in LISTED
    assert "open" in LISTED[path].split(" | ")[2]


def test_the_table_lists_no_address_as_open_that_is_not_answered():
    answered = {route.path for route in ROUTES} | {*addresses.STREAMLITS, "/", f"{addresses.STREAMLITS_FILES}…"}
    answered |= {"/accessibility", "/privacy", "/cookies", "/signing_in"}
    is_open = {name for name, line in LISTED.items() if line.split(" | ")[2].strip().startswith("open")}
    assert is_open == answered - {"/accessibility", "/privacy", "/cookies", "/signing_in"}
