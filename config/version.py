"""Which version of Family Context this is, from the one place that says so: pyproject.toml."""

import tomllib
from functools import cache

from config.environment import ROOT


@cache
def version() -> str:
    """The version, such as "0.4.0"; with "dev" in it between two releases."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
