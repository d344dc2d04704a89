"""A council's YAML to spoil, and the messages at start-up."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.environment import ROOT
from config.problems import SettingsError
from config.reading import council_from, read_council

COUNCILS = ROOT / "config" / "councils"
STOCKPORT = yaml.safe_load((COUNCILS / "stockport.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def settings() -> dict[str, Any]:
    """Stockport's settings from its YAML, to be changed freely."""
    return copy.deepcopy(STOCKPORT)


@pytest.fixture
def service(settings: dict[str, Any]) -> Callable[[str], dict[str, Any]]:
    """One service of `settings`, by its id."""
    return lambda name: next(one for one in settings["services"] if one["id"] == name)


@pytest.fixture
def said_of_text(tmp_path: Path) -> Callable[[str | bytes], list[str]]:
    """The lines shown if this is the content of stockport.yaml; none if it is accepted."""

    def said(content: str | bytes) -> list[str]:
        path = tmp_path / "stockport.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return _said(lambda: read_council(path))

    return said


@pytest.fixture
def said(settings: dict[str, Any]) -> Callable[[], list[str]]:
    """The lines shown if `settings` are those of stockport.yaml; none if they are accepted."""
    return lambda: _said(lambda: council_from(settings, file="stockport.yaml"))


def _said(read: Callable[[], object]) -> list[str]:
    try:
        read()
    except SettingsError as error:
        first, *lines = str(error).splitlines()
        assert first == "The settings cannot be used."
        return [line.removeprefix("  ") for line in lines]
    return []
