"""The scripts of our components: loaded once each, by an address that changes with what is in them."""

import asyncio
import re
from pathlib import Path

import pytest
import streamlit as st
from starlette.requests import Request
from starlette.responses import Response

from pages.components import assets

SCRIPTS = sorted(assets.HERE.rglob("*.js"))


def asked(address: str) -> Response:
    """What the server answers at this address."""
    scope = {"type": "http", "path": address, "headers": [], "server": ("127.0.0.1", 80), "query_string": b""}
    return asyncio.run(assets.show_script(Request(scope)))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What Streamlit is told of each component: its name and the text it sends with every element."""
    told = {}
    monkeypatch.setattr(st.components.v2, "component", lambda name, js, isolate_styles: told.update({name: js}))
    return told


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_component_sends_the_address_of_its_script_which_answers_with_it(script: Path, told) -> None:
    # Told to Streamlit anew: what is remembered is for the screens.
    assets.component.__wrapped__(script)
    [stub] = told.values()
    [address] = re.findall(r"location\.origin \+ '([^']+)'", stub)
    answer = asked(address)
    assert answer.body.decode() == script.read_text(encoding="utf-8")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]
    assert len(stub) < 300


@pytest.mark.parametrize("name", ["focus.js", "focus-000000000000.js", "../app.py", "style.css", "/etc/passwd", ""])
def test_no_other_file_and_no_older_script_is_answered(name: str) -> None:
    answer = asked(f"/scripts/{name}")
    assert answer.status_code == 404
    assert answer.headers.get("cache-control") is None


def test_no_two_scripts_have_one_name() -> None:
    """Their components would have one name too."""
    assert len({script.stem for script in SCRIPTS}) == len(SCRIPTS)
